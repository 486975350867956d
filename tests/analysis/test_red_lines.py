"""What bars, against asking every package about every line in every draw."""

from __future__ import annotations

from dataclasses import replace
from math import prod

import pytest
from hypothesis import given

import oracle
from parley.analysis import lines
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import (
    TWO,
    by,
    check_share,
    feasible,
    passing,
    random_studies,
    records,
    replaced,
    study_of_text,
    with_entry,
)

LINES = (
    TWO.replace("title: A quarrel", "title: Lines")
    + """    red_lines:
      border: {floor: {joint: 1}}
      shut-zone: {never: {border: joint, trade: shut}, real: 0.5}
blocks:
  council: {party: league, any_of: 3, chances: {trade: {free: 1}}}
"""
)
"""South accepts nothing but the river, and the League stops free trade.

Only (river, shut) is clear, and North would rather have no deal.
"""


def crossed(study: Study, row: oracle.Row, path: str, package: oracle.Package) -> bool:
    """Whether a package crosses a line or block in a draw, by the oracle."""
    parts = path.split(".")
    if parts[0] == "blocks":
        return oracle.block_stops(study.case, row, parts[1], parts[3], package)
    return oracle.line_is_crossed(study.case, row, parts[1], parts[3], package)


def paths(study: Study) -> list[str]:
    """Every line and block of a case."""
    return [
        f"preferences.{party}.red_lines.{name}"
        for party, preference in study.case.preferences.items()
        for name in preference.red_lines
    ] + [
        f"blocks.{name}.chances.{issue}"
        for name, block in study.case.blocks.items()
        for issue in block.chances
    ]


def issues_of(study: Study, path: str) -> set[str]:
    parts = path.split(".")
    if parts[0] == "blocks":
        return {parts[3]}
    never = study.case.preferences[parts[1]].red_lines[parts[3]].never
    return set(never) if never is not None else {parts[3]}


def check_clear(study: Study) -> None:
    every = oracle.packages(study.case)
    drawn = list(oracle.rows(study.case, study.draws))
    finding = lines.clear(study)
    rows = by(finding, "issue")
    assert list(rows) == list(study.case.issues)
    for issue, row in rows.items():
        alone = [path for path in paths(study) if issues_of(study, path) == {issue}]
        hits = sum(
            any(
                not any(crossed(study, one, path, {**every[0], issue: option}) for path in alone)
                for option in study.case.issues[issue].options
            )
            for one in drawn
        )
        assert row["clear"] == hits / study.n
    product = prod(row["clear"] for row in rows.values())
    assert finding.figure("product").value == pytest.approx(product, abs=1e-12)
    assert finding.figure("product").low is None
    joint = sum(
        any(
            not any(crossed(study, one, path, package) for path in paths(study))
            for package, good in zip(every, feasible(study), strict=True)
            if good
        )
        for one in drawn
    )
    assert finding.figure("joint").value == joint / study.n


def check_removal(study: Study) -> None:
    rows = by(lines.removal(study), "path")
    assert set(rows) == set(paths(study))
    n = min(study.n, 256)
    few = study.draws.take(slice(0, n))
    before = passing(study, few).any(axis=1)
    for path, row in rows.items():
        after = passing(study, replace(few, removed=frozenset({path}))).any(axis=1)
        assert (before <= after).all()
        assert row["some_with"] == before.sum() / n
        assert row["some_without"] == after.sum() / n
        check_share(row, "change", int(after.sum() - before.sum()), n)
        assert row["n"] == n
    changes = [row["change"] for row in records(lines.removal(study))]
    assert changes == sorted(changes, reverse=True)


def check_options(study: Study) -> None:
    every = oracle.packages(study.case)
    drawn = list(oracle.rows(study.case, study.draws))
    expected: dict[tuple[str, str | None], float] = {}
    for path in paths(study):
        about = issues_of(study, path)
        if len(about) > 1:
            hits = sum(any(crossed(study, one, path, x) for x in every) for one in drawn)
            expected[path, None] = hits / study.n
            continue
        (issue,) = about
        for option in study.case.issues[issue].options:
            package = {**every[0], issue: option}
            hits = sum(crossed(study, one, path, package) for one in drawn)
            if hits:
                expected[path, option] = hits / study.n
    rows = by(lines.options(study), "path", "option")
    assert {key: row["barred"] for key, row in rows.items()} == pytest.approx(expected)


@SETTINGS
@given(random_studies())
def test_what_is_clear_issue_by_issue_and_together(study: Study) -> None:
    check_clear(study)


@SETTINGS
@given(random_studies())
def test_removal_is_looking_again_without_the_line(study: Study) -> None:
    """Removal opens draws and closes none, so its change is a share like any other."""
    check_removal(study)


@SETTINGS
@given(random_studies())
def test_options_are_out_as_often_as_the_line_is_real(study: Study) -> None:
    check_options(study)


def test_two_valleys(valleys: Study) -> None:
    check_clear(valleys)
    check_removal(valleys)
    check_options(valleys)


def test_by_hand() -> None:
    """South's floor and the League's block bar all but (river, shut), which North refuses."""
    study = study_of_text(LINES)
    rows = by(lines.removal(study), "path")
    floor = rows["preferences.south.red_lines.border"]
    assert (floor["holder_name"], floor["words"], floor["kind"]) == (
        "South",
        "The border",
        "red line",
    )
    block = rows["blocks.council.chances.trade"]
    assert (block["holder_name"], block["words"], block["kind"]) == (
        "The League",
        "Trade",
        "block",
    )
    zone = rows["preferences.south.red_lines.shut-zone"]
    assert zone["words"] == "The border: A joint zone; Trade: Shut"
    assert block["some_with"] == 0
    assert block["some_without"] == 1  # (river, free) passes
    assert 0 < floor["some_without"] < 1  # (joint, shut) passes unless the pattern is real
    assert zone["change"] == 0
    assert [row["path"] for row in records(lines.removal(study))] == [
        block["path"],
        floor["path"],
        zone["path"],
    ]
    assert lines.removal(study).sentence.startswith(
        "Taken away alone, these would open most: the block of The League on “Trade” (from none "
        "to all); the red line of South on “The border” (from none to "
    )
    clear = by(lines.clear(study), "issue")
    assert (clear["border"]["clear"], clear["trade"]["clear"]) == (1, 1)
    assert lines.clear(study).figure("joint").value == 1
    barred = by(lines.options(study), "path", "option")
    assert ("preferences.south.red_lines.border", "river") not in barred
    assert barred["preferences.south.red_lines.border", "ridge"]["barred"] == 1
    pattern = barred["preferences.south.red_lines.shut-zone", None]
    assert pattern["option_title"] == "The border: A joint zone; Trade: Shut"
    assert pattern["issue"] is None
    assert 0 < pattern["barred"] < 1


def test_removal_asks_the_first_draws_only() -> None:
    """Of 300 draws 256 are asked, and the share with a deal is of the same 256."""
    text = with_entry(TWO, "    red_lines:\n      no: {never: {trade: [free, shut]}, real: 0.5}")
    study = study_of_text(text, draws=300)
    (row,) = records(lines.removal(study))
    assert row["n"] == 256
    assert row["some_with"] == (study.judged.passing[:256] > 0).sum() / 256
    assert row["some_without"] == 1


def test_without_lines_nothing_stands_in_the_way() -> None:
    study = study_of_text(TWO)
    assert lines.removal(study).rows == ()
    assert lines.removal(study).sentence == (
        "No red line and no block, taken away alone, would open a deal."
    )
    assert lines.options(study).sentence == "The case has no red lines and no blocks."
    assert lines.clear(study).figure("joint").value == 1


def test_threads_do_not_matter(valleys: Study) -> None:
    assert lines.find(replaced(valleys, threads=3)) == lines.find(valleys)
