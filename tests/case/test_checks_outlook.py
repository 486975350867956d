"""Futures, the record, the timeline and indicators: what lies just inside the border is sound.

One file for each mistake stands in ``broken_cases``.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import pytest
from case_samples import SMALL, problems
from hypothesis import given
from hypothesis import strategies as st

from parley.case.checks_futures import MOST_MATRICES, MOST_STATES
from parley.case.dates import span
from strategies import SETTINGS

FACTORS = """\
factors:
  front: {title: The front, states: {bad: 0.3, good: 0.7}}
  supply: {title: Supply, states: {cut: 0.4, kept: 0.6}}
"""
IMPACTS = "cross_impacts: {ours: {impacts: {supply: {cut: {front: {bad: 2, good: -2}}}}}}\n"


def said(text: str, factors: str = FACTORS) -> list[str]:
    return [problem.message for problem in problems(SMALL + factors + text)]


@pytest.mark.parametrize("number", ["99", "-99", "0", "+3", "2.0"])
def test_impacts_are_whole_numbers_of_at_most_99(number: str) -> None:
    assert not said(IMPACTS.replace("-2", number))


def test_ten_people_and_all_of_the_joint_states_that_can_be_searched() -> None:
    people = "".join(
        f"  p{n}: {{impacts: {{supply: {{cut: {{front: {{bad: 1}}}}}}}}}}\n"
        for n in range(MOST_MATRICES)
    )
    assert not said(f"cross_impacts:\n{people}")
    assert MOST_STATES == 4**20
    states = "{a: 0.25, b: 0.25, c: 0.25, d: 0.25}"
    # A factor that no cross-impact names does not count.
    factors = "".join(f"  f{n}: {{title: F, states: {states}}}\n" for n in range(21))
    named = ", ".join(f"f{n}: {{a: 1}}" for n in range(1, 20))
    text = f"cross_impacts: {{ours: {{impacts: {{f0: {{a: {{{named}}}}}}}}}}}\n"
    assert not said(text, f"factors:\n{factors}")
    assert len(said(text.replace("f19:", "f19: {b: 1}, f20:"), f"factors:\n{factors}")) == 1


def test_own_weights_may_name_several_states_and_be_zero() -> None:
    own = "{a: {when: {front: [good, bad], supply: cut}, times: 0}}"
    assert not said(f"{IMPACTS}futures: {{inconsistency: 2, weights: own, own: {own}}}\n")


def channel(dates: str) -> str:
    return f"channels: {{lake: {{title: Lake, topic: The border, {dates}}}}}\n"


@pytest.mark.parametrize(
    ("dates", "sound"),
    [
        ("opened: 2024-12-31", True),
        ("opened: 2024", True),
        ("opened: 2024-12, closed: 2024-12", True),
        ("opened: 2024-12-20, closed: 2024-12", True),
        ("opened: 2024-12-20, closed: 2024", True),
        ("opened: 2024-12-20, closed: 2024-12-20", True),
        ("opened: 2024-12-20, closed: 2024-12-19", False),
        ("opened: 2024, closed: 2023-12-31", False),
        ("opened: 2024-12, closed: 2024-11-30", False),
        ("opened: 2025-01", False),
    ],
)
def test_a_date_is_late_only_if_all_days_that_it_may_mean_are(dates: str, sound: bool) -> None:
    assert bool(said(channel(dates))) is not sound


def test_a_month_that_is_not_over_may_be_known() -> None:
    text = SMALL.replace("as_of: 2024-12-31", "as_of: 2024-12-15")
    assert not problems(text + channel("opened: 2024-12"))
    assert problems(text + channel("opened: 2024-12-16"))


def test_an_event_may_close_one_channel_and_open_another() -> None:
    event = "{title: Dam, date: 2024, kind: control, opened: [hill], closed: [lake]}"
    hill = "hill: {title: Hill, topic: Grain, opened: 2024-05}"
    channels = channel("opened: 2023, closed: 2024-05").replace("}}", f"}}, {hill}}}")
    assert not said(f"{channels}events: {{dam: {event}}}\n")


def test_a_timeline_in_order() -> None:
    chain = "{starts: bad, lasts: {bad: 1, good: 1}, next: {bad: {good: 0.5..1}}}"
    assert not said(
        f"{IMPACTS}timeline: {{since: 2020-01-01, ahead: 50, looks_ahead: 0.5..1, concludes: 1, "
        f"tilt: 1, seen: {{north: 0}}, chains: {{front: {chain}}}, "
        "backtests: [2020-01-02, 2024-12-30]}\n"
    )


def test_all_problems_of_a_timeline_at_once() -> None:
    found = said(
        "timeline: {since: 2020, looks_ahead: 0, concludes: 1, tilt: 2, seen: {west: 0}, "
        "chains: {front: {starts: same, lasts: {same: 1}}}, backtests: [2025-01-01]}\n"
    )
    assert len(found) == 7


def signs(*tables: str) -> str:
    named = ", ".join(f"s{n}: {{likelihood: {table}}}" for n, table in enumerate(tables))
    return f"indicators: {{land: {{title: Land, signs: {{{named}}}}}}}\n"


def test_likelihoods_sum_exactly_in_decimals() -> None:
    """0.7 + 0.2 + 0.1 is not 1 in binary floats, and 1 is not too much."""
    tables = [f"{{front: {{bad: {p}, good: 0}}}}" for p in ("0.7", "0.2", "0.1")]
    tables.append("{front: {bad: 0, good: 1}}")
    assert not said(signs(*tables))
    assert said(signs(tables[0].replace("0.7", "0.70000000000000001"), *tables[1:]))


PARTS = st.sampled_from(["0", "0.25", "0.5", "0.75", "1"])
TABLES = st.lists(
    st.dictionaries(
        st.sampled_from(["front", "supply"]), st.tuples(PARTS, PARTS), min_size=1, max_size=2
    ),
    min_size=1,
    max_size=3,
)
STATES = {"front": ("bad", "good"), "supply": ("cut", "kept")}


def totals(tables: list[dict[str, tuple[str, str]]]) -> Iterator[Fraction]:
    """The chance of some sign in each joint state, by hand."""
    for front, supply in product((0, 1), (0, 1)):
        total = Fraction(0)
        for table in tables:
            chance = Fraction(1)
            for factor, place in (("front", front), ("supply", supply)):
                if factor in table:
                    chance *= Fraction(table[factor][place])
            total += chance
        yield total


@SETTINGS
@given(tables=TABLES)
def test_signs_exclude_each_other_in_every_joint_state(
    tables: list[dict[str, tuple[str, str]]],
) -> None:
    written = [
        ", ".join(
            f"{factor}: {{{STATES[factor][0]}: {pair[0]}, {STATES[factor][1]}: {pair[1]}}}"
            for factor, pair in table.items()
        )
        for table in tables
    ]
    never = any(Fraction(a) + Fraction(b) == 0 for table in tables for a, b in table.values())
    found = said(signs(*(f"{{{table}}}" for table in written)))
    assert bool(found) is (never or max(totals(tables)) > 1)


def test_a_watched_value_may_be_a_range_and_go_without_a_tipping_point() -> None:
    text = "indicators: {land: {title: Land, stands: -3..4, on: 2024, review: 2024}}\n"
    assert not said(text)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2000-02", "2000-02-01", "2000-02-29"),
        ("1996", "1996-01-01", "1996-12-31"),
        ("1996-12", "1996-12-01", "1996-12-31"),
        ("1996-12-05", "1996-12-05", "1996-12-05"),
    ],
)
def test_the_days_that_a_date_may_mean(written: str, first: str, last: str) -> None:
    found = span(written)
    assert found is not None
    assert tuple(map(str, found)) == (first, last)


@pytest.mark.parametrize("written", ["", "2023-13", "2023-02-30", "in May", "20230101"])
def test_what_is_no_date_means_no_days(written: str) -> None:
    assert span(written) is None
