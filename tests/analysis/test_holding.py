"""What it takes to keep one's word: by hand, by the oracle, and put back into the case."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_reception import is_sure

import oracle
from parley.analysis import holding
from parley.analysis.keeping import Balance
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import (
    TWO,
    Record,
    by,
    check_share,
    quantile,
    random_studies,
    records,
    study_of_text,
)

REFERENCES = "".join(
    f"  {border}-{trade}: {{title: A plan, terms: {{border: {border}, trade: {trade}}}}}\n"
    for border, trade in product(("river", "ridge", "joint"), ("free", "shut"))
)
KEEPING = """
commitments:
  stay-out: {party: north, when: {border: [river, joint]}, gains: 8, builds: 2}
  open-road: {party: south, gains: 20}
response:
  seen: {by: trade, years: {free: 1, shut: 2}}
  acted: {years: 0.5}
penalties:
  north: {shunned: {by: trade, points: {free: 4, shut: 0}}}
later:
  north: {rearms: {by: border, points: {river: -5, ridge: 0, joint: 32.4}}}
"""
HOLDS = (
    TWO.replace("now: {", f"references:\n{REFERENCES}now: {{")
    .replace("no_deal: {cost: 10}", "no_deal: {cost: 10}\n    discount: RATE")
    .replace("RATE", "0.1", 1)
    .replace("RATE", "0.2", 1)
    .rstrip("\n")
    + KEEPING
)
"""All packages of TWO as references A to F, so that each is looked at.

North, rho = 0.1: its word is asked at the river and in the zone, and its no-deal value of 20 moves
by -5, 0 or 32.4. Trade free: T = 1.5, Pi = 4. Premium = 0.1 (1.5 * 8 - 4) + 2 * 1.5 / 1.15 =
0.8 + 2.6087 = 3.4087. Trade shut: T = 2.5, Pi = 0. Premium = 0.1 * 2.5 * 8 + 2 * 2.5 / 1.25 = 6.

South, rho = 0.2, r = 30: always asked. Premium = 0.2 T * 20 = 6 or 10.
"""


def needs(text: str, label: str, party: str) -> Record:
    return by(holding.needs(study_of_text(text, draws=3)), "label", "party")[label, party]


def test_north_in_a_free_zone() -> None:
    """E: U = 70, so 50 over r; 17.6 are left for the premium of 3.4087.

    It just holds at T = 10: 0.1 (10 * 8 - 4) + 2 * 10 / (1 + 0.1 * 10) = 7.6 + 10 = 17.6.
    """
    premium = 0.8 + 3 / 1.15
    row = needs(HOLDS, "E", "north")
    expected: dict[str, Any] = {
        "applies": True, "worth": 70, "no_deal": 20, "later": 32.4, "gains": 8, "builds": 2,
        "years": 1.5, "penalty": 4, "discount": 0.1, "premium": premium,
        "need": 52.4 + premium, "available": 70, "margin": 17.6 - premium,
        "margin_low": 17.6 - premium, "margin_high": 17.6 - premium, "holds": 1, "n": 3,
        "years_at_most": 10, "later_at_most": 50 - premium,
        "central_years": 1.5, "central_penalty": 4, "central_later": 32.4,
        "central_margin": 17.6 - premium,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == pytest.approx(expected, abs=1e-8)
    assert row["binds"] == "both"
    assert row["penalty_at_least"] is None
    assert row["break_even"] == (
        "North would keep its word on package E if a breach had consequences within 10.0 years; "
        "the case expects 1.5. It would without any penalty. Package E would hold for North as "
        "long as its no-deal value later moves by at most +46.6 points; the case expects +32.4."
    )


def test_north_in_a_shut_zone() -> None:
    """F: U = 30, so 10 over r and 22.4 less than r and what it will have moved: nothing helps.

    With a later value of 4 the premium of 6 would be all that is left.
    """
    row = needs(HOLDS, "F", "north")
    assert row["margin"] == pytest.approx(30 - 20 - 32.4 - 6)
    assert (row["years_at_most"], row["penalty_at_least"]) == (None, None)
    assert row["later_at_most"] == pytest.approx(4)
    assert row["holds"] == 0
    assert row["break_even"].startswith(
        "No response time would make North keep its word on package F: kept, it is worth 22.4 "
        "points less to it than what else it must beat. No penalty would be enough. Package F "
        "would hold for North as long as its no-deal value later moves by at most +4.0 points"
    )


def test_north_at_the_river() -> None:
    """A: what falls later does not help a party that could cheat: max(0, -5) = 0.

    U - r = 20; with c = 20 + 0.1 * 4 the equation is 0.08 T^2 + 0.76 T - 20.4 = 0, with the
    root (-0.76 + sqrt(0.5776 + 6.528)) / 0.16.
    """
    row = needs(HOLDS, "A", "north")
    assert row["margin"] == pytest.approx(20 - 0.8 - 3 / 1.15)
    assert row["years_at_most"] == pytest.approx((-0.76 + math.sqrt(7.1056)) / 0.16)
    assert row["binds"] == "cheating"


def test_north_on_the_ridge() -> None:
    """C: North undertakes nothing there; only its later value is asked, which may fall or rise."""
    row = needs(HOLDS, "C", "north")
    assert row["applies"] is False
    empty = ("gains", "builds", "years", "penalty", "discount", "premium", "years_at_most",
             "penalty_at_least", "central_years", "central_penalty")  # fmt: skip
    assert {row[name] for name in empty} == {None}
    assert (row["need"], row["margin"], row["later_at_most"]) == (20, 80, 80)
    assert row["binds"] == "no deal"
    assert row["break_even"] == (
        "Package C would hold for North as long as its no-deal value later moves by at most "
        "+80.0 points; the case expects +0.0."
    )


def test_a_fall_that_is_needed() -> None:
    """B with no commitment of North: U = 0, so its no-deal value of 20 would have to fall by 20."""
    text = HOLDS.replace("when: {border: [river, joint]}", "when: {border: ridge}")
    row = needs(text, "B", "north")
    assert (row["later_at_most"], row["need"], row["margin"]) == (-20, 15, -15)
    assert "by at most -20.0 points; the case expects -5.0." in row["break_even"]


def test_south_just_holds() -> None:
    """F: U - r = 10 = 0.2 * 2.5 * 20: a tie keeps its word, and no penalty is needed.

    E: U - r = 30 = 0.2 * 7.5 * 20. D: U - r = -30, and no later value is written for South.
    """
    row = needs(HOLDS, "F", "south")
    assert (row["margin"], row["holds"], row["years_at_most"]) == (0, 1, 2.5)
    assert row["penalty_at_least"] is None
    assert row["break_even"].endswith("It would without any penalty.")
    assert needs(HOLDS, "E", "south")["years_at_most"] == pytest.approx(7.5)
    row = needs(HOLDS, "D", "south")
    assert row["break_even"].endswith("No penalty would be enough.")
    assert {row[f"{name}_at_{end}"] for name, end in
            (("years", "most"), ("penalty", "least"), ("later", "most"))} == {None}  # fmt: skip
    assert row["later"] is row["central_later"] is None


def test_a_penalty_that_is_needed() -> None:
    """South gains 50: F brings 0.2 * 2.5 * 50 = 25, of which 10 are left; 15 / 0.2 = 75."""
    row = needs(HOLDS.replace("gains: 20", "gains: 50"), "F", "south")
    assert row["penalty_at_least"] == pytest.approx(75)
    assert (
        "A penalty of 75.0 point-years would be enough; the case expects 0.0."
        in (row["break_even"])
    )


def test_nobody_ever_acts() -> None:
    """What has no measure is none, not a huge number; an end to it in time would still do."""
    text = HOLDS.replace(
        "acted: {years: 0.5}", "acted: {by: trade, years: {free: 0.5, shut: never}}"
    )
    row = needs(text, "F", "south")
    empty = ("years", "premium", "need", "margin", "margin_low", "margin_high", "central_margin",
             "central_years", "penalty_at_least")  # fmt: skip
    assert {row[name] for name in empty} == {None}
    assert (row["holds"], row["available"], row["years_at_most"]) == (0, 40, 2.5)
    assert row["binds"] == "cheating"
    assert row["break_even"] == (
        "South would keep its word on package F if a breach had consequences within 2.5 years; the "
        "case expects none, ever. No penalty would be enough."
    )
    assert "However the no-deal value of North moved" in needs(text, "F", "north")["break_even"]


def test_what_can_only_be_built() -> None:
    """Without gains cheating brings at most sigma / rho: 2 / 0.1 = 20, and 10 a point-year of 1."""
    text = HOLDS.replace("gains: 8", "gains: 0")
    row = needs(text, "E", "north")
    # 17.6 + 0.4 are less than 20: 2 T / (1 + 0.1 T) = 18 at T = 90.
    assert row["years_at_most"] == pytest.approx(90)
    row = needs(text.replace("builds: 2}", "builds: 1}"), "E", "north")
    assert row["years_at_most"] is None
    assert row["break_even"].startswith(
        "North would keep its word on package E however late a breach had consequences."
    )
    forever = text.replace("builds: 2}", "builds: 1}").replace("years: 0.5", "years: never")
    assert needs(forever, "E", "north")["break_even"].startswith(
        "North would keep its word on package E if a breach ever had consequences; the case "
        "expects none, ever."
    )


def test_the_sentence_leads_with_what_would_be_needed() -> None:
    """The first of the menu is E; South's 24 over its need are fewer than the whole of North's.

    Both hold in every reading, so the first party stands; where a number has a source, the share
    leads.
    """
    finding = holding.needs(study_of_text(HOLDS, draws=3))
    lead = (
        "North would keep its word on package A if a breach had consequences within "
        f"{(-0.76 + math.sqrt(7.1056)) / 0.16:.1f} years; the case expects 1.5."
    )
    often = "North would keep to package A in every reading."
    assert finding.sentence == f"{lead} {often}"
    assert finding.figure("holds").value == 1
    assert finding.figure("central_years").value == 1.5
    assert finding.rests_on == ("commitments", "response", "penalties", "later")
    sourced = HOLDS.replace(
        "as_of: 2024-12-31\n", "as_of: 2024-12-31\nsources: {talks: {title: The talks}}\n"
    ).replace("gains: 20}", "gains: 20, source: talks}")
    assert holding.needs(study_of_text(sourced, draws=3)).sentence == f"{often} {lead}"


def test_when_a_breach_has_consequences() -> None:
    free, shut = records(holding.parts(study_of_text(HOLDS, draws=3)))
    assert (free["terms"], free["seen_terms"], free["acted_terms"]) == (
        "Trade: Free", "Trade: Free", "",
    )  # fmt: skip
    assert [free[name] for name in ("seen", "acted", "years_low", "years", "years_high")] == [
        1, 0.5, 1.5, 1.5, 1.5,
    ]  # fmt: skip
    assert (shut["years"], shut["never"]) == (2.5, False)
    assert holding.parts(study_of_text(HOLDS, draws=3)).sentence == (
        "From a breach to its consequences: 1.5 years (Trade: Free) to 2.5 years (Trade: Shut)."
    )


def test_parts_of_what_never_comes() -> None:
    text = HOLDS.replace("years: {free: 1, shut: 2}", "years: {free: 1..3, shut: never}")
    study = study_of_text(text, draws=20)
    free, shut = records(holding.parts(study))
    years = study.draws.value("response.seen.years.free") + 0.5
    for name, at in (("years_low", 0.1), ("years", 0.5), ("years_high", 0.9)):
        assert free[name] == pytest.approx(quantile(years.tolist(), at))
    assert (shut["seen"], shut["acted"], shut["years"], shut["never"]) == (None, 0.5, None, True)
    assert "; never with 1 of 2 combinations of terms." in holding.parts(study).sentence
    never = HOLDS.replace("acted: {years: 0.5}", "acted: {years: never}")
    assert holding.parts(study_of_text(never, draws=3)).sentence == (
        "A breach never has consequences."
    )


def test_where_nothing_is_undertaken_nothing_is_asked() -> None:
    finding, parts = holding.find(study_of_text(TWO))
    assert finding.rows == parts.rows == ()
    assert finding.figures == ()
    assert "the case does not ask whether a deal would hold" in finding.sentence


def check_needs(study: Study) -> None:
    """Rows, medians and shares by the oracle's exact numbers, draw by draw."""
    case = study.case
    every = oracle.packages(case)
    drawn = list(oracle.rows(case, study.draws))
    found = by(holding.needs(study), "label", "party")
    expected = set()
    for entry in study.shown:
        assert entry.code is not None
        package = every[entry.code]
        for party in case.parties:
            asked = bool(oracle.binding(case, party, package))
            if not asked and party not in case.later:
                continue
            expected.add((entry.label, party))
            row = found[entry.label, party]
            assert row["applies"] is asked
            key = f"cheat:{party}" if asked else f"later:{party}"
            margins = [oracle.durable(case, one, package)[key] or Fraction(0) for one in drawn]
            worths = [float(oracle.utility(case, one, party, package)) for one in drawn]
            left = [measured(margin) for margin in margins]
            check_quantile(row, "available", worths, 0.5)
            for name, at in (("margin_low", 0.1), ("margin", 0.5), ("margin_high", 0.9)):
                check_quantile(row, name, left, at)
            check_quantile(row, "need", [w - m for w, m in zip(worths, left, strict=True)], 0.5)
            sure = (is_sure(case, o, package, key, m) for o, m in zip(drawn, margins, strict=True))
            if all(sure):
                check_share(row, "holds", sum(margin >= 0 for margin in margins), study.n)
            check_binds(study, row, party, package)
    assert set(found) == expected


def measured(margin: Fraction) -> float:
    return float(margin) if margin > -oracle.FOREVER / 2 else -math.inf


def check_quantile(row: Record, name: str, column: list[float], at: float) -> None:
    exact = quantile(column, at)
    if math.isfinite(exact):
        assert row[name] == pytest.approx(exact, abs=1e-7), name
    else:
        assert row[name] is None, name


def check_binds(study: Study, row: Record, party: str, package: oracle.Package) -> None:
    """The part that is binding most often: what is more than nothing counts."""
    numbers = []
    for one in oracle.rows(study.case, study.draws):
        later = oracle.later(study.case, one, party, package)
        premium = Fraction(0)
        if row["applies"]:
            premium = oracle.premium(study.case, one, party, package)
        if any(0 < abs(number) <= oracle.SLACK for number in (later, premium)):
            return
        numbers.append((later > 0, premium > 0))
    names = {
        (False, False): "no deal",
        (False, True): "cheating",
        (True, False): "later",
        (True, True): "both",
    }
    counts = {name: sum(names[one] == name for one in numbers) for name in names.values()}
    assert row["binds"] == max(counts, key=lambda name: counts[name])


@SETTINGS
@given(random_studies(later=True))
def test_needs_are_those_of_the_formulas(study: Study) -> None:
    check_needs(study)


def test_two_valleys(valleys: Study) -> None:
    check_needs(valleys)


# Break-even values: put back, they leave a margin of 0.

AMOUNTS = st.floats(0.01, 60)
BALANCES = st.builds(
    Balance,
    asked=st.just(True),
    slack=st.floats(-20, 80),
    later=st.none() | st.floats(-20, 40),
    years=st.floats(0, 20) | st.just(math.inf),
    gains=st.just(0.0) | AMOUNTS,
    builds=st.just(0.0) | AMOUNTS,
    penalty=st.just(0.0) | AMOUNTS,
    discount=st.floats(0.01, 0.5),
)


def with_value(balance: Balance, name: str, value: float) -> Balance:
    changes: dict[str, Any] = {name: value}
    return replace(balance, **changes)


def margin_of(balance: Balance) -> float:
    """U - r - max(0, later) - max(0, premium), written out once more."""
    rho, years = balance.discount, balance.years
    premium = -rho * balance.penalty
    if balance.gains or balance.builds:
        premium = math.inf
        if not math.isinf(years):
            premium = rho * (years * balance.gains - balance.penalty)
            premium += balance.builds * years / (1 + rho * years)
    return balance.slack - max(0.0, balance.later or 0.0) - max(0.0, premium)


@settings(SETTINGS, max_examples=400)
@given(BALANCES)
def test_break_even_values_leave_nothing(balance: Balance) -> None:
    """At the value the margin is 0; where any would do it never fails, where none, it always does.

    A longer time, a lower penalty and a higher later value never help.
    """
    for name, values in (
        ("years", (0.0, 1.0, 50.0, 1e6)),
        ("penalty", (0.0, 10.0, 1e6)),
        ("later", (-50.0, 0.0, 5.0, 500.0)),
    ):
        limit = getattr(balance, f"{name}_at_{'least' if name == 'penalty' else 'most'}")
        others = [margin_of(with_value(balance, name, value)) for value in values]
        if limit.value is not None:
            at = with_value(balance, name, limit.value)
            scale = 1 + abs(balance.slack) + balance.discount * balance.penalty
            assert margin_of(at) == pytest.approx(0, abs=1e-9 * scale), name
            for value, margin in zip(values, others, strict=True):
                if name == "penalty":
                    assert value < limit.value or margin >= -1e-9 * scale
                else:
                    assert value > limit.value or margin >= -1e-9 * scale
        elif limit.any:
            assert min(others) >= -1e-9
        else:
            assert max(others) < 0


@st.composite
def words(draw: st.DrawFn) -> dict[str, str]:
    """Numbers of a case in which North's word is asked everywhere."""
    sizes = {
        "RATE": draw(st.integers(1, 40)) / 100,
        "GAINS": draw(st.integers(0, 40)) / 2,
        "BUILDS": draw(st.integers(0, 10)) / 2,
        "SEEN": draw(st.integers(0, 60)) / 10,
        "PENALTY": draw(st.integers(0, 100)) / 2,
        "LATER": draw(st.integers(-20, 40)),
    }
    return {name: f"{size}" for name, size in sizes.items()}


ONE_WORD = (
    HOLDS[: HOLDS.index("\ncommitments:")].replace("discount: 0.1", "discount: RATE")
    + """
commitments:
  stay-out: {party: north, gains: GAINS, builds: BUILDS}
response: {seen: {years: SEEN}, acted: {years: 0}}
penalties: {north: {shunned: {points: PENALTY}}}
later: {north: {rearms: {points: LATER}}}
"""
)


def written(numbers: dict[str, str]) -> str:
    text = ONE_WORD
    for name, number in numbers.items():
        text = text.replace(name, number)
    return text


@settings(SETTINGS, max_examples=60)
@given(words(), st.sampled_from("ABCDEF"))
def test_break_even_values_put_back_into_the_case(numbers: dict[str, str], label: str) -> None:
    """A case with the break-even value as its own has a margin of 0 for that package."""
    row = needs(written(numbers), label, "north")
    for word, name in (
        ("SEEN", "years_at_most"),
        ("PENALTY", "penalty_at_least"),
        ("LATER", "later_at_most"),
    ):
        value = row[name]
        if value is not None and value < 1e6:
            again = needs(written(numbers | {word: f"{value:.12f}"}), label, "north")
            assert again["central_margin"] == pytest.approx(0, abs=1e-6), name
