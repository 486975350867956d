"""Margins in words, and what a cell of the table of conditions says."""

from __future__ import annotations

import pytest
from show_samples import CASES, Made, edited, made

from parley.show.matrix import Cell, Matrix, matrices
from parley.show.naming import packages
from parley.show.parties import faces
from parley.show.words import margin


def of(one: Made) -> tuple[Matrix, ...]:
    return matrices(one.findings, one.case, faces(one.case), packages(one.findings))


def cells_of(one: Made) -> dict[str, list[Cell]]:
    """Letter of a package to its cells at all stages."""
    found: dict[str, list[Cell]] = {}
    for matrix in of(one):
        for line in matrix.lines:
            found.setdefault(line.package.label, []).extend(line.cells)
    return found


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (10.0, "holds by a lot"),
        (9.99, "holds"),
        (2.0, "holds"),
        (1.99, "just holds"),
        (0.0, "just holds"),
        (-0.01, "just fails"),
        (-2.0, "fails"),
        (-10.0, "fails by a lot"),
        (None, "does not apply"),
    ],
)
def test_margin_in_words(points: float | None, words: str) -> None:
    assert margin(points) == words


def test_a_raw_scale_is_read_in_hundredths_of_itself() -> None:
    assert margin(-0.1, scale=4.0) == "fails"
    assert margin(-0.1, scale=100.0) == "just fails"


@pytest.mark.parametrize("name", CASES)
def test_at_most_one_cell_of_a_package_is_outlined(name: str) -> None:
    for cells in cells_of(made(name)).values():
        assert sum(cell.is_weakest for cell in cells) <= 1


def test_the_outlined_cell_is_the_weakest() -> None:
    """A cell shows the weakest of several lines, so the outline and its count agree."""
    for cells in cells_of(made("flagship")).values():
        weakest = [cell for cell in cells if cell.is_weakest]
        assert len(weakest) == 1
        counts = [int(c.count.strip("<>") or 100) for c in cells if c.state != "none"]
        assert int(weakest[0].count.strip("<>")) == min(counts)


def test_form_and_words_agree() -> None:
    for cells in cells_of(made("flagship")).values():
        for cell in cells:
            share = int(cell.count.strip("<>") or 100)
            expected = "holds" if share >= 67 else "nearly" if share >= 34 else "fails"
            if share not in (33, 34, 66, 67) and cell.state != "none":
                assert cell.state == expected


def test_a_table_for_each_stage_that_the_case_asks() -> None:
    titles = [matrix.title for matrix in of(made("valleys"))]
    assert titles == ["Could it be signed?", "Would it hold?", "Would it be ratified?"]
    assert [matrix.title for matrix in of(made("nothing"))] == ["Could it be signed?"]
    kinds = [{head.kind for head in matrix.heads} for matrix in of(made("valleys"))]
    assert kinds == [{"accept", "line", "block"}, {"later", "cheat"}, {"body"}]


def test_a_breach_without_consequences_has_no_measure() -> None:
    valleys = made("valleys")
    conditions = valleys.found["packages.conditions"]
    place = next(
        place
        for place, row in enumerate(conditions.records())
        if row["condition"] == "cheat:north" and row["applies"]
    )
    label = conditions.records()[place]["label"]
    never = edited(conditions, place, margin=-(2.0**56) / 1e9, holds=0.0)
    words = [cell.words for cell in cells_of(valleys.other(never))[str(label)]]
    assert "fails without measure" in words


def test_a_condition_that_is_not_asked_has_no_margin() -> None:
    valleys = made("valleys")
    conditions = valleys.found["packages.conditions"]
    for place, row in enumerate(conditions.records()):
        if row["holder"] == "league":
            conditions = edited(conditions, place, applies=False, holds=None)
    found = of(valleys.other(conditions))[0]
    league = [place for place, head in enumerate(found.heads) if head.face.key == "league"]
    cells: list[Cell] = [line.cells[place] for line in found.lines for place in league]
    assert cells
    assert {(cell.state, cell.words, cell.count) for cell in cells} == {("none", "not asked", "")}


def test_without_its_margin_a_cell_says_how_often_and_not_that_it_is_not_asked() -> None:
    valleys = made("valleys")
    conditions = valleys.found["packages.conditions"]
    for place in range(len(conditions.rows)):
        conditions = edited(conditions, place, margin=None)
    for cells in cells_of(valleys.other(conditions)).values():
        assert not [cell for cell in cells if "does not apply" in cell.words]
        assert not [cell for cell in cells if cell.about.startswith("-")]


def test_a_reference_that_breaks_a_rule_is_shown_as_breaking_it() -> None:
    valleys = made("valleys")
    shortlist = valleys.found["packages.shortlist"]
    broken = valleys.other(edited(shortlist, 0, passes=None, breaks="The ridge needs watching."))
    html = broken.page()
    assert "<b>breaks a rule</b>" in html
    assert "The ridge needs watching." in html


def test_a_reference_without_terms_is_named_without_margins() -> None:
    assert "A, “Minsk II, February 2015”, is named without terms" in made("flagship").page()
