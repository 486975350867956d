"""One package in one draw, and the terms of a sum about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parley.case.schema import Case, Gridded
from parley.draws import Draws
from parley.space import Codes, Space


@dataclass(frozen=True)
class Number:
    """A number that a part is made from.

    Attributes
    ----------
    value
        Infinite for `never`.
    path
        Where the case says it.
    """

    about: str
    value: float
    path: str


@dataclass(frozen=True)
class Part:
    """One term of a sum.

    Attributes
    ----------
    amount
        What it adds, in the unit of the margin; None where no number says it (`never`).
    path
        Where the case says it.
    numbers
        What it is made from.
    parts
        For a no-deal value and for cheating: the terms behind it. Those of a no-deal value add up
        to minus the amount, which is rounded once.
    note
        What else a reader needs to know.
    """

    about: str
    amount: float | None
    path: str
    numbers: tuple[Number, ...] = ()
    parts: tuple[Part, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class View:
    """One package in one draw.

    Attributes
    ----------
    draws
        Exactly one.
    """

    case: Case
    space: Space
    draws: Draws
    code: int

    @property
    def codes(self) -> Codes:
        """The package as the engine wants it."""
        return np.array([self.code], dtype=np.int64)

    @cached_property
    def package(self) -> dict[str, str]:
        """Its option on each issue."""
        return self.space.package(self.code)

    def value(self, path: str) -> float:
        """The value of a quantity."""
        return float(self.draws.value(path)[0])

    def number(self, about: str, path: str) -> Number:
        """A quantity as a number of a part."""
        return Number(about, self.value(path), path)

    def matches(self, pattern: Mapping[str, Sequence[str]] | None) -> bool:
        """Whether the package matches a pattern; without one it does."""
        return pattern is None or bool(self.space.matches(pattern, self.codes)[0])

    def option(self, issue: str) -> str:
        """What readers see of its option on an issue."""
        return str(self.case.issues[issue].options[self.package[issue]].title)

    def cell(self, table: Gridded, path: str) -> str:
        """Path of the number of a table that the package reads."""
        return ".".join((path, table.word, *(self.package[issue] for issue in table.by)))
