"""Who would be open to talks in each joint state of the factors, reading by reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from parley import streams
from parley.analysis.study import Study
from parley.analysis.timeline.chain import follow, movement
from parley.analysis.timeline.grid import Grid
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO, Ints, Linear, Table
from parley.conditions.worth import Floats, worth
from parley.draws import Draws, reread
from parley.engine.any_size import exists, slack
from parley.engine.layouts import layout
from parley.engine.ordered import OPEN, Remembered, favour, settle, varying
from parley.engine.plan import Plan
from parley.space import Mask

ASKS = "timeline.asks"
"""Columns of what a party asks before it talks, nano-points."""
START = "timeline.start"
"""The stream that chooses the joint state at the as-of date."""

Change = Callable[[Draws], Draws]


@dataclass(frozen=True)
class Stakes:
    """What parties compare in each joint state, in some readings.

    Attributes
    ----------
    numbers : (reading,)
        Their numbers.
    moves
        By reading: the generator of the factors.
    no_deal, later : (party, reading, state)
        The no-deal value now, and as it is to be expected after the time over which a party looks
        ahead; nano-points.
    asks : (party, reading, state)
        The greater of both, and what being seen to talk costs.
    favour : (reading * state, cell)
        How favourable each is to there being a deal.
    """

    numbers: Ints
    moves: tuple[Any, ...]
    no_deal: Ints
    later: Ints
    asks: Ints
    favour: Ints


@dataclass(frozen=True)
class Openness(Stakes):
    """Who is open to talks in each joint state, in some readings.

    Attributes
    ----------
    passes : (reading, state)
        Some package passes all stages.
    together : (reading, state)
        Some package does that is worth to every party what it asks.
    open : (party, reading, state)
        Some package does that is worth to this party what it asks.
    """

    passes: Mask
    together: Mask
    open: Mask

    @property
    def all_open(self) -> Mask:
        """(reading, state) every party that signs is open to talks."""
        found: Mask = np.logical_and.reduce(self.open, axis=0)
        return found


@dataclass(frozen=True)
class Asker:
    """Asks who is open to talks.

    A party talks where its way out exists (some package passes all stages) and where that is worth
    more to it than to wait, being seen included: what Zartman calls ripeness.

    References
    ----------
    Zartman (1989), Ripe for Resolution: a mutually hurting stalemate, and a way out.
    """

    study: Study
    grid: Grid

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Principals that sign, in file order."""
        return tuple(map(str, signers(self.study.case)))

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """By party: the conditions of all stages, with what it asks before it talks in place of
        its no-deal value; then the same with what all of them ask.
        """
        each = [self._asking({party}) for party in self.parties]
        return (*each, self._asking(set(self.parties)))

    def _asking(self, parties: set[str]) -> Plan:
        model = self.study.model
        case, space = model.case, model.space
        conditions = []
        for condition in model.conditions:
            party = condition.key.removeprefix("accept:")
            if party in parties:
                path = f"{ASKS}.{party}"
                asks = Table(path, "what it asks before it talks", (), _column(path), (path,))
                condition = replace(condition, form=Linear(worth(case, space, party), asks))
            conditions.append(condition)
        asking = replace(model, conditions=tuple(conditions))
        return layout(asking, listing=self.study.listing)

    def of(
        self, draws: Draws, change: Change | None = None, known: Openness | None = None
    ) -> Openness:
        """Who is open to talks, in some readings.

        Parameters
        ----------
        change
            Of the draws, such as a lever makes.
        known
            The same readings without the change: what is at least as favourable as there need not
            be asked.
        """
        after = draws if change is None else change(draws)
        rows = np.repeat(np.arange(len(draws)), self.grid.size)
        states = {f: np.tile(s, len(draws)) for f, s in self.grid.states.items()}
        every = reread(self.study.model.book, draws.take(rows), states=states)
        if change is not None:
            every = change(every)
        shape = (len(self.parties), len(draws), self.grid.size)
        moves = tuple(movement(self.grid, after, row) for row in range(len(draws)))
        values = [self.study.no_deal(party, every) for party in self.parties]
        no_deal = np.array(values, dtype=np.int64).reshape(shape)
        later = _expected(no_deal, moves, after.value("timeline.looks_ahead"))
        asks = np.maximum(no_deal, later) + self._costs(after)[:, :, None]
        columns = {f"{ASKS}.{p}": a.ravel() * 1.0 for p, a in zip(self.parties, asks, strict=True)}
        every = replace(every, columns={**every.columns, **columns})
        plans = Remembered.of((self.study.plan, *self.plans), every)
        cells = favour(plans.plans[0], plans.draws)
        found = Stakes(draws.numbers, moves, no_deal, later, asks, cells)
        return self._answered(plans, found, known)

    def _costs(self, draws: Draws) -> Ints:
        """(party, reading) what being seen to talk costs, nano-points."""
        costs = []
        for party in self.parties:
            path = f"timeline.seen.{party}"
            costs.append(draws.columns.get(path, np.zeros(len(draws))))
        nano = np.rint(np.array(costs).reshape(-1, len(draws)) * NANO)
        return nano.astype(np.int64)

    def _answered(self, plans: Remembered, found: Stakes, known: Openness | None) -> Openness:
        """Where some package passes, where one is worth what all ask, and by party."""
        others: list[Stakes] = [] if known is None else [known]
        parts = [np.repeat(one.numbers, self.grid.size) for one in (*others, found)]
        cells = varying([one.favour for one in (*others, found)], parts)
        groups = np.concatenate(parts)
        before = 0 if known is None else len(known.favour)

        def settled(
            plan: Plan, parties: slice, start: Ints, told: Callable[[Openness], Mask]
        ) -> Mask:
            # Less that is asked is favourable, too.
            asks = [one.asks[parties].reshape(-1, len(one.favour)).T for one in (*others, found)]
            points = np.concatenate([cells, -np.concatenate(asks)], axis=1)
            answers = start if known is None else np.concatenate([told(known).ravel(), start])

            def ask(rows: Ints) -> Mask:
                return exists(plan, plans.draws.take(rows - before))

            return settle(points, groups, answers, ask)[before:]

        start = np.full(len(found.favour), OPEN, dtype=np.int64)
        passes = settled(plans.plans[0], slice(0), start, lambda one: one.passes)
        # Where nothing passes nothing that is worth more does; what is worth enough to all is worth
        # enough to each.
        start = np.where(passes, OPEN, 0)
        together = settled(plans.plans[-1], slice(None), start, lambda one: one.together)
        start = np.where(together, 1, start)
        is_open = [
            settled(plan, slice(p, p + 1), start, partial(_open_to, p))
            for p, plan in enumerate(plans.plans[1:-1])
        ]
        shape = found.asks.shape
        return Openness(
            **vars(found),
            passes=passes.reshape(shape[1:]),
            together=together.reshape(shape[1:]),
            open=np.array(is_open, dtype=bool).reshape(shape),
        )

    @cached_property
    def chances(self) -> Floats:
        """(state,) chance of each joint state at the as-of date."""
        found: Floats = self.grid.start(self.study.model.book.joint)
        return found

    def start(self, numbers: Ints) -> Ints:
        """(reading,) the joint state at the as-of date, as likely as the case says."""
        ends = np.cumsum(self.chances)
        luck = uniforms(self.study.seed, numbers, START)
        return np.minimum(np.searchsorted(ends, luck, side="right"), self.grid.size - 1)

    def motives(self, draws: Draws, states: Ints) -> Ints:
        """(party, reading) by how much the best deal that a party could get beats its no-deal
        value, nano-points.

        The best of the packages that pass all that others ask, and all else; NONE where there is
        none.

        Parameters
        ----------
        states : (reading,)
            The joint state in which each reading is taken.
        """
        here = {f: s[states] for f, s in self.grid.states.items()}
        draws = reread(self.study.model.book, draws, states=here)
        conditions = self.study.plan.program.conditions
        mine = [
            np.array([condition.key == f"accept:{party}" for condition in conditions])
            for party in self.parties
        ]
        return slack(self.study.plan, draws, mine)


def _open_to(party: int, one: Openness) -> Mask:
    found: Mask = one.open[party]
    return found


def uniforms(seed: int, numbers: Ints, path: str) -> Floats:
    """(draw,) uniform numbers of a stream of one."""
    words = np.array([streams.stream(path)], dtype=np.uint32)
    none = np.zeros((1, len(numbers)), dtype=np.int64)
    found = streams.uniforms(seed, numbers, none, words, np.array([1], dtype=np.int64))
    return found.ravel()


def _expected(no_deal: Ints, moves: tuple[Any, ...], ahead: Floats) -> Ints:
    """(party, reading, state) the no-deal value after some years, rounded down.

    A value that does not depend on the state so never comes out above itself.
    """
    later = np.zeros_like(no_deal)
    for row, generator in enumerate(moves):
        values, _ = follow(generator, no_deal[:, row].T.astype(np.float64), float(ahead[row]), 1)
        later[:, row] = np.floor(values[1]).T.astype(np.int64)
    return later


def _column(path: str) -> Callable[[Draws], Ints]:
    def fill(draws: Draws) -> Ints:
        return np.rint(draws.value(path)).astype(np.int64)

    return fill
