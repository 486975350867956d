"""``like: north`` copies what one party wants to another, before anything is interpreted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from parley.case.problems import Problems, Text, unknown
from parley.case.tree import MAX_NODES, Branch, Row, Tree

LONGEST_CHAIN = 30
OF_PARTIES = ("red_lines", "statements", "hardness")
"""What only a party has: a member of a body that is like it copies all else."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    """Preferences as written: their path, and the key and the mapping under which they stand."""

    path: Path
    key: Text
    home: Branch


def expand(trunk: Branch, problems: Problems) -> frozenset[Path]:
    """Write out every ``like`` in the preferences of parties, and of members of bodies.

    Copied mapping by mapping: what the copy says itself stands, ``absent`` drops an entry, and a
    ranking or a group of numbers (the weights; the values of an issue) is replaced whole.

    Parameters
    ----------
    trunk
        The case, changed in place: its preferences are left without ``like`` and ``absent``.

    Returns
    -------
    broken
        Paths of preferences whose ``like`` leads nowhere: what they lack is no problem of its own.
    """
    parties = trunk.get(Text("preferences"))
    if not isinstance(parties, Branch):
        return frozenset()
    copier = _Copier(parties, problems)
    size = 0
    # A list: what is written out is put into the mappings that are walked here.
    for block in [*_of_parties(parties), *_of_members(trunk)]:
        if size > MAX_NODES:
            del block.home[block.key]
            continue
        whole = copier.party(block.key, ()) if block.home is parties else copier.member(block)
        block.home[block.key] = whole
        size += _size(whole)
        if size > MAX_NODES:
            problems.add(
                block.key,
                f'with all copies by "like" the case has more than {MAX_NODES:,} entries; '
                "a case may have at most that many.",
            )
    return frozenset(copier.broken)


def _of_parties(parties: Branch) -> Iterator[_Block]:
    for party, _ in _branches(parties):
        yield _Block(("preferences", str(party)), party, parties)


def _of_members(trunk: Branch) -> Iterator[_Block]:
    for body, said in _branches(trunk.get(Text("bodies"))):
        for member, parts in _branches(said.get(Text("members"))):
            for key, _ in _branches(parts):
                if key == "preferences":
                    path = ("bodies", str(body), "members", str(member), "preferences")
                    yield _Block(path, key, parts)


def _branches(node: Tree) -> Iterator[tuple[Text, Branch]]:
    """The entries of a mapping that are mappings."""
    if isinstance(node, Branch):
        for key, value in node.items():
            if isinstance(value, Branch):
                yield key, value


class _Copier:
    """Resolves each party once, the ones it is like first."""

    def __init__(self, parties: Branch, problems: Problems) -> None:
        self.parties = parties
        self.problems = problems
        self.done: dict[str, Branch] = {}
        self.broken: set[Path] = set()

    def party(self, name: Text, chain: Path) -> Branch:
        """What a party wants in full; ``chain`` are the parties that wait for it."""
        if name not in self.done:
            path = ("preferences", str(name))
            written = self._written_out(path, self.parties[name], (*chain, str(name)))
            self.done[name] = written
        return self.done[name]

    def member(self, block: _Block) -> Branch:
        """What a member of a body wants in full."""
        return self._written_out(block.path, block.home[block.key], (), without=OF_PARTIES)

    def _written_out(
        self, path: Path, own: Branch, chain: Path, without: Collection[str] = ()
    ) -> Branch:
        clean = _drop_absent(self._copied(path, own, chain, without))
        clean.pop(Text("like"), None)
        return clean

    def _copied(self, path: Path, own: Branch, chain: Path, without: Collection[str]) -> Branch:
        if "like" not in own:
            return own
        like = own[Text("like")]
        fault = self._fault(like, chain)
        if fault is not None:
            where = like if isinstance(like, Text) else next(key for key in own if key == "like")
            self.problems.add(where, fault)
            self.broken.add(path)
            return own
        origin = Branch(own.place)
        origin.update(
            {key: part for key, part in self.party(like, chain).items() if key not in without}
        )
        if ("preferences", like) in self.broken:
            self.broken.add(path)
        return _merge(origin, own)

    def _fault(self, like: Tree, chain: Path) -> str | None:
        if not isinstance(like, Text):
            return '"like" needs the key of one party. Write it after the colon.'
        if like in chain:
            circle = " -> ".join((*chain[chain.index(like) :], str(like)))
            return f'"like" runs in a circle: {circle}. Let one of them stand alone.'
        if len(chain) > LONGEST_CHAIN:
            return f'"like" leads through more than {LONGEST_CHAIN} parties. Copy one directly.'
        if not isinstance(self.parties.get(like), Branch):
            known = [key for key in self.parties if key not in chain]
            return unknown("party with preferences", like, known)
        return None


def _size(node: Tree) -> int:
    if isinstance(node, Branch):
        return 1 + sum(_size(child) for child in node.values())
    return 1 + (sum(_size(child) for child in node) if isinstance(node, Row) else 0)


def _is_group(path: tuple[str, ...]) -> bool:
    return path == ("weights",) or (len(path) == 2 and path[0] == "values")


def _merge(origin: Branch, own: Branch, path: tuple[str, ...] = ()) -> Branch:
    merged = Branch(own.place)
    # Evidence of the copy's own covers what the copy says; the original's does not stand beside it.
    speaks = "source" in own or "judgement" in own
    written = {key: key for key in own}
    for key, value in origin.items():
        if key in written:
            # The key of the copy: it knows the place where this value is written.
            merged[written[key]] = _merged(value, own[key], (*path, key))
        elif not (speaks and key in ("source", "judgement")):
            merged[key] = value
    for key, value in own.items():
        if key not in origin:
            merged[key] = value
    return merged


def _merged(copied: Tree, own: Tree, path: tuple[str, ...]) -> Tree:
    if isinstance(copied, Branch) and isinstance(own, Branch) and not _is_group(path):
        return _merge(copied, own, path)
    return own


def _drop_absent(node: Branch) -> Branch:
    kept = Branch(node.place)
    for key, value in node.items():
        if isinstance(value, Text) and value == "absent" and not value.quoted:
            continue
        kept[key] = _drop_absent(value) if isinstance(value, Branch) else value
    return kept
