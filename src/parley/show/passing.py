"""What it means to pass, as the stages of the run have it."""

from __future__ import annotations

from parley.analysis.wording import does as meaning
from parley.show.records import Findings, Record, text

FIRST = "feasible"


def last_stage(findings: Findings) -> Record:
    """The row of the last stage that the run knows."""
    rows = findings.rows("funnel.stages")
    return rows[-1] if rows else {}


def stages(findings: Findings) -> tuple[str, ...]:
    """The stages after *feasible* that the run knows."""
    rows = findings.rows("funnel.stages")
    return tuple(text(row, "stage") for row in rows if text(row, "stage") != FIRST)


def does(findings: Findings) -> str:
    """What a package that passes them all can do, in full."""
    return meaning(stages(findings) or ("acceptable",))


def passes(findings: Findings) -> str:
    """The same in a word or two, for headings and tables that come after the one in full."""
    return does(findings) if len(stages(findings)) < 2 else "passes"
