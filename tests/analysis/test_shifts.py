"""One elicitation step up or down, against the formulas of a step and against looking again."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings

import oracle
import parley
from parley.analysis import shifts
from parley.analysis.steps import Step, can_move, grounded, stepped, steps
from parley.analysis.study import Study
from parley.case import parse
from parley.draws import Draws
from parley.engine.scan import reach
from parley.engine.variants import JUDGED
from strategies import SETTINGS
from studies import TWO, by, random_studies, records, study_of_case, study_of_text

KINDS = {
    "factors": "factor",
    "blocks": "block",
    "later": "later",
    "response": "response",
    "penalties": "penalty",
}
STAGE_OF = {
    "accept": "acceptable",
    "line": "acceptable",
    "block": "acceptable",
    "later": "durable",
    "cheat": "durable",
    "body": "ratifiable",
}
TIED = """
factors:
  front: {title: The front, states: {bad: 0.25, same: 0.5, good: 0.25}}
  peace: {title: Peace, states: {one: 1}}
blocks:
  council: {party: league, chances: {trade: {free: 0, shut: 1}}}
"""
"""A block that is never in doubt, and a factor of one state."""


@cache
def valleys() -> Study:
    """The bundled case, which has every kind of judgement."""
    return study_of_case(parley.load("two-valleys"), draws=40)


def reached(study: Study, draws: Draws) -> list[int]:
    """How many stages some package passes in each draw, package by package, by the formulas."""
    every = [x for x in oracle.packages(study.case) if not oracle.breaks_a_rule(study.case, x)]
    found = []
    for row in oracle.rows(study.case, draws):
        most = 0
        for package in every:
            fails = {
                study.stages.index(STAGE_OF[key.split(":")[0]])
                for key, margin in oracle.margins(study.case, row, package).items()
                if margin is not None and margin < 0
            }
            most = max(most, min(fails, default=len(study.stages)))
        found.append(most)
    return found


def near_a_tie(study: Study, draws: Draws) -> bool:
    """Whether some margin is so small that rounding to nano-points may decide."""
    return any(
        margin is not None and 0 < abs(margin) <= oracle.slack(key)
        for row in oracle.rows(study.case, draws)
        for package in oracle.packages(study.case)
        for key, margin in oracle.margins(study.case, row, package).items()
    )


@settings(SETTINGS, max_examples=20)
@given(random_studies(draws=4))
def test_each_step_is_a_look_at_every_package_once_more(study: Study) -> None:
    base = grounded(study)
    every = [step for step in steps(study) if can_move(study, base, step)]
    for shift in shifts.measured(study, every):
        after = stepped(study.model.book, base, [shift.step])
        if not near_a_tie(study, after):
            assert shift.reached.tolist() == reached(study, after), shift.step
        if shift.is_idle:
            before = study.tallies[JUDGED].some.sum(axis=0)[: len(base)]
            assert shift.reached.tolist() == before.tolist()


def one(study: Study, path: str, direction: str) -> Step:
    (step,) = [s for s in steps(study) if (s.path, s.direction) == (path, direction)]
    return step


def odds(chance: float) -> float:
    return chance / (1 - chance)


def test_what_a_step_is() -> None:
    """Every column after a step is what the definition of the step says, and no other moves."""
    study = valleys()
    base = grounded(study)
    sizes: dict[str, Callable[[float, float], bool]] = {
        "preferences.north.no_deal": lambda old, new: new - old == 5,
        "later.north": lambda old, new: math.isclose(new - old, 5),
        "response.acted": lambda old, new: new == old * 1.5,
        "response.seen": lambda old, new: new == old * 1.5,
        "penalties.north.shunned": lambda old, new: new == old * 1.5,
        "preferences.north.red_lines.border": lambda old, new: math.isclose(
            odds(new), 1.5 * odds(old)
        ),
        "blocks.council": lambda old, new: math.isclose(odds(new), 1.5 * odds(old)),
    }
    for path, is_step in sizes.items():
        up = stepped(study.model.book, base, [one(study, path, "up")])
        moved = {p for p in up.columns if not np.array_equal(up.value(p), base.value(p))}
        assert moved
        assert all(p.startswith(f"{path}.") for p in moved), moved
        down = stepped(study.model.book, up, [one(study, path, "down")])
        for column in moved:
            for old, new in zip(base.value(column), up.value(column), strict=True):
                assert is_step(float(old), float(new)), column
            # Down undoes up.
            assert np.allclose(down.value(column), base.value(column)), column
    never = "response.acted.years.none"
    up = stepped(study.model.book, base, [one(study, "response.acted", "up")])
    assert np.isinf(up.value(never)).all()


def test_a_factor_moves_with_all_that_depends_on_it() -> None:
    study = valleys()
    base = grounded(study)
    up = stepped(study.model.book, base, [one(study, "factors.front", "up")])
    places = base.states["front"].tolist()
    assert up.states["front"].tolist() == [min(place + 1, 2) for place in places]
    assert up.states["supply"].tolist() == base.states["supply"].tolist()
    cost, shift = "preferences.north.no_deal.cost", ".shifts.front.bad"
    for i, place in enumerate(places):
        less = base.value(f"{cost}{shift}")[i] if place == 0 else 0.0
        assert math.isclose(up.value(cost)[i], base.value(cost)[i] - less)
    # Beliefs, too, which have no column that moves.
    assert (study.no_deal("north", up) != study.no_deal("north", base)).any()
    assert up.value("preferences.north.no_deal.plus").tolist() == [0.0] * len(base)


HOPE = TWO.replace(
    "    no_deal: {cost: 10}\n  south:",
    """    discount: 0.1
    no_deal:
      cost: 0
      years: 1
      beliefs: {victory: 0.5, defeat: 0.5}
      belief_odds: {front: {good: {victory: 1000}}}
  south:""",
).replace(
    "preferences:",
    """ends:
  victory: {title: Victory, terms: {border: ridge, trade: free}}
  defeat: {title: Defeat, terms: {border: river, trade: shut}}
factors:
  front: {title: The front, states: {bad: 0.5, good: 0.5}}
preferences:""",
)
"""Where the front is good North expects (0.1 * 30 + 99.9) / 1.1 = 93.5 and signs nothing that South
would; else (0.1 * 30 + 50) / 1.1 = 48.2, and a joint zone with free trade passes."""


def test_a_state_that_turns_beliefs_only() -> None:
    """No column moves with the front, but the answer does."""
    single, _ = shifts.find(study_of_text(HOPE, draws=60))
    rows = by(single, "path", "direction")
    up, down = rows["factors.front", "up"], rows["factors.front", "down"]
    assert 0 < up["before"] < 1
    assert (up["after"], down["after"]) == (0.0, 1.0)


def test_every_judgement_has_its_steps() -> None:
    study = valleys()
    every = steps(study)
    paths = {step.path for step in every}
    case = study.case
    assert paths == {
        *(f"factors.{name}" for name in case.factors),
        *(f"preferences.{p}.no_deal" for p in case.preferences),
        *(
            f"preferences.{p}.red_lines.{x}"
            for p, w in case.preferences.items()
            for x in w.red_lines
        ),
        *(f"blocks.{name}" for name in case.blocks),
        *(f"later.{p}" for p in case.later),
        *(f"penalties.{p}.{name}" for p, tables in case.penalties.items() for name in tables),
        "response.seen",
        "response.acted",
    }
    assert [s.direction for s in every] == ["up", "down"] * len(paths)
    for step in every:
        section = step.path.split(".")[0]
        inner = "red_line" if ".red_lines." in step.path else "no_deal"
        assert step.kind == KINDS.get(section, inner)
        assert step.path in case.origin.places


def test_tables_that_count_somewhere_only_are_stepped_one_by_one() -> None:
    """Where each later table has a pattern, none moves the whole."""
    tables = "{a: {points: 0, when: {trade: free}}, b: {points: 0, when: {trade: shut}}}"
    study = study_of_text(f"{TWO}later: {{north: {tables}}}\n", draws=4)
    later = [step.path for step in steps(study) if step.kind == "later"]
    assert later == ["later.north.a", "later.north.a", "later.north.b", "later.north.b"]


def test_what_cannot_move_is_said() -> None:
    study = study_of_text(TWO + TIED, draws=40)
    single, _ = shifts.find(study)
    paths = {row["path"] for row in single.records()}
    assert paths == {"factors.front", "preferences.north.no_deal", "preferences.south.no_deal"}
    assert "Block by The League: council" in single.cut
    assert "“Peace”" in single.cut


def test_a_raw_scale_has_steps_of_its_own_size() -> None:
    """Five hundredths of what is at stake: the border is worth 0 to 60, trade 0 to 40."""
    raw = TWO.replace(
        "    weights: {border: 60", "    scale: raw\n    weights: {border: 6"
    ).replace("trade: 40}", "trade: 4}", 1)
    study = study_of_text(raw, draws=8)
    up = stepped(study.model.book, grounded(study), [one(study, "preferences.north.no_deal", "up")])
    # (6 * 100 + 4 * 100) / 100 * 5
    assert set(up.value("preferences.north.no_deal.plus").tolist()) == {50.0}


def test_rows_are_paired_counts() -> None:
    study = valleys()
    base = grounded(study)
    before = reached(study, base)
    rows = by(shifts.find(study)[0], "path", "direction", "stage")
    # What lorries bring moves beliefs only, which have no column of their own.
    for path in ("factors.front", "factors.supply", "preferences.north.no_deal"):
        for direction in ("up", "down"):
            after = reached(study, stepped(study.model.book, base, [one(study, path, direction)]))
            for place, stage in enumerate(study.stages, 1):
                row = rows[path, direction, stage]
                won = sum(b < place <= a for b, a in zip(before, after, strict=True))
                lost = sum(a < place <= b for b, a in zip(before, after, strict=True))
                assert row["n"] == len(base)
                assert row["before"] == sum(b >= place for b in before) / len(base)
                assert row["after"] == sum(a >= place for a in after) / len(base)
                assert row["change"] == (won - lost) / len(base)
                assert row["change_low"] <= row["change"] <= row["change_high"]


def test_pairs_are_the_strongest_of_the_strongest() -> None:
    study = valleys()
    single, pairs = shifts.find(study)
    base, last = grounded(study), len(study.stages)
    size = [
        (abs(row["change"]), row["path"], row["step"])
        for row in records(single)
        if row["stage"] == study.stages[-1]
    ]
    weakest = sorted(size, reverse=True)[shifts.STRONGEST - 1][0]
    rows = records(pairs)
    assert len(rows) == shifts.PAIRS_SHOWN
    sizes = [abs(row["change"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    alone = {(path, step): row for row in records(single) if row["stage"] == study.stages[-1]
             for path, step in [(row["path"], row["step"])]}  # fmt: skip
    by_name = {(s.path, s.words): s for s in steps(study)}
    for row in rows[:3]:
        a, b = ((row[f"{side}_path"], row[f"{side}_step"]) for side in "ab")
        assert a[0] != b[0]
        for side, name in (("a", a), ("b", b)):
            assert row[f"{side}_alone"] == alone[name]["after"]
            assert abs(alone[name]["change"]) >= weakest
        after = reached(study, stepped(study.model.book, base, [by_name[a], by_name[b]]))
        assert row["after"] == sum(place == last for place in after) / len(base)


def test_no_other_pair_of_the_strongest_moves_more() -> None:
    study = valleys()
    found = shifts.measured(study, steps(study))
    most = shifts.strongest(study, found)
    asked = [(a, b) for a, b in itertools.combinations(most, 2) if a.step.path != b.step.path]
    base, before = grounded(study), float(study.judged.some.mean())
    sizes = []
    for a, b in asked:
        passing = reach(study.plan, stepped(study.model.book, base, [a.step, b.step]))
        sizes.append(abs(float((passing == len(study.stages)).mean()) - before))
    rows = records(shifts.pairs(study, found))
    assert np.allclose(
        [abs(row["change"]) for row in rows], sorted(sizes, reverse=True)[: len(rows)]
    )


def test_sentences() -> None:
    single, pairs = shifts.find(valleys())
    assert single.sentence.startswith("Even one step moves it. As judged, some package could be")
    assert "A step is 5 points of the hundred that are at stake" in single.sentence
    assert pairs.sentence.startswith("Two steps together, in “")
    assert pairs.cut.startswith("The 10 of ")


def test_nothing_moves_what_is_sure() -> None:
    """North and South gain 50 and 30 by a joint zone with free trade: 5 points turn nothing."""
    single, pairs = shifts.find(study_of_text(TWO, draws=40))
    assert {row["change"] for row in single.records()} == {0.0}
    assert "none of 4 single steps changes that" in single.sentence
    assert pairs.rows == ()
    assert "no pair to look at" in pairs.sentence


def test_a_step_of_both_may_do_what_neither_does_alone() -> None:
    """Two judgements that stand in each other's way.

    North's no-deal value is 65..75 and South's 55..65: of joint and free, worth 70 and 60, each
    refuses in half of the draws. Five points less for both make it pass in every draw.
    """
    text = TWO.replace("{cost: 10}", "{cost: 0, plus: 35..45}", 1)
    text = text.replace("{cost: 10}", "{cost: 0, plus: 15..25}", 1)
    study = study_of_case(parse(text.encode()), draws=200)
    row = records(shifts.find(study)[1])[0]
    paths = {row["a_path"], row["b_path"]}
    assert paths == {"preferences.north.no_deal", "preferences.south.no_deal"}
    assert row["after"] == 1.0
    assert max(row["a_alone"], row["b_alone"]) < 0.7


@pytest.mark.parametrize("threads", [2, 3])
def test_threads_change_nothing(threads: int) -> None:
    study = valleys()
    other = dataclasses.replace(study, threads=threads)
    assert shifts.find(other) == shifts.find(study)
