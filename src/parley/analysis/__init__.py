"""From tallies to findings: one module a question."""

from __future__ import annotations

from collections.abc import Callable

from parley.analysis import (
    answer,
    bargaining,
    bodies,
    clashes,
    discovery,
    exactness,
    factors,
    funnel,
    futures,
    holding,
    levers,
    lines,
    obstacles,
    outlook,
    packages,
    reception,
    record,
    rests,
    sensitivity,
    shifts,
    stakes,
    sums,
    timeline,
    tipping,
    watch,
)
from parley.analysis.finding import Finding
from parley.analysis.study import Study

QUESTIONS = (
    funnel,
    bargaining,
    lines,
    clashes,
    stakes,
    packages,
    holding,
    bodies,
    obstacles,
    levers,
    tipping,
    sums,
    reception,
    outlook,
    futures,
    factors,
    sensitivity,
    discovery,
    shifts,
    record,
    timeline,
    watch,
    exactness,
    rests,
)
"""In the order of the briefing: to ask one more is to add its module here."""

Tell = Callable[[str, int, int], None]
"""Told what is asked, how many questions are answered, and how many there are."""


def find_all(study: Study, tell: Tell = lambda what, done, whole: None) -> dict[str, Finding]:
    """Every finding by id; the summary first."""
    found: dict[str, Finding] = {}
    for done, question in enumerate(QUESTIONS):
        tell("findings", done, len(QUESTIONS))
        found |= {finding.id: finding for finding in question.find(study)}
    tell("findings", len(QUESTIONS), len(QUESTIONS))
    summary = answer.summarise(study, found)
    return {summary.id: summary, **found}
