"""What every question is asked of: a case, its draws, and how its packages fared in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.analysis.central import Central, Efficient
from parley.analysis.shortlist import Entry, Menu, greedy_menu, shortlist, types
from parley.analysis.wording import does
from parley.case.schema import Case
from parley.conditions import Model
from parley.conditions.forms import Condition, Margin, total
from parley.conditions.worth import no_deal, worth
from parley.draws import Draws, Ints, central, draw
from parley.engine.counting import packages
from parley.engine.layouts import layout, layouts
from parley.engine.listing import Listing
from parley.engine.plan import Plan
from parley.engine.scan import Passed, Tally, scan
from parley.engine.variants import JUDGED, variants_of
from parley.intervals import wilson
from parley.space import Codes, Space

SAMPLE = 2**13
"""Packages that stand for too many to look at each."""
SEED = 0
"""Of the sample: the same packages in every run of a case."""
FEW = 256
"""Draws in which what-if passes are made, one for each thing that might be otherwise."""


@dataclass(frozen=True)
class Numbers:
    """How many packages pass in each draw, with the ends of a 95 % interval where it is an
    estimate; all (draw,).
    """

    value: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]

    @classmethod
    def of(cls, hits: Ints, asked: int, whole: int) -> Numbers:
        """From how many of a sample pass."""
        ends = {int(k): wilson(int(k), asked) for k in np.unique(hits)}
        low, high = np.array([ends[int(k)] for k in hits]).reshape(-1, 2).T
        return cls(hits / max(1, asked) * whole, low * whole, high * whole)


@dataclass(frozen=True)
class Study:
    """A finished ensemble, ready for questions.

    Attributes
    ----------
    draws
        All of them, in order.
    tallies
        Variant to its tally.
    threads
        For further scans; never changes a result.
    """

    model: Model
    plan: Plan
    seed: int
    draws: Draws
    tallies: Mapping[str, Tally]
    threads: int = 1

    @property
    def case(self) -> Case:
        """The case."""
        return self.model.case

    @property
    def space(self) -> Space:
        """Its packages."""
        return self.model.space

    @property
    def listing(self) -> Listing:
        """The packages that are counted one by one."""
        return self.plan.listing

    @property
    def n(self) -> int:
        """Number of draws."""
        return len(self.draws)

    @property
    def judged(self) -> Passed:
        """What passes all stages, as judged."""
        return self.tallies[JUDGED].last

    def numbers(self, variant: str) -> tuple[Numbers, ...]:
        """For each stage how many packages pass it in a variant, draw by draw.

        Of too many packages a uniform sample is asked, in the first draws.
        """
        if self.listing.is_whole:
            passing = self.tallies[variant].passing.astype(np.float64)
            return tuple(Numbers(row, row, row) for row in passing)
        return self._sampled[variant]

    @cached_property
    def sample(self) -> Codes:
        """Packages that break no rule, each as likely as any other, with repetition."""
        codes = packages(self.space, SEED, SAMPLE)
        return codes[self.model.rules.allows(codes)]

    @cached_property
    def _sampled(self) -> dict[str, tuple[Numbers, ...]]:
        listing = Listing(self.sample, is_whole=False)
        plans = layouts(self.model, listing)
        found = {}
        for variant in variants_of(self.model):
            draws = variant.read(self.model.book, self.few)
            hits = scan(plans[variant.without], draws, self.threads).passing
            found[variant.key] = tuple(
                Numbers.of(row, len(self.sample), self.model.rules.size) for row in hits
            )
        return found

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages after *feasible* of which the case asks anything."""
        return self.model.stages

    @property
    def few(self) -> Draws:
        """The first draws, for what-if passes."""
        return self.draws.take(slice(0, FEW))

    @property
    def does(self) -> str:
        """What a package that passes all stages can do, in words."""
        return does(self.stages)

    @cached_property
    def middle(self) -> Draws:
        """The central draw."""
        return central(self.model.book)

    @cached_property
    def apart(self) -> Plan:
        """Each condition for itself, to tell which of them fail together."""
        return layout(self.model, listing=self.listing, apart=True)

    @cached_property
    def bars(self) -> tuple[Condition, ...]:
        """Red lines and blocks."""
        return tuple(c for c in self.model.conditions if c.bar is not None)

    @cached_property
    def parties(self) -> tuple[str, ...]:
        """Parties with preferences, in file order."""
        return tuple(str(party) for party in self.case.parties if party in self.case.preferences)

    @cached_property
    def principals(self) -> tuple[str, ...]:
        """Principals, in file order."""
        return tuple(map(str, self.case.principals))

    @cached_property
    def menu(self) -> Menu:
        """The menu of three that pass all stages, as judged."""
        return self.menus[self.stages[-1]]

    @cached_property
    def menus(self) -> dict[str, Menu]:
        """Stage to the menu of three that pass it and all before it."""
        return {
            stage: greedy_menu(
                self.model, self.plan, self.draws, self.tallies[JUDGED], stage, self.threads
            )
            for stage in self.stages
        }

    @cached_property
    def types(self) -> tuple[int, ...]:
        """Codes of the types of package."""
        return types(self.model, self.middle, self.listing.codes, self.judged.counts)

    @cached_property
    def shortlist(self) -> tuple[Entry, ...]:
        """References, menu and types under neutral letters."""
        return shortlist(self.case, self.space, [item.code for item in self.menu], self.types)

    @cached_property
    def shown(self) -> tuple[Entry, ...]:
        """What of the shortlist has terms, and so can be looked at."""
        return tuple(entry for entry in self.shortlist if entry.code is not None)

    @cached_property
    def shown_codes(self) -> Codes:
        """Their codes."""
        return np.array([entry.code for entry in self.shown], dtype=np.int64)

    @cached_property
    def shown_margins(self) -> dict[str, Margin]:
        """Condition to its margins for them, in all draws."""
        return self.margins(self.draws, self.shown_codes)

    @cached_property
    def central(self) -> Central:
        """What passes in the central draw."""
        return Central(self.model, self.plan, self.middle, self.threads)

    @cached_property
    def central_efficient(self) -> Efficient:
        """What passes all stages in the central draw and no other such package beats, for the
        principals.
        """
        return self.central.efficient(self.principals, self.stages[-1])

    def worth(self, party: str, draws: Draws, codes: Codes) -> Ints:
        """(draw, code) V: what packages are worth to a party at signature, nano-points."""
        return total(worth(self.case, self.space, party), self.space, draws, codes)

    def no_deal(self, party: str, draws: Draws) -> Ints:
        """(draw,) r: the no-deal value, nano-points."""
        return no_deal(self.case, self.space, party, draws)

    def margins(self, draws: Draws, codes: Codes) -> dict[str, Margin]:
        """Condition to its margins for some packages."""
        return {c.key: c.margin(self.space, draws, codes) for c in self.model.conditions}

    def name(self, party: str) -> str:
        """What readers see of a party."""
        return str(self.case.parties[party].name)

    def issue_title(self, issue: str) -> str:
        """What readers see of an issue."""
        return str(self.case.issues[issue].title)

    def option_title(self, issue: str, option: str) -> str:
        """What readers see of an option."""
        return str(self.case.issues[issue].options[option].title)


def study(
    model: Model,
    seed: int,
    attempts: Mapping[str, Ints],
    numbers: Ints,
    tallies: Mapping[str, Tally],
    threads: int,
) -> Study:
    """A study from what an ensemble kept; the draws are made again from their attempts."""
    draws = draw(model.book, seed, numbers, attempts)
    return Study(model, layout(model), seed, draws, tallies, threads)


def quantiles(
    column: NDArray[np.float64], at: Sequence[float] = (0.1, 0.5, 0.9)
) -> tuple[float, ...]:
    """Quantiles by linear interpolation, computed once from the column in draw order."""
    return tuple(float(value) for value in np.quantile(column, at))
