"""Findings as the commands print them: within a hundred characters, nothing said twice."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parley.analysis.finding import Finding, columns
from parley.show.listing import MOST_ROWS, listing, listing_text
from parley.show.terminal import WIDTH

TABLE = columns(
    ("holder", "text", "Key."),
    ("holder_name", "text", "Its name."),
    ("words", "text", "What it wants."),
    ("share", "share", "Share."),
    ("share_low", "share", "Low end."),
    ("share_high", "share", "High end."),
    ("concession", "number", "By how much."),
    ("law", "text", "Never filled here."),
    ("n", "count", "Draws."),
)


def finding(*rows: tuple[object, ...], cut: str = "") -> Finding:
    return Finding("obstacles.some", "obstacles", "Some.", (), TABLE, rows, (), cut)  # type: ignore[arg-type]


def test_a_table_by_hand() -> None:
    """Keys give way to names, intervals stand in brackets, what is always the same stands above."""
    found = finding(
        ("north", "North", "wants the ridge", 0.25, 0.2, 0.304, -1.5, None, 100),
        ("south", "South", "wants the river", 0.001, 0.0, 0.02, None, None, 100),
        cut="2 of 9 are listed.",
    )
    assert listing(found)[:4] == [
        "obstacles.some",
        "Some.",
        "(shares in readings of 100; n 100)",
        "",
    ]
    head, line, north, south, cut = listing(found)[4:]
    assert head.split() == ["holder", "words", "share", "concession"]
    assert set(line) == {"-", " "}
    assert north.split("  ")[-1].strip() == "-1.5"
    assert "25 (20 to 30)" in north
    assert south.endswith("<1 (0 to 2)")
    assert cut == "2 of 9 are listed."


def test_long_words_are_folded_and_long_tables_cut() -> None:
    words = "wants " + "very " * 30 + "much"
    found = finding(
        *[("n", "North", words, k / 100, 0.0, 1.0, 1.0 * k, None, 9) for k in range(40)]
    )
    lines = listing(found)
    assert max(map(len, lines)) <= WIDTH
    assert lines[-1] == f"... and {40 - MOST_ROWS} more rows in findings/obstacles.some.parquet"
    assert sum("North" in line for line in lines) == MOST_ROWS


def test_rows_are_stacked_where_columns_do_not_fit() -> None:
    """Twelve columns of text: each row says what each column holds."""
    many = columns(*((f"part-{k}", "text", "Text.") for k in range(12)))
    found = Finding("a.b", "a", "Some.", (), many, (tuple(f"word {k}" * 2 for k in range(12)),))
    lines = listing(found)
    assert max(map(len, lines)) <= WIDTH
    text = " ".join(line.strip() for line in lines)
    assert all(f"part-{k} word {k}word {k}" in text for k in range(12))


def test_without_rows_the_sentence_is_all() -> None:
    assert listing(finding()) == ["obstacles.some", "Some."]


@pytest.mark.parametrize("case", ["flagship", "valleys"])
def test_every_finding_fits(case: str, request: pytest.FixtureRequest) -> None:
    found: Mapping[str, Finding] = request.getfixturevalue(f"{case}_findings")
    text = listing_text(list(found.values()))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert all(name in text for name in found)
