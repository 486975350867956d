"""Power indices against counting every coalition and every order, and what must hold of them."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.power import Game, Power, Way, power
from strategies import SETTINGS


@st.composite
def games(draw: st.DrawFn, most: int = 6) -> Game:
    """Up to six members with up to three kinds of weight, and up to three ways to win."""
    kinds = draw(st.integers(1, 3))
    size = draw(st.integers(1, most))
    weights = st.tuples(*[st.sampled_from([0, 1, 1, 2, 3, 4, 6])] * kinds)
    members = {f"m{k}": draw(weights) for k in range(size)}
    ends = [sum(w[kind] for w in members.values()) for kind in range(kinds)]
    ways = st.builds(Way, st.tuples(*[st.integers(-1, end + 1) for end in ends]))
    return Game(members, tuple(draw(st.lists(ways, max_size=3))))


def wins(game: Game, coalition: frozenset[str]) -> bool:
    return any(
        all(
            sum(game.members[member][kind] for member in coalition) >= need
            for kind, need in enumerate(way.thresholds)
        )
        for way in game.ways
    )


def by_counting(game: Game) -> dict[str, Power]:
    """Every coalition of the others, and every order, one by one."""
    members = list(game.members)
    swings = dict.fromkeys(members, 0)
    for size in range(len(members)):
        for some in itertools.combinations(members, size):
            for member in set(members) - set(some):
                if wins(game, frozenset({*some, member})) and not wins(game, frozenset(some)):
                    swings[member] += 1
    decided = dict.fromkeys(members, 0)
    for order in itertools.permutations(members):
        for place, member in enumerate(order):
            before = frozenset(order[:place])
            if wins(game, before | {member}) and not wins(game, before):
                decided[member] += 1
                break
    whole = sum(swings.values())
    return {
        member: Power(
            swings[member],
            Fraction(swings[member], 2 ** (len(members) - 1)),
            Fraction(swings[member], whole) if whole else Fraction(0),
            Fraction(decided[member], math.factorial(len(members))),
        )
        for member in members
    }


@SETTINGS
@given(games())
def test_indices_are_those_of_counting(game: Game) -> None:
    """Coalition by coalition and order by order."""
    assert power(game) == by_counting(game)


@SETTINGS
@given(games(most=14))
def test_what_holds_of_all_indices(game: Game) -> None:
    """Symmetry, dummies, sums to 1, monotone in weight, no more than all coalitions."""
    found = power(game)
    everyone = frozenset(game.members)
    decisive = wins(game, everyone) and not wins(game, frozenset())
    assert sum(one.shapley for one in found.values()) == decisive
    assert sum(one.normalised for one in found.values()) == decisive
    for member, weights in game.members.items():
        assert 0 <= found[member].absolute <= 1
        assert (found[member].swings == 0) == (found[member].shapley == 0)
        if not any(weights):
            assert found[member] == Power(0, Fraction(0), Fraction(0), Fraction(0))
        for other, less in game.members.items():
            if all(a >= b for a, b in zip(weights, less, strict=True)):
                assert found[member].swings >= found[other].swings
                assert found[member].shapley >= found[other].shapley
            if weights == less:
                assert found[member] == found[other]


@SETTINGS
@given(games(most=8), st.integers(1, 1000), st.data())
def test_units_and_dummies_do_not_matter(game: Game, unit: int, data: st.DataObject) -> None:
    """Other units of a weight, and thresholds that no sum hits, give the same; so does a dummy."""
    kinds = len(next(iter(game.members.values())))
    kind = data.draw(st.integers(0, kinds - 1))

    def scaled(vector: tuple[int, ...], less: int = 0) -> tuple[int, ...]:
        return tuple(w * unit - less if k == kind else w for k, w in enumerate(vector))

    ways = tuple(
        Way(scaled(way.thresholds, data.draw(st.integers(0, unit - 1)))) for way in game.ways
    )
    found = power(game)
    members = {member: scaled(weights) for member, weights in game.members.items()}
    assert power(Game(members, ways)) == found
    joined = power(Game({**game.members, "nobody": (0,) * kinds}, game.ways))
    for member, one in found.items():
        assert joined[member].swings == 2 * one.swings
        assert joined[member].shapley == one.shapley
        assert joined[member].absolute == one.absolute
        assert joined[member].normalised == one.normalised


@SETTINGS
@given(games(most=8))
def test_the_dual_game_has_the_same_indices(game: Game) -> None:
    """Who decides that something passes decides as often that it is stopped.

    For one way with one kind of weight: the dual quota is all weights - quota + 1.
    """
    weights = {member: vector[:1] for member, vector in game.members.items()}
    whole = sum(weight for (weight,) in weights.values())
    for quota in range(1, whole + 1):
        dual = Game(weights, (Way((whole - quota + 1,)),))
        assert power(Game(weights, (Way((quota,)),))) == power(dual)


def test_many_equal_members_by_hand() -> None:
    """A majority of 101 members of whom each has the same power, beyond what an int64 counts.

    A member decides where exactly 50 of the 100 others say yes: C(100, 50) coalitions.
    """
    found = power(Game({f"m{k}": (1,) for k in range(101)}, (Way((51,)),)))
    assert set(found.values()) == {
        Power(
            math.comb(100, 50),
            Fraction(math.comb(100, 50), 2**100),
            Fraction(1, 101),
            Fraction(1, 101),
        )
    }


def test_int64_and_python_integers_agree() -> None:
    """62 members are counted in int64, 63 not: one more dummy changes no share."""
    members = {f"m{k}": (k % 4 + 1,) for k in range(62)}
    ways = (Way((90,)),)
    small, large = power(Game(members, ways)), power(Game({**members, "nobody": (0,)}, ways))
    assert all(small[m].shapley == large[m].shapley for m in members)
    assert all(small[m].swings * 2 == large[m].swings for m in members)


def test_a_veto_and_a_dictator() -> None:
    """By hand: a and b or c in [3; 2, 1, 1]; a decides three of four coalitions of the others.

    Orders: b and c stand alone before a in 2 of 6 as its partner decides; a decides 4 of 6.
    """
    veto = power(Game({"a": (2,), "b": (1,), "c": (1,)}, (Way((3,)),)))
    assert veto["a"] == Power(3, Fraction(3, 4), Fraction(3, 5), Fraction(2, 3))
    assert veto["b"] == Power(1, Fraction(1, 4), Fraction(1, 5), Fraction(1, 6))
    alone = power(Game({"a": (5,), "b": (2,), "c": (2,)}, (Way((5,)),)))
    assert alone["a"] == Power(4, Fraction(1), Fraction(1), Fraction(1))
    assert alone["b"].shapley == 0


def test_a_blocking_minority_by_hand() -> None:
    """Three members of population 8, 1, 1; two with 9 of population win, and all but one do.

    Without the second way b and c together lose; with it every two of three win, so all are alike.
    """
    members = {"a": (1, 8), "b": (1, 1), "c": (1, 1)}
    double = power(Game(members, (Way((2, 9)),)))
    assert double["a"].shapley == Fraction(2, 3)
    blocked = power(Game(members, (Way((2, 9)), Way((2, 0)))))
    assert {one.shapley for one in blocked.values()} == {Fraction(1, 3)}


def test_nobody_decides_what_is_decided() -> None:
    """No member, no way, a quota of nothing, a quota beyond all."""
    nothing = Power(0, Fraction(0), Fraction(0), Fraction(0))
    assert power(Game({}, (Way((1,)),))) == {}
    for ways in ((), (Way((0,)),), (Way((3,)),)):
        assert power(Game({"a": (1,), "b": (1,)}, ways)) == {"a": nothing, "b": nothing}


def test_what_cannot_be_counted_is_refused() -> None:
    """Vectors of different length, weights below 0, tables that do not fit."""
    with pytest.raises(ValueError, match="different numbers of weights"):
        Game({"a": (1,), "b": (1, 2)}, ())
    with pytest.raises(ValueError, match="different numbers of weights"):
        Game({"a": (1,)}, (Way((1, 2)),))
    with pytest.raises(ValueError, match="below 0"):
        Game({"a": (-1,)}, (Way((1,)),))
    people = {f"m{k}": (10**7 + k,) for k in range(20)}
    with pytest.raises(ValueError, match="larger units"):
        power(Game(people, (Way((10**8,)),)))
