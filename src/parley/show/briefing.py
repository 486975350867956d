"""The briefing: one self-contained page that answers, shows why, and says what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined, Template
from markupsafe import Markup

from parley.analysis.finding import Finding
from parley.analysis.shares import readings
from parley.case.schema import Case
from parley.show import evidence, factors, figures, headings, sides, words
from parley.show.marks import circle
from parley.show.matrix import matrix
from parley.show.naming import Package, packages
from parley.show.parties import faces
from parley.show.records import Findings, grouped, known, number, text
from parley.show.tables import DataTable, data_table


@dataclass(frozen=True)
class Facts:
    """What a run knows about itself; with the same case, draws, seed and version it is the same.

    Attributes
    ----------
    command
        What makes the same briefing again.
    hashes, libraries
        Name to hash, and name to version.
    """

    run_id: str
    version: str
    draws: int
    seed: int
    case_file: str
    case_sha256: str
    command: str
    hashes: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)


def render(case: Case, findings: Mapping[str, Finding], facts: Facts) -> str:
    """The briefing as one HTML text, the same for the same arguments.

    Nothing in it depends on the clock, the machine or the order of a set, so that two runs can be
    compared byte by byte.
    """
    return _template().render(_context(case, Findings(findings), facts))


@cache
def _environment() -> Environment:
    folder = files("parley.show")
    sources = {
        name: (folder / name).read_text(encoding="utf-8")
        for name in ("briefing.html", "macros.html", "briefing.css")
    }
    environment = Environment(
        loader=DictLoader(sources),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "hundredths": words.hundredths,
        "whole": words.whole,
        "signed": words.signed,
        "listed": words.listed,
        "readings": readings,
        "often": words.often,
        "capital": words.capital,
    }
    return environment


def _template() -> Template:
    return _environment().get_template("briefing.html")


def _context(case: Case, findings: Findings, facts: Facts) -> dict[str, object]:
    marked = faces(case)
    shown = packages(findings)
    typed = [package for package in shown if "type" in package.kinds]
    return {
        "case": case,
        "as_of": evidence.date_or_text(str(case.as_of)),
        "facts": facts,
        "faces": list(marked.values()),
        "principals": [marked[party] for party in case.principals],
        "style": Markup(_source("briefing.css")),
        "answer": [text(row, "text") for row in findings.rows("answer.summary")],
        "answer_heading": headings.answer(findings),
        "face_of": marked,
        "counts": evidence.by_kind(findings),
        "assumed": [
            text(row, "what")
            for row in findings.rows("evidence.quantities")
            if text(row, "kind") == "assumed"
        ],
        "nothing_passes": number(headings.last_stage(findings), "some") == 0,
        "single_terms": _terms(findings, shown, "passes most often of all"),
        "menu": [package for package in shown if "menu" in package.kinds],
        "adds": {number(row, "code"): known(row, "adds") for row in findings.rows("funnel.menu")},
        "funnel": figures.funnel(findings, case),
        "variants": figures.variants(findings),
        "has_lines": bool(findings.rows("lines.options")),
        "pairs_heading": headings.pairs(findings, case),
        "pairs": findings.rows("lines.pairs"),
        "removal": figures.removal(findings, marked),
        "clear": figures.clear(findings),
        "stakes": sides.conflict_map(findings, marked),
        "conditions_heading": headings.conditions(findings),
        "packages": shown,
        "matrix": matrix(findings, case, marked, shown),
        "circles": {state: circle(state) for state in ("holds", "nearly", "fails", "none")},
        "types_heading": headings.types([each.label for each in typed], findings),
        "types": typed,
        "compared": _compared(findings, typed),
        "values": sides.values(findings, case, marked, shown),
        "refusals": sides.refusals(findings, case, marked, shown),
        "factors": factors.factors(findings),
        "evidence_heading": headings.evidence(findings),
        "parts": evidence.parts(findings, case),
        "sources": evidence.sources(findings),
        "statements": findings.rows("evidence.statements"),
        "limits_heading": headings.limits(findings),
        "cuts": [found.cut for found in findings.found.values() if found.cut],
        "tables": _tables(findings),
        "anchors": _anchors(findings),
        "known": known,
        "number": number,
        "text": text,
    }


@cache
def _source(name: str) -> str:
    return (files("parley.show") / name).read_text(encoding="utf-8")


def _tables(findings: Findings) -> dict[str, DataTable]:
    return {name: data_table(finding) for name, finding in findings.found.items()}


def _terms(findings: Findings, shown: tuple[Package, ...], about: str) -> list[tuple[str, str]]:
    label = next((package.label for package in shown if package.about == about), "")
    rows = grouped(findings.rows("packages.terms"), "label").get(label, [])
    return [(text(row, "issue_title"), text(row, "option_title")) for row in rows]


def _compared(findings: Findings, typed: list[Package]) -> list[tuple[str, list[str], bool]]:
    """Issue by issue, the option of each type, and whether all have the same."""
    by_issue = grouped(findings.rows("packages.terms"), "issue_title")
    lines = []
    for issue, rows in by_issue.items():
        option = {text(row, "label"): text(row, "option_title") for row in rows}
        cells = [option.get(package.label, "") for package in typed]
        lines.append((issue, cells, len(set(cells)) == 1))
    # What differs comes first: that is what a reader chooses between.
    return sorted(lines, key=lambda line: line[2])


def _anchors(findings: Findings) -> dict[str, str]:
    """Path that a finding rests on, to the first quantity at or below it."""
    paths = [text(row, "path") for row in findings.rows("evidence.quantities")]
    rests = dict.fromkeys(path for finding in findings.found.values() for path in finding.rests_on)
    found = {}
    for rest in rests:
        first = next((p for p in paths if p == rest or p.startswith(f"{rest}.")), None)
        if first is not None:
            found[rest] = f"q-{first}"
    return found
