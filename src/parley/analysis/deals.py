"""The central draw by itself: what is acceptable, efficient, and where the references stand."""

from __future__ import annotations

from typing import Any

import numpy as np

from parley.analysis import bargaining
from parley.analysis.study import Study
from parley.conditions import Model, rules
from parley.conditions.forms import in_points
from parley.conditions.statements import contradicted
from parley.draws import central
from parley.engine.plan import plan

MOST_SHOWN = 1_000


def of(model: Model) -> Study:
    """A study of the central draw alone."""
    layout = plan(model.space, model.feasible, model.conditions)
    return Study(model, layout, 0, central(model.book), {})


def deals(study: Study, every_point: bool = False) -> dict[str, Any]:
    """The central draw as plain data.

    Parameters
    ----------
    every_point
        Also the points that compare gains of different parties.
    """
    case = study.case
    front = study.central_efficient
    solutions = bargaining.find(study, every_point)[0]
    return {
        "case": str(case.title),
        "as_of": str(case.as_of),
        "draw": "central",
        "packages": study.space.size,
        "feasible": int(study.model.feasible.sum()),
        "acceptable": len(study.central_passing),
        "efficient_count": len(front),
        "efficient": [_package(study, int(code)) for code in front[:MOST_SHOWN]],
        "no_deal": {p: int(study.no_deal(p, study.middle)[0]) / 1e9 for p in study.parties},
        "points": [
            {"solution": row["solution"], **_package(study, int(str(row["code"])))}
            for row in solutions.records()
        ],
        "references": [_reference(study, str(key)) for key in case.references],
        "contradicts": contradicted(study.space, study.model.spoken, study.middle),
        "cut": [
            *([solutions.cut] if solutions.cut else []),
            *(
                [f"{MOST_SHOWN:,} of {len(front):,} efficient packages are listed."]
                if len(front) > MOST_SHOWN
                else []
            ),
        ],
    }


def _package(study: Study, code: int) -> dict[str, Any]:
    codes = np.array([code])
    values = {p: float(in_points(study.worth(p, study.middle, codes))[0, 0]) for p in study.parties}
    gains = {
        p: (int(study.worth(p, study.middle, codes)[0, 0]) - int(study.no_deal(p, study.middle)[0]))
        / 1e9
        for p in study.parties
    }
    return {"code": code, "package": study.space.package(code), "values": values, "gains": gains}


def _reference(study: Study, key: str) -> dict[str, Any]:
    reference = study.case.references[key]
    about: dict[str, Any] = {"reference": key, "title": str(reference.title)}
    if reference.terms is None:
        return {**about, "package": None}
    code = study.space.code({**study.case.now, **reference.terms})
    margins = study.margins(study.middle, np.array([code]))
    return {
        **about,
        **_package(study, code),
        "filled": [issue for issue in study.space.issues if issue not in reference.terms],
        "breaks": list(rules.broken(study.case, study.space, code)),
        "acceptable": bool(code in study.central_passing),
        "efficient": bool(code in study.central_efficient),
        "fails": [
            condition.sentence
            for condition in study.model.conditions
            if not margins[condition.key].holds[0, 0]
        ],
    }
