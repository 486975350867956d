"""What each party expects without a deal, and how far the parties' beliefs differ."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO, in_points
from parley.conditions.worth import no_deal_under
from parley.draws import Floats

VALUES = columns(
    ("party", "text", "Key of the party."),
    ("party_name", "text", "Its name."),
    ("low", "points", "10 % quantile of the no-deal value."),
    ("median", "points", "Median."),
    ("high", "points", "90 % quantile."),
    ("central", "points", "In the central draw."),
    ("cost_median", "points", "Median cost of going on, points a year."),
    ("years_median", "number", "Median of the mean years until it ends."),
    ("gap", "points", "Median change of the value under the other's beliefs."),
    ("gap_from", "text", "Whose beliefs those are."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The no-deal values."""
    table = TableBuilder(VALUES)
    said = []
    for party in study.parties:
        column = in_points(study.no_deal(party, study.draws))
        low, median, high = quantiles(column)
        path = f"preferences.{party}.no_deal"
        gap, gap_from = _gap(study, party, column)
        table.add(
            party=party,
            party_name=study.name(party),
            low=low,
            median=median,
            high=high,
            central=int(study.no_deal(party, study.middle)[0]) / NANO,
            cost_median=_median(study, f"{path}.cost"),
            years_median=_median(study, f"{path}.years"),
            gap=gap,
            gap_from=gap_from,
        )
        if party in study.principals:
            said.append(
                f"{study.name(party)} expects between {round(low)} and {round(high)} points "
                "without a deal"
            )
    sentence = f"{'; '.join(said)} (8 of 10 readings; each on its own scale)."
    return (table.finding("no_deal.values", sentence),)


def _gap(study: Study, party: str, own: Floats) -> tuple[float | None, str | None]:
    """How the value would change under the beliefs of the next other principal that has some."""
    if not study.case.preferences[party].no_deal.beliefs or party not in study.principals:
        return None, None
    others = [
        other
        for other in study.principals
        if other != party and study.case.preferences[other].no_deal.beliefs
    ]
    if not others:
        return None, None
    under = in_points(no_deal_under(study.case, study.space, party, study.draws, others[0]))
    return float(np.median(under - own)), others[0]


def _median(study: Study, path: str) -> float | None:
    column = study.draws.columns.get(path)
    return None if column is None else float(np.median(column))
