"""What a run is asked for, and what identifies and proves it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import parley
from parley.analysis.finding import Finding
from parley.analysis.lines import is_real
from parley.case.schema import Case
from parley.conditions import Model
from parley.draws import Draws
from parley.engine.scan import Tally
from parley.space import Codes
from parley.store import RunError, code_hash, sha256
from parley.streams import BLOCK

FORMAT = 3
"""Of the files of a run; 1 proved the draws and the counts only, 2 the counts of all packages."""
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

Columns = Mapping[str, NDArray[Any]]
Manifest = Mapping[str, Any]


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
        data = self.case.origin.data
        return run_id(data, self.seed, self.draws, parley.__version__, code_hash())

    @property
    def folder(self) -> Path:
        """Where the run goes unless it is said."""
        return Path("runs") / f"{Path(self.case.origin.file).stem}-{self.id[:8]}"


def run_id(case: bytes, seed: int, draws: int, by: str, code: str) -> str:
    """What names a run; ``by`` is parley's version."""
    return sha256(case, str(seed), str(draws), by, code)


def is_of_this_code(manifest: Manifest) -> bool:
    """Whether this very parley made a run, so that computing on gives what it would have given."""
    return bool(manifest["parley"] == {"version": parley.__version__, "sha256": code_hash()})


def identity(order: Order) -> dict[str, Any]:
    """What a run is of: no time, no place, no machine."""
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
    }


def draw_columns(model: Model, draws: Draws, tallies: Mapping[str, Tally]) -> dict[str, Any]:
    """The columns of draws.parquet: number, attempts, factor states, every quantity, what is real,
    and how many packages pass each stage in each variant: of those that are listed, where they are
    too many, and then also how many stages some package passes, at least and at most.
    """
    found: dict[str, Any] = {"draw": draws.numbers}
    found |= {f"attempt.{party}": tries for party, tries in draws.attempts.items()}
    for name, factor in model.case.factors.items():
        keys = np.array([str(key) for key in factor.states], dtype=object)
        found[f"factors.{name}"] = keys[draws.states[str(name)]]
    found |= draws.columns
    for condition in model.conditions:
        if condition.bar is not None:
            found[f"real.{condition.path}"] = is_real(condition, draws)
    found |= {
        f"passing.{stage}.{key}": tally.passing[place]
        for key, tally in tallies.items()
        for place, stage in enumerate(model.stages)
    }
    if not model.is_enumerated:
        # Whether some package passes is then not told by how many of the listed do.
        found |= {f"reached.{key}": tally.reached for key, tally in tallies.items()}
        found |= {f"at_most.{key}": tally.at_most for key, tally in tallies.items()}
    return found


def proofs(
    columns: Columns,
    findings: Mapping[str, Finding],
    folder: Path,
    files: Iterable[str],
) -> dict[str, Any]:
    """What proves draws, findings and files, in the manifest beside its identity and counts.

    Parameters
    ----------
    columns
        Of :func:`draw_columns`. A changed value is found by its block and by its column.
    files
        Of the folder, each hashed as it stands.
    """
    return {
        "blocks": block_hashes(columns),
        "columns": column_hashes(columns),
        "findings": {name: content_hash(finding.as_dict()) for name, finding in findings.items()},
        "files": {name: file_hash(folder / name) for name in files},
    }


def sealed(manifest: Manifest) -> dict[str, Any]:
    """A manifest with what proves itself."""
    return {**manifest, "sha256": own_hash(manifest)}


def own_hash(manifest: Manifest) -> str:
    """Hash of all that a manifest says, but for this."""
    return content_hash({key: value for key, value in manifest.items() if key != "sha256"})


def content_hash(value: Any) -> str:
    """Hash of plain data, however it is laid out."""
    return sha256(json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def file_hash(path: Path) -> str:
    """Hash of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def count_hashes(codes: Codes, counts: Columns) -> dict[str, str]:
    """Hashes by ``STAGE.VARIANT`` of (package,) in how many draws each passes.

    Only of the packages that pass in some draw, with their codes: what else is listed proves
    nothing.
    """
    found = {}
    for name, column in counts.items():
        ever = column > 0
        pairs = (codes[ever].astype("<i8").tobytes(), column[ever].astype("<u4").tobytes())
        found[name] = sha256(b"".join(pairs))
    return found


def column_hashes(columns: Columns) -> dict[str, str]:
    """Hash of each column over all draws."""
    return {name: sha256(as_bytes(column)) for name, column in columns.items()}


def block_hashes(columns: Columns) -> list[str]:
    """Hash of each block of draws over all columns, names included."""
    number = len(next(iter(columns.values())))
    return [
        sha256(
            *(
                part
                for name, column in columns.items()
                for part in (name, as_bytes(column[start : start + BLOCK]))
            )
        )
        for start in range(0, number, BLOCK)
    ]


def as_bytes(column: NDArray[Any]) -> bytes:
    """Values of a column as bytes that are the same on every machine."""
    if column.dtype == object:
        return "\n".join(map(str, column)).encode()
    kind = {"f": "<f8", "i": "<i8", "u": "<u8", "b": "u1"}[column.dtype.kind]
    return bytes(column.astype(kind).tobytes())
