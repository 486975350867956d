"""The page: complete, honest, escaped, the same every time."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from show_samples import CASES, edited, made, page

VOID = {"meta", "br", "img", "link", "input", "hr", "rect", "line", "circle", "path"}


class Page(HTMLParser):
    """Elements in order, each with its attributes, its text and those it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[dict[str, object]] = []
        self.elements: list[dict[str, object]] = []
        self.feed(html)
        assert not self.open, f"not closed: {[each['tag'] for each in self.open]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element: dict[str, object] = {
            "tag": tag,
            "attrs": dict(attrs),
            "text": "",
            "above": [each["tag"] for each in self.open],
            "parent": self.open[-1] if self.open else None,
        }
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open[-1]["tag"] == tag, (self.open[-1], tag)
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element["text"] = f"{element['text']}{data}"

    def all(self, tag: str) -> list[dict[str, object]]:
        return [each for each in self.elements if each["tag"] == tag]

    def within(self, outer: dict[str, object], tag: str) -> list[dict[str, object]]:
        found = []
        for each in self.all(tag):
            parent = each["parent"]
            while isinstance(parent, dict):
                if parent is outer:
                    found.append(each)
                    break
                parent = parent["parent"]
        return found


def attributes(element: dict[str, object]) -> dict[str, str | None]:
    attrs = element["attrs"]
    assert isinstance(attrs, dict)
    return attrs


@pytest.mark.parametrize("name", CASES)
def test_every_element_is_closed_and_every_id_is_its_own(name: str) -> None:
    found = Page(page(name))
    ids = [attributes(each)["id"] for each in found.elements if "id" in attributes(each)]
    assert len(ids) == len(set(ids))
    wanted = {
        str(attributes(each)[key])
        for each in found.elements
        for key in ("aria-labelledby",)
        if key in attributes(each)
    }
    assert wanted <= set(ids)
    inward = {
        str(attributes(each)["href"])[1:]
        for each in found.all("a")
        if str(attributes(each)["href"]).startswith("#")
    }
    assert inward <= set(ids)


@pytest.mark.parametrize("name", CASES)
def test_nothing_runs_and_nothing_is_fetched(name: str) -> None:
    html = page(name)
    found = Page(html)
    assert not found.all("script")
    assert not found.all("img")
    assert not found.all("link")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert not any(key.startswith("on") for each in found.elements for key in attributes(each))
    assert "url(http" not in html
    assert "@import" not in html
    for link in found.all("a"):
        href = str(attributes(link)["href"])
        if not href.startswith("#"):
            assert urlsplit(href).scheme in ("http", "https")
            assert attributes(link)["rel"] == "noreferrer"


def test_text_of_the_case_stays_text() -> None:
    html = page("hostile")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    for number in range(1, 7):
        assert f"<script>alert({number})" not in html
    assert "onerror=alert(2)&gt;" in html
    assert 'href="javascript' not in html
    assert "{{river}}" in html
    assert "{% ridge %}" in html
    assert 'href="https://example.org/?a=1&amp;b=2"' in html
    # The style sheet ends where ours ends.
    assert html.count("</style>") == 1


@pytest.mark.parametrize("name", CASES)
def test_the_same_findings_give_the_same_bytes(name: str) -> None:
    assert made(name).page() == page(name)


@pytest.mark.parametrize("name", CASES)
def test_every_table_has_heads(name: str) -> None:
    found = Page(page(name))
    assert found.all("table")
    for table in found.all("table"):
        heads = found.within(table, "th")
        assert any(attributes(head).get("scope") in ("col", "colgroup") for head in heads)
        assert all(attributes(head).get("scope") for head in heads)


@pytest.mark.parametrize("name", CASES)
def test_every_figure_has_a_name_a_caption_and_its_data(name: str) -> None:
    found = Page(page(name))
    assert len(found.all("figure")) >= 5
    for figure in found.all("figure"):
        assert attributes(figure).get("aria-labelledby"), figure
        assert found.within(figure, "figcaption")
        details = found.within(figure, "details")
        assert any(found.within(each, "table") for each in details)


@pytest.mark.parametrize("name", CASES)
def test_every_picture_says_what_it_shows(name: str) -> None:
    found = Page(page(name))
    for picture in found.all("svg"):
        attrs = attributes(picture)
        if attrs.get("aria-hidden") == "true":
            continue
        assert attrs["role"] == "img"
        title = found.within(picture, "title")[0]
        assert attributes(title)["id"] == attrs["aria-labelledby"]
        assert len(str(title["text"])) > 10


@pytest.mark.parametrize("name", CASES)
def test_headings_go_down_one_level_at_a_time(name: str) -> None:
    levels = [
        int(str(each["tag"])[1])
        for each in Page(page(name)).elements
        if each["tag"] in ("h1", "h2", "h3", "h4")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_sections_stand_in_the_order_of_a_readers_questions() -> None:
    html = page("flagship")
    order = ["answer", "funnel", "blocks", "stakes", "conditions", "types", "refusals"]
    order += ["factors", "evidence", "limits"]
    places = [html.index(f'id="{key}-title"') for key in order]
    assert places == sorted(places)


@pytest.mark.parametrize("name", CASES)
def test_what_must_be_said_is_said(name: str) -> None:
    html = page(name)
    assert html.count("Passing a stage is not endorsement") >= 2
    assert "The analyst's judgement, not the party's" in html
    assert "parley brief case.yaml" in html
    assert "By which steps talks could get there is not asked." in html
    assert "chosen greedily" in html
    assert "is no chance that a deal will be made" in html
    for kind in ("sourced", "judged", "assumed"):
        assert f"</b> {kind}" in html


@pytest.mark.parametrize("name", ["one", "three", "nothing", "flagship", "valleys"])
def test_no_word_of_advice(name: str) -> None:
    """No package is praised; `better than no deal` is a condition, not praise."""
    shown = Page(page(name))
    body = next(each for each in shown.elements if each["tag"] == "body")
    text = str(body["text"]).lower()
    # The words of the case and of its sources are its own.
    for words in ("best security", "fair division", "an acceptable solution"):
        text = text.replace(words, "")
    evidence = text.index("every judgement")
    limits = text.index("to make this briefing again")
    ours = text[:evidence] + text[limits:]
    for word in ("best", "optimal", "fair", "solution", "probability of peace"):
        assert not re.search(rf"\b{word}\b", ours), word


def test_where_nothing_passes_the_page_says_so_and_what_was_not_modelled() -> None:
    html = page("nothing")
    assert "Nothing passes here under the stated judgements" in html
    assert "are not modelled" in html
    assert "Nothing passes here" not in page("flagship")


def test_missing_is_hatched_and_not_zero() -> None:
    hostile = made("hostile")
    stages = hostile.found["funnel.stages"]
    html = hostile.other(edited(stages, -1, menu=None)).page()
    assert re.search("A menu of [a-z]+: not worked out", html)
    # Other figures have gaps of their own, such as numbers of which too few readings tell.
    hatched = 'class="hatched"'
    assert html.count(hatched) == page("hostile").count(hatched) + 1


def test_every_finding_may_be_missing() -> None:
    flagship = made("flagship")
    for name in flagship.found:
        assert Page(flagship.without(name).page())
    assert "This run did not sum up its answer" in flagship.without("answer.summary").page()


def test_every_quantity_and_source_of_the_case_is_on_the_page() -> None:
    html = page("flagship")
    flagship = made("flagship")
    for row in flagship.findings.rows("evidence.quantities"):
        assert f'id="q-{row["path"]}"' in html
    for row in flagship.findings.rows("evidence.sources"):
        assert f'id="s-{row["id"]}"' in html


def test_parties_stand_in_case_order_with_their_own_letters() -> None:
    html = page("three")
    cast = html[html.index('class="cast"') : html.index("</header>")]
    letters = re.findall(r'class="chip (party-\w+)">(\w+)<', cast)
    assert [style for style, _ in letters] == ["party-1", "party-2", "party-3"]
    assert len({each for _, each in letters}) == 3
