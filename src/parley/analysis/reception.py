"""What each listed package is worth to each party, and how those who refuse it do so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import readings
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO, in_points

VALUES = columns(
    ("label", "text", "Letter of the package, or now, or no deal."),
    ("party", "text", "Key of the party."),
    ("party_name", "text", "Its name."),
    ("low", "points", "10 % quantile of V (of r for no deal)."),
    ("median", "points", "Median."),
    ("high", "points", "90 % quantile."),
    ("central", "points", "In the central draw."),
)
REFUSALS = columns(
    ("label", "text", "Letter of the package."),
    ("party", "text", "Key of the party."),
    ("party_name", "text", "Its name."),
    ("worse", "share", "Share of the draws in which it is worse than no deal for it."),
    ("never", "share", "Share in which it crosses a red line of it."),
    ("blocked", "share", "Share in which it would stop it."),
    ("both", "share", "Share in which it is worse than no deal and crosses a red line."),
    (
        "breaks",
        "share",
        "Share in which it would gain by coming back stronger or by cheating quietly.",
    ),
    ("rejected", "share", "Share in which a body of it would not approve it."),
    ("n", "count", "Number of draws."),
)
WAYS = {
    "accept": "worse",
    "line": "never",
    "block": "blocked",
    "later": "breaks",
    "cheat": "breaks",
    "body": "rejected",
}
"""What it means that a condition of this kind fails."""


def find(study: Study) -> tuple[Finding, ...]:
    """Values and refusals."""
    return (values(study), refusals(study))


def values(study: Study) -> Finding:
    """What each package, now and no deal are worth to each party."""
    table = TableBuilder(VALUES)
    every = np.append(study.shown_codes, study.space.code(study.case.now))
    labels = [*(entry.label for entry in study.shown), "now", "no deal"]
    for party in study.parties:
        drawn = [
            *in_points(study.worth(party, study.draws, every)).T,
            in_points(study.no_deal(party, study.draws)),
        ]
        central = [
            *study.worth(party, study.middle, every)[0],
            study.no_deal(party, study.middle)[0],
        ]
        for label, column, middle in zip(labels, drawn, central, strict=True):
            low, median, high = quantiles(column)
            table.add(
                label=label,
                party=party,
                party_name=study.name(party),
                low=low,
                median=median,
                high=high,
                central=int(middle) / NANO,
            )
    sentence = "What each package is worth to each party at signature, on the party's own scale."
    return table.finding("packages.values", sentence)


def refusals(study: Study) -> Finding:
    """Worse than no deal, says never, stopped by others: kept apart."""
    table = TableBuilder(REFUSALS)
    for place, entry in enumerate(study.shown):
        for party in map(str, study.case.parties):
            ways = _ways(study, party, place)
            if not ways:
                continue
            shares = {way: float(failing.mean()) for way, failing in ways.items()}
            if "worse" in ways and "never" in ways:
                shares["both"] = float((ways["worse"] & ways["never"]).mean())
            table.add(
                label=entry.label,
                party=party,
                party_name=study.name(party),
                worse=shares.get("worse"),
                never=shares.get("never"),
                blocked=shares.get("blocked"),
                both=shares.get("both"),
                breaks=shares.get("breaks"),
                rejected=shares.get("rejected"),
                n=study.n,
            )
    return table.finding("packages.refusals", _most_refused(table))


def _ways(study: Study, party: str, place: int) -> dict[str, NDArray[np.bool_]]:
    """Way to refuse a package to (draw,) whether a party does; only ways that it has."""
    found: dict[str, NDArray[np.bool_]] = {}
    for condition in study.model.conditions:
        margin = study.shown_margins[condition.key]
        if condition.holder == party and margin.applies[place]:
            way = WAYS[condition.kind]
            failing = ~margin.holds[:, place]
            found[way] = found[way] | failing if way in found else failing
    return found


def _most_refused(table: TableBuilder) -> str:
    """Who refuses which package most."""
    said = {"worse": "is worse than no deal for", "never": "crosses a red line of"}
    rows = [
        (float(row[way] or 0.0), f"Package {row['label']} {words} {row['party_name']}")
        for row in table.records()
        for way, words in said.items()
        if row[way] is not None
    ]
    if not rows:
        return "Nobody is asked about any listed package."
    most, words = max(rows, key=lambda row: row[0])
    return f"{words} {readings(most)}." if most else "Nobody refuses any listed package."
