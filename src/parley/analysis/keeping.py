"""What keeping and breaking its word bring a party, down to the values at which they balance."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from parley.analysis.study import Study
from parley.conditions.durability import (
    axes_of,
    grid,
    later,
    penalties,
    premium,
    response_time,
    temptations,
)
from parley.conditions.forms import NANO, total
from parley.conditions.worth import utility
from parley.draws import Draws, Floats, Ints
from parley.space import Codes, Mask


@dataclass(frozen=True)
class Keeping:
    """What keeping and breaking its word bring one party, for some packages in some draws.

    Attributes
    ----------
    asked : (code,)
        A commitment of the party applies, so that its word is asked.
    """

    study: Study
    party: str
    draws: Draws
    codes: Codes
    asked: Mask

    @classmethod
    def of(cls, study: Study, party: str, draws: Draws, codes: Codes) -> Keeping:
        """Of one party."""
        asked = np.zeros(len(codes), dtype=bool)
        for commitment in study.case.commitments.values():
            if commitment.party == party:
                asked |= study.space.matches(commitment.when or {}, codes)
        return cls(study, party, draws, codes, asked)

    @cached_property
    def worth(self) -> Ints:
        """(draw, code) U, nano-points."""
        tables = utility(self.study.case, self.study.space, self.party)
        return total(tables, self.study.space, self.draws, self.codes)

    @cached_property
    def no_deal(self) -> Ints:
        """(draw,) r, nano-points."""
        return self.study.no_deal(self.party, self.draws)

    @cached_property
    def later(self) -> Ints:
        """(draw, code) nano-points by which r will have moved."""
        tables = later(self.study.case, self.study.space, self.party)
        return -total(tables, self.study.space, self.draws, self.codes)

    @cached_property
    def premium(self) -> Ints:
        """(draw, code) nano-points that cheating adds to r; 0 where no word is asked."""
        if not self.asked.any():
            return np.zeros_like(self.worth)
        case, space = self.study.case, self.study.space
        tables = (*temptations(case, space, self.party), *penalties(case, space, self.party))
        return -total(tables, space, self.draws, self.codes) * self.asked

    @cached_property
    def margin(self) -> Ints:
        """(draw, code) nano-points by which the worth is above the need.

        That of ``cheat:PARTY`` where its word is asked, else that of ``later:PARTY``.
        """
        is_above = np.where(self.asked, 0, np.iinfo(np.int64).min)
        need = (
            self.no_deal[:, None] + np.maximum(self.later, is_above) + np.maximum(self.premium, 0)
        )
        return self.worth - need

    @property
    def discount(self) -> Floats:
        """(draw,) rho, a year."""
        return self.draws.value(f"preferences.{self.party}.discount")

    @cached_property
    def years(self) -> Floats:
        """(draw, code) T, years until a breach has consequences; infinite for never."""
        response = self.study.case.response
        assert response is not None
        axes = self.study.space.axes((*response.seen.by, *response.acted.by))
        times = response_time(self.study.case, self.study.space, self.draws, axes)
        return self._at(times, axes)

    @cached_property
    def gains(self) -> Floats:
        """(draw, code) gamma, points a year while cheating lasts."""
        return self._undertaken("gains")

    @cached_property
    def builds(self) -> Floats:
        """(draw, code) sigma, points a year for each year of cheating."""
        return self._undertaken("builds")

    @cached_property
    def penalty(self) -> Floats:
        """(draw, code) Pi, point-years."""
        found = np.zeros((len(self.draws), len(self.codes)))
        for name, table in self.study.case.penalties.get(self.party, {}).items():
            cells = grid(self.study.space, table, f"penalties.{self.party}.{name}", self.draws)
            found = found + self._at(cells, axes_of(self.study.space, table))
        return found

    def balance(self, place: int) -> Balance:
        """The numbers of one package in the first draw."""
        asked = bool(self.asked[place])
        return Balance(
            asked=asked,
            slack=int(self.worth[0, place] - self.no_deal[0]) / NANO,
            later=int(self.later[0, place]) / NANO if self.party in self.study.case.later else None,
            years=float(self.years[0, place]) if asked else 0.0,
            gains=float(self.gains[0, place]),
            builds=float(self.builds[0, place]),
            penalty=float(self.penalty[0, place]),
            discount=float(self.discount[0]) if asked else 0.0,
        )

    def _undertaken(self, word: str) -> Floats:
        found = np.zeros((len(self.draws), len(self.codes)))
        for name, commitment in self.study.case.commitments.items():
            column = self.draws.columns.get(f"commitments.{name}.{word}")
            if commitment.party == self.party and column is not None:
                applies = self.study.space.matches(commitment.when or {}, self.codes)
                found = found + column[:, None] * applies
        return found

    def _at(self, cells: Floats, axes: tuple[int, ...]) -> Floats:
        if not axes:
            return np.broadcast_to(cells[:, None], (len(self.draws), len(self.codes)))
        digits = self.study.space.digits(self.codes)
        return cells[(slice(None), *(digits[axis] for axis in axes))]


@dataclass(frozen=True)
class Limit:
    """The value at which a package just holds, or that there is none.

    Attributes
    ----------
    value
        None where no value would do, or any.
    any
        It holds whatever the value.
    """

    value: float | None
    any: bool = False


ANY = Limit(None, any=True)
NO = Limit(None)


@dataclass(frozen=True)
class Balance:
    """What keeping its word is worth to a party, against what breaking it would bring.

    It keeps its word where ``slack - max(0, later) - max(0, premium) >= 0``, with ``premium =
    rho (T gamma - Pi) + sigma T / (1 + rho T)``; where none is asked, where ``slack - later >= 0``.

    Attributes
    ----------
    asked
        A commitment of the party applies.
    slack
        U - r, points.
    later
        Points by which r will have moved; None where the case does not say.
    years, gains, builds, penalty, discount
        T, gamma, sigma, Pi, rho.
    """

    asked: bool
    slack: float
    later: float | None
    years: float
    gains: float
    builds: float
    penalty: float
    discount: float

    @property
    def left(self) -> float:
        """Points that a premium may have: m = slack - max(0, later)."""
        return self.slack - max(0.0, self.later or 0.0)

    @property
    def years_at_most(self) -> Limit:
        """The T at which the premium is m, all else as it is.

        With c = m + rho Pi the equation ``rho gamma T + sigma T / (1 + rho T) = c`` becomes
        ``rho^2 gamma T^2 + (rho gamma + sigma - rho c) T - c = 0``. The premium rises with T, so
        there is one root of 0 or more. No T would do where m < 0; any would where cheating only
        builds, at most sigma / rho, and that is within c.
        """
        if self.left < 0:
            return NO
        rho = self.discount
        most = self.left + rho * self.penalty
        square = rho * rho * self.gains
        linear = rho * self.gains + self.builds - rho * most
        if square == 0 and linear <= 0:
            return ANY
        root = math.sqrt(linear * linear + 4 * square * most)
        # Of the two ways to write the root the one that does not subtract like from like.
        found = 2 * most / (linear + root) if linear > 0 else (root - linear) / (2 * square)
        return Limit(found) if math.isfinite(found) else ANY

    @property
    def penalty_at_least(self) -> Limit:
        """The Pi at which the premium is m: ``T gamma + (sigma T / (1 + rho T) - m) / rho``.

        No Pi would do where m < 0 or nobody ever acts; none is needed where the premium is within
        m without one.
        """
        brings = self._premium(0.0)
        if self.left < 0 or math.isinf(brings):
            return NO
        return ANY if brings <= self.left else Limit((brings - self.left) / self.discount)

    @property
    def later_at_most(self) -> Limit:
        """The later value with which nothing is left: ``U - r - max(0, premium)``.

        None would do where that is below 0 and the party's word is asked: then only a rise counts.
        """
        if not self.asked:
            return Limit(self.slack)
        left = self.slack - max(0.0, self._premium(self.penalty))
        return Limit(left) if left >= 0 else NO

    def _premium(self, penalty: float) -> float:
        numbers = (self.discount, self.years, self.gains, self.builds, penalty)
        return float(premium(*map(np.asarray, numbers)))


def in_words(balance: Balance, who: str, label: str) -> list[str]:
    """The break-even values of a package as sentences, what leads first."""
    said = []
    if balance.asked:
        said += [_years(balance, who, label), _penalty(balance)]
    if balance.later is not None:
        said.append(_later(balance, balance.later, who, label))
    return said


def _years(balance: Balance, who: str, label: str) -> str:
    limit = balance.years_at_most
    would = f"{who} would keep its word on package {label}"
    expects = f"the case expects {in_years(balance.years)}"
    if limit.value is not None:
        within = f"a breach had consequences within {in_years(limit.value)} years"
        return f"{would} if {within}; {expects}."
    if not limit.any:
        return (
            f"No response time would make {who} keep its word on package {label}: kept, it is "
            f"worth {-balance.left:.1f} points less to it than what else it must beat."
        )
    if math.isinf(balance.years) and balance.builds > 0:
        return f"{would} if a breach ever had consequences; {expects}."
    return f"{would} however late a breach had consequences."


def _penalty(balance: Balance) -> str:
    limit = balance.penalty_at_least
    if limit.value is not None:
        return (
            f"A penalty of {limit.value:.1f} point-years would be enough; the case expects "
            f"{balance.penalty:.1f}."
        )
    return "It would without any penalty." if limit.any else "No penalty would be enough."


def _later(balance: Balance, expected: float, who: str, label: str) -> str:
    limit = balance.later_at_most
    if limit.value is None:
        return f"However the no-deal value of {who} moved later, package {label} would not hold."
    return (
        f"Package {label} would hold for {who} as long as its no-deal value later moves by at most "
        f"{limit.value:+.1f} points; the case expects {expected:+.1f}."
    )


def in_years(years: float) -> str:
    """Years, or that there are none.

    >>> in_years(1.36), in_years(0.044), in_years(float("inf"))
    ('1.4', '0.04', 'none, ever')
    """
    if math.isinf(years):
        return "none, ever"
    return f"{years:.1f}" if years >= 1 else f"{years:.2f}"
