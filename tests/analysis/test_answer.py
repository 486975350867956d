"""The answer in a few sentences, each of whose numbers stands in another finding."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_bodies import RATIFIED
from test_funnel import NEVER, UNSURE
from test_holding import HOLDS

from parley.analysis import find_all
from parley.analysis.finding import Finding
from parley.analysis.shares import in_100, readings
from parley.analysis.study import Study
from parley.engine.variants import judgement_range
from studies import TWO, study_of_text, with_entry


def sentences(findings: Mapping[str, Finding]) -> list[str]:
    return [str(row["text"]) for row in findings["answer.summary"].records()]


def test_seven_sentences(flagship: Study, flagship_findings: Mapping[str, Finding]) -> None:
    """One text and a menu; some text; stages; conflict; what it hinges on; when; what it rests
    on.
    """
    single, some, stages, conflict, hinges, when, rests = sentences(flagship_findings)
    funnel = flagship_findings["funnel.stages"]
    assert single.startswith("As of 31 December 2024, the one text that passes most often could ")
    assert in_100(funnel.figure("single").value) in single
    assert f"covers {in_100(funnel.figure('menu').value)}" in single
    assert in_100(funnel.figure("some").value) in some
    variants = flagship_findings["funnel.variants"]
    assert in_100(variants.figure("red_lines_none").value) in some
    over = [variants.figure(k).value for k in judgement_range(flagship.model)]
    assert len(over) > 3
    assert f"between {in_100(min(over))} and {in_100(max(over))}" in some
    assert stages.startswith("Of the readings in which some text could be signed (")
    names = ("obstacles.conflicts", "lines.pairs")
    asked = next(name for name in names if name in flagship_findings)
    assert conflict == flagship_findings[asked].sentence
    turns = flagship_findings["sensitivity.groups"].records()[0]
    assert f"“{turns['title']}”" in hinges
    groups = flagship_findings["sensitivity.groups"]
    assert hinges.endswith(f"turns {readings(groups.figure('turns').value)}.")
    summary = flagship_findings["timeline.summary"]
    assert when.startswith("If the stated rates hold, talks are open 24 months after ")
    assert f"in {in_100(summary.figure('open').value)} readings" in when
    assert when.endswith(f"concluded in {in_100(summary.figure('concluded').value)}.")
    assert rests.startswith(flagship_findings["evidence.counts"].sentence)
    assert rests.endswith("is not endorsement.")
    assert flagship_findings["answer.summary"].sentence == single


@pytest.mark.parametrize("bundled", ["flagship_findings", "valleys_findings"])
def test_sentences_are_short(bundled: str, request: pytest.FixtureRequest) -> None:
    """About forty words each; the conflict says what it says in the titles of the case."""
    said = sentences(request.getfixturevalue(bundled))
    long = [text for k, text in enumerate(said) if k != 3 and len(text.split()) > 45]
    assert not long


def later_half(text: str, entries: str) -> list[str]:
    return sentences(find_all(study_of_text(f"{text.rstrip()}\n{entries}", draws=400)))


LATER = "later: {north: {arms: {by: border, points: {river: 0, ridge: 0, joint: 0}}}}\n"
RISE = LATER.replace("river: 0", "river: 0..50").replace("joint: 0", "joint: 100")
"""At the river, 20 points over no deal, North's later value is within these in two of five."""
PEOPLE = "bodies: {all: {party: south, kind: public, quota: 0.5, support: {base: BASE}}}\n"


def test_which_stage_loses_most() -> None:
    """Signing always works; two of five readings hold, and then all are ratified, or none."""
    study = study_of_text(f"{TWO.rstrip()}\n{RISE}", draws=400)
    held = in_100(float((study.draws.value("later.north.arms.points.river") <= 20).mean()))
    start = (
        f"Of the readings in which some text could be signed (all), one would also hold in {held}"
    )
    end = "most readings are lost where a text must hold."
    assert later_half(TWO, RISE)[2] == f"{start}; {end}"
    assert later_half(TWO, RISE + PEOPLE.replace("BASE", "0.6"))[2] == (
        f"{start} and one would also be ratified in {held}; {end}"
    )
    assert later_half(TWO, RISE + PEOPLE.replace("BASE", "0.4"))[2] == (
        f"{start} and none would be ratified; {end}"
    )
    assert later_half(TWO, LATER + PEOPLE.replace("BASE", "0.4"))[2] == (
        "Of the readings in which some text could be signed (all), one would always hold and none "
        "would be ratified; most readings are lost at ratification."
    )
    assert later_half(TWO, LATER + PEOPLE.replace("BASE", "0.6"))[2] == (
        "Of the readings in which some text could be signed (all), one would always hold and one "
        "would always be ratified."
    )


def test_nothing_holds() -> None:
    """What comes after a stage at which nothing is left loses nothing."""
    none = LATER.replace("river: 0, ridge: 0, joint: 0", "river: 90, ridge: 0, joint: 90")
    assert later_half(TWO, none + PEOPLE.replace("BASE", "0.6"))[2] == (
        "Of the readings in which some text could be signed (all), none would hold; most readings "
        "are lost where a text must hold."
    )
    assert later_half(NEVER, LATER)[2] == (
        "No text could be signed in any reading, so nothing that comes after is reached."
    )


def test_what_is_not_asked_is_said() -> None:
    """By the stages of the case: neither, one, or both of what comes after the signature."""
    asked = "Passing all stages is not endorsement."
    for entries, ending in (
        ("", "Whether a deal would hold or would be ratified is not asked here, and passing is not "
             "endorsement."),
        (LATER, "Whether a deal would be ratified is not asked here, and passing is not "
                "endorsement."),
        (LATER + PEOPLE.replace("BASE", "0.6"), asked),
    ):  # fmt: skip
        assert later_half(TWO, entries)[-1].endswith(f". {ending}")


def test_the_summary_comes_first(flagship_findings: Mapping[str, Finding]) -> None:
    assert next(iter(flagship_findings)) == "answer.summary"


def test_a_menu_of_one_is_no_menu() -> None:
    """Where one text passes whenever any does, nothing is said of a menu."""
    single, some, *_ = sentences(find_all(study_of_text(TWO)))
    assert "passes most often could be signed in every reading of" in single
    assert "menu" not in single
    assert some == (
        "Some such text exists in every reading, the same whether ranked weights are drawn, "
        "centred or equal; if no red line were real, in every reading."
    )


def test_a_menu_of_two() -> None:
    """South says never to the river in some draws and to the zone in others."""
    lines = (
        "{river: {never: {border: river}, real: 0.5}, zone: {never: {border: joint}, real: 0.5}}"
    )
    text = with_entry(TWO, f"    red_lines: {lines}")
    study = study_of_text(text)
    assert len(study.menu) == 2
    single, *_ = sentences(find_all(study))
    assert "; a menu of two, chosen greedily, covers " in single


def test_nothing_passes() -> None:
    """The first sentence says so with the number of readings; the others still stand."""
    findings = find_all(study_of_text(NEVER))
    single, some, removal, *_ = sentences(findings)
    assert single == (
        "As of 31 December 2024, no package could be signed in any of 24 readings of the stated "
        "judgements."
    )
    assert some.startswith("Some such text exists in no reading, the same")
    assert "the red line of South on “Trade” (from none to all)" in removal
    refused = "South refuses “Free” or “Shut” (Trade)"
    pairs = findings["lines.pairs"].sentence
    assert pairs == f"In every reading {refused}: no feasible package is left."


@pytest.mark.parametrize("text", [TWO, NEVER, UNSURE, HOLDS, RATIFIED])
def test_sentences_read_as_sentences(text: str) -> None:
    """No share is put where a sentence cannot hold it."""
    for finding in find_all(study_of_text(text)).values():
        for wrong in ("in none reading", "in all readings", " None", "nan", "  ", ".."):
            assert wrong not in finding.sentence.replace("5..15", ""), finding.id
        assert finding.sentence.endswith("."), finding.id


def test_one_principal_without_factors() -> None:
    """The smallest case that can be asked anything answers everything."""
    text = TWO[: TWO.index("  south:\n    judgement")].replace(
        "  south: {name: South, role: principal}\n", ""
    )
    findings = find_all(study_of_text(text, draws=5))
    said = sentences(findings)
    # Nothing is uncertain, and nothing is said of how fast things move.
    assert len(said) == 5
    assert findings["points.solutions"].rows
    assert findings["funnel.efficient"].rows


def test_nobody_who_signs() -> None:
    """With no signer everything that breaks no rule passes, and no bargaining point is defined."""
    text = TWO.replace("role: principal}", "role: principal, signs: false}")
    findings = find_all(study_of_text(text, draws=5))
    assert (
        findings["points.solutions"].sentence == "Nobody signs, so no bargaining point is defined."
    )
    assert findings["funnel.stages"].figure("single").value == 1


def test_a_line_that_is_real_by_chance_only() -> None:
    text = with_entry(TWO, "    red_lines:\n      no: {never: {trade: [free, shut]}, real: 0.5}")
    removal = sentences(find_all(study_of_text(text)))[2]
    assert removal.startswith("Taken away alone, these would open most: the red line of South")
