"""Headline numbers of the flagship, kept so that a change of any of them is seen and read.

``make golden`` renews them; the difference is read like code before it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from parley.analysis.finding import Finding

HOME = Path(__file__).parent
CLOSE = 1e-6
"""Points may differ by as much: they come out of quantiles. Shares and counts are exact."""

Findings = Mapping[str, Finding]


def columns(finding: str, *names: str, most: int | None = None) -> Callable[[Findings], Any]:
    """Some columns of the first rows of a finding."""

    def taken(findings: Findings) -> list[dict[str, Any]]:
        rows = findings[finding].records()[:most]
        return [{name: row[name] for name in names} for row in rows]

    return taken


GOLDEN: dict[str, Callable[[Findings], Any]] = {
    "record.channels": columns("record.channels", "key", "aim", "opened", "closed"),
    "rules.sentences": columns("rules.sentences", "says", "n", "density", "held_density"),
    "sensitivity.groups": columns("sensitivity.groups", "group", "stage", "turns", most=12),
    "shifts.pairs": columns("shifts.pairs", "a_path", "a_step", "b_path", "b_step", "after"),
    "timeline.backtest": columns(
        "timeline.backtest", "before", "what", "count", "low", "high", "came", "covered"
    ),
    "timeline.summary": columns("timeline.summary", "measure", "value", "low", "high", "n"),
    "timeline.triggers": columns("timeline.triggers", "kind", "share"),
    "watch.indicators": columns("watch.indicators", "key", "stands", "tips", "review"),
    "bodies.approvals": columns("bodies.approvals", "label", "body", "approves"),
    "evidence.counts": columns("evidence.counts", "kind", "count"),
    "factors.states": columns("factors.states", "factor", "state", "some", "single", "n"),
    "futures.scenarios": columns(
        "futures.scenarios", "states", "inconsistency", "score", "weight", "n", "some", most=12
    ),
    "funnel.menu": columns("funnel.menu", "place", "code", "terms", "adds", "covered"),
    "funnel.stages": columns(
        "funnel.stages",
        "stage",
        "some",
        "menu",
        "single",
        "single_code",
        "single_terms",
        "judgement_some_low",
        "judgement_some_high",
        "judgement_single_low",
        "judgement_single_high",
        "packages_median",
        "packages_high",
    ),
    "funnel.variants": columns("funnel.variants", "variant", "some", "single", "single_code"),
    "holding.needs": columns("holding.needs", "label", "party", "holds", "binds"),
    "levers.effects": columns(
        "levers.effects", "lever", "stage", "before", "after", "change", "with_reply"
    ),
    "lines.pairs": columns(
        "lines.pairs", "a_path", "a_words", "b_path", "b_words", "share", most=5
    ),
    "lines.removal": columns(
        "lines.removal", "path", "some_with", "some_without", "change", most=5
    ),
    "no_deal.values": columns(
        "no_deal.values", "party", "low", "median", "high", "central", "gap", "gap_from"
    ),
    "obstacles.conflicts": columns(
        "obstacles.conflicts", "a_key", "b_key", "c_key", "share", "n", most=8
    ),
    "obstacles.corrections": columns("obstacles.corrections", "keys", "share", "n", most=8),
    "packages.shortlist": columns(
        "packages.shortlist", "label", "reference", "code", "passes", "weakest", "weakest_share"
    ),
    "points.solutions": columns("points.solutions", "solution", "place", "code"),
}


def differences(found: Any, kept: Any, where: str = "") -> list[str]:
    """What is not as it was, each with its place."""
    if isinstance(found, Mapping) and isinstance(kept, Mapping):
        return [
            line
            for key in dict.fromkeys([*kept, *found])
            for line in differences(found.get(key), kept.get(key), f"{where}.{key}")
        ]
    if isinstance(found, Sequence) and isinstance(kept, Sequence) and not isinstance(found, str):
        if len(found) != len(kept):
            return [f"{where}: {len(kept)} rows before, {len(found)} now"]
        return [
            line
            for place, (a, b) in enumerate(zip(found, kept, strict=True))
            for line in differences(a, b, f"{where}[{place}]")
        ]
    is_points = where.rpartition(".")[2] in ("low", "median", "high", "central", "gap")
    if is_points and isinstance(found, float) and isinstance(kept, float):
        return [] if abs(found - kept) <= CLOSE else [f"{where}: {kept} before, {found} now"]
    return [] if found == kept else [f"{where}: {kept!r} before, {found!r} now"]


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_golden(name: str, flagship_findings: Findings, request: pytest.FixtureRequest) -> None:
    """256 draws, seed 1: the same on every machine, with any number of threads."""
    file = HOME / f"{name}.json"
    found = GOLDEN[name](flagship_findings)
    if request.config.getoption("--golden"):
        file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert differences(found, kept, name) == []


def test_no_golden_file_is_left_over() -> None:
    assert {file.stem for file in HOME.glob("*.json")} == set(GOLDEN)


def test_differences_are_seen() -> None:
    """Shares exactly, points nearly, rows by number."""
    kept = [{"some": 0.5, "low": 10.0, "code": 7}]
    assert differences([{"some": 0.5, "low": 10.0 + 1e-7, "code": 7}], kept) == []
    assert differences([{"some": 0.5 + 1e-9, "low": 10.0, "code": 7}], kept) == [
        "[0].some: 0.5 before, 0.500000001 now"
    ]
    assert len(differences([{"some": 0.5, "low": 10.1, "code": 8}], kept)) == 2
    assert differences([{"some": 0.5, "code": 7}], kept) == ["[0].low: 10.0 before, None now"]
    assert differences(kept * 2, kept) == [": 1 rows before, 2 now"]
