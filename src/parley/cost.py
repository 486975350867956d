"""About how long work will take, told from a few draws before it starts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from parley.case import Case, CaseError
from parley.conditions import build
from parley.finished import open_run
from parley.kept import number_kept
from parley.manifest import Order, is_of_this_code
from parley.store import DAMAGE, RunError
from parley.streams import BLOCK
from parley.workers import Hands
from parley.workers.job import Job

PILOT = BLOCK
LONG_PILOT = 400
QUICK = 0.05
"""Draws from which the cost of one is told: more of them where the first took few seconds."""
WHAT_IFS = 6_000
QUESTIONS = 3.7
"""What the findings of a run cost one core, in draws that it could tally meanwhile: those that ask
what would be otherwise look at so many draws however many a run has, and all others cost so much
for each draw. Measured on the bundled flagship."""
ALONE = 1 / 3
"""The part of that which no further thread speeds up."""
LEVER_SETS = 2_300
TIPPING = 7_200
"""What it costs, in the same coin, to look for the set of levers that reaches a target, and for the
tipping points of given quantities; likewise."""
CHECKED = 8 * BLOCK
"""Draws that are made again where not all are."""


class Cost(NamedTuple):
    """About so many seconds, on so many cores."""

    seconds: float
    cores: int


def of_run(order: Order, folder: Path, hands: Hands) -> Cost:
    """What a run costs: its draws, less those that its folder keeps, then its findings.

    Raises
    ------
    RunError
        Nobody answers for a cluster.
    """
    if (folder / "manifest.json").exists():
        return Cost(0.0, hands.threads)
    cores = hands.cores()
    left = max(0, order.draws - number_kept(folder))
    each = seconds_a_draw(order.case)
    return Cost(each * (left / cores + _findings(order.draws, hands.threads)), cores)


def of_draws(case: Case, draws: int, threads: int) -> Cost:
    """What it costs to look at all packages in so many draws."""
    return Cost(seconds_a_draw(case) * draws / threads, threads)


def of_verifying(folder: Path, every: bool, threads: int) -> Cost:
    """What it costs to make a finished run again, or a sample of it; nothing where none can be."""
    try:
        run = open_run(folder)
        if not is_of_this_code(run.manifest):
            return Cost(0.0, threads)
    except (RunError, CaseError, *DAMAGE):
        return Cost(0.0, threads)
    draws = int(run.manifest["draws"])
    if every:
        each = seconds_a_draw(run.case)
        return Cost(each * (draws / threads + _findings(draws, threads)), threads)
    return of_draws(run.case, min(draws, CHECKED), threads)


def _findings(draws: int, threads: int) -> float:
    """What the findings of a run cost, in draws of one core."""
    return (WHAT_IFS + QUESTIONS * draws) * (ALONE + (1 - ALONE) / threads)


def seconds_a_draw(case: Case) -> float:
    """What it takes one core to tally one draw more in all variants."""
    job = Job(build(case), 0)

    def seconds(draws: int) -> float:
        start = time.perf_counter()
        job.chunk(np.arange(draws))
        return time.perf_counter() - start

    seconds(1)  # compiles, or reads what was compiled
    # A chunk costs something even without draws: its counters are made and read out.
    few, more, draws = seconds(1), seconds(1 + PILOT), PILOT
    if more < QUICK:
        more, draws = seconds(1 + LONG_PILOT), LONG_PILOT
    return max((more - few) / draws, more / (1 + draws) / 4)
