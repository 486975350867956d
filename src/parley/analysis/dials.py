"""The single numbers of a case that can be set to other values, and to which ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parley.analysis.rests import in_words
from parley.analysis.study import Study
from parley.case.changed import targets
from parley.case.checks_numbers import extremes
from parley.case.quantity import Domain
from parley.case.schema import Delay, Points, Uncertain, Weights

POINTS = 9
"""Values of a curve."""


@dataclass(frozen=True)
class Dial:
    """One number of a case.

    Attributes
    ----------
    what
        What it is, in words.
    low, high
        Of its range as written, exactly; equal where it is no range.
    least, most
        What it may be set to; None: anything.
    """

    path: str
    what: str
    low: Fraction
    high: Fraction
    least: Fraction | None = None
    most: Fraction | None = None

    @property
    def ends(self) -> tuple[float, float]:
        """Of its range."""
        return float(self.low), float(self.high)

    @property
    def middle(self) -> float:
        """Of its range."""
        return float((self.low + self.high) / 2)

    @property
    def values(self) -> NDArray[np.float64]:
        """Evenly spaced, from half a width below its range to half a width above it.

        What is no range is taken from half of it to one and a half of it.
        """
        half = (self.high - self.low) / 2 or abs(self.low) / 2 or Fraction(1, 2)
        start, end = self.low - half, self.high + half
        if self.least is not None:
            start = max(start, self.least)
        if self.most is not None:
            end = min(end, self.most)
        step = (end - start) / (POINTS - 1)
        return np.array([float(start + k * step) for k in range(POINTS)])


def dials(study: Study) -> list[Dial]:
    """Every number of a case that is a range: no rankings, states of factors, levers, and nothing
    of what was said.
    """
    return [
        _dial(study, path, number)
        for path, number in targets(study.case).items()
        if not number.value.certain and not (isinstance(number, Delay) and number.never)
    ]


def dial(study: Study, path: str) -> Dial:
    """One number, range or not.

    Raises
    ------
    ValueError
        There is no such number.
    """
    possible = targets(study.case)
    if path not in possible:
        raise ValueError(f"{path} is no single number of the case that could be another")
    return _dial(study, path, possible[path])


def _dial(study: Study, path: str, number: Uncertain) -> Dial:
    low, high = number.value.exact[0], number.value.exact[-1]
    least, most = _room(study, path, number)
    return Dial(path, in_words(study, path), low, high, least, most)


def _room(study: Study, path: str, number: Uncertain) -> tuple[Fraction | None, Fraction | None]:
    """The values at which a number makes sense, whatever the states of the factors add."""
    low, high = number.value.exact[0], number.value.exact[-1]
    domain = number.domain
    if domain is Domain.POINTS:
        return None, None
    down = Fraction(0)
    if isinstance(number, Points):
        found = extremes(study.case, number)
        down = low - found[0] if found is not None else down
    # Where 0 itself, or 1, makes no sense, a tenth of the way to it is left.
    is_open = domain in (Domain.RATE, Domain.BETWEEN) or _carries(study, path)
    least = down + (low - down) / 10 if is_open else down
    if domain is Domain.CHANCE:
        return least, Fraction(1)
    return least, 1 - (1 - high) / 10 if domain is Domain.BETWEEN else None


def _carries(study: Study, path: str) -> bool:
    """The weight beside which all others can be 0; not all may be."""
    home, _, member = path.rpartition(".")
    group = study.model.book.quantities.get(home)
    if not isinstance(group, Weights):
        return False
    return not any(other.value.low for key, other in group.numbers.items() if key != member)
