"""Marks of a figure: small SVG that stretches with the page while its text does not.

Places are percentages of the width, so that a mark needs no view box: on a narrow page bars get
shorter and nothing gets too small to read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

HEIGHT = 18
MIDDLE = HEIGHT // 2
REACH = 8
"""How far the grid lines of a row reach towards those of its neighbours."""


@dataclass(frozen=True)
class Scale:
    """An axis from ``low`` to ``high``, with the values that are marked on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def at(self, value: float) -> float:
        """Place in percent, kept on the axis.

        >>> Scale(0.0, 1.0, ()).at(0.25), Scale(-10.0, 10.0, ()).at(99.0)
        (25.0, 100.0)
        """
        extent = self.high - self.low
        place = 100 * (value - self.low) / extent if extent > 0 else 0.0
        return min(100.0, max(0.0, place))


SHARES = Scale(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def shares_up_to(high: float) -> Scale:
    """A scale of shares from zero to a round end that holds them all.

    >>> shares_up_to(0.113).ticks
    (0.0, 0.05, 0.1, 0.15, 0.2)
    """
    ends: Sequence[float] = (0.05, 0.1, 0.2, 0.5, 0.75)
    end = next((each for each in ends if each >= high), 1.0)
    step = {0.05: 0.01, 0.1: 0.02, 0.2: 0.05, 0.5: 0.1, 0.75: 0.25, 1.0: 0.25}[end]
    return Scale(0.0, end, tuple(round(step * place, 4) for place in range(round(end / step) + 1)))


def rounded_scale(low: float, high: float, steps: int = 4) -> Scale:
    """A scale with round ticks that holds both ends and zero.

    >>> rounded_scale(-13.0, 22.0).ticks
    (-20.0, -10.0, 0.0, 10.0, 20.0, 30.0)
    >>> rounded_scale(0.0, 0.0).ticks
    (0.0, 1.0)
    """
    low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 0:
        return Scale(0.0, 1.0, (0.0, 1.0))
    rough = (high - low) / steps
    size = 10.0 ** len(str(int(rough))) / 10 if rough >= 1 else 1.0
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = -round(-low / step + 0.4999), round(high / step + 0.4999)
    ticks = tuple(step * place for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def bar(scale: Scale, start: float, end: float, style: str, top: int = 4, tall: int = 10) -> Markup:
    """A bar between two values."""
    a, b = sorted((scale.at(start), scale.at(end)))
    return Markup('<rect class="{}" x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"/>').format(
        style, a, top, b - a, tall
    )


def thin(scale: Scale, start: float, end: float, style: str, y: int = MIDDLE) -> Markup:
    """A thin line between two values."""
    a, b = sorted((scale.at(start), scale.at(end)))
    return Markup('<line class="{}" x1="{:.2f}%" x2="{:.2f}%" y1="{}" y2="{}"/>').format(
        style, a, b, y, y
    )


def upright(scale: Scale, value: float, style: str, top: int = 0, end: int = HEIGHT) -> Markup:
    """An upright line at a value."""
    x = scale.at(value)
    return Markup('<line class="{}" x1="{:.2f}%" x2="{:.2f}%" y1="{}" y2="{}"/>').format(
        style, x, x, top, end
    )


def dot(scale: Scale, value: float, style: str, y: int = MIDDLE, radius: float = 5) -> Markup:
    """A round mark at a value."""
    return Markup('<circle class="{}" cx="{:.2f}%" cy="{}" r="{}"/>').format(
        style, scale.at(value), y, radius
    )


SHAPES = {
    "circle": "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0 -16 0z",
    "square": "M-8 -8h16v16h-16z",
    "triangle": "M0 -11L11 8h-22z",
    "diamond": "M0 -11L11 0L0 11L-11 0z",
    "hexagon": "M-9 0L-5 -8h10L9 0L5 8h-10z",
}
"""Outlines around 0, so that a kind is told by its form."""


def shape(name: str, place: float, y: float, label: str, style: str) -> Markup:
    """A form with a short label in it, at a place in percent."""
    return Markup(
        '<svg class="shape {}" x="{:.2f}%" y="{:.0f}" overflow="visible" aria-hidden="true">'
        '<path d="{}"/><text y="4" text-anchor="middle">{}</text></svg>'
    ).format(style, place, y, Markup(SHAPES[name]), label)


def lanes(places: Sequence[float], apart: float) -> list[int]:
    """A lane for each of some rising places, so that no two in a lane are closer than ``apart``.

    >>> lanes([0.0, 1.0, 2.0, 5.0, 5.5], 4.0)
    [0, 1, 2, 0, 1]
    """
    ends: list[float] = []
    found = []
    for place in places:
        lane = next((at for at, end in enumerate(ends) if place - end >= apart), len(ends))
        ends[lane : lane + 1] = [place]
        found.append(lane)
    return found


def track(
    key: str, says: str, scale: Scale, marks: Sequence[Markup], style: str = "", tall: int = HEIGHT
) -> Markup:
    """One row of a figure.

    Parameters
    ----------
    key
        Id of its title; different for each row of the page.
    says
        What it shows, for those who do not see it.
    """
    grid = [upright(scale, tick, "grid", -REACH, tall + REACH) for tick in scale.ticks]
    return Markup(
        '<svg class="track {}" width="100%" height="{}" role="img" aria-labelledby="{}">'
        '<title id="{}">{}</title>{}{}</svg>'
    ).format(style, tall, key, key, says, Markup("").join(grid), Markup("").join(marks))


def circle(state: str) -> Markup:
    """Holds, nearly or fails, by form: filled, half, open; nothing where it does not apply."""
    inner = {
        "holds": '<circle class="full" cx="7" cy="7" r="5.5"/>',
        "nearly": '<circle class="open" cx="7" cy="7" r="5.5"/>'
        '<path class="half" d="M7 1.5a5.5 5.5 0 0 0 0 11z"/>',
        "fails": '<circle class="open" cx="7" cy="7" r="5.5"/>',
        "none": '<line class="dash" x1="3" x2="11" y1="7" y2="7"/>',
    }[state]
    return Markup('<svg class="state" width="14" height="14" aria-hidden="true">{}</svg>').format(
        Markup(inner)
    )
