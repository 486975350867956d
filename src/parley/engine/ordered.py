"""Whether some package passes in each of many draws, of which only some are asked.

All that is asked is monotone in the cells of the tables behind it. A draw in which every cell is
at least as favourable as in another where some package passes has such a package, too; where none
passes in the other, none does in a draw in which no cell is more favourable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parley.conditions.forms import Ints, Table
from parley.draws import Draws
from parley.engine.plan import Plan
from parley.engine.program import Row
from parley.space import Mask

OPEN = -1
"""Stands for an answer that is not known yet, beside 0 and 1."""
PICKS = np.linspace(0, 1, 11)
"""Which of the open draws of a group are asked at once: these quantiles of how favourable."""
FEW = 256
"""So many open draws are asked at once: to ask again and again would take longer."""
CHUNK = 1_024
"""Draws whose cells are compared at once."""


@dataclass(frozen=True)
class Remembered:
    """The tables of some plans, filled once for draws of which a few are asked at a time.

    Attributes
    ----------
    plans
        As they were, but reading the tables filled before: they take :attr:`draws`, or some of
        them.
    draws
        Nothing but their positions.
    """

    plans: tuple[Plan, ...]
    draws: Draws

    @classmethod
    def of(cls, plans: Sequence[Plan], draws: Draws) -> Remembered:
        """Fill the tables of some plans, each once."""
        kept: dict[str, Table] = {}

        def keep(table: Table) -> Table:
            if table.key not in kept:
                kept[table.key] = replace(table, fill=partial(_at, table.fill(draws)))
            return kept[table.key]

        positions = np.arange(len(draws), dtype=np.int64)
        return cls(tuple(_with(plan, keep) for plan in plans), Draws(positions, {}, {}, {}))


def _at(cells: Ints, draws: Draws) -> Ints:
    return cells[draws.numbers]


def _with(plan: Plan, keep: Callable[[Table], Table]) -> Plan:
    """A plan with other tables in the same places."""
    program = replace(
        plan.program,
        rows=tuple(
            Row(tuple(map(keep, row.tables)), keep(row.threshold)) for row in plan.program.rows
        ),
        weights=tuple(map(keep, plan.program.weights)),
    )
    scheme = plan.scheme
    if scheme is not None:
        entries = tuple((step, number, keep(table)) for step, number, table in scheme.entries)
        scheme = replace(scheme, program=program, entries=entries)
    return replace(plan, program=program, scheme=scheme)


def favour(plan: Plan, draws: Draws) -> Ints:
    """(draw, cell) every number that what passes depends on: the greater, the more favourable."""
    columns = [
        sign * table.fill(draws).reshape(len(draws), -1) for table, sign in _signed(plan).values()
    ]
    return np.concatenate([np.zeros((len(draws), 0), dtype=np.int64), *columns], axis=1)


def _signed(plan: Plan) -> dict[tuple[str, int], tuple[Table, int]]:
    """Each table once, with 1 where more of it is favourable and -1 for what must be reached."""

    def every() -> Iterator[tuple[Table, int]]:
        for row in plan.program.rows:
            yield from ((table, 1) for table in row.tables)
            yield row.threshold, -1
        yield from ((weight, 1) for weight in plan.program.weights)

    return {(table.key, sign): (table, sign) for table, sign in every()}


def varying(parts: Sequence[Ints], groups: Sequence[Ints]) -> Ints:
    """The cells that are not the same in all draws of each group.

    Parameters
    ----------
    parts, groups : (draw, cell), (draw,) each
        What is joined, with the group of each draw; every part has draws of every group.

    Returns
    -------
    (draw of the first part, then of the others, varying cell)
    """
    names, first = np.unique(groups[0], return_index=True)
    same = parts[0][first]
    varies = np.zeros(same.shape[1], dtype=bool)
    for points, mine in zip(parts, groups, strict=True):
        place = np.searchsorted(names, mine)
        for start in range(0, len(points), CHUNK):
            chunk = slice(start, start + CHUNK)
            varies |= (points[chunk] != same[place[chunk]]).any(axis=0)
    return np.concatenate([points[:, varies] for points in parts])


def settle(points: Ints, groups: Ints, known: Ints, ask: Callable[[Ints], Mask]) -> Mask:
    """Yes or no for every draw, asking for as few as settle the others.

    Parameters
    ----------
    points : (draw, cell)
        The greater, the more favourable; as of :func:`favour` and :func:`varying`.
    groups : (draw,)
        Only draws of the same group are compared. The more cells they have in common, the fewer
        are asked.
    known : (draw,)
        1 or 0 where the answer is known, :data:`OPEN` where not.
    ask
        From positions of draws to their answers.

    Returns
    -------
    (draw,)
    """
    names, group = np.unique(groups, return_inverse=True)
    answers = known.astype(np.int64)
    order = np.argsort(_heights(points), kind="stable")
    spread(points, group, np.flatnonzero(answers != OPEN), answers)
    while (answers == OPEN).any():
        picked = _picked(order[answers[order] == OPEN], group, len(names))
        answers[picked] = ask(picked)
        spread(points, group, picked, answers)
    found: Mask = answers == 1
    return found


def _heights(points: Ints) -> NDArray[np.float64]:
    """(draw,) about how favourable each is: the sum of its cells, each over its span."""
    low = points.min(axis=0, initial=0)
    span = np.maximum(1, points.max(axis=0, initial=0) - low)
    found: NDArray[np.float64] = ((points - low) / span).sum(axis=1)
    return found


def _picked(left: Ints, group: Ints, groups: int) -> Ints:
    """Of the open draws of each group, in rising order of favour, some that lie evenly; all where
    they are few.
    """
    if len(left) <= FEW:
        return left
    found = []
    for g in range(groups):
        mine = left[group[left] == g]
        if len(mine):
            found.append(mine[np.unique((PICKS * (len(mine) - 1)).astype(np.int64))])
    return np.concatenate(found)


@njit(cache=True, nogil=True)
def spread(
    points: NDArray[np.int64],
    group: NDArray[np.int64],
    sources: NDArray[np.int64],
    answers: NDArray[np.int64],
) -> None:
    """Answers of the open draws that those of some others settle; ``answers`` is written."""
    for i in range(len(points)):
        if answers[i] != -1:
            continue
        for j in sources:
            if group[j] != group[i]:
                continue
            yes = answers[j] == 1
            settled = True
            for k in range(points.shape[1]):
                gain = points[i, k] - points[j, k]
                if (yes and gain < 0) or (not yes and gain > 0):
                    settled = False
                    break
            if settled:
                answers[i] = answers[j]
                break
