"""The shortlist against everything that must hold."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import wilson
from parley.analysis.shortlist import Entry
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO, Condition, Margin, in_points
from parley.conditions.words import terms

SHORTLIST = columns(
    ("label", "text", "Neutral letter."),
    ("kinds", "text", "Why it is listed: reference, menu, type."),
    ("title", "text", "Titles of the references that it is."),
    ("reference", "text", "Their keys."),
    ("code", "count", "Code; none for a reference whose terms the case does not give."),
    ("terms", "text", "Its terms."),
    ("breaks", "text", "Rules that it breaks, with the reason."),
    ("filled", "text", "Issues that the reference leaves open, filled from now."),
    (
        "passes",
        "share",
        "Share of the draws in which it passes all stages; none if a rule is broken.",
    ),
    ("passes_low", "share", "Low end of its 95 % interval."),
    ("passes_high", "share", "High end."),
    ("n", "count", "Number of draws."),
    ("central_passes", "flag", "It passes all stages in the central draw."),
    ("central_efficient", "flag", "It is efficient in the central draw."),
    ("weakest", "text", "The condition that holds in the smallest share of draws."),
    ("weakest_holder", "text", "Whose it is."),
    ("weakest_share", "share", "In which share it holds."),
)
TERMS = columns(
    ("label", "text", "Letter of the package."),
    ("issue", "text", "Key of the issue."),
    ("issue_title", "text", "Its title."),
    ("option", "text", "Key of the option."),
    ("option_title", "text", "Its title."),
    ("filled", "flag", "The reference leaves the issue open; now fills it."),
)
CONDITIONS = columns(
    ("label", "text", "Letter of the package."),
    ("condition", "text", "Key of the condition."),
    ("holder", "text", "Key of the party whose condition it is."),
    ("holder_name", "text", "Its name."),
    ("sentence", "text", "What must hold."),
    (
        "unit",
        "text",
        "Unit of the margin: points, seats, per cent, log-odds, or crossed (-1) or not (0).",
    ),
    ("applies", "flag", "The condition is asked of this package."),
    ("holds", "share", "Share of the draws in which it holds."),
    ("holds_low", "share", "Low end of its 95 % interval."),
    ("holds_high", "share", "High end."),
    (
        "margin_low",
        "number",
        "10 % quantile of the margin; none for a line. Millions of points below 0 stand for what "
        "has no measure: a breach on which nobody would ever act.",
    ),
    ("margin", "number", "Median margin."),
    ("margin_high", "number", "90 % quantile."),
    ("central_margin", "number", "Margin in the central draw; 0 or -1 for a line."),
    ("central_holds", "flag", "It holds in the central draw."),
    ("weakest", "flag", "It holds in the smallest share of draws for this package."),
    ("n", "count", "Number of draws."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The shortlist, its terms, its conditions."""
    return (listed(study), package_terms(study), conditions(study))


def listed(study: Study) -> Finding:
    """One row a package."""
    table = TableBuilder(SHORTLIST)
    places = {entry.label: place for place, entry in enumerate(study.shown)}
    for entry in study.shortlist:
        table.add(**_identity(study, entry), **_standing(study, entry, places.get(entry.label)))
    number = len(study.shortlist)
    sentence = (
        f"Packages looked at one by one: {number}. They are the references of the case, the menu, "
        "and types of package that pass."
    )
    return table.finding("packages.shortlist", sentence)


def _identity(study: Study, entry: Entry) -> dict[str, Cell]:
    """What a package is."""
    case = study.case
    return {
        "label": entry.label,
        "kinds": ", ".join(entry.kinds),
        "title": "; ".join(str(case.references[key].title) for key in entry.references),
        "reference": ", ".join(entry.references),
        "code": entry.code,
        "terms": "" if entry.code is None else terms(case, study.space.package(entry.code)),
        "filled": ", ".join(study.issue_title(issue) for issue in entry.filled),
        "n": study.n,
    }


def _standing(study: Study, entry: Entry, place: int | None) -> dict[str, Cell]:
    """How far a package goes."""
    cells: dict[str, Cell] = {
        "breaks": "",
        "passes": None,
        "passes_low": None,
        "passes_high": None,
        "central_passes": None,
        "central_efficient": None,
        "weakest": "",
        "weakest_holder": "",
        "weakest_share": None,
    }
    if entry.code is None or place is None:
        return cells
    weakest = _weakest(study, place)
    if weakest is not None:
        condition, share_holds = weakest
        cells["weakest"] = condition.sentence
        cells["weakest_holder"] = condition.holder
        cells["weakest_share"] = share_holds
    broken = study.model.rules.broken_by(entry.code)
    if broken:
        because = (str(study.case.rules[key].because or key) for key in broken)
        return cells | {"breaks": "; ".join(because)}
    holds = np.ones(study.n, dtype=bool)
    for margin in study.shown_margins.values():
        holds &= margin.holds[:, place]
    hits = int(holds.sum())
    cells["passes"] = hits / study.n
    cells["passes_low"], cells["passes_high"] = wilson(hits, study.n)
    last = study.stages[-1]
    cells["central_passes"] = study.central.passes(entry.code, last)
    cells["central_efficient"] = study.central.is_efficient(
        entry.code, study.central_efficient, study.principals, last
    )
    return cells


def _weakest(study: Study, place: int) -> tuple[Condition, float] | None:
    """The condition that holds in the smallest share of draws, the first of several."""
    margins = study.shown_margins
    asked = [c for c in study.model.conditions if margins[c.key].applies[place]]
    shares = [float(margins[c.key].holds[:, place].mean()) for c in asked]
    if not shares or min(shares) == 1.0:
        return None
    least = int(np.argmin(shares))
    return asked[least], shares[least]


def package_terms(study: Study) -> Finding:
    """One row for each package and issue."""
    table = TableBuilder(TERMS)
    for entry, code in zip(study.shown, study.shown_codes, strict=True):
        for issue, option in study.space.package(int(code)).items():
            table.add(
                label=entry.label,
                issue=issue,
                issue_title=study.issue_title(issue),
                option=option,
                option_title=study.option_title(issue, option),
                filled=issue in entry.filled,
            )
    return table.finding("packages.terms", "The terms of each package, issue by issue.")


def conditions(study: Study) -> Finding:
    """One row for each package and condition."""
    table = TableBuilder(CONDITIONS)
    middle = study.margins(study.middle, study.shown_codes)
    for place, entry in enumerate(study.shown):
        weakest = _weakest(study, place)
        for condition in study.model.conditions:
            table.add(
                label=entry.label,
                condition=condition.key,
                holder=condition.holder,
                holder_name=study.name(condition.holder),
                sentence=condition.sentence,
                unit=condition.unit,
                weakest=weakest is not None and weakest[0].key == condition.key,
                n=study.n,
                **_holds(condition, study.shown_margins[condition.key], place),
                **_central(condition, middle[condition.key], place),
            )
    return table.finding("packages.conditions", "What each package meets, and where it fails.")


def _holds(condition: Condition, margin: Margin, place: int) -> dict[str, Cell]:
    """In how many draws a condition holds for a package, and by how much."""
    cells: dict[str, Cell] = dict.fromkeys(
        ("holds", "holds_low", "holds_high", "margin_low", "margin", "margin_high")
    )
    if not margin.applies[place]:
        return {"applies": False, **cells}
    holds = margin.holds[:, place]
    low, high = wilson(int(holds.sum()), len(holds))
    cells |= {"holds": int(holds.sum()) / len(holds), "holds_low": low, "holds_high": high}
    if condition.bar is None:
        spread = quantiles(in_points(margin.values[:, place]))
        cells |= dict(zip(("margin_low", "margin", "margin_high"), spread, strict=True))
    return {"applies": True, **cells}


def _central(condition: Condition, margin: Margin, place: int) -> dict[str, Cell]:
    """Whether a condition holds for a package in the central draw, and by how much."""
    if not margin.applies[place]:
        return {"central_margin": None, "central_holds": None}
    value = int(margin.values[0, place])
    in_unit = value / NANO if condition.bar is None else float(value)
    return {"central_margin": in_unit, "central_holds": value >= 0}
