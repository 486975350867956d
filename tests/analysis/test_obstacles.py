"""What blocks a deal: relaxing what is named opens one, and no less of it does."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.analysis import gap, obstacles
from parley.analysis.blocked import Blocked
from parley.analysis.study import Study
from parley.case import parse
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO
from parley.engine.failing import CHAIN, members
from parley.engine.scan import passes
from strategies import SETTINGS
from studies import TWO, by, random_studies, records, study_of_case, study_of_text, with_entry

CLASH = with_entry(
    TWO,
    """
    red_lines:
      border: {floor: {ridge: 1}}
  league: {judgement: Invented., weights: border = trade, values: {border: river = ridge = joint,
    trade: free = shut}, no_deal: {cost: 0}}
blocks:
  council: {party: league, chances: {border: {river: 1, joint: 1}}}
""",
)
"""South never signs the ridge; the League stops all else: nothing is left."""


def test_two_lines_that_leave_nothing() -> None:
    """One conflict of two; either of the two is a correction set; no package passes.

    With the block gone 0 and 4 are acceptable (and 5): see TWO. With the line gone the ridge is
    left, which South finds worth less than no deal (20 and 0 against 30). So relaxing the line
    does not open a deal, and a third condition is in the conflict's place: South's consent.
    """
    study = study_of_text(CLASH)
    conflicts, corrections, conditions, _ = obstacles.find(study)
    assert conflicts.figure("no_deal").value == 1
    found = {
        frozenset(str(row[f"{side}_key"]) for side in "abc" if row[f"{side}_key"])
        for row in records(conflicts)
    }
    assert found == {
        frozenset({"line:south.border", "block:council.border"}),
        frozenset({"accept:south", "block:council.border"}),
    }
    first = records(conflicts)[0]
    assert (first["share"], first["n"], first["size"]) == (1.0, 24, 2)
    assert "of these readings" in conflicts.sentence or "in every" in conflicts.sentence
    sets = by(corrections, "keys")
    assert sets["block:council.border"]["share"] == 1
    assert sets["block:council.border"]["concession"] is None
    # Ridge and free trade are worth 20 to South, no deal 30: it would have to come by 10 points,
    # and the line would have to go.
    assert sets["accept:south, line:south.border"]["share"] == 1
    assert set(sets) == {"block:council.border", "accept:south, line:south.border"}
    assert by(conditions, "key")["block:council.border"]["every"] == 1


def test_a_concession_in_points() -> None:
    """North asks for 95: the joint zone is worth 70 to it, the river 40, the ridge 100.

    The ridge is worth 20 to South, less than no deal (30). North alone would have to come from
    95 to 70, by 25; South alone from 30 to 20, by 10.
    """
    text = TWO.replace("no_deal: {cost: 10}", "no_deal: {cost: 10, plus: 75}", 1)
    study = study_of_text(text)
    _, corrections, _, clash = obstacles.find(study)
    sets = by(corrections, "keys")
    assert sets["accept:north"]["concession"] == pytest.approx(25)
    assert sets["accept:south"]["concession"] == pytest.approx(10)
    assert sets["accept:south"]["unit"] == "points"
    assert sets["accept:south"]["holder_names"] == "South"
    # Weights of the proof, checked by hand against all packages: see test below.
    assert clash.figure("most").value < 0


def test_the_gap_is_a_proof_that_can_be_checked() -> None:
    """No package's weighted margin is above the stated one, and the terms add up to it."""
    text = TWO.replace("no_deal: {cost: 10}", "no_deal: {cost: 10, plus: 75}", 1)
    study = study_of_text(text)
    clash = obstacles.find(study)[3]
    north, south = (clash.figure(f"multiplier.{p}").value for p in ("north", "south"))
    assert north + south == pytest.approx(1)
    worths = {(40, 100), (0, 80), (100, 20), (60, 0), (70, 60), (30, 40)}
    margins = [north * (a - 95) + south * (b - 30) for a, b in worths]
    assert max(margins) == pytest.approx(clash.figure("most").value)
    assert max(margins) < 0
    terms = {row["term"]: float(row["amount"]) for row in records(clash)}
    assert set(terms) == {"border", "trade", "no_deal"}
    assert sum(terms.values()) == pytest.approx(clash.figure("most").value, abs=1e-9)


def test_where_a_deal_exists_nothing_blocks_it() -> None:
    """TWO has acceptable packages in its only reading."""
    conflicts, corrections, conditions, clash = obstacles.find(study_of_text(TWO))
    assert conflicts.figure("no_deal").value == 0
    assert not conflicts.rows
    assert not corrections.rows
    assert not conditions.rows
    assert not clash.rows
    assert "nothing blocks" in conflicts.sentence


def without(study: Study, keys: frozenset[str]) -> Study:
    """The study with some conditions no longer asked, and what follows them in their chains."""
    chosen = [c for c in study.model.conditions if c.key in keys]

    def is_relaxed(condition: Any) -> bool:
        return condition.key in keys or any(
            one.holder == condition.holder
            and one.kind in CHAIN
            and condition.kind in CHAIN[CHAIN.index(one.kind) + 1 :]
            for one in chosen
        )

    kept = tuple(c for c in study.model.conditions if not is_relaxed(c))
    return dataclasses.replace(study, model=dataclasses.replace(study.model, conditions=kept))


def only(study: Study, keys: set[str]) -> Study:
    """The study with only some conditions asked."""
    kept = tuple(c for c in study.model.conditions if c.key in keys)
    return dataclasses.replace(study, model=dataclasses.replace(study.model, conditions=kept))


def has_deal(study: Study, row: int) -> bool:
    """Whether some package passes in one draw, looked at one by one."""
    codes = np.flatnonzero(study.model.rules.mask)
    draw = study.draws.take(np.array([row]))
    return bool(passes(study.space, study.model.conditions, draw, codes).any())


@settings(SETTINGS, max_examples=40)
@given(random_studies(later=True), st.data())
def test_relaxing_a_correction_set_opens_a_deal_and_no_part_of_it_does(
    study: Study, data: st.DataObject
) -> None:
    """In the draws in which it is one; removing a member of a conflict makes it satisfiable."""
    blocked = Blocked.of(study)
    if not blocked.n:
        return
    place = data.draw(st.integers(0, blocked.n - 1))
    row = int(np.flatnonzero(study.draws.numbers == blocked.draws.numbers[place])[0])
    keys = [condition.key for condition in blocked.asked]
    one = data.draw(st.sampled_from([int(s) for s in blocked.found[place].corrections]))
    chosen = frozenset(keys[c] for c in members(one))
    assert has_deal(without(study, chosen), row)
    for left_out in chosen:
        assert not has_deal(without(study, chosen - {left_out}), row)
    for clash in map(int, blocked.conflicts[place]):
        named = {keys[c] for c in members(clash)}
        assert not has_deal(only(study, named), row)
        for spared in named:
            assert has_deal(without(study, frozenset(keys) - named | {spared}), row)


def test_editing_the_case_by_hand_opens_a_deal() -> None:
    """The first correction set names a block: with the block deleted from the file, deals exist."""
    study = study_of_text(CLASH)
    first = records(obstacles.find(study)[1])[0]
    assert first["keys"] == "block:council.border"
    text = CLASH[: CLASH.index("blocks:")]
    opened = study_of_case(parse(text.encode()), 24)
    assert (opened.judged.passing > 0).all()


@settings(SETTINGS, max_examples=25)
@given(random_studies(later=True))
def test_shares_are_counts_over_the_draws_without_a_deal(study: Study) -> None:
    """Of conflicts, conditions and corrections; the opened share by relaxing each by hand."""
    conflicts, corrections, conditions, _ = obstacles.find(study)
    blocked = Blocked.of(study)
    assert blocked.n == int((study.judged.passing == 0).sum())
    for row in records(conflicts) + records(corrections) + records(conditions):
        assert row["n"] == blocked.n
    for row in records(corrections)[:4]:
        relaxed = without(study, frozenset(str(row["keys"]).split(", ")))
        rows = np.flatnonzero(study.judged.passing == 0)
        opened = sum(has_deal(relaxed, int(r)) for r in rows)
        assert row["share"] == opened / blocked.n


@settings(SETTINGS, max_examples=25)
@given(random_studies(later=True))
def test_proofs_hold_for_every_package(study: Study) -> None:
    """Whatever the draw: the weighted margin of every feasible package is at most the stated."""
    draw = study.draws.take(np.array([0]))
    if not signers(study.case) or not study.model.rules.mask.any():
        return
    proof = gap.prove(study, draw)
    if proof is None:
        return
    codes = np.flatnonzero(study.model.rules.mask)
    weighted = sum(
        size * (study.worth(p, draw, codes)[0] - study.no_deal(p, draw)[0])
        for p, size in proof.multipliers.items()
    )
    assert int(np.max(weighted)) == proof.most < 0
    assert sum(gap.split(study, draw, proof).values()) == pytest.approx(
        proof.most / NANO / gap.PARTS, abs=1e-6
    )
