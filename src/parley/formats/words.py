"""Names and numbers as other tools write them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from parley.case.problems import choices, shorten
from parley.formats.faults import Place, fault, is_text, printable

LONGEST_NAME = 1_000
LONGEST_NUMBER = 100
LARGEST_EXPONENT = 100
LARGEST = 10**15
"""Beyond this no utility, bound or weight makes sense, and floats lose their digits."""
SMALLEST = 1e-20
"""Below this a number is written as 0."""
REAL_STEPS = 11
"""Options that stand for a range of real numbers, its ends among them."""

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE]([+-]?[0-9]{1,6}))?")


def name(text: Any, what: str, place: Place) -> str:
    """A name with single blanks and without byte-order marks; ``what`` says whose it is.

    Raises
    ------
    FormatError
        It is no text, empty, or no text that can be shown.
    """
    if not isinstance(text, str):
        raise fault(place, f"{what} is no text. A name is needed here.")
    bare = " ".join(text.replace("\ufeff", "").split())
    if not bare:
        raise fault(place, f"{what} is empty. Give it a name.")
    if len(bare) > LONGEST_NAME:
        raise fault(
            place, f"{what} has {len(bare):,} characters; it may have at most {LONGEST_NAME:,}."
        )
    strange = next((letter for letter in bare if not is_text(letter)), None)
    if strange is not None:
        raise fault(
            place, f"{what} holds the character U+{ord(strange):04X}, which is no text. Delete it."
        )
    return bare


def once(written: Mapping[str, Any], what: str, place: Place) -> dict[str, Any]:
    """A mapping by cleaned names, of which none may stand for two entries."""
    found: dict[str, Any] = {}
    for key, value in written.items():
        bare = name(key, what, place)
        if bare in found:
            raise fault(place, f'{what} stands twice: "{shorten(bare)}". Keep one of them.')
        found[bare] = value
    return found


def shown(text: str) -> str:
    """A file name as it can stand in a case, whatever its characters are."""
    return " ".join(printable(text).split()) or "?"


def number(text: Any, what: str, place: Place) -> Fraction:
    """A finite number, exactly as written.

    Raises
    ------
    FormatError
        It is none, is not finite, or is beyond all sense.
    """
    bare = text.strip() if isinstance(text, str) else ""
    found = _NUMBER.fullmatch(bare) if len(bare) <= LONGEST_NUMBER else None
    if found is None:
        given = f'"{shorten(bare)}"' if isinstance(text, str) else "missing or no single number"
        raise fault(place, f"{what} is {given}. A finite number is needed here, such as 0.25.")
    if (found[3] and abs(int(found[3])) > LARGEST_EXPONENT) or abs(Fraction(bare)) > LARGEST:
        raise fault(place, f"{what} is {shorten(bare)}. No number may be beyond 10^15.")
    return Fraction(bare)


def whole(text: Any, what: str, place: Place) -> int:
    """A whole number; ``5.0`` is one."""
    found = number(text, what, place)
    if found.denominator != 1:
        raise fault(place, f"{what} is {shorten(str(text))}. A whole number is needed here.")
    return found.numerator


def digits(value: Fraction) -> str:
    """A number as a person would write it; what has no end is cut to the digits of a float.

    >>> digits(Fraction("0.50")), digits(Fraction(-3)), digits(Fraction(1, 3))
    ('0.5', '-3', '0.3333333333333333')
    """
    size = float(value)
    return "0" if abs(size) < SMALLEST else repr(size).removesuffix(".0")


def between(low: Fraction, high: Fraction, steps: int = REAL_STEPS) -> tuple[Fraction, ...]:
    """Numbers at equal distances from one end of a range to the other.

    >>> [str(number) for number in between(Fraction(0), Fraction(1), 3)]
    ['0', '1/2', '1']
    """
    if low == high:
        return (low,)
    return tuple(low + (high - low) * step / (steps - 1) for step in range(steps))


class Options:
    """The options of an issue by name; ``1`` also finds ``1.0``.

    Parameters
    ----------
    issue, options
        Names that have been cleaned.
    """

    def __init__(self, issue: str, options: Sequence[str]) -> None:
        self.issue, self.options = issue, tuple(options)
        self._places = {option: place for place, option in enumerate(options)}
        self._sizes = {_size(option): place for place, option in enumerate(options)}

    def find(self, text: Any, place: Place) -> int:
        """The number of an option.

        Raises
        ------
        FormatError
            The issue has no such option.
        """
        option = name(text, f'an option of issue "{shorten(self.issue)}"', place)
        if option in self._places:
            return self._places[option]
        size = _size(option)
        if size is not None and size in self._sizes:
            return self._sizes[size]
        raise fault(
            place,
            f'issue "{shorten(self.issue)}" has no option "{shorten(option)}" in the domain. '
            f"Possible: {choices(map(shorten, self.options))}.",
        )


def _size(option: str) -> Fraction | None:
    found = _NUMBER.fullmatch(option) if len(option) <= LONGEST_NUMBER else None
    if found is None or (found[3] and abs(int(found[3])) > LARGEST_EXPONENT):
        return None
    return Fraction(option)
