"""The share of draws in which some package passes, over the values of one quantity."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parley.analysis.dials import Dial
from parley.conditions.forms import Ints

Floats = NDArray[np.float64]

PART = 0.25
"""The share has changed where it is so much, as a part of it, more or less than at the middle."""


@dataclass(frozen=True)
class Curve:
    """The share at each value of a quantity.

    Attributes
    ----------
    hits : (value,)
        In how many of the draws some package passes all stages.
    obstacles : (value,)
        Key of the first obstacle of the draws without a deal; None where it was not asked, or
        every draw has a deal.
    """

    dial: Dial
    hits: Ints
    n: int
    obstacles: tuple[str | None, ...]

    @property
    def shares(self) -> Floats:
        """(value,) as a share."""
        return self.hits / self.n

    @property
    def middle(self) -> float:
        """The share at the middle of the range."""
        return float(np.interp(self.dial.middle, self.dial.values, self.shares))

    @property
    def ceiling(self) -> tuple[float, float]:
        """The highest share, and of the values that reach it the nearest to the middle."""
        top = self.shares.max()
        at = self.dial.values[self.shares == top]
        return float(top), float(at[np.argmin(np.abs(at - self.dial.middle))])

    @property
    def crossings(self) -> list[tuple[float, float]]:
        """Values at which the share is a quarter more or less than at the middle, each with it."""
        levels = [self.middle * (1 - PART), self.middle * (1 + PART)] if self.middle else []
        return sorted(
            (value, level)
            for level in levels
            for value in crossings(self.dial.values, self.shares, level)
        )

    @property
    def changes(self) -> list[tuple[float, str, str]]:
        """Half-way points between values of different first obstacles, with both."""
        known = [
            (float(value), obstacle)
            for value, obstacle in zip(self.dial.values, self.obstacles, strict=True)
            if obstacle is not None
        ]
        return [
            ((here + there) / 2, below, above)
            for (here, below), (there, above) in pairwise(known)
            if below != above
        ]


def crossings(values: Floats, shares: Floats, level: float) -> list[float]:
    """Values at which a broken line through some points has a height, rising.

    Of a stretch that lies at the height its first point is told.

    >>> crossings(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 0.0]), 0.25)
    [0.25, 1.75]
    """
    above = shares - level
    found = [float(values[0])] if above[0] == 0 else []
    for k in range(len(values) - 1):
        here, there = above[k], above[k + 1]
        if here * there < 0:
            part = here / (here - there)
            found.append(float(values[k] + part * (values[k + 1] - values[k])))
        elif there == 0 and here != 0:
            found.append(float(values[k + 1]))
    return found
