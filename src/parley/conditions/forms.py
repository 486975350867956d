"""The form of everything that must hold: sums of small tables against a threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.draws import Draws
from parley.space import Codes, Space

Ints = NDArray[np.int64]
Pattern = Mapping[str, Sequence[str]]

NANO = 10**9
"""Points are counted in whole nano-points, rounded once per cell, so that sums do not depend on
their order and a tie with a threshold is a tie everywhere."""


@dataclass(frozen=True)
class Table:
    """A small table over the options of a few issues.

    Attributes
    ----------
    issues
        Positions of the issues, rising; none for a constant.
    fill
        Draws to (draw, options of the first issue, ...) cells.
    reads
        Paths of the quantities that the cells depend on.
    """

    issues: tuple[int, ...]
    fill: Callable[[Draws], Ints]
    reads: tuple[str, ...]

    def at(self, space: Space, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) the cell that each package reads."""
        cells = self.fill(draws)
        if not self.issues:
            return np.broadcast_to(cells[:, None], (len(draws), len(codes)))
        digits = space.digits(codes)
        return cells[(slice(None), *(digits[issue] for issue in self.issues))]


@dataclass(frozen=True)
class Linear:
    """Holds where the sum of the tables reaches the threshold.

    Attributes
    ----------
    threshold
        Draws to (draw,) what the sum must reach.
    reads
        Paths that the threshold depends on.
    bars
        Cells are 0 or negative and the threshold is 0: holds where no cell bars the package.
        Several such forms hold together exactly where their sum does.
    """

    tables: tuple[Table, ...]
    threshold: Callable[[Draws], Ints]
    reads: tuple[str, ...] = ()
    bars: bool = False


Form = Linear
"""A stage that counts votes adds its own form here."""


@dataclass(frozen=True)
class Margin:
    """How far a condition is from failing.

    Attributes
    ----------
    values : (draw, code)
        At or above 0 the condition holds; nano-points, or 0 and -1 for crossed or not. Meaningless
        where it does not apply.
    applies : (code,)
        Whether the condition is asked of the package at all.
    """

    values: Ints
    applies: NDArray[np.bool_]

    @property
    def holds(self) -> NDArray[np.bool_]:
        """(draw, code) true where it holds or is not asked."""
        return (self.values >= 0) | ~self.applies


@dataclass(frozen=True)
class Condition:
    """One thing that must hold.

    Attributes
    ----------
    key
        Its name in tables.
    stage
        Of :data:`parley.conditions.STAGES`.
    holder
        The party whose condition it is.
    sentence
        What must hold, in words.
    unit
        Of its margin: ``points`` or ``crossed``.
    path
        Where the case says it.
    when
        It is asked of packages that match any of these patterns; None: of all.
    """

    key: str
    stage: str
    holder: str
    sentence: str
    unit: str
    path: str
    form: Form
    when: tuple[Pattern, ...] | None = None

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Margin:
        """The margin of each package, computed the slow and obvious way.

        Every faster evaluation is tested against this one.
        """
        total = np.zeros((len(draws), len(codes)), dtype=np.int64)
        for table in self.form.tables:
            total = total + table.at(space, draws, codes)
        applies = np.ones(len(codes), dtype=bool)
        if self.when is not None:
            applies = np.zeros(len(codes), dtype=bool)
            for pattern in self.when:
                applies |= space.matches(pattern, codes)
        return Margin(total - self.form.threshold(draws)[:, None], applies)

    @property
    def reads(self) -> tuple[str, ...]:
        """Paths of all quantities that it depends on."""
        paths = [*self.form.reads, *(path for table in self.form.tables for path in table.reads)]
        return tuple(dict.fromkeys(paths))


def zero(draws: Draws) -> Ints:
    """The threshold of forms that bar."""
    return np.zeros(len(draws), dtype=np.int64)


def to_nano(points: NDArray[np.float64]) -> Ints:
    """Points as whole nano-points, rounded once."""
    return np.rint(points * NANO).astype(np.int64)


def in_points(nano: Ints) -> NDArray[np.float64]:
    """Nano-points as points, for readers."""
    return nano / NANO
