"""The chapter of derivations: every margin of every listed package as the sum that makes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from parley.show.marks import circle
from parley.show.naming import Package
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import ABSENT, MINUS, small, some_of

STAGES = {"acceptable": "To be signed", "durable": "To hold", "ratifiable": "To be ratified"}


@dataclass(frozen=True)
class Part:
    """One line of a sum.

    Attributes
    ----------
    numbers
        What it is made from, in brackets; may be empty.
    anchor
        The quantity in the list of judgements, or empty.
    """

    about: str
    numbers: str
    amount: str
    line: str
    anchor: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Sum:
    """A condition with its margin and the parts that add up to it."""

    face: Face | None
    sentence: str
    stage: str
    circle: Markup
    margin: str
    holds: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Derivation:
    """A package with the sums of all its conditions."""

    label: str
    name: str
    sums: tuple[Sum, ...]

    @property
    def by_stage(self) -> list[tuple[str, list[Sum]]]:
        """The sums under the name of their stage."""
        found: dict[str, list[Sum]] = {}
        for each in self.sums:
            found.setdefault(each.stage, []).append(each)
        return list(found.items())

    @property
    def fails(self) -> int:
        """How many conditions do not hold in the central reading."""
        return sum(not each.holds for each in self.sums)


def derivations(
    findings: Findings,
    faces: Mapping[str, Face],
    shown: tuple[Package, ...],
    anchors: Mapping[str, str],
) -> tuple[Derivation, ...]:
    """Every listed package; nothing where the run did not take its margins apart."""
    by_label = grouped(findings.rows("packages.sums"), "label")
    known_sources = {text(row, "id") for row in findings.rows("evidence.sources")}
    return tuple(
        Derivation(
            package.label,
            package.short,
            tuple(
                _sum(rows, faces, anchors, known_sources)
                for rows in _told_once(grouped(by_label[package.label], "condition"))
            ),
        )
        for package in shown
        if package.label in by_label
    )


def _told_once(by_condition: Mapping[str, list[Record]]) -> list[list[Record]]:
    """The sums of a package; worth that a party's first sum lists is one part of its later ones."""
    told: dict[str, list[Record]] = {}
    found = []
    for rows in by_condition.values():
        holder = text(rows[0], "holder")
        worth = [row for row in rows if _is_worth(row, holder)]
        if worth and _alike(worth) == _alike(told.get(holder, [])):
            whole = sum(known(row, "amount") for row in worth)
            about = f"what the package is worth while kept ({len(worth)} parts, as above)"
            row = {**worth[0], "about": about, "amount": whole, "line": None, "sources": ""}
            rows = [row, *(each for each in rows if each not in worth)]
        if worth:
            told.setdefault(holder, worth)
        found.append(rows)
    return found


def _is_worth(row: Record, holder: str) -> bool:
    homes = tuple(f"preferences.{holder}.{word}." for word in ("values", "extras"))
    return text(row, "path").startswith(homes)


def _alike(rows: list[Record]) -> list[tuple[str, float | None]]:
    return [(text(row, "about"), number(row, "amount")) for row in rows]


def heading(derived: tuple[Derivation, ...]) -> str:
    """How many of the listed packages meet everything in the central reading."""
    whole = sum(not each.fails for each in derived)
    count = some_of(len(derived), "listed package")
    passing, verb = small(whole) if whole else "none", "meet" if whole > 1 else "meets"
    return f"In the central reading {passing} of {count} {verb} every condition; these are the sums"


def _sum(
    rows: list[Record],
    faces: Mapping[str, Face],
    anchors: Mapping[str, str],
    known_sources: set[str],
) -> Sum:
    first = rows[0]
    margin = number(first, "margin")
    holds = margin is not None and margin >= 0
    stage = text(first, "stage")
    return Sum(
        faces.get(text(first, "holder")),
        text(first, "sentence"),
        STAGES.get(stage, stage),
        circle("holds" if holds else "fails"),
        _margin(margin, text(first, "unit")),
        holds,
        tuple(_part(row, anchors, known_sources) for row in rows if text(row, "about")),
    )


def _margin(margin: float | None, unit: str) -> str:
    """A margin with what it is counted in.

    >>> _margin(0.0, "crossed"), _margin(-1.0, "crossed"), _margin(2.5, "points")
    ('holds', 'fails', 'holds: +2.500 points')
    """
    if margin is None:
        return "fails without measure: nobody would ever act"
    word = "holds" if margin >= 0 else "fails"
    return word if unit == "crossed" else f"{word}: {amount(margin)} {unit}"


def _part(row: Record, anchors: Mapping[str, str], known_sources: set[str]) -> Part:
    line, path = number(row, "line"), text(row, "path")
    sources = [each.strip() for each in text(row, "sources").split(",")]
    # What a part is made from stands in brackets at its end.
    about, _, numbers = text(row, "about").rpartition(" (")
    is_whole = not about or not numbers.endswith(")")
    return Part(
        text(row, "about") if is_whole else about,
        "" if is_whole else f"({numbers}",
        amount(number(row, "amount")),
        "" if line is None else f"{line:.0f}",
        anchors.get(path, ""),
        tuple(each for each in sources if each in known_sources),
    )


def amount(value: float | None) -> str:
    """A signed number that a reader can add up.

    >>> amount(12.345), amount(-3.0) == f"{MINUS}3.000", amount(0.0), amount(None)
    ('+12.345', True, '0.000', '-')
    """
    if value is None:
        return ABSENT
    return f"{value:+,.3f}".replace("-", MINUS) if round(value, 3) else "0.000"
