"""A case with everything that the language has: what of it is a quantity, and what may change."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from case_samples import WHOLE, changed, problems
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.case import evidence, parse, tree
from parley.case.changed import changed as with_numbers
from parley.case.changed import targets
from parley.case.problems import Problems, Text
from parley.case.quantity import certain
from parley.case.quantity import parse as spread
from parley.case.scalars import DATE
from parley.case.schema import Case, Delay
from parley.case.tree import Branch, Row, Tree
from parley.case.walk import numbers, preferences, quantities

NO_QUANTITY = ("parley", "any_of", "blocking", "inconsistency")
"""Keys beside which a number is a count or a version."""


def whole(*changes: tuple[str, str]) -> Case:
    return parse(changed(*changes, text=WHOLE).encode())


def said(*changes: tuple[str, str]) -> list[str]:
    return [problem.message for problem in problems(changed(*changes, text=WHOLE))]


def words(node: Tree, key: str = "") -> list[Text]:
    """Every word of a tree that is written as a number where a quantity could stand."""
    if isinstance(node, Branch):
        return [word for below in node for word in words(node[below], str(below))]
    if isinstance(node, Row):
        return [word for below in node for word in words(below, key)]
    number = re.fullmatch(r"[-+0-9.]+", node) and key not in NO_QUANTITY
    is_date = DATE.fullmatch(node)
    return [node] if (number and not is_date) or node == "never" else []


def test_the_whole_case_is_sound() -> None:
    assert not said()


def test_the_walk_finds_every_number_of_the_file() -> None:
    """Once each but for copies: those of a party or member stand where the original is written."""
    bare, _, _ = evidence.gather(tree.grow(WHOLE.encode(), "x.yaml")[0], Problems())
    written = {(word.line, word.column): str(word) for word in words(bare)}
    found = {}
    for path, number in numbers(whole()):
        text = number.value.text
        assert isinstance(text, Text), path
        found[text.line, text.column] = number.written if text == "0" else str(text)
    assert found == written
    assert len(found) > 80


def test_paths_of_the_second_half() -> None:
    found = quantities(whole())
    for path in (
        "commitments.keep-on.gains.shifts.trade.strong",
        "response.acted.years.none",
        "penalties.west.shame.points",
        "later.west.ports.points.shared.joint",
        "bodies.union.rule.qualified.population",
        "bodies.union.members.dale.yes.base.odds.trade.weak",
        "bodies.shore.support.base",
        "bodies.shore.support.strait.west",
        "bodies.diet.members.free.preferences.weights",
        "cross_impacts.ours.impacts.season.rough.trade.same",
        "futures.own.quiet.times",
        "timeline.chains.trade.next.weak.strong",
        "timeline.seen.west",
        "indicators.hulls.tips",
        "indicators.hulls.signs.few.likelihood.season.rough",
        "levers.escort.changes.response.acted.years.none.to",
        "levers.escort.reply.changes.preferences.west.no_deal.cost.add",
    ):
        assert path in found, path
    assert not [path for path in found if ":" in path]


def test_a_word_for_a_number_reads_as_that_word() -> None:
    case = whole()
    assert case.response is not None
    acted = {path[0]: number.written for path, number in case.response.acted.numbers()}
    assert acted == {"none": "never", "guild": "0.1..0.5", "joint": "never"}
    beliefs = case.preferences["west"].no_deal.beliefs
    assert {end: belief.written for end, belief in beliefs.items()} == {
        "west-wins": "0.2..0.4",
        "stays-shut": "rest",
    }


def test_evidence_reaches_cells_and_words() -> None:
    of = whole().origin.evidence.of
    assert of("response.acted.years.none").sources == ("minutes",)
    assert of("response.acted.years.joint").kind == "assumed"
    assert of("later.west.ports.points.west.none").judgement == "A guess."
    assert of("later.west.arms.points.guild").kind == "sourced"
    assert of("levers.escort.changes.response.acted.years.none.to").judgement == "At best."
    assert of("levers.escort.changes.response.acted.years.guild.to").kind == "sourced"
    assert of("bodies.diet.members.free.preferences.no_deal.cost").kind == "judged"


def test_a_member_is_like_a_party_but_for_what_only_parties_have() -> None:
    case = whole()
    member = case.bodies["diet"].members["free"].preferences
    west = case.preferences["west"]
    assert member is not None
    assert (member.values, member.no_deal, member.risk) == (west.values, west.no_deal, west.risk)
    assert list(member.weights.numbers) == ["strait", "patrols"]
    assert not member.red_lines
    assert not member.statements
    assert member.hardness is None
    home = "bodies.diet.members.free.preferences"
    assert list(preferences(case)) == [*(f"preferences.{p}" for p in case.preferences), home]
    assert (
        case.origin.place(f"{home}.values").line
        == case.origin.place("preferences.west.values").line
    )


def test_a_member_may_be_like_a_party_of_its_own_key_and_like_one_that_is_like_another() -> None:
    free = ("      free:\n", "      west:\n")
    path = ("bodies.diet.members.free.", "bodies.diet.members.west.")
    assert not said(free, path)
    case = whole(free, path, ("{like: west, weights: {strait", "{like: east, weights: {strait"))
    member = case.bodies["diet"].members["west"].preferences
    assert member is not None
    assert member.values == case.preferences["east"].values
    assert member.no_deal == case.preferences["west"].no_deal


def test_what_a_member_lacks_because_its_like_leads_nowhere_is_not_told() -> None:
    (one,) = said(("{like: west, weights: {strait", "{like: wets, weights: {strait"))
    assert one.startswith('unknown party with preferences "wets"')


def test_a_member_may_drop_what_it_copies() -> None:
    case = whole(("{like: west, weights: {", "{like: west, risk: absent, weights: {"))
    member = case.bodies["diet"].members["free"].preferences
    assert member is not None
    assert member.risk is None


def test_a_changed_case_is_the_same_but_for_the_numbers_named() -> None:
    case = whole()
    cost, cell = "preferences.west.no_deal.cost", "response.acted.years.none"
    shift, weight = (
        f"{cost}.shifts.trade.weak",
        ("bodies.diet.members.free.preferences.weights.strait"),
    )
    new = {path: certain(n) for n, path in enumerate((cost, cell, shift, weight), 5)}
    other = with_numbers(case, new)
    before, after = dict(numbers(case)), dict(numbers(other))
    assert list(before) == list(after)
    assert {path for path in before if before[path].value != after[path].value} == set(new)
    assert [after[path].value.low for path in (cost, cell, shift, weight)] == [5, 6, 7, 8]
    never = after[cell]
    assert isinstance(never, Delay)
    assert never.never is None
    assert other.origin is case.origin
    assert other.issues is case.issues
    assert with_numbers(case, {}) == case
    assert with_numbers(case, {"preferences.west.nothing": certain(1)}) == case


def test_all_numbers_but_those_outside_anybodys_hand_can_be_changed() -> None:
    case = whole()
    left = set(dict(numbers(case))) - set(targets(case))
    assert "factors.trade.states.weak" in left
    assert "preferences.west.statements.second.meant" in left
    homes = Counter(path.split(".")[0] for path in left)
    del homes["levers"]
    assert homes == {
        "factors": 5,
        "preferences": 1,
        "cross_impacts": 4,
        "futures": 1,
        "indicators": 10,
    }


@pytest.mark.parametrize("path", sorted(targets(whole())))
def test_every_number_can_be_set_by_a_lever_to_what_it_is(path: str) -> None:
    """Whatever is sound as written is sound as a lever's new value."""
    number = targets(whole())[path]
    if number.written == "never":
        return
    lever = f"  same: {{title: T, owner: east, cost: 0, changes: {{{path}: {number.written}}}}}\n"
    assert not said(("  poll: {title", f"{lever}  poll: {{title"))


OPTIONS = {"strait": ["east", "west", "shared", "closed"], "patrols": ["none", "guild", "joint"]}


@settings(max_examples=40, deadline=None)
@given(
    by=st.permutations(list(OPTIONS)).flatmap(lambda all_: st.sampled_from([all_, all_[:1], []])),
    data=st.data(),
)
def test_a_table_is_sound_with_one_number_for_each_cell_and_not_without(
    by: list[str], data: st.DataObject
) -> None:
    """Every cell has its own path; one cell left out, or one put in, is told."""

    def nest(issues: list[str]) -> str:
        if not issues:
            return str(data.draw(st.integers(-5, 5)))
        below = (f"{option}: {nest(issues[1:])}" for option in OPTIONS[issues[0]])
        return "{" + ", ".join(below) + "}"

    grid = nest(by)
    named = f"by: [{', '.join(by)}], " if by else ""
    case = whole(("    grows: {points: 0..5}", f"    grows: {{{named}points: {grid}}}"))
    table = case.later["west"]["grows"]
    cells = [".".join(("later.west.grows.points", *path)) for path, _ in table.numbers()]
    found = [path for path in quantities(case) if path.startswith("later.west.grows.")]
    assert found == cells
    assert len(cells) == len({*cells})
    if by:
        last = OPTIONS[by[-1]][-1]
        place = data.draw(st.sampled_from([m.start() for m in re.finditer(f", {last}: ", grid)]))
        less = grid[:place] + re.sub(rf"^, {last}: -?[0-9]+", "", grid[place:])
        more = grid[:place] + ", more: 1" + grid[place:]
        for broken, words_ in ((less, f"no number stands here for {last}"), (more, '"more"')):
            (one,) = said(("    grows: {points: 0..5}", f"    grows: {{{named}points: {broken}}}"))
            assert words_ in one


def test_a_lever_may_reach_the_end_of_the_domain_and_no_further() -> None:
    """West's cost is at least 3 in any state, and its reply takes 1 after the lever adds 2."""
    add = "preferences.west.no_deal.cost: {add: 2}"
    assert not said((add, add.replace("2", "-2")))
    (one,) = said((add, add.replace("2", "-2.5")))
    assert "with this lever and its reply this number can be -0.5" in one


def levers_on_builds(*changes: str) -> list[str]:
    """What is said of levers that change what was written as 3..4."""
    path = "commitments.keep-off.builds"
    levers = "".join(
        f"  l{n}: {{title: L, owner: east, cost: 1, changes: {{{path}: {change}}}}}\n"
        for n, change in enumerate(changes)
    )
    return said(("  poll: {title", f"{levers}  poll: {{title"), ("builds: 0..2", "builds: 3..4"))


@pytest.mark.parametrize(
    ("changes", "sound"),
    [
        (["{add: -1}", "{add: -2}"], True),
        (["{add: -2}", "{add: -2}"], False),
        # Not all need be used: what one adds does not make good what the others take.
        (["{add: 2}", "{add: -2}", "{add: -2}"], False),
        (["0", "0"], True),
        (["0", "{add: -1}"], False),
        (["5", "{add: -3}"], True),
    ],
)
def test_what_levers_add_adds_up_and_what_replaces_does_not(
    changes: list[str], sound: bool
) -> None:
    found = levers_on_builds(*changes)
    assert (not found) is sound
    assert all("with all levers together this number can be -1" in one for one in found)


def test_what_a_lever_breaks_is_told_once_and_its_reply_is_not_blamed() -> None:
    path = "preferences.west.no_deal.cost"
    (one,) = said((f"{path}: {{add: 2}}", f"{path}: {{add: -4}}"))
    assert "with this lever this number can be -1" in one


def test_beliefs_that_a_lever_moves_to_each_other_are_summed_as_it_leaves_them() -> None:
    """0.7 and 0.2 are no problem though 0.7 and the 0.6 of before would be."""
    third = (
        "  stays-shut: {title",
        "  east-wins: {title: E, terms: {strait: east, patrols: none}}\n  stays-shut: {title",
    )
    beliefs = ("{west-wins: 0.2..0.4,", "{west-wins: 0.3, east-wins: 0.6,")
    home = "preferences.west.no_deal.beliefs"

    def lever(text: str) -> tuple[str, str]:
        poll = "changes: {bodies.shore.support.base: 0.4..0.5}"
        return poll, f"changes: {{{text}}}"

    assert not said(third, beliefs, lever(f"{home}.west-wins: 0.7, {home}.east-wins: 0.2"))
    (one,) = said(third, beliefs, lever(f"{home}.west-wins: 0.7"))
    assert "with this lever, beside rest these are chances, and their high ends sum to 1.3" in one


@pytest.mark.parametrize(
    ("old", "new", "sound"),
    [
        ("{seats: 60}", "{seats: 100}", True),
        ("{seats: 60}", "{seats: 100..120}", True),
        ("{seats: 60}", "{seats: 100.5}", False),
        ("old:  {seats: 40..45, like", "old:  {seats: 0..45, like", True),
        ("{majority: cast}", "{unanimity: true}", False),  # its member abstains
        ("abstains: 0..0.2, ", "", True),
        ("{population: 20, like: west}", "{population: 0, like: west}", True),
        ("quota: 0.5", "quota: 0.5..0.999", True),
        ("quota: 0.5", "quota: 0.5..1", False),
        ("when: {strait: west}\n    kind: public", "kind: public", True),
        ("members: {all: {seats: 9, ", "members: {all: {", True),
        ("acted:\n    by: [patrols]\n", "acted:\n    by: [strait]\n", False),
        ("    shame: {points: 0..1}", "    shame: {when: {patrols: none}, points: 0..1}", True),
        ("    shame: {points: 0..1}", "    shame: {when: {}, points: 0..1}", False),
    ],
)
def test_just_inside_and_just_outside(old: str, new: str, sound: bool) -> None:
    assert (not said((old, new))) is sound


def test_cheating_is_bounded_as_it_adds_up() -> None:
    """0.2 (5 (G + 3) + 11) + 5 x 2 <= 10^7, with T at most 4 + 1 years where it is not never."""
    delays = ("guild: 0.1..0.5, joint: never", "guild: 0.1..1, joint: never")
    lever = ("      response.acted.years.none: {to: 3..5, judgement: At best.}\n", "")
    gains = "gains: {value: 1, shifts: {trade: {strong: 1..2}}}"

    def with_gains(each: str) -> list[str]:
        more = "".join(f"  c{n}: {{party: west, gains: {each}}}\n" for n in range(10))
        return said(delays, lever, (gains, f"{gains}}}\n{more.rstrip()[:-1]}"))

    # 0.2 (5 (5 + 3 + 10 g) + 11) + 10 = 10^7
    limit = (10**7 - 10 - 0.2 * 11 - 8) / 10
    assert not with_gains(f"{limit - 1:.0f}")
    assert any("cheating can move west by" in one for one in with_gains("1000000"))
    builds = ("builds: 0..2", "builds: 0..1e6")
    # 5 years of 10^6 more a year, twice, and a little more.
    assert not said(delays, lever, builds)
    twice = (gains, "gains: 1, builds: 1e6")
    assert "cheating can move west by 1e+07 points" in said(delays, lever, builds, twice)[0]


def test_the_response_counts_among_the_issues_of_each_commitment() -> None:
    keep = "commitments:\n"
    more = "".join(f"  i{n}: {{title: I, options: {{a: A}}}}\n" for n in range(4))
    now = "now: {strait: closed, patrols: none}"
    ends = [
        (f"terms: {{strait: {o}, patrols: none}}", f"terms: {{strait: {o}, patrols: none, X}}")
        for o in ("west", "closed")
    ]
    named = ", ".join(f"i{n}: a" for n in range(4))

    def when(count: int) -> list[str]:
        issues = ", ".join(f"i{n}: a" for n in range(count))
        return said(
            ("rules:\n", f"{more}rules:\n"),
            (now, now.replace("}", f", {named}}}")),
            *((old, new.replace("X", named)) for old, new in ends),
            (keep, f"{keep}  own: {{party: east, when: {{{issues}}}, gains: 1}}\n"),
        )

    assert not when(3)
    (one,) = when(4)
    assert "5 issues are named together by this commitment and by response" in one


def test_numbers_are_as_written() -> None:
    case = whole()
    assert case.bodies["diet"].members["old"].seats is not None
    assert case.bodies["diet"].members["old"].seats.value == spread("40..45")
