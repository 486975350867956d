"""Small studies, and what plain enumeration says of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

import oracle
from parley.analysis.finding import Cell, Finding
from parley.analysis.study import Study, study
from parley.case import Case, CaseError, parse
from parley.conditions import build
from parley.draws import Draws
from parley.engine.ensemble import chunks, merge, tally
from parley.engine.layouts import layouts
from parley.engine.scan import passes
from parley.engine.variants import variants_of
from parley.space import Mask
from strategies import cases

DRAWS = 24
Record = dict[str, Any]

TWO = """
parley: 1
title: A quarrel
as_of: 2024-12-31
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
  league: {name: The League, role: third}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, joint: A joint zone}}
  trade: {title: Trade, options: {free: Free, shut: Shut}}
now: {border: joint, trade: shut}
preferences:
  north:
    judgement: Invented.
    weights: {border: 60, trade: 40}
    values: {border: {river: 0, joint: 50, ridge: 100}, trade: {free: 100, shut: 0}}
    no_deal: {cost: 10}
  south:
    judgement: Invented.
    weights: {border: 80, trade: 20}
    values: {border: {river: 100, joint: 50, ridge: 0}, trade: {free: 100, shut: 0}}
    no_deal: {cost: 10}
"""
"""Without doubt about anything: worth, to north and south, is 0 and 80 with the river shut ...

    code  package       north  south
    0     river, free      40    100
    1     river, shut       0     80
    2     ridge, free     100     20
    3     ridge, shut      60      0
    4     joint, free      70     60
    5     joint, shut      30     40

No deal is 5 at a cost of 10: 20 and 30. So 0, 4 and 5 are acceptable, and 0 and 4 efficient.
"""


def study_of_case(case: Case, draws: int = DRAWS, seed: int = 3) -> Study:
    """A small ensemble of a case, in memory."""
    model = build(case)
    plans = layouts(model)
    whole = merge([tally(model, plans, seed, numbers) for numbers in chunks(draws)])
    return study(model, seed, whole.attempts, whole.numbers, whole.tallies, 1)


@cache
def study_of_text(text: str, draws: int = DRAWS, seed: int = 3) -> Study:
    """A small ensemble of a case as written."""
    return study_of_case(parse(text.encode()), draws, seed)


def with_entry(text: str, entry: str) -> str:
    """A case text with more of what a party wants: ``entry`` stands below the last one."""
    return text.rstrip("\n") + "\n" + entry.rstrip("\n") + "\n"


@st.composite
def random_studies(draw: st.DrawFn, /, draws: int = DRAWS, **wishes: Any) -> Study:
    """A random small case, drawn a few times."""
    case = draw(cases(**wishes))
    try:
        return study_of_case(case, draws, draw(st.integers(0, 2**64 - 1)))
    except CaseError:
        # Statements and preferences that never agree are for the tests of statements.
        return draw(random_studies(draws, **(wishes | {"statements": False})))


def feasible(study: Study) -> Mask:
    """(code,) what breaks no rule, asked rule by rule."""
    return np.array(
        [not oracle.breaks_a_rule(study.case, x) for x in oracle.packages(study.case)], dtype=bool
    )


def passing(study: Study, draws: Draws | None = None) -> Mask:
    """(draw, code) whether each package passes, looked at one by one."""
    codes = np.arange(study.space.size)
    wanted = study.draws if draws is None else draws
    return passes(study.space, study.model.conditions, wanted, codes) & feasible(study)


def read(study: Study, variant: str) -> Draws:
    """The draws in another reading."""
    reading = next(v for v in variants_of(study.model) if v.key == variant)
    return reading.read(study.model.book, study.draws)


def records(finding: Finding) -> list[Record]:
    """Rows by column name, for assertions on any cell."""
    return list(finding.records())


def by(finding: Finding, *names: str) -> dict[Any, Record]:
    """Rows by the value of one column, or of several."""
    found: dict[Any, Record] = {}
    for row in finding.records():
        key = row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)
        assert key not in found, key
        found[key] = dict(row)
    return found


def quantile(column: Sequence[float], at: float) -> float:
    """Linear interpolation between the sorted values, by hand."""
    ordered = sorted(float(value) for value in column)
    place = at * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def interval(hits: int, n: int) -> tuple[float, float]:
    """Wilson's interval as the two shares p with (hits/n - p)^2 = z^2 p (1 - p) / n."""
    z2 = 1.959963984540054**2
    lean = hits + z2 / 2
    reach = (z2 * (hits * (n - hits) / n + z2 / 4)) ** 0.5
    return (lean - reach) / (n + z2), (lean + reach) / (n + z2)


def check_share(row: Mapping[str, Cell], name: str, hits: int, n: int) -> None:
    """A share with its interval stands in a row."""
    assert row[name] == hits / n
    low, high = interval(hits, n)
    assert abs(float(row[f"{name}_low"] or 0) - low) < 1e-12
    assert abs(float(row[f"{name}_high"] or 0) - high) < 1e-12


def replaced(study: Study, **changes: Any) -> Study:
    """A study with something exchanged, and nothing remembered of before."""
    return dataclasses.replace(study, **changes)
