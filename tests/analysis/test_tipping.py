"""At which value of a quantity the answer changes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.analysis import tipping
from parley.analysis.curve import Curve, crossings
from parley.analysis.dials import Dial, dial, dials
from parley.analysis.no_deal_values import slacks
from parley.analysis.study import Study
from parley.case.quantity import Domain
from parley.changes import fixed
from parley.conditions.forms import NANO
from parley.engine.critical import NONE
from parley.engine.scan import reach
from strategies import SETTINGS
from studies import TWO, by, check_share, passing, random_studies, records, study_of_text

HOME = "preferences.north"
REAL = f"{HOME}.red_lines.no.real"
COST = f"{HOME}.no_deal.cost"
LINE = TWO.replace(
    "    no_deal: {cost: 10}\n  south:",
    "    no_deal: {cost: 4..10}\n"
    "    red_lines: {no: {never: {trade: [free, shut]}, real: 0.2..0.6}}\n  south:",
).replace("{cost: 10}", "{cost: 10, plus: 0}")
"""North signs nothing at all with a chance of 0.2 to 0.6. All else hardly matters: its no-deal
value is 20 to 26, of South 30, and 0 (40 to 100), 4 (70 to 60) and 5 (30 to 40) are there."""


@pytest.fixture(scope="module")
def line() -> Study:
    return study_of_text(LINE, draws=300)


def lucks(study: Study, n: int) -> list[float]:
    return [float(u) for u in study.draws.uniforms[f"{HOME}.red_lines.no"][0][:n]]


def test_ranges_are_tried_at_both_ends_in_the_first_draws(line: Study) -> None:
    rows = by(tipping.find(line)[0], "path")
    assert list(rows) == [REAL, COST]
    row = rows[REAL]
    low = [u >= 0.2 for u in lucks(line, 64)]
    high = [u >= 0.6 for u in lucks(line, 64)]
    assert (row["low"], row["high"], row["n"]) == (0.2, 0.6, 64)
    assert row["share_low_end"] == sum(low) / 64
    assert row["share_high_end"] == sum(high) / 64
    assert row["change"] == (sum(high) - sum(low)) / 64
    assert row["moved"] == sum(a != b for a, b in zip(low, high, strict=True))
    assert rows[COST]["change"] == 0
    assert tipping.find(line)[0].sentence.startswith("Of 2 ranges 1 move the answer.")


def test_the_curve_goes_half_a_width_beyond_the_range(line: Study) -> None:
    rows = records(tipping.find(line)[1])
    assert [row["path"] for row in rows] == [REAL] * 9
    assert [row["value"] for row in rows] == pytest.approx(np.linspace(0.0, 0.8, 9).tolist())
    assert [row["inside"] for row in rows] == [False] * 2 + [True] * 5 + [False] * 2
    for place, row in enumerate(rows):
        hits = sum(u >= row["value"] for u in lucks(line, 256))
        check_share(row, "share", hits, 256)
        assert row["n"] == 256
        # At every second value, where one of the first readings has no deal, the line blocks it.
        blocked = any(u < row["value"] for u in lucks(line, tipping.OBSTRUCTED))
        is_asked = place % tipping.EVERY == 0 and blocked
        assert row["obstacle"] == ("line:north.no" if is_asked else None)


def test_points_tell_every_crossing_and_the_ceiling(line: Study) -> None:
    rows = records(tipping.find(line)[2])
    shares = [sum(u >= v for u in lucks(line, 256)) / 256 for v in np.linspace(0.0, 0.8, 9)]
    middle = shares[4]
    assert [row["share"] for row in rows] == pytest.approx([middle * 1.25, middle * 0.75])
    for row in rows:
        at = float(np.interp(row["value"], np.linspace(0.0, 0.8, 9), shares))
        assert at == pytest.approx(row["share"])
        assert (row["ceiling"], row["ceiling_value"]) == (1.0, 0.0)
        assert row["middle"] == pytest.approx(middle)


def test_what_is_asked_for_is_drawn_as_well(line: Study) -> None:
    found = tipping.find(line, [COST, REAL])
    assert list(dict.fromkeys(row["path"] for row in records(found[1]))) == [REAL, COST]
    flat = [row for row in records(found[2]) if row["path"] == COST]
    assert [(row["value"], row["ceiling_value"]) for row in flat] == [(None, 7.0)]
    with pytest.raises(ValueError, match="no single number"):
        tipping.find(line, ["preferences.north.weights"])


def test_crossings_of_a_curve_that_rises_and_falls() -> None:
    xs = np.array([0.0, 1.0, 2.0, 3.0, 4.0])
    ys = np.array([0.0, 0.4, 0.2, 0.2, 0.6])
    assert crossings(xs, ys, 0.3) == pytest.approx([0.75, 1.5, 3.25])
    assert crossings(xs, ys, 0.2) == pytest.approx([0.5, 2.0])
    assert crossings(xs, ys, 0.0) == [0.0]
    assert crossings(xs, ys, 0.9) == []


UNASKED = (None,) * 9


def test_a_change_of_the_first_obstacle_is_half_way() -> None:
    """Only values at which it was asked, and has an answer, count; the same twice is no change."""
    flat = Dial("p", "it", Fraction(0), Fraction(1), Fraction(0))
    hits = np.full(9, 5)
    asked = ("a", None, "a", None, "b", None, None, None, "a")
    values = flat.values
    changes = Curve(flat, hits, 10, asked).changes
    assert changes == [
        ((values[2] + values[4]) / 2, "a", "b"),
        ((values[4] + values[8]) / 2, "b", "a"),
    ]
    assert Curve(flat, hits, 10, UNASKED).changes == []


def test_nothing_is_a_quarter_of_nothing() -> None:
    flat = Dial("p", "it", Fraction(0), Fraction(1), Fraction(0))
    assert Curve(flat, np.zeros(9, dtype=np.int64), 10, UNASKED).crossings == []
    assert Curve(flat, np.array([5, 5, 1, 1, 1, 1, 1, 5, 5]), 10, UNASKED).ceiling == (0.5, 0.1875)


@pytest.mark.parametrize(
    ("written", "least", "most"),
    [
        ("cost: 1..3", 0.0, 4.0),
        ("cost: 10..30", 0.0, 40.0),
        ("cost: {value: 4..6, shifts: {front: {bad: -3..1}}}", 3.0, 7.0),
    ],
)
def test_values_stay_where_they_make_sense(written: str, least: float, most: float) -> None:
    text = LINE.replace(
        "preferences:\n",
        "factors:\n  front: {title: The front, states: {bad: 0.5, good: 0.5}}\npreferences:\n",
    ).replace("cost: 4..10", written)
    values = dial(study_of_text(text), COST).values
    assert (values[0], values[-1]) == pytest.approx((least, most))


def test_a_certain_number_is_tried_around_itself(line: Study) -> None:
    assert dial(line, "preferences.south.no_deal.cost").values[[0, -1]].tolist() == [5, 15]
    assert dial(line, "preferences.south.no_deal.plus").values[[0, -1]].tolist() == [-0.5, 0.5]


def test_not_all_weights_become_nothing() -> None:
    text = LINE.replace("weights: {border: 60, trade: 40}", "weights: {border: 1..9, trade: 0}")
    study = study_of_text(text)
    assert dial(study, f"{HOME}.weights.border").values[0] == 0.1
    assert dial(study, f"{HOME}.weights.trade").values[0] == 0


@SETTINGS
@given(random_studies(later=True), st.data())
def test_every_dial_can_be_turned(study: Study, data: st.DataObject) -> None:
    """Its values make sense in every draw, and give the share that a scan of them finds."""
    every = dials(study)
    assert all((np.diff(one.values) > 0).all() for one in every)
    chosen = data.draw(st.lists(st.sampled_from(every), max_size=3)) if every else []
    moved = tipping.screened(study, chosen)
    for curve in tipping.curves_of(study, chosen):
        one = curve.dial
        for place, value in ((0, one.values[0]), (3, one.values[3]), (8, one.values[8])):
            after = fixed(study.model.book, study.draws, one.path, float(value))
            assert all(np.isfinite(after.value(one.path)))
            assert curve.hits[place] == passing(study, after).any(axis=1).sum()
        ends = [fixed(study.model.book, study.draws, one.path, end) for end in one.ends]
        for found, after in zip(moved[one], ends, strict=True):
            assert found.tolist() == passing(study, after).any(axis=1).tolist()


def test_a_no_deal_value_that_falls_opens_as_much_as_a_lever_on_it(line: Study) -> None:
    """South's falls by 8: as if its `plus` were -8, in every draw."""
    rows = by(tipping.find(line)[3], "party", "shift")
    path = "preferences.south.no_deal.plus"
    for shift in (-20, -8, 0, 8, 20):
        after = fixed(line.model.book, line.draws, path, -float(shift))
        hits = int((reach(line.plan, after) == len(line.stages)).sum())
        check_share(rows["south", float(shift)], "share", hits, 300)
    row = rows["south", 0.0]
    is_open = [u >= r for u, r in zip(lucks(line, 300), line.draws.value(REAL), strict=True)]
    # Whatever it asks, North accepts 0 or 4 or 5, of which 0 is worth most to South: 100.
    assert row["ceiling"] == sum(is_open) / 300
    assert (row["critical_low"], row["critical"], row["critical_high"]) == (100, 100, 100)
    assert (row["party_name"], row["no_deal"], row["n"]) == ("South", 30, 300)


def test_a_party_that_nothing_is_asked_of_has_no_critical_value() -> None:
    text = TWO.replace("role: principal", "role: principal, signs: false")
    finding = tipping.find(study_of_text(text))[3]
    assert finding.rows == ()
    assert finding.sentence.startswith("No principal measures")


@SETTINGS
@given(random_studies(later=True))
def test_at_no_shift_the_share_is_as_judged(study: Study) -> None:
    ok = passing(study).any(axis=1)
    finding = tipping.find(study)[3]
    found = dict(slacks(study))
    for row in records(finding):
        slack = found[row["party"]]
        hits = int((slack + round(row["shift"] * NANO) >= 0).sum())
        check_share(row, "share", hits, study.n)
        assert row["ceiling"] == (slack > NONE).mean()
        if row["shift"] == 0:
            assert row["share"] == ok.mean()


def test_domains_are_all_known() -> None:
    """A new one needs a word in `dials`."""
    assert {domain.name for domain in Domain} == {"CHANCE", "BETWEEN", "AMOUNT", "RATE", "POINTS"}
