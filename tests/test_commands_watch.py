"""`parley watch` as an analyst runs it: a process, its output and its exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from test_cli import printed, refused
from test_watching import CASE, LINKED


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    case, events = tmp_path / "case.yaml", tmp_path / "e.csv"
    case.write_text(CASE + LINKED, encoding="utf-8")
    events.write_text(
        "date,indicator,sign,note\n2025-01-02,grain,stops,\n2025-01-01,land,fast,As told\n",
        encoding="utf-8",
    )
    return case, events


def test_the_states_by_hand_and_the_shares_beside_them(files: tuple[Path, Path]) -> None:
    """A third each; then 7 to 7 to 1; then 7 x 0.4, 7 x 0.1 and 0.05: 56 to 14 to 1."""
    words = ("watch", *files, "--draws", "100", "--threads", "2")
    data = json.loads(printed(*words, "--json"))
    assert {(s["factor"], s["state"]): (s["before"], s["after"]) for s in data["states"]} == {
        ("front", "bad"): (2 / 3, 70 / 71),
        ("front", "good"): (1 / 3, 1 / 71),
        ("supply", "cut"): (1 / 3, 56 / 71),
        ("supply", "kept"): (2 / 3, 15 / 71),
    }
    assert (data["draws"], data["seed"], data["as_of"]) == (100, 1, "2024-12-31")
    text = printed(*words)
    assert "1 January 2025: Land lost: More than 700 (As told)" in text
    assert "    bad                                           66.7      98.6" in text
    some = data["stages"][0]["some"]
    assert some["after"] > some["before"]
    (row,) = [line for line in text.splitlines() if "some package could be signed" in line]
    assert row.split()[5:7] == [f"{100 * some[name]:.1f}" for name in ("before", "after")]
    assert printed(*words[:-1], "1") == text


def test_broken_events_end_with_2_and_their_place(files: tuple[Path, Path]) -> None:
    case, events = files
    events.write_text("date,indicator,sign\n2025-01-02,grain,stop\n2023,land,fast\n")
    first, second = refused("watch", case, events).splitlines()
    assert first.startswith(f'{events}:2: column sign: unknown sign of grain "stop"')
    assert second.startswith(f"{events}:3: column date: 2023 is before the case's as_of")


def test_a_sign_that_cannot_be_ends_with_2(files: tuple[Path, Path]) -> None:
    case, events = files
    case.write_text(case.read_text().replace("{bad: 0.7, good: 0.1}", "{bad: 0.7, good: 0}"))
    events.write_text("date,indicator,sign\n2025-01-01,land,fast\n2025-01-02,land,none\n")
    said = refused("watch", case, events)
    assert said.startswith(f"{events}:3: none of land cannot be seen on 2025-01-02")


def test_a_case_without_indicators_has_no_signs_to_see(tmp_path: Path) -> None:
    case, events = tmp_path / "case.yaml", tmp_path / "e.csv"
    case.write_text(CASE[: CASE.index("indicators:")])
    events.write_text("date,indicator,sign\n2025-01-02,grain,stop\n")
    assert 'unknown indicator "grain". Possible: none.' in refused("watch", case, events)


def test_files_that_are_not_there(files: tuple[Path, Path]) -> None:
    case, events = files
    assert "this is no file" in refused("watch", case, "gone.csv")
    assert "cannot read this file" in refused("watch", "gone.yaml", events)
