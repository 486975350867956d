"""Draws of factors that hang together: joint states, other weights, other luck."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from parley.case import parse
from parley.conditions import build
from parley.draws import FUTURES, INDEPENDENT, Book, Draws, central, draw, reread, states_of
from parley.engine.variants import judgement_range, variants_of

N = 4_000
CASE = """
parley: 1
title: A front and its supply
as_of: 2024-12-31
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge}}
now: {border: river}
factors:
  front: {title: The front, states: {bad: 0.5, good: 0.5}}
  supply: {title: Supply, states: {cut: 0.2, kept: 0.8}}
  rain: {title: Rain, states: {dry: 0.25, wet: 0.75}}
cross_impacts:
  ours:
    judgement: Invented.
    impacts:
      supply: {cut: {front: {bad: 2, good: -2}}, kept: {front: {bad: -1, good: 1}}}
      front: {bad: {supply: {cut: 1}}, good: {supply: {kept: 1}}}
preferences:
  north:
    judgement: Invented.
    weights: {border: 100}
    values: {border: ridge > river}
    no_deal: {cost: {value: 5, shifts: {front: {bad: 10}, rain: {wet: 1}}}}
  south: {like: north, values: {border: river > ridge}}
"""
"""By hand: (bad, cut) and (good, kept) fit; in the two others some state is outweighed."""
COST = "preferences.north.no_deal.cost"
BOOK = Book.of(parse(CASE.encode()))


@pytest.fixture(scope="module")
def many() -> Draws:
    return draw(BOOK, 1, np.arange(N))


def pairs(draws: Draws) -> set[tuple[int, int]]:
    return set(zip(draws.states["front"].tolist(), draws.states["supply"].tolist(), strict=True))


def test_only_what_fits_is_drawn_and_both_as_often(many: Draws) -> None:
    """Two futures of equal weight: bad and cut, good and kept; the rain is as it was."""
    assert pairs(many) == {(0, 0), (1, 1)}
    luck = many.uniforms[FUTURES][0]
    assert (many.states["front"] == (luck >= 0.5)).all()
    assert (many.states["rain"] == (many.uniforms["factors.rain"][0] >= 0.25)).all()
    assert (many.value(COST) == 5 + 10 * (luck < 0.5) + many.states["rain"]).all()


def test_the_central_draw_takes_a_heaviest_future() -> None:
    """A tie of weights goes to the future that is likelier as stated: good and kept."""
    middle = central(BOOK)
    found = {factor: int(state[0]) for factor, state in middle.states.items()}
    assert found == {"front": 1, "supply": 1, "rain": 1}
    assert middle.value(COST)[0] == 6


def test_other_weights_read_the_same_luck(many: Draws) -> None:
    """As stated: 0.5 x 0.2 against 0.5 x 0.8, so one in five; independent: all four pairs."""
    stated = states_of(BOOK, many.uniforms, "stated")
    assert (stated["supply"] == (many.uniforms[FUTURES][0] >= 0.2)).all()
    apart = reread(BOOK, many, states=states_of(BOOK, many.uniforms, INDEPENDENT))
    assert pairs(apart) == set(product((0, 1), (0, 1)))
    assert (apart.states["supply"] == (many.uniforms["factors.supply"][0] >= 0.2)).all()
    # What the states move is read anew, and nothing else.
    bad, wet = apart.states["front"] == 0, apart.states["rain"] == 1
    assert (apart.value(COST) == 5 + 10 * bad + wet).all()
    assert all(apart.uniforms[path] is luck for path, luck in many.uniforms.items())


def test_each_weighing_but_the_chosen_is_a_variant() -> None:
    model = build(BOOK.case)
    assert BOOK.joint is not None
    keys = [v.key for v in variants_of(model) if v.key.startswith("futures_")]
    assert keys == [*(f"futures_{key}" for key in BOOK.joint.others), "futures_independent"]
    assert "futures_equal" not in keys
    assert "futures_stated" in keys
    # That they do not hang together contradicts what the case says, and so spans nothing.
    assert set(judgement_range(model)) - set(keys) == {
        "judged",
        "weights_centroid",
        "weights_equal",
    }
    assert "futures_independent" not in judgement_range(model)
    draws = draw(model.book, 1, np.arange(50))
    by_key = {v.key: v.read(model.book, draws) for v in variants_of(model)}
    assert pairs(by_key["futures_independent"]) > pairs(by_key["futures_stated"])


def test_other_luck_is_read_anew(many: Draws) -> None:
    """Luck of other draws moves what it belongs to, whatever the states add."""
    book = Book.of(parse(CASE.replace("value: 5,", "value: 5..9,").encode()))
    draws = draw(book, 1, np.arange(50))
    other = {COST: np.roll(draws.uniforms[COST], 1, axis=1)}
    mixed = reread(book, draws, luck=other)
    moved = 10 * (draws.states["front"] == 0) + draws.states["rain"]
    assert np.allclose(mixed.value(COST), 5 + 4 * other[COST][0] + moved, rtol=0, atol=1e-12)
    south = COST.replace("north", "south")
    assert (mixed.value(south) == draws.value(south)).all()
    assert mixed.states["front"] is draws.states["front"]


def test_without_cross_impacts_there_is_no_stream_of_futures() -> None:
    text = CASE[: CASE.index("cross_impacts")] + CASE[CASE.index("preferences") :]
    book = Book.of(parse(text.encode()))
    assert book.joint is None
    assert FUTURES not in book.streams
    assert not [v for v in variants_of(build(book.case)) if v.key.startswith("futures_")]
