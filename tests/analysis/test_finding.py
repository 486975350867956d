"""What every finding owes its readers, whatever it found."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from parley.analysis import find_all
from parley.analysis.finding import Column, Figure, Finding, TableBuilder, columns
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import random_studies

IDS = [
    "answer.summary",
    "funnel.stages",
    "funnel.variants",
    "funnel.menu",
    "funnel.options",
    "funnel.efficient",
    "points.solutions",
    "lines.clear",
    "lines.removal",
    "lines.options",
    "lines.pairs",
    "issues.stakes",
    "packages.shortlist",
    "packages.terms",
    "packages.conditions",
    "holding.needs",
    "holding.parts",
    "bodies.approvals",
    "bodies.pivotal",
    "bodies.asked",
    "obstacles.conflicts",
    "obstacles.corrections",
    "obstacles.conditions",
    "obstacles.gap",
    "levers.effects",
    "levers.pairs",
    "levers.curve",
    "tipping.screen",
    "tipping.curves",
    "tipping.points",
    "tipping.no_deal",
    "packages.sums",
    "packages.values",
    "packages.refusals",
    "no_deal.values",
    "futures.scenarios",
    "futures.states",
    "futures.weights",
    "factors.states",
    "sensitivity.groups",
    "sensitivity.members",
    "sensitivity.pairs",
    "rules.sentences",
    "rules.terms",
    "shifts.single",
    "shifts.pairs",
    "record.channels",
    "record.events",
    "timeline.summary",
    "timeline.rates",
    "timeline.openness",
    "timeline.curve",
    "timeline.triggers",
    "timeline.levers",
    "timeline.backtest",
    "watch.indicators",
    "exactness.figures",
    "evidence.counts",
    "evidence.quantities",
    "evidence.sources",
    "evidence.statements",
]
"""They are names of files, and others read them: to rename one is a change to announce."""

TYPES = {
    "text": str,
    "share": float,
    "points": float,
    "number": float,
    "count": int,
    "flag": bool,
}


def is_difference(name: str) -> bool:
    """Of two shares, so that it may be below 0."""
    return "change" in name or name.startswith("more_than_sum")


def check_finding(name: str, finding: Finding) -> None:
    assert finding.id == name
    assert finding.question == name.split(".")[0]
    assert finding.sentence.strip()
    assert finding.columns
    assert len({column.name for column in finding.columns}) == len(finding.columns)
    for column in finding.columns:
        assert column.about.endswith("."), (name, column.name)
    for row in finding.rows:
        assert len(row) == len(finding.columns)
        for column, cell in zip(finding.columns, row, strict=True):
            if cell is None:
                continue
            assert type(cell) is TYPES[column.kind], (name, column.name, cell)
            if isinstance(cell, float):
                assert math.isfinite(cell)
            if column.kind == "share" and not is_difference(column.name):
                assert 0 <= float(cell) <= 1
    for figure in finding.figures:
        assert type(figure.value) is float
        if figure.low is not None and figure.high is not None:
            assert figure.low <= figure.value <= figure.high
    for record in finding.records():
        for name_low in (key for key in record if key.endswith("_low")):
            base = name_low.removesuffix("_low")
            ends = [record.get(key) for key in (name_low, base, f"{base}_high")]
            numbers = [end for end in ends if isinstance(end, float)]
            if len(numbers) == 3:
                assert numbers == sorted(numbers), (name, base)
    plain = json.loads(json.dumps(finding.as_dict(), allow_nan=False))
    assert Finding.from_dict(plain) == finding


@settings(SETTINGS, max_examples=12)
@given(random_studies(statements=True) | random_studies(later=True, levers=True))
def test_every_cell_is_of_its_kind(study: Study) -> None:
    """Described columns, the right types, no NaN, ends in order, and back from JSON unchanged."""
    findings = find_all(study)
    assert list(findings) == IDS
    for name, finding in findings.items():
        check_finding(name, finding)


def test_the_flagship(flagship_findings: Mapping[str, Finding]) -> None:
    assert list(flagship_findings) == IDS
    for name, finding in flagship_findings.items():
        check_finding(name, finding)


@settings(SETTINGS, max_examples=10)
@given(random_studies())
def test_findings_are_a_pure_function_of_the_study(study: Study) -> None:
    again = Study(study.model, study.plan, study.seed, study.draws, study.tallies, threads=2)
    assert find_all(again) == find_all(study)


def test_what_a_finding_rests_on_is_in_the_case(
    flagship: Study, flagship_findings: Mapping[str, Finding]
) -> None:
    places = flagship.case.origin.places
    for finding in flagship_findings.values():
        assert set(finding.rests_on) <= set(places), finding.id


NUMBERS = columns(("one", "count", "One."), ("two", "text", "Two."))


def test_a_row_names_every_column() -> None:
    table = TableBuilder(NUMBERS)
    table.add(two="b", one=1)
    assert table.records() == [{"one": 1, "two": "b"}]
    with pytest.raises(KeyError, match="two"):
        table.add(one=1)
    with pytest.raises(ValueError, match="no such columns: three"):
        table.add(one=1, two="b", three=3)


def test_a_table_becomes_a_finding() -> None:
    table = TableBuilder(NUMBERS)
    table.add(one=1, two="b")
    figure = Figure("some", 0.5, "share")
    finding = table.finding("small.test", "It is so.", (figure,), ("rules",), "Two are left out.")
    assert finding == Finding(
        "small.test",
        "small",
        "It is so.",
        (figure,),
        (Column("one", "count", "One."), Column("two", "text", "Two.")),
        ((1, "b"),),
        ("rules",),
        "Two are left out.",
    )
    assert finding.figure("some") is figure
    with pytest.raises(KeyError, match="no figure 'other'"):
        finding.figure("other")
