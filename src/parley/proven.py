"""The files of a run against the hashes of its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from parley import tables
from parley.analysis.finding import Finding
from parley.case import Case, CaseError, parse
from parley.engine.variants import JUDGED
from parley.manifest import (
    Columns,
    Manifest,
    block_hashes,
    column_hashes,
    content_hash,
    count_hashes,
    file_hash,
    own_hash,
    run_id,
)
from parley.streams import BLOCK

MOST_NAMED = 3
CHANGED = "other than when the run was made"
UNREADABLE = "it cannot be read"
MISSING = "it is missing"
NEW = "it was not there when the run was made"


@dataclass(frozen=True)
class Difference:
    """Something that is not as it was when the run was made.

    Attributes
    ----------
    file
        Its name within the folder.
    where
        Column, draws, finding or row; empty where the file is all that is known.
    words
        What is wrong.
    """

    file: str
    where: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}{': ' if self.where else ''}{self.words}"


@dataclass(frozen=True)
class Stored:
    """The files of a run, each read once; None where it cannot be."""

    path: Path
    manifest: Manifest

    @cached_property
    def has_its_case(self) -> bool:
        """Whether case.yaml is the case that was run."""
        file = self.path / "case.yaml"
        return file.is_file() and file_hash(file) == self.manifest["case"]["sha256"]

    @cached_property
    def case(self) -> Case | None:
        """The case that was run."""
        if not self.has_its_case:
            return None
        try:
            return parse((self.path / "case.yaml").read_bytes(), self.manifest["case"]["file"])
        except CaseError:
            return None

    @cached_property
    def draws(self) -> Columns | None:
        """The columns of draws.parquet."""
        return self._table("draws.parquet")

    @cached_property
    def packages(self) -> Columns | None:
        """The columns of packages.parquet."""
        return self._table("packages.parquet")

    def _table(self, name: str) -> Columns | None:
        try:
            return comparable(tables.read_arrays(self.path / name))
        except duckdb.Error:
            return None

    @cached_property
    def findings(self) -> dict[str, Finding] | None:
        """The findings by id."""
        try:
            data = json.loads((self.path / "findings.json").read_text(encoding="utf-8"))
            return {entry["id"]: Finding.from_dict(entry) for entry in data["findings"]}
        except (OSError, ValueError, KeyError, TypeError):
            return None


def differences(stored: Stored) -> list[Difference]:
    """All that differs: of a file as a whole only where nothing in it can be named."""
    found = [
        *_of_manifest(stored),
        *_of_files(stored),
        *_of_draws(stored),
        *_of_counts(stored),
        *_of_findings(stored),
    ]
    named = {difference.file for difference in found if difference.where}
    return [d for d in dict.fromkeys(found) if d.where or d.file not in named]


def _of_manifest(stored: Stored) -> Iterator[Difference]:
    manifest = stored.manifest
    if manifest["sha256"] != own_hash(manifest):
        yield Difference("manifest.json", "", "something in it was changed since the run was made")
    if stored.case is None:
        return
    case, by, data = manifest["case"], manifest["parley"], stored.case.origin.data
    whole = run_id(data, manifest["seed"], manifest["draws"], by["version"], by["sha256"])
    if manifest["id"] != whole:
        yield Difference("manifest.json", "id", "not that of this case, seed, draws and version")
    for entry, real in (("title", stored.case.title), ("as_of", stored.case.as_of)):
        if case[entry] != str(real):
            yield Difference("manifest.json", f"case.{entry}", "not what case.yaml says")


def _of_files(stored: Stored) -> Iterator[Difference]:
    """Each file as a whole; what is in the tables is compared one by one below."""
    for name, proof in stored.manifest["files"].items():
        file = stored.path / name
        if not file.is_file():
            yield Difference(name, "", MISSING)
        elif file_hash(file) != proof:
            yield Difference(name, "", CHANGED)
    if (stored.path / "case.yaml").is_file() and not stored.has_its_case:
        yield Difference("case.yaml", "", "it is not the case that was run")


def _of_draws(stored: Stored) -> Iterator[Difference]:
    """By block and by column, so that a changed value is found where the two meet."""
    file, columns = "draws.parquet", stored.draws
    if columns is None:
        yield from _unreadable(stored, file)
        return
    proven: Mapping[str, str] = stored.manifest["columns"]
    yield from _names(file, columns, proven)
    number, wanted = len(next(iter(columns.values()), ())), stored.manifest["draws"]
    if number != wanted:
        yield Difference(file, "rows", f"{number:,} instead of {wanted:,}")
        return
    hashes = column_hashes(columns)
    changed = [name for name in proven if name in hashes and hashes[name] != proven[name]]
    blocks = unequal(block_hashes(columns), stored.manifest["blocks"])
    if changed or (blocks and list(columns) == list(proven)):
        yield Difference(file, where(changed, blocks, number), CHANGED)


def _unreadable(stored: Stored, file: str) -> Iterator[Difference]:
    if (stored.path / file).exists():
        yield Difference(file, "", UNREADABLE)


def _names(file: str, columns: Mapping[str, Any], proven: Mapping[str, Any]) -> list[Difference]:
    missing = [
        Difference(file, f"column {name}", MISSING) for name in proven if name not in columns
    ]
    added = [Difference(file, f"column {name}", NEW) for name in columns if name not in proven]
    return missing + added


def comparable(columns: Columns) -> dict[str, NDArray[Any]]:
    """Columns as the manifest hashed them; one with gaps or of another type is none of those."""
    return {
        name: np.array(column.tolist(), dtype=object)
        if np.ma.isMaskedArray(column) or column.dtype.kind not in "fiub"
        else column
        for name, column in columns.items()
    }


def _of_counts(stored: Stored) -> Iterator[Difference]:
    """In how many draws each package passes: the listed ones are all that ever do."""
    file, columns = "packages.parquet", stored.packages
    if columns is None:
        yield from _unreadable(stored, file)
    if columns is None:
        return
    codes = columns.get("code", np.zeros(0, dtype=np.int64))
    for name, proof in stored.manifest["counts"].items():
        column = name.removesuffix(f".{JUDGED}")
        counts = columns.get(column)
        if counts is None:
            yield Difference(file, f"column {column}", MISSING)
        elif not _gives(codes, counts, proof):
            yield Difference(file, f"column {column}", CHANGED)


def _gives(codes: NDArray[Any], counts: NDArray[Any], proof: str) -> bool:
    """Whether the counts of the listed packages have this hash."""
    if codes.dtype.kind not in "iu" or counts.dtype.kind not in "iu" or (counts < 0).any():
        return False
    return count_hashes(codes, {"whole": counts})["whole"] == proof


def _of_findings(stored: Stored) -> Iterator[Difference]:
    """Each finding in findings.json against its hash, and its table against it."""
    file, findings = "findings.json", stored.findings
    if findings is None:
        yield from _unreadable(stored, file)
        return
    proven: Mapping[str, str] = stored.manifest["findings"]
    for name, proof in proven.items():
        finding = findings.get(name)
        if finding is None:
            yield Difference(file, f"finding {name}", MISSING)
        elif content_hash(finding.as_dict()) != proof:
            yield Difference(file, f"finding {name}", CHANGED)
        else:
            yield from _of_table(stored, finding)
    for name in findings:
        if name not in proven:
            yield Difference(file, f"finding {name}", NEW)


def _of_table(stored: Stored, finding: Finding) -> Iterator[Difference]:
    file = f"findings/{finding.id}.parquet"
    if not (stored.path / file).is_file():
        return
    try:
        columns = tables.read_lists(stored.path / file)
    except duckdb.Error:
        yield Difference(file, "", UNREADABLE)
        return
    names = [column.name for column in finding.columns]
    wanted = {name: [row[place] for row in finding.rows] for place, name in enumerate(names)}
    yield from _names(file, columns, wanted)
    for name, cells in wanted.items():
        rows = [str(row + 1) for row in unequal(columns.get(name, cells), cells)]
        if rows:
            yield Difference(file, f"column {name}, row {few(rows)}", "not what findings.json says")


def unequal(found: Sequence[Any], proven: Sequence[Any]) -> list[int]:
    """Places at which two lists differ, those included that one of them lacks.

    >>> unequal("abc", "axcd")
    [1, 3]
    """
    most = max(len(found), len(proven))
    return [k for k in range(most) if found[k : k + 1] != proven[k : k + 1]]


def where(columns: Sequence[str], blocks: Sequence[int], draws: int) -> str:
    """Columns and draws in words; both are cut where they are many.

    >>> where(["ends.stalemate.less"], [1], 100)
    'column ends.stalemate.less, draws 64 to 99'
    """
    parts = []
    if columns:
        parts.append(f"column{'s' if len(columns) > 1 else ''} {few(columns)}")
    if blocks:
        firsts = [block * BLOCK for block in blocks]
        parts.append(f"draws {few([f'{n} to {min(n + BLOCK, draws) - 1}' for n in firsts])}")
    return ", ".join(parts)


def few(names: Sequence[str]) -> str:
    """The first names of a list.

    >>> few(["a"]), few(["a", "b"]), few(list("abcdef"))
    ('a', 'a and b', 'a, b, c and 3 more')
    """
    shown = list(names[:MOST_NAMED])
    if len(names) > MOST_NAMED:
        shown.append(f"{len(names) - MOST_NAMED} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
