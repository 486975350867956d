"""In which order the issues are looked at, so that few stay open at once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

MOST_STARTS = 8
"""Issues of a group that are tried as its first."""


def order(shape: Sequence[int], links: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """The issues, each group of linked ones in a row, and within it the narrowest next.

    An issue that was looked at stays *open* while a table links it with one that was not; all that
    is done is done once for each combination of options of the open issues. The next issue is
    always the one that leaves the fewest combinations (min-width, Dechter 2003); of several first
    issues the one that leads to the fewest in all. Issues without links come last, in file order.

    Parameters
    ----------
    shape
        Number of options of each issue.
    links
        The issues of every table.

    Examples
    --------
    >>> order((4, 4, 4, 4), [(1, 3), (0, 3)])
    (0, 3, 1, 2)
    """
    near = _neighbours(len(shape), links)
    found: list[int] = []
    for group in _groups(near):
        starts = sorted(group, key=lambda issue: (near[issue].bit_count(), issue))
        tried = (_from(start, group, near, shape) for start in starts[:MOST_STARTS])
        found += min(tried)[1]
    return tuple(found)


def _neighbours(issues: int, links: Iterable[Sequence[int]]) -> list[int]:
    """For each issue the set of those that a table links it with, itself included, as bits."""
    near = [1 << issue for issue in range(issues)]
    for linked in {tuple(link) for link in links}:
        together = sum(1 << issue for issue in linked)
        for issue in linked:
            near[issue] |= together
    return near


def _groups(near: Sequence[int]) -> list[list[int]]:
    """Issues linked directly or through others; the largest groups first."""
    found: list[list[int]] = []
    placed = 0
    for first in range(len(near)):
        if placed >> first & 1:
            continue
        group, grown = 0, near[first]
        while group != grown:
            group = grown
            for issue in range(len(near)):
                if group >> issue & 1:
                    grown |= near[issue]
        placed |= group
        found.append([issue for issue in range(len(near)) if group >> issue & 1])
    return sorted(found, key=lambda group: -len(group))


def _from(
    start: int, group: Sequence[int], near: Sequence[int], shape: Sequence[int]
) -> tuple[int, list[int]]:
    """Combinations in all and the order, from a first issue on."""
    sequence, seen = [start], 1 << start
    separator = [start] if near[start] & ~seen else []
    left = [issue for issue in group if issue != start]
    cost = 0
    while left:
        widths = []
        for issue in left:
            then = seen | 1 << issue
            still = [i for i in (*separator, issue) if near[i] & ~then]
            widths.append((math.prod(shape[i] for i in still), issue, still))
        width, issue, separator = min(widths)
        cost += width
        sequence.append(issue)
        seen |= 1 << issue
        left.remove(issue)
    return cost, sequence
