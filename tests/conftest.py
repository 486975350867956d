"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from parley.analysis import find_all
from parley.analysis.finding import Finding
from parley.analysis.study import Study, study
from parley.bundled import load
from parley.conditions import build
from parley.engine.ensemble import chunks, merge, tally
from parley.engine.layouts import layouts

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="renew the expected findings")


@pytest.fixture(scope="session")
def validation() -> Path:
    """Published cases with known answers; tests that read them skip where they are absent."""
    home = Path(os.environ.get("PARLEY_VALIDATION", ROOT.parent / "shared" / "validation"))
    if not home.is_dir():
        pytest.skip("the validation cases are not here")
    return home


def study_of(name: str, draws: int, seed: int = 1) -> Study:
    """A small ensemble of a bundled case, in memory."""
    model = build(load(name))
    plans = layouts(model)
    whole = merge([tally(model, plans, seed, numbers) for numbers in chunks(draws)])
    return study(model, seed, whole.attempts, whole.numbers, whole.tallies, 1)


@pytest.fixture(scope="session")
def flagship() -> Study:
    return study_of("russia-ukraine-2024", 256)


@pytest.fixture(scope="session")
def valleys() -> Study:
    return study_of("two-valleys", 256)


@pytest.fixture(scope="session")
def flagship_findings(flagship: Study) -> Mapping[str, Finding]:
    return find_all(flagship)


@pytest.fixture(scope="session")
def valleys_findings(valleys: Study) -> Mapping[str, Finding]:
    return find_all(valleys)
