"""The model of DESIGN.md once more: slow, plain, in exact fractions, straight from its formulas.

It takes from parley only the case as read and the columns of the draws; nothing of
parley.conditions or parley.engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from parley.case import Case
from parley.draws import Draws

Package = Mapping[str, str]
Pattern = Mapping[str, Sequence[str]]

NANO = Fraction(1, 10**9)
SLACK = 8 * NANO
"""What rounding each cell, and the no-deal value, to a nano-point may add up to."""


@dataclass(frozen=True)
class Row:
    """One draw: every number as the exact value of its float."""

    columns: Mapping[str, Fraction]
    states: Mapping[str, str]
    luck: Mapping[str, Sequence[Fraction]]
    red_lines: str = "JUDGED"
    blocks: str = "JUDGED"
    removed: frozenset[str] = frozenset()

    def number(self, path: str) -> Fraction:
        return self.columns[path]


def rows(case: Case, draws: Draws) -> Iterator[Row]:
    """The draws one by one."""
    for i in range(len(draws)):
        yield Row(
            {path: Fraction(float(column[i])) for path, column in draws.columns.items()},
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


def weight(case: Case, row: Row, party: str, issue: str) -> Fraction:
    preference = case.preferences[party]
    path = f"preferences.{party}.weights"
    if preference.weights.ranking is not None or preference.scale == "raw":
        return row.number(f"{path}.{issue}")
    return (
        100
        * row.number(f"{path}.{issue}")
        / sum(row.number(f"{path}.{other}") for other in preference.weights.numbers)
    )


def value(case: Case, row: Row, party: str, issue: str, option: str) -> Fraction:
    preference = case.preferences[party]
    path = f"preferences.{party}.values.{issue}"
    mine = row.number(f"{path}.{option}")
    if preference.values[issue].ranking is not None or preference.scale == "raw":
        return mine
    every = [row.number(f"{path}.{other}") for other in case.issues[issue].options]
    if max(every) == min(every):
        return Fraction(0)
    return (mine - min(every)) / (max(every) - min(every))


def utility(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """U = sum of w v, and the extras of the patterns that it matches."""
    preference = case.preferences[party]
    points = Fraction(0)
    for issue, option in package.items():
        if len(case.issues[issue].options) > 1:
            points += weight(case, row, party, issue) * value(case, row, party, issue, option)
    for name, extra in preference.extras.items():
        if matches(extra.when, package):
            points += row.number(f"preferences.{party}.extras.{name}.points")
    return points


def worth(case: Case, row: Row, party: str, package: Package) -> Fraction:
    """V = U - min(1, chance x product of times) x loss."""
    risk = case.preferences[party].risk
    path = f"preferences.{party}.risk"
    points = utility(case, row, party, package)
    if risk is not None:
        chance = row.number(f"{path}.chance")
        for issue in risk.times:
            chance *= row.number(f"{path}.times.{issue}.{package[issue]}")
        points -= min(Fraction(1), chance) * row.number(f"{path}.loss")
    return points


def no_deal(case: Case, row: Row, party: str) -> Fraction:
    """The no-deal value r."""
    outlook = case.preferences[party].no_deal
    path = f"preferences.{party}.no_deal"
    plus = row.number(f"{path}.plus") if outlook.plus is not None else Fraction(0)
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
    horizon = row.number(f"preferences.{party}.discount") * row.number(f"{path}.years")
    return (horizon * going_on + ended) / (1 + horizon) + plus


def beliefs(case: Case, row: Row, party: str) -> dict[str, Fraction]:
    outlook = case.preferences[party].no_deal
    path = f"preferences.{party}.no_deal"
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
    return found


def passes(case: Case, row: Row, package: Package) -> bool | None:
    """Whether a package passes all; None where that hangs on the rounding of a nano-point."""
    if breaks_a_rule(case, package):
        return False
    asked = [margin for margin in margins(case, row, package).values() if margin is not None]
    if any(margin < -SLACK for margin in asked):
        return False
    # A line that is not crossed has margin 0, exactly.
    return None if any(margin != 0 and abs(margin) <= SLACK for margin in asked) else True


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
