"""Whether what a party expects without a deal can be computed."""

from __future__ import annotations

from fractions import Fraction

from parley.case.checks_numbers import extremes
from parley.case.names import Names
from parley.case.quantity import plain
from parley.case.schema import Belief, NoDeal, Preference

MOST_ODDS = 1e100
"""What all factors together may multiply a belief by; floats end at 1e308."""


def check(names: Names, home: str, preference: Preference) -> None:
    """Note every problem of the no-deal value in the preferences at a path."""
    no_deal = preference.no_deal
    path = f"{home}.no_deal"
    either = {"value": no_deal.value, "cost": no_deal.cost}
    names.sole(path, either, 'a no-deal value needs either "value" or "cost"')
    _what_needs_what(names, no_deal, path)
    if no_deal.years is not None and preference.discount is None:
        names.add(
            f"{path}.years",
            '"years" needs "discount", to weigh what comes later. Add discount: 0.05..0.2 beside '
            "no_deal.",
        )
    if no_deal.beliefs and names.case.ends:
        _beliefs(names, no_deal, f"{path}.beliefs")
    _belief_odds(names, no_deal, path)


def _what_needs_what(names: Names, no_deal: NoDeal, path: str) -> None:
    written = {
        "years": no_deal.years is not None,
        "beliefs": bool(no_deal.beliefs),
        "belief_odds": bool(no_deal.belief_odds),
    }
    if no_deal.value is not None:
        for word in [word for word in written if written[word]]:
            names.add(
                f"{path}.{word}",
                f'"value" is the whole no-deal value, so "{word}" moves nothing. '
                "Delete it, or write cost instead of value.",
            )
    if written["years"] != written["beliefs"]:
        there, missing = ("years", "beliefs") if written["years"] else ("beliefs", "years")
        names.add(
            f"{path}.{there}", f'"{there}" needs "{missing}" beside it. Add it, or delete {there}.'
        )
    if written["belief_odds"] and not written["beliefs"]:
        names.add(f"{path}.belief_odds", '"belief_odds" needs "beliefs" to multiply. Add them.')
    if (written["years"] or written["beliefs"]) and not names.case.ends:
        word = "beliefs" if written["beliefs"] else "years"
        names.add(
            f"{path}.{word}",
            f'"{word}" needs "ends", the ways in which it may end. Add ends to the case.',
        )


def _beliefs(names: Names, no_deal: NoDeal, path: str) -> None:
    beliefs = no_deal.beliefs
    names.all_of("end", beliefs, names.case.ends, path, "no belief")
    rests = [end for end, belief in beliefs.items() if belief.rest]
    others = {end: belief for end, belief in beliefs.items() if not belief.rest}
    if len(rests) > 1:
        names.problems.add(
            beliefs[rests[1]].value.text,
            f'"rest" stands for {rests[0]} and for {rests[1]}; only one end can take the rest. '
            "Write a chance for the other.",
        )
    for end, belief in others.items():
        if rests and belief.shifts:
            names.add(
                f"{path}.{end}.shifts",
                "beside rest this is a chance, and a shift could drive it past 0 or 1. "
                "Write belief_odds.",
            )


def sums(names: Names, no_deal: NoDeal, path: str) -> None:
    """Note beliefs, those of a no-deal value at a path, that cannot be made to sum to 1."""
    _multiplied(names, no_deal, path)
    others = [belief for belief in no_deal.beliefs.values() if not belief.rest]
    if not names.case.ends or not all(belief.value.exact for belief in others):
        return
    if len(others) < len(no_deal.beliefs):
        highest = sum((belief.value.exact[-1] for belief in others), Fraction(0))
        if highest > 1:
            names.add(
                f"{path}.beliefs",
                f"beside rest these are chances, and their high ends sum to {plain(highest)}. "
                "Lower them to 1 or less in all.",
            )
    elif others and not any(_least(names, belief) > 0 for belief in others):
        names.add(
            f"{path}.beliefs", "these beliefs can all be 0 at once. Raise one low end above 0."
        )


def _multiplied(names: Names, no_deal: NoDeal, path: str) -> None:
    """Note a belief that many factors together multiply to nothing, or beyond what is counted."""
    for end in no_deal.beliefs:
        least = most = 1.0
        for states in no_deal.belief_odds.values():
            sizes = [ends[end].value for ends in states.values() if end in ends]
            least *= min([1.0, *(size.low for size in sizes)])
            most *= max([1.0, *(size.high for size in sizes)])
        if least < 1 / MOST_ODDS or most > MOST_ODDS:
            wide = "less than 1e-100" if least < 1 / MOST_ODDS else "more than 1e100"
            names.add(
                f"{path}.belief_odds",
                f"all factors together can multiply the belief in {end} by {wide}. "
                "Write milder odds.",
            )


def _least(names: Names, belief: Belief) -> Fraction:
    """The lowest value of a belief over all states of the factors."""
    ends = extremes(names.case, belief)
    # What could not be read has its own problem.
    return ends[0] if ends is not None else Fraction(1)


def _belief_odds(names: Names, no_deal: NoDeal, path: str) -> None:
    names.cells(no_deal.belief_odds)
    for states in no_deal.belief_odds.values():
        for ends in states.values():
            names.each("end", ends, names.case.ends)
