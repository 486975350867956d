"""A briefing for a case of a thousand million packages."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from generated import bodies, case_text
from harness import PARLEY, Result, most, take

ISSUES, OPTIONS = 15, 4
DRAWS = 2_000
PATIENCE = 600.0
THREADS = os.cpu_count() or 1


def measure(*, quick: bool) -> Iterator[Result]:
    """One process, from the case file to the page."""
    draws = DRAWS // 10 if quick else DRAWS
    with tempfile.TemporaryDirectory() as home:
        case = Path(home) / "case.yaml"
        case.write_text(case_text(ISSUES, OPTIONS, rest=bodies(3)), encoding="utf-8")
        options = ["--draws", str(draws), "--threads", str(THREADS), "--out", f"{home}/run"]
        taken = take([*PARLEY, "brief", str(case), *options], PATIENCE)
    yield Result(
        f"parley brief, {ISSUES} issues x {OPTIONS} options (10^9 packages)",
        taken.wall,
        "s",
        most(120),
        f"{draws:,} draws, a process of its own, by the clock, once.",
        {"cpu_seconds": taken.cpu, "peak_megabytes": taken.megabytes},
    )
