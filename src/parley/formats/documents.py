"""One file of another tool as a tree, bounded in size and depth before anything is built."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from parley.case import tree
from parley.case.problems import CaseError, shorten
from parley.formats import markup
from parley.formats.faults import FormatError, Place, fault
from parley.formats.words import shown

MAX_BYTES = tree.MAX_BYTES
MAX_DEPTH = tree.MAX_DEPTH
MAX_NODES = tree.MAX_NODES

_YAML = re.compile(rb"^(issues|type|values|weights|ufun|reserved_value)[ \t]*:", re.MULTILINE)
# A text that never ends reaches to the end of the file: every character is looked at once.
_BRACKETS = re.compile(r'"(?:[^"\\]+|\\.)*+(?:"|\Z)|[\[\]{}]', re.DOTALL)


@dataclass(frozen=True)
class Document:
    """A file and what it holds.

    Attributes
    ----------
    place
        The file as it was given.
    stem
        Its name without the ending, fit to be shown.
    home
        Name of the folder in which it was found; empty where the file itself was given.
    tree
        :class:`~parley.formats.markup.Element` of XML; mappings, lists, texts and None of JSON and
        YAML, where numbers stay as they are written; else the text itself.
    """

    kind: Literal["xml", "json", "yaml", "text"]
    place: Place
    stem: str
    home: str
    tree: Any

    @property
    def name(self) -> str:
        """Its name fit to be shown."""
        return shown(Path(self.place.file).name)


def read_document(path: Path, home: str = "") -> Document:
    """A file by its content; how it is named does not matter.

    Raises
    ------
    FormatError
        It cannot be read, is too large, or is broken.
    """
    place = Place(str(path).encode(errors="replace").decode())
    data = read_bytes(path, place)
    bare = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    stem = shown(path.stem)
    is_wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if bare.startswith(b"<") or (is_wide and data[2:4].strip(b"\0") == b"<"):
        return Document("xml", place, stem, home, markup.parse(data, place))
    if bare[:1] in (b"{", b"["):
        return Document("json", place, stem, home, _json(decoded(data, place), place))
    if _YAML.search(bare):
        return Document("yaml", place, stem, home, _yaml(data, place))
    # A picture beside a domain is no fault: what cannot be read is marked, and refused where used.
    return Document("text", place, stem, home, data.decode("utf-8-sig", "replace"))


def read_bytes(path: Path, place: Place) -> bytes:
    """The bytes of a file.

    Raises
    ------
    FormatError
        It is none, cannot be read, or is too large.
    """
    try:
        if not path.is_file():
            raise fault(place, "this is no file. Check the path.")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise fault(place, f"the file has {size / 1e6:,.0f} MB; it may have at most 8 MB.")
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise fault(place, f"cannot read this file: {reason}.") from None


def decoded(data: bytes, place: Place) -> str:
    """The text of a file in UTF-8, without a byte-order mark.

    Raises
    ------
    FormatError
        Some byte is no UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{data[error.start]:02x} is no UTF-8. Save the file as UTF-8."
        raise fault(Place(place.file, line), message) from None


def _json(text: str, place: Place) -> Any:
    """JSON with every number as it is written and every key once."""
    _bounded(text, place)

    def refuse(word: str) -> NoReturn:
        raise fault(place, f"{word} is no number of JSON. Write a finite number.")

    def once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            twice = next(key for key in counts if counts[key] > 1)
            raise fault(place, f'the key "{shorten(twice)}" stands twice. Keep one of them.')
        return found

    try:
        found = json.loads(
            text,
            parse_float=str,
            parse_int=str,
            parse_constant=lambda word: word if word == "-Infinity" else refuse(word),
            object_pairs_hook=once,
        )
    except json.JSONDecodeError as error:
        message = f"this is no JSON: {error.msg.lower()}, in column {error.colno}."
        raise fault(Place(place.file, error.lineno), message) from None
    return found


def _bounded(text: str, place: Place) -> None:
    """Refuse what is nested too deep, or too much, before it is built."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, found.start()) + 1
            raise fault(Place(place.file, line), f"nested more than {MAX_DEPTH} deep.")
    # Every entry but the first of a list or mapping stands behind a comma.
    if text.count(",") > MAX_NODES:
        raise fault(place, f"the file has more than {MAX_NODES:,} entries.")


def _yaml(data: bytes, place: Place) -> Any:
    try:
        trunk, problems = tree.grow(data, place.file)
    except CaseError as error:
        trunk, problems = None, list(error.problems)
    if problems:
        raise FormatError(
            (Place(place.file, problem.line), problem.message) for problem in problems
        )
    return trunk
