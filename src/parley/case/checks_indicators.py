"""Whether indicators say of what their signs speak, in likelihoods that can be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product

from parley.case.names import Names
from parley.case.quantity import plain
from parley.case.schema import Indicator, Sign

MOST_STATES = 2**12
"""Joint states of the factors that the signs of one indicator name, each of which is looked at."""


def check(names: Names) -> None:
    """Note every problem of the indicators of a case."""
    for key, indicator in names.case.indicators.items():
        path = f"indicators.{key}"
        _pairs(names, path, indicator)
        if indicator.on is not None:
            names.by_as_of(indicator.on)
        # No all(): every sign is to be looked at, not only the first that is unsound.
        signs = indicator.signs.items()
        if sum(not _sign(names, f"{path}.signs.{name}", sign) for name, sign in signs) == 0:
            _exclude_each_other(names, path, indicator)


def _pairs(names: Names, path: str, indicator: Indicator) -> None:
    """Some entries mean nothing without another."""
    for word, needs, said in (
        ("tips", "direction", "which side of it is meant"),
        ("direction", "tips", "of which value it is a side"),
        ("on", "stands", "what value it then had"),
    ):
        if getattr(indicator, word) is not None and getattr(indicator, needs) is None:
            names.add(
                f"{path}.{word}", f"{word} needs {needs} beside it, which says {said}. Add it."
            )


def _sign(names: Names, path: str, sign: Sign) -> bool:
    """Whether a sign gives a likelihood for each state of at least one factor."""
    home = f"{path}.likelihood"
    if not sign.likelihood:
        names.add(home, "no factor is named here, so the sign says nothing. Name one.")
        return False
    sound = True
    for factor, states in sign.likelihood.items():
        if not names.known("factor", factor, names.case.factors):
            sound = False
            continue
        possible = names.case.factors[factor].states
        names.all_of(f"state of {factor}", states, possible, f"{home}.{factor}", "no likelihood")
        sound &= set(states) == set(possible)
        # No all(): every range is to be noted, not only the first.
        ranges = [not names.one_number(number, "a likelihood") for number in states.values()]
        if any(ranges) or not all(n.domain.holds(n.value.low) for n in states.values()):
            sound = False
        elif not any(number.value.exact[0] for number in states.values()):
            sound = False
            names.add(
                f"{home}.{factor}",
                f"this sign can be seen in no state of {factor}. Write more than 0 for one.",
            )
    return sound


def _exclude_each_other(names: Names, path: str, indicator: Indicator) -> None:
    """In no joint state of the factors that they name do the signs sum to more than 1."""
    tables = [
        {
            factor: {state: number.value.exact[0] for state, number in states.items()}
            for factor, states in sign.likelihood.items()
        }
        for sign in indicator.signs.values()
    ]
    factors = [f for f in names.case.factors if any(f in table for table in tables)]
    number = math.prod(len(names.case.factors[factor].states) for factor in factors)
    if number > MOST_STATES:
        names.add(
            f"{path}.signs",
            f"these signs speak of {number:,} joint states of {len(factors)} factors; possible "
            f"are at most {MOST_STATES:,}. Make several indicators.",
        )
        return
    for states in _joint(names, factors):
        total = sum((likelihood(table, states) for table in tables), Fraction(0))
        if total > 1:
            where = ", ".join(f"{factor} is {state}" for factor, state in states.items())
            names.add(
                f"{path}.signs",
                f"where {where}, the likelihoods of these signs sum to {plain(total)}. They "
                "exclude each other, so it is at most 1: lower one of them.",
            )
            return


def likelihood(table: Mapping[str, Mapping[str, Fraction]], states: Mapping[str, str]) -> Fraction:
    """How likely a sign is in a joint state: factors speak independently of each other.

    Parameters
    ----------
    table
        Factor to state to likelihood.
    states
        Factor to its state.
    """
    return math.prod((cells[states[factor]] for factor, cells in table.items()), start=Fraction(1))


def _joint(names: Names, factors: list[str]) -> Iterator[dict[str, str]]:
    for states in product(*(names.case.factors[factor].states for factor in factors)):
        yield dict(zip(factors, states, strict=True))
