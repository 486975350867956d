"""Contrast, computed from the style sheet in both themes (WCAG 2.1)."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = (files("parley.show") / "briefing.css").read_text(encoding="utf-8")
TEXT = ("ink", "soft", "link")
MARKS = (
    *("party-1", "party-2", "party-3", "party-4", "party-5", "party-rest"),
    *("layer-single", "layer-menu", "layer-some", "band-edge"),
)


def themes() -> dict[str, dict[str, str]]:
    """Colours by theme; the dark one replaces some of the light one's."""
    roots = re.findall(r":root\s*\{(.*?)\}", CSS, re.S)
    assert len(roots) == 3
    read = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", root)) for root in roots]
    return {"light": read[0], "dark": {**read[0], **read[1]}, "print": {**read[0], **read[2]}}


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("colour", TEXT)
@pytest.mark.parametrize("ground", ["page", "raised"])
def test_text_can_be_read(theme: str, colour: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[colour], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
@pytest.mark.parametrize("colour", MARKS)
def test_marks_can_be_seen(theme: str, colour: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[colour], colours["page"]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_mark_on_a_band_can_be_seen(theme: str) -> None:
    """No-deal bands lie under the marks of the parties."""
    colours = themes()[theme]
    assert contrast(colours["ink"], colours["band"]) >= 4.5
    for party in ("party-1", "party-2"):
        assert contrast(colours[party], colours["band"]) >= 2.5


def test_the_dark_theme_replaces_every_colour() -> None:
    roots = re.findall(r":root\s*\{(.*?)\}", CSS, re.S)
    names = [set(re.findall(r"--([\w-]+):\s*#", root)) for root in roots]
    assert names[0] == names[1] == names[2]


def test_colours_are_named_once() -> None:
    """Marks use variables; only page margins, which know none, repeat a colour."""
    bare = re.sub(r":root\s*\{.*?\}", "", CSS, flags=re.S)
    margins = re.sub(r"@page\s*\{.*?\n\}", "", bare, flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", margins)
