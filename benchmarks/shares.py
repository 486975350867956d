"""How fast shares of packages are counted, against the cache's limit and against numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import micro
import numpy as np
from generated import Domain, domain
from harness import Result, least, medians

from parley.conditions.forms import Table
from parley.draws import Draws
from parley.engine.listing import Listing
from parley.engine.plan import Filled, Plan, plan
from parley.engine.program import Program, Row
from parley.engine.scan import scan

DRAWS = 64
PARTIES = 3
PART = 0.4
"""Of the most it could get, each party wants so much: about a third of all packages pass."""


def measure(*, quick: bool) -> Iterator[Result]:
    """Package-draw-conditions a second, four ways in turns."""
    made = domain(10, 4, PARTIES)
    layout, draws = _plan(made)
    filled = layout.fill(draws)
    works: dict[str, Callable[[], object]] = {
        "scan": lambda: scan(layout, draws),
        "broadcast": lambda: _broadcast(filled, 8),
        "materialised": lambda: _materialised(made, 2),
    }
    asked = made.space.size * PARTIES
    work = {
        "scan": asked * DRAWS,
        "broadcast": asked * 8,
        "materialised": asked * 2,
    }
    for kind in ("int64", "int16"):
        need, right, counts = micro.numbers(kind)
        works[kind] = lambda n=need, r=right, c=counts: [micro.three(n, r, c) for _ in range(16)]
        work[kind] = need.shape[1] * right.shape[1] * PARTIES * 16
    taken = medians(works)
    speed = {name: work[name] / seconds for name, seconds in taken.items()}
    share = float((scan(layout, draws).passing / made.space.size).mean())
    details = {
        "passing_share": share,
        "scan_G": speed["scan"] / 1e9,
        "limit_int64_G": speed["int64"] / 1e9,
        "limit_int16_G": speed["int16"] / 1e9,
        "numpy_broadcast_G": speed["broadcast"] / 1e9,
        "numpy_materialised_G": speed["materialised"] / 1e9,
    }
    about = "Package-draw-conditions a second of one thread, 3 conditions; medians of 5 in turns. "
    yield Result(
        "share kernel against the L1 micro-kernel, int64",
        speed["scan"] / speed["int64"],
        "x",
        least(0.4),
        about
        + "The scan fills its tables and counts each package; the micro-kernel compares 64-bit "
        "numbers that stay in the first cache.",
        details,
    )
    yield Result(
        "share kernel against a numpy broadcast of halves",
        speed["scan"] / speed["broadcast"],
        "x",
        least(4),
        about
        + "The scan fills its tables; numpy is given the numbers of the halves, of 64 bits too.",
        {},
    )
    yield Result(
        "share kernel against materialised values",
        speed["scan"] / speed["materialised"],
        "x",
        least(30),
        about + "Both make their numbers from the tables: numpy the values of all packages in "
        "floats, draw by draw.",
        {},
    )


def _plan(made: Domain) -> tuple[Plan, Draws]:
    """The consents of a domain for the scan; the thresholds differ a little from draw to draw."""
    asked = made.consents(PART)
    rng = np.random.default_rng(2)
    lifts = rng.uniform(0.95, 1.05, (DRAWS, PARTIES))
    rows = tuple(_lifted(row, lifts[:, p]) for p, row in enumerate(asked.rows))
    changed = Program(
        asked.conditions, rows, asked.weights, asked.steps, asked.starts, asked.stage_ends
    )
    listing = Listing(np.arange(made.space.size))
    draws = Draws(np.arange(DRAWS), {}, {}, {})
    return plan(made.space, np.ones(made.space.shape, dtype=bool), changed, listing), draws


def _lifted(row: Row, lifts: np.ndarray) -> Row:
    threshold = row.threshold
    return Row(
        row.tables,
        Table(
            threshold.key,
            "",
            (),
            lambda draws: (threshold.fill(draws) * lifts[draws.numbers]).astype(np.int64),
            (),
        ),
    )


def _broadcast(filled: Filled, draws: int) -> np.ndarray:
    """Halves compared by numpy: what one writes who knows the trick of the halves."""
    counts = np.zeros((filled.need.shape[2], filled.right.shape[3]), dtype=np.uint16)
    for d in range(draws):
        ok = filled.right[d, 0, 0][None, :] >= filled.need[d, 0][:, None]
        for r in range(1, filled.need.shape[1]):
            ok &= filled.right[d, r, 0][None, :] >= filled.need[d, r][:, None]
        counts += ok
    return counts


def _materialised(made: Domain, draws: int) -> np.ndarray:
    """The values of all packages, then compared: what one writes first."""
    counts = np.zeros(made.space.size, dtype=np.uint16)
    for _ in range(draws):
        counts += (made.points() >= np.array(made.most) * PART).all(axis=1)
    return counts
