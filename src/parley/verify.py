"""Whether a run is still what its case and seed gave, and if not, what differs."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import parley
from parley.case import Case
from parley.conditions import build
from parley.engine.ensemble import tally
from parley.engine.layouts import layouts
from parley.engine.variants import JUDGED
from parley.manifest import (
    FORMAT,
    LIBRARIES,
    Columns,
    Manifest,
    block_hashes,
    column_hashes,
    draw_columns,
    is_of_this_code,
    own_hash,
)
from parley.pages import page, page_name
from parley.proven import Difference, Stored, differences, unequal, where
from parley.runs import Progress, run
from parley.show.cuts import AUDIENCES, TEAM
from parley.store import RunError
from parley.streams import BLOCK

SAMPLE = 8
"""Blocks of draws that are made again unless all are asked for; the first and the last always."""
ENTRIES: Mapping[str, type] = {
    "id": str,
    "case": dict,
    "seed": int,
    "draws": int,
    "parley": dict,
    "libraries": dict,
    "blocks": list,
    "columns": dict,
    "counts": dict,
    "findings": dict,
    "files": dict,
    "sha256": str,
}
"""What a manifest says beside its format."""
WITHIN = {"case": ("file", "title", "as_of", "sha256"), "parley": ("version", "sha256")}


@dataclass(frozen=True)
class Report:
    """What was compared, and what differs.

    Attributes
    ----------
    done
        What was looked at, in sentences.
    notes
        What could not be looked at, and why; what else is worth knowing.
    """

    differences: tuple[Difference, ...]
    done: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Whether nothing differs."""
        return not self.differences

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data."""
        return {
            "sound": self.is_sound,
            "differences": [
                {"file": each.file, "where": each.where, "words": each.words}
                for each in self.differences
            ],
            "done": list(self.done),
            "notes": list(self.notes),
        }

    def text(self, name: str) -> list[str]:
        """The report for readers: what differs first, then what was looked at."""
        number = len(self.differences)
        verdict = "is sound" if self.is_sound else f"differs in {number} place{'s'[: number - 1]}"
        return [
            f"{name} {verdict}{':' if number else '.'}",
            *(f"  {each}" for each in self.differences),
            *self.done,
            *self.notes,
        ]


def verify(
    folder: str | Path,
    *,
    every: bool = False,
    threads: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Compare a run with its hashes, and its draws with what case and seed give.

    All files but the log are read. Where this very parley made the run, a sample of blocks of
    draws is made again; with ``every`` the whole run is, findings and briefing included. A run of
    other code is sound if its files are what its manifest says.

    Raises
    ------
    RunError
        The folder holds no finished run, or one of another format.
    """
    path = Path(folder)
    try:
        manifest = _manifest(path)
    except ValueError as error:
        if isinstance(error, RunError):
            raise
        return Report((Difference("manifest.json", "", str(error)),))
    stored = Stored(path, manifest)
    found = differences(stored)
    done = [f"{len(manifest['files'])} files were compared with their hashes."]
    notes = [*_strangers(stored), *_other_libraries(manifest)]
    obstacle = _why_not_again(stored)
    if obstacle:
        return Report(tuple(found), tuple(done), (*notes, obstacle))
    assert stored.case is not None
    if every:
        found += _whole_again(manifest, stored.case, threads, progress)
        done.append("The whole run was made again from case.yaml and seed.")
    else:
        blocks = sample(-(-manifest["draws"] // BLOCK))
        found += _blocks_again(stored, stored.case, blocks, threads, progress)
        of = f"{len(blocks)} of {len(manifest['blocks'])} blocks of draws"
        done.append(f"{of} were made again from case.yaml and seed.")
    found += _cut_pages(stored, stored.case)
    return Report(tuple(dict.fromkeys(found)), tuple(done), tuple(notes))


def sample(blocks: int) -> list[int]:
    """Numbers of the blocks to make again: spread over the run, the first and the last included.

    >>> sample(3), sample(32)
    ([0, 1, 2], [0, 4, 9, 13, 18, 22, 27, 31])
    """
    return sorted({round(k * (blocks - 1) / (SAMPLE - 1)) for k in range(SAMPLE)})


def _manifest(path: Path) -> Manifest:
    """The manifest of a folder.

    Raises
    ------
    ValueError
        It is damaged beyond comparing.
    RunError
        There is no finished run, or one of another format.
    """
    try:
        text = (path / "manifest.json").read_text(encoding="utf-8")
        found = json.loads(text)
    except OSError:
        if not (path / "findings.json").exists() or (path / "chunks").exists():
            raise RunError(f"{path} holds no finished run. Make one with `parley run`.") from None
        raise ValueError("it is missing, so that nothing can be compared") from None
    except ValueError as error:
        raise ValueError(f"it cannot be read ({error})") from None
    if not isinstance(found, dict) or "id" not in found:
        raise RunError(f"{path} holds no run: its manifest.json is of something else.")
    # An earlier format did not prove itself.
    if found.get("format") != FORMAT and found.get("sha256") in (None, own_hash(found)):
        raise RunError(
            f"{path} holds a run of another parley, in format {found.get('format')}; this one "
            f"reads format {FORMAT}. Make it again with `parley run`."
        )
    wrong = [name for name, kind in ENTRIES.items() if not isinstance(found.get(name), kind)]
    wrong += [
        f"{name}.{key}"
        for name, keys in WITHIN.items()
        for key in keys
        if name not in wrong and not isinstance(found[name].get(key), str)
    ]
    if wrong:
        raise ValueError(f"its {', '.join(wrong)} {'is' if len(wrong) == 1 else 'are'} damaged")
    return found


def _strangers(stored: Stored) -> Iterator[str]:
    known = {*stored.manifest["files"], "manifest.json", "log.json", *map(page_name, AUDIENCES)}
    for file in sorted(stored.path.rglob("*")):
        name = str(file.relative_to(stored.path))
        if file.is_file() and name not in known:
            yield f"{name} is no part of the run."


def _other_libraries(manifest: Manifest) -> Iterator[str]:
    for name in LIBRARIES:
        theirs, mine = manifest["libraries"].get(name), version(name)
        if theirs != mine:
            yield f"The run was made with {name} {theirs}; here is {mine}."


def _why_not_again(stored: Stored) -> str:
    """Why nothing can be made again; empty where it can."""
    manifest = stored.manifest
    if manifest["sha256"] != own_hash(manifest):
        return "manifest.json was changed, so nothing was made again."
    if not is_of_this_code(manifest):
        by = manifest["parley"]["version"]
        return (
            f"The run was made by parley {by} with other code than this parley "
            f"({parley.__version__}), so nothing was made again: its files were compared with "
            "their hashes only."
        )
    if stored.case is None:
        return "case.yaml is not the case that was run, so nothing was made again."
    return ""


def _blocks_again(
    stored: Stored, case: Case, blocks: Sequence[int], threads: int, progress: Progress | None
) -> Iterator[Difference]:
    """Blocks of draws made again from case and seed."""
    draws, seed = stored.manifest["draws"], stored.manifest["seed"]
    model = build(case)
    plans = layouts(model)
    for done, block in enumerate(blocks):
        if progress is not None:
            progress("blocks", done, len(blocks))
        rows = slice(block * BLOCK, min(block * BLOCK + BLOCK, draws))
        numbers = np.arange(rows.start, rows.stop)
        part = tally(model, plans, seed, numbers, threads)
        columns = draw_columns(model, model.draws(seed, numbers), part.tallies)
        if block_hashes(columns) != stored.manifest["blocks"][block : block + 1]:
            changed = _changed(stored.draws or {}, columns, rows)
            yield Difference("draws.parquet", where(changed, [block], draws), _not_what(seed))


def _not_what(seed: int) -> str:
    return f"not what case.yaml and seed {seed} give"


def _changed(known: Columns, columns: Columns, rows: slice) -> list[str]:
    """Columns whose stored values differ from those made again."""
    mine = column_hashes({name: column[rows] for name, column in known.items()})
    return [name for name, proof in column_hashes(columns).items() if mine.get(name) != proof]


def _whole_again(
    manifest: Manifest, case: Case, threads: int, progress: Progress | None
) -> Iterator[Difference]:
    """The run made again in a folder of its own, and the two manifests compared."""
    draws, seed = manifest["draws"], manifest["seed"]
    with tempfile.TemporaryDirectory(prefix="parley-") as place:
        folder = Path(place) / "again"
        again = run(case, draws, seed, folder, threads=threads, progress=progress).manifest
    words = _not_what(seed)
    columns = _keys_unequal(manifest["columns"], again["columns"])
    blocks = unequal(manifest["blocks"], again["blocks"])
    if columns or blocks:
        yield Difference("draws.parquet", where(columns, blocks, draws), words)
    for name in _keys_unequal(manifest["counts"], again["counts"]):
        column = name.removesuffix(f".{JUDGED}")
        yield Difference("packages.parquet", f"column {column}", words)
    for name in _keys_unequal(manifest["findings"], again["findings"]):
        yield Difference("findings.json", f"finding {name}", words)
    # Other libraries may lay out the same content in other bytes.
    if manifest["libraries"] == again["libraries"]:
        for name in _keys_unequal(manifest["files"], again["files"]):
            yield Difference(name, "", words)


def _keys_unequal(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [key for key in dict.fromkeys([*one, *other]) if one.get(key) != other.get(key)]


def _cut_pages(stored: Stored, case: Case) -> Iterator[Difference]:
    """The pages beside the briefing, as they would be written now."""
    for audience in AUDIENCES:
        file = stored.path / page_name(audience)
        if audience != TEAM and file.exists() and stored.findings is not None:
            wanted = page(case, stored.findings, stored.manifest, audience)
            if file.read_bytes() != wanted.encode():
                yield Difference(file.name, "", "not this run's briefing cut for that audience")
