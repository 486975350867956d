"""By how much what a party asks could rise before no package is left, however many there are.

As :mod:`parley.engine.critical` says by looking at every package, here by halving: elimination
tells whether some package passes when so much more is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import NANO, Ints
from parley.draws import Draws
from parley.engine.critical import NONE
from parley.engine.elimination import BLOCK, BUDGET
from parley.engine.elimination_layout import Layout
from parley.engine.merge_kernels import decide
from parley.engine.program import FAR, HOLD
from parley.engine.scan import in_threads
from parley.engine.scheme import Asked, Numbers, Scheme
from parley.space import Mask

WITHIN = NANO // 100
"""A hundredth of a point."""
START = np.int64(NANO)
"""A point: the first step away from what is asked."""
LEAST = -np.int64(2**57)
"""Less than any party could ask."""


def slack(
    scheme: Scheme, draws: Draws, mine: Sequence[Mask], threads: int = 1, within: int = WITHIN
) -> Ints:
    """The most that some package which passes all else has over what is asked by some conditions.

    Parameters
    ----------
    mine
        Sets of conditions, (condition,) true for those that are in it; each must be a sum, or
        several.
    within
        Nano-units by which the answer may be too low.

    Returns
    -------
    (set, draw)
        In nano-units, as of :func:`parley.engine.critical.slack`: at or below the greatest least
        margin, by at most ``within``; FAR where some package is not asked at all. What the budget
        leaves open counts as failing.
    """
    asked = scheme.asked(len(scheme.program.stage_ends))

    def work(block: slice) -> Ints:
        layout, numbers = scheme.laid_out(draws.take(block))
        return np.array([_greatest(layout, asked, numbers, _rows(scheme, m), within) for m in mine])

    blocks = [slice(start, start + BLOCK) for start in range(0, len(draws), BLOCK)]
    found = in_threads(work, blocks, threads)
    return np.concatenate([np.zeros((len(mine), 0), dtype=np.int64), *found], axis=1)


def _rows(scheme: Scheme, mine: Mask) -> NDArray[np.bool_]:
    """(row,) the comparisons of some conditions."""
    program = scheme.program
    rows = np.zeros(len(program.rows), dtype=bool)
    for c in np.flatnonzero(mine):
        for step, row, _ in program.steps[program.starts[c] : program.starts[c + 1]]:
            assert step == HOLD
            rows[row] = True
    return rows


def _greatest(
    layout: Layout, asked: Asked, numbers: Numbers, rows: NDArray[np.bool_], within: int
) -> Ints:
    """(draw,) by halving between what passes and what does not."""
    draws = len(numbers.need)

    def passes(more: Ints, wanted: Mask) -> Mask:
        need = numbers.need.copy()
        need[:, rows] += more[:, None]
        verdicts = np.zeros(draws, dtype=np.int64)
        codes = np.full(draws, -1, dtype=np.int64)
        decide(layout, asked, numbers._replace(need=need), wanted, BUDGET, verdicts, codes)
        found: Mask = verdicts == 1
        return found

    every = np.ones(draws, dtype=bool)
    low, high = np.full(draws, LEAST), np.full(draws, FAR // 2)
    some = passes(low, every)
    freely = some & passes(high, some)
    open_ones = some & ~freely
    _bracket(passes, open_ones, low, high)
    while (wanted := open_ones & (high - low > within)).any():
        middle = low + (high - low) // 2
        holds = passes(middle, wanted)
        low = np.where(wanted & holds, middle, low)
        high = np.where(wanted & ~holds, middle, high)
    return np.where(freely, FAR, np.where(some, low, NONE))


def _bracket(passes: Callable[[Ints, Mask], Mask], open_ones: Mask, low: Ints, high: Ints) -> None:
    """Steps twice as long each time away from what is asked; ``low`` and ``high`` are written."""
    holds = passes(np.zeros_like(low), open_ones)
    low[open_ones & holds] = 0
    high[open_ones & ~holds] = 0
    step = START
    wanted = open_ones.copy()
    while wanted.any() and step < FAR // 4:
        at = np.where(holds, step, -step)
        now = passes(at, wanted)
        low[wanted & now] = at[wanted & now]
        high[wanted & ~now] = at[wanted & ~now]
        wanted &= now == holds
        step *= 2
