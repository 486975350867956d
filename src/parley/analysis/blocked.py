"""The draws without a deal, taken apart: which conditions fail together in each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parley.analysis.clashes import Barred
from parley.analysis.clashes import words as words_of_bar
from parley.analysis.finding import Cell
from parley.analysis.lines import kind, subject
from parley.analysis.study import Study
from parley.conditions.forms import Condition
from parley.draws import Draws, Ints
from parley.engine.any_size import failing
from parley.engine.failing import Failing, conflicts, members

MOST_DRAWS = 1_000
"""Draws without a deal that are taken apart."""
SAYS = {
    "accept": "gets at least what no deal is worth to it",
    "later": "gains nothing by coming back stronger later",
    "cheat": "gains nothing by cheating quietly",
}
"""What must hold, of whoever holds it."""


@dataclass(frozen=True)
class Blocked:
    """The draws without a deal, taken apart.

    Attributes
    ----------
    asked
        The conditions by place: what the sets count.
    draws
        Those that were taken apart.
    every
        How many draws without a deal there are.
    found
        The least failing sets of each draw.
    """

    study: Study
    asked: tuple[Condition, ...]
    draws: Draws
    every: int
    found: tuple[Failing, ...]

    @classmethod
    def of(cls, study: Study) -> Blocked:
        """Take apart the first draws without a deal."""
        rows = np.flatnonzero(~study.judged.some)
        mine = study.draws.take(rows[:MOST_DRAWS])
        found = tuple(failing(study.apart, mine, study.threads))
        return cls(study, study.apart.program.conditions, mine, len(rows), found)

    @cached_property
    def conflicts(self) -> list[Ints]:
        """The conflicts of each draw."""
        return [conflicts(one.sets) for one in self.found]

    @cached_property
    def bars(self) -> dict[int, Barred]:
        """Place to what a red line or block puts out, in the draws taken apart."""
        return {
            place: Barred.of(condition, self.draws)
            for place, condition in enumerate(self.asked)
            if condition.bar is not None
        }

    @property
    def n(self) -> int:
        """How many draws were taken apart."""
        return len(self.draws)

    @property
    def cut(self) -> str:
        """What was left out."""
        parts = []
        if self.every > self.n:
            parts.append(
                f"The first {self.n:,} of {self.every:,} draws without a deal are counted."
            )
        if not all(one.is_whole for one in self.found):
            parts.append("In some draws there were more correction sets than are kept.")
        return " ".join(parts)

    def words(self, place: int, rows: Sequence[int], *, least: bool) -> str:
        """What a condition asks in some draws.

        Parameters
        ----------
        least
            Of a red line or block: the least that it puts out in one of these draws; else what it
            puts out most often.
        """
        condition = self.asked[place]
        if condition.kind == "body":
            return f"needs the approval of {condition.sentence.removesuffix(' approves it')}"
        if condition.bar is None:
            return SAYS[condition.kind]
        barred = self.bars[place]
        often = Counter(barred.which[np.asarray(rows, dtype=np.int64)].tolist())
        sets = [barred.sets[one] for one, _ in often.most_common() if barred.sets[one].any()]
        out = min(sets, key=lambda cells: int(cells.sum())) if least else sets[0]
        return words_of_bar(self.study, barred, out)

    def about(self, place: int, words: str) -> dict[str, Cell]:
        """A condition for readers."""
        condition = self.asked[place]
        return {
            "key": condition.key,
            "kind": condition.kind,
            "holder": condition.holder,
            "name": self.study.name(condition.holder),
            "words": words,
            "law": condition.law,
            "path": condition.path,
        }

    def subject(self, place: int) -> str:
        """What a condition is about, in any draw."""
        condition = self.asked[place]
        if condition.bar is None:
            return self.words(place, (), least=True)
        return f"{kind(condition)} on “{subject(self.study, condition)}”"


def belonging(taken_apart: Sequence[Failing], asked: int) -> tuple[Ints, Ints]:
    """(condition,) in how many draws it is in every, and in some, smallest correction set."""
    every = np.zeros(asked, dtype=np.int64)
    some = np.zeros(asked, dtype=np.int64)
    for found in taken_apart:
        sizes = np.array([len(members(int(one))) for one in found.corrections])
        smallest = [int(one) for one in found.corrections[sizes == sizes.min()]]
        in_all, in_one = smallest[0], 0
        for one in smallest:
            in_all &= one
            in_one |= one
        every[members(in_all)] += 1
        some[members(in_one)] += 1
    return every, some


def first(study: Study, draws: Draws) -> str | None:
    """The condition that is most often in every smallest correction set; of several the one that
    is in most of some, then the first of the case.

    Parameters
    ----------
    draws
        Draws without a deal; where there are none there is no obstacle.
    """
    if not len(draws):
        return None
    asked = study.apart.program.conditions
    every, some = belonging(failing(study.apart, draws, study.threads), len(asked))
    return asked[int(np.lexsort((-some, -every))[0])].key
