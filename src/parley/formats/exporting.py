"""A case as the domain that other tools know: additive preferences of those who sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from parley.case import Case, walk
from parley.case.problems import Text, choices
from parley.conditions import Model, build
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO
from parley.conditions.worth import no_deal, values, weights, worth
from parley.draws import Draws, central
from parley.formats.domain import POINTS, Domain, Issue, Profile, distinct
from parley.formats.faults import FormatError, Place


def domain_of_case(case: Case) -> tuple[Domain, list[str]]:
    """The central reading of a case as a domain, and sentences on what it leaves out.

    Utilities are points divided by the party's ``unit``; on a swing scale by 100.

    Raises
    ------
    FormatError
        The case holds rules, or values of several issues together: no domain can say them, and
        without them it would be another one.
    """
    model = build(case)
    draws = central(model.book)
    place = Place(case.origin.file)
    found = [
        _party(model, draws, party, f"profile-{number:02}-{party}")
        for number, party in enumerate(signers(case), 1)
    ]
    faults = [(_place(case, path), message) for _, problems in found for path, message in problems]
    faults += [
        (
            _place(case, f"rules.{key}"),
            f'the rule "{key}" excludes packages, which these formats cannot say. Without it the '
            "domain would hold deals that the case does not.",
        )
        for key in case.rules
    ]
    if not found:
        faults.append((place, "nobody signs, so there is no party to write."))
    if faults:
        raise FormatError(faults)
    titles = distinct([str(issue.title) for issue in case.issues.values()])
    issues = tuple(
        Issue(title, tuple(distinct([str(option.title) for option in issue.options.values()])))
        for title, issue in zip(titles, case.issues.values(), strict=True)
    )
    names = distinct([profile.name for profile, _ in found])
    profiles = tuple(
        replace(profile, name=name) for (profile, _), name in zip(found, names, strict=True)
    )
    domain = Domain(str(case.title), "parley", "", place, issues, profiles)
    return domain, list(_left_out(case))


def _place(case: Case, path: str) -> Place:
    where: Text = case.origin.place(path)
    return Place(case.origin.file, where.line)


def _party(
    model: Model, draws: Draws, party: str, file: str
) -> tuple[Profile, list[tuple[str, str]]]:
    """What a party wants, and what of it does not add up over the issues, by its path.

    ``file`` is numbered, so that files in order of their names are parties in order of the case.
    """
    case, space = model.case, model.space
    preference = case.preferences[party]
    unit = POINTS if preference.scale == "swing" else (preference.unit or 1)
    heavy = {issue: _exact(weight[0]) for issue, weight in weights(case, draws, party).items()}
    share = unit if preference.scale == "raw" else 1
    parts = []
    for issue, options in zip(space.issues, space.options, strict=True):
        # An issue with one option has no values.
        by_option = values(case, draws, party, issue) if issue in heavy else {}
        parts.append(
            [_exact(by_option[o][0]) / share if by_option else Fraction(0) for o in options]
        )
    by_issue = [heavy.get(issue, Fraction(0)) for issue in space.issues]
    if preference.scale == "swing":
        by_issue = [weight / unit for weight in by_issue]
    constant = Fraction(0)
    problems = []
    for table in worth(case, space, party):
        if table.key.startswith(f"preferences.{party}.values."):
            continue
        cells = table.fill(draws)[0]
        if cells.min() == cells.max():
            constant += Fraction(int(cells.flat[0]), NANO * unit)
        elif len(table.issues) == 1:
            axis = table.issues[0]
            by_issue[axis] = by_issue[axis] or Fraction(1)
            parts[axis] = [
                value + Fraction(int(cell), NANO * unit) / by_issue[axis]
                for value, cell in zip(parts[axis], cells, strict=True)
            ]
        else:
            together = choices(space.issues[axis] for axis in table.issues)
            message = f"this depends on {together} together; these formats add up over the issues."
            problems.append((table.key, message))
    reserve = Fraction(int(no_deal(case, space, party, draws)[0]), NANO * unit)
    name = str(case.parties[party].name)
    values_of = tuple(tuple(part) for part in parts)
    return Profile(name, file, tuple(by_issue), values_of, reserve, constant), problems


def _exact(number: float) -> Fraction:
    """The number as it is written, not the nearest binary one."""
    return Fraction(repr(float(number)))


def _left_out(case: Case) -> Iterator[str]:
    """What of a case these files do not hold."""
    others = [str(party.name) for key, party in case.parties.items() if key not in signers(case)]
    if others:
        yield f"Parties that do not sign: {choices(others)}."
    parts = {
        "how things stand now, and how they may end": any(
            p.no_deal.value is None for p in case.preferences.values()
        ),
        "red lines": any(p.red_lines for p in case.preferences.values()),
        "statements": any(p.statements for p in case.preferences.values()),
        "factors": bool(case.factors),
        "blocks": bool(case.blocks),
        "commitments": bool(case.commitments),
        "what moves no-deal values later": bool(case.later),
        "bodies that ratify": bool(case.bodies),
        "levers": bool(case.levers),
        "references": bool(case.references),
    }
    absent = [words for words, is_there in parts.items() if is_there]
    if absent:
        yield f"Not in these files: {'; '.join(absent)}."
    if _is_uncertain(case):
        yield "Ranges and rankings: their central reading stands in these files."


def _is_uncertain(case: Case) -> bool:
    """Whether some preference is a range or a ranking."""
    if not all(number.value.certain for _, number in walk.numbers(case)):
        return True
    groups = [group for p in case.preferences.values() for group in (p.weights, *p.values.values())]
    return any(group.ranking is not None for group in groups)
