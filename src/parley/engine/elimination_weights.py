"""Weighted sums of what must hold: bounds that can tell that no package passes, compiled.

They are floats, and only believed with more to spare than rounding could take: what passes is never
dropped. What passes on the way is asked in integers.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from parley.engine.elimination_bounds import NONE, ends, limits
from parley.engine.program import BALLOT, COUNT, HOLD, WAY

ROUNDS = 40
"""Weightings that are tried."""
KEPT = 3
"""Weightings that are kept: those that leave the least."""
SPARE = 1e-10
"""More than rounding takes of the largest sum."""
BEYOND = 0.05
"""How far below nothing a weighted sum is aimed, in ranges."""


class Weighings(NamedTuple):
    """Weighted sums of what must hold, of which none may fall short.

    Attributes
    ----------
    weights : (weighing, dimension)
        Not negative; 0 where nothing must hold.
    rest : (weighing, state)
        The most that follows.
    spare : (weighing,)
        How far a bound must be below 0 to be believed.
    """

    weights: Any
    rest: Any
    spare: Any


class Drawn(NamedTuple):
    """All that one draw says.

    Attributes
    ----------
    need, votes
        Thresholds of the rows, votes of the ballots.
    bounds, rest, weighed
        :class:`Limits`, :class:`Ends`, :class:`Weighings`.
    """

    need: Any
    votes: Any
    bounds: Any
    rest: Any
    weighed: Any


@njit(cache=True, nogil=True)
def drawn(layout: Any, asked: Any, numbers: Any, d: int) -> Any:
    """What one draw says; whether no package can pass; one that does and was met, or -1."""
    need = numbers.need[d]
    votes = numbers.weights[d]
    bounds = limits(asked, need, votes, True)
    rest = ends(layout, asked, numbers.cells[d], bounds)
    weighed, is_impossible, code = weighings(layout, asked, need, votes, bounds, rest)
    return Drawn(need, votes, bounds, rest, weighed), is_impossible, code


@njit(cache=True, nogil=True)
def weighings(layout: Any, asked: Any, need: Any, votes: Any, bounds: Any, rest: Any) -> Any:
    """Look for weights under which the sums that must hold fall short for every package.

    For weights that are not negative, what passes has a weighted sum of margins of at least 0.
    Its maximum over all packages is a maximum along the transitions; weights that lower it are
    found by subgradient steps (Polyak 1969; Held, Wolfe & Crowder 1974).

    Returns
    -------
    weighings, is_impossible, code
        A proof that nothing passes, where there is one; a package that passes, met on the way, or
        -1.
    """
    held = np.flatnonzero(bounds.hold != NONE)
    width = len(bounds.hold)
    states = layout.levels[-1]
    size = KEPT if len(held) else 0
    found = Weighings(
        np.zeros((size, width)), np.zeros((size, states)), np.zeros(size, dtype=np.float64)
    )
    if not is_possible(layout):
        return found, True, np.int64(-1)
    scale = np.ones(width)
    share = np.zeros(width)
    for k in held:
        scale[k] = max(1.0, float(rest.most[0, k]) - float(rest.least[0, k]))
        share[k] = 1 / len(held)
    size_of = _sizes(layout, rest.adds)
    left = np.full(size, np.inf)
    sums = np.empty(width, dtype=np.int64)
    follows = np.empty(states)
    for _ in range(ROUNDS if len(held) else 1):
        weights = share / scale
        _follow(layout, rest.adds, weights, held, follows)
        code = _best(layout, rest.adds, weights, held, follows, sums)
        if passes(asked, sums, need, votes):
            return found, False, code
        if not len(held):
            break
        spare = SPARE
        over = 0.0
        length = 0.0
        for k in held:
            margin = float(sums[k] - bounds.hold[k])
            over += weights[k] * margin
            length += (margin / scale[k]) ** 2
            spare += SPARE * weights[k] * (size_of[k] + abs(float(bounds.hold[k])))
        place = left.argmax()
        if over < left[place]:
            left[place] = over
            found.weights[place] = weights
            found.rest[place] = follows
            found.spare[place] = spare
        if over < -spare:
            return found, True, np.int64(-1)
        if length == 0.0:
            break
        total = 0.0
        pace = (over + BEYOND) / length
        for k in held:
            share[k] = max(0.0, share[k] - pace * float(sums[k] - bounds.hold[k]) / scale[k])
            total += share[k]
        for k in held:
            share[k] = share[k] / total if total > 0 else 1 / len(held)
    return found, False, np.int64(-1)


@njit(cache=True, nogil=True)
def is_possible(layout: Any) -> bool:
    """Whether the rules leave any package."""
    return bool(layout.onward[: layout.first[1]].max() >= 0)


@njit(cache=True, nogil=True)
def _sizes(layout: Any, adds: Any) -> Any:
    """(dimension,) how large a sum can be on the way, whatever the signs."""
    found = np.zeros(adds.shape[1])
    for step in range(len(layout.options)):
        mine = adds[layout.first[step] : layout.first[step + 1]]
        for k in range(len(found)):
            largest = 0.0
            for move in range(len(mine)):
                largest = max(largest, abs(float(mine[move, k])))
            found[k] += largest
    return found


@njit(cache=True, nogil=True)
def _follow(layout: Any, adds: Any, weights: Any, held: Any, follows: Any) -> None:
    """``follows`` (state,) the largest weighted sum that may follow."""
    follows[-1] = 0.0
    for step in range(len(layout.options) - 1, -1, -1):
        options = layout.options[step]
        for g in range(layout.levels[step], layout.levels[step + 1]):
            begin = layout.first[step] + (g - layout.levels[step]) * options
            best = -np.inf
            for move in range(begin, begin + options):
                to = layout.onward[move]
                if to >= 0:
                    here = follows[to]
                    for k in held:
                        here += weights[k] * adds[move, k]
                    best = max(best, here)
            follows[g] = best


@njit(cache=True, nogil=True)
def _best(layout: Any, adds: Any, weights: Any, held: Any, follows: Any, sums: Any) -> Any:
    """The package of the largest weighted sum; its ``sums`` (dimension,) are written."""
    sums[:] = 0
    state = np.int64(0)
    code = np.int64(0)
    for step in range(len(layout.options)):
        options = layout.options[step]
        begin = layout.first[step] + (state - layout.levels[step]) * options
        best = -np.inf
        chosen = begin
        for move in range(begin, begin + options):
            to = layout.onward[move]
            if to >= 0:
                here = follows[to]
                for k in held:
                    here += weights[k] * adds[move, k]
                if here > best:
                    best = here
                    chosen = move
        for k in range(len(sums)):
            sums[k] += adds[chosen, k]
        code += (chosen - begin) * layout.strides[step]
        state = layout.onward[chosen]
    return code


@njit(cache=True, nogil=True)
def passes(asked: Any, sums: Any, need: Any, weights: Any) -> bool:
    """Whether a package with these sums passes all that is asked."""
    votes = np.int64(0)
    way, vote = True, False
    for o in range(len(asked.steps)):
        step = asked.steps[o, 0]
        r = asked.steps[o, 1]
        if step == HOLD:
            if sums[asked.rows[r]] < need[r]:
                return False
        elif step == BALLOT:
            if sums[asked.rows[r]] >= need[r]:
                votes += weights[asked.steps[o, 2]]
        elif step == COUNT:
            way = way and sums[asked.rows[r]] + votes >= need[r]
            votes = np.int64(0)
        elif step == WAY:
            vote = vote or way
            way = True
        else:
            if not vote:
                return False
            vote = False
    return True
