"""The numbers of the comparisons: each sum of tables filled once, whoever asks for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.kernels import add_cells
from parley.engine.program import BALLOT, COUNT, HOLD, Program, Row
from parley.engine.split import Split


@dataclass(frozen=True)
class Numbers:
    """The numbers of some comparisons in some draws.

    Attributes
    ----------
    first : (draw, row, A')
        What is needed beyond what the first issues of the left half bring.
    second : (draw, row, variant, B')
        What its last issues bring; the right half must bring the difference.
    right : (draw, row, variant, B)
        What that brings.
    weights : (draw, ballot)
        Votes of each member that is asked by a comparison.
    """

    first: Ints
    second: Ints
    right: Ints
    weights: Ints


@dataclass(frozen=True)
class _Sum:
    """The cells of a row: of its tables, with the issues they are over, and of its threshold."""

    tables: tuple[tuple[tuple[int, ...], Ints], ...]
    threshold: Ints

    @property
    def names(self) -> tuple[int, ...]:
        """Which tables; cells that are held stay the same object."""
        return tuple(id(cells) for _, cells in self.tables)


class Filling:
    """What some programs compare in some draws, each perhaps in another reading of them.

    Most numbers are the same in several: a reading changes some tables, a program leaves out some
    conditions. Tables are compared cell by cell, so that nothing need be known of what a reading
    changes; rows of the same tables have one place and are filled once.

    Attributes
    ----------
    sums, ballots
        What is filled, each once.
    places
        Program to the places of its rows among the sums, and of its weights among the ballots.
    """

    def __init__(self, outer: Split, inner: Split, asked: Sequence[tuple[Program, Draws]]) -> None:
        """Fill the tables.

        Parameters
        ----------
        outer, inner
            How packages are split, and how their left halves are.
        asked
            Programs with the readings of the draws in which they are asked.
        """
        self.outer = outer
        self.inner = inner
        self.sums: list[_Sum] = []
        self.ballots: list[Ints] = []
        self.index: dict[tuple[int, ...], tuple[int, Ints]] = {}
        self.programs = [program for program, _ in asked]
        self.cells = _Cells()
        self.by_name: dict[tuple[int, ...], int] = {}
        self.places = [
            (
                np.array([self._row(row, draws) for row in program.rows], dtype=np.int64),
                np.array([self._ballot(one, draws) for one in program.weights], dtype=np.int64),
            )
            for program, draws in asked
        ]

    @property
    def bytes_a_draw(self) -> int:
        """Size of the numbers in one draw."""
        right = self.outer.variant_count * self.outer.halves[1]
        return 8 * len(self.sums) * (self.inner.width + right)

    def numbers(self, block: slice) -> Numbers:
        """The numbers in some of the draws; ``block`` has both its ends."""
        n = block.stop - block.start
        rows = len(self.sums)
        (i, j), (_, b) = self.inner.halves, self.outer.halves
        shapes = ((i,), (self.inner.variant_count, j), (self.outer.variant_count, b))
        first, second, right = (np.empty((n, rows, *shape), dtype=np.int64) for shape in shapes)
        known: dict[tuple[int, ...], tuple[Ints, ...]] = {}
        for r, row in enumerate(self.sums):
            parts = self._summed(row, block, n, known)
            np.subtract(row.threshold[block], parts[0], out=first[:, r])
            second[:, r] = parts[1].reshape(n, *shapes[1])
            right[:, r] = parts[2].reshape(n, *shapes[2])
        weights = np.empty((n, len(self.ballots)), dtype=np.int64)
        for w, ballot in enumerate(self.ballots):
            weights[:, w] = ballot[block, 0]
        return Numbers(first, second, right, weights)

    def steps(self, place: int) -> Ints:
        """The steps of a program with its rows and ballots by their places here."""
        steps = self.programs[place].steps.copy()
        rows, ballots = self.places[place]
        compares = np.isin(steps[:, 0], (HOLD, BALLOT, COUNT))
        steps[compares, 1] = rows[steps[compares, 1]]
        votes = steps[:, 0] == BALLOT
        steps[votes, 2] = ballots[steps[votes, 2]]
        return steps

    def _row(self, row: Row, draws: Draws) -> int:
        """The place of a row: that of an equal one, where there is one."""
        tables = tuple((table.issues, self.cells.of(table, draws)) for table in row.tables)
        found = _Sum(tables, self.cells.of(row.threshold, draws))
        name = (*found.names, id(found.threshold))
        if name not in self.by_name:
            self.by_name[name] = len(self.sums)
            self.sums.append(found)
        return self.by_name[name]

    def _ballot(self, weight: Table, draws: Draws) -> int:
        votes = self.cells.of(weight, draws)
        place = next((p for p, other in enumerate(self.ballots) if other is votes), None)
        if place is None:
            self.ballots.append(votes)
        return len(self.ballots) - 1 if place is None else place

    def _summed(
        self, row: _Sum, block: slice, n: int, known: dict[tuple[int, ...], tuple[Ints, ...]]
    ) -> tuple[Ints, ...]:
        """(draw, part) what the tables bring: first and last issues of the left half, and right."""
        names = row.names
        if names not in known:
            start = next((m for m in range(len(names), 0, -1) if names[:m] in known), 0)
            if start:
                parts = tuple(part.copy() for part in known[names[:start]])
            else:
                widths = (
                    self.inner.halves[0],
                    self.inner.variant_count * self.inner.halves[1],
                    self.outer.variant_count * self.outer.halves[1],
                )
                parts = tuple(np.zeros((n, width), dtype=np.int64) for width in widths)
            for issues, cells in _joined(row.tables[start:], block):
                part, places = self._place(issues)
                add_cells(cells, places, parts[part])
            known[names] = parts
        return known[names]

    def _place(self, issues: tuple[int, ...]) -> tuple[int, Ints]:
        """To which part a table over some issues brings something, and which cells."""
        if issues not in self.index:
            if set(issues) <= set(self.outer.left):
                is_first, places = self.inner.read(issues)
                self.index[issues] = (0 if is_first else 1, places)
            else:
                self.index[issues] = (2, self.outer.read(issues)[1])
        return self.index[issues]


class _Cells:
    """Tables filled from several readings of the same draws; equal cells are one object."""

    def __init__(self) -> None:
        self.by_reading: dict[tuple[str, int], Ints] = {}
        self.distinct: dict[str, list[Ints]] = {}

    def of(self, table: Table, draws: Draws) -> Ints:
        """(draw, cell) the cells of a table."""
        name = (table.key, id(draws))
        if name not in self.by_reading:
            cells = table.fill(draws)
            filled = np.ascontiguousarray(cells).reshape(len(cells), math.prod(cells.shape[1:]))
            others = self.distinct.setdefault(table.key, [])
            same = next((other for other in others if np.array_equal(other, filled)), None)
            if same is None:
                others.append(filled)
            self.by_reading[name] = filled if same is None else same
        return self.by_reading[name]


def _joined(
    tables: Sequence[tuple[tuple[int, ...], Ints]], block: slice
) -> list[tuple[tuple[int, ...], Ints]]:
    """Tables over the same issues added up, in some of the draws."""
    found: dict[tuple[int, ...], Ints] = {}
    for issues, cells in tables:
        mine = cells[block]
        found[issues] = found[issues] + mine if issues in found else mine
    return list(found.items())
