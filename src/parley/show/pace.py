"""The figures of pace: how often triggers came, who is open to talks, what a lever would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import in_100, readings
from parley.show.charts import Chart, Group, Row, percent_ticks, sample
from parley.show.figures import INTERVAL, interval
from parley.show.marks import (
    SHARES,
    Scale,
    bar,
    dot,
    rounded_scale,
    shares_up_to,
    thin,
    track,
    upright,
)
from parley.show.parties import Face
from parley.show.records import Findings, Record, known, number, text
from parley.show.words import hundredths, listed, quoted, signed, size, span

SHOWN_LEVERS = 12
COLLAPSE = "collapse"
ALL = "all"


@dataclass(frozen=True)
class Party:
    """How open one party is to talks, and what that is made of."""

    face: Face | None
    name: str
    motive: str
    later: str
    way_out: str
    cost: str
    picture: Markup
    value: str


@dataclass(frozen=True)
class Openness:
    """The table of parties; all of them at once come last."""

    title: str
    parties: tuple[Party, ...]
    ticks: tuple[tuple[float, str], ...]
    n: int
    cut: str
    data: tuple[str, ...] = ("timeline.openness",)


def rates(findings: Findings) -> Chart | None:
    """How many triggers and collapses a year the record has."""
    rows = findings.rows("timeline.rates")
    if not rows:
        return None
    triggers = [row for row in rows if text(row, "kind") != COLLAPSE]
    collapses = [row for row in rows if text(row, "kind") == COLLAPSE]
    # Tenths, so that rates of less than one a year still have round marks.
    most = 10 * max(known(row, end) for row in rows for end in ("rate", "rate_high"))
    tenths = rounded_scale(0.0, most)
    scale = Scale(0.0, tenths.high / 10, tuple(tick / 10 for tick in tenths.ticks))
    groups = (
        ("Occasions for talks", triggers),
        ("Collapses, a year of open talks", collapses),
    )
    return Chart(
        "rates",
        _rates_title(triggers),
        "How often a year, from the counts in the record of the case: the dot is the mean rate "
        "that the count leaves, the line a 95 % interval. Nothing says that the years ahead are "
        "like those behind.",
        tuple(Group(title, tuple(_rate(row, scale) for row in mine)) for title, mine in groups
              if mine),
        tuple((scale.at(tick), f"{tick:g}") for tick in scale.ticks),
        "a year",
        ("timeline.rates",),
    )  # fmt: skip


def _rates_title(rows: Sequence[Record]) -> str:
    if not rows:
        return "The record has no occasions for talks to count"
    top = max(rows, key=lambda row: known(row, "rate"))
    return (
        f"Occasions for talks came most often from {quoted(text(top, 'title'))}: "
        f"{yearly(known(top, 'rate'))} a year"
    )


def yearly(rate: float) -> str:
    """A rate a year, to hundredths.

    >>> yearly(0.75), yearly(1.0), yearly(0.0001), yearly(2.25)
    ('0.75', '1', '<0.01', '2.25')
    """
    return "<0.01" if 0 < rate < 0.005 else f"{rate:.2f}".rstrip("0").rstrip(".")


def _rate(row: Record, scale: Scale) -> Row:
    title, rate = text(row, "title"), known(row, "rate")
    low, high = number(row, "rate_low"), number(row, "rate_high")
    marks, between = [], ""
    if low is not None and high is not None:
        marks.append(thin(scale, low, high, "line"))
        between = f" ({yearly(low)} to {yearly(high)})"
    marks.append(dot(scale, rate, "point"))
    words = f"{yearly(rate)}{between}"
    count = number(row, "count")
    note = "as stated" if count is None else f"{count:g} in {size(known(row, 'years'))} years"
    key = f"rate-{text(row, 'kind')}"
    return Row(title, track(key, f"{title}: {words} a year", scale, marks), words, note)


def triggers(findings: Findings) -> Chart | None:
    """Which occasion opens talks, where any does."""
    rows = sorted(findings.rows("timeline.triggers"), key=lambda row: -known(row, "share"))
    if not rows:
        return None
    scale = shares_up_to(known(rows[0], "share"))
    top = rows[0]
    drawn = []
    for row in rows:
        title, share = text(row, "title"), known(row, "share")
        marks = [bar(scale, 0, share, "layer some")]
        says = f"{title}: {hundredths(share)} of 100 openings"
        picture = track(f"trigger-{text(row, 'kind')}", says, scale, marks)
        drawn.append(Row(title, picture, f"{hundredths(share)} of 100"))
    return Chart(
        "triggers",
        f"If the stated rates hold, {in_100(known(top, 'share'))} openings of talks follow an "
        f"event of the kind {quoted(text(top, 'title'))}",
        "Of 100 openings of talks, how many follow an event of each kind. All kinds are taken to "
        "open talks alike, so these are the shares of their rates.",
        (Group("", tuple(drawn)),),
        percent_ticks(scale),
        "of 100 openings",
        ("timeline.triggers",),
    )


def openness(findings: Findings, faces: dict[str, Face]) -> Openness | None:
    """Each party's motive, way out and cost of being seen, and in how many readings it is open."""
    rows = findings.rows("timeline.openness")
    if not rows:
        return None
    finding = findings.get("timeline.openness")
    ends = percent_ticks(SHARES)
    return Openness(
        _openness_title(rows),
        tuple(_party(row, faces) for row in rows),
        (ends[0], ends[2], ends[-1]),
        int(known(rows[0], "n")),
        finding.cut if finding else "",
    )


def _openness_title(rows: Sequence[Record]) -> str:
    each = [row for row in rows if text(row, "party") != ALL]
    together = [row for row in rows if text(row, "party") == ALL]
    said = [f"to {text(row, 'party_name')} {readings(known(row, 'open'))}" for row in each]
    words = f"By the stated judgements talks are worth it {listed(said)}"
    if together and len(each) > 1:
        share = readings(known(together[0], "open"))
        words += f"; to {'both' if len(each) == 2 else 'all'} {share}"
    return words


def _party(row: Record, faces: dict[str, Face]) -> Party:
    party, is_open = text(row, "party"), known(row, "open")
    name = "All who must sign" if party == ALL else text(row, "party_name")
    marks = [bar(SHARES, 0, is_open, "layer single", 4, 9), interval(SHARES, row, "open")]
    says = f"{name}: open to talks {readings(is_open)}"
    way_out = number(row, "way_out")
    low, high = number(row, "open_low"), number(row, "open_high")
    between = "" if low is None or high is None else f" ({span(low, high)})"
    return Party(
        faces.get(party),
        name,
        _points(row, "motive"),
        _points(row, "motive_later"),
        "" if way_out is None else f"{hundredths(way_out)} of 100",
        "" if number(row, "cost") is None else f"{size(known(row, 'cost'))} points",
        track(f"open-{party}", says, SHARES, marks, tall=22),
        f"{hundredths(is_open)} of 100{between}",
    )


def _points(row: Record, name: str) -> str:
    value = number(row, name)
    return "" if value is None else f"{signed(value)} points"


def levers(findings: Findings, faces: dict[str, Face]) -> Chart | None:
    """By how much each lever alone would shift both curves at their end."""
    rows = sorted(findings.rows("timeline.levers"), key=lambda row: -known(row, "concluded_change"))
    if not rows:
        return None
    ends = [
        100 * known(row, f"{measure}_change{end}")
        for row in rows
        for measure in ("open", "concluded")
        for end in ("", "_low", "_high")
    ]
    scale = rounded_scale(min(ends), max(ends))
    more = (
        f" The first {SHOWN_LEVERS} of {len(rows)} are drawn." if len(rows) > SHOWN_LEVERS else ""
    )
    return Chart(
        "lever-shifts",
        _levers_title(rows),
        "By how many of 100 courses each lever alone moves the share in which talks are concluded, "
        "or open, at the end of the time looked at, if the stated rates hold. Over "
        f"{int(known(rows[0], 'n')):,} readings, each compared with itself without the lever. More "
        "talks concluded leave fewer that are still open. That a lever moves this does not say "
        f"that anybody should pull it.{more}",
        tuple(
            Group(title, tuple(_lever(row, measure, scale, faces) for row in rows[:SHOWN_LEVERS]))
            for measure, title in (("concluded", "Talks concluded"), ("open", "Talks open"))
        ),
        tuple((scale.at(tick), signed(tick)) for tick in scale.ticks),
        "change, of 100 courses",
        ("timeline.levers",),
        ((sample(INTERVAL), "95 % interval, same readings compared"),),
        style="panels",
    )


def _levers_title(rows: Sequence[Record]) -> str:
    top = rows[0]
    change = 100 * known(top, "concluded_change")
    if round(change) <= 0:
        return "If the stated rates hold, no lever alone brings talks to a conclusion more often"
    words = (
        f"If the stated rates hold, {quoted(text(top, 'title'))} adds most concluded talks: "
        f"{signed(change)} of 100 courses"
    )
    if known(top, "concluded_change_low") <= 0:
        words += ", which sampling error alone could make"
    return words


def _lever(row: Record, measure: str, scale: Scale, faces: dict[str, Face]) -> Row:
    name = f"{measure}_change"
    change = 100 * known(row, name)
    low, high = number(row, f"{name}_low"), number(row, f"{name}_high")
    marks = [bar(scale, 0, change, "layer single", 4, 9)]
    between = ""
    if low is not None and high is not None:
        marks += [
            thin(scale, 100 * low, 100 * high, "ci", 19),
            *(upright(scale, 100 * end, "ci", 17, 22) for end in (low, high)),
        ]
        between = f" ({signed(100 * low)} to {signed(100 * high)})"
    marks.append(upright(scale, 0, "zero", 0, 22))
    title = text(row, "title")
    says = f"{title}: {signed(change)} of 100 courses with talks {measure}"
    key = f"shift-{measure}-{text(row, 'lever')}"
    return Row(
        title,
        track(key, says, scale, marks, tall=22),
        f"{signed(change)}{between}",
        face=faces.get(text(row, "owner")),
    )
