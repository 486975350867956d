"""The page of findings says what a run really holds."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

import parley
from parley.analysis import QUESTIONS
from parley.analysis.catalogue import PAGE, catalogue_page
from parley.analysis.finding import Finding

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def page() -> str:
    return catalogue_page()


@pytest.fixture(scope="module")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> parley.Run:
    case = parley.load("two-valleys")
    return parley.run(case, 20, 1, tmp_path_factory.mktemp("runs") / "x")


def test_the_page_is_not_stale(page: str) -> None:
    """``make docs`` writes it."""
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page


def test_every_finding_and_column_is_described(
    page: str, flagship_findings: Mapping[str, Finding]
) -> None:
    """Also those of a case with other parties; a column of a party stands for all."""
    for name, finding in flagship_findings.items():
        (section,) = re.findall(rf"^### {re.escape(name)}$(.*?)(?=^##|\Z)", page, re.M | re.S)
        for column in finding.columns:
            of_party = re.match(r"(value|gain)_", column.name)
            written = f"`{of_party[0]}`*party*" if of_party else f"`{column.name}`"
            assert f"| {written}" in section, (name, column.name)
    assert re.findall(r"^### (.*)$", page, re.M) == list(flagship_findings)


def test_every_question_is_asked_in_words(page: str) -> None:
    for question in QUESTIONS:
        assert question.__doc__
        assert f"\n## {question.__doc__.strip().removesuffix('.')}\n" in page


def described(page: str, table: str) -> list[str]:
    """Patterns of the columns that the page describes for a table."""
    (section,) = re.findall(rf"^## {re.escape(table)}$(.*?)(?=^## |\Z)", page, re.M | re.S)
    names = re.findall(r"^\| (.*?) \| (?:count|text|number|flag) \|", section, re.M)
    whole = {"issue": r"[a-z0-9_-]+", "path": r"[a-z0-9_.-]+"}
    return [
        "".join(
            re.escape(piece[1:-1])
            if piece.startswith("`")
            else whole.get(piece[1:-1], r"[a-z0-9_.-]+")
            for piece in re.findall(r"`[^`]*`|\*[^*]*\*", name)
        )
        for name in names
    ]


@pytest.mark.parametrize("table", ["packages.parquet", "draws.parquet"])
def test_every_column_of_the_tables_is_described(
    page: str, small_run: parley.Run, table: str
) -> None:
    patterns = described(page, table)
    assert len(patterns) >= 5
    columns = duckdb.sql(f"SELECT * FROM '{small_run.path / table}'").columns
    for column in columns:
        assert any(re.fullmatch(pattern, column) for pattern in patterns), column
    for pattern in patterns:
        assert any(re.fullmatch(pattern, column) for column in columns), pattern


def test_every_key_of_the_json_is_described(page: str, small_run: parley.Run) -> None:
    (section,) = re.findall(r"^## findings\.json$(.*?)(?=^## )", page, re.M | re.S)
    data = json.loads((small_run.path / "findings.json").read_text())
    first = data["findings"][1]
    for keys in (data, first, first["figures"][0], first["columns"][0]):
        for key in keys:
            assert f"`{key}`" in section, key


def test_every_file_of_a_run_is_described(page: str, small_run: parley.Run) -> None:
    for file in small_run.path.iterdir():
        if file.name not in ("briefing.html", "case.yaml", "log.json", "findings"):
            assert f"| `{file.name}` |" in page
