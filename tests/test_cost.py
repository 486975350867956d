"""How long work will take: in proportion to what is left to do, and nothing where nothing is."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import parley
from parley import cost
from parley.case import Case
from parley.conditions import build
from parley.kept import keep
from parley.manifest import Order
from parley.runs import run
from parley.store import write
from parley.workers import Hands
from parley.workers.job import Job


@pytest.fixture(scope="module")
def case() -> Case:
    return parley.load("two-valleys")


@pytest.fixture
def a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each draw takes a second."""
    monkeypatch.setattr(cost, "seconds_a_draw", lambda case: 1.0)


def test_a_pilot_tells_the_cost_of_a_draw(case: Case) -> None:
    """Of twelve packages: more than nothing, and less than a tenth of a second."""
    assert 0 < cost.seconds_a_draw(case) < 0.1


def test_a_run_is_its_draws_and_its_findings(tmp_path: Path, case: Case, a_second: None) -> None:
    """Draws are shared out to the cores of a cluster, findings to the threads of this process."""
    order = Order(case, 10_000, 1)
    findings = cost.WHAT_IFS + cost.QUESTIONS * 10_000
    here = cost.of_run(order, tmp_path, Hands(2))
    assert here.seconds == pytest.approx(10_000 / 2 + findings * 2 / 3)
    beside = cost.of_run(order, tmp_path, Hands(1, "local:8"))
    assert beside.seconds == pytest.approx(10_000 / 8 + findings)
    assert (here.cores, beside.cores) == (2, 8)


def test_what_is_kept_costs_nothing(tmp_path: Path, case: Case, a_second: None) -> None:
    order = Order(case, 100, 1)
    before = cost.of_run(order, tmp_path, Hands(1)).seconds
    (tmp_path / "chunks").mkdir()
    keep(tmp_path / "chunks" / "x.npz", Job(build(case), 1).chunk(np.arange(40)))
    assert cost.of_run(order, tmp_path, Hands(1)).seconds == before - 40
    (tmp_path / "manifest.json").write_text("{}")
    assert cost.of_run(order, tmp_path, Hands(1)).seconds == 0


def test_verifying_costs_what_is_made_again(tmp_path: Path, case: Case, a_second: None) -> None:
    """A sample, or the whole; nothing of what is no run, damaged, or of other code."""
    folder = run(case, 600, 1, tmp_path / "x").path
    assert cost.of_verifying(folder, False, 2) == (cost.CHECKED / 2, 2)
    whole = 600 + cost.WHAT_IFS + cost.QUESTIONS * 600
    assert cost.of_verifying(folder, True, 1) == (whole, 1)
    assert cost.of_verifying(tmp_path, True, 1) == (0, 1)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["parley"]["sha256"] = "other"
    write(folder / "manifest.json", json.dumps(manifest))
    assert cost.of_verifying(folder, True, 1) == (0, 1)
    write(folder / "manifest.json", "cut off")
    assert cost.of_verifying(folder, True, 1) == (0, 1)
