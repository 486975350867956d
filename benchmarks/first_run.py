"""How long a first evening with parley takes: help, check, deals, briefing of the flagship.

    .venv/bin/python benchmarks/first_run.py [--draws 2000] [--threads 2] >> results.jsonl

One JSON line a command: seconds of the clock and of the processor, peak memory, the limit and
whether it was kept; with machine, processor, date, commit and versions, so that lines of different
days can be compared. A bare ``import numpy`` is timed in the same run and its ratio given: a slow
or busy machine slows both.

Each command runs as a process of its own, as an analyst runs it: once before the clock starts, so
that compiled code is there, then three times, of which the median counts (the first run after
installing also compiles the kernels: that line is called "brief, nothing compiled"). Exit code 1
where a limit is passed. Not part of the tests: a clock in a test fails on a busy machine.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLAGSHIP = "russia-ukraine-2024"
PARLEY = (sys.executable, "-m", "parley")
NUMPY = (sys.executable, "-c", "import numpy")
TIMES = 3


@dataclass(frozen=True)
class Limit:
    """What a command may take; None where it is only measured."""

    wall: float | None = None
    cpu: float | None = None
    megabytes: float | None = None


@dataclass(frozen=True)
class Taken:
    """What a command took."""

    wall: float
    cpu: float
    megabytes: float

    def keeps(self, limit: Limit) -> bool:
        """Whether it kept every limit."""
        pairs = ((self.wall, limit.wall), (self.cpu, limit.cpu), (self.megabytes, limit.megabytes))
        return all(most is None or taken <= most for taken, most in pairs)


def take(command: Sequence[str], **environment: str) -> Taken:
    """Run a command and say what it took, its threads and children included."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"{' '.join(command)} ended with status {status}")
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return Taken(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def middle(runs: Sequence[Taken]) -> Taken:
    """The run whose time is the median."""
    return sorted(runs, key=lambda taken: taken.wall)[len(runs) // 2]


def median(command: Sequence[str], times: int = TIMES) -> Taken:
    """The middle one of a few runs, after one that does not count."""
    take(command)
    return middle([take(command) for _ in range(times)])


def brief(folder: Path, number: str, draws: int, threads: int) -> list[str]:
    """The command that makes a briefing in a fresh folder."""
    options = ["--draws", str(draws), "--threads", str(threads), "--out", str(folder / number)]
    return [*PARLEY, "brief", FLAGSHIP, *options]


def main() -> None:
    """Measure everything and print a line each."""
    options = argparse.ArgumentParser(description="Time a first run of parley.")
    options.add_argument("--draws", type=int, default=2_000)
    options.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    wish = options.parse_args()
    about = {
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "machine": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "draws": wish.draws,
        "threads": wish.threads,
    }
    numpy = median(NUMPY)
    lines: list[tuple[str, Taken, Limit]] = [("import numpy", numpy, Limit())]
    for name, words, limit in (
        ("help", ("--help",), Limit(cpu=0.15)),
        ("check", ("check", FLAGSHIP), Limit(wall=2, megabytes=500)),
        ("deals", ("deals", FLAGSHIP), Limit(wall=4, megabytes=500)),
    ):
        lines.append((name, median((*PARLEY, *words)), limit))
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        cold = brief(folder, "cold", wish.draws, wish.threads)
        cache = str(folder / "compiled")
        lines.append(("brief, nothing compiled", take(cold, NUMBA_CACHE_DIR=cache), Limit()))
        warm = [take(brief(folder, str(k), wish.draws, wish.threads)) for k in range(TIMES)]
        # All stages, obstacles, levers and tipping points of the default draws on two cores.
        lines.append(("brief", middle(warm), Limit(wall=90 * wish.draws / 2_000, megabytes=1_500)))
        again = brief(folder, "0", wish.draws, wish.threads)
        lines.append(("brief, read again", take(again), Limit(wall=5)))
    for name, taken, limit in lines:
        line = {
            "what": name,
            "wall_seconds": round(taken.wall, 3),
            "cpu_seconds": round(taken.cpu, 3),
            "peak_megabytes": round(taken.megabytes),
            "times_import_numpy": round(taken.cpu / numpy.cpu, 2),
            "limit": {key: value for key, value in vars(limit).items() if value is not None},
            "kept": taken.keeps(limit),
            **about,
        }
        sys.stdout.write(json.dumps(line) + "\n")
    sys.exit(not all(taken.keeps(limit) for _, taken, limit in lines))


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


if __name__ == "__main__":
    main()
