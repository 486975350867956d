"""Rules against planted ones, against noise, and against counting what they say."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parley
from parley.analysis import discovery
from parley.analysis.discovery import Outcome, clauses, says
from parley.analysis.discovery.inputs import Feature, Floats, distinct, features
from parley.analysis.discovery.tree import (
    DEPTH,
    Rule,
    Term,
    all_hold,
    at_bound,
    beyond_chance,
    discover,
    pruned,
)
from parley.analysis.study import Study
from parley.case import parse
from parley.conditions.forms import NANO
from parley.space import Mask
from strategies import SETTINGS
from studies import TWO, check_share, records, replaced, study_of_case, study_of_text

N = 900
HELD = np.arange(N) % 3 == 2
LAST = Outcome(1, "acceptable", np.ones(N, dtype=bool), is_last=True)

LINE = """
    red_lines:
      no: {never: {trade: [free, shut]}, real: 0.5}
"""
HALF = TWO.replace(
    "    no_deal: {cost: 10}\n  south:", "    no_deal: {cost: 10}" + LINE + "  south:"
)
"""North signs nothing at all in half of the draws; in all others there is a deal."""


def noise(number: int, seed: int) -> list[Feature]:
    rng = np.random.Generator(np.random.PCG64(seed))
    return [number_of(f"noise.{k}", rng.random(N)) for k in range(number)]


def number_of(path: str, column: Floats) -> Feature:
    return Feature(path, path, column)


def flag_of(path: str, column: Mask) -> Feature:
    return Feature(path, path, column.astype(np.float64), f"{path} is so", f"{path} is not so")


def luck(seed: int) -> Floats:
    return np.random.Generator(np.random.PCG64(seed)).random(N)


def conditions(rule: Rule) -> set[tuple[str, bool, float]]:
    return {(term.feature.path, term.is_least, term.value) for term in rule.terms}


def test_a_planted_rule_is_found_among_noise() -> None:
    """A deal where the flag is up and x is below 0.4: nothing else is found, nothing is missed."""
    flag, x = flag_of("flag", luck(1) < 0.6), number_of("x", luck(2))
    outcome = (flag.column == 1) & (x.column < 0.4)
    found = discover([*noise(30, 3), flag, x, *noise(30, 4)], outcome, HELD)
    assert [conditions(rule) for rule in found if rule.outcome] == [
        {("flag", True, 1.0), ("x", False, 0.4)}
    ]
    without = {frozenset(conditions(rule)) for rule in found if not rule.outcome}
    assert without == {frozenset({("flag", False, 0.0)}), frozenset({("x", True, 0.4)})}
    deal = next(rule for rule in found if rule.outcome)
    assert deal.grown.density > 0.98
    assert deal.coverage > 0.98


def test_two_bounds_of_one_number_are_one_condition() -> None:
    x = number_of("x", luck(5))
    outcome = (x.column > 0.3) & (x.column < 0.6)
    deal = next(rule for rule in discover([x, *noise(20, 6)], outcome, HELD) if rule.outcome)
    assert conditions(deal) == {("x", True, 0.3), ("x", False, 0.6)}
    assert deal.conditions == 1
    assert list(clauses(deal.terms)) == ["x is between 0.3 and 0.6"]


def test_a_planted_rule_that_is_mostly_right() -> None:
    """A deal in 80 of 100 draws above the bound, in 20 of 100 below it."""
    x = number_of("x", luck(7))
    outcome = np.where(x.column > 0.5, luck(8) < 0.8, luck(8) < 0.2)
    found = discover([x, *noise(40, 9)], outcome, HELD)
    assert {rule.outcome for rule in found} == {True, False}
    for rule in found:
        assert {term.feature.path for term in rule.terms} == {"x"}
        assert 0.7 < rule.grown.density < 0.9
        assert 0.65 < rule.held.density < 0.95


def test_noise_gives_no_rule() -> None:
    """In 40 tables of noise, with an outcome of a third, a half or nearly all of the draws."""
    fooled = 0
    for seed in range(40):
        outcome = luck(1000 + seed) < (0.3, 0.5, 0.9)[seed % 3]
        fooled += bool(discover(noise(60, seed), outcome, HELD))
    # Both checks would be passed by chance in at most one of 40 tables.
    assert fooled <= 1


def test_what_the_held_back_draws_deny_is_no_rule() -> None:
    x = number_of("x", luck(10))
    true = x.column > 0.5
    assert discover([x], true, HELD)
    assert discover([x], np.where(HELD, luck(11) < 0.5, true), HELD) == []
    assert discover([x], np.where(HELD, ~true, true), HELD) == []


def test_a_term_that_adds_nothing_is_dropped() -> None:
    x, y = number_of("x", luck(12)), number_of("y", luck(13))
    told = x.column > 0.5
    real, idle = Term(x, True, 0.5), Term(y, True, 0.2)
    rows = np.ones(N, dtype=bool)
    assert pruned((idle, real), told, rows) == (real,)
    assert pruned((real, idle), told, rows) == (real,)
    # One term is always left, even of noise.
    assert len(pruned((idle, Term(y, False, 0.9)), told, rows, beyond_chance(2))) == 1


def test_a_term_that_is_needed_stays() -> None:
    x, y = number_of("x", luck(14)), number_of("y", luck(15))
    both = (Term(x, True, 0.5), Term(y, False, 0.5))
    rows = np.ones(N, dtype=bool)
    assert pruned(both, all_hold(both), rows) == both


def test_rounding_moves_few_draws() -> None:
    """0.123456 as 0.12 moves 0.35 % of uniform numbers; near 1,000 it takes more digits."""
    x = number_of("x", (np.arange(N) + 0.5) / N)
    assert at_bound(x, 0.123456, is_least=True).value == 0.12
    far = number_of("far", 1000 + (np.arange(N) + 0.5) / N)
    term = at_bound(far, 1000.5, is_least=False)
    assert term.value == 1000.5
    assert int(term.holds().sum()) == N // 2


@settings(SETTINGS, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 0.9), st.floats(0.5, 1))
def test_what_is_said_is_what_is_counted(seed: int, bound: float, right: float) -> None:
    """The numbers of the sentence, read from its words, counted draw by draw."""
    rng = np.random.Generator(np.random.PCG64(seed))
    a, b, c = rng.random(N), rng.normal(50, 20, N), rng.random(N) < bound
    columns = {"a": a, "b": b, "c": c}
    every = [number_of("a", a), number_of("b", b), flag_of("c", c)]
    planted = (a > bound) | c & (b < 50)
    outcome = planted ^ (rng.random(N) > right)
    for rule in discover(every, outcome, HELD):
        sentence = says(rule, LAST)
        inside = [all(_is_so(sentence, columns, i)) for i in range(N)]
        told = [bool(deal) == rule.outcome for deal in outcome]
        grown = [told[i] for i in range(N) if inside[i] and i % 3 != 2]
        held = [told[i] for i in range(N) if inside[i] and i % 3 == 2]
        assert (rule.grown.n, rule.grown.hits) == (len(grown), sum(grown))
        assert (rule.held.n, rule.held.hits) == (len(held), sum(held))
        whole = sum(told[i] for i in range(N) if i % 3 != 2)
        assert rule.coverage == sum(grown) / whole
        assert rule.conditions <= DEPTH


def _is_so(sentence: str, columns: dict[str, np.ndarray], i: int) -> list[bool]:
    """Each condition that stands in a sentence."""
    found = []
    for name, low, high in re.findall(r"([ab]) is between (\S+) and (\S+?)(?= and|;)", sentence):
        found.append(float(low) <= columns[name][i] <= float(high))
    for name, way, value in re.findall(r"([ab]) is at (least|most) (\S+?)(?= and|;)", sentence):
        size = columns[name][i]
        found.append(size >= float(value) if way == "least" else size <= float(value))
    is_so = bool(columns["c"][i])
    found += [is_so is not bool(denied) for denied in re.findall(r"c is (not )?so", sentence)]
    assert found
    return found


def test_sentences_of_rules() -> None:
    x = Feature("x", "the time until a breach has consequences", luck(20), unit=" months")
    y = flag_of("y", luck(21) < 0.5)
    outcome = (x.column < 0.5) & (y.column == 0)
    deal = next(rule for rule in discover([x, y], outcome, HELD) if rule.outcome)
    (value,) = (term.value for term in deal.terms if not term.feature.is_flag)
    sentence = says(deal, LAST)
    assert sentence.startswith("A deal exists in ")
    assert "y is not so" in sentence
    assert f"the time until a breach has consequences is at most {value:g} months" in sentence
    assert sentence.endswith("(held back: all).")
    first = Outcome(1, "acceptable", outcome, is_last=False)
    none = next(rule for rule in discover([x, y], outcome, HELD) if not rule.outcome)
    assert says(none, first).startswith("No package that could be signed exists in all readings")
    assert "readings without one (held back: " in says(none, first)


def test_the_same_column_is_one_feature_and_a_constant_is_none() -> None:
    x = luck(30)
    every = [
        number_of("a", x),
        number_of("b", x.copy()),
        number_of("c", np.ones(N)),
        number_of("d", np.where(x < 0.5, np.inf, x)),
    ]
    assert [feature.path for feature in distinct(every)] == ["a"]


@cache
def half() -> Study:
    return study_of_text(HALF, draws=300)


def test_a_study_whose_answer_is_one_red_line() -> None:
    found, bounds = discovery.find(half())
    deal, none = records(found)
    is_deal = half().judged.some
    held = np.arange(300) % 3 == 2
    assert (deal["predicts"], none["predicts"]) == ("deal", "no deal")
    for row, told in ((deal, is_deal), (none, ~is_deal)):
        assert row["coverage"] == 1.0
        check_share(row, "density", int((told & ~held).sum()), int((told & ~held).sum()))
        assert row["held_density"] == 1.0
        assert row["held_n"] == int((told & held).sum())
        assert (row["conditions"], row["stage"]) == (1, "acceptable")
        assert row["paths"] == "preferences.north.red_lines.no"
    line = "the red line of North on “Trade: Free or Shut”"
    assert deal["says"] == (
        f"A deal exists in all readings in which {line} is not real; they hold all readings with a "
        "deal (held back: all)."
    )
    assert none["says"] == (
        f"No deal exists in all readings in which {line} is real; they hold all readings without "
        "one (held back: all)."
    )
    assert found.sentence.endswith(deal["says"])
    assert found.rests_on == ("preferences.north.red_lines.no",)
    assert [(row["number"], row["relation"], row["value"]) for row in records(bounds)] == [
        (1, "is not", None),
        (2, "is", None),
    ]


def test_too_few_draws() -> None:
    found, bounds = discovery.find(study_of_text(HALF, draws=99))
    assert found.sentence == "99 readings are too few to look for rules; 100 are enough."
    assert found.rows == bounds.rows == ()


def test_an_answer_that_is_always_the_same() -> None:
    found, _ = discovery.find(study_of_text(TWO, draws=120))
    assert found.sentence.startswith("There is nothing for a rule to tell apart")
    assert found.rows == ()


def test_the_last_stage_that_differs_is_told() -> None:
    """Nothing holds; what can be signed hangs on the line."""
    study = study_of_text(HALF + "later: {south: {always: {points: 200}}}\n", draws=300)
    told = discovery.outcome(study)
    assert told is not None
    assert (told.stage, told.place, told.is_last) == ("acceptable", 1, False)
    found, _ = discovery.find(study)
    assert "a package that could be signed exists in" in found.sentence
    assert "Beyond that stage too few readings differ" in found.sentence
    assert {row["stage"] for row in records(found)} == {"acceptable"}


def test_when_nothing_explains_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    study = half()
    others = [f for f in features(study) if not f.path.endswith("red_lines.no")]
    monkeypatch.setattr(discovery, "features", lambda study: others + noise_of(study))
    found, bounds = discovery.find(study)
    assert "Nothing explains it in short" in found.sentence
    assert found.rows == bounds.rows == ()


def noise_of(study: Study) -> list[Feature]:
    rng = np.random.Generator(np.random.PCG64(77))
    return [number_of(f"noise.{k}", rng.random(study.n)) for k in range(20)]


def test_features_of_a_case_with_everything() -> None:
    study = study_of_case(parley.load("two-valleys"), draws=120)
    found = {(f.path, f.state): f for f in features(study)}
    draws = study.draws
    front = found["factors.front", "bad"]
    assert front.column.tolist() == [float(s == 0) for s in draws.states["front"]]
    assert front.yes == "“The front” is “bad”"
    r = found["preferences.north.no_deal", None]
    assert r.column.tolist() == [n / NANO for n in study.no_deal("north", draws).tolist()]
    # Without monitors nobody ever acts: two options are left, of seen and acted.
    years = "response.{}.years.{}"
    every = [(way, option) for way in ("seen", "acted") for option in ("league", "joint")]
    # A mean of two, in months.
    months = 6 * sum(draws.value(years.format(*cell)) for cell in every)
    assert np.allclose(found["response", None].column, months, atol=1e-6)
    league = found["blocks.council.chances.monitors", "league"]
    chance = draws.value("blocks.council.chances.monitors.league")
    stopped = draws.uniforms["blocks.council.chances.monitors"][0] < chance
    assert league.column.tolist() == stopped.astype(float).tolist()
    never = found["preferences.north.red_lines.no-cover", None]
    assert never.yes.endswith("is real")
    base = found["bodies.people.support.base", None].column
    assert 0.5 <= base.min() < base.max() <= 0.65
    assert ("preferences.north.weights.border", None) in found
    for path, _ in found:
        assert not path.startswith(("timeline.", "levers."))
        assert not re.search(r"\.(meant|hardness|belief_odds|shifts|odds|floor|real)(\.|$)", path)


def test_a_rule_on_a_ranking_rests_on_the_ranking() -> None:
    """North signs only where trade weighs much: weights are ranked, and written as one string."""
    text = TWO.replace("weights: {border: 60, trade: 40}", "weights: border | trade", 1).replace(
        "no_deal: {cost: 10}", "no_deal: {cost: 0, plus: 30}", 1
    )
    study = study_of_case(parse(text.encode()), draws=400)
    found, _ = discovery.find(study)
    assert set(found.rests_on) <= set(study.case.origin.places)


def test_threads_and_repetition_change_nothing() -> None:
    study = half()
    assert discovery.find(replaced(study, threads=2)) == discovery.find(study)
