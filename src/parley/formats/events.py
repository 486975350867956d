"""Dated events as a table with commas: what an indicator of a case showed, and when."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parley.case.dates import span
from parley.case.problems import choices, shorten, unknown
from parley.case.schema import Case
from parley.formats.documents import decoded, read_bytes
from parley.formats.faults import FormatError, Place, fault, is_text

NEEDED = ("date", "indicator", "sign")
FREE = ("note", "source")
MOST_EVENTS = 10_000
LONGEST = 2_000
"""Characters of a cell."""


UNPLACED = Place("events")
"""Where events stand that come from no file."""


@dataclass(frozen=True)
class Seen:
    """A sign of an indicator that was seen.

    Attributes
    ----------
    date
        YYYY, YYYY-MM or YYYY-MM-DD.
    indicator, sign
        Their keys in the case.
    place
        Where it is written.
    """

    date: str
    indicator: str
    sign: str
    note: str = ""
    source: str = ""
    place: Place = UNPLACED


Row = Mapping[str, str]
Fault = tuple[Place, str]


def read_events(path: str | Path, case: Case) -> tuple[Seen, ...]:
    """The events of a file, by date, then as they stand in it.

    The first line names the columns: ``date,indicator,sign``, and if wanted ``note`` and
    ``source``. Dates are YYYY-MM-DD, or a month or year that is not over before the case's as-of
    date. The file is UTF-8, with or without a byte-order mark.

    Raises
    ------
    FormatError
        With every fault of the file, each with its line and column.
    """
    place = Place(str(path).encode(errors="replace").decode())
    text = decoded(read_bytes(Path(path), place), place)
    rows, faults = _rows(text, place)
    found: list[Seen] = []
    for where, row in rows:
        wrong = list(_wrong(row, case))
        faults += [(where, f"column {column}: {message}") for column, message in wrong]
        if not wrong:
            found.append(Seen(**row, place=where))
    faults += _repeated(found)
    if faults:
        raise FormatError(faults)
    return tuple(sorted(found, key=lambda seen: seen.date))


def _rows(text: str, place: Place) -> tuple[list[tuple[Place, Row]], list[Fault]]:
    """Each line after the first, as cells by column, with its place, and what is no such line.

    Raises
    ------
    FormatError
        The first line does not name the columns, or no line or too many follow.
    """
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[Place, Row]] = []
    faults: list[Fault] = []
    names: Sequence[str] = ()
    start = 1
    try:
        for line in lines:
            where, start = Place(place.file, start), lines.line_num + 1
            cells = [" ".join(cell.split()) for cell in line]
            if not any(cells):
                continue
            if not names:
                names = _columns(cells, where)
            elif len(cells) != len(names):
                message = f"{len(cells)} cells stand here, and there are {len(names)} columns. "
                faults.append((where, f"{message}Quote a cell that holds a comma."))
            else:
                rows.append((where, dict(zip(names, cells, strict=True))))
            if len(rows) > MOST_EVENTS:
                raise fault(place, f"there are more than {MOST_EVENTS:,} events. Take fewer.")
    except csv.Error as error:
        faults.append((Place(place.file, start), f"this is no table with commas: {error}."))
    if not faults and not rows:
        raise fault(place, f"no event stands here. {_wanted()}")
    return rows, faults


def _columns(cells: Sequence[str], place: Place) -> Sequence[str]:
    """The names of the columns, if they can be."""
    missing = [name for name in NEEDED if name not in cells]
    strange = [name for name in cells if name not in (*NEEDED, *FREE)]
    if missing:
        raise fault(place, f"there is no column {choices(missing)}. {_wanted()}")
    if strange:
        raise fault(place, f"{unknown('column', strange[0], (*NEEDED, *FREE))}")
    if len(set(cells)) < len(cells):
        raise fault(place, "a column stands twice. Keep one of them.")
    return cells


def _wanted() -> str:
    return (
        f"Write {','.join(NEEDED)} in the first line, with commas, then a line for each event; "
        f"{' and '.join(FREE)} may stand behind."
    )


def _wrong(row: Row, case: Case) -> Iterator[tuple[str, str]]:
    """Column and message of each fault of a row."""
    for column, cell in row.items():
        if not all(map(is_text, cell)):
            yield column, "a character here is no text. Delete it."
        if len(cell) > LONGEST:
            yield column, f"{len(cell):,} characters are too many; at most {LONGEST:,} may stand."
    days, as_of = span(row["date"]), span(case.as_of)
    if days is None:
        yield "date", f'"{shorten(row["date"])}" is no date. Write YYYY-MM-DD.'
    elif as_of is not None and days[1] < as_of[0]:
        yield (
            "date",
            f"{row['date']} is before the case's as_of {case.as_of}: what was known then stands "
            "in the case already. Leave it out.",
        )
    indicator = case.indicators.get(row["indicator"])
    if indicator is None:
        yield "indicator", unknown("indicator", row["indicator"], case.indicators)
    elif row["sign"] not in indicator.signs:
        yield "sign", unknown(f"sign of {row['indicator']}", row["sign"], indicator.signs)


def _repeated(found: Sequence[Seen]) -> Iterator[Fault]:
    """Signs of one indicator exclude each other, and none counts twice."""
    first: dict[tuple[str, str], Seen] = {}
    for seen in found:
        known = first.setdefault((seen.date, seen.indicator), seen)
        if known is not seen:
            yield (
                seen.place,
                f"{seen.indicator} at {seen.date} stands already in line {known.place.line}. Its "
                "signs exclude each other, and none counts twice: keep one line, or mend a date.",
            )
