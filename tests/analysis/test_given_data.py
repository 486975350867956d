"""Given-data indices of functions whose indices are known, and what is refused."""

from __future__ import annotations

import warnings
from itertools import pairwise
from math import erf, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from parley.analysis.sensitivity.given_data import Told, cannot_read, delta, idle, pawn, told

Floats = NDArray[np.float64]
N = 2_000


def uniforms(columns: int, n: int = N, seed: int = 5) -> Floats:
    return np.random.Generator(np.random.PCG64(seed)).random((columns, n))


def normals(columns: int, n: int = N) -> Floats:
    return np.random.Generator(np.random.PCG64(7)).standard_normal((columns, n))


def between_normals(mean: float, deviation: float) -> float:
    """Half the area between the standard normal density and another, by its two crossings."""
    variance = deviation**2
    # x^2 (1 - 1/v) + 2 m x / v - m^2 / v - 2 log(deviation) = 0
    a, b = 1 - 1 / variance, 2 * mean / variance
    c = -(mean**2) / variance - 2 * float(np.log(deviation))
    low, high = sorted(
        ((-b - sqrt(b * b - 4 * a * c)) / 2 / a, (-b + sqrt(b * b - 4 * a * c)) / 2 / a)
    )

    def below(x: float, middle: float, spread: float) -> float:
        return (1 + erf((x - middle) / spread / sqrt(2))) / 2

    own = below(high, mean, deviation) - below(low, mean, deviation)
    return own - (below(high, 0, 1) - below(low, 0, 1))


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_delta_of_a_part_of_a_normal_sum(share: float) -> None:
    """Of y = sqrt(a) x + sqrt(1 - a) z what is known of x leaves a normal of variance 1 - a.

    What is told strongly is told a little too low: a slice is wide.
    """
    x, z = normals(2)
    found = delta(x, sqrt(share) * x + sqrt(1 - share) * z)
    every = [between_normals(sqrt(share) * m, sqrt(1 - share)) for m in normals(1, 500)[0]]
    assert found.value == pytest.approx(np.mean(every), abs=0.06)
    assert found.low < found.value < found.high


def test_delta_of_ishigami() -> None:
    """As SALib's own tests have it for raw outputs: 0.210, 0.358 and 0.155."""
    x = np.pi * (2 * uniforms(3, 4_000) - 1)
    y = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
    assert [delta(one, y).value for one in x] == pytest.approx([0.210, 0.358, 0.155], abs=0.06)


def test_delta_of_a_yes_or_no() -> None:
    """The mean distance of the share where x is known from that of all: here of x from 1/2.

    Of the middles of eight slices that is 1/4; smoothing leaves a part of it.
    """
    x, luck, other = uniforms(3)
    y = (luck < x).astype(float)
    assert 0.18 < delta(x, y).value < 0.25
    assert delta(other, y).value < 0.04


def test_pawn_of_what_is_known_wholly() -> None:
    """Of y = x the k-th tenth is max(k, 9 - k) tenths from the whole: .9 .8 .7 .6 .5 .5 .6 ..."""
    x = (np.arange(N) + 0.5) / N
    found = pawn(x, x)
    assert found.value == pytest.approx(0.65, abs=0.051)
    assert (found.low, found.high) == pytest.approx((0.5, 0.9), abs=0.01)
    distances = sorted(max(k, 9 - k) / 10 for k in range(10))
    assert found.value == pytest.approx((distances[4] + distances[5]) / 2, abs=0.01)


def test_pawn_of_a_step() -> None:
    """Whatever the tenth, it is on one side of the step: half a distance from the whole."""
    x = (np.arange(N) + 0.5) / N
    found = pawn(x, (x > 0.5).astype(float))
    assert (found.low, found.value, found.high) == pytest.approx((0.5, 0.5, 0.5), abs=0.01)


def test_only_the_order_counts() -> None:
    x, z = uniforms(2, 400)
    y = np.floor(5 * (x + z))
    assert told(np.exp(x), y**3) == told(x, y)


def test_numbers_are_the_same_again_and_short() -> None:
    x, z = uniforms(2, 400)
    found = told(x, x + z)
    assert found == told(x.copy(), x + z)
    for index in (found.delta, found.pawn):
        assert index is not None
        for end in (index.value, index.low, index.high):
            assert end == round(end, 6)
            assert 0 <= end <= 1
        assert index.low <= index.value <= index.high


def test_what_tells_nothing_is_seldom_above_what_shuffled_columns_reach() -> None:
    """Of 60 columns that have nothing to do with the output some 3 pass each level."""
    columns = uniforms(62, 500)
    y = np.where(columns[0] < 0.7, 0, np.floor(100 * columns[1]))
    levels = idle(y)
    above = [
        sum(index.value > level for index in found)
        for found, level in (
            ([delta(x, y) for x in columns[2:]], levels[0]),
            ([pawn(x, y) for x in columns[2:]], levels[1]),
        )
    ]
    assert max(above) <= 10
    assert delta(columns[0], y).value > 3 * levels[0]
    assert pawn(columns[0], y).value > 3 * levels[1]


def without(x: Floats, y: Floats) -> str:
    found = told(x, y)
    assert found == Told(None, None, found.refused)
    return found.refused


def test_what_cannot_be_read_is_refused_by_name() -> None:
    x, y = uniforms(2, 400)
    assert told(x, y).refused == ""
    assert cannot_read(y) == ""
    assert without(x[:199], y[:199]) == "There are 199 readings, and 200 are needed."
    assert without(x, np.full(400, 3.0)) == "The answer is the same in every reading."
    assert without(np.full(400, 3.0), y) == "It is the same in every reading."
    assert without(np.floor(3 * x), y) == "It takes 3 values only, as a category does."
    assert without(np.where(x < 0.5, 0.0, x), y) == (
        f"It is the same in {int((x < 0.5).sum())} of 400 readings."
    )
    for none in (np.inf, -np.inf, np.nan):
        gaps = np.where(np.arange(400) == 7, none, x)
        assert without(gaps, y) == "It is no finite number in 1 of 400 readings."
        assert without(x, gaps) == "The answer is no finite number in some readings."


def test_a_number_with_a_few_equal_values_is_read() -> None:
    """Twenty values of a twentieth each: the most that may be the same."""
    (y,) = uniforms(1, 400)
    twenty: Floats = np.repeat(np.arange(20.0), 20)
    assert told(twenty, y).delta is not None
    assert "19 values" in without(np.minimum(twenty, 18.0), y)


def test_nothing_of_the_process_is_touched() -> None:
    """No global random numbers, no filters of warnings, no way of showing them."""
    x, z = uniforms(2, 300)
    before = str(np.random.get_state())  # noqa: NPY002
    filters, shown = list(warnings.filters), warnings.formatwarning
    told(x, x + z)
    assert str(np.random.get_state()) == before  # noqa: NPY002
    assert list(warnings.filters) == filters
    assert warnings.formatwarning is shown


def test_more_known_is_more_told() -> None:
    x, z = uniforms(2)
    found = [told(x, a * x + (1 - a) * z) for a in (0.1, 0.4, 0.7)]
    for less, more in pairwise(found):
        assert less.delta is not None
        assert more.delta is not None
        assert less.delta.value < more.delta.value
        assert less.pawn is not None
        assert more.pawn is not None
        assert less.pawn.value < more.pawn.value
