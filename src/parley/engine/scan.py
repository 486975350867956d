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
from parley.engine import kernels, scan_kernels
from parley.engine.filling import Filling
from parley.engine.plan import Filled, Plan
from parley.space import Codes, Mask, Space
from parley.streams import BLOCK

FILL_BYTES = 32 * 2**20
"""The numbers of the comparisons that are held at once, a thread."""

TABLES = 8 * BLOCK
"""Draws in which the tables are filled at once."""

Given = tuple[NDArray[np.generic], ...]
Asked = tuple[Plan, Draws]
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
        In how many of the draws each package of the listing passes; as narrow a type as the number
        of draws allows.
    some : (draw,)
        Whether some package passes, listed or not.
    maybe : (draw,)
        The same, and where that stayed undecided.
    """

    passing: Ints
    present: Mask
    counts: Counts
    some: Mask
    maybe: Mask


@dataclass(frozen=True)
class Tally:
    """What a scan found, stage by stage.

    Attributes
    ----------
    passing : (stage, draw), present : (stage, draw, option), counts : (stage, package)
        As in :class:`Passed`.
    reached, at_most : (draw,)
        How many stages some package passes, listed or not: at least, and at most.
    """

    passing: Ints
    present: Mask
    counts: Counts
    reached: Ints
    at_most: Ints

    @classmethod
    def of_all(cls, passing: Ints, present: Mask, counts: Counts) -> Tally:
        """A tally of a listing that is taken for whole."""
        reached = (passing > 0).sum(axis=0)
        return cls(passing, present, counts, reached, reached)

    @property
    def some(self) -> Mask:
        """(stage, draw) whether some package passes, listed or not."""
        return self._beyond(self.reached)

    def at(self, stage: int) -> Passed:
        """What passes a stage by number."""
        some, maybe = self.some[stage], self._beyond(self.at_most)[stage]
        return Passed(self.passing[stage], self.present[stage], self.counts[stage], some, maybe)

    def _beyond(self, stages: Ints) -> Mask:
        found: Mask = stages[None, :] > np.arange(len(self.passing))[:, None]
        return found

    @property
    def last(self) -> Passed:
        """What passes all stages."""
        return self.at(-1)


def scan(plan: Plan, draws: Draws, threads: int = 1, order: int = 1) -> Tally:
    """Evaluate every package in every draw."""
    return scans([(plan, draws)], threads, order)[0]


def scans(asked: Sequence[Asked], threads: int = 1, order: int = 1) -> list[Tally]:
    """Evaluate every package in every draw, in several ways at once.

    Sums of integers do not depend on which thread adds them, or on the order of the blocks of
    draws (-1: the last first). The threads share out the left halves, so that one counter a
    package is enough.

    Parameters
    ----------
    asked
        Plans with the same halves, each with its reading of the same draws.
    """
    plan, draws = asked[0]
    found = [_Found.of(one, len(draws)) for one, _ in asked]
    for block in _cut(len(draws), TABLES)[::order]:
        read = {id(reading): reading.take(block) for _, reading in asked}
        filling = Filling(plan, plan.inner, [(one.program, read[id(d)]) for one, d in asked])
        for piece in pieces(filling, block.stop - block.start)[::order]:
            here = slice(block.start + piece.start, block.start + piece.stop)
            _count(found, filling, piece, here, threads)
    tallies = []
    while found:
        # Its counters are let go before those of the next are put in the order of the listing.
        tallies.append(found.pop(0).tally())
    return tallies


@dataclass(frozen=True)
class _Found:
    """What a scan has found so far."""

    plan: Plan
    layout: Given
    passing: Ints
    present: Mask
    counts: Counts

    @classmethod
    def of(cls, plan: Plan, draws: int) -> _Found:
        """Nothing yet."""
        stages = len(plan.program.stage_ends)
        return cls(
            plan,
            layout(plan),
            np.zeros((stages, draws), dtype=np.int64),
            np.zeros((stages, draws, sum(plan.space.shape)), dtype=bool),
            np.zeros((stages, *plan.halves), dtype=np.min_scalar_type(draws)),
        )

    def count(self, numbers: Given, steps: Ints, turn: tuple[int, int]) -> tuple[Ints, Mask]:
        """Look at every n-th combination of first issues; what passes, and has which options."""
        program = self.plan.program
        stages, draws = len(self.passing), len(numbers[2])
        passing = np.zeros((stages, draws), dtype=np.int64)
        present = np.zeros((stages, draws, self.present.shape[2]), dtype=bool)
        asked = (steps, program.starts, program.stage_ends)
        scan_kernels.count_passing(numbers, self.layout, asked, turn, self.counts, passing, present)
        return passing, present

    def tally(self) -> Tally:
        """As it is handed on."""
        counts = np.array([self.plan.listed(stage) for stage in self.counts])
        return Tally.of_all(self.passing, self.present, counts)


def _count(
    found: Sequence[_Found], filling: Filling, piece: slice, here: slice, threads: int
) -> None:
    """Add what passes in a piece of a filling, which is ``here`` among all draws."""
    numbers = given(filling, piece)
    steps = [filling.steps(place) for place in range(len(found))]

    def work(turn: int) -> list[tuple[Ints, Mask]]:
        each = zip(found, steps, strict=True)
        return [one.count(numbers, mine, (turn, threads)) for one, mine in each]

    for share in in_threads(work, range(threads), threads):
        for one, (passing, present) in zip(found, share, strict=True):
            one.passing[:, here] += passing
            one.present[:, here] |= present


def given(filling: Filling, piece: slice) -> Given:
    """(first, second, right, weights, spans): numbers as the kernels of a scan take them."""
    numbers = filling.numbers(piece)
    spans = kernels.span(numbers.right)
    return numbers.first, numbers.second, numbers.right, numbers.weights, spans


def layout(plan: Plan) -> tuple[NDArray[np.generic], ...]:
    """(inner variants, variants, feasible, left options, right options), as they take a plan."""
    return (
        plan.inner.variants,
        plan.variants,
        plan.feasible,
        plan.options(plan.left_codes, plan.left),
        plan.options(plan.right_codes, plan.right),
    )


def reach(plan: Plan, draws: Draws, threads: int = 1) -> Ints:
    """(draw,) how many stages some package passes; stops at the first that passes all."""
    program = plan.program

    def work(filling: Filling, piece: slice) -> Ints:
        found = np.zeros(piece.stop - piece.start, dtype=np.int64)
        steps = (filling.steps(0), program.starts, program.stage_ends)
        scan_kernels.reach(given(filling, piece), layout(plan), steps, found)
        return found

    none = np.zeros(0, dtype=np.int64)
    return np.concatenate([none, *in_pieces(plan, draws, work, threads)])


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


def in_pieces(
    plan: Plan, draws: Draws, work: Callable[[Filling, slice], T], threads: int = 1
) -> list[T]:
    """Results of work on some draws at a time, in the order of the draws.

    The tables are filled for many draws at once; of each filling the work gets one piece after
    the other.
    """

    def over(block: slice) -> list[T]:
        filling = plan.filling(draws.take(block))
        return [work(filling, piece) for piece in pieces(plan, block.stop - block.start)]

    blocks = _cut(len(draws), min(2 * BLOCK, -(-len(draws) // threads)))
    return [found for part in in_threads(over, blocks, threads) for found in part]


def pieces(plan: Plan | Filling, draws: int) -> list[slice]:
    """Blocks of draws, cut further where the numbers of their comparisons would not fit."""
    return _cut(draws, min(BLOCK, FILL_BYTES // max(1, plan.bytes_a_draw)))


def _cut(whole: int, size: int) -> list[slice]:
    step = max(1, size)
    return [slice(start, min(start + step, whole)) for start in range(0, whole, step)]
