"""The funnel against the full table of which package passes in which draw."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given

import oracle
from parley.analysis import funnel
from parley.analysis.study import Study
from parley.draws import Draws
from parley.engine.scan import passes
from parley.engine.variants import VARIANTS, judgement_range, variants_of
from parley.space import Mask
from strategies import SETTINGS
from studies import (
    TWO,
    Record,
    by,
    check_share,
    feasible,
    passing,
    quantile,
    random_studies,
    read,
    records,
    study_of_text,
    with_entry,
)

NEVER = with_entry(
    TWO,
    """
    red_lines:
      all: {never: {trade: [free, shut]}, real: 1}
""",
)
"""South signs nothing at all."""
UNSURE = with_entry(
    TWO,
    """
    red_lines:
      no-river: {never: {border: river}, real: 0.5}
      no-joint: {never: {border: joint, trade: free}, real: 0.4}
      no-shut: {never: {border: joint, trade: shut}, real: 0.4}
      no-ridge: {never: {border: ridge}, real: 0.2}
""",
).replace("no_deal: {cost: 10}", "no_deal: {cost: 0..60}")
"""No package passes in nearly all draws, and a second and third one add some."""


def menu_by_hand(ok: Mask) -> list[tuple[int, int]]:
    """(code, newly covered draws) of up to three packages, one after the other."""
    menu: list[tuple[int, int]] = []
    open_draws = [row for row in ok.tolist() if any(row)]
    while open_draws and len(menu) < 3:
        counts = [sum(row[code] for row in open_draws) for code in range(ok.shape[1])]
        code = counts.index(max(counts))
        menu.append((code, max(counts)))
        open_draws = [row for row in open_draws if not row[code]]
    return menu


def through(
    study: Study, stage: str, draws: Draws | None = None, without: frozenset[str] = frozenset()
) -> Mask:
    """(draw, code) whether each package passes a stage and all before it, one by one."""
    asked = [c for c in study.model.up_to(stage) if c.kind not in without]
    codes = np.arange(study.space.size)
    wanted = study.draws if draws is None else draws
    return passes(study.space, asked, wanted, codes) & feasible(study)


def check_funnel(study: Study) -> None:
    n = study.n
    rows = by(funnel.stages(study), "stage")
    assert list(rows) == ["feasible", *study.stages]
    first = rows["feasible"]
    assert first["packages_median"] == first["packages_low"] == feasible(study).sum()
    assert all(first[name] == 1.0 for name in ("some", "menu", "single", "some_low", "menu_high"))
    for before, stage in pairwise(rows):
        check_stage(study, stage, rows[stage])
        for name in ("some", "menu", "single"):
            assert rows[stage][name] <= rows[before][name]
        assert rows[stage]["packages_high"] <= rows[before]["packages_high"]
    assert {row["n"] for row in rows.values()} == {n}

    menu = menu_by_hand(passing(study))
    listed = records(funnel.menu(study))
    assert [(row["code"], row["adds"]) for row in listed] == [(c, a / n) for c, a in menu]
    sums = np.cumsum([adds for _, adds in menu]).tolist()
    assert [row["covered"] for row in listed] == [total / n for total in sums]
    assert [row["place"] for row in listed] == list(range(1, len(menu) + 1))


def check_stage(study: Study, stage: str, row: Record) -> None:
    ok = through(study, stage)
    counts = ok.sum(axis=0).tolist()
    some = sum(any(each) for each in ok.tolist())
    covered = sum(adds for _, adds in menu_by_hand(ok))
    check_share(row, "some", some, study.n)
    check_share(row, "menu", covered, study.n)
    check_share(row, "single", max(counts), study.n)
    assert max(counts) <= covered <= some
    assert row["single_code"] == (counts.index(max(counts)) if max(counts) else None)
    numbers = [sum(each) for each in ok.tolist()]
    for name, at in (("low", 0.05), ("median", 0.5), ("high", 0.95)):
        assert row[f"packages_{name}"] == pytest.approx(quantile(numbers, at), abs=1e-9)


def check_variants(study: Study) -> None:
    rows = by(funnel.variants(study), "variant")
    kinds = {condition.kind for condition in study.model.conditions}
    asked = variants_of(study.model)
    joint = study.model.book.joint
    weighings = [] if joint is None else [k for k in joint.weights if k != joint.chosen]
    assert list(rows) == [
        *(v.key for v in VARIANTS if v.without <= kinds),
        *(f"futures_{key}" for key in (*weighings, "independent") if joint is not None),
    ]
    last = study.stages[-1]
    for variant in asked:
        row = rows[variant.key]
        ok = through(study, last, read(study, variant.key), variant.without)
        counts = ok.sum(axis=0).tolist()
        check_share(row, "some", int(ok.any(axis=1).sum()), study.n)
        check_share(row, "single", max(counts), study.n)
        assert row["single_code"] == (counts.index(max(counts)) if max(counts) else None)
        assert row["packages_median"] == quantile(ok.sum(axis=1).tolist(), 0.5)
        # What is left out, or not real, can only let more through.
        if variant.without or variant.key in ("red_lines_none", "blocks_none"):
            assert rows["judged"]["some"] <= row["some"]
            assert rows["judged"]["single"] <= row["single"]
    assert rows["red_lines_even"]["some"] <= rows["red_lines_none"]["some"]

    final = by(funnel.stages(study), "stage")[last]
    for name in ("some", "single"):
        over = [rows[key][name] for key in judgement_range(study.model)]
        assert final[f"judgement_{name}_low"] == min(over)
        assert final[f"judgement_{name}_high"] == max(over)
        assert final[name] == rows["judged"][name]


def check_options(study: Study) -> None:
    ok = passing(study)
    every = oracle.packages(study.case)
    rows = by(funnel.options(study), "issue", "option")
    assert list(rows) == [
        (issue, option) for issue, what in study.case.issues.items() for option in what.options
    ]
    for (issue, option), row in rows.items():
        codes = [code for code, package in enumerate(every) if package[issue] == option]
        assert row["some"] == pytest.approx(ok[:, codes].any(axis=1).mean(), abs=1e-12)
        hits = ok[:, codes].sum(axis=0).tolist()
        assert row["single"] == max(hits) / study.n
        assert row["single_code"] == (codes[hits.index(max(hits))] if max(hits) else None)


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_some_menu_and_single_are_counted_right(study: Study) -> None:
    """Each share from all packages in all draws; the greedy menu once more in plain Python."""
    check_funnel(study)


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_variants_are_the_same_draws_read_otherwise(study: Study) -> None:
    check_variants(study)


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_options_go_as_far_as_the_packages_that_have_them(study: Study) -> None:
    check_options(study)


def test_a_menu_of_three() -> None:
    """Where one text fails another may pass: the menu covers more than any of its parts."""
    study = study_of_text(UNSURE, draws=200)
    assert len(study.menu) == 3
    check_funnel(study)
    check_variants(study)
    check_options(study)
    rows = by(funnel.variants(study), "variant")
    assert rows["judged"]["some"] < rows["red_lines_none"]["some"]
    assert funnel.menu(study).sentence.startswith("One of three packages could be signed in ")


def test_two_valleys(valleys: Study) -> None:
    check_funnel(valleys)
    check_variants(valleys)
    check_options(valleys)


@SETTINGS
@given(random_studies(draws=1))
def test_efficient_packages_pass_and_are_unbeaten(study: Study) -> None:
    """In V, for every principal, signing or not; gains are over the no-deal value."""
    ok = passing(study, study.middle)[0]
    codes = [int(code) for code in np.flatnonzero(ok)]
    middle = next(oracle.rows(study.case, study.middle))
    every = oracle.packages(study.case)
    points = [[study.worth(p, study.middle, np.array([c]))[0, 0] for p in study.principals]
              for c in codes]  # fmt: skip
    unbeaten = [c for c, good in zip(codes, oracle.efficient(points), strict=True) if good]
    finding = funnel.efficient(study)
    rows = records(finding)
    assert [row["code"] for row in rows] == unbeaten[:200]
    assert f"pass in the central draw: {len(codes):,};" in finding.sentence or not codes
    for row in rows[:5]:
        for party in study.principals:
            worth = oracle.worth(study.case, middle, party, every[row["code"]])
            gain = worth - oracle.no_deal(study.case, middle, party)
            assert row[f"value_{party}"] == pytest.approx(float(worth), abs=1e-7)
            assert row[f"gain_{party}"] == pytest.approx(float(gain), abs=1e-7)


def test_by_hand() -> None:
    """The table of :data:`studies.TWO`: three packages pass in every draw, two are efficient."""
    study = study_of_text(TWO)
    acceptable = by(funnel.stages(study), "stage")["acceptable"]
    assert acceptable["single_code"] == 0
    assert acceptable["single_terms"] == "The border: The river; Trade: Free"
    assert acceptable["packages_median"] == 3
    rows = records(funnel.efficient(study))
    assert [(row["code"], row["value_north"], row["gain_south"]) for row in rows] == [
        (0, 40.0, 70.0),
        (4, 70.0, 30.0),
    ]
    assert len(records(funnel.menu(study))) == 1
    assert "no second one would add any" in funnel.menu(study).sentence
    some = {key: row["some"] for key, row in by(funnel.options(study), "issue", "option").items()}
    assert some[("border", "ridge")] == 0
    assert some[("trade", "shut")] == 1


def test_nothing_passes() -> None:
    """No menu, no single package, no option; shares of zero with an upper end."""
    study = study_of_text(NEVER)
    acceptable = by(funnel.stages(study), "stage")["acceptable"]
    assert acceptable["some"] == acceptable["menu"] == acceptable["single"] == 0
    assert acceptable["some_high"] > 0.1
    assert acceptable["single_code"] is None
    assert acceptable["single_terms"] == ""
    assert funnel.menu(study).rows == ()
    assert funnel.menu(study).sentence.startswith("No package could be signed in any reading")
    assert funnel.efficient(study).rows == ()
    assert {row["single_code"] for row in records(funnel.options(study))} == {None}
    assert funnel.options(study).sentence.startswith("5 of 5 options are in no package that passes")


def test_a_long_front_is_cut_and_says_so() -> None:
    """Two sides who want the opposite on 300 options: everything is efficient."""
    options = ", ".join(f"o{n}: Option {n}" for n in range(300))
    up, down = (", ".join(f"o{n}: {v}" for n, v in enumerate(vs))
                for vs in (range(300), range(300, 0, -1)))  # fmt: skip
    text = f"""
parley: 1
title: A long front
as_of: 2024-12-31
parties: {{a: {{name: A, role: principal}}, b: {{name: B, role: principal}}}}
issues: {{one: {{title: One, options: {{{options}}}}}}}
now: {{one: o0}}
preferences:
  a: {{scale: raw, weights: {{one: 1}}, values: {{one: {{{up}}}}}, no_deal: {{value: -1}}}}
  b: {{scale: raw, weights: {{one: 1}}, values: {{one: {{{down}}}}}, no_deal: {{value: -1}}}}
"""
    finding = funnel.efficient(study_of_text(text, draws=1))
    assert [row["code"] for row in records(finding)] == list(range(200))
    assert finding.cut == "The first 200 of 300 by code are listed."
    assert "efficient among them: 300." in finding.sentence
