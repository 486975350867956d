"""Futures, the record, the timeline, the watch list: each caution, and just beside it."""

from __future__ import annotations

import pytest

from parley.case import parse
from parley.cautions_outlook import cautions
from test_cautions import CASE

SUPPLY = CASE.replace(
    "factors: {", "factors: {supply: {title: Supply, states: {cut: 0.4, kept: 0.6}}, "
)
IMPACTS = """\
cross_impacts:
  ours:
    impacts: {supply: {cut: {front: {bad: 2, good: -2}}, kept: {front: {good: 3}}}}
    judgement: Without supplies the front gives way.
"""
RECORD = """\
channels:
  lake: {title: Lake, topic: The border, aim: settlement, opened: 2023-05, closed: 2023-09-14}
  hill: {title: Hill, topic: Grain, opened: 2024-06-10}
events:
  dam: {title: The dam, date: 2023-09-14, kind: control, closed: [lake]}
  drought: {title: A drought, date: 2024-05, kind: humanitarian, opened: [hill]}
"""
TIMELINE = """\
timeline:
  since: 2020-01-01
  looks_ahead: 1
  concludes: 1
  chains: {front: {lasts: {bad: 1}, next: {bad: {good: 1}}}}
"""
WATCH = "indicators: {land: {title: Land lost, review: 2025-01-01}}\n"


def said(*changes: tuple[str, str]) -> list[str]:
    text = SUPPLY + IMPACTS + RECORD + TIMELINE + WATCH
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    case = parse(text.encode())
    found = list(cautions(case))
    assert all(path in case.origin.places for path, _ in found)
    return [f"{path}: {message}" for path, message in found]


def test_all_of_it_may_give_no_cause_for_caution() -> None:
    assert not said()


def test_cross_impacts_beyond_custom() -> None:
    (one,) = said(("good: 3", "good: -4"))
    assert one.startswith(
        "cross_impacts.ours: 1 of its cross-impacts go beyond -3 to 3, such as -4"
    )


def test_states_that_speak_of_their_own_factor() -> None:
    """Other programs allow it, and so a case may; by custom a state only excludes the others."""
    (one,) = said(("kept: {front: {good: 3}}", "kept: {front: {good: 3}, supply: {kept: 1}}"))
    assert one.startswith("cross_impacts.ours: states of supply speak for or against states of")


@pytest.mark.parametrize("word", ["source: talks", "note: Rough.", "judgement: Ours."])
def test_cross_impacts_that_rest_on_nothing_are_counted(word: str) -> None:
    bare = ("    judgement: Without supplies the front gives way.\n", "")
    (one,) = said(bare)
    assert one.startswith("cross_impacts.ours: 3 of its 3 cross-impacts have no source")
    (two,) = said(bare, ("{good: 3}", f"{{good: 3, {word}}}"))
    assert two.startswith("cross_impacts.ours: 2 of its 3")


@pytest.mark.parametrize(
    ("date", "apart"),
    [("2024-05-10", 0), ("2024-05-09", 1), ("2024-04", 1), ("2024", 0), ("2024-07", 0)],
)
def test_an_event_more_than_a_month_from_the_channel_that_it_opened(date: str, apart: int) -> None:
    """From 10 May to 10 June there are 31 days."""
    found = said(("date: 2024-05", f"date: {date}"))
    assert len(found) == apart
    assert all(one.startswith("events.drought.opened: drought of 2024-0") for one in found)


def test_an_event_more_than_a_month_from_the_channel_that_it_closed() -> None:
    (one,) = said(("date: 2023-09-14", "date: 2023-11"))
    assert one.startswith("events.dam.closed: dam of 2023-11 is said to have closed lake")


def test_an_event_that_closed_what_counts_as_open() -> None:
    (one,) = said((", closed: 2023-09-14", ""))
    assert one.startswith("events.dam.closed: dam closed lake, which counts as open")


def test_rates_that_rest_on_nothing() -> None:
    """An event that closed a channel gives no occasion to talk; one before the record is none."""
    (one,) = said(("  drought: {title: A drought, date: 2024-05", "  d: {title: D, date: 2019"))[:1]
    assert one.startswith("events.d.opened")
    found = said(("2024-05, kind", "2019-12-31, kind"), (", opened: [hill]", ""))
    assert [one[:45] for one in found] == ["timeline: no event since 2020-01-01 gave occa"]
    assert not said(("2024-05, kind", "2020-01, kind"), (", opened: [hill]", ""))
    part = ("since: 2020-01-01", "since: 2024-05-10")
    assert not said(part)
    (late,) = said(("since: 2020-01-01", "since: 2024-06-01"))
    assert late.startswith("timeline: no event since 2024-06-01")
    (two,) = said((", aim: settlement", ""))
    assert two.startswith("timeline: no channel has aim: settlement")
    assert not said((", aim: settlement", ""), ("  concludes: 1", "  collapses: 1\n  concludes: 1"))


def test_what_comes_after_a_state_that_never_ends() -> None:
    (one,) = said(("{bad: {good: 1}}", "{bad: {good: 1}, good: {bad: 1}}"))
    assert one.startswith("timeline.chains.front.next.good: good never ends")


@pytest.mark.parametrize(("date", "late"), [("2024-12-31", 1), ("2024-12", 1), ("2025", 0)])
def test_a_review_that_is_past(date: str, late: int) -> None:
    assert len(said(("review: 2025-01-01", f"review: {date}"))) == late
