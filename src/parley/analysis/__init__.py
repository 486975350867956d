"""From tallies to findings: one module a question."""

from __future__ import annotations

from parley.analysis import (
    answer,
    bargaining,
    clashes,
    factors,
    funnel,
    lines,
    outlook,
    packages,
    reception,
    rests,
    stakes,
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
    reception,
    outlook,
    factors,
    rests,
)
"""In the order of the briefing: to ask one more is to add its module here."""


def find_all(study: Study) -> dict[str, Finding]:
    """Every finding by id; the summary first."""
    found = {finding.id: finding for question in QUESTIONS for finding in question.find(study)}
    summary = answer.summarise(study, found)
    return {summary.id: summary, **found}
