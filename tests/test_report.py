"""What ``parley check`` says about a sound case."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.bundled import bundled
from parley.case import CaseError, parse
from parley.report import DRAWS, CheckReport, check_file, report

CASE = """\
parley: 1
title: Two valleys
as_of: 2024-12-31
sources: {talks: {title: Joint statement}}
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, open: Left open}}
  monitors: {title: Monitoring, options: {none: None, league: The League's}}
rules:
  watched: {if: {border: ridge}, then: {monitors: league}}
  no-change: {never: {border: open, monitors: none}}
now: {border: open, monitors: none}
preferences:
  north:
    weights: {border: 1..3, monitors: 1}
    values: {border: {is: ridge > open > river, source: talks}, monitors: none > league}
    no_deal: {cost: {value: 3..10, judgement: A guess., note: Rough.}}
  south:
    weights: border > monitors
    values: {border: river > open > ridge, monitors: league > none}
    no_deal: {cost: 0}
"""


def of(*changes: tuple[str, str]) -> CheckReport:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return report(parse(text.encode(), "x.yaml"))


def test_packages_are_counted_before_and_after_the_rules() -> None:
    """Of 3 x 2 packages the ridge unwatched and things as they are fall away."""
    assert (of().packages, of().feasible) == (6, 4)


def test_quantities_are_counted_by_what_they_rest_on() -> None:
    """North: weights, two sets of values, a cost; South: the same."""
    found = of()
    assert dict(found.quantities) == {"sourced": 1, "judged": 1, "assumed": 6}
    assert found.noted == 1


def test_weights_are_ranged_after_scaling() -> None:
    """1..3 beside 1 is from 50 to 75 of 100, and 2 / 3 in the middle."""
    found = {(w.party, w.issue): w for w in of().weights}
    border = found["north", "border"]
    assert border.low == pytest.approx(50, abs=0.2)
    assert border.median == pytest.approx(200 / 3, abs=1)
    assert border.high == pytest.approx(75, abs=0.2)
    monitors = found["north", "monitors"]
    assert monitors.low + border.high == pytest.approx(100)
    assert list(found)[2:] == [("south", "border"), ("south", "monitors")]


def test_raw_weights_stand_as_they_are() -> None:
    raw = of(("    weights: {border: 1..3", "    scale: raw\n    weights: {border: 1..3"))
    assert raw.weights[1].low == raw.weights[1].high == 1


def test_the_agreement_rate_is_draws_by_attempts() -> None:
    """A line that is real in half of all readings: each refusal takes two attempts on average."""
    line = "red_lines: {all: {never: {monitors: league}, real: 0.5}}"
    speech = "statements: {speech: {refuses: {monitors: league}, meant: 1}}"
    found = of(
        ("    no_deal: {cost: {value", f"    {line}\n    {speech}\n    no_deal: {{cost: {{value"),
        # Without the line every deal that changes a little is worth more than going on.
        ("{value: 3..10, judgement", "{value: 300, judgement"),
    )
    (agreement,) = found.agreements
    assert agreement.party == "north"
    assert agreement.draws == DRAWS
    assert agreement.attempts / DRAWS == pytest.approx(2, abs=0.2)
    assert agreement.rate == DRAWS / agreement.attempts
    assert [one.statement for one in agreement.statements] == ["speech"]
    assert agreement.statements[0].alone == pytest.approx(0.5, abs=0.05)
    text = found.text()
    assert f"Statements of North: 1,000 draws in {agreement.attempts:,} attempts" in text
    assert "    speech: 5" in text
    assert found.as_dict()["agreements"][0]["rate"] == agreement.rate


def test_rules_that_leave_nothing_are_told_at_the_rules() -> None:
    with pytest.raises(CaseError, match=r"^x.yaml:11:1: the 3 rules together leave no package"):
        of(("rules:\n", "rules:\n  all: {never: {monitors: [none, league]}}\n"))


def test_the_text_says_all_and_the_data_is_plain() -> None:
    found = of()
    text = found.text()
    for words in (
        "Two valleys, as of 2024-12-31: x.yaml is sound.",
        "Packages: 6, of which 4 break no rule.",
        "Quantities: 8, of which 1 sourced, 1 judged, 6 assumed; 1 with a note.",
        "  North\n    The border",
    ):
        assert words in text
    data = json.loads(json.dumps(found.as_dict(), allow_nan=False))
    assert (data["packages"], data["feasible"], data["warnings"]) == (6, 4, [])
    assert (data["commitments"], data["bodies"], data["levers"]) == (0, 0, 0)
    assert data["weights"][0]["issue"] == "border"


def test_what_a_case_has_beyond_preferences_is_counted() -> None:
    keeps = """\
commitments: {off: {party: north, gains: 1}, on: {party: north, gains: 2}}
response: {seen: {years: 1}, acted: {years: never}}
bodies:
  people: {party: south, kind: public, quota: 0.5, support: {base: 0.4}}
levers:
  a: {title: A, owner: north, cost: 1, changes: {bodies.people.quota: 0.4}}
  b: {title: B, owner: north, cost: 1, changes: {bodies.people.quota: 0.4}}
  c: {title: C, owner: north, cost: 1, changes: {bodies.people.quota: 0.4}}
"""
    found = of(("preferences:\n  north:\n", f"{keeps}preferences:\n  north:\n    discount: 0.1\n"))
    assert (found.commitments, found.bodies, found.levers) == (2, 1, 3)
    assert "Commitments: 2; bodies: 1; levers: 3." in found.text().splitlines()
    assert "Commitments" not in of().text()


def test_a_warning_has_its_place_in_the_file() -> None:
    found = of(("title: Joint statement", "title: Joint statement, date: 2025"))
    line = found.text().splitlines()[-1]
    assert line.startswith("x.yaml:4:43: warning: talks is dated 2025, after")


@pytest.mark.parametrize("name", bundled())
def test_bundled_cases_are_sound(name: str) -> None:
    found = check_file(bundled()[name])
    assert 0 < found.feasible <= found.packages
    assert found.as_dict()["file"] == str(bundled()[name])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([(a, b) for a in range(3) for b in range(2)]), unique=True))
def test_feasible_packages_are_those_that_no_rule_names(forbidden: list[tuple[int, int]]) -> None:
    """One rule a package: what is left is what was not forbidden."""
    border, monitors = ["river", "ridge", "open"], ["none", "league"]
    rules = "".join(
        f"  r{n}: {{never: {{border: {border[a]}, monitors: {monitors[b]}}}}}\n"
        for n, (a, b) in enumerate(forbidden)
    )
    start, end = CASE.index("  watched"), CASE.index("now:")
    text = CASE[:start] + rules + CASE[end:] if rules else CASE.replace(CASE[start - 7 : end], "")
    if len(forbidden) == 6:
        with pytest.raises(CaseError, match="leave no package"):
            report(parse(text.encode()))
        return
    found = report(parse(text.encode()))
    assert found.feasible == 6 - len(forbidden)
    left = np.ones((3, 2), dtype=bool)
    for a, b in forbidden:
        left[a, b] = False
    never = 5 - int(left.any(axis=1).sum()) - int(left.any(axis=0).sum())
    told = [w for w in found.warnings if "the rules leave no package with" in w.message]
    assert len(told) == never


def test_a_path_may_be_text_or_path(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(CASE)
    assert check_file(path).packages == check_file(str(path)).packages == 6
