"""The central draw by itself."""

from __future__ import annotations

import json
import textwrap

import numpy as np
import pytest
from hypothesis import given
from test_funnel import through
from test_shortlist import REFERRING

import oracle
from parley.analysis.deals import deals, of
from parley.analysis.study import Study
from parley.bundled import load
from parley.conditions import build
from parley.show.terminal import WIDTH, deals_text, wrapped
from strategies import SETTINGS
from studies import TWO, random_studies, study_of_text


@SETTINGS
@given(random_studies(draws=1) | random_studies(draws=1, later=True))
def test_deals_are_those_of_the_central_draw(study: Study) -> None:
    """Counts, the efficient packages with values and gains, and nothing that JSON cannot hold."""
    found = json.loads(json.dumps(deals(of(study.model)), allow_nan=False))
    every = oracle.packages(study.case)
    for stage in study.stages:
        assert found[stage] == through(study, stage, study.middle).sum()
    assert found["packages"] == len(every)
    assert found["feasible"] == sum(not oracle.breaks_a_rule(study.case, x) for x in every)
    assert [item["code"] for item in found["efficient"]] == study.central_efficient.codes.tolist()
    assert found["efficient_count"] == len(found["efficient"])
    middle = next(oracle.rows(study.case, study.middle))
    for party in study.case.preferences:
        r = float(oracle.no_deal(study.case, middle, party))
        assert found["no_deal"][party] == pytest.approx(r, abs=1e-7)
        for item in found["efficient"][:3] + found["points"][:3]:
            assert item["package"] == every[item["code"]]
            value = float(oracle.worth(study.case, middle, party, item["package"]))
            assert item["values"][party] == pytest.approx(value, abs=1e-7)
            assert item["gains"][party] == pytest.approx(value - r, abs=1e-7)


def test_references_against_the_conditions() -> None:
    """Without terms; acceptable; filled from now; against a rule and against a consent."""
    study = of(study_of_text(REFERRING).model)
    lost, fair, left_open, same, bold = deals(study)["references"]
    assert lost == {"reference": "lost", "title": "A lost paper", "package": None}
    assert (fair["acceptable"], fair["efficient"], fair["breaks"], fair["fails"]) == (
        True,
        True,
        [],
        [],
    )
    assert fair["values"] == {"north": 40.0, "south": 100.0}
    assert fair["gains"] == {"north": 20.0, "south": 70.0}
    assert left_open["filled"] == ["trade"]
    assert (left_open["acceptable"], left_open["efficient"]) == (True, False)
    assert same["code"] == fair["code"] == 0
    assert bold["breaks"] == ["no-free-ridge"]
    assert bold["fails"] == ["South prefers it to no deal"]
    assert bold["acceptable"] is False


def test_the_points_that_compare_parties_come_on_request() -> None:
    study = of(study_of_text(TWO).model)
    plain, every = (deals(study, wish)["points"] for wish in (False, True))
    assert [item["solution"] for item in plain] == ["nash", "kalai-smorodinsky"]
    assert [item["solution"] for item in every][2:] == ["egalitarian", "utilitarian"]


def test_a_long_list_is_cut_and_says_so() -> None:
    """Of 1,024 packages that are all efficient 1,000 are listed."""
    names = ("a", "b")
    options = ", ".join(f"o{n}: Option {n}" for n in range(32))
    up, down = (
        ", ".join(f"o{n}: {v}" for n, v in enumerate(vs)) for vs in (range(32), range(32, 0, -1))
    )
    text = f"""
parley: 1
title: A long front
as_of: 2024-12-31
parties: {{a: {{name: A, role: principal}}, b: {{name: B, role: principal}}}}
issues:
  one: {{title: One, options: {{{options}}}}}
  two: {{title: Two, options: {{{options}}}}}
now: {{one: o0, two: o0}}
preferences:
""" + "".join(
        f"  {name}: {{scale: raw, weights: {{one: 1, two: 32}}, no_deal: {{value: -1}}, "
        f"values: {{one: {{{row}}}, two: {{{row}}}}}}}\n"
        for name, row in zip(names, (up, down), strict=True)
    )
    found = deals(of(study_of_text(text, draws=1).model))
    assert found["efficient_count"] == 1024
    assert len(found["efficient"]) == 1000
    assert "1,000 of 1,024 efficient packages are listed." in found["cut"]


def test_text_for_a_terminal() -> None:
    """Values with gains in brackets, references with their faults, the first point's terms."""
    study = of(study_of_text(REFERRING).model)
    lines = deals_text(study.case, deals(study)).splitlines()
    assert lines[0] == "A quarrel, as of 2024-12-31: the central draw"
    assert lines[1] == "6 packages; 5 break no rule; 3 could be signed; 2 of these are efficient."
    (no_deal,) = [line.split() for line in lines if line.startswith("no deal")]
    assert no_deal[2:] == ["20.0", "30.0"]
    (fair,) = [line.split() for line in lines if line.startswith("The fair plan  ")]
    assert fair[3:] == ["40.0", "(+20.0)", "100.0", "(+70.0)"]
    assert "A lost paper: the case gives no terms." in lines
    assert "The open plan could be signed." in lines
    bold = lines.index("The bold plan does not pass.")
    assert lines[bold + 1 : bold + 3] == [
        "  a rule: Nobody could run it.",
        "  not so: South prefers it to no deal",
    ]
    terms = lines.index("Terms of the first bargaining point:")
    assert lines[terms + 1 :] == ["  The border: A joint zone", "  Trade: Free"]


@pytest.mark.parametrize("parties", [1, 3, 4, 7])
def test_columns_stay_in_line_for_many_parties(parties: int) -> None:
    """No line is longer than a hundred characters, and every party has its column."""
    head, _, body = TWO.partition("  south:\n    judgement")
    north = head[head.index("  north:\n    judgement") :]
    names = [f"side{k}" for k in range(parties)]
    text = head.replace("  south: {name: South, role: principal}\n", "").replace(north, "")
    text = text.replace("  north: {name: North, role: principal}\n", "".join(
        f"  {name}: {{name: A rather long name of {name}, role: principal}}\n" for name in names
    ))  # fmt: skip
    text += "".join(north.replace("  north:", f"  {name}:") for name in names)
    assert body
    study = of(study_of_text(text, draws=1).model)
    lines = deals_text(study.case, deals(study)).splitlines()
    assert max(map(len, lines)) <= WIDTH
    rows = [line for line in lines if line.startswith("no deal ")]
    assert sum(len(row.split()) - 2 for row in rows) == parties
    heads = [line for line in lines if "A rather long nam…" in line]
    assert sum(line.count("A rather long nam…") for line in heads) == parties
    # Each value ends where the name above it ends.
    assert {len(line) for line in heads} == {len(row) for row in rows}


def test_nothing_acceptable_prints() -> None:
    text = TWO + "    red_lines:\n      all: {never: {trade: [free, shut]}, real: 1}\n"
    study = of(study_of_text(text).model)
    found = deals(study)
    assert (found["acceptable"], found["efficient"], found["points"]) == (0, [], [])
    assert "0 could be signed" in deals_text(study.case, found)


def test_contradicted_statements_are_told() -> None:
    """The two valleys' central draw agrees; a South that would accept the ridge does not."""
    valleys = of(build(load("two-valleys")))
    assert deals(valleys)["contradicts"] == []
    text = TWO + "    statements:\n      said: {accepts: {border: ridge}, meant: 0}\n"
    study = of(study_of_text(text).model)
    found = deals(study)
    assert found["contradicts"] == ["preferences.south.statements.said"]
    assert (
        "The central draw contradicts preferences.south.statements.said."
        in deals_text(study.case, found).splitlines()
    )


def test_long_lines_are_folded() -> None:
    line = "word " * 60
    assert wrapped(["short", line]).splitlines() == [
        "short",
        *textwrap.wrap(line, WIDTH, subsequent_indent="  "),
    ]


def test_codes_are_plain_numbers() -> None:
    """Also where numpy counted them."""
    found = deals(of(study_of_text(TWO).model))
    assert all(type(item["code"]) is int for item in found["efficient"])
    assert not any(isinstance(value, np.generic) for value in found.values())
