"""A case in which some numbers are others, as a lever would make them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any, TypeVar

from parley.case.evidence import prefixes
from parley.case.quantity import Spread
from parley.case.schema import Case, Change, Delay, Entry, State, Uncertain
from parley.case.walk import UNDRAWN, join, numbers

Node = TypeVar("Node", bound=Entry)


FIXED = ("levers.", *UNDRAWN)
"""Where numbers stand that no lever changes: levers themselves, and what is not drawn."""


def targets(case: Case) -> dict[str, Uncertain]:
    """By path: the numbers of a case that a lever may change."""
    return {
        path: number
        for path, number in numbers(case)
        if not isinstance(number, State) and not path.startswith(FIXED) and not _meant(path)
    }


def _meant(path: str) -> bool:
    parts = path.split(".")
    return parts[0] == "preferences" and parts[2] == "statements"


def changed(case: Case, spreads: Mapping[str, Spread]) -> Case:
    """The case with these numbers, by path, in place of its own; all else is shared.

    Paths that are no number of the case change nothing.
    """
    return replaced(case, "", spreads)


def replaced(node: Node, path: str, spreads: Mapping[str, Spread]) -> Node:
    """The entry at a path with these numbers in and below it."""
    around = {prefix for changed_path in spreads for prefix in prefixes(changed_path)}
    found: Node = _replaced(node, path, spreads, around)
    return found


def _replaced(node: Any, path: str, spreads: Mapping[str, Spread], around: Collection[str]) -> Any:
    if path not in around:
        return node
    if isinstance(node, Mapping):
        return {
            key: _replaced(below, join(path, key), spreads, around) for key, below in node.items()
        }
    if not isinstance(node, Entry):
        return node
    fields = {
        name: _replaced(
            getattr(node, name),
            path if (field.alias or name).startswith(":") else join(path, field.alias or name),
            spreads,
            around,
        )
        for name, field in type(node).model_fields.items()
    }
    if isinstance(node, Uncertain) and path in spreads:
        fields["value"] = spreads[path]
        if isinstance(node, Delay):
            fields["never"] = None
    return node.model_copy(update=fields)


def moved(spread: Spread, change: Change) -> Spread:
    """All that a number can be after a change; a chance whose odds change stays what it can be.

    >>> from parley.case.quantity import parse
    >>> str(moved(parse("3..8"), Change.model_construct(add=Uncertain.model_construct(
    ...     value=parse("-2..1")))))
    '1..9'
    """
    if change.to is not None:
        return change.to.value
    if change.add is None or not spread.exact or not change.add.value.exact:
        return spread
    return between(
        spread.exact[0] + change.add.value.exact[0],
        spread.exact[-1] + change.add.value.exact[-1],
        spread.text,
    )


def between(low: Fraction, high: Fraction, text: str = "") -> Spread:
    """A number that can be anything from low to high."""
    return Spread(float(low), float(high), None, (low, high), text)
