"""The answer in five sentences, each of whose numbers stands in another finding."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from test_funnel import NEVER, UNSURE

from parley.analysis import find_all
from parley.analysis.finding import Finding
from parley.analysis.shares import in_100
from studies import TWO, study_of_text, with_entry


def sentences(findings: Mapping[str, Finding]) -> list[str]:
    return [str(row["text"]) for row in findings["answer.summary"].records()]


def test_five_sentences(flagship_findings: Mapping[str, Finding]) -> None:
    """One text and a menu; some package and what it hinges on; lines; pairs; what it rests on."""
    single, some, removal, pairs, rests = sentences(flagship_findings)
    stages = flagship_findings["funnel.stages"]
    assert single.startswith("As of 31 December 2024, the one text that passes most often is ")
    assert in_100(stages.figure("single").value) in single
    assert f"covers {in_100(stages.figure('menu').value)}" in single
    assert in_100(stages.figure("some").value) in some
    variants = flagship_findings["funnel.variants"]
    assert in_100(variants.figure("red_lines_none").value) in some
    over = [variants.figure(k).value for k in ("judged", "weights_centroid", "weights_equal")]
    assert f"between {in_100(min(over))} and {in_100(max(over))}" in some
    assert removal == flagship_findings["lines.removal"].sentence
    assert pairs == flagship_findings["lines.pairs"].sentence
    assert rests.startswith(flagship_findings["evidence.counts"].sentence)
    assert rests.endswith("passing is not endorsement.")
    assert flagship_findings["answer.summary"].sentence == single


def test_the_summary_comes_first(flagship_findings: Mapping[str, Finding]) -> None:
    assert next(iter(flagship_findings)) == "answer.summary"


def test_a_menu_of_one_is_no_menu() -> None:
    """Where one text passes whenever any does, nothing is said of a menu."""
    single, some, *_ = sentences(find_all(study_of_text(TWO)))
    assert "acceptable to all who must agree in every reading of" in single
    assert "menu" not in single
    assert some == (
        "Some package is acceptable in every reading, the same whether ranked weights "
        "are drawn, centred or equal; if no red line were real, in every reading."
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
    """The first sentence says so with the number of readings; all five still stand."""
    single, some, removal, pairs, _ = sentences(find_all(study_of_text(NEVER)))
    assert single == (
        "As of 31 December 2024, no package is acceptable in any of 24 readings of the stated "
        "judgements."
    )
    assert some.startswith("Some package is acceptable in no reading, the same")
    assert "the red line of South on “Trade” (from none to all)" in removal
    refused = "South refuses “Free” or “Shut” (Trade)"
    assert pairs == f"In every reading {refused}: no feasible package is left."


@pytest.mark.parametrize("text", [TWO, NEVER, UNSURE])
def test_sentences_read_as_sentences(text: str) -> None:
    """No share is put where a sentence cannot hold it."""
    for finding in find_all(study_of_text(text)).values():
        for wrong in ("in none", "in all readings", "None", "nan", "  ", ".."):
            assert wrong not in finding.sentence.replace("5..15", ""), finding.id
        assert finding.sentence.endswith("."), finding.id


def test_one_principal_without_factors() -> None:
    """The smallest case that can be asked anything answers everything."""
    text = TWO[: TWO.index("  south:\n    judgement")].replace(
        "  south: {name: South, role: principal}\n", ""
    )
    findings = find_all(study_of_text(text, draws=5))
    assert len(sentences(findings)) == 5
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
