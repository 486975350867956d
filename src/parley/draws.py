"""Readings of everything uncertain in a case, each a pure function of seed and number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parley import streams
from parley.case.schema import Case, Chance, Factor, Group, Points, Uncertain, Weights
from parley.case.walk import Quantity, drawn
from parley.futures import Joint, joint_states
from parley.numbers import base, moved, single
from parley.ranked import centroid_weights, numbers_needed, ranked

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CENTRAL = -1
"""The number of the central draw."""

INDEPENDENT = "independent"
"""How futures are weighed where factors are taken not to hang together."""

FUTURES = "futures"
"""The stream that chooses the joint state of the factors that hang together."""


class Reading(Enum):
    """Which of the lines that a party may hold are real in a draw."""

    JUDGED = "as judged"
    EVEN = "those at least even"
    NONE = "none"


@dataclass(frozen=True)
class Draws:
    """Some draws: one column a quantity, one entry a draw.

    Attributes
    ----------
    numbers : (draw,)
        Their numbers; -1 is the central draw.
    columns
        Path to (draw,) values. A ranking or group has a column for each member, and one for each
        number that shifts a member.
    states
        Factor to (draw,) positions of the state.
    uniforms
        Stream to (number, draw) uniform numbers, so that a changed quantity can be drawn again
        from the same luck. Empty for the central draw.
    attempts
        Party to (draw,) number of the attempt whose values agree with its statements.
    red_lines, blocks
        Which red lines and which blocks are real.
    removed
        Paths of red lines and blocks that are taken as not real.
    """

    numbers: Ints
    columns: Mapping[str, Floats]
    states: Mapping[str, Ints]
    uniforms: Mapping[str, Floats]
    attempts: Mapping[str, Ints] = field(default_factory=dict)
    red_lines: Reading = Reading.JUDGED
    blocks: Reading = Reading.JUDGED
    removed: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.numbers)

    def value(self, path: str) -> Floats:
        """(draw,) values of a quantity."""
        return self.columns[path]

    def members(self, path: str, members: Iterable[str]) -> Floats:
        """(member, draw) values of a group."""
        return np.array([self.columns[f"{path}.{member}"] for member in members])

    def is_real(self, path: str, chance: Floats, luck: Floats | None) -> NDArray[np.bool_]:
        """(draw,) whether a red line or block of this chance is real.

        Parameters
        ----------
        path
            Of the red line, or of the block and its issue.
        chance, luck : (draw,)
            Real where the luck is below the chance; the luck is not asked in other readings.
        """
        reading = self.blocks if path.startswith("blocks.") else self.red_lines
        if path in self.removed or reading is Reading.NONE:
            return np.zeros(len(self), dtype=bool)
        if reading is Reading.EVEN or luck is None:
            return chance >= 0.5
        return luck < chance

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_] | slice) -> Draws:
        """Only these rows."""
        return replace(
            self,
            numbers=self.numbers[rows],
            columns={path: column[rows] for path, column in self.columns.items()},
            states={factor: state[rows] for factor, state in self.states.items()},
            uniforms={path: luck[:, rows] for path, luck in self.uniforms.items()},
            attempts={party: tries[rows] for party, tries in self.attempts.items()},
        )


@dataclass(frozen=True)
class Book:
    """What of a case is drawn: its quantities and the random streams that they need.

    Attributes
    ----------
    joint
        The futures of the factors that hang together, if any do.
    """

    case: Case
    quantities: Mapping[str, Quantity]
    joint: Joint | None = None

    @classmethod
    def of(cls, case: Case) -> Book:
        """The quantities and streams of a case."""
        return cls(case, drawn(case), joint_states(case))

    @cached_property
    def streams(self) -> dict[str, int]:
        """Stream to how many uniform numbers it gives a draw.

        Beside the quantities: whether a red line is real (its own luck, and whether it follows the
        party's common luck), whether a statement is meant, whether a block is real, whether the
        reply to a lever comes, and which future it is.
        """
        found: dict[str, int] = {FUTURES: 1} if self.case.cross_impacts else {}
        for path, quantity in self.quantities.items():
            if isinstance(quantity, Factor):
                found[path] = 1
            elif isinstance(quantity, Group) and quantity.ranking is not None:
                found[path] = numbers_needed(quantity.ranking, isinstance(quantity, Weights))
            else:
                found.update(dict.fromkeys(single(path, quantity), 1))
        for party, preference in self.case.preferences.items():
            home = f"preferences.{party}"
            if preference.red_lines:
                found[f"{home}.red_lines"] = 1
            found.update({f"{home}.red_lines.{name}": 2 for name in preference.red_lines})
            found.update({f"{home}.statements.{name}": 1 for name in preference.statements})
        for name, block in self.case.blocks.items():
            found.update({f"blocks.{name}.chances.{issue}": 1 for issue in block.chances})
        found.update(
            {f"levers.{name}.reply": 1 for name, lever in self.case.levers.items() if lever.reply}
        )
        return found

    def redrawn(self, path: str) -> str | None:
        """The party whose attempts redraw this stream, if any does."""
        parts = path.split(".")
        if parts[0] != "preferences" or parts[2] == "statements":
            return None
        return parts[1]

    def of_party(self, party: str) -> Book:
        """Only the quantities that the statements of one party can depend on."""
        homes = ("factors.", "ends.", f"preferences.{party}.")
        kept = {path: q for path, q in self.quantities.items() if path.startswith(homes)}
        return Book(self.case, kept, self.joint)


def draw(book: Book, seed: int, numbers: Ints, attempts: Mapping[str, Ints] | None = None) -> Draws:
    """Draws by number.

    Parameters
    ----------
    seed
        0 to 2^64 - 1.
    numbers : (draw,)
        0 to 2^32 - 1.
    attempts
        Party to (draw,) attempt; 0 where absent.
    """
    attempts = attempts or {}
    wanted = {path: count for path, count in book.streams.items() if count}
    none = np.zeros(len(numbers), dtype=np.int64)
    tries = [attempts.get(book.redrawn(path) or "", none) for path in wanted]
    table = streams.uniforms(
        seed,
        numbers,
        np.array(tries, dtype=np.int64).reshape(len(wanted), len(numbers)),
        np.array([streams.stream(path) for path in wanted], dtype=np.uint32).reshape(-1, 2),
        np.array(list(wanted.values()), dtype=np.int64),
    )
    ends = np.cumsum([0, *wanted.values()])
    luck = {path: table[ends[k] : ends[k + 1]] for k, path in enumerate(wanted)}
    states = states_of(book, luck)
    columns = _columns(book, luck, states, len(numbers))
    return Draws(numbers, columns, states, luck, dict(attempts))


def central(book: Book) -> Draws:
    """The central draw: centroids, medians, likeliest states, lines at least even."""
    states = {
        str(name): np.array([_likeliest(factor)]) for name, factor in book.case.factors.items()
    }
    if book.joint is not None:
        states |= {factor: np.array([state]) for factor, state in book.joint.heaviest.items()}
    return Draws(
        np.array([CENTRAL], dtype=np.int64),
        _columns(book, None, states, 1),
        states,
        {},
        {},
        Reading.EVEN,
        Reading.EVEN,
    )


def states_of(
    book: Book, luck: Mapping[str, Floats], weighing: str | None = None
) -> dict[str, Ints]:
    """Factor to (draw,) position of its state.

    Factors that hang together take theirs from one future; the others are independent.

    Parameters
    ----------
    luck
        Stream to (number, draw).
    weighing
        One of the joint states' weights, or "independent": by the probabilities of the case
        alone. By default as the case says.
    """
    states = {
        str(name): _state(factor, luck[f"factors.{name}"][0])
        for name, factor in book.case.factors.items()
    }
    if book.joint is not None and weighing != INDEPENDENT:
        states |= book.joint.at(luck[FUTURES][0], weighing)
    return states


def reread(
    book: Book,
    draws: Draws,
    luck: Mapping[str, Floats] | None = None,
    states: Mapping[str, Ints] | None = None,
) -> Draws:
    """The same draws with some of their luck, or states of some factors, replaced.

    Everything that depends on them is read anew; attempts stay. Other luck does not move the
    states of factors: give those, too.

    Parameters
    ----------
    luck
        Stream to (number, draw).
    states
        Factor to (draw,) position of the state.
    """
    uniforms = {**draws.uniforms, **(luck or {})}
    found = {**draws.states, **(states or {})}
    columns = _columns(book, uniforms, found, len(draws))
    return replace(draws, uniforms=uniforms, states=found, columns=columns)


def reweighted(book: Book, draws: Draws, how: Literal["centroid", "equal"]) -> Draws:
    """The same draws with every ranked weight vector replaced, all else as drawn.

    Uniform over all weights that respect a ranking is a choice, not ignorance; these two other
    choices show how much it matters.
    """
    columns = dict(draws.columns)
    for path, quantity in book.quantities.items():
        if isinstance(quantity, Weights) and quantity.ranking is not None:
            members = quantity.ranking.members
            weights = (
                centroid_weights(quantity.ranking)
                if how == "centroid"
                else np.full(len(members), 100 / len(members))
            )
            for member, weight in zip(members, weights, strict=True):
                columns[f"{path}.{member}"] = np.full(len(draws), weight)
    return replace(draws, columns=columns)


def _columns(
    book: Book, luck: Mapping[str, Floats] | None, states: Mapping[str, Ints], n: int
) -> dict[str, Floats]:
    columns: dict[str, Floats] = {}
    numbers: dict[str, Uncertain] = {}
    for path, quantity in book.quantities.items():
        if isinstance(quantity, Group) and quantity.ranking is not None:
            drawn = None if luck is None else luck.get(path, np.empty((0, n)))
            table = ranked(quantity.ranking, isinstance(quantity, Weights), drawn, n)
            for member, column in zip(quantity.ranking.members, table, strict=True):
                columns[f"{path}.{member}"] = column
        for at, number in single(path, quantity).items():
            numbers[at] = number
            columns[at] = base(number, None if luck is None else luck[at][0], n)
    for at, number in numbers.items():
        if isinstance(number, Points | Chance):
            columns[at] = moved(book.case, at, number, columns, states)
    return columns


def _state(factor: Factor, luck: Floats) -> Ints:
    """(draw,) position of the state in which the luck falls."""
    ends = np.cumsum([state.value.low for state in factor.states.values()])
    return np.minimum(np.searchsorted(ends, luck, side="right"), len(ends) - 1).astype(np.int64)


def _likeliest(factor: Factor) -> int:
    chances = [state.value.exact[0] for state in factor.states.values()]
    return chances.index(max(chances))
