"""The table of a finding as it stands below its figure: described columns, rounded numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.analysis.finding import Cell, Column, Finding
from parley.show.words import MINUS, hundredths, size, whole

NAMES = {
    "points.solutions": "points.bargaining",
    "solution": "point",
    "best option": "worth most",
    "worst option": "worth least",
}
"""Words of the literature or of the code that could be read as advice, and what stands for them."""
TITLED = ("_title", "_name")
"""A column of keys is left out where one of titles stands beside it."""


@dataclass(frozen=True)
class Head:
    """A column's name and what it holds."""

    name: str
    about: str
    is_number: bool


@dataclass(frozen=True)
class DataTable:
    """A finding's rows in words; an empty text is a missing cell."""

    name: str
    sentence: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: str
    rests_on: tuple[str, ...]


def data_table(finding: Finding) -> DataTable:
    """A finding as a table for readers."""
    names = {column.name for column in finding.columns}
    kept = [
        place
        for place, column in enumerate(finding.columns)
        if not any(f"{column.name}{end}" in names for end in TITLED)
    ]
    return DataTable(
        NAMES.get(finding.id, finding.id),
        finding.sentence,
        tuple(_head(finding.columns[place]) for place in kept),
        tuple(
            tuple(written(row[place], finding.columns[place].kind) for place in kept)
            for row in finding.rows
        ),
        finding.cut,
        finding.rests_on,
    )


def cuts_of(tables: Mapping[str, DataTable], ids: Sequence[str]) -> list[str]:
    """What was left out of some tables, in words."""
    return list(
        dict.fromkeys(tables[name].cut for name in ids if name in tables and tables[name].cut)
    )


def _head(column: Column) -> Head:
    name = column.name
    for end in TITLED:
        name = name.removesuffix(end)
    unit = {"share": " (of 100)", "points": " (points)"}.get(column.kind, "")
    is_number = column.kind not in ("text", "flag")
    name = name.replace("_", " ")
    return Head(NAMES.get(name, name) + unit, column.about, is_number)


def written(cell: Cell, kind: str) -> str:
    """A cell in words, rounded to what is known.

    >>> written(0.204, "share"), written(True, "flag"), written(None, "points")
    ('20', 'yes', '')
    >>> written(4.0, "count"), written(12.34, "points"), written(1.5, "number")
    ('4', '12.3', '1.5')
    >>> written(0.1234, "number")
    '0.12'
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell
    if kind == "share":
        # A change may be negative, a share never is.
        return f"{MINUS}{hundredths(-cell)}" if cell < 0 else hundredths(float(cell))
    if kind == "points":
        return f"{cell:.1f}".replace("-", MINUS)
    if kind == "number" and 0 < abs(cell) < 1:
        return size(cell)
    if kind == "number" and not float(cell).is_integer():
        return f"{cell:,.1f}".replace("-", MINUS)
    return str(int(cell)) if kind == "count" else whole(float(cell))
