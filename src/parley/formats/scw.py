"""Cross-impact matrices as ScenarioWizard keeps them: .scw files in and out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.case.checks_futures import MOST_IMPACT
from parley.case.problems import shorten
from parley.formats.documents import read_bytes
from parley.formats.faults import FormatError, Place, fault
from parley.formats.words import name

Ints = NDArray[np.int64]

HEAD = "$ ScenarioWizard"
VERSION = f"{HEAD} 4.0"
ENCODING = "cp1252"
"""Latin-1 with the quotes and dashes that Windows has in its gaps."""
COLOUR = "FFFFFF"
NUMBERS = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True)
class Project:
    """A matrix with the words of its file.

    Attributes
    ----------
    title
        Name of the project.
    factors, states
        Titles of the factors, and of the states of each.
    impacts : (state, state)
        What the state of the row says for the state of the column. States of one factor may say
        something of each other, too: that a state keeps itself up, for instance.
    """

    title: str
    factors: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    impacts: Ints


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def load(path: Path) -> Project:
    """The project in a file.

    Raises
    ------
    FormatError
        It cannot be read, is too large, or is no ScenarioWizard file.
    """
    file = str(path).encode(errors="replace").decode()
    return read(read_bytes(path, Place(file)), file)


def read(data: bytes, file: str) -> Project:
    """The project in the bytes of a file.

    Titles stand first, then sections that a line with ``#`` ends; the matrix is the first section
    that has as many lines of numbers as there are states. Texts, colours and comments are left.

    Raises
    ------
    FormatError
        With every fault of its titles, or of its matrix, and their lines.
    """
    lines = [_Line(k, text) for k, text in enumerate(re.split("\r\n|\r|\n", _decoded(data)), 1)]
    if not lines[0].text.startswith(HEAD):
        message = f"this is no ScenarioWizard file: its first line does not say {HEAD}."
        raise fault(Place(file, 1), message)
    first, *others = _sections(lines[2:])
    factors, states = _titles(first, file)
    impacts = _impacts(_rows(others, sum(map(len, states)), file), file)
    title = " ".join(lines[1].text.split()).removesuffix(".scw") if len(lines) > 1 else ""
    return Project(
        name(title or Path(file).stem, "the name", Place(file, 2)), factors, states, impacts
    )


def write(project: Project) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a file, and what of the titles it cannot hold, in sentences.

    Letters that Western Windows does not know are written without their marks, or as question
    marks. Lines end as on Windows, where ScenarioWizard runs.
    """
    factors = len(project.factors)
    titles = [(f, states) for f, states in zip(project.factors, project.states, strict=True)]
    lines = [VERSION, f"{project.title}.scw"]
    for factor, states in titles:
        lines += [f"&{factor}", *(f" -{state}" for state in states)]
    lines += ["#"]
    for _, states in titles:
        lines += ["&", *(" " for _ in states)]
    lines += ["#", "#", *(COLOUR for _, states in titles for _ in states), "#", "#"]
    lines += [",".join(f"{impact: d} " for impact in row) for row in project.impacts.tolist()]
    # Comments, all empty: on the project, on each factor, on each pair of factors.
    heads = ["# 0-0", *["# "] * factors, *["#  -> "] * factors**2]
    lines += ["#", *(line for head in heads for line in (head, '""')), "#", "#"]
    words = (project.title, *(text for f, states in titles for text in (f, *states)))
    told = (
        f'"{text}" holds letters that .scw has not: written as "{_plain(text)}".'
        for text in words
        if _plain(text) != text
    )
    return "".join(f"{_plain(line)}\r\n" for line in lines).encode(ENCODING), tuple(told)


def _decoded(data: bytes) -> str:
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace")
    return data.decode(ENCODING, "replace")


def _plain(text: str) -> str:
    """A text in the letters that a file can hold."""
    letters = []
    for letter in text:
        bare = letter.encode(ENCODING, "ignore") or (
            unicodedata.normalize("NFKD", letter).encode(ENCODING, "ignore") or b"?"
        )
        letters.append(bare.decode(ENCODING))
    return "".join(letters)


def _sections(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """The lines before each line that starts with #, and those after the last."""
    section: list[_Line] = []
    for line in lines:
        if line.text.lstrip().startswith("#"):
            yield section
            section = []
        else:
            section.append(line)
    yield section


def _titles(
    section: Sequence[_Line], file: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The titles of the factors, and of the states of each."""
    factors: list[str] = []
    states: list[list[str]] = []
    faults: list[tuple[Place, str]] = []
    for line in section:
        place, text = Place(file, line.number), line.text.strip()
        try:
            if text.startswith("&"):
                factors.append(name(text[1:], "the name of a factor", place))
                states.append([])
            elif text.startswith("-") and states:
                states[-1].append(name(text[1:], "the name of a state", place))
            elif text:
                message = f'"{shorten(text)}" is neither &Factor nor, below one, -State.'
                raise fault(place, message)
        except FormatError as error:
            faults += error.faults
    if faults:
        raise FormatError(faults)
    bare = [factor for factor, mine in zip(factors, states, strict=True) if not mine]
    if bare or not factors:
        what = f'the factor "{shorten(bare[0])}" has no states' if bare else "no factors stand here"
        raise fault(Place(file, section[0].number if section else 3), f"{what}. Add some.")
    return tuple(factors), tuple(map(tuple, states))


def _rows(sections: Sequence[Sequence[_Line]], states: int, file: str) -> list[_Line]:
    """The lines of the matrix."""
    tables = [[line for line in section if "," in line.text] for section in sections]
    fitting = [table for table in tables if len(table) == states]
    if not fitting:
        longest = max((len(table) for table in tables), default=0)
        message = (
            f"no section has {states} lines of numbers, one for each state; the longest has "
            f"{longest}. The file may be cut off."
        )
        raise fault(Place(file), message)
    # Long texts may hold as many commas; the matrix is where numbers stand.
    return max(fitting, key=lambda table: sum(_is_numbers(line.text) for line in table))


def _is_numbers(text: str) -> bool:
    return all(NUMBERS.fullmatch(part.strip()) for part in text.split(","))


def _impacts(rows: Sequence[_Line], file: str) -> Ints:
    states = len(rows)
    impacts = np.zeros((states, states), dtype=np.int64)
    faults = []
    for row, line in enumerate(rows):
        place, parts = Place(file, line.number), [part.strip() for part in line.text.split(",")]
        if len(parts) != states:
            faults.append((place, f"{len(parts)} numbers stand here; there are {states} states."))
            continue
        for column, part in enumerate(parts):
            if not NUMBERS.fullmatch(part):
                faults.append((place, f'"{shorten(part)}" is no whole number.'))
            elif abs(int(part)) > MOST_IMPACT:
                message = (
                    f"{part} is too large for a cross-impact; at most {MOST_IMPACT} is possible."
                )
                faults.append((place, message))
            else:
                impacts[row, column] = int(part)
    if faults:
        raise FormatError(faults)
    return impacts
