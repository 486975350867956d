"""Making a run on disk: everything that a case, a seed and a number of draws lead to."""

from __future__ import annotations

import platform
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley import tables
from parley.analysis import find_all
from parley.analysis.finding import Finding
from parley.analysis.study import Study, study
from parley.case import Case
from parley.conditions import Model, build
from parley.engine.ensemble import Chunk, chunks, merge, tally
from parley.engine.layouts import layouts
from parley.engine.variants import JUDGED
from parley.finished import Run, open_run
from parley.kept import begin, keep, kept, refuse_what_is_not_ours
from parley.manifest import (
    DRAWS,
    FORMAT,
    Columns,
    Order,
    count_hashes,
    draw_columns,
    identity,
    proofs,
    sealed,
)
from parley.pages import WHOLE, page
from parley.store import RunError, alone, make_folder, write, write_json

__all__ = ["Run", "is_finished", "open_run", "run", "seconds_needed"]

LISTED_PACKAGES = 2**21
"""Up to so many feasible packages are all listed; beyond, those that ever pass."""

PILOT = 16
"""Draws from which the cost of a run is told."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many parts are done, and how many there are."""


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
    with clock.measure("findings"):
        asked = study(model, order.seed, whole.attempts, whole.numbers, whole.tallies, threads)
        findings = find_all(asked, tell)
    columns, counts = draw_columns(model, asked.draws, asked.tallies), _counts(asked)
    with clock.measure("tables"):
        _write_tables(folder, asked, columns, counts, findings)
        proven = {**identity(order), "counts": count_hashes(counts)}
    with clock.measure("briefing"):
        write(folder / WHOLE, page(case, findings, proven))
    write_json(folder / "log.json", {"seconds": clock.seconds, "machine": platform.platform()})
    manifest = sealed({**proven, **proofs(columns, findings, folder, _files(findings))})
    # The manifest comes last: a folder that has one is a whole run.
    write_json(folder / "manifest.json", manifest)
    shutil.rmtree(folder / "chunks", ignore_errors=True)
    return Run(folder, case, manifest, findings)


def is_finished(case: Case, draws: int, seed: int, out: str | Path | None) -> bool:
    """Whether this run, or another one in its folder, would be read instead of made."""
    folder = Path(out) if out is not None else Order(case, draws, seed).folder
    return (folder / "manifest.json").exists()


def seconds_needed(case: Case, draws: int, threads: int) -> float:
    """About how long a run will take, from a pilot of a few draws."""
    model = build(case)
    plans = layouts(model)
    tally(model, plans, 0, np.arange(1), threads)  # compiles, or reads what was compiled
    pilot = np.arange(min(draws, PILOT))
    start = time.perf_counter()
    tally(model, plans, 0, pilot, threads)
    return (time.perf_counter() - start) * draws / len(pilot)


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
    plans = layouts(model)
    feasible = np.flatnonzero(model.feasible)
    wanted = chunks(order.draws, model.space.size)[::blocks]
    for done, numbers in enumerate(wanted):
        tell("draws", done, len(wanted))
        file = folder / "chunks" / f"{int(numbers[0]):09d}.npz"
        part = kept(file, numbers, feasible, model.space.size)
        if part is None:
            part = tally(model, plans, order.seed, numbers, threads, blocks)
            keep(file, part, feasible)
        yield part
    tell("draws", len(wanted), len(wanted))


def _write_tables(
    folder: Path, asked: Study, columns: Columns, counts: Columns, findings: Mapping[str, Finding]
) -> None:
    tables.write_columns(folder / "draws.parquet", columns)
    codes = np.flatnonzero(asked.model.feasible)
    if len(codes) > LISTED_PACKAGES:
        ever = np.zeros(asked.space.size, dtype=bool)
        for column in counts.values():
            ever |= column > 0
        codes = np.flatnonzero(ever)
    listed = {name.removesuffix(f".{JUDGED}"): column[codes] for name, column in counts.items()}
    tables.write_packages(folder / "packages.parquet", asked.space, codes, listed)
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


def _counts(asked: Study) -> dict[str, NDArray[Any]]:
    """``STAGE.VARIANT`` to (package,) in how many draws each passes."""
    return {
        f"{stage}.{key}": tally.counts[place]
        for key, tally in asked.tallies.items()
        for place, stage in enumerate(asked.model.stages)
    }


def _files(findings: Mapping[str, Finding]) -> list[str]:
    """What of a folder the manifest proves: all but the manifest and the log."""
    return [
        "case.yaml",
        "draws.parquet",
        "packages.parquet",
        "findings.json",
        *(f"findings/{name}.parquet" for name in findings),
        WHOLE,
    ]


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
