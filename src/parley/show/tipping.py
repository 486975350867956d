"""The figures of tipping points: which numbers move the answer, and where it turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from parley.analysis.shares import in_100
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Panel, Panels, Row, percent_ticks, sample
from parley.show.falls import falls
from parley.show.marks import SHARES, Scale, dot, thin, track
from parley.show.parties import Face
from parley.show.plots import crossing, curve, plot, shade, whisker
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, listed, quoted, size, small, some_of

SHOWN = 12
NAMED_BY_HOLDER = ("preferences", "bodies", "ends", "blocks", "levers")
"""Sections that go without saying where whose it is is said."""
SILENT = ("members", "points", "by", "value")
QUARTER, OBSTACLE = "quarter", "obstacle"


Names = Mapping[str, str]
"""Path of a quantity to its words."""


@dataclass(frozen=True)
class Tipping:
    """The figures; without those for which nothing was looked at."""

    screen: Chart | None
    curves: Panels | None
    no_deal: Panels | None


def tipping(findings: Findings, case: Case, faces: dict[str, Face]) -> Tipping | None:
    """The figures; nothing where no quantity was moved."""
    if not findings.rows("tipping.screen") and not findings.rows("tipping.curves"):
        return None
    names = _names(findings, case)
    return Tipping(
        _screen(findings, names),
        _curves(findings, names),
        falls(findings, faces),
    )


def _names(findings: Findings, case: Case) -> dict[str, str]:
    """Path of each quantity to its words."""
    rows = [*findings.rows("tipping.screen"), *findings.rows("tipping.curves")]
    return {text(row, "path"): readable(case, text(row, "path"), text(row, "what")) for row in rows}


def readable(case: Case, path: str, what: str) -> str:
    """A quantity as its holder and what of it, without the words of the case language between."""
    section, *words = what.split(" / ")
    title = _title_of(case, section, path.split(".")[1:2]) if words else ""
    if title:
        words[0] = title
    kept = [words[0], *(w for w in words[1:] if w not in SILENT)] if words else []
    if section not in NAMED_BY_HOLDER:
        kept = [section, *kept]
    head, *rest = kept
    return f"{head}: {', '.join(rest)}" if rest else head


def _title_of(case: Case, section: str, key: Sequence[str]) -> str:
    """What readers see of an entry that has a title; empty where it has none."""
    titles: dict[str, str | None] = {}
    if section == "bodies":
        titles = {str(name): body.title for name, body in case.bodies.items()}
    elif section == "ends":
        titles = {str(name): end.title for name, end in case.ends.items()}
    elif section == "levers":
        titles = {str(name): lever.title for name, lever in case.levers.items()}
    return str(titles.get(key[0]) or "") if key else ""


def _title(rows: Sequence[Record], names: Names) -> str:
    """The number that moves the answer most over its written range."""
    top = max(rows, key=lambda row: abs(_change(row)))
    if abs(_change(top)) < 0.005:
        return "No single number moves the answer over the range that is written for it"
    low, high = in_100(known(top, "share_low_end")), in_100(known(top, "share_high_end"))
    return (
        f"{quoted(names[text(top, 'path')])} moves the answer most of all single numbers: some "
        f"text passes in {low} at the low end of its range, in {high} at the high end"
    )


def _change(row: Record) -> float:
    return known(row, "share_high_end") - known(row, "share_low_end")


def _screen(findings: Findings, names: Names) -> Chart | None:
    """Numbers by how far they move the share between the ends of their range."""
    rows = sorted(findings.rows("tipping.screen"), key=lambda row: -abs(_change(row)))
    if not rows:
        return None
    n = int(known(rows[0], "n"))
    moving = sum(bool(known(row, "moved") or _change(row)) for row in rows)
    more = f" The first {SHOWN} of {len(rows)} are drawn." if len(rows) > SHOWN else ""
    return Chart(
        "screen",
        _title(rows, names),
        f"{small(moving).capitalize()} of {some_of(len(rows), 'range')} move the answer between "
        "their ends. Each row has the share "
        f"of the first {n} readings in which some text passes, with one number at the "
        "low end of its written range and then at the high end, all others as drawn. So few "
        f"readings only sort the numbers: differences of a few of 100 are noise.{more}",
        (Group("", tuple(_moved(row, names) for row in rows[:SHOWN])),),
        percent_ticks(SHARES),
        "readings of 100 in which some text passes",
        ("tipping.screen",),
        (
            (sample(Markup('<circle class="ring" cx="15" cy="9" r="5"/>')), "at the low end"),
            (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "at the high end"),
        ),
    )


def _moved(row: Record, names: Names) -> Row:
    low, high = known(row, "share_low_end"), known(row, "share_high_end")
    name = names[text(row, "path")]
    ends = f"{size(known(row, 'low'))} to {size(known(row, 'high'))}"
    words = f"{hundredths(low)} to {hundredths(high)}"
    marks = [
        thin(SHARES, low, high, "line"),
        dot(SHARES, low, "ring", 9, 5),
        dot(SHARES, high, "point", 9, 4),
    ]
    says = f"{name}, {ends}: some text passes in {words} of 100 readings"
    return Row(name, track(f"screen-{text(row, 'path')}", says, SHARES, marks), words, ends)


def _curves(findings: Findings, names: Names) -> Panels | None:
    """The numbers that move most, value by value."""
    by_path = grouped(findings.rows("tipping.curves"), "path")
    if not by_path:
        return None
    points = grouped(findings.rows("tipping.points"), "path")
    n = int(known(next(iter(by_path.values()))[0], "n"))
    written = {text(row, "path"): row for row in findings.rows("tipping.screen")}
    turns = sum(bool(_turns(points.get(path, []), QUARTER)) for path in by_path)
    return Panels(
        "curves",
        f"{small(turns).capitalize()} of {some_of(len(by_path), 'number')} looked at closely can "
        "turn the answer by a quarter of itself"
        if turns
        else "No number looked at closely turns the answer by a quarter of itself",
        f"Upwards, in how many of 100 readings some text passes, from 0 to 100, over {n} readings "
        "with a 95 % interval; across, the number. Shaded is the range that the case writes. "
        "Dashed lines mark where the share is a quarter of itself more or less than in the middle "
        "of that range. Between the points nothing was computed.",
        tuple(
            _panel(path, names[path], rows, points.get(path, []), written.get(path))
            for path, rows in by_path.items()
        ),
        ("tipping.curves", "tipping.points"),
        (
            (
                sample(Markup('<rect class="written" x="2" y="1" width="26" height="16"/>')),
                "written range",
            ),
            (
                sample(Markup('<line class="crossing" x1="15" x2="15" y1="0" y2="18"/>')),
                "turns by a quarter",
            ),
        ),
    )


def _panel(
    path: str,
    name: str,
    rows: Sequence[Record],
    points: Sequence[Record],
    written: Record | None,
) -> Panel:
    rows = sorted(rows, key=lambda row: known(row, "value"))
    values = [known(row, "value") for row in rows]
    across = Scale(values[0], values[-1], ())
    inside = _written(rows, written)
    marks = [shade(across, inside[0], inside[1])] if inside else []
    marks += [
        whisker(across, known(row, "value"), known(row, "share_low"), known(row, "share_high"))
        for row in rows
        if number(row, "share_low") is not None
    ]
    turns = _turns(points, QUARTER)
    marks += [crossing(across, value) for value in turns]
    marks.append(curve(across, [(known(row, "value"), known(row, "share")) for row in rows]))
    words = _words(rows, points, turns)
    ends = f"from {size(values[0])} to {size(values[-1])}"
    first, last = (hundredths(known(row, "share")) for row in (rows[0], rows[-1]))
    says = f"{name}, {ends}: some text passes in {first} to {last} of 100 readings. {words}"
    ticks = tuple(
        (across.at(value), size(value)) for value in dict.fromkeys((values[0], *inside, values[-1]))
    )
    return Panel(name, plot(f"curve-{path}", says, marks), _apart(ticks), words)


def _written(rows: Sequence[Record], screened: Record | None) -> tuple[float, ...]:
    """The ends of the range that the case writes, from the screen or from what lies inside."""
    if screened is not None:
        ends = (known(screened, "low"), known(screened, "high"))
    else:
        inside = [known(row, "value") for row in rows if row.get("inside")]
        ends = (min(inside), max(inside)) if inside else (0.0, 0.0)
    return ends if ends[0] < ends[1] else ()


def _apart(
    ticks: Sequence[tuple[float, str]], least: float = 14.0
) -> tuple[tuple[float, str], ...]:
    """Ticks that do not write over each other; the ends stay.

    >>> _apart([(0.0, "a"), (5.0, "b"), (50.0, "c"), (100.0, "d")])
    ((0.0, 'a'), (50.0, 'c'), (100.0, 'd'))
    """
    kept = [ticks[0]]
    for tick in ticks[1:-1]:
        if tick[0] - kept[-1][0] >= least and ticks[-1][0] - tick[0] >= least:
            kept.append(tick)
    return (*kept, *ticks[1:][-1:])


def _turns(points: Sequence[Record], kind: str) -> list[float]:
    """Values at which something turns; a cell holds one, or several as a text."""
    found: list[float] = []
    for row in points:
        if not text(row, "kind").startswith(kind):
            continue
        cell = row.get("value")
        pieces = cell.replace(";", ",").split(",") if isinstance(cell, str) else [cell]
        for piece in pieces:
            try:
                found.append(float(piece))  # type: ignore[arg-type]
            except (TypeError, ValueError):
                continue
    return found


def _changes(rows: Sequence[Record]) -> list[float]:
    """Values from which another obstacle leads than at the value before."""
    return [
        known(after, "value")
        for before, after in pairwise(rows)
        if text(before, "obstacle")
        and text(after, "obstacle") not in ("", text(before, "obstacle"))
    ]


def _words(rows: Sequence[Record], points: Sequence[Record], turns: Sequence[float]) -> str:
    """Where it turns and how far it can go."""
    said = []
    if turns:
        said.append(f"turns at {listed([size(value) for value in turns])}")
    blocks = _turns(points, OBSTACLE) or _changes(rows)
    if blocks:
        said.append(f"another obstacle leads from {listed([size(value) for value in blocks])}")
    ceiling = next((row for row in points if number(row, "ceiling") is not None), None)
    top = max(rows, key=lambda row: known(row, "share"))
    most, at = (
        (known(ceiling, "ceiling"), known(ceiling, "ceiling_value"))
        if ceiling
        else (known(top, "share"), known(top, "value"))
    )
    said.append(f"at most {in_100(most)}, at {size(at)}")
    return f"{'; '.join(said)}."
