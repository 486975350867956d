"""The figure of when: in how many courses talks are open, and concluded, month by month."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from parley.analysis.shares import in_100
from parley.case.dates import MONTHS
from parley.case.schema import Case
from parley.show.charts import Panel, Panels, sample
from parley.show.marks import Scale, shares_up_to
from parley.show.plots import Ends, fan, plot
from parley.show.records import Findings, Record, grouped, known, number
from parley.show.words import hundredths, span

MEASURES = {"open": "Talks are open", "concluded": "Talks are concluded"}


def chances(findings: Findings, case: Case) -> Panels | None:
    """Both curves on one scale; nothing where the case does not say how fast things move."""
    by_measure = grouped(findings.rows("timeline.curve"), "measure")
    if not by_measure:
        return None
    every = [row for rows in by_measure.values() for row in rows]
    ends = ("high", "ninetieth", "chance")
    scale = shares_up_to(max(known(row, end) for row in every for end in ends))
    n = max(int(known(row, "n")) for row in every)
    return Panels(
        "chances",
        heading(findings, case),
        f"Over {n:,} readings of the stated judgements and, in each, all courses that the stated "
        "rates allow: in how many of 100 talks are open, or concluded, at the end of each month. "
        "The wide band holds the middle 8 of 10 readings, the narrow one is a 95 % interval of the "
        "mean. Concluded talks are no longer counted as open. If rates change, so does this: it is "
        "no forecast.",
        tuple(_panel(measure, rows, scale, case) for measure, rows in by_measure.items()),
        ("timeline.curve",),
        (
            (sample(Markup('<path class="curve" d="M3 9h24"/>')), "mean over readings"),
            (
                sample(Markup('<rect class="fan" x="2" y="3" width="26" height="12"/>')),
                "95 % interval",
            ),
            (
                sample(Markup('<rect class="spread" x="2" y="3" width="26" height="12"/>')),
                "8 of 10 readings",
            ),
        ),
        top=round(100 * scale.high),
    )


def heading(findings: Findings, case: Case) -> str:
    """Where both curves end."""
    ends = {
        measure: max(rows, key=lambda row: known(row, "months"))
        for measure, rows in grouped(findings.rows("timeline.curve"), "measure").items()
    }
    last = next(iter(ends.values()), {})
    when = month_after(str(case.as_of), round(known(last, "months")))
    said = [
        f"{measure} in {in_100(known(row, 'chance'))}{'' if place else ' courses'}"
        for place, (measure, row) in enumerate(ends.items())
    ]
    return f"If the stated rates hold, talks are {' and '.join(said)} at the end of {when}"


def month_after(as_of: str, months: int) -> str:
    """The month that lies so many months after a date.

    >>> month_after("2024-12-31", 24), month_after("2024-11", 3)
    ('December 2026', 'February 2025')
    """
    parts = [int(part) for part in as_of.split("-")]
    start = parts[0] * 12 + (parts[1] - 1 if len(parts) > 1 else 6)
    year, place = divmod(start + months, 12)
    return f"{MONTHS[place]} {year}"


def _panel(measure: str, rows: Sequence[Record], scale: Scale, case: Case) -> Panel:
    rows = sorted(rows, key=lambda row: known(row, "months"))
    last = rows[-1]
    across = Scale(0.0, max(known(last, "months"), 1.0), ())
    middle = [(known(row, "months"), known(row, "chance") / scale.high) for row in rows]
    bands = [
        (style, [_ends(row, low, high, scale) for row in rows])
        for style, low, high in (("spread", "tenth", "ninetieth"), ("fan", "low", "high"))
    ]
    title = MEASURES.get(measure, measure.capitalize())
    interval = span(_end(last, "low"), _end(last, "high"))
    words = f"{hundredths(known(last, 'chance'))} of 100 ({interval}) at the end"
    first = hundredths(known(rows[0], "chance"))
    says = f"{title}: from {first} of 100 at the start to {words}"
    ticks = tuple((across.at(months), _tick(months, case)) for months in _ticks(across.high))
    return Panel(
        title, plot(f"chance-{measure}", says, fan(across, middle, bands)), ticks, f"{words}."
    )


def _ends(row: Record, low: str, high: str, scale: Scale) -> Ends:
    return known(row, "months"), _end(row, low) / scale.high, _end(row, high) / scale.high


def _end(row: Record, name: str) -> float:
    """An end of the interval; the value itself where there is none."""
    value = number(row, name)
    return known(row, "chance") if value is None else value


def _ticks(last: float) -> tuple[float, ...]:
    return tuple(dict.fromkeys((0.0, float(round(last / 2)), last)))


def _tick(months: float, case: Case) -> str:
    name, year = month_after(str(case.as_of), round(months)).split(" ")
    return f"{name[:3]} {year}"
