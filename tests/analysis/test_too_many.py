"""Cases taken for too large to look at each package: the same answers as by looking at each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parley
from parley import conditions
from parley.analysis import bargaining, exactness, find_all, funnel, levers, lines, obstacles
from parley.analysis.deals import deals, of
from parley.analysis.no_deal_values import slacks
from parley.analysis.study import Study
from parley.bundled import load
from parley.case import Case, CaseError, parse
from parley.conditions import build
from parley.engine import searching
from parley.engine.critical import NONE
from parley.engine.program import FAR
from parley.show.terminal import deals_text
from strategies import SETTINGS, cases
from studies import Record, records, study_of_case

POINT = 10**9


@contextmanager
def too_many() -> Iterator[None]:
    """Every space is too large to enumerate."""
    with patch.object(conditions, "ENUMERATED", 0):
        yield


@dataclass(frozen=True, repr=False)
class Pair:
    """A study that looks at each package, and one that does not; it shows itself as its case."""

    whole: Study
    listed: Study

    @classmethod
    def of(cls, case: Case, draws: int, seed: int) -> Pair:
        """Both studies of a case."""
        whole = study_of_case(case, draws, seed)
        with too_many():
            return cls(whole, study_of_case(case, draws, seed))

    def __repr__(self) -> str:
        return f"seed {self.whole.seed}, {self.whole.case.origin.data.decode()}"

    def __iter__(self) -> Iterator[Study]:
        return iter((self.whole, self.listed))


@st.composite
def pairs(draw: st.DrawFn, draws: int = 12) -> Pair:
    case = draw(cases(later=True, levers=True))
    try:
        return Pair.of(case, draws, draw(st.integers(0, 2**64 - 1)))
    except CaseError:
        return draw(pairs(draws))


@settings(SETTINGS, max_examples=25)
@given(pairs())
def test_the_same_draws_have_a_deal(studies: Pair) -> None:
    """Stage by stage, in every variant; what is listed passes in as many draws."""
    whole, listed = studies
    assert not listed.listing.is_whole
    assert set(listed.listing.codes) <= set(whole.listing.codes)
    places = np.searchsorted(whole.listing.codes, listed.listing.codes)
    for key, tally in listed.tallies.items():
        expected = whole.tallies[key]
        assert tally.reached.tolist() == tally.at_most.tolist() == expected.reached.tolist()
        assert (tally.counts == expected.counts[:, places]).all()
        assert (tally.passing <= expected.passing).all()
        assert (tally.present <= expected.present).all()


@settings(SETTINGS, max_examples=20)
@given(pairs())
def test_the_funnel_is_the_same_but_for_bounds(studies: Pair) -> None:
    """Some package: the same share. The single text and the menu: at least as said."""
    whole, listed = (records(funnel.stages(study)) for study in studies)
    for one, other in zip(whole[1:], listed[1:], strict=True):
        for name in ("some", "some_low", "some_high", "judgement_some_low", "judgement_some_high"):
            assert other[name] == one[name]
        assert other["single"] <= one["single"]
        assert other["packages_median_low"] <= other["packages_median"]
        assert other["packages_median"] <= other["packages_median_high"]
    assert [row["single"] for row in listed[1:]] == sorted(
        (row["single"] for row in listed[1:]), reverse=True
    )


@settings(SETTINGS, max_examples=15)
@given(pairs())
def test_the_central_draw_is_the_same(studies: Pair) -> None:
    """Numbers of packages, efficient values, bargaining points, whether a package is efficient."""
    whole, listed = studies
    assert {s: n.value for s, n in listed.central.numbers.items()} == {
        s: n.value for s, n in whole.central.numbers.items()
    }
    values = [
        {tuple(row) for row in s.central.values(s.principals, s.central_efficient.codes).tolist()}
        for s in studies
    ]
    assert values[0] == values[1]
    last = whole.stages[-1]
    for code in whole.listing.codes[:20].tolist():
        assert listed.central.passes(code, last) == (code in whole.central.passing[last])
        assert listed.central.is_efficient(
            code, listed.central_efficient, listed.principals, last
        ) == (code in whole.central_efficient.codes)
    found = [_points(records(bargaining.find(study, every=True)[0])) for study in studies]
    # A product of nothing is the same everywhere: what is efficient is then no more than the rest.
    assert found[1] == found[0] or not any(min(gains) for gains in found[0].get("nash", ()))


def _points(rows: list[Record]) -> dict[str, set[tuple[float, ...]]]:
    found: dict[str, set[tuple[float, ...]]] = {}
    for row in rows:
        gains = tuple(float(v) for k, v in row.items() if k.startswith("gain_"))
        found.setdefault(str(row["solution"]), set()).add(gains)
    return found


@settings(SETTINGS, max_examples=12)
@given(pairs())
def test_what_ifs_are_the_same(studies: Pair) -> None:
    """Lines that leave something, levers, obstacles; slacks to a hundredth of a point."""
    whole, listed = studies
    assert records(lines.clear(listed)) == records(lines.clear(whole))
    assert records(lines.removal(listed)) == records(lines.removal(whole))
    for before, after in zip(levers.find(whole), levers.find(listed), strict=True):
        assert records(after) == records(before)
    found = [{f.id: records(f) for f in obstacles.find(study)} for study in studies]
    for name in ("obstacles.conflicts", "obstacles.conditions"):
        assert found[1][name] == found[0][name]
    for (party, slack), (_, other) in zip(slacks(whole), slacks(listed), strict=True):
        free, none = slack >= FAR // 2, slack == NONE
        assert (other[free] >= FAR // 2).all(), party
        assert (other[none] == NONE).all()
        short = (slack - other)[~free & ~none]
        assert ((short >= 0) & (short <= POINT // 100)).all()


def test_every_finding_can_be_made() -> None:
    """Two valleys, taken for too large: all findings, with what is exact and what is not."""
    with too_many():
        found = find_all(study_of_case(load("two-valleys"), 64, 1))
    how = {row["how"] for row in records(found["exactness.figures"])}
    assert how == {exactness.EXACT, exactness.AT_LEAST, exactness.ESTIMATE}
    assert found["exactness.figures"].cut.startswith("10 packages break no rule")
    enumerated = find_all(study_of_case(load("two-valleys"), 64, 1))
    assert list(found) == list(enumerated)
    assert not enumerated["exactness.figures"].cut


BIG = "\n".join(
    [
        "parley: 1",
        "title: Many",
        "as_of: 2024-12-31",
        "parties: {ann: {name: Ann, role: principal}, bob: {name: Bob, role: principal}}",
        "issues:",
        *(f"  i{n}: {{title: Issue {n}, options: {{a: A, b: B, c: C, d: D}}}}" for n in range(15)),
        "rules: {not-both: {never: {i0: a, i1: a}}}",
        "now: {" + ", ".join(f"i{n}: b" for n in range(15)) + "}",
        "references: {plan: {title: A plan, terms: {i0: d, i1: c}}}",
        "preferences:",
        *(
            f"  {party}:\n"
            "    judgement: Invented.\n"
            f"    weights: {{{', '.join(f'i{n}: 1..9' for n in range(15))}}}\n"
            f"    values: {{{', '.join(f'i{n}: {order}' for n in range(15))}}}\n"
            "    no_deal: {cost: 1..30}"
            for party, order in (("ann", "a > b > c > d"), ("bob", "c > d > b > a"))
        ),
    ]
)
"""A thousand million packages over which the two differ."""


@pytest.fixture(scope="module")
def big() -> Case:
    return parse(BIG.encode())


def test_a_thousand_million_packages_are_counted(big: Case) -> None:
    """The central draw of 4^15 packages: the numbers are exact, the points pass."""
    found = deals(of(build(big)), every_point=True)
    assert found["packages"] == 4**15
    assert found["feasible"] == 4**15 - 4**13
    counted = found["counted"]["acceptable"]
    assert counted["how"].startswith("exact")
    assert counted["low"] == found["acceptable"] == counted["high"]
    assert 0 < found["acceptable"] < found["feasible"]
    assert found["efficient_count"] > 10
    assert {point["solution"] for point in found["points"]} == set(bargaining.SOLUTIONS)
    assert "break no rule" in deals_text(big, found)


def test_a_run_of_too_many_packages(big: Case, tmp_path_factory: pytest.TempPathFactory) -> None:
    """On disk, twice the same; its tables are of the packages that are listed."""
    folder = tmp_path_factory.mktemp("big")
    one = parley.run(big, 64, 1, folder / "one", threads=1)
    other = parley.run(big, 64, 1, folder / "other", threads=2)
    assert one.manifest["files"] == other.manifest["files"]
    stages = records(one.findings["funnel.stages"])
    assert stages[0]["packages_median"] == 4**15 - 4**13
    assert 0 < stages[1]["single"] <= stages[1]["menu"] <= stages[1]["some"]
    assert stages[1]["packages_median_low"] < stages[1]["packages_median_high"]
    page = (one.path / "briefing.html").read_text()
    assert "too many to look at each" in page


def test_the_search_keeps_to_its_bounds(big: Case) -> None:
    """References are listed, every package breaks no rule, none stands twice."""
    model = build(big)
    with patch.object(searching, "MOST", 200), patch.object(searching, "ROUNDS", 3):
        listing = searching.found(model)
    assert len(listing.codes) <= 200
    assert (np.diff(listing.codes) > 0).all()
    assert model.rules.allows(listing.codes).all()
    plan = model.space.code({**big.now, "i0": "d", "i1": "c"})
    assert listing.place(plan) is not None
