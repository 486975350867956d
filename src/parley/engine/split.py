"""Which issues stand in which half of a package."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Ints
from parley.space import Space

Couplings = Collection[tuple[int, ...]]
"""The issues of each table that names more than one."""


@dataclass(frozen=True)
class Split:
    """Some issues in two halves.

    Attributes
    ----------
    left, right
        Positions of the issues in each half.
    left_codes, right_codes : (A,), (B,)
        A package's code is the sum of those of its halves.
    touching
        Left issues of tables that also name a right issue.
    variants : (A,)
        Which variant of the right side a left half reads.
    variant_digits : (touching issue, variant)
        Options behind each variant.
    """

    space: Space
    left: tuple[int, ...]
    right: tuple[int, ...]
    left_codes: Ints
    right_codes: Ints
    touching: tuple[int, ...]
    variants: NDArray[np.int64]
    variant_digits: Ints

    @property
    def halves(self) -> tuple[int, int]:
        """(A, B)."""
        return len(self.left_codes), len(self.right_codes)

    @property
    def variant_count(self) -> int:
        """Number of variants of the right side."""
        return int(self.variant_digits.shape[1])

    @property
    def width(self) -> int:
        """How many numbers a sum of tables is made of."""
        a, b = self.halves
        return a + self.variant_count * b

    def read(self, issues: tuple[int, ...]) -> tuple[bool, Ints]:
        """Which cell of a table over some issues stands in its place in a sum.

        Returns
        -------
        (A,) or (variant x B,)
            True and the cell that each left half reads, where the table names only left issues;
            else false and the cell that each right half reads in each variant.
        """
        is_left = set(issues) <= set(self.left)
        digits = self.space.digits(self.left_codes if is_left else self.right_codes)
        a, b = self.halves
        cells = np.zeros((1, a) if is_left else (self.variant_count, b), dtype=np.int64)
        for issue in issues:
            crosses = not is_left and issue in self.left
            option = (
                self.variant_digits[self.touching.index(issue)][:, None]
                if crosses
                else digits[issue]
            )
            cells = cells * self.space.shape[issue] + option
        return is_left, cells.ravel()


def split(
    space: Space, left: tuple[int, ...], right: tuple[int, ...], couplings: Couplings
) -> Split:
    """Some issues split so."""
    left_codes = _codes(space, left)
    touching = _touching(left, right, couplings)
    extents = [space.shape[i] for i in touching]
    digits = np.array(list(itertools.product(*(range(n) for n in extents))), dtype=np.int64)
    left_digits = space.digits(left_codes)
    variants = np.zeros(len(left_codes), dtype=np.int64)
    for issue in touching:
        variants = variants * space.shape[issue] + left_digits[issue]
    return Split(
        space,
        left,
        right,
        left_codes,
        _codes(space, right),
        touching,
        variants,
        digits.reshape(math.prod(extents), len(touching)).T,
    )


def cut(space: Space, half: tuple[int, ...], couplings: Couplings) -> Split:
    """A half cut in two, its first issues and its last, so that few numbers make its sums."""
    within = [issues for issues in couplings if set(issues) <= set(half)]
    cuts = [(half[:place], half[place:]) for place in range(len(half) + 1)]
    return split(
        space, *min(cuts, key=lambda parts: _width(space, parts[0], parts[1], within)), within
    )


def left_half(space: Space, couplings: Couplings) -> tuple[int, ...]:
    """The issues of the left half: few numbers to fill, that is A + variants x B small.

    From all issues on the right, and from each group of issues that tables link, move or swap the
    issues that help most until none does. Which half an issue is in never changes a result.
    """
    every = range(len(space.issues))

    def cost(left: frozenset[int]) -> tuple[int, int]:
        others = [i for i in every if i not in left]
        a = math.prod(space.shape[i] for i in left)
        return _width(space, sorted(left), others, couplings), a

    def improved(left: frozenset[int]) -> frozenset[int]:
        while True:
            moves = [left ^ {i} for i in every]
            moves += [left ^ {i, j} for i in left for j in every if j not in left]
            moves += [left | set(issues) for issues in couplings]
            best = min(moves, key=cost, default=left)
            if cost(best) >= cost(left):
                return left
            left = best

    starts: list[frozenset[int]] = [frozenset(), *_linked(couplings)]
    found = (improved(left) for left in starts)
    return tuple(min((cost(left), sorted(left)) for left in found)[1])


def _codes(space: Space, half: Sequence[int]) -> Ints:
    codes = np.zeros(1, dtype=np.int64)
    for issue in half:
        steps = np.arange(space.shape[issue], dtype=np.int64) * space.strides[issue]
        codes = (codes[:, None] + steps).ravel()
    return codes


def _width(space: Space, left: Sequence[int], right: Sequence[int], couplings: Couplings) -> int:
    """How many numbers a sum of tables is made of, split so."""
    a, b, variants = (
        math.prod(space.shape[i] for i in issues)
        for issues in (left, right, _touching(left, right, couplings))
    )
    return a + variants * b


def _touching(left: Sequence[int], right: Collection[int], couplings: Couplings) -> tuple[int, ...]:
    crossing = [issues for issues in couplings if any(i in right for i in issues)]
    return tuple(i for i in left if any(i in issues for issues in crossing))


def _linked(couplings: Couplings) -> list[frozenset[int]]:
    """Groups of issues that tables link with each other, directly or through others."""
    groups: list[frozenset[int]] = []
    for issues in couplings:
        joined = frozenset(issues)
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return groups
