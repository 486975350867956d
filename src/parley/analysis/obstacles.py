"""What blocks a deal: which conditions cannot all hold, and which would have to be relaxed."""

from __future__ import annotations

import numpy as np

from parley.analysis import gap
from parley.analysis.blocked import Blocked, belonging
from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import readings, share, wilson
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO
from parley.draws import Draws
from parley.engine.failing import (
    followers,
    members,
    relaxed,
)

MOST_SHOWN = 20
MOST_RELAXED = 2
"""Conditions of a correction set that is listed."""
SIDES = "abc"
OF_NO_DEAL = "Share of the draws without a deal in which"

CONFLICTS = columns(
    ("place", "count", "1 for the most frequent."),
    ("size", "count", "How many conditions cannot all hold."),
    ("share", "share", f"{OF_NO_DEAL} these, and no fewer of them, leave no package."),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws without a deal that were taken apart."),
    *(
        column
        for side in SIDES
        for column in (
            (f"{side}_key", "text", "Key of a condition; none where there are fewer."),
            (f"{side}_kind", "text", "accept, line, block, later, cheat or body."),
            (f"{side}_holder", "text", "Key of the party that holds it."),
            (f"{side}_name", "text", "Its name."),
            (f"{side}_words", "text", "What it wants, refuses or needs, at the least."),
            (f"{side}_law", "text", "The law behind it, where it is law and not will."),
            (f"{side}_path", "text", "Where the case says it."),
        )
    ),
)
CORRECTIONS = columns(
    ("place", "count", "1 for what opens most."),
    ("size", "count", "How many conditions are relaxed."),
    ("keys", "text", "Their keys."),
    ("holders", "text", "Keys of their holders."),
    ("holder_names", "text", "Their names."),
    ("words", "text", "What would have to be relaxed."),
    ("law", "text", "The law behind it, where it is law and not will."),
    ("share", "share", f"{OF_NO_DEAL} some package passes once these are relaxed."),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws without a deal that were taken apart."),
    ("unit", "text", "Unit of the concession; none where it has no size."),
    ("concession_low", "number", "10 % quantile of the least concession that opens a deal."),
    ("concession", "number", "Median, over the draws in which this condition alone would do."),
    ("concession_high", "number", "90 % quantile."),
)
CONDITIONS = columns(
    ("key", "text", "Key of the condition."),
    ("kind", "text", "accept, line, block, later, cheat or body."),
    ("holder", "text", "Key of the party that holds it."),
    ("holder_name", "text", "Its name."),
    ("words", "text", "What it wants, refuses or needs."),
    ("path", "text", "Where the case says it."),
    ("every", "share", f"{OF_NO_DEAL} it is in every smallest correction set."),
    ("some", "share", f"{OF_NO_DEAL} it is in some smallest correction set."),
    ("n", "count", "Number of draws without a deal that were taken apart."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """Conflicts, corrections, conditions, and where values alone clash the gap by issue."""
    blocked = Blocked.of(study)
    return (
        conflicting(study, blocked),
        correcting(study, blocked),
        conditions(study, blocked),
        gap.gap(study, _only_values(study, blocked)),
    )


def conflicting(study: Study, blocked: Blocked) -> Finding:
    """Conditions that cannot all hold, most frequent first."""
    rows_of: dict[int, list[int]] = {}
    for row, sets in enumerate(blocked.conflicts):
        for one in sets:
            rows_of.setdefault(int(one), []).append(row)
    order = sorted(rows_of, key=lambda one: (-len(rows_of[one]), one))
    table = TableBuilder(CONFLICTS)
    for place, one in enumerate(order[:MOST_SHOWN], 1):
        low, high = wilson(len(rows_of[one]), blocked.n)
        among = members(one)
        cells: dict[str, Cell] = {}
        for side, nth in zip(SIDES, [*among, *[None] * 3], strict=False):
            about: dict[str, Cell] = dict.fromkeys(ABOUT)
            if nth is not None:
                about = blocked.about(nth, blocked.words(nth, rows_of[one], least=True))
            cells |= {f"{side}_{name}": cell for name, cell in about.items()}
        table.add(
            place=place,
            size=len(among),
            share=len(rows_of[one]) / blocked.n,
            share_low=low,
            share_high=high,
            n=blocked.n,
            **cells,
        )
    no_deal = share("no_deal", blocked.every, study.n)
    cut = blocked.cut
    if len(order) > MOST_SHOWN:
        cut += f" {MOST_SHOWN} of {len(order)} conflicts of up to three conditions are listed."
    return table.finding(
        "obstacles.conflicts",
        _conflict_sentence(study, table, no_deal.value),
        (no_deal,),
        cut=cut.strip(),
    )


ABOUT = ("key", "kind", "holder", "name", "words", "law", "path")


def _conflict_sentence(study: Study, table: TableBuilder, no_deal: float) -> str:
    if no_deal == 0:
        return "Some package passes in every reading, so nothing blocks a deal."
    if not table.rows:
        return (
            f"No package passes {readings(no_deal)}; in none of them do three conditions or fewer "
            "rule out every package."
        )
    first = table.records()[0]
    sides = "; ".join(
        f"{first[f'{side}_name']} {first[f'{side}_words']}"
        for side in SIDES
        if first[f"{side}_key"]
    )
    often = readings(float(first["share"] or 0.0)).replace("readings", "of these readings")
    return (
        f"No package passes {readings(no_deal)}. What most often cannot all be had, {often}: "
        f"{sides}."
    )


def correcting(study: Study, blocked: Blocked) -> Finding:
    """What would have to be relaxed, what opens most first."""
    after = followers(blocked.asked)
    rows_of: dict[int, list[int]] = {}
    for row, found in enumerate(blocked.found):
        for one in found.corrections:
            rows_of.setdefault(int(one), []).append(row)
    candidates = [one for one in rows_of if len(members(one)) <= MOST_RELAXED]
    opens = {
        one: sum(
            bool(((found.sets & ~np.int64(relaxed(one, after))) == 0).any())
            for found in blocked.found
        )
        for one in candidates
    }
    order = sorted(candidates, key=lambda one: (len(members(one)), -opens[one], one))
    singles = [one for one in order if len(members(one)) == 1][:MOST_SHOWN]
    pairs = [one for one in order if len(members(one)) == 2][:MOST_SHOWN]
    table = TableBuilder(CORRECTIONS)
    for place, one in enumerate((*singles, *pairs), 1):
        among = members(one)
        low, high = wilson(opens[one], blocked.n)
        holders = list(dict.fromkeys(blocked.asked[nth].holder for nth in among))
        laws = [law for nth in among if (law := blocked.asked[nth].law)]
        table.add(
            place=place,
            size=len(among),
            keys=", ".join(blocked.asked[nth].key for nth in among),
            holders=", ".join(holders),
            holder_names=", ".join(study.name(holder) for holder in holders),
            words="; ".join(
                f"{study.name(blocked.asked[nth].holder)} "
                f"{blocked.words(nth, rows_of[one], least=False)}"
                for nth in among
            ),
            law="; ".join(laws) or None,
            share=opens[one] / blocked.n,
            share_low=low,
            share_high=high,
            n=blocked.n,
            **_concession(blocked, one),
        )
    cut = blocked.cut
    if len(candidates) > len(table.rows):
        cut += f" {len(table.rows)} of {len(candidates)} sets of one or two conditions are listed."
    return table.finding("obstacles.corrections", _correction_sentence(table), cut=cut.strip())


def _concession(blocked: Blocked, one: int) -> dict[str, Cell]:
    """How far the holder of a single condition would have to come, in its own unit."""
    cells: dict[str, Cell] = dict.fromkeys(
        ("unit", "concession_low", "concession", "concession_high")
    )
    among = members(one)
    if len(among) > 1 or blocked.asked[among[0]].unit not in ("points", "log-odds", "seats"):
        return cells
    sizes = [
        int(short) / NANO
        for found in blocked.found
        for short in found.short[(found.sets == one) & found.corrects]
    ]
    if not sizes:
        return cells
    spread = quantiles(np.array(sizes))
    names = ("concession_low", "concession", "concession_high")
    return cells | {"unit": blocked.asked[among[0]].unit, **dict(zip(names, spread, strict=True))}


def _correction_sentence(table: TableBuilder) -> str:
    singles = [row for row in table.records() if row["size"] == 1]
    if not table.rows:
        return "No single condition, and no two together, would open a deal where there is none."
    best = (singles or table.records())[0]
    often = readings(float(best["share"] or 0.0)).replace("readings", "of the readings without one")
    size = (
        f"; it would have to move by {float(best['concession']):.1f} {best['unit']} in the middle "
        "reading of these"
        if best["concession"] is not None
        else ""
    )
    return f"A deal would open {often} if this alone did not have to hold: {best['words']}{size}."


def conditions(study: Study, blocked: Blocked) -> Finding:
    """How often each condition is in every, and in some, smallest correction set."""
    every, some = belonging(blocked.found, len(blocked.asked))
    table = TableBuilder(CONDITIONS)
    for place in sorted(range(len(blocked.asked)), key=lambda nth: (-every[nth], -some[nth])):
        if some[place]:
            about = blocked.about(place, blocked.subject(place))
            table.add(
                key=about["key"],
                kind=about["kind"],
                holder=about["holder"],
                holder_name=about["name"],
                words=about["words"],
                path=about["path"],
                every=int(every[place]) / blocked.n,
                some=int(some[place]) / blocked.n,
                n=blocked.n,
            )
    sentence = (
        "How often each condition belongs to what would have to be relaxed at the least."
        if table.rows
        else "Nothing would have to be relaxed: some package passes in every reading."
    )
    return table.finding("obstacles.conditions", sentence, cut=blocked.cut)


def _only_values(study: Study, blocked: Blocked) -> Draws | None:
    """The first draw in which the wishes of principals alone leave nothing."""
    wishes = {
        place
        for place, condition in enumerate(blocked.asked)
        if condition.kind == "accept" and condition.holder in study.principals
    }
    for row, sets in enumerate(blocked.conflicts):
        if any(set(members(int(one))) <= wishes for one in sets):
            return blocked.draws.take(np.array([row]))
    return None
