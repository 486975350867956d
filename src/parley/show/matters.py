"""The figures of what matters: whole groups drawn anew, then the numbers inside the first ones."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Row, percent_ticks, sample
from parley.show.figures import INTERVAL, interval
from parley.show.marks import Scale, bar, dot, shares_up_to, thin, track
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.tipping import readable
from parley.show.words import hundredths, quoted, size, small, some_of, span

SHOWN = 12
SHOWN_MEMBERS = 6
OFTEN = 0.10
"""From here on a share is no longer called rare."""


def last_rows(rows: Sequence[Record]) -> list[Record]:
    """Those of the last stage, of rows for several."""
    return [row for row in rows if text(row, "stage") == text(rows[-1], "stage")] if rows else []


def first_group(findings: Findings) -> Record:
    """The group that turns the answer most often at the last stage; empty where there is none."""
    rows = last_rows(findings.rows("sensitivity.groups"))
    return max(rows, key=lambda row: known(row, "turns"), default={})


def groups(findings: Findings, faces: dict[str, Face]) -> Chart | None:
    """Groups of judgements by how often the answer turns when only they are drawn anew."""
    rows = sorted(
        last_rows(findings.rows("sensitivity.groups")), key=lambda row: -known(row, "turns")
    )
    if not rows:
        return None
    scale = shares_up_to(max(known(row, "turns_high") for row in rows))
    n = int(known(rows[0], "n"))
    more = f" The first {SHOWN} of {len(rows)} groups are drawn." if len(rows) > SHOWN else ""
    return Chart(
        "groups",
        _groups_title(rows),
        f"Over {n:,} readings, each group of judgements was drawn anew by itself, all else kept: "
        "the bar counts in how many of 100 readings some text then passes where none did, or the "
        "reverse. Groups overlap in what they turn, so the bars do not add up. Earlier stages and "
        f"the total index are in the table.{more}",
        (Group("", tuple(_group(row, scale, faces) for row in rows[:SHOWN])),),
        percent_ticks(scale),
        "readings of 100 in which the answer turns",
        ("sensitivity.groups",),
        ((sample(INTERVAL), "95 % interval"),),
    )


def _groups_title(rows: Sequence[Record]) -> str:
    """How many groups turn the answer more than rarely."""
    of = some_of(len(rows), "group of judgements", "groups of judgements")
    often = sum(known(row, "turns") >= OFTEN for row in rows)
    if not often:
        return f"Of {of}, none, drawn anew alone, turns the answer in 10 of 100 readings or more"
    verb = "turns" if often == 1 else "turn"
    return (
        f"Of {of}, {small(often)}, drawn anew alone, {verb} the answer in 10 of 100 readings or "
        "more"
    )


def _group(row: Record, scale: Scale, faces: dict[str, Face]) -> Row:
    turns, title = known(row, "turns"), text(row, "title")
    says = f"{title}, drawn anew: the answer turns {readings(turns)}"
    marks = [bar(scale, 0, turns, "layer single", 4, 9), interval(scale, row, "turns")]
    return Row(
        title,
        track(f"group-{text(row, 'group')}", says, scale, marks, tall=22),
        f"{hundredths(turns)} of 100 ({span(known(row, 'turns_low'), known(row, 'turns_high'))})",
        face=faces.get(text(row, "holder")),
    )


def members(findings: Findings, case: Case) -> Chart | None:
    """Single numbers inside the first groups, by two measures that need no further readings."""
    by_group = grouped(findings.rows("sensitivity.members"), "group_title")
    if not by_group:
        return None
    high = [
        known(row, end)
        for rows in by_group.values()
        for row in rows
        for end in ("delta_high", "pawn_high", "delta", "pawn")
    ]
    scale = shares_up_to(max(high))
    ticks = tuple((scale.at(tick), f"{tick:g}") for tick in (scale.low, scale.high))
    return Chart(
        "members",
        _members_title(by_group, case),
        "Inside the first groups, how much the number of packages that pass depends on each single "
        "number, from 0 (not at all) to 1: delta compares whole distributions, PAWN the greatest "
        "distance between them. Numbers that hang together, such as weights that sum to 100, share "
        "what they explain. Hatched: refused, with the reason. The first "
        f"{SHOWN_MEMBERS} of each group are drawn.{_partly(by_group)}",
        tuple(
            Group(title, tuple(_member(row, case, scale) for row in _first(rows)))
            for title, rows in by_group.items()
        ),
        ticks,
        "index, from 0 to 1",
        ("sensitivity.members",),
        (
            (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "delta"),
            (sample(Markup('<circle class="ring" cx="15" cy="9" r="5"/>')), "PAWN"),
            (sample(INTERVAL), "interval of delta"),
        ),
        style="panels",
    )


def _first(rows: Sequence[Record]) -> list[Record]:
    """What tells most comes first; what is refused last."""
    return sorted(rows, key=_tells, reverse=True)[:SHOWN_MEMBERS]


def _tells(row: Record) -> tuple[float, float]:
    return (number(row, "delta") or -1.0, number(row, "pawn") or -1.0)


def _partly(by_group: dict[str, list[Record]]) -> str:
    """Why one of the two measures is missing where the other is there."""
    reasons = dict.fromkeys(
        text(row, "refused")
        for rows in by_group.values()
        for row in rows
        if text(row, "refused") and number(row, "pawn") is not None
    )
    return "".join(f" {reason}" for reason in reasons)


def _members_title(by_group: dict[str, list[Record]], case: Case) -> str:
    """How many tell anything, and which most."""
    every = [row for rows in by_group.values() for row in rows]
    rows = [row for row in every if _tells(row) > (-1.0, -1.0)]
    if not rows:
        return "No single number inside these groups could be measured by itself"
    telling = [row for row in rows if row.get("stands_out", True)]
    of = some_of(len(every), "single number")
    if not telling:
        return f"Of {of} inside these groups none tells more of the answer than noise does"
    top = quoted(_name(max(telling, key=_tells), case))
    if len(telling) == 1:
        return f"Of {of} inside these groups one tells more of the answer than noise does: {top}"
    return (
        f"Of {of} inside these groups {small(len(telling))} tell more of the answer than noise "
        f"does, {top} most"
    )


def _name(row: Record, case: Case) -> str:
    return readable(case, text(row, "path"), text(row, "what"))


def _member(row: Record, case: Case, scale: Scale) -> Row:
    name, key = _name(row, case), f"member-{text(row, 'group')}-{text(row, 'path')}"
    delta, pawn = number(row, "delta"), number(row, "pawn")
    if delta is None and pawn is None:
        reason = text(row, "refused") or "not worked out"
        marks = [bar(scale, scale.low, scale.high, "hatched", 4, 10)]
        return Row(name, track(key, f"{name}: {reason}", scale, marks), "refused", reason)
    drawn = []
    low, high = number(row, "delta_low"), number(row, "delta_high")
    if low is not None and high is not None:
        drawn.append(thin(scale, low, high, "ci"))
    drawn += [] if pawn is None else [dot(scale, pawn, "ring", 9, 5)]
    drawn += [] if delta is None else [dot(scale, delta, "point", 9, 4)]
    words = ", ".join(
        f"{name_of} {size(value)}"
        for name_of, value in (("delta", delta), ("PAWN", pawn))
        if value is not None
    )
    return Row(name, track(key, f"{name}: {words}", scale, drawn), words)
