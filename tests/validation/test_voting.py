"""Votes whose power indices are known, from the literature or from other programs.

Fractions are met exactly, printed decimals within their last digit. The same cases, and more of
each, are stored in ``validation/voting``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from parley.power import Game, Power, Way, power


@dataclass(frozen=True)
class Vote:
    """A weighted vote and what is known of its members.

    Attributes
    ----------
    shapley, normalised
        Published indices by weight.
    swings
        By weight, from a brute force over all coalitions.
    """

    quota: int
    weights: tuple[int, ...]
    shapley: dict[int, str]
    normalised: dict[int, str]
    swings: dict[int, int]
    decimals: int | None = None
    """Digits of the published indices; None: they are exact."""


VOTES = {
    # Textbook game; Banzhaf indices as in the documentation of the program powerindex.
    "[6; 4, 3, 2, 1]": Vote(
        6,
        (4, 3, 2, 1),
        {},
        {4: "5/12", 3: "1/4", 2: "1/4", 1: "1/12"},
        {4: 5, 3: 3, 2: 3, 1: 1},
    ),
    # Banzhaf (1965), Weighted voting doesn't work: three of six supervisors have all the power.
    "Nassau County 1958": Vote(
        16,
        (9, 9, 7, 3, 1, 1),
        {9: "1/3", 7: "1/3", 3: "0", 1: "0"},
        {9: "1/3", 7: "1/3", 3: "0", 1: "0"},
        {9: 16, 7: 16, 3: 0, 1: 0},
    ),
    "Nassau County 1964": Vote(
        58,
        (31, 31, 28, 21, 2, 2),
        {31: "1/3", 28: "1/3", 21: "0", 2: "0"},
        {31: "1/3", 28: "1/3", 21: "0", 2: "0"},
        {31: 16, 28: 16, 21: 0, 2: 0},
    ),
    # Brams & Affuso (1976), Power and size: a new paradox. Luxembourg never decides ...
    "EEC Council 1958": Vote(
        12,
        (4, 4, 4, 2, 2, 1),
        {4: "7/30", 2: "3/20", 1: "0"},
        {4: "5/21", 2: "1/7", 1: "0"},
        {4: 10, 2: 6, 1: 0},
    ),
    # ... and with three more members, who add to the quota, it does.
    "EC Council 1973": Vote(
        41,
        (10, 10, 10, 10, 5, 5, 3, 3, 2),
        {10: "0.179", 5: "0.081", 3: "0.057", 2: "0.010"},
        {10: "0.167", 5: "0.091", 3: "0.066", 2: "0.016"},
        {10: 53, 5: 29, 3: 21, 2: 5},
        decimals=3,
    ),
    # Shapley & Shubik (1954): five permanent members with a veto, six others, seven votes.
    "UN Security Council before 1966": Vote(
        27,
        (5,) * 5 + (1,) * 6,
        {5: "76/385", 1: "1/462"},
        {5: "19/105", 1: "1/63"},
        {5: 57, 1: 5},
    ),
    # Five permanent members, ten others, nine votes; the same fractions stand in most textbooks.
    "UN Security Council since 1966": Vote(
        39,
        (7,) * 5 + (1,) * 10,
        {7: "421/2145", 1: "4/2145"},
        {7: "106/635", 1: "21/1270"},
        {7: 848, 1: 84},
    ),
    # Seats of 2012 as in the examples of the R package GameTheory; the fractions are a brute force.
    "Catalan parliament 2012": Vote(
        68,
        (50, 20, 21, 19, 13, 9, 3),
        {50: "8/15", 20: "2/15", 21: "2/15", 19: "2/15", 13: "1/30", 9: "1/30", 3: "0"},
        {50: "13/24", 20: "1/8", 21: "1/8", 19: "1/8", 13: "1/24", 9: "1/24", 3: "0"},
        {50: 52, 20: 12, 21: 12, 19: 12, 13: 4, 9: 4, 3: 0},
    ),
}


def weighted(weights: dict[str, int], quota: int) -> Game:
    return Game({member: (weight,) for member, weight in weights.items()}, (Way((quota,)),))


def is_near(found: Fraction, printed: str, decimals: int | None) -> bool:
    """Equal as fractions; of printed decimals to the last digit."""
    if decimals is None:
        return found == Fraction(printed)
    return abs(found - Fraction(printed)) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize("name", VOTES)
def test_weighted_votes(name: str) -> None:
    vote = VOTES[name]
    keys = {f"m{k}": weight for k, weight in enumerate(vote.weights)}
    found = power(weighted(keys, vote.quota))
    for member, weight in keys.items():
        one = found[member]
        assert one.swings == vote.swings[weight]
        assert one.absolute == Fraction(vote.swings[weight], 2 ** (len(keys) - 1))
        if weight in vote.shapley:
            assert is_near(one.shapley, vote.shapley[weight], vote.decimals)
        assert is_near(one.normalised, vote.normalised[weight], vote.decimals)
    assert sum(one.shapley for one in found.values()) == 1
    assert sum(one.normalised for one in found.values()) == 1


# The Council of the EU with 28 members: 55 % of the states with 65 % of the population, or all but
# three states. Populations of 2017 (Eurostat) in units of 10,000 as in the examples of the program
# powerindices; swings and Shapley-Shubik indices, with and without the second way, from an
# independent dynamic programme (no printed answer is known).
EU28 = {
    "Belgium": (1135, 6432537, 0.024229, 0.024095),
    "Bulgaria": (710, 5489585, 0.018074, 0.017939),
    "Czech Republic": (1058, 6261699, 0.023109, 0.022975),
    "Denmark": (575, 5189189, 0.016168, 0.016034),
    "Germany": (8252, 22811345, 0.146075, 0.146967),
    "Estonia": (132, 4200229, 0.009969, 0.009835),
    "Ireland": (478, 4973131, 0.014794, 0.01466),
    "Greece": (1077, 6303703, 0.023387, 0.023252),
    "Spain": (4653, 13728711, 0.074711, 0.075033),
    "France": (6699, 18756073, 0.112611, 0.113161),
    "Croatia": (415, 4832567, 0.01392, 0.013786),
    "Italy": (6059, 17253519, 0.100406, 0.100842),
    "Cyprus": (85, 4094837, 0.009328, 0.009194),
    "Latvia": (195, 4341491, 0.01083, 0.010696),
    "Lithuania": (285, 4543197, 0.012101, 0.011967),
    "Luxembourg": (59, 4036365, 0.008959, 0.008824),
    "Hungary": (980, 6088599, 0.021976, 0.021841),
    "Malta": (46, 4007197, 0.008781, 0.008647),
    "Netherlands": (1708, 7708333, 0.032796, 0.032661),
    "Austria": (877, 5860039, 0.020504, 0.02037),
    "Poland": (3797, 11241725, 0.062625, 0.062833),
    "Portugal": (1031, 6201655, 0.022713, 0.022579),
    "Romania": (1964, 8289699, 0.036864, 0.03673),
    "Slovenia": (207, 4368497, 0.010999, 0.010865),
    "Slovakia": (544, 5120303, 0.015727, 0.015593),
    "Finland": (550, 5133533, 0.015808, 0.015674),
    "Sweden": (1000, 6132909, 0.022275, 0.022141),
    "UK": (6581, 18460193, 0.110259, 0.110809),
}


def eu28(*ways: Way) -> dict[str, Power]:
    return power(Game({state: (1, people) for state, (people, *_) in EU28.items()}, ways))


def test_the_council_of_the_eu() -> None:
    """Coalitions of 16 of 28 states with 33,249 of 51,152 units, or of 25 states."""
    double, all_but_three = Way((16, 33_249)), Way((25, 0))
    found, plain = eu28(double, all_but_three), eu28(double)
    whole = sum(swings for _, swings, _, _ in EU28.values())
    for state, (_, swings, shapley, without) in EU28.items():
        assert found[state].swings == swings
        assert found[state].absolute == Fraction(swings, 2**27)
        assert found[state].normalised == Fraction(swings, whole)
        assert round(float(found[state].shapley), 6) == shapley
        assert round(float(plain[state].shapley), 6) == without
    assert sum(one.shapley for one in found.values()) == 1


def us_federal(president: int, senators: int, representatives: int) -> Game:
    """All three together, or two thirds of both houses without the President."""
    members = {f"president-{k}": (1, 0, 0) for k in range(president)}
    members |= {f"senator-{k}": (0, 1, 0) for k in range(senators)}
    members |= {f"representative-{k}": (0, 0, 1) for k in range(representatives)}
    return Game(members, (Way((1, 51, 218)), Way((0, 67, 290))))


def test_the_legislature_of_the_united_states() -> None:
    """Straffin (1994), Power and stability in politics: the President has about 16 % of the power.

    By Banzhaf's count about 4 %. Without the Vice-President, whose vote breaks ties.
    """
    found = power(us_federal(1, 100, 435))
    president, senator = found["president-0"], found["senator-0"]
    representative = found["representative-0"]
    assert abs(float(president.shapley) - 0.16047) < 0.0005
    assert abs(float(president.normalised) - 0.038) < 0.0005
    assert float(president.shapley) == pytest.approx(0.16046952552431812, rel=1e-12)
    assert float(president.normalised) == pytest.approx(0.038025832857826215, rel=1e-12)
    assert float(senator.shapley) == pytest.approx(0.004374181892033637, rel=1e-12)
    assert float(representative.shapley) == pytest.approx(0.0009243960580972832, rel=1e-12)
    assert president.shapley + 100 * senator.shapley + 435 * representative.shapley == 1
    whole = president.normalised + 100 * senator.normalised + 435 * representative.normalised
    assert whole == 1


def stored_game(inputs: dict[str, Any]) -> Game:
    """A stored vote, whatever its rule."""
    if "president" in inputs:
        return us_federal(inputs["president"], inputs["senators"], inputs["representatives"])
    weights = {voter["name"]: voter["weight"] for voter in inputs["voters"]}
    if inputs["rule"] == "weighted":
        return weighted(weights, inputs["quota"])
    assert inputs["rule"] == "double majority"
    ways = (
        Way((inputs["min_states"], inputs["population_quota"])),
        Way((inputs["wins_anyway_if_states_at_least"], 0)),
    )
    return Game({name: (1, weight) for name, weight in weights.items()}, ways)


def test_every_stored_vote(validation: Path) -> None:
    """Whatever is stored of each member: fractions exactly, decimals within their digits."""
    files = sorted((validation / "voting").glob("*.yaml"))
    assert files
    for file in files:
        case = yaml.safe_load(file.read_text(encoding="utf-8"))
        found = power(stored_game(case["inputs"]))
        tolerance = Fraction(str(case.get("published_tolerance", 0)))
        for answers, slack in ((case["published"], tolerance), (case["own_results"], Fraction(0))):
            for member, known in (answers or {}).items():
                one = found.get(member) or found[f"{member}-0"]
                check_stored(one, known, slack)


def check_stored(one: Power, known: dict[str, Any], slack: Fraction) -> None:
    indices = {
        "shapley_shubik": one.shapley,
        "banzhaf_normalised": one.normalised,
        "banzhaf_absolute": one.absolute,
    }
    if "swings" in known:
        assert one.swings == known["swings"]
    for name, index in indices.items():
        if isinstance(known.get(name), str):
            assert index == Fraction(known[name])
        elif name in known:
            # A float in full, or as many digits as the tolerance says.
            assert abs(float(index) - known[name]) <= max(float(slack), 1e-12)
        if f"{name}_decimal" in known:
            assert round(float(index), 6) == known[f"{name}_decimal"]
