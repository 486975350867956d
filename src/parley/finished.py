"""A finished run: what its folder holds, and the study to compute on from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from parley import tables
from parley.analysis.finding import Finding
from parley.analysis.study import Study, study
from parley.case import Case, parse
from parley.conditions import Model, build
from parley.draws import Draws, Ints, draw
from parley.engine.any_size import tallies
from parley.engine.layouts import layout
from parley.engine.scan import Tally
from parley.engine.variants import Variant, variants_of
from parley.manifest import FORMAT, is_of_this_code
from parley.store import RunError


@dataclass(frozen=True)
class Run:
    """A finished run.

    Attributes
    ----------
    path
        Its folder.
    case
        The case as it was read.
    manifest
        What identifies and proves the run.
    findings
        Every finding by id.
    """

    path: Path
    case: Case
    manifest: Mapping[str, Any]
    findings: Mapping[str, Finding]

    @property
    def packages(self) -> Any:
        """The packages as a pandas or polars frame, or as arrays where neither is installed."""
        return tables.read(self.path / "packages.parquet")

    @property
    def draws(self) -> Any:
        """The draws, one row each, likewise."""
        return tables.read(self.path / "draws.parquet")

    def table(self, finding: str) -> Any:
        """The table of a finding by id, likewise."""
        if finding not in self.findings:
            raise KeyError(f"no finding {finding!r}; there are {', '.join(self.findings)}")
        return tables.read(self.path / "findings" / f"{finding}.parquet")

    @property
    def briefing(self) -> Path:
        """The briefing's file."""
        return self.path / "briefing.html"


def open_run(folder: str | Path) -> Run:
    """Read a finished run.

    Raises
    ------
    RunError
        The folder holds no finished run.
    """
    path = Path(folder)
    try:
        manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        data = json.loads((path / "findings.json").read_text(encoding="utf-8"))
        case_bytes = (path / "case.yaml").read_bytes()
        written = int(manifest["format"])
        file = str(manifest["case"]["file"])
        findings = {entry["id"]: Finding.from_dict(entry) for entry in data["findings"]}
    except OSError:
        raise RunError(f"{path} holds no finished run. Make one with `parley run`.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{path} holds no run, or a damaged one ({error}). Delete it, or give another folder."
        ) from None
    if written != FORMAT:
        raise RunError(
            f"{path} holds a run of another parley, in format {written}; this one reads format "
            f"{FORMAT}. Make it again with `parley run`."
        )
    return Run(path, parse(case_bytes, file), manifest, findings)


def model_of(run: Run) -> Model:
    """The case of a run made ready for computing on.

    Raises
    ------
    RunError
        Another version or other code of parley made the run: new figures would not belong to the
        old ones.
    """
    if not is_of_this_code(run.manifest):
        raise RunError(
            f"{run.path} was made by parley {run.manifest['parley']['version']} with other code "
            "than this one, so that what is computed now may not belong to its figures. Make it "
            f"again: parley brief {run.path / 'case.yaml'} --draws {run.manifest['draws']} --seed "
            f"{run.manifest['seed']}"
        )
    return build(run.case)


def draws_of(run: Run, model: Model, numbers: Ints) -> Draws:
    """Draws of a run by number; their attempts are read, so that none is searched for again."""
    names = [f"attempt.{party}" for party in model.spoken]
    tries = tables.read_arrays(run.path / "draws.parquet", names)
    attempts = {name.split(".", 1)[1]: column[numbers] for name, column in tries.items()}
    return draw(model.book, int(run.manifest["seed"]), numbers, attempts)


def study_of(run: Run, threads: int = 1) -> Study:
    """The study behind a finished run, for what it was not asked.

    Its draws are those of the run; a tally is made again once somebody asks for it.
    """
    model = model_of(run)
    numbers = np.arange(int(run.manifest["draws"]))
    draws = draws_of(run, model, numbers)
    tallies = _Tallies(model, draws, threads)
    return study(model, int(run.manifest["seed"]), draws.attempts, numbers, tallies, threads)


@dataclass(frozen=True)
class _Tallies(Mapping[str, Tally]):
    """Tallies by variant, each made when it is first asked for."""

    model: Model
    draws: Draws
    threads: int
    known: dict[str, Tally] = field(default_factory=dict)

    @property
    def variants(self) -> dict[str, Variant]:
        """Variants by key."""
        return {variant.key: variant for variant in variants_of(self.model)}

    def __getitem__(self, key: str) -> Tally:
        if key not in self.known:
            variant = self.variants[key]
            draws = variant.read(self.model.book, self.draws)
            plan = layout(self.model, variant.without)
            self.known[key] = tallies([(plan, draws)], self.threads)[0]
        return self.known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.variants)

    def __len__(self) -> int:
        return len(self.variants)
