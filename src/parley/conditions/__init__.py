"""Everything that must hold: one module a stage, compiled to one form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parley.case.schema import Case
from parley.conditions import acceptance, durability, ratification, statements
from parley.conditions.forms import Condition
from parley.conditions.rules import Rules
from parley.conditions.statements import Said
from parley.draws import Book, Draws, Ints
from parley.space import Space

ENUMERATED = 2**25
"""Up to so many packages each is looked at; of more, existence is decided by elimination, and
shares are told of those that are listed."""

STAGES = (acceptance, durability, ratification)
"""The stages in order, after *feasible*: to add one is to add its module here."""


@dataclass(frozen=True)
class Model:
    """A case made ready for computing.

    Attributes
    ----------
    rules
        Which packages can be at all.
    conditions
        In the order of the stages.
    spoken
        Party to its statements.
    """

    case: Case
    space: Space
    book: Book
    rules: Rules
    conditions: tuple[Condition, ...]
    spoken: dict[str, tuple[Said, ...]]

    @property
    def is_enumerated(self) -> bool:
        """Whether each package is looked at."""
        return self.space.size <= ENUMERATED

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """Names of the stages of which the case asks anything, in order; the first always."""
        asked = {condition.stage for condition in self.conditions}
        first, *rest = (stage.STAGE for stage in STAGES)
        return (first, *(stage for stage in rest if stage in asked))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """Kinds of its conditions."""
        return frozenset(condition.kind for condition in self.conditions)

    def up_to(self, stage: str) -> tuple[Condition, ...]:
        """The conditions of a stage and of those before it."""
        names = self.stages[: self.stages.index(stage) + 1]
        return tuple(condition for condition in self.conditions if condition.stage in names)

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
        Rules.of(case, space),
        tuple(c for stage in STAGES for c in stage.compile_stage(case, space, book)),
        statements.said(case, space, book),
    )
