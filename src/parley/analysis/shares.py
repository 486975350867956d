"""Shares of draws, and how to say them."""

from __future__ import annotations

from parley.analysis.finding import Figure
from parley.intervals import Z95 as Z95
from parley.intervals import wilson as wilson


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
