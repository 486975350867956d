"""How often a member decides: power indices of votes, exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import comb, factorial, gcd, lcm, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[Any]
"""int64 where every count fits, Python integers where not."""
Mask = NDArray[np.bool_]
Vector = tuple[int, ...]

MOST_TALLIES = 2**25
"""Cells of the largest table of tallies: a quarter of a gigabyte."""
MOST_IN_INT64 = 62
"""Members of whose coalitions, 2^n, an int64 still holds the number."""


@dataclass(frozen=True)
class Way:
    """One way to win: a tally that reaches every threshold.

    Attributes
    ----------
    thresholds
        One for each kind of weight; 0 where that kind does not matter.
    """

    thresholds: Vector


@dataclass(frozen=True)
class Game:
    """Who votes with which weights, and what wins.

    A coalition wins if the sum of its members' weights reaches all thresholds of any one way. A
    majority is one way over one kind of weight (seats); a double majority one way over two (seats,
    population); a blocking minority of b members is a second way, seats >= n - b + 1; unanimity is
    the sum of all seats.

    Attributes
    ----------
    members
        Member to its weights: whole numbers of 0 or more, as many for each member as a way has
        thresholds.
    """

    members: Mapping[str, Vector]
    ways: tuple[Way, ...]

    def __post_init__(self) -> None:
        """Weights as documented."""
        vectors = [*self.members.values(), *(way.thresholds for way in self.ways)]
        if len({len(vector) for vector in vectors}) > 1:
            raise ValueError("members and ways name different numbers of weights")
        if any(weight < 0 for weights in self.members.values() for weight in weights):
            raise ValueError("a weight is below 0")


@dataclass(frozen=True)
class Power:
    """How often one member decides.

    Attributes
    ----------
    swings
        Coalitions of the others that win with it and lose without it.
    absolute
        Share of all coalitions of the others: the chance to decide if all vote by lot (Penrose
        1946; absolute Banzhaf index).
    normalised
        Share of all members' swings (Banzhaf 1965); 0 where nobody has any.
    shapley
        Share of the orders of all members in which it is the one that makes the coalition win
        (Shapley & Shubik 1954); they sum to 1 where all together win and nobody does not.
    """

    swings: int
    absolute: Fraction
    normalised: Fraction
    shapley: Fraction


def power(game: Game) -> dict[str, Power]:
    """Member to its power.

    Coalitions are counted by tally and size with generating functions (Mann & Shapley 1962;
    Brams & Affuso 1976): the counts of all coalitions are the coefficients of the product of
    ``1 + z^weights`` over the members, and those without one member a quotient of it. The work
    grows with the number of tallies, never with that of coalitions; members with equal weights are
    counted together.

    Raises
    ------
    ValueError
        There are too many tallies for a table; weights in larger units would have fewer.

    Examples
    --------
    >>> game = Game({"a": (4,), "b": (3,), "c": (2,), "d": (1,)}, (Way((6,)),))
    >>> {member: str(found.normalised) for member, found in power(game).items()}
    {'a': '5/12', 'b': '1/4', 'c': '1/4', 'd': '1/12'}

    References
    ----------
    Banzhaf (1965), Weighted voting doesn't work, Rutgers Law Review 19.
    Brams & Affuso (1976), Power and size: a new paradox, Theory and Decision 7.
    Mann & Shapley (1962), Values of large games VI, RAND RM-3158.
    Penrose (1946), The elementary statistics of majority voting, J. Royal Statistical Society 109.
    Shapley & Shubik (1954), A method for evaluating the distribution of power in a committee
    system, American Political Science Review 48.
    """
    n = len(game.members)
    tallies = _Tallies(tuple(sorted(Counter(game.members.values()).items())), game.ways)
    by_size = {weights: tallies.swings(weights) for weights in set(game.members.values())}
    swings = {weights: sum(found) for weights, found in by_size.items()}
    whole = sum(swings[weights] for weights in game.members.values())
    found = {
        weights: Power(
            swings[weights],
            Fraction(swings[weights], 2 ** (n - 1)),
            Fraction(swings[weights], whole or 1),
            Fraction(
                sum(
                    count * factorial(size) * factorial(n - 1 - size)
                    for size, count in enumerate(counts)
                ),
                factorial(n),
            ),
        )
        for weights, counts in by_size.items()
    }
    return {member: found[weights] for member, weights in game.members.items()}


@dataclass(frozen=True)
class _Tallies:
    """How many coalitions have each tally.

    The kinds of what is tallied are the number of members, 1 for each, and then the weights. Only
    kinds that the others do not determine have an axis: a table over seats and population needs
    none for the size where each member has one seat.

    Attributes
    ----------
    types
        Weights, and how many members have them.
    """

    types: tuple[tuple[Vector, int], ...]
    ways: tuple[Way, ...]

    @cached_property
    def units(self) -> Vector:
        """The unit in which each kind is counted, the largest that all weights are multiples of."""
        kinds = zip(*(_with_size(weights) for weights, _ in self.types), strict=True)
        return tuple(gcd(*kind) or 1 for kind in kinds)

    @cached_property
    def thresholds(self) -> list[Vector]:
        """What each way asks of each kind, in its unit, rounded up."""
        return [
            tuple(
                -(-need // unit)
                for need, unit in zip((0, *way.thresholds), self.units, strict=True)
            )
            for way in self.ways
        ]

    @cached_property
    def kinds(self) -> list[Vector]:
        """(kind, type) weights in units."""
        return list(zip(*(self.step(weights) for weights, _ in self.types), strict=True))

    @cached_property
    def ends(self) -> list[int]:
        """(kind,) the tally of all members."""
        return [
            sum(weight * number for weight, (_, number) in zip(kind, self.types, strict=True))
            for kind in self.kinds
        ]

    @cached_property
    def axes(self) -> list[int]:
        """Kinds that have an axis: independent ones with the smallest tallies."""
        found: list[int] = []
        for kind in sorted(range(len(self.ends)), key=self.ends.__getitem__):
            if _combination(self.kinds[kind], [self.kinds[axis] for axis in found]) is None:
                found.append(kind)
        return found

    @cached_property
    def tally(self) -> list[tuple[NDArray[np.int64], int]]:
        """Of each kind: an array over the axes that is its tally in each cell, times a number."""
        grid = np.ogrid[tuple(slice(extent) for extent in self.counts.shape)]
        found = []
        for kind in self.kinds:
            shares = _combination(kind, [self.kinds[axis] for axis in self.axes])
            assert shares is not None
            times = lcm(*(share.denominator for share in shares))
            cells = np.zeros((1,) * len(grid), dtype=np.int64)
            for share, index in zip(shares, grid, strict=True):
                if share:
                    cells = cells + int(share * times) * index
            found.append((cells, times))
        return found

    @cached_property
    def counts(self) -> Counts:
        """(tally, ...) number of coalitions of all members."""
        members = sum(number for _, number in self.types)
        cells = prod(self.ends[axis] + 1 for axis in self.axes)
        if cells > MOST_TALLIES:
            raise ValueError(
                f"{cells:,} tallies are more than {MOST_TALLIES:,}: "
                "count the weights in larger units"
            )
        kind_of_number = np.int64 if members <= MOST_IN_INT64 else object
        found: Counts = np.ones((1,) * len(self.axes), dtype=kind_of_number)
        for weights, number in self.types:
            step = self._along_axes(weights)
            longer = tuple(size + number * s for size, s in zip(found.shape, step, strict=True))
            grown = np.zeros(longer, dtype=found.dtype)
            for taken in range(number + 1):
                at = tuple(
                    slice(taken * s, taken * s + size)
                    for s, size in zip(step, found.shape, strict=True)
                )
                grown[at] += comb(number, taken) * found
            found = grown
        return found

    def swings(self, weights: Vector) -> list[int]:
        """By size: coalitions of the others that win only with a member of these weights."""
        counts = self._without(weights)
        decides = self._wins(self.step(weights)) & ~self._wins((0,) * len(self.kinds))
        cells = np.nonzero(np.broadcast_to(decides, counts.shape) & (counts != 0))
        size, times = self.tally[0]
        found = np.zeros(sum(number for _, number in self.types), dtype=counts.dtype)
        np.add.at(found, np.broadcast_to(size, counts.shape)[cells] // times, counts[cells])
        return [int(count) for count in found]

    def step(self, weights: Vector) -> Vector:
        """What a member adds to the tally of each kind, in units."""
        return tuple(w // unit for w, unit in zip(_with_size(weights), self.units, strict=True))

    def _along_axes(self, weights: Vector) -> Vector:
        step = self.step(weights)
        return tuple(step[axis] for axis in self.axes)

    def _wins(self, more: Vector) -> Mask:
        """Cells whose tally wins if so much is added to it."""
        found: Mask = np.zeros((1,) * len(self.axes), dtype=bool)
        for way in self.thresholds:
            reached: Mask = np.ones((1,) * len(self.axes), dtype=bool)
            for (tally, times), need, extra in zip(self.tally, way, more, strict=True):
                reached = reached & (tally >= (need - extra) * times)
            found = found | reached
        return found

    def _without(self, weights: Vector) -> Counts:
        """The counts with one member of these weights left out.

        all[t] = without[t] + without[t - step]: solved block by block along one axis.
        """
        step = self._along_axes(weights)
        extents = self.counts.shape
        blocks = {axis: -(-extents[axis] // s) for axis, s in enumerate(step) if s}
        along = min(blocks, key=blocks.__getitem__)
        found = self.counts.copy()
        whole = [slice(None, extent - s) for s, extent in zip(step, extents, strict=True)]
        moved = [slice(s, None) for s in step]
        for start in range(step[along], extents[along], step[along]):
            end = min(start + step[along], extents[along])
            moved[along] = slice(start, end)
            whole[along] = slice(start - step[along], end - step[along])
            found[tuple(moved)] -= found[tuple(whole)]
        return found


def _with_size(weights: Vector) -> Vector:
    return (1, *weights)


def _combination(
    wanted: Sequence[int], columns: Sequence[Sequence[int]]
) -> tuple[Fraction, ...] | None:
    """Multiples of independent columns that add up to another one; None if there are none."""
    rows = [[Fraction(x) for x in row] for row in zip(*columns, wanted, strict=True)]
    for place in range(len(columns)):
        pivot = next(k for k in range(place, len(rows)) if rows[k][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        lead = rows[place]
        for k, row in enumerate(rows):
            if k != place and row[place]:
                part = row[place] / lead[place]
                rows[k] = [x - part * y for x, y in zip(row, lead, strict=True)]
    if any(row[-1] for row in rows[len(columns) :]):
        return None
    return tuple(row[-1] / row[place] for place, row in enumerate(rows[: len(columns)]))
