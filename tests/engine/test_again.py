"""Scanning the same draws again after a few numbers were changed."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.analysis.study import Study
from parley.case.changed import targets
from parley.changes import fixed, pulled
from parley.draws import Draws
from parley.engine.again import Change, again, differing, readers, touched
from parley.engine.critical import NONE, slack
from parley.engine.program import FAR
from parley.engine.scan import reach
from strategies import SETTINGS
from studies import feasible, passing, random_studies, study_of_text

CHAIN = ("accept", "later", "cheat")

ISSUES = "abcde"
LARGE = f"""
parley: 1
title: Five issues
as_of: 2024-12-31
parties:
  north: {{name: North, role: principal}}
  south: {{name: South, role: principal}}
issues:
{"".join(f"  {i}: {{title: {i}, options: {{x: X, y: Y, z: Z}}}}{chr(10)}" for i in ISSUES)}
now: {{{", ".join(f"{i}: x" for i in ISSUES)}}}
preferences:
  north:
    judgement: Invented.
    weights: {{a: 10..90, b: 10..90, c: 10..90, d: 10..90, e: 10..90}}
    values: {{{", ".join(f"{i}: z > y > x" for i in ISSUES)}}}
    extras:
      ab: {{when: {{a: y, b: z}}, points: -30..30}}
      ae: {{when: {{a: z, e: y}}, points: -30..30}}
      bd: {{when: {{b: [x, y], d: [x, y]}}, points: -90..0}}
    no_deal: {{cost: 0, plus: 5..40}}
  south:
    judgement: Invented.
    weights: {{a: 10..90, b: 10..90, c: 10..90, d: 10..90, e: 10..90}}
    values: {{{", ".join(f"{i}: x > y > z" for i in ISSUES)}}}
    extras:
      ce: {{when: {{c: y, e: z}}, points: -30..30}}
    no_deal: {{cost: 20..40, plus: -20..10}}
bodies:
  house:
    party: north
    kind: vote
    rule: {{share: 0.8..0.98}}
    members:
      left: {{seats: 20..40, like: south}}
      centre: {{seats: 10..30, yes: {{base: 0.2..0.8, by: {{b: {{y: 2}}, e: {{z: 0.5}}}}}}}}
      right:
        seats: 20..40
        preferences: {{like: north, no_deal: {{plus: -10..30}}}}
  union:
    party: south
    kind: vote
    rule: {{qualified: {{members: 0.6, population: 0.85, blocking: 1}}}}
    members:
      one: {{population: 10..60, like: north}}
      two: {{population: 20..50, yes: {{base: 0.1..0.9, by: {{c: {{y: 3}}}}}}}}
      three: {{population: 20..50, preferences: {{like: south, no_deal: {{plus: -30..30}}}}}}
levers:
  seats:
    title: Seats
    owner: north
    cost: 1
    changes:
      bodies.house.members.left.seats: 10..80
      bodies.house.members.right.seats: {{add: 20}}
      bodies.union.members.one.population: {{add: 0..90}}
  yes:
    title: Yes
    owner: north
    cost: 1
    changes:
      bodies.house.members.centre.yes.base: {{odds: 0.2..4}}
      bodies.union.members.two.yes.by.c.y: 0.2..6
      bodies.house.rule.share: 0.6..1
  together:
    title: Together
    owner: south
    cost: 1
    changes:
      preferences.north.extras.ae.points: {{add: -30..30}}
      preferences.north.extras.bd.points: {{add: -30..30}}
      preferences.south.extras.ce.points: 20..60
    reply:
      owner: north
      chance: 0.5
      changes: {{preferences.south.weights.b: 0..200, preferences.north.no_deal.plus: {{add: 9}}}}
  own:
    title: Own
    owner: south
    cost: 1
    changes:
      bodies.house.members.right.preferences.no_deal.plus: {{add: -40..20}}
      bodies.union.members.three.preferences.no_deal.plus: {{add: -40..20}}
"""
"""Tables over both ends of a half, and votes that are close."""


def lever_changes(study: Study) -> list[Change]:
    """Every lever, with and without the reply to it, and all of them."""
    book = study.model.book
    keys = [str(key) for key in study.case.levers]
    sets = [(key,) for key in keys] + [tuple(keys), ()]
    return [partial(pulled, book, levers=one, replies=r) for one in sets for r in (False, True)]


@SETTINGS
@given(random_studies(later=True, levers=True), st.integers(1, 3), st.booleans())
def test_what_is_reached_is_what_a_scan_of_the_changed_draws_finds(
    study: Study, threads: int, is_one_group: bool
) -> None:
    changes = lever_changes(study)
    groups = [changes] if is_one_group else [changes[:3], [], changes[3:]]
    found = np.concatenate(again(study.plan, study.draws, groups, threads))
    deepest = np.concatenate(again(study.plan, study.draws, groups, threads, only_all=True))
    stages = len(study.stages)
    for change, reached, all_ in zip(changes, found, deepest, strict=True):
        after = change(study.draws)
        expected = reach(study.plan, after)
        assert reached.tolist() == expected.tolist()
        assert (all_ == stages).tolist() == (expected == stages).tolist()
        assert (reached == stages).tolist() == passing(study, after).any(axis=1).tolist()


@pytest.mark.parametrize("only_all", [False, True])
def test_so_it_is_with_many_packages_and_close_votes(only_all: bool) -> None:
    """Every set of levers; many share a package that has passed before, and then fails."""
    study = study_of_text(LARGE, draws=150)
    keys = list(map(str, study.case.levers))
    changes: list[Change] = [
        partial(pulled, study.model.book, levers=one, replies=replies)
        for size in range(len(keys) + 1)
        for one in itertools.combinations(keys, size)
        for replies in (False, True)
    ]
    (found,) = again(study.plan, study.draws, [changes], 2, only_all=only_all)
    stages = len(study.stages)
    shares = set()
    for change, reached in zip(changes, found, strict=True):
        expected = reach(study.plan, change(study.draws))
        if only_all:
            expected = np.maximum(expected, stages - 1)
        assert reached.tolist() == expected.tolist()
        shares.add(int((expected == stages).sum()))
    assert len(shares) > 10
    assert max(shares) < 150


@SETTINGS
@given(random_studies(later=True), st.data())
def test_so_it_is_for_any_number_set_to_anything(study: Study, data: st.DataObject) -> None:
    paths = list(targets(study.case))
    chosen = data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=6, unique=True))
    changes: list[Change] = [
        partial(fixed, study.model.book, path=path, value=value)
        for path in chosen
        for value in (0.25, 0.75)
    ]
    (found,) = again(study.plan, study.draws, [changes])
    by_path = readers(study.plan)
    for place, change in enumerate(changes):
        after = change(study.draws)
        assert found[place].tolist() == reach(study.plan, after).tolist()
        untouched = not any(touched(by_path, path) for path in differing(study.draws, after))
        if untouched:
            assert found[place].tolist() == reach(study.plan, study.draws).tolist()


def critical(study: Study, party: str, draws: Draws) -> list[int | None]:
    """The slack of a party in each draw, package by package."""
    codes = np.arange(study.space.size)
    others = feasible(study)[None, :] & np.ones((len(draws), 1), dtype=bool)
    least = np.full((len(draws), len(codes)), np.iinfo(np.int64).max)
    for condition in study.model.conditions:
        margin = condition.margin(study.space, draws, codes)
        if condition.holder == party and condition.kind in CHAIN:
            own = np.where(margin.applies, margin.values, np.iinfo(np.int64).max)
            least = np.minimum(least, own)
        else:
            others &= margin.holds
    return [int(least[d][others[d]].max()) if others[d].any() else None for d in range(len(draws))]


@SETTINGS
@given(random_studies(later=True), st.integers(1, 2))
def test_the_slack_of_a_party_is_the_best_of_all_packages(study: Study, threads: int) -> None:
    conditions = study.plan.program.conditions
    parties = list(study.parties)
    mine = [np.array([c.holder == p and c.kind in CHAIN for c in conditions]) for p in parties]
    found = slack(study.plan, study.draws, mine, threads)
    assert found.shape == (len(parties), study.n)
    for party, own, row in zip(parties, mine, found.tolist(), strict=True):
        if not own.any():
            continue
        for got, expected in zip(row, critical(study, party, study.draws), strict=True):
            if expected is None:
                assert got == NONE
            elif expected == np.iinfo(np.int64).max:
                # Nothing of it is asked of the package.
                assert got > FAR // 2
            else:
                assert got == expected
        assert [s >= 0 for s in row] == passing(study).any(axis=1).tolist()
