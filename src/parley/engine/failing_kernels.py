"""The inner loops over which conditions fail together, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.kernels import apply, ballot_box
from parley.engine.program import BALLOT, COUNT, HOLD, WAY

TRIED = 8
"""Sets with which all packages of a row are compared at once."""


@njit(cache=True, nogil=True)
def least(
    numbers: Any, layout: Any, steps: Any, before: Any, d: int, sets: Any, halves: Any, short: Any
) -> Any:
    """Fill the least failing sets of one draw; returns how many, and whether that is all."""
    need, right, _ = numbers
    variants, feasible = layout
    width = need.shape[2]
    low, high = _ends(right, d)
    chained = np.flatnonzero(before)
    later = np.int64(0)
    for c in chained:
        later |= np.int64(1) << c
    place = -1
    fails = np.empty(feasible.shape[1], dtype=np.int64)
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    votes = ballot_box(feasible.shape[1])
    size = 0
    is_whole = True
    every = np.empty(width, dtype=np.int64)
    for a in range(width):
        every[a] = _sure(numbers, steps, d, a, variants[a], high)
    # Rows of which little is sure to fail come first: small sets found early spare later rows.
    for a in np.argsort(_sizes(every), kind="mergesort"):
        k = variants[a]
        sure = every[a]
        # What comes later in a chain counts only if the first holds: of what all packages of the
        # row fail, the rest is in every failing set of the row.
        # But a package that fails just one condition may fail it less than what is known.
        first = sure & ~later
        known = _contains_one(sets, size, first)
        if known >= 0 and (
            sets[known] != first
            or not _is_single(first)
            or _short_at_least(numbers, steps, d, a, k, high, _bit(first)) >= short[known]
        ):
            continue
        _row(numbers, steps, d, a, k, low, sure, fails, ok, votes)
        ok[:] = feasible[a]
        _sift(fails, sets, min(size, TRIED), later, ok)
        whole, first = np.int64(-1), np.int64(-1)
        hint = 0
        for b in range(len(fails)):
            if not ok[b]:
                continue
            if fails[b] != whole:
                whole = fails[b]
                first = _first_only(whole, before, chained)
                if hint < size and sets[hint] & ~first == 0:
                    place = hint
                else:
                    place = _contains_one(sets, size, first)
                if place >= 0:
                    hint = place
            if place >= 0:
                if sets[place] == first and _is_single(first):
                    missing = _short(numbers, steps, d, a, k, b, _bit(first))
                    if missing < short[place]:
                        short[place] = missing
                        halves[place, 0] = a
                        halves[place, 1] = b
                continue
            size = _without_supersets(sets, halves, short, size, first)
            if size == len(sets):
                is_whole = False
                continue
            place = size
            hint = size
            sets[size] = first
            halves[size, 0] = a
            halves[size, 1] = b
            short[size] = 0
            if _is_single(first):
                short[size] = _short(numbers, steps, d, a, k, b, _bit(first))
            size += 1
        _promote(hint, sets, halves, short)
    return size, is_whole


@njit(cache=True, nogil=True)
def _sizes(sets: Any) -> Any:
    """(set,) how many members each has."""
    found = np.zeros(len(sets), dtype=np.int64)
    for place, one in enumerate(sets):
        left = one
        while left:
            left &= left - 1
            found[place] += 1
    return found


@njit(cache=True, nogil=True)
def _sift(fails: Any, sets: Any, tried: int, later: Any, ok: Any) -> None:
    """``ok`` (B,) drops packages that fail more than some set, all at once for a few sets.

    What fails just a single condition stays: it may fail it less than what is known.
    """
    for place in range(tried):
        one = sets[place]
        if one & later:
            continue
        is_single = _is_single(one)
        for b in range(len(fails)):
            more = (fails[b] & ~later) != one or not is_single
            ok[b] &= not ((one & ~fails[b]) == 0 and more)


@njit(cache=True, nogil=True)
def _promote(place: int, sets: Any, halves: Any, short: Any) -> None:
    """A set that covers packages moves towards those that are tried first."""
    other = place // 2
    if place != other:
        sets[place], sets[other] = sets[other], sets[place]
        short[place], short[other] = short[other], short[place]
        for side in range(2):
            kept = halves[place, side]
            halves[place, side] = halves[other, side]
            halves[other, side] = kept


@njit(cache=True, nogil=True)
def _ends(right: Any, d: int) -> Any:
    """(row, variant) the least and the most that a right half brings."""
    rows, variants = right.shape[1], right.shape[2]
    low = np.empty((rows, variants), dtype=np.int64)
    high = np.empty((rows, variants), dtype=np.int64)
    for r in range(rows):
        for k in range(variants):
            low[r, k] = right[d, r, k].min()
            high[r, k] = right[d, r, k].max()
    return low, high


@njit(cache=True, nogil=True)
def _sure(numbers: Any, steps: Any, d: int, a: int, k: int, high: Any) -> Any:
    """The conditions that every package with this left half fails, as far as one row tells."""
    need, _, _ = numbers
    program, starts, _ = steps
    sure = np.int64(0)
    for c in range(len(starts) - 1):
        for o in range(starts[c], starts[c + 1]):
            r = program[o, 1]
            if program[o, 0] == HOLD and need[d, r, a] > high[r, k]:
                sure |= np.int64(1) << np.int64(c)
                break
    return sure


@njit(cache=True, nogil=True)
def _short_at_least(numbers: Any, steps: Any, d: int, a: int, k: int, high: Any, c: int) -> Any:
    """What every package with this left half is short of in a condition that all fail."""
    need, _, _ = numbers
    program, starts, _ = steps
    most = np.int64(-(2**62))
    for o in range(starts[c], starts[c + 1]):
        r = program[o, 1]
        if program[o, 0] == HOLD:
            most = max(most, need[d, r, a] - high[r, k])
    return most


@njit(cache=True, nogil=True)
def _row(
    numbers: Any,
    steps: Any,
    d: int,
    a: int,
    k: int,
    low: Any,
    sure: Any,
    fails: Any,
    ok: Any,
    votes: Any,
) -> None:
    """``fails`` (B,) the conditions that each package with this left half fails."""
    need, right, _ = numbers
    program, starts, _ = steps
    fails[:] = sure
    for c in range(len(starts) - 1):
        bit = np.int64(1) << np.int64(c)
        start, end = starts[c], starts[c + 1]
        if sure & bit:
            continue
        if program[start, 0] != HOLD:
            ok[:] = 1
            apply(program, start, end, numbers, d, a, k, ok, votes)
            for b in range(len(fails)):
                fails[b] |= bit * (ok[b] == 0)
            continue
        for o in range(start, end):
            r = program[o, 1]
            least = need[d, r, a]
            if least > low[r, k]:
                side = right[d, r, k]
                for b in range(len(fails)):
                    fails[b] |= bit * (side[b] < least)


@njit(cache=True, nogil=True)
def _first_only(one: Any, before: Any, chained: Any) -> Any:
    """A failing set of which only the first of each chain counts."""
    found = one
    for c in chained:
        if before[c] & one:
            found &= ~(np.int64(1) << c)
    return found


@njit(cache=True, nogil=True)
def _is_single(one: Any) -> Any:
    return one != 0 and one & (one - 1) == 0


@njit(cache=True, nogil=True)
def _contains_one(sets: Any, size: int, one: Any) -> int:
    """The place of a set that is within this one, or -1."""
    for place in range(size):
        if sets[place] & ~one == 0:
            return place
    return -1


@njit(cache=True, nogil=True)
def _without_supersets(sets: Any, halves: Any, short: Any, size: int, one: Any) -> int:
    """Drop the sets that contain this one; returns how many are left."""
    kept = 0
    for place in range(size):
        if one & ~sets[place] != 0:
            sets[kept] = sets[place]
            halves[kept] = halves[place]
            short[kept] = short[place]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _bit(one: Any) -> int:
    """The only member of a set."""
    place = 0
    while one > 1:
        one >>= 1
        place += 1
    return place


@njit(cache=True, nogil=True)
def _short(numbers: Any, steps: Any, d: int, a: int, k: int, b: int, c: int) -> Any:
    """What a package is short of in one condition, in the units of its counts."""
    need, right, weights = numbers
    program, starts, _ = steps
    most = np.int64(-(2**62))
    far = np.int64(2**62)
    votes, way, vote = np.int64(0), most, far
    for o in range(starts[c], starts[c + 1]):
        step = program[o, 0]
        r = program[o, 1]
        if step == HOLD:
            vote = (
                need[d, r, a] - right[d, r, k, b]
                if vote == far
                else max(vote, need[d, r, a] - right[d, r, k, b])
            )
        elif step == BALLOT:
            if right[d, r, k, b] >= need[d, r, a]:
                votes += weights[d, program[o, 2]]
        elif step == COUNT:
            way = max(way, need[d, r, a] - right[d, r, k, b] - votes)
            votes = np.int64(0)
        elif step == WAY:
            vote = min(vote, way)
            way = most
    return vote


@njit(cache=True, nogil=True)
def hitting(sets: Any) -> Any:
    """Least sets of one, two or three members that meet all of the given ones."""
    found = np.empty(64 * 63 * 62 // 6 + 64 * 63 // 2 + 64, dtype=np.int64)
    size = 0
    every = np.int64(0)
    for one in sets:
        every |= one
    places = [np.int64(c) for c in range(63) if every >> np.int64(c) & 1]
    for i in range(len(places)):
        single = np.int64(1) << places[i]
        if _meets(sets, single):
            found[size] = single
            size += 1
    ones = size
    for i in range(len(places)):
        for j in range(i + 1, len(places)):
            pair = (np.int64(1) << places[i]) | (np.int64(1) << places[j])
            if _contains_one(found, ones, pair) < 0 and _meets(sets, pair):
                found[size] = pair
                size += 1
    twos = size
    for i in range(len(places)):
        for j in range(i + 1, len(places)):
            for m in range(j + 1, len(places)):
                three = (
                    (np.int64(1) << places[i])
                    | (np.int64(1) << places[j])
                    | (np.int64(1) << places[m])
                )
                if _meets(sets, three) and _contains_one(found, twos, three) < 0:
                    found[size] = three
                    size += 1
    return found[:size].copy()


@njit(cache=True, nogil=True)
def _meets(sets: Any, one: Any) -> bool:
    for other in sets:  # noqa: SIM110
        if other & one == 0:
            return False
    return True
