"""Counts over years, against counts by hand."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from parley.analysis.timeline.counted import (
    Rate,
    Window,
    collapses,
    day,
    is_open,
    new_talks,
    openings,
    triggers,
    window,
)
from parley.case import Case, parse
from studies import TWO

RECORD = """
channels:
  first: {title: First, topic: All, aim: settlement, opened: 2020-01-01, closed: 2021-01-01}
  second: {title: Second, topic: All, aim: settlement, opened: 2020-07-01, closed: 2021-07-01}
  third: {title: Third, topic: All, aim: settlement, opened: 2023-01-01, closed: 2024-01-01}
  grain: {title: Grain, topic: Grain, opened: 2022, closed: 2023-03}
  swaps: {title: Swaps, topic: Prisoners, opened: 2019-05}
events:
  early: {title: Before the record, date: 2018-12, kind: control}
  flood: {title: Flood, date: 2019, kind: humanitarian}
  storm: {title: Storm, date: 2019-01-01, kind: humanitarian, opened: [swaps]}
  vote: {title: Vote, date: 2023-01-01, kind: leadership, opened: [third]}
  shots: {title: Shots, date: 2021-01-01, kind: control, closed: [first]}
  now: {title: Now, date: 2024-12-31, kind: outside}
timeline: {since: 2019-01-01, looks_ahead: 1, concludes: 1, backtests: [2022-01-01]}
"""


def the_case(record: str = RECORD) -> Case:
    return parse((TWO + record).encode())


def test_a_month_counts_from_its_middle_and_a_year_from_july() -> None:
    assert day("2024-02") == day("2024-02-15")
    assert day("2024") == day("2024-07-01")


def test_triggers_are_events_of_the_time_that_closed_nothing() -> None:
    """Flood and storm; not the shots, which closed a channel, nor what came before the record."""
    case = the_case()
    found = triggers(case, window(case, "2019-01-01"))
    assert {kind: rate.count for kind, rate in found.items()} == {
        "humanitarian": 2,
        "control": 0,
        "leadership": 1,
        "guarantees": 0,
        "outside": 1,
    }
    # 2019 to 2024 with one leap year before the last: 365 + 366 + 365 + 365 + 365 + 365 days.
    assert found["outside"].years == pytest.approx(2191 / 365.25)
    before = triggers(case, window(case, "2019-01-01", "2023-01-01"))
    assert before["leadership"].count == 0
    after = triggers(case, window(case, "2023-01-01"))
    assert after["leadership"].count == 1


def test_collapses_are_closings_over_the_years_of_every_channel() -> None:
    """366 + 365 + 365 days of three channels; each closed once."""
    case = the_case()
    whole = collapses(case, window(case, "2019-01-01"))
    assert whole.count == 3
    assert whole.years == pytest.approx(1096 / 365.25)
    # In 2021: the second channel, from January to June; the first closed on the first day.
    part = collapses(case, window(case, "2021-01-01", "2022-01-01"))
    assert part.count == 2
    assert part.years == pytest.approx(181 / 365.25)


def test_openings_while_no_talks_are_open() -> None:
    """The second opened while the first was open; none were in 2019, from July 2021 on, and in
    2024.
    """
    case = the_case()
    found = new_talks(case, window(case, "2019-01-01"))
    idle = 365 + (day("2023-01-01") - day("2021-07-01")) + (day("2024-12-31") - day("2024-01-01"))
    assert found.count == 2
    assert found.years == pytest.approx(idle / 365.25)
    assert openings(case, window(case, "2019-01-01")).count == 5
    assert openings(case, window(case, "2022-01-01", "2023-01-01")).count == 1


def test_what_opens_on_the_day_on_which_another_closes_opens_anew() -> None:
    record = RECORD.replace("opened: 2020-07-01", "opened: 2021-01-01")
    case = the_case(record)
    assert new_talks(case, window(case, "2019-01-01")).count == 3


def test_talks_are_open_where_a_settlement_channel_is() -> None:
    assert not is_open(the_case())
    assert is_open(the_case(RECORD.replace(", closed: 2024-01-01", "")))


def test_the_interval_of_what_never_came() -> None:
    """Gamma(1/2, T) is a chi-square of one degree over 2 T: 0.000982 and 5.023886 at its ends."""
    low, high = Rate(0, 10.0).interval
    assert low == pytest.approx(0.000982 / 20, rel=1e-3)
    assert high == pytest.approx(5.023886 / 20, rel=1e-6)
    assert Rate(3, 10.0).mean == 0.35


def quantile(count: int, years: float, later: float, at: float) -> int:
    """Of the negative binomial, by adding it up: p(n + 1) = p(n) (n + r) / (n + 1) (1 - share)."""
    size, share = count + 0.5, years / (years + later)
    chance, total, n = share**size, share**size, 0
    while total < at:
        chance *= (n + size) / (n + 1) * (1 - share)
        n += 1
        total += chance
    return n


@pytest.mark.parametrize(
    ("count", "years", "later"), [(0, 5.0, 2.0), (3, 8.0, 1.9), (12, 3.0, 4.0)]
)
def test_what_is_to_be_expected_is_added_up_by_hand(count: int, years: float, later: float) -> None:
    mean, low, high = Rate(count, years).expects(later)
    assert mean == pytest.approx(float(Fraction(2 * count + 1, 2)) / years * later)
    assert low == quantile(count, years, later, 0.025)
    assert high == quantile(count, years, later, 0.975)


def test_a_window_without_time_holds_nothing() -> None:
    empty = Window(10, 10, 9)
    assert empty.years == 0
    assert not empty.has(10)
    assert empty.overlap(0, None) == 0
    assert math.isclose(Window(0, 1461, 1461).years, 4)
