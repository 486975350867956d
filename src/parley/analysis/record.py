"""What has happened so far: channels of talks, and what opened and closed them."""

from __future__ import annotations

from collections import Counter

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.study import Study
from parley.case.schema import Case

KINDS = {
    "humanitarian": "people in need",
    "control": "who holds what",
    "leadership": "who leads",
    "guarantees": "who would guarantee what",
    "outside": "something from outside",
}
"""What an event was about, in the order in which kinds are named."""

CHANNELS = columns(
    ("key", "text", "Key of the channel."),
    ("title", "text", "Its title."),
    ("host", "text", "Who hosted or carried it."),
    ("topic", "text", "What it is or was about."),
    ("aim", "text", "settlement: ending the conflict; partial: something short of that."),
    ("opened", "text", "When it opened."),
    ("closed", "text", "When it closed."),
    ("closed_by", "text", "What closed it."),
    ("open", "flag", "It is open at the as-of date."),
    ("sources", "text", "Ids of the sources."),
)
EVENTS = columns(
    ("key", "text", "Key of the event."),
    ("date", "text", "When it happened."),
    ("title", "text", "Its title."),
    ("kind", "text", "humanitarian, control, leadership, guarantees or outside."),
    ("opened", "text", "Titles of the channels that it opened."),
    ("closed", "text", "Titles of the channels that it closed."),
    ("followed", "text", "What followed."),
    ("sources", "text", "Ids of the sources."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The channels and the events of the case."""
    return (channels(study.case), events(study.case))


def channels(case: Case) -> Finding:
    """One row a channel, in the order in which they opened."""
    table = TableBuilder(CHANNELS)
    # Of dates that name less, the earliest that they may mean counts; ties stay in file order.
    for key, channel in sorted(case.channels.items(), key=lambda item: item[1].opened):
        table.add(
            key=key,
            title=channel.title,
            host=channel.host,
            topic=channel.topic,
            aim=channel.aim,
            opened=channel.opened,
            closed=channel.closed,
            closed_by=channel.closed_by,
            open=channel.closed is None,
            sources=_sources(case, f"channels.{key}"),
        )
    whole = len(case.channels)
    still = sum(1 for channel in case.channels.values() if channel.closed is None)
    if not whole:
        return table.finding("record.channels", "The case lists no channels of talks.")
    figures = [Figure("channels", float(whole), "count"), Figure("open", float(still), "count")]
    sentence = f"Channels of talks on record: {whole}, of which {_are(still)} open at {case.as_of}."
    rests_on = [f"channels.{key}" for key in case.channels]
    return table.finding("record.channels", sentence, figures, rests_on)


def events(case: Case) -> Finding:
    """One row an event, by date."""
    table = TableBuilder(EVENTS)
    for key, event in sorted(case.events.items(), key=lambda item: item[1].date):
        table.add(
            key=key,
            date=event.date,
            title=event.title,
            kind=event.kind,
            opened=_titles(case, event.opened),
            closed=_titles(case, event.closed),
            followed=event.followed,
            sources=_sources(case, f"events.{key}"),
        )
    if not case.events:
        return table.finding("record.events", "The case lists no events.")
    tally = Counter(str(event.kind) for event in case.events.values())
    kinds = {kind: tally[kind] for kind in KINDS if tally[kind]}
    by_kind = ", ".join(f"{number} about {KINDS[kind]}" for kind, number in kinds.items())
    sentence = f"Events on record: {len(case.events)}, of which {by_kind}."
    figures = [Figure(kind, float(number), "count") for kind, number in kinds.items()]
    rests_on = [f"events.{key}" for key in case.events]
    return table.finding("record.events", sentence, figures, rests_on)


def _titles(case: Case, keys: list[str]) -> str:
    return "; ".join(str(case.channels[key].title) for key in keys)


def _sources(case: Case, path: str) -> str:
    return ", ".join(case.origin.evidence.of(path).sources)


def _are(number: int) -> str:
    return f"{number or 'none'} {'is' if number == 1 else 'are'}"
