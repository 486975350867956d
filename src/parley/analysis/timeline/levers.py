"""How each lever would move the chances that talks are open, and concluded."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import in_100
from parley.analysis.study import Study
from parley.analysis.timeline import means
from parley.analysis.timeline.solved import Solved, limit

LEVERS = columns(
    ("lever", "text", "Key of the lever."),
    ("title", "text", "Its title."),
    ("owner", "text", "Key of the party in whose hand it is."),
    ("owner_name", "text", "Its name."),
    (
        "open",
        "share",
        "Chance that talks are open at the end of the time that is looked at, if the lever was "
        "used at the as-of date; without a reply to it.",
    ),
    ("concluded", "share", "Chance that they have been concluded by then."),
    ("open_before", "share", "The first without the lever, in the same readings."),
    ("concluded_before", "share", "The second without the lever."),
    ("open_change", "share", "With the lever less without it."),
    (
        "open_change_low",
        "share",
        "Low end of its 95 % interval (matched pairs, after Agresti & Min).",
    ),
    ("open_change_high", "share", "High end."),
    ("concluded_change", "share", "With the lever less without it."),
    ("concluded_change_low", "share", "Low end of its 95 % interval, likewise."),
    ("concluded_change_high", "share", "High end."),
    ("n", "count", "Number of readings: the first ones."),
)


def find(study: Study, solved: Solved | None, cut: str) -> Finding:
    """One row for each lever."""
    table = TableBuilder(LEVERS)
    if solved is None:
        return table.finding("timeline.levers", cut, cut=limit(study.case, cut))
    for key, courses in solved.levers.items():
        lever = study.case.levers[key]
        n = len(courses.failed)
        after = {"open": courses.open[:, -1], "concluded": courses.concluded[:, -1]}
        before = {
            "open": solved.courses.open[:n, -1],
            "concluded": solved.courses.concluded[:n, -1],
        }
        cells: dict[str, float] = {}
        for measure, chances in after.items():
            change = means.of_changes(_changes(before[measure], chances))
            cells[measure] = means.of_chances(chances).value
            cells[f"{measure}_before"] = means.of_chances(before[measure]).value
            cells[f"{measure}_change"] = change.value
            cells[f"{measure}_change_low"] = change.low
            cells[f"{measure}_change_high"] = change.high
        table.add(
            lever=key,
            title=str(lever.title),
            owner=str(lever.owner),
            owner_name=study.name(lever.owner),
            n=n,
            **cells,
        )
    rests_on = ["timeline", *(f"levers.{key}" for key in solved.levers)]
    return table.finding("timeline.levers", _sentence(table), rests_on=rests_on)


def _changes(before: means.Floats, after: means.Floats) -> means.Floats:
    """By how much chances differ; what is only rounding is none."""
    return np.round(after - before, means.DIGITS)


def _sentence(table: TableBuilder) -> str:
    rows = table.records()
    if not rows:
        return "The case has no levers."
    up = max(rows, key=lambda row: float(row["concluded_change"] or 0))
    if not float(up["concluded_change"] or 0) > 0:
        return "If the stated rates hold, no lever alone would raise the chance of a conclusion."
    doubt = (
        " So few readings leave in doubt whether it would raise it at all."
        if float(up["concluded_change_low"] or 0) <= 0
        else ""
    )
    return (
        f"If the stated rates hold, “{up['title']}” (in the hand of {up['owner_name']}), if used "
        f"alone, would raise most in how many readings and courses talks are concluded by the end: "
        f"from {in_100(float(up['concluded_before'] or 0))} to "
        f"{in_100(float(up['concluded'] or 0))}, in {up['n']} readings.{doubt}"
    )
