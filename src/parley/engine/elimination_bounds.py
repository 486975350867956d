"""What the rest of a package adds at least and at most, compiled: exact, in integers."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from parley.engine.program import BALLOT, COUNT, HOLD

NONE = -(2**62)
"""No threshold."""
SURE = 2**61
"""A sum that no condition still asks about."""


class Limits(NamedTuple):
    """The thresholds of each dimension in one draw.

    Attributes
    ----------
    hold : (dimension,)
        What must be reached, or NONE.
    low, top : (dimension,)
        Below one every comparison fails, from the other on every one holds.
    first : (dimension + 1,), steps : (threshold,)
        The thresholds of each dimension, rising.
    open : (dimension,)
        Also votes are added to it, so that it is compared with more than one number.
    """

    hold: Any
    low: Any
    top: Any
    first: Any
    steps: Any
    open: Any


class Ends(NamedTuple):
    """What the rest of a package adds in one draw, from each state on.

    Attributes
    ----------
    adds : (transition, dimension)
        What a transition adds.
    least, most : (state, dimension)
        What all that may follow adds at least and at most.
    """

    adds: Any
    least: Any
    most: Any


@njit(cache=True, nogil=True)
def limits(asked: Any, need: Any, weights: Any, is_strict: bool) -> Any:
    """The thresholds of one draw.

    Parameters
    ----------
    is_strict
        What must hold does, so that of one sum only the highest threshold counts. Else every
        comparison only tells how it ends.
    """
    width = asked.votes.shape[1]
    hold = np.full(width, NONE)
    low = np.full(width, -NONE)
    top = np.full(width, NONE)
    is_open = np.zeros(width, dtype=np.bool_)
    uses = np.empty((len(asked.steps) + width, 2), dtype=np.int64)
    size = 0
    votes = np.int64(0)
    for o in range(len(asked.steps)):
        step = asked.steps[o, 0]
        r = asked.steps[o, 1]
        k = asked.rows[r]
        if step == HOLD and is_strict:
            hold[k] = max(hold[k], need[r])
        elif step in (HOLD, BALLOT, COUNT):
            uses[size, 0], uses[size, 1] = k, need[r]
            size += 1
            if step == BALLOT:
                votes += weights[asked.steps[o, 2]]
            elif step == COUNT:
                low[k] = min(low[k], need[r] - votes)
                is_open[k] = True
                votes = np.int64(0)
    for k in range(width):
        if hold[k] != NONE:
            uses[size, 0], uses[size, 1] = k, hold[k]
            size += 1
    rising = uses[np.argsort(uses[:size, 1], kind="mergesort")]
    first = np.zeros(width + 1, dtype=np.int64)
    steps = np.empty(size, dtype=np.int64)
    for k in range(width):
        place = first[k]
        for u in range(size):
            if rising[u, 0] == k:
                steps[place] = rising[u, 1]
                place += 1
        first[k + 1] = place
        if place > first[k]:
            low[k] = min(low[k], steps[first[k]])
            top[k] = steps[place - 1]
    return Limits(hold, low, top, first, steps, is_open)


@njit(cache=True, nogil=True)
def ends(layout: Any, asked: Any, cells: Any, bounds: Any) -> Any:
    """What transitions add, and what may follow at least and at most."""
    kept = _within(layout, asked, cells, bounds)
    width = len(bounds.hold)
    adds = np.zeros((len(layout.onward), width), dtype=np.int64)
    states = layout.levels[-1]
    least = np.zeros((states, width), dtype=np.int64)
    most = np.zeros((states, width), dtype=np.int64)
    for step in range(len(layout.options) - 1, -1, -1):
        start = layout.first[step]
        for e in range(layout.entries[step], layout.entries[step + 1]):
            k = asked.dimensions[layout.sums[e]]
            if k >= 0:
                reads = layout.cells[layout.reads[e] : layout.reads[e + 1]]
                for place in range(len(reads)):
                    adds[start + place, k] += kept[reads[place]]
        options = layout.options[step]
        for g in range(layout.levels[step], layout.levels[step + 1]):
            least[g] = -NONE
            most[g] = NONE
            begin = start + (g - layout.levels[step]) * options
            for move in range(begin, begin + options):
                to = layout.onward[move]
                if to >= 0:
                    for k in range(width):
                        least[g, k] = min(least[g, k], adds[move, k] + least[to, k])
                        most[g, k] = max(most[g, k], adds[move, k] + most[to, k])
    return Ends(adds, least, most)


@njit(cache=True, nogil=True)
def _within(layout: Any, asked: Any, cells: Any, bounds: Any) -> Any:
    """Cells without what no comparison can tell.

    What alone, with the least of all others, makes every comparison of a sum hold need not be
    more; what with the most of all others makes every one fail need not be less. Tables that lift
    or bar by far then have numbers of the size of all others.
    """
    found = cells.copy()
    count = len(layout.sums)
    least = np.zeros(len(bounds.hold), dtype=np.int64)
    most = np.zeros(len(bounds.hold), dtype=np.int64)
    for e in range(count):
        k = asked.dimensions[layout.sums[e]]
        if k >= 0:
            mine = found[layout.spans[e] : layout.spans[e + 1]]
            least[k] += mine.min()
            most[k] += mine.max()
    for e in range(count):
        k = asked.dimensions[layout.sums[e]]
        if k < asked.goals:
            continue
        mine = found[layout.spans[e] : layout.spans[e + 1]]
        others_least = least[k] - mine.min()
        others_most = most[k] - mine.max()
        ceiling = bounds.top[k] - others_least
        floor = bounds.low[k] - others_most - 1
        for place in range(len(mine)):
            mine[place] = max(min(mine[place], ceiling), floor)
        least[k] = others_least + mine.min()
        most[k] = others_most + mine.max()
    return found
