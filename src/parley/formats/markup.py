"""XML as a bounded tree; nothing is expanded and nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from parley.case import tree
from parley.formats.faults import FormatError, Place, fault

PIECE = 65_536
"""Bytes fed at once: what is nested too deep is refused before the rest is read."""


@dataclass
class Element:
    """An element with its attributes, its line and the elements below it."""

    tag: str
    attributes: Mapping[str, str]
    place: Place
    children: list[Element] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        """The element itself and all below it, in the order of the file."""
        ahead = [self]
        while ahead:
            element = ahead.pop()
            yield element
            ahead.extend(reversed(element.children))

    def all(self, tag: str) -> list[Element]:
        """The elements right below this one with this tag."""
        return [child for child in self.children if child.tag == tag]


def parse(data: bytes, place: Place) -> Element:
    """The root of an XML document.

    Raises
    ------
    FormatError
        It is broken, nested too deep, too large, or holds a document type or entities.
    """
    start = data.removeprefix(b"\xef\xbb\xbf")
    is_wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    bare = start if is_wide else start.strip()
    grower = _Grower(place, 0 if is_wide else start[: start.find(bare[:1])].count(b"\n"))
    parser = XMLParser(target=grower, forbid_dtd=True)
    grower.parser = parser
    try:
        for at in range(0, len(bare), PIECE):
            parser.feed(bare[at : at + PIECE])
        parser.close()
    except DefusedXmlException:
        raise fault(
            grower.here(),
            "the file holds a document type or entities, with which a short file can expand to a "
            "huge one or read others. Remove them.",
        ) from None
    except ParseError as error:
        line = error.position[0] + grower.skipped
        reason = str(error).partition(":")[0]
        raise fault(Place(place.file, line), f"this is no XML: {reason}.") from None
    except FormatError:
        raise
    except (LookupError, ValueError) as error:
        raise fault(place, f"cannot read this XML: {error}. Save it as UTF-8.") from None
    if grower.root is None:
        raise fault(place, "this is no XML: the file is empty.")
    return grower.root


class _Grower:
    """Builds the tree as the parser comes along, within its bounds."""

    def __init__(self, place: Place, skipped: int) -> None:
        self.place = place
        self.skipped = skipped
        self.parser: Any = None
        self.root: Element | None = None
        self.open: list[Element] = []
        self.nodes = 0

    def here(self) -> Place:
        """Where the parser is."""
        return Place(self.place.file, self.parser.parser.CurrentLineNumber + self.skipped)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.nodes += 1 + len(attributes)
        if len(self.open) >= tree.MAX_DEPTH:
            raise fault(self.here(), f"nested more than {tree.MAX_DEPTH} deep.")
        if self.nodes > tree.MAX_NODES:
            raise fault(self.here(), f"the file has more than {tree.MAX_NODES:,} entries.")
        element = Element(tag, attributes, self.here())
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, tag: str) -> None:
        """An element ends."""
        self.open.pop()

    def data(self, text: str) -> None:
        """Text between elements says nothing in these formats."""

    def close(self) -> None:
        """The file ends."""
