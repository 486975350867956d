"""What every question is asked of: a case, its draws, and how its packages fared in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.analysis.shortlist import Entry, Menu, greedy_menu, shortlist, types
from parley.analysis.wording import does
from parley.case.schema import Case
from parley.conditions import Model
from parley.conditions.forms import Condition, Margin, total
from parley.conditions.worth import no_deal, worth
from parley.draws import Draws, Ints, central, draw
from parley.engine.front import efficient
from parley.engine.layouts import layout
from parley.engine.plan import Plan
from parley.engine.scan import Passed, Tally, scan
from parley.engine.variants import JUDGED
from parley.space import Codes, Space

FEW = 256
"""Draws in which what-if passes are made, one for each thing that might be otherwise."""


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
    def n(self) -> int:
        """Number of draws."""
        return len(self.draws)

    @property
    def judged(self) -> Passed:
        """What passes all stages, as judged."""
        return self.tallies[JUDGED].last

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
        return layout(self.model, apart=True)

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
        return types(self.model, self.middle, self.judged.counts)

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
    def central(self) -> dict[str, Codes]:
        """Stage to the codes of the packages that pass it, and all before it, in the central
        draw.
        """
        found = scan(self.plan, self.middle).counts
        return {
            stage: np.flatnonzero(counts) for stage, counts in zip(self.stages, found, strict=True)
        }

    @property
    def central_passing(self) -> Codes:
        """Codes of the packages that pass all stages in the central draw."""
        return self.central[self.stages[-1]]

    @cached_property
    def central_efficient(self) -> Codes:
        """Codes of the packages that pass in the central draw and that no other such one beats."""
        codes = self.central_passing
        points = [self.worth(party, self.middle, codes)[0] for party in self.principals]
        return codes[efficient(np.array(points).T)] if len(codes) else codes

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
