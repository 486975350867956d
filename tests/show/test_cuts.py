"""What each audience is shown: nobody but the team sees by what a party could be pressed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import hinge_samples
import pytest

from parley.analysis import (
    bodies,
    discovery,
    find_all,
    holding,
    levers,
    obstacles,
    sensitivity,
    shifts,
    sums,
    timeline,
)
from parley.analysis.finding import Finding, columns
from parley.analysis.study import Study
from parley.show.cuts import AUDIENCES, LEFT_OUT, cut, left_out
from parley.show.withheld import (
    BOTTOM,
    BOTTOM_LINES,
    CHANCES,
    CUTS,
    OTHERS,
    PUBLIC,
    REPLIES,
    VALUES,
    WHOLES,
)
from studies import study_of_text

CASE = """
parley: 1
title: Two valleys, oddly numbered
as_of: 2024-12-31
sources: {talks: {title: The third round, date: 2024-11}}
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
  league: {name: The League, role: third}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, joint: A joint zone}}
  watch: {title: Monitoring, options: {none: None, league: The League's, joint: Joint patrols}}
references: {accord: {title: The accord, terms: {border: joint, watch: league}}}
now: {border: river, watch: none}
ends: {north-wins: {title: North wins, terms: {border: ridge, watch: none}, less: 1.137..2.713}}
preferences:
  north:
    judgement: Our reading.
    weights: {border: 61.37..73.91, watch: 28.17..41.93}
    values: {border: ridge > joint > river, watch: joint > league > none}
    discount: 0.0517..0.1931
    no_deal:
      {judgement: We put its cost at 3.137 at least., cost: 3.137..9.713, years: 1.137..3.713,
       beliefs: {north-wins: 1}}
    hardness: 0.3137
    red_lines:
      border: {floor: {river: {value: 0.3137..0.6713, judgement: Said to us in private.}}}
    statements: {round-3: {refuses: {border: river}, meant: 0.8713, source: talks}}
  south:
    judgement: Our reading.
    weights: watch > border
    values: {border: river > joint > ridge, watch: league > joint > none}
    no_deal: {cost: 11.37..17.13}
    red_lines: {no-watch: {never: {border: ridge, watch: none}, real: 0.4137..0.7713}}
blocks: {council: {party: league, chances: {watch: {league: 0.1137..0.2713}}}}
commitments: {stay-out: {party: north, when: {border: [joint, river]}, gains: 1.2468..3.8642}}
response:
  seen: {by: watch, years: {none: 1..4, league: 0.3..1, joint: 0.2..0.6}}
  acted: {by: watch, years: {none: never, league: 0.1..0.5, joint: 0.5..3}}
penalties: {north: {shunned: {points: 2.2468..8.8642}}}
later: {north: {rearms: {by: watch, points: {none: 5.137..9.713, league: 0, joint: 0..6}}}}
bodies:
  people: {party: south, kind: public, quota: 0.5, support: {base: 0.5137..0.6713}}
levers:
  patrols:
    {title: More patrols, owner: league, cost: 2, changes: {preferences.north.no_deal.cost: 12.37},
     reply: {owner: south, chance: 0.5713, changes: {preferences.south.no_deal.cost: 7.137}}}
events: {flood: {title: A flood, date: 2022-06-01, kind: humanitarian, source: talks}}
timeline:
  {judgement: Ours., since: 2020-01-01, looks_ahead: 1, concludes: 0.5..1.2, collapses: 1,
   seen: {north: 2.137..4.713, south: 1}, backtests: [2022-01-01]}
"""
DRAWS = 211
"""A prime, so that shares of the draws are no round numbers."""
SECRET = re.compile(r"\d+\.(?:\d*137|\d*713|37|13)\b")
"""The ends of the ranges of what may not be shown; those of other numbers look otherwise."""


@cache
def asked() -> Study:
    return study_of_text(CASE, DRAWS)


@cache
def every() -> Mapping[str, Finding]:
    """All findings of that case, those of questions that are not in every run included."""
    found = find_all(asked())
    for question in (
        *(holding, bodies, obstacles, levers, sums),
        *(sensitivity, discovery, shifts, timeline),
    ):
        found |= {finding.id: finding for finding in question.find(asked())}
    return found


def numbers(findings: Mapping[str, Finding]) -> Iterator[float]:
    """Every number in a cell or a figure."""
    for finding in findings.values():
        for row in finding.rows:
            yield from (cell for cell in row if isinstance(cell, float))
        yield from (figure.value for figure in finding.figures)


def texts(findings: Mapping[str, Finding]) -> Iterator[str]:
    """Everything that is said in words."""
    for finding in findings.values():
        yield from (finding.sentence, finding.cut)
        for row in finding.rows:
            yield from (cell for cell in row if isinstance(cell, str))


def cells(name: str, *names: str, **where: str) -> set[float]:
    """Numbers of some columns of a finding, as the team sees them."""
    return {
        cell
        for row in every()[name].records()
        if all(row[column] == value for column, value in where.items())
        for column in names
        if isinstance(cell := row[column], float)
    }


def pressing() -> set[float]:
    """Bottom lines, what follows from them, and red-line chances, that are no round numbers."""
    margins = ("margin", "margin_low", "margin_high", "central_margin")
    keys = [row["condition"] for row in every()["packages.conditions"].records()]
    in_points = {str(key) for key in keys if re.match("accept|later|cheat", str(key))}
    found = (
        cells("no_deal.values", "low", "median", "high", "central", "cost_median", "years_median")
        | cells("packages.values", "low", "median", "high", "central", label="no deal")
        | cells("lines.options", "barred")
        | cells("holding.needs", "no_deal", "later", "premium", "need", "margin")
        | cells("timeline.openness", "motive", "motive_later", "cost")
        | cells("obstacles.corrections", "concession_low", "concession", "concession_high")
        | cells("evidence.statements", "meant", "agreement")
        | {n for key in in_points for n in cells("packages.conditions", *margins, condition=key)}
    )
    return {number for number in found if abs(number * 1000 - round(number * 1000)) > 1e-9}


@pytest.mark.parametrize("audience", OTHERS)
def test_no_pressing_number_is_shown(audience: str) -> None:
    """None of them occurs anywhere in what others are shown; the team is shown them all."""
    secret = pressing()
    assert len(secret) > 60
    assert secret <= set(numbers(every()))
    shown = set(numbers(cut(every(), audience)))
    assert {number for number in secret if any(abs(number - one) < 1e-9 for one in shown)} == set()


@pytest.mark.parametrize("audience", OTHERS)
def test_no_written_range_is_shown(audience: str) -> None:
    """Neither as written nor in a reason that says it again."""
    assert any(SECRET.search(text) for text in texts(every()))
    written = {
        str(row["written"])
        for row in every()["evidence.quantities"].records()
        if re.match(
            r"ends|blocks|later|timeline\.seen|preferences\..*(no_deal|red_l|hard|state)",
            str(row["path"]),
        )
    }
    assert len(written) > 8
    for text in texts(cut(every(), audience)):
        assert not any(len(one) > 4 and one in text for one in written), text
        assert "Said to us in private" not in text
        assert "3.137 at least" not in text
        # What a lever would make of a no-deal value, too.
        assert not re.search(r"12\.37|7\.137", text)


def test_the_public_is_not_shown_what_parties_value() -> None:
    shown = cut(every(), PUBLIC)
    values = (
        cells("issues.stakes", "weight", "weight_low", "weight_high", "up", "down", "stake")
        | cells("packages.values", "low", "median", "high", "central")
        | cells("levers.effects", "with_reply", "reply_chance", "reply_change")
    )
    odd = {number for number in values if abs(number * 1000 - round(number * 1000)) > 1e-9}
    assert len(odd) > 20
    # Shares of draws may coincide: only what is no whole number of 211 of them counts here.
    odd = {number for number in odd if abs(number * DRAWS - round(number * DRAWS)) > 1e-9}
    assert odd & set(numbers(shown)) == set()
    assert odd <= set(numbers(every()))
    for text in texts(shown):
        assert "with the reply" not in text
        assert "0.5713" not in text
        assert not re.search(r"61\.37|28\.17|0\.0517|1\.2468|2\.2468", text)


def test_principals_are_shown_what_parties_value() -> None:
    """It is what they bargain about; only what they would settle for is not shown."""
    shown = cut(every(), "principals")
    assert shown["issues.stakes"] == every()["issues.stakes"]
    labels = {row["label"] for row in shown["packages.values"].records()}
    assert labels == {row["label"] for row in every()["packages.values"].records()} - {"no deal"}


@pytest.mark.parametrize("audience", AUDIENCES)
def test_columns_and_answers_stay(audience: str) -> None:
    """Whoever reads a table finds its columns; shares of draws are answers."""
    shown = cut(every(), audience)
    assert list(shown) == list(every())
    for name, finding in every().items():
        assert shown[name].columns == finding.columns
        assert len(shown[name].rows) <= len(finding.rows) + (name == "answer.summary")
    for name in ("funnel.stages", "funnel.variants", "bodies.approvals", "obstacles.conflicts"):
        assert shown[name] == every()[name]


def test_the_team_is_shown_all() -> None:
    assert cut(every(), "team") == every()
    assert not any(map(left_out, every().values()))


@pytest.mark.parametrize(
    ("audience", "name", "words"),
    [
        ("principals", "the principals", (BOTTOM, CHANCES)),
        ("public", "the public", (BOTTOM, CHANCES, VALUES, REPLIES)),
    ],
)
def test_the_answer_begins_with_what_is_left_out(
    audience: str, name: str, words: tuple[str, ...]
) -> None:
    first = cut(every(), audience)["answer.summary"].records()[0]["text"]
    assert first == (
        f"This copy is cut for {name}. Left out: {'; '.join(words)}. What remains is the analyst's "
        "judgement, not the party's."
    )


@pytest.mark.parametrize("audience", OTHERS)
def test_each_finding_says_what_it_lacks(audience: str) -> None:
    """So that a gap is not taken for a zero; what is whole says nothing."""
    for name, finding in cut(every(), audience).items():
        if name == "answer.summary":
            continue
        lacks = finding != every()[name]
        assert left_out(finding) == finding.cut.startswith(LEFT_OUT) == lacks, name
        assert not lacks or name in CUTS or name in WHOLES
        if finding.sentence != every()[name].sentence:
            assert not re.search(r"\d", finding.sentence)
            assert finding.figures == ()


def test_a_sentence_that_was_changed_is_changed_in_the_answer() -> None:
    found = dict(every())
    said = found["packages.refusals"].sentence
    answer = found["answer.summary"]
    rows = (*answer.rows, (f"{said} And more.",))
    found["answer.summary"] = Finding(
        answer.id, answer.question, said, (), columns(("text", "text", "It.")), rows
    )
    shown = cut(found, "principals")
    assert shown["answer.summary"].sentence == shown["packages.refusals"].sentence
    assert shown["answer.summary"].rows[-1] == (f"{shown['packages.refusals'].sentence} And more.",)


def test_rows_of_tipping_points_go_by_path() -> None:
    """Those of no-deal values and chances for all others, those of wants for the public, too."""
    paths = [
        "preferences.north.no_deal.cost",
        "bodies.people.members.left.preferences.no_deal.cost",
        "preferences.north.red_lines.border.floor.river",
        "blocks.council.chances.watch.league",
        "later.north.rearms.points.none",
        "preferences.north.discount",
        "commitments.stay-out.gains",
        "response.seen.years.league",
        "bodies.people.quota",
    ]
    finding = Finding(
        "tipping.curves",
        "tipping",
        "At 3.137 it tips.",
        (),
        columns(("path", "text", "Path."), ("value", "number", "Value.")),
        tuple((path, float(place)) for place, path in enumerate(paths)),
    )
    found = {finding.id: finding}
    for audience, kept in (("team", 9), ("principals", 4), ("public", 2)):
        shown = cut(found, audience)["tipping.curves"]
        assert [row[0] for row in shown.rows] == paths[-kept:]
        assert ("3.137" in shown.sentence) == (audience == "team")


def test_an_unknown_audience_is_told() -> None:
    with pytest.raises(ValueError, match="no audience 'press'; there are team, principals, public"):
        cut(every(), "press")


def test_everything_that_is_cut_exists() -> None:
    """A column that was renamed would be shown to everybody."""
    for name, cuts in CUTS.items():
        if name not in every():
            assert name.startswith("tipping."), name
            continue
        columns_of = [column.name for column in every()[name].columns]
        for each in cuts:
            for wanted in each.empty:
                start = wanted.removesuffix("*")
                assert any(column.startswith(start) for column in columns_of), (name, wanted)
            if each.where is not None:
                assert each.where[0] in columns_of, name
    for whole, parts in WHOLES.items():
        for name in (whole, parts):
            assert "number" in [column.name for column in every()[name].columns]


def test_a_rule_goes_whole_where_one_of_its_conditions_may_not_be_shown() -> None:
    """Rule 2 says above which no-deal value of North there is no deal; rule 1 may be shown."""
    found = {each.id: each for each in hinge_samples.HINGES}
    shown = cut(found, "principals")
    assert [row["number"] for row in shown["rules.sentences"].records()] == [1]
    assert {row["number"] for row in shown["rules.terms"].records()} == {1}
    assert not any("41" in text for text in texts(shown))
    assert left_out(shown["rules.sentences"])
    assert shown["rules.sentences"].columns == found["rules.sentences"].columns
    assert cut(found, "team") == found


@pytest.mark.parametrize(
    ("name", "column", "principals", "public"),
    [
        ("sensitivity.members", "path", {"response.seen.years.league"}, 1),
        ("shifts.single", "path", {"response.seen.years.league", "commitments.stay-out.gains"}, 1),
        ("shifts.pairs", "a_path", set(), 0),
    ],
)
def test_rows_go_by_the_path_of_what_they_are_about(
    name: str, column: str, principals: set[str], public: int
) -> None:
    found = {each.id: each for each in hinge_samples.HINGES}
    rows = cut(found, "principals")[name].records()
    assert {row[column] for row in rows} == principals
    assert len({row[column] for row in cut(found, PUBLIC)[name].records()}) == public


def test_a_pair_goes_where_either_side_may_not_be_shown() -> None:
    pairs = hinge_samples.SHIFT_PAIRS
    swapped = Finding(
        pairs.id,
        pairs.question,
        pairs.sentence,
        (),
        pairs.columns,
        tuple((*row[3:6], *row[:3], *row[6:]) for row in pairs.rows),
    )
    assert cut({swapped.id: swapped}, "principals")[swapped.id].rows == ()


def test_what_a_party_would_gain_by_talks_is_not_shown() -> None:
    found = {hinge_samples.OPENNESS.id: hinge_samples.OPENNESS}
    (shown,) = cut(found, "principals").values()
    for row, before in zip(shown.records(), hinge_samples.OPENNESS.records(), strict=True):
        assert row["motive"] is row["motive_later"] is row["cost"] is None
        assert row["open"] == before["open"]
    assert BOTTOM_LINES.fullmatch("timeline.seen.north")
    assert not BOTTOM_LINES.fullmatch("timeline.concludes")
