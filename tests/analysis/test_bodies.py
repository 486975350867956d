"""Who must say yes: by hand, by the oracle, and by trying out every other vote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from test_holding import REFERENCES
from test_reception import is_sure

import oracle
from parley.analysis import bodies
from parley.analysis.study import Study
from parley.analysis.voting import Voted
from parley.case import Case
from parley.case.bodies import Yes
from parley.case.entries import Chance
from parley.case.quantity import certain
from parley.conditions.forms import NANO
from strategies import SETTINGS
from studies import (
    TWO,
    Record,
    by,
    check_share,
    feasible,
    quantile,
    random_studies,
    records,
    study_of_text,
)

PLANS = TWO.replace("now: {", f"references:\n{REFERENCES}now: {{")
"""All packages of TWO as references A to F, so that each is looked at."""
RATIFIED = (
    PLANS.rstrip("\n")
    + """
bodies:
  assembly:
    title: The assembly
    party: south
    when: {border: [river, joint]}
    kind: vote
    rule: {majority: members}
    members:
      left: {title: The Left, seats: 40, like: south}
      right: {seats: 35, yes: {base: 0.4, by: {trade: {free: 2}}}}
      far: {seats: 25, yes: {base: 0.2}}
    after: A truce
    default: Nothing changes
  people:
    party: north
    when: [{border: river}, {trade: shut}]
    kind: public
    quota: 0.5
    support: {base: 0.4, border: {river: 0.5}}
"""
)
"""The assembly: the Left says yes wherever South gains, and of the right 0.4, or with free trade
0.8 / 1.4 = 4/7; of the far 5 seats. More than 50 of 100 seats are needed.

    A, E   40 + 20 + 5 = 65        B, F   40 + 14 + 5 = 59

The people: log-odds of 0.4 are -0.405465; at the river 0.5 more.
"""


def approvals(text: str) -> dict[tuple[str, str], Record]:
    voted = bodies.find(study_of_text(text, draws=3))[0]
    return by(voted, "label", "body")


def test_approvals_by_hand() -> None:
    rows = approvals(RATIFIED)
    assert set(rows) == {
        ("A", "assembly"), ("B", "assembly"), ("E", "assembly"), ("F", "assembly"),
        ("A", "people"), ("B", "people"), ("D", "people"), ("F", "people"),
    }  # fmt: skip
    row = rows["E", "assembly"]
    assert (row["body_title"], row["holder"], row["holder_name"]) == (
        "The assembly", "south", "South",
    )  # fmt: skip
    assert (row["kind"], row["unit"], row["rule"]) == (
        "vote",
        "seats",
        "more than half of all seats",
    )
    assert (row["after"], row["default"]) == ("A truce", "Nothing changes")
    assert (row["asked"], row["approves"], row["n"]) == (True, 1, 3)
    numbers = [row[name] for name in ("margin_low", "margin", "margin_high", "quota", "yes")]
    assert numbers == pytest.approx([15, 15, 15, 50, 65], abs=1e-8)
    assert rows["F", "assembly"]["yes"] == pytest.approx(59, abs=1e-8)


def test_a_public_by_hand() -> None:
    """1 / (1 + e^-0.094535) = 0.523616 at the river, 0.4 elsewhere."""
    rows = approvals(RATIFIED)
    at_river, zone = rows["A", "people"], rows["F", "people"]
    assert (at_river["body_title"], at_river["rule"]) == (
        "North: people",
        "support of 0.5 or more",
    )
    assert (at_river["margin"], at_river["approves"]) == (pytest.approx(0.094535, abs=1e-9), 1)
    assert (at_river["quota"], at_river["yes"]) == (0.5, 0.523616)
    assert (zone["approves"], zone["yes"], zone["after"]) == (0, 0.4, None)
    assert zone["margin"] == pytest.approx(math.log(2 / 3), abs=1e-6)


def test_who_decides_by_hand() -> None:
    """40, 35 and 25 of 100: any two win, so all have equal power.

    The answer hangs on the Left (25 or 19 without it) and on the right (45), not on the far (60 or
    54 without it).
    """
    pivotal = bodies.find(study_of_text(RATIFIED, draws=3))[1]
    rows = by(pivotal, "member")
    assert [rows[key]["how"] for key in rows] == [
        "like South", "a share of its seats", "a share of its seats",
    ]  # fmt: skip
    assert [rows[key]["member_title"] for key in rows] == ["The Left", "right", "far"]
    assert [rows[key]["seats"] for key in rows] == [40, 35, 25]
    for row in rows.values():
        assert row["banzhaf"] == row["shapley"] == pytest.approx(1 / 3)
        assert (row["swings"], row["n"]) == (2, 12)
    assert [rows[key]["decisive"] for key in rows] == [1, 1, 0]
    assert pivotal.sentence.startswith(
        "Of members with others beside them, “The Left” (The assembly) decides most often: its "
        "vote alone would change the answer in every reading"
    )


def test_what_needs_whom_by_hand() -> None:
    """A, E and F are worth signing; the assembly approves each, the people A only."""
    asked = bodies.find(study_of_text(RATIFIED, draws=3))[2]
    assembly, people = records(asked)
    assert assembly["when"] == "The border: The river or A joint zone"
    assert people["when"] == "The border: The river, or Trade: Shut"
    for row in (assembly, people):
        assert (row["packages"], row["asked_share"]) == (4, pytest.approx(2 / 3))
        assert (row["approves_some"], row["n"]) == (1, 3)
    assert asked.sentence == (
        "Bodies that may have to approve a deal: 2. The assembly is asked most, about 67 of 100 "
        "packages that break no rule."
    )
    nowhere = RATIFIED.replace("border: {river: 0.5}", "border: {river: -0.5}")
    _, people = records(bodies.find(study_of_text(nowhere, draws=3))[2])
    assert people["approves_some"] == 0


def test_the_sentence_names_the_least_ready() -> None:
    """E, the zone with free trade, needs the assembly only; A, at the river, both."""
    study = study_of_text(RATIFIED, draws=3)
    assert study.menu[0].code == 0
    assert bodies.find(study)[0].sentence == (
        "Package A, which passes most often, needs the approval of 2 bodies; each would give it "
        "in every reading."
    )
    rare = RATIFIED.replace("base: 0.4, border", "base: 0.3..0.5, border")
    study = study_of_text(
        rare.replace("when: {border: [river, joint]}", "when: {border: ridge}"), 400
    )
    finding = bodies.find(study)[0]
    first = next(entry for entry in study.shown if entry.code == study.menu[0].code)
    row = by(finding, "label", "body").get((first.label, "people"))
    assert row is None
    assert finding.sentence == "No body is asked about the package that passes most often."


def test_a_case_without_bodies() -> None:
    voted, pivotal, asked = bodies.find(study_of_text(TWO))
    assert voted.rows == pivotal.rows == asked.rows == ()
    assert voted.sentence == asked.sentence == "The case names no body that must approve a deal."
    assert pivotal.sentence == "The case names no body whose members vote."


RULES = {
    "{majority: cast}": "more yes than no among the votes cast",
    "{share: 0.6..0.7}": "a share of 0.6..0.7 of all seats",
    "{seats: 2}": "2 seats",
    "{unanimity: true}": "every seat",
    "{qualified: {members: 0.55, population: 0.65}}": "shares of 0.55 of the seats and 0.65 of the "
    "population",
    "{qualified: {members: 0.55, population: 0.65, blocking: 2}}": "shares of 0.55 of the seats "
    "and 0.65 of the population, or fewer than 2 seats against it",
}


def council(rule: str) -> str:
    """Three members of a seat each, of 10, 20 and 70 people: South, North and a half."""
    people = "population: {}, " if "qualified" in rule else ""
    members = [
        f"{key}: {{{people.format(size)}{how}}}"
        for key, size, how in (
            ("a", 10, "like: south"),
            ("b", 20, "like: north"),
            ("c", 70, "yes: {base: 0.5}"),
        )
    ]
    return (
        f"{PLANS.rstrip()}\nbodies:\n  council: {{party: league, kind: vote, rule: {rule}, "
        f"members: {{{', '.join(members)}}}}}\n"
    )


@pytest.mark.parametrize(("rule", "words"), RULES.items())
def test_rules_in_words(rule: str, words: str) -> None:
    assert approvals(council(rule))["A", "council"]["rule"] == words


def test_what_a_qualified_majority_hangs_on() -> None:
    """Both sides say yes to E: 2.5 of 3 members, and of the people 10 + 20 + 35 of 100.

    The members are 28.3 per cent above their quota, the people exactly at theirs. With a blocking
    minority of 2 the half seat against it, 16.7 per cent, is less than the 66.7 that would stop it:
    more than a third of the members is enough, 50 per cent beyond.
    """
    both = approvals(council("{qualified: {members: 0.55, population: 0.65}}"))["E", "council"]
    assert both["unit"] == "per cent"
    assert [both[name] for name in ("margin", "quota", "yes")] == pytest.approx([0, 65, 65])
    assert both["approves"] == 1
    few = approvals(council("{qualified: {members: 0.55, population: 0.65, blocking: 2}}"))
    row = few["E", "council"]
    assert [row[name] for name in ("margin", "quota", "yes")] == pytest.approx(
        [50, 100 / 3, 250 / 3], abs=1e-6
    )


def test_votes_cast_are_counted_as_yes_and_no() -> None:
    """E: 2.5 yes, 0.5 no: half of the 3 votes is needed, and yes leads by 2."""
    row = approvals(council("{majority: cast}"))["E", "council"]
    assert [row[name] for name in ("margin", "quota", "yes")] == pytest.approx([2, 1.5, 2.5])


@pytest.mark.parametrize(
    ("rule", "swings"),
    [
        ("{majority: members}", [3, 1, 1]),  # 2 of 4 are no majority: a needs b or c
        ("{majority: cast}", [3, 1, 1]),
        ("{share: 0.75}", [3, 1, 1]),
        ("{seats: 2}", [3, 1, 1]),  # a alone, or b and c: a decides unless both say yes
        ("{seats: 1}", [1, 1, 1]),
        ("{seats: 2.5}", [3, 1, 1]),
        ("{unanimity: true}", [1, 1, 1]),
        ("{share: 0.8}", [1, 1, 1]),
        ("{seats: 0}", [0, 0, 0]),
    ],
)
def test_power_of_two_seats_and_one_and_one(rule: str, swings: list[int]) -> None:
    """Coalitions of the other two that win with a member and lose without it."""
    text = council(rule).replace("a: {like", "a: {seats: 2, like")
    rows = records(bodies.find(study_of_text(text, draws=3))[1])
    assert [row["swings"] for row in rows] == swings
    whole = sum(swings) or 1
    assert [row["banzhaf"] for row in rows] == pytest.approx([each / whole for each in swings])


def test_too_many_tallies_are_said() -> None:
    text = council("{qualified: {members: 0.55, population: 0.65}}")
    for size, seats, people in ((10, 1, 999999), (20, 2, 999998), (70, 4, 999997)):
        text = text.replace(f"population: {size},", f"seats: {seats}, population: {people},")
    pivotal = bodies.find(study_of_text(text, draws=3))[1]
    assert pivotal.cut == "The League: council: too many tallies for exact power indices."
    for row in records(pivotal):
        assert row["banzhaf"] is row["shapley"] is row["swings"] is None
        assert row["decisive"] is not None


# Against the oracle, draw by draw.


def check_approvals(study: Study) -> None:
    case = study.case
    every = oracle.packages(case)
    drawn = list(oracle.rows(case, study.draws))
    found = by(bodies.find(study)[0], "label", "body")
    expected = set()
    for entry in study.shown:
        assert entry.code is not None
        package = every[entry.code]
        for name in case.bodies:
            if not oracle.asked(case, name, package):
                continue
            expected.add((entry.label, name))
            row = found[entry.label, name]
            margins = [oracle.ratifiable(case, one, package)[f"body:{name}"] for one in drawn]
            sure = [
                is_sure(case, one, package, f"body:{name}", margin)
                for one, margin in zip(drawn, margins, strict=True)
            ]
            if not all(sure):
                continue
            exact = [float(margin or 0) for margin in margins]
            check_share(row, "approves", sum((m or 0) >= 0 for m in margins), study.n)
            for word, at in (("margin_low", 0.1), ("margin", 0.5), ("margin_high", 0.9)):
                assert row[word] == pytest.approx(quantile(exact, at), abs=1e-6)
            assert row["n"] == study.n
    assert set(found) == expected


def check_standing(study: Study) -> None:
    """What says yes less what is needed is the margin; of votes cast half of it."""
    for name, body in study.case.bodies.items():
        if body.kind != "vote":
            continue
        condition = next(c for c in study.model.conditions if c.key == f"body:{name}")
        codes = np.arange(study.space.size)
        need, yes = Voted.of(name, body, condition, study.space, study.draws, codes).standing()
        margin = condition.margin(study.space, study.draws, codes).values / NANO
        assert body.rule is not None
        halves = 2 if body.rule.majority == "cast" else 1
        np.testing.assert_allclose(halves * (yes - need), margin, atol=1e-6)


ITS_OWN = Yes.model_construct(base=Chance.model_construct(value=certain(0.5)), by={})


def with_votes(
    case: Case, row: oracle.Row, name: str, votes: Mapping[str, int]
) -> tuple[Case, oracle.Row]:
    """A case and a draw in which some members say yes or no with all their seats."""
    body = case.bodies[name]
    members = {
        key: member.model_copy(update={"like": None, "preferences": None, "yes": ITS_OWN})
        if key in votes
        else member
        for key, member in body.members.items()
    }
    changed = body.model_copy(update={"members": members})
    said = {f"bodies.{name}.members.{key}.yes.base": Fraction(yes) for key, yes in votes.items()}
    return (
        case.model_copy(update={"bodies": {**case.bodies, name: changed}}),
        replace(row, columns={**row.columns, **said}),
    )


def margin(
    case: Case, row: oracle.Row, name: str, votes: Mapping[str, int], package: oracle.Package
) -> Fraction:
    return oracle.approval(*with_votes(case, row, name, votes), name, package)[0]


def check_pivotal(study: Study) -> None:
    """Every coalition in the central draw, and the two votes of each member in every draw."""
    case = study.case
    every = oracle.packages(case)
    found = by(bodies.find(study)[1], "body", "member")
    votes = [(name, body) for name, body in case.bodies.items() if body.kind == "vote"]
    assert list(found) == [(name, member) for name, body in votes for member in body.members]
    for name, body in votes:
        check_power(study, name, [found[name, key] for key in body.members])
        shown = [e for e in study.shown if oracle.asked(case, name, every[e.code or 0])]
        for key in body.members:
            row = found[name, key]
            assert row["n"] == len(shown) * study.n
            decides = [
                margin(case, one, name, {key: 1}, every[e.code or 0]) >= 0
                and margin(case, one, name, {key: 0}, every[e.code or 0]) < 0
                for one in oracle.rows(case, study.draws)
                for e in shown
            ]
            share = sum(decides) / len(decides) if decides else None
            assert row["decisive"] == (share if share is None else pytest.approx(share))


def check_power(study: Study, name: str, rows: Sequence[Record]) -> None:
    middle = next(oracle.rows(study.case, study.middle))
    package = oracle.packages(study.case)[0]
    keys = list(study.case.bodies[name].members)
    margins = {
        votes: margin(study.case, middle, name, dict(zip(keys, votes, strict=True)), package)
        for votes in product((0, 1), repeat=len(keys))
    }
    # A median that is no decimal fraction is rounded; ties of decimal fractions stay ties.
    if any(1e-6 < abs(left) < 0.5 for left in margins.values()):
        return
    wins = {votes: left >= 0 for votes, left in margins.items()}
    swings = [
        sum(
            won and not wins[(*votes[:k], 0, *votes[k + 1 :])]
            for votes, won in wins.items()
            if votes[k]
        )
        for k in range(len(keys))
    ]
    for k, row in enumerate(rows):
        assert row["swings"] == swings[k]
        assert row["banzhaf"] == pytest.approx(swings[k] / (sum(swings) or 1))
        assert row["shapley"] == pytest.approx(tips(wins, k, len(keys)))


def tips(coalitions: Mapping[tuple[int, ...], bool], member: int, n: int) -> float:
    """Share of the orders of the members in which one makes the coalition win."""
    found = 0
    for order in permutations(range(n)):
        before = order[: order.index(member)]
        without = tuple(int(k in before) for k in range(n))
        with_it = tuple(int(k in (*before, member)) for k in range(n))
        found += coalitions[with_it] and not coalitions[without]
    return found / math.factorial(n)


def check_asked(study: Study) -> None:
    case = study.case
    every = oracle.packages(case)
    sound = feasible(study)
    rows = by(bodies.find(study)[2], "body")
    assert list(rows) == list(case.bodies)
    early = [c for c in study.model.conditions if c.stage != "ratifiable"]
    for name, row in rows.items():
        needs = sound & [oracle.asked(case, name, package) for package in every]
        assert row["packages"] == needs.sum()
        assert row["asked_share"] == pytest.approx(needs.sum() / sound.sum())
        own = next(c for c in study.model.conditions if c.key == f"body:{name}")
        codes = np.flatnonzero(needs)
        holds = [c.margin(study.space, study.draws, codes).holds for c in (*early, own)]
        if len(codes):
            hits = int(np.logical_and.reduce(holds).any(axis=1).sum())
            check_share(row, "approves_some", hits, study.n)
        else:
            assert row["approves_some"] is None


@SETTINGS
@given(random_studies(later=True, draws=8))
def test_bodies_are_those_of_the_formulas(study: Study) -> None:
    check_approvals(study)
    check_standing(study)
    check_asked(study)


@SETTINGS
@given(random_studies(later=True, draws=8))
def test_pivotal_is_what_every_other_vote_shows(study: Study) -> None:
    check_pivotal(study)


def test_two_valleys(valleys: Study) -> None:
    check_approvals(valleys)
    check_standing(valleys)
    check_asked(valleys)
    check_pivotal(valleys)
