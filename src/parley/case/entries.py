"""The building blocks of the case language: entries, numbers that may be uncertain, groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from parley.case.problems import Text, unknown
from parley.case.quantity import Domain
from parley.case.scalars import (
    NUMBER_SCHEMA,
    Name,
    Number,
    RankingLine,
    problems_of,
)


class Entry(BaseModel):
    """A mapping of the case language; unknown keys in it are problems, not silence."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True)

    short: ClassVar[str | None] = None
    """The field that a plain text instead of a mapping stands for."""
    example: ClassVar[str] = ""
    """How it may be written, for the reference page."""
    hints: ClassVar[Mapping[str, str]] = {}
    """Keys that cannot stand here though they can elsewhere, and what to do instead."""

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any, info: ValidationInfo) -> Any:
        if cls.short is not None and not isinstance(data, dict):
            return {cls.short: data}
        if not isinstance(data, dict):
            raise PydanticCustomError(
                "mapping",
                "needs a mapping here. Possible keys: {keys}.",
                {"keys": ", ".join(cls.keys())},
            )
        possible = cls.keys()
        for key in data:
            # Plain strings are not the analyst's: they pass what a short form stands for.
            if not isinstance(key, Text):
                continue
            if key in cls.hints:
                problems_of(info).add(key, cls.hints[key])
            elif key not in possible and not problems_of(info).full:
                problems_of(info).add(key, unknown("key", key, possible))
        return data

    @classmethod
    def keys(cls) -> list[str]:
        """The keys that may be written, in the order of the reference page."""
        names = [field.alias or name for name, field in cls.model_fields.items()]
        return [name for name in names if not name.startswith(":") and name not in cls.hints]


class Uncertain(Entry):
    """A number, certain or a range, that nothing else moves."""

    example: ClassVar[str] = "3..8"
    short: ClassVar[str | None] = "value"
    domain: ClassVar[Domain] = Domain.POINTS
    hints: ClassVar[Mapping[str, str]] = {
        "shifts": "a shift cannot stand here: nothing moves this number. Delete it.",
        "odds": "odds cannot stand here: nothing moves this number. Delete them.",
    }

    value: Number = Field(description="The number: `5`, a range `3..8`, or `low..mode..high`.")

    @property
    def written(self) -> str:
        """The number as a reader is told it, such as `3..8`; a word where a word stands for it."""
        return str(self.value)

    @model_validator(mode="after")
    def _in_domain(self, info: ValidationInfo) -> Self:
        spread = self.value
        if not (self.domain.holds(spread.low) and self.domain.holds(spread.high)):
            problems_of(info).add(
                spread.text, f"{spread} is out of range. This must be {self.domain.value}."
            )
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A number, a range, or the long form."""
        long_form = handler.resolve_ref_schema(handler(schema))
        return {"anyOf": [NUMBER_SCHEMA, long_form], "description": cls.__doc__}


def word_for_number(word: str, data: Any, info: ValidationInfo) -> Any:
    """What the reader passes on where a word stands for a number: 0, and the word as a flag.

    Data without that word are passed on as they are.
    """
    written = data.get("value") if isinstance(data, dict) else data
    if not isinstance(written, Text) or written != word:
        return data
    kept = dict(data) if isinstance(data, dict) else {}
    for key in [key for key in kept if key in ("shifts", "odds")]:
        problems_of(info).add(key, f'"{word}" is no number that could be moved. Delete this.')
        del kept[key]
    return {**kept, "value": Text("0", written.line, written.column), f":{word}": True}


class Shift(Uncertain):
    """Points that are added in one state of a factor."""

    example: ClassVar[str] = "1..4"


class Multiplier(Uncertain):
    """What the odds of a chance, or a relative belief, are multiplied by: more than 0."""

    example: ClassVar[str] = "0.4..0.7"
    domain: ClassVar[Domain] = Domain.RATE


class State(Uncertain):
    """A state of a factor with its probability: one number; those of a factor sum to exactly 1."""

    example: ClassVar[str] = "{value: 0.3, title: The front gives way}"
    domain: ClassVar[Domain] = Domain.CHANCE

    title: Name | None = Field(default=None, description="What readers see instead of the key.")


class Share(Uncertain):
    """A number of 0 or more that other numbers are multiplied by."""

    example: ClassVar[str] = "0.3..0.6"
    domain: ClassVar[Domain] = Domain.AMOUNT


class Points(Uncertain):
    """Points of a party, of any sign; states of factors may shift them."""

    example: ClassVar[str] = "{value: 3..8, shifts: {front: {bad: -2..-1}}}"
    hints: ClassVar[Mapping[str, str]] = {
        "odds": 'odds belong to chances; points are moved by "shifts". Write shifts.',
    }

    shifts: dict[Name, dict[Name, Shift]] = Field(
        default={}, description="By factor and state: what is added in that state."
    )


class Amount(Points):
    """A number of 0 or more; states of factors may shift it, never below 0."""

    example: ClassVar[str] = "{value: 3..10, shifts: {front: {bad: 1..4}}, source: talks-3}"
    domain: ClassVar[Domain] = Domain.AMOUNT


class Rate(Points):
    """A number above 0; states of factors may shift it, never to 0."""

    example: ClassVar[str] = "0.05..0.1..0.2"
    domain: ClassVar[Domain] = Domain.RATE


class Chance(Uncertain):
    """A chance from 0 to 1; states of factors may multiply its odds."""

    example: ClassVar[str] = "{value: 0.4..0.7, odds: {front: {bad: 0.5..0.8}}}"
    domain: ClassVar[Domain] = Domain.CHANCE
    hints: ClassVar[Mapping[str, str]] = {
        "shifts": 'a chance cannot be shifted: a shift could drive it past 0 or 1. Write "odds": '
        "1.5 multiplies the odds by one and a half.",
    }

    odds: dict[Name, dict[Name, Multiplier]] = Field(
        default={}, description="By factor and state: what the odds are multiplied by in it."
    )


class Group(Entry):
    """The numbers of all members at once: a ranking of them, or a number for each."""

    hints: ClassVar[Mapping[str, str]] = {
        "shifts": "a shift cannot stand on a ranking: an order has no size. Write numbers, "
        "or shift the no-deal value.",
        "odds": "odds cannot stand on a ranking: an order has no size. Write numbers.",
    }

    ranking: RankingLine | None = Field(default=None, alias=":ranking")
    numbers: dict[Name, Points] = Field(default={}, alias=":numbers")

    @model_validator(mode="before")
    @classmethod
    def _either(cls, data: Any, info: ValidationInfo) -> Any:
        if isinstance(data, Text):
            return {":ranking": data}
        if not isinstance(data, dict):
            raise PydanticCustomError(
                "group", "needs a ranking here, such as a > b = c, or a number for each."
            )
        problems = problems_of(info)
        if "is" in data:
            for key in data:
                if key != "is":
                    problems.add(key, cls.hints.get(key) or unknown("key", key, ["is"]))
            return {":ranking": data["is"]}
        for key in data:
            if key in cls.hints:
                problems.add(key, cls.hints[key])
        return {":numbers": {key: data[key] for key in data if key not in cls.hints}}

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A ranking line, the same with its source, or numbers."""
        numbers = handler.resolve_ref_schema(handler(schema))["properties"][":numbers"]
        line = {"type": "string", "description": "A ranking: a > b = c."}
        ranked = {"type": "object", "properties": {"is": line}, "required": ["is"]}
        return {"anyOf": [line, ranked, numbers], "description": cls.__doc__}


class Weights(Group):
    """How much each issue matters to a party: a ranking of the issues, or a number for each."""

    example: ClassVar[str] = "{is: border > monitors, source: talks-3}"

    numbers: dict[Name, Amount] = Field(default={}, alias=":numbers")  # type: ignore[assignment]


class Values(Group):
    """How good each option of an issue is for a party: a ranking, or a number for each."""

    example: ClassVar[str] = "{none: 0, league: 40..60, joint: 100}"
