"""How comparisons make conditions, and conditions stages: steps that the kernels follow.

All forms come down to comparisons of sums of tables with thresholds. A linear form is one of them;
a vote adds up the members that say yes, compares each count, and joins the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from parley.conditions.forms import (
    NOTHING,
    Condition,
    Ints,
    Least,
    Linear,
    Table,
    Vote,
    constant_table,
)
from parley.space import Space

FAR = np.int64(2**60)
"""More than any sum of points: a condition that is not asked holds by as much."""

HOLD, BALLOT, COUNT, WAY, VOTE = range(5)
"""Steps: the row must hold; a member's row adds its votes; the row of a count decides it; the
counts of a way are all there; the ways of a vote are all there."""


@dataclass(frozen=True)
class Row:
    """One comparison: a sum of tables against a threshold."""

    tables: tuple[Table, ...]
    threshold: Table


@dataclass(frozen=True)
class Program:
    """Conditions as steps over rows.

    Attributes
    ----------
    conditions
        What each run of steps decides; what only bars may be one together, named by the first.
    rows
        The comparisons.
    weights
        Votes of each ballot: constants.
    steps : (step, 3)
        What is done, on which row, with which ballot.
    starts : (condition + 1,)
        Where the steps of each condition begin.
    stage_ends : (stage,)
        Up to which condition each stage reaches.
    """

    conditions: tuple[Condition, ...]
    rows: tuple[Row, ...]
    weights: tuple[Table, ...]
    steps: Ints
    starts: Ints
    stage_ends: Ints


@dataclass
class _Writer:
    """Rows and steps as they are written down."""

    space: Space
    rows: list[Row] = field(default_factory=list)
    weights: list[Table] = field(default_factory=list)
    steps: list[tuple[int, int, int]] = field(default_factory=list)

    def row(self, step: int, part: Linear, lift: tuple[Table, ...] = (), ballot: int = 0) -> None:
        """One comparison and what is done with it."""
        self.steps.append((step, len(self.rows), ballot))
        self.rows.append(Row((*part.tables, *lift), part.threshold))

    def condition(self, condition: Condition) -> None:
        """The steps of one condition."""
        lift = _lift(self.space, condition)
        form = condition.form
        if isinstance(form, Vote):
            self._vote(form, lift)
            return
        for part in form.parts if isinstance(form, Least) else (form,):
            self.row(HOLD, part, lift)

    def _vote(self, vote: Vote, lift: tuple[Table, ...]) -> None:
        for way in vote.ways:
            for count in way:
                for ballot in count.ballots:
                    self.row(BALLOT, ballot.test, ballot=len(self.weights))
                    self.weights.append(ballot.weight)
                self.row(COUNT, count.shares, lift)
            self.steps.append((WAY, 0, 0))
        self.steps.append((VOTE, 0, 0))


def program(
    space: Space,
    conditions: Sequence[Condition],
    stages: Sequence[str],
    *,
    apart: bool = False,
) -> Program:
    """Write conditions down as steps, stage by stage.

    Parameters
    ----------
    stages
        In order; a stage without conditions lets everything through.
    apart
        Each condition for itself. Else all that only bar are one row together, for their sums
        hold together.
    """
    writer = _Writer(space)
    written: list[Condition] = []
    starts = [0]
    ends = []

    def close(condition: Condition) -> None:
        written.append(condition)
        starts.append(len(writer.steps))

    for stage in stages:
        mine = [condition for condition in conditions if condition.stage == stage]
        bars = [] if apart else [c for c in mine if c.bar is not None and c.when is None]
        if bars:
            # What bars comes first: it is decided by few numbers, and what is barred need not be
            # compared.
            tables = tuple(c.bar for c in bars if c.bar is not None)
            writer.row(HOLD, Linear(tables, NOTHING))
            close(bars[0])
        for condition in mine:
            if condition not in bars:
                writer.condition(condition)
                close(condition)
        ends.append(len(written))
    return Program(
        tuple(written),
        tuple(writer.rows),
        tuple(writer.weights),
        np.array(writer.steps, dtype=np.int64).reshape(-1, 3),
        np.array(starts, dtype=np.int64),
        np.array(ends, dtype=np.int64),
    )


def _lift(space: Space, condition: Condition) -> tuple[Table, ...]:
    """A table that lifts a condition far above its threshold where it does not apply."""
    if condition.when is None:
        return ()
    axes = space.axes(issue for pattern in condition.when for issue in pattern)
    asked = np.zeros(tuple(space.shape[axis] for axis in axes), dtype=bool)
    for pattern in condition.when:
        asked |= space.mask(pattern, axes)
    cells = np.where(asked, np.int64(0), FAR)
    return (constant_table(f"asked {condition.key}", "not asked", axes, cells),)
