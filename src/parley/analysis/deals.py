"""The central draw by itself: what is acceptable, efficient, and where the references stand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from parley.analysis import bargaining
from parley.analysis.central import bounded
from parley.analysis.study import Study
from parley.conditions import Model, acceptance
from parley.conditions.forms import NANO, Ints
from parley.conditions.statements import contradicted
from parley.draws import central
from parley.engine.layouts import layout
from parley.engine.listing import Listing
from parley.space import Codes

MOST_SHOWN = 1_000


def of(model: Model) -> Study:
    """A study of the central draw alone; nothing needs to be listed for it."""
    listing = None if model.is_enumerated else Listing(np.zeros(0, dtype=np.int64), False)
    plan = layout(model, listing=listing)
    return Study(model, plan, 0, central(model.book), {}, threads=os.cpu_count() or 1)


def deals(study: Study, every_point: bool = False) -> dict[str, Any]:
    """The central draw as plain data.

    Parameters
    ----------
    every_point
        Also the points that compare gains of different parties.
    """
    case = study.case
    front = study.central_efficient.codes
    numbers = study.central.numbers
    points = bargaining.find(study, every_point)[0]
    solutions = points.records()
    point_codes = np.array([int(str(row["code"])) for row in solutions], dtype=np.int64)
    cuts = [points.cut, *(bounded(study.central_efficient))]
    if len(front) > MOST_SHOWN:
        cuts.append(f"{MOST_SHOWN:,} of {len(front):,} efficient packages are listed.")
    return {
        "case": str(case.title),
        "as_of": str(case.as_of),
        "draw": "central",
        "packages": study.space.size,
        "feasible": study.model.rules.size,
        **{stage: round(number.value) for stage, number in numbers.items()},
        "counted": {
            stage: {"how": number.how, "low": number.low, "high": number.high}
            for stage, number in numbers.items()
        },
        "efficient_count": len(front),
        "efficient": _packages(study, front[:MOST_SHOWN]),
        "no_deal": {p: int(study.no_deal(p, study.middle)[0]) / NANO for p in study.parties},
        "units": _units(study),
        "points": [
            {"solution": row["solution"], **package}
            for row, package in zip(solutions, _packages(study, point_codes), strict=True)
        ],
        "references": [_reference(study, str(key)) for key in case.references],
        "contradicts": contradicted(study.space, study.model.spoken, study.middle),
        "cut": [cut for cut in cuts if cut],
    }


def _packages(study: Study, codes: Codes) -> list[dict[str, Any]]:
    """Some packages: their terms, what they are worth, what they gain over no deal.

    Where a case was read from another tool, its utilities stand beside the points.
    """
    units = _units(study)
    worths = {p: study.worth(p, study.middle, codes)[0] for p in study.parties}
    no_deals = {p: int(study.no_deal(p, study.middle)[0]) for p in study.parties}
    return [
        {
            "code": int(code),
            "package": study.space.package(int(code)),
            "values": {p: int(worths[p][place]) / NANO for p in worths},
            "gains": {p: (int(worths[p][place]) - no_deals[p]) / NANO for p in worths},
            **({"utilities": _utilities(worths, units, place)} if units else {}),
        }
        for place, code in enumerate(codes)
    ]


def _units(study: Study) -> dict[str, int]:
    """Points that a unit of utility makes, for parties that were read from another tool."""
    units = {p: study.case.preferences[p].unit for p in study.parties}
    return {p: unit for p, unit in units.items() if unit is not None}


def _utilities(
    worths: Mapping[str, Ints], units: Mapping[str, int], place: int
) -> dict[str, float]:
    return {p: int(worths[p][place]) / (NANO * unit) for p, unit in units.items()}


def _reference(study: Study, key: str) -> dict[str, Any]:
    reference = study.case.references[key]
    about: dict[str, Any] = {"reference": key, "title": str(reference.title)}
    if reference.terms is None:
        return {**about, "package": None}
    code = study.space.code({**study.case.now, **reference.terms})
    codes = np.array([code])
    margins = study.margins(study.middle, codes)
    return {
        **about,
        **_packages(study, codes)[0],
        "filled": [issue for issue in study.space.issues if issue not in reference.terms],
        "breaks": list(study.model.rules.broken_by(code)),
        "acceptable": study.central.passes(code, acceptance.STAGE),
        "passes": study.central.passes(code, study.stages[-1]),
        "efficient": study.central.is_efficient(
            code, study.central_efficient, study.principals, study.stages[-1]
        ),
        "fails": [
            condition.sentence
            for condition in study.model.conditions
            if not margins[condition.key].holds[0, 0]
        ],
    }
