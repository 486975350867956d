"""The limit of a counting kernel: the same comparisons on numbers that never leave the cache."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def three(need: Any, right: Any, counts: Any) -> None:
    """Compare, join and count with three conditions; the numbers fit into the first cache.

    Parameters
    ----------
    need : (3, A), right : (3, B)
    counts : (B,), written
        In how many pairs each right half holds.
    """
    first, second, third = right[0], right[1], right[2]
    for a in range(need.shape[1]):
        x, y, z = need[0, a], need[1, a], need[2, a]
        for b in range(len(counts)):
            counts[b] += (first[b] >= x) & (second[b] >= y) & (third[b] >= z)


def numbers(kind: str, rows: int = 1024, width: int = 1024) -> tuple[Any, Any, Any]:
    """Random numbers of a kind, of which about a third pass, and empty counters."""
    rng = np.random.default_rng(1)
    need = rng.integers(-10_000, 2_000, (3, rows)).astype(kind)
    right = rng.integers(-10_000, 10_000, (3, width)).astype(kind)
    return need, right, np.zeros(width, dtype=np.uint16)
