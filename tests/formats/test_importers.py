"""Whatever a tool writes is read as it means it; whatever else is given is refused in words."""

from __future__ import annotations

import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from format_samples import (
    WRITERS,
    Party,
    Sample,
    divided_total_of,
    read_day,
    reserves,
    samples,
    total_of,
    utilities,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.formats import FormatError

FUZZ = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CLOSE = 1e-9


def fresh(folder: Path) -> Path:
    """An empty folder; each example starts with one."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.mark.parametrize("tool", WRITERS)
@FUZZ
@given(sample=samples())
def test_random_domains_are_read_as_their_tool_reads_them(
    tmp_path: Path, tool: str, sample: Sample
) -> None:
    folder = fresh(tmp_path / "domain")
    WRITERS[tool](folder, sample)
    case = read_day(folder)
    found = utilities(case)
    assert len(case.principals) == len(sample.parties)
    for package in sample.packages():
        named = package if tool != "scorable" else codes(sample, package)
        for party, worth in zip(sample.parties.values(), found[named], strict=True):
            assert worth == pytest.approx(float(expected(tool, party, package)), abs=CLOSE)
    if tool != "geniusweb":  # there a reserve is a bid
        written = [float(party.reserve) for party in sample.parties.values()]
        assert reserves(case) == pytest.approx(written, abs=CLOSE)


def expected(tool: str, party: Party, package: tuple[str, ...]) -> Fraction:
    if tool == "genius":
        return divided_total_of(party, package)
    if tool == "scorable":
        unweighted = Party(dict.fromkeys(party.weights, "1"), party.values, party.reserve)
        return total_of(unweighted, package)
    return total_of(party, package)


def codes(sample: Sample, package: tuple[str, ...]) -> tuple[str, ...]:
    """A package as a game names it: A2, B1, ..."""
    return tuple(
        f"{chr(ord('A') + k)}{options.index(option) + 1}"
        for k, (options, option) in enumerate(zip(sample.issues.values(), package, strict=True))
    )


# What a mutation may put into a file: structure, sizes and encodings of all the formats.
PIECES = st.sampled_from(
    [
        *(b"", b"<", b">", b"</issue>", b"{", b"}", b"[", b"]", b":", b",", b'"', b"\n", b"\x00"),
        *(b"-1", b"0", b"1e999", b"NaN", b"-.inf", b"Infinity", b"9" * 30, b"1e-99", b"-", b"."),
        *(b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"&x;", b"<!DOCTYPE a>", b"<?xml version='1.0'?>"),
        *(b"&a", b"*a", b"!!python/tuple", b"null", b"true", b"type", b"issues", b"p1,p1,p1"),
        *(b"index='1'", b"integer", b"real", b"lowerbound='5'", b"ContiguousIssue", b"range"),
        *(b"DefaultPartialOrdering", b"hyperRectangle", b"\\ud800", b"\\u0000", b"\x1b[31m"),
    ]
)


@pytest.mark.parametrize("tool", WRITERS)
@FUZZ
@given(sample=samples(), data=st.data())
def test_a_damaged_file_gives_a_case_or_a_refusal(
    tmp_path: Path, tool: str, sample: Sample, data: st.DataObject
) -> None:
    """Never a traceback, and never a fault without its file."""
    folder = fresh(tmp_path / "domain")
    WRITERS[tool](folder, sample)
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    file = data.draw(st.sampled_from(files))
    content = file.read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = data.draw(st.integers(start, min(len(content), start + 40)))
        content = content[:start] + data.draw(PIECES) + content[end:]
    file.write_bytes(content)
    try:
        case = read_day(folder)
    except FormatError as error:
        told = str(error)
    else:
        told = f"{folder} holds {case.title}"
        assert case.principals
    assert told.startswith(str(folder))
    assert all(line.startswith((str(folder), "There are")) for line in told.splitlines())
    assert told.isprintable() or "\n" in told
    assert "\x1b" not in told
    assert told.encode()


@pytest.mark.parametrize("tool", WRITERS)
@FUZZ
@given(content=st.binary(max_size=200))
def test_noise_is_refused(tmp_path: Path, tool: str, content: bytes) -> None:
    file = tmp_path / "noise"
    file.write_bytes({"genius": b"<", "negmas": b"type: "}.get(tool, b"{") + content)
    with pytest.raises(FormatError, match="noise"):
        read_day(file)
