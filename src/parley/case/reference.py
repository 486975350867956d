"""The reference page of the case language, written from its schema."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from parley.case import cells, scalars
from parley.case.entries import Entry, Group, Uncertain
from parley.case.quantity import Domain
from parley.case.schema import Case

PAGE = Path("docs/case-language.md")

GRAMMAR = """\
# The case language

<!-- Written by `python -m parley.case.reference` from the schema; do not edit. -->

A case is one YAML file. `parley new NAME` starts one, `parley check FILE` finds every problem in
one, and `parley schema` prints a JSON Schema with which editors complete and underline.

## How it is written

**Keys** name parties, issues, options, and everything else that can be pointed to. They are
written with `a-z`, `0-9`, `-` and `_`, start with a letter (options may start with a digit) and
have at most 40 characters; readers see the titles instead. An unknown key, or one that stands
twice, is an error. So are YAML's anchors, aliases and tags. These words of the language cannot be
keys: {reserved}.

**Quantities.** Wherever a number stands, it may be uncertain:

| written | means |
|---|---|
| `5`, `-0.5`, `1e3` | one number, without doubt |
| `3..8` | every number from 3 to 8 is equally likely |
| `3..5..8` | from 3 to 8, and 5 is the likeliest |
| `{{value: 3..8, source: talks-3}}` | the same with what it rests on |
| `{{value: 3..8, shifts: {{front: {{bad: 1..4}}}}}}` | 1 to 4 more in the state `bad` of `front` |
| `{{value: 0.4, odds: {{front: {{bad: 2}}}}}}` | a chance whose odds double in that state |

States of factors move a chance by `odds`: a chance q becomes q m / (1 - q + q m), and so stays a
chance. They move points, amounts and rates by `shifts`; shifts add up, and even the worst sum must
make sense: a cost cannot fall below 0. Write `0.5`, not `.5`, and `0.05`, not `5 %`. No number is
beyond 10^6 either way.

**Rankings** say an order without numbers: `ridge > joint = open | river`. `>` stands between better
and worse, `=` between equals, and `|` where the order is not known: each draw then takes one order
at random. `=` binds tighter than `|`, and `|` tighter than `>`. Every member is named once. The
weights, and the values of an issue, are a ranking or a number for each member, never both; with a
source of its own a ranking is written `{{is: border > monitors, source: talks-3}}`. An issue with
one option has no weight and no values.

**Patterns** pick packages: `{{border: [river, ridge], monitors: league}}` matches where the border
is the river or the ridge *and* the League monitors. A list is read as *any of these*.

**Tables** give a number for each option of up to three issues: with `by: monitors` stands
`points: {{none: 5..20, league: 0}}`, and with `by: [border, monitors]` the like for each option of
the border. Every option is named once at every level. Without `by` a table is one number. Tables
of one party add up; one with a `when` counts only where that pattern matches. The `by` and `when`
of a table together name at most four issues.

**Terms** name one option on each of some issues: `{{border: river, monitors: league}}`.

**Evidence** may stand in every mapping: `source` (an id of `sources`, or a list of ids),
`judgement` (a sentence: why this range), `note`. It covers everything below that has no source or
judgement of its own. A quantity with a judgement is counted as judged, one with only sources as
sourced, one with neither as assumed.

**Copies.** `south: {{like: north, weights: monitors > border}}` copies all preferences of north,
mapping by mapping, and then says what differs. A ranking or a group of numbers is replaced whole;
`absent` drops what is copied. Copied numbers are drawn anew for south: only their ranges are the
same. The preferences of a member of a body may begin with `like`, too; red lines, statements and
hardness belong to parties and are not copied there. Where `like` stands beside `seats` instead,
nothing is copied: the member says yes in those draws in which that party does.

**Paths** are the keys from the top of the file down to a number, with dots between them, such as
`preferences.north.no_deal.cost`. A lever changes the numbers at such paths: `5` or `3..8` is what
the number is instead, `{{add: -2..-1}}` is added to it, `{{odds: 0.5}}` multiplies the odds of a
chance. Whatever several levers add, the number must still make sense.

**Dates** are `YYYY-MM-DD`; those of sources may leave out the day, or the month and the day.
"""


def reference_page() -> str:
    """The page in Markdown: the short grammar, then every mapping with every key."""
    reserved = ", ".join(f"`{word}`" for word in sorted(scalars.RESERVED))
    parts = [GRAMMAR.format(reserved=reserved), "## The mappings\n"]
    parts.extend(_section(part) for part in mappings())
    return "\n".join(parts)


def mappings() -> list[type[Entry]]:
    """Every mapping of the language, in the order in which a reader meets them."""
    found: list[type[Entry]] = [Case]
    for part in found:
        for annotation in get_type_hints(part, include_extras=True).values():
            found.extend(_mentioned(annotation, found))
    return found


def _mentioned(annotation: Any, known: list[type[Entry]]) -> list[type[Entry]]:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return [] if annotation in known else [annotation]
    new: list[type[Entry]] = []
    for part in get_args(annotation):
        new.extend(_mentioned(part, [*known, *new]))
    return new


def _section(part: type[Entry]) -> str:
    lines = [f"### {part.__name__}\n", _joined(part.__doc__ or ""), ""]
    lines += _forms(part)
    rows = _rows(part)
    if rows:
        lines += ["| key | what it says | written as | default |", "|---|---|---|---|", *rows, ""]
    if part.example:
        lines += ["```yaml", part.example, "```", ""]
    return "\n".join(lines)


def _forms(part: type[Entry]) -> list[str]:
    """Sentences on the short forms of a mapping."""
    if issubclass(part, Group):
        member = "an issue" if part.__name__ == "Weights" else "an option"
        kind = "Amount" if part.__name__ == "Weights" else "Points"
        return [
            f"A ranking in one line; or `is` with a ranking, beside its evidence; or for each key "
            f"of {member} a number, see {_link(kind)}.",
            "",
        ]
    lines = []
    if part.__name__ == "Belief":
        lines += ["The word `rest` stands for what the other chances leave.", ""]
    if part.__name__ == "Polled":
        lines += [
            "Every key but `base` is an issue, with log-odds by option, see "
            f"{_link('Points')}; options that are not named add 0.",
            "",
        ]
    if issubclass(part, Uncertain) and part.domain is not Domain.POINTS:
        lines += [f"Must be {part.domain.value}.", ""]
    if part.short is not None:
        lines += [f"What is written without a mapping is its `{part.short}`.", ""]
    return lines


def _rows(part: type[Entry]) -> list[str]:
    hints = get_type_hints(part, include_extras=True)
    written = set(part.keys())
    return [
        f"| `{field.alias or name}` | {_joined(field.description or '')} "
        f"| {in_words(hints[name])} | {_default(field)} |"
        for name, field in part.model_fields.items()
        if (field.alias or name) in written
    ]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "*needed*"
    if field.default in (None, {}, [], ()):
        return ""
    written = str(field.default)
    return f"`{written.lower() if isinstance(field.default, bool) else written}`"


_WORDS: tuple[tuple[Any, str], ...] = (
    (cells.PointCells, "[Points](#points), or a mapping of them by option"),
    (cells.AmountCells, "[Amount](#amount), or a mapping of them by option"),
    (cells.DelayCells, "[Delay](#delay), or a mapping of them by option"),
    (cells.Issues, "issue, or a list of issues"),
    (scalars.Patterns, "pattern, or a list of patterns"),
    (scalars.Pattern, "pattern"),
    (scalars.Terms, "terms"),
    (scalars.Options, "option, or a list of options"),
    (scalars.Date, "date"),
    (scalars.Number, "number or range"),
    (scalars.Whole, "whole number from 1"),
    (scalars.Natural, "whole number of 0 or more"),
    (scalars.Truth, "`true` or `false`"),
    (scalars.Name, "text"),
)


def in_words(annotation: Any) -> str:
    """A type of the schema as an analyst reads it.

    >>> in_words(scalars.Date | None)
    'date'
    >>> in_words(dict[scalars.Name, dict[scalars.Name, Uncertain]])
    'mapping of mapping of [Uncertain](#uncertain)'
    """
    for known, words in _WORDS:
        if annotation == known:
            return words
    arguments = [part for part in get_args(annotation) if part is not type(None)]
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin is dict:
        return f"mapping of {in_words(arguments[1])}"
    if origin is list:
        return f"list of {in_words(arguments[0])}"
    if len(arguments) == 1:
        return in_words(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return _link(annotation.__name__)
    raise TypeError(f"no words for {annotation}; add them to the reference page")


def _link(name: str) -> str:
    return f"[{name}](#{name.lower()})"


def _joined(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Write the page, to the path given or to the documentation."""
    page = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(reference_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
