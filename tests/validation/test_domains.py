"""Domains of other tools with stored answers: ``parley import``, then ``parley deals``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parley.cli import main
from parley.formats import read

DOMAINS = (
    *("CameraC_2012", "EnglandZimbabwe_2010", "GeniusWeb_Party", "IS_BT_Acquisition_2011"),
    *("IntegerDomain", "ItexvsCypress_2010", "NegmasYAML_anac2021_domain002021"),
    *("NegoLog_domain0", "NegoLog_domain31", "Politics_2015", "Scorable_base"),
    *("Thompson_employment", "Travel_2010"),
)
AS_NEGMAS = {
    "CameraC_2012": (((13.15, 307.35), (11.85, 213.40)), (0.25, 0.25)),
    "EnglandZimbabwe_2010": (((1.0, 9.19), (1.0, 10.93)), (0.0, 0.0)),
    "IntegerDomain": (((-0.20, 0.65), (-0.50, 0.50)), (0.0, 0.0)),
}
"""Least and greatest utility of each party, and reserves, as NegMAS 0.16.0 reads these files."""
SOLUTIONS = {
    "nash": "nash",
    "kalai-smorodinsky": "kalai_smorodinsky_leximin_ideal_rational",
    "egalitarian": "kalai_egalitarian_leximin",
    "utilitarian": "utilitarian",
}
CLOSE = 1e-9
Points = Sequence[Sequence[float]]


def printed(*words: str | Path) -> str:
    done = CliRunner().invoke(main, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return str(done.output)


def same(found: Points, stored: Points) -> bool:
    """Whether these are the same points, one to one."""
    left = [list(point) for point in stored]
    for point in found:
        near = [k for k, other in enumerate(left) if point == pytest.approx(other, abs=CLOSE)]
        if not near:
            return False
        del left[near[0]]
    return not left


@pytest.mark.parametrize("name", DOMAINS)
def test_the_stored_answers(validation: Path, tmp_path: Path, name: str) -> None:
    folder = validation / "domains" / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not here")
    reference: dict[str, Any] = json.loads((folder / "reference.json").read_text())
    case = tmp_path / "c.yaml"
    printed("import", folder, "-o", case)
    found = json.loads(printed("deals", case, "--json"))
    assert found["packages"] == found["feasible"] == reference["n_outcomes"]
    assert found["acceptable"] == reference["acceptable_to_all"]
    rational = reference["pareto_rational"]
    assert found["efficient_count"] == rational["packages"]
    front = [list(item["utilities"].values()) for item in found["efficient"]]
    if rational["packages"] == rational["distinct_points"]:
        assert same(front, rational["points"])
    reserves = [found["no_deal"][p] / unit for p, unit in found["units"].items()]
    assert reserves == pytest.approx([p["reserve"] for p in reference["parties"]], abs=CLOSE)
    for ours, theirs in SOLUTIONS.items():
        points = [
            list(item["utilities"].values()) for item in found["points"] if item["solution"] == ours
        ]
        solution = reference["solutions"][theirs]
        assert len(points) == solution["n_packages"], ours
        assert same(points, solution["utilities"]), ours


@pytest.mark.parametrize("name", AS_NEGMAS)
def test_raw_is_how_negmas_reads_genius_files(validation: Path, name: str) -> None:
    """Evaluations and weights as they stand; all utilities add up, so ends of each issue do."""
    case = read(validation / "domains" / name, "raw")
    ends, reserves = AS_NEGMAS[name]
    for party, (low, high), reserve in zip(case.principals, ends, reserves, strict=True):
        preference = case.preferences[party]
        unit = preference.unit
        assert unit is not None
        assert preference.no_deal.value is not None
        weights = {issue: w.value.median for issue, w in preference.weights.numbers.items()}
        for end, pick in ((low, min), (high, max)):
            total = sum(
                weights[issue] * pick(v.value.median for v in values.numbers.values())
                for issue, values in preference.values.items()
            )
            assert total / unit == pytest.approx(end, abs=0.005)
        assert preference.no_deal.value.value.median / unit == reserve
