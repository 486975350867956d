"""Weights and values that respect a ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.case.ranking import Ranking

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def numbers_needed(ranking: Ranking, weighs: bool) -> int:
    """One number for each entry whose order is open, then the gaps."""
    entries = [len(group) for group in ranking.groups]
    return sum(n for n in entries if n > 1) + max(0, sum(entries) - (1 if weighs else 2))


def centroid_weights(ranking: Ranking) -> Floats:
    """(member,) rank-order-centroid weights, sum 100; members tied or of open order share alike."""
    return ranked(ranking, True, None, 1)[:, 0]


def ranked(ranking: Ranking, weighs: bool, luck: Floats | None, n: int) -> Floats:
    """(member, draw) weights or values that respect a ranking.

    Weights are uniform on the simplex of all that respect the order: convex combinations, with the
    gaps of sorted uniform numbers, of its corners (Lahdelma, Miettinen & Salminen 2003). Values run
    from 1 to 0 with sorted uniform numbers between. Without luck: the centroid.
    """
    levels, sizes, spread = _order(ranking, luck, n)
    count = len(sizes)
    if weighs:
        if luck is None:
            gaps = np.full((count, n), 1 / count)
        else:
            cuts = np.sort(spread, axis=0)
            edges = np.vstack([np.zeros((1, n)), cuts, np.ones((1, n))])
            gaps = edges[1:] - edges[:-1]
        shares = gaps / np.cumsum(sizes, axis=0)
        by_level = np.empty((count, n))
        total = np.zeros(n)
        for level in range(count - 1, -1, -1):
            total = total + shares[level]
            by_level[level] = 100 * total
    elif count == 1:
        by_level = np.zeros((1, n))
    else:
        steps = np.arange(1, count - 1)[::-1, None] / (count - 1) * np.ones((1, n))
        between = steps if luck is None else np.sort(spread, axis=0)[::-1]
        by_level = np.vstack([np.ones((1, n)), between, np.zeros((1, n))])
    return np.take_along_axis(by_level, levels, axis=0)


def _order(ranking: Ranking, luck: Floats | None, n: int) -> tuple[Ints, Ints, Floats]:
    """Where each member stands in each draw.

    Returns
    -------
    levels : (member, draw)
        Level of each member, 0 best.
    sizes : (level, draw)
        How many members share a level.
    spread : (number, draw)
        The luck that is left for the gaps.
    """
    levels: list[Ints] = []
    sizes: list[tuple[Ints, int]] = []
    used = 0
    base = 0
    for group in ranking.groups:
        if luck is None:
            entry_levels = [np.full(n, base, dtype=np.int64)] * len(group)
        elif len(group) == 1:
            entry_levels = [np.full(n, base, dtype=np.int64)]
        else:
            keys = luck[used : used + len(group)]
            places = np.argsort(np.argsort(keys, axis=0, kind="stable"), axis=0, kind="stable")
            entry_levels = [base + row for row in places]
            used += len(group)
        for entry, where in zip(group, entry_levels, strict=True):
            levels.extend([where] * len(entry))
            sizes.append((where, len(entry)))
        base += 1 if luck is None else len(group)
    table = np.zeros((base, n), dtype=np.int64)
    for where, size in sizes:
        table[where, np.arange(n)] += size
    return np.array(levels), table, np.empty((0, n)) if luck is None else luck[used:]
