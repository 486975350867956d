"""Every quantity of a case with its path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parley.case.schema import Belief, Case, Entry, Factor, Group, Preference, Uncertain

Quantity = Uncertain | Group | Factor
"""What is counted as one: a number, a ranking or its numbers, the probabilities of a factor."""


def quantities(case: Case) -> dict[str, Quantity]:
    """All quantities by path, in file order.

    A module that computes needs no list of what may be uncertain: whatever the schema declares as
    a number is found here, and so has its column, its random stream and its place in reports.
    """
    found: dict[str, Quantity] = {}
    whole: str | None = None
    for path, entry in _walk(case, ""):
        if whole is not None and path.startswith(f"{whole}."):
            continue  # a part of what is counted as one
        whole = path if isinstance(entry, Group | Factor) else None
        if isinstance(entry, Uncertain | Group | Factor):
            found[path] = entry
    return found


UNDRAWN = ("cross_impacts.", "futures.", "indicators.")
"""Where quantities stand that are used as they are written, and not drawn."""


def drawn(case: Case) -> dict[str, Quantity]:
    """The quantities that have a value in each draw."""
    return {p: q for p, q in quantities(case).items() if not p.startswith(UNDRAWN)}


def numbers(case: Case) -> Iterator[tuple[str, Uncertain]]:
    """Every single number with its path, those within groups and factors included."""
    for path, entry in _walk(case, ""):
        if isinstance(entry, Uncertain):
            yield path, entry


def preferences(case: Case) -> dict[str, Preference]:
    """All preferences by path: those of parties, then those that members of bodies have."""
    found = {join("preferences", party): wanted for party, wanted in case.preferences.items()}
    for key, body in case.bodies.items():
        for name, member in body.members.items():
            if member.preferences is not None:
                found[f"bodies.{key}.members.{name}.preferences"] = member.preferences
    return found


def _walk(node: Any, path: str) -> Iterator[tuple[str, Entry]]:
    if isinstance(node, Belief) and node.rest:
        return
    if isinstance(node, Entry):
        yield path, node
        for name, field in type(node).model_fields.items():
            key = field.alias or name
            # The numbers of a group stand in it directly, whatever the reader calls them.
            below = path if key.startswith(":") else join(path, key)
            yield from _walk(getattr(node, name), below)
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(value, join(path, key))


def join(path: str, key: str) -> str:
    """The path of an entry.

    >>> join("preferences.north", "no_deal")
    'preferences.north.no_deal'
    """
    return f"{path}.{key}" if path else str(key)
