"""The inner loops of the search for consistent scenarios, compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

FAR = 2**14
"""Slack that nothing uses up."""


@njit(cache=True, nogil=True)
def begin(gains: Any, tree: Any) -> None:
    """Make ready the root of a search: nothing is chosen, states that never fit are dropped."""
    at = tree[0][0]
    if _narrow(gains, tree, 0):
        _branch(gains, tree, 0)
    else:
        at[0] = -1


@njit(cache=True, nogil=True)
def search(gains: Any, tree: Any, found: Any, budget: int) -> Any:
    """Go on with a search, depth first.

    Parameters
    ----------
    gains : (slot, rival and slot)
        What the state of the first slot adds to the lead of the last over that rival.
    tree
        Where the search stands, as :class:`parley.futures.consistent.Tree` has it; moved on.
    found : (scenario, factor)
        Filled with the scenarios that are found.
    budget
        Partial scenarios to look at.

    Returns
    -------
    tuple
        How many scenarios were found, how many partial scenarios were looked at.
    """
    (at, order, since, chosen, untried, _), _, _ = tree
    factors, states = untried.shape
    size, nodes = 0, 0
    while at[0] >= 0 and nodes < budget and size < len(found):
        depth = at[0]
        state = 0
        while state < states and not untried[depth, state]:
            state += 1
        if state == states:
            since[order[depth]] = factors
            at[0] -= 1
            continue
        untried[depth, state] = False
        chosen[depth] = state
        nodes += 1
        _choose(gains, tree, depth)
        if not _narrow(gains, tree, depth + 1):
            continue
        if depth + 1 < factors:
            _branch(gains, tree, depth + 1)
            continue
        for level in range(factors):
            found[size, order[level]] = chosen[level]
        size += 1
    return size, nodes


@njit(cache=True, nogil=True)
def _branch(gains: Any, tree: Any, depth: int) -> None:
    """Choose the factor whose states have the least slack in sum: few of its branches live long."""
    (at, order, since, _, untried, sums), (alive, slack, free, _), scratch = tree
    greatest = scratch[0]
    states = untried.shape[1]
    place = -1
    for factor in range(len(order)):
        if since[factor] >= depth and (place < 0 or sums[factor] < sums[place]):
            place = factor
    at[0] = depth
    order[depth] = place
    since[place] = depth
    for state in range(states):
        untried[depth, state] = alive[depth, place * states + state]
    _greatest(gains, alive[depth], place * states, states, greatest)
    for lead in range(len(greatest)):
        free[depth, lead] = slack[depth, lead] - greatest[lead]


@njit(cache=True, nogil=True)
def _choose(gains: Any, tree: Any, depth: int) -> None:
    """What the choice at a depth leaves of slack and of states, a level deeper."""
    (_, order, since, chosen, untried, _), (alive, slack, free, near), _ = tree
    states = untried.shape[1]
    slots = alive.shape[1]
    start = order[depth] * states
    slot = start + chosen[depth]
    for other in range(slots):
        alive[depth + 1, other] = alive[depth, other]
    for other in range(start, start + states):
        alive[depth + 1, other] = other == slot
    for lead in range(slack.shape[1]):
        slack[depth + 1, lead] = free[depth, lead] + gains[slot, lead]
    for factor in range(len(order)):
        if since[factor] <= depth:
            continue
        for other in range(factor * states, (factor + 1) * states):
            for rival in range(states):
                near[other, depth * states + rival] = gains[other, rival * slots + slot]


@njit(cache=True, nogil=True)
def _narrow(gains: Any, tree: Any, depth: int) -> bool:
    """Drop states of open factors that no longer fit; False where some factor has none left.

    A state does not fit if it is outweighed whatever follows, or if with it one of those chosen is.
    """
    (_, order, since, chosen, untried, sums), (alive, slack, _, near), scratch = tree
    greatest, fewer, least, _, _, kept = scratch
    states = untried.shape[1]
    _least_of(slack[depth], least)
    for level in range(depth):
        if least[order[level] * states + chosen[level]] < 0:
            return False
    _leads_of_chosen(slack[depth], tree, depth)
    for factor in range(len(order)):
        if since[factor] < depth:
            continue
        start = factor * states
        before = 0
        for state in range(states):
            before += alive[depth, start + state]
            kept[state] = alive[depth, start + state] and least[start + state] >= 0
        mine = slice(start, start + states)
        left, sums[factor] = _supported(near[mine], alive[depth, mine], depth * states, scratch)
        if left == 0:
            return False
        if left == before:
            continue
        _greatest(gains, alive[depth], start, states, greatest)
        for state in range(states):
            alive[depth, start + state] = kept[state]
        _greatest(gains, alive[depth], start, states, fewer)
        for lead in range(len(greatest)):
            slack[depth, lead] += fewer[lead] - greatest[lead]
        _leads_of_chosen(slack[depth], tree, depth)
    return True


@njit(cache=True, nogil=True)
def _supported(near: Any, alive: Any, width: int, scratch: Any) -> Any:
    """Drop states of one factor with which a chosen state is outweighed.

    Parameters
    ----------
    near : (state, lead)
        What each adds to the leads of the chosen states; the first ``width`` count.

    Returns
    -------
    tuple
        How many states are left, and the sum of the slack that each leaves at least.
    """
    greatest, _, _, tight, spare, kept = scratch
    left, total = 0, 0
    spare[0] = FAR
    is_first = True
    for state in range(len(near)):
        if not alive[state]:
            continue
        if is_first:
            for lead in range(width):
                greatest[lead] = near[state, lead]
        else:
            for lead in range(width):
                greatest[lead] = max(greatest[lead], near[state, lead])
        is_first = False
    for lead in range(width):
        greatest[lead] = tight[lead] - greatest[lead]
    for state in range(len(near)):
        if not kept[state]:
            continue
        for lead in range(width):
            spare[lead] = greatest[lead] + near[state, lead]
        # Of the narrow kind of the numbers, so that several are compared at once.
        least = spare[0]
        for lead in range(1, width):
            least = min(least, spare[lead])
        kept[state] = least >= 0
        if kept[state]:
            left += 1
            total += least
    return left, total


@njit(cache=True, nogil=True)
def _leads_of_chosen(slack: Any, tree: Any, depth: int) -> None:
    """Note the slack of the leads of the chosen states, one after the other."""
    (_, order, _, chosen, untried, _), (alive, _, _, _), (_, _, _, tight, _, _) = tree
    states = untried.shape[1]
    for level in range(depth):
        slot = order[level] * states + chosen[level]
        for rival in range(states):
            tight[level * states + rival] = slack[rival * alive.shape[1] + slot]


@njit(cache=True, nogil=True)
def _least_of(slack: Any, least: Any) -> None:
    """(slot,) the least slack of each state over all its rivals."""
    slots = len(least)
    for slot in range(slots):
        least[slot] = slack[slot]
    for start in range(slots, len(slack), slots):
        for slot in range(slots):
            least[slot] = min(least[slot], slack[start + slot])


@njit(cache=True, nogil=True)
def _greatest(gains: Any, alive: Any, start: int, states: int, out: Any) -> None:
    """What a factor adds to each lead at most, with the states that it still may have."""
    is_first = True
    for slot in range(start, start + states):
        if not alive[slot]:
            continue
        if is_first:
            for lead in range(len(out)):
                out[lead] = gains[slot, lead]
        else:
            for lead in range(len(out)):
                out[lead] = max(out[lead], gains[slot, lead])
        is_first = False
