"""Random numbers as a pure function of what they are for."""

from __future__ import annotations

import hashlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from parley.bundled import load
from parley.draws import Book
from parley.streams import philox, stream, uniforms
from strategies import SETTINGS

KNOWN = [
    # Known-answer vectors of Random123 (Salmon, Moraes, Dror & Shaw 2011), kat_vectors,
    # "philox4x32 10": counter, key, result.
    (
        (0x00000000, 0x00000000, 0x00000000, 0x00000000),
        (0x00000000, 0x00000000),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def plain_philox(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Philox4x32-10 in Python's integers, from the paper."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 2**32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 2**32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
    return c0, c1, c2, c3


def plain_uniform(seed: int, draw: int, attempt: int, path: str, j: int) -> float:
    """One number as DESIGN.md defines it."""
    digest = hashlib.sha256(path.encode()).digest()
    words = [int.from_bytes(digest[k : k + 4], "little") for k in (0, 4)]
    counter = (draw, attempt * 2**16 + j, *words)
    w0, w1, _, _ = plain_philox(counter, (seed % 2**32, seed // 2**32))
    # 27 and 26 bits, exact in a float
    return ((w0 // 2**5) * 2**26 + w1 // 2**6) / 2**53


def numbers(
    seed: int, draws: list[int], paths: list[str], counts: list[int], attempt: int = 0
) -> NDArray[np.float64]:
    return uniforms(
        seed,
        np.array(draws, dtype=np.int64),
        np.full((len(paths), len(draws)), attempt, dtype=np.int64),
        np.array([stream(path) for path in paths], dtype=np.uint32).reshape(-1, 2),
        np.array(counts, dtype=np.int64),
    )


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_philox_gives_the_known_answers(
    counter: tuple[int, ...], key: tuple[int, ...], result: tuple[int, ...]
) -> None:
    """The compiled generator and the plain one of these tests are Philox4x32-10."""
    words = [np.uint64(word) for word in (*counter, *key)]
    assert tuple(int(word) for word in philox(*words)) == result
    assert plain_philox(counter, key) == result


@SETTINGS
@given(
    st.integers(0, 2**64 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 999),
    st.text(st.characters(codec="ascii", min_codepoint=45), min_size=1, max_size=60),
    st.integers(1, 6),
)
def test_a_number_is_what_the_formula_says(
    seed: int, draw: int, attempt: int, path: str, count: int
) -> None:
    """53 bits of Philox at (draw, attempt 2^16 + j, SHA-256 of the path), key = seed."""
    found = numbers(seed, [draw], [path], [count], attempt)
    assert found[:, 0].tolist() == [
        plain_uniform(seed, draw, attempt, path, j) for j in range(count)
    ]
    assert (found >= 0).all()
    assert (found < 1).all()


def test_rows_are_those_of_the_streams_one_after_the_other() -> None:
    """The table of several streams is the tables of each, stacked."""
    draws = [7, 0, 7, 2**32 - 1]
    together = numbers(3, draws, ["a.b", "c", "d"], [2, 1, 3])
    assert together.shape == (6, 4)
    alone = [numbers(3, draws, [p], [n]) for p, n in (("a.b", 2), ("c", 1), ("d", 3))]
    assert (together == np.vstack(alone)).all()
    assert (together[:, 0] == together[:, 2]).all()


def test_no_streams_and_no_draws() -> None:
    assert numbers(0, [1, 2], [], []).shape == (0, 2)
    assert numbers(0, [], ["a"], [2]).shape == (2, 0)


def test_paths_of_real_cases_have_streams_of_their_own() -> None:
    """No two paths of a case share a stream."""
    for name in ("two-valleys", "panama-canal", "russia-ukraine-2024"):
        paths = list(Book.of(load(name)).streams)
        assert len({stream(path) for path in paths}) == len(paths)


def test_streams_draws_seeds_and_attempts_are_separate() -> None:
    """Changing one word of the counter or key gives numbers that have nothing to do with the rest.

    Correlations of n = 20,000 pairs of independent uniforms lie within 5 / sqrt(n) but for one in
    a million.
    """
    n = 20_000
    draws = list(range(n))
    base = numbers(1, draws, ["a", "b"], [2, 1])
    others = [
        base[1],
        base[2],
        numbers(2, draws, ["a"], [1])[0],
        numbers(1 + 2**32, draws, ["a"], [1])[0],
        numbers(1, draws, ["a"], [1], attempt=1)[0],
        np.roll(base[0], 1),
    ]
    for other in others:
        assert (other != base[0]).mean() > 0.999
        assert abs(np.corrcoef(base[0], other)[0, 1]) < 5 / math.sqrt(n)


def test_numbers_are_uniform() -> None:
    """Each of 64 equal cells gets its share: chi-square of 63 degrees below its 1e-6 quantile."""
    n = 64_000
    found = numbers(11, list(range(n)), ["a"], [1])[0]
    cells = np.bincount((found * 64).astype(np.int64), minlength=64)
    assert float(((cells - n / 64) ** 2 / (n / 64)).sum()) < 131
    assert abs(found.mean() - 0.5) < 5 * math.sqrt(1 / 12 / n)
