"""A quantity followed from its line in the case to the conditions that read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from parley import tables
from parley.analysis.finding import Finding
from parley.analysis.study import quantiles
from parley.case.evidence import prefixes
from parley.case.walk import UNDRAWN
from parley.conditions import Model, build
from parley.conditions.forms import Condition
from parley.draws import central
from parley.finished import Run
from parley.store import RunError
from parley.tracing import Explanation, about, place, sources, unknown, within

MOVED_BY = ("shifts", "odds", "belief_odds")
"""Under these words a case says what the states of a factor do to a number."""


def of_quantity(run: Run, path: str) -> Explanation:
    """A quantity as written and as drawn, who reads it, and what the answer owes to it.

    What is used as it is written has nothing drawn.
    """
    case = run.case
    model = build(case)
    written = {str(row["path"]): row for row in run.findings["evidence.quantities"].records()}
    columns = _columns(model, path)
    quantity = next((at for at in prefixes(path) if at in written), None)
    is_as_written = path == quantity and path.startswith(UNDRAWN)
    if quantity is None or not (columns or is_as_written):
        known = [*written, *central(model.book).columns]
        raise RunError(unknown("quantity", path, dict.fromkeys(known)))
    row = written[quantity]
    return {
        "kind": "quantity",
        **about(run),
        "path": path,
        "quantity": quantity,
        "what": row["what"],
        "written": row["written"],
        **place(case, path),
        "drawn": _drawn(run, columns),
        "conditions": [
            {"condition": c.key, "stage": c.stage, "sentence": c.sentence}
            for c in model.conditions
            if _reads(model, c, path)
        ],
        "levers": [
            {"lever": str(key), "title": str(lever.title), "owner": str(lever.owner)}
            for key, lever in case.levers.items()
            if any(at == path or at.startswith(f"{path}.") for at in lever.changes)
        ],
        "findings": [
            name
            for name, finding in run.findings.items()
            if any(within(path, read) for read in finding.rests_on)
        ],
        "tipping": {
            name: _rows_on(run.findings.get(f"tipping.{name}"), path)
            for name in ("screen", "points")
        },
        "sources": sources(case),
    }


def _columns(model: Model, path: str) -> list[str]:
    """The columns of draws.parquet at or below a path."""
    known = [*(f"factors.{name}" for name in model.case.factors), *central(model.book).columns]
    return [name for name in known if within(name, path)]


def _drawn(run: Run, columns: list[str]) -> list[Explanation]:
    """How each column is distributed over the draws."""
    found: list[Explanation] = []
    for name, column in tables.read_arrays(run.path / "draws.parquet", columns).items():
        about: Explanation = {"column": name, "n": len(column)}
        if column.dtype == object:
            states, counts = np.unique(column.astype(str), return_counts=True)
            about["states"] = {
                str(s): int(k) / len(column) for s, k in zip(states, counts, strict=True)
            }
        elif np.isinf(column).any():
            about["never"] = True
        else:
            about |= dict(zip(("low", "median", "high"), quantiles(column), strict=True))
        found.append(about)
    return found


def _reads(model: Model, condition: Condition, path: str) -> bool:
    """Whether a condition depends on a quantity, by itself or through what a factor moves."""
    paths = {path}
    if path.startswith("factors."):
        factor = path.split(".")[1]
        marks = [f".{word}.{factor}." for word in MOVED_BY]
        paths |= {
            q.partition(mark)[0] for q in model.book.quantities for mark in marks if mark in q
        }
    return any(within(one, read) or within(read, one) for read in condition.reads for one in paths)


def _rows_on(finding: Finding | None, path: str) -> list[Mapping[str, Any]]:
    if finding is None:
        return []
    return [row for row in finding.records() if within(str(row.get("path") or ""), path)]
