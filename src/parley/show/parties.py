"""How each party is marked: a colour by case order, and letters beside it."""

from __future__ import annotations

from dataclasses import dataclass

from parley.case.schema import Case

COLOURS = 5
"""Colours of the style sheet; later third parties are grey, with their letters."""


@dataclass(frozen=True)
class Face:
    """What a reader recognises a party by.

    Attributes
    ----------
    letters
        Short and different for each party of the case.
    style
        Class of the style sheet that carries its colour.
    """

    key: str
    name: str
    letters: str
    style: str


def faces(case: Case) -> dict[str, Face]:
    """The face of each party; principals take the first colours, then third parties."""
    order = [*case.principals, *(key for key in case.parties if key not in case.principals)]
    taken: set[str] = set()
    found = {}
    for place, key in enumerate(order):
        name = str(case.parties[key].name)
        letters = next(each for each in _candidates(str(key), name) if each not in taken)
        taken.add(letters)
        style = f"party-{place + 1}" if place < COLOURS else "party-rest"
        found[str(key)] = Face(str(key), name, letters, style)
    return {str(key): found[str(key)] for key in case.parties}


def _candidates(key: str, name: str) -> list[str]:
    """Letters from the most natural to the certainly unique.

    >>> _candidates("ru", "Russia")[0], _candidates("league", "The League")[0]
    ('RU', 'L')
    """
    initials = "".join(
        word[0] for word in name.split() if word[0].isalnum() and word.lower() != "the"
    ).upper()
    short = [key.upper()] if len(key) <= 4 else []
    bare = "".join(letter for letter in key.upper() if letter.isalnum())
    grown = [bare[:length] for length in range(2, len(bare) + 1)]
    return [*short, *([initials] if 0 < len(initials) <= 3 else []), *grown, key]
