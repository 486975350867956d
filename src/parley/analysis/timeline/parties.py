"""Who is open to talks at the as-of date, and by what."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import in_100, wilson
from parley.analysis.study import Study
from parley.analysis.timeline.means import DIGITS
from parley.analysis.timeline.solved import Solved, limit
from parley.conditions.forms import NANO, Ints
from parley.engine.critical import NONE

OPENNESS = columns(
    ("party", "text", "Key of the party; all: every principal that signs, in the same reading."),
    ("party_name", "text", "Its name."),
    (
        "motive",
        "points",
        "Median over the readings of what the deal that leaves it most, among those that pass all "
        "that others ask, is worth to it, less its no-deal value; own points.",
    ),
    (
        "motive_later",
        "points",
        "The same less the no-deal value that it has to expect after the time over which it looks "
        "ahead.",
    ),
    ("motive_n", "count", "Readings in which there is such a deal."),
    ("way_out", "share", "Share of the readings in which some package passes all stages."),
    ("cost", "points", "Median of what being seen to talk costs it."),
    (
        "open",
        "share",
        "Share of the readings in which some package passes all stages and is worth the greater of "
        "both no-deal values to it, and what being seen costs.",
    ),
    ("open_low", "share", "Low end of its 95 % interval."),
    ("open_high", "share", "High end."),
    ("n", "count", "Readings: the first ones, each in a joint state of the as-of date."),
)
EVERY = "all"


def find(study: Study, solved: Solved | None, cut: str) -> Finding:
    """One row for each principal that signs, and one for all of them."""
    table = TableBuilder(OPENNESS)
    if solved is None:
        return table.finding("timeline.openness", cut, cut=limit(study.case, cut))
    now, n = solved.now, solved.n
    way_out = float(now.passes.mean())
    for place, party in enumerate(solved.parties):
        path = f"timeline.seen.{party}"
        cost = study.draws.columns.get(path, np.zeros(study.n))[:n]
        hits = int(now.open[place].sum())
        low, high = wilson(hits, n)
        table.add(
            party=party,
            party_name=study.name(party),
            motive=_median(now.motive[place]),
            motive_later=_median(now.later[place]),
            motive_n=int((now.motive[place] != NONE).sum()),
            way_out=way_out,
            cost=round(float(np.median(cost)), DIGITS),
            open=hits / n,
            open_low=low,
            open_high=high,
            n=n,
        )
    together = int(now.open.all(axis=0).sum())
    low, high = wilson(together, n)
    table.add(
        party=EVERY,
        party_name="All in the same reading",
        motive=None,
        motive_later=None,
        motive_n=None,
        way_out=way_out,
        cost=None,
        open=together / n,
        open_low=low,
        open_high=high,
        n=n,
    )
    rests_on = ["timeline", *(f"preferences.{party}.no_deal" for party in solved.parties)]
    return table.finding("timeline.openness", _sentence(table), rests_on=rests_on)


def _median(nano: Ints) -> float | None:
    """In points, over the readings in which there is such a deal."""
    there = nano[nano != NONE]
    return round(float(np.median(there)) / NANO, DIGITS) if len(there) else None


def _sentence(table: TableBuilder) -> str:
    *each, every = table.records()
    said = [f"{row['party_name']} {in_100(float(row['open'] or 0))}" for row in each]
    return (
        "As things stand, open to talks in how many readings of the stated judgements: "
        f"{', '.join(said)}; all in the same reading {in_100(float(every['open'] or 0))}. Some "
        f"package passes all stages in {in_100(float(every['way_out'] or 0))}."
        if each
        else "No principal has to sign, so nobody's openness is asked for."
    )
