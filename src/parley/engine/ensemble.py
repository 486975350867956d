"""Draws in chunks, each tallied in every variant: the unit that is kept, resumed and merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parley.conditions import Model
from parley.draws import Ints
from parley.engine.plan import Plan
from parley.engine.scan import Tally, scan
from parley.engine.variants import VARIANTS
from parley.streams import BLOCK

CHUNK = 8 * BLOCK
"""Draws in a chunk."""


@dataclass(frozen=True)
class Chunk:
    """What is known of consecutive draws.

    Attributes
    ----------
    numbers : (draw,)
        Their numbers.
    attempts
        Party to (draw,) attempt that agreed with its statements.
    tallies
        Variant to its tally.
    """

    numbers: Ints
    attempts: Mapping[str, Ints]
    tallies: Mapping[str, Tally]


def chunks(draws: int) -> list[Ints]:
    """The numbers of the draws of each chunk."""
    return [np.arange(start, min(start + CHUNK, draws)) for start in range(0, draws, CHUNK)]


def tally(
    model: Model, plan: Plan, seed: int, numbers: Ints, threads: int = 1, order: int = 1
) -> Chunk:
    """Draw and tally one chunk."""
    draws = model.draws(seed, numbers)
    tallies = {
        variant.key: scan(plan, variant.read(model.book, draws), threads, order)
        for variant in VARIANTS
    }
    return Chunk(numbers, draws.attempts, tallies)


def merge(parts: Sequence[Chunk]) -> Chunk:
    """Chunks in the order of their draws, added up."""
    parts = sorted(parts, key=lambda part: int(part.numbers[0]))
    numbers = np.concatenate([part.numbers for part in parts])
    narrow = np.min_scalar_type(len(numbers))
    tallies = {}
    for key, first in parts[0].tallies.items():
        counts = np.zeros(len(first.counts), dtype=narrow)
        for part in parts:
            counts += part.tallies[key].counts.astype(narrow, copy=False)
        tallies[key] = Tally(
            np.concatenate([part.tallies[key].passing for part in parts]),
            np.concatenate([part.tallies[key].present for part in parts]),
            counts,
        )
    attempts = {
        party: np.concatenate([part.attempts[party] for part in parts])
        for party in parts[0].attempts
    }
    return Chunk(numbers, attempts, tallies)
