"""How much a number tells of an output, from draws that are there already."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.intervals import Z95

Floats = NDArray[np.float64]

LEAST = 200
"""Draws below which nothing is told."""
SLICES = 8
"""Of delta: many make its bias large, few overlook what is told in part of a range only."""
TENTHS = 10
"""Slices of PAWN, as its authors take them."""
GRID = 100
"""Points at which densities are compared."""
RESAMPLES = 10
"""Of the draws, for the bias and the interval of delta."""
SHUFFLES = 19
"""The greatest of so many indices of numbers that tell nothing is passed by one in twenty such."""
TIED = 0.05
"""No value of a number may be that of a greater share of draws: a slice would be one value."""
DIGITS = 6
"""Decimals: the libraries behind it may differ in the last bits from machine to machine."""
SEED = 0


@dataclass(frozen=True)
class Index:
    """An index from 0 (tells nothing) to 1, with the ends of what is known of it."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Told:
    """What a number tells of an output.

    Attributes
    ----------
    delta, pawn
        None where it is refused.
    refused
        Why it is; empty where it is not.
    """

    delta: Index | None
    pawn: Index | None
    refused: str


def told(x: Floats, y: Floats) -> Told:
    """What a number tells of an output; what cannot be read honestly is refused by name.

    Parameters
    ----------
    x, y : (draw,)
        The number and the output; only the order of each counts.
    """
    refused = cannot_read(y) or _cannot_use(x)
    return Told(None, None, refused) if refused else Told(delta(x, y), pawn(x, y), "")


def cannot_read(y: Floats) -> str:
    """Why nothing can tell anything of an output; empty where something can."""
    if len(y) < LEAST:
        return f"There are {len(y)} readings, and {LEAST} are needed."
    if not np.isfinite(y).all():
        return "The answer is no finite number in some readings."
    return "The answer is the same in every reading." if np.ptp(y) == 0 else ""


def _cannot_use(x: Floats) -> str:
    unbounded = int((~np.isfinite(x)).sum())
    if unbounded:
        return f"It is no finite number in {unbounded:,} of {len(x):,} readings."
    values, counts = np.unique(x, return_counts=True)
    if len(values) == 1:
        return "It is the same in every reading."
    if counts.max() <= TIED * len(x):
        return ""
    if len(values) < 1 / TIED:
        return f"It takes {len(values)} values only, as a category does."
    return f"It is the same in {int(counts.max()):,} of {len(x):,} readings."


def delta(x: Floats, y: Floats) -> Index:
    """Half the mean area between the density of an output and that where a number is known.

    Less its bias, as bootstrapping tells it, with the 95 % interval from the same resamples; what
    would be below 0 is 0.

    An output with many equal values has no density, and smoothing them into one is biased: where
    two thirds of 2,000 draws have no package, a number that tells nothing would have a delta of
    0.09. So the output is replaced by normal scores in its order, equal values in an order of
    chance, which leaves delta as it is and makes the density exist: that number then has 0.02.
    Smoothing, and slices that are not narrow, keep great indices below their true values: 0.20,
    0.30 and 0.15 for the function of Ishigami, in truth 0.26, 0.42 and 0.21.

    References
    ----------
    Borgonovo (2007), A new uncertainty importance measure. Plischke, Borgonovo & Smith (2013),
    Global sensitivity measures from given data: the estimator. Rueschendorf (2009), On the
    distributional transform, Sklar's theorem, and the empirical copula process.
    """
    from SALib.analyze.delta import calc_delta
    from scipy.special import ndtri
    from threadpoolctl import threadpool_limits

    n = len(y)
    random = np.random.Generator(np.random.PCG64(SEED))
    scores = np.empty(n)
    scores[np.lexsort((random.random(n), y))] = ndtri((np.arange(n) + 0.5) / n)
    ends, grid = np.linspace(0, n, SLICES + 1), np.linspace(scores.min(), scores.max(), GRID)
    rows = random.integers(n, size=(RESAMPLES, n))
    # For systems of one equation scipy starts threads: ten times as slow.
    with threadpool_limits(1, user_api="blas"):
        found = calc_delta(scores, grid, x, ends)
        again = np.array([calc_delta(scores[at], grid, x[at], ends) for at in rows])
    value, reach = 2 * found - again.mean(), Z95 * again.std(ddof=1)
    return Index(_rounded(value), _rounded(value - reach), _rounded(value + reach))


def pawn(x: Floats, y: Floats) -> Index:
    """Greatest distance between the distribution of an output and that where a number is in one
    slice of its range: the median over the slices, with the least and the greatest of them.

    References
    ----------
    Pianosi & Wagener (2018), Distribution-based sensitivity analysis from a generic input-output
    sample.
    """
    from SALib.analyze import pawn as salib

    problem = {"num_vars": 1, "names": ["x"]}
    with warnings.catch_warnings():
        # Of a significance, which is not used, and may not be exact.
        warnings.simplefilter("ignore", RuntimeWarning)
        found = salib.analyze(problem, x[:, None], y, S=TENTHS)
    ends = (found["median"], found["minimum"], found["maximum"])
    return Index(*(_rounded(float(end[0])) for end in ends))


def idle(y: Floats) -> tuple[float, float]:
    """The greatest delta and PAWN of numbers that tell nothing: the draws in some other orders.

    Parameters
    ----------
    y : (draw,)
        An output that :func:`cannot_read` does not refuse.
    """
    random = np.random.Generator(np.random.PCG64(SEED))
    orders = [random.permutation(len(y)).astype(np.float64) for _ in range(SHUFFLES)]
    return max(delta(x, y).value for x in orders), max(pawn(x, y).value for x in orders)


def _rounded(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), DIGITS)
