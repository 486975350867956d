"""All consistent scenarios of a cross-impact matrix, exactly, without looking at each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.futures.matrix import Ints, Matrix

BUDGET = 20_000_000
"""Partial scenarios that are looked at: about a minute."""
MOST_FOUND = 100_000
"""Scenarios that are listed: beyond, a matrix says too little for them to mean anything."""
SLICE = 200_000
"""Partial scenarios before an interruption is heard."""
ROOM = 4_096
"""Scenarios for which there is room in a slice."""


@dataclass(frozen=True)
class Scenarios:
    """Joint states in which no state is outweighed by another of its factor by more than allowed.

    Attributes
    ----------
    table : (scenario, factor)
        Position of the state of each factor; in the order of states.
    inconsistency : (scenario,)
        By how much a state is outweighed at most by another of its factor; 0 where none is.
    margin : (scenario,)
        By how much each state outweighs all others of its factor at least; negative where one is
        outweighed.
    score : (scenario,)
        Total impact score: what all states together say for each other.
    undecided
        Joint states of which it is not known whether they are among these: 0 where these are all.
    nodes
        Partial scenarios that were looked at.
    """

    table: Ints
    inconsistency: Ints
    margin: Ints
    score: Ints
    undecided: int
    nodes: int


def consistent(
    matrix: Matrix, most: int = 0, budget: int = BUDGET, limit: int = MOST_FOUND
) -> Scenarios:
    """All scenarios with an inconsistency of at most ``most``.

    States are chosen factor by factor, depth first. A partial scenario is dropped as soon as some
    chosen state would be outweighed by another of its factor by more than ``most`` even if every
    open factor took, of the states that it still can have, the one that helps it most; so is a
    state of an open factor. Nothing else is dropped, so the list is complete.

    Parameters
    ----------
    budget
        Partial scenarios to look at; where it does not do, some joint states stay undecided.
    limit
        Scenarios to find; likewise.

    References
    ----------
    Weimer-Jehle (2006), Cross-impact balances: a system-theoretical approach to cross-impact
    analysis, Technological Forecasting and Social Change 73.
    """
    from parley.futures.search_kernels import begin, search

    gains, tree = _laid_out(matrix, most)
    begin(gains, tree.parts)
    nodes, number = 0, 0
    parts = [np.empty((0, len(matrix.factors)), dtype=np.int64)]
    while tree.at[0] >= 0 and nodes < budget and number < limit:
        found = np.empty((min(ROOM, limit - number), len(matrix.factors)), dtype=np.int64)
        size, seen = search(gains, tree.parts, found, min(SLICE, budget - nodes))
        parts.append(found[:size])
        nodes += seen
        number += size
    table = np.concatenate(parts)
    table = table[np.lexsort(table.T[::-1])]
    return Scenarios(table, *_measures(matrix, table), tree.undecided, nodes)


@dataclass(frozen=True)
class Tree:
    """Where a search stands; arrays that its steps write into.

    Every factor has as many slots as the one with most states. A *lead* is that of a state over a
    rival of the same factor; its *slack* is by how much it will exceed the least allowed if every
    open factor does what helps it most.

    Attributes
    ----------
    at
        One number: the depth at which a state is chosen next; -1 at the end.
    order, chosen : (depth,)
        Which factor is chosen at each depth, and the position of its state.
    since : (factor,)
        The depth at which it is chosen; the number of factors where it is open.
    untried : (depth, state)
        States of that factor that are still to be chosen.
    sums : (factor,)
        The slack that the states of an open factor leave, added up.
    alive : (depth, slot)
        States that may still be chosen.
    slack, free : (depth, lead)
        The slack of every lead, with and without the factor that is chosen at the depth.
    near : (slot, lead of a chosen state)
        What each state adds to the leads of the chosen ones.
    scratch
        Room for steps that need some.
    """

    at: Ints
    order: Ints
    since: Ints
    chosen: Ints
    untried: NDArray[np.bool_]
    sums: Ints
    alive: NDArray[np.bool_]
    slack: NDArray[Any]
    free: NDArray[Any]
    near: NDArray[Any]
    scratch: tuple[NDArray[Any], ...]

    @property
    def parts(self) -> tuple[Any, ...]:
        """The arrays as the kernels take them."""
        return (
            (self.at, self.order, self.since, self.chosen, self.untried, self.sums),
            (self.alive, self.slack, self.free, self.near),
            self.scratch,
        )

    @property
    def undecided(self) -> int:
        """Joint states that are neither listed nor ruled out."""
        states = self.untried.shape[1]
        left = 0
        for depth in range(self.at[0] + 1):
            alive = self.alive[depth].reshape(-1, states).sum(axis=1)
            alive[self.order[: depth + 1]] = 1
            left += int(self.untried[depth].sum()) * math.prod(alive.tolist())
        return left


def _laid_out(matrix: Matrix, most: int) -> tuple[NDArray[Any], Tree]:
    """What each state adds to each lead, and a tree at whose root nothing is chosen."""
    from parley.futures.search_kernels import FAR

    # No lead is larger: more than that allows every joint state, and would not fit the numbers.
    most = min(most, 2 * int(np.abs(matrix.impacts).sum()))
    sizes = np.diff(matrix.starts)
    factors, states = len(sizes), int(sizes.max())
    there = np.arange(states) < sizes[:, None]
    padded = np.zeros((factors * states, factors * states), dtype=np.int64)
    padded[np.ix_(there.ravel(), there.ravel())] = matrix.impacts
    blocks = padded.reshape(-1, factors, states)
    gains = (blocks[:, None] - blocks.transpose(0, 2, 1)[..., None]) * (there & there.T[..., None])
    rival = np.arange(states)
    leads = there[None] & there.T[:, :, None] & (rival[:, None, None] != rival)
    slots = factors * states
    gains = gains.reshape(slots, -1)
    whole = gains.reshape(factors, states, -1)
    slack = np.where(there[..., None], whole, whole.min()).max(axis=1).sum(axis=0) + most
    # Narrow numbers are added several at once: half the time, where they hold all sums.
    kind = np.int16 if np.abs(gains).max(initial=0) * factors + most < FAR else np.int64
    slack = np.where(leads.ravel(), slack, FAR)
    return gains.astype(kind), _root(there, slack.astype(kind))


def _root(there: NDArray[np.bool_], slack: NDArray[Any]) -> Tree:
    factors, states = there.shape
    slots = factors * states
    scratch = [np.zeros_like(slack), np.zeros_like(slack)]
    scratch += [np.zeros(slots, dtype=slack.dtype) for _ in range(3)]
    return Tree(
        at=np.zeros(1, dtype=np.int64),
        order=np.zeros(factors, dtype=np.int64),
        since=np.full(factors, factors, dtype=np.int64),
        chosen=np.zeros(factors, dtype=np.int64),
        untried=np.zeros((factors, states), dtype=np.bool_),
        sums=np.zeros(factors, dtype=np.int64),
        alive=np.tile(there.ravel(), (factors + 1, 1)),
        slack=np.tile(slack, (factors + 1, 1)),
        free=np.tile(slack, (factors, 1)),
        near=np.zeros((slots, slots), dtype=slack.dtype),
        scratch=(*scratch, np.zeros(states, dtype=np.bool_)),
    )


def _measures(matrix: Matrix, table: Ints) -> tuple[Ints, Ints, Ints]:
    """(scenario,) inconsistency, margin and total impact score."""
    balances = matrix.balances(table)
    rows = np.arange(len(table))
    score = np.zeros(len(table), dtype=np.int64)
    margin = np.full(len(table), np.iinfo(np.int64).max)
    for factor, states in enumerate(matrix.states):
        start = matrix.starts[factor]
        mine = balances[:, start : start + len(states)]
        own = mine[rows, table[:, factor]]
        score += own
        if len(states) > 1:
            is_other = np.arange(len(states)) != table[:, factor, None]
            others = np.where(is_other, mine, np.iinfo(np.int64).min).max(axis=1)
            margin = np.minimum(margin, own - others)
    if max(map(len, matrix.states), default=0) < 2:
        margin[:] = 0
    return np.maximum(0, -margin), margin, score
