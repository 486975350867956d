"""One draw cut into slices: the packages that agree on some issues, one slice after the other.

With the options of some issues pinned, every table is a smaller one over the other issues. A slice
is so to a scan of those what a draw is to a scan of all: other numbers for the same comparisons.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.program import Program, Row
from parley.space import Space


@dataclass(frozen=True)
class Slices:
    """A draw of a space as slices of a smaller space.

    Attributes
    ----------
    pinned, free
        Positions of the issues whose options a slice fixes, and of the others, rising.
    space
        The packages of a slice.
    options : (pinned issue, slice)
        Which options a slice fixes.
    """

    pinned: tuple[int, ...]
    free: tuple[int, ...]
    space: Space
    options: Ints
    draw: Draws

    @classmethod
    def of(cls, space: Space, pinned: Sequence[int], draw: Draws) -> Slices:
        """Slices of one draw.

        Parameters
        ----------
        pinned
            Positions of issues, rising.
        """
        free = tuple(i for i in range(len(space.issues)) if i not in pinned)
        extents = tuple(space.shape[i] for i in pinned)
        inner = Space(tuple(space.issues[i] for i in free), tuple(space.options[i] for i in free))
        options = np.indices(extents, dtype=np.int64).reshape(len(pinned), math.prod(extents))
        return cls(tuple(pinned), free, inner, options, draw)

    def __len__(self) -> int:
        return int(self.options.shape[1])

    @property
    def draws(self) -> Draws:
        """The slices by number, as the tables of :meth:`program` take them."""
        return Draws(np.arange(len(self), dtype=np.int64), {}, {}, {})

    def program(self, program: Program) -> Program:
        """The same comparisons for the packages of a slice."""
        rows = tuple(self.row(row) for row in program.rows)
        return replace(
            program, rows=rows, weights=tuple(self.table(table) for table in program.weights)
        )

    def row(self, row: Row) -> Row:
        """One comparison for the packages of a slice."""
        return Row(tuple(self.table(table) for table in row.tables), self.table(row.threshold))

    def table(self, table: Table) -> Table:
        """A table over the free issues; it is filled from slices by number."""
        fixed = [axis for axis, issue in enumerate(table.issues) if issue in self.pinned]
        left = [axis for axis, issue in enumerate(table.issues) if issue in self.free]
        places = [self.pinned.index(table.issues[axis]) for axis in fixed]
        cells = table.fill(self.draw)[0].transpose(fixed + left)

        def fill(slices: Draws) -> Ints:
            if not fixed:
                return np.broadcast_to(cells, (len(slices), *cells.shape))
            found: Ints = cells[tuple(self.options[place, slices.numbers] for place in places)]
            return found

        issues = tuple(self.free.index(table.issues[axis]) for axis in left)
        return replace(table, issues=issues, fill=fill)


def couplings(rows: Sequence[Row]) -> set[tuple[int, ...]]:
    """Issues that some table names together."""
    return {table.issues for row in rows for table in row.tables if len(table.issues) > 1}
