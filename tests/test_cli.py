"""The commands as an analyst runs them: a process each, its output and its exit code."""

from __future__ import annotations

import json
import os
import re
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
from parley.cli import main
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
    assert {item["solution"] for item in found["points"]} == {"nash", "kalai-smorodinsky"}
    (accord,) = found["references"]
    assert (accord["reference"], accord["acceptable"]) == ("accord-2019", False)
    every = json.loads(printed("deals", "two-valleys", "--json", "--all-points"))
    assert [item["solution"] for item in every["points"]][2:] == ["egalitarian", "utilitarian"]


def test_deals_for_readers() -> None:
    text = printed("deals", "two-valleys")
    assert text.startswith("Two valleys, as of 2024-12-31: the central draw\n12 packages; 10 break")
    assert "egalitarian" not in text
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
    monkeypatch.setattr("parley.runs.seconds_needed", lambda case, draws, threads: 600.0)
    words = ["run", "two-valleys", "--draws", "5", "--out", str(tmp_path / "x")]
    first = CliRunner().invoke(main, words)
    assert first.exit_code == 0
    assert first.stderr == "This will take about 10 minutes; Ctrl-C keeps what is done.\n"
    # A finished run is read, so there is nothing to wait for.
    assert CliRunner().invoke(main, words).stderr == ""


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
    for command in ("cases", "new", "check", "schema", "deals", "run", "brief"):
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
