"""What in a sound case may not be what the analyst meant: each caution, and just beside it."""

from __future__ import annotations

import pytest

from parley.case import parse
from parley.cautions import cautions
from parley.conditions.rules import Rules
from parley.space import Space

CASE = """\
parley: 1
title: Two valleys
as_of: 2024-12-31
sources: {talks: {title: Joint statement, date: 2024-11}}
parties:
  north: {name: North, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, open: Left open}}
  monitors: {title: Monitoring, options: {none: None, league: The League's}}
rules:
  no-change: {never: {border: open, monitors: none}}
now: {border: open, monitors: none}
ends:
  win: {title: North prevails, terms: {border: ridge, monitors: none}}
  line: {title: A frozen line, terms: {border: open, monitors: none}}
factors: {front: {title: The front, states: {bad: 0.3, good: 0.7}}}
preferences:
  north:
    source: talks
    weights: border > monitors
    values: {border: ridge > open > river, monitors: none = league}
    discount: 0.1
    risk: {chance: 0.5, times: {monitors: {none: 2, league: 0.5}}, loss: 10}
    no_deal: {cost: 3..10, years: 2, beliefs: {win: 0.4, line: rest}}
"""
VALUES = "{border: ridge > open > river, monitors: none = league}"
RISK = "{chance: 0.5, times: {monitors: {none: 2, league: 0.5}}, loss: 10}"


def said(*changes: tuple[str, str]) -> list[str]:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    case = parse(text.encode())
    space = Space.of(case)
    found = cautions(case, Rules.of(case, space))
    lines = text.splitlines()
    for caution in found:
        assert 1 <= caution.column <= len(lines[caution.line - 1])
    return [f"{caution.line}: {caution.message}" for caution in found]


def test_a_case_may_give_no_cause_for_caution() -> None:
    assert not said()


def test_an_option_that_the_rules_never_leave() -> None:
    (one,) = said(("rules:", "rules:\n  no-ridge: {never: {border: ridge}}"))
    assert one.startswith("8: the rules leave no package with ridge on border.")


def test_now_as_a_deal() -> None:
    (one,) = said(("  no-change: {never: {border: open, monitors: none}}\n", ""), ("rules:\n", ""))
    assert "the package equal to now breaks no rule" in one


def test_a_source_that_nothing_cites() -> None:
    (one,) = said(("    source: talks\n", ""))
    assert one == "4: nothing in the case cites talks. Cite it, or delete it."


@pytest.mark.parametrize(
    ("date", "late"),
    [
        ("2024", 0),
        ("2024-12", 0),
        ("2024-12-31", 0),
        ("2025", 1),
        ("2025-01", 1),
        ("2025-01-01", 1),
    ],
)
def test_a_source_later_than_the_case(date: str, late: int) -> None:
    """A source of 2024 may be of its last day: only a year that is later altogether is later."""
    assert len(said(("date: 2024-11", f"date: {date}"))) == late


def test_an_end_that_nobody_believes_in() -> None:
    unbelieved = said((", years: 2, beliefs: {win: 0.4, line: rest}", ""))
    assert len(unbelieved) == 2
    assert "no party believes that win can happen" in unbelieved[0]
    (one,) = said(("beliefs: {win: 0.4, line: rest}", "beliefs: {win: 0, line: rest}"))
    assert one.startswith("14: no party believes that win")


def test_a_bare_no_deal_value_on_a_swing_scale() -> None:
    bare = (
        "no_deal: {cost: 3..10, years: 2, beliefs: {win: 0.4, line: rest}}",
        "no_deal: {value: 3}",
    )
    assert any("north has a bare no-deal value" in one for one in said(bare))
    raw = ("    source: talks", "    scale: raw\n    source: talks")
    assert not any("bare no-deal value" in one for one in said(bare, raw))


def test_hardness_without_red_lines() -> None:
    hard = ("    discount", "    hardness: 0.5\n    discount")
    (one,) = said(hard)
    assert "hardness correlates red lines, and north has none" in one
    line = ("    discount", "    red_lines: {x: {never: {border: open}, real: 0.5}}\n    discount")
    assert not said(hard, line)


@pytest.mark.parametrize(
    ("values", "twice"),
    [
        ("none = league", False),
        ("none | league", True),
        ("none > league", True),
        ("{none: 3, league: 3}", False),
        ("{none: 3, league: 3..4}", True),
        ("{none: 3, league: {value: 3, shifts: {front: {bad: 1}}}}", True),
    ],
)
def test_an_issue_that_counts_by_its_values_and_by_the_fear_of_a_breach(
    values: str, twice: bool
) -> None:
    found = said(("monitors: none = league", f"monitors: {values}"))
    assert bool(found) is twice
    assert all("fear of a breach both count monitors" in one for one in found)


def test_an_issue_counts_once_where_its_weight_or_its_risk_is_flat() -> None:
    differ = ("monitors: none = league", "monitors: none > league")
    assert said(differ)
    assert not said(differ, ("border > monitors", "{border: 1, monitors: 0}"))
    assert not said(differ, ("{none: 2, league: 0.5}", "{none: 1, league: 1}"))


BORDER = "{river: 1, ridge: 1, open: 0.4}"


@pytest.mark.parametrize(
    ("chance", "times", "reach"),
    [
        ("0.5", "monitors: {none: 2, league: 0.5}", None),
        ("0.2..0.6", "monitors: {none: 2, league: 0.5}", "1.2"),
        ("0.5", "monitors: {none: 1..3, league: 0.5}", "1.5"),
        ("0.5", f"monitors: {{none: 2, league: 1}}, border: {BORDER}", None),
        # Odds of 1 to 1, three times as high, are a chance of 3 in 4.
        ("{value: 0.5, odds: {front: {bad: 3}}}", "monitors: {none: 2, league: 1}", "1.5"),
        ("{value: 0.5, odds: {front: {bad: 0.5}}}", "monitors: {none: 2, league: 1}", None),
        ("{value: 0.5, odds: {front: {}}}", "monitors: {none: 2, league: 1}", None),
        ("1", "monitors: {none: 1, league: 0.5}", None),
    ],
)
def test_a_chance_of_a_breach_that_is_cut_to_one(
    chance: str, times: str, reach: str | None
) -> None:
    found = said(
        (RISK, f"{{chance: {chance}, times: {{{times}}}, loss: 10}}"),
        (VALUES, "{border: ridge = open = river, monitors: none = league}"),
    )
    assert bool(found) is (reach is not None), found
    assert all(f"can reach {reach}." in one for one in found)


KEEPS = """\
commitments:
  off: {party: north, when: {border: ridge}, gains: 1}
response: {seen: {years: 1}, acted: {years: 1}}
penalties: {north: {force: {when: {monitors: league}, points: 1}}}
later: {north: {grows: {when: {border: open}, points: 1}}}
bodies:
  people:
    party: north
    when: [{border: open, monitors: none}, {border: river}]
    kind: public
    quota: 0.5
    support: {base: 0.4}
"""
KEPT = ("preferences:\n", f"{KEEPS}preferences:\n")
NO_RIDGE = ("rules:\n", "rules:\n  no-ridge: {never: {border: ridge}}\n")


def test_what_applies_somewhere_gives_no_cause_for_caution() -> None:
    """One pattern of the body is excluded by a rule; the other one is not."""
    assert not said(KEPT)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("when: {border: ridge}", "when: {border: open, monitors: none}", 18),
        ("when: {monitors: league}", "when: {border: open, monitors: none}", 20),
        ("when: {border: open}", "when: {monitors: none, border: open}", 21),
        (", {border: river}]", "]", 25),
    ],
)
def test_what_never_applies(old: str, new: str, line: int) -> None:
    (one,) = said(KEPT, (old, new))
    assert one.startswith(f"{line}: the rules leave no package that matches this")


def test_commitments_and_later_values_of_who_does_not_sign() -> None:
    party = (
        "  north: {name: North, role: principal}\n",
        "  north: {name: North, role: third}\n  south: {name: South, role: principal}\n",
    )
    like = ("preferences:\n", "preferences:\n  south: {like: north}\n")
    found = said(KEPT, party, like)
    assert [one.split(": ")[0] for one in found] == ["19", "22"]
    assert all("north does not sign the deal" in one for one in found)
    unsigned = (party[0], party[1].replace("role: third", "role: principal, signs: false"))
    assert said(KEPT, unsigned, like) == found


def test_preferences_of_members_are_looked_at_too() -> None:
    vote = """\
    kind: vote
    rule: {majority: members}
    members:
      left: {preferences: {like: north, values: {monitors: none > league}}}
"""
    public = KEEPS[KEEPS.index("    kind: public") :]
    (one,) = said(KEPT, (public, vote))
    assert "the values of left and its fear of a breach both count monitors" in one
