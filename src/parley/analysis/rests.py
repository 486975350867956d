"""What the figures rest on: every quantity, every source, every statement."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.shares import in_100
from parley.analysis.study import Study
from parley.case import walk
from parley.case.evidence import Kind
from parley.case.schema import Factor, Group
from parley.case.walk import Quantity
from parley.conditions.statements import contradicted
from parley.conditions.words import as_words, terms

KINDS: tuple[Kind, ...] = ("sourced", "judged", "assumed")

COUNTS = columns(
    ("kind", "text", "sourced, judged or assumed."),
    ("count", "count", "Number of quantities."),
    ("share", "share", "Share of all quantities."),
)
QUANTITIES = columns(
    ("path", "text", "Its path in the case."),
    ("what", "text", "What it is, in words."),
    ("written", "text", "As written."),
    ("kind", "text", "sourced, judged or assumed."),
    ("sources", "text", "Ids of its sources."),
    ("judgement", "text", "Why this range."),
    ("note", "text", "What else was noted."),
    ("line", "count", "Line of the case file."),
)
SOURCES = columns(
    ("id", "text", "Id in the case."),
    ("title", "text", "Title."),
    ("publisher", "text", "Publisher."),
    ("date", "text", "Date."),
    ("url", "text", "Address."),
    ("uses", "count", "In how many places of the case it is named."),
)
STATEMENTS = columns(
    ("path", "text", "Its path in the case."),
    ("party", "text", "Key of the party."),
    ("party_name", "text", "Its name."),
    ("words", "text", "What it said."),
    ("meant", "share", "Median chance that it is meant."),
    ("agreement", "share", "Draws per attempt, for all statements of the party together."),
    ("contradicted", "flag", "The central draw contradicts it."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """Counts, quantities, sources, statements."""
    return (counts(study), quantities(study), sources(study), statements(study))


def counts(study: Study) -> Finding:
    """How many quantities rest on what; a ranking or group counts once."""
    table = TableBuilder(COUNTS)
    evidence = study.case.origin.evidence
    tally = Counter(evidence.of(path).kind for path in walk.quantities(study.case))
    whole = sum(tally.values())
    shares = {kind: tally[kind] / whole if whole else 0.0 for kind in KINDS}
    for kind in KINDS:
        table.add(kind=kind, count=tally[kind], share=shares[kind])
    sentence = (
        f"All {whole} quantities are judgements that say why; none is taken straight from a "
        "source, and none is assumed without a stated reason."
        if tally["judged"] == whole
        else f"Of {whole} quantities {_are(tally['judged'])} judgements that say why, "
        f"{_are(tally['sourced'])} taken straight from a source, and {_are(tally['assumed'])} "
        "assumed without a stated reason."
    )
    # All quantities are counted, none is sampled: these shares have no interval.
    figures = [Figure(kind, shares[kind], "share") for kind in KINDS]
    return table.finding("evidence.counts", sentence, figures)


def _are(number: int) -> str:
    return f"{number or 'none'} {'is' if number == 1 else 'are'}"


def quantities(study: Study) -> Finding:
    """Every quantity as written."""
    table = TableBuilder(QUANTITIES)
    origin = study.case.origin
    for path, quantity in walk.quantities(study.case).items():
        evidence = origin.evidence.of(path)
        table.add(
            path=path,
            what=in_words(study, path),
            written=_written(quantity),
            kind=evidence.kind,
            sources=", ".join(evidence.sources),
            judgement=evidence.judgement or "",
            note=evidence.note or "",
            line=origin.place(path).line,
        )
    sentence = "Every quantity of the case with what it rests on."
    return table.finding("evidence.quantities", sentence)


def _written(quantity: Quantity) -> str:
    if isinstance(quantity, Factor):
        return ", ".join(f"{key} {state.value}" for key, state in quantity.states.items())
    if isinstance(quantity, Group):
        if quantity.ranking is not None:
            return quantity.ranking.text
        return ", ".join(f"{key} {number.value}" for key, number in quantity.numbers.items())
    return quantity.written


def in_words(study: Study, path: str) -> str:
    """A path with the names and titles of the case instead of keys."""
    case: Any = study.case
    words = []
    for part in path.split("."):
        title = as_words(part)
        if part in case.parties:
            title = str(case.parties[part].name)
        elif part in case.issues:
            title = str(case.issues[part].title)
        elif part in case.factors:
            title = str(case.factors[part].title)
        words.append(title)
    return " / ".join(words)


def sources(study: Study) -> Finding:
    """Every source, and how much leans on it."""
    table = TableBuilder(SOURCES)
    uses = Counter(
        source
        for entry in study.case.origin.evidence.entries.values()
        for source in dict.fromkeys(entry.sources)
    )
    for key, source in study.case.sources.items():
        table.add(
            id=str(key),
            title=str(source.title),
            publisher=source.publisher and str(source.publisher),
            date=source.date and str(source.date),
            url=source.url and str(source.url),
            uses=uses[str(key)],
        )
    return table.finding("evidence.sources", f"Sources that the case names: {len(table.rows)}.")


def statements(study: Study) -> Finding:
    """Every statement, how well the judgements agree with it, and whether the centre does."""
    table = TableBuilder(STATEMENTS)
    against = contradicted(study.space, study.model.spoken, study.middle)
    agreeing = []
    for party, spoken in study.model.spoken.items():
        rate = study.n / float((study.draws.attempts[party] + 1).sum())
        agreeing.append(
            f"{study.name(party)}'s values agree with its statements in {in_100(rate)} attempts"
        )
        for one in spoken:
            path = f"preferences.{party}.statements.{one.name}"
            refuses = one.statement.refuses is not None
            said = (one.statement.refuses if refuses else one.statement.accepts) or {}
            table.add(
                path=path,
                party=party,
                party_name=study.name(party),
                words=f"{'refuses' if refuses else 'would accept'} {terms(study.case, said)}",
                meant=float(np.median(study.draws.value(f"{path}.meant"))),
                agreement=rate,
                contradicted=path in against,
            )
    sentence = f"{'; '.join(agreeing)}." if agreeing else "The case has no statements."
    return table.finding("evidence.statements", sentence)
