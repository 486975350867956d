"""What the bundled cases say of futures, the record, paces and signs keeps the rules they state."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction

import pytest

from parley.bundled import load
from parley.case.schema import Case
from parley.futures import joint_states

FLAGSHIP = "russia-ukraine-2024"
VALLEYS = "two-valleys"


@pytest.fixture(scope="module", params=[FLAGSHIP, VALLEYS])
def case(request: pytest.FixtureRequest) -> Case:
    return load(request.param)


def test_every_state_occurs_in_some_future(case: Case) -> None:
    """No state of a factor is ruled out by how the factors hang together."""
    joint = joint_states(case)
    assert joint is not None
    for at, factor in enumerate(joint.factors):
        assert set(joint.table[:, at]) == set(range(len(case.factors[factor].states)))


def test_the_flagship_has_a_modest_number_of_futures() -> None:
    """The comment above its futures names them: 31, of which support is cut in 5."""
    case = load(FLAGSHIP)
    joint = joint_states(case)
    assert joint is not None
    assert joint.factors == tuple(case.factors)
    assert len(joint.table) == 31
    assert (joint.inconsistency == 0).sum() == 9
    cut = list(case.factors["support"].states).index("cut")
    assert (joint.table[:, list(case.factors).index("support")] == cut).sum() == 5


def test_rows_of_the_flagship_sum_to_nothing() -> None:
    """What speaks for one state of a factor speaks as strongly against others."""
    for states in load(FLAGSHIP).cross_impacts["ours"].impacts.values():
        for targets in states.values():
            for row in targets.values():
                assert sum(impact.value.low for impact in row.values()) == 0


def test_events_name_the_dates_of_the_channels_that_they_move(case: Case) -> None:
    """A channel closes on the day of an event; whichever opens one does so in its month."""
    closed = {channel: event for event in case.events.values() for channel in event.closed}
    opened = {channel: event for event in case.events.values() for channel in event.opened}
    assert set(closed) == {key for key, channel in case.channels.items() if channel.closed}
    for key, event in closed.items():
        assert event.date == case.channels[key].closed
    for key, event in opened.items():
        assert event.date == case.channels[key].opened


def test_events_are_in_the_order_of_their_dates(case: Case) -> None:
    dates = [event.date for event in case.events.values()]
    assert dates == sorted(dates)


def test_triggers_of_the_flagship_by_hand() -> None:
    """37 events, of which six closed a channel; the rest by kind."""
    events = load(FLAGSHIP).events.values()
    assert len(events) == 37
    assert sum(bool(event.closed) for event in events) == 6
    assert Counter(event.kind for event in events if not event.closed) == {
        "humanitarian": 11,
        "control": 6,
        "leadership": 2,
        "guarantees": 4,
        "outside": 8,
    }


def test_nothing_cited_is_later_than_the_case(case: Case) -> None:
    assert [
        key for key, source in case.sources.items() if source.date and source.date > case.as_of
    ] == []


def test_factors_that_start_somewhere_start_in_their_likeliest_state(case: Case) -> None:
    """What is written of the as-of date is the state that stands for no change."""
    assert case.timeline is not None
    starts = {key: chain.starts for key, chain in case.timeline.chains.items()}
    assert set(starts) == set(case.factors)
    for factor, start in starts.items():
        if start is not None:
            likeliest = max(case.factors[factor].states.items(), key=lambda s: s[1].value.low)
            assert start == likeliest[0]


def test_signs_leave_room_for_nothing_at_all(case: Case) -> None:
    """In no state do the signs of an indicator sum to more than one, in exact fractions."""
    for indicator in case.indicators.values():
        total: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
        for sign in indicator.signs.values():
            for factor, states in sign.likelihood.items():
                assert set(states) == set(case.factors[factor].states)
                for state, chance in states.items():
                    total[factor, state] += Fraction(str(chance.value))
        assert all(number <= 1 for number in total.values())
