"""What the figures rest on."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

import oracle
from parley.analysis import rests
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, random_studies, records, study_of_text

SOURCED = (
    TWO.replace(
        "parties:\n",
        """sources:
  talks: {title: The talks, publisher: The League, date: 2024-11, url: "https://example.org/3"}
  unread: {title: An unread book}
parties:
""",
    )
    .replace("cost: 10}", "cost: {value: 5..15, source: talks, note: Rough.}}", 1)
    .replace("    judgement: Invented.\n    weights: {border: 80", "    weights: {border: 80")
    + """    statements:
      round-1: {refuses: {border: ridge}, meant: 0.9, source: talks}
      round-2: {accepts: {border: ridge, trade: free}, meant: 0}
"""
)
"""North's cost leans on a source alone, and all else of north is judged.

Of south nothing is judged, and one of two statements is sourced.
"""


def test_kinds_are_counted_once_a_group() -> None:
    """North: weights, two values: judged; cost: sourced. South: these four and a meant: assumed."""
    study = study_of_text(SOURCED)
    rows = by(rests.counts(study), "kind")
    assert {kind: row["count"] for kind, row in rows.items()} == {
        "sourced": 2,
        "judged": 3,
        "assumed": 5,
    }
    assert rows["judged"]["share"] == 0.3
    assert rests.counts(study).sentence == (
        "Of 10 quantities 3 are judgements that say why, 2 are taken straight from a source, and 5 "
        "are assumed without a stated reason."
    )


def test_a_count_has_no_interval() -> None:
    """All quantities are counted; none is sampled."""
    figures = rests.counts(study_of_text(SOURCED)).figures
    assert [(f.name, f.value) for f in figures] == [
        ("sourced", 0.2),
        ("judged", 0.3),
        ("assumed", 0.5),
    ]
    assert {(f.low, f.high, f.n) for f in figures} == {(None, None, None)}


def test_every_quantity_leads_back_to_its_line() -> None:
    study = study_of_text(SOURCED)
    rows = by(rests.quantities(study), "path")
    assert list(rows) == list(study.model.book.quantities)
    lines = SOURCED.splitlines()
    cost = rows["preferences.north.no_deal.cost"]
    assert cost["written"] == "5..15"
    assert (cost["kind"], cost["sources"], cost["note"]) == ("sourced", "talks", "Rough.")
    assert cost["judgement"] == ""
    assert "cost: {value: 5..15" in lines[cost["line"] - 1]
    weights = rows["preferences.north.weights"]
    assert weights["written"] == "border 60, trade 40"
    assert (weights["kind"], weights["judgement"]) == ("judged", "Invented.")
    assert rows["preferences.south.values.border"]["what"] == (
        "preferences / South / values / The border"
    )
    assert rows["preferences.south.weights"]["kind"] == "assumed"


def test_rankings_and_factors_as_written(valleys: Study) -> None:
    rows = by(rests.quantities(valleys), "path")
    assert rows["preferences.north.weights"]["written"] == "border > monitors"
    assert rows["factors.front"]["written"] == "bad 0.3, same 0.5, good 0.2"
    assert rows["preferences.north.values.monitors"]["written"] == (
        "none 0, league 40..60, joint 100"
    )
    assert len(rows) == sum(row["count"] for row in records(rests.counts(valleys)))


def test_sources_are_counted_where_they_are_named() -> None:
    study = study_of_text(SOURCED)
    rows = by(rests.sources(study), "id")
    assert rows["talks"] == {
        "id": "talks",
        "title": "The talks",
        "publisher": "The League",
        "date": "2024-11",
        "url": "https://example.org/3",
        "uses": SOURCED.count("source: talks"),
    }
    assert rows["unread"]["uses"] == 0
    assert rows["unread"]["publisher"] is None
    assert rests.sources(study).sentence == "Sources that the case names: 2."


def test_statements_say_what_was_said() -> None:
    """South's no-deal value is 30: the ridge with trade shut is worth 0 to it, with free trade 20.

    So it would refuse both; it says that it would accept the second, and never means it.
    """
    study = study_of_text(SOURCED)
    rows = by(rests.statements(study), "path")
    first, second = rows.values()
    assert first["words"] == "refuses The border: The ridge"
    assert second["words"] == "would accept The border: The ridge; Trade: Free"
    assert (first["contradicted"], second["contradicted"]) == (False, True)
    assert (first["meant"], second["meant"]) == (0.9, 0)
    assert (first["party"], first["party_name"]) == ("south", "South")


@settings(SETTINGS, max_examples=15)
@given(random_studies(statements=True))
def test_agreement_is_draws_by_attempts(study: Study) -> None:
    """For all statements of a party together; the central draw is asked, not bound."""
    middle = next(oracle.rows(study.case, study.middle))
    rows = by(rests.statements(study), "path")
    assert list(rows) == [
        f"preferences.{party}.statements.{name}"
        for party, preference in study.case.preferences.items()
        for name in preference.statements
    ]
    for path, row in rows.items():
        _, party, _, name = path.split(".")
        tries = study.draws.attempts[party] + 1
        assert row["agreement"] == pytest.approx(len(tries) / tries.sum())
        agrees = oracle.statement_agrees(study.case, middle, party, name)
        assume(agrees is not None)
        assert row["contradicted"] == (not agrees)


def test_a_case_without_sources_and_statements() -> None:
    study = study_of_text(TWO)
    assert rests.statements(study).sentence == "The case has no statements."
    assert rests.statements(study).rows == rests.sources(study).rows == ()
    assert by(rests.counts(study), "kind")["judged"]["count"] == 8
