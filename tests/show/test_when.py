"""When talks might open and conclude, as the page says and draws it."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import hinge_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st
from show_samples import Made, edited, emptied, made
from test_chapters import section
from test_hinges import whole

from parley.analysis.finding import Finding
from parley.show import backtest, chances, history, pace, watch_list
from parley.show.cuts import LEFT_OUT
from parley.show.marks import lanes
from parley.show.parties import faces
from parley.show.records import Findings


def only(*found: Finding) -> Made:
    """The two valleys with these findings of the chapter, and no others."""
    return made("valleys").without(*(each.id for each in samples.WHEN)).other(*found)


@pytest.mark.parametrize(
    "words",
    [
        "When If the stated rates hold, talks are open in 31 of 100 courses and concluded in 12 of "
        "100 at the end of December 2026",
        "Until then talks close without a result 0.6 times on average (0.2 to 0.9 in 8 of 10 "
        "readings), and open 1.1 times.",
        "Talks are concluded",
        "12 of 100 (7 to 17) at the end.",
        "One of three channels is open on 31 December 2024; three of eight events were about "
        "people in need, and no kind was more frequent",
        "May 2021 to Sep 2023",
        "since 2022, open",
        "14 September 2023 The dam is shelled Who holds what; closed: The lake talks; then: No "
        "talks for a year",
        "14 September 2023: The shelling of the dam",
        "Occasions for talks came most often from “People in need”: 0.75 a year",
        "3 in 4 years",
        "By the stated judgements talks are worth it to North in 38 of 100 readings and to South "
        "in 29 of 100 readings; to both in 25 of 100 readings",
        "+12 points",
        "If the stated rates hold, 75 of 100 openings of talks follow an event of the kind “People "
        "in need”",
        "If the stated rates hold, “A League force at the ridge” adds most concluded talks: +8 of "
        "100 courses",
        "Looking back, the intervals covered what came in two of three counts; more came than they "
        "say in the rest",
        "not covered",
        "no interval",
        "Two series to watch; the first to look at again is “Price of bread”, on 1 February 2025",
        "above 700",
        "593 December 2024",
    ],
)
def test_findings_are_said_in_words(words: str) -> None:
    assert words in section(whole().page(), "when")


def test_a_record_without_paces_says_what_is_not_known() -> None:
    text = section(only(samples.CHANNELS, samples.EVENTS, samples.WATCH).page(), "when")
    assert (
        "The case lists three channels of talks, eight events and two series to watch; how fast "
        "things move it does not say"
    ) in text
    assert "If the stated rates hold" not in text


def test_without_record_pace_and_watch_list_there_is_no_chapter() -> None:
    html = only(*(emptied(finding) for finding in samples.WHEN)).page()
    assert '<section id="when"' not in html
    assert "The case does not say how fast things move" in html


def test_channels_lie_where_their_dates_are() -> None:
    """The lake talks: May 2021 to 14 September 2023 on an axis from 2021 to the end of 2024."""
    valleys = whole()
    found = history.history(valleys.findings, valleys.case)
    assert found is not None
    lake, grain, prisoners = found.chart.groups[0].rows
    drawn = re.search(
        r'rect class="layer single" x="([\d.]+)%" y="5" width="([\d.]+)%"', lake.picture
    )
    assert drawn is not None
    start, length = float(drawn[1]), float(drawn[2])
    extent = history.year_of("2024-12-31") - 2021
    assert start == pytest.approx(100 * (history.year_of("2021-05") - 2021) / extent, abs=0.01)
    assert start + length == pytest.approx(
        100 * (history.year_of("2023-09-14") - 2021) / extent, abs=0.01
    )
    assert 'class="partial"' in grain.picture
    # Open to the end of the axis.
    last = re.search(r'x="([\d.]+)%" y="5" width="([\d.]+)%"', prisoners.picture)
    assert last is not None
    assert float(last[1]) + float(last[2]) == pytest.approx(100, abs=0.01)


def test_events_have_the_form_of_their_kind_and_closings_are_hollow() -> None:
    valleys = whole()
    found = history.history(valleys.findings, valleys.case)
    assert found is not None
    rows = {row.label: row for row in found.chart.groups[1].rows}
    assert list(rows) == [words for words, _ in history.KINDS.values()]
    control = rows["Who holds what"].picture
    assert control.count('class="shape occasion"') == 1
    assert control.count('class="shape closing"') == 1
    assert rows["People in need"].value == "three events"
    # Three floods within three months do not lie upon each other.
    places = re.findall(r'occasion" x="[\d.]+%" y="(\d+)"', rows["People in need"].picture)
    assert set(places) == {"12", "36", "60"}


@given(places=st.lists(st.floats(0, 100), max_size=40), apart=st.floats(0.5, 20))
def test_marks_of_a_lane_never_collide(places: list[float], apart: float) -> None:
    rising = sorted(places)
    found = lanes(rising, apart)
    for lane in set(found):
        mine = [place for place, at in zip(rising, found, strict=True) if at == lane]
        assert all(b - a >= apart for a, b in pairwise(mine))
    # No more lanes than marks that lie within one width of each other.
    crowd = max((sum(0 <= b - a < apart for b in rising) for a in rising), default=0)
    assert len(set(found)) <= crowd


def test_curves_end_where_the_table_ends() -> None:
    """31 of 100 on a scale up to 75, 90 pixels high below 6 of room."""
    valleys = whole()
    found = chances.chances(valleys.findings, valleys.case)
    assert found is not None
    assert found.top == 75
    picture = found.panels[0].picture
    assert f'cx="100.00%" cy="{6 + 90 * (1 - 0.31 / 0.75):.1f}"' in picture
    assert picture.count('class="spread"') == picture.count('class="fan"') == 1
    assert [label for _, label in found.panels[0].ticks] == ["Dec 2024", "Dec 2025", "Dec 2026"]


@pytest.mark.parametrize(
    ("covered", "words"),
    [
        ((True, True, True), "the intervals covered what came in all three counts"),
        ((True, False, True), "in two of three counts; fewer came than they say in the rest"),
        ((False, True, False), "in one of three counts; more came in one, fewer in one"),
    ],
)
def test_the_backtest_says_which_way_it_went(covered: tuple[bool, ...], words: str) -> None:
    found = samples.BACKTEST
    for place, is_covered in enumerate(covered):
        came = 1 if is_covered else (9 if place == 2 else -1)
        found = edited(found, place, covered=is_covered, came=came)
    table = backtest.backtest(Findings({found.id: found}))
    assert table is not None
    assert words in table.title


def test_levers_are_sorted_by_what_they_conclude_and_none_is_said_to_help_that_does_not() -> None:
    valleys = whole()
    chart = pace.levers(valleys.findings, faces(valleys.case))
    assert chart is not None
    assert [group.title for group in chart.groups] == ["Talks concluded", "Talks open"]
    assert chart.groups[0].rows[0].label == "A League force at the ridge"
    less = edited(samples.LEVER_SHIFTS, 1, concluded_change=-0.08)
    chart = pace.levers(Findings({less.id: less}), faces(valleys.case))
    assert chart is not None
    assert "no lever alone brings talks to a conclusion more often" in chart.title


def test_a_copy_for_others_shows_how_open_parties_are_and_not_why() -> None:
    words = f"{LEFT_OUT}: bottom lines."
    found = samples.OPENNESS
    for place in range(len(found.rows)):
        found = edited(found, place, motive=None, motive_later=None, cost=None)
    text = section(whole(replace(found, cut=words)).page(), "when")
    assert "38 of 100 (26 to 50)" in text
    assert "left out" in text
    assert words in text


def test_the_next_to_be_looked_at_comes_first() -> None:
    found = watch_list.watch_list(Findings({samples.WATCH.id: samples.WATCH}))
    assert found is not None
    assert [one.title for one in found.watched] == ["Price of bread", "Land lost"]
    assert found.watched[1].signs == ("More than 700", "less than 300")
