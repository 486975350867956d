"""What one elicitation step up or down means for each kind of judgement."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from parley.analysis.no_deal_values import unit
from parley.analysis.study import Study
from parley.case.cells import Gridded
from parley.case.schema import Factor
from parley.conditions.words import as_words, describe
from parley.draws import Book, Draws, Ints, reread

POINTS = 5
"""What a no-deal value, now or later, moves by: points, of a hundred that are at stake."""
TIMES = 1.5
"""What odds, years and penalties are multiplied by, or divided by."""

Floats = NDArray[np.float64]
Move = Callable[[Floats], Floats]
Kind = Literal["factor", "no_deal", "red_line", "block", "later", "response", "penalty"]
Direction = Literal["up", "down"]
_WAYS: tuple[tuple[Direction, int], ...] = (("up", 1), ("down", -1))


@dataclass(frozen=True)
class Step:
    """One judgement, one step up or down in every draw.

    Attributes
    ----------
    path, what
        Of the judgement in the case, and in words.
    words
        The step in words.
    factor, places
        The factor whose state moves in the order of the file, and by how many places.
    columns, by
        The columns that move, and how.
    """

    path: str
    what: str
    kind: Kind
    direction: Direction
    words: str
    factor: str | None = None
    places: int = 0
    columns: tuple[str, ...] = ()
    by: Move = np.asarray

    @property
    def title(self) -> str:
        """The judgement with its step."""
        return f"“{self.what}” ({self.words})"


def add(size: float, column: Floats) -> Floats:
    """(draw,) some points more."""
    return column + size


def likelier(chance: Floats) -> Floats:
    """(draw,) chances at odds that are a step higher; 0 and 1 stay.

    >>> likelier(np.array([0.0, 0.5, 1.0]))
    array([0. , 0.6, 1. ])
    """
    return chance * TIMES / (1 - chance + chance * TIMES)


def less_likely(chance: Floats) -> Floats:
    """(draw,) chances at odds that are a step lower; 0 and 1 stay.

    >>> less_likely(np.array([0.0, 0.5, 1.0]))
    array([0. , 0.4, 1. ])
    """
    return chance / (chance + (1 - chance) * TIMES)


def longer(column: Floats) -> Floats:
    """(draw,) times or penalties a step up; 0 and `never` stay."""
    return column * TIMES


def shorter(column: Floats) -> Floats:
    """(draw,) times or penalties a step down; 0 and `never` stay."""
    return column / TIMES


def grounded(study: Study) -> Draws:
    """The first draws, with a `plus` of 0 for each no-deal value to which the case adds nothing."""
    draws = study.few
    nothing = np.zeros(len(draws))
    plus = {_plus(party): nothing for party in study.parties}
    return replace(draws, columns={**plus, **draws.columns})


def stepped(book: Book, draws: Draws, steps: Sequence[Step]) -> Draws:
    """The same draws after some steps.

    States of factors move first, with all that depends on them; what else moves does so after the
    states have moved it, as with a lever.

    Parameters
    ----------
    draws
        Of :func:`grounded`.
    """
    states = {
        step.factor: _moved(book.case.factors[step.factor], draws.states[step.factor], step.places)
        for step in steps
        if step.factor is not None
    }
    after = reread(book, draws, states=states) if states else draws
    columns = {**draws.columns, **after.columns}
    for step in steps:
        columns |= {path: step.by(columns[path]) for path in step.columns}
    return replace(after, columns=columns)


def steps(study: Study) -> list[Step]:
    """Every step of a case, each judgement first up, then down."""
    return [
        *_factors(study),
        *_no_deal_values(study),
        *_chances(study),
        *_later(study),
        *_response(study),
        *_penalties(study),
    ]


def can_move(study: Study, draws: Draws, step: Step) -> bool:
    """Whether a step changes anything: a chance of 0 or 1 stays, and `never` stays never."""
    after = stepped(study.model.book, draws, [step])
    if step.factor is not None:
        return not np.array_equal(after.states[step.factor], draws.states[step.factor])
    return any(not np.array_equal(after.value(p), draws.value(p)) for p in step.columns)


def _moved(factor: Factor, states: Ints, places: int) -> Ints:
    """(draw,) states some places on in the order of the file; what is at an end stays there."""
    return np.clip(states + places, 0, len(factor.states) - 1)


def _factors(study: Study) -> Iterator[Step]:
    for name, factor in study.case.factors.items():
        path, what, states = f"factors.{name}", str(factor.title), list(factor.states.items())
        for direction, places in _WAYS:
            key, state = states[-1] if places > 0 else states[0]
            words = f"one state towards “{state.title or as_words(str(key))}”"
            yield Step(path, what, "factor", direction, words, str(name), places)


def _no_deal_values(study: Study) -> Iterator[Step]:
    for party in study.parties:
        path = f"preferences.{party}.no_deal"
        what = f"No-deal value of {study.name(party)}"
        yield from _points(study, party, path, what, "no_deal", (_plus(party),))


def _later(study: Study) -> Iterator[Step]:
    for party, tables in study.case.later.items():
        home, what = f"later.{party}", f"Later no-deal value of {study.name(party)}"
        everywhere = next((str(name) for name, table in tables.items() if not table.when), None)
        if everywhere is not None:
            # Tables add up: points on one that counts for every package move the whole.
            cells = _cells(f"{home}.{everywhere}", tables[everywhere])
            yield from _points(study, str(party), home, what, "later", cells)
            continue
        for name, table in tables.items():
            path, about = f"{home}.{name}", f"{what}: {as_words(str(name))}"
            yield from _points(study, str(party), path, about, "later", _cells(path, table))


def _points(
    study: Study, party: str, path: str, what: str, kind: Kind, columns: tuple[str, ...]
) -> Iterator[Step]:
    size = POINTS * unit(study, party)
    for direction, sign in _WAYS:
        words = f"{size:g} points {'more' if sign > 0 else 'less'}"
        yield Step(
            path, what, kind, direction, words, columns=columns, by=partial(add, sign * size)
        )


def _chances(study: Study) -> Iterator[Step]:
    """All chances of one red line, or of one block, together."""
    for path, what, kind, columns in (*_red_lines(study), *_blocks(study)):
        words = f"odds of being real {{}} {TIMES:g}"
        up, down = words.format("times"), words.format("divided by")
        yield Step(path, what, kind, "up", up, columns=columns, by=likelier)
        yield Step(path, what, kind, "down", down, columns=columns, by=less_likely)


Line = tuple[str, str, Kind, tuple[str, ...]]
"""Path of a red line or block, its words, which of them it is, and its chances."""


def _red_lines(study: Study) -> Iterator[Line]:
    case = study.case
    for party, preference in case.preferences.items():
        for name, line in preference.red_lines.items():
            path = f"preferences.{party}.red_lines.{name}"
            title = case.issues[name].title if line.floor else describe(case, line.never or {})
            chances = [f"floor.{option}" for option in line.floor or {}] or ["real"]
            columns = tuple(f"{path}.{chance}" for chance in chances)
            yield path, f"Red line of {study.name(party)}: {title}", "red_line", columns


def _blocks(study: Study) -> Iterator[Line]:
    for name, block in study.case.blocks.items():
        path = f"blocks.{name}"
        what = f"Block by {study.name(block.party)}: {as_words(str(name))}"
        columns = tuple(
            f"{path}.chances.{issue}.{option}"
            for issue, chances in block.chances.items()
            for option in chances
        )
        yield path, what, "block", columns


def _response(study: Study) -> Iterator[Step]:
    response = study.case.response
    if response is None:
        return
    for name, what, table in (
        ("seen", "Years until a breach is seen", response.seen),
        ("acted", "Years from seen until it is acted upon", response.acted),
    ):
        path = f"response.{name}"
        yield from _scaled(path, what, "response", "years", _cells(path, table))


def _penalties(study: Study) -> Iterator[Step]:
    for party, tables in study.case.penalties.items():
        for name, table in tables.items():
            path = f"penalties.{party}.{name}"
            what = f"What a breach costs {study.name(party)}: {as_words(str(name))}"
            yield from _scaled(path, what, "penalty", "points", _cells(path, table))


def _scaled(
    path: str, what: str, kind: Kind, noun: str, columns: tuple[str, ...]
) -> Iterator[Step]:
    up, down = f"{noun} times {TIMES:g}", f"{noun} divided by {TIMES:g}"
    yield Step(path, what, kind, "up", up, columns=columns, by=longer)
    yield Step(path, what, kind, "down", down, columns=columns, by=shorter)


def _cells(path: str, table: Gridded) -> tuple[str, ...]:
    return tuple(".".join((path, table.word, *options)) for options, _ in table.numbers())


def _plus(party: str) -> str:
    return f"preferences.{party}.no_deal.plus"
