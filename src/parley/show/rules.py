"""The table of rules: conditions that tell the readings with a deal from those without."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.analysis.wording import does
from parley.show.charts import percent_ticks, sample
from parley.show.figures import INTERVAL, interval
from parley.show.marks import MIDDLE, SHARES, bar, dot, track
from parley.show.passing import last_stage
from parley.show.records import Findings, Record, known, number, text
from parley.show.words import capital, hundredths, some_of, span


@dataclass(frozen=True)
class Rule:
    """One rule as a sentence, how often it is right, and how much it explains."""

    says: str
    density: Markup
    value: str
    held: str
    coverage: Markup
    covered: str


@dataclass(frozen=True)
class Rules:
    """The rules, or why there is none."""

    title: str
    rules: tuple[Rule, ...]
    ticks: tuple[tuple[float, str], ...]
    key: tuple[tuple[Markup, str], ...]
    says: str
    data: tuple[str, ...] = ("rules.sentences", "rules.terms")


def rules(findings: Findings) -> Rules | None:
    """The table; nothing where the run did not look for rules."""
    finding = findings.get("rules.sentences")
    if finding is None:
        return None
    rows = findings.rows("rules.sentences")
    noun = _noun(rows, text(last_stage(findings), "stage"))
    ends = percent_ticks(SHARES)
    return Rules(
        _title(rows, noun),
        tuple(_rule(place, row, noun) for place, row in enumerate(rows)),
        (ends[0], ends[len(ends) // 2], ends[-1]),
        (
            (
                sample(Markup('<rect class="layer single" x="2" y="5" width="26" height="9"/>')),
                "readings the rule was made from",
            ),
            (
                sample(Markup('<circle class="ring" cx="15" cy="9" r="5"/>')),
                "readings held back to check it",
            ),
            (sample(INTERVAL), "95 % interval"),
        ),
        finding.sentence,
    )


def _noun(rows: Sequence[Record], last: str) -> str:
    """What the rules tell of: a deal, or what passes an earlier stage."""
    stage = text(rows[0], "stage") if rows else ""
    return f"a text that {does((stage,))}" if stage and stage != last else "a deal"


def _title(rows: Sequence[Record], noun: str) -> str:
    """How many rules there are, and what they tell of."""
    if not rows:
        return "No short rule tells the readings with a deal from those without"
    there = sum(text(row, "predicts") == "deal" for row in rows)
    counted = [(there, f"{noun} exists"), (len(rows) - there, "none does")]
    if not there:
        counted = [(len(rows), f"{noun.replace('a ', 'no ', 1)} exists")]
    told = [
        f"{some_of(count, 'short rule')} {'tells' if count == 1 else 'tell'} where {what}"
        for count, what in counted
        if count
    ]
    return capital(", ".join(told))


def _rule(place: int, row: Record, noun: str) -> Rule:
    density, held = known(row, "density"), number(row, "held_density")
    marks = [bar(SHARES, 0, density, "layer single", 4, 9), interval(SHARES, row, "density")]
    words = "not checked"
    if held is not None:
        marks.append(dot(SHARES, held, "ring", MIDDLE, 4))
        between = span(known(row, "held_low"), known(row, "held_high"))
        words = f"held back: {hundredths(held)} ({between}), n {int(known(row, 'held_n')):,}"
    says = f"Rule {place + 1} is right {readings(density)} that fit it; {words}"
    coverage = known(row, "coverage")
    of = noun if text(row, "predicts") == "deal" else noun.replace("a ", "no ", 1)
    covers = f"Rule {place + 1} holds {hundredths(coverage)} of 100 of all readings with {of}"
    return Rule(
        text(row, "says"),
        track(f"rule-{place}", says, SHARES, marks, tall=22),
        f"{hundredths(density)} of 100, n {int(known(row, 'n')):,}",
        words,
        track(
            f"rule-{place}-coverage", covers, SHARES, [bar(SHARES, 0, coverage, "layer some", 4, 9)]
        ),
        f"{hundredths(coverage)} of 100 with {of}",
    )
