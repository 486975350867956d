"""The chapter on what the answer hinges on: futures, states, judgements, rules and small steps."""

from __future__ import annotations

from dataclasses import dataclass

from parley.analysis.shares import readings
from parley.case.schema import Case
from parley.show.charts import Chart
from parley.show.factors import factors
from parley.show.futures import Futures, futures
from parley.show.matters import first_group, groups, members
from parley.show.parties import Face
from parley.show.records import Findings, known, text
from parley.show.rules import Rules, rules
from parley.show.shifts import pairs, shifts
from parley.show.state_pairs import Grids, state_pairs
from parley.show.tipping import Tipping, tipping
from parley.show.words import quoted

PARTS = (
    "futures.scenarios",
    "sensitivity.pairs",
    "sensitivity.groups",
    "sensitivity.members",
    "shifts.single",
    "shifts.pairs",
)
"""Findings that say in their sentence what the case has not, where they have no rows."""


@dataclass(frozen=True)
class Hinges:
    """The chapter.

    Attributes
    ----------
    lacks
        What the case, the run or this copy of it does not have, in sentences.
    """

    title: str
    futures: Futures | None
    factors: Chart
    state_pairs: Grids | None
    groups: Chart | None
    members: Chart | None
    rules: Rules | None
    shifts: Chart | None
    shift_pairs: Chart | None
    tipping: Tipping | None
    lacks: tuple[str, ...]


def hinges(findings: Findings, case: Case, faces: dict[str, Face]) -> Hinges:
    """The chapter; parts that a run does not have are left out."""
    return Hinges(
        _title(findings),
        futures(findings),
        factors(findings),
        state_pairs(findings),
        groups(findings, faces),
        members(findings, case),
        rules(findings),
        shifts(findings, case),
        pairs(findings, case),
        tipping(findings, case, faces),
        empty(findings, PARTS),
    )


def empty(findings: Findings, names: tuple[str, ...]) -> tuple[str, ...]:
    """What findings without rows say instead."""
    there = [findings.get(name) for name in names]
    return tuple(
        dict.fromkeys(
            " ".join(filter(None, (each.sentence, each.cut)))
            for each in there
            if each is not None and not each.rows
        )
    )


def _title(findings: Findings) -> str:
    """The group of judgements that turns the answer most often."""
    top = first_group(findings)
    if not top:
        return "Which states and which numbers move the answer"
    if known(top, "turns") <= 0:
        return "The answer hinges on no one group of judgements"
    return (
        f"It hinges most on {quoted(text(top, 'title'))}: drawn anew, that alone turns the answer "
        f"{readings(known(top, 'turns'))}"
    )
