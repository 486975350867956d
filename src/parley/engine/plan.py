"""How the packages are split in two halves, so that each condition is one comparison.

A package is a pair (a, b) of half packages. A sum of small tables is then left[a] + right[b], and
"the sum reaches the threshold" is ``right[b] >= threshold - left[a]``: a thousand numbers on each
side decide a million packages. A table over issues of both halves makes the right side depend on
the options of its left issues: a *variant* of the right side for each combination of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Condition, Ints, Table, zero
from parley.draws import Draws
from parley.space import Mask, Space

Kind = TypeVar("Kind", bound=np.generic)

FAR = np.int64(2**60)
"""More than any sum of points: a condition that is not asked holds by as much."""


@dataclass(frozen=True)
class Row:
    """Conditions that are one comparison: a sum of tables against a threshold."""

    tables: tuple[Table, ...]
    threshold: Callable[[Draws], Ints]


@dataclass(frozen=True)
class Plan:
    """A model laid out for the scan; it does not depend on the draws.

    Attributes
    ----------
    left, right
        Positions of the issues in each half.
    left_codes, right_codes : (A,), (B,)
        A package's code is the sum of those of its halves.
    variants : (A,)
        Which variant of the right side a left half reads.
    variant_digits : (left issue that touches a crossing table, variant)
        Options behind each variant.
    feasible : (A, B)
        1 where no rule is broken.
    """

    space: Space
    rows: tuple[Row, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    left_codes: Ints
    right_codes: Ints
    touching: tuple[int, ...]
    variants: NDArray[np.int64]
    variant_digits: Ints
    feasible: NDArray[np.uint8]

    @property
    def halves(self) -> tuple[int, int]:
        """(A, B)."""
        return len(self.left_codes), len(self.right_codes)

    @property
    def variant_count(self) -> int:
        """Number of variants of the right side."""
        return int(self.variant_digits.shape[1])

    def fill(self, draws: Draws) -> tuple[Ints, Ints]:
        """The numbers of the comparisons.

        Returns
        -------
        need : (draw, row, A)
            What the right half must still bring.
        right : (draw, row, variant, B)
            What it brings.
        """
        a, b = self.halves
        need = np.empty((len(draws), len(self.rows), a), dtype=np.int64)
        right = np.zeros((len(draws), len(self.rows), self.variant_count, b), dtype=np.int64)
        left_digits = self.space.digits(self.left_codes)
        right_digits = self.space.digits(self.right_codes)
        for r, row in enumerate(self.rows):
            need[:, r] = row.threshold(draws)[:, None]
            for issues, cells in _summed(row.tables, draws).items():
                if set(issues) <= set(self.left):
                    need[:, r] -= _read(cells, [left_digits[i] for i in issues], a)
                elif set(issues) <= set(self.right):
                    right[:, r] += _read(cells, [right_digits[i] for i in issues], b)[:, None]
                else:
                    where = [self._crossing(issue, right_digits) for issue in issues]
                    right[:, r] += cells.reshape(len(cells), -1)[:, _flat(where, cells.shape[1:])]
        return need, right

    def _crossing(self, issue: int, right_digits: Ints) -> Ints:
        """(variant, B) the option of an issue, left as a variant has it, right as a half has it."""
        if issue in self.right:
            across: Ints = right_digits[issue][None, :]
            return across
        down: Ints = self.variant_digits[self.touching.index(issue)][:, None]
        return down

    def by_code(self, table: NDArray[Kind]) -> NDArray[Kind]:
        """An (A, B) table as a flat one in the order of the codes."""
        flat = np.empty(self.space.size, dtype=table.dtype)
        flat[self.left_codes[:, None] + self.right_codes[None, :]] = table
        return flat


def plan(space: Space, feasible: Mask, conditions: Sequence[Condition]) -> Plan:
    """Lay out conditions for the scan."""
    rows = tuple(_rows(space, conditions))
    couplings = {table.issues for row in rows for table in row.tables if len(table.issues) > 1}
    left = _left_half(space, sorted(couplings))
    right = tuple(i for i in range(len(space.issues)) if i not in left)
    left_codes, right_codes = _half_codes(space, left), _half_codes(space, right)
    touching = _touching(left, couplings)
    extents = [space.shape[i] for i in touching]
    digits = np.array(list(itertools.product(*(range(n) for n in extents))), dtype=np.int64)
    variant_digits = digits.reshape(math.prod(extents), len(touching)).T
    variants = np.zeros(len(left_codes), dtype=np.int64)
    left_digits = space.digits(left_codes)
    for issue in touching:
        variants = variants * space.shape[issue] + left_digits[issue]
    split = feasible.transpose(left + right).reshape(len(left_codes), len(right_codes))
    return Plan(
        space,
        rows,
        left,
        right,
        left_codes,
        right_codes,
        touching,
        variants,
        variant_digits,
        np.ascontiguousarray(split, dtype=np.uint8),
    )


def _rows(space: Space, conditions: Sequence[Condition]) -> list[Row]:
    """One row a condition; all that only bar are one row together, for their sums hold together."""
    rows = []
    bars: list[Table] = []
    for condition in conditions:
        if condition.form.bars and condition.when is None:
            bars.extend(condition.form.tables)
            continue
        tables = condition.form.tables
        if condition.when is not None:
            tables = (*tables, _not_asked(space, condition))
        rows.append(Row(tables, condition.form.threshold))
    # What bars comes first: it is decided by few numbers, and what is barred need not be compared.
    return [Row(tuple(bars), zero), *rows] if bars else rows


def _not_asked(space: Space, condition: Condition) -> Table:
    """A table that lifts a condition far above its threshold where it does not apply."""
    patterns = condition.when or ()
    axes = space.axes(issue for pattern in patterns for issue in pattern)
    asked = np.zeros(tuple(space.shape[axis] for axis in axes), dtype=bool)
    for pattern in patterns:
        asked |= space.mask(pattern, axes)
    cells = np.where(asked, np.int64(0), FAR)
    return Table(axes, lambda draws: np.broadcast_to(cells, (len(draws), *cells.shape)), ())


def _summed(tables: Sequence[Table], draws: Draws) -> dict[tuple[int, ...], Ints]:
    """Tables over the same issues added up."""
    found: dict[tuple[int, ...], Ints] = {}
    for table in tables:
        cells = table.fill(draws)
        found[table.issues] = found[table.issues] + cells if table.issues in found else cells
    return found


def _read(cells: Ints, index: Sequence[Ints], width: int) -> Ints:
    """(draw, half) the cell that each half package reads."""
    if not index:
        return np.broadcast_to(cells[:, None], (len(cells), width))
    flat = _flat(index, cells.shape[1:])
    return np.take(cells.reshape(len(cells), -1), flat, axis=1)


def _flat(index: Sequence[Ints], extents: Sequence[int]) -> Ints:
    """Positions of cells in a flattened table, from the option on each of its issues."""
    flat = np.zeros(1, dtype=np.int64)
    for digits, extent in zip(index, extents, strict=True):
        flat = flat * extent + digits
    return flat


def _half_codes(space: Space, half: tuple[int, ...]) -> Ints:
    codes = np.zeros(1, dtype=np.int64)
    for issue in half:
        steps = np.arange(space.shape[issue], dtype=np.int64) * space.strides[issue]
        codes = (codes[:, None] + steps).ravel()
    return codes


def _touching(left: Sequence[int], couplings: set[tuple[int, ...]]) -> tuple[int, ...]:
    """Left issues of tables that also name a right issue."""
    return tuple(
        i for i in left if any(i in issues and not set(issues) <= set(left) for issues in couplings)
    )


def _left_half(space: Space, couplings: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """The issues of the left half: few numbers to fill, that is A + variants x B small.

    From all issues on the right, move or swap the issues that help most until none does. Which
    half an issue is in never changes a result.
    """
    every = range(len(space.issues))

    def cost(left: frozenset[int]) -> tuple[int, int]:
        a = math.prod(space.shape[i] for i in left)
        b = math.prod(space.shape[i] for i in every if i not in left)
        variants = math.prod(space.shape[i] for i in _touching(sorted(left), set(couplings)))
        return a + variants * b, a

    left: frozenset[int] = frozenset()
    while True:
        moves = [left ^ {i} for i in every]
        moves += [left ^ {i, j} for i in left for j in every if j not in left]
        moves += [left | set(issues) for issues in couplings]
        best = min(moves, key=cost, default=left)
        if cost(best) >= cost(left):
            return tuple(sorted(left))
        left = best
