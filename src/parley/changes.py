"""The same draws after some quantities were changed, as a lever or a slider would change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parley.case.changed import replaced
from parley.case.evidence import prefixes
from parley.case.quantity import Spread, certain
from parley.case.schema import Case, Chance, Change, Points, Uncertain
from parley.draws import Book, Draws
from parley.numbers import base, moved, single

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Changed:
    """How one quantity is changed.

    Attributes
    ----------
    path
        Of the quantity: a single number of the case.
    to
        What it is instead.
    add, odds
        The column that is added to it, or that multiplies its odds.
    rows : (draw,)
        The draws in which it is changed; None: in all.
    """

    path: str
    to: Spread | None = None
    add: str | None = None
    odds: str | None = None
    rows: Rows | None = None


def pulled(book: Book, draws: Draws, levers: Sequence[str], *, replies: bool = False) -> Draws:
    """The same draws after some levers were used, in the order of the case.

    Parameters
    ----------
    levers
        Their keys.
    replies
        Each in the draws in which it comes.
    """
    case = book.case
    parts: list[Changed] = []
    for name, lever in case.levers.items():
        if name not in levers:
            continue
        parts += _written(f"levers.{name}", lever.changes, None)
        if replies and lever.reply is not None:
            rows = comes(case, draws, name)
            parts += _written(f"levers.{name}.reply", lever.reply.changes, rows)
    return changed(book, draws, parts)


def comes(case: Case, draws: Draws, lever: str) -> Rows:
    """(draw,) whether the reply to a lever comes, by a luck of its own.

    In the central draw it does where that is at least as likely as not.
    """
    if case.levers[lever].reply is None:
        return np.zeros(len(draws), dtype=bool)
    chance = draws.value(f"levers.{lever}.reply.chance")
    if not draws.uniforms:
        return chance >= 0.5
    does_come: Rows = draws.uniforms[f"levers.{lever}.reply"][0] < chance
    return does_come


def changed(book: Book, draws: Draws, parts: Sequence[Changed]) -> Draws:
    """The same draws with some quantities changed.

    What a quantity is instead is read with the luck that the quantity has in each draw, and the
    states of factors move it as before; then what is added, and what multiplies odds, is taken in
    the order of the parts. Everything else stays, the attempts that agreed with statements
    included.

    Raises
    ------
    KeyError
        A path is no single number of the case.
    """
    columns = dict(draws.columns)
    by_path: dict[str, list[Changed]] = {}
    for part in parts:
        by_path.setdefault(part.path, []).append(part)
        by_path.setdefault(moves(part.path), [])
    # What moves a number comes before it.
    for path in sorted(by_path, key=lambda path: path == moves(path)):
        number = number_at(book, path)
        columns[path] = _instead(path, number, by_path[path], draws)
        if isinstance(number, Points | Chance):
            columns[path] = moved(book.case, path, number, columns, draws.states)
        for part in by_path[path]:
            columns[path] = _further(columns[path], part, draws)
    return replace(draws, columns=columns)


def fixed(book: Book, draws: Draws, path: str, value: float) -> Draws:
    """The same draws with one quantity at a number before the states of factors move it.

    Parameters
    ----------
    path
        Of a single number of the case; support is given as a share, as it is written.
    """
    return changed(book, draws, [Changed(path, certain(value))])


def number_at(book: Book, path: str) -> Uncertain:
    """A single number of the case, or of a group, by its path.

    Raises
    ------
    KeyError
        There is none, as in a ranking.
    """
    for home in prefixes(path):
        if home in book.quantities:
            return single(home, book.quantities[home])[path]
    raise KeyError(path)


def moves(path: str) -> str:
    """The number that a number moves, or itself where it moves none.

    >>> moves("preferences.north.no_deal.cost.shifts.front.bad")
    'preferences.north.no_deal.cost'
    >>> moves("preferences.north.discount")
    'preferences.north.discount'
    """
    return path.split(".shifts.")[0].split(".odds.")[0]


def _written(home: str, changes: Mapping[str, Change], rows: Rows | None) -> list[Changed]:
    """The changes of a lever, or of a reply, as the case writes them."""
    return [
        Changed(
            str(path),
            change.to.value if change.to is not None else None,
            f"{home}.changes.{path}.add" if change.add is not None else None,
            f"{home}.changes.{path}.odds" if change.odds is not None else None,
            rows,
        )
        for path, change in changes.items()
    ]


def _instead(path: str, number: Uncertain, parts: Sequence[Changed], draws: Draws) -> Floats:
    """(draw,) a number, or what it is instead, before anything moves it."""
    luck = draws.uniforms[path][0] if draws.uniforms else None
    column = base(number, luck, len(draws))
    for part in parts:
        if part.to is not None:
            other = base(replaced(number, path, {path: part.to}), luck, len(draws))
            column = other if part.rows is None else np.where(part.rows, other, column)
    return column


def _further(column: Floats, part: Changed, draws: Draws) -> Floats:
    """(draw,) a number after something was added, or its odds were multiplied."""
    after = column
    if part.add is not None:
        after = column + draws.value(part.add)
    if part.odds is not None:
        size = draws.value(part.odds)
        # Odds times 1 would differ in the last digit.
        after = np.where(size == 1, column, column * size / (1 - column + column * size))
    return after if part.rows is None else np.where(part.rows, after, column)
