"""The chapter on what blocks a deal: what cannot all be had, and who could move."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import in_100, readings
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Row, point_ticks, sample
from parley.show.cuts import left_out
from parley.show.figures import INTERVAL, interval
from parley.show.marks import Scale, bar, rounded_scale, shares_up_to, track, upright
from parley.show.named import KINDS, if_set_aside, kind_of, set_aside, short, together
from parley.show.parties import Face
from parley.show.records import Findings, Record, known, number, text
from parley.show.words import MINUS, hundredths, listed, quoted, span, whole

SIDES = "abc"
SHOWN_CONFLICTS, SHOWN_SINGLES, SHOWN_PAIRS = 6, 8, 4
EVEN = 0.5


@dataclass(frozen=True)
class Side:
    """One of the things that cannot all be had.

    Attributes
    ----------
    kind
        Red line, block, approval and so on.
    law
        The law behind it; empty where it is will.
    """

    face: Face | None
    name: str
    words: str
    kind: str
    law: str


@dataclass(frozen=True)
class Conflict:
    """Conditions that cannot all hold, with the readings of 100 in which they are all it takes."""

    count: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Correction:
    """What would open a deal if it need not hold.

    Attributes
    ----------
    detail
        What exactly is asked, most often.
    concession
        How far the holder would have to come, in its own unit; a reason where there is no size.
    """

    faces: tuple[Face, ...]
    words: str
    detail: str
    law: str
    picture: Markup
    count: str
    interval: str
    concession: str


@dataclass(frozen=True)
class Blocks:
    """The chapter.

    Attributes
    ----------
    groups
        Title to corrections: by will, by law, two together.
    """

    title: str
    lead: str
    conflicts: tuple[Conflict, ...]
    widest: int
    corrections_title: str
    groups: tuple[tuple[str, tuple[Correction, ...]], ...]
    key: tuple[tuple[Markup, str], ...]
    gap: Chart | None


def blocks(findings: Findings, case: Case, faces: dict[str, Face]) -> Blocks | None:
    """The chapter; nothing where the run did not look for obstacles."""
    if findings.get("obstacles.conflicts") is None:
        return None
    rows = findings.rows("obstacles.conflicts")
    conflicts = tuple(_conflict(row, faces) for row in rows[:SHOWN_CONFLICTS])
    return Blocks(
        heading(findings, case),
        _lead(findings, rows),
        conflicts,
        max((len(one.sides) for one in conflicts), default=0),
        _corrections_title(findings, case),
        _groups(findings, case, faces),
        ((sample(INTERVAL), "95 % interval"),),
        _gap(findings),
    )


def heading(findings: Findings, case: Case) -> str:
    """What most often cannot all be had."""
    rows, none = findings.rows("obstacles.conflicts"), _no_deal(findings)
    if none == 0:
        return "Nothing blocks a deal: some text passes in every reading"
    if not rows:
        return f"Nothing passes {readings(none)}, and no three conditions or fewer explain it"
    keys = [key for side in SIDES if (key := text(rows[0], f"{side}_key"))]
    often = f"Nothing passes {readings(none)}"
    if len(keys) == 1:
        return f"{often}, most often because of {short(case, keys[0])} alone"
    every = "both" if len(keys) == 2 else "all"
    return f"{often}; what most often cannot {every} be had: {together(case, keys)}"


def _no_deal(findings: Findings) -> float:
    """Share of the readings in which nothing passes."""
    finding = findings.get("obstacles.conflicts")
    figures = finding.figures if finding else ()
    found = next((figure.value for figure in figures if figure.name == "no_deal"), None)
    if found is not None:
        return found
    rows = findings.rows("funnel.stages")
    return 1 - known(rows[-1], "some") if rows else 0.0


def _lead(findings: Findings, rows: Sequence[Record]) -> str:
    if not rows:
        finding = findings.get("obstacles.conflicts")
        return finding.sentence if finding else ""
    n = int(known(rows[0], "n"))
    return (
        f"Taken apart here: {n:,} readings that leave nothing that passes. Of 100 of these, in how "
        "many the following cannot all be had, while any one fewer could:"
    )


def _conflict(row: Record, faces: dict[str, Face]) -> Conflict:
    return Conflict(
        hundredths(number(row, "share")),
        tuple(
            Side(
                faces.get(text(row, f"{side}_holder")),
                text(row, f"{side}_name"),
                text(row, f"{side}_words"),
                KINDS.get(text(row, f"{side}_kind"), text(row, f"{side}_kind")),
                text(row, f"{side}_law"),
            )
            for side in SIDES
            if text(row, f"{side}_key")
        ),
    )


def _corrections_title(findings: Findings, case: Case) -> str:
    """The single condition whose absence opens most."""
    rows = findings.rows("obstacles.corrections")
    if not rows:
        return "No one condition, and no two together, would open a deal by being set aside"
    top = next((row for row in rows if known(row, "size") == 1), rows[0])
    words = " and ".join(if_set_aside(case, key) for key in _keys(top))
    return f"If {words}, a deal opens in {in_100(known(top, 'share'))} of the readings without one"


def _keys(row: Record) -> list[str]:
    return [key for key in text(row, "keys").split(", ") if key]


def _groups(
    findings: Findings, case: Case, faces: dict[str, Face]
) -> tuple[tuple[str, tuple[Correction, ...]], ...]:
    """Single conditions first, law apart from will; then two together."""
    rows = findings.rows("obstacles.corrections")
    scale = shares_up_to(max((known(row, "share_high") for row in rows), default=1.0))
    is_cut = left_out(findings.get("obstacles.corrections"))
    single = [row for row in rows if known(row, "size") == 1]
    by_will = [row for row in single if not text(row, "law")]
    by_law = [row for row in single if text(row, "law")]
    pairs = sorted(
        (row for row in rows if known(row, "size") == 2), key=lambda row: -known(row, "share")
    )
    parts = (
        ("One of these alone", by_will[:SHOWN_SINGLES]),
        ("Bound by law: not for those at the table to give", by_law[:SHOWN_SINGLES]),
        ("Two together", pairs[:SHOWN_PAIRS]),
    )
    return tuple(
        (title, tuple(_correction(row, case, faces, scale, is_cut=is_cut) for row in mine))
        for title, mine in parts
        if mine
    )


def _correction(
    row: Record, case: Case, faces: dict[str, Face], scale: Scale, *, is_cut: bool
) -> Correction:
    keys, value = _keys(row), known(row, "share")
    words = [if_set_aside(case, key) for key in keys]
    holders = [faces[key] for key in text(row, "holders").split(", ") if key in faces]
    marks = [bar(scale, 0, value, "layer single", 4, 9), interval(scale, row, "share")]
    says = f"If {listed(words)}: a deal opens in {in_100(value)} of the readings without one"
    is_bar = len(keys) == 1 and kind_of(keys[0]) in ("line", "block")
    name = text(row, "holder_names")
    return Correction(
        tuple(holders),
        words[0] if len(words) == 1 else listed([_shorter(case, keys, at) for at in range(2)]),
        text(row, "words").removeprefix(f"{name} ") if is_bar else "",
        text(row, "law"),
        track(f"correction-{int(known(row, 'place'))}", says, scale, marks, tall=22),
        hundredths(value),
        span(known(row, "share_low"), known(row, "share_high")),
        _concession(row, is_cut=is_cut),
    )


def _shorter(case: Case, keys: list[str], at: int) -> str:
    """The second of two without its holder, where it is that of the first."""
    first, second = if_set_aside(case, keys[0]), if_set_aside(case, keys[at])
    mine = set_aside(case, keys[at])
    holder = second.removesuffix(mine)
    return mine if at and holder and first.startswith(holder) else second


def _concession(row: Record, *, is_cut: bool) -> str:
    """How far the holder would have to come, middle and 8 of 10 readings."""
    middle, unit = number(row, "concession"), text(row, "unit")
    low, high = known(row, "concession_low"), known(row, "concession_high")
    if known(row, "size") > 1:
        return ""
    if middle is None:
        return "not shown in this copy" if is_cut and unit else "no size: it holds or not"
    if unit == "log-odds":
        ends = [_of_voters(each) for each in (low, high)]
        return f"{_of_voters(middle)} of 100 voters ({' to '.join(ends)}), seen from an even split"
    noun = {"points": "points of its own"}.get(unit, unit)
    return f"{_size(middle)} {noun} ({_size(low)} to {_size(high)})"


def _of_voters(log_odds: float) -> str:
    """Voters of 100 that a change of log-odds moves, from an even split."""
    moved = 1 / (1 + math.exp(-log_odds)) - EVEN
    return hundredths(moved)


def _size(points: float) -> str:
    """
    >>> _size(16.2), _size(0.09), _size(0.0)
    ('16', '<0.1', '0')
    """
    if 0 < points < 0.1:
        return "<0.1"
    return f"{points:.1f}" if 0 < points < 1 else whole(points)


def _gap(findings: Findings) -> Chart | None:
    """Where values alone clash: the parts of the gap, issue by issue."""
    finding, rows = findings.get("obstacles.gap"), findings.rows("obstacles.gap")
    if finding is None or not rows:
        return None
    amounts = [known(row, "amount") for row in rows]
    scale = rounded_scale(min(amounts), max(amounts))
    least = min(rows, key=lambda row: known(row, "amount"))
    return Chart(
        "gap",
        f"Where values alone clash, the largest part of the gap is {quoted(text(least, 'about'))}",
        f"{finding.sentence} Bars to the left hold the parties apart, bars to the right bring "
        "them together; all together they make the gap.",
        (Group("", tuple(_term(row, scale) for row in rows)),),
        point_ticks(scale),
        "weighted margin over no deal",
        ("obstacles.gap",),
    )


def _term(row: Record, scale: Scale) -> Row:
    amount, about = known(row, "amount"), text(row, "about")
    words = f"{amount:+.1f}".replace("-", MINUS)
    marks = [bar(scale, 0, amount, "layer single", 4, 10), upright(scale, 0, "zero")]
    picture = track(f"gap-{text(row, 'term')}", f"{about}: {words}", scale, marks)
    return Row(about, picture, words)
