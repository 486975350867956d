"""Random numbers that are a pure function of what they are for."""

from __future__ import annotations

import hashlib

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BLOCK = 64
"""Draws in a block: the unit in which draws are numbered, hashed and checked."""
MOST_ATTEMPTS = 1_000


def stream(path: str) -> tuple[int, int]:
    """The two 32-bit words that name a stream: the first 8 bytes of SHA-256 of its path."""
    digest = hashlib.sha256(path.encode()).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little")


def uniforms(
    seed: int,
    draws: NDArray[np.int64],
    attempts: NDArray[np.int64],
    streams: NDArray[np.uint32],
    counts: NDArray[np.int64],
) -> Floats:
    """Uniform numbers in [0, 1) with 53 bits.

    Parameters
    ----------
    seed
        0 to 2^64 - 1: the key of the generator.
    draws : (draw,)
        Numbers of the draws, 0 to 2^32 - 1.
    attempts : (stream, draw)
        Number of the attempt, from 0.
    streams : (stream, 2)
        Words of :func:`stream`.
    counts : (stream,)
        How many numbers each stream gives a draw.

    Returns
    -------
    (sum of counts, draw)
        The numbers of the first stream, then of the second, ...

    References
    ----------
    Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3: Philox4x32-10
    with counter (draw, attempt * 2^16 + j, stream).
    """
    out = np.empty((int(counts.sum()), len(draws)))
    _fill(np.uint64(seed), draws, attempts, streams, counts, out)
    return out


@njit(cache=True, nogil=True)
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Philox4x32-10 on 64-bit words that hold 32 bits each."""
    low = np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    for _ in range(10):
        p0 = np.uint64(0xD2511F53) * c0
        p1 = np.uint64(0xCD9E8D57) * c2
        c0, c1, c2, c3 = (p1 >> shift) ^ c1 ^ k0, p1 & low, (p0 >> shift) ^ c3 ^ k1, p0 & low
        k0 = (k0 + np.uint64(0x9E3779B9)) & low
        k1 = (k1 + np.uint64(0xBB67AE85)) & low
    return c0, c1, c2, c3


@njit(cache=True, nogil=True)
def _fill(seed, draws, attempts, streams, counts, out):  # type: ignore[no-untyped-def]
    k0 = seed & np.uint64(0xFFFFFFFF)
    k1 = seed >> np.uint64(32)
    row = 0
    for s in range(len(counts)):
        c2 = np.uint64(streams[s, 0])
        c3 = np.uint64(streams[s, 1])
        for j in range(counts[s]):
            for i in range(len(draws)):
                c1 = np.uint64(attempts[s, i] * 65536 + j)
                w0, w1, _, _ = philox(np.uint64(draws[i]), c1, c2, c3, k0, k1)
                high = w0 >> np.uint64(5)
                rest = w1 >> np.uint64(6)
                out[row, i] = (high * 67108864.0 + rest) / 9007199254740992.0
            row += 1
