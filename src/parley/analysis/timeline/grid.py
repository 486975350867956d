"""All joint states of the factors of a case, and how they may follow each other."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Case
from parley.case.timeline import Chain
from parley.futures import Joint
from parley.futures.matrix import matrices

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Jumps:
    """Moves of one factor from each joint state to its other states.

    Attributes
    ----------
    of : (state,)
        The state of the factor.
    to, into : (state, other)
        The states that it may move to, and the joint states that result.
    gain : (state, other)
        By how much the cross-impacts on the other state exceed those on the present one, given the
        states of the other factors: the mean over all who state some.
    """

    factor: str
    chain: Chain
    of: Ints
    to: Ints
    into: Ints
    gain: Floats


@dataclass(frozen=True)
class Grid:
    """All joint states of the factors of a case, the last factor fastest.

    Attributes
    ----------
    sizes
        Number of states of each factor, in file order.
    """

    case: Case
    sizes: tuple[int, ...]

    @classmethod
    def of(cls, case: Case) -> Grid:
        """The joint states of a case."""
        return cls(case, tuple(len(factor.states) for factor in case.factors.values()))

    @property
    def size(self) -> int:
        """Number of joint states."""
        return math.prod(self.sizes)

    @cached_property
    def table(self) -> Ints:
        """(state, factor) position of the state of each factor."""
        every = list(product(*map(range, self.sizes)))
        return np.array(every, dtype=np.int64).reshape(self.size, len(self.sizes))

    @property
    def states(self) -> dict[str, Ints]:
        """Factor to (state,) position of its state."""
        return {str(f): self.table[:, k] for k, f in enumerate(self.case.factors)}

    @property
    def chains(self) -> dict[str, Chain]:
        """Factor to how it moves."""
        timeline = self.case.timeline
        return {} if timeline is None else {str(f): c for f, c in timeline.chains.items()}

    @cached_property
    def jumps(self) -> tuple[Jumps, ...]:
        """Moves of the factors that have a chain."""
        rows = np.arange(self.size)
        found = []
        for k, factor in enumerate(self.states):
            size = self.sizes[k]
            if factor in self.chains:
                of = self.table[:, k]
                every = [[s for s in range(size) if s != here] for here in range(size)]
                to = np.array(every, dtype=np.int64).reshape(size, size - 1)[of]
                into = rows[:, None] + (to - of[:, None]) * math.prod(self.sizes[k + 1 :])
                balance = self._balances.get(factor, np.zeros((self.size, size)))
                gain = balance[rows[:, None], to] - balance[rows, of][:, None]
                found.append(Jumps(factor, self.chains[factor], of, to, into, gain))
        return tuple(found)

    @cached_property
    def _balances(self) -> dict[str, Floats]:
        """Factor that hangs together with others to (state, state of the factor): what the states
        of all say of it, the mean over all who state some.
        """
        stated = list(matrices(self.case).values())
        if not stated:
            return {}
        factors, starts = stated[0].factors, stated[0].starts
        table = np.array([self.states[factor] for factor in factors]).T
        mean = np.mean([matrix.balances(table) for matrix in stated], axis=0)
        return {f: mean[:, starts[k] : starts[k + 1]] for k, f in enumerate(factors)}

    def start(self, joint: Joint | None) -> Floats:
        """(state,) chance of each joint state at the as-of date.

        A state that the case gives is certain. Of factors that hang together the others are those
        of the futures that agree with it, as the case weighs them; all else is as probable as the
        case says, and so are they where no future agrees.
        """
        single = {
            str(name): np.array([state.value.low for state in factor.states.values()])
            for name, factor in self.case.factors.items()
        }
        for name, chain in self.chains.items():
            if chain.starts is not None:
                here = list(self.case.factors[name].states).index(chain.starts)
                single[name] = np.eye(len(single[name]))[here]
        linked = self._linked(joint, single) if joint is not None else None
        chance = np.ones(self.size) if linked is None else linked
        for name, states in self.states.items():
            if linked is None or joint is None or name not in joint.factors:
                chance = chance * single[name][states]
        return chance

    def _linked(self, joint: Joint, single: dict[str, Floats]) -> Floats | None:
        """(state,) weight of the future of each joint state among those that agree with the start;
        None where none does.
        """
        weights = joint.weights[joint.chosen].copy()
        for f, name in enumerate(joint.factors):
            chain = self.chains.get(name)
            if chain is not None and chain.starts is not None:
                weights = weights * single[name][joint.table[:, f]]
        if not weights.sum() > 0:
            return None
        mine = np.array([self.states[name] for name in joint.factors])
        found = np.zeros(self.size)
        for future, weight in zip(joint.table, weights / weights.sum(), strict=True):
            found[(mine == future[:, None]).all(axis=0)] += weight
        return found
