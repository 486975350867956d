"""What each party expects without a deal, and how far beliefs differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

import oracle
from parley.analysis import outlook
from parley.analysis.finding import Finding
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, quantile, random_studies, study_of_text

HOPES = TWO.replace(
    "preferences:\n",
    "ends:\n"
    "  win: {title: North wins, terms: {border: ridge, trade: free}}\n"
    "  lose: {title: North loses, terms: {border: river, trade: free}}\n"
    "preferences:\n",
).replace("no_deal: {cost: 10}", "discount: 0.1\n    no_deal: {years: 10, cost: 10, BELIEFS}")
HOPEFUL = HOPES.replace("BELIEFS", "beliefs: {win: 0.75, lose: 0.25}", 1).replace(
    "BELIEFS", "beliefs: {win: 0.25, lose: 0.75}"
)


def values(study: Study) -> Finding:
    (finding,) = outlook.find(study)
    return finding


def under(study: Study, row: oracle.Row, party: str, believer: str) -> float:
    """The no-deal value of a party if it believed what another does: its formula once more."""
    case = study.case
    path = f"preferences.{party}.no_deal"
    plan = case.preferences[party].no_deal
    believed = oracle.beliefs(case, row, believer)
    going_on = oracle.utility(case, row, party, case.now) - row.number(f"{path}.cost")
    ended = sum(
        believed[name]
        * (
            oracle.utility(case, row, party, end.terms)
            - (row.number(f"ends.{name}.less") if end.less is not None else 0)
        )
        for name, end in case.ends.items()
    )
    horizon = row.number(f"preferences.{party}.discount") * row.number(f"{path}.years")
    plus = row.number(f"{path}.plus") if plan.plus is not None else 0
    return float((horizon * going_on + ended) / (1 + horizon) + plus)


@settings(SETTINGS, max_examples=40)
@given(random_studies())
def test_no_deal_values_are_those_of_the_formula(study: Study) -> None:
    """Quantiles of r; the gap is its median change, draw by draw, under another's beliefs."""
    case = study.case
    drawn = list(oracle.rows(case, study.draws))
    rows = by(values(study), "party")
    assert list(rows) == [party for party in case.parties if party in case.preferences]
    for party, row in rows.items():
        column = [float(oracle.no_deal(case, one, party)) for one in drawn]
        for name, at in (("low", 0.1), ("median", 0.5), ("high", 0.9)):
            assert row[name] == pytest.approx(quantile(column, at), abs=1e-7)
        middle = next(oracle.rows(case, study.middle))
        central = float(oracle.no_deal(case, middle, party))
        assert row["central"] == pytest.approx(central, abs=1e-7)
        what = case.preferences[party].no_deal
        for name, is_given in (("cost", what.cost is not None), ("years", what.years is not None)):
            numbers = [float(one.columns[f"preferences.{party}.no_deal.{name}"])
                       for one in drawn] if is_given else []  # fmt: skip
            expected = quantile(numbers, 0.5) if numbers else None
            assert row[f"{name}_median"] == (None if expected is None else pytest.approx(expected))
        others = [
            other
            for other in study.principals
            if other != party and case.preferences[other].no_deal.beliefs
        ]
        if not what.beliefs or party not in study.principals or not others:
            assert row["gap"] is row["gap_from"] is None
            continue
        assert row["gap_from"] == others[0]
        gaps = [
            under(study, one, party, others[0]) - mine
            for one, mine in zip(drawn, column, strict=True)
        ]
        assert row["gap"] == pytest.approx(quantile(gaps, 0.5), abs=1e-7)


def test_optimism_by_hand() -> None:
    """Rho t = 1, so r is half of what goes on and half of what comes.

    Going on: 30 - 10 for north, 40 - 10 for south. Ends: north has 100 and 40, hopes for 0.75 of
    the first: 85; south has 20 and 100, hopes for 0.75 of the second: 80.
    """
    rows = by(values(study_of_text(HOPEFUL)), "party")
    assert rows["north"]["median"] == pytest.approx((20 + 85) / 2)
    assert rows["south"]["median"] == pytest.approx((30 + 80) / 2)
    # Under the other's beliefs: 0.25 x 100 + 0.75 x 40 = 55, and 0.75 x 20 + 0.25 x 100 = 40.
    assert rows["north"]["gap"] == pytest.approx((55 - 85) / 2)
    assert rows["south"]["gap"] == pytest.approx((40 - 80) / 2)
    assert rows["north"]["gap_from"] == "south"
    assert rows["north"]["years_median"] == 10


def test_the_sentence_is_of_the_principals(valleys: Study) -> None:
    """The League, a third party, has a row and no place in the sentence."""
    finding = values(valleys)
    assert len(finding.rows) == 3
    assert finding.sentence.startswith("North expects between ")
    assert "The League" not in finding.sentence


def test_no_minus_zero() -> None:
    """A value that rounds to nothing is 0, not -0."""
    text = TWO.replace("no_deal: {cost: 10}", "no_deal: {cost: 30.2}", 1)
    assert values(study_of_text(text)).sentence.startswith(
        "North expects between 0 and 0 points without a deal; South"
    )
