"""The page in a real browser: drawn, quiet, narrow, dark, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import chapter_samples
import hinge_samples
import pytest
from show_samples import CASES, made, page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHOLE = "chapters"
"""The two valleys with every chapter, from findings made by hand."""
EVERY = tuple(
    finding
    for chapters in (chapter_samples.CHAPTERS, hinge_samples.CHAPTERS)
    for found in chapters.values()
    for finding in found
)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("briefings")
    for name in CASES:
        (home / f"{name}.html").write_text(page(name), encoding="utf-8")
    (home / f"{WHOLE}.html").write_text(made("valleys").other(*EVERY).page(), encoding="utf-8")
    return home


def opened(
    browser: Browser,
    folder: Path,
    name: str,
    width: int,
    scheme: Literal["light", "dark"] = "light",
) -> tuple[Page, list[str]]:
    """A page from disk, and all that it said or asked for."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=True
    )
    shown = context.new_page()
    heard: list[str] = []
    shown.on("console", lambda message: heard.append(message.text))
    shown.on("pageerror", lambda error: heard.append(str(error)))
    address = (folder / f"{name}.html").as_uri()
    asked: list[str] = []
    shown.on("request", lambda request: asked.append(request.url))
    shown.goto(address)
    heard += [url for url in asked if url != address]
    return shown, heard


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("name", [*CASES, WHOLE])
def test_opens_from_disk_without_a_word(
    browser: Browser, folder: Path, name: str, width: int
) -> None:
    shown, heard = opened(browser, folder, name, width)
    assert heard == []
    assert shown.locator("h1").is_visible()
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    shown.context.close()


@pytest.mark.parametrize("width", [1280, 400])
def test_pictures_are_drawn_and_marks_lie_inside_them(
    browser: Browser, folder: Path, width: int
) -> None:
    shown, _ = opened(browser, folder, "flagship", width)
    # Red lines and blocks by themselves are folded away below what blocks a deal.
    shown.evaluate("document.querySelectorAll('details.more').forEach(d => d.open = true)")
    for name in ("funnel", "variants", "removal", "clear", "stakes", "values", "refusals"):
        box = shown.locator(f"#{name}").bounding_box()
        assert box is not None
        assert box["width"] > 300
        track = shown.locator(f"#{name} svg.track").first.bounding_box()
        assert track is not None
        assert track["width"] > 80
        assert track["height"] >= 18
    bar = shown.locator("#funnel rect.layer.some").last.bounding_box()
    whole = shown.locator("#funnel svg.track").last.bounding_box()
    assert bar is not None
    assert whole is not None
    # About half of the readings, and the bar as long as it says.
    assert 0.3 < bar["width"] / whole["width"] < 0.7
    shown.context.close()


@pytest.mark.parametrize("width", [1280, 400])
def test_pictures_of_all_chapters_are_drawn(browser: Browser, folder: Path, width: int) -> None:
    shown, _ = opened(browser, folder, WHOLE, width)
    figures = ("corrections", "gap", "needs", "times", "approvals", "pivotal", "effects", "curve")
    hinges = ("futures", "groups", "rules", "shifts", "shift-pairs", "screen", "curves", "falls")
    when = ("chances", "record", "rates", "openness", "triggers", "lever-shifts", "backtest")
    for name in (*figures, *hinges, *when):
        track = shown.locator(f"#{name} svg.track").first.bounding_box()
        assert track is not None, name
        assert track["width"] > 60, name
        # Nothing is so wide that it leaves the page.
        outside = shown.evaluate(
            "([id, width]) => [...document.querySelectorAll(`#${id} .picture, #${id} .value`)]"
            ".filter(e => e.getBoundingClientRect().right > width + 1).length",
            [name, width],
        )
        assert outside == 0, name
    shown.context.close()


def test_marks_of_the_record_do_not_lie_upon_each_other(browser: Browser, folder: Path) -> None:
    """On the narrowest page, where a year is shortest."""
    shown, _ = opened(browser, folder, WHOLE, 400)
    touching = shown.evaluate(
        "[...document.querySelectorAll('#record .track')].map(t => {"
        "const b = [...t.querySelectorAll('.shape text')].map(e => e.getBoundingClientRect());"
        "return b.some((p, i) => b.some((q, j) => i < j && p.left < q.right && q.left < p.right"
        " && p.top < q.bottom && q.top < p.bottom))}).filter(Boolean).length"
    )
    assert shown.locator("#record .shape").count() >= 8
    assert touching == 0
    shown.context.close()


def test_a_plot_is_drawn_to_its_scale(browser: Browser, folder: Path) -> None:
    """From 17 to 73 of 100 over a height of 90 pixels."""
    shown, _ = opened(browser, folder, WHOLE, 1280)
    first, last = (
        shown.locator("#curves svg.plot circle.point").nth(place).bounding_box() for place in (0, 8)
    )
    assert first is not None
    assert last is not None
    assert abs((first["y"] - last["y"]) - 0.56 * 90) < 1
    shown.context.close()


@pytest.mark.parametrize("name", ["flagship", WHOLE])
def test_open_data_scrolls_in_its_own_frame(browser: Browser, folder: Path, name: str) -> None:
    shown, _ = opened(browser, folder, name, 400)
    shown.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert shown.evaluate("document.documentElement.scrollWidth") <= 400
    shown.context.close()


@pytest.mark.parametrize("name", ["flagship", WHOLE])
@pytest.mark.parametrize("width", [1280, 400])
def test_text_is_never_too_small_to_read(
    browser: Browser, folder: Path, name: str, width: int
) -> None:
    shown, _ = opened(browser, folder, name, width)
    least = shown.evaluate(
        "Math.min(...[...document.querySelectorAll('main *')]"
        ".filter(e => e.textContent.trim() && e.getClientRects().length)"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert least >= 11
    shown.context.close()


def test_the_dark_theme_is_used_where_it_is_asked_for(browser: Browser, folder: Path) -> None:
    grounds = {}
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        shown, _ = opened(browser, folder, "flagship", 1280, scheme)
        grounds[scheme] = shown.evaluate("getComputedStyle(document.body).backgroundColor")
        shown.context.close()
    assert grounds == {"light": "rgb(253, 253, 251)", "dark": "rgb(21, 23, 27)"}


def test_prints_on_a4_with_the_judgements_and_without_the_dark(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    shown, _ = opened(browser, folder, "valleys", 1280, "dark")
    paper = tmp_path / "briefing.pdf"
    shown.pdf(path=str(paper), prefer_css_page_size=True, print_background=True)
    assert paper.read_bytes().startswith(b"%PDF")
    shown.emulate_media(media="print", color_scheme="dark")
    assert shown.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    part = shown.locator("details.part .reason").first
    assert part.bounding_box() is not None
    assert shown.locator("details.data").first.bounding_box() is None
    shown.context.close()
