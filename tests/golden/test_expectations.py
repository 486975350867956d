"""What a negotiator expects of the flagship, from ``expectations.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from parley.analysis.finding import Finding
from parley.case import quantity

EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "expectations.yaml").read_text(encoding="utf-8")
)
PACKAGES: dict[str, dict[str, Any]] = EXPECTED["packages"]
Findings = Mapping[str, Finding]


def within(value: float, written: str) -> bool:
    """Whether a value is in a range as a case writes it."""
    spread = quantity.parse(str(written))
    return spread.low <= value <= spread.high


def shortlisted(findings: Findings, reference: str) -> dict[str, Any]:
    rows = findings["packages.shortlist"].records()
    (row,) = [row for row in rows if reference in str(row["reference"]).split(", ")]
    return dict(row)


def conditions(findings: Findings, label: str) -> dict[str, dict[str, Any]]:
    rows = findings["packages.conditions"].records()
    return {str(row["condition"]): dict(row) for row in rows if row["label"] == label}


@pytest.mark.parametrize("reference", PACKAGES)
def test_package(reference: str, flagship_findings: Findings) -> None:
    """In the central draw, and how often over all draws."""
    expected = {key: value for key, value in PACKAGES[reference].items() if key != "why"}
    row = shortlisted(flagship_findings, reference)
    asked = conditions(flagship_findings, row["label"])
    for key, value in expected.items():
        if key == "passes_centrally":
            assert row["central_passes"] is value
        elif key == "breaks_no_rule":
            assert (row["breaks"] == "") is value
        elif key == "passes":
            assert within(row["passes"], value), row["passes"]
        elif key == "weakest":
            assert [name for name, what in asked.items() if what["weakest"]] == [value]
        elif key == "prefers_it":
            assert all(asked[f"accept:{party}"]["central_holds"] for party in value)
        elif key == "worse_than_no_deal_for":
            assert not any(asked[f"accept:{party}"]["central_holds"] for party in value)
        elif key == "crosses_a_red_line_of":
            crossed = {
                what["holder"]
                for name, what in asked.items()
                if name.startswith("line:") and what["central_holds"] is False
            }
            assert crossed == set(value)
        elif key == "rejected_by":
            rejecting = {name for name, what in asked.items() if what["central_holds"] is False}
            assert {f"body:{body}" for body in value} <= rejecting
        elif key == "margins":
            for party, written in value.items():
                margin = asked[f"accept:{party}"]["margin"]
                assert within(margin, written), (party, margin)
        else:
            pytest.fail(f"nobody knows how to check {key!r}")


def test_packages_pass_in_this_order(flagship_findings: Findings) -> None:
    order = EXPECTED["passes_in_this_order"]
    shares = [shortlisted(flagship_findings, reference)["passes"] for reference in order]
    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == len(shares)


def test_funnel(flagship_findings: Findings) -> None:
    stages = flagship_findings["funnel.stages"]
    expected = EXPECTED["funnel"]
    assert within(stages.figure("some").value, expected["some"])
    assert within(stages.figure("single").value, expected["single"])
    none = flagship_findings["funnel.variants"].figure("red_lines_none").value
    assert within(none, expected["some_if_no_red_line_were_real"])


def test_red_lines(flagship_findings: Findings) -> None:
    rows = flagship_findings["obstacles.conditions"].records()
    first = [row["path"] for row in rows[:3]]
    assert set(EXPECTED["red_lines"]["in_every_least_correction_most_often"]) <= set(first)


def test_conflicts(flagship_findings: Findings) -> None:
    """Among the first five, whichever side stands first."""
    found = [
        {row[f"{side}_key"] for side in "abc" if row[f"{side}_key"]}
        for row in flagship_findings["obstacles.conflicts"].records()[:5]
    ]
    for expected in EXPECTED["conflicts"]:
        assert set(expected["between"]) in found


def test_stages(flagship_findings: Findings) -> None:
    """Some package, stage by stage."""
    found = flagship_findings["funnel.stages"].records()
    rows = {row["stage"]: float(row["some"] or 0) for row in found}
    for stage, written in EXPECTED["stages"].items():
        if stage != "why":
            assert within(rows[stage], written), (stage, rows[stage])


@pytest.mark.parametrize("clash", EXPECTED["clashes"], ids=lambda clash: clash["between"][0])
def test_clash(clash: dict[str, Any], flagship_findings: Findings) -> None:
    rows = flagship_findings["lines.pairs"].records()
    pairs = [{row["a_path"], row["b_path"]} for row in rows]
    assert set(clash["between"]) in pairs
    if clash.get("first"):
        assert pairs[0] == set(clash["between"])


@pytest.mark.parametrize("factor", EXPECTED["factors"])
def test_factor(factor: str, flagship_findings: Findings) -> None:
    """More where it is expected; or no difference that the draws could tell from chance."""
    expected = EXPECTED["factors"][factor]
    rows = {
        str(row["state"]): {key: float(row[key] or 0) for key in ("some", "some_low", "some_high")}
        for row in flagship_findings["factors.states"].records()
        if row["factor"] == factor
    }
    if "order" in expected:
        states = [state.strip() for state in expected["order"].split(">")]
        shares = [rows[state]["some"] for state in states]
        assert shares == sorted(shares, reverse=True)
    if "no_sure_order" in expected:
        a, b = (rows[state] for state in expected["no_sure_order"])
        assert a["some_low"] <= b["some_high"]
        assert b["some_low"] <= a["some_high"]


def test_no_deal(flagship_findings: Findings) -> None:
    """Optimistic: under the other's beliefs a party would expect less of going on."""
    rows = {str(row["party"]): row for row in flagship_findings["no_deal.values"].records()}
    for party in EXPECTED["no_deal"]["beliefs_are_optimistic_for"]:
        assert float(rows[party]["gap"] or 0) < 0


def test_every_expectation_is_checked() -> None:
    """A new heading needs a test; each expectation says why."""
    assert set(EXPECTED) == {
        "packages",
        "passes_in_this_order",
        "funnel",
        "stages",
        "red_lines",
        "conflicts",
        "clashes",
        "factors",
        "no_deal",
    }
    for part in (*PACKAGES.values(), *EXPECTED["clashes"], *EXPECTED["factors"].values()):
        assert part["why"].endswith(".")
