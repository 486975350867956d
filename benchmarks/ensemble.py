"""A million packages, a thousand draws, sixteen conditions, every package counted at every stage.

.venv/bin/python benchmarks/ensemble.py     prints one JSON line: this process and no other
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
from generated import bodies, case_text
from harness import TIMES, Result, most

DRAWS = 1_000
CONDITIONS = 16
THREADS = 2
GIBIBYTE = 2**30


def measure(*, quick: bool) -> Iterator[Result]:
    """A process of its own each time, so that its peak is that of this work alone."""
    lines = []
    for _ in range(1 if quick else TIMES):
        done = subprocess.run(
            [sys.executable, __file__], capture_output=True, text=True, check=True
        )
        lines.append(json.loads(done.stdout))
    middle = sorted(lines, key=lambda line: line["seconds"])[len(lines) // 2]
    how = (
        f"Draws, comparisons and counters of {CONDITIONS} conditions in {middle['stages']} stages, "
        f"{THREADS} threads, by the clock; median of {len(lines)} processes."
    )
    what = f"10^6 packages x {DRAWS:,} draws x {CONDITIONS} conditions"
    yield Result(what, middle["seconds"], "s", most(6), how, middle)
    yield Result(
        f"{what}: peak memory",
        max(line["peak_gibibytes"] for line in lines),
        "GiB",
        most(1),
        "The greatest of all processes, Python and libraries included.",
    )


def main() -> None:
    """Tally the made-up case once."""
    from parley.case import parse
    from parley.conditions import build
    from parley.engine.layouts import layout
    from parley.engine.scan import scan

    model = build(parse(case_text(10, 4, rest=bodies(3)).encode()))
    if len(model.conditions) != CONDITIONS:
        raise SystemExit(f"{len(model.conditions)} conditions")
    plan = layout(model)
    scan(plan, model.draws(1, np.arange(2)))  # compiles, or reads what was compiled
    start = time.perf_counter()
    tally = scan(plan, model.draws(1, np.arange(DRAWS)), THREADS)
    seconds = time.perf_counter() - start
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    line = {
        "seconds": seconds,
        "peak_gibibytes": peak / GIBIBYTE,
        "packages": model.space.size,
        "stages": len(model.stages),
        "comparisons": len(plan.program.rows),
        "median_share_passing_first": statistics.median(tally.passing[0] / model.space.size),
        "median_share_passing_last": statistics.median(tally.passing[-1] / model.space.size),
    }
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
