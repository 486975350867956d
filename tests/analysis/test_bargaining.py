"""The bargaining points against their definitions in exact fractions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from parley.analysis import bargaining
from parley.analysis.bargaining import egalitarian, kalai_smorodinsky, nash, utilitarian
from parley.analysis.deals import of
from parley.analysis.study import Study
from parley.bundled import load
from parley.conditions import build
from parley.conditions.acceptance import signers
from strategies import SETTINGS
from studies import TWO, passing, random_studies, records, study_of_text, with_entry

SIZES = st.one_of(st.integers(0, 4), st.integers(0, 10**11), st.sampled_from([10**9, 3 * 10**9]))
GAINS = st.integers(1, 4).flatmap(
    lambda parties: st.lists(
        st.lists(SIZES, min_size=parties, max_size=parties), min_size=1, max_size=30
    )
)


def leaders(sizes: list[object]) -> list[int]:
    best = max(sizes)  # type: ignore[type-var]
    return [k for k, size in enumerate(sizes) if size == best]


@settings(SETTINGS, max_examples=200)
@given(GAINS)
def test_every_point_is_its_definition(gains: list[list[int]]) -> None:
    """All ties, none that is a nano-point behind; one to four parties, zeros, twins."""
    table = np.array(gains, dtype=np.int64)
    assert nash(table) == oracle.nash(gains)
    assert kalai_smorodinsky(table) == oracle.kalai_smorodinsky(gains)
    assert egalitarian(table) == leaders([sorted(row) for row in gains])
    assert utilitarian(table) == leaders([sum(row) for row in gains])


@settings(SETTINGS, max_examples=100)
@given(GAINS, st.sampled_from([2, 4, 1024]), st.integers(0, 3))
def test_nash_and_kalai_smorodinsky_ignore_the_units_of_a_party(
    gains: list[list[int]], factor: int, party: int
) -> None:
    """Nash (1950), Kalai & Smorodinsky (1975): other units for one party do not move the point."""
    table = np.array(gains, dtype=np.int64)
    scaled = table.copy()
    scaled[:, party % table.shape[1]] *= factor
    assert nash(scaled) == nash(table)
    assert kalai_smorodinsky(scaled) == kalai_smorodinsky(table)


@settings(SETTINGS, max_examples=100)
@given(GAINS, st.data())
def test_nash_does_not_depend_on_what_is_not_chosen(
    gains: list[list[int]], data: st.DataObject
) -> None:
    """Independence of irrelevant alternatives: dropping others leaves the point where it was."""
    table = np.array(gains, dtype=np.int64)
    chosen = nash(table)
    kept = sorted({*chosen, *data.draw(st.lists(st.sampled_from(range(len(gains)))))})
    assert [kept[k] for k in nash(table[kept])] == chosen


@pytest.mark.parametrize("behind", [1, 10, 10**3])
def test_a_nano_point_decides(behind: int) -> None:
    """Floats cannot tell these apart; whole numbers can."""
    a, b = 10**11, 10**11 + 7
    table = np.array([[a, b], [a, b - behind], [b, a]], dtype=np.int64)
    assert nash(table) == [0, 2]
    assert kalai_smorodinsky(table) == [0, 2]
    assert utilitarian(table) == [0, 2]
    assert egalitarian(table) == [0, 2]


def test_the_next_least_decides() -> None:
    """Leximin: (2, 2, 5) and (5, 2, 2) before (2, 2, 2)."""
    table = np.array([[2, 2, 2], [2, 2, 5], [5, 2, 2]]) * 10**9
    assert egalitarian(table) == [1, 2]
    assert kalai_smorodinsky(table) == [1, 2]


def test_kalai_smorodinsky_needs_room_for_everybody() -> None:
    """Where a party cannot gain at all its part is 0 / 0."""
    table = np.array([[0, 5], [0, 7]]) * 10**9
    assert kalai_smorodinsky(table) == []
    assert nash(table) == [0, 1]


@SETTINGS
@given(random_studies(draws=1))
def test_points_are_of_the_acceptable_packages_and_the_signers(study: Study) -> None:
    """Nash and Kalai-Smorodinsky, from the oracle's values of every acceptable package."""
    parties = signers(study.case)
    codes = np.flatnonzero(passing(study, study.middle)[0])
    finding = bargaining.find(study)[0]
    if not len(codes) or not parties:
        assert finding.rows == ()
        return
    gains = [
        [
            int(study.worth(p, study.middle, np.array([code]))[0, 0])
            - int(study.no_deal(p, study.middle)[0])
            for p in parties
        ]
        for code in codes
    ]
    expected = {
        "nash": [int(codes[k]) for k in oracle.nash(gains)],
        "kalai-smorodinsky": [int(codes[k]) for k in oracle.kalai_smorodinsky(gains)],
    }
    for solution, chosen in expected.items():
        rows = [row for row in records(finding) if row["solution"] == solution]
        assert [row["code"] for row in rows] == chosen[:20]
        assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
        assert (f"{solution}: {len(chosen):,} packages tie" in finding.cut) == (len(chosen) > 20)
        for row in rows:
            middle = next(oracle.rows(study.case, study.middle))
            package = oracle.packages(study.case)[row["code"]]
            for party in parties:
                gain = oracle.worth(study.case, middle, party, package) - oracle.no_deal(
                    study.case, middle, party
                )
                assert abs(Fraction(row[f"gain_{party}"]) - gain) < Fraction(1, 10**7)


def test_by_hand() -> None:
    """Gains of the acceptable packages of TWO: (20, 70), (50, 30), (10, 10).

    Products 1400, 1500, 100. Parts of (50, 70): (0.4, 1), (1, 0.43): 0.43 is the greater least.
    Least points 20, 30, 10; sums 90, 80, 20.
    """
    study = study_of_text(TWO)
    only = records(bargaining.find(study)[0])
    assert [(row["solution"], row["code"]) for row in only] == [
        ("nash", 4),
        ("kalai-smorodinsky", 4),
    ]
    every = records(bargaining.find(study, every=True)[0])
    assert [(row["solution"], row["code"]) for row in every] == [
        ("nash", 4),
        ("kalai-smorodinsky", 4),
        ("egalitarian", 4),
        ("utilitarian", 0),
    ]
    assert (every[0]["gain_north"], every[0]["gain_south"]) == (50.0, 30.0)


def test_panama_canal() -> None:
    """Raiffa (1982): the points of the treaty talks, all at package (64, 68)."""
    study = of(build(load("panama-canal")))
    rows = records(bargaining.find(study)[0])
    assert [(row["solution"], row["gain_us"], row["gain_panama"]) for row in rows] == [
        ("nash", 64.0, 68.0),
        ("kalai-smorodinsky", 64.0, 68.0),
    ]


def test_where_nothing_is_acceptable_no_point_is_defined() -> None:
    never = with_entry(TWO, "    red_lines:\n      all: {never: {trade: [free, shut]}, real: 1}")
    finding = bargaining.find(study_of_text(never))[0]
    assert finding.rows == ()
    assert "no acceptable package" in finding.sentence


def test_where_one_side_cannot_gain_the_sentence_says_so() -> None:
    """South's no-deal value is the best it can have: it can only break even."""
    stuck = TWO.replace("now: {border: joint, trade: shut}", "now: {border: river, trade: free}")
    stuck = stuck.replace("no_deal: {cost: 10}", "no_deal: {cost: 0}")
    finding = bargaining.find(study_of_text(stuck))[0]
    assert {row["solution"] for row in records(finding)} == {"nash"}
    assert "Kalai-Smorodinsky is not defined" in finding.sentence
