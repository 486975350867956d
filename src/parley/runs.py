"""Making a run on disk: everything that a case, a seed and a number of draws lead to."""

from __future__ import annotations

import math
import platform
import shutil
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
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
from parley.draws import Ints
from parley.engine.ensemble import Chunk, chunks, merge
from parley.engine.variants import JUDGED
from parley.finished import Run, open_run
from parley.kept import all_kept, begin, keep, refuse_what_is_not_ours
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
from parley.space import Mask
from parley.store import RunError, alone, make_folder, write, write_json
from parley.streams import BLOCK
from parley.workers import Hands
from parley.workers.job import Job

__all__ = ["Run", "open_run", "run"]

LISTED_PACKAGES = 2**21
"""Up to so many feasible packages are all listed; beyond, those that ever pass."""

TURNS = 4
"""How many chunks each of several workers makes, where there are draws enough."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how many parts are done, and how many there are."""


def run(
    case: Case,
    draws: int = DRAWS,
    seed: int = 1,
    out: str | Path | None = None,
    *,
    threads: int = 2,
    cluster: str | None = None,
    blocks: int = 1,
    progress: Progress | None = None,
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
    threads, cluster, blocks
        Who makes the draws, and from which end: see :class:`parley.workers.Hands`. They never
        change a result. With a cluster a script needs ``if __name__ == "__main__":`` around what
        it does, since each process on this machine reads it again.
    progress
        Called as the work goes on.

    Raises
    ------
    RunError
        The order cannot be met, the folder holds something else, or nobody answers for a cluster.
    WorkersLost
        The cluster is gone. Finished chunks are kept; the same call resumes.
    KeyboardInterrupt
        Likewise.
    """
    hands = Hands(threads, cluster, blocks)
    order = Order(case, draws, seed)
    folder = Path(out) if out is not None else order.folder
    if (folder / "manifest.json").exists():
        return _existing(folder, order)
    refuse_what_is_not_ours(folder, order)
    hands.cores()  # before anything is written: nobody may answer
    make_folder(folder)
    with alone(folder):
        return _make(folder, order, hands, progress or (lambda what, done, whole: None))


def _make(folder: Path, order: Order, hands: Hands, tell: Progress) -> Run:
    begin(folder, order)
    clock = _Clock()
    case = order.case
    model = build(case)
    # Closed at once when something stops the work, so that no worker outlives it.
    with clock.measure("ensemble"), closing(_chunks(folder, model, order, hands, tell)) as parts:
        whole = merge(parts)
    with clock.measure("findings"):
        asked = study(
            model, order.seed, whole.attempts, whole.numbers, whole.tallies, hands.threads
        )
        findings = find_all(asked, tell)
    columns, counts = draw_columns(model, asked.draws, asked.tallies), _counts(asked)
    with clock.measure("tables"):
        _write_tables(folder, asked, columns, counts, findings)
        proven = {**identity(order), "counts": count_hashes(asked.listing.codes, counts)}
    with clock.measure("briefing"):
        write(folder / WHOLE, page(case, findings, proven))
    write_json(folder / "log.json", {"seconds": clock.seconds, "machine": platform.platform()})
    manifest = sealed({**proven, **proofs(columns, findings, folder, _files(findings))})
    # The manifest comes last: a folder that has one is a whole run.
    write_json(folder / "manifest.json", manifest)
    shutil.rmtree(folder / "chunks", ignore_errors=True)
    return Run(folder, case, manifest, findings)


def _existing(folder: Path, order: Order) -> Run:
    found = open_run(folder)
    if found.manifest["id"] != order.id:
        raise RunError(
            f"{folder} holds another run (other case, seed, draws or version). "
            "Give --out another folder, or delete this one."
        )
    return found


def _chunks(
    folder: Path, model: Model, order: Order, hands: Hands, tell: Progress
) -> Generator[Chunk]:
    """Those that were kept, then those that are made and kept now, as they are finished."""
    left = np.ones(order.draws, dtype=bool)
    for part in all_kept(folder, order.draws):
        left[part.numbers] = False
        yield part
    tell("draws", order.draws - int(left.sum()), order.draws)
    if not left.any():
        return
    with hands.at_work() as workers:
        wanted = cut(chunks(order.draws, model.space.size), left, workers.count)
        for part in workers.make(Job(model, order.seed, hands.order), wanted[:: hands.order]):
            keep(folder / "chunks" / f"{int(part.numbers[0]):09d}.npz", part)
            left[part.numbers] = False
            tell("draws", order.draws - int(left.sum()), order.draws)
            yield part


def cut(whole: Sequence[Ints], left: Mask, workers: int) -> list[Ints]:
    """Chunks without the draws that are kept, small enough that several workers have work.

    Parameters
    ----------
    whole
        The numbers of the draws of each chunk as one worker would make them.
    left : (draw,)
        Whether a draw is still to be made.
    workers
        How many chunks are made at a time.
    """
    size = max(map(len, whole))
    if workers > 1:
        # The last worker to finish then keeps the others waiting for a quarter of its time at most.
        share = int(left.sum()) / (TURNS * workers)
        size = min(size, max(1, math.ceil(share / BLOCK)) * BLOCK)
    wanted = (numbers[left[numbers]] for numbers in whole)
    return [
        numbers[start : start + size]
        for numbers in wanted
        for start in range(0, len(numbers), size)
    ]


def _write_tables(
    folder: Path, asked: Study, columns: Columns, counts: Columns, findings: Mapping[str, Finding]
) -> None:
    tables.write_columns(folder / "draws.parquet", columns)
    codes = asked.listing.codes
    listed = {name.removesuffix(f".{JUDGED}"): column for name, column in counts.items()}
    if len(codes) > LISTED_PACKAGES:
        ever = np.any([column > 0 for column in listed.values()], axis=0)
        codes = codes[ever]
        listed = {name: column[ever] for name, column in listed.items()}
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
