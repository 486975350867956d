"""The same draws scanned again and again, each time with a few numbers changed.

What a package fails even where every number is the most favourable that any of the changes makes
it, it fails after each of them: one scan leaves the few packages that have to be compared again. A
package that got far in a draw is tried first there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from parley.case.evidence import prefixes
from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.again_kernels import climb, sift
from parley.engine.plan import Plan
from parley.engine.program import BALLOT, COUNT, HOLD
from parley.engine.scan import in_threads
from parley.engine.wiring import Wiring, slots, wiring

Change = Callable[[Draws], Draws]
"""From some draws to the same with a few numbers changed."""

PIECE = 128
"""Draws that are worked on at once, a thread."""
KNOWN = 8
"""Packages of each draw that are tried first."""


def again(
    plan: Plan,
    draws: Draws,
    groups: Sequence[Sequence[Change]],
    threads: int = 1,
    *,
    only_all: bool = False,
) -> list[Ints]:
    """How many stages some package passes after each change.

    Parameters
    ----------
    groups
        Changes of a group share the scan that leaves what has to be compared: the fewer
        conditions they touch together, the fewer packages it leaves. How they are grouped never
        changes a result.
    only_all
        Only whether some package passes all stages is asked: what passes fewer counts as one
        fewer.

    Returns
    -------
    (change, draw) for each group
    """
    wires = wiring(plan)
    step = max(1, min(PIECE, -(-len(draws) // threads)))
    pieces = [slice(start, min(start + step, len(draws))) for start in range(0, len(draws), step)]

    def work(piece: slice) -> list[Ints]:
        return _in_piece(plan, wires, draws.take(piece), groups, only_all)

    found = in_threads(work, pieces, threads)
    return [np.concatenate([part[g] for part in found], axis=1) for g in range(len(groups))]


def readers(plan: Plan) -> dict[str, frozenset[int]]:
    """Path that some table reads to the positions of the conditions that depend on it."""
    found: dict[str, set[int]] = {}
    program = plan.program
    for c in range(len(program.starts) - 1):
        tables: list[Table] = []
        for step, row, ballot in program.steps[program.starts[c] : program.starts[c + 1]].tolist():
            if step in (HOLD, BALLOT, COUNT):
                tables += [*program.rows[row].tables, program.rows[row].threshold]
            if step == BALLOT:
                tables.append(program.weights[ballot])
        for path in {path for table in tables for path in table.reads}:
            found.setdefault(path, set()).add(c)
    return {path: frozenset(places) for path, places in found.items()}


def touched(by_path: Mapping[str, frozenset[int]], path: str) -> frozenset[int]:
    """Positions of the conditions that depend on a quantity; ``by_path`` is of :func:`readers`."""
    none: frozenset[int] = frozenset()
    return none.union(*(by_path.get(prefix, none) for prefix in prefixes(path)))


def differing(before: Draws, after: Draws) -> list[str]:
    """Paths of the columns, and of the factors, that a change makes other than they were."""
    states = {f"factors.{name}": state for name, state in before.states.items()}
    found = {f"factors.{name}": state for name, state in after.states.items()}
    return [
        path
        for was, now in ((before.columns, after.columns), (states, found))
        for path, column in now.items()
        if column is not was[path] and not np.array_equal(column, was[path])
    ]


@dataclass(frozen=True)
class Gains:
    """What a change adds to the numbers of the comparisons.

    Attributes
    ----------
    cells
        Key of a table to (draw, cell).
    lift
        Row to (draw,): what its threshold gains.
    votes
        Ballot to (draw,): what its weight gains.
    """

    cells: dict[str, Ints] = field(default_factory=dict)
    lift: dict[int, Ints] = field(default_factory=dict)
    votes: dict[int, Ints] = field(default_factory=dict)


class _Before:
    """Tables filled from some draws before any change, each once."""

    def __init__(self, draws: Draws) -> None:
        self.draws = draws
        self.filled: dict[str, Ints] = {}

    def cells(self, table: Table) -> Ints:
        """(draw, cell) the cells of a table."""
        if table.key not in self.filled:
            self.filled[table.key] = table.fill(self.draws).reshape(len(self.draws), -1)
        return self.filled[table.key]

    def column(self, tables: Iterable[Table]) -> Ints:
        """(draw, table) of constants."""
        columns = [self.cells(table) for table in tables]
        return np.concatenate([np.zeros((len(self.draws), 0), dtype=np.int64), *columns], axis=1)


def _gains(plan: Plan, before: _Before, after: Draws) -> Gains:
    """What a change adds."""
    paths = differing(before.draws, after)
    around = {prefix for path in paths for prefix in prefixes(path)}
    found = Gains()
    fresh: dict[str, Ints] = {}

    def gain(table: Table) -> Ints:
        if table.key not in fresh:
            fresh[table.key] = table.fill(after).reshape(len(after), -1) - before.cells(table)
        return fresh[table.key]

    for r, row in enumerate(plan.program.rows) if around else ():
        touched = [table for table in row.tables if _reads([table], around)]
        found.cells.update({table.key: gain(table) for table in touched})
        # A no-deal value depends on what a package is worth, so on all that its row reads.
        if touched or _reads([row.threshold], around):
            found.lift[r] = gain(row.threshold)[:, 0]
    if any(path.startswith("bodies.") for path in paths):
        for w, weight in enumerate(plan.program.weights):
            found.votes[w] = gain(weight)[:, 0]
    return found


def _reads(tables: Iterable[Table], around: Collection[str]) -> bool:
    return any(path in around for table in tables for path in table.reads)


def _most_favourable(every: Sequence[Gains]) -> Gains:
    """The most that any change, or none, adds to a cell or a vote, and the least to a threshold."""
    best = Gains()
    for one in every:
        for key, gain in one.cells.items():
            best.cells[key] = np.maximum(best.cells.get(key, 0), gain)
        for row, gain in one.lift.items():
            best.lift[row] = np.minimum(best.lift.get(row, 0), gain)
        for ballot, gain in one.votes.items():
            best.votes[ballot] = np.maximum(best.votes.get(ballot, 0), gain)
    return best


def _dense(gains: Sequence[Mapping[int, Ints]], n: int, width: int) -> Ints:
    """(change, draw, place) from columns by place."""
    table = np.zeros((len(gains), n, width), dtype=np.int64)
    for v, columns in enumerate(gains):
        for place, column in columns.items():
            table[v, :, place] = column
    return table


def _in_piece(
    plan: Plan,
    wires: Wiring,
    draws: Draws,
    groups: Sequence[Sequence[Change]],
    only_all: bool,
) -> list[Ints]:
    n = len(draws)
    program = plan.program
    before = _Before(draws)
    by_row = [[(r, table) for table in row.tables] for r, row in enumerate(program.rows)]
    every = [pair for row in by_row for pair in row]
    rest = [[(r, table) for table in tables] for r, tables in enumerate(wires.rest)]
    own = {table.key: before.cells(table) for _, table in every}
    base = slots(wires, [(row, own) for row in rest], n)
    thresholds = before.column(row.threshold for row in program.rows)
    weights = before.column(program.weights)
    known = (np.zeros((n, KNOWN, 2), dtype=np.int64), np.zeros(n, dtype=np.int64))
    least = len(program.stage_ends) - 1 if only_all else 0
    layout = (plan.variants, plan.feasible, plan.feasible.any(axis=1))
    steps = (program.steps, program.starts, program.stage_ends)
    index = (wires.left, wires.right, wires.spans, wires.step)
    whole = (base.left, base.left_starts, base.right, wires.parents, base.cells, thresholds)
    numbers, left = _room(plan)
    found = []
    for group in groups:
        gains = [_gains(plan, before, change(draws)) for change in group]
        best = _most_favourable(gains)
        most = {key: cells + best.cells.get(key, 0) for key, cells in own.items()}
        top = slots(wires, [(row, most) for row in rest], n)
        more = slots(wires, [(every, best.cells)], n)
        each = slots(wires, [(every, one.cells) for one in gains], n)
        favourable = (
            top.left,
            top.left_starts,
            top.cells,
            thresholds + _dense([best.lift], n, len(program.rows))[0],
            weights + _dense([best.votes], n, len(program.weights))[0],
            more.right,
            more.cells,
        )
        changes = (
            each.left,
            each.left_starts,
            each.right,
            each.right_starts,
            each.cells,
            _dense([one.lift for one in gains], n, len(program.rows)),
            _dense([one.votes for one in gains], n, len(program.weights)),
        )
        reached = np.full((len(group), n), least, dtype=np.int64)
        for d in range(n if group else 0):
            size = sift(numbers, layout, steps, index, whole, favourable, d, least, left)
            climb(
                numbers,
                plan.variants,
                steps,
                index,
                weights,
                changes,
                known,
                left,
                size,
                d,
                reached,
            )
        found.append(reached)
    return found


def _room(plan: Plan) -> tuple[tuple[Ints, ...], tuple[NDArray[np.integer], ...]]:
    """Where the kernels keep the numbers of one draw, and the left halves that they keep."""
    a, b = plan.halves
    rows, ballots = len(plan.program.rows), len(plan.program.weights)
    numbers = [(1, rows, a), (1, rows, plan.variant_count, b), (1, ballots)]
    left = [np.zeros(a, dtype=np.int64) for _ in range(3)]
    return (
        tuple(np.zeros(shape, dtype=np.int64) for shape in numbers),
        (*left, np.zeros((a, b), dtype=np.uint8)),
    )
