"""From the package of which nothing is chosen to those that pass, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from parley.engine.elimination_bounds import NONE
from parley.engine.elimination_steps import COMPARED, WIDTHS, advance, chosen, start, taken
from parley.engine.elimination_weights import drawn, passes
from parley.engine.pareto import prune

COMPARED_FOR_FRONTS = 1_024
EVERY = 2**62
FINEST = 2**14
"""Cells of the finest grid in the widest objective."""
DOUBLED = 8
"""How often a grid is doubled at most; then what is least promising is lost."""
UNDECIDED = -1
"""The budget did not do."""


@njit(cache=True, nogil=True)
def decide(
    layout: Any, asked: Any, numbers: Any, wanted: Any, budget: int, verdicts: Any, codes: Any
) -> None:
    """Whether some package passes all that is asked, in each wanted draw.

    Parameters
    ----------
    verdicts, codes : (draw,), written
        1, 0 or UNDECIDED; a package that passes.
    """
    for d in range(len(wanted)):
        if not wanted[d]:
            continue
        one, is_impossible, code = drawn(layout, asked, numbers, d)
        if is_impossible or code >= 0:
            verdicts[d] = 0 if is_impossible else 1
            codes[d] = code
            continue
        for width in (*WIDTHS, budget):
            if width <= budget:
                verdicts[d], codes[d] = _search(layout, asked, one, width)
                if verdicts[d] != UNDECIDED:
                    break


@njit(cache=True, nogil=True)
def _search(layout: Any, asked: Any, one: Any, width: int) -> Any:
    """Go through all steps with at most so many partial packages, the most promising ones."""
    now = start(len(one.bounds.hold))
    is_cut = False
    for step in range(len(layout.options)):
        now = advance(layout, asked, one, step, now, COMPARED)
        if len(now.codes) > width:
            now = taken(now, chosen(now.scores, width))
            is_cut = True
    if len(now.codes):
        return 1, now.codes.min()
    return UNDECIDED if is_cut else 0, np.int64(-1)


@njit(cache=True, nogil=True)
def collect(layout: Any, asked: Any, numbers: Any, budget: int) -> Any:
    """The efficient sums over the objectives among the packages that pass, in the first draw.

    Returns
    -------
    values, codes, bound
        Falling lexicographic; how much worse than an efficient package the nearest one that is
        listed may be.
    """
    one, is_impossible, _ = drawn(layout, asked, numbers, 0)
    now = start(len(one.bounds.hold))
    bound = np.int64(0)
    if is_impossible:
        return now.values[:0], now.codes[:0], bound
    lost = np.empty((0, asked.goals), dtype=np.int64)
    for step in range(len(layout.options)):
        is_last = step == len(layout.options) - 1
        compared = EVERY if is_last else COMPARED_FOR_FRONTS
        now = advance(layout, asked, one, step, now, compared)
        if len(now.codes) > budget:
            now, grid = _thinned(asked, one, now, budget)
            bound += grid
        if len(now.codes) > budget:
            kept = chosen(now.scores, budget)
            lost = _with_lost(lost, one.rest.most, now, kept)
            now = taken(now, kept)
    order, size = _pruned(now.values, now.codes, EVERY)
    found = now.values[order[:size]]
    return found, now.codes[order[:size]], bound + _out_of_reach(found, lost)


@njit(cache=True, nogil=True)
def _with_lost(lost: Any, most: Any, now: Any, kept: Any) -> Any:
    """The most that what is not kept could have come to, added to what was lost before."""
    more = np.empty((len(lost) + len(kept) - kept.sum(), lost.shape[1]), dtype=np.int64)
    more[: len(lost)] = lost
    size = len(lost)
    for i in range(len(kept)):
        if not kept[i]:
            for k in range(lost.shape[1]):
                more[size, k] = now.values[i, k] + most[now.states[i], k]
            size += 1
    order, size = _pruned(more, np.arange(len(more)), COMPARED)
    return more[order[:size]]


@njit(cache=True, nogil=True)
def _out_of_reach(found: Any, lost: Any) -> Any:
    """How far the nearest that is found may fall short of something that was lost."""
    furthest = np.int64(0)
    for i in range(len(lost)):
        nearest = np.int64(EVERY)
        for j in range(len(found)):
            short = np.int64(0)
            for k in range(lost.shape[1]):
                short = max(short, lost[i, k] - found[j, k])
            nearest = min(nearest, short)
        furthest = max(furthest, nearest)
    return furthest


@njit(cache=True, nogil=True)
def _pruned(values: Any, codes: Any, compared: int) -> Any:
    order = np.empty(len(codes), dtype=np.int64)
    kept = prune(values, codes, len(codes), compared, order, np.empty_like(order))
    return order, kept


@njit(cache=True, nogil=True)
def _thinned(asked: Any, one: Any, now: Any, budget: int) -> Any:
    """Fewer partial packages: of those in one cell of a grid over the objectives one is kept.

    What must still hold is not rounded: only an objective of which every comparison surely holds.
    The grid is doubled until what is left fits, some times; beside it the width of its cells.
    """
    bounds, rest = one.bounds, one.rest
    doubled = 0
    grid = np.int64(1)
    for k in range(asked.goals):
        grid = max(grid, (now.values[:, k].max() - now.values[:, k].min()) // FINEST)
    while True:
        rough = now.values.copy()
        for i in range(len(rough)):
            for k in range(asked.goals):
                least = rest.least[now.states[i], k]
                base = bounds.top[k] - least if bounds.top[k] != NONE else np.int64(0)
                if rough[i, k] >= base:
                    rough[i, k] = base + (rough[i, k] - base) // grid * grid
        places = np.empty(len(now.codes), dtype=np.int64)
        size = 0
        begin = 0
        while begin < len(now.codes):
            end = begin
            while end < len(now.codes) and now.states[end] == now.states[begin]:
                end += 1
            order, kept = _pruned(rough[begin:end], now.codes[begin:end], COMPARED_FOR_FRONTS)
            places[size : size + kept] = begin + order[:kept]
            size += kept
            begin = end
        if size <= budget or doubled == DOUBLED:
            return taken(now, places[:size]), grid
        grid *= 2
        doubled += 1


@njit(cache=True, nogil=True)
def confirm(layout: Any, asked: Any, numbers: Any, codes: Any, passing: Any) -> None:
    """Whether one package a draw passes all that is asked; ``passing`` (draw,) is written.

    Codes below 0 are no packages.
    """
    sums = np.empty(asked.votes.shape[1], dtype=np.int64)
    for d in range(len(codes)):
        passing[d] = codes[d] >= 0
        if passing[d]:
            sums_of(layout, asked, numbers.cells[d], codes[d], sums)
            passing[d] = passes(asked, sums, numbers.need[d], numbers.weights[d])


@njit(cache=True, nogil=True)
def sums_of(layout: Any, asked: Any, cells: Any, code: Any, sums: Any) -> None:
    """``sums`` (dimension,) of one package, written."""
    sums[:] = 0
    state = np.int64(0)
    for step in range(len(layout.options)):
        options = layout.options[step]
        move = (state - layout.levels[step]) * options + code // layout.strides[step] % options
        for e in range(layout.entries[step], layout.entries[step + 1]):
            k = asked.dimensions[layout.sums[e]]
            if k >= 0:
                sums[k] += cells[layout.cells[layout.reads[e] + move]]
        state = layout.onward[layout.first[step] + move]
