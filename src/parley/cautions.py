"""What in a sound case may not be what the analyst meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley import cautions_outlook
from parley.case.problems import Problem, choices
from parley.case.schema import Case, Chance, Group, Pattern, Preference, Risk
from parley.case.walk import preferences
from parley.conditions.rules import Rules
from parley.space import Space


@dataclass(frozen=True)
class Setting:
    """A case with its packages, as the cautions read it."""

    case: Case
    rules: Rules

    @property
    def space(self) -> Space:
        """Its packages."""
        return self.rules.space

    def at(self, path: str, message: str) -> Problem:
        """A caution where a path is written."""
        return Problem.at(self.case.origin.place(path), message)


def cautions(case: Case, rules: Rules) -> tuple[Problem, ...]:
    """Every caution on a case, in file order; a caution never stops anything."""
    setting = Setting(case, rules)
    found = {
        caution
        for kind in (_options, _now, _sources, _ends, _preferences, _idle, _unbound, _outlook)
        for caution in kind(setting)
    }
    return tuple(sorted(found))


def _outlook(setting: Setting) -> Iterator[Problem]:
    """On futures, the record, the timeline and the watch list."""
    return (setting.at(path, message) for path, message in cautions_outlook.cautions(setting.case))


def _options(setting: Setting) -> Iterator[Problem]:
    space = setting.space
    for axis, issue in enumerate(space.issues):
        for option, number in zip(space.options[axis], setting.rules.number((axis,)), strict=True):
            if not number:
                yield setting.at(
                    f"issues.{issue}.options.{option}",
                    f"the rules leave no package with {option} on {issue}. "
                    "Delete the option, or look at the rules.",
                )


def _now(setting: Setting) -> Iterator[Problem]:
    goes_on = any(p.no_deal.cost is not None for p in setting.case.preferences.values())
    if goes_on and not setting.rules.broken_by(setting.space.code(setting.case.now)):
        yield setting.at(
            "now",
            "the package equal to now breaks no rule: it counts as a deal that ends the cost of "
            "going on, and so is acceptable by construction. A rule can exclude it.",
        )


def _sources(setting: Setting) -> Iterator[Problem]:
    case = setting.case
    entries = case.origin.evidence.entries.values()
    used = {source for evidence in entries for source in evidence.sources}
    for key, source in case.sources.items():
        if key not in used:
            yield setting.at(
                f"sources.{key}", f"nothing in the case cites {key}. Cite it, or delete it."
            )
        # A date that only names a month or a year is later if all of it is.
        if source.date is not None and source.date > case.as_of[: len(source.date)]:
            yield setting.at(
                f"sources.{key}.date",
                f"{key} is dated {source.date}, after the case's as_of {case.as_of}. "
                "Nothing later should be known to it.",
            )


def _ends(setting: Setting) -> Iterator[Problem]:
    for end in setting.case.ends:
        held = [
            preference.no_deal.beliefs[end]
            for preference in preferences(setting.case).values()
            if end in preference.no_deal.beliefs
        ]
        if not any(belief.rest or belief.value.high > 0 or belief.shifts for belief in held):
            yield setting.at(
                f"ends.{end}",
                f"no party believes that {end} can happen, so it moves nothing. "
                "Name it in beliefs, or delete it.",
            )


def _idle(setting: Setting) -> Iterator[Problem]:
    """Patterns that the rules leave no package to match."""
    case = setting.case
    for key, commitment in case.commitments.items():
        if commitment.when is not None:
            yield from _never(setting, f"commitments.{key}.when", [commitment.when])
    for key, body in case.bodies.items():
        if body.when:
            yield from _never(setting, f"bodies.{key}.when", body.when)
    for kind, parties in (("penalties", case.penalties), ("later", case.later)):
        for party, tables in parties.items():
            for key, table in tables.items():
                if table.when is not None:
                    yield from _never(setting, f"{kind}.{party}.{key}.when", [table.when])


def _never(setting: Setting, path: str, patterns: Sequence[Pattern]) -> Iterator[Problem]:
    space = setting.space
    places = [(space.axes(pattern), pattern) for pattern in patterns]
    if not any(setting.rules.number(axes, space.mask(p, axes)).any() for axes, p in places):
        yield setting.at(
            path,
            "the rules leave no package that matches this, so what stands here never applies. "
            "Name other options, or delete it.",
        )


def _unbound(setting: Setting) -> Iterator[Problem]:
    """Conditions on keeping a deal, of parties that do not sign it."""
    case = setting.case
    signers = {key for key in case.principals if case.parties[key].signs}
    bound = {f"commitments.{key}": one.party for key, one in case.commitments.items()}
    bound |= {f"later.{party}": party for party in case.later}
    for path, party in bound.items():
        if party not in signers:
            yield setting.at(
                path,
                f"{party} does not sign the deal, and still it is asked whether {party} would "
                "keep it. Delete this where it is not bound by the deal.",
            )


def _preferences(setting: Setting) -> Iterator[Problem]:
    for home, preference in preferences(setting.case).items():
        party = home.removesuffix(".preferences").split(".")[-1]
        if preference.no_deal.value is not None and preference.scale == "swing":
            yield setting.at(
                f"{home}.no_deal.value",
                f"{party} has a bare no-deal value. On a swing scale the points of packages change "
                "with every draw, so it means another thing in each: write cost, or scale: raw.",
            )
        if preference.hardness is not None and not preference.red_lines:
            yield setting.at(
                f"{home}.hardness",
                f"hardness correlates red lines, and {party} has none. "
                "Delete it, or add red_lines.",
            )
        if preference.risk is not None:
            yield from _risk(setting, home, party, preference, preference.risk)


def _risk(
    setting: Setting, home: str, party: str, preference: Preference, risk: Risk
) -> Iterator[Problem]:
    twice = [
        issue
        for issue, shares in risk.times.items()
        if issue in preference.values
        and _differ(preference.values[issue])
        and _counts(preference.weights, issue)
        and len({str(share.value) for share in shares.values()}) > 1
    ]
    if twice:
        yield setting.at(
            f"{home}.risk.times",
            f"the values of {party} and its fear of a breach both count {choices(twice)}. Sound "
            "where it wants that for its own sake, too; else tie the options in its values.",
        )
    largest = _largest_chance(risk.chance)
    for shares in risk.times.values():
        largest *= max(share.value.high for share in shares.values())
    if largest > 1:
        yield setting.at(
            f"{home}.risk.chance",
            f"for {party} the chance of a breach times the largest product of times can reach "
            f"{largest:.3g}. "
            "It is cut to 1 there, so options beyond no longer differ.",
        )


def _differ(values: Group) -> bool:
    """Whether some option can be better than another."""
    if values.ranking is not None:
        return len(values.ranking.members) > 1 and values.ranking.groups != (
            (values.ranking.members,),
        )
    numbers = [number.value for number in values.numbers.values()]
    moved = any(number.shifts for number in values.numbers.values())
    return moved or not all(n.certain and n.low == numbers[0].low for n in numbers)


def _counts(weights: Group, issue: str) -> bool:
    if issue not in weights.numbers:
        return True
    number = weights.numbers[issue]
    return number.value.high > 0 or bool(number.shifts)


def _largest_chance(chance: Chance) -> float:
    """The highest chance in any state of the factors."""
    high = chance.value.high
    if high in (0.0, 1.0):
        return high
    odds = high / (1 - high)
    for states in chance.odds.values():
        odds *= max([1.0, *(number.value.high for number in states.values())])
    return odds / (1 + odds)
