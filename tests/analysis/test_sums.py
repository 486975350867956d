"""The sums behind the margins of the listed packages."""

from __future__ import annotations

import math

from hypothesis import given

from parley.analysis import packages, sums
from parley.analysis.finding import Cell
from parley.analysis.study import Study
from parley.conditions.forms import NANO
from parley.show.records import grouped
from strategies import SETTINGS
from studies import TWO, random_studies, study_of_text

CLOSE = 1e-9


def test_by_hand() -> None:
    """The river with free trade is worth 40 to north, against 20 without a deal."""
    study = study_of_text(TWO)
    rows = [
        row
        for row in sums.sums(study).records()
        if (row["condition"], study.shown[0].label) == ("accept:north", row["label"])
    ]
    package = study.space.package(int(study.shown_codes[0]))
    worth = {"river": 0.0, "joint": 30.0, "ridge": 60.0}[package["border"]]
    trade = 40.0 if package["trade"] == "free" else 0.0
    assert [(row["part"], row["amount"]) for row in rows] == [(1, worth), (2, trade), (3, -20.0)]
    assert {row["margin"] for row in rows} == {worth + trade - 20.0}
    lines = TWO.splitlines()
    for row, word in zip(rows, ("values", "values", "no_deal"), strict=True):
        assert word in lines[int(row["line"] or 0) - 1]
    assert str(rows[0]["about"]).startswith("The border: ")
    assert str(rows[2]["about"]).startswith("the no-deal value (as now ")
    assert {row["sources"] for row in rows} == {""}


@SETTINGS
@given(study=random_studies(later=True))
def test_the_amounts_add_up_to_the_central_margin(study: Study) -> None:
    """Every condition that is asked of a listed package is there, with the margin of the scan."""
    found = sums.sums(study)
    wanted = {
        (row["label"], row["condition"])
        for row in packages.conditions(study).records()
        if row["applies"]
    }
    by_sum: dict[tuple[Cell, Cell], list[dict[str, Cell]]] = {}
    for row in found.records():
        by_sum.setdefault((row["label"], row["condition"]), []).append(row)
    assert by_sum.keys() == wanted
    places = {entry.label: place for place, entry in enumerate(study.shown)}
    middle = study.margins(study.middle, study.shown_codes)
    for (label, key), rows in by_sum.items():
        nano = int(middle[str(key)].values[0, places[str(label)]])
        unit = 1 if rows[0]["unit"] == "crossed" else NANO
        assert [row["part"] for row in rows] == list(range(1, len(rows) + 1))
        if rows[0]["margin"] is None:
            assert nano < -(2**55)
            assert any(row["amount"] is None for row in rows)
        else:
            assert rows[0]["margin"] == nano / unit
            total = math.fsum(float(row["amount"] or 0.0) for row in rows)
            assert abs(total - nano / unit) <= CLOSE


def test_conditions_stand_in_the_order_of_the_stages(valleys: Study) -> None:
    rows = sums.sums(valleys).records()
    for mine in grouped(rows, "label").values():
        stages = list(dict.fromkeys(str(row["stage"]) for row in mine))
        assert stages == [stage for stage in valleys.stages if stage in stages]
