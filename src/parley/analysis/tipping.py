"""At which value of a quantity the answer changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from parley.analysis import blocked, no_deal_values
from parley.analysis.curve import Curve
from parley.analysis.dials import Dial, dial, dials
from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import in_100, readings, wilson
from parley.analysis.study import Study
from parley.changes import fixed
from parley.engine.again import Change, readers, touched
from parley.engine.any_size import again
from parley.space import Mask

SCREENED = 64
"""Draws in which every range is tried at both ends: the first ones."""
MOST_MOVING = 12
"""Quantities whose curve is drawn."""

SCREEN = columns(
    ("path", "text", "Path of the quantity."),
    ("what", "text", "What it is, in words."),
    ("low", "number", "Low end of its range, as written."),
    ("high", "number", "High end."),
    ("share_low_end", "share", "Share of the draws in which some package passes, at the low end."),
    ("share_high_end", "share", "The same at the high end."),
    ("change", "share", "The second less the first."),
    ("moved", "count", "Draws in which the answer is not the same at both ends."),
    ("n", "count", "Number of draws: the first ones."),
)
OBSTRUCTED = 20
"""Draws in which the first obstacle is looked for at a value: the first ones."""
EVERY = 2
"""The first obstacle is looked for at every second value of a curve."""
NOWHERE: dict[str, Cell] = {
    "kind": "quarter",
    "value": None,
    "share": None,
    "below": None,
    "above": None,
}
CURVES = columns(
    ("path", "text", "Path of the quantity."),
    ("what", "text", "What it is, in words."),
    ("value", "number", "What it is set to, before states of factors move it."),
    ("share", "share", "Share of the draws in which some package passes all stages."),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws: the first ones."),
    ("inside", "flag", "The value is within the range as written."),
    (
        "obstacle",
        "text",
        "Key of the condition that, in the first draws without a deal, is most often in every "
        "smallest correction set; none where each has a deal, and at every second value.",
    ),
)
POINTS = columns(
    ("path", "text", "Path of the quantity."),
    ("what", "text", "What it is, in words."),
    (
        "kind",
        "text",
        "quarter: the share is a quarter more or less than at the middle of the range; obstacle: "
        "the first obstacle is another.",
    ),
    ("value", "number", "Where that is so, between two values of the curve; none: nowhere."),
    ("share", "share", "The share there; none for an obstacle."),
    ("below", "text", "For an obstacle: key of the first one below the value."),
    ("above", "text", "For an obstacle: key of the first one above it."),
    ("middle", "share", "The share at the middle of the range."),
    ("ceiling", "share", "The highest share of the curve."),
    (
        "ceiling_value",
        "number",
        "A value at which it is reached; of several the nearest to the middle.",
    ),
    ("n", "count", "Number of draws: the first ones."),
)


def find(study: Study, asked: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What moves the answer, the curves of what moves it most, and no-deal values.

    Parameters
    ----------
    asked
        Paths of further quantities whose curves are wanted.

    Raises
    ------
    ValueError
        A path is no single number of the case.
    """
    every = dials(study)
    moved = screened(study, every)
    chosen = [one for one in _by_size(moved) if _moves(moved[one])][:MOST_MOVING]
    chosen += [one for path in asked if (one := dial(study, path)) not in chosen]
    found = curves_of(study, chosen)
    return (
        screen(study, moved),
        curves(study, found),
        points(study, found),
        *no_deal_values.find(study),
    )


Ends = tuple[Mask, Mask]
"""(draw,) whether some package passes all stages at the low end, and at the high end."""


def screened(study: Study, every: Sequence[Dial]) -> dict[Dial, Ends]:
    """Every range at both of its ends, in the first draws."""
    draws = study.draws.take(slice(0, SCREENED))
    base = study.judged.some[:SCREENED]
    by_path = readers(study.plan)
    # Quantities of the same conditions leave the same packages to be compared.
    groups: dict[frozenset[int], list[Dial]] = {}
    for one in every:
        groups.setdefault(touched(by_path, one.path), []).append(one)
    asked = [group for conditions, group in groups.items() if conditions]
    changes = [[_set(study, one, x) for one in group for x in one.ends] for group in asked]
    found = again(study.plan, draws, changes, study.threads, only_all=True)
    stages = len(study.stages)
    ends = {
        one: (reached[2 * place] == stages, reached[2 * place + 1] == stages)
        for group, reached in zip(asked, found, strict=True)
        for place, one in enumerate(group)
    }
    return {one: ends.get(one, (base, base)) for one in every}


def _set(study: Study, one: Dial, value: float) -> Change:
    return partial(fixed, study.model.book, path=one.path, value=value)


def _by_size(moved: dict[Dial, Ends]) -> list[Dial]:
    """What moves the share most first; then what moves the answer in most draws."""
    return sorted(moved, key=lambda one: (-abs(_change(moved[one])), -_moves(moved[one])))


def _change(ends: Ends) -> float:
    low, high = ends
    return (int(high.sum()) - int(low.sum())) / len(low)


def _moves(ends: Ends) -> int:
    """In how many draws the answer is not the same at both ends."""
    low, high = ends
    return int((low != high).sum())


def screen(study: Study, moved: dict[Dial, Ends]) -> Finding:
    """One row for each range, what moves most first."""
    table = TableBuilder(SCREEN)
    for one in _by_size(moved):
        low, high = moved[one]
        table.add(
            path=one.path,
            what=one.what,
            low=one.ends[0],
            high=one.ends[1],
            share_low_end=float(low.mean()),
            share_high_end=float(high.mean()),
            change=_change(moved[one]),
            moved=_moves(moved[one]),
            n=len(low),
        )
    rows = table.records()
    moving = [row for row in rows if row["moved"]]
    if not moving:
        sentence = (
            f"None of {len(rows):,} ranges moves the answer, from one of its ends to the other."
            if rows
            else "The case has no ranges."
        )
    else:
        first = moving[0]
        sentence = (
            f"Of {len(rows):,} ranges {len(moving):,} move the answer. What moves it most is "
            f"“{first['what']}”: from {in_100(float(first['share_low_end'] or 0))} at its low end "
            f"to {in_100(float(first['share_high_end'] or 0))} at its high end, in the first "
            f"{first['n']} readings."
        )
    return table.finding("tipping.screen", sentence)


def curves_of(study: Study, chosen: Sequence[Dial]) -> list[Curve]:
    """The curve of each quantity, in the first draws."""
    changes = [[_set(study, one, float(x)) for x in one.values] for one in chosen]
    found = again(study.plan, study.few, changes, study.threads, only_all=True)
    stages = len(study.stages)
    return [
        Curve(
            one,
            (reached == stages).sum(axis=1),
            len(study.few),
            tuple(
                _first_obstacle(study, one, float(value), has_deal) if place % EVERY == 0 else None
                for place, (value, has_deal) in enumerate(
                    zip(one.values, reached == stages, strict=True)
                )
            ),
        )
        for one, reached in zip(chosen, found, strict=True)
    ]


def _first_obstacle(study: Study, one: Dial, value: float, has_deal: Mask) -> str | None:
    """What most often blocks a deal at a value, in those of the first draws that have none."""
    without = study.few.take(np.flatnonzero(~has_deal[:OBSTRUCTED]))
    return blocked.first(study, fixed(study.model.book, without, one.path, value))


def curves(study: Study, found: Sequence[Curve]) -> Finding:
    """One row for each value of each quantity."""
    table = TableBuilder(CURVES)
    for curve in found:
        low, high = curve.dial.ends
        for value, hits, obstacle in zip(
            curve.dial.values.tolist(), curve.hits.tolist(), curve.obstacles, strict=True
        ):
            share_low, share_high = wilson(hits, curve.n)
            table.add(
                path=curve.dial.path,
                what=curve.dial.what,
                value=value,
                share=hits / curve.n,
                share_low=share_low,
                share_high=share_high,
                n=curve.n,
                inside=low <= value <= high,
                obstacle=obstacle,
            )
    sentence = (
        f"The {len(found)} quantities that move the answer most, or were asked for, each set to "
        f"{len(found[0].dial.values)} values in the first {len(study.few):,} readings, all else as "
        "drawn."
        if found
        else "No quantity moves the answer."
    )
    return table.finding("tipping.curves", sentence, rests_on=[c.dial.path for c in found])


def points(study: Study, found: Sequence[Curve]) -> Finding:
    """Where each curve has changed by a quarter, and how high it gets."""
    table = TableBuilder(POINTS)
    for curve in found:
        ceiling, ceiling_value = curve.ceiling
        rows: list[dict[str, Cell]] = [
            {"kind": "quarter", "value": value, "share": level, "below": None, "above": None}
            for value, level in curve.crossings
        ]
        rows += [
            {"kind": "obstacle", "value": value, "share": None, "below": below, "above": above}
            for value, below, above in curve.changes
        ]
        for row in rows or [NOWHERE]:
            table.add(
                path=curve.dial.path,
                what=curve.dial.what,
                **row,
                middle=curve.middle,
                ceiling=ceiling,
                ceiling_value=ceiling_value,
                n=curve.n,
            )
    tipping = [curve for curve in found if curve.crossings]
    sentence = (
        f"{len(tipping)} of {len(found)} quantities would change the share by a quarter of itself "
        f"within half a width around their ranges. {_highest(found)}"
        if found
        else "No quantity moves the answer."
    )
    return table.finding("tipping.points", sentence, rests_on=[c.dial.path for c in found])


def _highest(found: Sequence[Curve]) -> str:
    top = max(found, key=lambda curve: curve.ceiling[0])
    share, value = top.ceiling
    return (
        f"With any of them alone at one of its values some package passes {readings(share)} at "
        f"most, with “{top.dial.what}” at {value:.3g}."
    )
