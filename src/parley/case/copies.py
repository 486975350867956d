"""``like: north`` copies what one party wants to another, before anything is interpreted."""

from __future__ import annotations

from parley.case.problems import Problems, Text, unknown
from parley.case.tree import MAX_NODES, Branch, Row, Tree

LONGEST_CHAIN = 30


def expand(preferences: Branch, problems: Problems) -> tuple[Branch, frozenset[str]]:
    """Preferences with every ``like`` written out.

    Copied mapping by mapping: what the copy says itself stands, ``absent`` drops an entry, and a
    ranking or a group of numbers (the weights; the values of an issue) is replaced whole.

    Returns
    -------
    preferences
        Without ``like`` and ``absent``.
    broken
        Parties whose ``like`` leads nowhere: what they lack is no problem of its own.
    """
    copier = _Copier(preferences, problems)
    result = Branch(preferences.place)
    size = 0
    for name, value in preferences.items():
        if isinstance(value, Branch):
            result[name] = copier.resolve(name, ())
            size += _size(result[name])
        else:
            result[name] = value
        if size > MAX_NODES:
            problems.add(
                name,
                f'with all copies by "like" the case has more than {MAX_NODES:,} entries; '
                "a case may have at most that many.",
            )
            break
    return result, frozenset(copier.broken)


class _Copier:
    """Resolves each party once, the ones it is like first."""

    def __init__(self, preferences: Branch, problems: Problems) -> None:
        self.preferences = preferences
        self.problems = problems
        self.done: dict[str, Branch] = {}
        self.broken: set[str] = set()

    def resolve(self, name: Text, chain: tuple[str, ...]) -> Branch:
        """What a party wants in full; ``chain`` are the parties that wait for it."""
        if name in self.done:
            return self.done[name]
        own: Branch = self.preferences[name]
        clean = _drop_absent(self._copied(name, own, (*chain, str(name))))
        clean.pop(Text("like"), None)
        self.done[name] = clean
        return clean

    def _copied(self, name: Text, own: Branch, chain: tuple[str, ...]) -> Branch:
        if "like" not in own:
            return own
        like = own[Text("like")]
        fault = self._fault(like, name, chain)
        if fault is not None:
            where = like if isinstance(like, Text) else next(key for key in own if key == "like")
            self.problems.add(where, fault)
            self.broken.add(str(name))
            return own
        origin = self.resolve(like, chain)
        if like in self.broken:
            self.broken.add(str(name))
        return _merge(origin, own)

    def _fault(self, like: Tree, name: Text, chain: tuple[str, ...]) -> str | None:
        if not isinstance(like, Text):
            return '"like" needs the key of one party. Write it after the colon.'
        if like in chain:
            circle = " -> ".join((*chain[chain.index(like) :], str(like)))
            return f'"like" runs in a circle: {circle}. Let one of them stand alone.'
        if len(chain) > LONGEST_CHAIN:
            return f'"like" leads through more than {LONGEST_CHAIN} parties. Copy one directly.'
        if not isinstance(self.preferences.get(like), Branch):
            known = [key for key in self.preferences if key != name]
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
