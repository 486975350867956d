"""Partial packages, one step further, compiled: an option is added, what cannot count is dropped.

Of two partial packages in one state, one that is at least as good in every dimension can be
finished in every way in which the other can, and is then at least as good: the other is dropped
(multi-objective bucket elimination, Rollon & Larrosa 2006).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from parley.engine.elimination_bounds import NONE, SURE
from parley.engine.pareto import prune
from parley.engine.program import BALLOT, COUNT, HOLD, WAY

WIDTHS = (64, 2_048)
"""Partial packages that are kept at first: what passes is mostly found, and what is impossible
mostly told, with few."""
COMPARED = 256
"""Kept partial packages that one is compared with where comparing less does no harm."""


class Partial(NamedTuple):
    """Partial packages, ordered by state.

    Attributes
    ----------
    values : (n, dimension)
    codes, states : (n,)
    scores : (n,)
        How promising each is: the least of the weighted bounds.
    """

    values: Any
    codes: Any
    states: Any
    scores: Any


@njit(cache=True, nogil=True)
def start(width: int) -> Any:
    """The package of which nothing is chosen."""
    return Partial(
        np.zeros((1, width), dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        np.zeros(1),
    )


@njit(cache=True, nogil=True)
def chosen(scores: Any, width: int) -> Any:
    """(n,) which are the most promising; of equally promising ones the first."""
    edge = np.sort(scores)[len(scores) - width]
    ties = width - (scores > edge).sum()
    kept = np.zeros(len(scores), dtype=np.bool_)
    for i in range(len(scores)):
        kept[i] = scores[i] > edge
        if scores[i] == edge and ties > 0:
            ties -= 1
            kept[i] = True
    return kept


@njit(cache=True, nogil=True)
def taken(now: Any, kept: Any) -> Any:
    """Only some of them, by place or by mark."""
    return Partial(now.values[kept], now.codes[kept], now.states[kept], now.scores[kept])


@njit(cache=True, nogil=True)
def advance(layout: Any, asked: Any, one: Any, step: int, now: Any, compared: int) -> Any:
    """Add every option of one issue; state by state, drop what cannot count."""
    width = now.values.shape[1]
    pairs, most = pairs_of(layout, step, now.states)
    total = 0
    for p in range(len(pairs)):
        total += pairs[p, 2] - pairs[p, 1]
    then = room(total, width)
    tried = room(most, width)
    order = np.empty(most, dtype=np.int64)
    spare = np.empty(most, dtype=np.int64)
    closed = np.zeros(len(asked.votes), dtype=np.bool_)
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
                if not grown(asked, one, move, state, now.values[i], row):
                    continue
                if len(closed) and not _votes_may_pass(asked, one, state, row, closed):
                    continue
                score = _score(one, state, row)
                if score == -np.inf:
                    continue
                tried.codes[count] = now.codes[i] + option * layout.strides[step]
                tried.scores[count] = score
                count += 1
            p += 1
        kept = prune(tried.values, tried.codes, count, compared, order, spare)
        for place in range(kept):
            i = order[place]
            then.values[size] = tried.values[i]
            then.codes[size] = tried.codes[i]
            then.scores[size] = tried.scores[i]
            then.states[size] = state
            size += 1
    return Partial(then.values[:size], then.codes[:size], then.states[:size], then.scores[:size])


@njit(cache=True, nogil=True)
def room(size: int, width: int) -> Any:
    """Room for so many, of so many dimensions."""
    return Partial(
        np.empty((size, width), dtype=np.int64),
        np.empty(size, dtype=np.int64),
        np.empty(size, dtype=np.int64),
        np.empty(size),
    )


@njit(cache=True, nogil=True)
def pairs_of(layout: Any, step: int, states: Any) -> Any:
    """(pair, 4) state to come, run of partial packages (first, last + 1), transition; the pairs of
    each state to come together. Beside them the most that go into one state.
    """
    options = layout.options[step]
    runs = 0
    for i in range(len(states)):
        runs += i == 0 or states[i] != states[i - 1]
    found = np.empty((runs * options, 4), dtype=np.int64)
    size = 0
    begin = 0
    while begin < len(states):
        end = begin
        while end < len(states) and states[end] == states[begin]:
            end += 1
        first = layout.first[step] + (states[begin] - layout.levels[step]) * options
        for move in range(first, first + options):
            if layout.onward[move] >= 0:
                found[size, 0] = layout.onward[move]
                found[size, 1] = begin
                found[size, 2] = end
                found[size, 3] = move
                size += 1
        begin = end
    by_state = found[np.argsort(found[:size, 0], kind="mergesort")]
    most = 0
    here = 0
    for p in range(size):
        if p and by_state[p, 0] != by_state[p - 1, 0]:
            here = 0
        here += by_state[p, 2] - by_state[p, 1]
        most = max(most, here)
    return by_state, most


@njit(cache=True, nogil=True)
def grown(asked: Any, one: Any, move: int, state: int, values: Any, row: Any) -> bool:
    """Add a transition to the sums; False where something that must hold cannot any more."""
    bounds, rest = one.bounds, one.rest
    for k in range(len(row)):
        value = values[k]
        if value != SURE:
            value += rest.adds[move, k]
            if value + rest.most[state, k] < bounds.hold[k]:
                return False
            if k >= asked.goals:
                value = _settled(bounds, k, value, rest.least[state, k], rest.most[state, k])
        row[k] = value
    return True


@njit(cache=True, nogil=True)
def _settled(bounds: Any, k: int, value: Any, least: Any, most: Any) -> Any:
    """The same for every sum of which the rest cannot change how any comparison ends."""
    first = bounds.first[k]
    last = bounds.first[k + 1]
    reached = first
    while reached < last and value + least >= bounds.steps[reached]:
        reached += 1
    if reached == last:
        return bounds.steps[last - 1] - least
    if bounds.open[k] or value + most >= bounds.steps[reached]:
        return value
    if reached == first:
        return bounds.steps[first] - most - 1
    return bounds.steps[reached - 1] - least


@njit(cache=True, nogil=True)
def _votes_may_pass(asked: Any, one: Any, state: int, row: Any, closed: Any) -> bool:
    """False where a vote cannot pass any more; what only votes look at that surely do is sure."""
    bounds, rest = one.bounds, one.rest
    sure, possible = np.int64(0), np.int64(0)
    way_sure, way_may = True, True
    vote_sure, vote_may = False, False
    vote = 0
    for o in range(len(asked.steps)):
        step = asked.steps[o, 0]
        if step == HOLD:
            continue
        if step in (BALLOT, COUNT):
            r = asked.steps[o, 1]
            k = asked.rows[r]
            low = row[k] + rest.least[state, k]
            high = row[k] + rest.most[state, k]
            if step == BALLOT:
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
            if not vote_may:
                return False
            closed[vote] = vote_sure
            vote += 1
            vote_sure, vote_may = False, False
    for k in range(asked.goals, len(row)):
        if bounds.hold[k] == NONE or row[k] + rest.least[state, k] >= bounds.hold[k]:
            is_closed = False
            for v in range(len(closed)):
                if asked.votes[v, k]:
                    is_closed = closed[v]
                    if not is_closed:
                        break
            if is_closed:
                row[k] = SURE
    return True


@njit(cache=True, nogil=True)
def _score(one: Any, state: int, row: Any) -> float:
    """The least of the weighted bounds; -inf where one says that nothing more passes."""
    bounds, rest, weighed = one.bounds, one.rest, one.weighed
    least = np.inf
    for j in range(len(weighed.spare)):
        bound = weighed.rest[j, state]
        for k in range(len(row)):
            if weighed.weights[j, k] > 0:
                hold = bounds.hold[k]
                enough = hold - rest.least[state, k]
                bound += weighed.weights[j, k] * (min(row[k], enough) - hold)
        if bound < -weighed.spare[j]:
            return -np.inf
        least = min(least, bound)
    return least
