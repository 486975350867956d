"""Whether a table gives a number for each option of its issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parley.case.cells import MOST_DEEP, Gridded
from parley.case.names import Names
from parley.case.problems import choices


def check(names: Names, table: Gridded, path: str) -> None:
    """Note every problem of the table at a path."""
    home = f"{path}.{table.word}"
    if table.when is not None:
        names.pattern(table.when, f"{path}.when")
        names.together([*table.by, *table.when], path, "by this table")
    if _issues(names, table.by, f"{path}.by"):
        _cells(names, table.cells, table.by, home)


def _issues(names: Names, by: Sequence[str], path: str) -> bool:
    """Whether the issues of a table exist, at most three, each once."""
    sound = names.each("issue", by, names.case.issues)
    for number, issue in enumerate(by):
        if issue in by[:number]:
            sound = False
            names.problems.add(issue, f'"{issue}" stands twice here. Keep one of them.')
    if len(by) > MOST_DEEP:
        sound = False
        names.add(
            path,
            f"{len(by)} issues stand here; a table goes by at most {MOST_DEEP}. "
            "Make several tables, which add up, or join two issues in one.",
        )
    return sound


def _cells(names: Names, node: Any, by: Sequence[str], path: str) -> None:
    """Options of the first issue at this level, those of the next below; then a number."""
    nested = isinstance(node, Mapping)
    if by and not nested:
        names.add(
            path,
            f"one number stands here, but the table goes by {by[0]}. Write a number for each "
            f"option: {choices(names.case.issues[by[0]].options)}.",
        )
    elif nested and not by:
        names.add(
            path,
            'numbers by option stand here, but "by" names no issue for them. Name it in by, '
            "in the order in which options are nested.",
        )
    elif by:
        issue = by[0]
        options = names.case.issues[issue].options
        names.all_of(f"option of {issue}", node, options, path, "no number")
        for option, below in node.items():
            if option in options:
                _cells(names, below, by[1:], f"{path}.{option}")
