"""The shortlist against everything that must hold."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import in_100, wilson
from parley.analysis.shortlist import Entry
from parley.analysis.study import Study, quantiles
from parley.conditions import rules
from parley.conditions.forms import Condition, Margin, in_points
from parley.conditions.words import terms

QUESTION = "packages"


def find(study: Study) -> tuple[Finding, ...]:
    """The shortlist, its terms, its conditions, its values, who refuses it and how."""
    shown = [entry for entry in study.shortlist if entry.code is not None]
    codes = np.array([entry.code for entry in shown], dtype=np.int64)
    margins = study.margins(study.draws, codes)
    return (
        listed(study, shown, margins),
        package_terms(study, shown),
        conditions(study, shown, margins),
        package_values(study, shown, codes),
        refusals(study, shown, margins),
    )


def listed(study: Study, shown: list[Entry], margins: dict[str, Margin]) -> Finding:
    """One row a package."""
    table = TableBuilder(
        columns(
            ("label", "text", "Neutral letter."),
            ("kinds", "text", "Why it is listed: reference, menu, type."),
            ("title", "text", "Titles of the references that it is."),
            ("reference", "text", "Their keys."),
            ("code", "count", "Code; none for a reference whose terms the case does not give."),
            ("terms", "text", "Its terms."),
            ("breaks", "text", "Rules that it breaks, with the reason."),
            ("filled", "text", "Issues that the reference leaves open, filled from now."),
            ("passes", "share", "Share of the draws in which it is acceptable; none if infeasible."),
            ("passes_low", "share", "Low end of its 95 % interval."),
            ("passes_high", "share", "High end."),
            ("n", "count", "Number of draws."),
            ("central_acceptable", "flag", "It is acceptable in the central draw."),
            ("central_efficient", "flag", "It is efficient in the central draw."),
            ("weakest", "text", "The condition that holds in the smallest share of draws."),
            ("weakest_holder", "text", "Whose it is."),
            ("weakest_share", "share", "In which share it holds."),
        )
    )
    places = {entry.label: place for place, entry in enumerate(shown)}
    for entry in study.shortlist:
        table.add(**_row(study, entry, places.get(entry.label), margins))
    sentence = (
        f"{len(study.shortlist)} packages are looked at one by one: the references of the case, "
        "the menu, and types of package that pass."
    )
    return Finding("packages.shortlist", QUESTION, sentence, (), table.columns, tuple(table.rows))


def _row(
    study: Study, entry: Entry, place: int | None, margins: dict[str, Margin]
) -> dict[str, Cell]:
    case = study.case
    cells: dict[str, Cell] = {
        "label": entry.label,
        "kinds": ", ".join(entry.kinds),
        "title": "; ".join(str(case.references[key].title) for key in entry.references),
        "reference": ", ".join(entry.references),
        "code": entry.code,
        "terms": "",
        "breaks": "",
        "filled": ", ".join(study.issue_title(issue) for issue in entry.filled),
        "passes": None,
        "passes_low": None,
        "passes_high": None,
        "n": study.n,
        "central_acceptable": None,
        "central_efficient": None,
        "weakest": "",
        "weakest_holder": "",
        "weakest_share": None,
    }
    if entry.code is None or place is None:
        return cells
    cells["terms"] = terms(case, study.space.package(entry.code))
    broken = rules.broken(case, study.space, entry.code)
    cells["breaks"] = "; ".join(str(case.rules[key].because or key) for key in broken)
    weakest = _weakest(study, place, margins)
    if weakest is not None:
        condition, share_holds = weakest
        cells["weakest"] = condition.sentence
        cells["weakest_holder"] = condition.holder
        cells["weakest_share"] = share_holds
    if not broken:
        holds = np.ones(study.n, dtype=bool)
        for margin in margins.values():
            holds &= margin.holds[:, place]
        cells["passes"] = int(holds.sum()) / study.n
        cells["passes_low"], cells["passes_high"] = wilson(int(holds.sum()), study.n)
        cells["central_acceptable"] = entry.code in study.central_passing
        cells["central_efficient"] = entry.code in study.central_efficient
    return cells


def _weakest(
    study: Study, place: int, margins: dict[str, Margin]
) -> tuple[Condition, float] | None:
    """The condition that holds in the smallest share of draws, the first of several."""
    asked = [c for c in study.model.conditions if margins[c.key].applies[place]]
    shares = [float(margins[c.key].holds[:, place].mean()) for c in asked]
    if not shares or min(shares) == 1.0:
        return None
    least = int(np.argmin(shares))
    return asked[least], shares[least]


def package_terms(study: Study, shown: list[Entry]) -> Finding:
    """One row for each package and issue."""
    table = TableBuilder(
        columns(
            ("label", "text", "Letter of the package."),
            ("issue", "text", "Key of the issue."),
            ("issue_title", "text", "Its title."),
            ("option", "text", "Key of the option."),
            ("option_title", "text", "Its title."),
            ("filled", "flag", "The reference leaves the issue open; now fills it."),
        )
    )
    for entry in shown:
        assert entry.code is not None
        for issue, option in study.space.package(entry.code).items():
            table.add(
                label=entry.label,
                issue=issue,
                issue_title=study.issue_title(issue),
                option=option,
                option_title=study.option_title(issue, option),
                filled=issue in entry.filled,
            )
    return Finding(
        "packages.terms",
        QUESTION,
        "The terms of each package, issue by issue.",
        (),
        table.columns,
        tuple(table.rows),
    )


def conditions(study: Study, shown: list[Entry], margins: dict[str, Margin]) -> Finding:
    """One row for each package and condition."""
    table = TableBuilder(
        columns(
            ("label", "text", "Letter of the package."),
            ("condition", "text", "Key of the condition."),
            ("holder", "text", "Key of the party whose condition it is."),
            ("holder_name", "text", "Its name."),
            ("sentence", "text", "What must hold."),
            ("unit", "text", "Unit of the margin: points, or crossed (-1) or not (0)."),
            ("applies", "flag", "The condition is asked of this package."),
            ("holds", "share", "Share of the draws in which it holds."),
            ("holds_low", "share", "Low end of its 95 % interval."),
            ("holds_high", "share", "High end."),
            ("margin_low", "points", "10 % quantile of the margin."),
            ("margin", "points", "Median margin."),
            ("margin_high", "points", "90 % quantile."),
            ("central_margin", "points", "Margin in the central draw; 0 or -1 for a line."),
            ("central_holds", "flag", "It holds in the central draw."),
            ("weakest", "flag", "It holds in the smallest share of draws for this package."),
            ("n", "count", "Number of draws."),
        )
    )
    codes = np.array([entry.code for entry in shown], dtype=np.int64)
    middle = study.margins(study.middle, codes)
    for place, entry in enumerate(shown):
        weakest = _weakest(study, place, margins)
        for condition in study.model.conditions:
            margin = margins[condition.key]
            applies = bool(margin.applies[place])
            hits = int(margin.holds[:, place].sum())
            low, high = wilson(hits, study.n)
            is_points = condition.unit == "points"
            spread: tuple[float | None, ...] = (None, None, None)
            if applies and is_points:
                spread = quantiles(in_points(margin.values[:, place]))
            central = int(middle[condition.key].values[0, place])
            table.add(
                label=entry.label,
                condition=condition.key,
                holder=condition.holder,
                holder_name=study.name(condition.holder),
                sentence=condition.sentence,
                unit=condition.unit,
                applies=applies,
                holds=hits / study.n if applies else None,
                holds_low=low if applies else None,
                holds_high=high if applies else None,
                margin_low=spread[0],
                margin=spread[1],
                margin_high=spread[2],
                central_margin=(central / 1e9 if is_points else float(central))
                if applies
                else None,
                central_holds=central >= 0 if applies else None,
                weakest=weakest is not None and weakest[0].key == condition.key,
                n=study.n,
            )
    return Finding(
        "packages.conditions",
        QUESTION,
        "What each package meets, and where it fails.",
        (),
        table.columns,
        tuple(table.rows),
    )


def package_values(study: Study, shown: list[Entry], codes: np.ndarray) -> Finding:  # type: ignore[type-arg]
    """What each package, now and no deal are worth to each party."""
    table = TableBuilder(
        columns(
            ("label", "text", "Letter of the package, or now, or no deal."),
            ("party", "text", "Key of the party."),
            ("party_name", "text", "Its name."),
            ("low", "points", "10 % quantile of V (of r for no deal)."),
            ("median", "points", "Median."),
            ("high", "points", "90 % quantile."),
            ("central", "points", "In the central draw."),
        )
    )
    now = study.space.code(study.case.now)
    every = np.append(codes, now).astype(np.int64)
    for party in study.parties:
        worths = in_points(study.worth(party, study.draws, every))
        central = in_points(study.worth(party, study.middle, every))[0]
        columns_of = [*worths.T, in_points(study.no_deal(party, study.draws))]
        centrals = [*central, float(study.no_deal(party, study.middle)[0]) / 1e9]
        labels = [*(entry.label for entry in shown), "now", "no deal"]
        for label, column, middle in zip(labels, columns_of, centrals, strict=True):
            low, median, high = quantiles(column)
            table.add(
                label=label,
                party=party,
                party_name=study.name(party),
                low=low,
                median=median,
                high=high,
                central=float(middle),
            )
    return Finding(
        "packages.values",
        QUESTION,
        "What each package is worth to each party at signature, on the party's own scale.",
        (),
        table.columns,
        tuple(table.rows),
    )


def refusals(study: Study, shown: list[Entry], margins: dict[str, Margin]) -> Finding:
    """Worse than no deal, says never, stopped by others: kept apart."""
    table = TableBuilder(
        columns(
            ("label", "text", "Letter of the package."),
            ("party", "text", "Key of the party."),
            ("party_name", "text", "Its name."),
            ("worse", "share", "Share of the draws in which it is worse than no deal for it."),
            ("never", "share", "Share in which it crosses a red line of it."),
            ("blocked", "share", "Share in which it would stop it."),
            ("both", "share", "Share in which it is worse than no deal and crosses a red line."),
            ("n", "count", "Number of draws."),
        )
    )
    for place, entry in enumerate(shown):
        for party in study.case.parties:
            fails = {"accept": None, "line": None, "block": None}
            for condition in study.model.conditions:
                if condition.holder == party and margins[condition.key].applies[place]:
                    word = condition.key.split(":")[0]
                    failing = ~margins[condition.key].holds[:, place]
                    known = fails[word]
                    fails[word] = failing if known is None else known | failing
            if all(failing is None for failing in fails.values()):
                continue
            worse, never, blocked = fails["accept"], fails["line"], fails["block"]
            table.add(
                label=entry.label,
                party=str(party),
                party_name=study.name(str(party)),
                worse=_mean(worse),
                never=_mean(never),
                blocked=_mean(blocked),
                both=_mean(worse & never if worse is not None and never is not None else None),
                n=study.n,
            )
    rows = table.records()
    most = max(rows, key=lambda row: max(row["worse"] or 0, row["never"] or 0), default=None)
    sentence = "Nobody is asked about any listed package."
    if most is not None:
        sentence = (
            f"Package {most['label']} is worse than no deal for {most['party_name']} in "
            f"{in_100(most['worse'] or 0)} readings and crosses one of its red lines in "
            f"{in_100(most['never'] or 0)}."
        )
    return Finding("packages.refusals", QUESTION, sentence, (), table.columns, tuple(table.rows))


def _mean(failing: np.ndarray | None) -> float | None:  # type: ignore[type-arg]
    return None if failing is None else float(failing.mean())
