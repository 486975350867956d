"""Whether every number stays where it makes sense, whatever state the factors take."""

from __future__ import annotations

from fractions import Fraction

from parley.case import walk
from parley.case.names import Names
from parley.case.quantity import LARGEST, Domain, plain
from parley.case.schema import Case, Chance, Group, Points, Preference, Uncertain

MOST_POINTS = 10**8
"""Points of a package: nano-points are counted in 64-bit integers, and sums must fit, too."""


def check(names: Names) -> None:
    """Note every number that its shifts, or its sums with others, drive too far."""
    for path, number in walk.numbers(names.case):
        if isinstance(number, Chance):
            names.cells(number.odds)
        elif isinstance(number, Points) and number.shifts and names.cells(number.shifts):
            _shifted(names, number, path)
    for party, preference in names.case.preferences.items():
        _weights(names, preference, f"preferences.{party}.weights")
        _size(names, preference, f"preferences.{party}")


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


def _weights(names: Names, preference: Preference, path: str) -> None:
    numbers = preference.weights.numbers
    ends = [extremes(names.case, number) for number in numbers.values()]
    if numbers and all(end is not None and end[0] <= 0 for end in ends):
        names.add(path, "these weights can all be 0 at once. Raise one low end above 0.")


def _largest(case: Case, group: Group, ranked: int) -> dict[str, Fraction]:
    """The largest size of each member's number; members of a ranking are within ``ranked``."""
    if group.ranking is not None:
        return dict.fromkeys(group.ranking.members, Fraction(ranked))
    return {member: _reach(case, number) for member, number in group.numbers.items()}


def _reach(case: Case, number: Points) -> Fraction:
    ends = extremes(case, number)
    return Fraction(0) if ends is None else max(abs(ends[0]), abs(ends[1]))


def _size(names: Names, preference: Preference, path: str) -> None:
    total = Fraction(100)
    if preference.scale == "raw":
        weights = _largest(names.case, preference.weights, 100)
        values = {
            issue: max(_largest(names.case, group, 1).values(), default=Fraction(0))
            for issue, group in preference.values.items()
        }
        total = sum(
            (weight * values.get(issue, Fraction(0)) for issue, weight in weights.items()),
            Fraction(0),
        )
    total += sum(
        (_reach(names.case, extra.points) for extra in preference.extras.values()), Fraction(0)
    )
    if total > MOST_POINTS:
        names.add(
            path,
            f"a package can be worth {float(total):.3g} points here; parley counts up to "
            f"{MOST_POINTS:,}. Write smaller weights, values or extras.",
        )
