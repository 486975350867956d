"""Which single numbers tell how many packages pass, and which are refused by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from test_too_many import too_many

from parley.analysis import sensitivity
from parley.analysis.finding import Finding
from parley.analysis.sensitivity import inside
from parley.analysis.sensitivity.given_data import told
from parley.analysis.sensitivity.grouping import judgements
from parley.analysis.study import Study
from studies import TWO, Record, by, replaced, study_of_text

COSTS = (
    TWO.replace(
        "preferences:\n",
        "factors:\n  front: {title: The front, states: {bad: 0.5, good: 0.5}}\npreferences:\n",
    )
    .replace(
        "    no_deal: {cost: 10}\n  south:",
        "    no_deal:\n"
        "      cost: {value: 0, shifts: {front: {bad: 0..1, good: 60}}}\n"
        "      plus: 0..20\n"
        "    red_lines: {no: {never: {trade: [free, shut]}, real: 0.4..0.6}}\n"
        "  south:",
    )
    .replace("    no_deal: {cost: 10}\n", "    no_deal: {cost: 0..0.001, plus: 30..100}\n")
)
"""South's `plus` decides what it would sign; its cost is there, and tells nothing.

It would sign 100 or 80 points where 40 and `plus` are not more; North would always sign with the
front good, else 40 points where 30 and its `plus` less its cost are not more.
"""
DECIDES = "preferences.south.no_deal.plus"
NOTHING = "preferences.south.no_deal.cost"


@pytest.fixture(scope="module")
def costs() -> Study:
    return study_of_text(COSTS, draws=400)


def members(study: Study) -> Finding:
    finding = sensitivity.find(study)[1]
    assert finding.id == "sensitivity.members"
    return finding


def indices(row: Record) -> list[Any]:
    names = ("delta", "delta_low", "delta_high", "pawn", "pawn_low", "pawn_high")
    return [row[name] for name in names]


def test_what_decides_stands_out_and_what_does_nothing_does_not(costs: Study) -> None:
    finding = members(costs)
    rows = by(finding, "path")
    plus, cost = rows[DECIDES], rows[NOTHING]
    assert plus["stands_out"] is True
    assert cost["stands_out"] is False
    assert plus["delta"] > 3 * cost["delta"]
    assert plus["pawn"] > 3 * cost["pawn"]
    assert (plus["what"], plus["stage"], plus["n"]) == (
        "preferences / South / no deal / plus",
        "acceptable",
        400,
    )
    expected = told(costs.draws.value(DECIDES), costs.judged.passing.astype(float))
    assert expected.delta is not None
    assert expected.pawn is not None
    assert indices(plus) == [
        expected.delta.value,
        expected.delta.low,
        expected.delta.high,
        expected.pawn.value,
        expected.pawn.low,
        expected.pawn.high,
    ]
    assert plus["delta"] > finding.figure("idle_delta").value >= 0
    assert plus["pawn"] > finding.figure("idle_pawn").value > 0
    assert set(finding.rests_on) <= set(costs.case.origin.places)
    assert "do not add up" in finding.cut


def test_numbers_stand_in_the_groups_that_turn_the_answer(costs: Study) -> None:
    """In the order of the groups, what tells most first; certain numbers are left out."""
    shown = list(dict.fromkeys(row["group"] for row in members(costs).records()))
    groups = [one.group.key for one in sensitivity.turned(costs) if any(one.turns)]
    assert shown == groups[: sensitivity.OPENED]
    rows = members(costs).records()
    for group in shown:
        deltas = [
            row["delta"] for row in rows if row["group"] == group and row["delta"] is not None
        ]
        assert deltas == sorted(deltas, reverse=True)
    paths = {row["path"] for row in rows}
    north = "preferences.north.no_deal.cost"
    assert f"{north}.shifts.front.bad" in paths
    assert f"{north}.shifts.front.good" not in paths


def test_the_luck_of_a_red_line_is_among_its_numbers(costs: Study) -> None:
    """Whether it is real, not its chance, decides here."""
    rows = by(members(costs), "path")
    line = "preferences.north.red_lines.no"
    assert rows[line]["what"] == "preferences / North / red lines / no / whether it is real"
    assert rows[line]["stands_out"] is True
    assert rows[line]["delta"] > rows[f"{line}.real"]["delta"]


def test_categories_are_refused_by_name(costs: Study) -> None:
    rows = by(members(costs), "path")
    front = rows["factors.front"]
    assert front["what"] == "The front"
    assert front["refused"].startswith("Its states are categories")
    # With the front bad a cost of 0 to 1, with the front good always 60.
    shifted = rows["preferences.north.no_deal.cost"]
    assert "readings." in shifted["refused"]
    for row in (front, shifted):
        assert indices(row) == [None] * 6
        assert row["stands_out"] is None


def test_too_few_draws_tell_no_numbers() -> None:
    finding = members(study_of_text(COSTS, draws=100))
    assert finding.rows
    for row in finding.records():
        assert indices(row) == [None] * 6
        assert row["refused"]
    assert finding.figures == ()
    assert finding.sentence == (
        "Single numbers are not told apart. There are 100 readings, and 200 are needed."
    )


def test_where_no_group_turns_none_is_looked_into() -> None:
    finding = members(study_of_text(TWO, draws=200))
    assert finding.sentence == "No group of judgements turns the answer, so none is looked into."
    assert (finding.rows, finding.figures, finding.cut) == ((), (), "")


def test_of_many_draws_the_first_are_read(costs: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.analysis.sensitivity.inside.MOST", 300)
    finding = members(costs)
    assert {row["n"] for row in finding.records()} == {300}
    assert finding.cut.endswith(" The first 300 of 400 readings are read.")
    fewer = study_of_text(COSTS, draws=300)
    assert by(finding, "path")[DECIDES] == by(members(fewer), "path")[DECIDES]


def test_where_packages_are_too_many_to_count_a_sample_tells(costs: Study) -> None:
    """The first draws are asked about a uniform sample, here with every package in it."""
    with too_many():
        listed = study_of_text.__wrapped__(COSTS, 400, 3)
        every = judgements(listed.model.book)
        rows = by(inside.members(listed, every), "path")
    assert {row["n"] for row in rows.values()} == {256}
    assert rows[DECIDES]["stands_out"] is True
    assert rows[NOTHING]["stands_out"] is False


def test_the_output_is_of_the_last_stage_that_is_not_the_same_in_every_draw() -> None:
    """No deal is ever ratified: how many could be signed is told of."""
    study = study_of_text(
        COSTS
        + "bodies:\n  house: {party: south, kind: public, quota: 0.9, support: {base: 0.1}}\n",
        draws=300,
    )
    assert study.stages[-1] == "ratifiable"
    assert not np.ptp(study.judged.passing)
    finding = members(study)
    assert {row["stage"] for row in finding.records()} == {"acceptable"}
    assert "of how many packages could be signed;" in finding.sentence
    assert by(finding, "path")[DECIDES]["stands_out"] is True


def test_threads_never_change_it(costs: Study) -> None:
    assert members(replaced(costs, threads=2)) == members(costs)
