"""Conditions as a reader would name them: what each is, and what it would mean to set it aside."""

from __future__ import annotations

from collections.abc import Sequence

from parley.case.schema import Case
from parley.show.headings import subject
from parley.show.words import listed, quoted

KINDS = {
    "accept": "value",
    "line": "red line",
    "block": "block",
    "later": "coming back stronger",
    "cheat": "cheating quietly",
    "body": "approval",
}
NOTHING_TO_GAIN = {
    "accept": "takes less than no deal is worth to it",
    "later": "would gain nothing by coming back stronger",
    "cheat": "would gain nothing by cheating quietly",
}


def kind_of(key: str) -> str:
    """The kind of a condition.

    >>> kind_of("line:north.border")
    'line'
    """
    return key.partition(":")[0]


def holder_of(case: Case, key: str) -> str:
    """Key of the party whose condition it is; empty where the case does not have it."""
    rest = key.partition(":")[2]
    kind = kind_of(key)
    if kind == "body":
        return str(case.bodies[rest].party) if rest in case.bodies else ""
    if kind == "block":
        name = rest.partition(".")[0]
        return str(case.blocks[name].party) if name in case.blocks else ""
    return rest.partition(".")[0]


def body_title(case: Case, key: str) -> str:
    """What readers see of a body."""
    body = case.bodies.get(key)
    return key if body is None else str(body.title or key)


def short(case: Case, key: str) -> str:
    """A condition in a few words, to stand in a heading: `North's red line on “The border”`."""
    kind, rest = kind_of(key), key.partition(":")[2]
    if kind == "body":
        return f"the approval of {quoted(body_title(case, rest))}"
    name = _name(case, key)
    if kind in ("line", "block"):
        return f"{name}'s {KINDS[kind]} on {subject(case, rest)}"
    if kind == "accept":
        return f"what no deal is worth to {name}"
    return f"{name} {KINDS.get(kind, kind)}"


def together(case: Case, keys: Sequence[str]) -> str:
    """Conditions in a few words; red lines of several on one subject are named as one."""
    subjects = {key.rpartition(".")[2] for key in keys}
    if len(subjects) == 1 and all(kind_of(key) == "line" for key in keys):
        names = listed([f"{_name(case, key)}'s" for key in keys])
        return f"{names} red lines on {subject(case, keys[0])}"
    return listed([short(case, key) for key in keys])


def set_aside(case: Case, key: str) -> str:
    """What it would mean that a condition need not hold, after `if`, without its holder."""
    kind, rest = kind_of(key), key.partition(":")[2]
    if kind == "body":
        return f"{quoted(body_title(case, rest))} approves"
    if kind == "line":
        return f"gives up its red line on {subject(case, rest)}"
    if kind == "block":
        return f"does not block {subject(case, rest)}"
    return NOTHING_TO_GAIN.get(kind, kind)


def if_set_aside(case: Case, key: str) -> str:
    """The same with its holder."""
    words = set_aside(case, key)
    return words if kind_of(key) == "body" else f"{_name(case, key)} {words}"


def _name(case: Case, key: str) -> str:
    party = case.parties.get(holder_of(case, key))
    return str(party.name) if party else holder_of(case, key)
