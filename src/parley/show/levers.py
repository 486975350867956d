"""The chapter on levers: what somebody could do, whose it is, and what it would move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import in_100, of_100
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Row, percent_ticks, point_ticks, sample
from parley.show.figures import INTERVAL, interval
from parley.show.marks import SHARES, Scale, bar, dot, rounded_scale, thin, track, upright
from parley.show.named import body_title
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, listed, quoted, signed

STAGES = {"acceptable": "signed", "durable": "and holds", "ratifiable": "and ratified"}
SHOWN_SETS = 8


@dataclass(frozen=True)
class Effect:
    """What a lever moves at one stage: a picture, the change, and the change after a reply."""

    stage: str
    picture: Markup
    change: str
    interval: str
    with_reply: str


@dataclass(frozen=True)
class Lever:
    """One lever.

    Attributes
    ----------
    body
        Who would have to vote it.
    reply
        What another side would then do, and how likely; empty without one.
    """

    face: Face | None
    title: str
    owner: str
    cost: str
    body: str
    reply: str
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class Levers:
    """The chapter."""

    title: str
    stages: tuple[str, ...]
    levers: tuple[Lever, ...]
    ticks: tuple[tuple[float, str], ...]
    key: tuple[tuple[Markup, str], ...]
    n: int
    curve: Chart | None
    pairs: str


def levers(findings: Findings, case: Case, faces: dict[str, Face]) -> Levers | None:
    """The chapter; nothing where the case has no levers."""
    rows = findings.rows("levers.effects")
    if not rows:
        return None
    by_lever = grouped(rows, "lever")
    last = text(rows[-1], "stage")
    order = sorted(by_lever.values(), key=lambda mine: -known(_at(mine, last), "change"))
    scale = _scale(rows)
    return Levers(
        _title(order, last),
        tuple(STAGES.get(stage, stage) for stage in grouped(rows, "stage")),
        tuple(_lever(mine, case, faces, scale) for mine in order),
        point_ticks(scale),
        _key(rows),
        int(known(rows[0], "n")),
        _curve(findings),
        _pairs(findings),
    )


def _at(rows: Sequence[Record], stage: str) -> Record:
    return next((row for row in rows if text(row, "stage") == stage), rows[-1])


def _scale(rows: Sequence[Record]) -> Scale:
    """Changes in readings of 100, on one scale for all levers and stages."""
    names = ("change_low", "change_high", "reply_change_low", "reply_change_high", "reply_change")
    ends = [100 * known(row, name) for row in rows for name in ("change", *names)]
    whole = rounded_scale(min(ends), max(ends), 3)
    # The columns are narrow: the ends and nothing between but 0.
    return Scale(whole.low, whole.high, tuple(dict.fromkeys((whole.low, 0.0, whole.high))))


def _title(order: Sequence[Sequence[Record]], last: str) -> str:
    """The lever that moves the last stage most, either way."""
    top = _at(order[0], last)
    bottom = _at(order[-1], last)
    if round(100 * known(top, "change")) > 0:
        words = (
            f"{quoted(text(top, 'title'))} opens most: {signed(100 * known(top, 'change'))} "
            "readings of 100"
        )
        if known(top, "change_low") <= 0:
            words += ", which sampling error alone could make"
        elif number(top, "reply_change") is not None:
            words += f", {signed(100 * known(top, 'reply_change'))} with the reply to it"
        return words
    if round(100 * known(bottom, "change")) < 0:
        return (
            f"No lever opens a deal; {quoted(text(bottom, 'title'))} closes most: "
            f"{signed(100 * known(bottom, 'change'))} readings of 100"
        )
    return "No lever by itself moves the answer by as much as 1 reading of 100"


def _lever(rows: Sequence[Record], case: Case, faces: dict[str, Face], scale: Scale) -> Lever:
    first = rows[0]
    cost = number(first, "cost")
    body = text(first, "body_title") or body_title(case, text(first, "body"))
    return Lever(
        faces.get(text(first, "owner")),
        text(first, "title"),
        text(first, "owner_name"),
        "" if cost is None else f"{cost:g}",
        body,
        _reply(first),
        tuple(_effect(row, scale) for row in rows),
    )


def _reply(row: Record) -> str:
    """What another side would then do."""
    if number(row, "reply_change") is None:
        return ""
    title = text(row, "reply_title") or "a reply"
    return f"{text(row, 'reply_owner_name')} may reply{_chance(row)}: {title}"


def _chance(row: Record) -> str:
    cell = row.get("reply_chance")
    if isinstance(cell, str):
        return f" (chance {cell})" if cell else ""
    value = number(row, "reply_chance")
    return "" if value is None else f" (in {in_100(value)})"


def _effect(row: Record, scale: Scale) -> Effect:
    change = 100 * known(row, "change")
    low, high = number(row, "change_low"), number(row, "change_high")
    reply = number(row, "reply_change")
    marks = [bar(scale, 0, change, "layer single", 4, 9)]
    between = ""
    if low is not None and high is not None:
        marks += [
            thin(scale, 100 * low, 100 * high, "ci", 19),
            *(upright(scale, 100 * end, "ci", 17, 22) for end in (low, high)),
        ]
        between = f"{signed(100 * low)} to {signed(100 * high)}"
    if reply is not None:
        marks.append(dot(scale, 100 * reply, "ring", 9, 4))
    marks.append(upright(scale, 0, "zero", 0, 22))
    stage = text(row, "stage")
    with_reply = "" if reply is None else f"{signed(100 * reply)} with the reply"
    says = f"{text(row, 'title')}, {STAGES.get(stage, stage)}: {signed(change)} readings of 100"
    if with_reply:
        says += f", {with_reply}"
    return Effect(
        STAGES.get(stage, stage),
        track(f"lever-{text(row, 'lever')}-{stage}", says, scale, marks, tall=22),
        signed(change),
        between,
        with_reply,
    )


def _key(rows: Sequence[Record]) -> tuple[tuple[Markup, str], ...]:
    found = [(sample(INTERVAL), "95 % interval, same readings compared")]
    if any(number(row, "reply_change") is not None for row in rows):
        ring = Markup('<circle class="ring" cx="15" cy="9" r="4"/>')
        found.append((sample(ring), "with the reply of another side"))
    return tuple(found)


def _curve(findings: Findings) -> Chart | None:
    """Of the sets of levers looked at, those that no cheaper one beats."""
    every = findings.rows("levers.curve")
    rows = _rising([row for row in every if row.get("is_cheapest", True)])
    if len(rows) < 2:
        return None
    top = max(rows, key=lambda row: known(row, "share"))
    return Chart(
        "curve",
        f"For a cost of {known(top, 'cost'):g}, some text passes in {in_100(known(top, 'share'))}; "
        f"without any lever in {in_100(known(rows[0], 'share'))}",
        "Sets of levers, from the cheapest, each told by what it has that the one above has not: "
        "each row is the least cost at which that share was reached among the sets looked at. "
        "Costs are in units of the case and are added up; replies of others are left out.",
        (Group("", tuple(_set(place, rows) for place in range(len(rows)))),),
        percent_ticks(SHARES),
        "readings of 100 in which some text passes",
        ("levers.curve",),
        ((sample(INTERVAL), "95 % interval"),),
    )


def _rising(rows: Sequence[Record]) -> list[Record]:
    """The first sets, each of which reaches a whole reading of 100 more than the one before."""
    found: list[Record] = []
    for row in rows:
        if not found or of_100(known(row, "share")) > of_100(known(found[-1], "share")):
            found.append(row)
    return found[:SHOWN_SETS]


def _set(place: int, rows: Sequence[Record]) -> Row:
    row = rows[place]
    titles = _told(_titles(row), _titles(rows[place - 1]) if place else [])
    value = known(row, "share")
    marks = [bar(SHARES, 0, value, "layer some", 4, 9), interval(SHARES, row, "share")]
    says = f"cost {known(row, 'cost'):g}, {titles}: {in_100(value)}"
    picture = track(f"curve-{place}", says, SHARES, marks, tall=22)
    return Row(f"cost {known(row, 'cost'):g}", picture, f"{hundredths(value)} of 100", titles)


def _titles(row: Record) -> list[str]:
    return [title for title in text(row, "titles").split("; ") if title]


def _told(mine: Sequence[str], before: Sequence[str]) -> str:
    """A set by what it has that another has not.

    >>> _told(["a", "b"], ["a", "c"]), _told(["a"], []), _told([], [])
    ('and “b”, without “c”', '“a”', 'no lever')
    """
    new = [quoted(title) for title in mine if title not in before]
    gone = [quoted(title) for title in before if title not in mine]
    kept = [title for title in mine if title in before]
    words = [f"{'and ' if kept else ''}{listed(new)}"] if new else []
    if gone and kept:
        words.append(f"without {listed(gone)}")
    return ", ".join(words) or "no lever"


def _pairs(findings: Findings) -> str:
    """What two levers do together."""
    finding = findings.get("levers.pairs")
    return finding.sentence if finding and finding.rows else ""
