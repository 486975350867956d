"""Which of some vectors no other one beats, compiled: sorted, then swept.

In falling lexicographic order whatever dominates a vector comes before it. Two dimensions need the
best second value so far, three a staircase of the last two, more a look at what was kept (Kung,
Luccio & Preparata 1975).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def prune(values: Any, codes: Any, size: int, most: int, order: Any, spare: Any) -> Any:
    """Keep what no other vector dominates; of equal ones that with the lowest code.

    Parameters
    ----------
    values : (n or more, dimension)
    codes : (n or more,)
    size : int
        n.
    most : int
        Kept vectors with which one is compared at most in four dimensions or more: what is left
        out then keeps more than it must.
    order, spare : (n or more,), written
        The places of what is kept, in falling lexicographic order of the dimensions that vary;
        scratch.

    Returns
    -------
    int
        How many are kept.
    """
    varying = _varying(values, size)
    for i in range(size):
        order[i] = i
    if len(varying) == 0:
        for i in range(1, size):
            if codes[i] < codes[order[0]]:
                order[0] = i
        return min(size, 1)
    if len(varying) == 1:
        return _one(values, codes, size, varying[0], order)
    falling(values, codes, size, varying, order, spare)
    if len(varying) == 2:
        return _two(values, size, varying, order)
    if len(varying) == 3:
        return _three(values, size, varying, order)
    return _many(values, size, varying, most, order, spare)


@njit(cache=True, nogil=True)
def _varying(values: Any, size: int) -> Any:
    """The dimensions in which the vectors differ."""
    width = values.shape[1]
    found = np.empty(width, dtype=np.int64)
    count = 0
    for k in range(width):
        for i in range(1, size):
            if values[i, k] != values[0, k]:
                found[count] = k
                count += 1
                break
    return found[:count]


@njit(cache=True, nogil=True)
def before(values: Any, codes: Any, dimensions: Any, i: int, j: int) -> bool:
    """Whether i comes before j: falling in the dimensions, rising in the codes."""
    for k in dimensions:
        if values[i, k] != values[j, k]:
            return bool(values[i, k] > values[j, k])
    return bool(codes[i] < codes[j])


@njit(cache=True, nogil=True)
def falling(values: Any, codes: Any, size: int, dimensions: Any, order: Any, spare: Any) -> None:
    """Sort places: runs that are in order already are merged pairwise.

    A front to which an option was added is still in order, so that there are as many runs as
    options.
    """
    ends = np.empty(size + 1, dtype=np.int64)
    runs = 0
    for i in range(size):
        if i == 0 or before(values, codes, dimensions, order[i], order[i - 1]):
            ends[runs] = i
            runs += 1
    ends[runs] = size
    source, target = order, spare
    while runs > 1:
        merged = 0
        for run in range(0, runs, 2):
            start = ends[run]
            if run + 1 == runs:
                target[start:size] = source[start:size]
                stop = size
            else:
                middle, stop = ends[run + 1], ends[run + 2]
                _merge(values, codes, dimensions, (start, middle, stop), source, target)
            ends[merged] = start
            merged += 1
        ends[merged] = size
        runs = merged
        source, target = target, source
    if size and source is not order:
        order[:size] = source[:size]


@njit(cache=True, nogil=True)
def _merge(values: Any, codes: Any, dimensions: Any, ends: Any, source: Any, target: Any) -> None:
    start, middle, stop = ends
    left, right = start, middle
    for place in range(start, stop):
        is_right = left == middle or (
            right < stop and before(values, codes, dimensions, source[right], source[left])
        )
        if is_right:
            target[place] = source[right]
            right += 1
        else:
            target[place] = source[left]
            left += 1


@njit(cache=True, nogil=True)
def _one(values: Any, codes: Any, size: int, k: int, order: Any) -> int:
    best = 0
    for i in range(1, size):
        if values[i, k] > values[best, k] or (
            values[i, k] == values[best, k] and codes[i] < codes[best]
        ):
            best = i
    order[0] = best
    return 1


@njit(cache=True, nogil=True)
def _two(values: Any, size: int, dimensions: Any, order: Any) -> int:
    second = dimensions[1]
    kept = 1
    best = values[order[0], second]
    for place in range(1, size):
        i = order[place]
        if values[i, second] > best:
            best = values[i, second]
            order[kept] = i
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def _three(values: Any, size: int, dimensions: Any, order: Any) -> int:
    """A staircase of the last two: second values rise, third values fall."""
    second, third = dimensions[1], dimensions[2]
    stairs = np.empty((size, 2), dtype=np.int64)
    height = 0
    kept = 0
    for place in range(size):
        i = order[place]
        y, z = values[i, second], values[i, third]
        low, high = 0, height
        while low < high:
            middle = (low + high) // 2
            if stairs[middle, 0] < y:
                low = middle + 1
            else:
                high = middle
        # The first stair at least as far in the second is the highest of them in the third.
        if low < height and stairs[low, 1] >= z:
            continue
        order[kept] = i
        kept += 1
        # Before it stand stairs that are less far, the last of them the lowest in the third: those
        # no higher are covered by the new one; so is one just as far.
        until = low + 1 if low < height and stairs[low, 0] == y else low
        since = low
        while since > 0 and stairs[since - 1, 1] <= z:
            since -= 1
        gap = until - since
        if gap == 0:
            for s in range(height, since, -1):
                stairs[s] = stairs[s - 1]
            height += 1
        elif gap > 1:
            for s in range(until, height):
                stairs[s - gap + 1] = stairs[s]
            height -= gap - 1
        stairs[since, 0] = y
        stairs[since, 1] = z
    return kept


@njit(cache=True, nogil=True)
def _many(values: Any, size: int, dimensions: Any, most: int, order: Any, spare: Any) -> int:
    """Compare with what was kept; what beats others moves towards the front of the comparisons."""
    kept = 0
    for place in range(size):
        i = order[place]
        beaten = False
        for tried in range(min(kept, most)):
            j = spare[tried]
            is_over = True
            for k in dimensions:
                if values[j, k] < values[i, k]:
                    is_over = False
                    break
            if is_over:
                beaten = True
                other = tried // 2
                spare[tried], spare[other] = spare[other], spare[tried]
                break
        if not beaten:
            order[kept] = i
            spare[kept] = i
            kept += 1
    return kept
