"""The table of the backtest: what the record before a date said, and what then came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.show.charts import sample
from parley.show.evidence import date_or_text
from parley.show.marks import MIDDLE, Scale, circle, dot, rounded_scale, shape, thin, track
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import size, small, some_of

VERDICTS = {
    True: ("covered", "holds"),
    False: ("not covered", "fails"),
    None: ("no interval", "none"),
}
"""What is said of an interval and what came, and the form of its mark."""


@dataclass(frozen=True)
class Tested:
    """One count: what was expected of it, what came, and whether the interval covers that."""

    what: str
    record: str
    picture: Markup
    expected: str
    came: str
    mark: Markup
    covered: str


@dataclass(frozen=True)
class Before:
    """All counts of one date."""

    title: str
    tested: tuple[Tested, ...]


@dataclass(frozen=True)
class Backtest:
    """The table."""

    title: str
    dates: tuple[Before, ...]
    ticks: tuple[tuple[float, str], ...]
    key: tuple[tuple[Markup, str], ...]
    data: tuple[str, ...] = ("timeline.backtest",)


def backtest(findings: Findings) -> Backtest | None:
    """The table; nothing where the case names no date to look back from."""
    rows = findings.rows("timeline.backtest")
    if not rows:
        return None
    # One wide interval would leave no room to tell the others apart: it runs off the axis.
    most = max(known(row, end) for row in rows for end in ("came", "expected"))
    scale = rounded_scale(0.0, most)
    return Backtest(
        _title(rows),
        tuple(_before(mine, scale) for mine in grouped(rows, "before").values()),
        tuple((scale.at(tick), f"{tick:g}") for tick in scale.ticks),
        (
            (
                sample(Markup('<line class="line" x1="3" x2="27" y1="9" y2="9"/>'
                              '<circle class="point" cx="15" cy="9" r="4"/>')),
                "expected, with a 95 % interval",
            ),
            (
                sample(Markup("{}").format(shape("diamond", 50, MIDDLE, "", "came"))),
                "what came",
            ),
        ),
    )  # fmt: skip


def _title(rows: Sequence[Record]) -> str:
    """How often the interval covered what came, whichever way it went."""
    told = [row for row in rows if row.get("covered") is not None]
    covered = sum(bool(row["covered"]) for row in told)
    of = some_of(len(told), "count")
    if covered == len(told):
        return f"Looking back, the intervals covered what came in all {of}"
    missed = [row for row in told if not row["covered"]]
    more = sum(known(row, "came") > known(row, "high") for row in missed)
    way = f"more came in {small(more)}, fewer in {small(len(missed) - more)}"
    if more in (0, len(missed)):
        way = f"{'more' if more else 'fewer'} came than they say in the rest"
    return f"Looking back, the intervals covered what came in {small(covered)} of {of}; {way}"


def _before(rows: Sequence[Record], scale: Scale) -> Before:
    first = rows[0]
    since, until = date_or_text(text(first, "before")), date_or_text(text(first, "until"))
    return Before(
        f"From the record before {since}, for the time until {until}",
        tuple(_tested(row, scale) for row in rows),
    )


def _verdict(row: Record) -> tuple[str, str]:
    covered = row.get("covered")
    return VERDICTS[None if covered is None else bool(covered)]


def _tested(row: Record, scale: Scale) -> Tested:
    title, came, middle = text(row, "title"), known(row, "came"), number(row, "expected")
    covered, state = _verdict(row)
    marks, expected = [], "nothing could be said"
    if middle is not None:
        low, high = known(row, "low"), known(row, "high")
        marks = [thin(scale, low, high, "line"), dot(scale, middle, "point", MIDDLE, 4)]
        expected = f"{size(middle)} ({size(low)} to {size(high)})"
    marks.append(shape("diamond", scale.at(came), MIDDLE, "", "came"))
    key = f"backtest-{text(row, 'before')}-{text(row, 'what')}"
    says = f"{title}: expected {expected}, {came:g} came, {covered}"
    count = number(row, "count")
    record = "" if count is None else f"{count:g} in {size(known(row, 'years'))} years before"
    picture = track(key, says, scale, marks)
    return Tested(title, record, picture, expected, f"{came:g}", circle(state), covered)
