"""Headings state the finding, whatever the finding is."""

from __future__ import annotations

import pytest
from show_samples import Made, edited, emptied, made

from parley.show import headings
from parley.show.records import Findings


def with_shares(single: float, menu: float, some: float) -> Findings:
    """A case of which nothing is asked but whether it could be signed, with these shares."""
    stages = made("hostile").found["funnel.stages"]
    return Findings({stages.id: edited(stages, -1, single=single, menu=menu, some=some)})


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 0.0, 0.0), "No text could be signed in any reading"),
        ((1.0, 1.0, 1.0), "One and the same text could be signed in every reading"),
        ((0.201, 0.29, 0.49), "in 20 of 100 readings; if one knew which reading is true, some"),
        ((0.001, 0.002, 0.03), "in fewer than 1 of 100 readings; if one knew"),
        ((0.2, 0.2, 0.2), "in 20 of 100 readings, and that is as often as any does"),
        ((0.997, 0.998, 1.0), "in more than 99 of 100 readings; if one knew"),
    ],
)
def test_answer_leads_with_the_single_text(shares: tuple[float, float, float], words: str) -> None:
    assert words in headings.answer(with_shares(*shares))


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.0, 0.0, 0.0), "fails in every reading"),
        ((1.0, 1.0, 1.0), "Neither a menu of three texts nor knowing the reading would add"),
        ((0.2, 0.29, 0.49), "adds 9 readings of 100; knowing which reading is true would add 20"),
        ((0.2, 0.2, 0.49), "adds nothing; knowing which reading is true would add 29 more"),
        ((0.2, 0.49, 0.49), "adds 29 readings of 100 and covers all that could be signed at all"),
    ],
)
def test_funnel_says_what_knowing_more_adds(shares: tuple[float, float, float], words: str) -> None:
    """Differences are of the rounded numbers, so that a reader can check them by eye."""
    assert words in headings.funnel(with_shares(*shares))


def whole(single: float, some: float) -> Findings:
    """A case with all stages, with these shares at the last one."""
    stages = made("valleys").found["funnel.stages"]
    return Findings({stages.id: edited(stages, -1, single=single, menu=some, some=some)})


@pytest.mark.parametrize(
    ("single", "some", "words"),
    [
        (0.0, 0.0, "Nothing gets through: no text could be signed, would hold and would be"),
        (0.2, 0.4, "would hold and would be ratified in 20 of 100 readings; if one knew"),
        (0.2, 0.4, "some text could in 40 of 100 readings"),
        (1.0, 1.0, "would hold and would be ratified in every reading"),
    ],
)
def test_later_stages_change_the_verb(single: float, some: float, words: str) -> None:
    assert words in headings.answer(whole(single, some))


def test_limits_say_only_what_is_not_asked() -> None:
    assert "hold or be ratified, nor by which steps" in headings.limits(made("one").findings)
    said = headings.limits(made("valleys").findings)
    assert "hold" not in said
    assert "steps" in said


def test_what_binds_is_what_opens_most_when_it_is_left_out() -> None:
    variants = made("valleys").found["funnel.variants"]
    for place, row in enumerate(variants.records()):
        some = {"judged": 0.3, "bodies_none": 0.7}.get(str(row["variant"]), 0.4)
        variants = edited(variants, place, some=some)
    found = Findings({**made("valleys").found, variants.id: variants})
    assert headings.variants(found) == (
        "If nobody had to ratify it, some text would pass in 70 of 100 readings instead of 30 of "
        "100"
    )


def test_where_nothing_moves_the_answer_nothing_binds_alone() -> None:
    assert headings.variants(made("one").findings).startswith("Nothing binds alone")


def test_a_case_without_lines_says_so() -> None:
    one = made("one")
    assert "no red lines and no blocks" in headings.pairs(one.findings, one.case)
    assert "no red line and no block" in headings.removal(one.findings)


def test_lines_that_clash_name_both_holders_and_the_issue() -> None:
    nothing = made("nothing")
    said = headings.pairs(nothing.findings, nothing.case)
    assert said == "North and South leave nothing to sign on “The border” in every reading"


def test_a_block_that_is_enough_by_itself_stands_alone() -> None:
    flagship = made("flagship")
    pairs = flagship.found["lines.pairs"]
    alone = edited(pairs, 0, b_path=None, b_holder=None, b_name=None, b_words=None)
    said = headings.pairs(Findings({pairs.id: alone}), flagship.case)
    assert said.startswith("Russia alone leaves nothing to sign on “The line of control” in ")


def test_lines_that_never_clash_are_not_said_to() -> None:
    hostile = made("hostile")
    assert headings.pairs(hostile.findings, hostile.case).startswith("No two red lines")


def test_references() -> None:
    assert "names no past proposal" in headings.conditions(made("one").findings)
    assert "in no reading" in headings.conditions(made("nothing").findings)
    shortlist = made("valleys").found["packages.shortlist"]
    half = Findings({shortlist.id: edited(shortlist, 0, passes=0.5)})
    assert headings.conditions(half) == (
        "The one named proposal, “The 2019 accord”, could be signed in 50 of 100 readings"
    )
    broken = Findings({shortlist.id: edited(shortlist, 0, passes=None)})
    assert "none has terms that break no rule" in headings.conditions(broken)


def test_references_that_hardly_pass_are_not_called_the_most_frequent() -> None:
    shortlist = made("flagship").found["packages.shortlist"]
    for place, row in enumerate(shortlist.records()):
        if row["reference"] and row["passes"] is not None:
            shortlist = edited(shortlist, place, passes=0.001)
    said = headings.conditions(Findings({shortlist.id: shortlist}))
    assert said.startswith("None of the five named proposals")


def test_three_principals_are_named_in_case_order() -> None:
    three = made("three")
    said = headings.stakes(three.findings)
    assert said.index("North") < said.index("South") < said.index("Nosouth")


def test_refusals_join_parties_with_the_same_reason() -> None:
    three = made("three")
    assert headings.refusals(three.findings, ["north", "south", "nosouth"]) == (
        "North, South and Nosouth hardly ever say no"
    )


@pytest.mark.parametrize(
    ("worse", "never", "words"),
    [
        (0.6, 0.1, "no mostly because no deal is worth more"),
        (0.1, 0.6, "no mostly because of red lines"),
        (0.3, 0.31, "as often because of red lines"),
        (0.0, 0.0, "hardly ever"),
    ],
)
def test_refusals_keep_worse_and_never_apart(worse: float, never: float, words: str) -> None:
    refusals = made("nothing").found["packages.refusals"]
    for place in range(len(refusals.rows)):
        refusals = edited(refusals, place, worse=worse, never=never)
    assert words in headings.refusals(Findings({refusals.id: refusals}), ["north", "south"])


def test_factors_whose_intervals_overlap_move_nothing() -> None:
    factors = made("hostile").found["factors.states"]
    near = edited(factors, 0, some=0.50, some_low=0.40, some_high=0.60)
    near = edited(near, 1, some=0.55, some_low=0.45, some_high=0.65)
    assert "sampling error" in headings.factors(Findings({near.id: near}))
    far = edited(near, 1, some=0.9, some_low=0.8, some_high=0.95)
    assert headings.factors(Findings({far.id: far})).endswith(
        "in 50 of 100 readings where it is “bad”, in 90 of 100 readings where it is “good”"
    )
    assert headings.factors(made("one").findings) == "The case names no outside factors"


def test_evidence_counts() -> None:
    assert "All 10 numbers are judgements" in headings.evidence(made("nothing").findings)
    assert "Of 4 numbers 0 come straight from a source" in headings.evidence(made("one").findings)


@pytest.mark.parametrize("name", ["answer", "funnel", "variants", "clear", "evidence"])
def test_what_a_run_did_not_make_is_not_zero(name: str) -> None:
    assert getattr(headings, name)(Findings({})) == headings.NOTHING


def test_types() -> None:
    flagship = made("flagship")
    labels = [
        str(row["label"])
        for row in flagship.findings.rows("packages.shortlist")
        if "type" in str(row["kinds"])
    ]
    assert "of ten issues; they differ most on “" in headings.types(labels, flagship.findings)
    assert headings.types(labels[:1], flagship.findings) == "Only one type of package passes"
    assert "nothing passes" in headings.types([], flagship.findings)


def test_emptied_findings_read_like_missing_ones() -> None:
    flagship: Made = made("flagship")
    gone = flagship.other(*(emptied(finding) for finding in flagship.found.values()))
    assert headings.NOTHING in gone.page()
