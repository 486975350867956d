"""NegoLog JSON: weights and values as they stand; all profiles name the same issues."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from format_samples import read_day, reserves, utilities, write_json

from parley.formats import FormatError

A: dict[str, Any] = {
    "reservationValue": 0.3,
    "issueWeights": {"land": 0.6, "time": 0.4},
    "issues": {"land": {"all": 1, "half": 0.5}, "time": {"now": 0.25, "later": 1.0}},
}
B: dict[str, Any] = {
    "issueWeights": {"time": 0.5, "land": 0.5},
    "issues": {"time": {"later": 0, "now": 1}, "land": {"half": 0.4, "all": 0.2}},
}


def folder_of(tmp_path: Path, *profiles: Any) -> Path:
    for letter, profile in zip("AB", profiles, strict=False):
        write_json(tmp_path / f"profile{letter}.json", profile)
    write_json(tmp_path / "specs.json", {"NumberOfBids": 4})
    return tmp_path


def test_two_profiles(tmp_path: Path) -> None:
    """The first gives the order; statistics beside them are passed over."""
    case = read_day(folder_of(tmp_path, A, B))
    assert utilities(case)["half", "now"] == (0.4, 0.7)
    assert reserves(case) == (0.3, 0.0)
    assert [str(party.name) for party in case.parties.values()] == ["profileA", "profileB"]
    assert "no reservation value" in (case.origin.evidence.of("preferences.profileb").note or "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"issueWeights": {"land": 1}}, '"issueWeights" names land; the issues of the domain are'),
        ({"issues": {"land": {"all": 1}}}, '"issues" names land; the issues of the domain are'),
        ({"issues": {**B["issues"], "land": {"all": 1}}}, 'issue "land" has no value for half.'),
        ({"issues": {**B["issues"], "land": {"most": 1}}}, 'issue "land" has no option "most"'),
        ({"issues": {**B["issues"], "land": 7}}, 'issue "land" needs a number for each option.'),
        ({"issueWeights": {"land": None, "time": 1}}, 'the weight of issue "land" is missing or'),
        ({"reservationValue": "high"}, 'the reservation value is "high".'),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changes: Any, words: str) -> None:
    folder = folder_of(tmp_path, A, {**B, **changes})
    with pytest.raises(FormatError) as caught:
        read_day(folder)
    assert f"profileB.json: {words}" in str(caught.value)
