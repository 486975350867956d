"""What an ensemble costs a draw, a chunk and a coordinator, by the number of packages.

    .venv/bin/python benchmarks/scaling.py [--sizes 10x4 10x5 25x2] >> scaling.jsonl

Made-up cases of ISSUESxOPTIONS with all stages but ratification are tallied on one thread. One JSON
line for each: processor seconds a draw and a chunk, bytes of a finished chunk, seconds in which the
coordinating process keeps and adds it up; with machine, date, commit. Then, on stderr, a table, and
what 10^5 draws of 10^8 packages would take at these prices. docs/scaling.md has its figures from
here.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from generated import case_text
from harness import about

from parley.case import parse
from parley.conditions import build
from parley.engine.ensemble import Chunk, chunks, merge
from parley.kept import all_kept, keep
from parley.workers.job import Job

SIZES = ("10x4", "10x5", "25x2")
"""4^10, 5^10 and 2^25: a million, ten million, and as many as are looked at one by one."""
FEW, MORE = 4, 20
"""Draws from whose difference the cost of one is told."""
GOAL_DRAWS = 10**5
GOAL_PACKAGES = 10**8
CORES = (2, 16, 128)
DISK = 5e8
"""Bytes a second that a disk or a network is taken to carry, in what is worked out."""


@dataclass(frozen=True)
class Row:
    """What was measured of one case.

    Attributes
    ----------
    draw_seconds, chunk_seconds
        Of one core, for each draw, and for a chunk however many draws it has.
    chunk_bytes
        Of a finished chunk as the engine cuts it, of which ``counter_bytes`` are counters.
    keep_seconds, read_seconds, merge_seconds
        In which the coordinating process writes that chunk, reads it again, and adds it up.
    """

    size: str
    packages: int
    variants: int
    stages: int
    chunk_draws: int
    ready_seconds: float
    job_bytes: int
    draw_seconds: float
    chunk_seconds: float
    chunk_bytes: int
    counter_bytes: int
    keep_seconds: float
    read_seconds: float
    merge_seconds: float


def measure(size: str) -> Row:
    """Measure a case of ISSUESxOPTIONS."""
    issues, options = map(int, size.split("x"))
    case = parse(case_text(issues, options).encode())
    job, ready = timed(lambda: _ready(Job(build(case), 1)))
    few = min(timed(lambda: job.chunk(np.arange(FEW)))[1] for _ in range(2))
    more = min(timed(lambda: job.chunk(np.arange(MORE)))[1] for _ in range(2))
    draw_seconds = (more - few) / (MORE - FEW)
    numbers = chunks(10**6, job.model.space.size)[0]
    # Chunks of a few draws that say they have more: counters are as wide as those of a whole one.
    chunk = _as_wide(job.chunk(np.arange(FEW)), len(numbers))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "chunks"
        folder.mkdir()
        _, keeping = timed(lambda: keep(folder / "0.npz", chunk), time.perf_counter)
        _, reading = timed(lambda: list(all_kept(Path(home), 10**6)), time.perf_counter)
    _, merging = timed(lambda: merge([chunk, chunk]), time.perf_counter)
    a_draw = (_bytes(chunk) - _counters(chunk)) / FEW
    return Row(
        size,
        job.model.space.size,
        len(chunk.tallies),
        len(job.model.stages),
        len(numbers),
        ready,
        len(pickle.dumps(job)),
        draw_seconds,
        few - FEW * draw_seconds,
        int(_counters(chunk) + a_draw * len(numbers)),
        _counters(chunk),
        keeping,
        reading,
        merging,
    )


def timed(
    work: Callable[[], Any], clock: Callable[[], float] = time.thread_time
) -> tuple[Any, float]:
    """What a work gives, and its seconds; this thread's processor time unless another is said."""
    start = clock()
    found = work()
    return found, clock() - start


def _ready(job: Job) -> Job:
    job.chunk(np.arange(1))
    return job


def _as_wide(chunk: Chunk, draws: int) -> Chunk:
    kind = np.min_scalar_type(draws)
    wide = {
        key: replace(tally, counts=tally.counts.astype(kind))
        for key, tally in chunk.tallies.items()
    }
    return replace(chunk, tallies=wide)


def _counters(chunk: Chunk) -> int:
    return sum(tally.counts.nbytes for tally in chunk.tallies.values())


def _bytes(chunk: Chunk) -> int:
    return sum(
        array.nbytes
        for tally in chunk.tallies.values()
        for array in vars(tally).values()
        if isinstance(array, np.ndarray)
    )


def table(rows: list[Row]) -> str:
    """The rows as they stand in the document."""
    lines = [
        "| packages | core-seconds a draw | a chunk more | draws a chunk | a chunk "
        "| kept, read, added up in | ready in |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.packages:,} | {row.draw_seconds:.3f} | {row.chunk_seconds:.2f} "
        f"| {row.chunk_draws} | {row.chunk_bytes / 1e6:,.0f} MB "
        f"| {row.keep_seconds:.2f}, {row.read_seconds:.2f}, {row.merge_seconds:.2f} s "
        f"| {row.ready_seconds:.1f} s |"
        for row in rows
    ]
    return "\n".join(lines)


def outlook(row: Row, draws: int, packages: int) -> str:
    """What many draws of many packages would take at the prices of a row."""
    times = packages / row.packages
    number = -(-draws // row.chunk_draws)
    work = times * (draws * row.draw_seconds + number * row.chunk_seconds)
    moved = times * number * row.chunk_bytes
    alone = times * number * (row.keep_seconds + row.merge_seconds)
    lines = [
        f"{draws:,} draws of {packages:,} packages at the prices of {row.packages:,}:",
        f"  {work / 3600:,.0f} core-hours in {number:,} chunks of {row.chunk_draws} draws",
        f"  {moved / 1e12:,.2f} TB from workers to the coordinator: "
        f"{moved / DISK / 3600:,.1f} hours at {DISK / 1e6:,.0f} MB/s",
        f"  {alone / 3600:,.1f} hours of the coordinator to keep and add up",
        f"  {packages * row.variants * row.stages * 4 / 1e9:,.1f} GB for the sum of all counters",
    ]
    lines += [
        f"  {cores} cores: {max(work / cores, alone, moved / DISK) / 3600:,.1f} hours"
        for cores in CORES
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure each size, print its line, then the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", nargs="+", default=SIZES, metavar="ISSUESxOPTIONS")
    rows = []
    for size in options.parse_args().sizes:
        rows.append(measure(size))
        print(json.dumps({"benchmark": "scaling", **asdict(rows[-1]), **about()}), flush=True)
    print(table(rows), outlook(rows[-1], GOAL_DRAWS, GOAL_PACKAGES), sep="\n\n", file=sys.stderr)


if __name__ == "__main__":
    main()
