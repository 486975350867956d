"""The chapter on when talks might open and conclude, with the record that it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from parley.case.schema import Case
from parley.show import chances as curves
from parley.show import pace
from parley.show.backtest import Backtest, backtest
from parley.show.charts import Chart, Panels
from parley.show.hinges import empty
from parley.show.history import History, history
from parley.show.pace import Openness
from parley.show.pace import yearly as times
from parley.show.parties import Face
from parley.show.records import Findings, Record, known, number, text
from parley.show.watch_list import WatchList, watch_list
from parley.show.words import listed, some_of

PARTS = ("record.channels", "timeline.curve", "timeline.levers", "timeline.backtest",
         "watch.indicators")  # fmt: skip
"""Findings that say in their sentence what the case has not, where they have no rows."""


@dataclass(frozen=True)
class When:
    """The chapter.

    Attributes
    ----------
    summary
        How often talks open, and fail, on the way.
    lacks
        What the case, the run or this copy of it does not have, in sentences.
    """

    title: str
    summary: str
    history: History | None
    rates: Chart | None
    openness: Openness | None
    chances: Panels | None
    triggers: Chart | None
    levers: Chart | None
    backtest: Backtest | None
    watch: WatchList | None
    lacks: tuple[str, ...]


def when(findings: Findings, case: Case, faces: dict[str, Face]) -> When | None:
    """The chapter; nothing where the case has no record, no pace and nothing to watch."""
    past = history(findings, case)
    watched = watch_list(findings)
    chances = curves.chances(findings, case)
    if past is None and watched is None and chances is None:
        return None
    return When(
        _title(past, watched, chances),
        _summary(findings),
        past,
        pace.rates(findings),
        pace.openness(findings, faces),
        chances,
        pace.triggers(findings),
        pace.levers(findings, faces),
        backtest(findings),
        watched,
        empty(findings, PARTS),
    )


def _summary(findings: Findings) -> str:
    """Rounds of talks until the end of the time that is looked at."""
    rows = {text(row, "measure"): row for row in findings.rows("timeline.summary")}
    if "failed" not in rows:
        return ""
    failed = rows["failed"]
    words = f"Until then talks close without a result {_times(failed)} on average"
    low, high = number(failed, "tenth"), number(failed, "ninetieth")
    if low is not None and high is not None:
        words += f" ({times(low)} to {times(high)} in 8 of 10 readings)"
    return f"{words}, and open {_times(rows['opened'])}." if "opened" in rows else f"{words}."


def _times(row: Record) -> str:
    return f"{times(known(row, 'value'))} times"


def _title(past: History | None, watched: WatchList | None, chances: Panels | None) -> str:
    """Where the curves end; without them, what the case has instead."""
    if chances is not None:
        return chances.title
    has = []
    if past is not None:
        channels, events = len(past.channels), len(past.events)
        has += [some_of(channels, "channel of talks", "channels of talks")] if channels else []
        has += [some_of(events, "event")] if events else []
    if watched is not None:
        has.append(some_of(len(watched.watched), "series to watch", "series to watch"))
    return f"The case lists {listed(has)}; how fast things move it does not say"
