"""A small sound case as text, and short ways to read a changed one."""

from __future__ import annotations

from typing import Any

from parley.case import Case, CaseError, parse
from parley.case.problems import Problem

SMALL = """\
parley: 1
title: Two valleys
as_of: 2024-12-31
sources: {talks: {title: Joint statement, date: 2024-11}}
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, open: Left open}}
  monitors: {title: Monitoring, options: {none: None, league: The League's}}
now: {border: open, monitors: none}
preferences:
  north:
    weights: border > monitors
    values: {border: ridge > open > river, monitors: none > league}
    no_deal: {cost: 3..10}
  south: {like: north, values: {border: river > open > ridge}}
"""


def changed(*changes: tuple[str, str]) -> str:
    """The small case with texts replaced, each of which must be there."""
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(*changes: tuple[str, str]) -> Case:
    """The small case, changed, as a case."""
    return parse(changed(*changes).encode())


def content(case: Case) -> dict[str, Any]:
    """What a case says, without where it says so."""
    return {name: getattr(case, name) for name in Case.model_fields}


def problems(text: str | bytes) -> list[Problem]:
    """What is wrong with the text of a case; nothing where it is sound."""
    try:
        parse(text.encode() if isinstance(text, str) else text)
    except CaseError as error:
        return list(error.problems)
    return []
