"""Importing and exporting as a person does it: what is printed, written and refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

import parley
from parley.cli import main

NEGOLOG = (
    '{"reservationValue": 0.3, "issueWeights": {"land": 1},'
    ' "issues": {"land": {"all": 1, "half": 0.5}}}'
)


@pytest.fixture
def domain(tmp_path: Path) -> Path:
    folder = tmp_path / "domain1"
    folder.mkdir()
    (folder / "A.json").write_text(NEGOLOG)
    (folder / "B.json").write_text(NEGOLOG)
    (folder / "odd.bin").write_bytes(b"\x00\x01")
    return folder


def call(*words: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


def test_import_says_what_it_read(domain: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.yaml"
    code, told, complaints = call("import", domain, "-o", out, "--as-of", "2024-12-31")
    assert (code, complaints) == (0, "")
    assert told == (
        "Read from NegoLog JSON: A.json, B.json.\n"
        "Read as NegoLog does: utility is the sum of weight x value of the option, as they stand.\n"
        "Not read: odd.bin.\n"
        f"Next: parley check {out}\n"
    )
    case = parley.load(out)
    assert (str(case.title), str(case.as_of)) == ("domain1", "2024-12-31")
    assert call("check", out)[0] == 0


def test_nothing_is_overwritten_unasked(domain: Path, tmp_path: Path) -> None:
    out = tmp_path / "c.yaml"
    out.write_text("mine")
    code, told, complaints = call("import", domain, "-o", out)
    assert (code, told) == (2, "")
    assert complaints == f"{out} is there already. Give another name, or --force.\n"
    assert out.read_text() == "mine"
    assert call("import", domain, "-o", out, "--force")[0] == 0
    assert str(parley.load(out).as_of) == date.today().isoformat()
    assert "is a folder" in call("import", domain, "-o", tmp_path)[2]
    assert "does not exist. Make it first." in call("import", domain, "-o", tmp_path / "x" / "y")[2]


def test_a_refusal_is_exit_code_2_and_writes_nothing(domain: Path, tmp_path: Path) -> None:
    (domain / "B.json").write_text(NEGOLOG.replace("0.5", "NaN"))
    out = tmp_path / "c.yaml"
    code, told, complaints = call("import", domain, "-o", out)
    assert (code, told) == (2, "")
    assert complaints == f"{domain / 'B.json'}: NaN is no number of JSON. Write a finite number.\n"
    assert not out.exists()


@pytest.mark.parametrize(
    ("tool", "files"),
    [
        ("negmas", ["domain.yml", "profile-01-a.yml", "profile-02-b.yml"]),
        ("geniusweb", ["domain.json", "profile-01-a.json", "profile-02-b.json"]),
    ],
)
def test_export(domain: Path, tmp_path: Path, tool: str, files: list[str]) -> None:
    case, out = tmp_path / "c.yaml", tmp_path / "out"
    call("import", domain, "-o", case)
    code, told, complaints = call("export", case, "-o", out, "--format", tool)
    assert (code, told.splitlines()) == (0, [str(out / file) for file in files])
    assert sorted(file.name for file in out.iterdir()) == files
    is_bid = "the reserve 0.3 is written as the package with utility 0.5" in " ".join(
        complaints.split()
    )
    assert is_bid == (tool == "geniusweb")
    assert call("import", out, "-o", tmp_path / "again.yaml")[0] == 0
    code, told, complaints = call("export", case, "-o", out, "--format", tool)
    assert (code, told) == (2, "")
    assert "is there already" in complaints
    assert call("export", case, "-o", out, "--format", tool, "--force")[0] == 0
    assert "is no folder" in call("export", case, "-o", case, "--format", tool)[2]


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, told, complaints = call("export", "two-valleys", "-o", out, "--format", "negmas")
    assert (code, told) == (2, "")
    assert 'the rule "zone-needs-hands" excludes packages' in complaints
    assert not out.exists()


def test_reading_from_python(domain: Path) -> None:
    case = parley.read(domain, as_of=date(2024, 12, 31))
    assert list(case.principals) == ["a", "b"]
    assert case.origin.file == "domain1.yaml"
    with pytest.raises(parley.FormatError, match="this is none of the formats"):
        parley.read(domain / "odd.bin")
