"""When keeping one's word pays, against published thresholds and the repeated game itself.

The condition "cheats quietly" is the limit of a repeated game with ever shorter periods. With a
discount factor D a period and a chance d to be seen in each, the threshold of the game in periods
is the same formula with rho = 1/D - 1 and T = 1/d, so that published discount factors can be
compared directly. The same cases are stored in ``validation/durability``, with two more for which
parley has no formula: the inspector's own strategy in an inspection game (parley takes response
times as they are judged, and asks for no equilibrium between inspector and inspected), and
Dresher's sequential inspection game (1962), a zero-sum game with a stock of inspections.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from parley.case import parse
from parley.conditions import Model, build
from parley.conditions.durability import premium
from parley.draws import Floats, central
from strategies import Tree, case_of

WORD = """
parley: 1
title: A word to keep
as_of: 1995-12-31
parties: {ann: {name: Ann, role: principal}}
issues: {deal: {title: The deal, options: {kept: Kept, none: None}}}
now: {deal: none}
preferences:
  ann:
    scale: raw
    weights: {deal: 1}
    values: {deal: {kept: 2, none: 0}}
    discount: 0.1
    no_deal: {value: 1}
commitments: {word: {party: ann, gains: 1, builds: 0}}
response: {seen: {years: 1}, acted: {years: 0}}
penalties: {ann: {fine: {points: 0}}}
"""
MODEL = build(parse(WORD.encode()))


def margin(u: float, r: float, rho: float, years: float, gains: float, penalty: float) -> float:
    """By how many points keeping one's word beats cheating, as parley's condition says it."""
    draws = central(MODEL.book)
    columns = {
        "preferences.ann.values.deal.kept": u,
        "preferences.ann.no_deal.value": r,
        "preferences.ann.discount": rho,
        "response.seen.years": years,
        "commitments.word.gains": gains,
        "penalties.ann.fine.points": penalty,
    }
    assert set(columns) <= set(draws.columns)
    draws = replace(
        draws, columns={**draws.columns, **{path: np.array([x]) for path, x in columns.items()}}
    )
    condition = next(c for c in MODEL.conditions if c.key == "cheat:ann")
    return float(condition.margin(MODEL.space, draws, np.array([0])).values[0, 0]) / 1e9


def root(holds: Callable[[float], bool], low: float = 1e-6, high: float = 1 - 1e-6) -> float:
    """Where something begins to hold, by halving."""
    assert holds(high)
    assert not holds(low)
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def critical_discount(u: float, g: float, r: float, d: float, penalty: float) -> float:
    """The discount factor from which on a word is kept, in a game in periods.

    A penalty is paid when the breach is seen, at the end of a period: it is worth D of itself.
    """
    return root(lambda D: margin(u, r, 1 / D - 1, 1 / d, g, D * penalty) >= 0)  # noqa: N803


# Grim trigger in the repeated prisoners' dilemma: (T - R) / (T - P), for T, R, P (Friedman 1971, A
# non-cooperative equilibrium for supergames).
DILEMMAS = [((5, 3, 1), "1/2"), ((3, 2, 0), "1/3"), ((4, 3, 1), "1/3")]


@pytest.mark.parametrize(("payoffs", "known"), DILEMMAS)
def test_grim_trigger(payoffs: tuple[int, int, int], known: str) -> None:
    """Cheating gains T - R a period and is always seen; afterwards it is P for ever."""
    temptation, reward, punishment = payoffs
    found = critical_discount(reward, temptation - reward, punishment, 1, 0)
    assert found == pytest.approx(float(Fraction(known)), abs=2e-9)


# Seen with chance d a period: u, g, r, d. With u = 2, g = 1, r = 0 the threshold is 1 / (1 + 2 d)
# (Mailath & Samuelson 2006, Repeated Games and Reputations, on imperfect monitoring).
SEEN = [
    ((2, 1, 0, 1.0), 0.333333333),
    ((2, 1, 0, 0.5), 0.5),
    ((2, 1, 0, 0.1), 0.833333333),
    ((3, 2, 1, 1.0), 0.5),
    ((3, 2, 1, 0.4), 0.714285714),
    ((1, 3, 0, 0.3), 0.909090909),
]


@pytest.mark.parametrize(("payoffs", "known"), SEEN)
def test_a_breach_that_is_seen_by_chance(
    payoffs: tuple[float, float, float, float], known: float
) -> None:
    """Critical discount factors, to their nine digits."""
    assert critical_discount(*payoffs, penalty=0) == pytest.approx(known, abs=2e-9)


@pytest.mark.parametrize("seed", range(50))
def test_a_penalty_in_the_game_in_periods(seed: int) -> None:
    """U (1 - D (1 - d)) = (u + g) (1 - D) + D d (r - penalty (1 - D)) where parley breaks even."""
    luck = np.random.default_rng(seed)
    u, g, d, penalty = luck.uniform([1, 1, 0.1, 0], [5, 9, 1, 2])
    r = luck.uniform(0, u - 0.1)
    found = critical_discount(u, g, r, d, penalty)
    keeping = u * (1 - found * (1 - d))
    cheating = (u + g) * (1 - found) + found * d * (r - penalty * (1 - found))
    assert keeping == pytest.approx(cheating, abs=1e-7)


# One-shot inspections: with gain g, punishment b, detection d the inspected is indifferent at the
# inspection probability g / (d (g + b)) (Avenhaus, von Stengel & Zamir 2002, Inspection games).
INSPECTIONS = [((1, 9, "1"), "1/10"), ((1, 4, "4/5"), "1/4"), ((2, 3, "9/10"), "4/9")]


@pytest.mark.parametrize(("payoffs", "known"), INSPECTIONS)
def test_deterrence_by_inspections(payoffs: tuple[int, int, str], known: str) -> None:
    """Whoever has nothing to lose but a penalty keeps his word iff T gamma <= Pi.

    Inspected with probability p, he violates (1 - p d) / (p d) times on average before he is
    caught; each time brings g, being caught costs b.
    """
    g, b, d = payoffs[0], payoffs[1], float(Fraction(payoffs[2]))
    for rho in (0.05, 0.5):

        def holds(p: float, rho: float = rho) -> bool:
            return margin(2, 2, rho, (1 - p * d) / (p * d), g, b) >= 0

        assert root(holds) == pytest.approx(float(Fraction(known)), abs=1e-7)


# The repeated game, added up period by period.

SETS = 2_000
PERIODS = 3_000


def threshold_in_periods(
    rho: Floats, years: Floats, gains: Floats, builds: Floats, penalty: Floats, periods: int
) -> Floats:
    """What U must reach beyond r, found by adding up a game in many short periods.

    In each period the breach is seen with the chance that makes ``years`` the mean time until it
    is; what is left of a game that goes on beyond the last period is below 10^-13. From then on
    the party has r plus what cheating has built, and pays the penalty once.
    """
    length = 30 / (rho + 1 / years) / periods
    seen = length / years
    discount = np.exp(-rho * length)
    weight, of_u, rest = np.ones_like(rho), np.zeros_like(rho), np.zeros_like(rho)
    for period in range(1, periods + 1):
        lasting = weight * (1 - discount) / rho
        of_u += lasting
        rest += lasting * gains
        weight = weight * discount
        rest += weight * seen * (builds * period * length / rho - penalty)
        weight = weight * (1 - seen)
    # With r = 0: keeping is worth U / rho, cheating of_u U + rest.
    return rest / (1 / rho - of_u)


def test_the_closed_form_is_the_repeated_game() -> None:
    """2,000 games: the threshold in ever shorter periods tends to the premium.

    Half the length halves the error, so that twice the one threshold less the other is exact to
    second order.
    """
    luck = np.random.default_rng(1)
    rho = luck.uniform(0.02, 0.6, SETS)
    years = np.exp(luck.uniform(np.log(0.05), np.log(20), SETS))
    gains = luck.uniform(0, 20, SETS)
    builds = luck.uniform(0, 5, SETS) * (luck.uniform(size=SETS) < 0.7)
    penalty = luck.uniform(0, 60, SETS) * (luck.uniform(size=SETS) < 0.7)
    known = premium(rho, years, gains, builds, penalty)
    coarse = threshold_in_periods(rho, years, gains, builds, penalty, PERIODS)
    fine = threshold_in_periods(rho, years, gains, builds, penalty, 2 * PERIODS)
    size = rho * (years * gains + penalty) + builds * years
    assert (np.abs(fine - known) <= 0.01 * size).all()
    assert (np.abs(2 * fine - coarse - known) <= 1e-4 * size).all()
    assert 0.2 < float((known > 0).mean()) < 0.98


def test_cheating_pays_on_one_side_of_the_threshold_only() -> None:
    """Exponential times of detection drawn one by one: 200,000 lives a game, U above and below.

    Worth of a life: U + gamma a year until seen, then r + sigma tau for ever, less the penalty.
    """
    luck = np.random.default_rng(2)
    for _ in range(20):
        rho, years, gains = luck.uniform([0.05, 0.2, 1], [0.4, 5, 20])
        builds, penalty, r = luck.uniform([0, 0, 10], [4, 30, 60])
        one = np.ones(1)
        edge = r + float(
            premium(rho * one, years * one, gains * one, builds * one, penalty * one)[0]
        )
        times = luck.exponential(years, 200_000)
        later = np.exp(-rho * times)
        for u, keeps in ((edge + 2.5, True), (edge - 2.5, False)):
            cheating = (u + gains) * (1 - later) + later * (r + builds * times - rho * penalty)
            assert (u > float(cheating.mean())) == keeps


# Fearon (1995), Rationalist explanations for war: both sides prefer every share from p - cA to
# p + cB to a war that one wins with probability p and that costs them cA and cB.
RANGES = [
    (("0.5", "0.2", "0.2"), ("0.3", "0.7")),
    (("0.7", "0.1", "0.15"), ("0.6", "0.85")),
    (("0.05", "0.1", "0.2"), ("0", "0.25")),
]


def war(p: str, cost_a: str, cost_b: str) -> Tree:
    """A pie in twentieths; war ends at once with all of it on one side."""
    shares = [f"{share / 20:g}" for share in range(21)]
    keys = [f"s{share}" for share in range(21)]

    def side(values: list[str], cost: str, first: str, second: str) -> Tree:
        return {
            "scale": "raw",
            "weights": {"pie": "1"},
            "values": {"pie": dict(zip(keys, values, strict=True))},
            "discount": "1",
            "no_deal": {
                "cost": "0",
                "years": "0",
                "beliefs": {"a-wins": first, "b-wins": second},
                "plus": f"-{cost}",
            },
        }

    return {
        "parley": 1,
        "title": "A pie",
        "as_of": "1995-12-31",
        "parties": {party: {"name": party.upper(), "role": "principal"} for party in ("a", "b")},
        "issues": {"pie": {"title": "A's share", "options": dict(zip(keys, shares, strict=True))}},
        "now": {"pie": "s10"},
        "ends": {
            "a-wins": {"title": "A wins", "terms": {"pie": "s20"}},
            "b-wins": {"title": "B wins", "terms": {"pie": "s0"}},
        },
        "preferences": {
            "a": side(shares, cost_a, p, "rest"),
            "b": side(shares[::-1], cost_b, p, "rest"),
        },
    }


def bargaining_range(model: Model) -> tuple[Fraction, Fraction]:
    """The least and the largest share that both sides accept."""
    codes = np.arange(model.space.size)
    middle = central(model.book)
    ok = np.all([c.margin(model.space, middle, codes).holds[0] for c in model.conditions], axis=0)
    (both,) = np.nonzero(ok)
    # All between the ends is accepted, too.
    assert both.tolist() == list(range(both[0], both[-1] + 1))
    return Fraction(int(both[0]), 20), Fraction(int(both[-1]), 20)


@pytest.mark.parametrize(("numbers", "known"), RANGES)
def test_the_bargaining_range(numbers: tuple[str, str, str], known: tuple[str, str]) -> None:
    """Both ends belong to it: who is indifferent does not fight."""
    low, high = bargaining_range(build(case_of(war(*numbers))))
    assert (low, high) == (Fraction(known[0]), Fraction(known[1]))


# The stored cases.


def stored(validation: Path, name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    file = validation / "durability" / f"{name}.yaml"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    tree: Tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    return list(zip(tree["inputs"], tree["published"], strict=True))


def test_stored_thresholds(validation: Path) -> None:
    """Every stored discount factor, inspection probability and bargaining range."""
    for given, known in stored(validation, "pd_grim_threshold"):
        found = critical_discount(given["R"], given["T"] - given["R"], given["P"], 1, 0)
        assert found == pytest.approx(float(Fraction(known["delta_star"])), abs=2e-9)
    for given, known in stored(validation, "compliance_detection"):
        assert critical_discount(**given) == pytest.approx(known["delta_star"], abs=2e-9)
    for given, known in stored(validation, "inspection_2x2_mixed"):
        payoffs = (given["gain_g"], given["punishment_b"], given["detection_d"])
        test_deterrence_by_inspections(payoffs, known["inspection_probability"])
    for given, known in stored(validation, "fearon_bargaining_range"):
        numbers = tuple(str(given[word]) for word in ("p", "cA", "cB"))
        low, high = bargaining_range(build(case_of(war(*numbers))))
        assert (low, high) == (Fraction(str(known["lower"])), Fraction(str(known["upper"])))
