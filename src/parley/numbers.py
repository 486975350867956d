"""How one number of a case is read: from luck to a value, then moved by states of factors."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from parley.case.quantity import Spread
from parley.case.schema import Case, Chance, Delay, Group, Points, Support, Uncertain
from parley.case.walk import Quantity

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DIGITS = 6
"""Decimals of log-odds: a logarithm may differ in its last bit from machine to machine."""


def single(path: str, quantity: Quantity) -> dict[str, Uncertain]:
    """The single numbers of a quantity by path: the members of a group, and what shifts them."""
    if isinstance(quantity, Uncertain):
        return {path: quantity}
    found: dict[str, Uncertain] = {}
    if isinstance(quantity, Group):
        for member, number in quantity.numbers.items():
            at = f"{path}.{member}"
            found[at] = number
            for factor, shifts in number.shifts.items():
                found.update({f"{at}.shifts.{factor}.{s}": shift for s, shift in shifts.items()})
    return found


def base(number: Uncertain, luck: Floats | None, n: int) -> Floats:
    """(draw,) a number before anything moves it.

    Shares of support are drawn in log-odds between those of their ends; `never` is infinite.

    Parameters
    ----------
    luck : (draw,)
        Uniform numbers; without them the median.
    """
    if isinstance(number, Delay) and number.never:
        return np.full(n, np.inf)
    spread = number.value
    return value(log_odds(spread) if isinstance(number, Support) else spread, luck, n)


def log_odds(spread: Spread) -> Spread:
    """A share as log-odds, taken once per number of the case."""

    def of(share: float) -> float:
        return round(math.log(share / (1 - share)), DIGITS)

    mode = None if spread.mode is None else of(spread.mode)
    return Spread(of(spread.low), of(spread.high), mode)


def value(spread: Spread, luck: Floats | None, n: int) -> Floats:
    """Inverse distribution function by + - x / and square roots; the median without luck."""
    if luck is None or spread.certain:
        return np.full(n, spread.low if spread.certain else spread.median)
    u, low, high, mode = luck, spread.low, spread.high, spread.mode
    if mode is None:
        return low + u * (high - low)
    split = (mode - low) / (high - low)
    rising = low + np.sqrt(u * ((high - low) * (mode - low)))
    falling = high - np.sqrt((1 - u) * ((high - low) * (high - mode)))
    return np.where(u < split, rising, falling)


def moved(
    case: Case,
    path: str,
    number: Points | Chance,
    columns: Mapping[str, Floats],
    states: Mapping[str, Ints],
) -> Floats:
    """A number after the states of the factors have shifted it or its odds."""
    value = columns[path]
    moves = number.odds if isinstance(number, Chance) else number.shifts
    word = "odds" if isinstance(number, Chance) else "shifts"
    for factor, by_state in moves.items():
        keys = list(case.factors[factor].states)
        for state in by_state:
            here = states[factor] == keys.index(state)
            size = columns[f"{path}.{word}.{factor}.{state}"]
            if word == "odds":
                value = np.where(here, value * size / (1 - value + value * size), value)
            else:
                value = np.where(here, value + size, value)
    return value
