"""How many of a trillion packages two parties accept, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from generated import ONE, domain
from harness import Result, medians, most

from parley.conditions.rules import Rules
from parley.engine.counting import HALVES, SCAN, count


def measure(*, quick: bool) -> Iterator[Result]:
    """Counting by halves; counting three parties by a scan."""
    for what, issues, parties, how, limit in (
        ("count of acceptable packages, 2 parties, 4^20", 20, 2, HALVES, most(3)),
        ("count of acceptable packages, 3 parties, 4^15", 15, 3, SCAN, None),
    ):
        made = domain(issues, 4, parties)
        asked = made.consents(0.6)
        rules = Rules(made.space, {})
        found = count(made.space, asked, rules, ONE)
        if found.stages[0].how != how:
            raise SystemExit(f"{what}: {found.stages[0].how}")
        work = {"count": lambda made=made, asked=asked, rules=rules: count(
            made.space, asked, rules, ONE
        )}  # fmt: skip
        yield Result(
            what,
            medians(work, 1 if quick else 5)["count"],
            "s",
            limit,
            f"Processor time of one thread, {how}; the tables are filled within.",
            {"packages": made.space.size, "acceptable": found.stages[0].value},
        )
