"""How much each future counts: ways of weighing that nobody can look up, side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from parley.case.schema import Case, Favour
from parley.futures.consistent import Scenarios
from parley.futures.matrix import Matrix
from parley.futures.succession import RULES, basins

State = tuple[int, ...]
"""A joint state: the position of the state of each factor."""
Weights = dict[State, Fraction]

TITLES = {
    "equal": "If all futures weighed the same",
    "stated": "If futures weighed as the stated probabilities of their states say",
    "global": "If futures weighed by how many joint states lead there, all factors moving at once",
    "local": "If futures weighed by how many joint states lead there, one factor moving at a time",
    "own": "If futures weighed as the analyst favours them",
}


def weighings(
    case: Case,
    stated: Mapping[str, Matrix],
    found: Mapping[str, Scenarios],
    states: Sequence[State],
) -> Iterator[tuple[str, str, Weights]]:
    """Each way of weighing futures: its key, its title, and weights that need not sum to 1.

    Parameters
    ----------
    stated, found
        By who states cross-impacts: the matrix, and its futures.
    states
        All futures.
    """
    alike = {key: _normalised(dict.fromkeys(_states(one), 1)) for key, one in found.items()}
    yield "equal", TITLES["equal"], _mean(list(alike.values()))
    factors = next(iter(stated.values())).factors
    chances = [[s.value.exact[0] for s in case.factors[f].states.values()] for f in factors]
    yield "stated", TITLES["stated"], {s: _product(chances, s) for s in states}
    for rule in RULES:
        ends = [_normalised(basins(matrix, rule).fixed()) for matrix in stated.values()]
        yield rule, TITLES[rule], _mean(ends)
    if case.futures and case.futures.own:
        favours = [_matching(case, factors, favour) for favour in case.futures.own.values()]
        yield "own", TITLES["own"], {s: _favoured(favours, s) for s in states}
    if len(found) > 1:
        for key, weights in alike.items():
            who = case.cross_impacts[key].title or key
            yield f"expert_{key}", f"If only the cross-impacts of “{who}” counted", weights


def _states(one: Scenarios) -> list[State]:
    return [tuple(row) for row in one.table.tolist()]


def _normalised(numbers: Mapping[State, int]) -> Weights:
    """Shares of a total; nothing where that is 0."""
    whole = sum(numbers.values())
    return {state: Fraction(number, whole) for state, number in numbers.items() if whole}


def _mean(several: Sequence[Weights]) -> Weights:
    """The mean of those that weigh something; each counts alike."""
    weighed = [weights for weights in several if weights]
    found: Weights = {}
    for weights in weighed:
        for state, weight in weights.items():
            found[state] = found.get(state, Fraction(0)) + weight / len(weighed)
    return found


def _product(chances: Sequence[Sequence[Fraction]], state: State) -> Fraction:
    """How likely a joint state is by the stated probabilities, if factors were independent."""
    return math.prod((mine[at] for mine, at in zip(chances, state, strict=True)), start=Fraction(1))


def _matching(
    case: Case, factors: Sequence[str], favour: Favour
) -> tuple[dict[int, set[int]], Fraction]:
    """Place of a factor to places of its states that a favour names, and what it multiplies by."""
    when = {
        factors.index(factor): {list(case.factors[factor].states).index(s) for s in states}
        for factor, states in favour.when.items()
    }
    return when, favour.times.value.exact[0]


def _favoured(favours: Sequence[tuple[dict[int, set[int]], Fraction]], state: State) -> Fraction:
    return math.prod(
        (times for when, times in favours if all(state[f] in named for f, named in when.items())),
        start=Fraction(1),
    )
