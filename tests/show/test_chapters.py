"""The chapters that a case or a run may not have: what they say, and that they can be missing."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import chapter_samples as samples
import pytest
from show_samples import Made, edited, emptied, made
from test_briefing import Page, attributes

from parley.analysis.finding import Cell, Finding
from parley.show import blocks, bodies, holding, levers, scope, tipping
from parley.show.cuts import LEFT_OUT
from parley.show.naming import packages
from parley.show.parties import faces
from parley.show.records import Findings
from parley.show.times import times

EVERY = tuple(finding for found in samples.CHAPTERS.values() for finding in found)
STANDS_IN = {"tipping": "hinges"}
"""Chapters that are a part of another section."""
ADVICE = ("best", "optimal", "fair", "solution", "should accept", "probability of peace")


def bare() -> Made:
    """The two valleys without any of these findings."""
    valleys = made("valleys")
    kept = {k: f for k, f in valleys.found.items() if k not in {each.id for each in EVERY}}
    return replace(valleys, found={k: f for k, f in kept.items() if not k.startswith("obstacles")})


def with_all(*changed: Finding) -> Made:
    """The two valleys with all of them, some of them changed."""
    return bare().other(*EVERY).other(*changed)


def section(html: str, name: str) -> str:
    """The text of a section, without what stands in its tables of data."""
    start = html.index(f'<section id="{STANDS_IN.get(name, name)}"')
    mine = html[start : html.index("</section>", start)]
    plain = re.sub(r'<details class="data">.*?</details>', "", mine, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", plain)).split())


@pytest.mark.parametrize("name", samples.CHAPTERS)
def test_a_chapter_stands_only_where_there_are_findings(name: str) -> None:
    if name == "blocks":
        # Without obstacles it tells of red lines and blocks alone.
        assert "cannot all be had" not in section(bare().page(), "blocks")
    else:
        assert f' id="{name}"' not in bare().page()
        gone = with_all(*(emptied(finding) for finding in samples.CHAPTERS[name]))
        assert f' id="{name}"' not in gone.page()
    assert f' id="{name}"' in with_all().page()


@pytest.mark.parametrize("finding", [each.id for each in EVERY])
def test_any_one_finding_may_be_missing_or_empty(finding: str) -> None:
    assert Page(with_all().without(finding).page())
    assert Page(with_all(emptied(with_all().found[finding])).page())


def test_the_whole_page_is_sound() -> None:
    found = Page(with_all().page())
    ids = [attributes(each)["id"] for each in found.elements if "id" in attributes(each)]
    assert len(ids) == len(set(ids))
    inward = {str(attributes(a)["href"])[1:] for a in found.all("a")}
    assert {each for each in inward if each and not each.startswith("ttps:")} <= set(ids)
    for figure in found.all("figure"):
        assert str(attributes(figure)["aria-labelledby"]) in ids
        assert found.within(figure, "figcaption")
        assert any(found.within(each, "table") for each in found.within(figure, "details"))
    for picture in found.all("svg"):
        if attributes(picture).get("aria-hidden") != "true":
            assert len(str(found.within(picture, "title")[0]["text"])) > 10


def test_chapters_stand_in_the_order_of_reading() -> None:
    html = with_all().page()
    order = ["funnel", "blocks", "conditions", "holding", "bodies", "levers", "hinges", "sums"]
    places = [html.index(f'aria-labelledby="{name}-title"') for name in [*order, "evidence"]]
    assert places == sorted(places)


@pytest.mark.parametrize("name", samples.CHAPTERS)
def test_no_chapter_advises(name: str) -> None:
    text = section(with_all().page(), name).lower()
    for word in ADVICE:
        assert not re.search(rf"\b{word}\b", text), word


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("blocks", "Nothing passes in 60 of 100 readings; what most often cannot both be had"),
        ("blocks", "120 readings that leave nothing that passes"),
        ("blocks", "North insists on “The ridge” (The border) red line"),
        ("blocks", "approval law South's basic law, article 7"),
        ("blocks", "7 points of its own (2 to 31)"),
        ("blocks", "Bound by law: not for those at the table to give"),
        ("blocks", "5 of 100 voters (1 to 19), seen from an even split"),
        ("blocks", "no size: it holds or not"),
        ("blocks", "South takes less than no deal is worth to it and North gives up its red line"),
        ("blocks", "the largest part of the gap is “The border”"),
        ("holding", "South would keep to package A in no reading, North in 80 of 100 readings"),
        ("holding", "North would keep its word on package A within 1.4 years."),
        ("holding", "80 of 100, holds by a lot"),
        ("holding", "at most 1.4; the case has 0.7"),
        ("holding", "any would do"),
        ("holding", "none would do"),
        ("holding", "A breach has consequences soonest after 1.5 years"),
        ("holding", "1.5 years (0.6 to 2.4)"),
        ("bodies", "The spring session opens"),
        ("bodies", "Nothing changes."),
        ("bodies", "50 of 100 packages that break no rule"),
        ("bodies", "35 of 100"),
        ("bodies", "The answer hangs most often on “The left” alone, in 80 of 100 readings"),
        ("bodies", "decides 10; power 40 and 45"),
        ("levers", "“A League force at the ridge” opens most: +11 readings of 100, +6 with the"),
        ("levers", "owner: South; needs the vote of South's assembly"),
        ("levers", "North may reply (in 45 of 100): North moves its guns up"),
        ("levers", "+11 (+8 to +14) +6 with the reply"),
        ("levers", "cost 5 and “A League force at the ridge”"),
        ("tipping", "“North: no deal, cost” moves the answer most of all single numbers"),
        ("tipping", "commitments: stay out, gains"),
        ("tipping", "Turns at 4.5; another obstacle leads from 7.2; at most 73 of 100, at 9."),
        ("tipping", "Some text passes in 60 of 100 if North's no-deal value falls by 10 points"),
        ("sums", "North prefers it to no deal fails: \N{MINUS SIGN}2.250 points"),
        ("sums", "+37.500 The border: The river (weight 75; value 0.5) 99 talks-3"),
        ("sums", "It crosses no red line of North holds"),
        ("sums", "North keeps its word fails without measure"),
    ],
)
def test_values_are_said_in_words(name: str, words: str) -> None:
    assert words in section(with_all().page(), name)


def test_sums_lead_to_judgements_and_sources() -> None:
    html = with_all().page()
    start = html.index('<section id="sums"')
    links = set(re.findall(r'href="#([^"]+)"', html[start : html.index("</section>", start)]))
    assert "s-talks-3" in links
    assert "q-preferences.north.values.border" in links
    # The first quantity below what a part names as a whole.
    assert any(link.startswith("q-preferences.north.no_deal.") for link in links)


def test_worth_that_was_listed_once_is_one_part_of_later_sums() -> None:
    rows: list[dict[str, Cell]] = [
        {**samples.SUM, "part": 1, "about": f"part {place}", "amount": float(place), "line": place,
         "path": f"preferences.north.values.issue-{place}", "sources": ""}
        for place in (1, 2, 3)
    ]  # fmt: skip
    later: list[dict[str, Cell]] = [
        {**row, "condition": "later:north", "stage": "durable"} for row in rows
    ]
    last = {**samples.SUM, "condition": "later:north", "about": "later", "amount": -4.0,
            "path": "later.north", "line": 9, "sources": ""}  # fmt: skip
    html = with_all(samples.finding("packages.sums", *rows, *later, last)).page()
    text = section(html, "sums")
    assert text.count("part 2") == 1
    assert "+6.000 what the package is worth while kept (3 parts, as above)" in text


@pytest.mark.parametrize(
    ("no_deal", "rows", "words"),
    [
        (0.0, 0, "Nothing blocks a deal: some text passes in every reading"),
        (0.4, 0, "Nothing passes in 40 of 100 readings, and no three conditions or fewer"),
        (0.4, 2, "cannot both be had: North's red line on “The border” and the approval of"),
    ],
)
def test_headings_of_what_blocks(no_deal: float, rows: int, words: str) -> None:
    conflicts = replace(
        samples.CONFLICTS,
        rows=samples.CONFLICTS.rows[:rows],
        figures=(replace(samples.CONFLICTS.figures[0], value=no_deal),),
    )
    assert words in blocks.heading(Findings({conflicts.id: conflicts}), made("valleys").case)


def test_three_sides_stand_beside_each_other_and_one_is_enough_by_itself() -> None:
    alone = {**samples.CONFLICTS.records()[0]}
    alone |= {key: None for key in alone if key.startswith(("b_", "c_"))}
    found = samples.finding("obstacles.conflicts", alone, samples.CONFLICTS.records()[1])
    one = with_all(found)
    chapter = blocks.blocks(one.findings, one.case, faces(one.case))
    assert chapter is not None
    assert [len(conflict.sides) for conflict in chapter.conflicts] == [1, 3]
    assert "enough by itself" in section(one.page(), "blocks")


def test_two_red_lines_on_one_issue_are_named_together() -> None:
    other = samples.side("b", "line:south.border", "south", "South", "refuses “The ridge”")
    row = {**samples.CONFLICTS.records()[0], **other}
    found = samples.finding("obstacles.conflicts", row, figures=samples.CONFLICTS.figures)
    said = blocks.heading(Findings({found.id: found}), made("valleys").case)
    assert said.endswith("North's and South's red lines on “The border”")


def test_where_nothing_passes_the_least_correction_stands_in_the_answer() -> None:
    stages = made("valleys").found["funnel.stages"]
    nothing = with_all(edited(stages, -1, single=0.0, menu=0.0, some=0.0))
    assert "A deal would open if South gave way." in section(nothing.page(), "answer")
    assert "A deal would open if South gave way." not in section(with_all().page(), "answer")


def test_without_consequences_the_need_is_hatched_and_not_zero() -> None:
    one = with_all()
    chapter = holding.holding(one.findings, one.case, faces(one.case), packages(one.findings))
    assert chapter is not None
    assert chapter.needs is not None
    north, south = next(row for row in chapter.needs.rows if row.label == "A").cells
    assert north is not None
    assert south is not None
    assert 'class="hatched"' in south.picture
    assert "no number is enough" in south.picture
    assert south.value == "0 of 100, fails"


def test_what_is_needed_ends_where_the_bar_ends() -> None:
    """No deal 30, later 12 and cheating 6 of a need of 48, on a scale of 80."""
    one = with_all()
    chapter = holding.holding(one.findings, one.case, faces(one.case), packages(one.findings))
    assert chapter is not None
    assert chapter.needs is not None
    north = chapter.needs.rows[0].cells[0]
    assert north is not None
    bars = re.findall(
        r'<rect class="([^"]+)" x="([\d.]+)%" y="\d+" width="([\d.]+)%"', north.picture
    )
    assert bars == [
        ("nodeal", "0.00", "37.50"),
        ("later", "37.50", "15.00"),
        ("hatched", "52.50", "7.50"),
    ]


def test_times_by_who_acts_and_who_sees() -> None:
    rows: list[dict[str, Cell]] = [
        {"terms": f"Guard: {guard}; Watch: {watch}", "acted_terms": f"Guard: {guard}",
         "seen_terms": f"Watch: {watch}", "years_low": 0.5, "years": 1.0, "years_high": 2.0}
        for guard in ("a", "b")
        for watch in ("x", "y")
    ]  # fmt: skip
    found = samples.finding("holding.parts", *rows)
    chart = times(Findings({found.id: found}))
    assert chart is not None
    assert [group.title for group in chart.groups] == ["Guard: a", "Guard: b"]
    assert [row.label for row in chart.groups[0].rows] == ["x", "y"]
    assert chart.style == "panels"


def test_votes_stand_on_the_scale_of_their_body() -> None:
    """56 of 60 seats with 8 of 10 readings from 51 to 66; the public from shares."""
    one = with_all()
    chapter = bodies.bodies(one.findings, faces(one.case), packages(one.findings))
    assert chapter is not None
    assert chapter.approvals is not None
    assembly, public = chapter.approvals.groups
    assert assembly.ticks[-1][1] == "80"
    assert public.ticks[-1][1] == "100"
    assert 'x1="63.75%" x2="82.50%"' in assembly.rows[0].picture
    # Half moved by -0.4 and 0.9 in log-odds.
    assert 'x1="40.13%" x2="71.09%"' in public.rows[0].picture


def test_many_members_that_are_alike_are_one_row() -> None:
    like = {**samples.MEMBER, "seats": 1.0, "how": "like South", "banzhaf": 0.04, "shapley": 0.04,
            "swings": 1.0, "decisive": 0.3}  # fmt: skip
    rows = [{**like, "member": f"m{place}", "member_title": f"M{place}"} for place in range(27)]
    found = samples.finding("bodies.pivotal", *rows)
    html = with_all(found).page()
    assert "M0 and each of 26 more" in html
    assert "27 members" in html


def test_levers_are_sorted_by_what_they_open_and_say_when_it_is_noise() -> None:
    one = with_all()
    chapter = levers.levers(one.findings, one.case, faces(one.case))
    assert chapter is not None
    assert [lever.title for lever in chapter.levers] == [
        "A League force at the ridge",
        "A post on North's road",
    ]
    noise = samples.finding(
        "levers.effects", samples.effect(samples.ROAD, "ratifiable", 0.02, None)
    )
    chapter = levers.levers(Findings({noise.id: noise}), one.case, faces(one.case))
    assert chapter is not None
    assert "which sampling error alone could make" in chapter.title


def test_the_cost_curve_leaves_out_what_a_cheaper_set_reaches() -> None:
    one = with_all()
    chapter = levers.levers(one.findings, one.case, faces(one.case))
    assert chapter is not None
    assert chapter.curve is not None
    assert [row.label for row in chapter.curve.groups[0].rows] == ["cost 0", "cost 2", "cost 5"]


def test_the_written_range_is_shaded_and_the_turn_is_marked() -> None:
    one = with_all()
    chapter = tipping.tipping(one.findings, one.case, faces(one.case))
    assert chapter is not None
    assert chapter.curves is not None
    picture = chapter.curves.panels[0].picture
    # 3 to 10 of an axis from 1 to 9, and 4.5 on it.
    assert '<rect class="written" x="25.00%"' in picture
    assert '<line class="crossing" x1="43.75%"' in picture
    assert picture.count('class="point"') == 9


def test_without_the_critical_values_there_is_no_such_figure() -> None:
    one = with_all().without("tipping.no_deal")
    chapter = tipping.tipping(one.findings, one.case, faces(one.case))
    assert chapter is not None
    assert chapter.no_deal is None


def test_scope_says_what_is_not_asked_and_no_more() -> None:
    valleys, one = made("valleys").findings, made("one").findings
    assert [word for word, _ in scope.glosses(valleys)] == [
        "Would hold",
        "Would be ratified",
        "Future",
        "Drawn anew",
        "Course, open to talks",
    ]
    assert not scope.glosses(one)
    said = " ".join(scope.not_asked(valleys))
    assert "renegotiate" in said
    assert "strikes first" in said
    assert "names no body" not in said
    without = " ".join(scope.not_asked(one))
    assert "names no body" in without
    assert "strikes first" not in without


def test_what_was_left_out_for_an_audience_is_not_said_to_be_a_limit() -> None:
    cut = replace(samples.SCREEN, cut=f"{LEFT_OUT}: bottom lines. 20 of 37 are listed.")
    whole = replace(samples.CURVES, cut=f"{LEFT_OUT}: bottom lines.")
    found = Findings({each.id: each for each in (cut, whole)})
    assert scope.limits(found) == ("20 of 37 are listed.",)


def test_a_copy_for_others_says_what_it_does_not_show() -> None:
    words = f"{LEFT_OUT}: bottom lines."
    needs = replace(emptied(samples.NEEDS), cut=words, sentence="What it takes is not shown.")
    corrections = edited(samples.CORRECTIONS, 0, concession=None, concession_low=None)
    one = with_all(needs, replace(corrections, cut=words))
    text = section(one.page(), "holding")
    assert text.startswith("What it takes is not shown")
    assert words in text
    assert "A breach has consequences soonest" in text
    assert "not shown in this copy" in section(one.page(), "blocks")
