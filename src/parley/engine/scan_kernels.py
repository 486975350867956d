"""The inner loops of a scan, compiled: compare, count, stop early."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.kernels import apply, ballot_box, count_left
from parley.engine.program import HOLD, WAY


@njit(cache=True, nogil=True)
def count_passing(
    numbers: Any, layout: Any, steps: Any, turn: Any, counts: Any, passing: Any, present: Any
) -> None:
    """Compare packages in every draw and add up, stage by stage.

    Parameters
    ----------
    numbers
        Of :func:`parley.engine.scan.given`.
    layout
        Of :func:`parley.engine.scan.layout`.
    steps
        (steps, starts, stage_ends) of its program.
    turn
        (t, n): every n-th combination of the first issues is looked at, from the t-th on.
    counts : (stage, A, B), written
        Grows by 1 for each draw in which the package passes the stage and all before it.
    passing : (stage, draw), written
        Grows by the number of packages that pass.
    present : (stage, draw, option), written
        True where one of them has the option.
    """
    right, weights, spans = numbers[2:]
    inner, variants, feasible, left_options, right_options = layout
    ends = steps[2]
    last = numbers[1].shape[3]
    need = np.empty((1, right.shape[1], last), dtype=np.int64)
    can = np.empty((len(ends), last), dtype=np.bool_)
    ok, spare = _marks(feasible.shape[1])
    votes = ballot_box(len(ok))
    right_any = np.zeros((len(ends), len(right), len(ok)), dtype=np.uint8)
    is_full = np.zeros((len(ends), len(right)), dtype=np.bool_)
    # Left halves with the same first issues are looked at in one draw before the next draw has its
    # turn: their counters and the right side of a draw then stay in the cache.
    for i in range(turn[0], len(inner), turn[1]):
        for d in range(len(right)):
            mine = (need, right[d : d + 1], weights[d : d + 1], spans[:, d])
            place = (d, i, inner[i])
            if not needed(numbers, steps, 0, place, variants, need, can[0]):
                continue
            filled = 1
            for j in range(last):
                a = i * last + j
                for s in range(len(ends)):
                    if s == filled:
                        needed(numbers, steps, s, place, variants, need, can[s])
                        filled += 1
                    if not can[s, j]:
                        break
                    if s == 0:
                        _copy(feasible[a], ok)
                    found = stage(steps, s, mine, j, variants[a], ok, spare, votes)
                    if not found:
                        break
                    passing[s, d] += found
                    _add(ok, counts[s, a])
                    if not is_full[s, d]:
                        is_full[s, d] = _join(ok, right_any[s, d]) == len(ok)
                    for column in left_options[a]:
                        present[s, d, column] = True
    _mark(right_any, right_options, present)


@njit(cache=True, nogil=True)
def _marks(width: int) -> Any:
    """Two rows of marks, one byte a right half."""
    return np.empty(width, dtype=np.uint8), np.empty(width, dtype=np.uint8)


@njit(cache=True, nogil=True)
def _add(ok: Any, counts: Any) -> None:
    """Count the right halves that are left."""
    for b in range(len(ok)):
        counts[b] += ok[b]


@njit(cache=True, nogil=True)
def _join(ok: Any, right_any: Any) -> Any:
    """Mark the right halves that are left; returns how many are marked."""
    for b in range(len(ok)):
        right_any[b] |= ok[b]
    return count_left(right_any)


@njit(cache=True, nogil=True)
def _mark(right_any: Any, options: Any, present: Any) -> None:
    """The options of right halves are present where the halves are."""
    stages, draws, halves = right_any.shape
    for s in range(stages):
        for d in range(draws):
            for b in range(halves):
                if right_any[s, d, b]:
                    for column in options[b]:
                        present[s, d, column] = True


@njit(cache=True, nogil=True)
def reach(numbers: Any, layout: Any, steps: Any, found: Any) -> None:
    """How many stages some package passes in each draw; ``found`` (draw,) is written."""
    right, weights, spans = numbers[2:]
    inner, variants, feasible = layout[:3]
    ends = steps[2]
    last = numbers[1].shape[3]
    need = np.empty((1, right.shape[1], last), dtype=np.int64)
    can = np.empty((len(ends), last), dtype=np.bool_)
    ok, spare = _marks(feasible.shape[1])
    votes = ballot_box(len(ok))
    for d in range(len(right)):
        mine = (need, right[d : d + 1], weights[d : d + 1], spans[:, d])
        for i in range(len(inner)):
            if found[d] == len(ends):
                break
            place = (d, i, inner[i])
            if not needed(numbers, steps, 0, place, variants, need, can[0]):
                continue
            filled = 1
            for j in range(last):
                a = i * last + j
                for s in range(len(ends)):
                    if s == filled:
                        needed(numbers, steps, s, place, variants, need, can[s])
                        filled += 1
                    if not can[s, j]:
                        break
                    if s == 0:
                        _copy(feasible[a], ok)
                    if not stage(steps, s, mine, j, variants[a], ok, spare, votes):
                        break
                    found[d] = max(found[d], s + 1)


@njit(cache=True, nogil=True)
def needed(
    numbers: Any, steps: Any, s: int, place: Any, variants: Any, need: Any, can: Any
) -> bool:
    """What left halves with the same first issues need in the rows of a stage.

    Parameters
    ----------
    place
        The draw, the first issues, and which variant of the last ones they read.
    need : (1, row, half), written
    can : (half,), written
        Whether some right half brings as much, row by row. If none can, the rest is left out.
    """
    program, starts, ends = steps
    d, i, k = place
    last = len(can)
    most = numbers[4][1, d]
    can[:] = True
    for o in range(starts[ends[s - 1]] if s else 0, starts[ends[s]]):
        if program[o, 0] >= WAY:
            continue
        r = program[o, 1]
        base = numbers[0][d, r, i]
        brings = numbers[1][d, r, k]
        mine = need[0, r]
        for j in range(last):
            mine[j] = base - brings[j]
        if program[o, 0] == HOLD:
            some = False
            for j in range(last):
                can[j] &= mine[j] <= most[r, variants[i * last + j]]
                some |= can[j]
            if not some:
                return False
    return True


@njit(cache=True, nogil=True)
def stage(steps: Any, s: int, numbers: Any, a: int, k: int, ok: Any, spare: Any, votes: Any) -> Any:
    """Ask the conditions of a stage while any half is left; returns how many are.

    Parameters
    ----------
    numbers
        (need, right, weights) of one draw, and (2, row, variant) its spans.
    ok : (B,), written
        1 for the halves that are left.
    """
    program, starts, ends = steps
    need, right, weights, spans = numbers
    first, last = starts[ends[s - 1]] if s else 0, starts[ends[s]]
    is_aside = False
    for o in range(first, last):
        step, r = program[o, 0], program[o, 1]
        if step == HOLD:
            if need[0, r, a] <= spans[0, r, k]:
                continue
            if is_aside:
                _hold(right[0, r, k], need[0, r, a], spare, ok)
                # Every second time is often enough: to look costs a third of a comparison.
                if not count_left(ok):
                    return 0
            else:
                _hold(right[0, r, k], need[0, r, a], ok, spare)
            is_aside = not is_aside
            continue
        if is_aside:
            _copy(spare, ok)
            is_aside = False
        apply(program, o, o + 1, (need, right, weights), 0, a, k, ok, votes)
        if step > WAY and not count_left(ok):
            return 0
    if is_aside:
        _copy(spare, ok)
    return count_left(ok)


@njit(cache=True, nogil=True)
def _copy(marks: Any, ok: Any) -> None:
    """The one into the other."""
    for b in range(len(ok)):
        ok[b] = marks[b]


@njit(cache=True, nogil=True)
def _hold(side: Any, least: int, ok: Any, spare: Any) -> None:
    """``spare`` (B,) keeps of the halves in ``ok`` those that bring the least.

    Not in place, and with nothing else in the loop: only so it is compiled to whole vectors.
    """
    for b in range(len(ok)):
        spare[b] = ok[b] & (side[b] >= least)
