"""What would change if somebody used a lever, alone or with others, and what it costs."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given

from parley.analysis import levers
from parley.analysis.lever_sets import Bench, cheapest, search
from parley.analysis.paired import interval, paired
from parley.analysis.study import Study
from parley.changes import comes, pulled
from parley.engine.scan import reach
from strategies import SETTINGS
from studies import TWO, by, check_share, passing, random_studies, records, study_of_text

REAL = "preferences.north.red_lines.no.real"
LINE = """
    red_lines:
      no: {never: {trade: [free, shut]}, real: 0.5}
"""
"""North signs nothing at all in half of the draws."""

FEW = (
    TWO.replace("    no_deal: {cost: 10}\n  south:", "    no_deal: {cost: 10}" + LINE + "  south:")
    + f"""
  league:
    judgement: Invented.
    weights: {{border: 60, trade: 40}}
    values: {{border: {{river: 0, joint: 50, ridge: 100}}, trade: {{free: 100, shut: 0}}}}
    no_deal: {{cost: 10}}
bodies:
  house: {{title: The house, party: south, kind: public, quota: 0.5, support: {{base: 0.6}}}}
levers:
  calm:
    title: Calm
    owner: league
    cost: 2
    body: house
    changes: {{{REAL}: 0.2}}
    reply: {{title: Fury, owner: south, chance: 0.5, changes: {{{REAL}: 0.9}}}}
  heat: {{title: Heat, owner: south, cost: 1..3, changes: {{{REAL}: {{odds: 3}}}}}}
  idle: {{title: Idle, owner: league, cost: 4, changes: {{preferences.north.no_deal.cost: 10}}}}
  unread: {{title: Unread, owner: league, cost: 0, changes: {{preferences.league.no_deal.cost: 9}}}}
"""
)


@pytest.fixture(scope="module")
def few() -> Study:
    return study_of_text(FEW, draws=200)


def lucks(study: Study) -> list[float]:
    """The luck that decides whether North's line is real."""
    return [float(u) for u in study.draws.uniforms["preferences.north.red_lines.no"][0]]


def test_each_lever_moves_the_share_as_counted_by_hand(few: Study) -> None:
    effects = levers.find(few)[0]
    rows = by(effects, "lever", "stage")
    before = [u >= 0.5 for u in lucks(few)]
    fury = [
        u >= (0.9 if c else 0.2)
        for u, c in zip(lucks(few), comes(few.case, few.draws, "calm"), strict=True)
    ]
    expected = {
        "calm": [u >= 0.2 for u in lucks(few)],
        # Odds of 1 to 1, three times.
        "heat": [u >= 0.75 for u in lucks(few)],
        "idle": before,
        "unread": before,
    }
    assert list(rows) == [(k, s) for k in expected for s in ("acceptable", "ratifiable")]
    for (key, _), row in rows.items():
        after = expected[key]
        assert row["n"] == 200
        assert row["before"] == sum(before) / 200
        assert row["after"] == sum(after) / 200
        lost = sum(b and not a for b, a in zip(before, after, strict=True))
        won = sum(a and not b for b, a in zip(before, after, strict=True))
        assert row["change"] == (won - lost) / 200
        if key in ("calm", "heat"):
            assert (row["change_low"], row["change_high"]) == interval(lost, won, 200)
    calm = rows["calm", "ratifiable"]
    assert calm["with_reply"] == sum(fury) / 200
    assert calm["reply_change"] == pytest.approx((sum(fury) - sum(before)) / 200)
    assert (calm["reply_owner"], calm["reply_owner_name"]) == ("south", "South")
    assert (calm["reply_title"], calm["reply_chance"]) == ("Fury", 0.5)
    assert (calm["owner_name"], calm["body"], calm["body_title"]) == (
        "The League",
        "house",
        "The house",
    )
    assert rows["heat", "acceptable"]["cost"] == 2
    assert rows["heat", "acceptable"]["with_reply"] is None


def test_a_lever_that_changes_nothing_has_no_effect_for_certain(few: Study) -> None:
    """Neither the same number again, nor one that nobody asks about; intervals included."""
    rows = by(levers.find(few)[0], "lever", "stage")
    for key in ("idle", "unread"):
        row = rows[key, "ratifiable"]
        assert (row["change"], row["change_low"], row["change_high"]) == (0, 0, 0)


def test_the_sentence_says_whose_it_is_who_must_vote_and_what_the_reply_does(few: Study) -> None:
    sentence = levers.find(few)[0].sentence
    assert "“Calm” (in the hand of The League, with the approval of The house)" in sentence
    assert "with the reply of South, “Fury”, where it comes, to" in sentence
    assert "“Heat” (in the hand of South) would lower it most" in sentence
    assert "Of 4 levers 2 would move it" in sentence


def test_pairs_are_compared_with_the_sum_of_both(few: Study) -> None:
    pairs = by(levers.find(few)[1], "a", "b")
    assert list(pairs) == list(itertools.combinations(["calm", "heat", "idle", "unread"], 2))
    row = pairs["calm", "heat"]
    # A chance of 0.2 with three times its odds: 0.25 to 1, times 3.
    q = 0.2 * 3 / (1 - 0.2 + 0.2 * 3)
    hits = {
        "none": sum(u >= 0.5 for u in lucks(few)),
        "calm": sum(u >= 0.2 for u in lucks(few)),
        "heat": sum(u >= 0.75 for u in lucks(few)),
        "both": sum(u >= q for u in lucks(few)),
    }
    assert row["after"] == hits["both"] / 200
    assert row["more_than_sum"] == (hits["both"] + hits["none"] - hits["calm"] - hits["heat"]) / 200
    assert (row["cost"], row["stage"], row["n"]) == (4, "ratifiable", 200)
    assert pairs["idle", "unread"]["change_high"] == 0


def test_the_curve_marks_what_no_cheaper_set_reaches(few: Study) -> None:
    """All sixteen sets; nothing is free of cost but without effect, and calm alone reaches most."""
    curve = levers.find(few)[2]
    rows = records(curve)
    assert len(rows) == 16
    assert curve.cut == ""
    assert [row["levers"] for row in rows if row["is_cheapest"]] == ["", "calm"]
    assert [row["cost"] for row in rows] == sorted(row["cost"] for row in rows)
    for row in rows:
        after = pulled(few.model.book, few.draws, row["levers"].split(", "))
        hits = int((reach(few.plan, after) == 2).sum())
        check_share(row, "share", hits, 200)


def test_reaching_names_the_cheapest_set_or_how_far_any_goes(few: Study) -> None:
    calm = sum(u >= 0.2 for u in lucks(few)) / 200
    enough = levers.reaching(few, calm)
    assert records(enough)[0]["levers"] == "calm"
    assert records(enough)[0]["reaches"]
    assert "the cheapest that would reach" in enough.sentence
    assert "“Calm” (The League), at a cost of 2" in enough.sentence
    beyond = levers.reaching(few, calm + 0.001)
    assert not records(beyond)[0]["reaches"]
    assert beyond.sentence.startswith("None of 16 sets of levers would reach")
    assert "“Calm” (The League)" in beyond.sentence
    none = levers.reaching(study_of_text(FEW.split("levers:")[0], draws=200), 0.99)
    assert none.sentence.startswith("None of 1 sets of levers would reach 99 of 100 readings")
    assert "without any lever" in none.sentence
    assert levers.reaching(few, 0.0).sentence.startswith("Without any lever")
    with pytest.raises(ValueError, match="from 0 to 1"):
        levers.reaching(few, 50)


def test_many_levers_are_not_all_tried_together() -> None:
    """Seven levers have 128 sets: each, each pair, what grows from pairs, and one lever less."""
    chances = {f"l{k}": 0.5 - 0.05 * k for k in range(7)}
    text = (
        TWO.replace(
            "    no_deal: {cost: 10}\n  south:",
            "    no_deal: {cost: 10}\n    red_lines:\n"
            + "".join(
                f"      {key}: {{never: {{border: [river, ridge, joint]}}, real: 0.5}}\n"
                for key in chances
            )
            + "  south:",
        )
        + "\nlevers:\n"
        + "".join(
            f"  {key}: {{title: T, owner: league, cost: 1, changes: "
            f"{{preferences.north.red_lines.{key}.real: {chance}}}}}\n"
            for key, chance in chances.items()
        )
    )
    study = study_of_text(text, draws=300)
    bench, is_all = search(study)
    assert not is_all
    assert {len(one) for one in bench.passing} >= {0, 1, 2, 3}
    assert set(itertools.combinations(chances, 2)) <= set(bench.passing)
    assert levers.find(study)[2].cut.startswith(f"{len(bench.passing)} of 128 sets were looked at")
    for one in cheapest(bench):
        assert all(tuple(key for key in one if key != spared) in bench.passing for spared in one)
    for one in bench.passing:
        after = pulled(study.model.book, study.draws, one)
        assert bench.passing[one].tolist() == passing(study, after).any(axis=1).tolist()


def test_a_case_without_levers_says_so() -> None:
    effects, pairs, curve = levers.find(study_of_text(TWO))
    assert effects.sentence == curve.sentence == "The case has no levers."
    assert pairs.sentence == "The case has no two levers."
    assert effects.rows == pairs.rows == ()


@SETTINGS
@given(random_studies(later=True, levers=True))
def test_effects_and_sets_are_counts_of_draws(study: Study) -> None:
    book = study.model.book
    before = reach(study.plan, study.draws)
    for row in records(levers.effects(study)):
        place = study.stages.index(row["stage"]) + 1
        after = reach(study.plan, pulled(book, study.draws, [row["lever"]]))
        assert row["before"] == (before >= place).mean()
        assert row["after"] == (after >= place).mean()
        assert row["change_low"] <= row["change"] <= row["change_high"]
        if row["reply_owner"] is not None:
            replied = reach(study.plan, pulled(book, study.draws, [row["lever"]], replies=True))
            assert row["with_reply"] == (replied >= place).mean()
    bench, _ = search(study)
    front = cheapest(bench)
    for one in bench.passing:
        better = [
            other
            for other in front
            if bench.cost(other) <= bench.cost(one) and bench.hits(other) >= bench.hits(one)
        ]
        assert better
    hits = [bench.hits(one) for one in front]
    assert hits == sorted(set(hits))


def test_the_interval_of_a_change_is_that_of_the_paper() -> None:
    """Agresti & Min (2005): add half a draw to each of the four cells, then as usual.

    With 5 lost and 15 won of 100: 10 / 102, and the square root of (21 - 100 / 102) over 102.
    """
    low, high = interval(5, 15, 100)
    half = 1.959963984540054 * math.sqrt(21 - 100 / 102) / 102
    assert [low, high] == pytest.approx([10 / 102 - half, 10 / 102 + half])
    assert interval(0, 3, 3)[1] == 1.0
    assert interval(3, 0, 3)[0] == -1.0
    assert interval(2, 2, 10)[0] == -interval(2, 2, 10)[1]


def test_shares_of_the_same_draws_are_paired() -> None:
    before = np.array([True, True, False, False, True])
    after = np.array([True, False, True, True, True])
    found = paired(before, after)
    assert (found.before, found.after, found.change) == (0.6, 0.8, 0.2)
    assert (found.low, found.high) == interval(1, 2, 5)
    assert paired(before, before, is_same=True).high == 0


def test_costs_add_up(few: Study) -> None:
    bench = Bench(few)
    assert bench.cost(()) == 0
    assert bench.cost(("calm", "heat", "unread")) == 4
    assert bench.together(("heat",), "calm") == ("calm", "heat")
