"""What is wrong in another tool's file, said so that its owner can mend it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

MOST_FAULTS = 50
"""Nobody reads more before mending the first."""

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Place:
    """A file as it was given, and the line where that is known."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class FormatError(ValueError):
    """Files that cannot be read as a case, or a case that a format cannot hold.

    Its text is the whole report, a line for each fault.

    Parameters
    ----------
    faults
        At least one sentence with the place where it was found.
    """

    def __init__(self, faults: Iterable[tuple[Place, str]]) -> None:
        self.faults = tuple(dict.fromkeys(faults))
        told = self.faults[:MOST_FAULTS]
        lines = [printable(f"{place}: {message}") for place, message in told]
        if len(self.faults) > MOST_FAULTS:
            lines.append(f"There are {len(self.faults) - MOST_FAULTS:,} faults more.")
        super().__init__("\n".join(lines))


def is_text(letter: str) -> bool:
    """Whether a character is one that a text may hold: no control, no half of a pair."""
    return unicodedata.category(letter) not in ("Cc", "Cs") and ord(letter) & 0xFFFE != 0xFFFE


def printable(text: str) -> str:
    """A text that a hostile file may have shaped, as it can be shown."""
    return "".join(letter if is_text(letter) else "?" for letter in text)


def fault(place: Place, message: str) -> FormatError:
    """One fault, to be raised."""
    return FormatError([(place, message)])


def gathered(function: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """The results for all items, or the faults of all items together.

    Raises
    ------
    FormatError
        With every fault of every item, not only of the first.
    """
    results: list[Result] = []
    faults: list[tuple[Place, str]] = []
    for item in items:
        try:
            results.append(function(item))
        except FormatError as error:
            faults += error.faults
    if faults:
        raise FormatError(faults)
    return results
