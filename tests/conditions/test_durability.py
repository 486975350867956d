"""What keeps a deal: coming back stronger and cheating quietly, against the formulas of DESIGN.md.

The random cases have bodies, too, so that every margin of a whole funnel is compared.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from margins import check_margins, margins
from parley.bundled import load
from parley.case import parse
from parley.conditions import Model, build
from parley.conditions.durability import penalties, premium, response_time, temptations
from parley.conditions.forms import NANO, Margin, total
from parley.conditions.worth import utility
from parley.draws import Draws, Floats, central, draw
from parley.space import Mask
from strategies import SETTINGS, Tree, as_bytes, case_of, trees

FEW = settings(SETTINGS, max_examples=30)
N = 12


@cache
def models() -> tuple[Model, ...]:
    """Random cases, built once for all laws."""
    found = []

    @settings(SETTINGS, max_examples=60)
    @given(trees(later=True))
    def collect(tree: Tree) -> None:
        found.append(build(case_of(tree)))

    collect()
    return tuple(found)


def draws_of(model: Model) -> Draws:
    return draw(model.book, 7, np.arange(N))


def passing(model: Model, draws: Draws, stage: str) -> Mask:
    """(draw, code) whether a package passes all conditions of one stage."""
    codes = np.arange(model.space.size)
    found = np.ones((len(draws), len(codes)), dtype=bool)
    for condition in model.conditions:
        if condition.stage == stage:
            found &= condition.margin(model.space, draws, codes).holds
    return found


def changed(draws: Draws, pattern: str, change: Callable[[Floats], Floats]) -> Draws:
    """The same draws with every column whose path matches changed."""
    return replace(
        draws,
        columns={
            path: change(column) if re.fullmatch(pattern, path) else column
            for path, column in draws.columns.items()
        },
    )


# Margins are those of the formulas.


@settings(SETTINGS, max_examples=50)
@given(trees(later=True), st.integers(0, 2**64 - 1))
def test_margins_are_those_of_the_formulas(tree: Tree, seed: int) -> None:
    """Every stage, draw by draw and package by package, and in the central draw."""
    model = build(case_of(tree))
    check_margins(model, draw(model.book, seed, np.arange(2)))
    check_margins(model, central(model.book))


def test_margins_of_a_bundled_case() -> None:
    """Two valleys, which has everything, `like` and statements included."""
    model = build(load("two-valleys"))
    check_margins(model, model.draws(3, np.arange(30)))
    check_margins(model, central(model.book))


def test_a_package_passes_where_the_formulas_say_so() -> None:
    """All stages together; what hangs on a rounding aside."""
    for model in models():
        draws = draw(model.book, 1, np.arange(3))
        every = oracle.packages(model.case)
        ok = model.rules.mask.ravel() & np.all(
            [passing(model, draws, stage) for stage in model.stages], axis=0
        )
        for i, row in enumerate(oracle.rows(model.case, draws)):
            for code, package in enumerate(every):
                expected = oracle.passes(model.case, row, package)
                assert expected is None or ok[i, code] == expected


def test_the_random_cases_hold_and_fail() -> None:
    """Each kind of condition holds and fails in more than a tenth of what it is asked of."""
    shares: dict[str, list[float]] = {}
    for model in models():
        for key, margin in margins(model, draws_of(model)).items():
            if margin.applies.any():
                asked = margin.holds[:, margin.applies]
                shares.setdefault(key.split(":")[0], []).append(float(asked.mean()))
    assert set(shares) == {"accept", "line", "block", "later", "cheat", "body"}
    for kind in ("later", "cheat", "body"):
        assert len(shares[kind]) > 20
        assert 0.1 < float(np.mean(shares[kind])) < 0.9


def test_each_condition_reads_what_moves_it() -> None:
    """Every path that it names covers all that it looks up."""
    for model in models():
        base = draws_of(model)
        codes = np.arange(model.space.size)
        for condition in model.conditions:
            before = condition.margin(model.space, base, codes).values
            shaken = {
                path: column
                if any(path == read or path.startswith(f"{read}.") for read in condition.reads)
                else np.full_like(column, 0.37)
                for path, column in base.columns.items()
            }
            after = condition.margin(model.space, replace(base, columns=shaken), codes).values
            assert (after == before).all(), condition.key


# On paper.


BY_HAND = """
parley: 1
title: By hand
as_of: 2024-12-31
parties: {ann: {name: Ann, role: principal}, bob: {name: Bob, role: principal}}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale}}
  watch: {title: Watch, options: {none: None, team: Team, full: Full}}
now: {land: vale, watch: none}
preferences:
  ann:
    scale: raw
    weights: {land: 1, watch: 1}
    values: {land: {hill: 50, vale: 30}, watch: {none: 0, team: 5, full: 2}}
    discount: 0.25
    no_deal: {value: 20}
  bob: {like: ann}
commitments:
  dig: {party: ann, when: {land: hill}, gains: 8, builds: 3}
  pay: {party: ann, gains: 2}
  sit: {party: bob, when: {land: vale}, gains: 0, builds: 0}
response:
  seen: {by: watch, years: {none: 4, team: 1, full: 0.5}}
  acted: {by: watch, years: {none: never, team: 3, full: 1.5}}
penalties: {ann: {fine: {by: watch, points: {none: 0, team: 8, full: 12}}}}
later:
  ann:
    rearms: {by: land, points: {hill: 6, vale: -2}}
    drifts: {when: {watch: team}, points: 1}
"""


def points(margin: Margin) -> list[float]:
    return [round(value / NANO, 9) for value in margin.values[0].tolist()]


def test_margins_worked_out_by_hand() -> None:
    """Ann: rho = 1/4, r = 20.

    ==================  ====  ====  ====  ====  ====  ====
    land                hill  hill  hill  vale  vale  vale
    watch               none  team  full  none  team  full
    ==================  ====  ====  ====  ====  ====  ====
    U - r                 30    35    32    10    15    12
    later                  6   6+1     6    -2  -2+1    -2
    T = seen + acted     inf     4     2   inf     4     2
    rho T                  -     1   1/2     -     1   1/2
    dig: rho T 8         inf     8     4
    dig: 3 T/(1+rho T)     -     6     4
    pay: rho T 2         inf     2     1   inf     2     1
    rho Pi                 0     2     3     0     2     3
    premium              inf    14     6   inf     0    -2
    cheat               -inf 35-7-14 32-6-6 -inf  15    12
    ==================  ====  ====  ====  ====  ====  ====

    Bob has nothing to gain, so that it does not matter that nobody would act: U - r, and only in
    the vale.
    """
    model = build(parse(BY_HAND.encode()))
    found = margins(model, central(model.book))
    assert list(found) == ["accept:ann", "accept:bob", "later:ann", "cheat:ann", "cheat:bob"]
    assert points(found["later:ann"]) == [24, 28, 26, 12, 16, 14]
    none_hill, team_hill, full_hill, none_vale, team_vale, full_vale = points(found["cheat:ann"])
    assert [team_hill, full_hill, team_vale, full_vale] == [14, 20, 15, 12]
    forever = float(oracle.FOREVER)
    assert none_hill == pytest.approx(30 - 6 - 2 * forever)
    assert none_vale == pytest.approx(10 - forever)
    assert points(found["cheat:bob"]) == [30, 35, 32, 10, 15, 12]
    assert found["cheat:bob"].applies.tolist() == [False] * 3 + [True] * 3
    assert found["cheat:ann"].applies.all()


def test_a_tie_holds() -> None:
    """Worth exactly what keeping one's word must be worth: 55 = 34 + 7 + 14, and 1e-9 less not."""
    for value, holds in (("34", True), ("34.000000001", False)):
        text = BY_HAND.replace("no_deal: {value: 20}", f"no_deal: {{value: {value}}}")
        model = build(parse(text.encode()))
        margin = margins(model, central(model.book))["cheat:ann"]
        assert margin.values[0, 1] == (0 if holds else -1)
        assert margin.holds[0, 1] == holds


def test_the_premium_alone() -> None:
    """Rho (T gamma - Pi) + sigma T / (1 + rho T) of one line of the table above, and for ever."""
    rho, years = np.array([0.25, 0.25, 0.25]), np.array([4.0, np.inf, np.inf])
    gains, builds, fine = np.array([10.0, 0.0, 0.0]), np.array([3.0, 0.0, 1e-9]), np.full(3, 8.0)
    assert premium(rho, years, gains, builds, fine).tolist() == [14.0, -2.0, np.inf]


# Laws, draw by draw and package by package.


def check_law(pattern: str, change: Callable[[Floats], Floats], stages: Mapping[str, str]) -> None:
    """With some columns changed, margins stay the ``same``, are never less, or never ``more``.

    So what passes stays, grows or shrinks. Somewhere it must: a law about what never changes would
    be none.

    Parameters
    ----------
    stages
        Stage to ``same``, ``more`` or ``less``.
    """
    moved = flipped = 0
    for model in models():
        before = draws_of(model)
        after = changed(before, pattern, change)
        one, two = margins(model, before), margins(model, after)
        for condition in model.conditions:
            was, now = one[condition.key], two[condition.key]
            becomes = stages.get(condition.stage, "")
            assert becomes != "same" or (was.values == now.values).all()
            assert becomes != "more" or (was.values <= now.values).all()
            assert becomes != "less" or (was.values >= now.values).all()
            moved += bool((was.values != now.values).any())
            flipped += bool((was.holds != now.holds).any())
    assert moved >= 5
    assert flipped


HOLDS = {"acceptable": "same", "durable": "more", "ratifiable": "same"}


def test_lower_later_values_keep_more_deals() -> None:
    check_law(r"later\..*", lambda points: points - 40, HOLDS)


def test_higher_penalties_keep_more_deals() -> None:
    check_law(r"penalties\..*", lambda points: points + 1000, HOLDS)


def test_faster_responses_keep_more_deals() -> None:
    """A share of every delay; then an end to those that never come."""
    check_law(r"response\..*", lambda years: years * 0.3, HOLDS)
    check_law(r"response\..*", lambda years: np.minimum(years, 0.1), HOLDS)


def test_smaller_gains_keep_more_deals() -> None:
    check_law(r"commitments\..*", lambda points: points / 8, HOLDS)


def test_a_higher_no_deal_value_leaves_fewer_deals() -> None:
    """Less cost, or more points, of no deal: fewer packages are accepted, and fewer hold."""
    less = {"acceptable": "less", "durable": "less"}
    check_law(r"preferences\.\w+\.no_deal\.cost", lambda points: points - 9, less)
    check_law(r"preferences\.\w+\.no_deal\.(value|plus)", lambda points: points + 9, less)


def test_without_discount_what_remains_is_what_cheating_builds() -> None:
    """Rho = 0: premium = sigma T, and close to it for a discount close to 0."""
    for model in models():
        case = model.case
        if case.response is None:
            continue
        codes = np.arange(model.space.size)
        parties = sorted({commitment.party for commitment in case.commitments.values()})
        for rho in (0.0, 1e-12):
            # Every column is above 0, so that the least of it and rho is rho.
            draws = changed(
                draws_of(model), r"preferences\.\w+\.discount", partial(np.minimum, rho)
            )
            for party in parties:
                lost = -total(temptations(case, model.space, party), model.space, draws, codes)
                kept = total(penalties(case, model.space, party), model.space, draws, codes)
                assert (np.abs(kept) <= 2).all()
                for i, row in enumerate(oracle.rows(case, draws)):
                    for code, package in enumerate(oracle.packages(case)):
                        years = oracle.response_time(case, row, package)
                        if years is not None:
                            sigma = sum(
                                row.columns.get(f"commitments.{name}.builds", Fraction(0))
                                for name in oracle.binding(case, party, package)
                            )
                            assert abs(int(lost[i, code]) - sigma * years * NANO) <= 3


def test_never_leaves_no_package_with_a_temptation() -> None:
    """Where nobody ever acts, whatever can be gained at all is a reason to cheat."""
    for model in models():
        case = model.case
        draws = changed(draws_of(model), r"response\.acted\..*", lambda years: years + np.inf)
        found = margins(model, draws)
        for i, row in enumerate(oracle.rows(case, draws)):
            for code, package in enumerate(oracle.packages(case)):
                for party in case.parties:
                    bound = oracle.binding(case, party, package)
                    tempted = any(
                        row.columns.get(f"commitments.{name}.{word}", 0) > 0
                        for name in bound
                        for word in ("gains", "builds")
                    )
                    if tempted:
                        assert not found[f"cheat:{party}"].holds[i, code]


def test_response_times_add_up() -> None:
    """T of every package is seen + acted; infinite where one of them never comes."""
    for model in models():
        if model.case.response is None:
            continue
        draws = draws_of(model)
        axes = range(len(model.space.shape))
        found = response_time(model.case, model.space, draws, list(axes)).reshape(len(draws), -1)
        for i, row in enumerate(oracle.rows(model.case, draws)):
            for code, package in enumerate(oracle.packages(model.case)):
                exact = oracle.response_time(model.case, row, package)
                assert np.isinf(found[i, code]) if exact is None else found[i, code] == float(exact)


def test_durability_asks_for_worth_without_the_fear_of_a_breach() -> None:
    """U, not V: with ever more risk fewer deals are accepted and as many hold."""
    for model in models():
        before = draws_of(model)
        after = changed(before, r"preferences\.\w+\.risk\.loss", lambda points: points + 50)
        assert (passing(model, before, "durable") == passing(model, after, "durable")).all()
        assert (passing(model, before, "acceptable") >= passing(model, after, "acceptable")).all()
        for party in model.case.later:
            u = total(
                utility(model.case, model.space, party),
                model.space,
                before,
                np.arange(model.space.size),
            )
            # Without what the tables of later hold, a margin is U less a constant.
            lasting = changed(before, rf"later\.{party}\..*", lambda points: 0 * points)
            plain = margins(model, lasting)[f"later:{party}"].values
            assert (np.ptp(u - plain, axis=1) == 0).all()


# What must not matter.


def with_option(tree: Tree, issue: str, option: str) -> Tree:
    """One more option, worse than all others for everyone, on a raw scale."""
    other = copy.deepcopy(tree)
    beside = next(iter(other["issues"][issue]["options"]))
    other["issues"][issue]["options"][option] = "Ruin"
    members = [
        m for body in other.get("bodies", {}).values() for m in body.get("members", {}).values()
    ]
    own = [member["preferences"] for member in members if "preferences" in member]
    for preference in [*other["preferences"].values(), *own]:
        if issue in preference.get("values", {}):
            preference["values"][issue][option] = "-5000"
        times = preference.get("risk", {}).get("times", {})
        if issue in times:
            times[issue][option] = "1"
    for word, table in gridded(other):
        table[word] = widened(table[word], by(table), issue, beside, option)
    return other


def gridded(tree: Tree) -> list[tuple[str, Tree]]:
    """Every table of a tree, with the word under which its numbers stand."""
    found = [("years", table) for table in tree.get("response", {}).values()]
    for part in ("penalties", "later"):
        for tables in tree.get(part, {}).values():
            found += [("points", table) for table in tables.values()]
    return found


def by(table: Tree) -> list[str]:
    named = table.get("by", [])
    return [named] if isinstance(named, str) else list(named)


def widened(cells: Any, issues: list[str], issue: str, beside: str, option: str) -> Any:
    """Cells with one more option on an issue, which has the numbers of another."""
    if not issues:
        return cells
    below = {name: widened(cell, issues[1:], issue, beside, option) for name, cell in cells.items()}
    if issues[0] == issue:
        below[option] = copy.deepcopy(below[beside])
    return below


@FEW
@given(trees(later=True, scale="raw", numbers_only=True), st.data())
def test_an_option_more_on_a_raw_scale(tree: Tree, data: st.DataObject) -> None:
    """What passed without the option passes with it, at every stage."""
    issues = [issue for issue, what in tree["issues"].items() if len(what["options"]) > 1]
    issue = data.draw(st.sampled_from(issues))
    one = build(case_of(tree))
    two = build(case_of(with_option(tree, issue, "ruin")))
    old = [two.space.code(one.space.package(code)) for code in range(one.space.size)]
    before, after = margins(one, draws_of(one)), margins(two, draws_of(two))
    assert list(before) == list(after)
    for key, margin in before.items():
        assert (margin.applies == after[key].applies[old]).all()
        assert (margin.values == after[key].values[:, old]).all()


def shuffled(data: st.DataObject, mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mapping[name] for name in data.draw(st.permutations(list(mapping)))}


def in_another_order(tree: Tree, data: st.DataObject) -> Tree:
    """The same case with everything that has a name in another order."""
    other = {key: copy.deepcopy(tree[key]) for key in tree}
    for part in (
        "parties", "issues", "rules", "ends", "preferences", "blocks", "factors",
        "commitments", "penalties", "later", "bodies",
    ):  # fmt: skip
        if part in other:
            other[part] = shuffled(data, other[part])
    for issue in other["issues"].values():
        issue["options"] = shuffled(data, issue["options"])
    for part in ("penalties", "later"):
        for party, tables in other.get(part, {}).items():
            other[part][party] = shuffled(data, tables)
    for word, table in gridded(other):
        if by(table):
            table[word] = shuffled(data, table[word])
    for body in other.get("bodies", {}).values():
        if "members" in body:
            body["members"] = shuffled(data, body["members"])
        if isinstance(body.get("when"), list):
            body["when"] = data.draw(st.permutations(body["when"]))
    return other


@FEW
@given(trees(later=True), st.data())
def test_order_of_the_file(tree: Tree, data: st.DataObject) -> None:
    """Every margin of every package is the same, up to the order in which floats are added."""
    one, two = build(case_of(tree)), build(case_of(in_another_order(tree, data)))
    codes = [two.space.code(one.space.package(code)) for code in range(one.space.size)]
    before, after = margins(one, draws_of(one)), margins(two, draws_of(two))
    assert set(before) == set(after)
    for key, margin in before.items():
        other = after[key]
        asked = margin.applies
        assert (asked == other.applies[codes]).all()
        values, moved = margin.values[:, asked], other.values[:, codes][:, asked]
        assert (np.abs(values - moved) <= 4).all()
        clear = np.abs(values) > 8
        assert (margin.holds[:, asked] == other.holds[:, codes][:, asked])[clear].all()


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Every word that is a key with its new name; a word does not end at a hyphen."""
    pattern = rf"(?<![a-z0-9_-])({'|'.join(map(re.escape, names))})(?![a-z0-9_-])"
    return re.sub(pattern, lambda found: names[found[1]], text)


def keys_of(tree: Tree) -> list[str]:
    """All keys of a random case that name something."""
    named = {
        name
        for part in (
            "issues", "parties", "factors", "ends", "blocks", "rules", "commitments", "bodies",
        )
        for name in tree.get(part, {})
    }  # fmt: skip
    named |= {option for issue in tree["issues"].values() for option in issue["options"]}
    for part in ("penalties", "later"):
        named |= {name for tables in tree.get(part, {}).values() for name in tables}
    for body in tree.get("bodies", {}).values():
        named |= set(body.get("members", {}))
    return sorted(named)


@FEW
@given(trees(later=True), st.data())
def test_names(tree: Tree, data: st.DataObject) -> None:
    """Everything under another name, with the columns renamed along: the same margins."""
    names = keys_of(tree)
    new = data.draw(st.permutations([f"z{number}x" for number in range(len(names))]))
    change = dict(zip(names, new, strict=True))
    one = build(case_of(tree))
    two = build(parse(renamed(as_bytes(tree).decode(), change).encode()))
    draws = draws_of(one)
    moved = replace(
        draws,
        columns={renamed(path, change): column for path, column in draws.columns.items()},
        states={renamed(factor, change): states for factor, states in draws.states.items()},
        uniforms={renamed(path, change): luck for path, luck in draws.uniforms.items()},
    )
    before, after = margins(one, draws), margins(two, moved)
    assert [renamed(key, change) for key in before] == list(after)
    for key, margin in before.items():
        assert (margin.values == after[renamed(key, change)].values).all()
        assert (margin.applies == after[renamed(key, change)].applies).all()
