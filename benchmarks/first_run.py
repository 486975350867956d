"""How long a first evening with parley takes: help, check, deals, briefing of the flagship.

Each command runs as a process of its own, as an analyst runs it: once before the clock starts, so
that compiled code is there, then a few times, of which the median counts (the first run after
installing also compiles the kernels: that line is called "nothing compiled"). A bare
``import numpy`` is timed in the same run: a slow or busy machine slows both.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from harness import FLAGSHIP, PARLEY, Bar, Result, Taken, most, take

NUMPY = (sys.executable, "-c", "import numpy")
TIMES = 3
DRAWS = 2_000
THREADS = os.cpu_count() or 1


def measure(*, quick: bool) -> Iterator[Result]:
    """The commands of a first evening."""
    numpy = median(NUMPY)
    yield _result("import numpy", numpy, None, numpy)
    for words, limit in (
        (("--help",), None),
        (("check", FLAGSHIP), most(2)),
        (("deals", FLAGSHIP), most(4)),
    ):
        taken = median((*PARLEY, *words))
        name = " ".join(("parley", *words))
        yield _result(name, taken, limit, numpy)
        if words == ("--help",):
            yield Result(f"{name}: processor", taken.cpu, "s", most(0.15), "Of the median run.")
        else:
            yield _peak(name, taken, 500)
    if not quick:
        yield from briefings(numpy)


def briefings(numpy: Taken) -> Iterator[Result]:
    """The briefing: compiled for the first time, ready, and read again."""
    name = f"parley brief, {DRAWS:,} draws"
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        cold = take(brief(folder / "cold"), NUMBA_CACHE_DIR=str(folder / "compiled"))
        yield _result(f"{name}, nothing compiled", cold, None, numpy, times=1)
        warm = middle([take(brief(folder / str(k))) for k in range(TIMES)])
        yield _result(name, warm, most(90), numpy)
        yield _peak(name, warm, 1_500)
        again = take(brief(folder / "0"))
        yield _result(f"{name}, read again", again, most(5), numpy, times=1)


def brief(folder: Path, draws: int = DRAWS) -> list[str]:
    """The command that makes a briefing in a folder."""
    options = ["--draws", str(draws), "--threads", str(THREADS), "--out", str(folder)]
    return [*PARLEY, "brief", FLAGSHIP, *options]


def middle(runs: Sequence[Taken]) -> Taken:
    """The run whose time is the median."""
    return sorted(runs, key=lambda taken: taken.wall)[len(runs) // 2]


def median(command: Sequence[str], times: int = TIMES) -> Taken:
    """The middle one of a few runs, after one that does not count."""
    take(command)
    return middle([take(command) for _ in range(times)])


def _peak(name: str, taken: Taken, megabytes: float) -> Result:
    how = "Of the median run."
    return Result(f"{name}: peak memory", taken.megabytes, "MB", most(megabytes), how)


def _result(
    what: str, taken: Taken, bar: Bar | None, numpy: Taken, *, times: int = TIMES
) -> Result:
    return Result(
        what,
        taken.wall,
        "s",
        bar,
        "A process of its own, by the clock; " + (f"median of {times}." if times > 1 else "once."),
        {
            "cpu_seconds": taken.cpu,
            "peak_megabytes": taken.megabytes,
            "times_import_numpy": taken.cpu / numpy.cpu,
        },
    )
