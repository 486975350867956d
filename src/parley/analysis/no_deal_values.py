"""By how much the no-deal value of a party would have to fall for a deal, or could rise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import readings, wilson
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO, Ints
from parley.conditions.worth import preference_of, utility
from parley.engine.any_size import slack
from parley.engine.critical import NONE
from parley.engine.failing import CHAIN
from parley.engine.program import FAR

SHIFTS = range(-20, 21, 2)
"""Parts of a hundred of all that is at stake for a party."""

NO_DEAL = columns(
    ("party", "text", "Key of the principal."),
    ("party_name", "text", "Its name."),
    ("shift", "points", "Points by which its no-deal value falls in every draw."),
    ("share", "share", "Share of the draws in which some package passes all stages."),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws."),
    ("no_deal", "points", "Its no-deal value, median."),
    (
        "critical_low",
        "points",
        "What its no-deal value could be without losing the last package: 10 % quantile over the "
        "draws in which there is such a value.",
    ),
    ("critical", "points", "The same, median."),
    ("critical_high", "points", "The same, 90 % quantile."),
    (
        "ceiling",
        "share",
        "Share of the draws in which some package passes all that others ask: what no fall of this "
        "no-deal value goes beyond.",
    ),
)


def find(study: Study) -> tuple[Finding, ...]:
    """One row for each principal and shift; members of bodies that vote like it stay as drawn."""
    table = TableBuilder(NO_DEAL)
    said = []
    for party, found in slacks(study):
        no_deal = study.no_deal(party, study.draws)
        critical = (found + no_deal)[(found > NONE) & (found < FAR // 2)] / NANO
        low, middle, high = quantiles(critical) if len(critical) else (None, None, None)
        size = unit(study, party)
        hits = {}
        for part in SHIFTS:
            shift = part * size
            # Whole nano-points, as everything that is compared.
            hits[part] = int((found + round(shift * NANO) >= 0).sum())
            share_low, share_high = wilson(hits[part], study.n)
            table.add(
                party=party,
                party_name=study.name(party),
                shift=shift,
                share=hits[part] / study.n,
                share_low=share_low,
                share_high=share_high,
                n=study.n,
                no_deal=float(np.median(no_deal)) / NANO,
                critical_low=low,
                critical=middle,
                critical_high=high,
                ceiling=float((found > NONE).mean()),
            )
        said.append(
            f"If that of {study.name(party)} fell by {10 * size:g} points in every reading, it "
            f"would be so {readings(hits[10] / study.n)}; if it rose by as much, "
            f"{readings(hits[-10] / study.n)}"
        )
    share = float(study.judged.some.mean())
    sentence = (
        f"With no-deal values as judged some package {study.does} {readings(share)}. "
        f"{'. '.join(said)}."
        if said
        else "No principal measures a package against a no-deal value."
    )
    rests_on = [f"preferences.{party}.no_deal" for party in study.principals]
    return (table.finding("tipping.no_deal", sentence, rests_on=rests_on),)


def slacks(study: Study) -> Iterator[tuple[str, Ints]]:
    """Principal to (draw,) by how much its no-deal value could rise, nano-points.

    Of the packages that pass whatever else is asked, the greatest of min(V, U - later, ...) less
    the no-deal value; negative: by how much it would have to fall.
    """
    conditions = study.plan.program.conditions
    mine: dict[str, NDArray[np.bool_]] = {
        party: np.array([c.holder == party and c.kind in CHAIN for c in conditions], dtype=bool)
        for party in study.principals
    }
    asked = {party: own for party, own in mine.items() if own.any()}
    found = slack(study.plan, study.draws, list(asked.values()), study.threads)
    return zip(asked, found, strict=True)


def unit(study: Study, party: str) -> float:
    """A hundredth of all that is at stake for a party: a point, on a swing scale."""
    if preference_of(study.case, party).scale == "swing":
        return 1.0
    tables = [table.fill(study.middle) for table in utility(study.case, study.space, party)]
    return float(sum(int(cells.max() - cells.min()) for cells in tables)) / NANO / 100
