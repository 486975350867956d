"""In which order issues are looked at, and what of a table looks alike."""

from __future__ import annotations

import itertools
import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.conditions.forms import Ints, Linear, constant_table
from parley.draws import Draws
from parley.engine.elimination_layout import machine
from parley.engine.elimination_order import order
from parley.engine.program import Program, program
from parley.engine.scheme import scheme
from parley.space import Space
from strategies import SETTINGS

ONE = Draws(np.zeros(1, dtype=np.int64), {}, {}, {})
SHAPE = (2, 3, 2, 3)


def open_issues(sequence: tuple[int, ...], links: list[tuple[int, ...]]) -> list[set[int]]:
    """After each step the issues that some table links with one to come."""
    return [
        {
            issue
            for link in links
            for issue in link
            if issue in sequence[:step] and not set(link) <= set(sequence[:step])
        }
        for step in range(len(sequence) + 1)
    ]


@settings(SETTINGS, max_examples=100)
@given(st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=3, unique=True), max_size=6))
def test_every_issue_comes_once_and_groups_stay_together(links: list[list[int]]) -> None:
    """Between two groups nothing is open."""
    shape = (4,) * 7
    sequence = order(shape, [tuple(sorted(link)) for link in links])
    assert sorted(sequence) == list(range(7))
    left = [set(link) for link in links]
    groups = 0
    while left:
        group = left.pop()
        while touching := [link for link in left if link & group]:
            group |= set().union(*touching)
            left = [link for link in left if link not in touching]
        places = sorted(sequence.index(issue) for issue in group)
        assert places == list(range(places[0], places[0] + len(places)))
        groups += 1
    nothing_open = sum(not open_ for open_ in open_issues(sequence, [*map(tuple, links)]))
    alone = 7 - len({issue for link in links for issue in link})
    assert nothing_open >= 1 + groups + alone


def test_along_a_chain_one_issue_is_open() -> None:
    """However its issues are numbered."""
    chain = [3, 0, 5, 1, 4, 2]
    links = [tuple(sorted(pair)) for pair in itertools.pairwise(chain)]
    sequence = order((4,) * 6, links)
    assert max(map(len, open_issues(sequence, links))) == 1


@settings(SETTINGS, max_examples=100)
@given(
    st.lists(st.sampled_from([0, 1, 2, 3]), min_size=1, max_size=3, unique=True),
    st.permutations([0, 1, 2, 3]),
    st.data(),
)
def test_a_machine_reads_the_cells_of_its_table(
    issues: list[int], sequence: list[int], data: st.DataObject
) -> None:
    """Whichever way leads there, the cell is the right one in every draw; and no way too many."""
    axes = tuple(sorted(issues))
    extents = [SHAPE[axis] for axis in axes]
    size = 2 * math.prod(extents)
    drawn = data.draw(st.lists(st.integers(0, 1), min_size=size, max_size=size))
    cells = np.array(drawn, dtype=np.int64).reshape(2, *extents)
    found = machine(SHAPE, sequence, axes, cells)
    assert found.issues == tuple(sorted(axes, key=sequence.index))
    for options in itertools.product(*map(range, extents)):
        by_issue = dict(zip(axes, options, strict=True))
        place = 0
        for issue, step in zip(found.issues, found.steps, strict=True):
            place = step.onward[place * SHAPE[issue] + by_issue[issue]]
        assert (cells.reshape(2, -1)[:, place] == cells.T[options[::-1]]).all()
    for length, step in enumerate(found.steps[:-1], 1):
        assert step.places == len(distinct(cells, axes, found.issues[:length]))


def distinct(cells: Ints, axes: tuple[int, ...], begun: tuple[int, ...]) -> set[bytes]:
    """What may follow, for all options on the issues where a table has begun."""
    found = set()
    for options in itertools.product(*(range(SHAPE[issue]) for issue in begun)):
        by_issue = dict(zip(begun, options, strict=True))
        found.add(
            cells[(slice(None), *(by_issue.get(axis, slice(None)) for axis in axes))].tobytes()
        )
    return found


def test_options_that_look_alike_are_one_state() -> None:
    """A pattern of two of four options, and of one of four, leaves two states, not four."""
    options = tuple("abcd")
    space = Space(("x", "y"), (options, options))
    pattern = np.zeros((4, 4), dtype=np.int64)
    pattern[:2, 0] = 5
    table = constant_table("pattern", "", (0, 1), pattern)
    assert widths(space, (table,)) == [1, 2, 1]
    other = constant_table("other", "", (0, 1), np.arange(16).reshape(4, 4))
    assert widths(space, (table, other)) == [1, 4, 1]


def widths(space: Space, tables: tuple) -> list[int]:  # type: ignore[type-arg]
    """How many states there are before each step, and after the last."""
    layout, _ = scheme(space, nothing(space), (), [Linear(tables).tables]).laid_out(ONE)
    found: list[int] = np.diff(layout.levels).tolist()
    return found


def nothing(space: Space) -> Program:
    return program(space, (), ["acceptable"])
