"""Typed reading of the rows of a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.analysis.finding import Cell, Finding

Record = Mapping[str, Cell]


@dataclass(frozen=True)
class Findings:
    """All findings; one that is missing has no rows, so that a page says so instead of failing."""

    found: Mapping[str, Finding]

    def get(self, name: str) -> Finding | None:
        """A finding, or nothing where the run did not make it."""
        return self.found.get(name)

    def rows(self, name: str) -> list[dict[str, Cell]]:
        """The rows of a finding."""
        finding = self.found.get(name)
        return finding.records() if finding else []


def number(record: Record, name: str) -> float | None:
    """A number, or nothing where it is missing; a number that is not one counts as missing.

    >>> number({"a": 2}, "a"), number({"a": None}, "a"), number({"a": float("nan")}, "a")
    (2.0, None, None)
    """
    cell = record.get(name)
    if cell is None or isinstance(cell, str):
        return None
    value = float(cell)
    return value if value == value else None


def known(record: Record, name: str) -> float:
    """A number where zero and missing come to the same, as in a sort key."""
    return number(record, name) or 0.0


def text(record: Record, name: str) -> str:
    """A text; empty where it is missing."""
    cell = record.get(name)
    return "" if cell is None else str(cell)


def grouped(rows: Sequence[Record], name: str) -> dict[str, list[Record]]:
    """Rows by the text of a column, in the order in which each text first appears.

    >>> grouped([{"a": "x"}, {"a": "y"}, {"a": "x", "b": 1}], "a")["x"]
    [{'a': 'x'}, {'a': 'x', 'b': 1}]
    """
    groups: dict[str, list[Record]] = {}
    for row in rows:
        groups.setdefault(text(row, name), []).append(row)
    return groups
