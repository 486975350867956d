"""The text of a case becomes a tree in which every word knows its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from parley.case.problems import CaseError, Text
from parley.case.tree import MAX_BYTES, MAX_DEPTH, Branch, Row, grow, place, read_bytes


def tree(text: str) -> Branch:
    root, found = grow(text.encode(), "x.yaml")
    assert not found
    return root


def fault(data: bytes) -> str:
    with pytest.raises(CaseError) as caught:
        grow(data, "x.yaml")
    return str(caught.value)


def key(branch: Branch, name: str) -> Text:
    return next(k for k in branch if k == name)


def test_keys_and_values_know_line_and_column() -> None:
    root = tree("a: 1\nbb:\n  - x\n  - {c: 'y z'}\n")
    assert (key(root, "bb").line, key(root, "bb").column) == (2, 1)
    row = root[Text("bb")]
    assert isinstance(row, Row)
    assert (row[0].line, row[0].column) == (3, 5)
    value = row[1][Text("c")]
    assert (value.line, value.column, value.quoted) == (4, 9, True)
    assert place(row[1]).column == 5


@pytest.mark.parametrize("word", ["no", "12:30", "2024-12-31", "0o17", "~", "null", "1_000", "1e3"])
def test_nothing_is_resolved(word: str) -> None:
    """YAML would make a truth value, a time, a date or a number of these."""
    assert tree(f"a: {word}")[Text("a")] == word


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert list(tree("\ufeffa: 1")) == ["a"]


def test_columns_count_characters_not_bytes() -> None:
    value = tree("é: {ü: x}")[Text("é")][Text("ü")]
    assert value.column == 8


def test_a_word_within_a_text_has_its_own_column() -> None:
    root = tree("a: x > y\nb: 'x > y'\nc: >-\n  x >\n  y\n")
    assert root[Text("a")].part(4, "y").column == 8
    assert root[Text("b")].part(4, "y").column == 9
    wrapped = root[Text("c")].part(4, "y")
    assert (wrapped.line, wrapped.column) == (3, 4)


def test_every_duplicate_key_is_named_and_the_first_value_stays() -> None:
    root, found = grow(b"a: 1\na: 2\na: 3\n", "x.yaml")
    assert root == {"a": "1"}
    assert [(p.line, "first in line 1" in p.message) for p in found] == [(2, True), (3, True)]


def test_depth_is_bounded_without_recursion() -> None:
    assert fault(b"[" * 10_000).startswith(f"x.yaml:1:{MAX_DEPTH + 1}: nested more than")
    deep = "a: " * 0 + "".join("  " * n + "a:\n" for n in range(MAX_DEPTH - 1)) + "  " * 40 + "x"
    tree(deep)


def test_billion_laughs_are_refused_at_the_anchor() -> None:
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert fault(text.encode()).splitlines()[0].startswith('x.yaml:1:4: the anchor "&a"')


def test_what_follows_an_alias_is_still_read_as_written() -> None:
    """Without a stand-in for the alias the next key would pass for its value."""
    said = fault(b"a: {b: *x, c: {d: 1}}\ne: 1\ne: 2\n")
    assert [line.split(": ")[0] for line in said.splitlines()] == ["x.yaml:1:8", "x.yaml:3:1"]


def test_too_many_entries_stop_the_reading() -> None:
    text = "a: [" + "x, " * 300_000 + "]"
    assert "more than 250,000 entries" in fault(text.encode())


def test_a_scalar_or_a_list_is_no_case() -> None:
    assert "the file is no mapping" in fault(b"hello")
    assert "the file is no mapping" in fault(b"- a\n- b\n")
    assert "the file is empty" in fault(b"# only a comment\n")


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"a: \xff", "1:4"),
        (b"a: 1\nb: x\xc3", "2:5"),
        (b"a: 1\n\n \x00", "3:2"),
        # A mark of the byte order is no column of its own.
        (b"\xef\xbb\xbf\xff: 1", "1:1"),
        (b"\xef\xbb\xbfa: 1\n\xc3\xa9\xc3: 1", "2:2"),
    ],
)
def test_bytes_that_are_no_text_have_a_place(data: bytes, place: str) -> None:
    assert fault(data).startswith(f"x.yaml:{place}: ")


def test_characters_that_yaml_forbids_have_a_place() -> None:
    assert fault("a: 1\nb: x\ufffey".encode()).startswith("x.yaml:2:5: the character U+FFFE")


@pytest.mark.parametrize("escape", ["\\0", "\\a", "\\x1b", "\\uFFFE"])
def test_an_escape_makes_no_character_that_could_not_stand_there(escape: str) -> None:
    said = fault(f'a: 1\nb: "x{escape}y"\n'.encode())
    assert re.match(r"x\.yaml:2:4: the character U\+[0-9A-F]{4} cannot stand", said)


def test_a_key_is_no_book() -> None:
    """A key of any length can be written behind a question mark."""
    assert fault(b"? " + b"k" * 2_000 + b"\n: 1\n").startswith("x.yaml:1:3: a key has at most 1000")


@pytest.mark.parametrize("text", ["a: !{} 1", "a: &{} 1", "a: *{}"])
def test_a_long_word_of_yaml_is_shortened(text: str) -> None:
    assert len(fault(text.format("x" * 5_000).encode() + b"\nb: *b")) < 400


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, tmp_path / "zero\0.yaml"):
        with pytest.raises(CaseError, match="cannot read this file"):
            read_bytes(path)


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(CaseError, match="at most 8 MB"):
        read_bytes(path)
    assert "at most 8 MB" in fault(b"a" * (MAX_BYTES + 1))


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_a_file_without_an_end_is_refused() -> None:
    """It says that it holds nothing."""
    with pytest.raises(CaseError, match="at most 8 MB"):
        read_bytes("/dev/zero")
