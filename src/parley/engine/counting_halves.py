"""How many packages pass comparisons, counted by halves without looking at any package.

A package is a pair of halves, and a comparison asks whether the right one brings what the left one
needs. Comparisons that one side alone decides only thin out that side. Where at most two others
are left, sorting both sides counts all pairs: 10^12 packages by a million numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.counting_kernels import pairs
from parley.engine.counting_slices import Slices, couplings
from parley.engine.program import Row
from parley.engine.scan import in_threads
from parley.space import Space

MOST_HALVES = 2**24
"""Halves that are filled and sorted, all slices together: some seconds."""
SLICE_COST = 2**12
"""A slice takes as long as so many halves, however small it is."""
MOST_BYTES = 2**28
"""Size of the numbers of the comparisons of one slice."""


@dataclass(frozen=True)
class Halving:
    """Which issues are pinned, and in which half the others are.

    No table then names free issues of both halves.

    Attributes
    ----------
    pinned, left, right
        Positions of the issues, rising.
    """

    pinned: tuple[int, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]

    def extents(self, space: Space) -> tuple[int, int, int]:
        """Number of slices, of left halves in one, and of right halves in one."""
        parts = (self.pinned, self.left, self.right)
        slices, a, b = (math.prod(space.shape[i] for i in part) for part in parts)
        return slices, a, b

    def cost(self, space: Space) -> int:
        """What it takes to count all slices, in halves."""
        slices, a, b = self.extents(space)
        return slices * (a + b + SLICE_COST)


def count_by_halves(space: Space, rows: Sequence[Row], draw: Draws, threads: int = 1) -> int | None:
    """How many packages pass some comparisons in one draw, exactly.

    Parameters
    ----------
    rows
        All of them must hold.

    Returns
    -------
    None where more than two comparisons in a slice hang on both halves, or the halves are too many.
    """
    rows = _joined(rows, draw)
    halving = halve(space, couplings(rows))
    _, a, b = halving.extents(space)
    if halving.cost(space) > MOST_HALVES or 8 * len(rows) * (a + b) > MOST_BYTES:
        return None
    slices = Slices.of(space, halving.pinned, draw)
    places = tuple(
        tuple(slices.free.index(issue) for issue in half) for half in (halving.left, halving.right)
    )
    work = partial(_count_slice, slices.space, [slices.row(row) for row in rows], places)
    total = 0
    numbers = [slices.draws.take(slice(k, k + 1)) for k in range(len(slices))]
    # A few at a time: the first that cannot be counted ends it.
    for start in range(0, len(numbers), threads):
        for found in in_threads(work, numbers[start : start + threads], threads):
            if found is None:
                return None
            total += found
    return total


def halve(space: Space, coupled: Iterable[Sequence[int]]) -> Halving:
    """Halves of near the same size; issues are pinned where that makes it cheaper in all.

    Parameters
    ----------
    coupled
        Issues that stand in one table.
    """
    groups = {tuple(issues) for issues in coupled}
    pinned: tuple[int, ...] = ()
    found = [_halved(space, groups, pinned)]
    linked = {issue for issues in groups for issue in issues}
    # To the end, and then the best: the first of two pins that part a group helps only with both.
    while linked:
        pins = [tuple(sorted((*pinned, issue))) for issue in sorted(linked)]
        best = min((_halved(space, groups, pin) for pin in pins), key=lambda h: h.cost(space))
        linked -= set(best.pinned)
        pinned = best.pinned
        found.append(best)
    return min(found, key=lambda halving: halving.cost(space))


def _halved(space: Space, groups: set[tuple[int, ...]], pinned: tuple[int, ...]) -> Halving:
    """What tables still link goes into one half; the larger first, into the smaller half."""
    parts = [{issue} for issue in range(len(space.issues)) if issue not in pinned]
    for issues in groups:
        joined = set(issues) - set(pinned)
        met = [part for part in parts if part & joined]
        parts = [part for part in parts if not part & joined] + ([set().union(*met)] if met else [])

    def size(issues: Iterable[int]) -> int:
        return math.prod(space.shape[i] for i in issues)

    halves: tuple[set[int], set[int]] = (set(), set())
    for part in sorted(parts, key=lambda part: (-size(part), min(part))):
        smaller = min(halves, key=size)
        smaller |= part
    left, right = (tuple(sorted(half)) for half in halves)
    return Halving(pinned, left, right)


def _joined(rows: Sequence[Row], draw: Draws) -> list[Row]:
    """Comparisons of the same sum are one: the highest threshold decides."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(sorted(table.key for table in row.tables))
        if key not in found or _constant(found[key], draw) < _constant(row, draw):
            found[key] = row
    return list(found.values())


def _constant(row: Row, draw: Draws) -> int:
    return int(row.threshold.fill(draw)[0])


def _count_slice(
    space: Space, rows: Sequence[Row], halves: tuple[tuple[int, ...], ...], number: Draws
) -> int | None:
    """The packages of one slice that pass."""
    left, right = ([space.shape[i] for i in half] for half in halves)
    need = np.empty((len(rows), math.prod(left)), dtype=np.int64)
    have = np.empty((len(rows), math.prod(right)), dtype=np.int64)
    known: dict[str, Ints] = {}
    for r, row in enumerate(rows):
        brought = (np.zeros(left, dtype=np.int64), np.zeros(right, dtype=np.int64))
        for table in row.tables:
            if table.key not in known:
                known[table.key] = table.fill(number)[0]
            side = 0 if set(table.issues) <= set(halves[0]) else 1
            extents = [space.shape[i] if i in table.issues else 1 for i in halves[side]]
            # Issues rise in the table and in the half: the cells only need to be spread.
            np.add(brought[side], known[table.key].reshape(extents), out=brought[side])
        need[r] = _constant(row, number) - brought[0].ravel()
        have[r] = brought[1].ravel()
    return count_pairs(need, have)


def count_pairs(need: Ints, have: Ints) -> int | None:
    """Pairs of halves in which the right one brings what the left one needs.

    Parameters
    ----------
    need : (comparison, A), have : (comparison, B)
        A pair (a, b) counts where ``have[r, b] >= need[r, a]`` for every r.

    Returns
    -------
    None where more than two comparisons hang on both halves.
    """
    need, have = _thinned(need, have)
    need, have = _merged(need, have)
    # The same from the other side: what is needed is what the other side brings, negated.
    have, need = (-side for side in _merged(-have, -need))
    a, b = need.shape[1], have.shape[1]
    if not a or not b or not len(need):
        return int(a * b)
    if len(need) == 1:
        ordered = np.sort(have[0])
        return int((b - np.searchsorted(ordered, need[0])).sum())
    return _two(need, have) if len(need) == 2 else None


def _thinned(need: Ints, have: Ints) -> tuple[Ints, Ints]:
    """Without halves that no other half suits, and comparisons that hold for all that are left."""
    while need.size and have.size:
        fits = (need <= have.max(axis=1)[:, None]).all(axis=0)
        need = need if fits.all() else need[:, fits]
        if not need.size:
            break
        suits = (have >= need.min(axis=1)[:, None]).all(axis=0)
        have = have if suits.all() else have[:, suits]
        if not have.size:
            break
        hangs = need.max(axis=1) > have.min(axis=1)
        need, have = need[hangs], have[hangs]
        if fits.all() and suits.all():
            break
    return need, have


def _merged(need: Ints, have: Ints) -> tuple[Ints, Ints]:
    """Comparisons in which the right halves bring the same, up to a constant, are one."""
    needs: list[Ints] = []
    haves: list[Ints] = []
    for wanted, brought in zip(need, have, strict=True):
        base = brought[0] if len(brought) else 0
        rise = brought - base
        same = (r for r, other in enumerate(haves) if np.array_equal(other, rise))
        place = next(same, None)
        if place is None:
            needs.append(wanted - base)
            haves.append(rise)
        else:
            needs[place] = np.maximum(needs[place], wanted - base)
    if len(needs) == len(need):
        return need, have
    return np.array(needs), np.array(haves)


def _two(need: Ints, have: Ints) -> int:
    """Pairs that meet two comparisons: one by order, the other by a tree over its ranks."""
    insert = np.argsort(-have[0], kind="stable")
    starts = have.shape[1] - np.searchsorted(have[0][insert[::-1]], need[0])
    order = np.argsort(have[1], kind="stable")
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    least = np.searchsorted(have[1][order], need[1])
    query = np.argsort(starts, kind="stable")
    return int(pairs(insert, ranks, query, least, starts))
