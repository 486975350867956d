"""The states and transitions along which packages are put together.

Every table that names several issues is a little machine: it reads the options of its issues one
after the other, and beginnings after which it says the same, whatever follows, are one. A *state*
is where all machines stand that have begun and not ended; an option of the next issue is a
*transition* to a state of the next level, along which a table that ends there brings its cell
(bucket elimination, Dechter 1999, as a frontier that moves along the issues; what looks alike is
merged as in decision diagrams, Bryant 1986). What a rule forbids is no transition, nor is what
leads to no whole package.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from parley.conditions.forms import Ints, Table
from parley.space import Mask, Space

MOST_TRANSITIONS = 2**16
"""Transitions of one step that can be laid out."""

Entry = tuple[int, int, Table]
"""A table as part of a sum: the step that ends it, the sum, the table."""


class TooWide(ValueError):  # noqa: N818
    """Tables link so many issues that the states cannot be laid out."""


class Layout(NamedTuple):
    """The states, the transitions and where each reads its cells, as the kernels take them.

    Attributes
    ----------
    options, strides : (step,)
        Options of the issue of each step; what one option further adds to the code.
    levels : (step + 2,)
        Where the states before each step begin; after the last step there is one.
    first : (step + 1,)
        Where the transitions of each step begin: state by state, option by option.
    onward : (transition,)
        The state that it leads to, or -1 where no feasible package does.
    entries : (step + 1,)
        Where the entries that are completed at each step begin. An entry is a table as part of a
        sum.
    sums : (entry,)
        Of which sum.
    spans : (entry + 1,)
        Where its cells begin.
    reads : (entry + 1,)
        Where its readings begin.
    cells : (reading,)
        For each transition of its step the place of its cell.
    """

    options: Ints
    strides: Ints
    levels: Ints
    first: Ints
    onward: Ints
    entries: Ints
    sums: Ints
    spans: Ints
    reads: Ints
    cells: Ints


@dataclass(frozen=True)
class Reading:
    """One step of a machine.

    Attributes
    ----------
    onward : (place x option,)
        The place to which an option leads; at its end the cell of the table.
    places : int
        How many places there are then.
    """

    onward: Ints
    places: int


@dataclass(frozen=True)
class Machine:
    """A table as it is read issue by issue.

    Attributes
    ----------
    issues
        In the order of the steps.
    steps
        One reading an issue.
    """

    issues: tuple[int, ...]
    steps: tuple[Reading, ...]


def machine(
    shape: Sequence[int], sequence: Sequence[int], issues: Sequence[int], cells: Ints
) -> Machine:
    """A table read in the order of the steps.

    Parameters
    ----------
    issues
        Positions of its issues, rising.
    cells : (draw, option of the first issue, ...)
        Beginnings are one place where all cells that may follow are the same in all draws.
    """
    mine = tuple(sorted(issues, key=sequence.index))
    axes = [issues.index(issue) for issue in mine]
    extents = [shape[issue] for issue in mine]
    ordered = np.ascontiguousarray(np.moveaxis(cells, 0, -1).transpose(*axes, len(axes)))
    numbers = np.arange(math.prod(extents)).reshape([shape[i] for i in issues]).transpose(axes)
    steps: list[Reading] = []
    # One beginning for each place, as its position among the beginnings of this length.
    firsts = np.zeros(1, dtype=np.int64)
    for length, extent in enumerate(extents, 1):
        longer = (firsts[:, None] * extent + np.arange(extent)).ravel()
        if length == len(extents):
            steps.append(Reading(numbers.ravel()[longer], 0))
            break
        known: dict[bytes, int] = {}
        follows = ordered.reshape(math.prod(extents[:length]), -1)
        places = [known.setdefault(follows[one].tobytes(), len(known)) for one in longer]
        steps.append(Reading(np.array(places, dtype=np.int64), len(known)))
        firsts = longer[np.unique(places, return_index=True)[1]]
    return Machine(mine, tuple(steps))


@dataclass(frozen=True)
class _Step:
    """What the choice of one issue does.

    Attributes
    ----------
    to : (transition,)
        Which state of the next level.
    is_open : (transition,)
        Whether no rule that ends here forbids it.
    cells
        Table that ends here to (transition,) the place of its cell.
    """

    to: Ints
    is_open: Mask
    cells: Mapping[str, Ints]


def lay_out(
    space: Space,
    sequence: Sequence[int],
    entries: Sequence[Entry],
    machines: Mapping[str, Machine],
    allowed: Mapping[str, Mask],
) -> Layout:
    """The states and transitions of all machines together.

    Parameters
    ----------
    sequence
        The issues in the order of the steps.
    machines, allowed
        Of every table, by key; of a rule which of its cells allow a package.
    """
    options = [space.shape[issue] for issue in sequence]
    steps: list[_Step] = []
    states = [1]
    standing: dict[str, tuple[Ints, int]] = {}
    for issue in sequence:
        step, standing, count = _choose(
            issue, space.shape[issue], states[-1], standing, machines, allowed
        )
        if count * max(options) > MOST_TRANSITIONS:
            raise TooWide(
                f"tables link too many issues: {count:,} combinations of their options must be "
                "told apart at once"
            )
        steps.append(step)
        states.append(count)
    levels = np.cumsum([0, *states])
    possible = all(cells[0] for key, cells in allowed.items() if not machines[key].issues)
    spans = np.cumsum([0, *(math.prod(space.shape[i] for i in t.issues) for _, _, t in entries)])
    reads = [steps[at].cells[table.key] + spans[e] for e, (at, _, table) in enumerate(entries)]
    ends = [at for at, _, _ in entries]
    return Layout(
        np.array(options, dtype=np.int64),
        np.array([space.strides[issue] for issue in sequence], dtype=np.int64),
        levels.astype(np.int64),
        np.cumsum([0, *(len(step.to) for step in steps)]).astype(np.int64),
        _onward(steps, options, levels, possible),
        np.searchsorted(ends, np.arange(len(options) + 1)).astype(np.int64),
        np.array([number for _, number, _ in entries], dtype=np.int64),
        spans.astype(np.int64),
        np.cumsum([0, *map(len, reads)]).astype(np.int64),
        np.concatenate([np.zeros(0, dtype=np.int64), *reads]),
    )


def _choose(
    issue: int,
    extent: int,
    states: int,
    standing: Mapping[str, tuple[Ints, int]],
    machines: Mapping[str, Machine],
    allowed: Mapping[str, Mask],
) -> tuple[_Step, dict[str, tuple[Ints, int]], int]:
    """One step: what it does, where the machines stand then, (state,) of how many places; how many
    states there are then.
    """
    choice = np.tile(np.arange(extent), states)
    then = {key: (np.repeat(at, extent), places) for key, (at, places) in standing.items()}
    is_open = np.ones(states * extent, dtype=bool)
    cells: dict[str, Ints] = {}
    for key, one in machines.items():
        if issue not in one.issues:
            continue
        at, _ = then.pop(key, (np.zeros(states * extent, dtype=np.int64), 1))
        reading = one.steps[one.issues.index(issue)]
        read = reading.onward[at * extent + choice]
        if reading.places:
            then[key] = read, reading.places
        elif key in allowed:
            is_open &= allowed[key][read]
        else:
            cells[key] = read
    to, firsts = _distinct_places(list(then.values()), states * extent)
    left = {key: (at[firsts], places) for key, (at, places) in then.items()}
    return _Step(to, is_open, cells), left, len(firsts)


def _distinct_places(columns: Sequence[tuple[Ints, int]], size: int) -> tuple[Ints, Ints]:
    """Which different row of the columns each row is, and one row for each."""
    key = np.zeros(size, dtype=np.int64)
    found, first = np.zeros(size, dtype=np.int64), np.zeros(1, dtype=np.int64)
    for column, places in columns:
        key = found * places + column
        _, first, found = np.unique(key, return_index=True, return_inverse=True)
    return found.astype(np.int64), first


def _onward(steps: Sequence[_Step], options: Sequence[int], levels: Ints, possible: bool) -> Ints:
    """(transition,) the state that it leads to, or -1 where no feasible package does."""
    found = []
    alive = np.full(1, possible)
    for number in reversed(range(len(steps))):
        to = steps[number].to
        is_open = steps[number].is_open & alive[to]
        found.append(np.where(is_open, to + levels[number + 1], -1))
        alive = is_open.reshape(-1, options[number]).any(axis=1)
    return np.concatenate(found[::-1]).astype(np.int64)
