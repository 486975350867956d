"""Whether numbers that add up can be counted, and do not all vanish at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from parley.case import checks_no_deal, walk
from parley.case.checks_numbers import extremes, reach
from parley.case.evidence import prefixes
from parley.case.names import Names
from parley.case.quantity import plain
from parley.case.schema import (
    Amount,
    Body,
    Case,
    Gridded,
    Group,
    Points,
    Preference,
)

MOST_POINTS = 10**7
"""Points that a package can be worth, or cheating on it.

Nano-points are counted in 64-bit integers, and `never`, which stands for -2^56 of them, must
outweigh whatever else there is.
"""
MOST_LOG_ODDS = 10**6
"""How far its options can move the support of a package."""


def check(names: Names, touched: Collection[str] | None = None) -> None:
    """Note every sum that is too large, or that can be 0 where something is divided by it.

    Parameters
    ----------
    touched
        Ask only for sums over numbers at these paths; for all without it.
    """
    case = names.case
    within = None if touched is None else {home for path in touched for home in prefixes(path)}

    def asked(*homes: str) -> bool:
        return within is None or any(home in within for home in homes)

    for home, preference in walk.preferences(case).items():
        if asked(home):
            _weights(names, preference, f"{home}.weights")
            _size(names, preference, home)
            checks_no_deal.sums(names, preference.no_deal, f"{home}.no_deal")
    for party in dict.fromkeys(commitment.party for commitment in case.commitments.values()):
        discount = f"preferences.{party}.discount"
        if asked(discount, "commitments", "response", f"penalties.{party}"):
            _cheating(names, party)
    for party, tables in case.later.items():
        if asked(f"later.{party}"):
            total = sum((_largest_cell(case, table) for table in tables.values()), Fraction(0))
            _bounded(names, f"later.{party}", total, "these tables can add up to")
    for key, body in case.bodies.items():
        if asked(f"bodies.{key}"):
            _seats(names, body, f"bodies.{key}")
            _support(names, body, f"bodies.{key}")


def _bounded(names: Names, path: str, total: Fraction, what: str, unit: str = "points") -> None:
    most = MOST_POINTS if unit != "log-odds" else MOST_LOG_ODDS
    if total > most:
        names.add(
            path,
            f"{what} {float(total):.3g} {unit}; parley counts up to {most:,}. "
            "Write smaller numbers.",
        )


def _weights(names: Names, preference: Preference, path: str) -> None:
    _some(names, preference.weights.numbers.values(), path, "weights")


def _some(names: Names, numbers: Iterable[Points], path: str, what: str) -> None:
    """Not all of these numbers can be 0 at once."""
    ends = [extremes(names.case, number) for number in numbers]
    if ends and all(end is not None and end[0] <= 0 for end in ends):
        names.add(path, f"these {what} can all be 0 at once. Raise one low end above 0.")


def _size(names: Names, preference: Preference, path: str) -> None:
    case = names.case
    total = Fraction(100)
    if preference.scale == "raw":
        weights = _largest(case, preference.weights, 100)
        values = {
            issue: max(_largest(case, group, 1).values(), default=Fraction(0))
            for issue, group in preference.values.items()
        }
        total = sum(
            (weight * values.get(issue, Fraction(0)) for issue, weight in weights.items()),
            Fraction(0),
        )
    total += sum((reach(case, extra.points) for extra in preference.extras.values()), Fraction(0))
    if total > MOST_POINTS:
        names.add(
            path,
            f"a package can be worth {float(total):.3g} points here; parley counts up to "
            f"{MOST_POINTS:,}. Write smaller weights, values or extras.",
        )


def _largest(case: Case, group: Group, ranked: int) -> dict[str, Fraction]:
    """The largest size of each member's number; members of a ranking are within ``ranked``."""
    if group.ranking is not None:
        return dict.fromkeys(group.ranking.members, Fraction(ranked))
    return {member: reach(case, number) for member, number in group.numbers.items()}


def _cheating(names: Names, party: str) -> None:
    """All that cheating adds up to: rho (T gains + penalties) + T builds, at its largest."""
    case = names.case
    own = [key for key, one in case.commitments.items() if one.party == party]
    if case.response is None or party not in case.preferences:
        return  # a problem of its own
    # A cell that says never counts as 0 here: cheating that pays is out there, whatever it brings.
    years = _largest_cell(case, case.response.seen) + _largest_cell(case, case.response.acted)
    gains = sum((reach(case, case.commitments[key].gains) for key in own), Fraction(0))
    builds = sum((_reach(case, case.commitments[key].builds) for key in own), Fraction(0))
    tables = case.penalties.get(party, {}).values()
    costs = sum((_largest_cell(case, table) for table in tables), Fraction(0))
    discount = _reach(case, case.preferences[party].discount)
    _bounded(
        names,
        f"commitments.{own[0]}",
        discount * (years * gains + costs) + years * builds,
        f"cheating can move {party} by",
    )


def _reach(case: Case, number: Points | None) -> Fraction:
    return Fraction(0) if number is None else reach(case, number)


def _largest_cell(case: Case, table: Gridded) -> Fraction:
    cells = (number for _, number in table.numbers() if isinstance(number, Points))
    return max((reach(case, number) for number in cells), default=Fraction(0))


def _seats(names: Names, body: Body, home: str) -> None:
    """The members of a vote have seats, and population where it counts; enough for its rule."""
    case = names.case
    # A member of whom nothing is said has one seat.
    ends = [
        extremes(case, member.seats) if member.seats is not None else (Fraction(1), Fraction(1))
        for member in body.members.values()
    ]
    known = [end for end in ends if end is not None]
    if not known or len(known) < len(ends):
        return
    if all(low <= 0 for low, _ in known):
        names.add(f"{home}.members", "these seats can all be 0 at once. Raise one low end above 0.")
    highest = sum((high for _, high in known), Fraction(0))
    _bounded(names, f"{home}.members", highest, "the seats here can add up to", "seats")
    needed = body.rule.seats if body.rule is not None else None
    least = extremes(case, needed) if needed is not None else None
    if least is not None and least[0] > highest:
        names.add(
            f"{home}.rule.seats",
            f"{plain(least[0])} seats are needed here and the members have at most "
            f"{plain(highest)}, so that nothing ever passes. Lower it, or add members.",
        )
    people: list[Amount] = [
        member.population for member in body.members.values() if member.population is not None
    ]
    if body.rule is not None and body.rule.qualified is not None:
        _some(names, people, f"{home}.members", "populations")
        total = sum((reach(case, number) for number in people), Fraction(0))
        _bounded(names, f"{home}.members", total, "the population here can add up to", "people")


def _support(names: Names, body: Body, home: str) -> None:
    if body.support is None:
        return
    total = sum(
        (
            max((reach(names.case, number) for number in moves.values()), default=Fraction(0))
            for moves in body.support.by.values()
        ),
        Fraction(0),
    )
    _bounded(names, f"{home}.support", total, "options can move support by", "log-odds")
