"""The single words of the case language: keys, texts, dates, numbers, rankings, options."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import PydanticCustomError

from parley.case import quantity, ranking
from parley.case.problems import Problems, Text, shorten
from parley.case.quantity import Spread
from parley.case.ranking import Ranking

KEY = re.compile(r"[a-z][a-z0-9_-]{0,39}")
OPTION_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")
RESERVED = frozenset(
    {"is", "value", "source", "note", "judgement", "shifts", "odds"}
    | {"title", "floor", "never", "real", "rest", "like", "absent"}
)


def problems_of(info: ValidationInfo) -> Problems:
    """Where validators note what is wrong, so that one report names every problem of a file."""
    problems: Problems = (info.context or {}).get("problems", Problems())
    return problems


def _key_of(pattern: re.Pattern[str], start: str) -> Any:
    def check(value: Any, info: ValidationInfo) -> Any:
        if value in RESERVED:
            problems_of(info).add(value, f'"{value}" is a word of the language. Take another key.')
        elif not pattern.fullmatch(value):
            problems_of(info).add(
                value,
                f'"{shorten(value)}" is no key. Write at most 40 of a-z, 0-9, - and _, '
                f"{start} first; the words that readers see go into its title.",
            )
        return value

    return PlainValidator(check)


def _one_line(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, Text):
        raise PydanticCustomError("text", "needs one text here, not a list or a mapping.")
    if not value.strip():
        problems_of(info).add(value, "nothing is written here. Write a text, or delete the key.")
    return value


def _date(value: Any, info: ValidationInfo) -> Any:
    value = _one_line(value, info)
    if value.strip() and not _is_date(value):
        problems_of(info).add(
            value, f'"{shorten(value)}" is no date. Write YYYY, YYYY-MM or YYYY-MM-DD.'
        )
    return value


def _is_date(text: str) -> bool:
    if not DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _spread(value: Any, info: ValidationInfo) -> Spread:
    if not isinstance(value, Text):
        raise PydanticCustomError("number", "needs a number or a range here, such as 3..8.")
    try:
        return quantity.parse(value)
    except ValueError as error:
        problems_of(info).add(value, str(error))
        return quantity.unread(value)


def _ranking(value: Any, info: ValidationInfo) -> Ranking:
    if not isinstance(value, Text):
        raise PydanticCustomError("ranking", "needs a ranking in one line, such as a > b = c.")
    try:
        return ranking.parse(value)
    except ValueError as error:
        problems_of(info).add(value, str(error))
        return Ranking((), value)


def _whole_from(least: int, pattern: str, most: str, such: str) -> Any:
    """A whole number of at least ``least``; ``most`` and ``such`` are for the message."""

    def check(value: Any, info: ValidationInfo) -> int:
        if not isinstance(value, Text):
            raise PydanticCustomError("whole", f"needs a whole number here, such as {such}.")
        if re.fullmatch(pattern, value):
            return int(value)
        problems_of(info).add(
            value,
            f'"{shorten(value)}" is no whole number from {least} to {most}. Write one such as '
            f"{such}.",
        )
        return least

    return PlainValidator(check)


def _truth(value: Any, info: ValidationInfo) -> bool:
    if not isinstance(value, Text):
        raise PydanticCustomError("truth", "needs true or false here.")
    if value not in ("true", "false"):
        problems_of(info).add(
            value, f'"{shorten(value)}" is neither true nor false. Write one of them.'
        )
    # Anything else is a problem already, and the usual answer has no others.
    return value != "false"


def _options(value: Any, info: ValidationInfo) -> Any:
    named = value if isinstance(value, list) else [value]
    if not named or not all(isinstance(option, Text) and option for option in named):
        raise PydanticCustomError("options", "needs an option, or a list of options in brackets.")
    return tuple(named)


_DECIMAL = r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
# Editors read a case with the types of YAML: an option "27" or a year is a number to them.
WORD_SCHEMA: JsonSchemaValue = {"type": ["string", "number", "boolean"]}
WORDS_SCHEMA: JsonSchemaValue = {
    "anyOf": [WORD_SCHEMA, {"type": "array", "items": WORD_SCHEMA, "minItems": 1}]
}
NUMBER_SCHEMA: JsonSchemaValue = {
    "type": ["number", "string"],
    "pattern": rf"^{_DECIMAL}(\.\.{_DECIMAL}){{0,2}}$",
    "description": "5, a range 3..8, or low..mode..high.",
}
DATE_SCHEMA: JsonSchemaValue = {
    "type": ["string", "integer"],
    "description": "YYYY, YYYY-MM or YYYY-MM-DD.",
}

Key = Annotated[
    str,
    _key_of(KEY, "a letter"),
    WithJsonSchema({"type": "string", "pattern": f"^{KEY.pattern}$"}),
]
OptionKey = Annotated[
    str,
    _key_of(OPTION_KEY, "a letter or digit"),
    WithJsonSchema({"type": "string", "pattern": f"^{OPTION_KEY.pattern}$"}),
]
Name = Annotated[str, PlainValidator(_one_line), WithJsonSchema(WORD_SCHEMA)]
Date = Annotated[str, PlainValidator(_date), WithJsonSchema(DATE_SCHEMA)]
Number = Annotated[Spread, PlainValidator(_spread), WithJsonSchema(NUMBER_SCHEMA)]
Whole = Annotated[
    int,
    _whole_from(1, "[1-9][0-9]{0,5}", "999999", "27"),
    WithJsonSchema({"type": "integer", "minimum": 1}),
]
Natural = Annotated[
    int,
    _whole_from(0, "0|[1-9][0-9]{0,3}", "9999", "0 or 2"),
    WithJsonSchema({"type": "integer", "minimum": 0}),
]
Truth = Annotated[bool, PlainValidator(_truth), WithJsonSchema({"type": "boolean"})]
RankingLine = Annotated[Ranking, PlainValidator(_ranking), WithJsonSchema({"type": "string"})]
Options = Annotated[tuple[str, ...], PlainValidator(_options), WithJsonSchema(WORDS_SCHEMA)]
Pattern = dict[Name, Options]
"""Issues with an option or a list of options (any of them), joined by *and*."""


def _patterns(value: Any) -> Any:
    if value == []:
        raise PydanticCustomError("patterns", "needs a pattern, or a list of patterns in brackets.")
    return value if isinstance(value, list) else [value]


_PATTERN_SCHEMA: JsonSchemaValue = {"type": "object", "additionalProperties": WORDS_SCHEMA}

Patterns = Annotated[
    tuple[Pattern, ...],
    BeforeValidator(_patterns),
    WithJsonSchema(
        {"anyOf": [_PATTERN_SCHEMA, {"type": "array", "items": _PATTERN_SCHEMA, "minItems": 1}]}
    ),
]
"""One pattern, or a list of which any may match."""
Terms = dict[Name, Name]
"""Issues with the one option chosen on each."""
