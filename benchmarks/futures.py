"""How long it takes to find all futures of a dense matrix."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import numpy as np
from harness import Result, most, timed

from parley.futures.consistent import BUDGET, Scenarios, consistent
from parley.futures.matrix import Matrix

MATRICES = 9


def dense(factors: int, states: int, seed: int) -> Matrix:
    """Uniform whole numbers from -3 to 3 between all states of different factors."""
    luck = np.random.Generator(np.random.PCG64(seed))
    impacts = luck.integers(-3, 4, (factors * states, factors * states))
    for start in range(0, factors * states, states):
        impacts[start : start + states, start : start + states] = 0
    return Matrix(
        tuple(f"f{f}" for f in range(factors)),
        (tuple(f"s{s}" for s in range(states)),) * factors,
        impacts,
    )


def measure(*, quick: bool) -> Iterator[Result]:
    """14 factors with 3 states, median of nine matrices; 20 with 4."""
    # The first search of a process compiles, or loads what was compiled.
    consistent(dense(3, 2, 0))
    taken: list[float] = []
    nodes: list[int] = []
    for seed in range(MATRICES):
        found, seconds = timed(lambda seed=seed: consistent(dense(14, 3, seed)))
        _whole(found)
        taken.append(seconds)
        nodes.append(found.nodes)
    yield Result(
        "all futures of a dense matrix, 14 factors x 3 states",
        statistics.median(taken),
        "s",
        most(0.2),
        f"Processor time of one thread, median of {MATRICES} random matrices (-3 to 3).",
        {"joint_states": 3**14, "partial_looked_at": int(statistics.median(nodes))},
    )
    if quick:
        return
    found, seconds = timed(lambda: consistent(dense(20, 4, 0)), time.perf_counter)
    _whole(found)
    yield Result(
        "all futures of a dense matrix, 20 factors x 4 states",
        seconds,
        "s",
        most(60),
        f"Wall time of one thread, one random matrix; it would stop after {BUDGET:,} partial "
        "joint states and say how many are undecided.",
        {"joint_states": 4**20, "futures": len(found.table), "partial_looked_at": found.nodes},
    )


def _whole(found: Scenarios) -> None:
    if found.undecided:
        raise SystemExit(f"{found.undecided:,} joint states are undecided")
