"""Draws in chunks, each tallied in every variant: the unit that is kept, resumed and merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np

from parley.conditions import Model
from parley.draws import Ints
from parley.engine.any_size import tallies as tallies_of
from parley.engine.layouts import Layouts
from parley.engine.scan import Tally
from parley.engine.variants import variants_of
from parley.streams import BLOCK

CHUNK = 8 * BLOCK
"""Draws in a chunk, unless its packages are so many that one block takes long enough."""
MANY_PACKAGES = 2**22


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


def chunks(draws: int, packages: int = 1) -> list[Ints]:
    """The numbers of the draws of each chunk; how they are cut never changes a result."""
    size = CHUNK if packages <= MANY_PACKAGES else BLOCK
    return [np.arange(start, min(start + size, draws)) for start in range(0, draws, size)]


def tally(
    model: Model, layouts: Layouts, seed: int, numbers: Ints, threads: int = 1, order: int = 1
) -> Chunk:
    """Draw and tally one chunk."""
    draws = model.draws(seed, numbers)
    variants = variants_of(model)
    asked = [(layouts[one.without], one.read(model.book, draws)) for one in variants]
    tallies = tallies_of(asked, threads, order)
    keys = (variant.key for variant in variants)
    return Chunk(numbers, draws.attempts, dict(zip(keys, tallies, strict=True)))


def merge(parts: Iterable[Chunk]) -> Chunk:
    """Chunks added up, in the order of their draws; of all counts only one sum is held."""
    whole = reduce(_join, parts)
    order = np.argsort(whole.numbers)
    return Chunk(
        whole.numbers[order],
        {party: tries[order] for party, tries in whole.attempts.items()},
        {
            key: Tally(
                found.passing[:, order],
                found.present[:, order],
                found.counts,
                found.reached[order],
                found.at_most[order],
            )
            for key, found in whole.tallies.items()
        },
    )


def _join(first: Chunk, second: Chunk) -> Chunk:
    numbers = np.concatenate([first.numbers, second.numbers])
    narrow = np.min_scalar_type(len(numbers))
    tallies = {}
    for key, one in first.tallies.items():
        other = second.tallies[key]
        tallies[key] = Tally(
            np.concatenate([one.passing, other.passing], axis=1),
            np.concatenate([one.present, other.present], axis=1),
            np.add(one.counts, other.counts, dtype=narrow),
            np.concatenate([one.reached, other.reached]),
            np.concatenate([one.at_most, other.at_most]),
        )
    attempts = {
        party: np.concatenate([tries, second.attempts[party]])
        for party, tries in first.attempts.items()
    }
    return Chunk(numbers, attempts, tallies)
