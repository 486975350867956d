"""The record and the watch list as findings: in order, counted, with their sources."""

from __future__ import annotations

from parley.analysis import record, watch
from parley.case import parse
from studies import TWO, study_of_text

SOURCES = "sources: {talks: {title: Joint statement, date: 2024-11}, news: {title: News}}\nparties:"
RECORD = """\
factors: {front: {title: The front, states: {bad: 0.5, same: 0.5}}}
channels:
  hill: {title: Hill, topic: Grain, opened: 2024-06-10, source: [talks, news]}
  lake:
    title: Lake
    host: The League
    topic: The border
    aim: settlement
    opened: 2023
    closed: 2023-09-14
    closed_by: The dam
events:
  vote: {title: A vote, date: 2024-01, kind: leadership, source: talks}
  dam: {title: The dam, date: 2023-09-14, kind: control, closed: [lake], followed: Silence.}
  rain: {title: Rain, date: 2024-06-10, kind: humanitarian, opened: [hill]}
  army: {title: An army, date: 2024-01, kind: control}
indicators:
  land:
    title: Land lost
    unit: km2 a month
    stands: 500..593
    on: 2024-12
    tips: 700
    direction: above
    review: 2025-03
    signs:
      fast: {title: More than 700, likelihood: {front: {bad: 0.7, same: 0.25}}}
      slow_by_far: {likelihood: {front: {bad: 0.1, same: 0.5}}}
    source: [news, talks]
  mood: {title: Mood, review: 2025-02-01}
"""
CASE = parse((TWO.replace("parties:", SOURCES, 1) + RECORD).encode())


def test_channels_in_the_order_in_which_they_opened() -> None:
    found = record.channels(CASE)
    lake, hill = found.records()
    assert lake == {
        "key": "lake",
        "title": "Lake",
        "host": "The League",
        "topic": "The border",
        "aim": "settlement",
        "opened": "2023",
        "closed": "2023-09-14",
        "closed_by": "The dam",
        "open": False,
        "sources": "",
    }
    assert (hill["key"], hill["open"], hill["closed"]) == ("hill", True, None)
    assert (hill["aim"], hill["host"], hill["sources"]) == ("partial", None, "talks, news")
    assert found.sentence == "Channels of talks on record: 2, of which 1 is open at 2024-12-31."
    assert [(f.name, f.value) for f in found.figures] == [("channels", 2), ("open", 1)]
    assert found.rests_on == ("channels.hill", "channels.lake")


def test_events_by_date_then_as_they_stand() -> None:
    found = record.events(CASE)
    rows = found.records()
    assert [row["key"] for row in rows] == ["dam", "vote", "army", "rain"]
    assert (rows[0]["closed"], rows[0]["opened"], rows[0]["followed"]) == ("Lake", "", "Silence.")
    assert (rows[3]["opened"], rows[1]["sources"]) == ("Hill", "talks")
    assert found.sentence == (
        "Events on record: 4, of which 1 about people in need, 2 about who holds what, "
        "1 about who leads."
    )
    assert {f.name: f.value for f in found.figures} == {
        "humanitarian": 1,
        "control": 2,
        "leadership": 1,
    }


def test_what_to_watch_as_written() -> None:
    text = TWO.replace("parties:", SOURCES, 1) + RECORD
    (found,) = watch.find(study_of_text(text))
    land, mood = found.records()
    assert land == {
        "key": "land",
        "title": "Land lost",
        "unit": "km2 a month",
        "stands": "500..593",
        "on": "2024-12",
        "tips": "700",
        "direction": "above",
        "review": "2025-03",
        "signs": "More than 700 (The front: bad 0.7, same 0.25); "
        "slow by far (The front: bad 0.1, same 0.5)",
        "sources": "news, talks",
    }
    assert [mood[name] for name in ("unit", "stands", "tips", "direction")] == [None] * 4
    assert (mood["signs"], mood["review"]) == ("", "2025-02-01")
    assert found.sentence == (
        "Indicators to watch: 2, of which 1 says at which value the answer tips. "
        "Next due: 1 February 2025."
    )


def test_a_case_without_them_says_so() -> None:
    study = study_of_text(TWO)
    channels, events = record.find(study)
    (watched,) = watch.find(study)
    for found in (channels, events, watched):
        assert not found.rows
        assert not found.figures
    assert channels.sentence == "The case lists no channels of talks."
    assert events.sentence == "The case lists no events."
    assert watched.sentence == "The case names nothing to watch."
