"""The inner loops, compiled: compare, count, stop early."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.program import BALLOT, COUNT, HOLD, WAY


@njit(cache=True, nogil=True)
def count_passing(
    numbers: Any,
    layout: Any,
    steps: Any,
    counts: Any,
    passing: Any,
    left_any: Any,
    right_any: Any,
) -> None:
    """Compare every package in every draw and add up, stage by stage.

    Parameters
    ----------
    numbers
        (need, right, weights) of :class:`parley.engine.plan.Filled`.
    layout
        (variants, feasible) of the plan.
    steps
        (steps, starts, stage_ends) of its program.
    counts : (stage, A, B), written
        Grows by 1 for each draw in which the package passes the stage and all before it.
    passing : (stage, draw), left_any : (stage, draw, A), right_any : (stage, draw, B), written
        Number of packages that pass; whether a half is in one of them.
    """
    need, right, _ = numbers
    variants, feasible = layout
    program, starts, ends = steps
    draws, _, width = need.shape
    most = _most(right)
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    votes = ballot_box(feasible.shape[1])
    for a in range(width):
        k = variants[a]
        for d in range(draws):
            ok[:] = feasible[a]
            first = 0
            for s in range(len(ends)):
                if _cannot(program, starts[first], starts[ends[s]], need, most, d, a, k):
                    break
                found = through(steps, first, ends[s], numbers, d, a, k, ok, votes)
                first = ends[s]
                if not found:
                    break
                passing[s, d] += found
                left_any[s, d, a] = 1
                for b in range(len(ok)):
                    counts[s, a, b] += ok[b]
                    right_any[s, d, b] |= ok[b]


@njit(cache=True, nogil=True)
def reach(numbers: Any, layout: Any, steps: Any, found: Any) -> None:
    """How many stages some package passes in each draw; ``found`` (draw,) is written."""
    need, right, _ = numbers
    variants, feasible = layout
    program, starts, ends = steps
    draws, _, width = need.shape
    most = _most(right)
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    votes = ballot_box(feasible.shape[1])
    for d in range(draws):
        for a in range(width):
            if found[d] == len(ends):
                break
            k = variants[a]
            ok[:] = feasible[a]
            first = 0
            for s in range(len(ends)):
                if _cannot(program, starts[first], starts[ends[s]], need, most, d, a, k):
                    break
                if not through(steps, first, ends[s], numbers, d, a, k, ok, votes):
                    break
                first = ends[s]
                found[d] = max(found[d], s + 1)


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
    left = _left(ok)
    for c in range(first, last):
        if not left:
            break
        apply(program, starts[c], starts[c + 1], numbers, d, a, k, ok, votes)
        left = _left(ok)
    return left


@njit(cache=True, nogil=True)
def _left(ok: Any) -> Any:
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
                votes[0, b] += weight * (side[b] >= least)
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
def _most(right: Any) -> Any:
    """(draw, row, variant) the most that a right half can bring."""
    draws, rows, variants, _ = right.shape
    most = np.empty((draws, rows, variants), dtype=np.int64)
    for d in range(draws):
        for r in range(rows):
            for k in range(variants):
                most[d, r, k] = right[d, r, k].max()
    return most


@njit(cache=True, nogil=True)
def _cannot(
    program: Any, start: int, end: int, need: Any, most: Any, d: int, a: int, k: int
) -> bool:
    """No right half reaches what this left half needs in some row that must hold."""
    for o in range(start, end):
        r = program[o, 1]
        if program[o, 0] == HOLD and need[d, r, a] > most[d, r, k]:
            return True
    return False


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
