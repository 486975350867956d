"""Draws that agree with what the parties have said and meant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.case.problems import CaseError, Problem
from parley.case.schema import Case, Statement
from parley.conditions.acceptance import consent
from parley.conditions.forms import Condition
from parley.conditions.lines import red_lines
from parley.draws import Book, Draws, Ints, draw
from parley.space import Space
from parley.streams import MOST_ATTEMPTS

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Said:
    """What must be known to tell whether a party would refuse some terms."""

    party: str
    name: str
    statement: Statement
    code: int
    accepts: Condition
    lines: tuple[Condition, ...]

    def agrees(self, space: Space, draws: Draws) -> Bools:
        """(draw,) whether the party's values and red lines say the same as its statement."""
        codes = np.array([self.code])
        # Asked of its worth whether or not its consent would be needed for these terms.
        refused: Bools = self.accepts.margin(space, draws, codes).values[:, 0] < 0
        for line in self.lines:
            refused |= ~line.margin(space, draws, codes).holds[:, 0]
        return refused if self.statement.refuses is not None else ~refused

    def is_meant(self, draws: Draws) -> Bools:
        """(draw,) whether the statement binds."""
        path = f"preferences.{self.party}.statements.{self.name}"
        is_meant: Bools = draws.uniforms[path][0] < draws.value(f"{path}.meant")
        return is_meant


def said(case: Case, space: Space, book: Book) -> dict[str, tuple[Said, ...]]:
    """Party to its statements.

    A statement is on ``now`` with the named terms; of the red lines those count that the named
    terms alone cross: a floor on a named issue, a pattern all of whose issues are named.
    """
    every_line = red_lines(case, space, book, "acceptable")
    found = {}
    for party, preference in case.preferences.items():
        statements = []
        for name, statement in preference.statements.items():
            terms = statement.refuses if statement.refuses is not None else statement.accepts
            assert terms is not None
            named = {space.issue(issue) for issue in terms}
            statements.append(
                Said(
                    str(party),
                    str(name),
                    statement,
                    space.code({**case.now, **terms}),
                    consent(case, space, str(party)),
                    tuple(
                        line
                        for line in every_line
                        if line.holder == party
                        and line.bar is not None
                        and set(line.bar.issues) <= named
                    ),
                )
            )
        if statements:
            found[str(party)] = tuple(statements)
    return found


def agreeing(
    space: Space, book: Book, spoken: dict[str, tuple[Said, ...]], seed: int, numbers: Ints
) -> Draws:
    """Draws of which each agrees with all meant statements.

    For each party only its own preferences are drawn again, until its meant statements agree; the
    states of factors, and whether a statement is meant, are drawn once.

    Raises
    ------
    CaseError
        Some draw finds no agreement within 1,000 attempts; the statements are named.
    """
    attempts = {
        party: _first_agreeing(space, book.of_party(party), statements, seed, numbers)
        for party, statements in spoken.items()
    }
    return draw(book, seed, numbers, attempts)


def _first_agreeing(
    space: Space, book: Book, statements: tuple[Said, ...], seed: int, numbers: Ints
) -> Ints:
    party = statements[0].party
    first = np.zeros(len(numbers), dtype=np.int64)
    open_rows = np.arange(len(numbers))
    for attempt in range(MOST_ATTEMPTS):
        tries = np.full(len(open_rows), attempt, dtype=np.int64)
        draws = draw(book, seed, numbers[open_rows], {party: tries})
        disagree = np.zeros(len(open_rows), dtype=bool)
        for one in statements:
            disagree |= one.is_meant(draws) & ~one.agrees(space, draws)
        first[open_rows] = attempt
        open_rows = open_rows[disagree]
        if not len(open_rows):
            return first
    raise _never_agree(book.case, statements, int(numbers[open_rows[0]]))


def _never_agree(case: Case, statements: tuple[Said, ...], number: int) -> CaseError:
    party = statements[0].party
    names = ", ".join(one.name for one in statements)
    message = (
        f"no reading of {case.parties[party].name} agrees with its statements ({names}): none in "
        f"{MOST_ATTEMPTS:,} attempts for draw {number}. Widen its values, no-deal value or red "
        "lines, or lower `meant`."
    )
    origin = case.origin
    where = origin.place(f"preferences.{party}.statements.{statements[0].name}")
    return CaseError(origin.file, [Problem.at(where, message)])


def contradicted(space: Space, spoken: dict[str, tuple[Said, ...]], draws: Draws) -> list[str]:
    """Paths of the statements that a draw, such as the central one, contradicts."""
    return [
        f"preferences.{one.party}.statements.{one.name}"
        for statements in spoken.values()
        for one in statements
        if not one.agrees(space, draws)[0]
    ]
