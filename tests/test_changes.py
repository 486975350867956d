"""The same draws after quantities were changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from parley.case import Case, parse
from parley.case import changed as edited
from parley.changes import Changed, changed, comes, fixed, moves, number_at, pulled
from parley.draws import Book, Draws, central, draw
from strategies import SETTINGS, cases
from studies import TWO

NUMBERS = np.arange(40)
SEED = 7

RANGES = (
    TWO.replace(
        "preferences:\n",
        "factors:\n  front: {title: The front, states: {bad: 0.5, good: 0.5}}\npreferences:\n",
    )
    .replace("cost: 10", "cost: {value: 5..15, shifts: {front: {bad: 2..3}}}")
    .replace(
        "values: {border: {river: 0, joint: 50, ridge: 100}",
        "red_lines: {no: {never: {trade: free}, real: {value: 0.2..0.6, odds: {front: {bad: 2}}}}}"
        "\n    values: {border: {river: 0, joint: 40..60, ridge: 100}",
    )
    + """
levers:
  more:
    title: More
    owner: league
    cost: 1
    changes: {preferences.north.no_deal.cost: {add: 1..4}}
  other:
    title: Other
    owner: league
    cost: 1
    changes:
      preferences.north.no_deal.cost: 20..30
      preferences.north.red_lines.no.real: {odds: 2..4}
      preferences.north.values.border.joint: 70..80
    reply:
      owner: south
      chance: 0.3..0.7
      changes: {preferences.north.no_deal.cost: {add: 100}, preferences.south.no_deal.cost: 1}
"""
)
COST = "preferences.north.no_deal.cost"
REAL = "preferences.north.red_lines.no.real"


@pytest.fixture(scope="module")
def book() -> Book:
    return Book.of(parse(RANGES.encode()))


@pytest.fixture(scope="module")
def draws(book: Book) -> Draws:
    return draw(book, SEED, NUMBERS)


def others(before: Draws, after: Draws) -> list[str]:
    """Paths of the columns that are not the same."""
    return [
        path
        for path, column in after.columns.items()
        if not np.array_equal(column, before.columns[path])
    ]


def test_another_range_is_read_with_the_same_luck_and_shifted_as_before(
    book: Book, draws: Draws
) -> None:
    after = pulled(book, draws, ["other"])
    luck = draws.uniforms[COST][0]
    is_bad = draws.states["front"] == 0
    shift = np.where(is_bad, draws.value(f"{COST}.shifts.front.bad"), 0.0)
    assert after.value(COST).tolist() == (20 + luck * 10 + shift).tolist()
    joint = "preferences.north.values.border.joint"
    assert after.value(joint).tolist() == (70 + draws.uniforms[joint][0] * 10).tolist()


def test_an_amount_has_a_luck_of_its_own(book: Book, draws: Draws) -> None:
    after = pulled(book, draws, ["more"])
    luck = draws.uniforms[f"levers.more.changes.{COST}.add"][0]
    assert after.value(COST).tolist() == (draws.value(COST) + (1 + luck * 3)).tolist()
    assert others(draws, after) == [COST]


def test_odds_are_multiplied_after_those_of_the_factors(book: Book, draws: Draws) -> None:
    after = pulled(book, draws, ["other"])
    q, m = draws.value(REAL), draws.value(f"levers.other.changes.{REAL}.odds")
    before, now = q / (1 - q), after.value(REAL) / (1 - after.value(REAL))
    assert np.allclose(now, before * m, rtol=1e-12)


def test_levers_join_in_the_order_of_the_case(book: Book, draws: Draws) -> None:
    """What it is instead comes first, then what is added, whatever the order of the keys."""
    both = pulled(book, draws, ["other", "more"])
    alone = pulled(book, draws, ["other"])
    added = draws.value(f"levers.more.changes.{COST}.add")
    assert both.value(COST).tolist() == (alone.value(COST) + added).tolist()
    assert others(pulled(book, draws, ["more", "other"]), both) == []


def test_a_reply_comes_in_some_draws(book: Book, draws: Draws) -> None:
    alone = pulled(book, draws, ["other"])
    after = pulled(book, draws, ["other"], replies=True)
    here = comes(book.case, draws, "other")
    luck = draws.uniforms["levers.other.reply"][0]
    assert here.tolist() == (luck < draws.value("levers.other.reply.chance")).tolist()
    assert 0 < here.sum() < len(draws)
    assert (after.value(COST) - alone.value(COST)).tolist() == np.where(
        here, (alone.value(COST) + 100) - alone.value(COST), 0
    ).tolist()
    south = "preferences.south.no_deal.cost"
    is_bad = draws.states["front"] == 0
    instead = 1 + np.where(is_bad, draws.value(f"{south}.shifts.front.bad"), 0.0)
    assert after.value(south).tolist() == np.where(here, instead, draws.value(south)).tolist()
    assert not comes(book.case, draws, "more").any()


def test_the_central_draw_takes_medians(book: Book) -> None:
    middle = central(book)
    after = pulled(book, middle, ["more", "other"], replies=True)
    # Likeliest state: bad, by file order; the reply is as likely as not, and so comes.
    assert after.value(COST).tolist() == [25 + 2.5 + 2.5 + 100]
    assert after.value("preferences.south.no_deal.cost").tolist() == [1 + 2.5]


def test_a_fixed_number_is_shifted_as_before(book: Book, draws: Draws) -> None:
    after = fixed(book, draws, COST, 9.0)
    is_bad = draws.states["front"] == 0
    shift = np.where(is_bad, draws.value(f"{COST}.shifts.front.bad"), 0.0)
    assert after.value(COST).tolist() == (9 + shift).tolist()
    assert others(draws, after) == [COST]
    shifted = fixed(book, draws, f"{COST}.shifts.front.bad", 3.0)
    own = 5 + draws.uniforms[COST][0] * 10
    assert shifted.value(COST).tolist() == np.where(is_bad, own + 3, own).tolist()


def test_what_is_no_single_number_is_refused(book: Book, draws: Draws) -> None:
    with pytest.raises(KeyError):
        fixed(book, draws, "preferences.north.weights.nothing", 1.0)
    with pytest.raises(KeyError):
        changed(book, draws, [Changed("preferences.nobody.discount")])
    assert number_at(book, "preferences.north.values.border.joint").value.high == 60
    assert moves(f"{REAL}.odds.front.bad") == REAL


def written(case: Case, levers: list[str]) -> Case:
    """The case with what levers put in place of its numbers."""
    spreads = {
        str(path): change.to.value
        for name in levers
        for path, change in case.levers[name].changes.items()
        if change.to is not None
    }
    return edited.changed(case, spreads)


@SETTINGS
@given(cases(later=True, levers=True))
def test_a_lever_does_what_an_edited_case_would(case: Case) -> None:
    """Range for range the columns are those of the case in which the range is written; then what
    is added is added, and odds are multiplied.
    """
    book = Book.of(case)
    before = draw(book, SEED, NUMBERS)
    every = [list(map(str, case.levers)), *([str(name)] for name in case.levers)]
    for levers in every:
        after = pulled(book, before, levers)
        expected = dict(draw(Book.of(written(case, levers)), SEED, NUMBERS).columns)
        for name in case.levers:
            if name not in levers:
                continue
            for path, change in case.levers[name].changes.items():
                column = expected[path]
                if change.add is not None:
                    column = column + before.value(f"levers.{name}.changes.{path}.add")
                if change.odds is not None:
                    m = before.value(f"levers.{name}.changes.{path}.odds")
                    column = column * m / (1 - column + column * m)
                expected[path] = column
        assert set(after.columns) == set(expected)
        for path, column in expected.items():
            assert np.allclose(after.columns[path], column, rtol=1e-15, atol=0), path
        assert after.uniforms is before.uniforms


@SETTINGS
@given(cases(later=True, levers=True))
def test_a_number_changed_to_itself_stays_to_the_last_digit(case: Case) -> None:
    book = Book.of(case)
    for before in (draw(book, SEED, NUMBERS), central(book)):
        for path, number in edited.targets(case).items():
            if getattr(number, "never", None):
                continue
            after = changed(book, before, [Changed(path, number.value)])
            assert others(before, after) == []
    assert others(before, pulled(book, before, [])) == []
