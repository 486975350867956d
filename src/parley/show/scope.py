"""What the page says of its own scope: words explained at first use, and what is not asked."""

from __future__ import annotations

from parley.show.cuts import left_out
from parley.show.passing import stages
from parley.show.records import Findings

HOLDS = (
    "Would hold",
    "No party gains by breaking the deal as signed: neither by coming back stronger once its "
    "no-deal value has moved, nor by cheating quietly until somebody acts.",
)
RATIFIED = (
    "Would be ratified",
    "Every parliament, council or public whose approval the package needs gives it.",
)
STEPS = "By which steps talks could get there is not asked."
AS_SIGNED = (
    "“Would hold” takes the deal as signed. Holding in that sense is enough but not needed: that "
    "parties renegotiate when their positions move is not modelled, nor that the side that grows "
    "weaker strikes first."
)
UNSAID = {
    "durable": "The case does not say what breaking a deal would bring, nor whose position would "
    "move later, so whether a deal would hold once signed is not asked.",
    "ratifiable": "The case names no body that must approve a deal, so whether parliaments or "
    "publics would ratify it is not asked.",
}


def glosses(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Words for the stages that this run has, with what they mean."""
    there = stages(findings)
    words = (("durable", HOLDS), ("ratifiable", RATIFIED))
    return tuple(gloss for stage, gloss in words if stage in there)


def limits(findings: Findings) -> tuple[str, ...]:
    """What a limit left out; what was left out for an audience is said in the answer."""
    cuts = dict.fromkeys(
        found.cut.partition(". ")[2] if left_out(found) else found.cut
        for found in findings.found.values()
    )
    return tuple(words for words in cuts if words)


def not_asked(findings: Findings) -> tuple[str, ...]:
    """What this run leaves open, from the stages that it has."""
    there = stages(findings)
    unsaid = [words for stage, words in UNSAID.items() if stage not in there]
    return (*unsaid, *([AS_SIGNED] if "durable" in there else []), STEPS)
