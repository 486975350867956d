"""The figure of pairs of states: what passes where two factors are each in one of their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.analysis.shares import calibrated, readings
from parley.show.passing import passes
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, quoted

SHOWN = 15
TINTS = (0.1, 0.335, 0.665, 0.895)
"""Shares at which a tint ends, where the calibrated words do."""


@dataclass(frozen=True)
class Cell:
    """One pair of states: its share and what that is called, or nothing where no reading has it."""

    share: str
    word: str
    tint: int
    n: int


@dataclass(frozen=True)
class Grid:
    """A pair of factors: states of one down, of the other across."""

    down: str
    across: str
    heads: tuple[str, ...]
    lines: tuple[tuple[str, tuple[Cell, ...]], ...]


@dataclass(frozen=True)
class Grids:
    """Small tables, one for each pair of factors."""

    title: str
    caption: str
    grids: tuple[Grid, ...]
    data: tuple[str, ...] = ("sensitivity.pairs",)


def state_pairs(findings: Findings) -> Grids | None:
    """Small multiples in file order; nothing where there are no two factors."""
    rows = findings.rows("sensitivity.pairs")
    if not rows:
        return None
    by_pair: dict[tuple[str, str], list[Record]] = {}
    for row in rows:
        by_pair.setdefault((text(row, "factor_a"), text(row, "factor_b")), []).append(row)
    drawn = sorted(by_pair.values(), key=lambda mine: -_spread(mine))[:SHOWN]
    more = (
        f" The {SHOWN} pairs of factors of {len(by_pair)} between whose states the answer moves "
        "most are drawn."
        if len(by_pair) > SHOWN
        else ""
    )
    return Grids(
        _title(findings, rows),
        "In how many of 100 readings some text passes, of the readings in which both states hold; "
        "darker where it is more. Hatched: no reading has both. A small number of readings, below "
        f"the share, makes it uncertain; the intervals are in the table.{more}",
        tuple(_grid(mine) for mine in by_pair.values() if any(mine is each for each in drawn)),
    )


def _spread(rows: Sequence[Record]) -> float:
    there = [known(row, "some") for row in rows if number(row, "some") is not None]
    return max(there) - min(there) if there else 0.0


def _grid(rows: Sequence[Record]) -> Grid:
    heads = dict.fromkeys(text(row, "state_b_title") for row in rows)
    lines = []
    for title, mine in grouped(rows, "state_a_title").items():
        at = {text(row, "state_b_title"): row for row in mine}
        lines.append((title, tuple(_cell(at.get(head, {})) for head in heads)))
    first = rows[0]
    return Grid(
        text(first, "factor_a_title"), text(first, "factor_b_title"), tuple(heads), tuple(lines)
    )


def _cell(row: Record) -> Cell:
    some = number(row, "some")
    if some is None:
        return Cell("", "no reading", -1, 0)
    tint = sum(some >= end for end in TINTS)
    word = {0.0: "none", 1.0: "all"}.get(some, calibrated(some))
    return Cell(hundredths(some), word, tint, int(known(row, "n")))


def _title(findings: Findings, rows: Sequence[Record]) -> str:
    """The pair of states in which most passes, if that is more than chance could make."""
    there = [row for row in rows if number(row, "some") is not None]
    if not there:
        return "No reading has two of these states together"
    top = max(there, key=lambda row: known(row, "some_low"))
    low = min(there, key=lambda row: known(row, "some_high"))
    if known(low, "some_high") >= known(top, "some_low"):
        return "Between pairs of states the answer does not move by more than sampling error could"
    return (
        f"Of two states together, {_both(top)} leave most: some text {passes(findings)} "
        f"{readings(known(top, 'some'))}; {_both(low)} least: {readings(known(low, 'some'))}"
    )


def _both(row: Record) -> str:
    return " and ".join(
        f"{quoted(text(row, f'state_{side}_title'))} ({text(row, f'factor_{side}_title')})"
        for side in "ab"
    )
