"""Dates of a case: in words, and the days that they may mean."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from parley.case.scalars import DATE

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def in_words(iso: str) -> str:
    """A date of the case in words.

    >>> in_words("2024-12-31"), in_words("2024-11"), in_words("1996")
    ('31 December 2024', 'November 2024', '1996')
    """
    parts = iso.split("-")
    month = [MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []
    day = [str(int(parts[2]))] if len(parts) > 2 else []
    return " ".join((*day, *month, parts[0]))


def span(iso: str) -> tuple[date, date] | None:
    """The first and the last day that a date may mean; None where it is no date.

    >>> [str(day) for day in span("2024-02")]
    ['2024-02-01', '2024-02-29']
    """
    if not DATE.fullmatch(iso):
        return None
    try:
        first = date.fromisoformat(f"{iso}-01-01"[:10])
    except ValueError:
        return None
    if len(iso) == len("YYYY"):
        return first, first.replace(month=12, day=31)
    if len(iso) == len("YYYY-MM"):
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return first, first


def is_full(iso: str) -> bool:
    """Whether a date means one day.

    >>> is_full("2024-12-31"), is_full("2024-12")
    (True, False)
    """
    days = span(iso)
    return days is not None and days[0] == days[1]
