"""The findings of the timeline: one package, one state, and everything has a closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import gamma

from parley.analysis import timeline
from parley.analysis.finding import Finding
from parley.analysis.study import Study
from parley.analysis.timeline import means
from parley.analysis.timeline.openness import uniforms
from studies import TWO, by, records, replaced, study_of_text

N = 12
RECORD = """
channels:
  first: {title: First, topic: All, aim: settlement, opened: 2020-01-01, closed: 2021-01-01}
  grain: {title: Grain, topic: Grain, opened: 2022-03, closed: 2023-03}
events:
  flood: {title: Flood, date: 2020-06, kind: humanitarian}
  vote: {title: Vote, date: 2023-02, kind: leadership}
  storm: {title: Storm, date: 2023-06, kind: humanitarian}
"""
TIMELINE = """
timeline:
  since: 2020-01-01
  ahead: 1.5
  looks_ahead: 1
  concludes: 0.8
  collapses: 0.5
  backtests: [2022-01-01]
levers:
  haste: {title: Haste, owner: league, cost: 1, changes: {timeline.concludes: 0.1}}
  nothing: {title: Nothing, owner: league, cost: 1, changes: {timeline.looks_ahead: 2}}
"""
IDS = ["summary", "rates", "openness", "curve", "triggers", "levers", "backtest"]


def found(study: Study) -> dict[str, Finding]:
    """Name to finding."""
    return {finding.id.removeprefix("timeline."): finding for finding in timeline.find(study)}


@pytest.fixture(scope="module")
def study() -> Study:
    return study_of_text(TWO + RECORD + TIMELINE, N)


@pytest.fixture(scope="module")
def said(study: Study) -> dict[str, Finding]:
    return found(study)


def is_open(opening: float, concluding: float, collapsing: float, years: float) -> float:
    """Chance that talks are open, by the roots of s^2 + (o + c + k) s + o c."""
    whole = opening + concluding + collapsing
    root = math.sqrt(whole**2 - 4 * opening * concluding)
    fast, slow = (-whole - root) / 2, (-whole + root) / 2
    return opening * (math.exp(slow * years) - math.exp(fast * years)) / root


def test_every_run_has_the_same_findings(said: dict[str, Finding]) -> None:
    assert list(said) == IDS
    assert not any(finding.cut for finding in said.values())


def test_the_curve_is_the_mean_of_closed_forms(study: Study, said: dict[str, Finding]) -> None:
    """Both are open always: what differs between readings is how often occasions come."""
    years = 366 + 365 + 365 + 365 + 365
    rates = np.zeros(N)
    for kind, count in (("humanitarian", 2), ("leadership", 1)):
        luck = uniforms(study.seed, study.draws.numbers, f"timeline.rates.{kind}")
        rates += gamma.ppf(luck, count + 0.5) * 365.25 / years
    for kind in ("control", "guarantees", "outside"):
        luck = uniforms(study.seed, study.draws.numbers, f"timeline.rates.{kind}")
        rates += gamma.ppf(luck, 0.5) * 365.25 / years
    rows = [row for row in records(said["curve"]) if row["measure"] == "open"]
    assert [row["months"] for row in rows] == list(range(19))
    for row in rows:
        exact = [is_open(rate, 1.25, 2.0, row["months"] / 12) for rate in rates]
        assert row["chance"] == pytest.approx(np.mean(exact), abs=2e-6)
        assert row["tenth"] == pytest.approx(np.quantile(exact, 0.1), abs=2e-6)
        assert row["ninetieth"] == pytest.approx(np.quantile(exact, 0.9), abs=2e-6)
        assert row["n"] == N


def test_the_summary_is_the_end_of_the_curve(said: dict[str, Finding]) -> None:
    end = by(said["curve"], "months", "measure")
    summary = said["summary"]
    for measure in ("open", "concluded"):
        figure = summary.figure(measure)
        assert figure.value == end[18.0, measure]["chance"]
        assert (figure.low, figure.high) == (end[18.0, measure]["low"], end[18.0, measure]["high"])
    # Talks that opened are open, failed or concluded.
    failed, opened = summary.figure("failed").value, summary.figure("opened").value
    left = summary.figure("open").value + summary.figure("concluded").value
    assert opened == pytest.approx(failed + left, abs=3e-6)


def test_rates_are_those_of_the_record(said: dict[str, Finding]) -> None:
    rows = by(said["rates"], "kind")
    assert [rows[kind]["count"] for kind in ("humanitarian", "leadership", "control")] == [2, 1, 0]
    assert rows["collapse"]["count"] is None
    assert rows["collapse"]["rate"] == 2.0


def test_collapses_are_counted_where_they_are_not_stated() -> None:
    text = TWO + RECORD + TIMELINE.replace("  collapses: 0.5\n", "")
    row = by(found(study_of_text(text, 4))["rates"], "kind")["collapse"]
    assert row["count"] == 1
    assert row["rate"] == pytest.approx(1.5 / (366 / 365.25), abs=1e-6)


def test_openness_as_things_stand(said: dict[str, Finding]) -> None:
    rows = by(said["openness"], "party")
    assert list(rows) == ["north", "south", "all"]
    assert rows["north"]["motive"] == 50.0
    assert rows["south"]["motive_later"] == 70.0
    assert rows["all"]["open"] == rows["all"]["way_out"] == 1.0
    assert rows["all"]["n"] == N


def test_a_lever_that_makes_haste(study: Study, said: dict[str, Finding]) -> None:
    rows = by(said["levers"], "lever")
    before = said["summary"].figure("concluded").value
    assert rows["haste"]["concluded_before"] == before
    assert rows["haste"]["concluded_change"] > 0.1
    assert rows["haste"]["open_change"] < 0
    assert rows["nothing"]["concluded_change"] == 0.0
    assert rows["nothing"]["concluded_change_low"] < 0 < rows["nothing"]["concluded_change_high"]


def test_the_backtest_counts_before_and_after(said: dict[str, Finding]) -> None:
    """Two years, 366 + 365 days, with one flood; three years with two events of the kinds."""
    rows = by(said["backtest"], "what")
    flood = rows["humanitarian"]
    assert (flood["count"], flood["came"], flood["covered"]) == (1, 1, True)
    assert flood["expected"] == pytest.approx(1.5 * 1095 / 731, abs=1e-6)
    assert (rows["channels"]["count"], rows["channels"]["came"]) == (1, 1)
    # No settlement channel was open afterwards, so that none could close.
    assert rows["collapse"]["count"] == 1
    assert rows["collapse"]["covered"] is None
    assert said["backtest"].figure("tested").value == 7.0


def test_the_backtest_says_what_it_missed() -> None:
    more = "".join(
        f"  more{k}: {{title: More, date: 2024-0{k}, kind: outside}}\n" for k in range(1, 8)
    )
    text = TWO + RECORD + more + TIMELINE
    sentence = found(study_of_text(text, 2))["backtest"].sentence
    assert "covered what came in 6" in sentence
    assert "“Something from outside” after 1 January 2022" in sentence
    assert "7 came" in sentence


def test_threads_change_nothing(study: Study, said: dict[str, Finding]) -> None:
    assert found(replaced(study, threads=3)) == said


def test_a_case_that_does_not_say_how_fast_things_move() -> None:
    empty = found(study_of_text(TWO, 2))
    assert list(empty) == IDS
    assert not any(finding.rows or finding.cut for finding in empty.values())
    assert "does not say how fast" in empty["summary"].sentence


def test_what_nothing_says_is_not_solved() -> None:
    text = TWO + TIMELINE.replace("  collapses: 0.5\n", "")
    cut = found(study_of_text(text, 2))
    assert "No settlement channel was open" in cut["summary"].cut
    assert not cut["curve"].rows
    assert by(cut["rates"], "kind")["collapse"]["rate"] is None


def test_too_many_joint_states_are_not_solved() -> None:
    states = ", ".join(f"s{k}: {1 if k == 0 else 0}" for k in range(9))
    factors = "".join(f"  f{k}: {{title: F, states: {{{states}}}}}\n" for k in range(4))
    cut = found(study_of_text(f"{TWO}factors:\n{factors}{TIMELINE}", 2))
    assert "6,561 joint states" in cut["curve"].cut
    assert not cut["openness"].rows


def test_too_many_moves_are_not_solved() -> None:
    cut = found(study_of_text(TWO + TIMELINE.replace("concludes: 0.8", "concludes: 0.0001"), 2))
    assert "moves so fast" in cut["curve"].cut


def test_intervals_of_means_are_those_of_courses() -> None:
    """Where every chance is 0 or 1 they are Wilson's, and Agresti & Min's for pairs."""
    from parley.analysis.paired import interval
    from parley.intervals import wilson

    mean = means.of_chances(np.array([1.0, 0.0, 0.0, 1.0, 0.0]))
    assert (mean.low, mean.high) == tuple(round(end, 6) for end in wilson(2, 5))
    change = means.of_changes(np.array([1.0, 0.0, -1.0, 1.0, 0.0]))
    assert (change.low, change.high) == tuple(round(end, 6) for end in interval(1, 2, 5))
