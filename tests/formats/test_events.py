"""A table of events: what it may look like, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.case import Case, parse
from parley.formats.events import MOST_EVENTS, Seen, read_events
from parley.formats.faults import FormatError, Place
from test_watching import CASE

HEAD = "date,indicator,sign\n"


@pytest.fixture(scope="module")
def case() -> Case:
    return parse(CASE.encode())


def read(case: Case, folder: Path, data: str | bytes) -> tuple[Seen, ...]:
    file = folder / "e.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_events(file, case)


def faults(case: Case, folder: Path, data: str | bytes) -> list[str]:
    with pytest.raises(FormatError) as caught:
        read(case, folder, data)
    return [line.removeprefix(f"{folder}/") for line in str(caught.value).splitlines()]


def test_events_come_by_date_then_as_they_stand(case: Case, tmp_path: Path) -> None:
    rows = "2025-02,land,fast\n2025-01-31,grain,stops\n\n2025-01-31,land,none\n"
    found = read(case, tmp_path, HEAD + rows)
    assert [(one.date, one.indicator, one.sign) for one in found] == [
        ("2025-01-31", "grain", "stops"),
        ("2025-01-31", "land", "none"),
        ("2025-02", "land", "fast"),
    ]
    assert [one.place.line for one in found] == [3, 5, 2]


def test_columns_in_any_order_with_quotes_and_a_byte_order_mark(case: Case, tmp_path: Path) -> None:
    note = '"One, two\nand ""three"""'
    text = f"note,sign,source,date,indicator\r\n{note}, fast ,talks,2025-01-01,land\r\n"
    assert read(case, tmp_path, b"\xef\xbb\xbf" + text.encode()) == (
        Seen(
            "2025-01-01",
            "land",
            "fast",
            'One, two and "three"',
            "talks",
            Place(str(tmp_path / "e.csv"), 2),
        ),
    )


@pytest.mark.parametrize("date", ["2024-12-31", "2024-12", "2024", "2025-01-01"])
def test_an_event_may_be_of_the_last_day_that_the_case_knows(
    case: Case, tmp_path: Path, date: str
) -> None:
    assert read(case, tmp_path, f"{HEAD}{date},land,fast\n")[0].date == date


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("2024-12-30,land,fast", "column date: 2024-12-30 is before the case's as_of 2024-12-31"),
        ("2024-11,land,fast", "column date: 2024-11 is before"),
        ("soon,land,fast", 'column date: "soon" is no date. Write YYYY-MM-DD.'),
        (",land,fast", 'column date: "" is no date'),
        ("2025-13-01,land,fast", "is no date"),
        ("2025-01-01,lend,fast", 'column indicator: unknown indicator "lend". Possible: land'),
        ("2025-01-01,land,fats", 'column sign: unknown sign of land "fats". Possible: fast, none'),
        ("2025-01-01,land", "2 cells stand here, and there are 3 columns"),
        ("2025-01-01,land,fast,x", "4 cells stand here, and there are 3 columns"),
        ("2025-01-01,land,\x07fast", "column sign: a character here is no text"),
        ('2025-01-01,land,"fast', "this is no table with commas"),
    ],
)
def test_a_bad_row_is_told_at_its_line(case: Case, tmp_path: Path, row: str, words: str) -> None:
    found = faults(case, tmp_path, f"{HEAD}2025-01-02,land,none\n{row}\n")
    assert found[0].startswith("e.csv:3: ")
    assert words in found[0]
    assert found[0].endswith((".", "?"))


def test_every_bad_row_is_told_at_once(case: Case, tmp_path: Path) -> None:
    rows = "x,y,z\n2025-01-01,land\n2025-01-01,land,fast\n2025-01-01,land,none\n1999,land,slow\n"
    assert [line.split(": ")[0] for line in faults(case, tmp_path, HEAD + rows)] == [
        "e.csv:3",
        *["e.csv:2"] * 2,
        *["e.csv:6"] * 2,
        "e.csv:5",
    ]


def test_an_indicator_shows_one_sign_at_a_date(case: Case, tmp_path: Path) -> None:
    rows = "2025-01-01,land,fast\n2025-01-02,land,fast\n2025-01-01,land,fast\n"
    (one,) = faults(case, tmp_path, HEAD + rows)
    assert one.startswith("e.csv:4: land at 2025-01-01 stands already in line 2.")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "no event stands here. Write date,indicator,sign in the first line"),
        ("\n\n", "no event stands here"),
        (HEAD, "no event stands here"),
        ("2025-01-01,land,fast\n", "e.csv:1: there is no column date, indicator, sign."),
        ("date;indicator;sign\n", "there is no column date, indicator, sign."),
        ("date,indicator\n", "there is no column sign."),
        ("date,indicator,sign,nots\n", 'e.csv:1: unknown column "nots". Possible: date, indicator'),
        ("date,indicator,sign,sign\n", "a column stands twice"),
        (HEAD.encode() + b"2025-01-01,land,\xff\n", "e.csv:2: byte 0xff is no UTF-8"),
        (HEAD + "2025-01-01,land," + "x" * 200_000, "this is no table with commas: field larger"),
        ("date,indicator,sign,note\n2025-01-01,land,fast," + "x" * 2_001, "2,001 characters"),
    ],
)
def test_what_is_no_such_table(case: Case, tmp_path: Path, data: str | bytes, words: str) -> None:
    assert words in faults(case, tmp_path, data)[0]


def test_limits_of_size(case: Case, tmp_path: Path) -> None:
    rows = "2025-01-01,land,fast\n" * (MOST_EVENTS + 1)
    (one,) = faults(case, tmp_path, HEAD + rows)
    assert "there are more than 10,000 events" in one
    file = tmp_path / "large.csv"
    with file.open("wb") as stream:
        stream.truncate(9_000_000)
    with pytest.raises(FormatError, match="the file has 9 MB; it may have at most 8 MB"):
        read_events(file, case)
    with pytest.raises(FormatError, match="this is no file"):
        read_events(tmp_path, case)
