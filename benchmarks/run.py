"""Measure everything, or some of it, and print the table.

    .venv/bin/python benchmarks/run.py [--quick] [--only fronts --only shares]

Every figure is written to results.jsonl as soon as it is known. Exit code 1 where one does not keep
its bar. Not part of the tests: a clock in a test fails on a busy machine.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from harness import RESULTS, about, figure, keep
from rich.console import Console
from rich.table import Table

MODULES = (
    "fronts",
    "counts",
    "futures",
    "shares",
    "ensemble",
    "obstacles",
    "first_run",
    "large",
    "flagship",
)


def main() -> int:
    """Run the modules in order; the long ones come last."""
    options = argparse.ArgumentParser(description="Measure parley against peers and limits.")
    options.add_argument("--quick", action="store_true", help="fewer repetitions, no long runs")
    options.add_argument("--only", action="append", choices=MODULES, help="a part; may be repeated")
    wish = options.parse_args()
    origin = about() | {"quick": wish.quick}
    if not wish.only:
        # A whole run replaces the last one, which the history keeps; a part renews its own rows.
        RESULTS.unlink(missing_ok=True)
    console = Console()
    found = []
    for name in wish.only or MODULES:
        module = importlib.import_module(name)
        for result in keep(module.measure(quick=wish.quick), origin):
            line = f"{name}: {result.what}: {figure(result.measured)} {result.unit}"
            console.print(line, soft_wrap=True, highlight=False)
            found.append(result)
    table = Table("what", "measured", "bar", "")
    for result in found:
        table.add_row(
            result.what,
            f"{figure(result.measured)} {result.unit}",
            "" if result.bar is None else f"{result.bar} {result.unit}",
            "" if result.bar is None else "met" if result.met else "NOT MET",
        )
    console.print(table)
    return 0 if all(result.met for result in found) else 1


if __name__ == "__main__":
    sys.exit(main())
