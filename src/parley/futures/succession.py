"""Where joint states lead, if states that are outweighed give way."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from parley.futures.matrix import Ints, Matrix
from parley.intervals import wilson

Rule = Literal["global", "local"]
"""All factors move at once, or the one that fits least."""
RULES: tuple[Rule, ...] = ("global", "local")

MOST_EXACT = 2**20
"""Joint states that are all followed; of more, a sample is."""
SAMPLE = 100_000
SEED = 0
"""Of the sample: the same starts whenever a matrix is read."""
STEPS = 20_000
"""Starts that are followed before an interruption is heard."""


@dataclass(frozen=True)
class Attractor:
    """Joint states that lead to each other for ever.

    Attributes
    ----------
    cycle : (step, factor)
        Positions of the states; one row where a joint state stays, else in the order in which they
        follow on each other, from the first by position.
    basin
        How many of the starts end here.
    """

    cycle: Ints
    basin: int

    @property
    def is_fixed(self) -> bool:
        """Whether this is one joint state, which stays."""
        return len(self.cycle) == 1


@dataclass(frozen=True)
class Basins:
    """Where all joint states lead, or a sample of them.

    Attributes
    ----------
    attractors
        In the order of their first joint states, by position.
    starts
        How many joint states were followed.
    is_exact
        Whether those are all.
    """

    attractors: tuple[Attractor, ...]
    starts: int
    is_exact: bool

    def share(self, attractor: Attractor) -> tuple[float, float, float]:
        """The share of starts that end in an attractor, with the ends of a 95 % interval."""
        share = attractor.basin / self.starts
        if self.is_exact:
            return share, share, share
        return share, *wilson(attractor.basin, self.starts)

    def fixed(self) -> dict[tuple[int, ...], int]:
        """Joint state to how many starts end in it, for those that stay."""
        return {tuple(a.cycle[0].tolist()): a.basin for a in self.attractors if a.is_fixed}

    @property
    def in_cycles(self) -> Fraction:
        """The share of starts that end in no joint state that stays."""
        return Fraction(sum(a.basin for a in self.attractors if not a.is_fixed), self.starts)


def basins(matrix: Matrix, rule: Rule) -> Basins:
    """The attractors of a matrix, and how many joint states lead to each.

    With ``global`` succession every factor whose state is outweighed moves at once to its state
    with the greatest impact score, the first of them in file order. With ``local`` succession only
    the factor moves whose state is outweighed by most, the first of them in file order.

    Up to ``MOST_EXACT`` joint states all are followed; beyond, a sample with a fixed seed.

    References
    ----------
    Weimer-Jehle (2006), Cross-impact balances, Technological Forecasting and Social Change 73.
    """
    is_exact = matrix.size <= MOST_EXACT
    ends = _all_ends(matrix, rule) if is_exact else _some_ends(matrix, rule)
    firsts, counts = np.unique(ends, axis=0, return_counts=True)
    found = (
        Attractor(_cycle(matrix, rule, first), int(count))
        for first, count in zip(firsts, counts, strict=True)
    )
    return Basins(tuple(found), len(ends), is_exact)


def _all_ends(matrix: Matrix, rule: Rule) -> Ints:
    """(start, factor) the first joint state of where each ends."""
    from parley.futures.succession_kernels import ends

    home = np.full(matrix.size, -1, dtype=np.int64)
    for first in range(0, len(home), STEPS):
        ends(matrix.impacts, matrix.starts, rule == "local", first, home, STEPS)
    found: Ints = np.stack(np.unravel_index(home, tuple(map(len, matrix.states))), axis=1)
    return found


def _some_ends(matrix: Matrix, rule: Rule) -> Ints:
    from parley.futures.succession_kernels import follow

    luck = np.random.Generator(np.random.PCG64(SEED)).random((SAMPLE, len(matrix.factors)))
    rows: Ints = np.minimum(luck * np.diff(matrix.starts), np.diff(matrix.starts) - 1).astype(
        np.int64
    )
    for first in range(0, SAMPLE, STEPS):
        follow(matrix.impacts, matrix.starts, rule == "local", rows[first : first + STEPS])
    return rows


def _cycle(matrix: Matrix, rule: Rule, first: Ints) -> Ints:
    """The joint states of an attractor, in the order in which they follow on each other."""
    from parley.futures.succession_kernels import successor

    scores = np.empty(len(matrix.impacts), dtype=np.int64)
    rows, after = [first], np.empty_like(first)
    while True:
        successor(matrix.impacts, matrix.starts, rule == "local", rows[-1], scores, after)
        if np.array_equal(after, first):
            return np.array(rows)
        rows.append(after.copy())
