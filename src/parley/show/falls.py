"""The figure of no-deal values: how the answer moves as what no deal is worth to a party falls."""

from __future__ import annotations

from collections.abc import Sequence

from parley.analysis.shares import in_100
from parley.show.charts import Panel, Panels
from parley.show.marks import Scale
from parley.show.parties import Face
from parley.show.plots import crossing, curve, plot, whisker
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, listed, size

SAID = 10.0
"""Points of a fall that the heading tells."""


def falls(findings: Findings, faces: dict[str, Face]) -> Panels | None:
    """How the share rises as what no deal is worth to one party falls."""
    by_party = grouped(findings.rows("tipping.no_deal"), "party")
    if not by_party:
        return None
    return Panels(
        "falls",
        _falls_title(by_party),
        "Upwards, in how many of 100 readings some text passes, from 0 to 100; across, by how many "
        "points of its own scale what no deal is worth to the party falls (right of the dashed "
        "line) or rises, all else as drawn. What no deal is worth is the analyst's judgement, not "
        "the party's; that a fall would open a deal is no advice to bring one about.",
        tuple(_fall(faces.get(party), rows) for party, rows in by_party.items()),
        ("tipping.no_deal",),
    )


def _falls_title(by_party: dict[str, list[Record]]) -> str:
    ends = []
    for rows in by_party.values():
        last = min(rows, key=lambda row: abs(known(row, "shift") - SAID))
        name = text(last, "party_name")
        ends.append(
            f"{in_100(known(last, 'share'))} if {name}'s no-deal value falls by "
            f"{size(known(last, 'shift'))} points"
        )
    return f"Some text passes in {listed(ends, 'and in')}"


def _fall(face: Face | None, rows: Sequence[Record]) -> Panel:
    rows = sorted(rows, key=lambda row: known(row, "shift"))
    shifts = [known(row, "shift") for row in rows]
    across = Scale(shifts[0], shifts[-1], ())
    name = text(rows[0], "party_name")
    marks = [
        whisker(across, known(row, "shift"), known(row, "share_low"), known(row, "share_high"))
        for row in rows
        if number(row, "share_low") is not None
    ]
    marks.append(curve(across, [(known(row, "shift"), known(row, "share")) for row in rows]))
    if shifts[0] < 0 < shifts[-1]:
        marks.insert(0, crossing(across, 0.0))
    says = (
        f"{name}: some text passes in {hundredths(known(rows[0], 'share'))} of 100 readings at a "
        f"shift of {size(-shifts[0])} points, in {hundredths(known(rows[-1], 'share'))} if its "
        f"no-deal value falls by {size(shifts[-1])}"
    )
    key = f"falls-{text(rows[0], 'party')}"
    ticks = tuple((across.at(value), size(value)) for value in sorted({shifts[0], 0.0, shifts[-1]}))
    return Panel(name, plot(key, says, marks), ticks, _words(rows[0]), face)


def _words(row: Record) -> str:
    """Where the turning point lies, and what no fall goes beyond."""
    middle = number(row, "critical")
    low, high = number(row, "critical_low"), number(row, "critical_high")
    if low is None or middle is None or high is None:
        return "In no reading would a fall alone open a deal."
    now, top = number(row, "no_deal"), number(row, "ceiling")
    said = (
        f"something passes where no deal is worth {size(middle)} or less in the middle reading, "
        f"{size(low)} to {size(high)} in 8 of 10"
    )
    if now is not None:
        said += f"; as judged it is worth {size(now)}"
    if top is not None:
        said += f". No fall goes beyond {in_100(top)}"
    return f"{said}."
