"""Pairs that leave nothing, against every feasible package in every draw."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from test_red_lines import crossed, paths

import oracle
from parley.analysis import clashes
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import (
    TWO,
    check_share,
    feasible,
    random_studies,
    records,
    study_of_text,
)

CLASH = (
    TWO.replace("title: A quarrel", "title: A clash")
    .replace(
        "    no_deal: {cost: 10}\n  south:",
        "    no_deal: {cost: 10}\n"
        "    red_lines:\n"
        "      border: {floor: {joint: 0.5, river: 0.9}}\n"
        "  south:",
    )
    .rstrip("\n")
    + """
    red_lines:
      border: {floor: {ridge: 0.7, joint: 0.3}}
blocks:
  council: {party: league, chances: {border: {river: 1, joint: 1, ridge: 0.5}}}
  far: {party: league, chances: {trade: {free: 1}}}
"""
)


def holder(study: Study, path: str) -> str:
    parts = path.split(".")
    return str(study.case.blocks[parts[1]].party) if parts[0] == "blocks" else parts[1]


def clashes_by_hand(study: Study) -> dict[tuple[str, str | None], int]:
    """(path, other path or None) to the number of draws in which they leave nothing."""
    packages = [
        package
        for package, good in zip(oracle.packages(study.case), feasible(study), strict=True)
        if good
    ]
    found: dict[tuple[str, str | None], int] = {}
    for row in oracle.rows(study.case, study.draws):
        out = {
            path: {k for k, package in enumerate(packages) if crossed(study, row, path, package)}
            for path in paths(study)
        }
        alone = [path for path in out if len(out[path]) == len(packages)]
        for path in alone:
            found[path, None] = found.get((path, None), 0) + 1
        for a, b in combinations(out, 2):
            if a in alone or b in alone or holder(study, a) == holder(study, b):
                continue
            if len(out[a] | out[b]) == len(packages):
                found[a, b] = found.get((a, b), 0) + 1
    return found


def check_pairs(study: Study) -> None:
    expected = clashes_by_hand(study)
    finding = clashes.pairs(study)
    rows = records(finding)
    found = {(row["a_path"], row["b_path"]): row for row in rows}
    assert len(found) == len(rows) == min(len(expected), 20)
    for key, row in found.items():
        check_share(row, "share", expected[key], study.n)
        assert row["a_holder"] == holder(study, key[0])
        assert row["b_holder"] == (holder(study, key[1]) if key[1] else None)
    shown = [row["share"] for row in rows]
    assert shown == sorted(shown, reverse=True)
    if len(expected) > 20:
        assert finding.cut == f"20 of {len(expected)} pairs are shown."
        assert min(shown) >= sorted(expected.values(), reverse=True)[20] / study.n
    else:
        assert finding.cut == ""


@settings(SETTINGS, max_examples=40)
@given(random_studies())
def test_pairs_are_those_of_every_package_in_every_draw(study: Study) -> None:
    """Of different holders, neither enough alone; and single ones that leave nothing alone."""
    check_pairs(study)


def test_two_valleys(valleys: Study) -> None:
    check_pairs(valleys)


def test_words_say_the_least_that_clashes() -> None:
    """North refuses the river and, less often, the zone; South the ridge and, less often, the zone.

    They clash where North insists on the ridge and South refuses it, or where North refuses the
    river and South insists on it: one option each at the least on one side, two on the other.
    """
    study = study_of_text(CLASH, draws=400)
    check_pairs(study)
    rows = {(row["a_path"], row["b_path"]): row for row in records(clashes.pairs(study))}
    north, south = (f"preferences.{party}.red_lines.border" for party in ("north", "south"))
    council = "blocks.council.chances.border"
    row = rows[north, south]
    assert (row["a_name"], row["b_name"]) == ("North", "South")
    assert {row["a_words"], row["b_words"]} in (
        {"insists on “The ridge” (The border)", "refuses “The ridge” (The border)"},
        {"refuses “The river” (The border)", "insists on “The river” (The border)"},
    )
    alone = rows[council, None]
    assert alone["a_name"] == "The League"
    assert alone["b_words"] is None
    assert alone["a_words"] == (
        "would stop “The river” or “The ridge” or “A joint zone” (The border)"
    )
    assert rows[south, council]["b_words"] == (
        "would stop “The river” or “A joint zone” (The border)"
    )
    assert (north, council) not in rows  # what the block leaves North never refuses
    assert not any("blocks.far.chances.trade" in key for key in rows)
    first = records(clashes.pairs(study))[0]
    assert clashes.pairs(study).sentence.startswith("In ")
    assert clashes.pairs(study).sentence.endswith(": no feasible package is left.")
    assert str(first["a_words"]) in clashes.pairs(study).sentence


def test_rules_count_when_nothing_is_left() -> None:
    """A rule takes the last package that a red line would leave."""
    ruled = (
        TWO.replace("now: {", "rules: {no-river: {never: {border: river}}}\nnow: {").rstrip("\n")
        + "\n    red_lines:\n      border: {floor: {joint: 1}}\n"
    )
    (row,) = records(clashes.pairs(study_of_text(ruled)))
    assert (row["a_path"], row["b_path"], row["share"]) == (
        "preferences.south.red_lines.border",
        None,
        1,
    )
    assert row["a_words"] == "insists on “The river” (The border)"
    assert clashes.pairs(study_of_text(ruled)).sentence == (
        "In every reading South insists on “The river” (The border): no feasible package is left."
    )


def test_many_pairs_are_cut() -> None:
    """Seven lines of each side, each pair a clash: 49, of which 20 are shown."""
    free, shut = (
        "\n".join(f"      no-{k}: {{never: {{trade: {option}}}, real: 0.{k}}}" for k in range(1, 8))
        for option in ("free", "shut")
    )
    text = TWO.replace(
        "    no_deal: {cost: 10}\n  south:",
        f"    no_deal: {{cost: 10}}\n    red_lines:\n{free}\n  south:",
    )
    study = study_of_text(f"{text.rstrip()}\n    red_lines:\n{shut}\n", draws=100)
    check_pairs(study)
    assert clashes.pairs(study).cut.startswith("20 of ")


def test_without_lines_nothing_clashes() -> None:
    finding = clashes.pairs(study_of_text(TWO))
    assert finding.rows == ()
    assert finding.sentence.startswith("No two red lines or blocks of different holders")
