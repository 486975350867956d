"""How long it takes to tell which conditions fail together: a million packages, 20 conditions.

A made-up case of ten issues with four options each, three principals with commitments and later
tables, and red lines until 20 conditions are asked; draws without a deal are taken apart. Beside
it, in the same run, a plain numpy mask of all packages, which is what one would write first.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Iterator

import numpy as np
from harness import Result, medians, most, timed

from parley.case import parse
from parley.conditions import Model, build
from parley.draws import Draws
from parley.engine.failing import failing
from parley.engine.layouts import layout

DRAWS = 1_000
THREADS = os.cpu_count() or 1
ISSUES = 10
OPTIONS = 4
PARTIES = ("ann", "bob", "cid")
PEER_DRAWS = 3
PEER_TIMES = 3


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


def measure(*, quick: bool) -> Iterator[Result]:
    """All draws by the clock; one draw against plain numpy."""
    model = build(parse(case_text().encode()))
    plan = layout(model, apart=True)
    draws = model.draws(1, np.arange(DRAWS // 10 if quick else DRAWS))
    few = draws.take(slice(0, PEER_DRAWS))
    taken = medians(
        {"parley": lambda: failing(plan, few), "numpy": lambda: plain(model, few)},
        PEER_TIMES,
    )
    found, seconds = timed(lambda: failing(plan, draws, THREADS), time.perf_counter)
    yield Result(
        f"obstacles: 10^6 packages x 20 conditions x {DRAWS:,} draws",
        seconds * DRAWS / len(draws),
        "s",
        most(10),
        f"Least failing sets of {len(draws):,} draws, {THREADS} threads, by the clock, once.",
        {
            "conditions": len(model.conditions),
            "sets_median": statistics.median(len(one.sets) for one in found),
        },
    )
    yield Result(
        "obstacles: against a numpy mask of all packages",
        taken["numpy"] / taken["parley"],
        "x",
        None,
        f"Processor time of one thread, {PEER_DRAWS} draws, medians of {PEER_TIMES} in turns.",
        {f"{name}_ms_a_draw": 1000 * t / PEER_DRAWS for name, t in taken.items()},
    )
