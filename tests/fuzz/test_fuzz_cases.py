"""Whatever stands in a case file: it is read, or refused in sentences; never a traceback.

Most examples only read, which takes milliseconds; fewer are reported on and answered, and fewer
still are run. Mutants are not shrunk: they show themselves as a few lines of difference.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from mutations import BASES, Mutant, bases, changed, edged, hurt

import parley
from parley.analysis import deals as central
from parley.case import Case, CaseError, parse
from parley.case.changed import targets
from parley.case.problems import MOST_PROBLEMS
from parley.cli import main
from parley.conditions import ENUMERATED, build, statements
from parley.report import report
from parley.space import Space
from parley.store import RunError
from strategies import SETTINGS, Tree, as_bytes, trees

FUZZ = settings(SETTINGS, phases=[Phase.explicit, Phase.generate])
FEW_ATTEMPTS = 40
"""To agree with what was said; a random party often says what it hardly ever wants."""
OF_THE_MACHINE = (
    *("Traceback", "pydantic", "Input should", "validation error", "NoneType", "Text("),
    *("<class", "object at 0x", "Error("),
)
"""Words of Python and its libraries, which tell an analyst nothing."""
LINE_ENDS = ("\r\n", "\n", "\r", "\x85", "\u2028", "\u2029")
"""What YAML takes as the end of a line."""

# ----------------------------------------------------------------------------- what must hold


def is_a_sentence(said: str) -> bool:
    """Whether a message ends like one."""
    return said.endswith((".", "?"))


def check_refusal(error: CaseError, data: bytes) -> None:
    """Every problem has a place in the file and is said in a line that anybody can read."""
    text = data.decode("utf-8", "replace")
    most_lines = 2 + sum(text.count(end) for end in LINE_ENDS)
    assert 1 <= len(error.problems) <= MOST_PROBLEMS + 1
    for problem in error.problems:
        said = problem.message
        assert 1 <= problem.line <= most_lines
        assert problem.column >= 1
        assert said.isprintable()
        assert is_a_sentence(said)
        assert len(said) < 1_000
        assert not [word for word in OF_THE_MACHINE if word in said and word not in text]
    assert len(str(error).splitlines()) == len(error.problems)


def survives(mutant: Mutant, *, run: bool = False) -> None:
    """A text is refused in sentences, or is a case with which everything can be done."""
    try:
        case = parse(mutant.data)
        event("read")
        check_answers(case, run=run)
    except CaseError as error:
        event("refused")
        check_refusal(error, mutant.data)


def check_answers(case: Case, *, run: bool = False) -> None:
    """The report, the central draw and, where it is asked for, a run of four draws."""
    if Space.of(case).size > ENUMERATED:
        event("too many packages to look at each")
    with patch.object(statements, "MOST_ATTEMPTS", FEW_ATTEMPTS):
        assert report(case).text()
        assert central.deals(central.of(build(case)), every_point=True)
        if run:
            with tempfile.TemporaryDirectory() as folder:
                check_run(case, Path(folder) / "run", 4)


def check_run(case: Case, folder: Path, draws: int) -> parley.Run | None:
    """A run is made, or refused in a sentence."""
    try:
        done = parley.run(case, draws, 1, folder, threads=1)
    except RunError as error:
        event("refused as a run")
        return None if is_a_sentence(str(error)) else pytest.fail(str(error))
    event("run")
    assert done.findings
    return done


def called(*words: object, code: int = 0) -> Result:
    """A command in this process: it ends with its code and nothing else."""
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert done.exit_code == code, done.output
    return done


# ---------------------------------------------------------------------------- random sound cases


@st.composite
def whole_trees(draw: st.DrawFn, *, spoken: bool = True) -> Tree:
    """A random case with everything on: also references, evidence and a party that is a copy."""
    tree: Tree = draw(trees(statements=spoken, later=True, levers=True))
    terms = {issue: list(what["options"]) for issue, what in tree["issues"].items()}
    tree["references"] = {
        f"accord-{number}": {
            "title": f"Accord {number}",
            "terms": {issue: draw(st.sampled_from(terms[issue])) for issue in named},
        }
        for number, named in enumerate(
            draw(st.lists(st.lists(st.sampled_from(list(terms)), unique=True), max_size=2))
        )
    }
    tree["sources"] = {"minutes": {"title": "Minutes", "date": "2024-11"}}
    first = next(iter(tree["preferences"]))
    tree["preferences"][first] |= draw(
        st.sampled_from([{}, {"source": "minutes"}, {"judgement": "A guess.", "note": "Rough."}])
    )
    if draw(st.booleans()):
        unsaid = dict.fromkeys(("red_lines", "statements", "hardness"), "absent")
        tree["parties"]["gus"] = {"name": "Gus", "role": "third"}
        tree["preferences"]["gus"] = {"like": first, **unsaid}
    return tree


@settings(FUZZ, max_examples=70)
@given(whole_trees())
def test_a_sound_case_is_reported_on_and_answered(tree: Tree) -> None:
    """Only words that a party hardly ever means can stand against it; those are named."""
    case = parse(as_bytes(tree))
    try:
        check_answers(case)
    except CaseError as error:
        (problem,) = error.problems
        assert f"{FEW_ATTEMPTS} attempts" in problem.message
        check_refusal(error, case.origin.data)


@settings(FUZZ, max_examples=10)
@given(whole_trees(spoken=False), st.sampled_from([8, 16, 32]))
def test_a_sound_case_runs(tree: Tree, draws: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        assert check_run(parse(as_bytes(tree)), Path(folder) / "run", draws) is not None


@settings(FUZZ, max_examples=4)
@given(whole_trees(spoken=False), st.data())
def test_every_command_works_on_a_sound_case(tree: Tree, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file, run = Path(folder) / "case.yaml", Path(folder) / "run"
        file.write_bytes(as_bytes(tree))
        assert "is sound" in called("check", file).output
        called("deals", file, "--all-points", "--json")
        called("brief", file, "--draws", 8, "--threads", 1, "--out", run, "--cut", "public")
        called("verify", run, "--threads", 1)
        called("obstacles", run)
        called("levers", run, "--target", data.draw(st.sampled_from([0, 0.5, 1])))
        paths = st.sampled_from(sorted(targets(parse(as_bytes(tree)))))
        called("tipping", run, "--path", data.draw(paths), "--threads", 1)
        package = data.draw(st.integers(0, Space.of(parse(as_bytes(tree))).size - 1))
        called("explain", run, f"package:{package}")
        called("explain", run, f"package:{package}", "--draw", 7, "--json")
        called("explain", run, f"quantity:{data.draw(paths)}")
        called("explain", run, "finding:answer.summary")


# --------------------------------------------------------------------------------------- mutants


@settings(FUZZ, max_examples=880)
@given(hurt(bases()))
def test_hurt_bytes_are_read_or_refused_in_sentences(mutant: Mutant) -> None:
    survives(mutant)


@settings(FUZZ, max_examples=900)
@given(changed(bases()))
def test_changed_entries_are_read_or_refused_in_sentences(mutant: Mutant) -> None:
    survives(mutant)


@settings(FUZZ, max_examples=70)
@given(
    whole_trees().map(as_bytes).flatmap(lambda text: hurt(st.just(text)) | changed(st.just(text)))
)
def test_mutants_of_random_cases_are_read_or_refused_in_sentences(mutant: Mutant) -> None:
    survives(mutant)


@settings(FUZZ, max_examples=120)
@given(edged(bases()))
def test_numbers_at_their_ends_are_counted_with_or_refused(mutant: Mutant) -> None:
    survives(mutant)


@settings(FUZZ, max_examples=10)
@given(edged(st.sampled_from([BASES["starter"], BASES["two-valleys"]]), most=1))
def test_a_mutant_that_is_a_case_runs(mutant: Mutant) -> None:
    survives(mutant, run=True)


@settings(FUZZ, max_examples=60)
@given(hurt(bases()) | changed(bases()), st.sampled_from(["check", "deals"]))
def test_a_command_ends_with_0_or_with_2_and_the_place(mutant: Mutant, command: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.yaml"
        file.write_bytes(mutant.data)
        done = CliRunner().invoke(main, [command, str(file)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    if done.exit_code == 0:
        assert done.stdout
        return
    assert done.exit_code == 2
    assert done.stdout == ""
    for line in done.stderr.splitlines():
        assert line.startswith(f"{file}:"), line


PROCESSES: tuple[dict[str, Any], ...] = (
    {"data": b"\xef\xbb\xbfparley: \xff\n", "place": "1:9", "words": "byte 0xff is no UTF-8"},
    {"data": b"a: &a [*a, *a]\n", "place": "1:4", "words": "anchor"},
    {"data": BASES["starter"][:2_000], "place": "", "words": ""},
)


@pytest.mark.parametrize("told", PROCESSES, ids=["bytes", "anchor", "half"])
def test_a_process_ends_with_2_and_the_place(tmp_path: Path, told: dict[str, Any]) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(told["data"])
    done = subprocess.run(
        [sys.executable, "-m", "parley", "deals", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{file}:{told['place']}")
    assert told["words"] in done.stderr
    assert "Traceback" not in done.stderr
