"""How everything here is measured: interleaved medians, said with the machine, one JSON line each.

A ratio is of two times of the same run, taken in turns, so that a slow or busy machine slows both.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results.jsonl"
TIMES = 5
PARLEY = (sys.executable, "-m", "parley")
FLAGSHIP = "russia-ukraine-2024"


@dataclass(frozen=True)
class Bar:
    """What a figure has to keep.

    Attributes
    ----------
    is_least
        The figure is at least the limit; else at most.
    """

    limit: float
    is_least: bool = False

    def met(self, measured: float) -> bool:
        """Whether a figure keeps it."""
        return measured >= self.limit if self.is_least else measured <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.is_least else '<='} {self.limit:,g}"


@dataclass(frozen=True)
class Result:
    """One figure.

    Attributes
    ----------
    what
        Which; the name of its row.
    unit
        Of the figure and its bar; ``x`` is a ratio.
    bar
        None where it is only measured.
    how
        What was compared with what, and how often.
    details
        The numbers behind it.
    """

    what: str
    measured: float
    unit: str
    bar: Bar | None
    how: str
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether it keeps its bar, if it has one."""
        return self.bar is None or self.bar.met(self.measured)


def least(limit: float) -> Bar:
    """A figure must be at least so much."""
    return Bar(limit, is_least=True)


def most(limit: float) -> Bar:
    """A figure may be at most so much."""
    return Bar(limit)


def medians(
    works: Mapping[str, Callable[[], object]],
    times: int = TIMES,
    clock: Callable[[], float] = time.thread_time,
) -> dict[str, float]:
    """Median seconds of some works, taken in turns, after one round that does not count.

    The clock is the processor time of this thread, unless another is given: what the machine does
    beside it is not counted.
    """
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(times + 1):
        for name, work in works.items():
            start = clock()
            work()
            if turn:
                taken[name].append(clock() - start)
    return {name: statistics.median(found) for name, found in taken.items()}


def timed(
    work: Callable[[], Any], clock: Callable[[], float] = time.thread_time
) -> tuple[Any, float]:
    """What a work gives, and its seconds: for what is too slow to be done again."""
    start = clock()
    found = work()
    return found, clock() - start


@dataclass(frozen=True)
class Taken:
    """What a process took, its threads and children included."""

    wall: float
    cpu: float
    megabytes: float


WATCHED = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
wall = time.perf_counter() - start
print(json.dumps([status, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""A small process that starts the command: the peak of a process is never below that of the one
that started it, and this one may have grown large."""


def take(command: Sequence[str], patience: float = 3_600, **environment: str) -> Taken:
    """Run a command and say what it took; it is stopped where it takes more seconds than that."""
    process = subprocess.Popen(
        (sys.executable, "-c", WATCHED, *command),
        stdout=subprocess.PIPE,
        env={**os.environ, **environment},
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise SystemExit(f"{' '.join(command)} took more than {patience:.0f} seconds") from None
    status, wall, cpu, peak = json.loads(said)
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    # Linux counts in kilobytes, macOS in bytes.
    return Taken(wall, cpu, peak / (1e6 if sys.platform == "darwin" else 1e3))


def about() -> dict[str, Any]:
    """When, where, and of what: lines of different days can then be compared."""
    return {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
    }


def keep(results: Iterable[Result], origin: Mapping[str, Any]) -> Iterator[Result]:
    """Write each result down as soon as it is known, and pass it on."""
    for result in results:
        line = {
            "what": result.what,
            "measured": _rounded(result.measured),
            "unit": result.unit,
            "bar": None if result.bar is None else str(result.bar),
            "met": result.met,
            "how": result.how,
            "details": {key: _rounded(value) for key, value in result.details.items()},
            **origin,
        }
        with RESULTS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
        yield result


def figure(measured: float) -> str:
    """A figure with three digits that count."""
    if abs(measured) >= 100:
        return f"{measured:,.0f}"
    return f"{measured:.3g}"


def _rounded(value: Any) -> Any:
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _commit() -> str:
    """The commit, with a plus where files differ from it."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--abbrev=12"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return described.stdout.strip() or "unknown"


def _processor() -> str:
    """Its name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
