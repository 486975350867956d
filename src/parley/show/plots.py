"""Small plots with two axes, for rows of panels on one vertical scale.

Across, places are percentages as in :mod:`parley.show.marks`; upwards they are pixels, so that a
plot keeps its height and its strokes on a narrow page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from parley.show.marks import Scale

TALL = 96
TOP = 6
"""Room above the highest value, so that its mark is whole."""
LEVELS = (0.0, 0.5, 1.0)
Ends = tuple[float, float, float]
"""A value across, and the low and the high end of a share there."""


def height(share: float) -> float:
    """Pixels from the top at which a share stands.

    >>> height(1.0), height(0.0)
    (6.0, 96.0)
    """
    return TOP + (TALL - TOP) * (1 - min(1.0, max(0.0, share)))


def line(
    across: Scale, a: tuple[float, float], b: tuple[float, float], style: str = "curve"
) -> Markup:
    """A straight line between two points (value, share)."""
    return Markup('<line class="{}" x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}"/>').format(
        style, across.at(a[0]), height(a[1]), across.at(b[0]), height(b[1])
    )


def curve(across: Scale, points: Sequence[tuple[float, float]]) -> Markup:
    """Points joined by lines, each marked: between them nothing was computed."""
    joined = [line(across, a, b) for a, b in pairwise(points)]
    dots = [
        Markup('<circle class="point" cx="{:.2f}%" cy="{:.1f}" r="3.5"/>').format(
            across.at(value), height(share)
        )
        for value, share in points
    ]
    return Markup("").join([*joined, *dots])


def fan(
    across: Scale,
    middle: Sequence[tuple[float, float]],
    bands: Sequence[tuple[str, Sequence[Ends]]],
) -> list[Markup]:
    """A line in bands, each a style with (value, low, high) from the widest to the narrowest.

    It is drawn in a frame of its own that stretches sideways, since an area has no percentages.
    """
    areas = [
        Markup('<path class="{}" d="M{}z"/>').format(
            style,
            "L".join(
                f"{across.at(value):.2f},{height(share):.1f}"
                for value, share in (
                    *((value, high) for value, _, high in ends),
                    *((value, low) for value, low, _ in reversed(ends)),
                )
            ),
        )
        for style, ends in bands
    ]
    drawn = "L".join(f"{across.at(value):.2f},{height(share):.1f}" for value, share in middle)
    area = Markup(
        '<svg width="100%" height="{0}" viewBox="0 0 100 {0}" preserveAspectRatio="none" '
        'aria-hidden="true">{1}<path class="curve" d="M{2}"/></svg>'
    ).format(TALL + 2, Markup("").join(areas), drawn)
    last = middle[-1]
    end = Markup('<circle class="point" cx="{:.2f}%" cy="{:.1f}" r="3.5"/>').format(
        across.at(last[0]), height(last[1])
    )
    return [area, end]


def whisker(across: Scale, value: float, low: float, high: float) -> Markup:
    """The upright line of an interval."""
    return line(across, (value, low), (value, high), "ci")


def shade(across: Scale, low: float, high: float, style: str = "written") -> Markup:
    """A range of values, over the whole height."""
    start, end = across.at(low), across.at(high)
    return Markup('<rect class="{}" x="{:.2f}%" y="{}" width="{:.2f}%" height="{}"/>').format(
        style, start, TOP, end - start, TALL - TOP
    )


def crossing(across: Scale, value: float) -> Markup:
    """An upright line where something turns."""
    return line(across, (value, 0.0), (value, 1.0), "crossing")


def plot(key: str, says: str, marks: Sequence[Markup]) -> Markup:
    """One panel; ``says`` is what it shows, for those who do not see it."""
    grid = [
        Markup('<line class="grid" x1="0%" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(
            height(level)
        )
        for level in LEVELS
    ]
    return Markup(
        '<svg class="track plot" width="100%" height="{}" role="img" aria-labelledby="{}">'
        '<title id="{}">{}</title>{}{}</svg>'
    ).format(TALL + 2, key, key, says, Markup("").join(grid), Markup("").join(marks))
