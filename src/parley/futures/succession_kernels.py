"""The inner loops of succession, from joint state to joint state, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def successor(impacts: Any, starts: Any, is_local: bool, now: Any, scores: Any, after: Any) -> None:
    """Fill ``after`` (factor,) with what follows on ``now`` (factor,)."""
    scores[:] = 0
    for f in range(len(now)):
        row = starts[f] + now[f]
        for s in range(len(scores)):
            scores[s] += impacts[row, s]
    most, moving, target = 0, -1, 0
    for f in range(len(now)):
        start = starts[f]
        highest = scores[start + now[f]]
        place = now[f]
        for k in range(starts[f + 1] - start):
            # A state among the greatest stays; else the first of the greatest follows.
            if scores[start + k] > highest:
                highest = scores[start + k]
                place = k
        after[f] = now[f] if is_local else place
        lead = highest - scores[start + now[f]]
        if lead > most:
            most, moving, target = lead, f, place
    if is_local and moving >= 0:
        after[moving] = target


@njit(cache=True, nogil=True)
def ends(impacts: Any, starts: Any, is_local: bool, first: int, home: Any, steps: int) -> None:
    """Follow joint states, by code, to where they end.

    Parameters
    ----------
    first
        Codes from here on are followed, ``steps`` of them.
    home : (code,)
        Filled with a code on the cycle in which each ends, the least; -1 where not yet known.
    """
    factors = len(starts) - 1
    now = np.empty(factors, dtype=np.int64)
    after = np.empty(factors, dtype=np.int64)
    scores = np.empty(impacts.shape[0], dtype=np.int64)
    path = np.empty(64, dtype=np.int64)
    for code in range(first, min(first + steps, len(home))):
        length, at = 0, code
        while home[at] == -1:
            home[at] = -2 - length
            if length == len(path):
                path = np.concatenate((path, np.empty_like(path)))
            path[length] = at
            length += 1
            left = at
            for f in range(factors - 1, -1, -1):
                size = starts[f + 1] - starts[f]
                now[f] = left % size
                left //= size
            successor(impacts, starts, is_local, now, scores, after)
            at = 0
            for f in range(factors):
                at = at * (starts[f + 1] - starts[f]) + after[f]
        end = home[at]
        if end < -1:
            # The path has come back to itself: what lies behind is a cycle.
            end = path[-2 - end : length].min()
        for k in range(length):
            home[path[k]] = end


@njit(cache=True, nogil=True)
def follow(impacts: Any, starts: Any, is_local: bool, rows: Any) -> None:
    """Replace joint states by where they end: the first joint state of the cycle, by position.

    Parameters
    ----------
    rows : (start, factor)
        Positions of states.
    """
    factors = len(starts) - 1
    after = np.empty(factors, dtype=np.int64)
    scores = np.empty(impacts.shape[0], dtype=np.int64)
    slow = np.empty(factors, dtype=np.int64)
    fast = np.empty(factors, dtype=np.int64)
    for start in range(len(rows)):
        # Brent's way to find a cycle: the slow one jumps to the fast one at powers of two.
        fast[:] = rows[start]
        power, length = 1, 0
        slow[:] = fast
        while True:
            successor(impacts, starts, is_local, fast, scores, after)
            fast[:] = after
            length += 1
            if np.array_equal(slow, fast):
                break
            if length == power:
                slow[:] = fast
                power *= 2
                length = 0
        rows[start] = slow
        for _ in range(length):
            successor(impacts, starts, is_local, fast, scores, after)
            fast[:] = after
            if _comes_first(fast, rows[start]):
                rows[start] = fast


@njit(cache=True, nogil=True)
def _comes_first(one: Any, other: Any) -> bool:
    for f in range(len(one)):
        if one[f] != other[f]:
            return bool(one[f] < other[f])
    return False
