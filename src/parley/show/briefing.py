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
from parley.show import evidence, figures, headings, scope, sides, words
from parley.show.blocks import blocks
from parley.show.bodies import bodies
from parley.show.hinges import hinges
from parley.show.holding import holding
from parley.show.levers import levers
from parley.show.marks import circle
from parley.show.matrix import matrices
from parley.show.naming import Package, packages
from parley.show.parties import Face, faces
from parley.show.passing import last_stage, passes
from parley.show.records import Findings, grouped, known, number, text
from parley.show.stakes import conflict_map
from parley.show.sums import derivations, heading
from parley.show.tables import DataTable, cuts_of, data_table
from parley.show.when import when

STYLES = ("briefing.css", "chapters.css", "hinges.css")


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
    sources = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in files("parley.show").iterdir()
        if entry.name.endswith(".html")
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
        "cuts_of": cuts_of,
    }
    return environment


def _template() -> Template:
    return _environment().get_template("briefing.html")


def _context(case: Case, findings: Findings, facts: Facts) -> dict[str, object]:
    marked = faces(case)
    shown = packages(findings)
    return {
        **_opening(case, findings, facts, marked, shown),
        **_packages(case, findings, marked, shown),
        **_chapters(case, findings, marked, shown),
        **_foundations(case, findings),
        "tables": _tables(findings),
        "known": known,
        "number": number,
        "text": text,
    }


def _opening(
    case: Case,
    findings: Findings,
    facts: Facts,
    marked: dict[str, Face],
    shown: tuple[Package, ...],
) -> dict[str, object]:
    """The answer and the funnel."""
    return {
        "case": case,
        "as_of": evidence.date_or_text(str(case.as_of)),
        "facts": facts,
        "faces": list(marked.values()),
        "principals": [marked[party] for party in case.principals],
        "style": Markup("\n".join(_source(name) for name in STYLES)),
        "answer": [text(row, "text") for row in findings.rows("answer.summary")],
        "answer_heading": headings.answer(findings),
        "glosses": scope.glosses(findings),
        "face_of": marked,
        "counts": evidence.by_kind(findings),
        "assumed": [
            text(row, "what")
            for row in findings.rows("evidence.quantities")
            if text(row, "kind") == "assumed"
        ],
        "nothing_passes": number(last_stage(findings), "some") == 0,
        "least_correction": _least_correction(findings),
        "single_terms": _terms(findings, shown, "passes most often of all"),
        "menu": [package for package in shown if "menu" in package.kinds],
        "adds": {number(row, "code"): known(row, "adds") for row in findings.rows("funnel.menu")},
        "passes": passes(findings),
        "funnel": figures.funnel(findings, case),
        "variants": figures.variants(findings),
    }


def _packages(
    case: Case, findings: Findings, marked: dict[str, Face], shown: tuple[Package, ...]
) -> dict[str, object]:
    """Stakes, the listed packages against all that must hold, and who refuses them."""
    typed = [package for package in shown if "type" in package.kinds]
    return {
        "stakes": conflict_map(findings, marked),
        "conditions_heading": headings.conditions(findings),
        "packages": shown,
        "matrices": matrices(findings, case, marked, shown),
        "circles": {state: circle(state) for state in ("holds", "nearly", "fails", "none")},
        "types_heading": headings.types([each.label for each in typed], findings),
        "types": typed,
        "compared": _compared(findings, typed),
        "values": sides.values(findings, case, marked, shown),
        "refusals": sides.refusals(findings, case, marked, shown),
    }


def _chapters(
    case: Case, findings: Findings, marked: dict[str, Face], shown: tuple[Package, ...]
) -> dict[str, object]:
    """What blocks a deal, and the chapters that a case or a run may not have."""
    derived = derivations(findings, marked, shown, _paths(findings))
    return {
        "blocks": blocks(findings, case, marked),
        "has_lines": bool(findings.rows("lines.options")),
        "pairs_heading": headings.pairs(findings, case),
        "pairs": findings.rows("lines.pairs"),
        "removal": figures.removal(findings, marked),
        "clear": figures.clear(findings),
        "holding": holding(findings, case, marked, shown),
        "bodies": bodies(findings, marked, shown),
        "levers": levers(findings, case, marked),
        "hinges": hinges(findings, case, marked),
        "when": when(findings, case, marked),
        "derivations": derived,
        "derivations_heading": heading(derived),
    }


def _foundations(case: Case, findings: Findings) -> dict[str, object]:
    """What all of it rests on, and what is not asked."""
    return {
        "evidence_heading": headings.evidence(findings),
        "parts": evidence.parts(findings, case),
        "sources": evidence.sources(findings),
        "statements": findings.rows("evidence.statements"),
        "limits_heading": headings.limits(findings),
        "not_asked": scope.not_asked(findings),
        "independence": scope.independence(findings),
        "cuts": scope.limits(findings),
        "anchors": _anchors(findings),
    }


@cache
def _source(name: str) -> str:
    return (files("parley.show") / name).read_text(encoding="utf-8")


def _least_correction(findings: Findings) -> str:
    """What alone would open most, in a sentence; empty where the run did not look."""
    finding = findings.get("obstacles.corrections")
    return finding.sentence if finding and finding.rows else ""


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
    rests = dict.fromkeys(path for finding in findings.found.values() for path in finding.rests_on)
    return _first_below(findings, list(rests))


def _paths(findings: Findings) -> dict[str, str]:
    """Path of a part of a sum, to the first quantity at or below it."""
    rows = findings.rows("packages.sums")
    return _first_below(findings, list(dict.fromkeys(text(row, "path") for row in rows)))


def _first_below(findings: Findings, wanted: list[str]) -> dict[str, str]:
    paths = [text(row, "path") for row in findings.rows("evidence.quantities")]
    found = {}
    for path in wanted:
        first = next((p for p in paths if p == path or p.startswith(f"{path}.")), None)
        if first is not None:
            found[path] = f"q-{first}"
    return found
