"""How the packages are split in two halves, so that each condition is one comparison.

A package is a pair (a, b) of half packages. A sum of small tables is then left[a] + right[b], and
"the sum reaches the threshold" is ``right[b] >= threshold - left[a]``: a thousand numbers on each
side decide a million packages. A table over issues of both halves makes the right side depend on
the options of its left issues: a *variant* of the right side for each combination of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.filling import Filling
from parley.engine.kernels import left_needs
from parley.engine.listing import Listing
from parley.engine.program import Program
from parley.engine.scheme import Scheme
from parley.engine.split import Split, cut, left_half, split
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
class Plan(Split):
    """Conditions laid out for the scan; nothing here depends on the draws.

    Attributes
    ----------
    program
        How the comparisons make conditions.
    inner
        The left half cut in two again.
    feasible : (A, B)
        1 where no rule is broken.
    listing
        The packages that are counted one by one.
    scheme
        How packages are put together, where too many are feasible to list them.
    """

    program: Program
    inner: Split
    feasible: NDArray[np.uint8]
    listing: Listing
    scheme: Scheme | None = None

    @property
    def bytes_a_draw(self) -> int:
        """Size of the numbers of the comparisons in one draw."""
        return 8 * len(self.program.rows) * self.width

    def fill(self, draws: Draws) -> Filled:
        """The numbers of the comparisons."""
        return self.filled(self.filling(draws), slice(0, len(draws)))

    def filling(self, draws: Draws) -> Filling:
        """The tables filled, and the sums of some of the draws to be had at a time."""
        return Filling(self, self.inner, [(self.program, draws)])

    def filled(self, filling: Filling, piece: slice) -> Filled:
        """The numbers of the comparisons in some of the draws of a filling of this plan."""
        numbers = filling.numbers(piece)
        rows, ballots = filling.places[0]
        need = left_needs(numbers.first, numbers.second, self.inner.variants, rows)
        return Filled(need, numbers.right[:, rows], numbers.weights[:, ballots])

    def options(self, half: Ints, issues: tuple[int, ...]) -> Ints:
        """(half, issue) which column of all options each half package has, by its code."""
        firsts = np.cumsum([0, *self.space.shape])[list(issues)]
        found: Ints = np.ascontiguousarray(
            (self.space.digits(half)[list(issues)] + firsts[:, None]).T
        )
        return found

    def listed(self, table: NDArray[Kind]) -> NDArray[Kind]:
        """(package,) an (A, B) table in the order of the listing."""
        if not self.listing.is_whole:
            first: NDArray[Kind] = table[0]
            return first
        issues = self.left + self.right
        by_issue = table.reshape([self.space.shape[issue] for issue in issues])
        return by_issue.transpose(np.argsort(issues)).ravel()[self.listing.codes]

    def codes(self, a: Ints, b: Ints) -> Ints:
        """Codes of packages from the places of their halves."""
        found: Ints = self.left_codes[a] + self.right_codes[b]
        return found


def plan(
    space: Space,
    feasible: Mask,
    program: Program,
    listing: Listing,
    beside: Iterable[Program] = (),
) -> Plan:
    """Lay out a program for the scan of all packages that break no rule.

    Parameters
    ----------
    beside
        Programs that are to be scanned with it, in the same halves.
    """
    couplings = _couplings((program, *beside))
    left = left_half(space, couplings)
    right = tuple(i for i in range(len(space.issues)) if i not in left)
    whole = split(space, left, right, couplings)
    table = feasible.transpose(left + right).reshape(whole.halves)
    return Plan(
        **vars(whole),
        program=program,
        inner=cut(space, left, couplings),
        feasible=np.ascontiguousarray(table, dtype=np.uint8),
        listing=listing,
    )


def listed_plan(space: Space, program: Program, listing: Listing) -> Plan:
    """Lay out a program for the scan of listed packages: one empty left half, and each package a
    right half.
    """
    none = split(space, (), (), ())
    whole = replace(none, right=tuple(range(len(space.issues))), right_codes=listing.codes)
    return Plan(
        **vars(whole),
        program=program,
        inner=none,
        feasible=np.ones(whole.halves, dtype=np.uint8),
        listing=listing,
    )


def _couplings(programs: Iterable[Program]) -> list[tuple[int, ...]]:
    """Issues of tables that name several, each once."""
    tables = (table for one in programs for row in one.rows for table in row.tables)
    return sorted({table.issues for table in tables if len(table.issues) > 1})
