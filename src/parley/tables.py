"""Tables as Parquet files, the same bytes for the same content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Finding
from parley.space import Space
from parley.store import settle, unfinished

TYPES = {
    "text": "VARCHAR",
    "share": "DOUBLE",
    "points": "DOUBLE",
    "number": "DOUBLE",
    "count": "BIGINT",
    "flag": "BOOLEAN",
}


def write_columns(path: Path, columns: Mapping[str, NDArray[Any]]) -> None:
    """Columns of equal length, in this order."""
    with _connection() as connection:
        connection.register("content", dict(columns))
        _copy(connection, "SELECT * FROM content", path)


def write_packages(
    path: Path, space: Space, codes: NDArray[np.int64], counts: Mapping[str, NDArray[Any]]
) -> None:
    """Packages with the option of each issue by name, and in how many draws they pass."""
    digits = ", ".join(
        f"({_texts(options)})[1 + (code // {stride}) % {len(options)}] AS {_name(issue)}"
        for issue, options, stride in zip(space.issues, space.options, space.strides, strict=True)
    )
    numbers = ", ".join(_name(name) for name in counts)
    with _connection() as connection:
        connection.register("content", {"code": codes, **counts})
        _copy(connection, f"SELECT code, {digits}, {numbers} FROM content", path)


def write_finding(path: Path, finding: Finding) -> None:
    """The table of a finding."""
    kinds = [TYPES[column.kind] for column in finding.columns]
    declared = ", ".join(
        f"{_name(column.name)} {kind}" for column, kind in zip(finding.columns, kinds, strict=True)
    )
    values = ", ".join(f"unnest(?::{kind}[])" for kind in kinds)
    with _connection() as connection:
        connection.execute(f"CREATE TABLE content ({declared})")
        if finding.rows:
            lists = [list(column) for column in zip(*finding.rows, strict=True)]
            connection.execute(f"INSERT INTO content SELECT {values}", lists)
        _copy(connection, "SELECT * FROM content", path)


def read(path: Path) -> Any:
    """A table as a pandas or polars frame where one of them is installed, else as arrays."""
    with _connection() as connection:
        relation = connection.execute(f"SELECT * FROM read_parquet({_text(str(path))})")
        try:
            import pandas  # noqa: F401

            return relation.df()
        except ImportError:
            pass
        try:
            import polars

            return polars.read_parquet(path)
        except ImportError:
            return relation.fetchnumpy()


def read_arrays(path: Path, columns: Sequence[str] | None = None) -> dict[str, NDArray[Any]]:
    """Columns of a table as arrays; all of them unless they are named.

    Raises
    ------
    duckdb.Error
        The file is none, or has no such column.
    """
    if columns is not None and not columns:
        return {}
    wanted = "*" if columns is None else ", ".join(map(_name, columns))
    with _connection() as connection:
        relation = connection.execute(f"SELECT {wanted} FROM read_parquet({_text(str(path))})")
        found: dict[str, NDArray[Any]] = relation.fetchnumpy()
        return found


def read_lists(path: Path) -> dict[str, list[Any]]:
    """Columns of a table as lists, None where a cell is empty.

    Raises
    ------
    duckdb.Error
        The file is none.
    """
    with _connection() as connection:
        relation = connection.execute(f"SELECT * FROM read_parquet({_text(str(path))})")
        names = [column[0] for column in relation.description or ()]
        rows = relation.fetchall()
        return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _connection() -> duckdb.DuckDBPyConnection:
    # One thread and the order of insertion: the bytes of a file must depend on its content only.
    return duckdb.connect(
        config={
            "threads": 1,
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
        }
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> None:
    temporary = unfinished(path)
    connection.execute(f"COPY ({query}) TO {_text(str(temporary))} (FORMAT parquet, CODEC zstd)")
    settle(temporary, path)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _texts(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(_text(text) for text in texts) + "]"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
