"""The findings as an audience is shown them, each with a word on what it lacks.

In findings.json and the other tables of a run nothing is cut: they are the team's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from parley.analysis.finding import Cell, Column, Finding
from parley.show.withheld import AUDIENCES as AUDIENCES
from parley.show.withheld import (
    BOTTOM,
    CHANCES,
    CUTS,
    PRINCIPALS,
    PUBLIC,
    REPLIES,
    VALUES,
    WHOLES,
    Cut,
)
from parley.show.withheld import TEAM as TEAM

NAMES = {PRINCIPALS: "the principals", PUBLIC: "the public"}
LEFT_OUT = "Left out of this copy"
"""How the ``cut`` of a finding begins that lost something."""


def cut(findings: Mapping[str, Finding], audience: str) -> dict[str, Finding]:
    """The findings for an audience; those of the team are all there is.

    Columns stay, with empty cells. What was left out is said in the ``cut`` of each finding, and
    first of all in the answer.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"no audience {audience!r}; there are {', '.join(AUDIENCES)}")
    if audience == TEAM:
        return dict(findings)
    found = {name: _cut(finding, audience) for name, finding in findings.items()}
    for whole, parts in WHOLES.items():
        if whole in found and parts in found:
            found |= _without(found[whole], found[parts], findings[parts])
    said = {
        findings[name].sentence: finding.sentence
        for name, finding in found.items()
        if finding.sentence != findings[name].sentence
    }
    if "answer.summary" in found:
        found["answer.summary"] = _answer(found["answer.summary"], said, _notice(found, audience))
    return found


def _without(whole: Finding, parts: Finding, before: Finding) -> dict[str, Finding]:
    """Rows and their parts, without the rows that lost a part; ``before`` has all parts."""
    kept = parts.records()
    gone = {record["number"] for record in before.records() if record not in kept}
    if not gone:
        return {}
    lacks = parts.cut.removesuffix(before.cut).strip()
    left = [
        replace(
            finding,
            rows=tuple(
                row
                for row, record in zip(finding.rows, finding.records(), strict=True)
                if record["number"] not in gone
            ),
        )
        for finding in (whole, parts)
    ]
    said = replace(
        left[0],
        sentence=parts.sentence,
        figures=(),
        cut=" ".join(filter(None, (lacks, whole.cut))),
    )
    return {whole.id: said, parts.id: left[1]}


def left_out(finding: Finding | None) -> bool:
    """Whether something of a finding was left out for an audience: its gaps are no zeros."""
    return finding is not None and finding.cut.startswith(LEFT_OUT)


def _cut(finding: Finding, audience: str) -> Finding:
    """One finding for an audience."""
    rows = []
    done: dict[Cut, None] = {}
    for row, record in zip(finding.rows, finding.records(), strict=True):
        mine = [
            each
            for each in CUTS.get(finding.id, ())
            if audience in each.audiences and each.is_of(record)
        ]
        done |= dict.fromkeys(mine)
        if all(each.empty for each in mine):
            names = [name for each in mine for name in each.empty]
            rows.append(_emptied(finding.columns, row, names))
    if not done:
        return finding
    said = [each.sentence for each in done if each.sentence]
    words = "; ".join(dict.fromkeys(each.what for each in done))
    return replace(
        finding,
        rows=tuple(rows),
        sentence=said[0] if said else finding.sentence,
        figures=() if said else finding.figures,
        cut=" ".join(filter(None, (f"{LEFT_OUT}: {words}.", finding.cut))),
    )


def _emptied(
    columns: tuple[Column, ...], row: tuple[Cell, ...], names: Sequence[str]
) -> tuple[Cell, ...]:
    return tuple(
        None if any(fnmatchcase(column.name, name) for name in names) else cell
        for column, cell in zip(columns, row, strict=True)
    )


def _answer(answer: Finding, said: Mapping[str, str], notice: str) -> Finding:
    """The answer with the notice on top, and no sentence that was changed elsewhere."""

    def instead(text: Any) -> Any:
        for old, new in said.items():
            text = text.replace(old, new) if isinstance(text, str) and old else text
        return text

    rows = tuple(tuple(instead(cell) for cell in row) for row in answer.rows)
    width = len(answer.columns)
    return replace(
        answer,
        sentence=instead(answer.sentence),
        rows=((notice, *(None,) * (width - 1)), *rows),
    )


def _notice(found: Mapping[str, Finding], audience: str) -> str:
    """For whom a copy is cut, and what it leaves out."""
    gone = " ".join(finding.cut for finding in found.values() if left_out(finding))
    what = [words for words in (BOTTOM, CHANCES, VALUES, REPLIES) if words in gone]
    return (
        f"This copy is cut for {NAMES[audience]}. Left out: {'; '.join(what) or 'nothing'}. What "
        "remains is the analyst's judgement, not the party's."
    )
