"""On what the answer hinges, as the page says and draws it."""

from __future__ import annotations

import re

import hinge_samples as samples
import pytest
from show_samples import Made, edited, emptied, made
from test_briefing import Page, attributes
from test_chapters import ADVICE, section
from test_figures import bars

from parley.analysis.finding import Finding
from parley.show import futures, hinges, matters, rules, scope, shifts, state_pairs
from parley.show.parties import faces
from parley.show.records import Findings
from parley.show.tables import written

EVERY = (*samples.HINGES, *samples.WHEN)


def whole(*changed: Finding) -> Made:
    """The two valleys with all of these findings, some of them changed."""
    return made("valleys").other(*EVERY).other(*changed)


def old() -> Made:
    """A run that asked none of these questions."""
    return made("valleys").without(*(finding.id for finding in EVERY))


@pytest.mark.parametrize(
    "words",
    [
        "On what it hinges It hinges most on “North's no-deal value”: drawn anew, that alone turns "
        "the answer in 31 of 100 readings",
        "Three factors go together in four futures: some text passes in 62 of 100 readings of "
        "future 1, in 8 of 100 readings of future 3",
        "weight as chosen: if futures counted by the chances of their states",
        "If futures counted by what leads there at once",
        "they are no probabilities",
        "40 (25 to 40)",
        "no reading",
        "“Advances” (The front) and “Kept up” (Supplies) leave most: some text passes in 59 of 100 "
        "readings; “Gives way” (The front) and “Cut off” (Supplies) least: in no reading",
        "Of three groups of judgements, two, drawn anew alone, turn the answer in 10 of 100",
        "31 of 100 (28 to 34)",
        "Of three single numbers inside these groups two tell more of the answer than noise does, "
        "“North: no deal, cost” most",
        "delta 0.24, PAWN 0.41",
        "it is the same in every reading refused",
        "One short rule tells where a deal exists, one short rule tells where none does",
        "in which the front stands still and a breach has consequences within 5 months",
        "83 of 100, n 241 held back: 80 (72 to 88), n 118",
        "31 of 100 with a deal",
        "A step in “North: no deal, cost” (5 points) moves the answer by +13 readings of 100; two "
        "of four move it by more than sampling error could",
        "up +13, down \N{MINUS SIGN}11",
        "to either side of 31 as judged",
        "Two steps together, in “North: no deal, cost” and “South's red line on the border”, take "
        "the answer from 31 of 100 to 52 of 100",
        "31 to 52; alone 44 and 36",
    ],
)
def test_findings_are_said_in_words(words: str) -> None:
    assert words in section(whole().page(), "hinges")


@pytest.mark.parametrize("name", ["hinges", "when"])
def test_no_word_of_advice(name: str) -> None:
    text = section(whole().page(), name).lower()
    for word in ADVICE:
        assert not re.search(rf"\b{word}\b", text), word


def test_the_whole_page_is_sound() -> None:
    found = Page(whole().page())
    ids = [attributes(each)["id"] for each in found.elements if "id" in attributes(each)]
    assert len(ids) == len(set(ids))
    named = [each for each in found.elements if "aria-labelledby" in attributes(each)]
    assert {str(attributes(each)["aria-labelledby"]) for each in named} <= set(ids)
    for figure in found.all("figure"):
        assert found.within(figure, "figcaption")
        assert any(found.within(each, "table") for each in found.within(figure, "details"))
    for table in found.all("table"):
        assert all(attributes(head).get("scope") for head in found.within(table, "th"))
    for picture in found.all("svg"):
        if attributes(picture).get("aria-hidden") != "true":
            assert len(str(found.within(picture, "title")[0]["text"])) > 10


@pytest.mark.parametrize("finding", [each.id for each in EVERY])
def test_any_one_finding_may_be_missing_or_empty(finding: str) -> None:
    assert Page(whole().without(finding).page())
    assert Page(whole(emptied(whole().found[finding])).page())


def test_an_old_run_keeps_what_it_has() -> None:
    html = old().page()
    assert "Which states and which numbers move the answer" in section(html, "hinges")
    for name in ("futures", "state-pairs", "groups", "members", "rules", "shifts", "shift-pairs"):
        assert f'<figure id="{name}"' not in html
        assert f'id="{name}-title"' not in html
    assert '<section id="when"' not in html


def test_what_the_case_does_not_have_is_said_in_its_place() -> None:
    scenarios = emptied(samples.SCENARIOS)
    lacking = Finding(
        scenarios.id, "futures", "Factors are taken as independent.", (), scenarios.columns
    )
    text = section(whole(lacking).page(), "hinges")
    assert text.endswith("Factors are taken as independent.")


def test_parts_stand_in_the_order_of_reading() -> None:
    html = whole().page()
    order = ["futures", "factors", "state-pairs", "groups", "members", "rules", "shifts"]
    places = [html.index(f'id="{name}-title"') for name in [*order, "shift-pairs"]]
    assert places == sorted(places)
    assert places[-1] < html.index('<div id="tipping"') < html.index('<section id="when"')


def test_weights_are_as_long_as_they_say_and_the_chosen_one_is_first() -> None:
    """Future 3: 40 as chosen, 25 and 30 otherwise, on a scale that ends at 50."""
    found = futures.futures(whole().findings)
    assert found is not None
    assert [one.number for one in found.first] == ["3", "2", "4", "1"]
    assert bars(str(found.first[0].weights)) == [
        ("layer single", 0.0, 80.0),
        ("layer some", 0.0, 50.0),
        ("layer some", 0.0, 60.0),
    ]


def test_of_equal_futures_those_come_first_that_are_heavy_otherwise() -> None:
    alike = samples.SCENARIOS
    for place in range(len(alike.rows)):
        alike = edited(alike, place, weight=0.25)
    found = futures.futures(whole(alike).findings)
    assert found is not None
    # The greatest weights of futures 1 to 4 are 40, 30, 40 and 25.
    assert [one.number for one in found.first] == ["1", "3", "2", "4"]


def test_states_of_most_of_the_weight_are_set_lighter() -> None:
    """Kept up holds 90, firm 60 and standing still 70 of the weight."""
    found = futures.futures(whole().findings)
    assert found is not None
    common = {state.title for one in found.first for state in one.states if state.is_common}
    assert common == {"Kept up", "Firm", "Stands still"}


def test_many_futures_are_folded_away() -> None:
    rows = samples.SCENARIOS.records()[0]
    many = samples.table(
        "futures.scenarios",
        "number:c states:t inconsistency:c score:c weight:s n:c some:s some_low:s some_high:s",
        [[*{**rows, "number": place}.values()] for place in range(1, 21)],
    )
    html = whole(many).page()
    assert "8 more futures" in html
    found = futures.futures(Findings({many.id: many, samples.STATES.id: samples.STATES}))
    assert found is not None
    assert (len(found.first), len(found.rest)) == (12, 8)
    assert "moves no more than sampling error could" in found.title


def test_pairs_without_a_reading_are_hatched_and_not_zero() -> None:
    found = state_pairs.state_pairs(whole().findings)
    assert found is not None
    (grid,) = found.grids
    assert grid.heads == ("Cut off", "Kept up")
    cells = dict(grid.lines)
    assert cells["Advances"][0].word == "no reading"
    assert (cells["Gives way"][0].share, cells["Gives way"][0].word) == ("0", "none")
    assert [cell.tint for _, line in grid.lines for cell in line] == [0, 1, 1, 2, -1, 2]
    assert '<td class="absent"><span class="unseen">no reading</span></td>' in whole().page()


def test_groups_are_those_of_the_last_stage_and_carry_their_party() -> None:
    valleys = whole()
    chart = matters.groups(valleys.findings, faces(valleys.case))
    assert chart is not None
    rows = chart.groups[0].rows
    assert [row.value.split(" (")[0] for row in rows] == ["31 of 100", "21 of 100", "4 of 100"]
    assert [row.face.key if row.face else None for row in rows] == ["north", None, "south"]
    # 31 of 50.
    assert bars(str(rows[0].picture))[0] == ("layer single", 0.0, 62.0)


def test_where_nothing_turns_the_answer_the_heading_says_so() -> None:
    none = samples.GROUPS
    for place in range(len(none.rows)):
        none = edited(none, place, turns=0.0, turns_low=0.0)
    one = whole(none)
    assert "hinges on no one group" in section(one.page(), "hinges")


def test_a_refused_number_is_hatched_with_its_reason_and_never_a_number() -> None:
    chart = matters.members(whole().findings, whole().case)
    assert chart is not None
    refused = chart.groups[0].rows[-1]
    assert (refused.value, refused.note) == ("refused", "it is the same in every reading")
    assert 'class="hatched"' in refused.picture


def test_where_one_measure_is_missing_the_other_is_shown() -> None:
    only = edited(
        samples.MEMBERS, 0, delta=None, delta_low=None, delta_high=None, refused="Too few values."
    )
    chart = matters.members(Findings({only.id: only}), whole().case)
    assert chart is not None
    assert chart.groups[0].rows[0].value == "PAWN 0.41"
    assert chart.caption.endswith("Too few values.")


def test_without_rules_the_page_says_that_nothing_explains() -> None:
    none = emptied(samples.RULES)
    text = section(whole(none, emptied(samples.TERMS)).page(), "hinges")
    assert "No short rule tells the readings with a deal from those without" in text
    assert samples.RULES.sentence in text


def test_rules_of_an_earlier_stage_do_not_speak_of_a_deal() -> None:
    columns = "number:c says:t predicts:t n:c density:s coverage:s stage:t"
    early = samples.table("rules.sentences", columns, [[1, "x", "deal", 9, 0.8, 0.3, "acceptable"]])
    found = rules.rules(Findings({**made("valleys").found, early.id: early}))
    assert found is not None
    assert found.title == "One short rule tells where a text that could be signed exists"


def test_steps_lie_to_either_side_of_the_present_share() -> None:
    """+13 and -11 on a scale from -20 to 20."""
    chart = shifts.shifts(whole().findings, whole().case)
    assert chart is not None
    first = chart.groups[0].rows[0]
    assert bars(str(first.picture)) == [("layer single", 50.0, 32.5), ("down", 22.5, 27.5)]
    assert [label for _, label in chart.ticks] == [
        "\N{MINUS SIGN}20", "\N{MINUS SIGN}10", "31", "+10", "+20",
    ]  # fmt: skip


def test_what_a_title_lacks_is_left_to_the_heading_of_the_chapter() -> None:
    found = whole().findings
    assert scope.independence(found).startswith("Factors with cross-impacts go together")
    assert scope.independence(old().findings) == scope.INDEPENDENT
    glosses = [word for word, _ in scope.glosses(found)]
    assert glosses[-3:] == ["Future", "Drawn anew", "Course, open to talks"]
    assert scope.RATES in scope.not_asked(found)
    assert scope.NO_PACE in scope.not_asked(old().findings)


def test_small_numbers_keep_two_digits_in_tables() -> None:
    assert written(0.0375, "number") == "0.037"
    assert written(0.0, "number") == "0"


def test_empty_parts_are_said_once() -> None:
    gone = [emptied(samples.SHIFTS), emptied(samples.SHIFT_PAIRS)]
    assert hinges.empty(Findings({each.id: each for each in gone}), hinges.PARTS) == (
        "A sentence.",
    )
