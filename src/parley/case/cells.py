"""Tables of the case language: a number for each option of one to three issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from parley.case.entries import Amount, Entry, Points, Uncertain, word_for_number
from parley.case.problems import Text
from parley.case.scalars import WORDS_SCHEMA, Name, Pattern

MOST_DEEP = 3
"""Issues of one table."""
# With a colon, as no key of a case has: pydantic puts them into the location of a fault.
_NUMBER, _CELLS = ":number", ":cells"


class Delay(Amount):
    """Years of 0 or more, or the word `never`; states of factors may shift them."""

    example: ClassVar[str] = "0.3..1.0"

    never: Literal[True] | None = Field(default=None, alias=":never")

    @model_validator(mode="before")
    @classmethod
    def _never(cls, data: Any, info: ValidationInfo) -> Any:
        return word_for_number("never", data, info)

    @property
    def written(self) -> str:
        """The number as a reader is told it, or `never`."""
        return "never" if self.never else super().written


def _shape(data: Any) -> str:
    """A mapping without the words of a number is a mapping of options; all else is a number."""
    words = ("value", "shifts", "odds")
    cells = isinstance(data, dict) and not any(word in data for word in words)
    return _CELLS if cells else _NUMBER


def _level(number: Any, below: Any) -> Any:
    return Annotated[
        Annotated[number, Tag(_NUMBER)] | Annotated[dict[Name, below], Tag(_CELLS)],
        Discriminator(_shape),
    ]


def _cells(number: Any) -> Any:
    """A number, or numbers by option.

    One level more than may be used, so that a table over too many issues is told as such.
    """
    found = number
    for _ in range(MOST_DEEP + 1):
        found = _level(number, found)
    return found


def _issues(value: Any) -> Any:
    named = value if isinstance(value, list) else [value]
    if not named or not all(isinstance(issue, Text) and issue for issue in named):
        raise PydanticCustomError("issues", "needs an issue, or a list of issues in brackets.")
    return tuple(named)


Issues = Annotated[tuple[str, ...], PlainValidator(_issues), WithJsonSchema(WORDS_SCHEMA)]
if TYPE_CHECKING:
    PointCells = Points | dict[str, Any]
    AmountCells = Amount | dict[str, Any]
    DelayCells = Delay | dict[str, Any]
else:
    PointCells = _cells(Points)
    AmountCells = _cells(Amount)
    DelayCells = _cells(Delay)


class Gridded(Entry):
    """Numbers by the options of the issues in ``by``, nested in that order; one number without."""

    word: ClassVar[str] = "points"
    """The key under which the numbers stand."""

    by: Issues = Field(
        default=(), description="One to three issues; without it the table is one number."
    )
    when: Pattern | None = Field(default=None, description="It counts only where this matches.")

    @property
    def cells(self) -> Any:
        """The numbers as written: one, or nested mappings by option."""
        return getattr(self, self.word)

    def numbers(self) -> Iterator[tuple[tuple[str, ...], Uncertain]]:
        """Each number with its options, in the order of ``by``."""
        yield from _leaves(self.cells, ())


def _leaves(node: Any, options: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Uncertain]]:
    if isinstance(node, Mapping):
        for option, below in node.items():
            yield from _leaves(below, (*options, str(option)))
    else:
        yield options, node
