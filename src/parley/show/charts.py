"""What a figure of the briefing is made of, before it is set on the page."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from parley.show.marks import Scale
from parley.show.parties import Face
from parley.show.words import MINUS


@dataclass(frozen=True)
class Row:
    """One line of a figure: who or what, the marks, and the same in words."""

    label: str
    picture: Markup
    value: str
    note: str = ""
    face: Face | None = None


@dataclass(frozen=True)
class Group:
    """Rows that belong together under a title.

    Attributes
    ----------
    ticks, axis
        Where the group has a scale of its own.
    """

    title: str
    rows: tuple[Row, ...]
    note: str = ""
    flag: str = ""
    face: Face | None = None
    ticks: tuple[tuple[float, str], ...] = ()
    axis: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure with its words.

    Attributes
    ----------
    title
        A sentence that states the finding.
    caption
        How to read it, and what it rests on.
    axis
        Unit of the scale, in words.
    key
        Samples of marks that no label explains.
    data
        Ids of the findings whose tables stand below it.
    """

    id: str
    title: str
    caption: str
    groups: tuple[Group, ...]
    ticks: tuple[tuple[float, str], ...]
    axis: str
    data: tuple[str, ...]
    key: tuple[tuple[Markup, str], ...] = ()
    style: str = ""


@dataclass(frozen=True)
class Strip:
    """A cell of a table that holds a picture and its words."""

    face: Face
    picture: Markup
    value: str


@dataclass(frozen=True)
class StripRow:
    """A package with one picture a party."""

    label: str
    name: str
    cells: tuple[Strip | None, ...]


@dataclass(frozen=True)
class Strips:
    """A table of pictures: packages down, parties across."""

    id: str
    title: str
    caption: str
    faces: tuple[Face, ...]
    rows: tuple[StripRow, ...]
    ticks: tuple[tuple[tuple[float, str], ...], ...]
    axis: str
    data: tuple[str, ...]
    key: tuple[tuple[Markup, str], ...] = ()


@dataclass(frozen=True)
class Panel:
    """One small plot.

    Attributes
    ----------
    ticks
        Values written below it.
    words
        What turns where.
    """

    title: str
    picture: Markup
    ticks: tuple[tuple[float, str], ...]
    words: str
    face: Face | None = None


@dataclass(frozen=True)
class Panels:
    """Small plots on one vertical scale, from 0 to ``top``, in readings of 100."""

    id: str
    title: str
    caption: str
    panels: tuple[Panel, ...]
    data: tuple[str, ...]
    key: tuple[tuple[Markup, str], ...] = ()
    top: int = 100


def percent_ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    """Places and labels of an axis of shares, in readings of 100."""
    return tuple((scale.at(tick), f"{round(100 * tick)}") for tick in scale.ticks)


def point_ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    """Places and labels of an axis of points."""
    return tuple((scale.at(tick), f"{tick:g}".replace("-", MINUS)) for tick in scale.ticks)


def sample(marks: Markup, wide: int = 30) -> Markup:
    """A mark by itself, for a key."""
    return Markup('<svg class="sample" width="{}" height="18" aria-hidden="true">{}</svg>').format(
        wide, marks
    )
