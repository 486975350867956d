"""The futures of a case: joint states of its factors that hang together, with their weights."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from parley.case.problems import CaseError, Problem
from parley.case.schema import Case, Futures
from parley.futures.consistent import Scenarios, consistent
from parley.futures.matrix import Ints, Matrix, matrices
from parley.futures.weighing import State, weighings

Floats = NDArray[np.float64]

BUDGET = 2_000_000
"""Partial joint states that are looked at for a case: some seconds, whenever it is read."""
MOST_FUTURES = 10_000
"""Cross-impacts that leave more say too little for futures to be told apart."""


@dataclass(frozen=True)
class Joint:
    """The futures of a case.

    Attributes
    ----------
    factors
        Keys of the factors that hang together, in file order.
    table : (future, factor)
        Position of the state of each; futures in the order of their states.
    inconsistency : (future,)
        By how much some state is outweighed at most by another of its factor; 0 where none is.
        With several matrices the least over them.
    weights
        Weighing to (future,) weights that sum to 1.
    titles
        Weighing to words for it, such as "If all futures weighed the same".
    chosen
        The weighing that draws use.
    margin, score : (future,)
        By how much each state outweighs all others of its factor at least, and the total impact
        score; with several matrices those of the one in which the future is least inconsistent,
        the first of them in file order.
    """

    factors: tuple[str, ...]
    table: Ints
    inconsistency: Ints
    weights: Mapping[str, Floats]
    titles: Mapping[str, str]
    chosen: str
    margin: Ints
    score: Ints

    @property
    def others(self) -> dict[str, str]:
        """The weighings that draws do not use, with their titles."""
        return {key: title for key, title in self.titles.items() if key != self.chosen}

    @property
    def heaviest(self) -> dict[str, int]:
        """Factor to its state in the central draw: the future with the greatest weight.

        Ties by the probabilities of the states as stated, then by file order.
        """
        stated = self.weights.get("stated", np.zeros(len(self.table)))
        weight = self.weights[self.chosen]
        place = max(range(len(weight)), key=lambda k: (weight[k], stated[k], -k))
        return dict(zip(self.factors, self.table[place].tolist(), strict=True))

    def at(self, luck: Floats, weighing: str | None = None) -> dict[str, Ints]:
        """Factor to (draw,) position of its state, from uniform numbers."""
        weights = self.weights[weighing or self.chosen]
        # Sums of floats may end a little below 1: what lies beyond is no future without a weight.
        last = np.flatnonzero(weights)[-1]
        future = np.minimum(np.searchsorted(np.cumsum(weights), luck, side="right"), last)
        return {factor: self.table[future, f] for f, factor in enumerate(self.factors)}


def joint_states(case: Case) -> Joint | None:
    """The futures of a case; None where it states no cross-impacts.

    Raises
    ------
    CaseError
        No joint state is consistent, too many are, they cannot all be found, or none has a weight
        in the way that the case chooses.
    """
    if not case.cross_impacts:
        return None
    stated = searchable(case)
    return weighed(case, stated, {key: _search(case, key, one) for key, one in stated.items()})


def searchable(case: Case) -> dict[str, Matrix]:
    """The matrices of a case.

    Raises
    ------
    CaseError
        They have more factors or states than a search can be laid out for.
    """
    stated = matrices(case)
    for matrix in stated.values():
        if matrix.too_large:
            raise _fault(case, "cross_impacts", matrix.too_large)
    return stated


def weighed(case: Case, stated: Mapping[str, Matrix], found: Mapping[str, Scenarios]) -> Joint:
    """The futures of a case with their weights, from the consistent scenarios of its matrices.

    Raises
    ------
    CaseError
        There are none, too many, or none has a weight in the way that the case chooses.
    """
    states = sorted({tuple(row) for one in found.values() for row in one.table.tolist()})
    if not states:
        raise _fault(case, "cross_impacts", _nothing(case))
    if len(states) > MOST_FUTURES:
        raise _fault(case, "cross_impacts", _too_many(f"{len(states):,}"))
    weights, titles = {}, {}
    for key, title, counts in weighings(case, stated, found, states):
        whole = sum(counts.values(), Fraction(0))
        if whole:
            weights[key] = np.array([float(counts.get(s, Fraction(0)) / whole) for s in states])
            titles[key] = title
    chosen = case.futures.weights if case.futures else "equal"
    if chosen not in weights:
        raise _fault(case, "futures.weights", _weightless(chosen))
    off, margin, score = measures(found.values(), states)
    factors = next(iter(stated.values())).factors
    return Joint(factors, np.array(states), off, weights, titles, chosen, margin, score)


def allowed(case: Case) -> int:
    """The greatest inconsistency of a future of a case."""
    return case.futures.inconsistency if case.futures else 0


def allowing(case: Case, inconsistency: int) -> Case:
    """The same case with another inconsistency of its futures."""
    futures = (case.futures or Futures()).model_copy(update={"inconsistency": inconsistency})
    return case.model_copy(update={"futures": futures})


def _search(case: Case, key: str, matrix: Matrix) -> Scenarios:
    found = consistent(matrix, allowed(case), BUDGET, MOST_FUTURES + 1)
    if len(found.table) > MOST_FUTURES:
        raise _fault(case, f"cross_impacts.{key}", _too_many(f"more than {MOST_FUTURES:,}"))
    if found.undecided:
        raise _fault(
            case,
            f"cross_impacts.{key}",
            f"the search for consistent futures stopped after {found.nodes:,} partial ones, with "
            f"{found.undecided:,} of {matrix.size:,} joint states undecided. Name fewer factors, "
            "join states, or allow less inconsistency.",
        )
    return found


def measures(found: Iterable[Scenarios], states: Sequence[State]) -> tuple[Ints, Ints, Ints]:
    """(future,) inconsistency, margin and score in the matrix that each fits best."""
    known: dict[State, tuple[int, int, int]] = {}
    for one in found:
        numbers = np.stack([one.inconsistency, one.margin, one.score], axis=1).tolist()
        for state, (off, margin, score) in zip(
            map(tuple, one.table.tolist()), numbers, strict=True
        ):
            if state not in known or off < known[state][0]:
                known[state] = off, margin, score
    table = np.array([known[state] for state in states], dtype=np.int64).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def _fault(case: Case, path: str, message: str) -> CaseError:
    return CaseError(case.origin.file, [Problem.at(case.origin.place(path), message)])


def _nothing(case: Case) -> str:
    limit = allowed(case)
    return (
        f"no joint state of these factors has an inconsistency of {limit} or less, so there is "
        "no future to draw from. Look at the cross-impacts again, or write futures: "
        f"{{inconsistency: {limit + 1}}}."
    )


def _too_many(number: str) -> str:
    return (
        f"{number} joint states are consistent; parley can weigh at most {MOST_FUTURES:,}. Add "
        "cross-impacts, allow less inconsistency, or name fewer factors."
    )


def _weightless(weighing: str) -> str:
    return (
        f"no future has a weight by `{weighing}`. Choose other weights, such as equal, or raise "
        "futures.inconsistency."
    )
