"""Numbers and ranges are read exactly as they are written, or not at all."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.case.quantity import LARGEST, Domain, Spread, certain, parse, plain, unread

digits = st.text("0123456789", min_size=1, max_size=6)
decimals = st.builds(
    lambda sign, whole, part, power: sign + whole + part + power,
    st.sampled_from(["", "-", "+"]),
    digits,
    st.one_of(st.just(""), digits.map(lambda text: f".{text}")),
    st.one_of(st.just(""), st.integers(-9, 3).map(lambda n: f"e{n}")),
)


@given(decimals)
def test_a_decimal_is_read_exactly(text: str) -> None:
    """Python's Fraction reads the same texts by its own code."""
    exact = Fraction(text)
    if abs(exact) > LARGEST:
        with pytest.raises(ValueError, match="too large"):
            parse(text)
        return
    spread = parse(text)
    assert spread.exact == (exact,)
    assert spread.low == spread.high == float(exact)
    assert spread.certain


@given(st.lists(decimals, min_size=2, max_size=3))
def test_a_range_must_rise(parts: list[str]) -> None:
    exact = [Fraction(part) for part in parts]
    text = "..".join(parts)
    too_large = any(abs(number) > LARGEST for number in exact)
    rises = exact == sorted(exact) and exact[0] < exact[-1]
    if too_large or not rises:
        with pytest.raises(ValueError, match=r"too large|does not rise"):
            parse(text)
        return
    spread = parse(text)
    assert (spread.low, spread.high) == (float(exact[0]), float(exact[-1]))
    assert spread.mode == (float(exact[1]) if len(exact) == 3 else None)


@given(st.text(max_size=12))
def test_any_other_text_is_refused_with_a_remedy(text: str) -> None:
    """No text makes it crash, or pass as infinite or as no number."""
    said = ""
    try:
        spread = parse(text)
    except ValueError as error:
        said = str(error)
    else:
        assert all(math.isfinite(number) for number in (spread.low, spread.high))
    assert not said or (text[:40] in said and said.endswith("."))


@given(st.lists(st.integers(-1000, 1000), min_size=3, max_size=3, unique=True))
def test_the_range_that_an_error_proposes_can_be_read(numbers: list[int]) -> None:
    text = "..".join(map(str, numbers))
    said = text
    try:
        parse(text)
    except ValueError as error:
        said = str(error).rsplit("Write ", 1)[1].rstrip(".")
    assert parse(said).exact == tuple(map(Fraction, sorted(numbers)))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (".5", "Write 0.5."),
        ("-.5", "Write -0.5."),
        ("5.", "Write 5."),
        ("5 %", "Write 0.05."),
        ("5%", "Write 0.05."),
        ("1...5", "Write 1..5."),
        ("1 .. 5", "Write 1..5."),
        ("1 to 5", "Write 1..5."),
        ("1 - 5", "Write 1..5."),
        ("1-5", "Write 1..5."),
        ("-5 - -3", "Write -5..-3."),
        ("1\u20265", "Write 1..5."),
        ("3, 5, 8", "Write 3..5..8."),
        (".20...50", "Write 0.20..0.50."),
        (".20..50", "Write 0.20..50."),
        ("1,000", "Write 1000, without a comma."),
        ("12,5", "Write 12.5, or 12..5 for a range."),
        ("nan", "Write a finite number"),
        ("-.INF", "Write a finite number"),
        ("yes", "Write a number such as 1 or 0."),
        ("", "Write a number such as 5"),
        ("\u0665", "Write a number such as 5"),
        ("1_000", "Write a number such as 5"),
        ("0x10", "Write a number such as 5"),
    ],
)
def test_common_slips_get_their_remedy(text: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="is no number") as caught:
        parse(text)
    assert remedy in str(caught.value)


def test_a_huge_exponent_costs_no_time() -> None:
    for text in ("1e999999999", "1e-999999999", "9" * 50):
        with pytest.raises(ValueError, match="too long"):
            parse(text)


def test_medians_split_the_range_in_halves() -> None:
    """A triangle from 0 to 8 with its top at 2 covers half its area from sqrt(24) below 8."""
    assert parse("4").median == 4
    assert parse("3..8").median == 5.5
    assert parse("0..4..8").median == 4
    assert parse("0..2..8").median == pytest.approx(8 - math.sqrt(24))
    assert parse("0..6..8").median == pytest.approx(math.sqrt(24))


def test_domains_hold_their_ends() -> None:
    ends: dict[Domain, list[tuple[float, bool]]] = {
        Domain.CHANCE: [(0, True), (1, True), (-0.1, False), (1.1, False)],
        Domain.AMOUNT: [(0, True), (5, True), (-0.1, False)],
        Domain.RATE: [(0.1, True), (0, False)],
        Domain.POINTS: [(-5, True), (5, True)],
    }
    for domain, cases in ends.items():
        for number, holds in cases:
            assert domain.holds(number) is holds


def test_a_spread_is_written_as_it_was_read() -> None:
    for text in ("5", "-0.5", "3..8", "3..5..8"):
        assert str(parse(text)) == text
    assert str(certain(2)) == "2"


def test_unread_words_have_no_exact_number() -> None:
    assert unread("much") == Spread(1.0, 1.0)
    assert not unread("much").exact


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_plain_digits_say_the_exact_number(number: int, places: int) -> None:
    exact = Fraction(number, 10**places)
    assert Fraction(plain(exact)) == exact
    assert "e" not in plain(exact).lower()
