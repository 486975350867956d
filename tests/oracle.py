"""The model of DESIGN.md once more: slow, plain, in exact fractions, straight from its formulas.

It takes from parley only the case as read and the columns of the draws; nothing of
parley.conditions or parley.engine.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from parley.case import Case
from parley.case.schema import Gridded, Member, Preference
from parley.draws import Draws

Package = Mapping[str, str]
Pattern = Mapping[str, Sequence[str]]

NANO = Fraction(1, 10**9)
SLACK = 8 * NANO
"""What rounding each cell, and the no-deal value, to a nano-point may add up to."""
FOREVER = 2**56 * NANO
"""What is gained, in points, where a breach never has consequences."""


@dataclass(frozen=True)
class Row:
    """One draw: every number as the exact value of its float."""

    columns: Mapping[str, Fraction]
    states: Mapping[str, str]
    luck: Mapping[str, Sequence[Fraction]]
    red_lines: str = "JUDGED"
    blocks: str = "JUDGED"
    removed: frozenset[str] = frozenset()
    endless: frozenset[str] = frozenset()
    """Years that never end; they have no column."""

    def number(self, path: str) -> Fraction:
        return self.columns[path]


def rows(case: Case, draws: Draws) -> Iterator[Row]:
    """The draws one by one."""
    for i in range(len(draws)):
        numbers = {path: float(column[i]) for path, column in draws.columns.items()}
        yield Row(
            {path: Fraction(number) for path, number in numbers.items() if number != math.inf},
            {
                factor: list(case.factors[factor].states)[int(states[i])]
                for factor, states in draws.states.items()
            },
            {
                path: [Fraction(float(u)) for u in luck[:, i]]
                for path, luck in draws.uniforms.items()
            },
            draws.red_lines.name,
            draws.blocks.name,
            draws.removed,
            frozenset(path for path, number in numbers.items() if number == math.inf),
        )


def packages(case: Case) -> list[dict[str, str]]:
    """Every package, the last issue fastest."""
    issues = list(case.issues)
    every = product(*(case.issues[issue].options for issue in issues))
    return [dict(zip(issues, options, strict=True)) for options in every]


def matches(pattern: Pattern, package: Package) -> bool:
    return all(package[issue] in options for issue, options in pattern.items())


def breaks_a_rule(case: Case, package: Package) -> bool:
    for rule in case.rules.values():
        if rule.never is not None:
            if matches(rule.never, package):
                return True
        elif matches(rule.if_ or {}, package) and not matches(rule.then or {}, package):
            return True
    return False


def wants(case: Case, party: str) -> Preference:
    """What a party wants, or the member of a body at this path."""
    if party in case.preferences:
        return case.preferences[party]
    _, body, _, member = party.split(".")
    own = case.bodies[body].members[member].preferences
    assert own is not None
    return own


def home(case: Case, party: str) -> str:
    """The path of what it wants."""
    return f"preferences.{party}" if party in case.preferences else f"{party}.preferences"


def weight(case: Case, row: Row, party: str, issue: str) -> Fraction:
    preference = wants(case, party)
    path = f"{home(case, party)}.weights"
    if preference.weights.ranking is not None or preference.scale == "raw":
        return row.number(f"{path}.{issue}")
    return (
        100
        * row.number(f"{path}.{issue}")
        / sum(row.number(f"{path}.{other}") for other in preference.weights.numbers)
    )


def value(case: Case, row: Row, party: str, issue: str, option: str) -> Fraction:
    preference = wants(case, party)
    path = f"{home(case, party)}.values.{issue}"
    mine = row.number(f"{path}.{option}")
    if preference.values[issue].ranking is not None or preference.scale == "raw":
        return mine
    every = [row.number(f"{path}.{other}") for other in case.issues[issue].options]
    if max(every) == min(every):
        return Fraction(0)
    return (mine - min(every)) / (max(every) - min(every))


def utility(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """U = sum of w v, and the extras of the patterns that it matches."""
    preference = wants(case, party)
    points = Fraction(0)
    for issue, option in package.items():
        if len(case.issues[issue].options) > 1:
            points += weight(case, row, party, issue) * value(case, row, party, issue, option)
    for name, extra in preference.extras.items():
        if matches(extra.when, package):
            points += row.number(f"{home(case, party)}.extras.{name}.points")
    return points


def worth(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """V = U - min(1, chance x product of times) x loss."""
    risk = wants(case, party).risk
    path = f"{home(case, party)}.risk"
    points = utility(case, row, party, package)
    if risk is not None:
        chance = row.number(f"{path}.chance")
        for issue in risk.times:
            chance *= row.number(f"{path}.times.{issue}.{package[issue]}")
        points -= min(Fraction(1), chance) * row.number(f"{path}.loss")
    return points


def no_deal(case: Case, row: Row, party: str) -> Fraction:
    """The no-deal value r."""
    outlook = wants(case, party).no_deal
    path = f"{home(case, party)}.no_deal"
    plus = row.columns.get(f"{path}.plus", Fraction(0))
    if outlook.value is not None:
        return row.number(f"{path}.value") + plus
    going_on = utility(case, row, party, case.now) - row.number(f"{path}.cost")
    if outlook.years is None:
        return going_on + plus
    believed = beliefs(case, row, party)
    ended = sum(
        believed[name]
        * (
            utility(case, row, party, end.terms)
            - (row.number(f"ends.{name}.less") if end.less is not None else 0)
        )
        for name, end in case.ends.items()
    )
    horizon = row.number(f"{home(case, party)}.discount") * row.number(f"{path}.years")
    return (horizon * going_on + ended) / (1 + horizon) + plus


def beliefs(case: Case, row: Row, party: str) -> dict[str, Fraction]:
    outlook = wants(case, party).no_deal
    path = f"{home(case, party)}.no_deal"
    held = {
        end: row.number(f"{path}.beliefs.{end}")
        for end, belief in outlook.beliefs.items()
        if not belief.rest
    }
    for end, belief in outlook.beliefs.items():
        if belief.rest:
            held[end] = max(Fraction(0), 1 - sum(held.values(), Fraction(0)))
    for factor, by_state in outlook.belief_odds.items():
        state = row.states[factor]
        for end in by_state.get(state, {}):
            held[end] *= row.number(f"{path}.belief_odds.{factor}.{state}.{end}")
    whole = sum(held.values())
    return {end: belief / whole for end, belief in held.items()}


def line_is_crossed(case: Case, row: Row, party: str, name: str, package: Package) -> bool:
    """Whether a package crosses a red line that is real in this draw."""
    line = case.preferences[party].red_lines[name]
    path = f"preferences.{party}.red_lines.{name}"
    if path in row.removed or row.red_lines == "NONE":
        return False
    if line.never is not None:
        chance = row.number(f"{path}.real")
        if not matches(line.never, package):
            return False
    else:
        asked = _worse_or_same(case, party, name, package[name])
        if not asked:
            return False
        chance = max(row.number(f"{path}.floor.{option}") for option in asked)
    if row.red_lines == "EVEN":
        return chance >= Fraction(1, 2)
    return _line_luck(case, row, party, path) < chance


def _line_luck(case: Case, row: Row, party: str, path: str) -> Fraction:
    own, follows = row.luck[path]
    if case.preferences[party].hardness is None:
        return own
    # follows < sqrt(hardness), in whole fractions
    if follows**2 < row.number(f"preferences.{party}.hardness"):
        return row.luck[f"preferences.{party}.red_lines"][0]
    return own


def _worse_or_same(case: Case, party: str, issue: str, option: str) -> list[str]:
    """Named options of a floor that put an option out: itself, and those better in the middle."""
    middle = central_values(case, party, issue)
    floor = case.preferences[party].red_lines[issue].floor or {}
    return [named for named in floor if named == option or middle[named] > middle[option]]


def central_values(case: Case, party: str, issue: str) -> dict[str, float]:
    """How good the options are in the central draw, up to their common scale."""
    group = case.preferences[party].values[issue]
    if group.ranking is not None:
        return {o: -float(n) for n, level in enumerate(group.ranking.levels) for o in level}
    found = {}
    for option, number in group.numbers.items():
        middle = number.value.median
        for factor, shifts in number.shifts.items():
            state = likeliest(case, factor)
            if state in shifts:
                middle += shifts[state].value.median
        found[option] = middle
    return found


def likeliest(case: Case, factor: str) -> str:
    """The likeliest state; of several the first in the file."""
    best = ""
    most = Fraction(-1)
    for state, chance in case.factors[factor].states.items():
        if chance.value.exact[0] > most:
            best, most = state, chance.value.exact[0]
    return best


def block_stops(case: Case, row: Row, name: str, issue: str, package: Package) -> bool:
    """Whether a block puts the option of an issue out."""
    path = f"blocks.{name}.chances.{issue}"
    if path in row.removed or row.blocks == "NONE":
        return False
    if package[issue] not in case.blocks[name].chances[issue]:
        return False
    chance = row.number(f"{path}.{package[issue]}")
    if row.blocks == "EVEN":
        return chance >= Fraction(1, 2)
    return row.luck[path][0] < chance


def margins(case: Case, row: Row, package: Package) -> dict[str, Fraction | None]:
    """Condition to its margin, points or 0 and -1; None where it is not asked of the package."""
    found: dict[str, Fraction | None] = {}
    for party, who in case.parties.items():
        if who.role == "principal" and not who.signs:
            continue
        if who.role == "third" and not (party in case.preferences and who.consent):
            continue
        asked = who.role == "principal" or any(matches(p, package) for p in who.consent)
        gain = worth(case, row, party, package) - no_deal(case, row, party)
        found[f"accept:{party}"] = gain if asked else None
    for party, preference in case.preferences.items():
        for name in preference.red_lines:
            crossed = line_is_crossed(case, row, party, name, package)
            found[f"line:{party}.{name}"] = Fraction(-1 if crossed else 0)
    for name, block in case.blocks.items():
        for issue in block.chances:
            stopped = block_stops(case, row, name, issue, package)
            found[f"block:{name}.{issue}"] = Fraction(-1 if stopped else 0)
    return found | durable(case, row, package) | ratifiable(case, row, package)


def durable(case: Case, row: Row, package: Package) -> dict[str, Fraction | None]:
    """Margins of coming back stronger, then of cheating quietly, party by party."""
    found: dict[str, Fraction | None] = {}
    kept = {
        party: utility(case, row, party, package) - no_deal(case, row, party)
        for party in case.parties
        if party in case.preferences
    }
    for party in kept:
        if party in case.later:
            found[f"later:{party}"] = kept[party] - later(case, row, party, package)
    for party in kept:
        if party in {commitment.party for commitment in case.commitments.values()}:
            lost = max(Fraction(0), later(case, row, party, package))
            lost += max(Fraction(0), premium(case, row, party, package))
            applies = binding(case, party, package)
            found[f"cheat:{party}"] = kept[party] - lost if applies else None
    return found


def later(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """How far the no-deal value will have moved: the sum of the tables."""
    tables = case.later.get(party, {})
    cells = [cell(row, f"later.{party}.{name}", t, package) for name, t in tables.items()]
    return sum((points for points in cells if points is not None), Fraction(0))


def cell(row: Row, path: str, table: Gridded, package: Package) -> Fraction | None:
    """What a table says of a package: 0 where its pattern does not match; None: never."""
    if table.when is not None and not matches(table.when, package):
        return Fraction(0)
    at = ".".join([path, table.word, *(package[issue] for issue in table.by)])
    return None if at in row.endless else row.number(at)


def binding(case: Case, party: str, package: Package) -> list[str]:
    """The commitments of a party that apply to a package."""
    return [
        name
        for name, commitment in case.commitments.items()
        if commitment.party == party
        and (commitment.when is None or matches(commitment.when, package))
    ]


def response_time(case: Case, row: Row, package: Package) -> Fraction | None:
    """T = seen + acted upon; None: never."""
    assert case.response is not None
    seen = cell(row, "response.seen", case.response.seen, package)
    acted = cell(row, "response.acted", case.response.acted, package)
    return None if seen is None or acted is None else seen + acted


def premium(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """Rho (T gamma - Pi) + sigma T / (1 + rho T)."""
    rho = row.number(f"preferences.{party}.discount")
    years = response_time(case, row, package)
    found = Fraction(0)
    for name in binding(case, party, package):
        gains = row.number(f"commitments.{name}.gains")
        builds = Fraction(0)
        if case.commitments[name].builds is not None:
            builds = row.number(f"commitments.{name}.builds")
        if years is not None:
            found += rho * years * gains + builds * years / (1 + rho * years)
        elif gains > 0 or builds > 0:
            found += FOREVER
    for name, table in case.penalties.get(party, {}).items():
        cost = cell(row, f"penalties.{party}.{name}", table, package)
        assert cost is not None
        found -= rho * cost
    return found


def ratifiable(case: Case, row: Row, package: Package) -> dict[str, Fraction | None]:
    """Margins of the bodies: seats, per cent, or log-odds; the least where a vote is unsure."""
    return {
        f"body:{name}": approval(case, row, name, package)[0]
        if asked(case, name, package)
        else None
        for name in case.bodies
    }


def asked(case: Case, name: str, package: Package) -> bool:
    """Whether a package needs the approval of a body."""
    patterns = case.bodies[name].when
    return not patterns or any(matches(pattern, package) for pattern in patterns)


def approval(case: Case, row: Row, name: str, package: Package) -> tuple[Fraction, Fraction]:
    """The margin of a body, least and most: they differ where a member is on the edge."""
    if case.bodies[name].kind == "public":
        margin = support(case, row, name, package)
        return margin, margin
    return (
        votes(case, row, name, package, unsure=Fraction(0)),
        votes(case, row, name, package, unsure=Fraction(1)),
    )


def support(case: Case, row: Row, name: str, package: Package) -> Fraction:
    """Log-odds of support less those of the quota."""
    body, path = case.bodies[name], f"bodies.{name}"
    assert body.support is not None
    found = row.number(f"{path}.support.base")
    for issue, effects in body.support.by.items():
        if package[issue] in effects:
            found += row.number(f"{path}.support.{issue}.{package[issue]}")
    return found - row.number(f"{path}.quota")


@dataclass(frozen=True)
class Ballots:
    """The votes of one member: all of them, and those that say yes.

    Attributes
    ----------
    yes
        Share of what it casts.
    """

    seats: Fraction
    population: Fraction
    abstains: Fraction
    yes: Fraction

    @property
    def cast(self) -> Fraction:
        return self.seats * (1 - self.abstains)


def ballots(case: Case, row: Row, name: str, package: Package, unsure: Fraction) -> list[Ballots]:
    """How every member of a body votes on a package."""
    return [
        _ballots(case, row, f"bodies.{name}.members.{key}", member, package, unsure)
        for key, member in case.bodies[name].members.items()
    ]


def _ballots(
    case: Case, row: Row, path: str, member: Member, package: Package, unsure: Fraction
) -> Ballots:
    def told(word: str, unsaid: int) -> Fraction:
        return row.columns.get(f"{path}.{word}", Fraction(unsaid))

    if member.yes is None:
        who = path if member.like is None else member.like
        gain = worth(case, row, who, package) - no_deal(case, row, who)
        yes = unsure if abs(gain) <= SLACK else Fraction(gain > 0)
    else:
        yes = row.number(f"{path}.yes.base")
        for issue, odds in member.yes.by.items():
            if package[issue] in odds:
                times = row.number(f"{path}.yes.by.{issue}.{package[issue]}")
                yes = yes * times / (1 - yes + yes * times)
    return Ballots(told("seats", 1), told("population", 0), told("abstains", 0), yes)


def votes(case: Case, row: Row, name: str, package: Package, unsure: Fraction) -> Fraction:
    """Seats that say yes less those that are needed; of a qualified majority in per cent.

    What must be more than something is at least a nano-seat more. Who gains no more than a rounding
    says yes with the share ``unsure``.
    """
    rule = case.bodies[name].rule
    assert rule is not None
    path = f"bodies.{name}.rule"
    voted = ballots(case, row, name, package, unsure)
    seats = _sum(b.seats for b in voted)
    yes = _sum(b.seats * b.yes for b in voted)
    if rule.qualified is not None:
        people = _sum(b.population for b in voted)
        for_it = _sum(b.population * b.yes for b in voted)
        both = min(
            100 * yes / seats - 100 * row.number(f"{path}.qualified.members"),
            100 * for_it / people - 100 * row.number(f"{path}.qualified.population"),
        )
        blocking = rule.qualified.blocking
        if blocking is None:
            return both
        # Fewer against it than could block it.
        return max(both, 100 * (blocking - NANO - (seats - yes)) / seats)
    if rule.majority == "cast":
        return _sum(b.cast * (2 * b.yes - 1) for b in voted) - NANO
    if rule.majority == "members":
        return yes - seats / 2 - NANO
    if rule.share is not None:
        return yes - row.number(f"{path}.share") * seats
    return yes - (row.number(f"{path}.seats") if rule.seats is not None else seats)


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return sum(numbers, Fraction(0))


def slack(key: str) -> Fraction:
    """What rounding may add up to in the margin of a condition."""
    if key.split(":")[0] in ("line", "block"):
        return Fraction(0)
    # Of a qualified majority in per cent of a whole of one seat or person, or more.
    return 100 * SLACK if key.startswith("body:") else SLACK


def passes(case: Case, row: Row, package: Package) -> bool | None:
    """Whether a package passes all; None where that hangs on the rounding of a nano-point."""
    if breaks_a_rule(case, package):
        return False
    is_sure = True
    for key, margin in margins(case, row, package).items():
        if margin is None:
            continue
        least = most = margin
        if key.startswith("body:"):
            least, most = approval(case, row, key.removeprefix("body:"), package)
        if most < -slack(key):
            return False
        # A line that is not crossed has margin 0, exactly.
        is_sure &= least > slack(key) or least == most == 0
    return True if is_sure else None


def statement_agrees(case: Case, row: Row, party: str, name: str) -> bool | None:
    """Whether a party's draw says what its statement says; None within a rounding."""
    statement = case.preferences[party].statements[name]
    terms = statement.refuses if statement.refuses is not None else statement.accepts or {}
    package = {**case.now, **terms}
    gain = worth(case, row, party, package) - no_deal(case, row, party)
    crosses = any(
        line_is_crossed(case, row, party, line, package)
        for line, what in case.preferences[party].red_lines.items()
        if set(what.never if what.never is not None else (line,)) <= set(terms)
    )
    if not crosses and abs(gain) <= SLACK:
        return None
    refuses = crosses or gain < 0
    return refuses == (statement.refuses is not None)


def is_meant(row: Row, party: str, name: str) -> bool:
    path = f"preferences.{party}.statements.{name}"
    return row.luck[path][0] < row.number(f"{path}.meant")


def efficient(points: Sequence[Sequence[int]]) -> list[bool]:
    """Which of some points no other one beats: as good for all, and better for one."""
    return [
        not any(
            all(a >= b for a, b in zip(other, mine, strict=True)) and tuple(other) != tuple(mine)
            for other in points
        )
        for mine in points
    ]


def nash(gains: Sequence[Sequence[Fraction | int]]) -> list[int]:
    """Rows of the greatest product of gains."""
    products = [prod(row) for row in gains]
    return [k for k, size in enumerate(products) if size == max(products)]


def kalai_smorodinsky(gains: Sequence[Sequence[Fraction | int]]) -> list[int]:
    """Rows of the greatest least part of what a party could gain; leximin; none if undefined."""
    most = [max(column) for column in zip(*gains, strict=True)]
    if 0 in most:
        return []
    parts = [
        sorted(Fraction(gain) / Fraction(top) for gain, top in zip(row, most, strict=True))
        for row in gains
    ]
    return [k for k, row in enumerate(parts) if row == max(parts)]
