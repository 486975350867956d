"""The watch list: where each series stands, where the answer would turn, when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.show.evidence import date_or_text
from parley.show.history import linked
from parley.show.records import Findings, Record, number, text
from parley.show.words import quoted, some_of

SIDES = {"above": "above", "below": "below"}


@dataclass(frozen=True)
class Watched:
    """One series in words."""

    title: str
    unit: str
    stands: str
    on: str
    tips: str
    review: str
    signs: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class WatchList:
    """All of them, the next to be looked at first."""

    title: str
    watched: tuple[Watched, ...]
    data: tuple[str, ...] = ("watch.indicators",)


def watch_list(findings: Findings) -> WatchList | None:
    """The list; nothing where the case names no indicators."""
    rows = findings.rows("watch.indicators")
    if not rows:
        return None
    rows = sorted(rows, key=lambda row: text(row, "review") or "9999")
    sources = {text(row, "id") for row in findings.rows("evidence.sources")}
    return WatchList(_title(rows), tuple(_watched(row, sources) for row in rows))


def _title(rows: Sequence[Record]) -> str:
    """How many there are, and which comes first."""
    counted = f"{some_of(len(rows), 'series', 'series').capitalize()} to watch"
    first = rows[0]
    if not text(first, "review"):
        return f"{counted}, none with a date to look again"
    when = date_or_text(text(first, "review"))
    return f"{counted}; the first to look at again is {quoted(text(first, 'title'))}, on {when}"


def level(cell: str | float | None) -> str:
    """A value of a series as the case has it.

    >>> level(593.0), level("540..610"), level(4.25), level(None)
    ('593', '540..610', '4.25', '')
    """
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else f"{cell:,.6g}"


def signs(told: str) -> tuple[str, ...]:
    """What a series may show, without how likely that is in each state.

    >>> signs("More than 700 (The front: bad 0.7); fewer (The front: bad 0.1, good (so far) 0)")
    ('More than 700', 'fewer')
    >>> signs("More; fewer")
    ('More', 'fewer')
    """
    # Brackets may hold brackets: a part ends where none is open.
    bare, depth = "", 0
    for letter in told:
        depth += (letter == "(") - (letter == ")")
        if not depth and letter != ")":
            bare += letter
    return tuple(part.strip() for part in bare.split(";") if part.strip())


def _watched(row: Record, sources: set[str]) -> Watched:
    tips = level(_level(row, "tips"))
    side = SIDES.get(text(row, "direction"), "")
    return Watched(
        text(row, "title"),
        text(row, "unit"),
        level(_level(row, "stands")) or "not said",
        date_or_text(text(row, "on")) if text(row, "on") else "",
        f"{side} {tips}".strip() if tips else "not said",
        date_or_text(text(row, "review")) if text(row, "review") else "not said",
        signs(text(row, "signs")),
        linked(row, sources),
    )


def _level(row: Record, name: str) -> str | float | None:
    cell = row.get(name)
    return cell if isinstance(cell, str) else number(row, name)
