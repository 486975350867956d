"""The inner loops, compiled: compare, count, stop early."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def count_passing(
    need: Any,
    right: Any,
    variants: Any,
    feasible: Any,
    counts: Any,
    passing: Any,
    left_any: Any,
    right_any: Any,
) -> None:
    """Compare every package in every draw and add up.

    Parameters
    ----------
    need : (draw, row, A), right : (draw, row, variant, B)
        Of :meth:`parley.engine.plan.Plan.fill`.
    variants : (A,), feasible : (A, B)
        Of the plan.
    counts : (A, B), written
        Grows by 1 for each draw in which the package passes.
    passing : (draw,), left_any : (draw, A), right_any : (draw, B), written
        Number of packages that pass; whether a half is in one of them.
    """
    draws, rows, width = need.shape
    most = _most(right)
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    for a in range(width):
        k = variants[a]
        for d in range(draws):
            if _cannot(need, most, d, a, k):
                continue
            ok[:] = feasible[a]
            for r in range(rows):
                least = need[d, r, a]
                side = right[d, r, k]
                for b in range(len(ok)):
                    ok[b] &= side[b] >= least
            found = 0
            for b in range(len(ok)):
                found += ok[b]
            if found:
                passing[d] += found
                left_any[d, a] = 1
                for b in range(len(ok)):
                    counts[a, b] += ok[b]
                    right_any[d, b] |= ok[b]


@njit(cache=True, nogil=True)
def find_passing(need: Any, right: Any, variants: Any, feasible: Any, found: Any) -> None:
    """Whether any package passes in each draw; ``found`` (draw,) is set to 1 where one does."""
    draws, rows, width = need.shape
    most = _most(right)
    for d in range(draws):
        for a in range(width):
            k = variants[a]
            if found[d] or _cannot(need, most, d, a, k):
                continue
            for b in range(feasible.shape[1]):
                if feasible[a, b]:
                    r = 0
                    while r < rows and right[d, r, k, b] >= need[d, r, a]:
                        r += 1
                    if r == rows:
                        found[d] = 1
                        break


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
def _cannot(need: Any, most: Any, d: int, a: int, k: int) -> bool:
    """No right half reaches what this left half needs in some row."""
    for r in range(need.shape[1]):  # noqa: SIM110
        if need[d, r, a] > most[d, r, k]:
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
