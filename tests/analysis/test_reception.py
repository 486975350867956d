"""What packages are worth to each party, and how it refuses them, by the oracle."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given

import oracle
from parley.analysis import reception
from parley.analysis.shares import readings
from parley.analysis.study import Study
from parley.case import Case
from strategies import SETTINGS
from studies import TWO, by, quantile, random_studies, study_of_text


def check_values(study: Study) -> None:
    every = oracle.packages(study.case)
    drawn = list(oracle.rows(study.case, study.draws))
    middle = next(oracle.rows(study.case, study.middle))
    packages: dict[str, Any] = {
        entry.label: every[entry.code] for entry in study.shortlist if entry.code is not None
    }
    packages["now"] = study.case.now
    rows = by(reception.values(study), "label", "party")
    parties = list(study.case.preferences)
    assert set(rows) == {(x, p) for x in [*packages, "no deal"] for p in parties}
    for (label, party), row in rows.items():

        def points(one: oracle.Row, label: str = label, party: str = party) -> float:
            if label == "no deal":
                return float(oracle.no_deal(study.case, one, party))
            return float(oracle.worth(study.case, one, party, packages[label]))

        column = [points(one) for one in drawn]
        for name, at in (("low", 0.1), ("median", 0.5), ("high", 0.9)):
            assert row[name] == pytest.approx(quantile(column, at), abs=1e-7)
        assert row["central"] == pytest.approx(points(middle), abs=1e-7)


def is_sure(
    case: Case, row: oracle.Row, package: oracle.Package, key: str, margin: Fraction | None
) -> bool:
    """Whether a condition holds does not hang on the rounding of a nano-point."""
    ends = {margin or Fraction(0)}
    if margin is not None and key.startswith("body:"):
        ends = set(oracle.approval(case, row, key.removeprefix("body:"), package))
    return ends == {0} or (
        all(abs(end) > oracle.slack(key) for end in ends) and len({end > 0 for end in ends}) == 1
    )


def check_refusals(study: Study) -> None:
    """The ways are kept apart; a way that a party does not have is none."""
    every = oracle.packages(study.case)
    drawn = list(oracle.rows(study.case, study.draws))
    found = by(reception.refusals(study), "label", "party")
    expected = set()
    for entry in study.shown:
        assert entry.code is not None
        margins = [oracle.margins(study.case, one, every[entry.code]) for one in drawn]
        for party in study.case.parties:
            keys = {
                "worse": [k for k in margins[0] if k == f"accept:{party}"],
                "never": [k for k in margins[0] if k.startswith(f"line:{party}.")],
                "blocked": [
                    f"block:{name}.{issue}"
                    for name, block in study.case.blocks.items()
                    if block.party == party
                    for issue in block.chances
                ],
                "breaks": [f"later:{party}", f"cheat:{party}"],
                "rejected": [
                    f"body:{name}"
                    for name, body in study.case.bodies.items()
                    if body.party == party
                ],
            }
            fails = {}
            for way, conditions in keys.items():
                asked = [k for k in conditions if margins[0].get(k) is not None]
                if asked:
                    fails[way] = [any((m[k] or 0) < 0 for k in asked) for m in margins]
            if not fails:
                continue
            expected.add((entry.label, party))
            row = found[entry.label, party]
            for way in keys:
                share = sum(fails[way]) / study.n if way in fails else None
                assert row[way] == share, way
            both = None
            if "worse" in fails and "never" in fails:
                pairs = zip(fails["worse"], fails["never"], strict=True)
                both = sum(a and b for a, b in pairs) / study.n
            assert row["both"] == both
    assert set(found) == expected


@SETTINGS
@given(random_studies())
def test_values_are_those_of_the_formulas(study: Study) -> None:
    """V at signature for packages and now, r for no deal, of everybody with preferences."""
    check_values(study)


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_ways_to_refuse_are_kept_apart(study: Study) -> None:
    every = oracle.packages(study.case)
    for one in oracle.rows(study.case, study.draws):
        for entry in study.shown:
            package = every[entry.code or 0]
            margins = oracle.margins(study.case, one, package)
            # A nano-point apart, rounding decides, and the oracle cannot tell.
            assume(all(is_sure(study.case, one, package, key, m) for key, m in margins.items()))
    check_refusals(study)


def test_two_valleys(valleys: Study) -> None:
    check_values(valleys)
    check_refusals(valleys)
    rows = by(reception.refusals(valleys), "label", "party")
    assert rows["A", "north"]["both"] <= rows["A", "north"]["never"]
    assert rows["A", "league"]["blocked"] > 0
    assert rows["A", "south"]["never"] is None
    most = rows["A", "north"]["worse"]
    assert reception.refusals(valleys).sentence == (
        f"Package A is worse than no deal for North {readings(most)}."
    )


def test_nobody_refuses() -> None:
    assert reception.refusals(study_of_text(TWO)).sentence == ("Nobody refuses any listed package.")


def test_red_lines_can_be_the_greater_refusal() -> None:
    """A sentence says the way in which it is refused most, not another one with a smaller share."""
    text = TWO.replace(
        "now: {",
        "references: {plan: {title: The plan, terms: {border: river, trade: free}}}\nnow: {",
    )
    text += "    red_lines:\n      no-river: {never: {border: river}, real: 1}\n"
    assert reception.refusals(study_of_text(text)).sentence == (
        "Package A crosses a red line of South in every reading."
    )
