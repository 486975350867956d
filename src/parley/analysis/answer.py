"""The answer in five sentences."""

from __future__ import annotations

from collections.abc import Mapping

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import calibrated, in_100, readings
from parley.analysis.study import Study
from parley.case.dates import in_words
from parley.engine.variants import JUDGEMENT_RANGE

NUMBER_WORDS = ("none", "one", "two", "three")


def summarise(study: Study, found: Mapping[str, Finding]) -> Finding:
    """What a reader of two minutes should take away; every number stands in another finding."""
    table = TableBuilder(columns(("text", "text", "One sentence of the answer.")))
    for text in (
        _single(study, found),
        _some(found),
        found["lines.removal"].sentence,
        found["lines.pairs"].sentence,
        _rests(found),
    ):
        table.add(text=text)
    first = str(table.rows[0][0])
    return table.finding("answer.summary", first, found["funnel.stages"].figures)


def _single(study: Study, found: Mapping[str, Finding]) -> str:
    stages = found["funnel.stages"]
    single, menu = stages.figure("single"), stages.figure("menu")
    as_of = in_words(study.case.as_of)
    if single.value == 0:
        return (
            f"As of {as_of}, no package is acceptable in any of {study.n:,} readings of the stated "
            "judgements."
        )
    number = NUMBER_WORDS[len(study.menu)]
    more = (
        f"; a menu of {number}, chosen greedily, covers {in_100(menu.value)}"
        if len(study.menu) > 1
        else ""
    )
    return (
        f"As of {as_of}, the one text that passes most often is acceptable to all who must agree "
        f"{readings(single.value)} of the stated judgements{more}."
    )


def _some(found: Mapping[str, Finding]) -> str:
    some = found["funnel.stages"].figure("some")
    variants = found["funnel.variants"]
    over = [variants.figure(key).value for key in JUDGEMENT_RANGE]
    low, high = in_100(min(over)), in_100(max(over))
    gloss = f" ({calibrated(some.value)})" if 0 < some.value < 1 else ""
    spread = f"between {low} and {high}" if low != high else "the same"
    return (
        f"Some package is acceptable {readings(some.value)}{gloss}, {spread} "
        "whether ranked weights are drawn, centred or equal; if no red line were real, "
        f"{readings(variants.figure('red_lines_none').value)}."
    )


def _rests(found: Mapping[str, Finding]) -> str:
    return (
        f"{found['evidence.counts'].sentence} Whether a deal would hold or be ratified is not "
        "asked here, and passing is not endorsement."
    )
