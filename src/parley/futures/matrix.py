"""A cross-impact matrix: how much each state of each factor speaks for each state of the others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.case.checks_futures import linked
from parley.case.schema import Case

Ints = NDArray[np.int64]

MOST_STATES = 30
"""States of one factor."""
MOST_SLOTS = 600
"""Factors times the states of the one with most: the tables of a search grow with its square."""


@dataclass(frozen=True)
class Matrix:
    """Cross-impacts between the states of some factors.

    Attributes
    ----------
    factors
        Their keys, in file order.
    states
        By factor the keys of its states.
    impacts : (state, state)
        What the state of the row says for the state of the column; states of all factors one
        after the other. By custom 0 between states of one factor; where it is not, a state holds
        itself up, or makes way for another.

    References
    ----------
    Weimer-Jehle (2006), Cross-impact balances: a system-theoretical approach to cross-impact
    analysis, Technological Forecasting and Social Change 73.
    """

    factors: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    impacts: Ints

    @cached_property
    def starts(self) -> Ints:
        """(factor + 1,) where the states of each factor start among all states, and their end."""
        return np.cumsum([0, *(len(states) for states in self.states)])

    @property
    def size(self) -> int:
        """Number of joint states."""
        return math.prod(len(states) for states in self.states)

    @property
    def too_large(self) -> str:
        """Why no search can be laid out, as a sentence; empty where one can."""
        widest = max(map(len, self.states), default=0)
        if widest > MOST_STATES:
            factor = self.factors[[*map(len, self.states)].index(widest)]
            return f"{factor} has {widest} states; parley can do at most {MOST_STATES}. Join some."
        if len(self.factors) * widest > MOST_SLOTS:
            return (
                f"{len(self.factors)} factors with up to {widest} states are too many: parley can "
                f"do {MOST_SLOTS // widest}. Name fewer factors, or join states."
            )
        return ""

    def balances(self, table: Ints) -> Ints:
        """The impact scores of all states in given joint states.

        Parameters
        ----------
        table : (scenario, factor)
            Position of the state of each factor.

        Returns
        -------
        (scenario, state)
        """
        return np.asarray(self.impacts[table + self.starts[:-1]].sum(axis=1))


def matrices(case: Case) -> dict[str, Matrix]:
    """The matrix of each who states cross-impacts, all over the same factors.

    Those are the factors that any of them names, in file order; what is not stated is 0.
    """
    factors = linked(case)
    states = tuple(tuple(map(str, case.factors[factor].states)) for factor in factors)
    row = {
        (factor, state): place
        for place, (factor, state) in enumerate(
            (factor, state) for factor, mine in zip(factors, states, strict=True) for state in mine
        )
    }
    found = {}
    for key, stated in case.cross_impacts.items():
        impacts = np.zeros((len(row), len(row)), dtype=np.int64)
        for source, sources in stated.impacts.items():
            for state, targets in sources.items():
                for target, numbers in targets.items():
                    for other, number in numbers.items():
                        place = row[str(source), str(state)], row[str(target), str(other)]
                        impacts[place] = int(number.value.low)
        found[str(key)] = Matrix(tuple(map(str, factors)), states, impacts)
    return found
