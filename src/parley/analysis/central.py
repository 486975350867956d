"""What passes in the central draw: how many packages, and which are efficient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parley.conditions import Model
from parley.conditions.forms import NANO, Ints, total
from parley.conditions.worth import worth
from parley.draws import Draws
from parley.engine import elimination
from parley.engine.counting import SCAN, Number, count
from parley.engine.front import efficient
from parley.engine.plan import Plan
from parley.engine.scan import scan
from parley.engine.scheme import scheme
from parley.space import Codes


@dataclass(frozen=True)
class Efficient:
    """What no other passing package beats.

    Attributes
    ----------
    codes
        Rising. Of packages that are worth the same to each party all, where every package is
        looked at; else one.
    bound
        0: nothing is missing. Else each efficient package has a listed one that is worse by at most
        so many nano-points for each party.
    """

    codes: Codes
    bound: int = 0


def bounded(found: Efficient) -> list[str]:
    """What a thinned front does not tell, in words."""
    if not found.bound:
        return []
    return [
        "There are more efficient packages than can be listed: each has one here that is worse by "
        f"at most {found.bound / NANO:.3g} points for each party."
    ]


@dataclass(frozen=True)
class Central:
    """The central draw.

    Attributes
    ----------
    plan
        Of all conditions.
    """

    model: Model
    plan: Plan
    draw: Draws
    threads: int = 1

    @cached_property
    def passing(self) -> dict[str, Codes]:
        """Stage to the codes of the packages that pass it, and all before it; only of those that
        are listed.
        """
        found = scan(self.plan, self.draw).counts
        codes = self.plan.listing.codes
        return {s: codes[hits > 0] for s, hits in zip(self.model.stages, found, strict=True)}

    @cached_property
    def numbers(self) -> dict[str, Number]:
        """Stage to how many packages pass it."""
        if self.plan.listing.is_whole:
            sizes = {stage: len(codes) for stage, codes in self.passing.items()}
            return {stage: Number(n, n, n, SCAN) for stage, n in sizes.items()}
        counted = count(
            self.model.space,
            self.plan.program,
            self.model.rules,
            self.draw,
            threads=self.threads,
        )
        return dict(zip(self.model.stages, counted.stages, strict=True))

    def passes(self, code: int, stage: str) -> bool:
        """Whether one package passes a stage, and all before it."""
        codes = np.array([code], dtype=np.int64)
        return bool(self.model.rules.allows(codes)[0]) and all(
            bool(condition.margin(self.model.space, self.draw, codes).holds[0, 0])
            for condition in self.model.up_to(stage)
        )

    def values(self, parties: Sequence[str], codes: Codes) -> Ints:
        """(code, party) V in nano-points."""
        space = self.model.space
        columns = [
            total(worth(self.model.case, space, party), space, self.draw, codes)[0]
            for party in parties
        ]
        return np.array(columns, dtype=np.int64).reshape(len(parties), len(codes)).T

    def efficient(self, parties: Sequence[str], stage: str) -> Efficient:
        """What of the packages that pass a stage no other one beats for these parties."""
        if self.plan.listing.is_whole:
            codes = self.passing[stage]
            return Efficient(codes[efficient(self.values(parties, codes))])
        space = self.model.space
        aims = [worth(self.model.case, space, party) for party in parties]
        laid = scheme(space, self.plan.program, self.model.rules.tables, aims)
        found = elimination.front(laid, self.draw, self.model.stages.index(stage) + 1)
        return Efficient(np.sort(found.codes), found.bound)

    def is_efficient(self, code: int, among: Efficient, parties: Sequence[str], stage: str) -> bool:
        """Whether one package passes a stage and is worth what an efficient one is."""
        if not self.passes(code, stage):
            return False
        mine = self.values(parties, np.array([code], dtype=np.int64))
        return bool((self.values(parties, among.codes) == mine).all(axis=1).any())
