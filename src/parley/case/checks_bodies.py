"""Whether bodies that must approve a deal can be asked: patterns, members, rules, support."""

from __future__ import annotations

from collections.abc import Mapping

from parley.case import checks_preferences
from parley.case.names import Names
from parley.case.problems import choices
from parley.case.schema import Body, Member, Preference, VoteRule

_RULES = ("majority", "share", "seats", "unanimity", "qualified")
_SAYS = ("like", "yes", "preferences")


def check(names: Names) -> None:
    """Note every problem of the bodies of a case."""
    for key, body in names.case.bodies.items():
        _body(names, body, f"bodies.{key}")


def _body(names: Names, body: Body, home: str) -> None:
    names.known("party", body.party, names.case.parties)
    # A single pattern stands under the key itself, those of a list under their number.
    for number, pattern in enumerate(body.when):
        names.pattern(pattern, f"{home}.when.{number}")
    names.together((issue for pattern in body.when for issue in pattern), f"{home}.when")
    _kind(names, body, home)
    if body.kind == "vote":
        if body.rule is not None:
            _rule(names, body.rule, f"{home}.rule")
        for name, member in body.members.items():
            _member(names, body, str(name), member, f"{home}.members.{name}")
    elif body.support is not None:
        _by_options(names, body.support.by, f"{home}.support")


def _kind(names: Names, body: Body, home: str) -> None:
    """A vote has what a vote needs, a public what a public needs, and neither the other's."""
    written = {
        "vote": {"rule": body.rule is not None, "members": bool(body.members)},
        "public": {"quota": body.quota is not None, "support": body.support is not None},
    }
    other = "public" if body.kind == "vote" else "vote"
    for word, there in written[body.kind].items():
        if not there:
            names.add(home, f'a body of kind {body.kind} needs "{word}". Add it.')
    for word, there in written[other].items():
        if there:
            names.add(
                f"{home}.{word}",
                f'"{word}" belongs to a body of kind {other}. Delete it, or write kind: {other}.',
            )


def _rule(names: Names, rule: VoteRule, path: str) -> None:
    words = {word: getattr(rule, word) for word in _RULES}
    names.sole(path, words, f"a rule needs exactly one of {choices(_RULES)}")
    if rule.unanimity is False:
        names.add(
            f"{path}.unanimity",
            "a rule is either unanimity: true or another one. Write true, or another rule.",
        )


def _member(names: Names, body: Body, name: str, member: Member, home: str) -> None:
    says = {word: getattr(member, word) for word in _SAYS}
    names.sole(home, says, f"a member needs exactly one of {choices(_SAYS)}")
    if member.like is not None:
        names.known("party with preferences", member.like, names.case.preferences)
    if member.yes is not None:
        _by_options(names, member.yes.by, f"{home}.yes.by")
        names.together(member.yes.by, f"{home}.yes.by")
    if member.preferences is not None:
        _own(names, name, member.preferences, f"{home}.preferences")
    if body.rule is not None:
        _counted(names, body.rule, name, member, home)


def _counted(names: Names, rule: VoteRule, name: str, member: Member, home: str) -> None:
    """What is said of a member is what the rule counts."""
    if rule.qualified is not None and member.population is None:
        names.add(
            home,
            f'the rule counts population, and {name} has none. Add "population" to every member.',
        )
    if rule.qualified is None and member.population is not None:
        names.add(
            f"{home}.population",
            "the rule does not count population. Delete it, or write a rule that is qualified.",
        )
    if rule.majority != "cast" and member.abstains is not None:
        names.add(
            f"{home}.abstains",
            "abstentions only matter where votes cast are counted. Delete it, or write "
            "majority: cast.",
        )


def _own(names: Names, name: str, preference: Preference, home: str) -> None:
    """Preferences of a member: as those of a party, but without what only parties have."""
    for word in ("red_lines", "statements", "hardness"):
        if word in preference.model_fields_set:
            names.add(
                f"{home}.{word}",
                f'"{word}" belongs to parties; a member says yes where it prefers the package. '
                "Delete it.",
            )
    bare = preference.model_copy(update={"red_lines": {}, "statements": {}})
    checks_preferences.check(names, home, name, bare)


def _by_options(names: Names, table: Mapping[str, Mapping[str, object]], path: str) -> None:
    """A table that names some options of some issues."""
    for issue, options in table.items():
        if not names.issue(issue):
            continue
        if not options:
            possible = choices(names.case.issues[issue].options)
            names.add(f"{path}.{issue}", f"no option is named here. Possible: {possible}.")
        for option in options:
            names.option(issue, option)
