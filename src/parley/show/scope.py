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
FUTURE = (
    "Future",
    "One way in which the states of factors go together without contradicting the cross-impacts "
    "that the case states. Its weight says how much it counts; it is no probability.",
)
DRAWN_ANEW = (
    "Drawn anew",
    "Some judgements are settled a second time within their ranges, all else kept: what then "
    "turns hinges on them.",
)
COURSE = (
    "Course, open to talks",
    "A course is one way things may go from the as-of date in one reading, if the stated rates "
    "hold. A party is open to talks where a way out exists that is worth more to it than no deal.",
)
INDEPENDENT = "Factors are taken as independent of each other and of the talks."
LINKED = (
    "Factors with cross-impacts go together as the futures say; beside that, and of the talks, "
    "factors are taken as independent."
)
NO_PACE = (
    "The case does not say how fast things move, so when talks might open or conclude is not asked."
)
RATES = (
    "When talks might open or conclude is said for the case that the stated rates hold: that they "
    "change, or that talks themselves change what happens outside, is not modelled."
)
UNSAID = {
    "durable": "The case does not say what breaking a deal would bring, nor whose position would "
    "move later, so whether a deal would hold once signed is not asked.",
    "ratifiable": "The case names no body that must approve a deal, so whether parliaments or "
    "publics would ratify it is not asked.",
}


def glosses(findings: Findings) -> tuple[tuple[str, str], ...]:
    """Words for what this run has, with what they mean."""
    there = stages(findings)
    words = (
        ("durable" in there, HOLDS),
        ("ratifiable" in there, RATIFIED),
        (bool(findings.rows("futures.scenarios")), FUTURE),
        (bool(findings.rows("sensitivity.groups")), DRAWN_ANEW),
        (bool(findings.rows("timeline.curve")), COURSE),
    )
    return tuple(gloss for is_there, gloss in words if is_there)


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
    when = RATES if findings.rows("timeline.curve") else NO_PACE
    return (*unsaid, *([AS_SIGNED] if "durable" in there else []), when, STEPS)


def independence(findings: Findings) -> str:
    """What is taken as independent of what."""
    return LINKED if findings.rows("futures.scenarios") else INDEPENDENT
