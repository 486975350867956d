"""A complete run of the flagship case with ten thousand draws."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from first_run import brief
from harness import Result, most, take

DRAWS = 10_000
FEW = 1_000
MEBIBYTES = 2**20 / 1e6


def measure(*, quick: bool) -> Iterator[Result]:
    """Time, peak memory, and how much of it the draws take."""
    if quick:
        return
    with tempfile.TemporaryDirectory() as home:
        few = take(brief(Path(home) / "few", FEW))
        many = take(brief(Path(home) / "many", DRAWS))
    name = f"flagship, {DRAWS:,} draws, complete run"
    how = "One process, once; run, findings and briefing."
    yield Result(name, many.wall, "s", most(120), how, {"cpu_seconds": many.cpu})
    yield Result(
        f"{name}: peak memory",
        many.megabytes / MEBIBYTES / 1024,
        "GiB",
        most(1.5),
        f"Of the same process; beside it the peak with {FEW:,} draws, and what a draw more takes.",
        {
            "megabytes": many.megabytes,
            "megabytes_few_draws": few.megabytes,
            "kilobytes_a_draw": 1000 * (many.megabytes - few.megabytes) / (DRAWS - FEW),
        },
    )
