"""Random small cases: valid, with all that the case language knows, few enough packages to count.

A case is made as a tree of plain dicts, so that a test can change it, and written as YAML. Every
key is a word of its own, so that a test can rename it by replacing words.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from parley.case import Case, parse, quantity
from parley.case.quantity import Domain
from parley.case.schema import Chance, Uncertain
from parley.case.walk import numbers

Tree = dict[str, Any]
"""A case, or a part of one, as it would be read from YAML."""

SETTINGS = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
    ],
)
"""For all tests of random cases: the same examples in every run, so that none passes by luck."""

ISSUES = {
    "land": ("hill", "vale", "both", "open"),
    "seat": ("east", "west", "27-seats", "void"),
    "watch": ("none", "team", "pair", "full"),
    "aid": ("loan", "gift", "fund", "zero"),
}
PRINCIPALS = ("ann", "bob", "cid")
THIRDS = ("eve", "flo")
FACTORS = {"front": ("bad", "same", "good"), "polls": ("won", "lost")}
ENDS = ("victory", "frozen")
MOST_PACKAGES = 72
MOST_CELLS = 16


def as_bytes(tree: Mapping[str, Any]) -> bytes:
    """A tree as the text of a case file."""
    return yaml.safe_dump(tree, sort_keys=False, width=1000).encode()


def case_of(tree: Mapping[str, Any]) -> Case:
    """A tree as a case."""
    return parse(as_bytes(tree))


@dataclass(frozen=True)
class World:
    """What every part of a case may name."""

    issues: Mapping[str, tuple[str, ...]]
    factors: Mapping[str, tuple[str, ...]]
    ends: tuple[str, ...]
    scale: str | None
    """Of every party; None: each its own."""
    numbers_only: bool
    """No rankings and no red lines with a floor."""

    @property
    def open_issues(self) -> list[str]:
        """Issues with something to choose."""
        return [issue for issue, options in self.issues.items() if len(options) > 1]


@st.composite
def trees(
    draw: st.DrawFn,
    *,
    scale: str | None = None,
    numbers_only: bool = False,
    statements: bool = False,
    later: bool = False,
    levers: bool = False,
) -> Tree:
    """A case: 2 to 4 issues, 1 to 3 principals, up to 2 third parties, and all else at random.

    Parameters
    ----------
    later
        With what keeps a deal and who must ratify it.
    levers
        With what somebody could change.
    """
    issues = draw(_issues())
    factors = {
        name: FACTORS[name]
        for name in draw(st.lists(st.sampled_from(sorted(FACTORS)), unique=True))
    }
    ends = ENDS[: draw(st.integers(0, len(ENDS)))]
    world = World(issues, factors, ends, scale, numbers_only)
    principals = PRINCIPALS[: draw(st.integers(1, len(PRINCIPALS)))]
    thirds = THIRDS[: draw(st.integers(0, len(THIRDS)))]
    parties: Tree = {}
    for party in principals:
        parties[party] = {"name": party.title(), "role": "principal"}
        if draw(_rarely()):
            parties[party]["signs"] = "false"
    preferences = {party: draw(preference_trees(world, statements)) for party in principals}
    for party in thirds:
        parties[party] = {"name": party.title(), "role": "third"}
        if draw(st.booleans()):
            preferences[party] = draw(preference_trees(world, statements))
            parties[party]["consent"] = draw(st.lists(patterns(issues), max_size=2))
    tree: Tree = {
        "parley": 1,
        "title": "A random case",
        "as_of": "2024-12-31",
        "parties": parties,
        "issues": {
            issue: {
                "title": f"Issue {issue.title()}",
                "options": {option: f"Option {option.title()}" for option in options},
            }
            for issue, options in issues.items()
        },
        "rules": draw(_rules(issues)),
        "now": draw(_terms(issues)),
        "ends": {end: draw(_end(world)) for end in ends},
        "factors": {name: draw(_factor(name, states)) for name, states in factors.items()},
        "preferences": preferences,
        "blocks": draw(_blocks(world, [*principals, *thirds])),
    }
    if later:
        tree |= draw(_keeping(world, preferences))
        tree["bodies"] = draw(_bodies(world, [*principals, *thirds], list(preferences)))
    found = {key: value for key, value in tree.items() if value != {}}
    if levers:
        found["levers"] = draw(_levers(found, [*principals, *thirds]))
    return found


def cases(**wishes: Any) -> st.SearchStrategy[Case]:
    """A random case; the wishes are those of :func:`trees`."""
    return trees(**wishes).map(case_of)


@st.composite
def preference_trees(draw: st.DrawFn, world: World, statements: bool = False) -> Tree:
    """What one party wants, and what it will not sign."""
    scale = world.scale or draw(st.sampled_from(["swing", "swing", "raw"]))
    floor = 0 if scale == "swing" else -40
    tree: Tree = {
        "scale": scale,
        "weights": draw(_group(world, world.open_issues, 1, 10 if scale == "swing" else 2)),
        "values": {
            issue: draw(_group(world, world.issues[issue], floor, 100))
            for issue in world.open_issues
        },
        "extras": {
            f"extra-{number}": {
                "when": draw(patterns(world.issues)),
                "points": draw(moved(world, spreads(-30, 30), "shifts", -5)),
            }
            for number in range(draw(st.integers(0, 2)))
        },
    }
    if draw(st.booleans()):
        tree["risk"] = {
            "chance": draw(moved(world, spreads(0, 10, 10), "odds")),
            "times": {
                issue: {option: draw(spreads(0, 15, 10)) for option in world.issues[issue]}
                for issue in draw(st.lists(st.sampled_from(list(world.issues)), unique=True))
            },
            "loss": draw(moved(world, spreads(0, 40), "shifts", 0)),
        }
    tree |= draw(_no_deal(world, scale))
    if draw(st.booleans()):
        tree["hardness"] = draw(spreads(0, 10, 10))
    tree["red_lines"] = draw(_red_lines(world, tree["values"]))
    if statements:
        tree["statements"] = {
            f"said-{number}": {
                draw(st.sampled_from(["refuses", "accepts"])): draw(_some_terms(world.issues)),
                "meant": draw(moved(world, spreads(2, 9, 10), "odds")),
            }
            for number in range(draw(st.integers(0, 2)))
        }
    return {key: value for key, value in tree.items() if value != {}}


def spreads(low: int, high: int, scale: int = 1) -> st.SearchStrategy[str]:
    """A number, a range or a triangle within ``low / scale`` and ``high / scale``.

    On a grid that floats hold exactly where the scale is 1, so that ties happen.
    """
    numbers = st.lists(st.integers(low, high), min_size=1, max_size=3)
    return numbers.map(lambda found: _range(sorted(found), scale))


def _range(numbers: Sequence[int], scale: int) -> str:
    if numbers[0] == numbers[-1]:
        numbers = numbers[:1]
    digits = round(math.log10(scale))
    return "..".join(f"{number / scale:.{digits}f}" for number in numbers)


@st.composite
def moved(
    draw: st.DrawFn, world: World, numbers: st.SearchStrategy[str], word: str, least: int = 0
) -> str | Tree:
    """A number that states of factors may shift (from ``least`` up), or whose odds they move."""
    value = draw(numbers)
    if not world.factors or not draw(st.booleans()):
        return value
    sizes = spreads(3, 30, 10) if word == "odds" else spreads(least, 6)
    return {"value": value, word: draw(_cells(world, sizes))}


@st.composite
def _cells(draw: st.DrawFn, world: World, sizes: st.SearchStrategy[Any]) -> Tree:
    factors = draw(st.lists(st.sampled_from(sorted(world.factors)), min_size=1, unique=True))
    return {
        factor: {
            state: draw(sizes)
            for state in draw(
                st.lists(st.sampled_from(world.factors[factor]), min_size=1, unique=True)
            )
        }
        for factor in factors
    }


@st.composite
def rankings(draw: st.DrawFn, members: Sequence[str]) -> str:
    """Every member once, with ``>``, ``=`` and ``|`` between them."""
    first, *rest = draw(st.permutations(members))
    signs = st.sampled_from([" > ", " > ", " > ", " = ", " | "])
    return first + "".join(draw(signs) + member for member in rest)


@st.composite
def patterns(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> Tree:
    """One to three issues with some of their options."""
    named = draw(st.lists(st.sampled_from(list(issues)), min_size=1, max_size=3, unique=True))
    pattern: Tree = {}
    for issue in named:
        options = draw(st.lists(st.sampled_from(issues[issue]), min_size=1, unique=True))
        pattern[issue] = options[0] if len(options) == 1 and draw(st.booleans()) else options
    return pattern


def matches(pattern: Mapping[str, Any], package: Mapping[str, str]) -> bool:
    """Whether a package matches a pattern as it is written."""
    return all(
        package[issue] in ([options] if isinstance(options, str) else options)
        for issue, options in pattern.items()
    )


def _rarely() -> st.SearchStrategy[bool]:
    return st.integers(0, 7).map(lambda number: number == 7)


@st.composite
def _issues(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    names = draw(st.permutations(list(ISSUES)))[: draw(st.integers(2, len(ISSUES)))]
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        size = math.prod(len(options) for options in found.values())
        most = max(1, min(4, MOST_PACKAGES // size))
        extent = draw(st.sampled_from([n for n in (2, 3, 4, 1) if n <= most]))
        found[name] = tuple(draw(st.permutations(ISSUES[name])))[:extent]
    if all(len(options) == 1 for options in found.values()):
        found[names[0]] = ISSUES[names[0]][:2]
    return found


def _terms(issues: Mapping[str, Sequence[str]]) -> st.SearchStrategy[Tree]:
    return st.fixed_dictionaries(
        {issue: st.sampled_from(options) for issue, options in issues.items()}
    )


@st.composite
def _some_terms(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> Tree:
    named = draw(st.lists(st.sampled_from(list(issues)), min_size=1, max_size=2, unique=True))
    return {issue: draw(st.sampled_from(issues[issue])) for issue in named}


@st.composite
def _rules(draw: st.DrawFn, issues: Mapping[str, Sequence[str]]) -> Tree:
    packages = [dict[str, str]()]
    for issue, options in issues.items():
        packages = [{**package, issue: option} for package in packages for option in options]
    rules: Tree = {}
    for number in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            never = draw(patterns(issues))
            rule = {"never": never}
            left = [package for package in packages if not matches(never, package)]
        else:
            when, then = draw(patterns(issues)), draw(patterns(issues))
            rule = {"if": when, "then": then}
            left = [p for p in packages if not matches(when, p) or matches(then, p)]
        if left:
            packages = left
            rules[f"rule-{number}"] = rule
    return rules


@st.composite
def _factor(draw: st.DrawFn, name: str, states: Sequence[str]) -> Tree:
    cuts = sorted(draw(st.lists(st.integers(0, 20), min_size=len(states) - 1, max_size=2)))
    edges = [0, *cuts[: len(states) - 1], 20]
    tenths = [b - a for a, b in itertools.pairwise(edges)]
    return {
        "title": f"Factor {name.title()}",
        "states": {state: f"{n / 20:.2f}" for state, n in zip(states, tenths, strict=True)},
    }


@st.composite
def _end(draw: st.DrawFn, world: World) -> Tree:
    tree: Tree = {"title": "An end", "terms": draw(_terms(world.issues))}
    if draw(st.booleans()):
        tree["less"] = draw(moved(world, spreads(0, 20), "shifts", 0))
    return tree


@st.composite
def _group(
    draw: st.DrawFn, world: World, members: Sequence[str], low: int, high: int
) -> str | Tree:
    if not world.numbers_only and draw(st.booleans()):
        ranking = draw(rankings(members))
        return {"is": ranking} if draw(st.booleans()) else ranking
    return {
        member: draw(moved(world, spreads(low, high), "shifts", 0 if low >= 0 else -5))
        for member in members
    }


@st.composite
def _no_deal(draw: st.DrawFn, world: World, scale: str) -> Tree:
    """The no-deal value, and the discount where it is needed."""
    tree: Tree = {}
    ways = ["value", "cost", "ends"] if world.ends else ["value", "cost"]
    if scale == "swing":
        ways = ways[1:]
    way = draw(st.sampled_from(ways))
    if way == "value":
        tree["value"] = draw(moved(world, spreads(-50, 150), "shifts", -5))
    else:
        tree["cost"] = draw(moved(world, spreads(0, 30), "shifts", 0))
    if way == "ends":
        tree["years"] = draw(moved(world, spreads(0, 50, 10), "shifts", 0))
        if draw(st.booleans()):
            rest = draw(st.sampled_from(world.ends))
            tree["beliefs"] = {
                end: "rest" if end == rest else draw(spreads(0, 10, 10)) for end in world.ends
            }
        else:
            tree["beliefs"] = {
                end: draw(moved(world, spreads(1, 30, 10), "shifts", 0)) for end in world.ends
            }
        if draw(st.booleans()) and world.factors:
            sizes = st.dictionaries(
                st.sampled_from(world.ends), spreads(3, 30, 10), min_size=1, max_size=2
            )
            tree["belief_odds"] = draw(_cells(world, sizes))
    if draw(_rarely()):
        tree["plus"] = draw(moved(world, spreads(-10, 10), "shifts", -5))
    needed = {"discount": draw(moved(world, spreads(1, 30, 100), "shifts", 0))}
    return {"no_deal": tree, **(needed if way == "ends" else {})}


@st.composite
def _red_lines(draw: st.DrawFn, world: World, values: Mapping[str, Any]) -> Tree:
    lines: Tree = {}
    if not world.numbers_only:
        for issue in world.open_issues:
            if draw(st.integers(0, 3)) == 0:
                lines[issue] = {"floor": draw(_floor(world, values[issue], world.issues[issue]))}
    for number in range(draw(st.integers(0, 2))):
        lines[f"line-{number}"] = {
            "never": draw(patterns(world.issues)),
            "real": draw(moved(world, spreads(0, 10, 10), "odds")),
        }
    return lines


@st.composite
def _floor(draw: st.DrawFn, world: World, values: Any, options: Sequence[str]) -> Tree:
    ranks = central_ranks(values, options)
    most = 1 if ranks is None else len(options)
    named = draw(st.lists(st.sampled_from(options), min_size=1, max_size=most, unique=True))
    if ranks is not None:
        named.sort(key=lambda option: -ranks[option])
    pairs = [sorted((draw(st.integers(0, 10)), draw(st.integers(0, 10)))) for _ in named]
    # Sorted ends: the chances do not fall towards what is worse.
    lows, highs = sorted(low for low, _ in pairs), sorted(high for _, high in pairs)
    chances = [_range(pair, 10) for pair in zip(lows, highs, strict=True)]
    return {
        option: draw(moved(world, st.just(chance), "odds"))
        for option, chance in zip(named, chances, strict=True)
    }


def central_ranks(values: Any, options: Sequence[str]) -> dict[str, float] | None:
    """How good each option is in the central draw, higher is better; None where it is shifted."""
    if isinstance(values, dict) and "is" in values:
        values = values["is"]
    if isinstance(values, str):
        levels = [level.replace("=", "|").split("|") for level in values.split(">")]
        return {name.strip(): -float(n) for n, level in enumerate(levels) for name in level}
    if any(isinstance(number, dict) for number in values.values()):
        return None
    return {option: quantity.parse(values[option]).median for option in options}


@st.composite
def _blocks(draw: st.DrawFn, world: World, parties: Sequence[str]) -> Tree:
    blocks: Tree = {}
    for number in range(draw(st.integers(0, 2))):
        issues = draw(
            st.lists(st.sampled_from(list(world.issues)), min_size=1, max_size=2, unique=True)
        )
        blocks[f"block-{number}"] = {
            "party": draw(st.sampled_from(parties)),
            "chances": {
                issue: {
                    option: draw(moved(world, spreads(0, 5, 10), "odds"))
                    for option in draw(
                        st.lists(st.sampled_from(world.issues[issue]), min_size=1, unique=True)
                    )
                }
                for issue in issues
            },
        }
    return blocks


@st.composite
def _keeping(draw: st.DrawFn, world: World, preferences: Tree) -> Tree:
    """What keeps a deal; whoever undertakes something gets a discount."""
    tree: Tree = {"commitments": {}, "penalties": {}, "later": {}}
    parties = list(preferences)
    for number in range(draw(st.sampled_from([1, 2, 3, 0]))):
        party = draw(st.sampled_from(parties))
        vow: Tree = {"party": party, "gains": draw(moved(world, spreads(0, 60), "shifts", 0))}
        if draw(st.booleans()):
            vow["builds"] = draw(moved(world, spreads(0, 20), "shifts", 0))
        if draw(st.booleans()):
            vow["when"] = draw(patterns(world.issues))
        tree["commitments"][f"vow-{number}"] = vow
        if "discount" not in preferences[party]:
            preferences[party]["discount"] = draw(moved(world, spreads(1, 30, 100), "shifts", 0))
    if tree["commitments"]:
        delays = spreads(0, 60, 10) | spreads(0, 60, 10) | st.just("never")
        tree["response"] = {
            word: draw(_gridded(world, "years", delays)) for word in ("seen", "acted")
        }
    bound = {vow["party"] for vow in tree["commitments"].values()}
    for word, table, sizes in (
        ("penalties", "fine", spreads(0, 150)),
        ("later", "rise", spreads(-20, 20)),
    ):
        for party in parties:
            if draw(st.booleans()) and (word == "later" or party in bound):
                tree[word][party] = {
                    f"{table}-{number}": draw(_gridded(world, "points", sizes))
                    for number in range(draw(st.integers(1, 2)))
                }
    return tree


@st.composite
def _gridded(draw: st.DrawFn, world: World, word: str, sizes: st.SearchStrategy[str]) -> Tree:
    """A number for each option of up to three issues."""
    issues = draw(
        st.lists(st.sampled_from(list(world.issues)), max_size=draw(st.integers(0, 3)), unique=True)
    )
    while math.prod(len(world.issues[issue]) for issue in issues) > MOST_CELLS:
        issues.pop()

    def level(left: Sequence[str]) -> Any:
        if left:
            return {option: level(left[1:]) for option in world.issues[left[0]]}
        number = draw(sizes)
        # Nothing moves what never comes.
        return draw(moved(world, st.just(number), "shifts", 0)) if number != "never" else number

    tree: Tree = {word: level(issues)}
    if issues:
        tree["by"] = issues[0] if len(issues) == 1 and draw(st.booleans()) else issues
    # A response time counts for every package.
    if word != "years" and draw(_rarely()):
        tree["when"] = draw(patterns(world.issues))
    return tree


@st.composite
def _bodies(draw: st.DrawFn, world: World, parties: Sequence[str], wanting: Sequence[str]) -> Tree:
    """Up to two votes and publics; ``wanting`` are the parties with preferences."""
    bodies: Tree = {}
    for number in range(draw(st.sampled_from([1, 2, 1, 0]))):
        body: Tree = {"party": draw(st.sampled_from(parties))}
        if draw(st.booleans()):
            body["when"] = draw(
                patterns(world.issues) | st.lists(patterns(world.issues), min_size=1, max_size=2)
            )
        kind = draw(st.sampled_from(["vote", "vote", "public"]))
        detail = _ballots(world, wanting) if kind == "vote" else _public(world)
        bodies[f"house-{number}"] = {**body, "kind": kind, **draw(detail)}
    return bodies


@st.composite
def _ballots(draw: st.DrawFn, world: World, wanting: Sequence[str]) -> Tree:
    """A rule, and one to four members of all kinds."""
    rule = draw(st.sampled_from(["share", "qualified", "cast", "seats", "members", "unanimity"]))
    members: Tree = {}
    for number in range(draw(st.integers(1, 4))):
        member: Tree = draw(_voters(world, wanting))
        if draw(st.booleans()):
            member["seats"] = draw(moved(world, spreads(1, 5), "shifts", 0))
        if rule == "qualified":
            member["population"] = draw(spreads(1, 90))
        if rule == "cast" and draw(st.booleans()):
            member["abstains"] = draw(moved(world, spreads(0, 10, 10), "odds"))
        members[f"wing-{number}"] = member
    if rule == "qualified":
        shares = {word: draw(spreads(3, 10, 10)) for word in ("members", "population")}
        blocking = {"blocking": str(draw(st.integers(1, 3)))} if draw(st.booleans()) else {}
        return {"rule": {rule: shares | blocking}, "members": members}
    needs = {
        "members": {"majority": "members"},
        "cast": {"majority": "cast"},
        "unanimity": {"unanimity": "true"},
        "share": {"share": draw(spreads(0, 10, 10))},
        # Each member has a seat.
        "seats": {"seats": draw(spreads(0, len(members)))},
    }
    return {"rule": needs[rule], "members": members}


@st.composite
def _voters(draw: st.DrawFn, world: World, wanting: Sequence[str]) -> Tree:
    """How a member votes: like a party, in shares, by preferences of its own, or by such a copy."""
    way = draw(st.sampled_from(["like", "like", "yes", "own", "copy"]))
    if way == "like":
        return {"like": draw(st.sampled_from(wanting))}
    if way == "yes":
        yes: Tree = {"base": draw(moved(world, spreads(0, 10, 10), "odds"))}
        if draw(st.booleans()):
            yes["by"] = draw(_by_option(world, spreads(2, 40, 10)))
        return {"yes": yes}
    unsaid = ("red_lines", "statements", "hardness")
    if way == "own":
        own = draw(preference_trees(world))
        return {"preferences": {key: what for key, what in own.items() if key not in unsaid}}
    like = draw(st.sampled_from(wanting))
    plus = {"plus": draw(spreads(-20, 20))}
    return {"preferences": {"like": like, "no_deal": plus, **dict.fromkeys(unsaid, "absent")}}


@st.composite
def _public(draw: st.DrawFn, world: World) -> Tree:
    """A quota, and support by option."""
    return {
        "quota": draw(spreads(2, 8, 10)),
        "support": {
            "base": draw(spreads(2, 8, 10)),
            **draw(_by_option(world, spreads(-10, 10, 10))),
        },
    }


@st.composite
def _by_option(draw: st.DrawFn, world: World, sizes: st.SearchStrategy[str]) -> Tree:
    """One or two issues with numbers for some of their options."""
    issues = draw(
        st.lists(st.sampled_from(list(world.issues)), min_size=1, max_size=2, unique=True)
    )
    return {
        issue: {
            option: draw(sizes)
            for option in draw(
                st.lists(st.sampled_from(world.issues[issue]), min_size=1, unique=True)
            )
        }
        for issue in issues
    }


@st.composite
def _levers(draw: st.DrawFn, tree: Tree, parties: Sequence[str]) -> Tree:
    """One to three levers that change numbers of a case, and what another side replies."""
    numbers = movable(case_of(tree))
    levers: Tree = {}
    for place in range(draw(st.integers(1, 3))):
        lever: Tree = {
            "title": f"Lever {place}",
            "owner": draw(st.sampled_from(parties)),
            "cost": draw(spreads(0, 9)),
            "changes": draw(_changes(numbers)),
        }
        if tree.get("bodies") and draw(st.booleans()):
            lever["body"] = draw(st.sampled_from(sorted(tree["bodies"])))
        if draw(st.booleans()):
            lever["reply"] = {
                "owner": draw(st.sampled_from(parties)),
                "chance": draw(spreads(0, 10, 10)),
                "changes": draw(_changes(numbers)),
            }
        levers[f"lever-{place}"] = lever
    return levers


@st.composite
def _changes(draw: st.DrawFn, numbers: Mapping[str, Uncertain]) -> Tree:
    """One to three numbers, each replaced, added to, or with other odds."""
    changes: Tree = {}
    for path in draw(st.lists(st.sampled_from(list(numbers)), min_size=1, max_size=3, unique=True)):
        number = numbers[path]
        below_one = number.domain in (Domain.CHANCE, Domain.BETWEEN)
        if number.domain is Domain.BETWEEN or draw(st.booleans()):
            changes[path] = draw(spreads(1, 9, 10) if below_one else spreads(1, 9))
        elif isinstance(number, Chance):
            changes[path] = {"odds": draw(spreads(2, 40, 10))}
        else:
            changes[path] = {"add": "0" if below_one else draw(spreads(0, 5))}
    return changes


def movable(case: Case) -> dict[str, Uncertain]:
    """Numbers that a lever may change, whatever it makes of them.

    Left out beside what no lever may change: floors and beliefs with a rest, which must fit
    together, seats that are needed, what moves other numbers, and a delay that never ends.
    """
    unfit = re.compile(
        r"^factors\.|\.(meant|floor|beliefs|rule\.seats|shifts|odds|belief_odds)(\.|$)"
    )
    return {
        path: number
        for path, number in numbers(case)
        if not unfit.search(path) and not getattr(number, "never", None)
    }
