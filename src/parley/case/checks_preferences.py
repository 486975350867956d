"""Whether what a party wants and rejects fits the issues of the case."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from parley.case import checks_no_deal, ranking
from parley.case.names import Names
from parley.case.schema import Chance, Group, Points, Preference, RedLine, Risk, Statement, Values


def check(names: Names, home: str, holder: str, preference: Preference) -> None:
    """Note every problem of the preferences at a path; ``holder`` is the key of whose they are."""
    fixed = {
        issue: f"{issue} has one option, so it has no weight and no values. Leave it out."
        for issue in names.case.issues
        if issue not in names.open_issues
    }
    if preference.unit is not None and preference.scale != "raw":
        names.add(
            f"{home}.unit",
            '"unit" belongs to a raw scale. Write scale: raw beside it, or delete it.',
        )
    _group(names, preference.weights, f"{home}.weights", "issue", names.open_issues, fixed)
    _values(names, preference.values, f"{home}.values", fixed)
    for key, extra in preference.extras.items():
        names.pattern(extra.when, f"{home}.extras.{key}.when", bounded=True)
    if preference.risk is not None:
        _risk(names, preference.risk, f"{home}.risk")
    checks_no_deal.check(names, home, preference)
    for key, line in preference.red_lines.items():
        _red_line(names, f"{home}.red_lines.{key}", holder, line, preference.values.get(key))
    for key, statement in preference.statements.items():
        _statement(names, statement, f"{home}.statements.{key}")


def _group(
    names: Names,
    group: Group,
    path: str,
    what: str,
    members: Collection[str],
    excluded: Mapping[str, str],
) -> None:
    if group.ranking is not None:
        ranking.check(group.ranking, members, what, names.problems, excluded)
        return
    for member in group.numbers:
        if member in excluded:
            names.problems.add(member, excluded[member])
    given = [member for member in group.numbers if member not in excluded]
    names.all_of(what, given, members, path, "no number")


def _values(
    names: Names, values: Mapping[str, Values], path: str, fixed: Mapping[str, str]
) -> None:
    for issue, group in values.items():
        if issue in fixed:
            names.problems.add(issue, fixed[issue])
        elif issue in names.case.issues:
            options = names.case.issues[issue].options
            _group(names, group, f"{path}.{issue}", f"option of {issue}", options, {})
    given = [issue for issue in values if issue not in fixed]
    names.all_of("issue", given, names.open_issues, path, "no ranking or number")


def _risk(names: Names, risk: Risk, path: str) -> None:
    names.together(risk.times, f"{path}.times")
    for issue, shares in risk.times.items():
        if not names.issue(issue):
            continue
        options = names.case.issues[issue].options
        names.all_of(f"option of {issue}", shares, options, f"{path}.times.{issue}", "no number")


def _red_line(names: Names, path: str, holder: str, line: RedLine, values: Values | None) -> None:
    either = {"floor": line.floor, "never": line.never}
    if not names.sole(path, either, 'a red line needs either "floor" or "never"'):
        return
    if line.never is not None:
        names.pattern(line.never, f"{path}.never", bounded=True)
        if line.real is None:
            names.add(
                path,
                '"never" needs "real", the chance that the line is real. '
                "Add it, such as real: 0.3..0.6.",
            )
        return
    if line.real is not None:
        names.add(
            f"{path}.real", '"real" belongs to "never"; a floor has its own chances. Delete it.'
        )
    floor = line.floor or {}
    if not names.known("issue with at least two options", names.place(path), names.open_issues):
        return
    if not floor:
        names.add(f"{path}.floor", "this floor names no option. Name one with its chance.")
    key = names.place(path)
    sound = names.each(f"option of {key}", floor, names.case.issues[key].options)
    if sound and values is not None:
        _falling(names, holder, floor, _ranks(names, values))


def _falling(
    names: Names, holder: str, floor: Mapping[str, Chance], rank: Mapping[str, float]
) -> None:
    """Chances must not fall towards worse options: a floor takes out all that is worse, too."""
    for option, chance in floor.items():
        for better, other in floor.items():
            if option not in rank or better not in rank or rank[better] <= rank[option]:
                continue
            if chance.value.low < other.value.low or chance.value.high < other.value.high:
                names.problems.add(
                    chance.value.text,
                    f"the chance of {option} ({chance.value}) is below that of {better} "
                    f"({other.value}), which is better for {holder}. A floor takes out all that "
                    f"is worse, too: raise it, or leave {option} out.",
                )
                break


def _ranks(names: Names, values: Values) -> dict[str, float]:
    """How good each option is in the central draw; higher is better."""
    if values.ranking is not None:
        levels = values.ranking.levels
        return {option: -float(n) for n, level in enumerate(levels) for option in level}
    return {option: _central(names, number) for option, number in values.numbers.items()}


def _central(names: Names, number: Points) -> float:
    """The median, shifted as in the likeliest states."""
    value = number.value.median
    for factor, shifts in number.shifts.items():
        if factor in names.case.factors:
            states = names.case.factors[factor].states
            likeliest = max(states, key=lambda state: states[state].value.low)
            if likeliest in shifts:
                value += shifts[likeliest].value.median
    return value


def _statement(names: Names, statement: Statement, path: str) -> None:
    either = {"refuses": statement.refuses, "accepts": statement.accepts}
    if not names.sole(path, either, 'a statement needs either "refuses" or "accepts"'):
        return
    word = "accepts" if statement.refuses is None else "refuses"
    terms = statement.refuses or statement.accepts or {}
    if not terms:
        names.add(f"{path}.{word}", "this statement names no terms. Name an issue and its option.")
    names.terms(terms, f"{path}.{word}")
