"""What must not matter: order, names, units, and what changes nothing on paper.

Draws are a function of paths, so that a changed case has the same luck; where a change makes new
paths, their columns are copied from the old ones.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from parley.bundled import load
from parley.case import parse
from parley.conditions import Model, build
from parley.draws import Draws, draw
from parley.engine.layouts import layout
from parley.engine.scan import passes, scan
from parley.space import Mask
from strategies import SETTINGS, Tree, as_bytes, case_of, trees

FEW = settings(SETTINGS, max_examples=25)
N = 24

Terms = tuple[tuple[str, str], ...]


def draws_of(model: Model) -> Draws:
    return draw(model.book, 3, np.arange(N))


def passing(model: Model, draws: Draws) -> dict[Terms, list[bool]]:
    """Terms to the draws in which the package passes."""
    ok = passes(model.space, model.conditions, draws, np.arange(model.space.size))
    ok &= model.rules.mask.ravel()
    counts = ok.sum(axis=0)[model.rules.mask.ravel()]
    assert scan(layout(model), draws).last.counts.tolist() == counts.tolist()
    return {key(model.space.package(code)): ok[:, code].tolist() for code in range(ok.shape[1])}


def key(package: Mapping[str, str]) -> Terms:
    return tuple(sorted(package.items()))


def some(found: Mapping[Terms, list[bool]]) -> list[bool]:
    """(draw,) whether some package passes."""
    return [any(column) for column in zip(*found.values(), strict=True)]


def two_valleys() -> Tree:
    """The bundled case as a tree; every word of it is text."""
    tree: Tree = yaml.load(load("two-valleys").origin.data, Loader=yaml.BaseLoader)
    return tree


def both(test: Callable[[Tree, Any], None]) -> Callable[[], None]:
    """Run a test of (case, data) on random cases, and on two valleys."""

    @FEW
    @given(trees(), st.data())
    def on_random_cases(tree: Tree, data: st.DataObject) -> None:
        test(tree, data)

    @settings(SETTINGS, max_examples=3)
    @given(st.data())
    def on_two_valleys(data: st.DataObject) -> None:
        test(two_valleys(), data)

    def run() -> None:
        on_random_cases()
        on_two_valleys()

    run.__doc__ = test.__doc__
    return run


def shuffled(data: st.DataObject, mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {name: mapping[name] for name in data.draw(st.permutations(list(mapping)))}


@both
def test_order_of_the_file(tree: Tree, data: st.DataObject) -> None:
    """Issues, options, parties, rules, ends in another order: every package passes as before."""
    other = copy.deepcopy(tree)
    for part in ("parties", "issues", "rules", "ends", "preferences", "blocks", "factors"):
        if part in other:
            other[part] = shuffled(data, other[part])
    for issue in other["issues"].values():
        issue["options"] = shuffled(data, issue["options"])
    for preference in other["preferences"].values():
        for part in ("red_lines", "extras", "values"):
            if isinstance(preference.get(part), dict):
                preference[part] = shuffled(data, preference[part])
    one, two = build(case_of(tree)), build(case_of(other))
    assert passing(one, draws_of(one)) == passing(two, draws_of(two))


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Every word that is a key with its new name; a word does not end at a hyphen."""
    pattern = rf"(?<![a-z0-9_-])({'|'.join(map(re.escape, names))})(?![a-z0-9_-])"
    return re.sub(pattern, lambda found: names[found[1]], text)


def keys_of(tree: Tree) -> list[str]:
    """Keys of issues, parties, factors, ends, blocks and options that only one issue has."""
    found = [
        name
        for part in ("issues", "parties", "factors", "ends", "blocks")
        for name in tree.get(part, {})
    ]
    options = [option for issue in tree["issues"].values() for option in issue["options"]]
    return found + [option for option in options if options.count(option) == 1]


@both
def test_names(tree: Tree, data: st.DataObject) -> None:
    """Keys under other names, in another alphabetical order, with the columns renamed along."""
    names = keys_of(tree)
    new = data.draw(st.permutations([f"z{number}x" for number in range(len(names))]))
    change = dict(zip(names, new, strict=True))
    one = build(case_of(tree))
    two = build(parse(renamed(as_bytes(tree).decode(), change).encode()))
    draws = draws_of(one)
    moved = Draws(
        draws.numbers,
        {renamed(path, change): column for path, column in draws.columns.items()},
        {renamed(factor, change): states for factor, states in draws.states.items()},
        {renamed(path, change): luck for path, luck in draws.uniforms.items()},
    )
    before, after = passing(one, draws), passing(two, moved)
    assert {
        key({change.get(i, i): change.get(o, o) for i, o in terms}): column
        for terms, column in before.items()
    } == after


def scaled(tree: Tree, party: str, draws: Draws, factor: float) -> Draws:
    """Draws in which all points of a party are multiplied; its weights are left."""
    home = f"preferences.{party}"
    points = re.compile(
        rf"{home}\.(values\.|extras\.[^.]+\.points$|risk\.loss$|no_deal\.(value|cost|plus)$)"
    )
    return replace(
        draws,
        columns={
            path: column * factor if points.match(path) else column
            for path, column in draws.columns.items()
        },
    )


@FEW
@given(trees(scale="raw", numbers_only=True), st.sampled_from([0.25, 0.5, 2.0, 8.0]), st.data())
def test_units_of_a_raw_scale(tree: Tree, factor: float, data: st.DataObject) -> None:
    """Another unit of one party's points changes no acceptance (a hair's breadth aside)."""
    for end in tree.get("ends", {}).values():
        end.pop("less", None)  # in the points of whoever expects it
    model = build(case_of(tree))
    party = data.draw(st.sampled_from(sorted(tree["preferences"])))
    draws = draws_of(model)
    other = scaled(tree, party, draws, factor)
    codes = np.arange(model.space.size)
    for condition in model.conditions:
        before = condition.margin(model.space, draws, codes)
        after = condition.margin(model.space, other, codes)
        assert (before.applies == after.applies).all()
        if condition.key == f"accept:{party}":
            # Cells are rounded to nano-points in either unit.
            assert np.abs(before.values * factor - after.values).max() <= 12 * max(1, factor)
            clear = np.abs(before.values) > 40
            assert (before.holds == after.holds)[clear].all()
        else:
            assert (before.values == after.values).all()


@both
def test_an_issue_with_nothing_to_choose(tree: Tree, data: st.DataObject) -> None:
    """One more issue, with one option: each package passes as it did without it."""
    other = copy.deepcopy(tree)
    place = data.draw(st.integers(0, len(tree["issues"])))
    issues = list(other["issues"].items())
    issues.insert(place, ("flag", {"title": "The flag", "options": {"white": "White"}}))
    other["issues"] = dict(issues)
    other["now"]["flag"] = "white"
    for end in other.get("ends", {}).values():
        end["terms"]["flag"] = "white"
    one, two = build(case_of(tree)), build(case_of(other))
    before, after = passing(one, draws_of(one)), passing(two, draws_of(two))
    assert {key({**dict(terms), "flag": "white"}): c for terms, c in before.items()} == after


def with_twin(tree: Tree, issue: str, option: str, twin: str) -> Tree:
    """A case in which an option stands twice under two names."""
    other = copy.deepcopy(tree)
    options = other["issues"][issue]["options"]
    place = list(options).index(option)
    listed = list(options.items())
    listed.insert(place + 1, (twin, "Its twin"))
    other["issues"][issue]["options"] = dict(listed)

    def widen(pattern: Tree) -> None:
        if issue in pattern:
            named = pattern[issue]
            named = [named] if isinstance(named, str) else list(named)
            pattern[issue] = [*named, twin] if option in named else named

    def beside(numbers: Tree) -> None:
        if option in numbers:
            numbers[twin] = copy.deepcopy(numbers[option])

    for rule in other.get("rules", {}).values():
        for word in ("never", "if", "then"):
            widen(rule.get(word, {}))
    for party in other["parties"].values():
        for pattern in party.get("consent", []):
            widen(pattern)
    for block in other.get("blocks", {}).values():
        beside(block["chances"].get(issue, {}))
    for preference in other["preferences"].values():
        values = preference["values"]
        group = values[issue]
        if isinstance(group, dict) and "is" not in group:
            beside(group)
        else:
            line = group["is"] if isinstance(group, dict) else group
            values[issue] = renamed(line, {option: f"{option} = {twin}"})
        for extra in preference.get("extras", {}).values():
            widen(extra["when"])
        beside(preference.get("risk", {}).get("times", {}).get(issue, {}))
        for name, line in preference.get("red_lines", {}).items():
            widen(line.get("never", {}))
            if name == issue and "floor" in line:
                beside(line["floor"])
    return other


def twin_columns(one: Model, two: Model, option: str, twin: str) -> Draws:
    """The old draws, with the columns of the new option copied from its twin."""
    draws = draws_of(two)
    old = draws_of(one)

    def origin(path: str) -> str:
        return renamed(path, {twin: option})

    def copied(
        table: Mapping[str, NDArray[np.float64]], mine: Mapping[str, NDArray[np.float64]]
    ) -> dict[str, NDArray[np.float64]]:
        return {path: mine[origin(path)] for path in table}

    return replace(
        draws,
        columns=copied(draws.columns, old.columns),
        uniforms=copied(draws.uniforms, old.uniforms),
    )


@FEW
@given(trees(), st.data())
def test_an_option_under_two_names(tree: Tree, data: st.DataObject) -> None:
    """A twin of an option, tied with it everywhere: its packages pass with the original's."""
    issues = [i for i, issue in tree["issues"].items() if len(issue["options"]) > 1]
    issue = data.draw(st.sampled_from(issues))
    option = data.draw(st.sampled_from(list(tree["issues"][issue]["options"])))
    one, two = build(case_of(tree)), build(case_of(with_twin(tree, issue, option, "twin")))
    before = passing(one, draws_of(one))
    after = passing(two, twin_columns(one, two, option, "twin"))
    assert some(before) == some(after)
    for terms, column in after.items():
        package = dict(terms)
        if package[issue] == "twin":
            package[issue] = option
        assert column == before[key(package)]


@both
def test_a_third_party_whom_nobody_asks(tree: Tree, data: st.DataObject) -> None:
    """Preferences without consent say nothing about what passes."""
    other = copy.deepcopy(tree)
    origin = next(iter(other["preferences"]))
    other["parties"]["zoe"] = {"name": "Zoe", "role": "third"}
    copied = {"like": origin, "red_lines": "absent", "statements": "absent"}
    other["preferences"]["zoe"] = copied
    one, two = build(case_of(tree)), build(case_of(other))
    assert len(one.conditions) == len(two.conditions)
    assert passing(one, draws_of(one)) == passing(two, draws_of(two))


@FEW
@given(trees(scale="raw", numbers_only=True), st.data())
def test_an_option_that_is_worse_for_everyone(tree: Tree, data: st.DataObject) -> None:
    """On a raw scale a new worst option leaves the packages without it as they were."""
    other = copy.deepcopy(tree)
    issues = [i for i, issue in tree["issues"].items() if len(issue["options"]) > 1]
    issue = data.draw(st.sampled_from(issues))
    other["issues"][issue]["options"]["ruin"] = "Ruin"
    for preference in other["preferences"].values():
        preference["values"][issue]["ruin"] = "-5000"
        times = preference.get("risk", {}).get("times", {})
        if issue in times:
            times[issue]["ruin"] = "1"
    one, two = build(case_of(tree)), build(case_of(other))
    before, after = passing(one, draws_of(one)), passing(two, draws_of(two))
    for terms, column in before.items():
        assert after[terms] == column
    assert len(after) > len(before)


@FEW
@given(trees(), st.data())
def test_a_rule_more_takes_away_what_it_forbids(tree: Tree, data: st.DataObject) -> None:
    """Rules are asked of packages, not of draws: what is left passes as before."""
    model = build(case_of(tree))
    gone = model.space.package(data.draw(st.integers(0, model.space.size - 1)))
    other = copy.deepcopy(tree)
    other.setdefault("rules", {})["extra-rule"] = {"never": gone}
    two = build(case_of(other))
    before, after = passing(model, draws_of(model)), passing(two, draws_of(two))
    assert after.pop(key(gone)) == [False] * N
    before.pop(key(gone))
    assert before == after


@FEW
@given(trees(), st.data())
def test_a_higher_cost_of_war_closes_nothing(tree: Tree, data: st.DataObject) -> None:
    """Whoever pays more without a deal accepts at least as much."""
    paying = [p for p, who in tree["preferences"].items() if "cost" in who["no_deal"]]
    if not paying:
        return
    model = build(case_of(tree))
    party = data.draw(st.sampled_from(paying))
    draws = draws_of(model)
    path = f"preferences.{party}.no_deal.cost"
    dear = replace(draws, columns={**draws.columns, path: draws.value(path) + 7.5})
    before, after = passing(model, draws), passing(model, dear)
    for terms, column in before.items():
        assert all(a <= b for a, b in zip(column, after[terms], strict=True))


def test_the_invariances_are_not_empty() -> None:
    """The random cases behind them pass and fail, in some packages and draws of most cases."""
    shares = []

    @settings(SETTINGS, max_examples=40)
    @given(trees())
    def look(tree: Tree) -> None:
        model = build(case_of(tree))
        ok: Mask = np.array(list(passing(model, draws_of(model)).values()))
        shares.append(float(ok.mean()))

    look()
    mixed = [share for share in shares if 0 < share < 1]
    assert len(mixed) > 0.6 * len(shares)
    assert 0.03 < math.fsum(shares) / len(shares) < 0.7
