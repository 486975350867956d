"""What to watch: where each series stands, and where the answer would be another."""

from __future__ import annotations

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.study import Study
from parley.case.dates import in_words
from parley.case.schema import Case, Level, Sign
from parley.conditions.words import as_words

INDICATORS = columns(
    ("key", "text", "Key of the indicator."),
    ("title", "text", "Its title."),
    ("unit", "text", "Its unit."),
    ("stands", "text", "Its value at the as-of date, as written."),
    ("on", "text", "When it had that value."),
    ("tips", "text", "The value at which the answer tips, as written."),
    ("direction", "text", "above or below: on which side of that value the answer is another."),
    ("review", "text", "When to look again."),
    ("signs", "text", "What it may show, with how likely that is in each state of a factor."),
    ("sources", "text", "Ids of the sources."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """One row an indicator, in file order."""
    case = study.case
    table = TableBuilder(INDICATORS)
    for key, one in case.indicators.items():
        table.add(
            key=key,
            title=one.title,
            unit=one.unit,
            stands=_level(one.stands),
            on=one.on,
            tips=_level(one.tips),
            direction=one.direction,
            review=one.review,
            signs="; ".join(_sign(case, name, sign) for name, sign in one.signs.items()),
            sources=", ".join(case.origin.evidence.of(f"indicators.{key}").sources),
        )
    rests_on = [f"indicators.{key}" for key in case.indicators]
    return (table.finding("watch.indicators", _sentence(case), _figures(case), rests_on),)


def _sentence(case: Case) -> str:
    if not case.indicators:
        return "The case names nothing to watch."
    number = len(case.indicators)
    tips = sum(1 for one in case.indicators.values() if one.tips is not None)
    say = "says" if tips == 1 else "say"
    sentence = (
        f"Indicators to watch: {number}, of which {tips or 'none'} {say} at which value the answer "
        "tips."
    )
    reviews = sorted(one.review for one in case.indicators.values() if one.review is not None)
    return f"{sentence} Next due: {in_words(reviews[0])}." if reviews else sentence


def _level(level: Level | None) -> str | None:
    return None if level is None else level.written


def _figures(case: Case) -> list[Figure]:
    return [Figure("indicators", float(len(case.indicators)), "count")] if case.indicators else []


def _sign(case: Case, name: str, sign: Sign) -> str:
    """A sign in words, such as "More than 700 (The front: bad 0.7, good 0.05)"."""
    parts = []
    for factor, states in sign.likelihood.items():
        known = case.factors[factor]
        said = ", ".join(
            f"{known.states[state].title or as_words(state)} {number.written}"
            for state, number in states.items()
        )
        parts.append(f"{known.title}: {said}")
    return f"{sign.title or as_words(name)} ({'; '.join(parts)})"
