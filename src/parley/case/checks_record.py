"""Whether the record fits together: channels and events that exist, in an order that can be."""

from __future__ import annotations

from parley.case.dates import span
from parley.case.names import Names
from parley.case.schema import Channel, Event


def check(names: Names) -> None:
    """Note every problem of the channels and events of a case."""
    for key, channel in names.case.channels.items():
        _channel(names, f"channels.{key}", channel)
    for event in names.case.events.values():
        _event(names, event)


def _channel(names: Names, path: str, channel: Channel) -> None:
    names.by_as_of(channel.opened)
    if channel.closed is None:
        if channel.closed_by is not None:
            names.add(
                f"{path}.closed_by",
                "closed_by says what closed the channel, and nothing says when. Add closed, or "
                "delete this.",
            )
        return
    opened, closed = span(channel.opened), span(channel.closed)
    if names.by_as_of(channel.closed) and opened and closed and closed[1] < opened[0]:
        names.problems.add(
            channel.closed,
            f"{channel.closed} is before {channel.opened}, when the channel opened. Change one of "
            "the dates.",
        )


def _event(names: Names, event: Event) -> None:
    names.by_as_of(event.date)
    for channels in (event.opened, event.closed):
        for number, channel in enumerate(channels):
            if not names.known("channel", channel, names.case.channels):
                continue
            if channel in channels[:number]:
                names.problems.add(channel, f'"{channel}" stands twice here. Keep one of them.')
    for channel in event.closed:
        if channel in event.opened:
            names.problems.add(
                channel,
                f"the event is said to open {channel} and to close it. Keep one of them, or make "
                "two events.",
            )
