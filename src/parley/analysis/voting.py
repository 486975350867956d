"""How the members of a body vote, draw by draw, down to whose vote decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, lcm, prod
from typing import Any

import numpy as np

from parley.case.schema import Body, VoteRule
from parley.conditions.forms import NANO, Condition, Count, Ints, Vote, in_points, to_nano
from parley.draws import Draws, Floats
from parley.power import Game, Way
from parley.space import Codes, Mask, Space

Said = tuple[Floats, Floats]
"""What is needed, and what says yes."""
SEATS, PEOPLE, CAST = "seats", "population", "cast"
DECIMALS = (3, 2, 1, 0)
"""Of seats and people in power indices."""
MANY_TALLIES = 2**22
DIGITS = 6
"""Decimals of shares from log-odds: an exponential may differ in its last bit elsewhere."""


def kinds(rule: VoteRule) -> tuple[tuple[str, ...], ...]:
    """What each count of each way to win counts, as the form of the condition has them."""
    if rule.qualified is not None:
        both = ((SEATS, PEOPLE),)
        return both if rule.qualified.blocking is None else (*both, (SEATS,))
    return ((CAST if rule.majority == "cast" else SEATS,),)


@dataclass(frozen=True)
class Counted:
    """One count of a vote on some packages, member by member, in nano-votes.

    Attributes
    ----------
    need : (draw, 1)
        Votes that must say yes.
    yes
        Member to its (draw, code) votes that do.
    every
        Member to its (draw, 1) votes.
    """

    need: Ints
    yes: Mapping[str, Ints]
    every: Mapping[str, Ints]

    @cached_property
    def sum(self) -> Ints:
        """(draw, code) votes that say yes."""
        return _sum(self.yes)

    @property
    def whole(self) -> Ints:
        """(draw, 1) all votes."""
        return _sum(self.every)


@dataclass(frozen=True)
class Voted:
    """A vote on some packages: it is won where every count of any way reaches its need."""

    body: Body
    ways: tuple[tuple[Counted, ...], ...]

    @classmethod
    def of(
        cls, name: str, body: Body, condition: Condition, space: Space, draws: Draws, codes: Codes
    ) -> Voted:
        """How a body votes on some packages."""
        assert isinstance(condition.form, Vote)
        assert body.rule is not None
        ways = [
            tuple(
                _counted(name, body, count, kind, space, draws, codes)
                for count, kind in zip(counts, names, strict=True)
            )
            for counts, names in zip(condition.form.ways, kinds(body.rule), strict=True)
        ]
        return cls(body, tuple(ways))

    def decides(self, member: str) -> Mask:
        """(draw, code) the answer would change with the vote of this member alone.

        It is yes if all that the member has says yes, and no if nothing does, with all others as
        they vote.
        """

        def won(own: Callable[[Counted], Ints]) -> Mask:
            ways = [
                [count.sum - count.yes[member] + own(count) >= count.need for count in way]
                for way in self.ways
            ]
            is_won: Mask = np.logical_or.reduce([np.logical_and.reduce(way) for way in ways])
            return is_won

        decided: Mask = won(lambda count: count.every[member]) & ~won(lambda count: 0 * count.need)
        return decided

    def standing(self) -> Said:
        """(draw, code) what is needed, and what says yes, of the count that the answer hangs on.

        In votes; of a qualified majority in per cent of all. It hangs on the count that is
        furthest behind, in the way that is least behind.
        """
        ways = [_hangs([self._said(count) for count in way], np.argmin) for way in self.ways]
        return _hangs(ways, np.argmax)

    def _said(self, count: Counted) -> Said:
        rule = self.body.rule
        assert rule is not None
        # Votes cast are counted twice, so that a yes can be compared with half of them.
        scale = 2 * NANO if rule.majority == CAST else NANO
        if rule.qualified is not None:
            return 100.0 * count.need / count.whole, 100.0 * count.sum / count.whole
        return count.need / scale, count.sum / scale


def _hangs(counts: Sequence[Said], which: Callable[..., Any]) -> Said:
    """Of some counts, package by package, the one that is furthest behind or ahead."""
    yes = np.array([yes for _, yes in counts])
    need = np.array([np.broadcast_to(need, yes.shape[1:]) for need, _ in counts])
    place = which(yes - need, axis=0)[None]
    return np.take_along_axis(need, place, axis=0)[0], np.take_along_axis(yes, place, axis=0)[0]


def _counted(
    name: str,
    body: Body,
    count: Count,
    kind: str,
    space: Space,
    draws: Draws,
    codes: Codes,
) -> Counted:
    yes, every = {}, {}
    ballots = {ballot.path: ballot for ballot in count.ballots}
    # The votes of a member of which a share says yes depend on nothing but what the member is.
    shares = {table.reads[0]: table for table in count.shares.tables}
    for member in body.members:
        path = f"bodies.{name}.members.{member}"
        every[str(member)] = to_nano(_votes(path, kind, draws))[:, None]
        if path in shares:
            yes[str(member)] = shares[path].at(space, draws, codes)
        else:
            says_yes = ballots[path].test.margin(space, draws, codes) >= 0
            yes[str(member)] = every[str(member)] * says_yes
    return Counted(count.shares.threshold.fill(draws)[:, None], yes, every)


def _votes(path: str, kind: str, draws: Draws) -> Floats:
    """(draw,) votes of a member in a count; of votes cast they count twice."""
    if kind == PEOPLE:
        return draws.columns.get(f"{path}.population", np.zeros(len(draws)))
    seats = draws.columns.get(f"{path}.seats", np.ones(len(draws)))
    if kind == SEATS:
        return seats
    return 2 * (seats * (1 - draws.columns.get(f"{path}.abstains", np.zeros(len(draws)))))


def _sum(votes: Mapping[str, Ints]) -> Ints:
    found: Ints = np.sum(list(votes.values()), axis=0, dtype=np.int64)
    return found


def game(name: str, body: Body, middle: Draws) -> Game:
    """A vote as a game of yes and no, each member with all its votes, in the central draw.

    Votes are counted as finely as a table of a few million tallies allows, in the end as whole
    numbers.
    """
    for decimals in DECIMALS:
        found = _game(name, body, middle, decimals)
        ends = (sum(kind) + 1 for kind in zip(*found.members.values(), strict=True))
        if prod(ends) <= MANY_TALLIES:
            break
    return found


def _game(name: str, body: Body, middle: Draws, decimals: int) -> Game:
    rule = body.rule
    assert rule is not None
    asked = kinds(rule)[0]
    path = f"bodies.{name}"
    members = {
        str(member): tuple(
            _exact(f"{path}.members.{member}", kind, middle, decimals) for kind in asked
        )
        for member in body.members
    }
    units = [lcm(*(votes[k].denominator for votes in members.values())) for k in range(len(asked))]
    weights = {
        member: tuple(int(vote * unit) for vote, unit in zip(votes, units, strict=True))
        for member, votes in members.items()
    }
    whole = [sum(votes[k] for votes in weights.values()) for k in range(len(asked))]
    quotas = _thresholds(rule, f"{path}.rule", whole, units, middle)
    return Game(weights, tuple(Way(quota) for quota in quotas))


def _thresholds(
    rule: VoteRule, path: str, whole: list[int], units: list[int], middle: Draws
) -> list[tuple[int, ...]]:
    if rule.qualified is not None:
        home = f"{path}.qualified"
        shares = (_number(f"{home}.{word}", middle) for word in ("members", "population"))
        ways = [tuple(ceil(share * all_) for share, all_ in zip(shares, whole, strict=True))]
        if rule.qualified.blocking is not None:
            ways.append((max(0, whole[0] - rule.qualified.blocking * units[0] + 1), 0))
        return ways
    if rule.majority is not None:
        return [(whole[0] // 2 + 1,)]
    if rule.share is not None:
        return [(ceil(_number(f"{path}.share", middle) * whole[0]),)]
    if rule.seats is not None:
        return [(ceil(_number(f"{path}.seats", middle) * units[0]),)]
    return [(whole[0],)]


def _exact(path: str, kind: str, middle: Draws, decimals: int) -> Fraction:
    if kind == PEOPLE:
        return _number(f"{path}.population", middle, 0, decimals)
    seats = _number(f"{path}.seats", middle, 1, decimals)
    return (
        seats if kind == SEATS else seats * (1 - _number(f"{path}.abstains", middle, 0, decimals))
    )


def _number(path: str, middle: Draws, unsaid: int = 0, decimals: int = 9) -> Fraction:
    """A number of the central draw as the decimal fraction that is meant."""
    if path not in middle.columns:
        return Fraction(unsaid)
    return Fraction(f"{float(middle.value(path)[0]):.{decimals}f}")


def as_share(log_odds: Ints) -> Floats:
    """Nano-log-odds as a share from 0 to 1, for readers."""
    return np.round(1 / (1 + np.exp(-in_points(log_odds))), DIGITS)


def rule_in_words(body: Body) -> str:
    """What an approval needs."""
    rule = body.rule
    if rule is None:
        assert body.quota is not None
        return f"support of {body.quota.written} or more"
    if rule.qualified is not None:
        both = rule.qualified
        few = f", or fewer than {both.blocking} seats against it" if both.blocking else ""
        return (
            f"shares of {both.members.written} of the seats and {both.population.written} of the "
            f"population{few}"
        )
    if rule.majority is not None:
        cast = "more yes than no among the votes cast"
        return cast if rule.majority == "cast" else "more than half of all seats"
    if rule.share is not None:
        return f"a share of {rule.share.written} of all seats"
    return f"{rule.seats.written} seats" if rule.seats is not None else "every seat"
