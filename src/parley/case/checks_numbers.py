"""Whether every number stays where it makes sense, whatever state the factors take."""

from __future__ import annotations

from fractions import Fraction

from parley.case import walk
from parley.case.names import Names
from parley.case.quantity import LARGEST, Domain, plain
from parley.case.schema import Case, Chance, Points, Uncertain


def check(names: Names) -> None:
    """Note every number that its shifts drive too far."""
    for path, number in walk.numbers(names.case):
        if isinstance(number, Chance):
            names.cells(number.odds)
        elif isinstance(number, Points) and number.shifts and names.cells(number.shifts):
            _shifted(names, number, path)


def _shifted(names: Names, number: Points, path: str) -> None:
    ends = extremes(names.case, number)
    if ends is None or not _makes_sense(number.domain, *_own(number)):
        return
    low, high = ends
    where = f"{path}.shifts"
    if not number.domain.holds(float(low)):
        names.add(
            where,
            f"with its worst shifts this number is {plain(low)}; it must be "
            f"{number.domain.value}. Shrink the shifts, or raise its low end.",
        )
    elif max(abs(low), abs(high)) > LARGEST:
        names.add(where, "with its worst shifts this number leaves -10^6 to 10^6. Shrink them.")


def _own(number: Uncertain) -> tuple[float, float]:
    return number.value.low, number.value.high


def _makes_sense(domain: Domain, low: float, high: float) -> bool:
    return domain.holds(low) and domain.holds(high)


def extremes(case: Case, number: Points) -> tuple[Fraction, Fraction] | None:
    """The lowest and highest value of a number over all states of the factors.

    None where one of the words behind it could not be read.
    """
    if not number.value.exact:
        return None
    low, high = number.value.exact[0], number.value.exact[-1]
    for factor, shifts in number.shifts.items():
        moves = [shift.value for shift in shifts.values()]
        if not all(move.exact for move in moves):
            return None
        lows = [move.exact[0] for move in moves]
        highs = [move.exact[-1] for move in moves]
        states = case.factors[factor].states if factor in case.factors else {}
        # A state that is not named leaves the number as it is.
        if any(state not in shifts for state in states) or not moves:
            lows.append(Fraction(0))
            highs.append(Fraction(0))
        low, high = low + min(lows), high + max(highs)
    return low, high


def reach(case: Case, number: Points) -> Fraction:
    """How far from 0 a number can be in any state of the factors; 0 where it is unreadable."""
    ends = extremes(case, number)
    return Fraction(0) if ends is None else max(abs(ends[0]), abs(ends[1]))
