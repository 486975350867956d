"""Shares of draws: their interval, and how they are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.analysis.shares import calibrated, in_100, readings, share, wilson
from strategies import SETTINGS
from studies import interval


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_is_that_of_newcombe(hits: int, n: int, low: float, high: float) -> None:
    """Newcombe (1998), Two-sided confidence intervals for the single proportion, table I."""
    found = wilson(hits, n)
    assert (round(found[0], 4), round(found[1], 4)) == (low, high)


def test_wilson_is_that_of_statsmodels() -> None:
    """``proportion_confint(8, 10, method="wilson")`` is (0.4901625, 0.9433178)."""
    assert wilson(8, 10) == pytest.approx((0.4901625, 0.9433178), abs=5e-8)


@SETTINGS
@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_solves_its_equation(pair: tuple[int, int]) -> None:
    """The ends are where the share would be just 1.96 standard errors off; they hold the share."""
    hits, n = pair
    low, high = wilson(hits, n)
    assert (low, high) == pytest.approx(interval(hits, n), abs=1e-12)
    assert 0 <= low <= hits / n <= high <= 1
    mirrored = wilson(n - hits, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high), abs=1e-12)


def test_no_draws_say_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert share("some", 0, 0).value == 0.0


def test_ends_are_exact_where_all_or_none_pass() -> None:
    """No rounding makes an end 0.0000001 or 0.9999999."""
    assert wilson(0, 7)[0] == 0.0
    assert wilson(7, 7)[1] == 1.0


def test_a_share_knows_its_draws() -> None:
    figure = share("menu", 3, 4)
    assert (figure.name, figure.value, figure.unit, figure.n) == ("menu", 0.75, "share", 4)
    assert (figure.low, figure.high) == wilson(3, 4)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "none"),
        (0.0001, "fewer than 1 of 100"),
        (0.0049, "fewer than 1 of 100"),
        (0.005, "1 of 100"),
        (0.125, "13 of 100"),
        (0.0051, "1 of 100"),
        (0.5, "50 of 100"),
        (0.9949, "99 of 100"),
        (0.995, "more than 99 of 100"),
        (1.0, "all"),
    ],
)
def test_a_share_out_of_100(value: float, words: str) -> None:
    """Nothing that happens at all is said to happen never, and nothing rare to be certain."""
    assert in_100(value) == words


def test_readings_are_a_part_of_a_sentence() -> None:
    assert [readings(v) for v in (0, 0.5, 1)] == [
        "in no reading",
        "in 50 of 100 readings",
        "in every reading",
    ]


@pytest.mark.parametrize(
    ("value", "word"),
    [(0.0999, "rare"), (0.1, "some"), (0.34, "about half"), (0.67, "most"), (0.9, "nearly all")],
)
def test_words_of_fixed_meaning(value: float, word: str) -> None:
    assert calibrated(value) == word
