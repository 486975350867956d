"""What is at stake, issue by issue."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given

import oracle
from parley.analysis import stakes
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, quantile, random_studies, records, study_of_text


@SETTINGS
@given(random_studies(draws=8))
def test_stakes_are_weight_times_value(study: Study) -> None:
    """From now up to the best and down to the worst option, in the oracle's central draw."""
    middle = next(oracle.rows(study.case, study.middle))
    drawn = list(oracle.rows(study.case, study.draws))
    rows = by(stakes.stakes(study), "issue", "party")
    open_issues = [issue for issue, what in study.case.issues.items() if len(what.options) > 1]
    assert set(rows) == {(i, p) for i in open_issues for p in study.principals}
    for (issue, party), row in rows.items():
        weight = oracle.weight(study.case, middle, party, issue)
        worth = {
            option: float(weight * oracle.value(study.case, middle, party, issue, option))
            for option in study.case.issues[issue].options
        }
        now = worth[str(study.case.now[issue])]
        assert row["weight"] == pytest.approx(float(weight))
        weights = [float(oracle.weight(study.case, one, party, issue)) for one in drawn]
        assert row["weight_low"] == pytest.approx(quantile(weights, 0.1))
        assert row["weight_high"] == pytest.approx(quantile(weights, 0.9))
        assert row["up"] == pytest.approx(max(worth.values()) - now, abs=1e-9)
        assert row["down"] == pytest.approx(min(worth.values()) - now, abs=1e-9)
        assert row["down"] <= 0 <= row["up"]
        assert row["stake"] == pytest.approx(row["up"] - row["down"], abs=1e-9)
        titles = {study.option_title(issue, option): points for option, points in worth.items()}
        assert titles[row["best_option_title"]] == pytest.approx(max(worth.values()), abs=1e-9)
        assert titles[row["worst_option_title"]] == pytest.approx(min(worth.values()), abs=1e-9)


@SETTINGS
@given(random_studies(draws=2, scale="swing"))
def test_issues_come_in_the_order_of_all_that_is_at_stake(study: Study) -> None:
    """A trade is flagged where one side has at least 5 at stake and twice what another has."""
    rows = records(stakes.stakes(study))
    issues = list(dict.fromkeys(row["issue"] for row in rows))
    parts = {issue: [] for issue in issues}  # type: dict[str, list[float]]
    whole = {
        party: sum(row["stake"] for row in rows if row["party"] == party)
        for party in study.principals
    }
    for row in rows:
        of_all = whole[row["party"]]
        parts[row["issue"]].append(100 * row["stake"] / of_all if of_all else 0.0)
    sums = [sum(parts[issue]) for issue in issues]
    assert all(a >= b - 1e-9 for a, b in itertools.pairwise(sums))
    for row in rows:
        most, least = max(parts[row["issue"]]), min(parts[row["issue"]])
        if abs(most - 5) > 1e-6 and abs(most - 2 * least) > 1e-6:
            expected = len(study.principals) > 1 and most >= 5 and most >= 2 * least
            assert row["trade"] == expected


def test_two_valleys_by_hand(valleys: Study) -> None:
    """Ranked weights of two issues stand at 75 and 25; four ranked values at 1, 2/3, 1/3, 0."""
    rows = by(stakes.stakes(valleys), "issue", "party")
    north, south = rows["border", "north"], rows["border", "south"]
    assert (north["weight"], south["weight"]) == pytest.approx((75, 25))
    assert (north["up"], north["down"]) == pytest.approx((50, -25))  # open is third of four
    assert (south["up"], south["down"]) == pytest.approx((25 * 2 / 3, -25 / 3))
    assert north["now_option_title"] == "Left open"
    assert (north["best_option_title"], north["worst_option_title"]) == ("The ridge", "The river")
    assert north["trade"]
    assert rows["monitors", "north"]["trade"]
    assert "The border, Monitoring" in stakes.stakes(valleys).sentence


def test_the_units_of_a_party_do_not_matter() -> None:
    """Points of different parties are never compared: only parts of what each has at stake are."""
    raw = TWO.replace("    judgement: Invented.\n", "    judgement: Invented.\n    scale: raw\n")
    small = raw.replace("weights: {border: 60, trade: 40}", "weights: {border: 0.6, trade: 0.4}")
    plain, scaled = (stakes.stakes(study_of_text(text)) for text in (raw, small))
    assert [(r["issue"], r["party"], r["trade"]) for r in records(plain)] == [
        (r["issue"], r["party"], r["trade"]) for r in records(scaled)
    ]
    assert scaled.sentence == plain.sentence
    assert by(scaled, "issue", "party")["trade", "north"]["stake"] == pytest.approx(40)


def test_one_side_cannot_trade() -> None:
    alone = TWO[: TWO.index("  south:\n    judgement")].replace(
        "  south: {name: South, role: principal}\n", ""
    )
    finding = stakes.stakes(study_of_text(alone))
    assert len(finding.rows) == 2
    assert not any(row["trade"] for row in records(finding))
    assert finding.sentence.startswith("On no issue")
