"""Which packages each party would sign rather than have no deal."""

from __future__ import annotations

from parley.case.schema import Case
from parley.conditions import lines
from parley.conditions.forms import Condition, Linear
from parley.conditions.worth import bar, worth
from parley.draws import Book
from parley.space import Space

STAGE = "acceptable"


def compile_stage(case: Case, space: Space, book: Book) -> tuple[Condition, ...]:
    """Every condition of the stage: consent, red lines, blocks."""
    return (
        *consents(case, space),
        *lines.red_lines(case, space, book, STAGE),
        *lines.blocks(case, space, STAGE),
    )


def consents(case: Case, space: Space) -> tuple[Condition, ...]:
    """V_p(x) >= r_p for each principal that signs and each third party whose consent is needed."""
    found = []
    for party, who in case.parties.items():
        is_asked = who.role == "principal" and who.signs
        is_needed = who.role == "third" and party in case.preferences and bool(who.consent)
        if is_asked or is_needed:
            found.append(consent(case, space, str(party)))
    return tuple(found)


def consent(case: Case, space: Space, party: str) -> Condition:
    """One party prefers the package to no deal."""
    who = case.parties[party]
    return Condition(
        key=f"accept:{party}",
        stage=STAGE,
        holder=party,
        sentence=f"{who.name} prefers it to no deal",
        unit="points",
        path=f"preferences.{party}",
        form=Linear(worth(case, space, party), bar(case, space, party)),
        when=tuple(who.consent) if who.role == "third" else None,
    )


def signers(case: Case) -> tuple[str, ...]:
    """Principals that must sign, in file order."""
    return tuple(party for party in case.principals if case.parties[party].signs)
