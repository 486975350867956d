"""Whatever a file holds, reading it ends in a case or in problems that have a place."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_samples import SMALL
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.bundled import bundled
from parley.case import CaseError, load, parse

VALLEYS = bundled()["two-valleys"].read_text()
LINES = VALLEYS.splitlines()


def outcome(data: bytes) -> None:
    """Read, and look at the places of the problems, if there are any."""
    try:
        parse(data, "x.yaml")
    except CaseError as error:
        lines = data.count(b"\n") + 2
        for problem in error.problems:
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            assert problem.message.strip()
        assert str(error).startswith("x.yaml:")  # noqa: PT017


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_piece_put_anywhere_is_survived(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(VALLEYS)))
    end = data.draw(st.integers(start, min(len(VALLEYS), start + 60)))
    pieces = [
        "",
        "absent",
        "rest",
        "[]",
        "{}",
        "{a: b}",
        "[a, b]",
        "1..2",
        "x",
        "is: a",
        "like: south",
    ]
    piece = data.draw(st.one_of(st.sampled_from(pieces), st.text(max_size=5)))
    outcome((VALLEYS[:start] + piece + VALLEYS[end:]).encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_value_replaced_is_survived(data: st.DataObject) -> None:
    """Wrong kinds of values, at every place that has a colon."""
    places = [n for n, c in enumerate(SMALL) if c == ":" and SMALL[n + 1 : n + 2] == " "]
    cut = data.draw(st.sampled_from(places)) + 2
    ends = [n for n in range(cut, len(SMALL)) if SMALL[n] in ",}\n"]
    value = data.draw(
        st.sampled_from(["[]", "{}", "x", "[x]", "[[x]]", "{x: y}", "1", "''", "a > b", "absent"])
    )
    outcome((SMALL[:cut] + value + SMALL[ends[0] :]).encode())


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=40))
def test_any_lines_in_any_order_are_survived(lines: list[str]) -> None:
    outcome("\n".join(lines).encode())


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_survived(data: bytes) -> None:
    outcome(data)


def test_the_report_names_the_file_as_given_and_sorts_by_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(
        SMALL.replace("cost: 3..10", "cost: .5").replace("title: Two", "titel: x\ntitle: Two")
    )
    with pytest.raises(CaseError) as caught:
        load(path)
    places = [line.split(": ")[0] for line in str(caught.value).splitlines()]
    assert places == [f"{path}:2:1", f"{path}:17:21"]


def test_a_flood_of_problems_is_cut_and_said() -> None:
    keys = "\n".join(f"wrong{n}: x" for n in range(5_000))
    with pytest.raises(CaseError) as caught:
        parse(f"{SMALL}{keys}\n".encode())
    assert len(caught.value.problems) == 201
    assert "there are more than 200 problems" in caught.value.problems[-1].message


def test_a_problem_is_one_line_of_characters_that_show() -> None:
    """Whatever text of the file it repeats: lines, or a sign that turns the direction of others."""
    text = SMALL.replace("cost: 3..10", 'cost: "3\\n8"').replace(
        "title: Two", "ti\u202etle: Two", 1
    )
    with pytest.raises(CaseError) as caught:
        parse(text.encode())
    said = str(caught.value).splitlines()
    assert len(said) == len(caught.value.problems) == 3
    assert all(line.isprintable() for line in said)
    assert any('"ti\\u202etle"' in line for line in said)
    assert any('"3 8" is no number' in line for line in said)


def test_a_case_keeps_its_bytes_and_its_file() -> None:
    case = parse(SMALL.encode(), "valleys.yaml")
    assert (case.origin.file, case.origin.data) == ("valleys.yaml", SMALL.encode())
