"""What the record before a date would have said of what came after it, and what came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.timeline.counted import (
    TITLES,
    Rate,
    Window,
    collapses,
    new_talks,
    openings,
    triggers,
    window,
)
from parley.case.dates import in_words
from parley.case.schema import Case

BACKTEST = columns(
    ("before", "text", "The record before this date is all that is used."),
    ("until", "text", "To when what came is counted: before this date, or up to the as-of date."),
    (
        "what",
        "text",
        "A kind of event that closed no channel; channels: openings of any channel; talks: "
        "openings of a settlement channel while none is open; collapse: closings of settlement "
        "channels.",
    ),
    ("title", "text", "What it is, in words."),
    ("count", "count", "How many came before the date, since the record begins."),
    (
        "years",
        "number",
        "Years in which they could: for talks those with no settlement channel open, for collapse "
        "the years of every settlement channel that was open, added up.",
    ),
    ("later_years", "number", "Years in which they could afterwards, counted likewise."),
    (
        "expected",
        "number",
        "How many were to be expected in these; none where nothing could come before or after.",
    ),
    ("low", "count", "Low end of the 95 % interval of the number to come (negative binomial)."),
    ("high", "count", "High end."),
    ("came", "count", "How many came."),
    ("covered", "flag", "The interval covers what came; none where there is no interval."),
)
COUNTED = {
    "channels": "Channels of any kind that open",
    "talks": "Talks about a settlement that open while none are",
    "collapse": "Talks about a settlement that close",
}


@dataclass(frozen=True)
class Line:
    """One count before a date and after it.

    Attributes
    ----------
    before, after
        What came, over the years in which it could.
    """

    what: str
    title: str
    before: Rate
    after: Rate

    @property
    def is_tested(self) -> bool:
        """Whether it could come both before and after."""
        return self.before.years > 0 and self.after.years > 0

    @property
    def expected(self) -> tuple[float, int, int]:
        """How many were to be expected, with the ends of a 95 % interval."""
        return self.before.expects(self.after.years)

    @property
    def covered(self) -> bool:
        """Whether the interval covers what came."""
        _, low, high = self.expected
        return low <= self.after.count <= high


def find(case: Case) -> Finding:
    """One row for each date and count."""
    table = TableBuilder(BACKTEST)
    tested, missed = 0, []
    for start, end, line in _lines(case):
        expected = line.expected if line.is_tested else None
        table.add(
            before=start,
            until=end,
            what=line.what,
            title=line.title,
            count=line.before.count,
            years=round(line.before.years, 6),
            later_years=round(line.after.years, 6),
            expected=round(expected[0], 6) if expected else None,
            low=expected[1] if expected else None,
            high=expected[2] if expected else None,
            came=line.after.count,
            covered=line.covered if expected else None,
        )
        if expected:
            tested += 1
            missed += [] if line.covered else [_missed(start, line)]
    if not table.rows:
        sentence = "The case does not ask what its record would have said of what came later."
        return table.finding("timeline.backtest", sentence)
    figures = [
        Figure("tested", float(tested), "count"),
        Figure("covered", float(tested - len(missed)), "count"),
    ]
    sentence = (
        f"Of {tested} counts that the record before a date gave an interval for, the interval "
        f"covered what came in {tested - len(missed)}."
    )
    if missed:
        sentence += f" It did not for {'; '.join(missed)}."
    parts = {"timeline.backtests": True, "events": case.events, "channels": case.channels}
    rests_on = [path for path, part in parts.items() if part]
    return table.finding("timeline.backtest", sentence, figures, rests_on)


def _missed(start: str, line: Line) -> str:
    _, low, high = line.expected
    return (
        f"“{line.title}” after {in_words(start)} ({low} to {high} were to be expected, "
        f"{line.after.count} came)"
    )


def _lines(case: Case) -> Iterator[tuple[str, str, Line]]:
    """The date, up to when is counted, and each count."""
    timeline = case.timeline
    dates = [] if timeline is None else list(map(str, timeline.backtests))
    for start, end in zip(dates, [*dates[1:], None], strict=False):
        assert timeline is not None
        before = window(case, timeline.since, start)
        after = window(case, start, end)
        for line in _counts(case, before, after):
            yield start, str(end or case.as_of), line


def _counts(case: Case, before: Window, after: Window) -> Iterator[Line]:
    earlier, later = triggers(case, before), triggers(case, after)
    for kind, title in TITLES.items():
        yield Line(kind, title, earlier[kind], later[kind])
    for what, count in (("channels", openings), ("talks", new_talks), ("collapse", collapses)):
        yield Line(what, COUNTED[what], count(case, before), count(case, after))
