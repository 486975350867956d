"""Every mistake is told where it stands, in words that help.

A file of ``broken_cases`` starts with ``# expect: LINE:COLUMN: words`` for each problem that it
must report, and has no other. Where no comment can stand, and for files too large to keep, this
module says what is expected.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.case import CaseError
from parley.report import check_file

HOME = Path(__file__).parent.parent / "broken_cases"
FILES = sorted(HOME.glob("*.yaml"))
WITHOUT_COMMENT = {"empty": ["1:1: the file is empty"]}


def expected(path: Path) -> list[str]:
    if path.stem in WITHOUT_COMMENT:
        return WITHOUT_COMMENT[path.stem]
    text = path.read_bytes().decode("utf-8", "replace")
    return re.findall(r"^# expect: (\d+:\d+: .+)$", text, re.MULTILINE)


def reported(path: Path) -> list[str]:
    with pytest.raises(CaseError) as caught:
        check_file(path)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_mistake_is_told_at_its_place(path: Path) -> None:
    wanted, found = expected(path), reported(path)
    assert wanted, "the file says what it expects"
    assert len(found) == len(wanted), found
    for line, want in zip(found, wanted, strict=True):
        place, words = want.split(": ", 1)
        assert line.startswith(f"{place}: "), found
        assert words in line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_message_is_a_sentence_or_two(path: Path) -> None:
    for line in reported(path):
        message = line.split(": ", 1)[1]
        assert message.endswith((".", "?"))
        assert len(message) < 250


def test_there_are_enough_mistakes() -> None:
    assert len(FILES) >= 250


def deep(path: Path) -> None:
    path.write_text("a: " + "[" * 10_000 + "]" * 10_000)


def deep_blocks(path: Path) -> None:
    path.write_text("".join(" " * n + "a:\n" for n in range(3_000)))


def heavy(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


def binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 10)


def options(count: int) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        named = ", ".join(f"o{n}: x" for n in range(count))
        path.write_text(
            (HOME.parent / "broken_cases" / "unknown-end.yaml")
            .read_text()
            .replace("river: The river", f"river: The river, {named}")
        )

    return write


def packages(path: Path) -> None:
    issues = "".join(f"  i{n}: {{title: T, options: {{a: A, b: B, c: C}}}}\n" for n in range(60))
    path.write_text(
        "parley: 1\ntitle: Many\nas_of: 2024-12-31\n"
        "parties: {north: {name: North, role: principal}}\n"
        f"issues:\n{issues}"
        f"now: {{{', '.join(f'i{n}: a' for n in range(60))}}}\n"
        "preferences:\n"
        f"  north: {{weights: {' > '.join(f'i{n}' for n in range(60))}, "
        f"values: {{{', '.join(f'i{n}: a > b > c' for n in range(60))}}}, no_deal: {{cost: 1}}}}\n"
    )


@pytest.mark.parametrize(
    ("write", "place", "words"),
    [
        (heavy, "1:1", "the file has 100 MB; a case file may have at most 8 MB"),
        (deep, "1:35", "nested more than 32 deep"),
        (deep_blocks, "33:33", "nested more than 32 deep"),
        (binary, "2:118", "byte 0x80 is no UTF-8"),
        (options(1_000_000), "1:1", "at most 8 MB"),
        (options(200_000), "10:", "more than 250,000 entries"),
        (options(5_000), "10:", "border has 5,003 options; an issue may have at most 1,000"),
        (packages, "5:1", f"the options make {3**60:,} packages"),
    ],
    ids=["heavy", "deep", "deep-blocks", "binary", "million", "entries", "options", "packages"],
)
def test_files_too_large_for_a_case_end_soon(
    tmp_path: Path, write: Callable[[Path], None], place: str, words: str
) -> None:
    path = tmp_path / "large.yaml"
    write(path)
    start = time.monotonic()
    found = reported(path)
    assert time.monotonic() - start < 20
    assert any(line.startswith(place) and words in line for line in found), found[:3]


def test_a_missing_file_is_a_problem_of_the_whole_file(tmp_path: Path) -> None:
    assert reported(tmp_path / "gone.yaml")[0].startswith("1:1: cannot read this file")


@pytest.mark.parametrize("name", ["unknown-key", "rules-leave-nothing"])
def test_the_command_ends_with_2_and_the_place_first(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "parley", "check", str(HOME / f"{name}.yaml")],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    said = done.stderr + done.stdout
    assert done.returncode == 2
    assert re.match(r"^[^:]+:\d+:\d+: ", said)
    assert "Traceback" not in said
