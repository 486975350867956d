"""A finding: one sentence with its figures, its table, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["text", "share", "points", "count", "number", "flag"]
Cell = str | float | int | bool | None


@dataclass(frozen=True)
class Figure:
    """A number that a sentence uses.

    Attributes
    ----------
    value
        A share is 0 to 1; points are of the party's own scale.
    low, high
        Ends of its interval: 95 % (Wilson) for a share, else as the finding says.
    n
        Number of draws behind it.
    """

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    n: int | None = None


@dataclass(frozen=True)
class Column:
    """A column of a finding's table; every one is described."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True)
class Finding:
    """What one question found.

    Attributes
    ----------
    id
        ``question.name``; also the name of its Parquet file.
    rests_on
        Paths of the case that it depends on.
    cut
        What a limit left out, in words; empty where nothing was.
    """

    id: str
    question: str
    sentence: str
    figures: tuple[Figure, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    rests_on: tuple[str, ...] = ()
    cut: str = ""

    def records(self) -> list[dict[str, Cell]]:
        """The rows of the table by column name."""
        return _records(self.columns, self.rows)

    def figure(self, name: str) -> Figure:
        """A figure by name."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise KeyError(f"no figure {name!r} in {self.id}")

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, as it stands in findings.json."""
        return {
            "id": self.id,
            "question": self.question,
            "sentence": self.sentence,
            "figures": [
                {
                    "name": figure.name,
                    "value": figure.value,
                    "unit": figure.unit,
                    "low": figure.low,
                    "high": figure.high,
                    "n": figure.n,
                }
                for figure in self.figures
            ],
            "columns": [
                {"name": column.name, "kind": column.kind, "about": column.about}
                for column in self.columns
            ],
            "rows": [list(row) for row in self.rows],
            "rests_on": list(self.rests_on),
            "cut": self.cut,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that :meth:`as_dict` wrote."""
        return cls(
            data["id"],
            data["question"],
            data["sentence"],
            tuple(Figure(**figure) for figure in data["figures"]),
            tuple(Column(**column) for column in data["columns"]),
            tuple(tuple(row) for row in data["rows"]),
            tuple(data["rests_on"]),
            data["cut"],
        )


@dataclass
class TableBuilder:
    """Columns said once, then rows by name."""

    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]] = field(default_factory=list)

    def add(self, **cells: Cell) -> None:
        """One row; every column must be given."""
        # Texts of a case know their place in the file; the cells of a table are plain.
        plain = {k: str(cell) if isinstance(cell, str) else cell for k, cell in cells.items()}
        self.rows.append(tuple(plain.pop(column.name) for column in self.columns))
        if plain:
            raise ValueError(f"no such columns: {', '.join(plain)}")

    def records(self) -> list[dict[str, Cell]]:
        """The rows so far by column name."""
        return _records(self.columns, self.rows)

    def finding(
        self,
        name: str,
        sentence: str,
        figures: Sequence[Figure] = (),
        rests_on: Sequence[str] = (),
        cut: str = "",
    ) -> Finding:
        """A finding with this table; ``name`` is ``question.name``."""
        return Finding(
            name,
            name.split(".")[0],
            sentence,
            tuple(figures),
            self.columns,
            tuple(self.rows),
            tuple(rests_on),
            cut,
        )


def _records(named: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> list[dict[str, Cell]]:
    names = [column.name for column in named]
    return [dict(zip(names, row, strict=True)) for row in rows]


def columns(*described: tuple[str, Kind, str]) -> tuple[Column, ...]:
    """Columns from (name, kind, about) triples."""
    return tuple(Column(name, kind, about) for name, kind, about in described)
