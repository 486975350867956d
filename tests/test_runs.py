"""A run on disk: the same bytes for the same order, resumed after anything, never mixed up."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

import parley
from parley import runs
from parley.analysis import QUESTIONS, find_all
from parley.analysis.finding import Finding
from parley.case import Case
from parley.conditions import build
from parley.engine.ensemble import CHUNK, Chunk, chunks, merge, tally
from parley.engine.layouts import layouts
from parley.engine.variants import variants_of
from parley.finished import study_of
from parley.kept import all_kept, keep, kept, number_kept
from parley.manifest import Order
from parley.runs import cut, open_run, run
from parley.store import (
    RunError,
    clear_unfinished,
    code_hash,
    read_arrays,
    sha256,
    write,
    write_arrays,
)
from parley.verify import verify

SEVERAL = 3 * CHUNK + 100
"""Draws for four chunks."""
STAGES = ["feasible", *build(parley.load("two-valleys")).stages]


@pytest.fixture(scope="module")
def valleys_case() -> Case:
    return parley.load("two-valleys")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory, valleys_case: Case) -> parley.Run:
    """Four chunks of the two valleys, computed in one go."""
    return run(valleys_case, SEVERAL, 1, tmp_path_factory.mktemp("runs") / "finished", threads=1)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the log, by its place in the folder."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "log.json"
    }


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first draw of every chunk that is computed."""
    begun: list[int] = []

    def counting(model: Any, layout: Any, seed: int, numbers: Any, *rest: Any) -> Chunk:
        begun.append(int(numbers[0]))
        return tally(model, layout, seed, numbers, *rest)

    monkeypatch.setattr("parley.workers.job.tally", counting)
    return begun


def stop_after(chunks_done: int) -> Callable[[str, int, int], None]:
    """A Ctrl-C once so many chunks are done."""

    def tell(what: str, done: int, whole: int) -> None:
        if what == "draws" and done == chunks_done * CHUNK:
            raise KeyboardInterrupt

    return tell


# ------------------------------------------------------------------------------- the same bytes


@pytest.mark.parametrize(("threads", "blocks"), [(1, 1), (2, 1), (2, -1), (3, -1)])
def test_the_same_order_gives_the_same_bytes(
    tmp_path: Path, valleys_case: Case, finished: parley.Run, threads: int, blocks: int
) -> None:
    """Whatever the threads and the order of the blocks: tables, findings, manifest, briefing."""
    again = run(valleys_case, SEVERAL, 1, tmp_path / "x", threads=threads, blocks=blocks)
    mine, other = contents(again.path), contents(finished.path)
    assert list(mine) == list(other)
    assert [name for name in mine if mine[name] != other[name]] == []


def test_a_run_has_these_files(finished: parley.Run) -> None:
    """A Parquet file a finding, and no trace of the work."""
    assert sorted(contents(finished.path)) == sorted(
        [
            "briefing.html",
            "case.yaml",
            "draws.parquet",
            "findings.json",
            "manifest.json",
            "packages.parquet",
            *(f"findings/{name}.parquet" for name in finished.findings),
        ]
    )
    assert json.loads((finished.path / "log.json").read_text())["seconds"].keys() == {
        "ensemble",
        "findings",
        "tables",
        "briefing",
    }


@pytest.mark.parametrize("change", ["draws", "seed", "case", "version", "code"])
def test_another_order_has_another_id(
    valleys_case: Case, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = Order(valleys_case, 100, 1)
    before = order.id
    if change == "draws":
        order = Order(valleys_case, 101, 1)
    elif change == "seed":
        order = Order(valleys_case, 100, 2)
    elif change == "case":
        text = valleys_case.origin.data.replace(b"Two valleys", b"Two hills")
        order = Order(parley_case(text), 100, 1)
    elif change == "version":
        monkeypatch.setattr(parley, "__version__", "9.9.9")
    else:
        monkeypatch.setattr("parley.manifest.code_hash", lambda: "other")
    assert order.id != before
    assert re.fullmatch(r"[0-9a-f]{64}", order.id)


def parley_case(text: bytes) -> Case:
    from parley.case import parse

    return parse(text)


def test_seed_and_draws_cannot_run_into_each_other() -> None:
    """Seed 1 with 23 draws is not seed 12 with 3: the parts of a hash keep their ends."""
    assert sha256("1", "23") != sha256("12", "3")
    assert sha256("a", b"b") == sha256(b"a", "b")


def test_the_code_hash_covers_code_and_templates() -> None:
    """A briefing by other templates is another run; the hash is that of a plain walk."""
    root = Path(parley.__file__).parent
    files = sorted(f for f in root.rglob("*") if f.suffix in {".py", ".html", ".css"})
    assert {f.suffix for f in files} == {".py", ".html", ".css"}
    parts = [part for f in files for part in (str(f.relative_to(root)), f.read_bytes())]
    code_hash.cache_clear()
    assert code_hash() == sha256(*parts)


def test_the_folder_is_named_after_case_and_id(
    tmp_path: Path, valleys_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(valleys_case, 5, 1)
    assert done.path == Path("runs") / f"two-valleys-{done.manifest['id'][:8]}"
    assert done.path.is_dir()


# ------------------------------------------------------------------------------- going on


def test_an_interrupted_run_goes_on(
    tmp_path: Path, valleys_case: Case, finished: parley.Run, counted: list[int]
) -> None:
    """After Ctrl-C the first chunk is kept and read; the rest is computed, to the same bytes."""
    with pytest.raises(KeyboardInterrupt):
        run(valleys_case, SEVERAL, 1, tmp_path / "x", progress=stop_after(1))
    assert counted == [0]
    assert not (tmp_path / "x" / "manifest.json").exists()
    again = run(valleys_case, SEVERAL, 1, tmp_path / "x")
    assert counted == [0, CHUNK, 2 * CHUNK, 3 * CHUNK]
    assert contents(again.path) == contents(finished.path)


def test_an_interruption_while_findings_are_made_costs_no_draws(
    tmp_path: Path, valleys_case: Case, finished: parley.Run, counted: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def stop(*ignored: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(runs, "page", stop)
        with pytest.raises(KeyboardInterrupt):
            run(valleys_case, SEVERAL, 1, tmp_path / "x")
    counted.clear()
    again = run(valleys_case, SEVERAL, 1, tmp_path / "x")
    assert counted == []
    assert contents(again.path) == contents(finished.path)


@pytest.mark.parametrize("moment", ["draws", "findings"])
def test_a_killed_process_goes_on(tmp_path: Path, finished: parley.Run, moment: str) -> None:
    """``kill -9`` of a real process in the middle, then the command line finishes the run."""
    folder = tmp_path / "x"
    place = 2 * CHUNK if moment == "draws" else 0
    child = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, parley, signal, sys\n"
            "def tell(what, done, whole):\n"
            f"    if what == {moment!r} and done == {place}:\n"
            "        os.kill(os.getpid(), signal.SIGKILL)\n"
            f"parley.run(parley.load('two-valleys'), {SEVERAL}, 1, sys.argv[1], progress=tell)\n",
            str(folder),
        ],
        check=False,
    )
    assert child.returncode == -signal.SIGKILL
    left = sorted(file.name for file in (folder / "chunks").glob("*.npz"))
    assert len(left) == (2 if moment == "draws" else 4)
    # What the killed process was writing, and what it could not write whole.
    (folder / "chunks" / ".000001536.npz.777.part").write_text("cut")
    (folder / ".draws.parquet.12345.part").write_bytes(b"PAR1")
    command = [sys.executable, "-m", "parley", "run", "two-valleys", "--out", str(folder)]
    done = subprocess.run(
        [*command, "--draws", str(SEVERAL)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == str(folder)
    assert contents(folder) == contents(finished.path)


def test_a_run_stopped_in_its_first_moment_goes_on(tmp_path: Path, valleys_case: Case) -> None:
    """Only empty folders, or a file half written, are left of it."""
    (tmp_path / "x" / "chunks").mkdir(parents=True)
    (tmp_path / "x" / "chunks" / ".id.999.part").write_text("")
    assert run(valleys_case, 5, 1, tmp_path / "x").manifest["draws"] == 5


def test_a_finished_run_is_read(
    finished: parley.Run, valleys_case: Case, counted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is computed or written again; findings come back as they were."""
    before = {file: file.stat().st_mtime_ns for file in finished.path.rglob("*")}
    monkeypatch.setattr(runs, "build", lambda case: pytest.fail("compiled again"))
    again = run(valleys_case, SEVERAL, 1, finished.path)
    assert counted == []
    assert again.findings == finished.findings
    assert again.manifest == finished.manifest
    assert again.case.origin.data == valleys_case.origin.data
    assert {file: file.stat().st_mtime_ns for file in finished.path.rglob("*")} == before
    assert open_run(str(finished.path)).findings == finished.findings


def test_progress_is_told(tmp_path: Path, valleys_case: Case) -> None:
    """Draws done of draws wanted, chunk by chunk, then the questions."""
    told: list[tuple[str, int, int]] = []
    run(valleys_case, CHUNK + 1, 1, tmp_path / "x", progress=lambda *what: told.append(what))
    assert told == [
        ("draws", 0, CHUNK + 1),
        ("draws", CHUNK, CHUNK + 1),
        ("draws", CHUNK + 1, CHUNK + 1),
        *(("findings", done, len(QUESTIONS)) for done in range(len(QUESTIONS) + 1)),
    ]


# ------------------------------------------------------------------------------- damage


def chunk_file(folder: Path, case: Case) -> tuple[Path, Chunk]:
    """A kept chunk of a case, and what it holds."""
    model = build(case)
    plans = layouts(model)
    part = tally(model, plans, 1, np.arange(CHUNK, CHUNK + 50))
    file = folder / "chunk.npz"
    keep(file, part)
    return file, part


def same(a: Chunk, b: Chunk) -> bool:
    return (
        np.array_equal(a.numbers, b.numbers)
        and a.attempts.keys() == b.attempts.keys()
        and all(np.array_equal(a.attempts[key], b.attempts[key]) for key in a.attempts)
        and list(a.tallies) == list(b.tallies)
        and all(
            np.array_equal(x, y)
            for key in a.tallies
            for x, y in zip(
                vars(a.tallies[key]).values(), vars(b.tallies[key]).values(), strict=True
            )
        )
    )


def test_a_kept_chunk_comes_back_whole(tmp_path: Path, valleys_case: Case) -> None:
    """Numbers, attempts, and of every variant the three tables."""
    file, part = chunk_file(tmp_path, valleys_case)
    back = kept(file)
    assert back is not None
    assert same(part, back)
    assert kept(tmp_path / "missing.npz") is None


def test_a_damaged_chunk_is_none_or_unharmed(tmp_path: Path, valleys_case: Case) -> None:
    """Cut off anywhere, or with a byte altered anywhere: never another chunk, never a crash."""
    file, part = chunk_file(tmp_path, valleys_case)
    whole = file.read_bytes()
    luck = random.Random(7)
    places = [*range(200), *(luck.randrange(len(whole)) for _ in range(300))]
    for place in places:
        file.write_bytes(whole[:place])
        assert kept(file) is None
    for place in [*places, *range(len(whole) - 200, len(whole))]:
        altered = bytearray(whole)
        altered[place] ^= 1 << luck.randrange(8)
        file.write_bytes(altered)
        back = kept(file)
        assert back is None or same(part, back), place


def test_chunks_are_kept_however_they_were_cut(tmp_path: Path, valleys_case: Case) -> None:
    """All but those of other runs' draws, and of two that overlap the first."""
    model = build(valleys_case)
    (tmp_path / "chunks").mkdir()
    for name, start, stop in [("a", 64, 192), ("b", 0, 64), ("c", 190, 200), ("d", 250, 300)]:
        part = tally(model, layouts(model), 1, np.arange(start, stop))
        keep(tmp_path / "chunks" / f"{name}.npz", part)
    (tmp_path / "chunks" / "e.npz").write_bytes(b"no chunk at all")
    found = [(part.numbers[0], part.numbers[-1]) for part in all_kept(tmp_path, 280)]
    assert found == [(64, 191), (0, 63)]
    assert number_kept(tmp_path) == 128 + 64 + 10 + 50
    assert (list(all_kept(tmp_path / "x", 5)), number_kept(tmp_path / "x")) == ([], 0)


@pytest.mark.parametrize(
    ("workers", "sizes"),
    [
        (1, [512, 512, 512, 100]),
        (2, [256, 256] * 3 + [100]),
        (7, [64] * 25 + [36]),
        (10**6, [64] * 25 + [36]),
    ],
)
def test_several_workers_have_work(workers: int, sizes: list[int]) -> None:
    """Whole blocks each, four turns each as long as the blocks allow; every draw once."""
    found = cut(chunks(SEVERAL), np.ones(SEVERAL, dtype=bool), workers)
    assert [len(numbers) for numbers in found] == sizes
    assert np.array_equal(np.concatenate(found), np.arange(SEVERAL))


def test_what_is_kept_is_not_ordered_again() -> None:
    left = np.ones(1100, dtype=bool)
    left[100:612] = False
    found = cut(chunks(1100), left, 1)
    assert [(numbers[0], numbers[-1]) for numbers in found] == [(0, 99), (612, 1023), (1024, 1099)]


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut off", b"no chunk at all"])
def test_a_damaged_chunk_is_computed_again(
    tmp_path: Path, valleys_case: Case, finished: parley.Run, counted: list[int], damage: bytes
) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(valleys_case, SEVERAL, 1, tmp_path / "x", progress=stop_after(2))
    (tmp_path / "x" / "chunks" / f"{CHUNK:09d}.npz").write_bytes(damage)
    again = run(valleys_case, SEVERAL, 1, tmp_path / "x")
    assert counted == [0, CHUNK, CHUNK, 2 * CHUNK, 3 * CHUNK]
    assert contents(again.path) == contents(finished.path)


def test_merging_does_not_mind_the_order(valleys_case: Case) -> None:
    """Chunks add up to what one big chunk is."""
    model = build(valleys_case)
    plans = layouts(model)
    parts = [tally(model, plans, 1, numbers) for numbers in chunks(2 * CHUNK + 10)]
    whole = merge(parts)
    assert same(merge(parts[::-1]), whole)
    at_once = tally(model, plans, 1, np.arange(2 * CHUNK + 10))
    assert same(whole, at_once)


# ------------------------------------------------------------------------------- other folders


def test_another_run_in_the_folder_is_refused(
    tmp_path: Path, valleys_case: Case, finished: parley.Run
) -> None:
    before = contents(finished.path)
    with pytest.raises(RunError, match=r"holds another run.*Give --out another folder"):
        run(valleys_case, SEVERAL, 2, finished.path)
    assert contents(finished.path) == before
    with pytest.raises(KeyboardInterrupt):
        run(valleys_case, SEVERAL, 1, tmp_path / "x", progress=stop_after(1))
    with pytest.raises(RunError, match="the beginning of another run"):
        run(valleys_case, SEVERAL, 2, tmp_path / "x")


def test_somebody_elses_folder_is_refused(tmp_path: Path, valleys_case: Case) -> None:
    """Nothing in it is touched, however it is called."""
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / ".notes.txt.12.part").write_text("mine, too")
    with pytest.raises(RunError, match=r"is not empty and holds no run"):
        run(valleys_case, 5, 1, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == [".notes.txt.12.part", "notes.txt"]
    (tmp_path / "manifest.json").write_text('{"name": "a web page"}')
    (tmp_path / "findings.json").write_text("[]")
    (tmp_path / "case.yaml").write_text("")
    with pytest.raises(RunError, match="holds no run"):
        run(valleys_case, 5, 1, tmp_path)
    with pytest.raises(RunError, match="is a file"):
        run(valleys_case, 5, 1, tmp_path / "notes.txt")


def test_two_processes_do_not_work_in_one_folder(
    tmp_path: Path, valleys_case: Case, finished: parley.Run
) -> None:
    """The second is told so, and the first goes on undisturbed."""
    refused = []

    def meanwhile(what: str, done: int, whole: int) -> None:
        if what == "draws" and done == CHUNK:
            child = subprocess.run(
                [sys.executable, "-m", "parley", "run", "two-valleys", "--draws", str(SEVERAL),
                 "--out", str(tmp_path / "x")],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            refused.append((child.returncode, child.stderr.split(".")[0]))

    again = run(valleys_case, SEVERAL, 1, tmp_path / "x", progress=meanwhile)
    assert refused[0] == (2, f"another parley is at work in {tmp_path / 'x'}")
    assert contents(again.path) == contents(finished.path)


def test_only_our_own_unfinished_files_are_cleared(tmp_path: Path) -> None:
    names = [".draws.parquet.77.part", ".part", ".x.part", "a.77.part", ".gitignore"]
    for name in names:
        (tmp_path / name).write_text("")
    clear_unfinished(tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == set(names[1:])


def test_an_unfinished_or_damaged_folder_cannot_be_opened(
    tmp_path: Path, finished: parley.Run
) -> None:
    with pytest.raises(RunError, match=r"holds no finished run\. Make one with `parley run`"):
        open_run(tmp_path)
    for name, data in contents(finished.path).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    assert open_run(tmp_path).findings == finished.findings
    for name in ("findings.json", "manifest.json"):
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        with pytest.raises(RunError, match="damaged"):
            open_run(tmp_path)
        (tmp_path / name).write_bytes(data)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ({"draws": 0}, "draws must be from 1 to 1,000,000; 0 was asked for"),
        ({"draws": 1_000_001}, "draws must be from 1 to 1,000,000"),
        ({"seed": -1}, "seed must be from 0 to"),
        ({"seed": 2**64}, "seed must be from 0 to"),
        ({"threads": 0}, "at least 1 thread"),
        ({"blocks": 2}, "order 1 or -1"),
        ({"cluster": "local"}, '"local" is no cluster. Write local:2 for two processes'),
        ({"cluster": "local:0"}, "is no cluster"),
        ({"cluster": "somewhere"}, "the address of a running Dask scheduler, such as tcp://"),
    ],
)
def test_an_order_that_cannot_be_met(
    tmp_path: Path, valleys_case: Case, wish: dict[str, Any], words: str
) -> None:
    """Refused before a folder is made: no threads, for one, would find that nothing passes."""
    with pytest.raises(RunError, match=words):
        run(valleys_case, **{"draws": 5, "seed": 1, "out": tmp_path / "x", **wish})
    assert not (tmp_path / "x").exists()


# ------------------------------------------------------------------------------- private


def test_only_the_owner_can_read(tmp_path: Path, valleys_case: Case) -> None:
    """Also where the umask is open, and while the work goes on."""
    old = os.umask(0)
    try:
        with pytest.raises(KeyboardInterrupt):
            run(valleys_case, SEVERAL, 1, tmp_path / "x", progress=stop_after(1))
        check_modes(tmp_path / "x")
        run(valleys_case, SEVERAL, 1, tmp_path / "x")
        check_modes(tmp_path / "x")
    finally:
        os.umask(old)


def check_modes(folder: Path) -> None:
    for file in [folder, *folder.rglob("*")]:
        wanted = 0o700 if file.is_dir() else 0o600
        assert stat.S_IMODE(file.stat().st_mode) == wanted, file


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves what was there before."""
    write(tmp_path / "a", "before")

    def fail(*ignored: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path / "a", "after")
    assert (tmp_path / "a").read_text() == "before"


def test_arrays_prove_each_other(tmp_path: Path) -> None:
    """A sound file with another number in it, or without one of its arrays, is damaged, too."""
    file = tmp_path / "a.npz"
    arrays = {"one": np.arange(5), "two": np.zeros((2, 2), dtype=bool)}
    write_arrays(file, arrays)
    back = read_arrays(file)
    assert back is not None
    assert list(back) == ["one", "two"]
    assert all(np.array_equal(back[name], arrays[name]) for name in arrays)
    with np.load(file) as stored:
        proof = stored["sha256"]
    for other in (
        {**arrays, "one": np.array([0, 1, 2, 3, 5])},
        {**arrays, "one": np.arange(5, dtype=np.int32)},
        {**arrays, "two": np.zeros((4, 1), dtype=bool)},
        {"one": arrays["one"]},
        {},
    ):
        np.savez(file, allow_pickle=False, **other, sha256=proof)
        assert read_arrays(file) is None
    np.savez(file, allow_pickle=False, **arrays)
    assert read_arrays(file) is None


def test_missing_arrays_are_none(tmp_path: Path) -> None:
    assert read_arrays(tmp_path / "no.npz") is None


# ------------------------------------------------------------------------------- what it holds


def test_the_manifest_knows_no_time_and_no_place(finished: parley.Run, tmp_path: Path) -> None:
    """The same on every machine with the same libraries: nothing in it is of this one."""
    text = (finished.path / "manifest.json").read_text()
    assert set(finished.manifest) == {
        "format",
        "id",
        "case",
        "seed",
        "draws",
        "parley",
        "libraries",
        "counts",
        "blocks",
        "columns",
        "findings",
        "files",
        "sha256",
    }
    assert str(finished.path) not in text
    assert str(Path.home()) not in text
    assert not re.search(r'"/|[a-z]:/', text)
    assert not re.search(r"\d\d:\d\d", text)
    dates = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    assert dates == [str(finished.case.as_of)]
    assert len(finished.manifest["blocks"]) == -(-SEVERAL // 64)
    assert len(set(finished.manifest["blocks"])) == len(finished.manifest["blocks"])
    assert finished.manifest["case"]["file"] == "two-valleys.yaml"


def test_the_blocks_prove_the_draws(
    tmp_path: Path, finished: parley.Run, valleys_case: Case
) -> None:
    """Whole blocks of 64 of a shorter run are the same blocks; those of another seed are not."""
    shorter = run(valleys_case, 128, 1, tmp_path / "short").manifest
    assert shorter["blocks"] == finished.manifest["blocks"][:2]
    other = run(valleys_case, 128, 2, tmp_path / "other").manifest
    assert not set(other["blocks"]) & set(shorter["blocks"])


def test_packages_are_those_that_break_no_rule(finished: parley.Run, valleys_case: Case) -> None:
    """One row each with its options by name, and in how many draws it passes."""
    model = build(valleys_case)
    rows = duckdb.sql(f"SELECT * FROM '{finished.path}/packages.parquet'").fetchall()
    names = duckdb.sql(f"SELECT * FROM '{finished.path}/packages.parquet'").columns
    assert names[:4] == ["code", "border", "monitors", "acceptable"]
    codes = np.flatnonzero(model.rules.mask.ravel())
    assert [row[0] for row in rows] == codes.tolist()
    single = finished.findings["funnel.stages"].records()[1]
    for row in rows:
        assert model.space.package(row[0]) == dict(zip(names[1:3], row[1:3], strict=True))
    best = max(rows, key=lambda row: (row[3], -row[0]))
    assert best[0] == single["single_code"]
    assert best[3] / SEVERAL == single["single"]
    assert names[3:] == [
        stage if variant.key == "judged" else f"{stage}.{variant.key}"
        for variant in variants_of(model)
        for stage in model.stages
    ]


def test_where_packages_are_too_many_only_those_that_pass_are_listed(
    tmp_path: Path, valleys_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that pass in some draw of some variant; none of the others."""
    monkeypatch.setattr(runs, "LISTED_PACKAGES", 3)
    done = run(valleys_case, 20, 1, tmp_path / "x")
    rows = duckdb.sql(f"SELECT * FROM '{done.path}/packages.parquet'").fetchall()
    assert 0 < len(rows) < 10
    assert all(sum(row[3:]) > 0 for row in rows)
    # What is not listed passed in no draw: the counts of all are proven by those of the listed.
    assert verify(done.path).is_sound


def test_draws_hold_every_number_that_was_drawn(finished: parley.Run, valleys_case: Case) -> None:
    """Number, attempts, states, every quantity, what is real, how many packages pass."""
    names = duckdb.sql(f"SELECT * FROM '{finished.path}/draws.parquet'").columns
    model = build(valleys_case)
    draws = model.draws(1, np.arange(SEVERAL))
    bars = [c.path for c in model.conditions if c.bar is not None]
    assert names == [
        "draw",
        "attempt.north",
        "factors.front",
        "factors.supply",
        *draws.columns,
        *(f"real.{path}" for path in bars),
        *(f"passing.{key}" for key in finished.manifest["counts"]),
    ]
    table = duckdb.sql(f"SELECT * FROM '{finished.path}/draws.parquet'").fetchnumpy()
    assert table["draw"].tolist() == list(range(SEVERAL))
    for path, column in draws.columns.items():
        assert np.array_equal(table[path], column), path
    states = list(valleys_case.factors["front"].states)
    assert table["factors.front"].tolist() == [states[k] for k in draws.states["front"]]
    assert np.array_equal(table["attempt.north"], draws.attempts["north"])
    some = (table[f"passing.{model.stages[-1]}.judged"] > 0).mean()
    assert some == finished.findings["funnel.stages"].figure("some").value


def test_findings_on_disk_are_the_findings(finished: parley.Run) -> None:
    """findings.json and the Parquet files hold the same as the objects."""
    data = json.loads((finished.path / "findings.json").read_text())
    assert (data["draws"], data["seed"], data["as_of"]) == (SEVERAL, 1, "2024-12-31")
    back = {entry["id"]: Finding.from_dict(entry) for entry in data["findings"]}
    assert back == finished.findings
    for name, finding in finished.findings.items():
        table = duckdb.sql(f"SELECT * FROM '{finished.path}/findings/{name}.parquet'")
        assert table.columns == [column.name for column in finding.columns]
        assert table.fetchall() == [tuple(row) for row in finding.rows], name


def test_the_study_behind_a_run_comes_back(finished: parley.Run, valleys_case: Case) -> None:
    """The same draws without another search; each tally made when it is asked for."""
    study = study_of(open_run(finished.path))
    model = build(valleys_case)
    draws = model.draws(1, np.arange(SEVERAL))
    assert study.draws.columns.keys() == draws.columns.keys()
    assert all(np.array_equal(study.draws.columns[n], draws.columns[n]) for n in draws.columns)
    assert all(np.array_equal(study.draws.uniforms[n], draws.uniforms[n]) for n in draws.uniforms)
    assert np.array_equal(study.draws.attempts["north"], draws.attempts["north"])
    assert list(study.tallies) == [variant.key for variant in variants_of(model)]
    whole = merge([tally(model, layouts(model), 1, numbers) for numbers in chunks(SEVERAL)])
    for key in study.tallies:
        assert np.array_equal(study.tallies[key].passing, whole.tallies[key].passing)
        assert np.array_equal(study.tallies[key].present, whole.tallies[key].present)
        assert np.array_equal(study.tallies[key].counts, whole.tallies[key].counts)
    assert study.tallies["judged"] is study.tallies["judged"]
    assert [f.id for f in find_all(study).values()] == list(finished.findings)


def test_no_study_of_a_run_by_other_code(
    finished: parley.Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.manifest.code_hash", lambda: "other")
    with pytest.raises(RunError, match=r"was made by parley .* with other code.*Make it again"):
        study_of(open_run(finished.path))


def test_a_run_of_another_format_is_refused(tmp_path: Path, valleys_case: Case) -> None:
    done = run(valleys_case, 5, 1, tmp_path / "x")
    write(done.path / "manifest.json", json.dumps({**done.manifest, "format": 1}))
    with pytest.raises(RunError, match=r"in format 1; this one reads format 3. Make it again"):
        open_run(done.path)


# ------------------------------------------------------------------------------- frames


def test_tables_are_pandas_frames_where_pandas_is(finished: parley.Run) -> None:
    pandas = pytest.importorskip("pandas")
    frame = finished.table("funnel.stages")
    assert isinstance(frame, pandas.DataFrame)
    assert frame["stage"].tolist() == STAGES
    assert len(finished.draws) == SEVERAL
    assert len(finished.packages) == 10


def test_else_polars_frames(finished: parley.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    polars = pytest.importorskip("polars")
    monkeypatch.setitem(sys.modules, "pandas", None)
    frame = finished.table("funnel.stages")
    assert isinstance(frame, polars.DataFrame)
    assert frame["stage"].to_list() == STAGES
    assert len(finished.packages) == 10


def test_else_arrays(finished: parley.Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    arrays = finished.table("funnel.stages")
    assert isinstance(arrays["some"], np.ndarray)
    assert arrays["stage"].tolist() == STAGES
    assert len(finished.draws["draw"]) == SEVERAL


def test_an_unknown_table_names_the_known_ones(finished: parley.Run) -> None:
    with pytest.raises(KeyError, match=r"no finding 'funnel'; there are answer\.summary, funnel"):
        finished.table("funnel")


def test_awkward_names_stay_what_they_are(tmp_path: Path, valleys_case: Case) -> None:
    """Quotes and wildcards in the folder's name, quotes in titles."""
    text = valleys_case.origin.data.replace(b"title: The river\n", b"title: The river\n")
    text = text.replace(b"river: The river", b'river: "The \'old\' \\"river\\""')
    odd = tmp_path / "it's [a] run*?"
    done = run(parley_case(text), 5, 1, odd)
    terms = done.findings["funnel.options"].records()[0]
    assert terms["option_title"] == "The 'old' \"river\""
    rows = duckdb.connect().execute(
        "SELECT option_title FROM read_parquet(?)", [f"{odd}/findings/funnel.options.parquet"]
    ).fetchall()  # fmt: skip
    assert rows[0][0] == "The 'old' \"river\""
    assert len(done.packages) == 10
