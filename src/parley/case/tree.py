"""The text of a case file as a tree in which every word knows its place.

YAML is read event by event: nothing is resolved (``no`` stays ``no``, ``12:30`` stays text), the
depth and the size are bounded before anything is built, and anchors, aliases and tags, with which
a short file can expand to a huge one, are refused.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import Any

import yaml

from parley.case.problems import CaseError, Problem, Problems, Text, shorten

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 32
MAX_NODES = 250_000
MAX_KEY = 1_000
"""Characters: the longest sound key is the path of a number that a lever changes."""

_NOT_YAML = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Tree = Any
"""``dict[Text, Tree] | list[Tree] | Text``; mapping and list know their place, too."""


class Branch(dict[Text, Any]):
    """A mapping of the case file, and where it starts."""

    def __init__(self, place: Text) -> None:
        super().__init__()
        self.place = place


class Row(list[Any]):
    """A list of the case file, and where it starts."""

    def __init__(self, place: Text) -> None:
        super().__init__()
        self.place = place


def place(tree: Tree) -> Text:
    """Where a tree starts."""
    return tree if isinstance(tree, Text) else tree.place


def read_bytes(path: str | Path) -> bytes:
    """The bytes of a case file, unless it is too large to be one.

    Raises
    ------
    CaseError
        The file is missing, unreadable or larger than 8 MB.
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            # A pipe or a device says 0, and may never end.
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a name with a zero in it is a ValueError
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise CaseError(
            str(path), [Problem.at(path, f"cannot read this file: {reason}. Check the path.")]
        ) from None
    if len(data) > MAX_BYTES:
        raise CaseError(str(path), [Problem(1, 1, _too_large(max(size, len(data))))])
    return data


def _too_large(size: int) -> str:
    return (
        f"the file has {size / 1e6:.0f} MB; a case file may have at most 8 MB. "
        "Is this the right file?"
    )


def grow(data: bytes, file: str) -> tuple[Branch, list[Problem]]:
    """The tree of a case file, and the problems with which it can still be read on.

    Raises
    ------
    CaseError
        The text is no YAML mapping that could be a case.
    """
    if len(data) > MAX_BYTES:
        raise CaseError(file, [Problem(1, 1, _too_large(len(data)))])
    text = _decode(data, file)
    grower = _Grower(file)
    loader = yaml.CLoader if hasattr(yaml, "CLoader") else yaml.Loader
    try:
        for event in yaml.parse(text, Loader=loader):
            grower.take(event)
    except yaml.YAMLError as error:
        raise CaseError(file, [*grower.problems.found, _yaml_problem(error, text)]) from None
    if not isinstance(grower.root, Branch):
        what = "the file is empty" if grower.root is None else "the file is no mapping"
        raise CaseError(
            file,
            [Problem(1, 1, f'{what}. A case starts with "parley: 1"; see "parley new NAME".')],
        )
    if grower.gaps:
        raise CaseError(file, grower.problems.found)
    return grower.root, grower.problems.found


def _decode(data: bytes, file: str) -> str:
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode()) + 1
        message = f"byte 0x{data[error.start]:02x} is no UTF-8. Save the file as UTF-8."
        raise CaseError(file, [Problem(line, column, message)]) from None
    strange = _NOT_YAML.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        column = strange.start() - text.rfind("\n", 0, strange.start())
        message = f"{_cannot_stand(strange[0])} Delete it; save the file as plain UTF-8 text."
        raise CaseError(file, [Problem(line, column, message)])
    return text


def _cannot_stand(character: str) -> str:
    return f"the character U+{ord(character):04X} cannot stand in a case file."


def _yaml_problem(error: yaml.YAMLError, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = str(getattr(error, "problem", None) or error).strip()
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        return Problem(line, 1, "a tab indents this line. Indent with blanks.")
    return Problem(line, column, f"this is no YAML: {reason}. Check indentation, quotes, colons.")


class _Grower:
    """Builds the tree from the events of the YAML parser, without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems = Problems()
        self.root: Tree | None = None
        self.open: list[tuple[Branch | Row, Text | None]] = []
        self.nodes = 0
        self.gaps = False
        """Whether something is missing from the tree, so that it cannot be read on."""

    def take(self, event: yaml.Event) -> None:
        """One event more."""
        if isinstance(event, yaml.AliasEvent):
            where, name = _where(event), shorten(event.anchor or "")
            self.problems.add(where, f'the alias "*{name}" cannot stand here. Write the value out.')
            self.gaps = True
            self._put(Text("", where.line, where.column))
        elif isinstance(event, yaml.ScalarEvent):
            self._no_anchor(event)
            where = _where(event, event.value, quoted=event.style in ("'", '"'))
            # Between double quotes an escape makes any character.
            strange = _NOT_YAML.search(where) if event.style == '"' else None
            if strange:
                self._stop(where, f"{_cannot_stand(strange[0])} Delete its escape.")
            self._put(where)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._no_anchor(event)
            where = _where(event)
            is_mapping = isinstance(event, yaml.MappingStartEvent)
            node: Branch | Row = Branch(where) if is_mapping else Row(where)
            self._put(node)
            if len(self.open) >= MAX_DEPTH:
                self._stop(where, f"nested more than {MAX_DEPTH} deep. No case needs that.")
            self.open.append((node, None))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._stop(_where(event), 'a second document starts here. Keep one and remove "---".')

    def _put(self, node: Tree) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(
                place(node),
                f"the file has more than {MAX_NODES:,} entries; a case may have at most that many.",
            )
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1]
        if isinstance(parent, Row):
            parent.append(node)
        elif key is None:
            if not isinstance(node, Text):
                self._stop(place(node), "a list or mapping cannot be a key. Write a plain name.")
            if len(node) > MAX_KEY:
                self._stop(node, f"a key has at most {MAX_KEY} characters. Write a short name.")
            if node in parent and not self.problems.full:
                first = next(k for k in parent if k == node)
                self.problems.add(
                    node,
                    f'the key "{node}" stands twice; first in line {first.line}. Keep one of them.',
                )
            self.open[-1] = (parent, node)
        else:
            # The first of two equal keys stays: the second has been named as a problem.
            parent.setdefault(key, node)
            self.open[-1] = (parent, None)

    def _no_anchor(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self.problems.add(
                _where(event),
                f'the anchor "&{shorten(event.anchor)}" cannot stand here. Write the value out '
                'where it is needed; "like: PARTY" copies preferences.',
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.add(
                _where(event),
                f'the tag "{shorten(short)}" cannot stand here. Write the plain value.',
            )

    def _stop(self, where: Text, message: str) -> None:
        raise CaseError(self.file, [*self.problems.found, Problem.at(where, message)])


def _where(event: yaml.Event, text: str = "", quoted: bool = False) -> Text:
    mark, end = event.start_mark, event.end_mark
    if mark is None or end is None:  # only events made by hand have none
        return Text(text, quoted=quoted)
    wrapped = end.line > mark.line
    return Text(text, mark.line + 1, mark.column + 1, quoted, wrapped)
