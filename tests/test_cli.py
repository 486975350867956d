"""The commands as an analyst runs them: a process each, its output and its exit code."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import parley
from parley import tables
from parley.cli import main
from parley.saying import progress
from parley.show.terminal import WIDTH
from studies import TWO

HOME = Path(__file__).parent
BROKEN = HOME / "broken_cases" / "unknown-option-in-floor.yaml"


def call(*words: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run parley; nothing may ever print a traceback."""
    command = [sys.executable, "-m", "parley", *map(str, words)]
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert "Traceback" not in done.stderr + done.stdout
    return done


def printed(*words: str | Path, cwd: Path | None = None) -> str:
    """What a command prints that does what it was asked."""
    done = call(*words, cwd=cwd)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def refused(*words: str | Path, cwd: Path | None = None) -> str:
    """What a command says whose input is wrong: on stderr alone, with exit code 2."""
    done = call(*words, cwd=cwd)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


# ------------------------------------------------------------------------------- small commands


def test_cases() -> None:
    """Every bundled case with its title; then what to do next."""
    *listed, what_next = printed("cases").splitlines()
    assert [line.split()[0] for line in listed] == [
        "panama-canal",
        "russia-ukraine-2024",
        "two-valleys",
    ]
    assert listed[2] == "two-valleys          Two valleys (as of 2024-12-31)"
    assert what_next == "Next: parley check NAME, or parley brief NAME"
    found = json.loads(printed("cases", "--json"))
    assert found[2] == {"name": "two-valleys", "title": "Two valleys", "as_of": "2024-12-31"}


def test_new_writes_a_sound_case_and_overwrites_none(tmp_path: Path) -> None:
    assert printed("new", "river-talks", cwd=tmp_path) == "Next: parley check river-talks.yaml\n"
    text = (tmp_path / "river-talks.yaml").read_text()
    assert 'title: "River talks"' in text
    assert "sound" in printed("check", "river-talks.yaml", cwd=tmp_path).lower()
    assert refused("new", "river-talks", cwd=tmp_path) == (
        "river-talks.yaml is there already. Give another name.\n"
    )
    assert (tmp_path / "river-talks.yaml").read_text() == text
    assert refused("new", "nowhere/talks.yml", cwd=tmp_path) == (
        "the folder nowhere does not exist. Make it first.\n"
    )


def test_check_of_a_sound_case() -> None:
    text = printed("check", "two-valleys")
    assert "Two valleys" in text
    found = json.loads(printed("check", "two-valleys", "--json"))
    assert found["packages"] == 12
    assert found["feasible"] == 10


def test_check_of_a_broken_case() -> None:
    """First of all the place: file, line and column."""
    first = refused("check", BROKEN).splitlines()[0]
    assert re.match(rf"{re.escape(str(BROKEN))}:\d+:\d+: \S", first)


@pytest.mark.parametrize("command", ["check", "deals", "run", "brief"])
def test_a_case_that_is_not_there(command: str, tmp_path: Path) -> None:
    """A name like that of a bundled case gets a suggestion; a path is said to be missing."""
    said = refused(command, "two-valey", cwd=tmp_path)
    assert said.startswith("two-valey:1:1: this is no file, and an unknown case")
    assert 'Did you mean "two-valleys"?' in said
    assert refused(command, "missing.yaml", cwd=tmp_path).startswith(
        "missing.yaml:1:1: cannot read this file: no such file or directory"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    assert "is a directory" in refused("check", tmp_path)


def test_schema_is_a_json_schema() -> None:
    found = json.loads(printed("schema"))
    assert found["$schema"].startswith("https://json-schema.org/")
    assert "preferences" in found["properties"]


def test_deals_in_json() -> None:
    """The central draw: each efficient package with its options and what it is worth to whom."""
    found = json.loads(printed("deals", "two-valleys", "--json"))
    assert {
        "case", "draw", "packages", "feasible", "acceptable", "efficient", "points", "references"
    } <= set(found)  # fmt: skip
    assert (found["case"], found["draw"]) == ("Two valleys", "central")
    assert (found["packages"], found["feasible"]) == (12, 10)
    case = parley.load("two-valleys")
    assert found["efficient"]
    for item in found["efficient"]:
        assert item["package"].keys() == case.issues.keys()
        for issue, option in item["package"].items():
            assert option in case.issues[issue].options
        assert item["values"].keys() == case.preferences.keys()
        assert all(isinstance(value, float) for value in item["values"].values())
    assert [item["solution"] for item in found["points"]] == [
        "nash", "kalai-smorodinsky", "egalitarian", "utilitarian"
    ]  # fmt: skip
    (accord,) = found["references"]
    assert (accord["reference"], accord["acceptable"]) == ("accord-2019", False)
    assert "utilities" not in found["points"][0]


def test_deals_for_readers() -> None:
    text = printed("deals", "two-valleys")
    assert text.startswith("Two valleys, as of 2024-12-31: the central draw\n12 packages; 10 break")
    assert "egalitarian" not in text
    assert "egalitarian" in printed("deals", "two-valleys", "--all-points")
    assert max(map(len, text.splitlines())) <= WIDTH


# ------------------------------------------------------------------------------- runs


def test_run_and_brief(tmp_path: Path) -> None:
    """The answer, then the path; findings as JSON; the briefing of the same run is only read."""
    text = printed("run", "two-valleys", "--draws", "20", "--seed", "7", cwd=tmp_path)
    folder = tmp_path / text.splitlines()[-1]
    assert (folder / "manifest.json").is_file()
    assert text.startswith("As of 31 December 2024, the one text that passes most often")
    assert max(map(len, text.splitlines())) <= WIDTH
    log = (folder / "log.json").stat().st_mtime_ns

    plain = printed("run", "two-valleys", "--draws", "20", "--seed", "7", "--json", cwd=tmp_path)
    found = json.loads(plain)
    assert plain == (folder / "findings.json").read_text()
    assert (found["draws"], found["seed"]) == (20, 7)
    assert found["findings"][0]["id"] == "answer.summary"

    brief = printed("brief", "two-valleys", "--draws", "20", "--seed", "7", cwd=tmp_path)
    page = tmp_path / brief.splitlines()[-1]
    assert page == folder / "briefing.html"
    assert page.read_text().lower().startswith("<!doctype html>")
    assert brief.splitlines()[:-1] == text.splitlines()[:-1]
    assert (folder / "log.json").stat().st_mtime_ns == log


def test_reversed_blocks_and_threads_give_the_same(tmp_path: Path) -> None:
    for out, *options in (("a", "--threads", "1"), ("b", "--threads", "2", "--blocks", "reverse")):
        printed("brief", "two-valleys", "--draws", "600", "--out", tmp_path / out, *options)
    files = [file.name for file in sorted((tmp_path / "a").iterdir()) if file.is_file()]
    assert "briefing.html" in files
    for name in files:
        if name != "log.json":
            assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--draws", "0"), "0 is not in the range 1<=x<=1000000"),
        (("--draws", "many"), "'many' is not a valid integer range"),
        (("--draws", "1000001"), "is not in the range"),
        (("--seed", "-1"), "is not in the range"),
        (("--seed", str(2**64)), "is not in the range"),
        (("--threads", "0"), "is not in the range"),
        (("--blocks", "sideways"), "'sideways' is not one of 'forward', 'reverse'"),
    ],
)
def test_options_that_cannot_be(options: Sequence[str], words: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main, ["run", "two-valleys", "--out", str(tmp_path / "x"), *options]
    )
    assert result.exit_code == 2
    assert words in result.stderr
    assert not (tmp_path / "x").exists()


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    said = refused("run", "two-valleys", "--draws", "5", "--out", tmp_path)
    assert said == f"{tmp_path} is not empty and holds no run. Give --out a new folder.\n"


def test_statements_that_never_agree_are_the_inputs_fault(tmp_path: Path) -> None:
    """Found in the middle of the work, said with the place of the statement."""
    text = f"{TWO}    statements:\n      said: {{accepts: {{border: ridge}}, meant: 1}}\n"
    (tmp_path / "case.yaml").write_text(text)
    said = refused("run", "case.yaml", "--draws", "5", cwd=tmp_path)
    assert re.match(r"case\.yaml:\d+:\d+: no reading of South agrees with its statements", said)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_full_disk_or_a_folder_without_access_is_a_limit(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    done = call("run", "two-valleys", "--draws", "5", "--out", tmp_path / "x")
    assert done.returncode == 3
    assert "Permission denied" in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (MemoryError(), 3, "not enough memory"),
        (OSError(28, "No space left on device", "x/draws.parquet"), 3,
         "x/draws.parquet: No space left on device. What was done is kept."),
        (KeyboardInterrupt(), 130, "the same command goes on from there"),
    ],
)  # fmt: skip
def test_limits_have_their_own_exit_codes(
    error: BaseException, code: int, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*ignored: Any, **more: Any) -> None:
        raise error

    monkeypatch.setattr("parley.runs.run", fail)
    result = CliRunner().invoke(main, ["run", "two-valleys", "--out", str(tmp_path / "x")])
    assert result.exit_code == code
    assert words in result.stderr


def test_a_long_run_says_how_long_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.cost.seconds_a_draw", lambda case: 0.002)
    words = ["run", "two-valleys", "--draws", "5", "--threads", "2", "--out", str(tmp_path / "x")]
    assert CliRunner().invoke(main, words).stderr == ""
    # A finished run is read, so there is nothing to wait for.
    monkeypatch.setattr("parley.cost.seconds_a_draw", lambda case: 0.5)
    assert CliRunner().invoke(main, words).stderr == ""
    first = CliRunner().invoke(main, [*words[:-1], str(tmp_path / "y")])
    assert first.exit_code == 0
    assert re.fullmatch(
        r"This will take about \d+ minutes on 2 cores; Ctrl-C keeps what is done\.\n", first.stderr
    )


@pytest.mark.parametrize(
    "words",
    [
        ("levers", "--target", "0.5"),
        ("tipping", "--path", "preferences.north.no_deal.cost"),
        ("verify",),
        ("verify", "--all"),
    ],
)
def test_long_questions_say_how_long(
    valleys: Path, words: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of what they do is kept, so nothing is promised."""
    monkeypatch.setattr("parley.cost.seconds_a_draw", lambda case: 1.5)
    said = CliRunner().invoke(main, [words[0], str(valleys), *words[1:], "--threads", "1"])
    assert said.exit_code == 0
    assert re.fullmatch(
        r"This will take about (a minute|[\d.]+ (minutes|hours)) on one core\.\n", said.stderr
    )


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """How many of how many, and the time left for what goes on evenly; silence when piped."""
    with progress() as told:
        assert told is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    shown = io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(shown, "isatty", lambda: True)
    clock = iter([100.0, 160.0])
    monkeypatch.setattr("parley.saying.monotonic", lambda: next(clock))
    with progress() as told:
        assert told is not None
        told("draws", 500, 2_000)
        told("draws", 1_000, 2_000)
        told("findings", 3, 16)
    assert "1,000 of 2,000 2:00 left" in shown.getvalue()
    assert "3 of 16" in shown.getvalue()


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    """SIGINT in the middle of the flagship: exit code 130, and the same command goes on."""
    folder = tmp_path / "x"
    words = ["run", "russia-ukraine-2024", "--draws", "100000", "--out", str(folder)]
    process = subprocess.Popen(
        [sys.executable, "-m", "parley", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Coverage guards its data with a lock that an interruption can leave taken for ever.
        env={name: value for name, value in os.environ.items() if "COVERAGE" not in name},
        # A shell that runs the tests in the background lets its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        kept = folder / "chunks" / "000000000.npz"
        deadline = time.monotonic() + 90
        while not kept.exists() and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.05)
        assert kept.exists()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == (
        "Interrupted. Finished draws are kept; the same command goes on from there."
    )
    assert "Traceback" not in err
    assert not (folder / "manifest.json").exists()
    # The beginning is of this order alone: another one is refused, this one would go on.
    other = [*words[:2], "--draws", "600", *words[4:]]
    assert "the beginning of another run" in refused(*other)


# ------------------------------------------------------------------------------- of a run


@pytest.fixture(scope="module")
def valleys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small run of the two valleys."""
    folder = tmp_path_factory.mktemp("runs") / "valleys"
    printed("run", "two-valleys", "--draws", "100", "--out", folder)
    return folder


def test_verify(valleys: Path, tmp_path: Path) -> None:
    """0 for a sound run; 1 after one value was changed in draws.parquet, which is named."""
    text = printed("verify", valleys)
    assert text.startswith(f"{valleys} is sound.\n")
    assert json.loads(printed("verify", valleys, "--all", "--json")) == {
        "sound": True,
        "differences": [],
        "done": [
            text.splitlines()[1],
            "The whole run was made again from case.yaml and seed.",
        ],
        "notes": [],
    }
    copy = Path(shutil.copytree(valleys, tmp_path / "copy"))
    columns = tables.read_arrays(copy / "draws.parquet")
    columns["ends.stalemate.less"][70] += 1e-9
    tables.write_columns(copy / "draws.parquet", columns)
    done = call("verify", copy)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines()[:2] == [
        f"{copy} differs in 1 place:",
        "  draws.parquet: column ends.stalemate.less, draws 64 to 99: other than when the run was "
        "made",
    ]
    done = call("verify", copy, "--json")
    assert (done.returncode, json.loads(done.stdout)["sound"]) == (1, False)


def test_explain(valleys: Path) -> None:
    """A package of the shortlist, a finding, a quantity: text for readers, or data."""
    text = printed("explain", valleys, "package:A")
    assert text.startswith("Package ")
    assert "accept:north  North prefers it to no deal: " in text
    found = json.loads(printed("explain", valleys, "package:A", "--draw", "7", "--json"))
    assert (found["kind"], found["draw"]) == ("package", 7)
    parts = found["stages"][0]["conditions"][0]["parts"]
    margin = found["stages"][0]["conditions"][0]["margin"]
    assert abs(sum(part["amount"] for part in parts) - margin) < 1e-9
    assert all(part["line"] and part["path"] for part in parts)
    assert printed("explain", valleys, "finding:funnel.stages").startswith("Finding funnel.stages")
    text = printed("explain", valleys, "quantity:preferences.north.no_deal.cost")
    assert "written: 3..10   two-valleys.yaml:" in text


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("package:12", "there is no package 12"),
        ("finding:funnel.stage", "Nearest: funnel.stages"),
        ("quantity:preferences.north.no_deal.costs",
         "Nearest: preferences.north.no_deal.cost"),
        ("everything", '"everything" cannot be explained'),
    ],
)  # fmt: skip
def test_explaining_what_does_not_exist(valleys: Path, what: str, words: str) -> None:
    assert words in refused("explain", valleys, what)


@pytest.mark.parametrize("command", ["obstacles", "levers", "tipping"])
def test_what_a_run_found(valleys: Path, command: str) -> None:
    """The stored findings of a question, as in findings.json, or as text of a hundred columns."""
    stored = json.loads((valleys / "findings.json").read_text())["findings"]
    mine = [finding for finding in stored if finding["question"] == command]
    assert json.loads(printed(command, valleys, "--json")) == mine
    text = printed(command, valleys)
    assert max(map(len, text.splitlines())) <= WIDTH
    for finding in mine:
        assert f"{finding['id']}\n" in text
    assert mine or text.count("\n") == 1


def test_levers_that_reach_a_target(valleys: Path) -> None:
    found = json.loads(printed("levers", valleys, "--target", "0.5", "--json"))
    assert found[0]["id"] == "levers.reaching"
    assert found[0]["rows"][0][0] == 0.5
    assert printed("levers", valleys, "--target", "0.5").startswith("levers.reaching\n")
    assert call("levers", valleys, "--target", "2").returncode == 2


def test_tipping_points_of_what_is_asked(valleys: Path) -> None:
    """Also of what moves little; a path that is no number gets the nearest that is."""
    path = "preferences.north.extras.watched-zone.points"
    found = json.loads(printed("tipping", valleys, "--path", path, "--json"))
    curves = next(finding for finding in found if finding["id"] == "tipping.curves")
    place = [column["name"] for column in curves["columns"]].index("path")
    assert path in {row[place] for row in curves["rows"]}
    said = refused("tipping", valleys, "--path", path.removesuffix("s"))
    assert said.startswith("this run has no number that could be another")
    assert f"Nearest: {path}" in said


def test_no_levers_reach_nothing(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(TWO)
    printed("run", "case.yaml", "--draws", "5", "--out", "x", cwd=tmp_path)
    assert printed("levers", "x", cwd=tmp_path).startswith(("The case", "levers."))
    assert "names no levers" in refused("levers", "x", "--target", "0.5", cwd=tmp_path)


@pytest.mark.parametrize(
    "words", [("obstacles",), ("levers",), ("tipping",), ("explain", "package:1"), ("verify",)]
)
def test_a_case_in_the_place_of_a_run(words: tuple[str, ...], tmp_path: Path) -> None:
    """A helpful sentence, with the run that is there already."""
    command, *rest = words
    assert refused(command, "two-valleys", *rest, cwd=tmp_path) == (
        "two-valleys is a case, not a run. Make one with `parley run two-valleys` and give its "
        "folder, which that prints last.\n"
    )
    (tmp_path / "case.yaml").write_text(TWO)
    made = tmp_path / "runs" / "case-12345678"
    made.mkdir(parents=True)
    (made / "manifest.json").write_text("{}")
    said = refused(command, "case.yaml", *rest, cwd=tmp_path)
    assert said.startswith("case.yaml is a case, not a run.")
    assert said.endswith("There is runs/case-12345678.\n")
    assert refused(command, "nowhere", *rest, cwd=tmp_path) == (
        "there is no folder nowhere. Give the folder of a run.\n"
    )
    assert "holds no finished run" in refused(command, tmp_path, *rest)


@pytest.mark.parametrize("audience", ["principals", "public"])
def test_a_briefing_is_cut(valleys: Path, audience: str) -> None:
    """A second page beside the whole one, which stays; the answer says for whom it is cut."""
    whole = (valleys / "briefing.html").read_bytes()
    words = ["brief", "two-valleys", "--draws", "100", "--out", str(valleys)]
    text = printed(*words, "--cut", audience)
    page = Path(text.splitlines()[-1])
    assert page == valleys / f"briefing.{audience}.html"
    assert text.startswith(f"This copy is cut for the {audience}. Left out: no-deal values")
    notice = "What remains is the analyst&#39;s judgement, not the party&#39;s."
    assert notice in page.read_text()
    assert notice.encode() not in whole
    assert (valleys / "briefing.html").read_bytes() == whole
    assert page.stat().st_mode & 0o777 == 0o600
    assert printed(*words, "--cut", "team").splitlines()[-1] == str(valleys / "briefing.html")
    assert "is sound" in printed("verify", valleys)


def test_an_unknown_audience(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["brief", "two-valleys", "--cut", "press"])
    assert result.exit_code == 2
    assert "'press' is not one of 'team', 'principals', 'public'" in result.stderr


# ------------------------------------------------------------------------------- starting up


@pytest.mark.parametrize(
    "code",
    [
        "import parley; parley.__version__",
        "from parley.cli import main",
        "import contextlib, parley.cli\n"
        "with contextlib.suppress(SystemExit): parley.cli.main(['--help'])",
        "import contextlib, parley.cli\n"
        "with contextlib.suppress(SystemExit): parley.cli.main(['run', '--help'])",
    ],
)
def test_help_is_quick(code: str) -> None:
    """Nothing heavy is imported to say what there is."""
    heavy = "numpy numba duckdb pydantic yaml jinja2 pandas polars rich"
    done = subprocess.run(
        [sys.executable, "-c",
         f"{code}\nimport sys\nprint([m for m in {heavy!r}.split() if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_names_every_command() -> None:
    text = printed("--help")
    for command in (
        "cases", "new", "check", "schema", "deals", "run", "brief",
        "obstacles", "levers", "tipping", "explain", "verify",
    ):  # fmt: skip
        assert re.search(rf"^  {command} +\S", text, re.MULTILINE), command
    assert printed("--version") == f"parley, version {parley.__version__}\n"
    assert call("nonsense").returncode == 2


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_and_option_is_described(command: str) -> None:
    what = main.commands[command]
    assert (what.help or "").strip().endswith(".")
    for option in what.params:
        if option.param_type_name == "option" and option.name != "out":
            assert getattr(option, "help", None), (command, option.name)


def test_the_package_names_what_it_offers() -> None:
    """Everything in ``__all__`` can be had; nothing else pretends to be there."""
    for name in parley.__all__:
        assert getattr(parley, name)
    with pytest.raises(AttributeError, match="no attribute 'loads'"):
        parley.loads  # noqa: B018


@pytest.mark.parametrize(
    "before", ["pass", "parley.open_run", "parley.run", "import parley.cli, parley.runs"]
)
def test_what_is_offered_stays_what_it_is(before: str) -> None:
    """Also the second time, and whatever was imported before: no module hides a function."""
    code = (
        f"import parley\n{before}\nfrom parley import run\n"
        "assert callable(run) and run is parley.run\n"
        "assert all(callable(getattr(parley, n)) for n in parley.__all__ if n != '__version__')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
