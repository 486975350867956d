"""Whether what keeps a deal is complete: commitments, response times, penalties, later values."""

from __future__ import annotations

from collections.abc import Mapping

from parley.case import checks_tables
from parley.case.names import MOST_TOGETHER, Names
from parley.case.schema import Commitment, Gridded

MOST_COMMITMENTS = 50
"""Commitments of a case: each is a table of the engine."""


def check(names: Names) -> None:
    """Note every problem of what keeps a deal."""
    case = names.case
    for key, commitment in case.commitments.items():
        _commitment(names, f"commitments.{key}", commitment)
    _parties(names)
    if len(case.commitments) > MOST_COMMITMENTS:
        names.add(
            "commitments",
            f"the case has {len(case.commitments)} commitments; parley can do at most "
            f"{MOST_COMMITMENTS}. Join those of one party that apply together.",
        )
    if case.commitments and case.response is None:
        names.add(
            "commitments",
            'commitments need "response", the years until a breach has consequences. Add it.',
        )
    if case.response is not None:
        if not case.commitments:
            names.add(
                "response", "nothing is undertaken that a response could protect. Add commitments."
            )
        checks_tables.check(names, case.response.seen, "response.seen")
        checks_tables.check(names, case.response.acted, "response.acted")
    for party, penalties in case.penalties.items():
        _tables(names, "penalties", party, penalties)
        committed = {commitment.party for commitment in case.commitments.values()}
        if party in case.parties and party not in committed:
            names.problems.add(
                party,
                f"{party} has no commitment whose breach could cost it anything. "
                "Add one to commitments, or delete these penalties.",
            )
    for party, later in case.later.items():
        if names.party_with_preferences(party, "tables of its later no-deal value"):
            _tables(names, "later", party, later)


def _tables(names: Names, kind: str, party: str, tables: Mapping[str, Gridded]) -> None:
    if not names.known("party", party, names.case.parties):
        return
    if not tables:
        names.add(f"{kind}.{party}", "no table stands here. Write one with its points.")
    for key, table in tables.items():
        checks_tables.check(names, table, f"{kind}.{party}.{key}")


def _commitment(names: Names, home: str, commitment: Commitment) -> None:
    case = names.case
    party = commitment.party
    known = names.party_with_preferences(party, "commitments")
    if known and case.preferences[party].discount is None:
        names.problems.add(
            party,
            f"{party} has no discount, which commitments need, to weigh what comes later. "
            f"Add discount: 0.05..0.2 to preferences.{party}.",
        )
    if commitment.when is not None:
        names.pattern(commitment.when, f"{home}.when")
    if case.response is not None and len(commitment.when or ()) <= MOST_TOGETHER:
        tables = case.response.seen, case.response.acted
        together = [*(commitment.when or ()), *(issue for table in tables for issue in table.by)]
        names.together(together, home, "by this commitment and by response")


def _parties(names: Names) -> None:
    """The conditions of a party look up all its commitments at once."""
    commitments = names.case.commitments
    for party in dict.fromkeys(commitment.party for commitment in commitments.values()):
        own = {key: one for key, one in commitments.items() if one.party == party}
        issues = [issue for one in own.values() for issue in one.when or ()]
        if len(own) > 1:
            names.together(issues, f"commitments.{next(iter(own))}", f"by commitments of {party}")
        elif own:
            names.together(issues, f"commitments.{next(iter(own))}.when")
