"""What several levers at once would do, and what they cost."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from parley.analysis.study import Study
from parley.changes import pulled
from parley.engine.any_size import again
from parley.space import Mask

DRAWS = 512
"""Draws in which sets of levers are tried: the first ones."""
MOST_SETS = 64
"""With no more sets than these all are looked at."""

Levers = tuple[str, ...]
"""Keys of levers, in the order of the case."""


@dataclass
class Bench:
    """Where sets of levers are tried; what was looked at is remembered.

    Attributes
    ----------
    passing
        Set to (draw,) whether some package passes all stages with it.
    """

    study: Study
    passing: dict[Levers, Mask] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draws = self.study.draws.take(slice(0, DRAWS))
        self.passing[()] = self.study.judged.some[:DRAWS]
        # The central reading of a cost that is a range.
        middle = self.study.middle
        self.costs = {key: float(middle.value(f"levers.{key}.cost")[0]) for key in self.keys}

    @property
    def keys(self) -> Levers:
        """All levers."""
        return tuple(map(str, self.study.case.levers))

    @property
    def n(self) -> int:
        """Number of draws."""
        return len(self.draws)

    def look(self, sets: Iterable[Levers]) -> None:
        """Try sets that were not looked at before."""
        fresh = [one for one in dict.fromkeys(sets) if one not in self.passing]
        if not fresh:
            return
        book = self.study.model.book
        changes = [partial(pulled, book, levers=one) for one in fresh]
        (found,) = again(self.study.plan, self.draws, [changes], self.study.threads, only_all=True)
        stages = len(self.study.stages)
        self.passing.update(zip(fresh, found == stages, strict=True))

    def hits(self, levers: Levers) -> int:
        """In how many draws some package passes with a set."""
        return int(np.count_nonzero(self.passing[levers]))

    def cost(self, levers: Levers) -> float:
        """What a set costs: the sum of its levers."""
        return sum((self.costs[key] for key in levers), 0.0)

    def together(self, levers: Levers, more: str) -> Levers:
        """A set with one lever more."""
        return tuple(key for key in self.keys if key in levers or key == more)


def search(study: Study) -> tuple[Bench, bool]:
    """Look at sets of levers; whether these are all there are.

    All, if they are few. Else each lever, each pair, and what grows from two pairs (the one that
    reaches most, and the one that gains most for its cost) by adding, one after the other, the
    lever that gains most for its cost, until none gains anything; then, of the sets that reach
    most for their cost, what is left when one lever is spared, until that changes nothing.
    """
    bench = Bench(study)
    keys = bench.keys
    sizes = range(len(keys) + 1)
    if 2 ** len(keys) <= MOST_SETS:
        bench.look(one for size in sizes for one in itertools.combinations(keys, size))
        return bench, True
    pairs: list[Levers] = list(itertools.combinations(keys, 2))
    bench.look([*((key,) for key in keys), *pairs])
    grown = {max(pairs, key=bench.hits), max(pairs, key=lambda pair: _gain(bench, (), pair))}
    while grown:
        grown = _grow(bench, sorted(grown))
    while (front := cheapest(bench)) != _spared(bench, front):
        pass
    return bench, False


def _spared(bench: Bench, front: Sequence[Levers]) -> list[Levers]:
    """The sets that reach most for their cost, once each was also tried with one lever less."""
    bench.look(tuple(key for key in one if key != spared) for one in front for spared in one)
    return cheapest(bench)


def _grow(bench: Bench, sets: Sequence[Levers]) -> set[Levers]:
    """Each set with the lever more that gains most for its cost, if any gains."""
    wider = {
        one: [bench.together(one, key) for key in bench.keys if key not in one] for one in sets
    }
    bench.look(larger for found in wider.values() for larger in found)
    grown = set()
    for one, found in wider.items():
        best = max(found, key=lambda larger: _gain(bench, one, larger), default=one)
        if bench.hits(best) > bench.hits(one):
            grown.add(best)
    return grown


def _gain(bench: Bench, before: Levers, after: Levers) -> tuple[bool, float, int]:
    """How good an addition is for what it costs; what is free and gains comes first."""
    gain = bench.hits(after) - bench.hits(before)
    cost = bench.cost(after) - bench.cost(before)
    return cost <= 0 < gain, gain / cost if cost > 0 else 0.0, gain


def ordered(bench: Bench) -> list[Levers]:
    """What was looked at, cheapest first; of equal cost what reaches most, then fewest levers."""
    place = {one: number for number, one in enumerate(bench.passing)}
    return sorted(
        bench.passing, key=lambda one: (bench.cost(one), -bench.hits(one), len(one), place[one])
    )


def cheapest(bench: Bench) -> list[Levers]:
    """The sets that reach more than everything that costs as much or less."""
    found: list[Levers] = []
    for one in ordered(bench):
        if not found or bench.hits(one) > bench.hits(found[-1]):
            found.append(one)
    return found
