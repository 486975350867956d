"""How the numbers of the comparisons come from the cells of tables, for those who change a few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parley.conditions.forms import Ints, Table
from parley.engine.plan import Plan
from parley.engine.program import Row


@dataclass(frozen=True)
class Wiring:
    """How the numbers of the comparisons come from the cells of tables.

    Attributes
    ----------
    left : (line, A), right : (line, variant x B)
        Which cell of a table over some issues each half package reads.
    spans, step
        For each left line 0 where only the first left issues count, 1 where only the last, 2
        where both do; left halves with the same last ones stand ``step`` apart.
    lines
        Issues to whether they are left, and their line.
    parents : (row,)
        An earlier row of which all tables are also those of this one; -1: none.
    rest
        Row to its tables that its parent does not have.
    """

    left: Ints
    right: Ints
    spans: Ints
    step: int
    lines: Mapping[tuple[int, ...], tuple[bool, int]]
    parents: Ints
    rest: tuple[tuple[Table, ...], ...]


def wiring(plan: Plan) -> Wiring:
    """The wiring of a plan."""
    a, b = plan.halves
    rows = plan.program.rows
    last, step = _last_issues(plan)
    spans: list[int] = []
    sides: tuple[list[Ints], list[Ints]] = ([], [])
    lines: dict[tuple[int, ...], tuple[bool, int]] = {}
    for issues in dict.fromkeys(table.issues for row in rows for table in row.tables):
        is_left = set(issues) <= set(plan.left)
        side = sides[0 if is_left else 1]
        lines[issues] = (is_left, len(side))
        side.append(_cells_read(plan, issues, is_left))
        if is_left:
            spans.append(1 if set(issues) <= last else 2 if set(issues) & last else 0)
    keys = [Counter(table.key for table in row.tables) for row in rows]
    parents = [
        max((p for p in range(r) if keys[p] <= keys[r]), key=lambda p: keys[p].total(), default=-1)
        for r in range(len(rows))
    ]
    return Wiring(
        np.array(sides[0], dtype=np.int64).reshape(-1, a),
        np.array(sides[1], dtype=np.int64).reshape(-1, plan.variant_count * b),
        np.array(spans, dtype=np.int64),
        step,
        lines,
        np.array(parents, dtype=np.int64),
        tuple(
            _beyond(row, keys[parent] if parent >= 0 else Counter())
            for row, parent in zip(rows, parents, strict=True)
        ),
    )


def _last_issues(plan: Plan) -> tuple[set[int], int]:
    """The last left issues, so many that first and last have about as many combinations each."""
    last: set[int] = set()
    step = 1
    for issue in reversed(plan.left):
        if (step * plan.space.shape[issue]) ** 2 > plan.halves[0] * plan.space.shape[issue]:
            break
        last.add(issue)
        step *= plan.space.shape[issue]
    return last, step


def _beyond(row: Row, known: Counter[str]) -> tuple[Table, ...]:
    """The tables of a row that are not among known ones."""
    left = Counter(known)
    found = []
    for table in row.tables:
        if left[table.key]:
            left[table.key] -= 1
        else:
            found.append(table)
    return tuple(found)


def _cells_read(plan: Plan, issues: tuple[int, ...], is_left: bool) -> Ints:
    """(A,) or (variant x B,) which cell of a table over some issues each half package reads."""
    left = plan.space.digits(plan.left_codes)
    right = plan.space.digits(plan.right_codes)
    shape = plan.halves[:1] if is_left else (plan.variant_count, plan.halves[1])
    flat = np.zeros(shape, dtype=np.int64)
    for issue in issues:
        if is_left:
            digits = left[issue]
        elif issue in plan.right:
            digits = right[issue]
        else:
            digits = plan.variant_digits[plan.touching.index(issue)][:, None]
        flat = flat * plan.space.shape[issue] + digits
    return flat.ravel()


@dataclass(frozen=True)
class Slots:
    """Cells as the kernels take them; a slot is (row, first cell, line)."""

    left: Ints
    left_starts: Ints
    right: Ints
    right_starts: Ints
    cells: Ints


def slots(
    wires: Wiring, runs: Sequence[tuple[Sequence[tuple[int, Table]], Mapping[str, Ints]]], n: int
) -> Slots:
    """The slots of some runs of (row, table), each with the cells of tables by key."""
    held = [np.zeros((n, 0), dtype=np.int64)]
    width = 0
    sides: tuple[list[tuple[int, int, int]], list[tuple[int, int, int]]] = ([], [])
    starts: tuple[list[int], list[int]] = ([0], [0])
    first: dict[tuple[int, ...], int] = {}
    for run, by_key in runs:
        joined: dict[tuple[int, bool, int], list[Ints]] = {}
        for row, table in run:
            if table.key in by_key:
                joined.setdefault((row, *wires.lines[table.issues]), []).append(by_key[table.key])
        for (row, is_left, line), parts in joined.items():
            # Rows that share tables share their cells.
            name = tuple(id(part) for part in parts)
            if name not in first:
                first[name] = width
                held.append(np.sum(parts, axis=0))
                width += parts[0].shape[1]
            sides[0 if is_left else 1].append((row, first[name], line))
        starts[0].append(len(sides[0]))
        starts[1].append(len(sides[1]))
    left, right = (np.array(side, dtype=np.int64).reshape(-1, 3) for side in sides)
    return Slots(
        left, np.array(starts[0]), right, np.array(starts[1]), np.concatenate(held, axis=1)
    )
