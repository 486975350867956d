"""How uncertain a number is, as an analyst writes it: ``5``, ``3..8`` or ``3..5..8``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import Enum
from fractions import Fraction

LARGEST = 10**6
LONGEST = 40

_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Domain(Enum):
    """Which numbers make sense for a quantity."""

    CHANCE = "a chance from 0 to 1"
    BETWEEN = "a share above 0 and below 1"
    AMOUNT = "0 or more"
    RATE = "more than 0"
    POINTS = "any number"

    def holds(self, number: float) -> bool:
        """Whether the number makes sense."""
        if self is Domain.CHANCE:
            return 0 <= number <= 1
        if self is Domain.BETWEEN:
            return 0 < number < 1
        if self is Domain.AMOUNT:
            return number >= 0
        return number > 0 if self is Domain.RATE else True


@dataclass(frozen=True)
class Spread:
    """A number as it is known: certain, uniform from low to high, or triangular with a mode.

    Attributes
    ----------
    low, high
        The ends of the range; equal where the number is certain.
    mode
        The likeliest value of a triangular range, else None.
    exact
        The numbers as written, for sums that must be exact.
    text
        The words of the case file, which know their place.
    """

    low: float
    high: float
    mode: float | None = None
    exact: tuple[Fraction, ...] = ()
    text: str = field(default="", compare=False)

    @property
    def median(self) -> float:
        """What it is as often above as below: the central reading."""
        if self.mode is None:
            return (self.low + self.high) / 2
        width = self.high - self.low
        left, right = self.mode - self.low, self.high - self.mode
        if left >= right:
            return self.low + math.sqrt(width * left / 2)
        return self.high - math.sqrt(width * right / 2)

    @property
    def certain(self) -> bool:
        """Whether this is one number."""
        return self.low == self.high

    def __str__(self) -> str:
        numbers: tuple[float, ...] = (self.low,) if self.certain else (self.low, self.high)
        if self.mode is not None:
            numbers = (self.low, self.mode, self.high)
        return "..".join(f"{number:g}" for number in numbers)


def certain(number: float) -> Spread:
    """A number that is not in doubt."""
    return Spread(number, number, None, (Fraction(number),))


def unread(text: str) -> Spread:
    """Stands for words that could not be read, which are a problem already; has no ``exact``."""
    return Spread(1.0, 1.0, text=text)


def plain(number: Fraction) -> str:
    """An exact number in digits, as an analyst would write it.

    >>> plain(Fraction("0.3") + Fraction("0.30"))
    '0.6'
    """
    with localcontext(prec=100):
        digits = f"{Decimal(number.numerator) / Decimal(number.denominator):f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def parse(text: str) -> Spread:
    """Read a number or a range.

    Raises
    ------
    ValueError
        The text is none; the message says what to write.

    Examples
    --------
    >>> str(parse("3..8"))
    '3..8'
    >>> parse("3..5..8").mode
    5.0
    >>> parse(".5")
    Traceback (most recent call last):
    ...
    ValueError: ".5" is no number. Write 0.5.
    """
    parts = text.split("..")
    if len(parts) > 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(f'"{text[:40]}" is no number. {_remedy(text)}')
    exact = tuple(_exact(part, text) for part in parts)
    numbers = [float(number) for number in exact]
    if any(abs(number) > LARGEST for number in numbers):
        raise ValueError(f'"{text[:40]}" is too large. Numbers go from -10^6 to 10^6.')
    if len(numbers) > 1 and not _rising(exact):
        turned = "..".join(sorted(parts, key=Fraction))
        hint = f"Write {turned}." if len(set(exact)) == len(exact) else "The ends must differ."
        raise ValueError(f'the range "{text}" does not rise. {hint}')
    mode = numbers[1] if len(numbers) == 3 else None
    return Spread(numbers[0], numbers[-1], mode, exact, text)


def _exact(part: str, text: str) -> Fraction:
    # A huge exponent would make Python compute a number of as many digits.
    exponent = re.search(r"[eE]([+-]?[0-9]+)", part)
    if len(part) > LONGEST or (exponent and abs(int(exponent[1])) > 30):
        raise ValueError(f'"{text[:40]}" is too long for a number. Round it.')
    return Fraction(part)


def _rising(numbers: tuple[Fraction, ...]) -> bool:
    if len(numbers) == 2:
        return numbers[0] < numbers[1]
    return numbers[0] <= numbers[1] <= numbers[2] and numbers[0] < numbers[2]


def _remedy(text: str) -> str:
    """What the analyst probably meant."""
    bare = text.strip()
    if not bare:
        return "Write a number such as 5 or a range such as 3..8."
    if len(bare) > LONGEST:  # no slip of the pen, and costly to search
        return "Write a number such as 5 or 0.5, or a range such as 3..8 or 3..5..8."
    percent = re.fullmatch(r"([0-9.]+)\s*%", bare)
    if percent and _NUMBER.fullmatch(percent[1]):
        return f"Write {float(percent[1]) / 100:g}."
    if bare.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
        return "Write a finite number, or leave the entry out."
    if bare.lower() in ("yes", "no", "true", "false", "on", "off"):
        return "Write a number such as 1 or 0."
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", bare):
        return f"Write {bare.replace(',', '')}, without a comma."
    if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", bare):
        return f"Write {bare.replace(',', '.')}, or {bare.replace(',', '..')} for a range."
    # Of the three dots of .20...50 the last belongs to the number, of those of 1...5 it does not.
    dots = r"\.{2,}?" if bare.startswith(".") else r"\.{2,}"
    parts = re.split(
        rf"\s*(?:{dots}|\u2026)\s*|\s*(?:,|\bto\b)\s*|(?<=[0-9])\s*[-\u2013\u2014]\s*", bare
    )
    mended = [_mended(part) for part in parts]
    if len(mended) <= 3 and all(_NUMBER.fullmatch(part) for part in mended):
        return f"Write {'..'.join(mended)}."
    return "Write a number such as 5 or 0.5, or a range such as 3..8 or 3..5..8."


def _mended(part: str) -> str:
    """A number that lacks a digit beside its point, with it."""
    part = re.sub(r"^([+-]?)\.(?=[0-9])", r"\g<1>0.", part)
    return re.sub(r"(?<=[0-9])\.$", "", part)
