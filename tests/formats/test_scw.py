"""ScenarioWizard files: read, written, read again; what is broken is named with its line."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.formats import FormatError
from parley.formats.scw import Project, read, write
from strategies import SETTINGS

SMALL = """$ ScenarioWizard 4.0
Talks.scw
&The front
 -Bad, at last
 -Good
&Polls
 -Won
 -Lost
#
&The front, as it runs
 Bad
 Good, for us
&

#
#
FFFFFF
FFFFFF
FFFFFF
FFFFFF
#
#
 0 , 0 , 1 ,-1
 0 , 0 , 0 , 2
-3 , 3 , 0 , 0
 0 , 0 , 0 , 0
#
# 0-0
"Nothing, really"
#
#
"""
TITLES = st.text(
    st.characters(codec="latin-1", exclude_categories=("Cc", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=8,
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    factors = draw(st.lists(TITLES, min_size=1, max_size=4))
    states = [draw(st.lists(TITLES, min_size=2, max_size=3)) for _ in factors]
    number = sum(map(len, states))
    flat = draw(st.lists(st.integers(-99, 99), min_size=number**2, max_size=number**2))
    impacts = np.array(flat, dtype=np.int64).reshape(number, number)
    return Project(draw(TITLES), tuple(factors), tuple(map(tuple, states)), impacts)


def same(one: Project, other: Project) -> bool:
    words = (one.title, one.factors, one.states) == (other.title, other.factors, other.states)
    return words and np.array_equal(one.impacts, other.impacts)


@SETTINGS
@given(projects())
def test_what_is_written_is_read_again(project: Project) -> None:
    data, told = write(project)
    assert told == ()
    assert same(read(data, "x.scw"), project)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_file_by_hand(end: str) -> None:
    """Texts and comments with commas are no matrix; lines may end as on any system."""
    found = read(SMALL.replace("\n", end).encode(), "talks.scw")
    assert (found.title, found.factors) == ("Talks", ("The front", "Polls"))
    assert found.states == (("Bad, at last", "Good"), ("Won", "Lost"))
    assert found.impacts.tolist() == [[0, 0, 1, -1], [0, 0, 0, 2], [-3, 3, 0, 0], [0, 0, 0, 0]]


def test_letters_of_windows() -> None:
    data, told = write(
        read("$ ScenarioWizard 4\nT\n&É “x”…\n -a\n -b\n#\n0,0\n0,0\n".encode("cp1252"), "x")
    )
    assert told == ()
    assert read(data, "x").factors == ("É “x”…",)


def test_letters_that_windows_has_not() -> None:
    """Marks are dropped, other scripts become question marks; both are told."""
    project = Project("Ōsaka", ("Київ",), (("a", "b"),), np.zeros((2, 2), dtype=np.int64))
    data, told = write(project)
    found = read(data, "x")
    assert (found.title, found.factors) == ("Osaka", ("????",))
    assert told == (
        '"Ōsaka" holds letters that .scw has not: written as "Osaka".',
        '"Київ" holds letters that .scw has not: written as "????".',
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("$ Scen", "Scen", 1, "this is no ScenarioWizard file"),
        (SMALL, "", 1, "this is no ScenarioWizard file"),
        (" -Won\n -Lost\n", "", 3, 'the factor "Polls" has no states'),
        ("&The front\n -B", " -B", 3, "is neither &Factor nor, below one, -State"),
        ("&Polls", "&", 6, "the name of a factor is empty"),
        (" -Won", " Won", 7, '"Won" is neither'),
        (" 0 , 0 , 0 , 2\n", "", None, "no section has 4 lines of numbers, one for each state"),
        (" 0 , 0 , 0 , 2\n", " 0 , 0 , 2\n", 24, "3 numbers stand here; there are 4 states"),
        ("-3 , 3 , 0", "-3 , 3.5 , 0", 25, '"3.5" is no whole number'),
        ("-3 , 3 , 0", "-3 , 100 , 0", 25, "100 is too large for a cross-impact"),
    ],
)
def test_what_is_broken_is_named(old: str, new: str, line: int | None, words: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(SMALL.replace(old, new, 1).encode(), "talks.scw")
    place = "talks.scw" if line is None else f"talks.scw:{line}"
    assert str(caught.value).startswith(f"{place}: ")
    assert words in str(caught.value)


def test_all_faults_at_once() -> None:
    text = SMALL.replace("-3 , 3 , 0", "x , 3 , y").replace(" 0 , 0 , 0 , 2\n", " 0 , 2\n")
    with pytest.raises(FormatError) as caught:
        read(text.encode(), "talks.scw")
    assert len(str(caught.value).splitlines()) == 3


@SETTINGS
@given(st.binary(max_size=200), st.integers(0, len(SMALL)))
def test_no_bytes_end_in_a_traceback(noise: bytes, at: int) -> None:
    data = SMALL.encode()
    with contextlib.suppress(FormatError):
        read(data[:at] + noise + data[at:], "talks.scw")


def test_files_of_scenariowizard(validation: Path) -> None:
    """What ScenarioWizard wrote is written again: the same lines up to the comments."""
    home = validation / "files" / "cibsa"
    if not home.is_dir():
        pytest.skip("the files are not here")
    for file in sorted(home.glob("*.scw")):
        project = read(file.read_bytes(), file.name)
        data, _ = write(project)
        assert same(read(data, file.name), project)
        written, original = (
            text.split(b"\n# 0-0") for text in (data.replace(b"\r", b""), file.read_bytes())
        )
        lines = [
            [b" ".join(line.split()) for line in text[0].splitlines()]
            for text in (written, original)
        ]
        assert [line.replace(b", ", b",") for line in lines[0][2:]] == [
            line.replace(b", ", b",") for line in lines[1][2:]
        ]
