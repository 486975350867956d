"""What is read, written for another tool and read again is worth the same."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from format_samples import (
    Sample,
    negmas,
    read_day,
    reserves,
    samples,
    utilities,
)
from hypothesis import HealthCheck, given, settings

from parley.bundled import load
from parley.case import Case, parse
from parley.formats import FormatError, to_geniusweb, to_negmas
from parley.formats.exporting import domain_of_case

FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
OUT = {"negmas": to_negmas.files, "geniusweb": to_geniusweb.files}
RAW = """\
parley: 1
title: Raw
as_of: 2024-12-31
parties: {north: {name: North, role: principal}}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge}}
  toll: {title: A toll, options: {none: None, some: Some, all: All}}
now: {border: river, toll: none}
preferences:
  north:
    scale: raw
    weights: {border: 2, toll: 1}
    values: {border: {river: -3, ridge: 4}, toll: {none: 0, some: 5, all: 9}}
    no_deal: {value: 5}
"""


SWING = """\
parley: 1
title: Two valleys
as_of: 2024-12-31
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, open: Left open}}
  monitors: {title: Monitoring, options: {none: None, league: The League's}}
now: {border: open, monitors: none}
preferences:
  north:
    weights: monitors > border
    values: {border: ridge > open > river, monitors: none > league}
    no_deal: {cost: 3..10}
  south: {like: north, values: {border: river > open > ridge}}
"""


def cannot_be_said(case: Case) -> bool:
    """Whether some party rejects every package, or all are alike to it."""
    columns = list(zip(*utilities(case).values(), strict=True))
    return any(
        max(column) < reserve + 1e-11 or max(column) - min(column) < 1e-11
        for column, reserve in zip(columns, reserves(case), strict=True)
    )


def again(case: Case, tool: str, folder: Path) -> Case:
    """The case after a stay with another tool."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    texts, _ = OUT[tool](domain_of_case(case)[0])
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return read_day(folder)


@FUZZ
@given(sample=samples())
def test_negmas_keeps_utilities_and_reserves(tmp_path: Path, sample: Sample) -> None:
    source = tmp_path / "source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    negmas(source, sample)
    case = read_day(source)
    back = again(case, "negmas", tmp_path / "out")
    before, after = utilities(case), utilities(back)
    assert before.keys() == after.keys()
    for package, worths in before.items():
        assert after[package] == pytest.approx(worths, abs=1e-9)
    assert reserves(back) == pytest.approx(reserves(case), abs=1e-9)
    assert [str(p.name) for p in back.parties.values()] == [
        str(p.name) for p in case.parties.values()
    ]


@FUZZ
@given(sample=samples())
def test_geniusweb_keeps_who_accepts_what(tmp_path: Path, sample: Sample) -> None:
    """Its utilities go from 0 to 1 and its reserve is a package: ratios and acceptance stay."""
    source = tmp_path / "source"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    negmas(source, sample)
    case = read_day(source)
    try:
        back = again(case, "geniusweb", tmp_path / "out")
    except FormatError:
        # Only what the tests below name: no package reaches a reserve, or all are alike.
        assert cannot_be_said(case)
        return
    before, after = utilities(case), utilities(back)
    assert before.keys() == after.keys()
    for party, (old, new) in enumerate(zip(reserves(case), reserves(back), strict=True)):
        for package, worths in before.items():
            if abs(worths[party] - old) > 1e-9:
                assert (worths[party] >= old) == (after[package][party] >= new - 1e-12)
    low, high = min(before.values()), max(before.values())
    assert after[min(before, key=before.__getitem__)][0] <= 1 + 1e-12
    if low[0] < high[0]:
        ordered = sorted(before, key=lambda package: before[package][0])
        for worse, better in pairwise(ordered):
            if before[better][0] - before[worse][0] > 1e-9:
                assert after[better][0] > after[worse][0]


@pytest.mark.parametrize("tool", OUT)
@pytest.mark.parametrize("domain", ["GeniusWeb_Party", "Politics_2015", "CameraC_2012"])
def test_stored_domains(validation: Path, tmp_path: Path, tool: str, domain: str) -> None:
    case = read_day(validation / "domains" / domain)
    back = again(case, tool, tmp_path / "out")
    before, after = utilities(case), utilities(back)
    assert before.keys() == after.keys()
    assert max(
        abs(one - other)
        for package, worths in before.items()
        for one, other in zip(worths, after[package], strict=True)
    ) < 1e-9  # fmt: skip
    if tool == "negmas" or domain == "GeniusWeb_Party":
        assert reserves(back) == pytest.approx(reserves(case), abs=1e-9)


def test_a_swing_scale_becomes_shares(tmp_path: Path) -> None:
    """Two issues ranked monitors > border weigh 75 and 25, each in its own place."""
    case = parse(SWING.encode())
    domain, left_out = domain_of_case(case)
    assert [float(weight) for weight in domain.profiles[0].weights] == [0.25, 0.75]
    assert [float(value) for value in domain.profiles[0].values[0]] == [0, 1, 0.5]
    assert left_out == [
        "Not in these files: how things stand now, and how they may end.",
        "Ranges and rankings: their central reading stands in these files.",
    ]
    found = utilities(again(case, "negmas", tmp_path / "out"))
    assert found["The ridge", "None"] == (1.0, 0.75)


def test_one_issue_extras_and_constants_are_kept(tmp_path: Path) -> None:
    """An extra on one issue adds to its option; one that always applies is a bias."""
    extras = (
        "    extras:\n"
        "      more: {when: {toll: all}, points: 6}\n"
        "      always: {when: {border: [river, ridge]}, points: 100}\n"
    )
    text = RAW.replace("    no_deal", extras + "    no_deal")
    case = parse(text.encode())
    assert float(domain_of_case(case)[0].profiles[0].constant) == 100
    back = again(case, "negmas", tmp_path / "out")
    assert utilities(back) == utilities(case)
    assert utilities(back)["The ridge", "All"] == (123.0,)


def test_geniusweb_says_how_it_rescales() -> None:
    """From -6 at the worst to 17 at the best; of those at least 5, the least is (ridge, none)."""
    texts, told = to_geniusweb.files(domain_of_case(parse(RAW.encode()))[0])
    assert told == [
        "North: utilities of GeniusWeb go from 0 to 1; a utility U is written as (U + 6) / 23.",
        "North: the reserve 0.4782608695652174 is written as the package with utility "
        "0.608695652174; the same packages reach it, but gains are counted from there.",
    ]
    assert '"The border": "The ridge"' in texts["profile-01-north.json"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("now:", "rules: {dry: {never: {toll: all}}}\nnow:", ':8: the rule "dry" excludes'),
        ("    no_deal", "    extras: {both: {when: {border: river, toll: all}, points: 2}}\n"
         "    no_deal", "depends on border, toll together"),
        ("    no_deal", "    risk: {chance: 0.5, loss: 3, times: {border: {river: 0, ridge: 1}, "
         "toll: {none: 0, some: 1, all: 1}}}\n    no_deal", "depends on border, toll together"),
        ("role: principal", "role: principal, signs: false", "nobody signs"),
    ],
)  # fmt: skip
def test_what_would_be_another_domain_is_refused(old: str, new: str, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        domain_of_case(parse(RAW.replace(old, new, 1).encode()))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 5}", "value: 18}", "no package reaches the reserve of North"),
        ("{border: 2, toll: 1}", "{border: 0, toll: 1e-30}", "all packages are alike to North"),
    ],
)
def test_what_geniusweb_cannot_say_is_refused(old: str, new: str, words: str) -> None:
    domain, _ = domain_of_case(parse(RAW.replace(old, new, 1).encode()))
    with pytest.raises(FormatError, match=words):
        to_geniusweb.files(domain)


def test_a_whole_case_names_what_is_left_out() -> None:
    """The rules of the bundled case are named, each with its line, and its joint extra."""
    with pytest.raises(FormatError) as caught:
        domain_of_case(load("two-valleys"))
    assert 'the rule "zone-needs-hands" excludes packages' in str(caught.value)
