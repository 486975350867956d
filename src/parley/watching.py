"""What new events say of the states of the factors, by Bayes on the likelihoods of a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from parley.case.checks_indicators import likelihood
from parley.case.schema import Case
from parley.formats.events import Seen
from parley.formats.faults import fault
from parley.futures import Joint

Likely = Mapping[str, Mapping[str, Fraction]]
"""Factor to state to a number from 0 to 1."""


@dataclass(frozen=True)
class Table:
    """How likely the joint states of some factors are that hang together, or of one alone.

    Attributes
    ----------
    states
        Each joint state, as factor to state.
    weights
        Of each, exactly; they sum to 1.
    """

    states: tuple[Mapping[str, str], ...]
    weights: tuple[Fraction, ...]

    @classmethod
    def of(cls, weighed: Iterable[tuple[Mapping[str, str], Fraction]]) -> Table:
        """Weights that need not sum to 1 yet, but to more than 0."""
        states, weights = zip(*weighed, strict=True)
        whole = sum(weights, Fraction(0))
        return cls(tuple(states), tuple(weight / whole for weight in weights))

    @property
    def factors(self) -> tuple[str, ...]:
        """The factors whose states it joins."""
        return tuple(self.states[0])

    def share(self, factor: str, state: str) -> Fraction:
        """How likely a state of one of its factors is."""
        joined = zip(self.states, self.weights, strict=True)
        return sum((weight for joint, weight in joined if joint[factor] == state), Fraction(0))

    def given(self, likely: Likely) -> Table | None:
        """The same once a sign was seen; None where that cannot be.

        Parameters
        ----------
        likely
            How likely the sign is by factor and state; factors of other tables are passed over.
        """
        mine = {factor: likely[factor] for factor in self.factors if factor in likely}
        if not mine:
            return self
        joined = zip(self.states, self.weights, strict=True)
        weighed = [(joint, weight * likelihood(mine, joint)) for joint, weight in joined]
        return Table.of(weighed) if any(weight for _, weight in weighed) else None


class Step(NamedTuple):
    """An event, and what all tables are after it."""

    seen: Seen
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Watched:
    """The states of the factors before and after each event.

    Attributes
    ----------
    before
        One table for the factors that hang together, if any do, and one for each other factor.
    steps
        By date.
    """

    case: Case
    before: tuple[Table, ...]
    steps: tuple[Step, ...]

    @property
    def after(self) -> tuple[Table, ...]:
        """The tables after the last event."""
        return self.steps[-1].tables if self.steps else self.before

    def shares(self, tables: Sequence[Table]) -> dict[str, dict[str, Fraction]]:
        """Factor to state to its share, in file order."""
        of = {factor: table for table in tables for factor in table.factors}
        return {
            str(factor): {str(state): of[factor].share(factor, state) for state in known.states}
            for factor, known in self.case.factors.items()
        }


def watched(case: Case, joint: Joint | None, events: Iterable[Seen]) -> Watched:
    """The states of the factors after each event, by Bayes on the likelihoods of the case.

    What is known before are the weights of the futures, as the case weighs them, for the factors
    that hang together, and the stated probabilities of the others. Signs are taken as independent
    of each other given the states, a sign that speaks of several factors as the product of what
    it says of each, and no event fades with time.

    Parameters
    ----------
    joint
        The futures of the case, if it has any.
    events
        Their indicators and signs are of the case.

    Raises
    ------
    FormatError
        A sign was seen that can be seen in none of the states that were left.
    """
    before = tables = _before(case, joint)
    steps = []
    for seen in sorted(events, key=lambda one: one.date):
        sign = case.indicators[seen.indicator].signs[seen.sign]
        likely = {
            factor: {state: number.value.exact[0] for state, number in states.items()}
            for factor, states in sign.likelihood.items()
        }
        found = [table.given(likely) for table in tables]
        tables = tuple(table for table in found if table is not None)
        if len(tables) < len(found):
            raise fault(
                seen.place,
                f"{seen.sign} of {seen.indicator} cannot be seen on {seen.date}: by the case its "
                "likelihood is 0 in every state that earlier events leave. Look at the likelihoods "
                "again, or at this event.",
            )
        steps.append(Step(seen, tables))
    return Watched(case, before, tuple(steps))


def _before(case: Case, joint: Joint | None) -> tuple[Table, ...]:
    """The tables as the case has them."""
    linked = [] if joint is None else [Table.of(_futures(case, joint))]
    joined = {factor for table in linked for factor in table.factors}
    alone = [
        Table.of(({str(name): str(key)}, state.value.exact[0]) for key, state in f.states.items())
        for name, f in case.factors.items()
        if name not in joined
    ]
    return (*linked, *alone)


def _futures(case: Case, joint: Joint) -> Iterator[tuple[dict[str, str], Fraction]]:
    """The futures of a case with their weights."""
    keys = [list(map(str, case.factors[factor].states)) for factor in joint.factors]
    weights = joint.weights[joint.chosen].tolist()
    for places, weight in zip(joint.table.tolist(), weights, strict=True):
        states = [of[place] for of, place in zip(keys, places, strict=True)]
        yield dict(zip(joint.factors, states, strict=True)), Fraction(weight)
