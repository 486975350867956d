"""Small cases at the edges, and pages made from them.

Every case is read and computed once in a session: findings are pure, and so are pages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from parley.analysis import find_all
from parley.analysis.finding import Cell, Finding
from parley.analysis.study import study
from parley.bundled import load
from parley.case import Case, parse
from parley.conditions import build
from parley.engine.ensemble import chunks, merge, tally
from parley.engine.layouts import layouts
from parley.show.briefing import Facts, render
from parley.show.records import Findings

HEAD = """
parley: 1
title: {title}
as_of: 2024-12-31
issues:
  border: {{title: The border, options: {{river: The river, ridge: The ridge}}}}
  trade: {{title: Trade, options: {{free: Free, shut: Shut}}}}
now: {{border: ridge, trade: shut}}
"""

ONE = (
    HEAD.format(title="One side")
    + """
parties:
  north: {name: North, role: principal}
preferences:
  north:
    scale: raw
    weights: {border: 3, trade: 1}
    values: {border: {river: 1, ridge: 0}, trade: {free: 1, shut: 0}}
    no_deal: {value: 0}
"""
)

THREE = (
    HEAD.format(title="Three sides")
    + """
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
  nosouth: {name: Nosouth, role: principal}
preferences:
  north:
    weights: border > trade
    values: {border: river > ridge, trade: free > shut}
    no_deal: {cost: 1..5}
  south: {like: north, values: {border: ridge > river, trade: free > shut}}
  nosouth: {like: north, weights: trade > border}
"""
)

NOTHING = (
    HEAD.format(title="Nothing passes")
    + """
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
references:
  accord: {title: The old accord, terms: {border: river, trade: free}}
preferences:
  north:
    judgement: Ours.
    weights: border > trade
    values: {border: river > ridge, trade: free > shut}
    no_deal: {cost: 1..5}
    red_lines: {border: {floor: {ridge: 1}}}
  south:
    judgement: Ours.
    weights: border > trade
    values: {border: ridge > river, trade: free > shut}
    no_deal: {cost: 1..5}
    red_lines: {border: {floor: {river: 1}}}
"""
)

HOSTILE = """
parley: 1
title: "<script>alert(1)</script> & \\"quotes\\" </style>"
as_of: 2024-12-31
sources:
  good: {title: "<img src=x onerror=alert(2)>", date: 2024-11, url: "https://example.org/?a=1&b=2"}
  bad: {title: Bad address, date: 2024-11, url: "javascript://example.org/%0Aalert(3)"}
parties:
  north: {name: "<b>North</b>", role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: "The <i>border</i>", options: {river: "The {{river}}", ridge: "{% ridge %}"}}
  trade: {title: Trade, options: {free: Free, shut: Shut}}
references:
  accord: {title: "<svg onload=alert(4)>", terms: {border: river}, source: [good, bad]}
now: {border: ridge, trade: shut}
factors:
  front:
    title: "<u>front</u>"
    states: {bad: 0.5, good: 0.5}
    judgement: "<script>alert(5)</script>"
preferences:
  north:
    judgement: "</p><script>alert(6)</script>"
    source: [good, bad]
    weights: border > trade
    values: {border: river > ridge, trade: free > shut}
    no_deal: {cost: 1..5}
    red_lines: {border: {floor: {ridge: 0.4..0.6}}}
  south: {like: north, red_lines: absent, values: {border: ridge > river, trade: free > shut}}
"""


@dataclass(frozen=True)
class Made:
    """A case with what was found."""

    case: Case
    found: Mapping[str, Finding]

    @property
    def findings(self) -> Findings:
        """As the headings read them."""
        return Findings(self.found)

    def page(self) -> str:
        """The briefing."""
        return render(self.case, self.found, facts(self.case))

    def other(self, *changed: Finding) -> Made:
        """The same case with some findings replaced."""
        return replace(self, found={**self.found, **{each.id: each for each in changed}})

    def without(self, *names: str) -> Made:
        """The same case with some findings missing."""
        return replace(self, found={k: f for k, f in self.found.items() if k not in names})


def facts(case: Case) -> Facts:
    """What a run would know of itself."""
    digest = hashlib.sha256(case.origin.data).hexdigest()
    return Facts("run-1", "0.0.0", 64, 1, "case.yaml", digest, "parley brief case.yaml")


def edited(finding: Finding, place: int, **cells: Cell) -> Finding:
    """A finding with one row changed."""
    names = [column.name for column in finding.columns]
    assert set(cells) <= set(names)
    rows = list(finding.rows)
    row = {**dict(zip(names, rows[place], strict=True)), **cells}
    rows[place] = tuple(row[name] for name in names)
    return replace(finding, rows=tuple(rows))


def emptied(finding: Finding) -> Finding:
    """A finding without rows."""
    return replace(finding, rows=())


TEXTS = {"one": ONE, "three": THREE, "nothing": NOTHING, "hostile": HOSTILE}
BUNDLED = {"flagship": "russia-ukraine-2024", "valleys": "two-valleys", "panama": "panama-canal"}
CASES = (*TEXTS, *BUNDLED)


@cache
def made(name: str) -> Made:
    """A case of this module or a bundled one, with what was found in few draws."""
    case = parse(TEXTS[name].encode()) if name in TEXTS else load(BUNDLED[name])
    model = build(case)
    plans = layouts(model)
    draws = 256 if name == "flagship" else 64
    whole = merge([tally(model, plans, 1, numbers) for numbers in chunks(draws)])
    asked = study(model, 1, whole.attempts, whole.numbers, whole.tallies, 1)
    return Made(case, find_all(asked))


@cache
def page(name: str) -> str:
    """The briefing of a case."""
    return made(name).page()
