"""Sorting and pruning against comparing each vector with every other."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.engine.pareto import falling, prune
from strategies import SETTINGS

EVERY = 2**62

VECTORS = st.integers(0, 6).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(-2, 3), min_size=width, max_size=width), min_size=1, max_size=60
    )
)


def kept(table: np.ndarray, codes: np.ndarray, most: int = EVERY) -> list[int]:
    order = np.empty(len(codes), dtype=np.int64)
    count = prune(table, codes, len(codes), most, order, np.empty_like(order))
    return [int(place) for place in order[:count]]


def unbeaten(vectors: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Vectors that no different one reaches in every dimension."""
    return {
        one
        for one in vectors
        if not any(
            other != one and all(b >= a for a, b in zip(one, other, strict=True))
            for other in vectors
        )
    }


@settings(SETTINGS, max_examples=300)
@given(VECTORS, st.randoms(use_true_random=False), st.sampled_from([1, 10**9, 2**58]))
def test_what_is_kept_is_what_nothing_beats(vectors: list[list[int]], random, size: int) -> None:  # type: ignore[no-untyped-def]
    """None to six dimensions, many ties; of equal vectors the lowest code; in falling order."""
    table = np.array(vectors, dtype=np.int64).reshape(len(vectors), -1) * size
    codes = np.array(random.sample(range(1000), len(vectors)), dtype=np.int64)
    found = kept(table, codes)
    rows = [tuple(int(value) for value in row) for row in table]
    expected = sorted(unbeaten(rows), reverse=True)
    assert [rows[place] for place in found] == expected
    for place in found:
        assert codes[place] == min(
            c for c, row in zip(codes, rows, strict=True) if row == rows[place]
        )


@settings(SETTINGS, max_examples=100)
@given(VECTORS, st.integers(0, 5))
def test_comparing_less_keeps_more(vectors: list[list[int]], most: int) -> None:
    """What nothing beats is always kept, and no two equal ones if all are compared."""
    table = np.array(vectors, dtype=np.int64).reshape(len(vectors), -1)
    found = kept(table, np.arange(len(vectors)), most)
    rows = [tuple(int(value) for value in row) for row in table]
    assert unbeaten(rows) <= {rows[place] for place in found}
    assert len(found) == len(set(found))


@settings(SETTINGS, max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=50),
    st.sampled_from([(0, 1), (1, 0), (1,)]),
)
def test_sorting_is_falling_then_by_code(
    rows: list[tuple[int, int]], dimensions: tuple[int, ...]
) -> None:
    """Any number of runs that are in order already."""
    table = np.array(rows, dtype=np.int64).reshape(len(rows), 2)
    codes = np.arange(len(rows), dtype=np.int64)[::-1].copy()
    order = np.arange(len(rows), dtype=np.int64)
    falling(table, codes, len(rows), np.array(dimensions), order, np.empty_like(order))
    expected = sorted(range(len(rows)), key=lambda i: ([-rows[i][k] for k in dimensions], codes[i]))
    assert order.tolist() == expected


def test_many_vectors_in_three_and_four_dimensions() -> None:
    """A thousand random vectors, some equal in one dimension."""
    random = np.random.default_rng(7)
    for width in (2, 3, 4):
        table = random.integers(0, 40, (1000, width)).astype(np.int64)
        rows = [tuple(int(value) for value in row) for row in table]
        found = kept(table, np.arange(1000))
        assert [rows[place] for place in found] == sorted(unbeaten(rows), reverse=True)
