"""The forms of everything that must hold: sums of small tables, and votes over such sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.draws import Draws
from parley.space import Codes, Space

Ints = NDArray[np.int64]
Pattern = Mapping[str, Sequence[str]]

NANO = 10**9
"""Points are counted in whole nano-points, rounded once per cell, so that sums do not depend on
their order and a tie with a threshold is a tie everywhere."""
HUNDRED = 100 * NANO


@dataclass(frozen=True)
class Table:
    """A small table over the options of a few issues.

    Attributes
    ----------
    key
        Tables with the same key have the same cells, and are filled once.
    about
        What it is, in words.
    issues
        Positions of the issues, rising; none for a constant.
    fill
        Draws to (draw, options of the first issue, ...) cells.
    reads
        Paths of the quantities that the cells depend on.
    """

    key: str
    about: str
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


def zero(draws: Draws) -> Ints:
    """(draw,) nothing."""
    return np.zeros(len(draws), dtype=np.int64)


def constant_table(key: str, about: str, issues: tuple[int, ...], cells: Ints) -> Table:
    """A table that reads nothing: the same (option of the first issue, ...) cells in all draws."""

    def fill(draws: Draws) -> Ints:
        return np.broadcast_to(cells, (len(draws), *cells.shape))

    return Table(key, about, issues, fill, ())


def total(tables: tuple[Table, ...], space: Space, draws: Draws, codes: Codes) -> Ints:
    """(draw, code) sum of tables, in nano-points."""
    result = np.zeros((len(draws), len(codes)), dtype=np.int64)
    for table in tables:
        result = result + table.at(space, draws, codes)
    return result


NOTHING = Table("nothing", "nothing", (), zero, ())
"""The threshold of what only bars."""


@dataclass(frozen=True)
class Linear:
    """Holds where the sum of the tables reaches the threshold.

    Attributes
    ----------
    threshold
        A constant: what the sum must reach.
    about
        Which of several it is, in words.
    bars
        Cells are 0 or negative and the threshold is 0: holds where no cell bars the package.
        Several such forms hold together exactly where their sum does.
    """

    tables: tuple[Table, ...]
    threshold: Table = NOTHING
    about: str = ""
    bars: bool = False

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) the sum less the threshold."""
        return total(self.tables, space, draws, codes) - self.threshold.fill(draws)[:, None]

    @property
    def linears(self) -> Iterator[Linear]:
        """Every sum behind it."""
        yield self


@dataclass(frozen=True)
class Least:
    """Holds where all of some sums reach their thresholds: max(0, a) in a sum is two of them."""

    parts: tuple[Linear, ...]

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) the least of the margins."""
        margins = [part.margin(space, draws, codes) for part in self.parts]
        least: Ints = np.min(margins, axis=0)
        return least

    @property
    def linears(self) -> Iterator[Linear]:
        """Every sum behind it."""
        yield from self.parts


@dataclass(frozen=True)
class Ballot:
    """A member that says yes with all its weight where a sum reaches its threshold.

    Attributes
    ----------
    weight
        A constant: its votes.
    """

    about: str
    path: str
    test: Linear
    weight: Table


@dataclass(frozen=True)
class Count:
    """Votes that must reach a threshold: of members that say yes, and shares of others.

    Attributes
    ----------
    shares
        The votes of members of which a share says yes, and its threshold.
    whole
        A constant: with it the margin is said in per cent of this, rounded down, so that its sign
        is exact; counts of different things then have one unit.
    """

    ballots: tuple[Ballot, ...]
    shares: Linear
    whole: Table | None = None

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) the votes less the threshold."""
        found = self.shares.margin(space, draws, codes)
        for ballot in self.ballots:
            says_yes = ballot.test.margin(space, draws, codes) >= 0
            found = found + ballot.weight.fill(draws)[:, None] * says_yes
        if self.whole is None:
            return found
        # In two steps: nano-people times a hundred would not fit.
        whole = self.whole.fill(draws)[:, None]
        return _of_hundred(found, whole)


def _of_hundred(part: Ints, whole: Ints) -> Ints:
    """Nano-per-cent of a whole, rounded down."""
    quotient, rest = np.divmod(part, whole)
    share = np.floor(rest / whole * HUNDRED).astype(np.int64)
    # What is less than nothing stays so, however little.
    return np.minimum(quotient * HUNDRED + share, np.where(part < 0, -1, np.iinfo(np.int64).max))


@dataclass(frozen=True)
class Vote:
    """Holds where in one of several ways every count reaches its threshold.

    Monotone: more yes never makes it fail.
    """

    ways: tuple[tuple[Count, ...], ...]

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) of the best way the least margin of its counts."""
        best: Ints = np.max(
            [
                np.min([count.margin(space, draws, codes) for count in way], axis=0)
                for way in self.ways
            ],
            axis=0,
        )
        return best

    @property
    def linears(self) -> Iterator[Linear]:
        """Every sum behind it."""
        for way in self.ways:
            for count in way:
                yield count.shares
                for ballot in count.ballots:
                    yield ballot.test
                    yield Linear((ballot.weight,))


Form = Linear | Least | Vote


@dataclass(frozen=True)
class Margin:
    """How far a condition is from failing.

    Attributes
    ----------
    values : (draw, code)
        At or above 0 the condition holds; nano-units, or 0 and -1 for crossed or not. Meaningless
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
        Its name in tables: kind and name, such as ``accept:north``.
    stage
        Of :data:`parley.conditions.STAGES`.
    holder
        The party whose condition it is.
    sentence
        What must hold, in words.
    unit
        Of its margin: ``points``, ``crossed``, ``seats``, ``per cent`` or ``log-odds``.
    path
        Where the case says it.
    when
        It is asked of packages that match any of these patterns; None: of all.
    law
        The law behind it, where it is law and not will.
    """

    key: str
    stage: str
    holder: str
    sentence: str
    unit: str
    path: str
    form: Form
    when: tuple[Pattern, ...] | None = None
    law: str | None = None

    @property
    def kind(self) -> str:
        """``accept``, ``line``, ``block``, ``later``, ``cheat`` or ``body``."""
        return self.key.split(":")[0]

    @cached_property
    def bar(self) -> Table | None:
        """What a red line or block puts out, for conditions that only bar; else None."""
        form = self.form
        return form.tables[0] if isinstance(form, Linear) and form.bars else None

    def margin(self, space: Space, draws: Draws, codes: Codes) -> Margin:
        """The margin of each package, computed the slow and obvious way.

        Every faster evaluation is tested against this one.
        """
        applies = np.ones(len(codes), dtype=bool)
        if self.when is not None:
            applies = np.zeros(len(codes), dtype=bool)
            for pattern in self.when:
                applies |= space.matches(pattern, codes)
        return Margin(self.form.margin(space, draws, codes), applies)

    @property
    def reads(self) -> tuple[str, ...]:
        """Paths of all quantities that it depends on."""
        tables = [t for part in self.form.linears for t in (*part.tables, part.threshold)]
        return tuple(dict.fromkeys(path for table in tables for path in table.reads))


def to_nano(points: NDArray[np.float64]) -> Ints:
    """Points as whole nano-points, rounded once."""
    return np.rint(points * NANO).astype(np.int64)


def in_points(nano: Ints) -> NDArray[np.float64]:
    """Nano-points as points, for readers."""
    return nano / NANO
