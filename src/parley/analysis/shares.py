"""Shares of draws, and how to say them."""

from __future__ import annotations

import math

from parley.analysis.finding import Figure

Z95 = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927).

    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = share + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    whole = 1 + Z95**2 / n
    low = 0.0 if hits == 0 else (middle - spread) / whole
    return low, 1.0 if hits == n else (middle + spread) / whole


def share(name: str, hits: int, n: int) -> Figure:
    """A share of draws with its interval."""
    low, high = wilson(hits, n)
    return Figure(name, hits / n if n else 0.0, "share", low, high, n)


def of_100(value: float) -> int:
    """A share as whole readings of 100, everywhere rounded alike: halves up.

    ``round`` would make 12 of 12.5, and 0 of the 0.5 that did happen.

    >>> of_100(0.125), of_100(0.005), of_100(0.0049)
    (13, 1, 0)
    """
    return int(100 * value + 0.5)


def in_100(value: float) -> str:
    """A share as whole readings out of 100.

    >>> in_100(0.234), in_100(0.002), in_100(0.9999), in_100(0.0), in_100(1.0)
    ('23 of 100', 'fewer than 1 of 100', 'more than 99 of 100', 'none', 'all')
    """
    if value <= 0:
        return "none"
    if value >= 1:
        return "all"
    if value < 0.005:
        return "fewer than 1 of 100"
    return "more than 99 of 100" if value >= 0.995 else f"{of_100(value)} of 100"


def readings(value: float) -> str:
    """A share of the readings, as it stands in a sentence.

    >>> readings(0.234), readings(0.0), readings(1.0)
    ('in 23 of 100 readings', 'in no reading', 'in every reading')
    """
    if value <= 0:
        return "in no reading"
    return "in every reading" if value >= 1 else f"in {in_100(value)} readings"


def calibrated(value: float) -> str:
    """A share in words of fixed meaning.

    >>> [calibrated(v) for v in (0.05, 0.2, 0.5, 0.8, 0.95)]
    ['rare', 'some', 'about half', 'most', 'nearly all']
    """
    for limit, word in ((0.10, "rare"), (0.335, "some"), (0.665, "about half"), (0.895, "most")):
        if value < limit:
            return word
    return "nearly all"
