"""How factors and talks move together: a Markov chain in continuous time, solved exactly."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.analysis.timeline.grid import Grid, Jumps
from parley.case.schema import Case
from parley.draws import Draws

Floats = NDArray[np.float64]

REST = 1e-13
"""Chance of more moves than are followed in a step."""
LONGEST = 32.0
"""Moves that may be expected in a step; of more, exp(-moves) loses its digits."""
PATH = "timeline.chains"


def movement(grid: Grid, draws: Draws, row: int) -> Any:
    """Generator of the factors alone, (state, state) sparse, with the paces of one draw.

    Each factor leaves its state after the mean time that the case states, whatever the others do;
    where it goes is tilted by cross-impacts.

    References
    ----------
    Norris (1997), Markov Chains: rates of leaving and of moving between states.
    """
    from scipy.sparse import coo_array, csr_array, diags_array

    every = np.arange(grid.size)
    total = csr_array((grid.size, grid.size), dtype=np.float64)
    for jumps in grid.jumps:
        rates = _rates(grid.case, jumps, draws, row)
        rows = np.repeat(every, rates.shape[1])
        moves = coo_array((rates.ravel(), (rows, jumps.into.ravel())), shape=total.shape)
        total = total + moves.tocsr() - diags_array(rates.sum(axis=1))
    return csr_array(total)


def _rates(case: Case, jumps: Jumps, draws: Draws, row: int) -> Floats:
    """(state, other) moves a year."""
    keys = list(map(str, case.factors[jumps.factor].states))
    size = len(keys)
    leaves, weights = np.zeros(size), np.zeros((size, size))
    home = f"{PATH}.{jumps.factor}"
    for s, key in enumerate(keys):
        if key in jumps.chain.lasts:
            leaves[s] = 1 / draws.value(f"{home}.lasts.{key}")[row]
        if key in jumps.chain.next:
            for other in jumps.chain.next[key]:
                path = f"{home}.next.{key}.{other}"
                weights[s, keys.index(other)] = draws.value(path)[row]
        else:
            weights[s] = [state.value.low for state in case.factors[jumps.factor].states.values()]
    tilt = case.timeline.tilt if case.timeline is not None else None
    factor = 1.0 if tilt is None else draws.value("timeline.tilt")[row] ** jumps.gain
    wanted = weights[jumps.of[:, None], jumps.to] * factor
    whole = wanted.sum(axis=1, keepdims=True)
    # A state that no other may follow lasts.
    share = np.divide(wanted, whole, out=np.zeros_like(wanted), where=whole > 0)
    found: Floats = leaves[jumps.of][:, None] * share
    return found


def with_talks(moves: Any, opening: Floats, concluding: Floats, collapsing: float) -> Any:
    """Generator of factors and talks together.

    Parameters
    ----------
    moves : (state, state) sparse
        Generator of the factors.
    opening, concluding : (state,)
        Rates at which closed talks open, and open talks conclude, in each joint state.
    collapsing
        Rate at which open talks close.

    Returns
    -------
    (2 states + 1, 2 states + 1) sparse
        Closed in each joint state, open in each, and concluded.
    """
    from scipy.sparse import block_array, csr_array, diags_array

    size = len(opening)
    closed = moves - diags_array(opening)
    ongoing = moves - diags_array(concluding + collapsing)
    blocks = [
        [closed, diags_array(opening), None],
        [diags_array(np.full(size, collapsing)), ongoing, csr_array(concluding[:, None])],
        [None, None, csr_array((1, 1), dtype=np.float64)],
    ]
    return csr_array(block_array(blocks))


def fastest(generator: Any) -> float:
    """The greatest rate at which any state is left."""
    return float(-generator.diagonal().min()) if generator.shape[0] else 0.0


def follow(generator: Any, start: Floats, step: float, count: int) -> tuple[Floats, Floats]:
    """The exponential of a generator times a vector, at equal steps of time.

    By uniformisation: a random number of moves, each of a chain in discrete time. All terms are 0
    or more, so that nothing cancels.

    Parameters
    ----------
    generator : (state, state) sparse
        Acts on values of the states; transposed, on chances.
    start : (state, ...)
        At time 0.

    Returns
    -------
    values : (count + 1, state, ...)
        At the start and after each step.
    spent : (count, state, ...)
        The integral of the values over each step.

    References
    ----------
    Jensen (1953), Markoff chains as an aid in the study of Markoff processes. Al-Mohy & Higham
    (2011), Computing the action of the matrix exponential, is what it is tested against.
    """
    from scipy.sparse import csr_array, eye_array

    values, spent = [start], []
    rate = fastest(generator)
    if rate == 0:
        return np.array([start] * (count + 1)), np.array([start * step] * count)
    stay = csr_array(generator / rate + eye_array(generator.shape[0]))
    pieces = max(1, math.ceil(rate * step / LONGEST))
    weights = _poisson(rate * step / pieces)
    tails = np.maximum(0.0, 1 - np.cumsum(weights)) / rate
    for _ in range(count):
        now = values[-1]
        over = np.zeros_like(start)
        for _ in range(pieces):
            term = now
            now = weights[0] * term
            over = over + tails[0] * term
            for weight, tail in zip(weights[1:].tolist(), tails[1:].tolist(), strict=True):
                term = stay @ term
                now = now + weight * term
                over = over + tail * term
        values.append(now)
        spent.append(over)
    return np.array(values), np.array(spent)


def _poisson(mean: float) -> Floats:
    """Chances of 0, 1, 2, ... moves, up to where more are as good as impossible."""
    chances = [math.exp(-mean)]
    left = 1 - chances[0]
    while left > REST or len(chances) < mean:
        chances.append(chances[-1] * mean / len(chances))
        left -= chances[-1]
    return np.array(chances)
