"""Packages against everything that must hold: a circle and the margin in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.case.schema import Case
from parley.show.marks import circle
from parley.show.naming import Package
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, margin, often, whole

KINDS = {
    "accept": "better than no deal",
    "line": "clear of its red lines",
    "block": "clear of its blocks",
    "later": "gains nothing by coming back stronger",
    "cheat": "gains nothing by cheating quietly",
    "body": "approved by its bodies",
}
PARTS = (
    ("Could it be signed?", ("accept", "line", "block")),
    ("Would it hold?", ("later", "cheat")),
    ("Would it be ratified?", ("body",)),
)
"""Kinds of condition that stand side by side: those of a stage."""
RARE, FAILS, HOLDS = 0.10, 0.335, 0.665
"""Shares below which a condition rarely holds, fails in most, and from which it holds in most."""
OUT_OF_SIGHT = -1e6
"""Points below which a margin stands for a breach without consequences."""
APPROVES = " approves it"


@dataclass(frozen=True)
class Head:
    """A column: whose, and what must hold."""

    face: Face
    kind: str
    words: str


@dataclass(frozen=True)
class Cell:
    """One package against one party's conditions of one kind, at the weakest of them.

    Attributes
    ----------
    state
        holds, nearly, fails, none.
    words
        The margin, or how often no line is crossed.
    count
        In how many of 100 readings it holds.
    about
        Which line or block binds.
    """

    state: str
    picture: Markup
    words: str
    count: str
    about: str
    is_weakest: bool


@dataclass(frozen=True)
class Line:
    """A package with its cells."""

    package: Package
    passes: str
    breaks: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """The table of one stage."""

    title: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]

    @property
    def holders(self) -> tuple[tuple[Face, int], ...]:
        """Each holder with the number of its columns."""
        faces = list(dict.fromkeys(head.face for head in self.heads))
        return tuple((face, sum(head.face == face for head in self.heads)) for face in faces)


def matrices(
    findings: Findings, case: Case, faces: dict[str, Face], shown: Sequence[Package]
) -> tuple[Matrix, ...]:
    """One table a stage: one row a package, one column for each holder and kind of condition."""
    rows = findings.rows("packages.conditions")
    there = {(text(row, "holder"), _kind(row)) for row in rows}
    by_label = grouped(rows, "label")
    scales = {key: full_scale(findings, case, key) for key in faces}
    listed = [package for package in shown if package.has_terms]
    return tuple(
        Matrix(
            title,
            heads,
            tuple(
                Line(
                    package,
                    hundredths(number(package.row, "passes")),
                    text(package.row, "breaks"),
                    tuple(
                        _cell(by_label.get(package.label, []), head, scales[head.face.key])
                        for head in heads
                    ),
                )
                for package in listed
            ),
        )
        for title, heads in _columns(faces, there)
        if listed
    )


def _columns(
    faces: dict[str, Face], there: set[tuple[str, str]]
) -> list[tuple[str, tuple[Head, ...]]]:
    """Stage by stage, whose conditions of which kind are asked."""
    found = [
        (
            title,
            tuple(
                Head(face, kind, KINDS[kind])
                for key, face in faces.items()
                for kind in kinds
                if (key, kind) in there
            ),
        )
        for title, kinds in PARTS
    ]
    return [(title, heads) for title, heads in found if heads]


def _kind(row: Record) -> str:
    return text(row, "condition").split(":")[0]


def _cell(rows: Sequence[Record], head: Head, scale: float) -> Cell:
    mine = [
        row
        for row in rows
        if text(row, "holder") == head.face.key and _kind(row) == head.kind and row.get("applies")
    ]
    if not mine:
        return Cell("none", circle("none"), "not asked", "", "", False)
    weakest = min(mine, key=lambda row: known(row, "holds"))
    holds = known(weakest, "holds")
    state = "holds" if holds >= HOLDS else "fails" if holds < FAILS else "nearly"
    words, about = _said(weakest, head.kind, holds, scale)
    is_weakest = any(row.get("weakest") for row in mine)
    count = "" if holds == 1 and not about else hundredths(holds)
    return Cell(state, circle(state), words, count, about, is_weakest)


def _said(row: Record, kind: str, holds: float, scale: float) -> tuple[str, str]:
    """What a cell says of its weakest condition: the margin or how often, and what about."""
    if text(row, "unit") == "points":
        middle = number(row, "margin")
        if middle is not None and middle < OUT_OF_SIGHT:
            return "fails without measure", "nobody would ever act"
        if middle is None:
            # A copy for another audience says how often, and not by how much.
            is_adverb = holds in (0, 1) or holds < RARE
            return (f"{often(holds)} holds" if is_adverb else f"holds {often(holds)}"), ""
        return margin(middle, scale), f"{whole(middle)} points"
    word = "approved" if kind == "body" else "clear"
    is_adverb = holds in (0, 1) or holds < RARE
    words = f"{often(holds)} {word}" if is_adverb else f"{word} {often(holds)}"
    if holds == 1:
        return words, ""
    return words, _where(row) if kind != "body" else text(row, "sentence").removesuffix(APPROVES)


def _where(row: Record) -> str:
    """The part of a condition's sentence that says what it is about."""
    sentence = text(row, "sentence")
    for mark in (": on ", ": ", " on "):
        if mark in sentence:
            return sentence.split(mark, 1)[1]
    return sentence


def full_scale(findings: Findings, case: Case, party: str) -> float:
    """What counts as a hundred points of a party: its whole scale."""
    preference = case.preferences.get(party)
    if preference is None or preference.scale == "swing":
        return 100.0
    rows = grouped(findings.rows("packages.values"), "party").get(party, [])
    ends = [known(row, end) for row in rows for end in ("low", "high")]
    return max(ends) - min(ends) if ends and max(ends) > min(ends) else 100.0
