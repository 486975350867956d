"""Few answers settle the others, and never another way than asking would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.analysis.study import Study
from parley.conditions.forms import NANO, Ints
from parley.engine.layouts import layout
from parley.engine.ordered import OPEN, Remembered, favour, settle, varying
from parley.engine.scan import exists
from parley.space import Mask
from strategies import SETTINGS
from studies import TWO, passing, random_studies, study_of_text


@st.composite
def tables(draw: st.DrawFn) -> tuple[Ints, Ints, Mask]:
    """Points, groups, and a monotone answer in each group: some corner is reached."""
    n, width = draw(st.integers(1, 60)), draw(st.integers(0, 4))
    cells = st.lists(st.integers(-3, 3), min_size=width, max_size=width)
    points = np.array(draw(st.lists(cells, min_size=n, max_size=n)), dtype=np.int64)
    points = points.reshape(n, width)
    groups = np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n)), dtype=np.int64)
    answers = np.zeros(n, dtype=bool)
    for group in range(3):
        for corner in draw(st.lists(cells, max_size=3)):
            answers |= (groups == group) & (points >= np.array(corner)).all(axis=1)
    return points, groups, answers


@settings(SETTINGS)
@given(tables(), st.data())
def test_settled_answers_are_those_that_would_be_given(
    table: tuple[Ints, Ints, Mask], data: st.DataObject
) -> None:
    points, groups, answers = table
    n = len(answers)
    told = np.array(data.draw(st.lists(st.booleans(), min_size=n, max_size=n)))
    asked: list[int] = []

    def ask(rows: Ints) -> Mask:
        asked.extend(rows.tolist())
        return answers[rows]

    found = settle(points, groups, np.where(told, answers, OPEN), ask)
    assert found.tolist() == answers.tolist()
    assert len(set(asked)) == len(asked)
    assert not told[asked].any()


def test_a_chain_is_settled_by_few() -> None:
    """In 10,000 draws, each better than the one before, a few dozen answers do."""
    points = np.arange(10_000).reshape(-1, 1)
    asked = []

    def ask(rows: Ints) -> Mask:
        asked.extend(rows.tolist())
        return rows >= 7_321

    found = settle(points, np.zeros(10_000, dtype=np.int64), np.full(10_000, OPEN), ask)
    assert found.tolist() == (np.arange(10_000) >= 7_321).tolist()
    assert len(asked) < 300


def test_groups_tell_nothing_of_each_other() -> None:
    points = np.array([[0], [1], [0], [1]])
    found = settle(
        points, np.array([0, 0, 1, 1]), np.array([1, OPEN, OPEN, OPEN]), lambda rows: rows == 3
    )
    assert found.tolist() == [True, True, False, True]


def test_what_varies_within_a_group() -> None:
    parts = [np.array([[1, 5, 7], [2, 5, 8]]), np.array([[1, 5, 7], [2, 5, 9]])]
    groups = [np.array([4, 9]), np.array([4, 9])]
    assert varying(parts, groups).tolist() == [[7], [8], [7], [9]]


@pytest.mark.parametrize("wishes", [{}, {"later": True}])
def test_more_favour_never_ends_a_deal(wishes: dict[str, bool]) -> None:
    """What the comparison rests on: answers rise with the cells of the tables."""

    @settings(SETTINGS, max_examples=15)
    @given(study=random_studies(**wishes))
    def check(study: Study) -> None:
        kept = Remembered.of((layout(study.model),), study.draws)
        points = favour(kept.plans[0], kept.draws)
        answers = np.asarray(passing(study).any(axis=1))
        assert exists(kept.plans[0], kept.draws).tolist() == answers.tolist()
        better = (points[:, None] >= points[None]).all(axis=2)
        assert not (better & ~answers[:, None] & answers[None]).any()

    check()


def test_a_higher_bar_is_less_favourable() -> None:
    """Only the no-deal value of the north differs; the most that it can get is 70."""
    text = TWO.replace("{cost: 10}", "{cost: 0..10, plus: 0..80}", 1)
    n = 400
    study = study_of_text(text, n)
    kept = Remembered.of((layout(study.model),), study.draws)
    group = np.zeros(n, dtype=np.int64)
    points = varying([favour(kept.plans[0], kept.draws)], [group])
    bars = study.no_deal("north", study.draws)
    assert points.shape[1] == 1

    def ask(rows: Ints) -> Mask:
        return exists(kept.plans[0], kept.draws.take(rows))

    found = settle(points, group, np.full(n, OPEN), ask)
    assert found.tolist() == (bars <= 70 * NANO).tolist()
    assert 0 < found.sum() < n
