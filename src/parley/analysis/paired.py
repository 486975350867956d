"""Intervals for the difference of two shares of the same draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from parley.analysis.shares import Z95
from parley.space import Mask


@dataclass(frozen=True)
class Paired:
    """Two shares of the same draws, and by how much the second is greater.

    Attributes
    ----------
    low, high
        Ends of the 95 % interval of the change, after Agresti & Min (2005): half a draw is added
        to each of the four kinds (both, only the first, only the second, neither) before the
        usual interval for matched pairs is taken, so that few changes give no false certainty.
    """

    before: float
    after: float
    change: float
    low: float
    high: float


def paired(before: Mask, after: Mask, *, is_same: bool = False) -> Paired:
    """The change from one share to another.

    Parameters
    ----------
    before, after : (draw,)
        Whether something is so in each draw.
    is_same
        Nothing that either depends on was changed, so that there is no change for certain.

    References
    ----------
    Agresti & Min (2005), Simple improved confidence intervals for comparing matched proportions.
    """
    n = len(before)
    lost = int((before & ~after).sum())
    won = int((after & ~before).sum())
    low, high = (0.0, 0.0) if is_same else interval(lost, won, n)
    first, second = int(np.count_nonzero(before)), int(np.count_nonzero(after))
    return Paired(first / n, second / n, (won - lost) / n, low, high)


def interval(lost: int, won: int, n: int) -> tuple[float, float]:
    """95 % interval of a change in which some draws were lost and some won.

    >>> low, high = interval(5, 15, 100)
    >>> round(low, 4), round(high, 4)
    (0.0121, 0.184)
    """
    middle = (won - lost) / (n + 2)
    spread = Z95 * math.sqrt(lost + won + 1 - (won - lost) ** 2 / (n + 2)) / (n + 2)
    return max(-1.0, middle - spread), min(1.0, middle + spread)
