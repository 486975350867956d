"""An order of preference in one line: ``ridge > joint | open > river``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.case.problems import Problems, Text, choices, shorten, unknown


@dataclass(frozen=True)
class Ranking:
    """Who comes before whom, best first.

    Attributes
    ----------
    groups
        ``groups[g]`` holds the members between two ``>``: one entry for each ``|``, and each entry
        holds the members tied by ``=``. Groups with several entries are ordered at random in each
        draw, each order alike.
    text
        As written, with its place.
    """

    groups: tuple[tuple[tuple[str, ...], ...], ...]
    text: str

    @property
    def members(self) -> tuple[str, ...]:
        """Every member once, in the order written."""
        return tuple(member for group in self.groups for tied in group for member in tied)

    @property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """The central reading: ``|`` read as ``=``."""
        return tuple(tuple(member for tied in group for member in tied) for group in self.groups)


def parse(text: Text) -> Ranking:
    """Read a ranking; its members are :class:`Text`, so that each knows its place.

    Raises
    ------
    ValueError
        A comma, ``<`` or nothing stands where a name should.
    """
    shown = shorten(text)
    if "," in text or ";" in text:
        raise ValueError(
            f'"{shown}" has a comma. Write > between better and worse, = between equals, '
            "| where the order is not known."
        )
    if "<" in text:
        raise ValueError(f'"{shown}" has "<". Write the best first and > between.')
    groups = []
    start = 0
    for group in text.split(">"):
        entries = []
        for entry in group.split("|"):
            tied = []
            for name in entry.split("="):
                bare = name.strip()
                if not bare:
                    raise ValueError(
                        f'"{shown}" has a sign without a name beside it. Write a name on each side.'
                    )
                tied.append(text.part(start + len(name) - len(name.lstrip()), bare))
                start += len(name) + 1
            entries.append(tuple(tied))
        groups.append(tuple(entries))
    return Ranking(tuple(groups), text)


def check(
    ranking: Ranking,
    members: Iterable[str],
    what: str,
    problems: Problems,
    excluded: Mapping[str, str] | None = None,
) -> bool:
    """Whether every member is named exactly once; each fault becomes a problem.

    Parameters
    ----------
    what
        What the members are, for the message: "option of border".
    excluded
        Names that exist but cannot stand in this ranking, with the reason.
    """
    if not ranking.members:
        return False  # what is written there is no ranking, and a problem already
    wanted = dict.fromkeys(members)
    seen: set[str] = set()
    sound = known = True
    for name in ranking.members:
        if name in wanted and name not in seen:
            seen.add(name)
            continue
        sound = False
        if problems.full:
            break
        if name in seen:
            message = f'"{name}" stands twice in this ranking. Name each {what} once.'
        else:
            known = False
            message = (excluded or {}).get(name) or unknown(what, name, wanted)
        problems.add(name, message)
    forgotten = [name for name in wanted if name not in seen]
    # A misspelt name explains a forgotten one.
    if forgotten and known:
        problems.add(
            ranking.members[0],
            f"the ranking forgets {choices(forgotten)}. Name each {what} once; "
            "= ties, | leaves the order open.",
        )
    return sound and not forgotten
