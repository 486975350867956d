"""Who must say yes after the signature, against the rules of DESIGN.md.

The margins of random bodies are compared with the oracle in ``test_durability``; here stand votes
worked out by hand, and what must hold of every body.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

from parley.case import parse
from parley.conditions import Model, build
from parley.conditions.forms import NANO, Condition, Margin
from parley.draws import Draws, Floats, central, draw
from strategies import SETTINGS, Tree, case_of, trees

N = 12


@cache
def models() -> tuple[Model, ...]:
    """Random cases with bodies, built once for all laws."""
    found = []

    @settings(SETTINGS, max_examples=60)
    @given(trees(later=True))
    def collect(tree: Tree) -> None:
        if "bodies" in tree:
            found.append(build(case_of(tree)))

    collect()
    return tuple(found)


def bodies_of(model: Model) -> list[Condition]:
    return [condition for condition in model.conditions if condition.stage == "ratifiable"]


def margin(model: Model, condition: Condition, draws: Draws) -> Margin:
    return condition.margin(model.space, draws, np.arange(model.space.size))


def changed(draws: Draws, pattern: str, change: Callable[[Floats], Floats]) -> Draws:
    """The same draws with every column whose path matches changed."""
    return replace(
        draws,
        columns={
            path: change(column) if re.fullmatch(pattern, path) else column
            for path, column in draws.columns.items()
        },
    )


# On paper.


HOUSE = """
parley: 1
title: A vote
as_of: 2024-12-31
parties: {ann: {name: Ann, role: principal}, bob: {name: Bob, role: principal}}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale, both: Both}}
  watch: {title: Watch, options: {none: None, team: Team}}
now: {land: vale, watch: none}
preferences:
  ann:
    scale: raw
    weights: {land: 1, watch: 1}
    values: {land: {hill: 9, vale: 1, both: 5}, watch: {none: 0, team: 0}}
    no_deal: {value: 5}
  bob:
    like: ann
    values: {land: {hill: 1, vale: 9, both: 5}}
bodies:
  house:
    party: ann
    kind: vote
"""
"""Ann says yes to the hill and to both, where it is a tie; Bob to the vale and to both."""


def voted(rule: str, members: str) -> dict[str, float]:
    """Land to the margin of a vote, without a watch."""
    text = f"{HOUSE}    rule: {{{rule}}}\n    members: {{{members}}}\n"
    model = build(parse(text.encode()))
    (body,) = bodies_of(model)
    found = margin(model, body, central(model.book))
    assert found.applies.all()
    return {
        land: int(found.values[0, model.space.code({"land": land, "watch": "none"})]) / NANO
        for land in ("hill", "vale", "both")
    }


THREE = "a: {like: ann, seats: 40}, b: {like: bob, seats: 35}, c: {yes: {base: 0.2}, seats: 25}"
"""Of 100 seats yes are 40 + 5 on the hill, 35 + 5 in the vale, 75 + 5 on both."""
MORE = 1e-9
"""More than a half is at least a nano-seat more."""


@pytest.mark.parametrize(
    ("rule", "hill", "vale", "both"),
    [
        ("majority: members", -5 - MORE, -10 - MORE, 30 - MORE),
        ("share: 0.4", 5, 0, 40),
        ("share: 0.401", 4.9, -0.1, 39.9),
        ("seats: 45", 0, -5, 35),
        ("seats: 45.5", -0.5, -5.5, 34.5),
        ("unanimity: true", -55, -60, -20),
        # Votes cast are yes less no: 45 to 55, 40 to 60, 80 to 20.
        ("majority: cast", -10 - MORE, -20 - MORE, 60 - MORE),
    ],
)
def test_rules_by_hand(rule: str, hill: float, vale: float, both: float) -> None:
    found = voted(rule, THREE)
    assert found == pytest.approx({"hill": hill, "vale": vale, "both": both}, abs=1e-12)


def test_half_is_no_majority() -> None:
    """50 of 100 fail by the least that counts; 51 pass. One in two of unequal members likewise."""
    for mine, passes in ((50, False), (51, True)):
        members = f"a: {{like: ann, seats: {mine}}}, b: {{like: bob, seats: {100 - mine}}}"
        for rule in ("majority: members", "majority: cast"):
            found = voted(rule, members)
            assert (found["hill"] >= 0) == passes
            assert found["vale"] < 0 <= found["both"]
            assert passes or -2 * MORE <= found["hill"] < 0


def test_who_abstains_is_not_counted() -> None:
    """Ann's 40 seats of whom a quarter stays away, 30, against 35 of Bob; and all of his 35 away.

    Among the votes cast a share of c, 20 %, says yes: 25 seats less a fifth cast 20, 4 yes, 16 no.
    """
    members = "a: {like: ann, seats: 40, abstains: 0.25}, b: {like: bob, seats: 35}"
    assert voted("majority: cast", members) == pytest.approx(
        {"hill": 30 - 35 - MORE, "vale": 35 - 30 - MORE, "both": 65 - MORE}
    )
    away = "a: {like: ann, seats: 40, abstains: 0.25}, b: {like: bob, seats: 35, abstains: 1}"
    assert voted("majority: cast", away)["hill"] == pytest.approx(30 - MORE)
    # Nobody is for it among those who vote: no majority.
    assert voted("majority: cast", away)["vale"] == pytest.approx(-30 - MORE)
    three = f"{away}, c: {{yes: {{base: 0.2}}, seats: 25, abstains: 0.2}}"
    assert voted("majority: cast", three)["hill"] == pytest.approx(30 + 4 - 16 - MORE)


def test_a_vote_of_nobody_is_no_majority() -> None:
    """All stay away: no yes is more than no no."""
    members = "a: {like: ann, abstains: 1}, b: {like: bob, abstains: 1}"
    assert set(voted("majority: cast", members).values()) == {-MORE}


def test_a_seat_each_unless_it_is_said() -> None:
    assert voted("majority: members", "a: {like: ann}, b: {like: bob}, c: {like: ann}") == {
        "hill": 2 - 1.5 - MORE,
        "vale": 1 - 1.5 - MORE,
        "both": 3 - 1.5 - MORE,
    }


FOUR = (
    "a: {like: ann, population: 80}, b: {like: bob, population: 10}, "
    "c: {like: bob, population: 10}, d: {like: bob, population: 60}"
)
"""Ann's side: 1 of 4 members with 80 of 160 people; Bob's: 3 with 80; both: all."""


def test_a_qualified_majority_by_hand() -> None:
    """In per cent: the lesser of members - 55 and population - 65."""
    found = voted("qualified: {members: 0.55, population: 0.65}", FOUR)
    assert found == pytest.approx({"hill": 25 - 55, "vale": 50 - 65, "both": 100 - 65})
    easy = voted("qualified: {members: 0.25, population: 0.5}", FOUR)
    assert easy == pytest.approx({"hill": 0, "vale": 0, "both": 50})
    assert all(points >= 0 for points in easy.values())


def test_a_blocking_minority_by_hand() -> None:
    """Two members are needed to stop it: Ann alone, whatever her population, cannot.

    More than two of four must be for it, by a nano-seat, which is 25 nano-per-cent: on the hill one
    is, a quarter too few, which is nearer than the two majorities are.
    """
    rule = "qualified: {members: 0.55, population: 0.65, blocking: "
    two = voted(f"{rule}2}}", FOUR)
    assert two == pytest.approx(
        {"hill": -25 - 25e-9, "vale": 25 - 25e-9, "both": 50 - 25e-9}, rel=1e-12
    )
    assert two["vale"] >= 0 > two["hill"]
    # One is enough to stop it: then only all together pass by this way.
    one = voted(f"{rule}1}}", FOUR)
    assert one == pytest.approx({"hill": 25 - 55, "vale": -25e-9, "both": 100 - 65}, rel=1e-12)


def test_members_with_preferences_of_their_own() -> None:
    """A copy of Ann who expects 4 more without a deal, and one who wants the vale only."""
    members = (
        "a: {preferences: {like: ann, no_deal: {value: 9}}}, "
        "b: {preferences: {scale: raw, weights: {land: 1, watch: 1}, values: {land: {hill: 0, "
        "vale: 1, both: 0}, watch: {none: 0, team: 0}}, no_deal: {value: 1}}}"
    )
    assert voted("seats: 1", members) == {"hill": 0, "vale": 0, "both": -1}


def test_shares_move_with_the_terms() -> None:
    """A fifth, odds 1 to 4; times 8 with a team, 2 to 1, two thirds; times 0.5 on the hill, 1/9."""
    text = (
        f"{HOUSE}    rule: {{seats: 1}}\n    members: {{a: {{seats: 9, yes: "
        "{base: 0.2, by: {watch: {team: 8}, land: {hill: 0.5}}}}}\n"
    )
    model = build(parse(text.encode()))
    (body,) = bodies_of(model)
    found = margin(model, body, central(model.book)).values[0] / NANO
    shares = {"hill": (1 / 9, 1 / 2), "vale": (1 / 5, 2 / 3), "both": (1 / 5, 2 / 3)}
    for land, (alone, watched) in shares.items():
        for watch, share in (("none", alone), ("team", watched)):
            code = model.space.code({"land": land, "watch": watch})
            assert found[code] == pytest.approx(9 * share - 1, abs=2e-9)


PUBLIC = HOUSE.replace("kind: vote", "kind: public") + (
    "    support: {base: 0.4, land: {hill: -0.5, both: 0.25}, watch: {team: 0.6}}\n"
)


def public(*lines: str) -> tuple[Model, Margin]:
    """The margins of a public, with some more lines of its entry."""
    text = PUBLIC + "".join(f"    {line}\n" for line in lines)
    model = build(parse(text.encode()))
    (body,) = bodies_of(model)
    return model, margin(model, body, central(model.book))


def test_support_by_hand() -> None:
    """Log-odds of 0.4 are -0.405465; those of a quota of a half 0, of 0.6 the contrary.

    Together with a team, 0.6 more, 0.194535 in the vale, which is more than a half.
    """
    base = round(math.log(0.4 / 0.6), 6)
    assert base == -0.405465
    for quota, needed in (("0.5", 0.0), ("0.6", -base)):
        model, found = public(f"quota: {quota}")
        for land, more in (("hill", -0.5), ("vale", 0.0), ("both", 0.25)):
            for watch, team in (("none", 0.0), ("team", 0.6)):
                code = model.space.code({"land": land, "watch": watch})
                expected = round((base + more + team - needed) * NANO)
                assert found.values[0, code] == expected


def test_a_body_is_asked_of_what_matches_any_pattern() -> None:
    """One pattern, or a list of which any may match; without one, every package."""
    for when, asked in (
        ("{land: hill}", {"hill": (True, True), "vale": (False, False)}),
        ("{land: [hill, vale], watch: team}", {"hill": (False, True), "vale": (False, True)}),
        ("[{land: hill}, {watch: team}]", {"hill": (True, True), "vale": (False, True)}),
        ("", {"hill": (True, True), "vale": (True, True)}),
    ):
        model, found = public("quota: 0.5", *([f"when: {when}"] if when else []))
        for land, (alone, watched) in asked.items():
            for watch, is_asked in (("none", alone), ("team", watched)):
                code = model.space.code({"land": land, "watch": watch})
                assert found.applies[code] == is_asked
                assert found.holds[0, code] or is_asked


def test_a_party_without_a_signature_has_a_body_all_the_same() -> None:
    """`like` asks what a party wants, whether or not it signs or is asked for consent."""
    text = f"{HOUSE}    rule: {{unanimity: true}}\n    members: {{b: {{like: bob}}}}\n"
    text = text.replace("name: Bob, role: principal", "name: Bob, role: principal, signs: false")
    model = build(parse(text.encode()))
    assert [c.key for c in model.conditions] == ["accept:ann", "body:house"]
    found = margin(model, bodies_of(model)[0], central(model.book))
    hill = model.space.code({"land": "hill", "watch": "none"})
    assert found.values[0, hill] == -NANO


# Laws, draw by draw and package by package.


QUOTAS = r"bodies\.[\w-]+\.(rule\.(share|seats|qualified\.(members|population))|quota)"


def test_a_higher_quota_never_lets_a_body_pass() -> None:
    moved = 0
    for model in models():
        before = draw(model.book, 7, np.arange(N))
        after = changed(before, QUOTAS, lambda quota: quota + 0.125)
        for body in bodies_of(model):
            one, two = margin(model, body, before), margin(model, body, after)
            assert (two.values <= one.values).all()
            assert (two.holds <= one.holds).all()
            moved += bool((one.holds != two.holds).any())
    assert moved >= 3


def test_more_support_never_stops_a_body() -> None:
    """Higher shares of yes, more log-odds, lower no-deal values of members."""
    moved = 0
    for pattern, change in (
        (r"bodies\.[\w-]+\.members\.[\w-]+\.yes\.base", lambda share: 1 - (1 - share) / 2),
        (r"bodies\.[\w-]+\.support\..*", lambda odds: odds + 0.25),
        (r"(bodies\..*|preferences\.\w+)\.no_deal\.cost", lambda points: points + 8),
        (r"(bodies\..*|preferences\.\w+)\.no_deal\.(value|plus)", lambda points: points - 8),
    ):
        for model in models():
            before = draw(model.book, 7, np.arange(N))
            after = changed(before, pattern, change)
            for body in bodies_of(model):
                one, two = margin(model, body, before), margin(model, body, after)
                assert (two.values >= one.values).all()
                moved += bool((one.holds != two.holds).any())
    assert moved >= 3


def test_a_blocking_minority_only_ever_helps() -> None:
    """Without it, a qualified majority passes no package more."""
    seen = 0
    for model in models():
        draws = draw(model.book, 7, np.arange(N))
        for name, body in model.case.bodies.items():
            rule = body.rule
            if rule is None or rule.qualified is None or rule.qualified.blocking is None:
                continue
            qualified = rule.qualified.model_copy(update={"blocking": None})
            plain = rule.model_copy(update={"qualified": qualified})
            without = model.case.model_copy(
                update={
                    "bodies": {
                        **model.case.bodies,
                        name: body.model_copy(update={"rule": plain}),
                    }
                }
            )
            other = build(without)
            one = {c.key: margin(model, c, draws) for c in bodies_of(model)}[f"body:{name}"]
            two = {c.key: margin(other, c, draws) for c in bodies_of(other)}[f"body:{name}"]
            assert (one.values >= two.values).all()
            seen += 1
    assert seen >= 3


def test_seats_in_other_units_pass_the_same() -> None:
    """Twice the seats of every member, and twice the seats that are needed."""
    for model in models():
        before = draw(model.book, 7, np.arange(N))
        seats = r"bodies\.[\w-]+\.(members\.[\w-]+\.seats|rule\.seats)"
        after = changed(before, seats, lambda number: 2 * number)
        for body in bodies_of(model):
            rule = model.case.bodies[body.key.removeprefix("body:")].rule
            members = model.case.bodies[body.key.removeprefix("body:")].members.values()
            if rule is None or any(member.seats is None for member in members):
                continue
            if rule.qualified is not None and rule.qualified.blocking is not None:
                continue
            one, two = margin(model, body, before), margin(model, body, after)
            times = 1 if rule.qualified is not None else 2
            # A nano-seat is the same in both; cells and quotas are rounded in either.
            slack = 2000 if rule.qualified is not None else 12
            assert (np.abs(times * one.values - two.values) <= slack).all()
