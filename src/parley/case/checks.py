"""What only the whole case can tell: names that exist nowhere, sums, what needs what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from parley.case import (
    checks_bodies,
    checks_futures,
    checks_indicators,
    checks_keeping,
    checks_levers,
    checks_numbers,
    checks_preferences,
    checks_record,
    checks_timeline,
    checks_totals,
)
from parley.case.evidence import Evidence
from parley.case.names import Names
from parley.case.problems import Problems, choices
from parley.case.quantity import plain
from parley.case.schema import (
    MOST_ISSUES,
    MOST_OPTIONS,
    MOST_PACKAGES,
    MOST_RULE_CELLS,
    Case,
    Party,
    Rule,
)


def check(case: Case, entries: Mapping[str, Evidence], problems: Problems) -> None:
    """Note every problem of a case whose shape is sound.

    Parameters
    ----------
    entries
        Evidence by the path of the mapping in which it stands.
    problems
        Where problems are noted, each at the word that is wrong.
    """
    names = Names(case, problems)
    _sources(names, entries)
    _as_of(names)
    _issues(names)
    _parties(names)
    for key, rule in case.rules.items():
        _rule(names, f"rules.{key}", rule)
    for key, reference in case.references.items():
        names.terms(reference.terms or {}, f"references.{key}.terms")
    names.terms(case.now, "now", complete=True)
    for key, end in case.ends.items():
        names.terms(end.terms, f"ends.{key}.terms", complete=True)
    _factors(names)
    checks_futures.check(names)
    _blocks(names)
    for party, preference in case.preferences.items():
        if names.known("party", party, case.parties):
            checks_preferences.check(names, f"preferences.{party}", party, preference)
    checks_keeping.check(names)
    checks_bodies.check(names)
    checks_numbers.check(names)
    checks_totals.check(names)
    checks_levers.check(names)
    checks_record.check(names)
    checks_timeline.check(names)
    checks_indicators.check(names)


def _sources(names: Names, entries: Mapping[str, Evidence]) -> None:
    for evidence in entries.values():
        for source in evidence.sources:
            names.known("source", source, names.case.sources)


def _as_of(names: Names) -> None:
    as_of = names.case.as_of
    if 0 < len(as_of) < len("YYYY-MM-DD"):
        names.problems.add(as_of, f'"{as_of}" is no full date. Write YYYY-MM-DD.')


def _issues(names: Names) -> None:
    issues = names.case.issues
    for key, issue in issues.items():
        if not issue.options:
            names.add(f"issues.{key}.options", "an issue needs at least one option. Name one.")
        if len(issue.options) > MOST_OPTIONS:
            names.add(
                f"issues.{key}.options",
                f"{key} has {len(issue.options):,} options; an issue may have at most "
                f"{MOST_OPTIONS:,}. Join options that nobody values differently.",
            )
    packages = math.prod(min(len(issue.options), MOST_OPTIONS) for issue in issues.values())
    if not names.open_issues:
        names.add("issues", "no issue has two options, so there is nothing to negotiate. Add one.")
    elif len(issues) > MOST_ISSUES:
        names.add(
            "issues",
            f"the case has {len(issues)} issues; parley can do at most {MOST_ISSUES}. "
            "Leave out issues with one option, or join issues.",
        )
    elif packages > MOST_PACKAGES:
        names.add(
            "issues",
            f"the options make {packages:,} packages; parley can tell at most {MOST_PACKAGES:,} "
            "apart. Take fewer issues, or fewer options on some of them.",
        )


def _parties(names: Names) -> None:
    case = names.case
    if not case.principals:
        names.add("parties", "no party is a principal. Write role: principal for who signs.")
    for key, party in case.parties.items():
        if party.role == "principal":
            if party.consent:
                names.add(
                    f"parties.{key}.consent",
                    "a principal's consent is always needed. Delete this, or write role: third.",
                )
            if key not in case.preferences:
                names.problems.add(
                    key, f"the principal {key} has no preferences. Add preferences.{key}."
                )
        else:
            _third(names, key, party)


def _third(names: Names, key: str, party: Party) -> None:
    home = f"parties.{key}"
    if not party.signs:
        names.add(f"{home}.signs", "a third party never signs. Delete this.")
    for number, pattern in enumerate(party.consent):
        names.pattern(pattern, f"{home}.consent.{number}")
    names.together((issue for pattern in party.consent for issue in pattern), f"{home}.consent")
    if party.consent and key not in names.case.preferences:
        names.add(
            f"{home}.consent",
            f"consent needs preferences, to know when {key} gives it. "
            f"Add preferences.{key}, or delete consent.",
        )


def _rule(names: Names, path: str, rule: Rule) -> None:
    for word, pattern in (("never", rule.never), ("if", rule.if_), ("then", rule.then)):
        if pattern is not None:
            names.pattern(pattern, f"{path}.{word}")
    patterns = [pattern for pattern in (rule.never, rule.if_, rule.then) if pattern is not None]
    issues = (issue for pattern in patterns for issue in pattern)
    names.cells_of(issues, path, "by this rule", MOST_RULE_CELLS)
    conditional = rule.if_ is not None or rule.then is not None
    if rule.never is not None and conditional:
        names.add(path, 'a rule has "never", or "if" and "then", but not both. Make two rules.')
    elif rule.never is None and not conditional:
        names.add(path, 'a rule needs "never", or "if" and "then". Add one of them.')
    elif conditional and (rule.if_ is None or rule.then is None):
        there, missing = ("if", "then") if rule.then is None else ("then", "if")
        names.add(f"{path}.{there}", f'"{there}" needs "{missing}" beside it. Add it.')


def _factors(names: Names) -> None:
    for key, factor in names.case.factors.items():
        home = f"factors.{key}.states"
        spreads = [state.value for state in factor.states.values()]
        for state in factor.states.values():
            names.one_number(state, "the probability of a state")
        total = sum((spread.exact[0] for spread in spreads if spread.exact), Fraction(0))
        if total != 1 and all(spread.exact and spread.certain for spread in spreads):
            names.add(
                home,
                f"the probabilities of these states sum to {plain(total)}, not exactly 1. "
                "Change one of them.",
            )


def _blocks(names: Names) -> None:
    for key, block in names.case.blocks.items():
        names.known("party", block.party, names.case.parties)
        home = f"blocks.{key}.chances"
        if not block.chances:
            names.add(home, "nothing is blocked here. Name an issue and its options.")
        for issue, chances in block.chances.items():
            if not names.issue(issue):
                continue
            if not chances:
                possible = choices(names.case.issues[issue].options)
                names.add(f"{home}.{issue}", f"no option is named here. Possible: {possible}.")
            for option in chances:
                names.option(issue, option)
