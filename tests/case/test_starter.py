"""The case to start from is sound, and shows what can be said."""

from __future__ import annotations

import pytest

from parley.case import parse
from parley.case.starter import starter
from parley.report import report


def test_it_is_sound_without_a_warning() -> None:
    assert not report(parse(starter("river-talks").encode())).warnings


def test_it_shows_two_parties_three_issues_and_every_common_part() -> None:
    case = parse(starter("river-talks").encode())
    assert case.title == "River talks"
    assert (len(case.parties), len(case.issues)) == (2, 3)
    for part in ("sources", "rules", "references", "ends", "factors", "blocks"):
        assert getattr(case, part), part
    highland, lowland = case.preferences["highland"], case.preferences["lowland"]
    assert highland.extras
    assert highland.red_lines
    assert highland.statements
    assert lowland.risk is not None
    assert not lowland.red_lines


@pytest.mark.parametrize("name", ["a: b", '"', "it's", "été", "@TITLE@", "x\ny", "", "- -", "#1"])
def test_any_name_is_a_title(name: str) -> None:
    words = " ".join(name.replace("-", " ").split()) or "My case"
    assert parse(starter(name).encode()).title == words[0].upper() + words[1:]
