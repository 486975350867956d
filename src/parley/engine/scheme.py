"""How packages are put together issue by issue: which sums, in which order, and what is asked."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.elimination_layout import Entry, Layout, lay_out, machine
from parley.engine.elimination_order import order
from parley.engine.program import BALLOT, COUNT, HOLD, Program
from parley.space import Space


class Asked(NamedTuple):
    """What is asked up to one stage.

    Attributes
    ----------
    dimensions : (sum,)
        Its dimension, or -1 where nothing asks for it. Objectives come first.
    goals : int
        How many dimensions are objectives.
    steps, starts : as in Program
        Only of the conditions asked.
    rows : (row,)
        The dimension of each row, or -1.
    votes : (vote, dimension)
        Which dimensions each vote looks at. Votes are the conditions that are no plain sums.
    """

    dimensions: Ints
    goals: int
    steps: Ints
    starts: Ints
    rows: Ints
    votes: NDArray[np.bool_]


class Numbers(NamedTuple):
    """What the draws say.

    Attributes
    ----------
    cells : (draw, cell)
        Of all entries in a row.
    need : (draw, row)
        Thresholds, less what is the same for all packages.
    weights : (draw, ballot)
        Votes.
    """

    cells: Ints
    need: Ints
    weights: Ints


@dataclass(frozen=True)
class Scheme:
    """How packages are put together.

    Attributes
    ----------
    objectives
        Sums that are to be as large as can be, as given.
    rules
        Tables with 0 where a package is allowed and less where it is not.
    order
        The issues in the order of the steps.
    entries
        (step, sum, table) of every table as part of a sum; the step ends it.
    row_sums, goal_sums : (row,), (objective,)
        Which sum each is.
    layouts
        What was laid out, by what looks alike.
    """

    space: Space
    program: Program
    objectives: tuple[tuple[Table, ...], ...]
    rules: tuple[Table, ...]
    order: tuple[int, ...]
    entries: tuple[Entry, ...]
    row_sums: Ints
    goal_sums: Ints
    layouts: dict[bytes, Layout] = field(default_factory=dict, repr=False)

    def asked(self, stage: int, goals: bool = False) -> Asked:
        """What is asked up to a stage: 0 is the rules alone."""
        last = int(self.program.stage_ends[stage - 1]) if stage else 0
        return self.asked_of(range(last), self.goal_sums if goals else ())

    def asked_of(self, conditions: Iterable[int], goals: Iterable[int] = ()) -> Asked:
        """What some conditions ask, beside sums that are to be as large as can be."""
        parts = [self.program.steps[slice(*self.program.starts[c : c + 2])] for c in conditions]
        steps = np.concatenate([np.zeros((0, 3), dtype=np.int64), *parts])
        starts = np.cumsum([0, *map(len, parts)])
        program = self.program
        rows = [int(r) for step, r, _ in steps if step in (HOLD, BALLOT, COUNT)]
        chosen = list(goals)
        wanted = list(dict.fromkeys(int(s) for s in (*chosen, *self.row_sums[rows])))
        dimensions = np.full(
            1 + max(self.row_sums.max(initial=0), self.goal_sums.max(initial=0)), -1
        )
        dimensions[wanted] = np.arange(len(wanted))
        row_dimensions = np.full(len(program.rows), -1)
        row_dimensions[rows] = dimensions[self.row_sums[rows]]
        votes = []
        for start, end in itertools.pairwise(starts):
            mine = [int(r) for step, r, _ in steps[start:end] if step in (BALLOT, COUNT)]
            if mine:
                votes.append(np.isin(np.arange(len(wanted)), row_dimensions[mine]))
        return Asked(
            dimensions.astype(np.int64),
            len(set(map(int, chosen))),
            steps,
            starts,
            row_dimensions.astype(np.int64),
            np.array(votes, dtype=bool).reshape(len(votes), len(wanted)),
        )

    def laid_out(self, draws: Draws) -> tuple[Layout, Numbers]:
        """The states and the numbers of some draws; what looks alike does so in all of them.

        Raises
        ------
        TooWide
            Tables link so many issues that the states cannot be laid out.
        """
        filled: dict[str, Ints] = {}

        def cells(table: Table) -> Ints:
            if table.key not in filled:
                filled[table.key] = table.fill(draws)
            return filled[table.key]

        def constant(tables: Sequence[Table]) -> Ints:
            found = np.zeros(len(draws), dtype=np.int64)
            for table in tables:
                if not table.issues:
                    found = found + cells(table)
            return found

        flat = [cells(table).reshape(len(draws), -1) for _, _, table in self.entries]
        rows = [cells(row.threshold) - constant(row.tables) for row in self.program.rows]
        weights = [cells(weight) for weight in self.program.weights]
        numbers = Numbers(
            np.concatenate([np.zeros((len(draws), 0), dtype=np.int64), *flat], axis=1),
            np.array(rows, dtype=np.int64).reshape(len(rows), len(draws)).T.copy(),
            np.array(weights, dtype=np.int64).reshape(len(weights), len(draws)).T.copy(),
        )
        asked = {table.key: table for table in (*self.rules, *(t for _, _, t in self.entries))}
        machines = {
            key: machine(self.space.shape, self.order, table.issues, cells(table))
            for key, table in asked.items()
        }
        alike = b"".join(one.onward.tobytes() for m in machines.values() for one in m.steps)
        if alike not in self.layouts:
            allowed = {rule.key: cells(rule)[0].ravel() >= 0 for rule in self.rules}
            self.layouts[alike] = lay_out(self.space, self.order, self.entries, machines, allowed)
        return self.layouts[alike], numbers

    def constants(self, draws: Draws) -> Ints:
        """(draw, objective) what every package has of each objective."""
        found = np.zeros((len(draws), len(self.objectives)), dtype=np.int64)
        for column, tables in enumerate(self.objectives):
            for table in tables:
                if not table.issues:
                    found[:, column] += table.fill(draws)
        return found


def scheme(
    space: Space,
    program: Program,
    rules: Sequence[Table],
    objectives: Sequence[Sequence[Table]] = (),
) -> Scheme:
    """Lay out how packages are put together.

    Parameters
    ----------
    rules
        Tables with 0 where a package is allowed and a negative cell where it is not; the same in
        all draws.
    objectives
        Each a sum of tables.
    """
    wanted = [*(row.tables for row in program.rows), *map(tuple, objectives)]
    sums, which = _distinct(wanted)
    links = {t.issues for tables in (*sums, tuple(rules)) for t in tables if len(t.issues) > 1}
    sequence = order(space.shape, sorted(links))
    entries = [
        (max(sequence.index(issue) for issue in table.issues), number, table)
        for number, tables in enumerate(sums)
        for table in tables
    ]
    rows = len(program.rows)
    return Scheme(
        space,
        program,
        tuple(tuple(tables) for tables in objectives),
        tuple(rules),
        sequence,
        tuple(sorted(entries, key=lambda entry: entry[:2])),
        which[:rows],
        which[rows:],
    )


def _distinct(wanted: Sequence[Sequence[Table]]) -> tuple[list[tuple[Table, ...]], Ints]:
    """The different sums, without what is constant, and which each wanted one is."""
    known: dict[tuple[str, ...], int] = {}
    sums: list[tuple[Table, ...]] = []
    which = []
    for tables in wanted:
        varying = tuple(table for table in tables if table.issues)
        key = tuple(sorted(table.key for table in varying))
        if key not in known:
            known[key] = len(sums)
            sums.append(varying)
        which.append(known[key])
    return sums, np.array(which, dtype=np.int64)
