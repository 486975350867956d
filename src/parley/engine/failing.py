"""Which conditions fail together: in each draw the least sets that some package fails.

What a package fails is what would have to be relaxed for it to pass. The least such sets are the
minimal correction sets of a draw without a deal; what meets every one of them cannot all hold
(Reiter 1987; Bailey & Stuckey 2005; Liffiton & Sakallah 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Condition, Ints
from parley.draws import Draws
from parley.engine.failing_kernels import hitting, least
from parley.engine.filling import Filling
from parley.engine.plan import Plan
from parley.engine.scan import arguments, in_pieces

MOST_CONDITIONS = 63
"""Conditions of which one set is one whole number."""
MOST_SETS = 4_096
"""Least sets that are kept of one draw."""

Sets = NDArray[np.int64]
CHAIN = ("accept", "later", "cheat")
"""Of these of one holder only the first that fails counts as failing: who would not sign is not
asked whether it would keep its word."""


@dataclass(frozen=True)
class Failing:
    """The least sets of conditions that some package fails, in one draw.

    Attributes
    ----------
    sets : (set,)
        Bit c stands for condition c of the program; none contains another; rising.
    codes : (set,)
        A package that fails just this set: of a single condition the one that fails it least,
        else the first found.
    short : (set,)
        Nano-units that this package is short of, where the set is a single condition.
    corrects : (set,)
        Whether it is a correction set: relaxing a condition relaxes what follows it in its chain,
        so a set is none where another one asks for less.
    is_whole
        Nothing was left out.
    """

    sets: Sets
    codes: Ints
    short: Ints
    corrects: NDArray[np.bool_]
    is_whole: bool

    @property
    def corrections(self) -> Sets:
        """The correction sets: what, relaxed, opens a deal, and of which nothing can be spared."""
        found: Sets = self.sets[self.corrects]
        return found


def failing(plan: Plan, draws: Draws, threads: int = 1) -> list[Failing]:
    """The least failing sets of each draw.

    Parameters
    ----------
    plan
        Of conditions each for itself.

    Raises
    ------
    ValueError
        There are more conditions than a set can hold.
    """
    conditions = plan.program.conditions
    if len(conditions) > MOST_CONDITIONS:
        raise ValueError(
            f"{len(conditions)} conditions; at most {MOST_CONDITIONS} can be told apart"
        )
    before, after = earlier(conditions), followers(conditions)

    def work(filling: Filling, piece: slice) -> list[Failing]:
        filled = plan.filled(filling, piece)
        return [
            _in_draw(plan, arguments(plan, filled), before, after, d)
            for d in range(len(filled.need))
        ]

    found = in_pieces(plan, draws, work, threads)
    return [one for part in found for one in part]


def earlier(conditions: tuple[Condition, ...]) -> Sets:
    """(condition,) the set of those that come before it in the chain of its holder."""
    before = np.zeros(len(conditions), dtype=np.int64)
    for place, condition in enumerate(conditions):
        if condition.kind in CHAIN:
            kinds = CHAIN[: CHAIN.index(condition.kind)]
            for other, one in enumerate(conditions):
                if one.holder == condition.holder and one.kind in kinds:
                    before[place] |= np.int64(1) << np.int64(other)
    return before


def followers(conditions: tuple[Condition, ...]) -> Sets:
    """(condition,) the set of those that come after it in the chain of its holder."""
    before = earlier(conditions)
    after = np.zeros(len(conditions), dtype=np.int64)
    for place in range(len(conditions)):
        for other in members(int(before[place])):
            after[other] |= np.int64(1) << np.int64(place)
    return after


def relaxed(one: int, after: Sets) -> int:
    """All that is relaxed with a set."""
    for place in members(one):
        one |= int(after[place])
    return one


def conflicts(sets: Sets) -> Sets:
    """Least sets of at most three conditions that meet every one of the given sets.

    These cannot all hold: whatever the package, one of them fails.
    """
    if not len(sets):
        return np.zeros(0, dtype=np.int64)
    found: Sets = hitting(np.asarray(sets, dtype=np.int64))
    return found


def members(one: int) -> list[int]:
    """The conditions of a set, rising.

    >>> members(0b1010)
    [1, 3]
    """
    return [place for place in range(MOST_CONDITIONS) if one >> place & 1]


def _in_draw(plan: Plan, given: tuple[Any, ...], before: Sets, after: Sets, d: int) -> Failing:
    sets = np.zeros(MOST_SETS, dtype=np.int64)
    halves = np.zeros((MOST_SETS, 2), dtype=np.int64)
    short = np.zeros(MOST_SETS, dtype=np.int64)
    size, is_whole = least(*given, before, d, sets, halves, short)
    order = np.argsort(sets[:size])
    codes = plan.codes(halves[:size, 0], halves[:size, 1])
    found = sets[:size][order]
    # Of another set nothing is asked that is not relaxed with this one.
    covered = [(found & ~np.int64(relaxed(int(one), after)) == 0).sum() > 1 for one in found]
    corrects = ~np.array(covered, dtype=bool)
    return Failing(found, codes[order], short[:size][order], corrects, bool(is_whole))
