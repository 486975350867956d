"""What readers call each package of the shortlist."""

from __future__ import annotations

from dataclasses import dataclass

from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import listed, quoted

SHOWN_DIFFERENCES = 3


@dataclass(frozen=True)
class Package:
    """A package as it stands in every table.

    Attributes
    ----------
    label
        Its neutral letter.
    name
        Title of the reference, or how it was found.
    about
        How it differs from the single text, or what is special about it.
    short
        One line for tables that come after the one which says all this.
    """

    label: str
    name: str
    about: str
    row: Record
    short: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Of reference, menu, type."""
        return tuple(text(self.row, "kinds").split(", "))

    @property
    def has_terms(self) -> bool:
        """Whether the case gives its terms."""
        return number(self.row, "code") is not None


def packages(findings: Findings) -> tuple[Package, ...]:
    """The shortlist, in its own order."""
    terms = grouped(_told_apart(findings), "label")
    places = {number(row, "code"): int(known(row, "place")) for row in findings.rows("funnel.menu")}
    rows = findings.rows("packages.shortlist")
    single = next((text(row, "label") for row in rows if places.get(number(row, "code")) == 1), "")
    found = []
    for row in rows:
        label = text(row, "label")
        differs = differences(terms.get(single, []), terms.get(label, []))
        name = _name(row, places)
        short = name if text(row, "title") or label == single else _short(single, differs)
        found.append(Package(label, name, _about(row, single, differs), row, short))
    return tuple(found)


def _told_apart(findings: Findings) -> list[Record]:
    """Terms, with the issue beside an option's title where several issues share the title."""
    rows = findings.rows("packages.terms")
    issues: dict[str, set[str]] = {}
    for row in rows:
        issues.setdefault(text(row, "option_title"), set()).add(text(row, "issue"))
    return [
        {**row, "option_title": f"{text(row, 'issue_title')}: {text(row, 'option_title')}"}
        if len(issues[text(row, "option_title")]) > 1
        else row
        for row in rows
    ]


def differences(base: list[Record], other: list[Record]) -> list[str]:
    """Titles of the options of one package that another does not have."""
    standard = {text(row, "issue"): text(row, "option") for row in base}
    return [
        text(row, "option_title")
        for row in other
        if standard.get(text(row, "issue")) != text(row, "option")
    ]


def _name(row: Record, places: dict[float | None, int]) -> str:
    if text(row, "title"):
        return text(row, "title")
    place = places.get(number(row, "code"))
    if place == 1:
        return "The single text"
    if place:
        return f"{'Second' if place == 2 else 'Third'} of the menu"
    return "A type of package"


def _about(row: Record, single: str, differs: list[str]) -> str:
    if number(row, "code") is None:
        return "its terms are not in the case"
    if text(row, "label") == single:
        return "passes most often of all"
    if text(row, "title") or not single:
        filled = text(row, "filled")
        return f"left open, so filled from now: {filled}" if filled else ""
    if not differs:
        return f"as {single}"
    shown = [quoted(title) for title in differs[:SHOWN_DIFFERENCES]]
    if len(differs) > SHOWN_DIFFERENCES:
        shown.append(f"{len(differs) - SHOWN_DIFFERENCES} more")
    return f"as {single}, but {listed(shown)}"


def _short(single: str, differs: list[str]) -> str:
    """A package by the first of its options that the single text does not have."""
    if not differs:
        return f"as {single}"
    more = f" and {len(differs) - 1} more" if len(differs) > 1 else ""
    return f"as {single}, but {quoted(differs[0])}{more}"
