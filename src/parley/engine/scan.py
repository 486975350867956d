"""Which packages pass in which draws, by looking at every one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Condition, Ints
from parley.draws import Draws
from parley.engine import kernels
from parley.engine.plan import Filled, Plan
from parley.space import Codes, Mask, Space
from parley.streams import BLOCK

FILL_BYTES = 32 * 2**20
"""The numbers of the comparisons that are held at once, a thread."""

Counts = NDArray[np.unsignedinteger]
T = TypeVar("T")


@dataclass(frozen=True)
class Passed:
    """What passes one stage and all before it.

    Attributes
    ----------
    passing : (draw,)
        How many packages pass.
    present : (draw, option)
        Whether some passing package has the option; the options of all issues in a row.
    counts : (package,)
        In how many of the draws each package passes, in the order of the codes; as narrow a type
        as the number of draws allows.
    """

    passing: Ints
    present: Mask
    counts: Counts


@dataclass(frozen=True)
class Tally:
    """What a scan found, stage by stage.

    Attributes
    ----------
    passing : (stage, draw), present : (stage, draw, option), counts : (stage, package)
        As in :class:`Passed`.
    """

    passing: Ints
    present: Mask
    counts: Counts

    def at(self, stage: int) -> Passed:
        """What passes a stage by number."""
        return Passed(self.passing[stage], self.present[stage], self.counts[stage])

    @property
    def last(self) -> Passed:
        """What passes all stages."""
        return self.at(-1)


def scan(plan: Plan, draws: Draws, threads: int = 1, order: int = 1) -> Tally:
    """Evaluate every package in every draw.

    Blocks of draws go to the threads; sums of integers do not depend on which thread adds them, or
    on the order of the blocks (-1: the last first).
    """
    blocks = pieces(plan, len(draws), threads)[::order]
    shares = [blocks[t::threads] for t in range(threads)]
    stages = len(plan.program.stage_ends)
    narrow = np.min_scalar_type(len(draws))

    def work(mine: Sequence[slice]) -> tuple[Counts, list[tuple[slice, Ints, Mask]]]:
        counts = np.zeros((stages, *plan.halves), dtype=narrow)
        found = []
        for block in mine:
            passing, present = _count(plan, draws.take(block), counts)
            found.append((block, passing, present))
        return counts, found

    passing = np.zeros((stages, len(draws)), dtype=np.int64)
    present = np.zeros((stages, len(draws), sum(plan.space.shape)), dtype=bool)
    counts = np.zeros((stages, *plan.halves), dtype=narrow)
    for mine, found in in_threads(work, [share for share in shares if share], threads):
        counts += mine
        for block, number, options in found:
            passing[:, block] = number
            present[:, block] = options
    return Tally(passing, present, np.array([plan.by_code(stage) for stage in counts]))


def reach(plan: Plan, draws: Draws, threads: int = 1) -> Ints:
    """(draw,) how many stages some package passes; stops at the first that passes all."""

    def work(block: slice) -> tuple[slice, Ints]:
        filled = plan.fill(draws.take(block))
        found = np.zeros(len(filled.need), dtype=np.int64)
        kernels.reach(*arguments(plan, filled), found)
        return block, found

    result = np.zeros(len(draws), dtype=np.int64)
    for block, found in in_threads(work, pieces(plan, len(draws), threads), threads):
        result[block] = found
    return result


def exists(plan: Plan, draws: Draws, threads: int = 1) -> Mask:
    """(draw,) whether any package passes all stages."""
    found: Mask = reach(plan, draws, threads) == len(plan.program.stage_ends)
    return found


def passes(space: Space, conditions: Sequence[Condition], draws: Draws, codes: Codes) -> Mask:
    """(draw, code) whether some given packages pass all conditions; rules are not asked."""
    ok = np.ones((len(draws), len(codes)), dtype=bool)
    for condition in conditions:
        ok &= condition.margin(space, draws, codes).holds
    return ok


def arguments(plan: Plan, filled: Filled) -> tuple[tuple[NDArray[np.generic], ...], ...]:
    """What every kernel takes first: numbers, layout, steps."""
    program = plan.program
    return (
        (filled.need, filled.right, filled.weights),
        (plan.variants, plan.feasible),
        (program.steps, program.starts, program.stage_ends),
    )


def in_threads(work: Callable[..., T], items: Sequence[object], threads: int) -> list[T]:
    """Results in the order of the items."""
    if threads <= 1 or len(items) <= 1:
        return [work(item) for item in items]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, items))


def pieces(plan: Plan, draws: int, threads: int = 1) -> list[slice]:
    """Blocks of draws, cut further where the numbers of their comparisons would not fit, or where
    a thread would have none.
    """
    size = max(1, min(BLOCK, -(-draws // threads), FILL_BYTES // max(1, plan.bytes_a_draw)))
    return [slice(start, min(start + size, draws)) for start in range(0, draws, size)]


def _count(plan: Plan, draws: Draws, counts: Counts) -> tuple[Ints, Mask]:
    a, b = plan.halves
    stages = len(counts)
    passing = np.zeros((stages, len(draws)), dtype=np.int64)
    left_any = np.zeros((stages, len(draws), a), dtype=np.uint8)
    right_any = np.zeros((stages, len(draws), b), dtype=np.uint8)
    kernels.count_passing(*arguments(plan, plan.fill(draws)), counts, passing, left_any, right_any)
    return passing, _options(plan, left_any, right_any)


def _options(plan: Plan, left_any: NDArray[np.uint8], right_any: NDArray[np.uint8]) -> Mask:
    """(stage, draw, option) from the halves that are in some passing package."""
    present = np.empty((*left_any.shape[:2], sum(plan.space.shape)), dtype=bool)
    column = 0
    for issue, extent in enumerate(plan.space.shape):
        is_left = issue in plan.left
        half = left_any if is_left else right_any
        codes = plan.left_codes if is_left else plan.right_codes
        digits = plan.space.digits(codes)[issue]
        for option in range(extent):
            present[:, :, column] = half[:, :, digits == option].any(axis=2)
            column += 1
    return present
