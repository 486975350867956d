"""Packages: one option on every issue, numbered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Case

Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Space:
    """All packages of a case, as mixed-radix codes.

    The last issue counts fastest: code 0 is the first option everywhere, code 1 the second option
    of the last issue.

    Attributes
    ----------
    issues
        Keys in file order.
    options
        ``options[i]`` are the option keys of issue i in file order.
    """

    issues: tuple[str, ...]
    options: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, case: Case) -> Space:
        """The packages of a case."""
        issues = tuple(str(key) for key in case.issues)
        return cls(
            issues,
            tuple(tuple(str(key) for key in case.issues[issue].options) for issue in issues),
        )

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Number of options of each issue."""
        return tuple(len(options) for options in self.options)

    @property
    def size(self) -> int:
        """Number of packages before any rule."""
        return math.prod(self.shape)

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """What one option further on an issue adds to the code."""
        return tuple(math.prod(self.shape[i + 1 :]) for i in range(len(self.shape)))

    def issue(self, key: str) -> int:
        """Position of an issue."""
        return self.issues.index(key)

    def option(self, issue: str, option: str) -> int:
        """Position of an option within its issue."""
        return self.options[self.issue(issue)].index(option)

    def code(self, terms: Mapping[str, str]) -> int:
        """Code of the package that these terms, which name every issue, make."""
        return sum(
            stride * self.option(issue, terms[issue])
            for issue, stride in zip(self.issues, self.strides, strict=True)
        )

    def digits(self, codes: Codes | Sequence[int] | int) -> NDArray[np.int64]:
        """Option positions, (issue, code)."""
        flat = np.atleast_1d(np.asarray(codes, dtype=np.int64))
        columns = [flat // stride % n for stride, n in zip(self.strides, self.shape, strict=True)]
        return np.array(columns, dtype=np.int64)

    def package(self, code: int) -> dict[str, str]:
        """The terms behind a code, by issue."""
        digits = self.digits(int(code))[:, 0]
        return {
            issue: options[digit]
            for issue, options, digit in zip(self.issues, self.options, digits, strict=True)
        }

    def marks(self, issue: str, options: Iterable[str]) -> Mask:
        """(option,) true where the option is among those named."""
        wanted = {str(option) for option in options}
        return np.array([option in wanted for option in self.options[self.issue(issue)]])

    def axes(self, issues: Iterable[str]) -> tuple[int, ...]:
        """Positions of some issues, rising, each once."""
        return tuple(sorted({self.issue(issue) for issue in issues}))

    def mask(self, pattern: Mapping[str, Sequence[str]], axes: Sequence[int] | None = None) -> Mask:
        """Which packages match a pattern.

        Parameters
        ----------
        axes
            The issues of the result, rising; they hold those of the pattern. All by default.

        Returns
        -------
        (option of the first issue, ...)
            May be a broadcast view.
        """
        over = range(len(self.shape)) if axes is None else axes
        found: Mask = np.ones((1,) * len(over), dtype=bool)
        for issue, options in pattern.items():
            axis = self.issue(issue)
            extent = [self.shape[axis] if other == axis else 1 for other in over]
            found = found & self.marks(issue, options).reshape(extent)
        return np.broadcast_to(found, tuple(self.shape[axis] for axis in over))

    def matches(self, pattern: Mapping[str, Sequence[str]], codes: Codes) -> Mask:
        """(code,) true where the package matches the pattern."""
        digits = self.digits(codes)
        found = np.ones(digits.shape[1], dtype=bool)
        for issue, options in pattern.items():
            found &= self.marks(issue, options)[digits[self.issue(issue)]]
        return found
