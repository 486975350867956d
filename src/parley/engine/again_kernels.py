"""How many stages some package passes in a draw, after each of several changes.

Draw by draw: fill what the right halves bring, sift the left halves by the most favourable numbers,
then compare what is left after each change. Numbers of one draw fit where a processor is fast.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.kernels import ballot_box, through
from parley.engine.program import BALLOT, COUNT, HOLD, WAY

ADD, TAKE, ONLY = np.int64(1), np.int64(-1), np.int64(0)
"""A change is added, or taken back; the only draw. Typed, as numba would compile a function anew
for each number that is written where it is called."""


@njit(cache=True, nogil=True)
def sift(
    numbers: Any, layout: Any, steps: Any, index: Any, base: Any, best: Any, d: int, least: int,
    left: Any,
) -> int:  # fmt: skip
    """Fill the numbers of one draw, and keep the left halves that may pass more than the least.

    Parameters
    ----------
    numbers
        Need (1, row, A), right (1, row, variant, B) and weights (1, ballot), written: what comes
        before any change; the first only of the left halves that are kept.
    layout, steps
        As in :mod:`parley.engine.kernels`; and of each left half whether it is in any package.
    index
        (left, right, spans, step) of :class:`parley.engine.wiring.Wiring`.
    base
        Numbers before any change: left slots with their starts by row, right slots, parents of
        rows, cells, thresholds. A slot is (row, first cell, line of the index); a row has what its
        parent has, and more.
    best
        The most favourable numbers: left slots with their starts by row, cells, thresholds,
        weights; right slots, and the cells that they gain.
    left
        Written: the halves that are kept; where each is, or -1; the stages that each (place,), and
        each of its packages (place, B), passes at most.

    Returns
    -------
    size
        How many are kept.
    """
    right = numbers[1][0]
    for w in range(numbers[2].shape[1]):
        numbers[2][0, w] = best[4][d, w]
    _fill_right(right, index[1], base, d)
    _add_right(right, index[1], best[5], best[6][d], ADD)
    size = _sift(numbers, layout, steps, index, base, best, d, least, left)
    _add_right(right, index[1], best[5], best[6][d], TAKE)
    return int(size)


@njit(cache=True, nogil=True)
def climb(
    numbers: Any, variants: Any, steps: Any, index: Any, weights: Any, changes: Any, known: Any,
    left: Any, size: int, d: int, found: Any,
) -> None:  # fmt: skip
    """How many stages some package passes in one draw after each change.

    Parameters
    ----------
    numbers, steps, index, left, size
        As in :func:`sift`.
    weights : (draw, ballot)
        Before any change.
    changes
        Left slots with their starts by change, right slots likewise, cells, lifts (change, draw,
        row), votes (change, draw, ballot).
    known
        Packages of each draw that are tried first (draw, place, half), and how many were found
        (draw,); written.
    found : (change, draw)
        The least that counts; written.
    """
    ok = np.empty(left[3].shape[1], dtype=np.uint8)
    box = ballot_box(len(ok))
    for v in range(len(found)):
        for w in range(weights.shape[1]):
            numbers[2][0, w] = weights[d, w] + changes[6][v, d, w]
        found[v, d] = _after(
            numbers, variants, steps, index, changes, known, left, size, v, d, found[v, d], ok, box
        )


@njit(cache=True, nogil=True)
def _fill_right(right: Any, lines: Any, base: Any, d: int) -> None:
    """(row, variant, B) what the right halves bring before any change."""
    _, _, slots, parents, cells, _ = base
    s = 0
    for r in range(len(parents)):
        p = parents[r]
        for k in range(right.shape[1]):
            for b in range(right.shape[2]):
                right[r, k, b] = right[p, k, b] if p >= 0 else 0
        end = s
        while end < len(slots) and slots[end, 0] == r:
            end += 1
        _add_right(right, lines, slots[s:end], cells[d], ADD)
        s = end


@njit(cache=True, nogil=True)
def _add_right(right: Any, lines: Any, slots: Any, cells: Any, sign: int) -> None:
    width = right.shape[2]
    for s in range(len(slots)):
        r, first, line = slots[s]
        for k in range(right.shape[1]):
            side = right[r, k]
            read = lines[line, k * width : (k + 1) * width]
            for b in range(width):
                side[b] += sign * cells[first + read[b]]


@njit(cache=True, nogil=True)
def _sift(
    numbers: Any,
    layout: Any,
    steps: Any,
    index: Any,
    base: Any,
    best: Any,
    d: int,
    least: int,
    left: Any,
) -> int:
    """Keep the left halves that may pass more than the least that counts; returns how many."""
    need, right, weights = numbers
    variants, feasible, possible = layout
    program, starts, ends = steps
    halves, places, tops, ceilings = left
    rows = need.shape[1]
    most = np.empty((rows, right.shape[2]), dtype=np.int64)
    for r in range(rows):
        for k in range(right.shape[2]):
            top = right[0, r, k, 0]
            for b in range(right.shape[3]):
                top = max(top, right[0, r, k, b])
            most[r, k] = top
    parts = _parts(index, best, d)
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    box = ballot_box(len(ok))
    brings = np.zeros(rows, dtype=np.int64)
    lowest = np.zeros((1, rows, 1), dtype=np.int64)
    size = 0
    for a in range(len(variants)):
        places[a] = -1
        if not possible[a]:
            continue
        k = variants[a]
        for b in range(len(ok)):
            ok[b] = feasible[a, b]
        top = 0
        first = 0
        for s in range(len(ends)):
            start, end = starts[first], starts[ends[s]]
            if not _can(
                program, start, end, index, base[3], best, parts, d, a, most[:, k], brings, lowest
            ):
                break
            if not through(steps, first, ends[s], (lowest, right, weights), 0, ONLY, k, ok, box):
                break
            first = ends[s]
            top = s + 1
            if top > least:
                for b in range(len(ok)):
                    if ok[b]:
                        ceilings[size, b] = top
                    elif top == least + 1:
                        ceilings[size, b] = 0
        if top > least:
            halves[size], places[a], tops[size] = a, size, top
            _fill_left(need[0], index[0], base, d, a, size, brings)
            size += 1
    return size


@njit(cache=True, nogil=True)
def _parts(index: Any, best: Any, d: int) -> Any:
    """(2, row, A) of each row the sum of its tables over the first, and over the last left issues.

    Only as many as there are different ones are filled.
    """
    lines, _, spans, step = index
    slots, starts, cells = best[0], best[1], best[2]
    wide = lines.shape[1] // step
    parts = np.zeros((2, len(starts) - 1, max(wide, step)), dtype=np.int64)
    for s in range(len(slots)):
        r, first, line = slots[s]
        if spans[line] == 0:
            for a in range(wide):
                parts[0, r, a] += cells[d, first + lines[line, a * step]]
        elif spans[line] == 1:
            for a in range(step):
                parts[1, r, a] += cells[d, first + lines[line, a]]
    return parts


@njit(cache=True, nogil=True)
def _can(
    program: Any,
    start: int,
    end: int,
    index: Any,
    parents: Any,
    best: Any,
    parts: Any,
    d: int,
    a: int,
    most: Any,
    brings: Any,
    lowest: Any,
) -> bool:
    """Whether a left half may pass some steps with the right half that brings most in each row.

    ``brings`` and ``lowest`` are written: what it brings, and what it needs at least, in each row.
    """
    lines, _, spans, step = index
    slots, slot_starts, cells, thresholds = best[0], best[1], best[2], best[3]
    for o in range(start, end):
        r = program[o, 1]
        if program[o, 0] not in (HOLD, BALLOT, COUNT):
            continue
        sum_ = parts[0, r, a // step] + parts[1, r, a % step]
        if parents[r] >= 0:
            sum_ += brings[parents[r]]
        for s in range(slot_starts[r], slot_starts[r + 1]):
            if spans[slots[s, 2]] == 2:
                sum_ += cells[d, slots[s, 1] + lines[slots[s, 2], a]]
        brings[r] = sum_
        lowest[0, r, 0] = thresholds[d, r] - sum_
        if program[o, 0] == HOLD and lowest[0, r, 0] > most[r]:
            return False
    return True


@njit(cache=True, nogil=True)
def _fill_left(need: Any, lines: Any, base: Any, d: int, a: int, place: int, brings: Any) -> None:
    """(row, place) what a left half needs before any change; ``brings`` is overwritten."""
    slots, starts, _, parents, cells, thresholds = base
    for r in range(len(parents)):
        sum_ = brings[parents[r]] if parents[r] >= 0 else np.int64(0)
        for s in range(starts[r], starts[r + 1]):
            sum_ += cells[d, slots[s, 1] + lines[slots[s, 2], a]]
        brings[r] = sum_
        need[r, place] = thresholds[d, r] - sum_


@njit(cache=True, nogil=True)
def _after(
    numbers: Any,
    variants: Any,
    steps: Any,
    index: Any,
    changes: Any,
    known: Any,
    left: Any,
    size: int,
    v: int,
    d: int,
    least: int,
    ok: Any,
    box: Any,
) -> Any:
    """How many stages some package passes after one change in one draw."""
    halves, places, tops, ceilings = left
    packages, sizes = known
    top = np.int64(0)
    for place in range(size):
        top = max(top, tops[place])
    best = np.int64(least)
    for w in range(min(sizes[d], packages.shape[1])):
        place, b = places[packages[d, w, 0]], packages[d, w, 1]
        if best < top and place >= 0 and ceilings[place, b] > best:
            k = variants[halves[place]]
            _shift_one(numbers, index, changes, halves[place], place, k, b, v, d, ADD)
            passed = _stages(numbers, steps, place, k, b, ceilings[place, b])
            _shift_one(numbers, index, changes, halves[place], place, k, b, v, d, TAKE)
            best = max(best, np.int64(passed))
    if best >= top:
        return best
    start = best
    _shift(numbers, index, changes, left, size, start, v, d, ADD)
    best, a, b = _search(numbers, variants, steps, left, size, start, top, ok, box)
    _shift(numbers, index, changes, left, size, start, v, d, TAKE)
    if best > start:
        packages[d, sizes[d] % packages.shape[1], 0] = a
        packages[d, sizes[d] % packages.shape[1], 1] = b
        sizes[d] += 1
    return best


@njit(cache=True, nogil=True)
def _search(
    numbers: Any,
    variants: Any,
    steps: Any,
    left: Any,
    size: int,
    start: int,
    top: int,
    ok: Any,
    box: Any,
) -> Any:
    """The most stages that some package passes, and one that does."""
    ends = steps[2]
    halves, _, tops, ceilings = left
    best, a, b = start, np.int64(0), np.int64(0)
    for place in range(size):
        if tops[place] <= best:
            continue
        k = variants[halves[place]]
        for c in range(len(ok)):
            ok[c] = ceilings[place, c] > best
        first = 0
        for s in range(tops[place]):
            if not through(steps, first, ends[s], numbers, 0, place, k, ok, box):
                break
            first = ends[s]
            if s + 1 > best:
                best, a, b = s + 1, halves[place], _first(ok)
        if best >= top:
            break
    return best, a, b


@njit(cache=True, nogil=True)
def _first(ok: Any) -> int:
    """The first that is left."""
    b = 0
    while not ok[b]:
        b += 1
    return b


@njit(cache=True, nogil=True)
def _shift(
    numbers: Any,
    index: Any,
    changes: Any,
    left: Any,
    size: int,
    above: int,
    v: int,
    d: int,
    sign: int,
) -> None:
    """Add a change to the numbers of a draw, for left halves that may pass more than so much."""
    need, right, _ = numbers
    slots, starts, right_slots, right_starts, cells, lift, _ = changes
    halves, _, tops, _ = left
    for r in range(lift.shape[2]):
        if lift[v, d, r]:
            for place in range(size):
                if tops[place] > above:
                    need[0, r, place] += sign * lift[v, d, r]
    for s in range(starts[v], starts[v + 1]):
        r, first, line = slots[s]
        for place in range(size):
            if tops[place] > above:
                need[0, r, place] -= sign * cells[d, first + index[0][line, halves[place]]]
    mine = right_slots[right_starts[v] : right_starts[v + 1]]
    _add_right(right[0], index[1], mine, cells[d], sign)


@njit(cache=True, nogil=True)
def _shift_one(
    numbers: Any,
    index: Any,
    changes: Any,
    a: int,
    place: int,
    k: int,
    b: int,
    v: int,
    d: int,
    sign: int,
) -> None:
    """Add a change to the numbers of one package in a draw."""
    need, right, _ = numbers
    slots, starts, right_slots, right_starts, cells, lift, _ = changes
    for r in range(lift.shape[2]):
        need[0, r, place] += sign * lift[v, d, r]
    for s in range(starts[v], starts[v + 1]):
        r, first, line = slots[s]
        need[0, r, place] -= sign * cells[d, first + index[0][line, a]]
    for s in range(right_starts[v], right_starts[v + 1]):
        r, first, line = right_slots[s]
        cell = first + index[1][line, k * right.shape[3] + b]
        right[0, r, k, b] += sign * cells[d, cell]


@njit(cache=True, nogil=True)
def _stages(numbers: Any, steps: Any, place: int, k: int, b: int, most: Any) -> Any:
    """How many stages one package passes, of as many as it may pass at most."""
    _, starts, ends = steps
    first = 0
    for s in range(most):
        for c in range(first, ends[s]):
            if not _holds(numbers, steps[0], place, k, b, starts[c], starts[c + 1]):
                return s
        first = ends[s]
    return most


@njit(cache=True, nogil=True)
def _holds(numbers: Any, program: Any, place: int, k: int, b: int, start: int, end: int) -> bool:
    """Whether one condition holds for one package."""
    need, right, weights = numbers
    votes = np.int64(0)
    way, vote = True, False
    for o in range(start, end):
        step, r = program[o, 0], program[o, 1]
        if step == HOLD:
            if right[0, r, k, b] < need[0, r, place]:
                return False
        elif step == BALLOT:
            if right[0, r, k, b] >= need[0, r, place]:
                votes += weights[0, program[o, 2]]
        elif step == COUNT:
            way &= votes + right[0, r, k, b] >= need[0, r, place]
            votes = np.int64(0)
        elif step == WAY:
            vote |= way
            way = True
        elif not vote:
            return False
    return True
