"""``parley futures`` as a person uses it: what is printed, written, stopped and refused."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import patch

import pytest
from click.testing import CliRunner

from cross_impacts import case_text, somewhereland
from parley.case import parse
from parley.cli import main
from parley.formats.scw import Project, load, write
from parley.futures import account, joint_states
from parley.futures.consistent import consistent

PART = """
factors:
  front: {title: The front, states: {bad: 0.2, same: 0.5, good: 0.3}}
  polls: {title: Polls, states: {won: {value: 0.4, title: They win}, lost: 0.6}}
cross_impacts:
  ours:
    judgement: Invented.
    impacts: {front: {bad: {polls: {lost: 1}}, good: {polls: {won: 1}}}}
"""
THEIRS = "  theirs:\n    judgement: Invented.\n    impacts: {polls: {won: {front: {good: 2}}}}\n"
TEXT = """\
A textbook country: 4 futures of 6 joint states of 2 factors, with an inconsistency of at most 0.
  1  The front: bad; Polls: lost
     inconsistency 0, margin 0, score 1
     weights of 100: equal 25, stated 16, global 33, local 33
     joint states that lead here: 2 (global), 2 (local)
"""


def call(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["futures", *map(str, words)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def case(tmp_path: Path) -> Path:
    file = tmp_path / "country.yaml"
    file.write_text(case_text(PART))
    return file


@pytest.fixture
def wizard(tmp_path: Path) -> Path:
    matrix = somewhereland()
    file = tmp_path / "country.scw"
    data, _ = write(Project("Somewhereland", matrix.factors, matrix.states, matrix.impacts))
    file.write_bytes(data)
    return file


def test_what_is_printed_of_a_case(case: Path) -> None:
    code, told, complaints = call(case)
    assert (code, complaints) == (0, "")
    assert told.startswith(TEXT)
    assert "Polls: They win" in told
    assert "equal: If all futures weighed the same (the draws use this)." in told
    assert told.endswith(
        "If all factors move at once: of 6 joint states 6 end in 4 that stay, none in a cycle.\n"
        "If one factor moves at a time: of 6 joint states 6 end in 4 that stay, none in a cycle.\n"
    )


def test_json_is_what_the_draws_use(case: Path) -> None:
    code, told, _ = call(case, "--json")
    found = json.loads(told)
    joint = joint_states(parse(case.read_bytes()))
    assert code == 0
    assert joint is not None
    assert [row["positions"] for row in found["scenarios"]] == (joint.table + 1).tolist()
    for key, weights in joint.weights.items():
        assert [row["weights"][key] for row in found["scenarios"]] == weights.tolist()
    assert (found["chosen"], found["weighings"]) == (joint.chosen, joint.titles)
    assert found["scenarios"][0]["states"] == {"front": "bad", "polls": "lost"}
    assert found["joint_states"] == 6


def test_more_inconsistency_than_the_case_allows(case: Path) -> None:
    """With one point all six joint states are futures; two of them are no end of succession."""
    found = json.loads(call(case, "--inconsistency", "1", "--json")[1])
    assert len(found["scenarios"]) == 6
    assert [row["basins"]["global"] for row in found["scenarios"]] == [0, 2, 1, 1, 2, 0]
    assert [row["margin"] for row in found["scenarios"]] == [-1, 0, 0, 0, 0, -1]


def test_a_file_of_scenariowizard(wizard: Path) -> None:
    code, told, complaints = call(wizard)
    assert (code, complaints) == (0, "")
    assert told.startswith("Somewhereland: 10 futures of 486 joint states of 6 factors")
    assert "the draws use this" not in told


def test_cycles_are_shown(case: Path) -> None:
    """The front wants the other polls, the polls another front: nothing fits."""
    impacts = "front: {bad: {polls: {won: 2}}, same: {polls: {lost: 2}}, good: {polls: {lost: 2}}}"
    back = "polls: {won: {front: {good: 2}}, lost: {front: {bad: 2}}}"
    text = case_text(PART)
    text = text[: text.index("    impacts:")] + f"    impacts: {{{impacts}, {back}}}\n"
    case.write_text(f"{text}futures: {{inconsistency: 2}}\n")
    told = call(case)[1]
    assert "6 in 1 cycle." in told
    assert (
        "  6 in a cycle of 4 joint states, such as\n     The front: bad; Polls: They win\n" in told
    )
    code, told, complaints = call(case, "--inconsistency", "0")
    assert (code, told) == (2, "")
    assert "there is no future to draw from" in complaints


def test_a_matrix_is_written_and_read(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.scw"
    assert call(case, "-o", out) == (0, f"{out}\n", "")
    assert load(out).states == (("bad", "same", "good"), ("They win", "lost"))
    code, _, complaints = call(case, "-o", out)
    assert (code, complaints) == (2, f"{out} is there already. Give another name, or --force.\n")
    assert call(case, "-o", out, "--force")[0] == 0
    ours, theirs = (json.loads(call(file, "--json")[1]) for file in (case, out))
    assert [row["basins"] for row in ours["scenarios"]] == [
        row["basins"] for row in theirs["scenarios"]
    ]


def test_of_several_matrices_one_is_named(case: Path, tmp_path: Path) -> None:
    case.write_text(case_text(PART + THEIRS))
    out = tmp_path / "out.scw"
    code, _, complaints = call(case, "-o", out)
    assert code == 2
    assert complaints.endswith("Give --expert with one of: ours, theirs.\n")
    assert "Possible: ours, theirs." in call(case, "-o", out, "--expert", "hers")[2]
    assert call(case, "-o", out, "--expert", "theirs")[0] == 0
    assert load(out).impacts.sum() == 2
    told = call(case)[1]
    assert "If all factors move at once (theirs): of 6 joint states" in told
    assert "joint states that lead here" not in told


def test_letters_that_cannot_be_written_are_told(case: Path, tmp_path: Path) -> None:
    case.write_text(case_text(PART).replace("title: Polls", "title: Ōsaka"), encoding="utf-8")
    code, _, complaints = call(case, "-o", tmp_path / "out.scw")
    assert code == 0
    assert 'written as "Osaka"' in complaints


def test_a_file_as_part_of_a_case(wizard: Path) -> None:
    """What is printed makes a case with the same futures; its probabilities sum to exactly 1."""
    code, told, _ = call(wizard, "--yaml")
    assert code == 0
    found = joint_states(parse(case_text(told).encode()))
    assert found is not None
    assert found.table.tolist() == consistent(somewhereland()).table.tolist()


@pytest.mark.parametrize("quiet", [False, True])
def test_a_search_that_stops(wizard: Path, case: Path, quiet: bool) -> None:
    """Exit code 3; what was found is printed, without weights, and so is what is undecided."""
    with patch.object(account, "consistent", lambda m, most: consistent(m, most, budget=5)):
        code, told, _ = call(wizard, *(["--json"] if quiet else []))
        assert call(case)[0] == 3
    assert code == 3
    if quiet:
        found = json.loads(told)
        assert found["undecided"] > 0
        assert all(row["weights"] == {} for row in found["scenarios"])
    else:
        assert "The search stopped after 5 partial joint states with " in told


def test_an_interruption_is_said_as_it_is(wizard: Path) -> None:
    with patch.object(account, "consistent", side_effect=KeyboardInterrupt):
        code, told, complaints = call(wizard)
    assert (code, told) == (130, "")
    assert complaints.startswith("Interrupted. Nothing is kept")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("panama-canal",), "states no cross-impacts, from which futures follow"),
        (("country.yaml", "--yaml"), "is a case already"),
        (("country.scw", "-o", "x.scw"), "is a .scw file already"),
        (("nowhere.scw",), "this is no file"),
        (("nowhere",), "this is no file, and an unknown case"),
    ],
)
def test_what_is_refused(
    words: tuple[str, ...], says: str, case: Path, wizard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(case.parent)
    code, told, complaints = call(*words)
    assert (code, told) == (2, "")
    assert says in complaints


def test_a_file_with_too_many_states(tmp_path: Path) -> None:
    states = "".join(f" -s{k}\n" for k in range(31))
    rows = ("0," * 30 + "0\n") * 31
    file = tmp_path / "wide.scw"
    file.write_text(f"$ ScenarioWizard 4.0\nWide\n&One\n{states}#\n{rows}#\n")
    code, _, complaints = call(file)
    assert code == 2
    assert "one has 31 states; parley can do at most 30" in complaints
