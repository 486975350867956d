"""What passes, exactly, however many packages there are: without looking at every one.

Packages are put together issue by issue (:mod:`parley.engine.scheme`); of partial packages that
can be finished in the same ways only those that nothing beats are kept. All that is asked is
monotone in the sums behind it, votes too, so what is dropped is never needed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.elimination_layout import Layout, TooWide
from parley.engine.merge_kernels import collect, confirm, decide
from parley.engine.scan import in_threads
from parley.engine.scheme import Asked, Numbers, Scheme
from parley.space import Codes

BUDGET = 50_000
"""Partial packages after a step."""
BLOCK = 64
"""Draws whose numbers are held at once, a thread."""


@dataclass(frozen=True)
class Reached:
    """How many stages some package passes.

    Attributes
    ----------
    stages : (draw,)
        At least so many, with a package that does.
    at_most : (draw,)
        No package passes more; the same where the draw is decided.
    codes : (draw, stage)
        A package that passes the stage and all before it, or -1.
    """

    stages: Ints
    at_most: Ints
    codes: Codes


@dataclass(frozen=True)
class Front:
    """What is efficient among the packages that pass.

    Attributes
    ----------
    points : (point, objective)
        Nano-points, all different, in falling lexicographic order.
    codes : (point,)
        A package for each.
    bound
        0: these are all. Else the budget did not do: every efficient package has a listed one that
        is worse by at most so many nano-points in each objective; what is listed passes. Without
        points it says that nothing was found, not that there is nothing.
    """

    points: Ints
    codes: Codes
    bound: int


def reach(scheme: Scheme, draws: Draws, threads: int = 1, budget: int = BUDGET) -> Reached:
    """How many stages some package passes, in each draw.

    Parameters
    ----------
    budget
        Partial packages that are kept after a step. Where it does not do, ``stages`` may be less
        than ``at_most``; so it is where tables link too many issues for any.
    """
    asked = [scheme.asked(stage) for stage in range(1, len(scheme.program.stage_ends) + 1)]

    def work(block: slice) -> Reached:
        mine = draws.take(block)
        try:
            return _reach(*scheme.laid_out(mine), asked, budget)
        except TooWide:
            return _unknown(len(mine), len(asked))

    blocks = [slice(start, start + BLOCK) for start in range(0, len(draws), BLOCK)]
    parts = in_threads(work, blocks, threads)
    none = np.zeros(0, dtype=np.int64)
    return Reached(
        np.concatenate([none, *(part.stages for part in parts)]),
        np.concatenate([none, *(part.at_most for part in parts)]),
        np.concatenate([none.reshape(0, len(asked)), *(part.codes for part in parts)]),
    )


def front(scheme: Scheme, draws: Draws, stage: int, budget: int = BUDGET) -> Front:
    """What is efficient over the objectives of the scheme among the packages that pass.

    Parameters
    ----------
    draws
        One draw.
    stage
        Up to which stage they pass; 0: what no rule forbids.
    budget
        Partial packages that are kept after a step; beyond it they are thinned out (on a grid over
        the objectives; where what must hold tells too many apart, the most promising stay), and
        the front has a bound.

    Raises
    ------
    TooWide
        Tables link so many issues that the states cannot be laid out.
    """
    asked = scheme.asked(stage, goals=True)
    layout, numbers = scheme.laid_out(draws)
    values, codes, bound = collect(layout, asked, numbers, budget)
    columns = asked.dimensions[scheme.goal_sums]
    points = values[:, columns] + scheme.constants(draws)
    return Front(points, codes, int(bound))


def _reach(layout: Layout, numbers: Numbers, asked: list[Asked], budget: int) -> Reached:
    """Stage by stage, in the draws that got so far; a package is asked how much further it gets."""
    draws = len(numbers.need)
    stages = np.zeros(draws, dtype=np.int64)
    at_most = np.full(draws, len(asked), dtype=np.int64)
    codes = np.full((draws, len(asked)), -1, dtype=np.int64)
    for stage, upto in enumerate(asked):
        wanted = (stages == stage) & (at_most > stage)
        verdicts = np.zeros(draws, dtype=np.int64)
        found = np.full(draws, -1, dtype=np.int64)
        decide(layout, upto, numbers, wanted, budget, verdicts, found)
        at_most[wanted & (verdicts == 0)] = stage
        for later in range(stage, len(asked)):
            passing = np.zeros(draws, dtype=bool)
            confirm(layout, asked[later], numbers, found, passing)
            codes[passing, later] = found[passing]
            stages[passing] = later + 1
    return Reached(stages, at_most, codes)


def _unknown(draws: int, stages: int) -> Reached:
    return Reached(
        np.zeros(draws, dtype=np.int64),
        np.full(draws, stages, dtype=np.int64),
        np.full((draws, stages), -1, dtype=np.int64),
    )
