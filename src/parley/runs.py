"""A run on disk: everything that a case, a seed and a number of draws lead to."""

from __future__ import annotations

import json
import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import parley
from parley import tables
from parley.analysis import find_all
from parley.analysis.finding import Finding
from parley.analysis.study import Study, study
from parley.case import Case, parse
from parley.conditions import Model, build
from parley.engine.ensemble import Chunk, chunks, merge, tally
from parley.engine.plan import plan
from parley.engine.variants import JUDGED
from parley.kept import begin, keep, kept, refuse_what_is_not_ours
from parley.manifest import DRAWS, FORMAT, Order, draw_columns, manifest_of
from parley.show.briefing import Facts, render
from parley.store import RunError, alone, make_folder, write, write_json

LISTED_PACKAGES = 2**21
"""Up to so many feasible packages are all listed; beyond, those that ever pass."""

PILOT = 16
"""Draws from which the cost of a run is told."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many parts are done, and how many there are."""


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes
    ----------
    path
        Its folder.
    case
        The case as it was read.
    manifest
        What identifies and proves the run.
    findings
        Every finding by id.
    """

    path: Path
    case: Case
    manifest: Mapping[str, Any]
    findings: Mapping[str, Finding]

    @property
    def packages(self) -> Any:
        """The packages as a pandas or polars frame, or as arrays where neither is installed."""
        return tables.read(self.path / "packages.parquet")

    @property
    def draws(self) -> Any:
        """The draws, one row each, likewise."""
        return tables.read(self.path / "draws.parquet")

    def table(self, finding: str) -> Any:
        """The table of a finding by id, likewise."""
        if finding not in self.findings:
            raise KeyError(f"no finding {finding!r}; there are {', '.join(self.findings)}")
        return tables.read(self.path / "findings" / f"{finding}.parquet")

    @property
    def briefing(self) -> Path:
        """The briefing's file."""
        return self.path / "briefing.html"


def run(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    out: str | Path | None = None,
    *,
    threads: int = 2,
    progress: Progress | None = None,
    blocks: int = 1,
) -> Run:
    """Make a run, resume it, or read it where it is finished.

    Parameters
    ----------
    case
        Of :func:`parley.load`.
    draws
        How many readings of everything uncertain.
    seed
        0 to 2^64 - 1; the same seed gives the same draws.
    out
        Folder; by default ``runs/<case>-<first 8 of the id>``.
    threads
        They never change a result.
    progress
        Called as the work goes on.
    blocks
        1, or -1 to compute the last block of draws first; that never changes a result either.

    Raises
    ------
    RunError
        The order cannot be met, or the folder holds something else.
    KeyboardInterrupt
        Finished chunks are kept; the same call resumes.
    """
    if threads < 1:
        raise RunError(f"a run needs at least 1 thread; {threads} were asked for.")
    if blocks not in (1, -1):
        raise RunError(f"blocks are computed in order 1 or -1; {blocks} was asked for.")
    order = Order(case, draws, seed)
    folder = Path(out) if out is not None else order.folder
    if (folder / "manifest.json").exists():
        return _existing(folder, order)
    refuse_what_is_not_ours(folder, order)
    make_folder(folder)
    with alone(folder):
        return _make(folder, order, threads, blocks, progress or (lambda what, done, whole: None))


def _make(folder: Path, order: Order, threads: int, blocks: int, tell: Progress) -> Run:
    begin(folder, order)
    clock = _Clock()
    case = order.case
    model = build(case)
    with clock.measure("ensemble"):
        whole = merge(_finished(folder, model, order, threads, blocks, tell))
    tell("findings", 0, 1)
    with clock.measure("findings"):
        asked = study(model, order.seed, whole.attempts, whole.numbers, whole.tallies, threads)
        findings = find_all(asked)
    with clock.measure("tables"):
        columns = draw_columns(asked)
        _write_tables(folder, asked, columns, findings)
    manifest = manifest_of(order, asked, columns)
    with clock.measure("briefing"):
        write(folder / "briefing.html", render(case, findings, _facts(manifest, order)))
    write_json(folder / "log.json", {"seconds": clock.seconds, "machine": platform.platform()})
    # The manifest comes last: a folder that has one is a whole run.
    write_json(folder / "manifest.json", manifest)
    shutil.rmtree(folder / "chunks", ignore_errors=True)
    tell("findings", 1, 1)
    return Run(folder, case, manifest, findings)


def is_finished(case: Case, draws: int, seed: int, out: str | Path | None) -> bool:
    """Whether this run, or another one in its folder, would be read instead of made."""
    folder = Path(out) if out is not None else Order(case, draws, seed).folder
    return (folder / "manifest.json").exists()


def seconds_needed(case: Case, draws: int, threads: int) -> float:
    """About how long a run will take, from a pilot of a few draws."""
    model = build(case)
    layout = plan(model.space, model.feasible, model.conditions)
    tally(model, layout, 0, np.arange(1), threads)  # compiles, or reads what was compiled
    pilot = np.arange(min(draws, PILOT))
    start = time.perf_counter()
    tally(model, layout, 0, pilot, threads)
    return (time.perf_counter() - start) * draws / len(pilot)


def open_run(folder: str | Path) -> Run:
    """Read a finished run.

    Raises
    ------
    RunError
        The folder holds no finished run.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        data = json.loads((path / "findings.json").read_text(encoding="utf-8"))
        case_bytes = (path / "case.yaml").read_bytes()
        findings = {entry["id"]: Finding.from_dict(entry) for entry in data["findings"]}
        file = str(manifest["case"]["file"])
    except OSError:
        raise RunError(f"{path} holds no finished run. Make one with `parley run`.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{path} holds no run, or a damaged one ({error}). Delete it, or give another folder."
        ) from None
    return Run(path, parse(case_bytes, file), manifest, findings)


def _existing(folder: Path, order: Order) -> Run:
    found = open_run(folder)
    if found.manifest["id"] != order.id:
        raise RunError(
            f"{folder} holds another run (other case, seed, draws or version). "
            "Give --out another folder, or delete this one."
        )
    return found


def _finished(
    folder: Path, model: Model, order: Order, threads: int, blocks: int, tell: Progress
) -> Iterator[Chunk]:
    """Chunks one after the other: those that were kept, and those that are made and kept now."""
    layout = plan(model.space, model.feasible, model.conditions)
    feasible = np.flatnonzero(model.feasible)
    wanted = chunks(order.draws, model.space.size)[::blocks]
    for done, numbers in enumerate(wanted):
        tell("draws", done, len(wanted))
        file = folder / "chunks" / f"{int(numbers[0]):09d}.npz"
        part = kept(file, numbers, feasible, model.space.size)
        if part is None:
            part = tally(model, layout, order.seed, numbers, threads, blocks)
            keep(file, part, feasible)
        yield part
    tell("draws", len(wanted), len(wanted))


def _write_tables(
    folder: Path, asked: Study, columns: Mapping[str, Any], findings: Mapping[str, Finding]
) -> None:
    tables.write_columns(folder / "draws.parquet", columns)
    codes = np.flatnonzero(asked.model.feasible)
    if len(codes) > LISTED_PACKAGES:
        ever = np.zeros(asked.space.size, dtype=bool)
        for found in asked.tallies.values():
            ever |= found.counts > 0
        codes = np.flatnonzero(ever)
    tables.write_packages(
        folder / "packages.parquet",
        asked.space,
        codes,
        {
            ("acceptable" if key == JUDGED else f"acceptable.{key}"): found.counts[codes]
            for key, found in asked.tallies.items()
        },
    )
    make_folder(folder / "findings")
    for finding in findings.values():
        tables.write_finding(folder / "findings" / f"{finding.id}.parquet", finding)
    write_json(
        folder / "findings.json",
        {
            "format": FORMAT,
            "case": str(asked.case.title),
            "as_of": str(asked.case.as_of),
            "draws": asked.n,
            "seed": asked.seed,
            "findings": [finding.as_dict() for finding in findings.values()],
        },
    )


def _facts(manifest: Mapping[str, Any], order: Order) -> Facts:
    name = str(manifest["case"]["file"])
    return Facts(
        run_id=str(manifest["id"]),
        version=parley.__version__,
        draws=order.draws,
        seed=order.seed,
        case_file=name,
        case_sha256=str(manifest["case"]["sha256"]),
        command=f"parley brief {name} --draws {order.draws} --seed {order.seed}",
        hashes={
            "code": str(manifest["parley"]["sha256"]),
            **{f"counts, {key}": found for key, found in manifest["counts"].items()},
        },
        libraries=manifest["libraries"],
    )


class _Clock:
    """Seconds of each part of the work; for log.json only."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def measure(self, part: str) -> Iterator[None]:
        """Time a part."""
        start = time.perf_counter()
        yield
        self.seconds[part] = round(time.perf_counter() - start, 3)
