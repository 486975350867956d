"""In which readings a deal exists, in rules of a few conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.analysis.discovery.inputs import Feature, features
from parley.analysis.discovery.tree import DEPTH, Rule, Term, discover
from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import in_100, readings, share, wilson
from parley.analysis.study import Study
from parley.analysis.wording import does
from parley.case.evidence import prefixes
from parley.engine.variants import JUDGED
from parley.space import Mask

ENOUGH = 100
"""Draws without which no rules are looked for."""
RARE = 0.05
"""A stage that fewer draws pass, or fail, has too few of them to tell the two apart."""
MOST = 6
"""Rules that are told."""
PARTS, HELD = 3, 2
"""Each third draw is held back: those whose number leaves this when it is divided."""

SENTENCES = columns(
    ("number", "count", "Number of the rule."),
    ("says", "text", "The rule in a sentence."),
    ("predicts", "text", "deal or no deal: what is more frequent where the rule holds."),
    ("conditions", "count", "Number of its conditions; two bounds of one number are one."),
    ("n", "count", "Draws in which it holds, of the two thirds that it was read from."),
    ("density", "share", "Share of those in which it is right."),
    ("density_low", "share", "Low end of its 95 % interval."),
    ("density_high", "share", "High end."),
    ("coverage", "share", "Share of all draws with its outcome that it holds, in the two thirds."),
    ("held_n", "count", "Draws in which it holds, of the third that was held back."),
    ("held_density", "share", "Share of those in which it is right."),
    ("held_low", "share", "Low end of its 95 % interval."),
    ("held_high", "share", "High end."),
    ("stage", "text", "The stage that a deal passes here, with all before it."),
    ("paths", "text", "Paths that its conditions are about, joined by commas."),
)
TERMS = columns(
    ("number", "count", "Number of the rule."),
    ("path", "text", "Path that the condition is about."),
    ("what", "text", "What that is, in words."),
    ("relation", "text", "is or is not, for a yes or no; at least or at most, for a number."),
    ("value", "number", "The number; none for a yes or no."),
    ("state", "text", "Key of the state, or of the option that is ruled out; none for a number."),
)


@dataclass(frozen=True)
class Outcome:
    """What the rules are to tell.

    Attributes
    ----------
    place, stage
        How many stages are passed, and the last of them.
    some : (draw,)
        Whether some package passes it.
    is_last
        All stages are passed.
    """

    place: int
    stage: str
    some: Mask
    is_last: bool

    @property
    def noun(self) -> str:
        """What exists or does not, without an article."""
        return "deal" if self.is_last else f"package that {does((self.stage,))}"


def find(study: Study) -> tuple[Finding, ...]:
    """The rules as sentences, and their conditions one by one."""
    told = outcome(study) if study.n >= ENOUGH else None
    found: list[Rule] = []
    if told is not None:
        held = study.draws.numbers % PARTS == HELD
        found = discover(features(study), told.some, held)[:MOST]
    # Deals first; within both what covers most stays first.
    found.sort(key=lambda rule: not rule.outcome)
    return (sentences(study, told, found), terms(study, found))


def outcome(study: Study) -> Outcome | None:
    """The last stage that is neither passed nor failed in nearly all draws; None: there is none."""
    reached = study.tallies[JUDGED].some.sum(axis=0)
    for place in range(len(study.stages), 0, -1):
        some = reached >= place
        if RARE <= some.mean() <= 1 - RARE:
            return Outcome(place, study.stages[place - 1], some, place == len(study.stages))
    return None


def sentences(study: Study, told: Outcome | None, found: Sequence[Rule]) -> Finding:
    """One row a rule."""
    table = TableBuilder(SENTENCES)
    for number, rule in enumerate(found, 1):
        assert told is not None
        low, high = wilson(rule.grown.hits, rule.grown.n)
        held_low, held_high = wilson(rule.held.hits, rule.held.n)
        table.add(
            number=number,
            says=says(rule, told),
            predicts="deal" if rule.outcome else "no deal",
            conditions=rule.conditions,
            n=rule.grown.n,
            density=rule.grown.density,
            density_low=low,
            density_high=high,
            coverage=rule.coverage,
            held_n=rule.held.n,
            held_density=rule.held.density,
            held_low=held_low,
            held_high=held_high,
            stage=told.stage,
            paths=", ".join(_paths([rule])),
        )
    figures = [] if told is None else [share("some", int(told.some.sum()), study.n)]
    said = [str(row["says"]) for row in table.records()]
    return table.finding(
        "rules.sentences", _sentence(study, told, said), figures, _written(study, found)
    )


def terms(study: Study, found: Sequence[Rule]) -> Finding:
    """One row for each bound of a rule."""
    table = TableBuilder(TERMS)
    for number, rule in enumerate(found, 1):
        for term in rule.terms:
            feature = term.feature
            relation = ("is", "is not") if feature.is_flag else ("at least", "at most")
            table.add(
                number=number,
                path=feature.path,
                what=feature.what,
                relation=relation[0] if term.is_least else relation[1],
                value=None if feature.is_flag else term.value,
                state=feature.state,
            )
    sentence = (
        f"Conditions of the rules, at most {DEPTH} each." if found else "No rule, so no conditions."
    )
    return table.finding("rules.terms", sentence, rests_on=_written(study, found))


def _paths(found: Sequence[Rule]) -> list[str]:
    return list(dict.fromkeys(term.feature.path for rule in found for term in rule.terms))


def _written(study: Study, found: Sequence[Rule]) -> list[str]:
    """Paths at which the file says what the rules are about: a ranking for its members."""
    places = study.case.origin.places
    homes = (next(at for at in prefixes(path) if at in places) for path in _paths(found))
    return list(dict.fromkeys(homes))


def _sentence(study: Study, told: Outcome | None, said: Sequence[str]) -> str:
    if study.n < ENOUGH:
        return f"{study.n:,} readings are too few to look for rules; {ENOUGH} are enough."
    if told is None:
        return (
            "There is nothing for a rule to tell apart: at each stage nearly all readings, or "
            "nearly none, have a package that passes."
        )
    why = "" if told.is_last else " Beyond that stage too few readings differ to look for rules."
    whole = f"Over all, a {told.noun} exists {readings(float(told.some.mean()))}.{why}"
    if not said:
        return (
            f"{whole} Nothing explains it in short: no rule of at most {DEPTH} conditions that was "
            "read from two thirds of the readings held in the third that was held back."
        )
    number = "One rule" if len(said) == 1 else f"{len(said)} rules"
    return (
        f"{whole} {number} of at most {DEPTH} conditions, read from two thirds of the readings, "
        f"held in the third that was held back. {said[0]}"
    )


def says(rule: Rule, told: Outcome) -> str:
    """A rule as a sentence."""
    article, ending = ("A", f"with a {told.noun}") if rule.outcome else ("No", "without one")
    covered = in_100(rule.coverage)
    where = " and ".join(clauses(rule.terms))
    return (
        f"{article} {told.noun} exists in {in_100(rule.grown.density)} readings in which {where}; "
        f"they hold {covered if covered == 'all' else f'{covered} of all'} readings {ending} "
        f"(held back: {in_100(rule.held.density)})."
    )


def clauses(bounds: Sequence[Term]) -> Iterator[str]:
    """The conditions of a rule in words; the two bounds of one number are one."""
    by_feature: dict[int, list[Term]] = {}
    for term in bounds:
        by_feature.setdefault(id(term.feature), []).append(term)
    for mine in by_feature.values():
        yield _clause(mine[0].feature, mine)


def _clause(feature: Feature, bounds: Sequence[Term]) -> str:
    if feature.is_flag:
        return feature.yes if bounds[0].is_least else feature.no
    # Of several bounds on one side the tightest holds for all.
    least = max((term.value for term in bounds if term.is_least), default=None)
    most = min((term.value for term in bounds if not term.is_least), default=None)
    if least is not None and most is not None:
        return f"{feature.what} is between {least:g} and {most:g}{feature.unit}"
    is_least = least is not None
    value = least if is_least else most
    return f"{feature.what} is at {'least' if is_least else 'most'} {value:g}{feature.unit}"
