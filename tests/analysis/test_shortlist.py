"""Which packages are looked at one by one, and under which letter."""

from __future__ import annotations

from string import ascii_uppercase

import numpy as np
import pytest
from hypothesis import given, settings
from test_reception import is_sure

import oracle
from parley.analysis import packages
from parley.analysis.shortlist import Entry, letter, shortlist
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, passing, random_studies, records, study_of_text

REFERRING = TWO.replace(
    "now: {",
    """rules:
  no-free-ridge: {never: {border: ridge, trade: free}, because: Nobody could run it.}
references:
  lost: {title: A lost paper}
  fair: {title: The fair plan, terms: {border: river, trade: free}}
  open: {title: The open plan, terms: {border: joint}}
  same: {title: The same again, terms: {trade: free, border: river}}
  bold: {title: The bold plan, terms: {border: ridge, trade: free}}
now: {""",
)


def importance_by_hand(study: Study, party: str) -> dict[str, float]:
    """Issue to its part of a hundred of what lies between its ends, in the oracle's centre."""
    middle = next(oracle.rows(study.case, study.middle))
    spans = {}
    for issue, what in study.case.issues.items():
        if len(what.options) > 1:
            weight = oracle.weight(study.case, middle, party, issue)
            worth = [
                weight * oracle.value(study.case, middle, party, issue, o) for o in what.options
            ]
            spans[issue] = max(worth) - min(worth)
    whole = sum(spans.values())
    return {issue: float(100 * span / whole) if whole else 0.0 for issue, span in spans.items()}


@settings(SETTINGS, max_examples=40)
@given(random_studies())
def test_types_differ_on_what_matters(study: Study) -> None:
    """In falling share of draws, ties by code: each differs on two issues that matter somewhere."""
    parts = [importance_by_hand(study, party) for party in study.principals]
    if any(abs(part - 5) < 1e-6 for of_party in parts for part in of_party.values()):
        return
    matters = [i for i in study.case.issues if any(part.get(i, 0) >= 5 for part in parts)]
    every = oracle.packages(study.case)
    counts = passing(study).sum(axis=0).tolist()
    order = sorted((c for c in range(len(every)) if counts[c]), key=lambda c: (-counts[c], c))
    least = min(2, max(1, len(matters)))
    found: list[int] = []
    for code in order:
        apart = [sum(every[code][i] != every[o][i] for i in matters) for o in found]
        if len(found) < 5 and all(distance >= least for distance in apart):
            found.append(code)
    assert list(study.types) == found


@SETTINGS
@given(random_studies())
def test_each_package_has_one_letter(study: Study) -> None:
    """The menu, then types; a package that is both has one row with both kinds."""
    entries = study.shortlist
    codes = [entry.code for entry in entries]
    assert len(set(codes)) == len(codes)
    assert [entry.label for entry in entries] == list(ascii_uppercase[: len(entries)])
    menu = [item.code for item in study.menu]
    assert codes == list(dict.fromkeys([*menu, *study.types]))
    for entry in entries:
        kinds = [k for k, c in (("menu", menu), ("type", study.types)) if entry.code in c]
        assert list(entry.kinds) == kinds


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "A1", "Z1", "A2"]


def test_references_come_first_and_merge() -> None:
    """One letter for two references with the same terms, which are the menu's first as well."""
    study = study_of_text(REFERRING)
    assert [item.code for item in study.menu] == [0]
    lost, fair, left_open, bold = study.shortlist
    assert lost == Entry("A", ("reference",), ("lost",), None)
    assert fair == Entry("B", ("reference", "menu", "type"), ("fair", "same"), 0)
    assert left_open == Entry("C", ("reference", "type"), ("open",), 5, ("trade",))
    assert (bold.kinds, bold.references) == (("reference",), ("bold",))

    rows = by(packages.listed(study), "label")
    assert rows["A"]["code"] is None
    assert rows["A"]["terms"] == ""
    assert rows["A"]["passes"] is rows["A"]["central_passes"] is None
    assert rows["B"]["title"] == "The fair plan; The same again"
    assert rows["B"]["reference"] == "fair, same"
    assert rows["B"]["kinds"] == "reference, menu, type"
    assert rows["B"]["passes"] == 1
    assert rows["B"]["weakest"] == ""
    assert rows["C"]["filled"] == "Trade"
    assert rows["C"]["terms"] == "The border: A joint zone; Trade: Shut"
    assert rows["D"]["breaks"] == "Nobody could run it."
    assert rows["D"]["passes"] is rows["D"]["central_efficient"] is None
    assert rows["D"]["weakest"] == "South prefers it to no deal"
    assert rows["D"]["weakest_share"] == 0

    terms = by(packages.package_terms(study), "label", "issue")
    assert {label for label, _ in terms} == {e.label for e in study.shortlist} - {"A"}
    assert terms["C", "trade"]["filled"] is True
    assert terms["C", "border"]["filled"] is False


def test_a_reference_need_not_pass() -> None:
    """It is listed because somebody proposed it."""
    study = study_of_text(REFERRING)
    assert by(packages.listed(study), "label")["C"]["passes"] == 1
    entries = shortlist(study.case, study.space, [], [])
    assert [entry.references for entry in entries] == [
        ("lost",), ("fair", "same"), ("open",), ("bold",)
    ]  # fmt: skip


def check_packages(study: Study) -> None:
    """Shortlist and conditions of a study from the oracle's margins."""
    every = oracle.packages(study.case)
    drawn = list(oracle.rows(study.case, study.draws))
    middle = next(oracle.rows(study.case, study.middle))
    ok = passing(study)
    central = passing(study, study.middle)[0]
    listed = by(packages.listed(study), "label")
    asked = records(packages.conditions(study))
    for entry in study.shortlist:
        code = entry.code
        assert code is not None
        row = listed[entry.label]
        assert row["breaks"] == ""
        assert row["passes"] == ok[:, code].sum() / study.n
        assert row["central_passes"] == central[code]
        assert row["central_efficient"] == (code in study.central_efficient.codes.tolist())
        mine = {r["condition"]: r for r in asked if r["label"] == entry.label}
        exact = [oracle.margins(study.case, one, every[code]) for one in drawn]
        at_centre = oracle.margins(study.case, middle, every[code])
        assert list(mine) == list(at_centre)
        shares = {}
        for key, r in mine.items():
            margins = [one[key] for one in exact]
            assert r["applies"] == (margins[0] is not None)
            if margins[0] is None:
                cells = ("holds", "holds_low", "margin", "central_margin", "central_holds")
                assert all(r[cell] is None for cell in cells)
                continue
            asked_of = [m for m in margins if m is not None]
            sure = [
                is_sure(study.case, one, every[code], key, margin)
                for one, margin in zip(drawn, margins, strict=True)
            ]
            if all(sure):
                shares[key] = sum(m >= 0 for m in asked_of) / study.n
                assert r["holds"] == shares[key]
                assert r["holds_low"] <= r["holds"] <= r["holds_high"]
            assert r["central_holds"] == (r["central_margin"] >= 0)
            if r["unit"] == "crossed":
                assert r["margin"] is r["margin_low"] is r["margin_high"] is None
                assert r["central_margin"] == float(at_centre[key] or 0)
            elif all(sure) and is_sure(study.case, middle, every[code], key, at_centre[key]):
                # A member on the edge may move a vote by all its seats. Below 0 without measure
                # the oracle has its own number, and float quantiles of it are rough.
                spread = np.quantile([float(m) for m in asked_of], (0.1, 0.5, 0.9))
                found = (r["margin_low"], r["margin"], r["margin_high"])
                assert found == pytest.approx(tuple(spread), abs=1e-6, rel=1e-12)
                central_margin = float(at_centre[key] or 0)
                assert r["central_margin"] == pytest.approx(central_margin, abs=1e-6, rel=1e-12)
        least = min(shares.values(), default=1.0)
        weakest = [key for key, r in mine.items() if r["weakest"]]
        if least == 1:
            assert weakest == []
            assert (row["weakest"], row["weakest_share"]) == ("", None)
        else:
            assert weakest == [next(key for key, share in shares.items() if share == least)]
            assert row["weakest_share"] == least
            assert row["weakest"] == mine[weakest[0]]["sentence"]
            assert row["weakest_holder"] == mine[weakest[0]]["holder"]


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_packages_are_measured_against_every_condition(study: Study) -> None:
    """Shares, quantiles and the central draw of each margin, by the oracle's exact margins."""
    check_packages(study)


def test_two_valleys(valleys: Study) -> None:
    """The League is asked only where its monitors are used."""
    check_packages(valleys)
    asked = by(packages.conditions(valleys), "label", "condition")
    for entry in valleys.shown:
        assert entry.code is not None
        uses = valleys.space.package(entry.code)["monitors"] == "league"
        assert asked[entry.label, "accept:league"]["applies"] is uses
    assert {row["applies"] for row in asked.values()} == {True, False}
    accord = records(packages.listed(valleys))[0]
    assert accord["title"] == "The 2019 accord"
    assert accord["weakest_holder"] == "north"
