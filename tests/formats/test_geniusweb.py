"""GeniusWeb JSON: utilities of options, straight lines, reserves that are bids."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from format_samples import read_day, reserves, utilities, write_json

from parley.formats import FormatError

DOMAIN: dict[str, Any] = {
    "name": "party",
    "issuesValues": {
        "Food": {"values": ["Chips", "Catering"]},
        "Guests": {"range": ["10", "25", 5.0]},
    },
}
SPACE: dict[str, Any] = {
    "name": "anna",
    "issueUtilities": {
        "Food": {"discreteutils": {"valueUtilities": {"Catering": 0.8}}},
        "Guests": {
            "numberutils": {"lowValue": 10, "lowUtility": 0.1, "highValue": 20, "highUtility": 0.9}
        },
    },
    "issueWeights": {"Guests": 0.25, "Food": 0.75},
    "domain": DOMAIN,
}


def profile(**changes: Any) -> dict[str, Any]:
    return {"LinearAdditiveUtilitySpace": {**copy.deepcopy(SPACE), **changes}}


def case_file(tmp_path: Path, tree: Any) -> Path:
    write_json(tmp_path / "anna.json", tree)
    return tmp_path / "anna.json"


def test_a_profile_stands_alone(tmp_path: Path) -> None:
    """Chips is not named: 0. Guests 10, 15, 20, 25 lie on a line of 0.08 a guest, uncut."""
    case = read_day(case_file(tmp_path, profile()))
    found = utilities(case)
    assert str(case.title) == "party"
    assert [found["Chips", guests] for guests in ("10", "15", "20", "25")] == [
        *((0.025,), (0.125,), (0.225,), (0.325,))
    ]
    assert found["Catering", "10"] == (0.625,)
    assert reserves(case) == (0.0,)


@pytest.mark.parametrize(
    ("bid", "reserve", "words"),
    [
        ({"Food": "Catering", "Guests": 20}, 0.825, ""),
        ({"Food": "Catering"}, 0.6, "leaves open Guests; they add nothing to the reserve."),
        ({}, 0.0, "leaves open Food, Guests"),
    ],
)
def test_the_reserve_is_what_its_bid_is_worth(
    tmp_path: Path, bid: dict[str, Any], reserve: float, words: str
) -> None:
    case = read_day(case_file(tmp_path, profile(reservationBid={"issuevalues": bid})))
    assert reserves(case) == (reserve,)
    assert words in (case.origin.evidence.of("preferences.anna.weights").note or "")


def test_a_reservation_bid_is_just_acceptable(tmp_path: Path) -> None:
    """Parts of 5.0000000004 points are rounded to 5 each; their sum would be rounded upwards."""
    line = {"lowValue": 0, "lowUtility": 0.100000000008, "highValue": 1, "highUtility": 1}
    utilities_of = {
        "Food": {"discreteutils": {"valueUtilities": {"Catering": 0.100000000008}}},
        "Guests": {"numberutils": {**line, "highValue": 0}},
    }
    tree = profile(
        issueWeights={"Food": 0.5, "Guests": 0.5},
        issueUtilities=utilities_of,
        reservationBid={"issuevalues": {"Food": "Catering", "Guests": 10}},
    )
    case = read_day(case_file(tmp_path, tree))
    assert utilities(case)["Catering", "10"] == reserves(case) == (0.1,)


def test_the_domain_file_gives_the_order(tmp_path: Path) -> None:
    turned = {"name": "party", "issuesValues": dict(reversed(DOMAIN["issuesValues"].items()))}
    write_json(tmp_path / "domain.json", turned)
    case_file(tmp_path, profile())
    case = read_day(tmp_path)
    assert [str(issue.title) for issue in case.issues.values()] == ["Guests", "Food"]
    assert utilities(case)["10", "Catering"] == (0.625,)


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"DefaultPartialOrdering": {}}, '"DefaultPartialOrdering" is a GeniusWeb profile that is'),
        ({"SumOfGroupsUtilitySpace": {}}, '"SumOfGroupsUtilitySpace" is a GeniusWeb profile that'),
        (profile(issueWeights={"Food": 1}), '"issueWeights" says nothing about issue "Guests".'),
        (profile(issueWeights={"Food": 1, "Guests": 0, "Music": 0}), 'names issue "Music", which'),
        (profile(issueWeights={"Food": [1], "Guests": 0}), 'of issue "Food" is missing or no'),
        (profile(issueUtilities=[]), '"issueUtilities" is missing or no mapping.'),
        (profile(reservationBid={"issuevalues": {"Food": "Soup"}}), 'has no option "Soup" in the'),
        (profile(reservationBid={"issuevalues": {"Music": "DJ"}}), "names Music, unknown to"),
        (profile(domain={"issuesValues": {"Food": {"values": []}}}), 'issue "Food" has no option.'),
        (profile(domain={"issuesValues": {"A": {"range": [0, 1, 0]}}}), "a step above 0"),
        (profile(domain={"issuesValues": {"A": {"range": [0, 9, 1e-9]}}}), "9,000,000,001 options"),
        (profile(domain={"issuesValues": {"A": {"range": [0, 9]}}}), "needs three numbers"),
        (profile(domain={"issuesValues": {"A": {}}}), 'needs "values" or "range".'),
        (profile(domain={"issuesValues": {"A": {"values": ["x", "x "]}}}), "stands 2 times on"),
        ([1, 2], "none of the formats"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, tree: Any, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_day(case_file(tmp_path, tree))
    assert words in str(caught.value)
    assert "anna.json: " in str(caught.value)


def test_a_profile_of_another_domain_is_refused(tmp_path: Path) -> None:
    other = {"name": "party", "issuesValues": {"Food": {"values": ["Chips", "Soup"]}}}
    write_json(tmp_path / "domain.json", other)
    case_file(tmp_path, profile())
    with pytest.raises(FormatError) as caught:
        read_day(tmp_path)
    assert [message for _, message in caught.value.faults] == [
        "the issues of this profile are Food, Guests; those of the domain are Food.",
        'issue "Food" has other options here than in the domain.',
    ]
