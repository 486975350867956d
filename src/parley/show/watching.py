"""What `parley watch` prints: states after each event, the answer before and after."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from parley.analysis.wording import DOES
from parley.case.dates import in_words
from parley.show.terminal import WIDTH, wrapped

WORDS, NUMBER = 44, 10
"""Characters for what a row is about, and for each number."""

Data = Mapping[str, Any]


def watching_text(found: Data) -> str:
    """What events say of the states of the factors, and how far that moves the answer."""
    lines = [f"{found['case']}, as of {found['as_of']}, and events since: {len(found['events'])}"]
    for event in found["events"]:
        lines += ["", *_event(event)]
    lines += ["", *_states(found["states"]), "", *_stages(found), "", found["assumes"]]
    return wrapped(lines)


def _event(event: Data) -> Iterator[str]:
    note = f" ({event['note']})" if event["note"] else ""
    said = f"{event['indicator_title']}: {event['sign_title']}"
    yield f"{in_words(event['date'])}: {said}{note}"
    if event["source"]:
        yield f"  source: {event['source']}"
    moved = False
    for title, states in _by_factor(event["states"]):
        if any(_of_100(state["before"]) != _of_100(state["after"]) for state in states):
            moved = True
            parts = (
                f"{state['state_title']} {_of_100(state['before'])} to {_of_100(state['after'])}"
                for state in states
            )
            yield from _folded(f"  {title}: {', '.join(parts)}")
    if not moved:
        yield "  It moves no state by a tenth in 100."


def _folded(line: str) -> list[str]:
    """A line of a list, its later lines further in than its first."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="      ")


def _states(states: Sequence[Data]) -> Iterator[str]:
    if not states:
        yield "The case has no factors, so that no event moves anything."
        return
    yield _row("States of the factors (weights of 100)", "before", "after")
    for title, mine in _by_factor(states):
        yield f"  {title}"
        for state in mine:
            words = f"    {state['state_title']}"
            yield _row(words, _of_100(state["before"]), _of_100(state["after"]))


def _by_factor(states: Sequence[Data]) -> Iterator[tuple[str, list[Data]]]:
    for _, mine in groupby(states, key=lambda state: state["factor"]):
        rows = list(mine)
        yield rows[0]["factor_title"], rows


def _stages(found: Data) -> Iterator[str]:
    yield (
        f"In {found['draws']:,} readings of the stated judgements, which differ before and after "
        "only in the states"
    )
    yield _row(
        "Of 100 (each stage with all before it)", "before", "after", "change (95 % interval)"
    )
    for one in found["stages"]:
        yield _change(f"  some package {_does(one['stage'])}", one["some"])
    if found["single"] is None:
        yield "Before, no package passed all stages in any of them."
        return
    yield f"The text that passed most often before, package {found['single']['code']}"
    yield from _folded(f"  {found['single']['title']}")
    for one in found["stages"]:
        yield _change(f"  it {_does(one['stage'])}", one["single"])


def _does(stage: str) -> str:
    return DOES.get(stage, f"passes “{stage}”")


def _change(words: str, change: Data) -> str:
    ends = f"{100 * change['change_low']:+.1f} to {100 * change['change_high']:+.1f}"
    moved = f"{100 * change['change']:+.1f} ({ends})"
    return _row(words, _of_100(change["before"]), _of_100(change["after"]), moved)


def _row(words: str, *cells: str) -> str:
    numbers, rest = cells[:2], cells[2:]
    shown = words if len(words) < WORDS else f"{words[: WORDS - 2]}…"
    return (
        f"{shown:<{WORDS}}"
        + "".join(f"{cell:>{NUMBER}}" for cell in numbers)
        + "".join(f"   {cell}" for cell in rest)
    )


def _of_100(share: float) -> str:
    return f"{100 * share:.1f}"
