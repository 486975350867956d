"""Everything that must hold: one module a stage, compiled to one form."""

from __future__ import annotations

from dataclasses import dataclass

from parley.case.schema import Case
from parley.conditions import acceptance, rules, statements
from parley.conditions.forms import Condition
from parley.conditions.statements import Said
from parley.draws import Book, Draws, Ints
from parley.space import Mask, Space

STAGES = (acceptance,)
"""The stages in order, after *feasible*: to add one is to add its module here."""


@dataclass(frozen=True)
class Model:
    """A case made ready for computing.

    Attributes
    ----------
    feasible
        (option, option, ...) true where the package breaks no rule.
    conditions
        In the order of the stages.
    spoken
        Party to its statements.
    """

    case: Case
    space: Space
    book: Book
    feasible: Mask
    conditions: tuple[Condition, ...]
    spoken: dict[str, tuple[Said, ...]]

    def draws(self, seed: int, numbers: Ints) -> Draws:
        """Draws by number, each in agreement with the statements."""
        return statements.agreeing(self.space, self.book, self.spoken, seed, numbers)


def build(case: Case) -> Model:
    """Compile a case."""
    space = Space.of(case)
    book = Book.of(case)
    return Model(
        case,
        space,
        book,
        rules.feasible(case, space),
        tuple(c for stage in STAGES for c in stage.compile_stage(case, space, book)),
        statements.said(case, space, book),
    )
