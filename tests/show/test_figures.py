"""Marks are as long as the numbers say, and names say what a package is."""

from __future__ import annotations

import re

import pytest
from show_samples import edited, made

from parley.show import figures, sides, stakes
from parley.show.charts import Strips
from parley.show.factors import factors
from parley.show.naming import packages
from parley.show.parties import faces

Bars = list[tuple[str, float, float]]


def bars(picture: str) -> Bars:
    """Class, start and length of each bar, in percent."""
    found = re.findall(r'<rect class="([^"]+)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', picture)
    return [(style, float(start), float(length)) for style, start, length in found]


def refusals(worse: float, never: float, both: float) -> tuple[Bars, str]:
    """How the first package of the nothing-passes case is drawn for North."""
    nothing = made("nothing")
    found = nothing.found["packages.refusals"]
    place = next(i for i, row in enumerate(found.records()) if row["party"] == "north")
    one = nothing.other(edited(found, place, worse=worse, never=never, both=both))
    strips: Strips = sides.refusals(one.findings, one.case, faces(one.case), packages(one.findings))
    cell = strips.rows[0].cells[0]
    assert cell is not None
    return bars(str(cell.picture)), cell.value


def test_reasons_to_refuse_add_up_to_all_refusals() -> None:
    """Worse 60, never 50, both 30: 30 worse only, 30 both, 20 never only, end to end."""
    drawn, words = refusals(0.6, 0.5, 0.3)
    assert [(style.split()[0], start, length) for style, start, length in drawn] == [
        ("worse", 0.0, 30.0),
        ("both", 30.0, 30.0),
        ("never", 60.0, 20.0),
    ]
    assert words == "60 worse, 50 never"


@pytest.mark.parametrize(
    ("worse", "never", "both", "kinds"),
    [
        (0.4, 0.0, 0.0, ["worse"]),
        (0.0, 0.4, 0.0, ["never"]),
        (0.4, 0.4, 0.4, ["both"]),
        (0.0, 0.0, 0.0, []),
    ],
)
def test_only_reasons_that_occur_are_drawn(
    worse: float, never: float, both: float, kinds: list[str]
) -> None:
    drawn, words = refusals(worse, never, both)
    assert [style.split()[0] for style, _, _ in drawn] == kinds
    assert (words == "does not refuse") == (not kinds)


def test_the_funnel_draws_the_share_and_its_judgement_range() -> None:
    valleys = made("valleys")
    stages = edited(
        valleys.found["funnel.stages"],
        -1,
        single=0.25,
        judgement_single_low=0.2,
        judgement_single_high=0.4,
    )
    chart = figures.funnel(valleys.other(stages).findings, valleys.case)
    row = chart.groups[-1].rows[0]
    assert bars(str(row.picture)) == [("band", 20.0, 20.0), ("layer single", 0.0, 25.0)]
    assert row.value == "25 of 100, in some"
    assert "20 to 40" in str(row.picture)


@pytest.mark.parametrize(
    ("low", "middle", "high", "words"),
    [
        (0.0, 0.0, 8142.0, "half of the readings leave no package at all; one in twenty leaves"),
        (
            5.0,
            12.0,
            40.0,
            "half of the readings leave 12 packages or more; one in twenty leaves 40",
        ),
        (0.0, 0.0, 0.0, "no package in nearly every reading"),
        (None, None, None, "not worked out"),
    ],
)
def test_the_funnel_says_how_many_packages(
    low: float | None, middle: float | None, high: float | None, words: str
) -> None:
    valleys = made("valleys")
    stages = edited(
        valleys.found["funnel.stages"],
        -1,
        packages_low=low,
        packages_median=middle,
        packages_high=high,
    )
    chart = figures.funnel(valleys.other(stages).findings, valleys.case)
    assert words in chart.groups[-1].note


def test_an_estimate_says_that_it_is_one() -> None:
    """Of too many packages to look at each: three digits, with the interval."""
    valleys = made("valleys")
    stages = edited(
        valleys.found["funnel.stages"],
        -1,
        packages_median=248_548_923.7,
        packages_median_low=238_975_416.4,
        packages_median_high=258_376_870.0,
    )
    chart = figures.funnel(valleys.other(stages).findings, valleys.case)
    assert "about 249,000,000 packages or more (239,000,000 to 258,000,000: an estimate" in (
        chart.groups[-1].note
    )


def test_stakes_run_both_ways_from_now() -> None:
    """Up 10 and down 5 on one scale: the right bar is twice as long as the left."""
    three = made("three")
    moved = edited(three.found["issues.stakes"], 0, up=10.0, down=-5.0)
    chart = stakes.conflict_map(three.other(moved).findings, faces(three.case))
    (_, start, loses), (_, zero, gains) = bars(str(chart.groups[0].rows[0].picture))
    assert start + loses == pytest.approx(zero, abs=0.02)
    assert gains == pytest.approx(2 * loses, abs=0.02)


def test_a_state_without_readings_is_hatched() -> None:
    hostile = made("hostile")
    states = edited(hostile.found["factors.states"], 0, some=None, single=None)
    chart = factors(hostile.other(states).findings)
    first, second = chart.groups[0].rows
    assert first.value == "no reading"
    assert 'class="hatched"' in first.picture
    assert 'class="hatched"' not in second.picture


def test_packages_are_named_by_what_they_change() -> None:
    flagship = made("flagship")
    found = packages(flagship.findings)
    single = next(each for each in found if each.about == "passes most often of all")
    terms = {
        (row["label"], row["issue"]): row["option_title"]
        for row in flagship.findings.rows("packages.terms")
    }
    others = [each for each in found if each.about.startswith(f"as {single.label}, but")]
    assert others
    for package in others:
        own = {
            str(title)
            for (label, issue), title in terms.items()
            if label == package.label and title != terms[single.label, issue]
        }
        named = set(re.findall("“(.+?)”", package.about))
        assert named <= own
        assert len(named) == min(len(own), 3)


def test_options_with_one_title_are_told_apart_by_their_issue() -> None:
    found = packages(made("panama").findings)
    assert any("“Jurisdiction: As Panama prefers”" in each.about for each in found)


def test_no_deal_under_the_other_sides_beliefs_is_said_as_a_change() -> None:
    valleys = made("valleys")
    values = edited(valleys.found["no_deal.values"], 0, gap=-5.2, gap_from="south")
    html = valleys.other(values).page()
    assert "If North believed what South is thought to believe" in html
    assert "no deal would be worth 5 points less to it" in html


def test_what_binds_stands_apart_from_what_is_read_otherwise() -> None:
    chart = figures.variants(made("valleys").findings)
    assert [group.title for group in chart.groups] == ["", "One thing left out", "Read otherwise"]
    left_out = [row.label for row in chart.groups[1].rows]
    assert left_out == [
        "If no red line were real",
        "If nobody blocked anything",
        "If nobody came back stronger",
        "If nobody cheated quietly",
        "If nobody had to ratify it",
    ]


def test_every_stage_has_its_bars_and_the_rules_have_one() -> None:
    chart = figures.funnel(made("valleys").findings, made("valleys").case)
    assert [group.title for group in chart.groups] == [
        "Breaks no rule",
        "Could be signed",
        "Would also hold",
        "Would also be ratified",
    ]
    assert [len(group.rows) for group in chart.groups] == [1, 3, 3, 3]
