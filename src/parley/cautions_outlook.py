"""What in sound futures, a sound record or a sound timeline may not be what the analyst meant."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from parley.case.dates import span
from parley.case.schema import Case, Channel, CrossImpacts, Impact, Timeline

CUSTOMARY = 3
"""Cross-impacts go from -3 to 3 by custom, so that several people mean the same by a number."""
MONTH = 31
"""Days by which two dates of the same thing may differ before it is said."""

Caution = tuple[str, str]
"""A path of the case, and what may not be meant there."""


def cautions(case: Case) -> Iterator[Caution]:
    """Every caution on how factors hang together, what happened, and what is watched."""
    return chain(_impacts(case), _record(case), _timeline(case), _indicators(case))


def _impacts(case: Case) -> Iterator[Caution]:
    for key, matrix in case.cross_impacts.items():
        home = f"cross_impacts.{key}"
        impacts = dict(_numbers(matrix, f"{home}.impacts"))
        large = [n.written for n in impacts.values() if abs(n.value.low) > CUSTOMARY]
        if large:
            yield (
                home,
                f"{len(large)} of its cross-impacts go beyond -{CUSTOMARY} to {CUSTOMARY}, such as "
                f"{large[0]}. By custom they do not: another person's 3 then weighs less.",
            )
        own = [source for source, target in _named(matrix) if source == target]
        if own:
            yield (
                home,
                f"states of {own[0]} speak for or against states of {own[0]} itself. By custom "
                "they do not, as one excludes the others; here a state then holds itself up, or "
                "makes way.",
            )
        evidence = [case.origin.evidence.of(path) for path in impacts]
        bare = sum(1 for one in evidence if one.kind == "assumed" and not one.note)
        if bare:
            yield (
                home,
                f"{bare} of its {len(impacts)} cross-impacts have no source, judgement or note. "
                "Say what they rest on.",
            )


def _named(matrix: CrossImpacts) -> Iterator[tuple[str, str]]:
    """Factors with the factors of whose states their states say something."""
    for source, states in matrix.impacts.items():
        for targets in states.values():
            yield from ((str(source), str(target)) for target in targets)


def _numbers(matrix: CrossImpacts, home: str) -> Iterator[tuple[str, Impact]]:
    """The cross-impacts of a matrix by path."""
    for source, states in matrix.impacts.items():
        for state, targets in states.items():
            for target, impacts in targets.items():
                for other, impact in impacts.items():
                    yield f"{home}.{source}.{state}.{target}.{other}", impact


def _record(case: Case) -> Iterator[Caution]:
    for key, event in case.events.items():
        home = f"events.{key}"
        for name in event.opened:
            channel = case.channels[name]
            if _apart(event.date, channel.opened):
                yield f"{home}.opened", _differ(key, event.date, "opened", name, channel.opened)
        for name in event.closed:
            channel = case.channels[name]
            if channel.closed is None:
                yield (
                    f"{home}.closed",
                    f"{key} closed {name}, which counts as open: it has no closed. Write there "
                    "when it closed; a channel that opened again is another channel.",
                )
            elif _apart(event.date, channel.closed):
                yield f"{home}.closed", _differ(key, event.date, "closed", name, channel.closed)


def _differ(event: str, date: str, did: str, channel: str, other: str) -> str:
    return (
        f"{event} of {date} is said to have {did} {channel}, whose own date for it is {other}: "
        "more than a month apart. Look at both."
    )


def _apart(first: str, second: str) -> bool:
    """Whether more than a month lies between two dates, whatever days they mean."""
    one, other = span(first), span(second)
    if one is None or other is None:
        return False
    return max((one[0] - other[1]).days, (other[0] - one[1]).days) > MONTH


def _timeline(case: Case) -> Iterator[Caution]:
    timeline = case.timeline
    if timeline is None:
        return
    if not any(_since(timeline, event.date) and not event.closed for event in case.events.values()):
        yield (
            "timeline",
            f"no event since {timeline.since} gave occasion to talk, so that nothing is known of "
            "how often talks open. Add events, or an earlier since.",
        )
    if timeline.collapses is None and not any(_is_settlement(c) for c in case.channels.values()):
        yield (
            "timeline",
            "no channel has aim: settlement, so that nothing is known of how soon talks collapse. "
            "Add channels, or collapses.",
        )
    for factor, moves in timeline.chains.items():
        for state in moves.next:
            if state not in moves.lasts:
                yield (
                    f"timeline.chains.{factor}.next.{state}",
                    f"{state} never ends, as lasts does not name it, so nothing comes next. Name "
                    "it in lasts, or delete this.",
                )


def _since(timeline: Timeline, date: str) -> bool:
    days, begins = span(date), span(timeline.since)
    return days is not None and begins is not None and days[1] >= begins[0]


def _is_settlement(channel: Channel) -> bool:
    return channel.aim == "settlement"


def _indicators(case: Case) -> Iterator[Caution]:
    today = span(case.as_of)
    for key, indicator in case.indicators.items():
        review = span(indicator.review) if indicator.review is not None else None
        if review and today and review[1] <= today[1]:
            yield (
                f"indicators.{key}.review",
                f"the review of {key}, {indicator.review}, is not after the case's as_of "
                f"{case.as_of}. Write a later date.",
            )
