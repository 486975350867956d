"""The slow evaluation of every condition against the formulas of DESIGN.md in exact fractions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from margins import check_margins
from parley.bundled import load
from parley.case import parse
from parley.conditions import Model, build
from parley.conditions.forms import NANO, in_points, to_nano, total
from parley.conditions.worth import no_deal, no_deal_under, utility, worth
from parley.draws import Draws, Reading, central, draw, reweighted
from parley.engine.scan import passes
from parley.space import Mask
from strategies import SETTINGS, Tree, case_of, trees


def check_passing(model: Model, draws: Draws) -> None:
    """A package passes exactly where the oracle says so."""
    every = oracle.packages(model.case)
    codes = np.arange(model.space.size)
    ok = passes(model.space, model.conditions, draws, codes) & model.rules.mask.ravel()
    for i, row in enumerate(oracle.rows(model.case, draws)):
        for code, package in enumerate(every):
            expected = oracle.passes(model.case, row, package)
            assert expected is None or ok[i, code] == expected


@SETTINGS
@given(trees(), st.integers(0, 2**64 - 1))
def test_margins_are_those_of_the_formulas(tree: Tree, seed: int) -> None:
    """Consent V - r, red lines and blocks, in draws and in every other reading of them."""
    model = build(case_of(tree))
    draws = draw(model.book, seed, np.arange(3))
    check_margins(model, draws)
    check_passing(model, draws)
    check_margins(model, central(model.book))


@SETTINGS
@given(trees(), st.sampled_from(list(Reading)), st.sampled_from(list(Reading)))
def test_readings_decide_which_lines_and_blocks_are_real(
    tree: Tree, red_lines: Reading, blocks: Reading
) -> None:
    """None is real; those at least even are; as judged: where the luck is below the chance."""
    model = build(case_of(tree))
    judged = draw(model.book, 5, np.arange(3))
    check_margins(model, replace(judged, red_lines=red_lines, blocks=blocks))


@SETTINGS
@given(trees(), st.data())
def test_a_removed_line_is_never_crossed(tree: Tree, data: st.DataObject) -> None:
    """Removing a line or block opens packages and closes none."""
    model = build(case_of(tree))
    bars = [c for c in model.conditions if c.bar is not None]
    if not bars:
        return
    gone = data.draw(st.sampled_from(bars))
    judged = draw(model.book, 5, np.arange(6))
    without = replace(judged, removed=frozenset({gone.path}))
    codes = np.arange(model.space.size)
    assert (gone.margin(model.space, without, codes).values == 0).all()
    before = passes(model.space, model.conditions, judged, codes)
    after = passes(model.space, model.conditions, without, codes)
    assert (before <= after).all()
    others = [c for c in model.conditions if c is not gone]
    assert (after == passes(model.space, others, judged, codes)).all()
    check_margins(model, without.take(slice(0, 2)))


@SETTINGS
@given(trees())
def test_no_line_real_passes_what_judged_passes(tree: Tree) -> None:
    """Taking every red line, or every block, as not real closes nothing, draw by draw."""
    model = build(case_of(tree))
    judged = draw(model.book, 9, np.arange(16))
    codes = np.arange(model.space.size)

    def ok(red_lines: Reading, blocks: Reading) -> Mask:
        read = replace(judged, red_lines=red_lines, blocks=blocks)
        return passes(model.space, model.conditions, read, codes)

    free = ok(Reading.NONE, Reading.JUDGED)
    assert (ok(Reading.JUDGED, Reading.JUDGED) <= free).all()
    assert (ok(Reading.EVEN, Reading.JUDGED) <= free).all()
    assert (ok(Reading.JUDGED, Reading.JUDGED) <= ok(Reading.JUDGED, Reading.NONE)).all()
    bare = [c for c in model.conditions if c.bar is None]
    only_consents = passes(model.space, bare, judged, codes)
    assert (ok(Reading.NONE, Reading.NONE) == only_consents).all()


@pytest.mark.parametrize("name", ["two-valleys", "panama-canal"])
def test_margins_of_a_bundled_case(name: str) -> None:
    """The case that has everything, `like` and statements included."""
    model = build(load(name))
    draws = model.draws(3, np.arange(40 if name == "two-valleys" else 1))
    if name == "two-valleys":
        check_margins(model, draws)
        check_margins(model, reweighted(model.book, draws, "equal"))
        check_margins(model, central(model.book))
    check_passing(model, draws)


def test_points_are_rounded_to_the_nearest_nano_point() -> None:
    """Up, down, below zero; and back."""
    points = np.array([1 / 3, 2 / 3, -1 / 3, -2 / 3, 55.0000000004, 0.0])
    nano = to_nano(points)
    assert nano.tolist() == [333333333, 666666667, -333333333, -666666667, 55 * 10**9, 0]
    assert in_points(nano)[4] == 55.0


@SETTINGS
@given(trees())
def test_sums_of_cells_are_whole_numbers(tree: Tree) -> None:
    """V, U and margins are sums of int64 cells: Python integers give the same to the last digit."""
    case = case_of(tree)
    model = build(case)
    draws = draw(model.book, 2, np.arange(4))
    for party in case.preferences:
        tables = worth(case, model.space, party)
        cells = [(table.issues, table.fill(draws)) for table in tables]
        assert all(c.dtype == np.int64 for _, c in cells)
        codes = np.arange(model.space.size)
        found = total(tables, model.space, draws, codes)
        digits = model.space.digits(codes)
        threshold = no_deal(case, model.space, party, draws)
        for i in range(len(draws)):
            for code in codes:
                at = [c[(i, *(digits[k, code] for k in issues))] for issues, c in cells]
                assert int(found[i, code]) == sum(int(cell) for cell in at)
        keys = {c.key: c for c in model.conditions}
        if f"accept:{party}" in keys:
            margin = keys[f"accept:{party}"].margin(model.space, draws, codes)
            assert (margin.values == found - threshold[:, None]).all()


@SETTINGS
@given(trees())
def test_worths_and_no_deal_values(tree: Tree) -> None:
    """U, V and r of every party with preferences, also of those whom nobody asks."""
    case = case_of(tree)
    model = build(case)
    draws = draw(model.book, 4, np.arange(2))
    every = oracle.packages(case)
    codes = np.arange(len(every))
    for party in case.preferences:
        u = total(utility(case, model.space, party), model.space, draws, codes)
        v = total(worth(case, model.space, party), model.space, draws, codes)
        r = no_deal(case, model.space, party, draws)
        for i, row in enumerate(oracle.rows(case, draws)):
            assert abs(Fraction(int(r[i]), NANO) - oracle.no_deal(case, row, party)) <= oracle.SLACK
            for code, package in enumerate(every):
                for found, exact in (
                    (u, oracle.utility(case, row, party, package)),
                    (v, oracle.worth(case, row, party, package)),
                ):
                    assert abs(Fraction(int(found[i, code]), NANO) - exact) <= oracle.SLACK


BY_HAND = """
parley: 1
title: By hand
as_of: 2024-12-31
parties:
  ann: {name: Ann, role: principal}
  eve: {name: Eve, role: third, consent: [{watch: [team]}]}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale, open: Open}}
  watch: {title: Watch, options: {none: None, team: Team}}
now: {land: open, watch: none}
ends:
  victory: {title: Victory, terms: {land: hill, watch: none}, less: 4}
  frozen: {title: Frozen, terms: {land: open, watch: none}}
factors:
  front: {title: Front, states: {good: 1}}
preferences:
  ann:
    weights: {land: 30, watch: 10}
    values: {land: {hill: 8, vale: 5, open: 4}, watch: team > none}
    extras: {both: {when: {land: vale, watch: team}, points: -2.5}}
    discount: 0.1
    risk: {chance: 0.5, times: {watch: {none: 3, team: 0.2}}, loss: 20}
    no_deal:
      cost: {value: 5, shifts: {front: {good: -1}}}
      years: 5
      beliefs: {victory: 0.25, frozen: rest}
      belief_odds: {front: {good: {victory: 3}}}
      plus: 0.125
    red_lines: {land: {floor: {vale: 0.5}}}
  eve:
    weights: watch > land
    values: {land: hill = vale = open, watch: none > team}
    no_deal: {cost: 60}
"""


def test_a_margin_worked_out_by_hand() -> None:
    """The whole of the model once on paper.

    Ann: weights 75 and 25. Values of land 1, 1/4, 0; of watch 0, 1.
    vale and team: U = 75/4 + 25 - 2.5 = 41.25; risk 0.5 x 0.2 x 20 = 2; V = 39.25.
    hill and none: U = 75; risk min(1, 1.5) x 20 = 20; V = 55.
    No deal: now U = 0, cost 5 - 1 = 4; beliefs 0.25 x 3 : 0.75 = 1/2 each; ends 75 - 4 and 0;
    rho t = 1/2; r = (1/2 x (-4) + 71/2) / 1.5 + 0.125 = 33.5 / 1.5 + 0.125 = 22.458333333.
    Eve: weights 75 and 25 (rank-order centroid), values none 1, team 0; U(now) = 75 and r = 15.
    """
    model = build(parse(BY_HAND.encode()))
    middle = central(model.book)
    ann, eve, line = model.conditions
    code = model.space.code({"land": "vale", "watch": "team"})
    hill = model.space.code({"land": "hill", "watch": "none"})
    codes = np.array([code, hill])
    r = 22_458_333_333
    assert ann.margin(model.space, middle, codes).values.tolist() == [
        [39_250_000_000 - r, 55_000_000_000 - r]
    ]
    asked = eve.margin(model.space, middle, codes)
    assert asked.applies.tolist() == [True, False]
    assert asked.values[0].tolist() == [-15_000_000_000, 75_000_000_000 - 15_000_000_000]
    assert asked.holds.tolist() == [[False, True]]
    # The floor at vale takes out what is worse, too: open, but not hill.
    opens = [model.space.code({"land": land, "watch": "none"}) for land in ("hill", "vale", "open")]
    assert line.margin(model.space, middle, np.array(opens)).values.tolist() == [[0, -1, -1]]


def test_no_deal_equal_to_now_is_a_tie_however_large_the_points() -> None:
    """At 10^7 points a float cannot hold a nano-point; U(now) = r holds to the last one."""
    text = """
parley: 1
title: Large
as_of: 2024-12-31
parties: {ann: {name: Ann, role: principal}}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale}}
  seat: {title: Seat, options: {east: East, west: West}}
now: {land: hill, seat: east}
ends: {frozen: {title: Frozen, terms: {land: hill, seat: east}}}
preferences:
  ann:
    scale: raw
    weights: {land: 30..31, seat: 60..61}
    values: {land: {hill: 90000.1..90000.9, vale: 0}, seat: {east: 90000.2..90000.6, west: 0}}
    discount: 0.1
    no_deal: NO_DEAL
"""
    for no_deal_text in ("{cost: 0}", "{cost: 0, years: 1..4, beliefs: {frozen: 1..2}}"):
        model = build(parse(text.replace("NO_DEAL", no_deal_text).encode()))
        draws = draw(model.book, 1, np.arange(300))
        assert (model.conditions[0].margin(model.space, draws, np.array([0])).values == 0).all()


def test_a_package_equal_to_now_passes_where_nothing_but_cost_is_at_stake() -> None:
    """V(now) = U(now) >= U(now) - cost, and a tie at cost 0 holds, in every draw."""
    text = BY_HAND.replace("risk: {chance: 0.5,", "risk: {chance: 0,")
    text = text.replace("{value: 5, shifts: {front: {good: -1}}}", "0")
    text = text.replace("years: 5", "years: 0..9").replace("plus: 0.125", "plus: 0")
    text = text.replace(
        "terms: {land: hill, watch: none}, less: 4", "terms: {land: open, watch: none}"
    )
    text = text.replace("{land: 30, watch: 10}", "land > watch")
    text = text.replace("{hill: 8, vale: 5, open: 4}", "{hill: 8..9, vale: 5, open: 6..7}")
    model = build(parse(text.encode()))
    draws = draw(model.book, 1, np.arange(500))
    now = np.array([model.space.code(model.case.now)])
    margin = model.conditions[0].margin(model.space, draws, now)
    assert (margin.values == 0).all()
    assert margin.holds.all()


@SETTINGS
@given(trees())
def test_each_condition_reads_what_moves_it(tree: Tree) -> None:
    """Every path that a condition names is one of the case's, and covers all that it looks up."""
    case = case_of(tree)
    model = build(case)
    base = draw(model.book, 6, np.arange(8))
    codes = np.arange(model.space.size)
    for condition in model.conditions:
        before = condition.margin(model.space, base, codes).values
        shaken = {
            path: column
            if any(path == read or path.startswith(f"{read}.") for read in condition.reads)
            else np.full_like(column, 0.37)
            for path, column in base.columns.items()
        }
        after = replace(base, columns=shaken)
        assert (condition.margin(model.space, after, codes).values == before).all(), condition.key


def test_beliefs_of_another_change_only_the_beliefs() -> None:
    """The optimism gap: own values, cost, years and discount, but the other's beliefs."""
    case = load("two-valleys")
    model = build(case)
    draws = draw(model.book, 8, np.arange(50))
    for party, believer in (("north", "south"), ("south", "north"), ("north", "north")):
        found = no_deal_under(case, model.space, party, draws, believer)
        assert (found == no_deal(case, model.space, party, draws)).all() == (party == believer)
        path = f"preferences.{party}.no_deal"
        for i, row in enumerate(oracle.rows(case, draws)):
            q = oracle.beliefs(case, row, believer)
            rho_t = row.number(f"preferences.{party}.discount") * row.number(f"{path}.years")
            now = oracle.utility(case, row, party, case.now) - row.number(f"{path}.cost")
            ridge = oracle.utility(case, row, party, case.ends["north-prevails"].terms)
            still = oracle.utility(case, row, party, case.ends["stalemate"].terms)
            still -= row.number("ends.stalemate.less")
            watched = oracle.utility(case, row, party, case.ends["league-steps-in"].terms)
            exact = rho_t * now + q["north-prevails"] * ridge + q["stalemate"] * still
            exact += q["league-steps-in"] * watched
            exact /= 1 + rho_t
            assert abs(Fraction(int(found[i]), NANO) - exact) <= oracle.SLACK
