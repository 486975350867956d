"""Cross-impact matrices for tests, and what plain enumeration says of them.

Somewhereland is the textbook example of cross-impact balances: Weimer-Jehle, ScenarioWizard 4.1
manual, p. 11; its ten consistent scenarios: cross-impact.de, algorithms, 4.
"""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
from hypothesis import strategies as st

from parley.futures.matrix import Matrix

State = tuple[int, ...]

SOMEWHERELAND = {
    "Government": ("Patriots party", "Prosperity party", "Social party"),
    "Foreign policy": ("Cooperation", "Rivalry", "Conflict"),
    "Economy": ("Shrinking", "Stagnant", "Dynamic"),
    "Distribution of wealth": ("Balanced", "Strong contrasts"),
    "Social cohesion": ("Social peace", "Tensions", "Riots"),
    "Social values": ("Meritocratic", "Solidarity", "Family"),
}
BALANCES = """
 0  0  0 -2  1  1  0  0  0  0  0 -2  1  1  0  0  0
 0  0  0  2  1 -3 -2 -1  3 -2  2  0  0  0  2 -1 -1
 0  0  0  0  0  0  0  2 -2  3 -3  2 -1 -1 -2  2  0
 0  0  0  0  0  0 -2  1  1  0  0  0  0  0  0  0  0
 0  0  0  0  0  0  0  1 -1  0  0  1  0 -1  0  0  0
 3 -1 -2  0  0  0  3  0 -3  0  0  3 -1 -2 -2  1  1
 2  1 -3  0  0  0  0  0  0 -2  2 -3  1  2  0  0  0
-1  2 -1  0  0  0  0  0  0  0  0  0  0  0  0  0  0
 0  0  0  0  0  0  0  0  0 -2  2  3 -1 -2  0  0  0
 0  0  0  0  0  0  0  0  0  0  0  3 -1 -2 -2  1  1
 0 -3  3  0  0  0  0  0  0  0  0 -3  1  2  2 -1 -1
 0  0  0  0  0  0 -2 -1  3  0  0  0  0  0  2 -1 -1
 0  0  0 -1  0  1  1  1 -2  0  0  0  0  0 -1  0  1
 2 -1 -1 -3  1  2  3  0 -3  0  0  0  0  0 -2 -1  3
 0  3 -3  0  0  0 -3  0  3 -3  3 -2  1  1  0  0  0
 1 -2  1  0  0  0 -1  2 -1  2 -2  2 -1 -1  0  0  0
 0  0  0  0  0  0 -1  2 -1  1 -1  2 -1 -1  0  0  0
"""
CONSISTENT = {
    (1, 2, 2, 1, 1, 2): 35,
    (1, 3, 1, 2, 3, 3): 127,
    (1, 3, 2, 1, 1, 2): 55,
    (1, 3, 2, 1, 1, 3): 178,
    (2, 1, 3, 2, 2, 1): 28,
    (2, 2, 3, 2, 2, 1): 19,
    (3, 1, 2, 1, 1, 2): 3,
    (3, 1, 3, 2, 1, 1): 24,
    (3, 2, 2, 1, 1, 2): 3,
    (3, 2, 3, 2, 1, 1): 14,
}
"""Scenario by state numbers from 1, to how many of 486 joint states lead there at once."""
WITHIN = {0: 10, 1: 15, 2: 32}
"""Inconsistency to how many scenarios have no more."""


def matrix_of(sizes: tuple[int, ...], impacts: list[list[int]]) -> Matrix:
    """A matrix of factors with so many states each."""
    states = tuple(tuple(f"s{k}" for k in range(size)) for size in sizes)
    factors = tuple(f"f{k}" for k in range(len(sizes)))
    return Matrix(factors, states, np.array(impacts, dtype=np.int64).reshape(sum(sizes), -1))


def somewhereland() -> Matrix:
    """The textbook example."""
    sizes = tuple(map(len, SOMEWHERELAND.values()))
    return matrix_of(sizes, [list(map(int, row.split())) for row in BALANCES.strip().splitlines()])


@st.composite
def matrix_strategy(draw: st.DrawFn, most: int = 3, own: bool = False) -> Matrix:
    """Small matrices; few different numbers make many ties.

    Parameters
    ----------
    own
        States of one factor may say something of each other, as other programs allow.
    """
    sizes = tuple(draw(st.lists(st.integers(1, 4), min_size=1, max_size=5)))
    largest = draw(st.sampled_from([1, 1, most]))
    number = sum(sizes)
    flat = draw(
        st.lists(st.integers(-largest, largest), min_size=number * number, max_size=number * number)
    )
    impacts = np.array(flat, dtype=np.int64).reshape(number, number)
    start = 0
    for size in sizes:
        if not own:
            impacts[start : start + size, start : start + size] = 0
        start += size
    return matrix_of(sizes, impacts.tolist())


def joint_states_of(matrix: Matrix) -> list[State]:
    """All joint states, in their order."""
    return list(product(*(range(len(states)) for states in matrix.states)))


def scores(matrix: Matrix, state: State) -> list[list[int]]:
    """By factor and state: what a joint state says for it, added up number by number."""
    impacts = matrix.impacts.tolist()
    starts = [sum(map(len, matrix.states[:f])) for f in range(len(matrix.states))]
    return [
        [
            sum(impacts[starts[g] + state[g]][starts[f] + s] for g in range(len(state)))
            for s in range(len(mine))
        ]
        for f, mine in enumerate(matrix.states)
    ]


def margin(matrix: Matrix, state: State) -> int:
    """By how much each state outweighs all others of its factor at least."""
    margins = [
        mine[at] - max(mine[:at] + mine[at + 1 :])
        for at, mine in zip(state, scores(matrix, state), strict=True)
        if len(mine) > 1
    ]
    return min(margins, default=0)


def enumerated(matrix: Matrix, most: int) -> list[State]:
    """Joint states with an inconsistency of at most ``most``, one after the other."""
    return [s for s in joint_states_of(matrix) if -margin(matrix, s) <= most]


def next_state(matrix: Matrix, state: State, rule: str) -> State:
    """What follows on a joint state; ``global`` moves all factors at once, ``local`` one."""
    balances = scores(matrix, state)
    aims = [
        at if mine[at] == max(mine) else mine.index(max(mine))
        for at, mine in zip(state, balances, strict=True)
    ]
    if rule == "global":
        return tuple(aims)
    behind = [max(mine) - mine[at] for at, mine in zip(state, balances, strict=True)]
    f = behind.index(max(behind))
    return (*state[:f], aims[f], *state[f + 1 :])


def led_to(matrix: Matrix, rule: str) -> Counter[frozenset[State]]:
    """Cycle (a set of joint states) to how many joint states lead there."""
    found: Counter[frozenset[State]] = Counter()
    for start in joint_states_of(matrix):
        path = [start]
        while (after := next_state(matrix, path[-1], rule)) not in path:
            path.append(after)
        found[frozenset(path[path.index(after) :])] += 1
    return found


CASE = """
parley: 1
title: A textbook country
as_of: 2024-12-31
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge}}
now: {border: river}
preferences:
  north:
    judgement: Invented.
    weights: {border: 100}
    values: {border: ridge > river}
    no_deal: {cost: 5}
  south: {like: north, values: {border: river > ridge}}
"""
"""A case to which factors are added."""


def case_text(part: str) -> str:
    """A case with these factors and cross-impacts."""
    return f"{CASE}{part}"
