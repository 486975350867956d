"""What a run is asked for, and what identifies and proves it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

import parley
from parley.analysis.lines import is_real
from parley.analysis.study import Study
from parley.case.schema import Case
from parley.store import RunError, code_hash, sha256
from parley.streams import BLOCK

FORMAT = 1
DRAWS = 2_000
MOST_DRAWS = 1_000_000
LIBRARIES = (
    "duckdb",
    "jinja2",
    "numba",
    "numpy",
    "pydantic",
    "pyyaml",
)


@dataclass(frozen=True)
class Order:
    """What is asked for: the same order gives the same run."""

    case: Case
    draws: int
    seed: int

    def __post_init__(self) -> None:
        if not 1 <= self.draws <= MOST_DRAWS:
            raise RunError(f"draws must be from 1 to {MOST_DRAWS:,}; {self.draws:,} was asked for.")
        if not 0 <= self.seed < 2**64:
            raise RunError(f"the seed must be from 0 to 2^64 - 1; {self.seed} was asked for.")

    @property
    def id(self) -> str:
        """Hash of the case, the seed, the draws, parley's version and its own code."""
        return sha256(
            self.case.origin.data,
            str(self.seed),
            str(self.draws),
            parley.__version__,
            code_hash(),
        )

    @property
    def folder(self) -> Path:
        """Where the run goes unless it is said."""
        return Path("runs") / f"{Path(self.case.origin.file).stem}-{self.id[:8]}"


def draw_columns(asked: Study) -> dict[str, Any]:
    """The columns of draws.parquet: number, attempts, factor states, every quantity, what is real,
    and how many packages pass in each variant.
    """
    draws = asked.draws
    found: dict[str, Any] = {"draw": draws.numbers}
    found |= {f"attempt.{party}": tries for party, tries in draws.attempts.items()}
    for name, factor in asked.case.factors.items():
        keys = np.array([str(key) for key in factor.states], dtype=object)
        found[f"factors.{name}"] = keys[draws.states[str(name)]]
    found |= draws.columns
    for condition in asked.bars:
        found[f"real.{condition.path}"] = is_real(condition, draws)
    found |= {f"passing.{key}": tally.passing for key, tally in asked.tallies.items()}
    return found


def manifest_of(order: Order, asked: Study, columns: Mapping[str, Any]) -> dict[str, Any]:
    """What identifies a run and proves its tables: no time, no place, no machine.

    Parameters
    ----------
    columns
        Of :func:`draw_columns`.
    """
    return {
        "format": FORMAT,
        "id": order.id,
        "case": {
            "file": Path(order.case.origin.file).name,
            "title": str(order.case.title),
            "as_of": str(order.case.as_of),
            "sha256": hashlib.sha256(order.case.origin.data).hexdigest(),
        },
        "seed": order.seed,
        "draws": order.draws,
        "parley": {"version": parley.__version__, "sha256": code_hash()},
        "libraries": {name: version(name) for name in LIBRARIES},
        "blocks": [
            sha256(
                *(
                    part
                    for name, column in columns.items()
                    for part in (name, _bytes(column[start : start + BLOCK]))
                )
            )
            for start in range(0, order.draws, BLOCK)
        ],
        "counts": {
            key: sha256(found.counts.astype("<u4").tobytes())
            for key, found in asked.tallies.items()
        },
    }


def _bytes(column: Any) -> bytes:
    """Values of a column as bytes that are the same on every machine."""
    if column.dtype == object:
        return "\n".join(column).encode()
    kind = {"f": "<f8", "i": "<i8", "b": "u1"}[column.dtype.kind]
    return bytes(column.astype(kind).tobytes())
