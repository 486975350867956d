"""From the file to a :class:`~parley.case.schema.Case`, or to every problem that prevents it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parley.case import checks, copies, evidence, tree
from parley.case.evidence import EvidenceIndex
from parley.case.origin import Origin
from parley.case.problems import CaseError, Problems, Text, shorten
from parley.case.schema import Case
from parley.case.tree import Branch, Row, Tree, place


def load(path: str | Path) -> Case:
    """Read a case file.

    Raises
    ------
    CaseError
        With every problem of the file, each with line and column.
    """
    return parse(tree.read_bytes(path), str(path))


def parse(data: bytes, file: str = "case.yaml") -> Case:
    """Read the text of a case; ``file`` names it in messages.

    Raises
    ------
    CaseError
        With every problem of the text.
    """
    trunk, found = tree.grow(data, file)
    problems = Problems(list(found))
    broken = copies.expand(trunk, problems)
    bare, entries, places = evidence.gather(trunk, problems)
    try:
        case = Case.model_validate(bare, context={"problems": problems})
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            if problems.full:
                break
            if not _follows(fault, broken):
                problems.add(*_shape_problem(fault, bare))
        raise CaseError(file, problems.found) from None
    case._origin = Origin(file, data, EvidenceIndex(entries), places)
    checks.check(case, entries, problems)
    if problems.found:
        raise CaseError(file, problems.found)
    return case


def _follows(fault: ErrorDetails, broken: Collection[tuple[str, ...]]) -> bool:
    """Whether the fault only follows from a ``like`` that leads nowhere."""
    loc = tuple(str(word) for word in fault["loc"])
    return fault["type"] == "missing" and any(loc[: len(path)] == path for path in broken)


def _shape_problem(fault: ErrorDetails, bare: Branch) -> tuple[Text, str]:
    """What pydantic found: its place in the file, and our words for it."""
    where, node = _descend(bare, fault["loc"])
    if fault["type"] == "missing":
        key = str(fault["loc"][-1])
        return where, f'"{key}" is missing. Add it here; "parley schema" lists all keys.'
    if fault["type"] == "literal_error":
        given = f'"{shorten(node)}"' if isinstance(node, Text) else "this"
        wanted = str(fault["ctx"]["expected"]).replace("'", '"')
        return where, f"{given} cannot stand here. Write {wanted}."
    needs = {
        "dict_type": "needs a mapping here. Write key: value, indented below or in braces.",
        "list_type": "needs a list here. Write it in brackets: [a, b].",
    }.get(fault["type"], fault["msg"])
    return where, f'"{shorten(where)}" {needs}' if where else f"this {needs}"


def _descend(node: Tree, loc: tuple[int | str, ...]) -> tuple[Text, Any]:
    """The place of the deepest key of a pydantic location that the file has."""
    where = place(node)
    for word in loc:
        step = "is" if word == ":ranking" else word
        if isinstance(node, Branch) and step in node:
            where = next(key for key in node if key == step)
            node = node[where]
        elif isinstance(node, Row) and isinstance(step, int) and step < len(node):
            node = node[step]
            where = place(node)
    return where, node
