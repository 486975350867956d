"""Chunks made elsewhere: the same bytes, whoever makes them and whoever dies over it."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import parley
from parley.case import Case, CaseError
from parley.case.problems import Problem, Text
from parley.cli import main
from parley.conditions import build
from parley.engine.ensemble import CHUNK
from parley.runs import run
from parley.store import RunError
from parley.workers import Hands, Threads, WorkersLost, local_number
from parley.workers.job import Job, arrived, made_by

pytest.importorskip("distributed")

from parley.workers import dask_cluster

DRAWS = 2 * CHUNK
ALWAYS = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
"""Coverage guards its data with a lock that an interruption can leave taken for ever."""
together = pytest.mark.xdist_group("processes")


@pytest.fixture(scope="module")
def case() -> Case:
    return parley.load("two-valleys")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory, case: Case) -> dict[str, bytes]:
    """What one thread makes of the order."""
    return contents(run(case, DRAWS, 1, tmp_path_factory.mktemp("runs") / "x", threads=1).path)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file but the log, by its place in the folder."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != "log.json"
    }


def kept_files(folder: Path) -> list[str]:
    return sorted(file.name for file in (folder / "chunks").glob("*.npz"))


def once(act: Callable[[], None]) -> Callable[[str, int, int], None]:
    """Act when the first chunk has arrived, and never again."""
    acted: list[bool] = []

    def tell(what: str, done: int, whole: int) -> None:
        if what == "draws" and 0 < done < whole and not acted:
            acted.append(True)
            act()

    return tell


# ------------------------------------------------------------------------------- a job


def test_a_job_travels_as_its_case(case: Case) -> None:
    """What arrives gives the same draws, and is made ready once for all that ask."""
    job = Job(build(case), 7, -1)
    sent = pickle.dumps(job)
    assert len(sent) < len(case.origin.data) + 500
    there = pickle.loads(sent)
    assert there.model is not job.model
    assert pickle.loads(sent) is there
    mine, theirs = job.chunk(np.arange(70)), there.chunk(np.arange(70))
    assert mine.tallies.keys() == theirs.tallies.keys()
    for key, tally in mine.tallies.items():
        assert np.array_equal(tally.counts, theirs.tallies[key].counts)
        assert np.array_equal(tally.passing, theirs.tallies[key].passing)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (("9.9.9", made_by()[1]), r"runs parley 0\.1\.0, and the run is made by parley 9\.9\.9"),
        ((parley.__version__, "other"), "runs parley .*, and .* by other code of that version"),
    ],
)
def test_another_parley_does_not_take_it(case: Case, by: tuple[str, str], words: str) -> None:
    with pytest.raises(RunError, match=words):
        arrived(case.origin.data, case.origin.file, 1, 1, by)


def test_what_is_wrong_with_a_case_can_be_sent() -> None:
    """Statements that never agree are found by whoever draws first."""
    error = CaseError("case.yaml", [Problem.at(Text("x", 3, 4), "no reading agrees.")])
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), back.problems) == ("case.yaml:3:4: no reading agrees.", error.problems)


def test_where_chunks_are_made_is_said_in_a_word() -> None:
    assert (local_number("local:2"), local_number("local:16")) == (2, 16)
    assert [local_number(a) for a in ("tcp://10.0.0.5:8786", "tls://h:1", "host.org:8786")] == [
        0
    ] * 3
    for wrong in ("local", "local:", "local:0", "local:two", "", "host", "tcp://host", "a b:1"):
        with pytest.raises(RunError, match=r"is no cluster\. Write local:2 .* address of a"):
            Hands(cluster=wrong)
    with Hands(3).at_work() as workers:
        assert workers == Threads(3)
    assert (Hands(3).cores(), Hands(1, "local:5").cores()) == (3, 5)


# ------------------------------------------------------------------------------- without Dask


@pytest.fixture
def without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)


@pytest.mark.parametrize("where", ["local:2", "tcp://127.0.0.1:9"])
def test_without_dask_the_way_to_it_is_said(tmp_path: Path, without_dask: None, where: str) -> None:
    """Before anything is made; and one process works without it."""
    said = CliRunner().invoke(
        main, ["run", "two-valleys", "--out", str(tmp_path / "x"), "--cluster", where]
    )
    assert said.exit_code == 2
    assert said.stderr == (
        "--cluster needs Dask, which is not installed. Install it: "
        "pip install 'parley-workbench[cluster]'\n"
    )
    assert not (tmp_path / "x").exists()
    assert run(parley.load("two-valleys"), 5, 1, tmp_path / "y").manifest["draws"] == 5


# ------------------------------------------------------------------------------- on this machine


@together
def test_processes_make_the_same_bytes(tmp_path: Path, case: Case, alone: dict[str, bytes]) -> None:
    """From the last block on, in other chunks and in whatever order they arrive."""
    with_two = run(case, DRAWS, 1, tmp_path / "x", cluster="local:2", blocks=-1)
    assert contents(with_two.path) == alone
    assert multiprocessing.active_children() == []


@together
def test_a_killed_worker_loses_nothing(tmp_path: Path, case: Case, alone: dict[str, bytes]) -> None:
    killed: list[int] = []

    def kill() -> None:
        process = multiprocessing.active_children()[0]
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        killed.append(process.pid)

    done = run(case, DRAWS, 1, tmp_path / "x", cluster="local:2", progress=once(kill))
    assert len(killed) == 1
    assert contents(done.path) == alone


class Deadly:
    """Ends the process in which it arrives."""

    def __reduce__(self) -> tuple[Callable[[int], Any], tuple[int]]:
        return os._exit, (1,)


@together
def test_draws_that_kill_their_workers_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(dask_cluster.LOCAL, "distributed.scheduler.allowed-failures", 1)
    job: Any = Deadly()
    with (
        Hands(1, "local:2").at_work() as workers,
        pytest.raises(WorkersLost, match=r"More than 1 workers died .* too little memory"),
    ):
        list(workers.make(job, [np.arange(5)]))


@together
def test_a_worker_of_another_parley_is_named(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.workers.job.code_hash", lambda: "changed meanwhile")
    with pytest.raises(
        RunError, match=r"The worker tls://127\.0\.0\.1:\d+ runs parley .* other code"
    ):
        run(case, DRAWS, 1, tmp_path / "x", cluster="local:1")


@together
@pytest.mark.slow
def test_a_script_that_every_process_would_run_again_is_told_so(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    out = str(tmp_path / "x")
    script.write_text(
        "import parley\n"
        "case = parley.load('two-valleys')\n"
        f"parley.run(case, 5, 1, {out!r}, cluster='local:1')\n"
    )
    said = subprocess.run(
        [sys.executable, str(script)], env=ALWAYS, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    assert 'must do so under `if __name__ == "__main__":`.' in said.stderr.splitlines()[-1]


COMMAND = ["run", "two-valleys", "--cluster", "local:2", "--draws"]


@contextmanager
def begun(folder: Path, draws: int) -> Iterator[subprocess.Popen[str]]:
    """A run with two worker processes, in a group of its own, once its first chunk is kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "parley", *COMMAND, str(draws), "--out", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ALWAYS,
        start_new_session=True,
        # A shell that runs the tests in the background lets its children ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        wait_for(lambda: bool(kept_files(folder)) or process.poll() is not None)
        yield process
    finally:
        if is_alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def wait_for(true: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_alive(group: int) -> bool:
    """Whether a process of a group is there."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@together
@pytest.mark.slow
def test_ctrl_c_ends_the_workers_too(tmp_path: Path) -> None:
    """As a terminal sends it: to every process of the group."""
    with begun(tmp_path / "x", 10**6) as process:
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130
        assert (out, err.splitlines()[-1]) == (
            "",
            "Interrupted. Finished draws are kept; the same command goes on from there.",
        )
        assert "Traceback" not in err
        wait_for(lambda: not is_alive(process.pid))
    assert kept_files(tmp_path / "x")


@together
@pytest.mark.slow
def test_workers_do_not_outlive_a_killed_run(tmp_path: Path, case: Case) -> None:
    """SIGKILL: they end by themselves, and what was kept, in chunks of any size, is used."""
    draws = 20 * CHUNK
    with begun(tmp_path / "x", draws) as process:
        process.kill()
        process.wait()
        wait_for(lambda: not is_alive(process.pid))
    left = kept_files(tmp_path / "x")
    assert 0 < len(left) < 20
    resumed = run(case, draws, 1, tmp_path / "x")
    assert contents(resumed.path) == contents(run(case, draws, 1, tmp_path / "y").path)


# ------------------------------------------------------------------------------- a scheduler


def dask(*words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dask", *words]
    return subprocess.Popen(
        command, env=ALWAYS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def free_port() -> int:
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def scheduler() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Dask scheduler that answers, and its process."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    process = dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
    try:
        wait_for(lambda: answers(address))
        yield address, process
    finally:
        process.kill()
        process.wait()


def answers(address: str) -> bool:
    try:
        dask_cluster.cores_at(address)
    except RunError:
        return False
    return True


@contextmanager
def worker_of(address: str) -> Iterator[None]:
    """A worker with two threads."""
    process = dask(
        "worker", address, "--nworkers", "1", "--nthreads", "2", "--no-nanny", "--no-dashboard",
        "--host", "127.0.0.1", "--death-timeout", "5",
    )  # fmt: skip
    try:
        wait_for(lambda: dask_cluster.cores_at(address) == 2)
        yield
    finally:
        process.kill()
        process.wait()


@together
@pytest.mark.slow
def test_a_lost_scheduler_is_said_and_the_run_goes_on_without(
    tmp_path: Path, case: Case, alone: dict[str, bytes]
) -> None:
    """Chunks that had arrived are kept; another cluster, or none, makes the rest."""
    with (
        scheduler() as (address, process),
        worker_of(address),
        pytest.raises(WorkersLost, match=rf"The scheduler at {address} is gone\. Finished draws"),
    ):
        run(case, DRAWS, 1, tmp_path / "x", cluster=address, progress=once(process.kill))
    assert kept_files(tmp_path / "x")
    with scheduler() as (address, _), worker_of(address):
        assert contents(run(case, DRAWS, 1, tmp_path / "x", cluster=address).path) == alone


@together
def test_a_scheduler_without_workers(
    tmp_path: Path, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_cluster, "START_SECONDS", 0.5)
    with (
        scheduler() as (address, _),
        pytest.raises(RunError, match=rf"at {address} has no workers\. Start some: dask worker"),
    ):
        run(case, 5, 1, tmp_path / "x", cluster=address)


def test_an_address_where_nobody_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One line, exit code 2, nothing made."""
    monkeypatch.setattr(dask_cluster, "ANSWER_SECONDS", 0.5)
    where = f"tcp://127.0.0.1:{free_port()}"
    words = ["run", "two-valleys", "--out", str(tmp_path / "x"), "--cluster", where]
    said = CliRunner().invoke(main, words)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith(f"No Dask scheduler answers at {where} (")
    assert said.stderr.count("\n") == 1
    assert not (tmp_path / "x").exists()


def test_workers_that_are_lost_are_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 3, as for all limits that leave what was done."""

    def lose(*ignored: Any, **more: Any) -> None:
        raise WorkersLost("The scheduler at tcp://h:1 is gone.")

    monkeypatch.setattr("parley.runs.run", lose)
    said = CliRunner().invoke(main, ["run", "two-valleys", "--out", str(tmp_path / "x")])
    assert (said.exit_code, said.stderr) == (3, "The scheduler at tcp://h:1 is gone.\n")
