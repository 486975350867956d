"""Scorable games: points in text files, titles in prose, the first proposal."""

from __future__ import annotations

from pathlib import Path

import pytest
from format_samples import read_day, reserves, utilities

from parley.formats import FormatError

CONFIG = "Mayor,mayor,p1,x,y\nThe Union, union ,player,x,y\n"
PROSE = """A harbour is to be built.

Issue A: "Where"
A1 "on water": at sea.
A2: on $3 of "land".

Issue B: "When"
B1 "soon"
"""
MAYOR, UNION = "14, 8\n0, 5, 10 \n\n20", "0,2.5\n9,1,0\n 3 \n"


def game(tmp_path: Path, config: str = CONFIG, mayor: str = MAYOR, deal: str = "A2, B3") -> Path:
    (tmp_path / "scores_files").mkdir()
    (tmp_path / "scores_files" / "mayor.txt").write_text(mayor)
    (tmp_path / "scores_files" / "union.txt").write_text(UNION)
    (tmp_path / "setup.txt").write_text(config)
    (tmp_path / "start.txt").write_text(deal)
    (tmp_path / "about.txt").write_text(PROSE)
    return tmp_path


def test_a_game(tmp_path: Path) -> None:
    case = read_day(game(tmp_path))
    assert utilities(case)['A2: on $3 of "land"', "B2"] == (13.0, 3.5)
    assert reserves(case) == (20.0, 3.0)
    assert [str(party.name) for party in case.parties.values()] == ["Mayor", "The Union"]
    assert str(case.issues["a-where"].title) == "A: Where"
    assert list(case.issues["b-when"].options) == ["b1", "b2", "b3"]
    assert case.references["proposal-1"].terms == {"a-where": "a2", "b-when": "b3"}
    assert "all but one of the others accept" in (case.origin.evidence.of("").note or "")


def test_a_picture_is_passed_over_and_another_encoding_is_not(tmp_path: Path) -> None:
    folder = game(tmp_path)
    (folder / "map.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\xff")
    assert "Not read: map.png." in (read_day(folder).origin.evidence.of("").note or "")
    (folder / "about.txt").write_bytes(PROSE.replace("harbour", "caf\xe9").encode("latin-1"))
    with pytest.raises(FormatError, match=r"about\.txt: this text is no UTF-8"):
        read_day(folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mayor": "14, 8\n0, 5\n20"}, "union.txt: the lines have 2, 3, 1 numbers; those of the"),
        ({"mayor": "14, 8\n0, 5, 10"}, "mayor.txt: the last line needs one number"),
        ({"mayor": "14, 8.\n0, .., 1\n2"}, 'mayor.txt:2: a score is "..". A finite number is'),
        (
            {"config": "Mayor,major,p1\n"},
            'there is no score file "major.txt" for Mayor. Score files',
        ),
        ({"deal": "A2,B4"}, "start.txt: issue B has no option 4."),
        ({"deal": "A2"}, "a deal needs one option on each of A, B."),
        ({"config": "nobody"}, "a game needs one configuration of its players; 0 here."),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_day(game(tmp_path, **changes))
    assert words in str(caught.value)
