"""What may stand where."""

from __future__ import annotations

import pytest
from case_samples import changed, content, problems, read

from parley.case import evidence, tree
from parley.case.entries import Entry
from parley.case.problems import Problems
from parley.case.reference import mappings
from parley.case.schema import Case
from parley.case.walk import numbers, quantities


def test_the_small_case_is_read_as_written() -> None:
    case = read()
    assert case.title == "Two valleys"
    assert case.principals == ("north", "south")
    assert list(case.issues["border"].options) == ["river", "ridge", "open"]
    assert case.issues["monitors"].options["league"].title == "The League's"
    assert str(case.preferences["north"].no_deal.cost.value) == "3..10"  # type: ignore[union-attr]


def test_a_plain_number_and_its_long_form_are_the_same() -> None:
    assert content(read(("cost: 3..10", "cost: {value: 3..10}"))) == content(read())


@pytest.mark.parametrize("part", mappings(), ids=lambda part: part.__name__)
def test_every_example_of_the_reference_page_can_be_read(part: type[Entry]) -> None:
    if part is Case:
        return
    assert part.example
    root, found = tree.grow(f"x: {part.example}".encode(), "x.yaml")
    problems = Problems(found)
    bare, _, _ = evidence.gather(root, problems)
    part.model_validate(next(iter(bare.values())), context={"problems": problems})
    assert not problems.found


@pytest.mark.parametrize("internal", [":rest", ":ranking", ":numbers", ":never", ":by"])
def test_the_words_by_which_the_reader_passes_things_on_cannot_be_written(internal: str) -> None:
    for old in ("cost: 3..10", "weights: border > monitors"):
        key = old.split(":")[0]
        assert problems(changed((old, f'{key}: {{value: 1, "{internal}": x}}')))


def test_every_problem_is_told_at_once() -> None:
    """Problems of keys and numbers do not hide each other, nor those of the whole case."""
    found = problems(
        changed(
            ("title: Two valleys", "title: Two valleys\ntitel: x"),
            ("cost: 3..10", "cost: .5"),
            ("{border: open, monitors: none}", "{border: shut, monitors: none}"),
            ("as_of: 2024-12-31", "as_of: 2024-13-31"),
        )
    )
    assert len(found) == 4


def test_an_unreadable_number_is_told_once() -> None:
    text = changed(("now:", "factors: {f: {title: F, states: {a: x, b: 0.5}}}\nnow:"))
    assert len(problems(text)) == 1


def test_quantities_are_found_in_file_order_each_once() -> None:
    case = read(
        ("border: ridge > open > river", "border: {ridge: 5, open: 3, river: 1}"),
        ("now:", "factors: {f: {title: F, states: {a: 0.5, b: 0.5}}}\nnow:"),
        ("cost: 3..10", "cost: {value: 3..10, shifts: {f: {a: 1}}}"),
    )
    assert [path for path in quantities(case) if "south" not in path] == [
        "factors.f",
        "preferences.north.weights",
        "preferences.north.values.border",
        "preferences.north.values.monitors",
        "preferences.north.no_deal.cost",
        "preferences.north.no_deal.cost.shifts.f.a",
    ]
    every = [path for path, _ in numbers(case) if "south" not in path]
    assert every == [
        "factors.f.states.a",
        "factors.f.states.b",
        "preferences.north.values.border.ridge",
        "preferences.north.values.border.open",
        "preferences.north.values.border.river",
        "preferences.north.no_deal.cost",
        "preferences.north.no_deal.cost.shifts.f.a",
    ]


def test_a_rest_is_no_quantity() -> None:
    case = read(
        (
            "preferences:",
            "ends: {a: {title: A, terms: {border: open, monitors: none}}, "
            "b: {title: B, terms: {border: river, monitors: none}}}\npreferences:",
        ),
        (
            "no_deal: {cost: 3..10}",
            "discount: 0.1\n    no_deal: {cost: 3, years: 2, beliefs: {a: 0.4, b: rest}}",
        ),
    )
    beliefs = [path for path in quantities(case) if "north.no_deal.beliefs" in path]
    assert beliefs == ["preferences.north.no_deal.beliefs.a"]


def test_a_case_made_by_hand_has_no_origin() -> None:
    with pytest.raises(ValueError, match="not read from a file"):
        _ = Case.model_construct(**content(read())).origin
