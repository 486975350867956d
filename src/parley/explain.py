"""Why a run says what it says: a package, a finding or a quantity followed down to the case."""

from __future__ import annotations

import math

import numpy as np

from parley.case.schema import Case
from parley.conditions import Model
from parley.conditions.derivation import Derivation, Number, Part, View, derive, trace
from parley.conditions.words import terms
from parley.draws import Draws, central
from parley.explain_quantity import of_quantity
from parley.finished import Run, draws_of, model_of
from parley.store import RunError
from parley.tracing import Explanation, about, place, sources, unknown, within

CENTRAL = "central"
KINDS = ("package", "finding", "quantity")


def explain(run: Run, what: str, draw: str = CENTRAL) -> Explanation:
    """An explanation as plain data.

    Parameters
    ----------
    what
        ``package:CODE`` (or its letter in the shortlist), ``finding:ID`` or ``quantity:PATH``.
    draw
        For a package: ``central``, or the number of a draw.

    Raises
    ------
    RunError
        There is no such thing; the message names the nearest.
    """
    kind, colon, name = what.partition(":")
    if not colon or kind not in KINDS:
        raise RunError(
            f'"{what}" cannot be explained. Write package:CODE, finding:ID or quantity:PATH.'
        )
    if kind == "package":
        return of_package(run, name, draw)
    return of_finding(run, name) if kind == "finding" else of_quantity(run, name)


def of_package(run: Run, name: str, draw: str = CENTRAL) -> Explanation:
    """Rules, then stage by stage every condition with its margin and the sum that makes it."""
    code, label = _code(run, name)
    model = model_of(run)
    if not 0 <= code < model.space.size:
        raise RunError(
            f"there is no package {code}: the codes of this case go from 0 to "
            f"{model.space.size - 1:,}."
        )
    case = run.case
    view = View(case, model.space, _draw(run, model, draw), code)
    package = view.package
    broken = model.rules.broken_by(code)
    found = [derive(view, condition) for condition in model.conditions]
    return {
        "kind": "package",
        **about(run),
        "draw": draw if draw == CENTRAL else int(draw),
        "code": code,
        "label": label,
        "package": package,
        "terms": terms(case, package),
        "feasible": not broken,
        "breaks": [
            {
                "rule": rule,
                "because": str(case.rules[rule].because or rule),
                **place(case, f"rules.{rule}"),
            }
            for rule in broken
        ],
        "stages": [
            {
                "stage": stage,
                "passes": all(d.holds is not False for d in found if d.condition.stage == stage),
                "conditions": [_derived(case, d) for d in found if d.condition.stage == stage],
            }
            for stage in model.stages
        ],
        "sources": sources(case),
    }


def of_finding(run: Run, name: str) -> Explanation:
    """A finding's sentence and figures, and what of the case it rests on."""
    if name not in run.findings:
        raise RunError(unknown("finding", name, run.findings))
    finding = run.findings[name]
    plain = finding.as_dict()
    return {
        "kind": "finding",
        **about(run),
        **{key: plain[key] for key in ("id", "question", "sentence", "figures", "cut")},
        "rows": len(finding.rows),
        "rests_on": [_rests(run, path) for path in finding.rests_on],
        "sources": sources(run.case),
    }


def _rests(run: Run, path: str) -> Explanation:
    """A path with how many quantities stand at or below it, by what they rest on."""
    below = [
        row
        for row in run.findings["evidence.quantities"].records()
        if within(str(row["path"]), path)
    ]
    kinds = [str(row["kind"]) for row in below]
    named = (name for row in below for name in str(row["sources"]).split(", ") if name)
    reasons = {(row["kind"], row["sources"], row["judgement"], row["note"]) for row in below}
    # What several reasons cover has no one reason of its own.
    found = place(run.case, str(below[0]["path"]) if len(reasons) == 1 else path)
    return {
        **found,
        "path": path,
        "line": trace(run.case, path).line,
        "quantities": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        "one_reason": len(reasons) == 1,
        "sources": list(dict.fromkeys(named)),
    }


def _code(run: Run, name: str) -> tuple[int, str | None]:
    """The code of a package and its letter in the shortlist, from either."""
    rows = run.findings["packages.shortlist"].records()
    listed = {str(row["label"]): row["code"] for row in rows if row["code"] is not None}
    for row in rows:
        if name == row["label"] and name not in listed:
            raise RunError(f"{name}, “{row['title']}”, is no package: the case gives no terms.")
    if name in listed:
        return int(listed[name] or 0), name
    try:
        code = int(name)
    except ValueError:
        raise RunError(
            f'"{name}" is no package. Give its code, or its letter: {", ".join(listed)}.'
        ) from None
    return code, next((label for label, of in listed.items() if of == code), None)


def _draw(run: Run, model: Model, draw: str) -> Draws:
    if draw == CENTRAL:
        return central(model.book)
    n = int(run.manifest["draws"])
    if not draw.isdecimal() or int(draw) >= n:
        raise RunError(f'there is no draw "{draw}": give "{CENTRAL}", or 0 to {n - 1:,}.')
    return draws_of(run, model, np.array([int(draw)]))


def _derived(case: Case, found: Derivation) -> Explanation:
    condition = found.condition
    return {
        "condition": condition.key,
        "holder": condition.holder,
        "holder_name": str(case.parties[condition.holder].name),
        "sentence": condition.sentence,
        "unit": condition.unit,
        "asked": found.applies,
        "holds": found.holds,
        "margin": found.margin,
        "never": found.never,
        "binds": found.binds,
        "path": condition.path,
        "line": trace(case, condition.path).line,
        "parts": [_part(case, part) for part in found.parts],
    }


def _part(case: Case, part: Part) -> Explanation:
    return {
        "about": part.about,
        "amount": part.amount,
        "never": part.amount is None,
        "remark": part.note,
        **place(case, part.path),
        "numbers": [_number(case, number) for number in part.numbers],
        "parts": [_part(case, below) for below in part.parts],
    }


def _number(case: Case, number: Number) -> Explanation:
    is_never = math.isinf(number.value)
    return {
        "about": number.about,
        "value": None if is_never else number.value,
        "never": is_never,
        "path": number.path,
        "line": trace(case, number.path).line,
    }
