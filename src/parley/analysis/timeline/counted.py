"""How often what gives occasion to talk has come, and talks have closed: counts over years."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parley.analysis.record import KINDS
from parley.case.schema import Case

Floats = NDArray[np.float64]

YEAR = 365.25
"""Days in a year."""
TITLES = {kind: words[0].upper() + words[1:] for kind, words in KINDS.items()}
"""Kinds of events to what readers see."""
COLLAPSE = "collapse"


@dataclass(frozen=True)
class Rate:
    """A count over time, and what rate it speaks for.

    The rate is Gamma(count + 1/2, years): what Jeffreys' prior for a Poisson rate makes of the
    count, so that what has not come yet may still come.

    Attributes
    ----------
    years
        Time in which it could come.

    References
    ----------
    Jeffreys (1961), Theory of Probability: the prior of a rate without knowledge of its size.
    """

    count: int
    years: float

    @property
    def mean(self) -> float:
        """The mean rate, a year."""
        return (self.count + 0.5) / self.years

    @property
    def interval(self) -> tuple[float, float]:
        """Ends of its 95 % interval."""
        low, high = self.at(np.array([0.025, 0.975]))
        return float(low), float(high)

    def at(self, luck: Floats) -> Floats:
        """The rate at quantiles of its distribution.

        Parameters
        ----------
        luck : (draw,)
            Uniform numbers.
        """
        from scipy.stats import gamma

        found: Floats = gamma.ppf(luck, self.count + 0.5) / self.years
        return found

    def expects(self, years: float) -> tuple[float, int, int]:
        """What it expects to come in further years: the mean, and a 95 % interval.

        The count to come is negative binomial: Poisson with a rate that is Gamma.
        """
        from scipy.stats import nbinom

        share = self.years / (self.years + years)
        low, high = nbinom.ppf([0.025, 0.975], self.count + 0.5, share)
        return self.mean * years, int(low), int(high)


@dataclass(frozen=True)
class Window:
    """Some time of the record, in days.

    Attributes
    ----------
    start, end
        From the first to the second; what happened on the last day is of the next window.
    last
        The last day whose events count.
    """

    start: int
    end: int
    last: int

    @property
    def years(self) -> float:
        """How long it is."""
        return (self.end - self.start) / YEAR

    def has(self, when: int) -> bool:
        """Whether a day is in it."""
        return self.start <= when <= self.last

    def overlap(self, start: int, end: int | None) -> int:
        """Days that it shares with a time that may still go on."""
        return max(0, min(self.end, self.end if end is None else end) - max(self.start, start))


def day(written: str) -> int:
    """Number of the day of a date: of a month the 15th, of a year 1 July.

    >>> day("2024-07-15") - day("2024-07"), day("2024-07") - day("2024")
    (0, 14)
    """
    middle = {len("YYYY"): "-07-01", len("YYYY-MM"): "-15"}.get(len(written), "")
    return date.fromisoformat(f"{written}{middle}").toordinal()


def window(case: Case, start: str, end: str | None = None) -> Window:
    """The time from one date to before another, or to the as-of date and with it."""
    if end is None:
        now = day(case.as_of)
        return Window(day(start), now, now)
    return Window(day(start), day(end), day(end) - 1)


def _when(case: Case, written: str) -> int:
    """Number of the day of a date of the record, which holds nothing after the as-of date."""
    return min(day(written), day(case.as_of))


def triggers(case: Case, during: Window) -> dict[str, Rate]:
    """Kind to the rate of events of that kind that closed no channel."""
    counts = dict.fromkeys(TITLES, 0)
    for event in case.events.values():
        if not event.closed and during.has(_when(case, event.date)):
            counts[event.kind] += 1
    return {kind: Rate(count, during.years) for kind, count in counts.items()}


def collapses(case: Case, during: Window) -> Rate:
    """Closings of settlement channels over the years that each of them was open, added up."""
    lives = _lives(case, settlement=True)
    closed = sum(1 for _, end in lives if end is not None and during.has(end))
    return Rate(closed, sum(during.overlap(*life) for life in lives) / YEAR)


def openings(case: Case, during: Window) -> Rate:
    """Openings of channels of any aim, over the whole time."""
    opened = sum(1 for start, _ in _lives(case, settlement=False) if during.has(start))
    return Rate(opened, during.years)


def new_talks(case: Case, during: Window) -> Rate:
    """Openings of settlement channels while none is open, over the time in which none is."""
    lives = _lives(case, settlement=True)

    def others(at: int) -> bool:
        # What closes on the day on which another opens has closed before.
        return any(start < at and (end is None or end > at) for start, end in lives)

    opened = sum(1 for start, _ in lives if during.has(start) and not others(start))
    busy, reached = 0, during.start
    for start, end in sorted(lives, key=lambda life: life[0]):
        until = during.end if end is None else min(end, during.end)
        busy += max(0, until - max(start, reached))
        reached = max(reached, until)
    return Rate(opened, (during.end - during.start - busy) / YEAR)


def is_open(case: Case) -> bool:
    """Whether a settlement channel is open at the as-of date."""
    return any(c.aim == "settlement" and c.closed is None for c in case.channels.values())


def _lives(case: Case, *, settlement: bool) -> list[tuple[int, int | None]]:
    """The days on which channels opened and closed."""
    return [
        (_when(case, c.opened), None if c.closed is None else _when(case, c.closed))
        for c in case.channels.values()
        if not settlement or c.aim == "settlement"
    ]
