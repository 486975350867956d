"""The figure of response times: when a breach would have consequences, by what decides it."""

from __future__ import annotations

from collections.abc import Sequence

from parley.show.charts import Chart, Group, Row, point_ticks
from parley.show.marks import Scale, bar, dot, rounded_scale, thin, track
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import size

SHOWN_PANELS = 6


def times(findings: Findings) -> Chart | None:
    """When a breach would have consequences: a panel for who acts, a row for who sees."""
    rows = findings.rows("holding.parts")
    if not rows:
        return None
    ends = [known(row, end) for row in rows for end in ("years", "years_high")]
    scale = rounded_scale(0.0, max(ends))
    panels = _panels(rows)
    drawn = panels[:SHOWN_PANELS]
    more = f" The first {SHOWN_PANELS} of {len(panels)} are drawn." if panels != drawn else ""
    return Chart(
        "times",
        _times_title(rows),
        "Years from a breach until it is seen and acted upon: the dot is the middle reading, the "
        f"line holds 8 of 10 readings. Hatched: in the middle reading nobody would ever act.{more}",
        tuple(
            Group(title, tuple(_time(name, row, scale) for name, row in mine))
            for title, mine in drawn
        ),
        point_ticks(scale),
        "years until a breach has consequences",
        ("holding.parts",),
        style="panels" if len(drawn) > 1 else "",
    )


def _panels(rows: Sequence[Record]) -> list[tuple[str, list[tuple[str, Record]]]]:
    """Title to rows with their names; one panel where the same issues decide both times."""
    by_acted = grouped(rows, "acted_terms")
    if any(len(mine) > 1 for mine in by_acted.values()):
        return [(acted, _under("", mine, "seen_terms")) for acted, mine in by_acted.items()]
    issue = _issue([text(row, "terms") for row in rows])
    return [(issue, _under(issue, rows, "terms"))]


def _under(issue: str, rows: Sequence[Record], name: str) -> list[tuple[str, Record]]:
    """Rows by their options alone, where all are of one issue; ``issue`` is said above them."""
    terms = [text(row, name) for row in rows]
    prefix = f"{issue or _issue(terms)}: "
    return [(each.removeprefix(prefix), row) for each, row in zip(terms, rows, strict=True)]


def _issue(terms: Sequence[str]) -> str:
    """The title of the one issue that all terms are of; empty where there are several.

    >>> _issue(["Monitoring: None", "Monitoring: Joint"]), _issue(["A: x; B: y", "A: x; B: z"])
    ('Monitoring', '')
    """
    issues = {each.partition(": ")[0] for each in terms}
    alone = len(issues) == 1 and not any("; " in each for each in terms)
    return issues.pop() if alone else ""


def _times_title(rows: Sequence[Record]) -> str:
    never = [row for row in rows if number(row, "years") is None]
    ever = [row for row in rows if number(row, "years") is not None]
    if not ever:
        return "In the middle reading no breach would ever have consequences"
    first = min(ever, key=lambda row: known(row, "years"))
    last = max(ever, key=lambda row: known(row, "years"))
    soonest = f"A breach has consequences soonest after {size(known(first, 'years'))} years"
    latest = f"at the latest after {size(known(last, 'years'))}"
    if never:
        terms = f"“{text(never[0], 'terms')}”"
        latest = f"with {terms if len(never) == 1 else f'{len(never)} of {len(rows)} terms'}, never"
    return f"{soonest}, {latest}"


def _time(name: str, row: Record, scale: Scale) -> Row:
    terms, middle = text(row, "terms"), number(row, "years")
    low, high = number(row, "years_low"), number(row, "years_high")
    key = f"times-{terms}"
    if middle is None:
        marks = [bar(scale, scale.low, scale.high, "hatched", 5, 8)]
        return Row(name, track(key, f"{terms}: never", scale, marks), "never")
    end = scale.high if high is None else high
    marks = [thin(scale, known(row, "years_low"), end, "line"), dot(scale, middle, "point")]
    last = "never" if high is None else size(high)
    words = f"{size(middle)} years ({size(low)} to {last})"
    return Row(name, track(key, f"{terms}: {words}", scale, marks), words)
