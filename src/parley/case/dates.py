"""Dates of a case in words."""

from __future__ import annotations

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
