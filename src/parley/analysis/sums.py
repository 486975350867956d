"""What each margin of the listed packages is made of, in the central draw."""

from __future__ import annotations

import math

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.study import Study
from parley.conditions.derivation import Derivation, Number, Part, View, derive, trace

SUMS = columns(
    ("label", "text", "Letter of the package."),
    ("condition", "text", "Key of the condition; those not asked of the package are not listed."),
    ("stage", "text", "Its stage."),
    ("holder", "text", "Key of the party whose condition it is."),
    ("holder_name", "text", "Its name."),
    ("sentence", "text", "What must hold; which of several sums it is, where the least decides."),
    ("unit", "text", "Unit of margin and amounts: points, crossed, seats, per cent, log-odds."),
    (
        "margin",
        "number",
        "Margin in the central draw, the sum of the amounts; none where it fails without measure.",
    ),
    ("part", "count", "Place of the part in the sum, from 1."),
    ("about", "text", "What the part is, and the numbers behind it."),
    ("amount", "number", "What it adds; none for a breach that never has consequences."),
    ("path", "text", "Where the case says it."),
    ("line", "count", "Line of the case file."),
    ("sources", "text", "Ids of its sources."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The sums."""
    return (sums(study),)


def sums(study: Study) -> Finding:
    """One row for each part of each margin."""
    table = TableBuilder(SUMS)
    for entry, code in zip(study.shown, study.shown_codes, strict=True):
        view = View(study.case, study.space, study.middle, int(code))
        for condition in study.model.conditions:
            found = derive(view, condition)
            about: dict[str, Cell] = {
                "label": entry.label,
                "condition": condition.key,
                "stage": condition.stage,
                "holder": condition.holder,
                "holder_name": study.name(condition.holder),
                "sentence": _sentence(found),
                "unit": condition.unit,
                "margin": found.margin,
            }
            for place, part in enumerate(found.parts, 1):
                where = trace(study.case, part.path)
                table.add(
                    **about,
                    part=place,
                    about=_about(part),
                    amount=part.amount,
                    path=part.path,
                    line=where.line,
                    sources=", ".join(where.evidence.sources),
                )
    sentence = (
        "What each margin of a listed package is the sum of in the central draw, with the line of "
        "the case for each part."
    )
    return table.finding("packages.sums", sentence)


def _sentence(found: Derivation) -> str:
    binds = f" ({found.binds})" if found.binds else ""
    return f"{found.condition.sentence}{binds}"


def _about(part: Part) -> str:
    """A part in words, with what it is made from."""
    behind = [_number(number) for number in part.numbers]
    behind += [f"{below.about} {below.amount or 0.0:.4g}" for below in part.parts]
    behind += [part.note] if part.note else []
    return f"{part.about} ({'; '.join(behind)})" if behind else part.about


def _number(number: Number) -> str:
    return f"{number.about} {'never' if math.isinf(number.value) else f'{number.value:.4g}'}"
