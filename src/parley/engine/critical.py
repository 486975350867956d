"""By how much what a party asks could rise before no package is left that passes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.filling import Filling
from parley.engine.kernels import apply, ballot_box
from parley.engine.plan import Plan
from parley.engine.program import HOLD
from parley.engine.scan import arguments, in_pieces

NONE = np.int64(-(2**62))
"""No package passes what all others ask."""


def slack(plan: Plan, draws: Draws, mine: Sequence[NDArray[np.bool_]], threads: int = 1) -> Ints:
    """The most that some package which passes all else has over what is asked by some conditions.

    Parameters
    ----------
    mine
        Sets of conditions, (condition,) true for those that are in it; each must be a sum, or
        several. What bars may not be among them.

    Returns
    -------
    (set, draw)
        In nano-units, the greatest over the packages of the least margin of these conditions;
        below 0 what is missing. :data:`NONE` where no package passes all else.
    """

    def work(filling: Filling, piece: slice) -> Ints:
        filled = plan.filled(filling, piece)
        found = np.full((len(mine), len(filled.need)), NONE, dtype=np.int64)
        for place, conditions in enumerate(mine):
            _slack(*arguments(plan, filled), conditions, found[place])
        return found

    blocks = in_pieces(plan, draws, work, threads)
    return np.concatenate([np.zeros((len(mine), 0), dtype=np.int64), *blocks], axis=1)


@njit(cache=True, nogil=True)
def _slack(numbers: Any, layout: Any, steps: Any, mine: Any, found: Any) -> None:
    """The greatest least margin in each draw; ``found`` (draw,) is written."""
    need, right, _ = numbers
    variants, feasible = layout
    program, starts, _ = steps
    draws, rows, width = need.shape
    ok = np.empty(feasible.shape[1], dtype=np.uint8)
    margin = np.empty(feasible.shape[1], dtype=np.int64)
    votes = ballot_box(feasible.shape[1])
    most = np.empty((rows, right.shape[2]), dtype=np.int64)
    for d in range(draws):
        for r in range(rows):
            for k in range(right.shape[2]):
                most[r, k] = right[d, r, k].max()
        for a in range(width):
            k = variants[a]
            if _bound(program, starts, mine, need[d, :, a], most[:, k]) <= found[d]:
                continue
            ok[:] = feasible[a]
            left = 1
            for c in range(len(mine)):
                if left and not mine[c]:
                    apply(program, starts[c], starts[c + 1], numbers, d, a, k, ok, votes)
                    left = 0
                    for b in range(len(ok)):
                        left += ok[b]
            if left:
                _least(program, starts, mine, need[d, :, a], right[d, :, k], margin)
                for b in range(len(ok)):
                    if ok[b] and margin[b] > found[d]:
                        found[d] = margin[b]


@njit(cache=True, nogil=True)
def _bound(program: Any, starts: Any, mine: Any, need: Any, most: Any) -> Any:
    """The margin of a left half at most; :data:`NONE` where it cannot pass all else."""
    margin = np.int64(2**62)
    for c in range(len(mine)):
        for o in range(starts[c], starts[c + 1]):
            r = program[o, 1]
            if program[o, 0] == HOLD:
                if mine[c]:
                    margin = min(margin, most[r] - need[r])
                elif need[r] > most[r]:
                    return np.int64(-(2**62))
    return margin


@njit(cache=True, nogil=True)
def _least(program: Any, starts: Any, mine: Any, need: Any, right: Any, margin: Any) -> None:
    """(B,) the least margin of each right half over some conditions; ``margin`` is written."""
    margin[:] = 2**62
    for c in range(len(mine)):
        if mine[c]:
            for o in range(starts[c], starts[c + 1]):
                r = program[o, 1]
                for b in range(len(margin)):
                    margin[b] = min(margin[b], right[r, b] - need[r])
