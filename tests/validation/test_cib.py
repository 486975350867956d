"""Published cross-impact balances, through the library and through ``parley futures``.

The stored cases hold the answers of ScenarioWizard, PyCIB and the literature: all consistent
scenarios, weights (how many joint states lead there under global succession), margins and cycles.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from cross_impacts import case_text
from parley.cli import main
from parley.formats.scw import Project, write
from parley.futures.account import of_project
from parley.futures.exchange import case_part
from parley.intervals import Z95

NAMES = (*("cibsa_global", "cibsa_natl_regional", "pycib_b5", "somewhereland", "zero_matrix_ties"),)
Account = dict[str, Any]


@pytest.fixture
def stored(validation: Path, name: str) -> Account:
    file = validation / "cib" / f"{name}.yaml"
    if not file.is_file():
        pytest.skip(f"{name} is not here")
    found: Account = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def project(stored: Account) -> Project:
    descriptors = stored["inputs"]["descriptors"]
    return Project(
        str(stored["case"]),
        tuple(str(one["name"]) for one in descriptors),
        tuple(tuple(map(str, one["variants"])) for one in descriptors),
        np.array(stored["inputs"]["matrix"], dtype=np.int64),
    )


def printed(*words: str | Path) -> Account:
    done = CliRunner().invoke(main, ["futures", *map(str, words), "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found: Account = json.loads(done.stdout)
    return found


def published(stored: Account) -> list[Account]:
    """The published scenarios; one that is a bare list has nothing but its states."""
    scenarios = stored["published"]["consistent_scenarios"]
    return [one if isinstance(one, dict) else {"scenario": one} for one in scenarios]


def compare(found: Account, stored: Account) -> None:
    """Exactly the published scenarios, with every number that is known of them."""
    rows = {tuple(row["positions"]): row for row in found["scenarios"]}
    assert len(rows) == len(found["scenarios"])
    known = published(stored)
    assert sorted(rows) == sorted(tuple(one["scenario"]) for one in known)
    assert found["undecided"] == 0
    moved = found["succession"][0]
    assert moved["rule"] == "global"
    for place, one in enumerate(known):
        row = rows[tuple(one["scenario"])]
        if "total_impact_score" in one:
            assert row["score"] == one["total_impact_score"]
        if "consistency_margin" in stored["own_results"]:
            assert row["margin"] == stored["own_results"]["consistency_margin"][place]
        if "weight" in one and moved["exact"]:
            assert row["basins"]["global"] == one["weight"]
        elif "weight" in one:
            # Two samples of 100,000 each: at four standard errors none of 16 misses by chance.
            share = row["basins"]["global"] / moved["starts"]
            theirs = one["weight"] / 100_000
            spread = np.sqrt(2 * max(share, theirs, 1e-4) / 100_000)
            assert abs(share - theirs) < 2 * Z95 * spread
    for one in stored["own_results"].get("total_impact_score", []):
        assert rows[tuple(one["scenario"])]["score"] == one["score"]


def ends(found: Account) -> Counter[frozenset[tuple[int, ...]]]:
    attractors = found["succession"][0]["attractors"]
    return Counter({frozenset(map(tuple, one["cycle"])): one["basin"] for one in attractors})


@pytest.mark.parametrize("name", NAMES)
def test_the_published_scenarios(stored: Account, project: Project) -> None:
    found = of_project(project, 0)
    compare(found, stored)
    for weighing in found["weighings"]:
        assert sum(row["weights"][weighing] for row in found["scenarios"]) == pytest.approx(1)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_scenarios_of_a_file(
    stored: Account, project: Project, tmp_path: Path
) -> None:
    data, told = write(project)
    assert told == ()
    (tmp_path / "a.scw").write_bytes(data)
    compare(printed(tmp_path / "a.scw"), stored)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_scenarios_of_a_case(
    stored: Account, project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(case_text(case_part(project, "a.scw")), encoding="utf-8")
    compare(printed(file), stored)


@pytest.mark.parametrize("name", NAMES)
def test_more_inconsistency(stored: Account, project: Project) -> None:
    counts = stored["own_results"].get("scenarios_with_inconsistency_at_most", {})
    for most, count in counts.items():
        found = of_project(project, most)["scenarios"]
        assert len(found) == count
        assert max(row["inconsistency"] for row in found) <= most


@pytest.mark.parametrize("name", NAMES)
def test_attractors(stored: Account, project: Project) -> None:
    """Cycles too: one of two joint states in the data of PyCIB."""
    known = stored["own_results"].get("attractors", [])
    if known:
        sets = {frozenset(map(tuple, one["cycle"])): one["basin"] for one in known}
        assert ends(of_project(project, 0)) == sets


def test_files_as_scenariowizard_left_them(validation: Path) -> None:
    home = validation / "files"
    if not home.is_dir():
        pytest.skip("the files are not here")
    for file, name in (
        ("cibsa/CIB_global.scw", "cibsa_global"),
        ("cibsa/CIB_natl_regional.scw", "cibsa_natl_regional"),
        ("own/somewhereland.scw", "somewhereland"),
    ):
        stored = yaml.safe_load((validation / "cib" / f"{name}.yaml").read_text(encoding="utf-8"))
        compare(printed(home / file), stored)
