"""Which conditions fail together, however many packages there are.

The same sets as :mod:`parley.engine.failing` finds by looking at every package.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.elimination import BLOCK, BUDGET
from parley.engine.elimination_failing_kernels import Chains, least_sets
from parley.engine.elimination_layout import Layout
from parley.engine.failing import MOST_CONDITIONS, MOST_SETS, Failing, earlier, followers, relaxed
from parley.engine.merge_kernels import collect, sums_of
from parley.engine.program import BALLOT, COUNT, HOLD, WAY
from parley.engine.scan import in_threads
from parley.engine.scheme import Asked, Numbers, Scheme


def failing(scheme: Scheme, draws: Draws, threads: int = 1, budget: int = BUDGET) -> list[Failing]:
    """The least failing sets of each draw.

    Parameters
    ----------
    scheme
        Of conditions each for itself.
    budget
        Partial packages that are kept after a step; where it does not do, sets may be missing, and
        ``is_whole`` is false.

    Returns
    -------
    list of Failing
        As by enumeration, but that the package of a single condition which is no correction set
        is any that fails it.

    Raises
    ------
    ValueError
        There are more conditions than a set can hold; tables link too many issues.
    """
    conditions = scheme.program.conditions
    if len(conditions) > MOST_CONDITIONS:
        raise ValueError(
            f"{len(conditions)} conditions; at most {MOST_CONDITIONS} can be told apart"
        )
    asked = scheme.asked_of(range(len(conditions)))
    chains = _chains(scheme, asked)

    def work(block: slice) -> list[Failing]:
        layout, numbers = scheme.laid_out(draws.take(block))
        return [
            _in_draw(scheme, layout, asked, chains, _only(numbers, d), budget)
            for d in range(len(numbers.need))
        ]

    blocks = [slice(start, start + BLOCK) for start in range(0, len(draws), BLOCK)]
    return [one for part in in_threads(work, blocks, threads) for one in part]


def _chains(scheme: Scheme, asked: Asked) -> Chains:
    conditions = scheme.program.conditions
    before, after = earlier(conditions), followers(conditions)
    users = np.zeros(asked.votes.shape[1], dtype=np.int64)
    links = []
    for c in range(len(conditions)):
        for k in sorted({int(asked.rows[r]) for r in _rows(scheme, c)}):
            users[k] |= np.int64(1) << np.int64(c)
            if after[c]:
                links.append((c, k))
    return Chains(before, after, users, np.array(links, dtype=np.int64).reshape(-1, 2))


def _rows(scheme: Scheme, condition: int) -> list[int]:
    steps = scheme.program.steps[slice(*scheme.program.starts[condition : condition + 2])]
    return [int(r) for step, r, _ in steps if step in (HOLD, BALLOT, COUNT)]


def _only(numbers: Numbers, d: int) -> Numbers:
    here = slice(d, d + 1)
    return Numbers(numbers.cells[here], numbers.need[here], numbers.weights[here])


def _in_draw(
    scheme: Scheme, layout: Layout, asked: Asked, chains: Chains, numbers: Numbers, budget: int
) -> Failing:
    sets = np.zeros(MOST_SETS, dtype=np.int64)
    codes = np.zeros(MOST_SETS, dtype=np.int64)
    size, is_whole = least_sets(layout, asked, chains, numbers, budget, sets, codes)
    rising = np.argsort(sets[:size])
    found, codes = sets[:size][rising], codes[:size][rising]
    short = np.zeros(size, dtype=np.int64)
    # Of another set nothing is asked that is not relaxed with this one.
    covered = [(found & ~np.int64(relaxed(int(o), chains.after)) == 0).sum() > 1 for o in found]
    corrects: NDArray[np.bool_] = ~np.array(covered, dtype=bool)
    for place, one in enumerate(map(int, found)):
        if one.bit_count() != 1:
            continue
        c = one.bit_length() - 1
        asked_alone = scheme.asked_of([c])
        sums = np.zeros((1, asked_alone.votes.shape[1]), dtype=np.int64)
        sums_of(layout, asked_alone, numbers.cells[0], codes[place], sums[0])
        short[place] = _short(scheme, asked_alone, numbers, c, sums)[0]
        if corrects[place]:
            nearest, is_sure = _nearest(scheme, layout, chains, numbers, c, budget)
            is_whole = is_whole and is_sure
            if nearest is not None and nearest[0] <= short[place]:
                short[place], codes[place] = nearest
    return Failing(found, codes, short, corrects, bool(is_whole))


def _nearest(
    scheme: Scheme, layout: Layout, chains: Chains, numbers: Numbers, c: int, budget: int
) -> tuple[tuple[int, int] | None, bool]:
    """By how little a package fails only this condition, and that package; whether none is left.

    What follows it in its chain does not count. Where it is a correction set no package fails only
    that; where sets are missing one might, and then holds this one.
    """
    waived = int(chains.after[c]) | 1 << c
    others = [o for o in range(len(scheme.program.conditions)) if not waived >> o & 1]
    asked = scheme.asked_of(others, scheme.row_sums[_rows(scheme, c)])
    values, codes, bound = collect(layout, asked, numbers, budget)
    if not len(values):
        return None, False
    short = _short(scheme, asked, numbers, c, values)
    least = np.lexsort((codes, short))[0]
    if short[least] <= 0:
        return None, False
    return (int(short[least]), int(codes[least])), bound == 0


def _short(scheme: Scheme, asked: Asked, numbers: Numbers, c: int, values: Ints) -> Ints:
    """(package,) what some packages are short of, from their sums, in the units of its counts."""
    votes = np.zeros(len(values), dtype=np.int64)
    rows: list[Ints] = []
    counts: list[Ints] = []
    ways: list[Ints] = []
    for step, r, ballot in scheme.program.steps[slice(*scheme.program.starts[c : c + 2])]:
        missing = numbers.need[0, r] - values[:, asked.dimensions[scheme.row_sums[r]]]
        if step == HOLD:
            rows.append(missing)
        elif step == BALLOT:
            votes = votes + numbers.weights[0, ballot] * (missing <= 0)
        elif step == COUNT:
            counts.append(missing - votes)
            votes = np.zeros_like(votes)
        elif step == WAY:
            ways.append(np.max(counts, axis=0))
            counts = []
    found: Ints = np.min(ways, axis=0) if ways else np.max(rows, axis=0)
    return found
