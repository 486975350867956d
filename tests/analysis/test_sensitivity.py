"""What matters: known indices, planted cases, and the same by looking at each package."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_too_many import Pair, pairs

from parley.analysis import sensitivity
from parley.analysis.finding import Finding
from parley.analysis.sensitivity import total_index
from parley.analysis.sensitivity.grouping import anew, judgements
from parley.analysis.study import Study
from parley.engine.any_size import reach
from strategies import SETTINGS
from studies import TWO, by, check_share, passing, random_studies, replaced, study_of_text

Answer = Callable[[Sequence[bool]], bool]


def pairs_that_differ(answer: Answer, bits: int, place: int) -> tuple[int, int, int]:
    """Turns, hits and pairs when every pair that may differ in one bit only is looked at once."""
    turns = hits = pairs = 0
    for x in product((False, True), repeat=bits):
        for other in (False, True):
            y = [*x[:place], other, *x[place + 1 :]]
            before, after = answer(x), answer(y)
            turns += before != after
            hits += before + after
            pairs += 1
    return turns, hits, pairs


@given(st.integers(1, 7), st.data())
def test_the_index_of_all_or_any_of_some_bits(bits: int, data: st.DataObject) -> None:
    """All of k fair bits: p = 2^-k; where the k - 1 others are set the bit decides, so that the
    mean variance left is 2^-(k-1) / 4, of p (1 - p) in all. Any of them: the same, by negation.
    """
    place = data.draw(st.integers(0, bits - 1))
    p = Fraction(1, 2**bits)
    expected = Fraction(1, 2 ** (bits - 1)) / 4 / (p * (1 - p))
    for answer in (all, any):
        turns, hits, n = pairs_that_differ(answer, bits, place)
        assert total_index(turns, hits, n) == pytest.approx(float(expected), rel=1e-12)


@given(st.lists(st.booleans(), min_size=8, max_size=8), st.integers(0, 2))
def test_the_index_of_any_function_of_three_bits(table: list[bool], place: int) -> None:
    """The mean variance that is left where all other bits are known, of the whole variance."""

    def answer(x: Sequence[bool]) -> bool:
        return table[4 * x[0] + 2 * x[1] + x[2]]

    p = Fraction(sum(table), 8)
    left = Fraction(0)
    for others in product((False, True), repeat=2):
        x = [*others[:place], False, *others[place:]]
        y = [*others[:place], True, *others[place:]]
        share = Fraction(answer(x) + answer(y), 2)
        left += share * (1 - share) / 4
    found = total_index(*pairs_that_differ(answer, 3, place))
    if p in (0, 1):
        assert found is None
    else:
        assert found == pytest.approx(float(left / (p * (1 - p))), rel=1e-12)


def found_groups(study: Study) -> Finding:
    return sensitivity.groups(study, sensitivity.turned(study))


@settings(SETTINGS, max_examples=20)
@given(random_studies(later=True) | random_studies(statements=True) | random_studies(levers=True))
def test_turns_are_those_of_looking_at_each_package(study: Study) -> None:
    """Group by group, from margins of every package in every draw before and after."""
    finding = found_groups(study)
    rows = by(finding, "group", "stage")
    before = passing(study).any(axis=1)
    last, n = study.stages[-1], study.n
    shown = {row["group"] for row in finding.records()}
    for group in judgements(study.model.book):
        after = passing(study, anew(study.model.book, study.draws, group)).any(axis=1)
        turns = int((before != after).sum())
        if group.key not in shown:
            # What is certain turns nothing; of what has been said the attempts are kept.
            assert not group.is_open or group.kind == "statements"
            assert turns == 0
            continue
        row = rows[group.key, last]
        check_share(row, "turns", turns, n)
        p = Fraction(int(before.sum()) + int(after.sum()), 2 * n)
        if p in (0, 1):
            assert row["total"] is None
        else:
            expected = Fraction(turns, n) / (2 * p * (1 - p))
            assert row["total"] == pytest.approx(float(expected), rel=1e-12)
        assert (row["kind"], row["holder"], row["title"]) == (group.kind, group.holder, group.title)
        assert row["holder_name"] == (group.holder and study.name(group.holder))
        assert row["n"] == n
    in_order = [float(row["turns"] or 0) for row in finding.records() if row["stage"] == last]
    assert in_order == sorted(in_order, reverse=True)
    assert [row["stage"] for row in finding.records()] == [*study.stages] * len(shown)
    assert bool(finding.cut) == bool(study.model.spoken and shown)


@settings(SETTINGS, max_examples=10)
@given(random_studies(later=True))
def test_each_stage_is_as_a_scan_of_the_changed_draws_has_it(study: Study) -> None:
    rows = by(found_groups(study), "group", "stage")
    book, before = study.model.book, reach(study.plan, study.draws)
    for group in judgements(book):
        after = reach(study.plan, anew(book, study.draws, group))
        for place, stage in enumerate(study.stages, 1):
            if (group.key, stage) in rows:
                turns = int(((before >= place) != (after >= place)).sum())
                assert rows[group.key, stage]["turns"] == turns / study.n


def with_lines(north: str, south: str) -> str:
    """Either may refuse whatever there is."""
    head, tail = TWO.split("    no_deal: {cost: 10}\n  south:")
    never = "{never: {trade: [free, shut]}, real: 0.5}"
    return (
        f"{head}    no_deal: {{cost: 10}}\n{north}    red_lines: {{no: {never}}}\n  south:{tail}"
        f"{south}    red_lines: {{no: {never}}}\n"
    )


def test_both_of_two_lines_that_are_real_as_often_as_not() -> None:
    """A deal in a quarter of the draws; each line is 2/3 of it: (1/2)(1/4) / ((1/4)(3/4))."""
    study = study_of_text(with_lines("", ""), draws=400)
    rows = by(found_groups(study), "group")
    n = 256
    free = [
        study.draws.uniforms[f"preferences.{party}.red_lines.no"][0][:n] >= 0.5
        for party in ("north", "south")
    ]
    for place, party in enumerate(("north", "south")):
        row = rows[f"preferences.{party}.red_lines.no"]
        mine, others = free[place].tolist(), free[1 - place].tolist()
        turns = sum(others[i] and mine[i] != mine[(i + 1) % n] for i in range(n))
        check_share(row, "turns", turns, n)
        assert row["total"] == pytest.approx(2 / 3, abs=0.2)
        assert row["n"] == n
    # All else is certain.
    assert set(rows) == {f"preferences.{party}.red_lines.no" for party in ("north", "south")}


def test_lines_that_are_real_together() -> None:
    """With hardness 1 the common luck decides alone; the line's own says nothing."""
    study = study_of_text(with_lines("    hardness: 1\n", ""), draws=200)
    rows = by(found_groups(study), "group")
    assert rows["preferences.north.red_lines.no"]["turns"] == 0
    assert rows["preferences.north.red_lines.no"]["total"] == 0
    assert rows["preferences.north.hardness"]["total"] == pytest.approx(2 / 3, abs=0.25)
    assert "preferences.south.hardness" not in rows


def test_the_sentence_names_what_turns_the_answer() -> None:
    text = with_lines("", "").replace(
        "    no_deal: {cost: 10}\n    red", "    no_deal: {cost: 10..10.1}\n    red"
    )
    finding = found_groups(study_of_text(text, draws=300))
    first, second, *others = finding.records()
    assert finding.sentence.startswith(
        f"Drawn anew by itself, all else kept, “{first['title']}” most often turns the answer "
        f"whether some package could be signed: in {round(100 * float(first['turns'] or 0))} of "
        "100 readings (of the first 256); next come “"
    )
    assert f"“{second['title']}” in " in finding.sentence
    assert [row["turns"] for row in others] == [0, 0]
    assert finding.sentence.endswith(" 2 of 4 groups turn it in none of them.")
    assert finding.figure("turns").value == first["turns"]


def test_where_nothing_can_turn_that_is_said() -> None:
    certain = found_groups(study_of_text(TWO))
    assert certain.sentence == "No judgement of the case can be drawn anew: all are certain."
    assert (certain.rows, certain.figures) == ((), ())
    idle = found_groups(study_of_text(TWO.replace("cost: 10}", "cost: 10..11}")))
    assert idle.sentence == (
        "None of 2 groups of judgements, drawn anew by itself, turns the answer whether some "
        "package could be signed in any of the first 24 readings."
    )
    assert {row["total"] for row in idle.records()} == {None}
    one = found_groups(study_of_text(with_lines("", ""), draws=1))
    assert one.sentence == ("One reading has no other from which a judgement could be drawn anew.")
    assert one.rows == ()


@settings(SETTINGS, max_examples=8)
@given(random_studies(later=True))
def test_threads_never_change_a_finding(study: Study) -> None:
    assert sensitivity.find(replaced(study, threads=2)) == sensitivity.find(study)


@settings(SETTINGS, max_examples=5)
@given(pairs())
def test_so_it_is_where_packages_are_too_many_to_look_at(studies: Pair) -> None:
    whole, listed = studies
    assert found_groups(listed) == found_groups(whole)


def test_the_flagship_is_told_by_what_it_hinges_on(flagship: Study) -> None:
    found = sensitivity.turned(flagship)
    assert len(found) > 50
    assert len({one.group.key for one in found}) == len(found)
    assert np.mean([one.turns[-1] > 0 for one in found]) > 0.3
