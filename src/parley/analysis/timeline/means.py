"""How far a mean over few readings may be from that over all."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.intervals import Z95, wilson

Floats = NDArray[np.float64]

DIGITS = 6
"""Decimals that are told: exponentials and gamma quantiles may differ beyond from machine to
machine."""


@dataclass(frozen=True)
class Mean:
    """A mean with the ends of its 95 % interval, rounded."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, value: float, low: float, high: float) -> Mean:
        """Rounded, with the value between the ends."""
        value, low, high = (round(float(number), DIGITS) for number in (value, low, high))
        return cls(value, min(low, value), max(high, value))


def of_chances(chances: Floats) -> Mean:
    """The mean of chances, one a reading, with Wilson's interval.

    As if each reading were followed along one course instead of all: a chance varies no more than
    a course that comes out as it says, so that the interval is rather too wide.

    >>> of_chances(np.zeros(10))
    Mean(value=0.0, low=0.0, high=0.277533)
    """
    mean = min(1.0, max(0.0, float(chances.mean())))
    return Mean.of(mean, *wilson(mean * len(chances), len(chances)))


def of_changes(changes: Floats) -> Mean:
    """The mean of changes of chances, each in one reading, with an interval for matched pairs.

    After Agresti & Min (2005): half a reading is added to each of both, one, the other, neither, so
    that few changes give no false certainty; for changes of whole courses it is theirs.

    >>> of_changes(np.array([1.0, -1.0, 0.0, 1.0]))
    Mean(value=0.25, low=-0.472899, high=0.806232)
    """
    n, total = len(changes), float(changes.sum())
    middle = total / (n + 2)
    square = float((changes * changes).sum()) + 1 - total * total / (n + 2)
    spread = Z95 * math.sqrt(square) / (n + 2)
    return Mean.of(total / n, max(-1.0, middle - spread), min(1.0, middle + spread))


def of_numbers(numbers: Floats) -> Mean:
    """The mean of numbers, 0 or more, one a reading, with the usual normal interval."""
    mean = float(numbers.mean())
    spread = Z95 * float(numbers.std()) / math.sqrt(max(1, len(numbers) - 1))
    return Mean.of(mean, max(0.0, mean - spread), mean + spread)
