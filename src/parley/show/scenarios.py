"""Futures and what leads to them, as the terminal shows them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from parley.show.words import hundredths

WIDTH = 100
MOST_SHOWN = 200
"""Futures that are printed; JSON has them all."""
MOST_CYCLES = 5
"""Cycles that are printed for a way of succession."""
MOVING = {"global": "If all factors move at once", "local": "If one factor moves at a time"}


def scenarios_text(account: Mapping[str, Any]) -> str:
    """What :mod:`parley.futures.account` found, line by line."""
    lines = []
    for line in _lines(account):
        indent = " " * (len(line) - len(line.lstrip()) + 2)
        lines += textwrap.wrap(line, WIDTH, subsequent_indent=indent, break_on_hyphens=False)
    return "\n".join(lines)


def _lines(account: Mapping[str, Any]) -> Iterator[str]:
    rows = account["scenarios"]
    yield (
        f"{account['title']}: {_some(len(rows), 'future')} of {account['joint_states']:,} joint "
        f"states of {_some(len(account['factors']), 'factor')}, with an inconsistency of at most "
        f"{account['inconsistency']}."
    )
    if account["undecided"]:
        yield (
            f"The search stopped after {account['nodes']:,} partial joint states with "
            f"{account['undecided']:,} joint states undecided: there may be more futures."
        )
    for row in rows[:MOST_SHOWN]:
        yield f"  {row['number']}  {_joint_state(account, row['positions'])}"
        yield from _numbers(row)
    if len(rows) > MOST_SHOWN:
        yield f"  and {len(rows) - MOST_SHOWN:,} more; --json has them all."
    for key, title in account["weighings"].items():
        drawn = " (the draws use this)" if key == account["chosen"] else ""
        yield f"{key}: {title}{drawn}."
    for one in account["succession"]:
        yield from _succession(account, one)


def _numbers(row: Mapping[str, Any]) -> Iterator[str]:
    yield f"     inconsistency {row['inconsistency']}, margin {row['margin']}, score {row['score']}"
    if row["weights"]:
        weights = (f"{key} {hundredths(weight)}" for key, weight in row["weights"].items())
        yield f"     weights of 100: {', '.join(weights)}"
    if row["basins"]:
        ends = (f"{count:,} ({rule})" for rule, count in row["basins"].items())
        yield f"     joint states that lead here: {', '.join(ends)}"


def _succession(account: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[str]:
    cycles = [each for each in one["attractors"] if len(each["cycle"]) > 1]
    inside = sum(each["basin"] for each in cycles)
    stay = len(one["attractors"]) - len(cycles)
    whose = f" ({one['matrix']})" if one["matrix"] and len(account["succession"]) > 2 else ""
    starts = f"{one['starts']:,} {'' if one['exact'] else 'sampled '}joint states"
    ends = [
        *([f"{one['starts'] - inside:,} end in {stay:,} that stay"] if stay else []),
        *([f"{inside:,} in {_some(len(cycles), 'cycle')}"] if cycles else ["none in a cycle"]),
    ]
    yield f"{MOVING[one['rule']]}{whose}: of {starts} {', '.join(ends)}."
    for each in sorted(cycles, key=lambda cycle: -cycle["basin"])[:MOST_CYCLES]:
        yield f"  {each['basin']:,} in a cycle of {len(each['cycle'])} joint states, such as"
        yield f"     {_joint_state(account, each['cycle'][0])}"
    if len(cycles) > MOST_CYCLES:
        yield f"  and {_some(len(cycles) - MOST_CYCLES, 'cycle')} more; --json has them all."


def _joint_state(account: Mapping[str, Any], positions: Sequence[int]) -> str:
    titles = (
        f"{factor['title']}: {factor['states'][at - 1]['title']}"
        for factor, at in zip(account["factors"], positions, strict=True)
    )
    return "; ".join(titles)


def _some(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
