"""How many pairs of halves meet two comparisons at once, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def pairs(insert: Any, ranks: Any, query: Any, least: Any, starts: Any) -> int:
    """Pairs (a, b) in which the right half brings enough in both comparisons.

    Parameters
    ----------
    insert : (B,)
        Right halves in falling order of what they bring in the first comparison.
    ranks : (B,)
        Rank of what a right half brings in the second, from 0, rising.
    query : (A,)
        Left halves in rising order of how many right halves bring enough in the first.
    least : (A,)
        From which rank on the second comparison holds.
    starts : (A,)
        How many right halves bring enough in the first.

    Notes
    -----
    Right halves go into a tree of partial sums over their ranks in the order in which they become
    enough in the first comparison (Fenwick 1994): O((A + B) log B), whatever the number of pairs.
    """
    size = len(ranks)
    tree = np.zeros(size + 1, dtype=np.int32)
    found = 0
    inside = 0
    for a in query:
        while inside < starts[a]:
            i = ranks[insert[inside]] + 1
            while i <= size:
                tree[i] += 1
                i += i & -i
            inside += 1
        below = 0
        i = least[a]
        while i > 0:
            below += tree[i]
            i -= i & -i
        found += inside - below
    return found
