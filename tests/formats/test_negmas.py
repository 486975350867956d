"""NegMAS: value functions, biases, discounts, reserves, and what adds up over no issues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from format_samples import read_day, reserves, utilities, write_json, write_yaml

from parley.formats import FormatError

SPACE: dict[str, Any] = {
    "type": "negmas.outcomes.outcome_space.CartesianOutcomeSpace",
    "name": "trade",
    "issues": [
        {"name": "colour", "type": "CategoricalIssue", "values": ["red", "no"]},
        {"name": "price", "type": "negmas.outcomes.ContiguousIssue", "values": [2, 4]},
    ],
}
TABLE = {"type": "TableFun", "mapping": {"red": 5.0, "no": -10.0}}
UFUN: dict[str, Any] = {
    "type": "LinearAdditiveUtilityFunction",
    "name": "ann",
    "weights": [2.0, 10],
    "values": [TABLE, {"type": "AffineFun", "slope": 0.5, "bias": 1}],
    "bias": 7,
    "reserved_value": -3.5,
}


def folder_of(tmp_path: Path, ufun: Any, space: Any = SPACE) -> Path:
    write_yaml(tmp_path / "trade.yml", space)
    write_yaml(tmp_path / "ann.yml", ufun)
    return tmp_path


def test_utilities_as_they_stand(tmp_path: Path) -> None:
    """2 x 5 + 10 x (0.5 price + 1) + 7; nothing is divided, and ``no`` stays a word."""
    case = read_day(folder_of(tmp_path, UFUN))
    found = utilities(case)
    assert [found["red", price] for price in ("2", "3", "4")] == [(37.0,), (42.0,), (47.0,)]
    assert found["no", "2"] == (7.0,)
    assert reserves(case) == (-3.5,)
    assert case.preferences["ann"].unit == 1
    assert str(case.parties["ann"].name) == "ann"


@pytest.mark.parametrize(
    ("values", "worth"),
    [
        ([TABLE, {"type": "LinearFun", "slope": 2}], 10 + 60),
        ([TABLE, {"type": "negmas.preferences.IdentityFun"}], 10 + 30),
        ([TABLE, {"type": "IdentityFun", "bias": 4}], 10 + 70),
        ([TABLE, {"type": "ConstFun", "bias": 4}], 10 + 40),
        ([TABLE, {2: 0, 3: 1, "4": 2}], 10 + 10),
        ([{"red": 1, "no": 2}, {"type": "TableFun", "mapping": {2: 0, 3.0: 1, 4: 2}}], 2 + 10),
        ({"colour": TABLE}, 10 + 30),
    ],
)
def test_functions_of_one_issue(tmp_path: Path, values: Any, worth: float) -> None:
    """Of red at 3, with weights 2 and 10 and a bias of 7; an issue without one is its number."""
    case = read_day(folder_of(tmp_path, {**UFUN, "values": values}))
    assert utilities(case)["red", "3"] == (worth + 7,)


@pytest.mark.parametrize(
    ("weights", "worth"), [(None, 5 + 2.5), ({"price": 4}, 5 + 10), ([-1, 4], -5 + 10)]
)
def test_weights(tmp_path: Path, weights: Any, worth: float) -> None:
    """Missing ones are 1; those below 0 turn the order of their issue."""
    case = read_day(folder_of(tmp_path, {**UFUN, "weights": weights, "bias": None}))
    assert utilities(case)["red", "3"] == (worth,)


@pytest.mark.parametrize("reserve", [None, float("-inf")])
def test_a_party_that_accepts_anything(tmp_path: Path, reserve: float | None) -> None:
    """Its no-deal value is the worst package where that is below 0, else 0."""
    case = read_day(folder_of(tmp_path, {**UFUN, "reserved_value": reserve}))
    assert reserves(case) == (0.0,)
    assert utilities(case)["no", "2"] == (7.0,)
    lower = read_day(folder_of(tmp_path, {**UFUN, "reserved_value": reserve, "bias": -7}))
    assert reserves(lower) == (-7.0,) == utilities(lower)["no", "2"]


def test_small_utilities_become_points_out_of_a_hundred(tmp_path: Path) -> None:
    small = {**UFUN, "weights": [0.02, 0.1], "bias": 0, "reserved_value": 0.1}
    case = read_day(folder_of(tmp_path, small))
    assert case.preferences["ann"].unit == 100
    assert str(case.preferences["ann"].no_deal.value.value) == "10"  # type: ignore[union-attr]
    assert utilities(case)["red", "3"] == pytest.approx((0.35,), abs=1e-11)


def test_a_straight_line_over_numbers(tmp_path: Path) -> None:
    """LinearUtilityFunction: the weights times the numbers themselves."""
    space = {**SPACE, "issues": [SPACE["issues"][1], {"name": "n", "values": 3}]}
    ufun = {"type": "AffineUtilityFunction", "weights": [3, 20], "bias": 1, "reserved_value": 0}
    assert utilities(read_day(folder_of(tmp_path, ufun, space)))["4", "2"] == (12 + 40 + 1,)


def test_a_discount_is_unwrapped_and_told(tmp_path: Path) -> None:
    ufun = {"type": "ExpDiscountedUFun", "discount": 0.9, "ufun": UFUN}
    case = read_day(folder_of(tmp_path, ufun))
    assert utilities(case)["red", "2"] == (37.0,)
    note = case.origin.evidence.of("preferences.ann.weights").note
    assert note is not None
    assert "The discount 0.9 of the file (ExpDiscountedUFun) is not used." in note


def test_a_continuous_issue_is_cut_to_eleven(tmp_path: Path) -> None:
    issue = {"name": "price", "type": "ContinuousIssue", "values": [0.0, 1.0]}
    space = {**SPACE, "issues": [SPACE["issues"][0], issue]}
    case = read_day(folder_of(tmp_path, UFUN, space))
    assert len(case.issues["price"].options) == 11
    assert 'The continuous issue "price" is cut to 11' in (case.origin.evidence.of("").note or "")


def test_json_is_read_alike(tmp_path: Path) -> None:
    write_json(tmp_path / "trade.json", SPACE)
    write_json(tmp_path / "ann.json", {**UFUN, "reserved_value": float("-inf")})
    case = read_day(tmp_path)
    assert utilities(case)["red", "2"] == (37.0,)
    assert reserves(case) == (0.0,)


@pytest.mark.parametrize(
    ("ufun", "words"),
    [
        ({**UFUN, "type": "HyperRectangleUtilityFunction"}, '"HyperRectangleUtilityFunction" is a'),
        ({"type": "MappingUtilityFunction", "mapping": {}}, '"MappingUtilityFunction" is a'),
        ({"type": "RankOnlyUtilityFunction"}, "that parley does not read"),
        ({"type": "UncertainUFun", "ufun": UFUN}, '"UncertainUFun" wraps a utility function'),
        ({**UFUN, "weights": [1]}, '"weights" has 1 entries; the domain has 2 issues.'),
        ({**UFUN, "weights": {"size": 1}}, '"weights" names size, which the domain has not.'),
        ({**UFUN, "values": [TABLE, {"type": "SinFun"}]}, 'has the value function "SinFun".'),
        (
            {**UFUN, "values": [{"type": "IdentityFun"}, {"type": "IdentityFun"}]},
            'of issue "colour", whose value is a',
        ),
        ({**UFUN, "values": [{"red": 1}, TABLE]}, 'issue "colour" has no value for no.'),
        ({**UFUN, "reserved_value": float("nan")}, 'the reserved value is ".nan".'),
        ({**UFUN, "reserved_value": float("inf")}, 'the reserved value is ".inf".'),
        ({**UFUN, "weights": [1, 1e9]}, "some utility, or the reserve, is beyond 10^6."),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, ufun: Any, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_day(folder_of(tmp_path, ufun))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"type": "EnumeratingOutcomeSpace", "outcomes": []}, '"EnumeratingOutcomeSpace" is an'),
        ({"type": "SubsetCartesianOutcomeSpace"}, "it lists packages"),
        ({"issues": "none"}, '"issues" needs a list of issues.'),
        ({"issues": [{"name": "price", "type": "ContiguousIssue", "values": [4, 2]}]}, "down to 2"),
        ({"issues": [{"name": "p", "type": "ContiguousIssue", "values": [0, 10**9]}]}, "1,000."),
        ({"issues": [{"name": "p", "values": -5}]}, "goes from 0 down to -6"),
        ({"issues": []}, "no issue is named here"),
        (
            {"issues": [dict(SPACE["issues"][0], values=["a"]), SPACE["issues"][0]]},
            'the issue "colour" stands 2 times.',
        ),
        ({"issues": [{"name": f"i{k}", "values": 2} for k in range(61)]}, "61 issues; parley can"),
    ],
)
def test_spaces_that_are_refused(tmp_path: Path, changes: Any, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_day(folder_of(tmp_path, UFUN, {**SPACE, **changes}))
    assert words in str(caught.value)


def test_a_profile_needs_its_domain(tmp_path: Path) -> None:
    folder_of(tmp_path, UFUN)
    with pytest.raises(FormatError, match="the domain is missing"):
        read_day(tmp_path / "ann.yml")
