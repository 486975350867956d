"""What each quantity of a case rests on: a source, a judgement, or nothing yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parley.case.problems import Problems, Text
from parley.case.tree import Branch, Row, Tree, place

KEYS = ("source", "judgement", "note")

Kind = Literal["sourced", "judged", "assumed"]


@dataclass(frozen=True)
class Evidence:
    """What one mapping of the case says that the numbers in and below it rest on.

    Attributes
    ----------
    sources
        Ids of ``sources``.
    judgement
        A sentence that says why this range, where its size is the analyst's.
    note
        Anything else worth knowing.
    """

    sources: tuple[str, ...] = ()
    judgement: str | None = None
    note: str | None = None

    @property
    def kind(self) -> Kind:
        """A number with a judgement beside its source is a judgement that leans on the source."""
        if self.judgement:
            return "judged"
        return "sourced" if self.sources else "assumed"


@dataclass(frozen=True)
class EvidenceIndex:
    """Evidence by path; each path is covered by the nearest mapping with a source or judgement."""

    entries: Mapping[str, Evidence]

    def of(self, path: str) -> Evidence:
        """The evidence that covers a path.

        >>> index = EvidenceIndex({"a": Evidence(("talks",)), "a.b": Evidence(note="rough")})
        >>> index.of("a.b.c")
        Evidence(sources=('talks',), judgement=None, note='rough')
        """
        note = None
        for prefix in prefixes(path):
            entry = self.entries.get(prefix)
            if entry is None:
                continue
            note = note or entry.note
            if entry.kind != "assumed":
                return Evidence(entry.sources, entry.judgement, note)
        return Evidence(note=note)


def prefixes(path: str) -> list[str]:
    """A path and all that it stands in, nearest first.

    >>> prefixes("a.b")
    ['a.b', 'a', '']
    """
    parts = path.split(".") if path else []
    return [".".join(parts[:n]) for n in range(len(parts), -1, -1)]


def gather(tree: Branch, problems: Problems) -> tuple[Branch, dict[str, Evidence], dict[str, Text]]:
    """Take the evidence out of a tree.

    Returns
    -------
    tree
        The same without ``source``, ``judgement`` and ``note``.
    evidence
        By the path of the mapping in which it stands.
    places
        Where each path of the tree starts: a key for an entry of a mapping.
    """
    evidence: dict[str, Evidence] = {}
    places: dict[str, Text] = {}

    def strip(node: Tree, path: str, where: Text) -> Tree:
        places[path] = where
        if isinstance(node, Row):
            bare = Row(node.place)
            bare.extend(
                strip(item, f"{path}.{number}", place(item)) for number, item in enumerate(node)
            )
            return bare
        if not isinstance(node, Branch):
            return node
        found = {key: node[key] for key in node if key in KEYS}
        if found:
            evidence[path] = _evidence(found, problems)
        trunk = Branch(node.place)
        for key, child in node.items():
            if key not in KEYS:
                trunk[key] = strip(child, f"{path}.{key}" if path else str(key), key)
        return trunk

    return strip(tree, "", tree.place), evidence, places


def _evidence(found: Mapping[Text, Tree], problems: Problems) -> Evidence:
    texts: dict[str, str | None] = {}
    sources: tuple[str, ...] = ()
    for key, value in found.items():
        items = value if isinstance(value, Row) else Row(place(value))
        if not isinstance(value, Row):
            items.append(value)
        if not items or not all(isinstance(item, Text) and item.strip() for item in items):
            kind = "a source id or a list of them" if key == "source" else "a sentence"
            problems.add(key, f'"{key}" needs {kind}. Write it after the colon, or delete the key.')
        elif key == "source":
            sources = tuple(items)
        elif len(items) > 1:
            problems.add(key, f'"{key}" is one sentence, not a list. Join the sentences.')
        else:
            texts[key] = str(items[0])
    return Evidence(sources, texts.get("judgement"), texts.get("note"))
