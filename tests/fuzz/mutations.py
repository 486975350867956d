"""Case files with something wrong in them: bytes that were hurt, and entries that were changed.

A mutant shows itself as a difference to what it was made from, so that a failing example is short
without being shrunk.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from parley.bundled import bundled
from parley.case.starter import starter

MOST_SHOWN = 30
"""Lines of a difference."""
DEEPEST = 40
"""Levels to which an entry is copied: a few more than a case may have."""

BASES = {
    **{name: path.read_bytes() for name, path in bundled().items()},
    "starter": starter("A case").encode(),
}
SMALL = ("starter", "two-valleys", "panama-canal")
FLAGSHIP = "russia-ukraine-2024"
"""It has nearly everything, and takes ten times as long to read."""


@dataclass(frozen=True, repr=False)
class Mutant:
    """The bytes of a case file, and those that they were made from."""

    data: bytes
    base: bytes

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What hypothesis asks; of a dataclass it would show the fields."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        before, after = (_lines(text) for text in (self.base, self.data))
        found = list(difflib.unified_diff(before, after, lineterm="", n=0))[2:]
        more = [f"... {len(found) - MOST_SHOWN} lines more"] if len(found) > MOST_SHOWN else []
        shown = [line[:200] for line in found[:MOST_SHOWN]]
        return "\n".join([f"Mutant of {_lines(self.base)[0][:80]}", *shown, *more])


def _lines(data: bytes) -> list[str]:
    return [repr(line.decode("utf-8", "backslashreplace"))[1:-1] for line in data.split(b"\n")]


def bases() -> st.SearchStrategy[bytes]:
    """The bundled cases and the starter; the largest one rarely."""
    return st.sampled_from([*SMALL * 5, FLAGSHIP]).map(BASES.__getitem__)


# ------------------------------------------------------------------------------------- bytes

PIECES = (
    *(b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xfe\xff", b"\x07"),
    *(b"\xef\xbb\xbf", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xf0\x9f\x95\x8a"),
    *(b"\t", b"\r", b"\r\n", b"\n", b"\n\t", b"  ", b"\xc2\xa0", b"---\n", b"\n...\n"),
    *(b"\n---\n", b"%YAML 1.1\n", b"&a ", b"*a", b"!!int ", b"!!python/none ", b"! ", b"<<: *a\n"),
    *(b"? ", b"- ", b": ", b":", b"{", b"}", b"[", b"]", b"'", b'"', b"|\n", b">-\n", b"#", b" # "),
    *(b"`", b"@", b"%", b"\\", b'"\\0"', b'"\\x1b[31m"', b'"\\ud800"', b'"\\n"', b"..", b","),
)
"""What somebody, or a program, may leave in a file."""


@st.composite
def hurt(draw: st.DrawFn, texts: st.SearchStrategy[bytes]) -> Mutant:
    """One to three wounds of the bytes, sometimes in another encoding than they should have."""
    base = data = draw(texts)
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from(WOUNDS))(draw, data)
    return Mutant(data, base)


def _place(draw: st.DrawFn, data: bytes) -> int:
    return draw(st.integers(0, max(0, len(data) - 1)))


def _flip(draw: st.DrawFn, data: bytes) -> bytes:
    at = _place(draw, data)
    flipped = bytes(byte ^ 1 << draw(st.integers(0, 7)) for byte in data[at : at + 1])
    return data[:at] + flipped + data[at + 1 :]


def _delete(draw: st.DrawFn, data: bytes) -> bytes:
    at = _place(draw, data)
    return data[:at] + data[at + draw(st.sampled_from([1, 1, 1, 2, 5, 40, 400])) :]


def _insert(draw: st.DrawFn, data: bytes) -> bytes:
    at = _place(draw, data)
    piece = draw(st.sampled_from(PIECES) | st.binary(min_size=1, max_size=4))
    return data[:at] + piece * draw(st.sampled_from([1, 1, 1, 2, 50])) + data[at:]


def _truncate(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: _place(draw, data)]


def _copy(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes once more, elsewhere."""
    start, at = _place(draw, data), _place(draw, data)
    return data[:at] + data[start : start + draw(st.integers(1, 80))] + data[at:]


def _lines_moved(draw: st.DrawFn, data: bytes) -> bytes:
    """A few lines out, twice, or indented otherwise."""
    lines = data.split(b"\n")
    at = draw(st.integers(0, len(lines) - 1))
    size = draw(st.sampled_from([1, 1, 1, 2, 8]))
    here = lines[at : at + size]
    ways = {
        "out": [],
        "twice": here * 2,
        "in": [b" " * draw(st.integers(1, 3)) + line for line in here],
        "left": [line.removeprefix(b" ").removeprefix(b" ") for line in here],
        "tab": [
            re.sub(rb"^( *)", lambda found: b"\t" * (len(found[1]) // 2), line) for line in here
        ],
    }
    return b"\n".join(
        [*lines[:at], *ways[draw(st.sampled_from(sorted(ways)))], *lines[at + size :]]
    )


def _swap(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _recode(draw: st.DrawFn, data: bytes) -> bytes:
    ways = ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp037", "crlf", "cr", "tabs"]
    way = draw(st.sampled_from(ways))
    if way in ("crlf", "cr"):
        return data.replace(b"\n", b"\r\n" if way == "crlf" else b"\r")
    if way == "tabs":
        return data.replace(b"  ", b"\t")
    return data.decode("utf-8", "replace").encode(way, "replace")


WOUNDS = (
    *(_flip, _flip, _delete, _delete, _insert, _insert, _insert),
    *(_truncate, _copy, _lines_moved, _lines_moved, _swap, _recode),
)

# ----------------------------------------------------------------------------------- entries

ODD_WORDS = (
    *("", " ", "~", "null", "true", "false", "no", "12:30", "2024-13-45", "0000", "nan", ".inf"),
    *("-inf", "1e400", "1e31", "-1e30", "1e-30", "0", "-0", "+5", "5.", ".5", "0x10", "1_000"),
    *("1000001", "-1000000", "9" * 50, "5..3", "0..0", "0..1", "0..1..2..3", "..", "5 %", "3,5"),
    *("-5..5", "\N{ARABIC-INDIC DIGIT THREE}", "\N{VULGAR FRACTION ONE HALF}", "absent", "never"),
    *("rest", "like", "is", "value", "source", "base", "<<", "*", "__class__", ">", "a > b"),
    *("a > a", "a = b | c", "\u202e", "\x1b[31m", "\0", "\u2028", "\ufeff", "a\nb", "a\r\nb"),
    *(
        "{}",
        "x.y",
        ".",
        "preferences",
        "preferences.x",
        "x" * 41,
        "y" * 5_000,
        "%s {0} {x}",
        "'<&>",
    ),
)
"""Words that may stand where they should not."""

EDGES = (
    *("0", "1", "0.5", "0..1", "0..0..1", "0..1..1", "1e-30", "1e-30..1", "0..1e-30", "2", "3..8"),
    *("1000000", "-1000000", "-1000000..1000000", "0..1000000", "1e-30..1e6", "100", "50..100"),
    *("0.999999999999", "0.1..0.3..0.30000000000000000001", "-5..5", "999999.999999..1000000"),
)
"""Numbers at the ends of what may be written."""


def _grown(base: bytes) -> yaml.Node:
    root = yaml.compose(base.decode(), Loader=_LOADER)
    assert root is not None
    return root


_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_DUMPER = getattr(yaml, "CBaseDumper", yaml.BaseDumper)


def _written(root: yaml.Node) -> bytes:
    text: str = yaml.serialize(root, Dumper=_DUMPER, width=1000, allow_unicode=True)
    return text.encode("utf-8", "surrogatepass")


@dataclass(frozen=True)
class Spot:
    """An entry of a mapping or list: where a node hangs."""

    parent: yaml.CollectionNode
    place: int

    @property
    def node(self) -> yaml.Node:
        """What hangs there."""
        found: Any = self.parent.value[self.place]
        node: yaml.Node = found[1] if isinstance(found, tuple) else found
        return node

    def put(self, node: yaml.Node) -> None:
        """Hang something else there."""
        old = self.parent.value[self.place]
        self.parent.value[self.place] = (old[0], node) if isinstance(old, tuple) else node


def _spots(root: yaml.Node) -> list[Spot]:
    """Every entry below a node, each once even where nodes stand within themselves."""
    found: list[Spot] = []
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.CollectionNode) and id(node) not in seen:
            seen.add(id(node))
            spots = [Spot(node, place) for place in range(len(node.value))]
            found += spots
            waiting += [spot.node for spot in reversed(spots)]
    return found


def _word(text: str) -> yaml.ScalarNode:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)


def _mapping(*entries: tuple[yaml.Node, yaml.Node]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", list(entries), flow_style=True)


def _row(*items: yaml.Node) -> yaml.SequenceNode:
    return yaml.SequenceNode("tag:yaml.org,2002:seq", list(items), flow_style=True)


@cache
def _vocabulary() -> tuple[str, ...]:
    """Every word that stands as a key or alone in the cases there are."""
    found = {word for base in BASES.values() for word in re.findall(rb"[a-z][a-z_-]{1,20}", base)}
    return tuple(sorted(word.decode() for word in found))


@st.composite
def changed(draw: st.DrawFn, texts: st.SearchStrategy[bytes]) -> Mutant:
    """One to three entries that are others than they should be."""
    root = _grown(draw(texts))
    base = _written(root)
    for _ in range(draw(st.integers(1, 3))):
        spots = _spots(root)
        if spots:
            draw(st.sampled_from(CHANGES))(draw, spots)
    return Mutant(_written(root), base)


@st.composite
def edged(draw: st.DrawFn, texts: st.SearchStrategy[bytes], most: int = 4) -> Mutant:
    """Some numbers at the ends of what may be written; the rest as it is."""
    root = _grown(draw(texts))
    base = _written(root)
    numbers = [
        spot
        for spot in _spots(root)
        if isinstance(spot.node, yaml.ScalarNode) and re.fullmatch("[-0-9.]+", spot.node.value)
    ]
    for _ in range(draw(st.integers(1, most))):
        draw(st.sampled_from(numbers)).put(_word(draw(st.sampled_from(EDGES))))
    return Mutant(_written(root), base)


def _odd_word(draw: st.DrawFn) -> yaml.ScalarNode:
    words = st.sampled_from(ODD_WORDS) | st.sampled_from(_vocabulary()) | st.sampled_from(EDGES)
    return _word(draw(words))


def _odd_node(draw: st.DrawFn) -> yaml.Node:
    """A word, a list or a mapping, empty or not, or something deep."""
    word = _odd_word(draw)
    return draw(
        st.sampled_from(
            [
                word,
                _row(),
                _mapping(),
                _row(word),
                _row(word, _word("b")),
                _mapping((word, _word("1"))),
                _mapping((_word(draw(st.sampled_from(_vocabulary()))), word)),
                _row(_mapping((_word("a"), word))),
                _deep(draw(st.sampled_from([3, 8, DEEPEST]))),
            ]
        )
    )


def _deep(levels: int) -> yaml.Node:
    node: yaml.Node = _word("5")
    for level in range(levels):
        node = _row(node) if level % 3 == 2 else _mapping((_word("a"), node))
    return node


def _replace(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    draw(st.sampled_from(spots)).put(_odd_node(draw))


def _replace_word(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    words = [spot for spot in spots if isinstance(spot.node, yaml.ScalarNode)]
    if words:
        draw(st.sampled_from(words)).put(_odd_word(draw))


def _exchange(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    """The node of one spot also, or instead, at another."""
    one, other = draw(st.sampled_from(spots)), draw(st.sampled_from(spots))
    first, second = _copied(one.node), _copied(other.node)
    other.put(first)
    if draw(st.booleans()):
        one.put(second)


def _alias(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    """The same node twice, which is written with an anchor; it may stand within itself."""
    draw(st.sampled_from(spots)).put(draw(st.sampled_from(spots)).node)


def _copied(node: yaml.Node, deep: int = 0) -> yaml.Node:
    """The same once more; what stands within itself is cut off."""
    if deep > DEEPEST:
        return _word("cut")
    if isinstance(node, yaml.MappingNode):
        entries = [(_copied(key, deep + 1), _copied(what, deep + 1)) for key, what in node.value]
        return yaml.MappingNode(node.tag, entries, flow_style=node.flow_style)
    if isinstance(node, yaml.SequenceNode):
        items = [_copied(item, deep + 1) for item in node.value]
        return yaml.SequenceNode(node.tag, items, flow_style=node.flow_style)
    return yaml.ScalarNode(node.tag, node.value)


def _tag(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    tags = ("tag:yaml.org,2002:int", "!own", "tag:yaml.org,2002:python/object/apply:os.getcwd")
    draw(st.sampled_from(spots)).node.tag = draw(st.sampled_from(tags))


def _drop(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    spot = draw(st.sampled_from(spots))
    del spot.parent.value[spot.place]


def _twice(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    spot = draw(st.sampled_from(spots))
    entry = spot.parent.value[spot.place]
    copy = tuple(map(_copied, entry)) if isinstance(entry, tuple) else _copied(entry)
    spot.parent.value.append(copy)


def _add(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    """A key of the language, or an odd one, where it may not belong."""
    parent = draw(st.sampled_from(spots)).parent
    if isinstance(parent, yaml.MappingNode):
        key = _odd_node(draw) if draw(st.integers(0, 9)) == 0 else _odd_word(draw)
        parent.value.insert(draw(st.integers(0, len(parent.value))), (key, _odd_node(draw)))
    else:
        parent.value.append(_odd_node(draw))


def _rename(draw: st.DrawFn, spots: Sequence[Spot]) -> None:
    keys = [spot for spot in spots if isinstance(spot.parent, yaml.MappingNode)]
    if keys:
        spot = draw(st.sampled_from(keys))
        spot.parent.value[spot.place] = (_odd_word(draw), spot.node)


CHANGES = (
    *(_replace, _replace, _replace_word, _replace_word, _replace_word, _exchange, _exchange),
    *(_alias, _tag, _drop, _drop, _twice, _add, _add, _rename, _rename),
)
