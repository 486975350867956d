"""The record of talks as a drawing: channels as bars, events as marks, on one axis of years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.case.dates import MONTHS
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Row
from parley.show.evidence import date_or_text
from parley.show.marks import Scale, bar, lanes, shape, track
from parley.show.records import Findings, Record, grouped, text
from parley.show.words import capital, small, some_of

KINDS = {
    "humanitarian": ("People in need", "circle"),
    "control": ("Who holds what", "square"),
    "leadership": ("Who leads", "triangle"),
    "guarantees": ("Who would guarantee what", "diamond"),
    "outside": ("From outside", "hexagon"),
}
APART = 4.6
"""Percent of the width between two marks of a lane: a mark's own width on a phone."""
LANE = 24
LEAST = 0.008
"""Part of the axis that the shortest channel takes."""
MOST_TICKS = 8
GAVE, CLOSED = "occasion", "closing"


@dataclass(frozen=True)
class Event:
    """An event as it is listed: its mark, when and what, and what came of it."""

    mark: Markup
    kind: str
    date: str
    title: str
    became: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Channel:
    """A channel as it is listed."""

    title: str
    host: str
    topic: str
    aim: str
    opened: str
    closed: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class History:
    """The drawing with the lists that name what is in it."""

    chart: Chart
    events: tuple[Event, ...]
    channels: tuple[Channel, ...]


def history(findings: Findings, case: Case) -> History | None:
    """The record; nothing where the case has neither channels nor events."""
    channels, events = findings.rows("record.channels"), findings.rows("record.events")
    if not channels and not events:
        return None
    until = str(case.as_of)
    scale = _years([*(text(row, "opened") for row in channels), *_dates(events)], until)
    numbered = list(enumerate(events, 1))
    groups = [Group("Channels", tuple(_channel(row, scale, until) for row in channels))]
    by_kind = [
        _marks(kind, [(n, row) for n, row in numbered if text(row, "kind") == kind], scale)
        for kind in _kinds(events)
    ]
    groups.append(Group("Events, by what they were about", tuple(by_kind)))
    chart = Chart(
        "record",
        _title(channels, events, until),
        "Above, each channel from its opening to its closing; below, events in the order of their "
        "dates, with the numbers of the list. The record is what the case lists with sources; "
        "what it does not list may have happened all the same. A date without a day counts from "
        "the middle of its month, one without a month from the middle of its year.",
        tuple(group for group in groups if group.rows),
        tuple((scale.at(tick), f"{tick:g}") for tick in scale.ticks),
        "year",
        ("record.channels", "record.events"),
        _key(channels, events),
        style="record",
    )
    sources = {text(row, "id") for row in findings.rows("evidence.sources")}
    return History(
        chart,
        tuple(_event(n, row, sources) for n, row in numbered),
        tuple(_listed(row, sources) for row in channels),
    )


def year_of(date: str) -> float:
    """A date as years, from the middle of what it leaves open.

    >>> year_of("2024-07-01"), year_of("2022")
    (2024.5, 2022.5)
    """
    parts = [int(part) for part in date.split("-")]
    month = parts[1] if len(parts) > 1 else 7
    day = parts[2] if len(parts) > 2 else (15 if len(parts) > 1 else 1)
    return parts[0] + (month - 1) / 12 + (day - 1) / 372


def month(date: str) -> str:
    """A date as short as a figure allows.

    >>> month("2024-03-29"), month("2022")
    ('Mar 2024', '2022')
    """
    parts = date.split("-")
    return " ".join((*(MONTHS[int(part) - 1][:3] for part in parts[1:2]), parts[0]))


def linked(row: Record, known_sources: set[str]) -> tuple[str, ...]:
    """The sources of a row that are on the page."""
    named = [each.strip() for each in text(row, "sources").replace(";", ",").split(",")]
    return tuple(each for each in named if each in known_sources)


def _dates(events: Sequence[Record]) -> list[str]:
    return [text(row, "date") for row in events]


def _years(dates: Sequence[str], until: str) -> Scale:
    """From the beginning of the first year to the as-of date, with a mark every few years."""
    end = year_of(until)
    first = math.floor(min(year_of(date) for date in dates))
    step = max(1, math.ceil((end - first) / MOST_TICKS))
    return Scale(float(first), end, tuple(float(y) for y in range(first, math.ceil(end), step)))


def _kinds(events: Sequence[Record]) -> list[str]:
    there = grouped(events, "kind")
    return [*(kind for kind in KINDS if kind in there), *(k for k in there if k not in KINDS)]


def _channel(row: Record, scale: Scale, until: str) -> Row:
    title, opened, closed = (text(row, name) for name in ("title", "opened", "closed"))
    start, end = year_of(opened), year_of(closed or until)
    style = "layer single" if text(row, "aim") == "settlement" else "partial"
    when = f"{month(opened)} to {month(closed)}" if closed else f"since {month(opened)}, open"
    if closed and month(opened) == month(closed):
        when = month(opened)
    # A channel of a few days has no length on this axis: it is as long as can be seen.
    end = max(end, start + LEAST * (scale.high - scale.low))
    marks = [bar(scale, start, end, style, 5, 8)]
    host = text(row, "host")
    key = f"channel-{text(row, 'key')}"
    return Row(title, track(key, f"{title}: {when}", scale, marks), when, host)


def _marks(kind: str, events: Sequence[tuple[int, Record]], scale: Scale) -> Row:
    words, form = KINDS.get(kind, (kind.capitalize(), "circle"))
    places = [scale.at(year_of(text(row, "date"))) for _, row in events]
    rows = lanes(places, APART)
    tall = LANE * (max(rows) + 1)
    marks = [
        shape(form, place, LANE * lane + LANE / 2, str(n), _style(row))
        for place, lane, (n, row) in zip(places, rows, events, strict=True)
    ]
    named = "; ".join(f"{n}: {text(row, 'title')}" for n, row in events)
    return Row(
        words,
        track(f"events-{kind}", f"{words}: {named}", scale, marks, tall=tall),
        some_of(len(events), "event"),
    )


def _style(row: Record) -> str:
    return CLOSED if text(row, "closed") else GAVE


def _became(row: Record) -> str:
    """What it opened and closed, and what followed."""
    said = [
        f"{verb}: {text(row, name)}"
        for verb, name in (("opened", "opened"), ("closed", "closed"), ("then", "followed"))
        if text(row, name)
    ]
    return "; ".join(said)


def _event(place: int, row: Record, sources: set[str]) -> Event:
    words, form = KINDS.get(text(row, "kind"), (text(row, "kind").capitalize(), "circle"))
    mark = Markup('<svg class="sample" width="24" height="24" aria-hidden="true">{}</svg>').format(
        shape(form, 50, 12, str(place), _style(row))
    )
    date = date_or_text(text(row, "date"))
    return Event(mark, words, date, text(row, "title"), _became(row), linked(row, sources))


def _listed(row: Record, sources: set[str]) -> Channel:
    closed, by = text(row, "closed"), text(row, "closed_by")
    ended = f"{date_or_text(closed)}{f': {by}' if by else ''}" if closed else "open"
    return Channel(
        text(row, "title"),
        text(row, "host") or "not said",
        text(row, "topic"),
        "the conflict as a whole" if text(row, "aim") == "settlement" else "a part of it",
        date_or_text(text(row, "opened")),
        ended,
        linked(row, sources),
    )


def _title(channels: Sequence[Record], events: Sequence[Record], until: str) -> str:
    """How many channels are open, and what the occasions were about."""
    said = []
    if channels:
        is_open = sum(not text(row, "closed") for row in channels)
        verb = "is" if is_open == 1 else "are"
        of = some_of(len(channels), "channel")
        said.append(f"{small(is_open)} of {of} {verb} open on {date_or_text(until)}")
    if events:
        counts = {kind: len(rows) for kind, rows in grouped(events, "kind").items()}
        most = max(counts, key=lambda kind: counts[kind])
        about = KINDS.get(most, (most, ""))[0].lower()
        verb = "was" if counts[most] == 1 else "were"
        said.append(
            f"{small(counts[most])} of {some_of(len(events), 'event')} {verb} about {about}, and "
            "no kind was more frequent"
            if len(counts) > 1
            else f"all {some_of(len(events), 'event')} were about {about}"
        )
    return capital("; ".join(said))


def _key(channels: Sequence[Record], events: Sequence[Record]) -> tuple[tuple[Markup, str], ...]:
    """Samples of what the record has."""
    wide = Markup('<svg class="sample" width="30" height="18" aria-hidden="true">{}</svg>')
    entries = [
        (Markup('<rect class="{}" x="2" y="5" width="26" height="8"/>').format(style), words, aim)
        for style, words, aim in (
            ("layer single", "channel about the conflict as a whole", "settlement"),
            ("partial", "about a part of it", "partial"),
        )
    ]
    drawn = [
        (wide.format(mark), words)
        for mark, words, aim in entries
        if any(text(row, "aim") == aim for row in channels)
    ]
    for style, words, closes in (
        (GAVE, "gave occasion to talk", False),
        (CLOSED, "closed a channel", True),
    ):
        if any(bool(text(row, "closed")) == closes for row in events):
            drawn.append((wide.format(shape("circle", 50, 9, "", style)), words))
    return tuple(drawn)
