"""Findings on futures: shares in each add up to all draws, weights to 1."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from conftest import study_of
from parley.analysis import futures
from parley.analysis.finding import Finding
from parley.analysis.study import Study
from parley.futures import Joint


@pytest.fixture(scope="module")
def found(valleys: Study) -> dict[str, Finding]:
    return {finding.id: finding for finding in futures.find(valleys)}


@pytest.fixture(scope="module")
def joint(valleys: Study) -> Joint:
    assert valleys.model.book.joint is not None
    return valleys.model.book.joint


def test_every_draw_is_in_one_future(valleys: Study, found: dict[str, Finding]) -> None:
    rows = found["futures.scenarios"].records()
    assert sum(int(row["n"] or 0) for row in rows) == valleys.n
    assert sum(int(row["hits"] or 0) for row in rows) == int(valleys.judged.some.sum())
    for row in rows:
        assert row["some"] == float(Fraction(int(row["hits"] or 0), int(row["n"] or 1)))


def test_futures_are_numbered_in_the_order_of_states(
    joint: Joint, found: dict[str, Finding]
) -> None:
    """The bundled case by hand: bad and cut, same with either, good and kept."""
    states = [row["states"] for row in found["futures.scenarios"].records()]
    assert states == [
        "The front: bad; Supplies for North: cut",
        "The front: same; Supplies for North: cut",
        "The front: same; Supplies for North: kept",
        "The front: good; Supplies for North: kept",
    ]
    rows = found["futures.states"].records()
    assert [row["state"] for row in rows if row["number"] == 4] == ["good", "kept"]
    assert len(rows) == len(joint.table) * len(joint.factors)


def test_weights_by_weighing(joint: Joint, found: dict[str, Finding]) -> None:
    rows = found["futures.weights"].records()
    for key in joint.weights:
        mine = [float(row["weight"] or 0) for row in rows if row["weighing"] == key]
        assert mine == joint.weights[key].tolist()
        assert sum(mine) == pytest.approx(1)
    assert {row["weighing"] for row in rows if row["chosen"]} == {joint.chosen}
    chosen = [row["weight"] for row in rows if row["chosen"]]
    assert chosen == [row["weight"] for row in found["futures.scenarios"].records()]


def test_figures_are_those_of_the_variants(valleys: Study, found: dict[str, Finding]) -> None:
    finding = found["futures.scenarios"]
    assert (finding.figure("futures").value, finding.figure("joint_states").value) == (4, 6)
    for key in ("stated", "independent"):
        some = valleys.tallies[f"futures_{key}"].last.some
        assert finding.figure(key).value == some.mean()
        assert finding.figure(key).n == valleys.n
    assert finding.figure("equal").value == valleys.judged.some.mean()
    assert finding.sentence.startswith(
        "The states of 2 factors go together in 4 futures of 6 joint states. Some package could "
        "be signed, would hold and would be ratified in "
    )
    assert finding.rests_on == ("cross_impacts", "futures", "factors.front", "factors.supply")


def test_a_case_without_cross_impacts_has_the_same_findings() -> None:
    study = study_of("panama-canal", 8)
    assert [finding.id for finding in futures.find(study)] == [
        "futures.scenarios",
        "futures.states",
        "futures.weights",
    ]
    for finding in futures.find(study):
        assert finding.rows == ()
        assert finding.sentence.startswith("The case states no cross-impacts")


def test_who_fits_nothing_is_named(valleys: Study) -> None:
    """An expert whose cross-impacts leave no future has no weights; the sentence says who."""
    joint = valleys.model.book.joint
    assert joint is not None
    weights, titles = dict(joint.weights), dict(joint.titles)
    del weights["expert_observer"], titles["expert_observer"]
    book = replace(valleys.model.book, joint=replace(joint, weights=weights, titles=titles))
    silent = replace(valleys, model=replace(valleys.model, book=book))
    sentence = futures.find(silent)[0].sentence
    assert "No joint state fits the cross-impacts of “An observer of the League”" in sentence
    assert "No joint state fits" not in futures.find(valleys)[0].sentence


def test_a_future_without_draws_has_no_share(valleys: Study) -> None:
    one = valleys.draws.states["front"] == 1
    assert 0 < int(np.sum(one)) < valleys.n
    states = {**valleys.draws.states, "front": np.ones(valleys.n, dtype=np.int64)}
    moved = replace(valleys, draws=replace(valleys.draws, states=states))
    first = futures.find(moved)[0].records()[0]
    assert (first["n"], first["some"], first["some_low"]) == (0, None, None)
