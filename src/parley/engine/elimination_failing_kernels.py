"""The inner loops over which conditions fail together, where packages are put together, compiled.

Nothing that fails is dropped; a sum is only known up to how its comparisons end. Of a chain only
the first condition that fails counts, so one partial package stands for another only if it also
fails no later one where the other fails the earlier.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from parley.engine.elimination_bounds import SURE, ends, limits
from parley.engine.elimination_steps import (
    COMPARED,
    WIDTHS,
    chosen,
    grown,
    pairs_of,
    room,
    start,
    taken,
)
from parley.engine.elimination_weights import Drawn, Weighings, is_possible
from parley.engine.pareto import prune
from parley.engine.program import BALLOT, COUNT, HOLD, WAY


class Chains(NamedTuple):
    """Which conditions count only where others hold.

    Attributes
    ----------
    before, after : (condition,)
        Sets of those earlier and later in its chain.
    users : (dimension,)
        Sets of those that look at a sum.
    links : (link, 2)
        Each condition that has later ones, and its dimension.
    """

    before: Any
    after: Any
    users: Any
    links: Any


@njit(cache=True, nogil=True)
def least_sets(
    layout: Any, asked: Any, chains: Any, numbers: Any, budget: int, sets: Any, codes: Any
) -> Any:
    """Fill the least failing sets of the first draw; returns how many, and whether that is all.

    What is found with few partial packages makes most of the many needless.
    """
    if not is_possible(layout):
        return 0, True
    need = numbers.need[0]
    votes = numbers.weights[0]
    bounds = limits(asked, need, votes, False)
    rest = ends(layout, asked, numbers.cells[0], bounds)
    none = Weighings(np.empty((0, 0)), np.empty((0, 0)), np.empty(0))
    one = Drawn(need, votes, bounds, rest, none)
    sums = len(bounds.hold)
    size = 0
    for width in (*WIDTHS, budget):
        if width > budget:
            continue
        is_cut = False
        now = start(sums + len(chains.links))
        for step in range(len(layout.options)):
            known = sets[:size]
            now = _advance(layout, asked, chains, one, step, now, known)
            if len(now.codes) > width:
                now = taken(now, chosen(now.scores, width))
                is_cut = True
        state = layout.levels[-1] - 1
        for i in range(len(now.codes)):
            fails, _ = _status(asked, one, state, now.values[i, :sums])
            first = fails
            for c in range(len(chains.before)):
                if chains.before[c] & fails:
                    first &= ~(np.int64(1) << c)
            size = _with_set(sets, codes, size, first, now.codes[i])
            if size == len(sets):
                return size, False
        if not is_cut:
            return size, True
    return size, False


@njit(cache=True, nogil=True)
def _with_set(sets: Any, codes: Any, size: int, one: Any, code: Any) -> int:
    """Add a set where none is within it, and drop those that it is within."""
    for place in range(size):
        if sets[place] & ~one == 0:
            return size
    kept = 0
    for place in range(size):
        if one & ~sets[place] != 0:
            sets[kept] = sets[place]
            codes[kept] = codes[place]
            kept += 1
    sets[kept] = one
    codes[kept] = code
    return kept + 1


@njit(cache=True, nogil=True)
def _advance(
    layout: Any, asked: Any, chains: Any, one: Any, step: int, now: Any, known: Any
) -> Any:
    """Add every option of one issue; state by state, drop what another one stands for."""
    width = now.values.shape[1]
    sums = len(one.bounds.hold)
    pairs, most = pairs_of(layout, step, now.states)
    total = 0
    for p in range(len(pairs)):
        total += pairs[p, 2] - pairs[p, 1]
    then = room(total, width)
    tried = room(most, width)
    order = np.empty(most, dtype=np.int64)
    spare = np.empty(most, dtype=np.int64)
    size = 0
    p = 0
    while p < len(pairs):
        state = pairs[p, 0]
        count = 0
        while p < len(pairs) and pairs[p, 0] == state:
            move = pairs[p, 3]
            option = (move - layout.first[step]) % layout.options[step]
            for i in range(pairs[p, 1], pairs[p, 2]):
                row = tried.values[count]
                grown(asked, one, move, state, now.values[i], row[:sums])
                fails, holds = _status(asked, one, state, row[:sums])
                if _is_covered(chains, fails, holds, known):
                    continue
                _settle(chains, fails, holds, row, sums)
                tried.codes[count] = now.codes[i] + option * layout.strides[step]
                tried.scores[count] = _score(asked, one, state, row, fails)
                count += 1
            p += 1
        kept = prune(tried.values, tried.codes, count, COMPARED, order, spare)
        for place in range(kept):
            i = order[place]
            then.values[size] = tried.values[i]
            then.codes[size] = tried.codes[i]
            then.scores[size] = tried.scores[i]
            then.states[size] = state
            size += 1
    return taken(then, np.arange(size))


@njit(cache=True, nogil=True)
def _status(asked: Any, one: Any, state: int, row: Any) -> Any:
    """The sets of conditions that surely fail and that surely hold."""
    fails, holds = np.int64(0), np.int64(0)
    for c in range(len(asked.starts) - 1):
        bit = np.int64(1) << c
        sure, possible = np.int64(0), np.int64(0)
        way_sure, way_may = True, True
        all_sure, all_may = True, True
        vote_sure, vote_may = False, False
        for o in range(asked.starts[c], asked.starts[c + 1]):
            step = asked.steps[o, 0]
            r = asked.steps[o, 1]
            k = asked.rows[r]
            if step in (HOLD, BALLOT, COUNT):
                low = row[k] + one.rest.least[state, k]
                high = row[k] + one.rest.most[state, k]
                if step == HOLD:
                    all_sure = all_sure and low >= one.need[r]
                    all_may = all_may and high >= one.need[r]
                elif step == BALLOT:
                    weight = one.votes[asked.steps[o, 2]]
                    sure += weight * (low >= one.need[r])
                    possible += weight * (high >= one.need[r])
                else:
                    way_sure = way_sure and low + sure >= one.need[r]
                    way_may = way_may and high + possible >= one.need[r]
                    sure, possible = np.int64(0), np.int64(0)
            elif step == WAY:
                vote_sure = vote_sure or way_sure
                vote_may = vote_may or way_may
                way_sure, way_may = True, True
            else:
                all_sure, all_may = vote_sure, vote_may
        fails |= bit * (not all_may)
        holds |= bit * all_sure
    return fails, holds


@njit(cache=True, nogil=True)
def _is_covered(chains: Any, fails: Any, holds: Any, known: Any) -> bool:
    """Whether all that will fail, and count, has a known set within it already."""
    counted = fails
    for c in range(len(chains.before)):
        if chains.before[c] & ~holds:
            counted &= ~(np.int64(1) << c)
    for one in known:  # noqa: SIM110
        if one & ~counted == 0:
            return True
    return False


@njit(cache=True, nogil=True)
def _settle(chains: Any, fails: Any, holds: Any, row: Any, sums: int) -> None:
    """Sums that no open condition looks at no longer tell partial packages apart.

    The last columns are for the chains: that of a condition falls as its sum rises, so that with
    the sum itself only an equal one is at least as good; unless nothing later counts any more, or
    the condition surely holds.
    """
    idle = holds
    for c in range(len(chains.before)):
        if chains.before[c] & fails:
            idle |= np.int64(1) << c
    for k in range(sums):
        if chains.users[k] & ~idle == 0:
            row[k] = SURE
        elif chains.users[k] & ~fails == 0:
            row[k] = -SURE
    for link in range(len(chains.links)):
        c = chains.links[link, 0]
        bit = np.int64(1) << c
        if chains.after[c] & ~idle == 0:
            row[sums + link] = SURE
        elif holds & bit:
            row[sums + link] = -SURE
        else:
            row[sums + link] = -row[chains.links[link, 1]]


@njit(cache=True, nogil=True)
def _score(asked: Any, one: Any, state: int, row: Any, fails: Any) -> float:
    """Few failing, and half-way between the least and the most little short."""
    score = 0.0
    left = fails
    while left:
        left &= left - 1
        score -= 1.0
    for o in range(len(asked.steps)):
        if asked.steps[o, 0] == HOLD:
            r = asked.steps[o, 1]
            k = asked.rows[r]
            least = float(one.rest.least[state, k])
            span = float(one.rest.most[state, k]) - least
            short = float(one.need[r]) - float(row[k]) - least - span / 2
            if span > 0 and short > 0:
                score -= min(1.0, short / span)
    return score
