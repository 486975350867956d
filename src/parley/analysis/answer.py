"""The answer in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import calibrated, in_100, readings
from parley.analysis.study import Study
from parley.analysis.wording import DOES
from parley.case.dates import in_words
from parley.engine.variants import judgement_range

NUMBER_WORDS = ("none", "one", "two", "three")
LOST = {
    "acceptable": "at the signature",
    "durable": "where a text must hold",
    "ratifiable": "at ratification",
}
"""Where readings are lost, by stage."""


def summarise(study: Study, found: Mapping[str, Finding]) -> Finding:
    """What a reader of two minutes should take away; every number stands in another finding."""
    table = TableBuilder(columns(("text", "text", "One sentence of the answer.")))
    for text in (
        _single(study, found),
        _some(study, found),
        _lost(study, found),
        _conflict(found),
        _hinges(found),
        _when(study, found),
        _rests(study, found),
    ):
        if text:
            table.add(text=text)
    first = str(table.rows[0][0])
    return table.finding("answer.summary", first, found["funnel.stages"].figures)


def _single(study: Study, found: Mapping[str, Finding]) -> str:
    stages = found["funnel.stages"]
    single, menu = stages.figure("single"), stages.figure("menu")
    as_of = in_words(study.case.as_of)
    if single.value == 0:
        return (
            f"As of {as_of}, no package {study.does} in any of {study.n:,} readings of the stated "
            "judgements."
        )
    number = NUMBER_WORDS[len(study.menu)]
    more = (
        f"; a menu of {number}, chosen greedily, covers {in_100(menu.value)}"
        if len(study.menu) > 1
        else ""
    )
    return (
        f"As of {as_of}, the one text that passes most often {study.does} "
        f"{readings(single.value)} of the stated judgements{more}."
    )


def _some(study: Study, found: Mapping[str, Finding]) -> str:
    some = found["funnel.stages"].figure("some")
    variants = found["funnel.variants"]
    over = [variants.figure(key).value for key in judgement_range(study.model)]
    low, high = in_100(min(over)), in_100(max(over))
    gloss = f" ({calibrated(some.value)})" if 0 < some.value < 1 else ""
    spread = f"between {low} and {high}" if low != high else "the same"
    weighed = ", and however futures are weighed" if study.model.book.joint is not None else ""
    return (
        f"Some such text exists {readings(some.value)}{gloss}, {spread} "
        f"whether ranked weights are drawn, centred or equal{weighed}; if no red line were real, "
        f"{readings(variants.figure('red_lines_none').value)}."
    )


def _lost(study: Study, found: Mapping[str, Finding]) -> str:
    """Which stage loses most; of a case with one stage, what would open most."""
    first, *later = study.stages
    if not later:
        return found["lines.removal"].sentence
    some = {row["stage"]: float(row["some"] or 0.0) for row in found["funnel.stages"].records()}
    if not some[first]:
        return f"No text {DOES[first]} in any reading, so nothing that comes after is reached."
    also = [_also(stage, some[stage] / some[first]) for stage in later]
    # Where none is left, nothing more can be lost.
    end = next((k for k, stage in enumerate(later, 1) if not some[stage]), len(later))
    lost = {
        stage: some[before] - some[stage] for before, stage in pairwise(("feasible", *study.stages))
    }
    most = max(lost, key=lambda stage: lost[stage])
    where = f"; most readings are lost {LOST[most]}" if lost[most] else ""
    return (
        f"Of the readings in which some text {DOES[first]} ({in_100(some[first])}), "
        f"{' and '.join(also[:end])}{where}."
    )


def _also(stage: str, share: float) -> str:
    """How often some text that gets so far gets through another stage, too."""
    if share <= 0:
        return f"none {DOES[stage]}"
    if share >= 1:
        return f"one {DOES[stage].replace('would', 'would always')}"
    return f"one {DOES[stage].replace('would', 'would also')} in {in_100(share)}"


def _conflict(found: Mapping[str, Finding]) -> str:
    """What most often cannot all be had."""
    asked = "obstacles.conflicts" if "obstacles.conflicts" in found else "lines.pairs"
    return found[asked].sentence


def _hinges(found: Mapping[str, Finding]) -> str:
    """What turns the answer most often when only it is drawn anew; empty where nothing does."""
    groups = found["sensitivity.groups"]
    turns = groups.figure("turns").value if groups.figures else 0.0
    if not turns:
        return ""
    title = groups.records()[0]["title"]
    return (
        f"What it hinges on most: where only “{title}” is drawn anew, all else kept, the answer "
        f"turns {readings(turns)}."
    )


def _when(study: Study, found: Mapping[str, Finding]) -> str:
    """Where talks stand at the end of the time that is looked at; empty where none is."""
    summary = found["timeline.summary"]
    if not summary.figures:
        return ""
    months = max(float(row["months"] or 0) for row in found["timeline.curve"].records())
    return (
        f"If the stated rates hold, talks are open {months:.0f} months after "
        f"{in_words(study.case.as_of)} in {in_100(summary.figure('open').value)} readings and "
        f"courses of events, and by then concluded in {in_100(summary.figure('concluded').value)}."
    )


def _rests(study: Study, found: Mapping[str, Finding]) -> str:
    left_out = " or ".join(words for stage, words in DOES.items() if stage not in study.stages)
    limit = (
        f"Whether a deal {left_out} is not asked here, and passing"
        if left_out
        else "Passing all stages"
    )
    return f"{found['evidence.counts'].sentence} {limit} is not endorsement."
