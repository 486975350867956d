"""The case file that is written: keys that never collide, numbers that never lose a digit."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from format_samples import DAY, NAMES, Party, Sample, negmas, read_day
from hypothesis import given
from hypothesis import strategies as st

from parley import cautions
from parley.case.scalars import KEY, OPTION_KEY, RESERVED
from parley.conditions import build
from parley.formats.domain import Domain, Issue, Profile, points_a_unit, sound
from parley.formats.faults import FormatError, Place
from parley.formats.keys import keys
from parley.formats.words import digits
from parley.formats.writing import case_text

LAND = Issue("land", ("all", "half"))


def domain(**changes: object) -> Domain:
    third, seventh = Fraction(1, 3), Fraction(2, 7)
    profile = Profile("Ann", "a.xml", (third,), ((seventh, Fraction(1)),), Fraction(1, 2))
    whole: dict[str, object] = {
        "title": "x",
        "tool": "A tool",
        "rule": "As it stands.",
        "place": Place("d.xml"),
        "issues": (LAND,),
        "profiles": (profile,),
    }
    return Domain(**{**whole, **changes})  # type: ignore[arg-type]


@given(names=st.lists(st.one_of(NAMES, st.text(), st.sampled_from(sorted(RESERVED)))))
def test_keys_are_sound_and_all_different(names: list[str]) -> None:
    for pattern, digits_first in ((KEY, False), (OPTION_KEY, True)):
        found = keys(names, "issue", digits=digits_first)
        assert len(set(found)) == len(names)
        assert all(pattern.fullmatch(key) and key not in RESERVED for key in found)


def test_keys_a_reader_would_expect() -> None:
    long = "Reduction equal to half of the size of the fund"
    assert keys([long, long, "value", "Value!", "no"], "option", digits=True) == [
        "reduction-equal-to-half-of-the-size-of",
        "reduction-equal-to-half-of-the-size-of-2",
        "value-2",
        "value-3",
        "no",
    ]


@given(number=st.fractions(min_value=-(10**6), max_value=10**6))
def test_digits_are_those_of_the_nearest_float(number: Fraction) -> None:
    written = digits(number)
    assert float(written) == (float(number) if abs(number) >= 1e-20 else 0)


def test_a_case_is_readable(tmp_path: Path) -> None:
    """The whole text, as a person would meet it."""
    sample = Sample(
        {"Land: who?": ["North's", "no"], "When": ["2nd"]},
        {
            "Ann": Party(
                {"Land: who?": "0.75", "When": "0.25"},
                {"Land: who?": {"North's": "0.5", "no": "1"}, "When": {"2nd": "0.4"}},
                "0.2",
            )
        },
    )
    negmas(tmp_path, sample)
    case = read_day(tmp_path)
    assert case.origin.data.decode() == (
        "# Read from NegMAS YAML with `parley import`; it can be changed like any other case.\n"
        "parley: 1\n"
        "title: sample\n"
        "as_of: 2024-12-31\n"
        "source: sample-yml\n"
        "note: >-\n"
        "  Read from NegMAS YAML: sample.yml, p1.yml.\n"
        "sources:\n"
        "  sample-yml: {title: sample.yml, publisher: NegMAS YAML file}\n"
        "  p1-yml: {title: p1.yml, publisher: NegMAS YAML file}\n"
        "parties:\n"
        "  ann: {name: Ann, role: principal}\n"
        "issues:\n"
        "  land-who:\n"
        '    title: "Land: who?"\n'
        "    options: {north-s: North's, no: no}\n"
        "  when:\n"
        "    title: When\n"
        "    options: {2nd: 2nd}\n"
        "now:\n"
        "  note: >-\n"
        "    The files know no state of things without a deal. The first option of each issue "
        "stands here;\n"
        "    nothing is computed from it, because every no-deal value below is a number.\n"
        "  land-who: north-s\n"
        "  when: 2nd\n"
        "preferences:\n"
        "  ann:\n"
        "    source: p1-yml\n"
        "    note: >-\n"
        "      Read as NegMAS does: utility is the sum of weight x value of the option, as they "
        "stand, and\n"
        "      nothing is divided. Points are utilities x 100: a utility of 1 is 100 points.\n"
        "    scale: raw\n"
        "    unit: 100\n"
        "    weights: {land-who: 0.75}\n"
        "    values:\n"
        "      land-who: {north-s: 50, no: 100}\n"
        "    extras:\n"
        "      constant:\n"
        "        note: >-\n"
        "          What every package is worth: the bias of the file, and issues with one option.\n"
        "        when: {land-who: [north-s, no]}\n"
        "        points: 10\n"
        "    no_deal:\n"
        "      value: 20\n"
    )
    evidence = case.origin.evidence.of("preferences.ann.values.land-who.no")
    assert (evidence.kind, evidence.sources) == ("sourced", ("p1-yml",))
    assert not [c for c in cautions.cautions(case, build(case).rules) if "now" in c.message]


def test_parties_of_one_name_stay_apart() -> None:
    twice = domain().profiles * 2
    names = [profile.name for profile in sound(domain(profiles=twice)).profiles]
    assert names == ["Ann", "Ann (2)"]


@pytest.mark.parametrize(("largest", "unit"), [("1", 100), ("10", 100), ("10.5", 1)])
def test_points_a_unit(largest: str, unit: int) -> None:
    assert points_a_unit(Fraction(largest)) == unit


def test_large_values_of_small_weight_are_kept() -> None:
    """10^9 x 10^-4 is written as 100,000 with a weight of 1; 10^9 itself is refused."""
    value = Fraction(10**9)
    profile = Profile("Ann", "a.xml", (Fraction(1, 10**4),), ((value, Fraction(0)),))
    assert "land: {all: 100000, half: 0}" in case_text(domain(profiles=(profile,)), DAY)
    heavy = Profile("Ann", "a.xml", (Fraction(1),), ((value, Fraction(0)),))
    with pytest.raises(FormatError, match=r"a\.xml: some utility, or the reserve, is beyond 10\^6"):
        case_text(domain(profiles=(heavy,)), DAY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"profiles": ()}, "no profile says what a party wants"),
        ({"issues": ()}, "no issue is named here"),
        ({"issues": (LAND, LAND)}, 'the issue "land" stands 2 times'),
        ({"issues": (Issue("a", tuple(map(str, range(1_001)))),)}, "has 1,001 options"),
    ],
)
def test_limits(changes: dict[str, object], words: str) -> None:
    with pytest.raises(FormatError, match=words):
        sound(domain(**changes))
