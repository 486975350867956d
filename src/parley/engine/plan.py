"""How the packages are split in two halves, so that each condition is one comparison.

A package is a pair (a, b) of half packages. A sum of small tables is then left[a] + right[b], and
"the sum reaches the threshold" is ``right[b] >= threshold - left[a]``: a thousand numbers on each
side decide a million packages. A table over issues of both halves makes the right side depend on
the options of its left issues: a *variant* of the right side for each combination of them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.program import Program
from parley.space import Mask, Space

Kind = TypeVar("Kind", bound=np.generic)


@dataclass(frozen=True)
class Filled:
    """The numbers of the comparisons in some draws.

    Attributes
    ----------
    need : (draw, row, A)
        What the right half must still bring.
    right : (draw, row, variant, B)
        What it brings.
    weights : (draw, ballot)
        Votes of each member that is asked by a comparison.
    """

    need: Ints
    right: Ints
    weights: Ints


@dataclass(frozen=True)
class Plan:
    """Conditions laid out for the scan; nothing here depends on the draws.

    Attributes
    ----------
    program
        How the comparisons make conditions.
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
    program: Program
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

    @property
    def bytes_a_draw(self) -> int:
        """Size of the numbers of the comparisons in one draw."""
        a, b = self.halves
        return 8 * len(self.program.rows) * (a + self.variant_count * b)

    def fill(self, draws: Draws) -> Filled:
        """The numbers of the comparisons."""
        a, b = self.halves
        rows = self.program.rows
        sums = _Sums(self, draws)
        need = np.empty((len(draws), len(rows), a), dtype=np.int64)
        right = np.empty((len(draws), len(rows), self.variant_count, b), dtype=np.int64)
        for r, row in enumerate(rows):
            left_sum, right_sum, across = sums.of(row.tables)
            np.subtract(sums.cells(row.threshold)[:, None], left_sum, out=need[:, r])
            right[:, r] = right_sum[:, None]
            for table in across:
                right[:, r] += sums.across(table)
        weights = np.empty((len(draws), len(self.program.weights)), dtype=np.int64)
        for w, weight in enumerate(self.program.weights):
            weights[:, w] = sums.cells(weight)
        return Filled(need, right, weights)

    def by_code(self, table: NDArray[Kind]) -> NDArray[Kind]:
        """An (A, B) table as a flat one in the order of the codes."""
        flat = np.empty(self.space.size, dtype=table.dtype)
        flat[self.left_codes[:, None] + self.right_codes[None, :]] = table
        return flat

    def codes(self, a: Ints, b: Ints) -> Ints:
        """Codes of packages from the places of their halves."""
        found: Ints = self.left_codes[a] + self.right_codes[b]
        return found


def plan(space: Space, feasible: Mask, program: Program) -> Plan:
    """Lay out a program for the scan."""
    couplings = {
        table.issues for row in program.rows for table in row.tables if len(table.issues) > 1
    }
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
        program,
        left,
        right,
        left_codes,
        right_codes,
        touching,
        variants,
        variant_digits,
        np.ascontiguousarray(split, dtype=np.uint8),
    )


class _Sums:
    """Sums of tables over the halves; what several rows begin with is added up once."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan = plan
        self.draws = draws
        self.left_digits = plan.space.digits(plan.left_codes)
        self.right_digits = plan.space.digits(plan.right_codes)
        self.filled: dict[str, Ints] = {}
        self.known: dict[tuple[str, ...], tuple[Ints, Ints]] = {}

    def cells(self, table: Table) -> Ints:
        """The cells of a table."""
        if table.key not in self.filled:
            self.filled[table.key] = table.fill(self.draws)
        return self.filled[table.key]

    def of(self, tables: Sequence[Table]) -> tuple[Ints, Ints, list[Table]]:
        """(draw, A) and (draw, B) what the tables bring on either side; those that cross."""
        across = [table for table in tables if self._side(table) is None]
        within = [table for table in tables if self._side(table) is not None]
        keys = tuple(table.key for table in within)
        if keys not in self.known:
            start = next((m for m in range(len(keys), 0, -1) if keys[:m] in self.known), 0)
            left, right = self._begin(keys[:start])
            for issues, cells in self._summed(within[start:]).items():
                digits, side = (
                    (self.left_digits, left)
                    if set(issues) <= set(self.plan.left)
                    else (self.right_digits, right)
                )
                side += _read(cells, [digits[i] for i in issues], side.shape[1])
            self.known[keys] = (left, right)
        return (*self.known[keys], across)

    def across(self, table: Table) -> Ints:
        """(draw, variant, B) what a table brings that reads issues of both halves."""
        cells = self.cells(table)
        where = [self._crossing(issue) for issue in table.issues]
        found: Ints = cells.reshape(len(cells), -1)[:, _flat(where, cells.shape[1:])]
        return found

    def _side(self, table: Table) -> str | None:
        issues = set(table.issues)
        if issues <= set(self.plan.left):
            return "left"
        return "right" if issues <= set(self.plan.right) else None

    def _begin(self, keys: tuple[str, ...]) -> tuple[Ints, Ints]:
        if keys:
            left, right = self.known[keys]
            return left.copy(), right.copy()
        a, b = self.plan.halves
        n = len(self.draws)
        return np.zeros((n, a), dtype=np.int64), np.zeros((n, b), dtype=np.int64)

    def _summed(self, tables: Sequence[Table]) -> dict[tuple[int, ...], Ints]:
        """Tables over the same issues added up."""
        found: dict[tuple[int, ...], Ints] = {}
        for table in tables:
            cells = self.cells(table)
            issues = table.issues
            found[issues] = found[issues] + cells if issues in found else cells
        return found

    def _crossing(self, issue: int) -> Ints:
        """(variant, B) the option of an issue, left as a variant has it, right as a half has it."""
        if issue in self.plan.right:
            across: Ints = self.right_digits[issue][None, :]
            return across
        down: Ints = self.plan.variant_digits[self.plan.touching.index(issue)][:, None]
        return down


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

    From all issues on the right, and from each group of issues that tables link, move or swap the
    issues that help most until none does. Which half an issue is in never changes a result.
    """
    every = range(len(space.issues))

    def cost(left: frozenset[int]) -> tuple[int, int]:
        a = math.prod(space.shape[i] for i in left)
        b = math.prod(space.shape[i] for i in every if i not in left)
        variants = math.prod(space.shape[i] for i in _touching(sorted(left), set(couplings)))
        return a + variants * b, a

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


def _linked(couplings: Sequence[tuple[int, ...]]) -> list[frozenset[int]]:
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
