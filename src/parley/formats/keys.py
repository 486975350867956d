"""Keys of the case language, made from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from parley.case.scalars import KEY, OPTION_KEY, RESERVED

LONGEST = 40


def keys(names: Sequence[str], what: str, *, digits: bool = False) -> list[str]:
    """A key for each name, all different.

    Parameters
    ----------
    names
        What readers see.
    what
        Stands with a number for a name of which nothing can be kept, or which starts with a digit.
    digits
        Whether a key may start with a digit, as those of options may.

    Examples
    --------
    >>> keys(["The border", "the-border", "Título", "2nd", "\u4e2d"], "issue")
    ['the-border', 'the-border-2', 'titulo', 'issue-2nd', 'issue-5']
    """
    taken: set[str] = set()
    found = []
    for number, name in enumerate(names, 1):
        start = _start(name, what, number, digits)
        key, copy = start, 1
        while key in taken or key in RESERVED:
            copy += 1
            end = f"-{copy}"
            key = start[: LONGEST - len(end)].rstrip("-_") + end
        taken.add(key)
        found.append(key)
    return found


def _start(name: str, what: str, number: int, digits: bool) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")
    if not words:
        return f"{what}-{number}"
    if not (OPTION_KEY if digits else KEY).match(words):
        words = f"{what}-{words}"
    if len(words) <= LONGEST:
        return words
    # A key ends where a word ends, if that leaves enough of it.
    short = words[: LONGEST + 1].rpartition("-")[0]
    return (short if len(short) > LONGEST // 2 else words[:LONGEST]).strip("-_")
