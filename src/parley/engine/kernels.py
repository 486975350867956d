"""The loops that all questions share, compiled: fill, compare, count votes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.program import BALLOT, COUNT, HOLD, WAY


@njit(cache=True, nogil=True)
def span(right: Any) -> Any:
    """(2, draw, row, variant) the least and the most that a right half can bring."""
    draws, rows, variants, _ = right.shape
    found = np.empty((2, draws, rows, variants), dtype=np.int64)
    for d in range(draws):
        for r in range(rows):
            for k in range(variants):
                side = right[d, r, k]
                least, most = side[0], side[0]
                for b in range(len(side)):
                    least = min(least, side[b])
                    most = max(most, side[b])
                found[0, d, r, k] = least
                found[1, d, r, k] = most
    return found


@njit(cache=True, nogil=True)
def left_needs(first: Any, second: Any, variants: Any, rows: Any) -> Any:
    """(draw, row, A) what each left half needs in some rows."""
    draws, _, parts = first.shape
    last = second.shape[3]
    need = np.empty((draws, len(rows), parts * last), dtype=np.int64)
    for d in range(draws):
        for place in range(len(rows)):
            r = rows[place]
            for i in range(parts):
                brings = second[d, r, variants[i]]
                mine = need[d, place, i * last : (i + 1) * last]
                for j in range(last):
                    mine[j] = first[d, r, i] - brings[j]
    return need


@njit(cache=True, nogil=True)
def add_cells(cells: Any, places: Any, sums: Any) -> None:
    """Add to each place of ``sums`` (draw, place) the cell that it reads in its draw."""
    for d in range(len(sums)):
        here, brings = sums[d], cells[d]
        for place in range(len(places)):
            here[place] += brings[places[place]]


@njit(cache=True, nogil=True)
def ballot_box(width: int) -> Any:
    """(3, B) buffers: votes so far; whether a way, whether a vote holds."""
    votes = np.zeros((3, width), dtype=np.int64)
    votes[1] = 1
    return votes


@njit(cache=True, nogil=True)
def through(
    steps: Any, first: int, last: int, numbers: Any, d: int, a: int, k: int, ok: Any, votes: Any
) -> Any:
    """Ask some conditions one after the other while any half is left; returns how many are."""
    program, starts, _ = steps
    left = count_left(ok)
    for c in range(first, last):
        if not left:
            break
        apply(program, starts[c], starts[c + 1], numbers, d, a, k, ok, votes)
        left = count_left(ok)
    return left


@njit(cache=True, nogil=True)
def count_left(ok: Any) -> Any:
    """How many right halves are left."""
    found = 0
    for b in range(len(ok)):
        found += ok[b]
    return found


@njit(cache=True, nogil=True)
def apply(
    program: Any, start: int, end: int, numbers: Any, d: int, a: int, k: int, ok: Any, votes: Any
) -> None:
    """Follow the steps of one condition: ``ok`` (B,) keeps only the halves for which it holds."""
    need, right, weights = numbers
    for o in range(start, end):
        step = program[o, 0]
        r = program[o, 1]
        if step == HOLD:
            least = need[d, r, a]
            side = right[d, r, k]
            for b in range(len(ok)):
                ok[b] &= side[b] >= least
        elif step == BALLOT:
            least = need[d, r, a]
            side = right[d, r, k]
            weight = weights[d, program[o, 2]]
            for b in range(len(ok)):
                votes[0, b] += weight if side[b] >= least else 0
        elif step == COUNT:
            least = need[d, r, a]
            side = right[d, r, k]
            for b in range(len(ok)):
                votes[1, b] &= votes[0, b] + side[b] >= least
                votes[0, b] = 0
        elif step == WAY:
            for b in range(len(ok)):
                votes[2, b] |= votes[1, b]
                votes[1, b] = 1
        else:
            for b in range(len(ok)):
                ok[b] &= votes[2, b] != 0
                votes[2, b] = 0


@njit(cache=True, nogil=True)
def efficient(points: Any) -> Any:
    """(point,) true where no other point is at least as good everywhere and better somewhere.

    Parameters
    ----------
    points : (point, party)
        Distinct, in falling lexicographic order, so that whatever dominates a point comes first.
    """
    n, parties = points.shape
    is_efficient = np.zeros(n, dtype=np.bool_)
    kept = np.empty(n, dtype=np.int64)
    size = 0
    for i in range(n):
        beaten = False
        for j in range(size):
            k = kept[j]
            p = 0
            while p < parties and points[k, p] >= points[i, p]:
                p += 1
            if p == parties:
                beaten = True
                break
        if not beaten:
            is_efficient[i] = True
            kept[size] = i
            size += 1
    return is_efficient
