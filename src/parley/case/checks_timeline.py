"""Whether the chains of factors can move, and the dates of the timeline lie in order."""

from __future__ import annotations

from datetime import date

from parley.case.dates import is_full, span
from parley.case.names import Names
from parley.case.schema import Chain, Timeline

MOST_YEARS = 50
"""How far ahead may be looked: every month of it is solved."""


def check(names: Names) -> None:
    """Note every problem of the timeline of a case."""
    timeline = names.case.timeline
    if timeline is None:
        return
    _dates(names, timeline)
    _ahead(names, timeline)
    names.each("principal", timeline.seen, names.case.principals)
    if timeline.tilt is not None and not names.case.cross_impacts:
        names.add(
            "timeline.tilt",
            "tilt says how far cross-impacts steer a factor, and the case has none. Add "
            "cross_impacts, or delete this.",
        )
    for factor, chain in timeline.chains.items():
        if names.known("factor", factor, names.case.factors):
            _chain(names, f"timeline.chains.{factor}", factor, chain)


def _dates(names: Names, timeline: Timeline) -> None:
    """The record begins, then come the backtests in order, then is the as-of date."""
    before = _day(names, timeline.since)
    whence = timeline.since
    as_of = span(names.case.as_of)
    if before and as_of and before >= as_of[0]:
        names.problems.add(
            timeline.since,
            f"the record begins at {timeline.since}, not before the case's as_of "
            f"{names.case.as_of}. Write an earlier date.",
        )
        return
    for text in timeline.backtests:
        day = _day(names, text)
        if day is None:
            continue
        if as_of and day >= as_of[0]:
            names.problems.add(
                text,
                f"{text} is not before the case's as_of {names.case.as_of}, so nothing came after "
                "it. Write an earlier date.",
            )
        elif before and day <= before:
            names.problems.add(
                text,
                f"{text} is not after {whence}. Write dates after the beginning of the record, "
                "in rising order.",
            )
        else:
            before, whence = day, text


def _day(names: Names, text: str) -> date | None:
    """The day that a date means; a date that is none, or means several days, is noted."""
    days = span(text)
    if days is not None and not is_full(text):
        names.problems.add(text, f'"{text}" is no full date. Write YYYY-MM-DD.')
    return days[0] if days is not None and is_full(text) else None


def _ahead(names: Names, timeline: Timeline) -> None:
    if timeline.ahead is None or not names.one_number(timeline.ahead, "how far to look ahead"):
        return
    spread = timeline.ahead.value
    if spread.high > MOST_YEARS:
        names.problems.add(
            spread.text,
            f"{spread} years are too many to look ahead. Possible are at most {MOST_YEARS}.",
        )


def _chain(names: Names, path: str, factor: str, chain: Chain) -> None:
    possible = names.case.factors[factor].states
    if chain.starts is not None:
        names.states(factor, [chain.starts])
    names.states(factor, chain.lasts)
    names.states(factor, chain.next)
    for state, shares in chain.next.items():
        names.states(factor, shares)
        for other in shares:
            if other == state:
                names.problems.add(
                    other,
                    f"{state} cannot come next after itself: how long it lasts stands in lasts. "
                    "Delete this.",
                )
        weights = [share.value for other, share in shares.items() if other != state]
        if all(weight.exact for weight in weights) and not sum(weight.low for weight in weights):
            names.add(
                f"{path}.next.{state}",
                f"all that may come next after {state} may be 0. Name another state, or raise the "
                "low end of one.",
            )
    for state in chain.lasts:
        if state in possible and state not in chain.next:
            others = [p.value for other, p in possible.items() if other != state]
            if all(p.exact for p in others) and not sum(p.low for p in others):
                names.add(
                    f"{path}.lasts.{state}",
                    f"{state} ends, and the probabilities of all other states are 0. Say in next "
                    "what comes after it.",
                )
