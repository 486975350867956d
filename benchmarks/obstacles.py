"""How long it takes to tell which conditions fail together: a million packages, 20 conditions.

    .venv/bin/python benchmarks/obstacles.py [--draws 1000] [--threads 2] >> results.jsonl

A made-up case of ten issues with four options each, three principals with commitments and later
tables, and red lines until 20 conditions are asked; draws without a deal are taken apart. One JSON
line: seconds of the clock for all draws, milliseconds of the processor for one, and, in the same
run, the same for a plain numpy mask of all packages (``peer``), which is what one would write
first; with machine, date, commit. Exit code 1 where the limit of 10 seconds is passed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np

from parley.case import parse
from parley.conditions import Model, build
from parley.draws import Draws
from parley.engine.failing import failing
from parley.engine.layouts import layout

LIMIT = 10.0
ISSUES = 10
OPTIONS = 4
PARTIES = ("ann", "bob", "cid")
PEER_DRAWS = 3
TIMES = 3


def case_text() -> str:
    """A case of 4^10 packages and 20 conditions in which no package passes."""
    issues = [f"i{n}" for n in range(ISSUES)]
    options = [f"o{n}" for n in range(OPTIONS)]
    lines = [
        "parley: 1",
        "title: Made up for speed",
        "as_of: 2024-12-31",
        "parties:",
        *(f"  {p}: {{name: {p.title()}, role: principal}}" for p in PARTIES),
        "issues:",
    ]
    named = ", ".join(f"{o}: Option {o}" for o in options)
    lines += [f"  {i}: {{title: Issue {i}, options: {{{named}}}}}" for i in issues]
    lines += [
        f"now: {{{', '.join(f'{i}: o0' for i in issues)}}}",
        "preferences:",
    ]
    orders = (options, options[::-1], [options[n] for n in (2, 1, 3, 0)])
    for turn, (party, order) in enumerate(zip(PARTIES, orders, strict=True)):
        values = ", ".join(f"{i}: {' > '.join(order)}" for i in issues)
        lines += [
            f"  {party}:",
            "    judgement: Made up.",
            f"    weights: {' | '.join(issues)}",
            f"    values: {{{values}}}",
            "    discount: 0.05..0.2",
            "    no_deal: {value: 60..75}",
            "    red_lines:",
            *(f"      {i}: {{floor: {{{order[-1]}: 0.3..0.9}}}}" for i in issues[turn::3]),
        ]
    by = "by: i8, points: {o0: 5..15, o1: 0..8, o2: -4..4, o3: -8..0}"
    lines += [
        "commitments:",
        *(f"  keeps-{p}: {{party: {p}, gains: 2..9}}" for p in PARTIES),
        "response:",
        "  seen: {by: i8, years: {o0: 1..4, o1: 0.5..2, o2: 0.2..1, o3: 0.1..0.5}}",
        "  acted: {by: i9, years: {o0: 2..8, o1: 1..4, o2: 0.5..2, o3: 0.1..0.5}}",
        "later:",
        *(f"  {p}: {{rearms: {{{by}}}}}" for p in PARTIES),
        "bodies:",
        *(
            f"  people-{p}: {{party: {p}, kind: public, quota: 0.5, support: {{base: 0.3..0.5, "
            "i0: {o1: 0.1..0.5, o3: -0.5..0.1}}}"
            for p in PARTIES[:1]
        ),
    ]
    return "\n".join(lines) + "\n"


def plain(model: Model, draws: Draws) -> None:
    """The failing conditions of every package by numpy broadcasts, then the different sets."""
    for row in range(len(draws)):
        one = draws.take(np.array([row]))
        mask = np.zeros(model.space.shape, dtype=np.int64)
        for place, condition in enumerate(model.conditions):
            fails = np.zeros(model.space.shape, dtype=bool)
            for part in condition.form.linears:
                total = np.zeros(model.space.shape, dtype=np.int64)
                for table in part.tables:
                    extent = [n if i in table.issues else 1 for i, n in enumerate(mask.shape)]
                    total += table.fill(one)[0].reshape(extent)
                fails |= total < part.threshold.fill(one)[0]
            mask |= fails.astype(np.int64) << place
        np.unique(mask)


def milliseconds(work: Callable[[], object], draws: int) -> float:
    """Median processor time of the calling thread a draw."""
    found = []
    for _ in range(TIMES):
        start = time.thread_time()
        work()
        found.append((time.thread_time() - start) / draws * 1000)
    return statistics.median(found)


def main() -> int:
    """Measure, print one line, and say whether the limit was kept."""
    options = argparse.ArgumentParser()
    options.add_argument("--draws", type=int, default=1_000)
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    model = build(parse(case_text().encode()))
    plan = layout(model, apart=True)
    draws = model.draws(1, np.arange(given.draws))
    few = draws.take(slice(0, PEER_DRAWS))
    failing(plan, few)  # compiles, or reads what was compiled
    start = time.perf_counter()
    found = failing(plan, draws, given.threads)
    wall = time.perf_counter() - start
    ours = milliseconds(lambda: failing(plan, few), PEER_DRAWS)
    peer = milliseconds(lambda: plain(model, few), PEER_DRAWS)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    line = {
        "benchmark": "obstacles",
        "packages": model.space.size,
        "conditions": len(model.conditions),
        "draws": given.draws,
        "threads": given.threads,
        "sets_median": statistics.median(len(one.sets) for one in found),
        "seconds": round(wall, 2),
        "limit": LIMIT * given.draws / 1_000,
        "ms_a_draw": round(ours, 2),
        "peer": "numpy broadcasts, one mask of all packages",
        "peer_ms_a_draw": round(peer, 1),
        "ratio": round(peer / ours, 1),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "commit": commit.stdout.strip(),
    }
    sys.stdout.write(json.dumps(line) + "\n")
    return 0 if wall <= line["limit"] else 1


if __name__ == "__main__":
    sys.exit(main())
