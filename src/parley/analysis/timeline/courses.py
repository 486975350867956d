"""What becomes of talks in each reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from parley.analysis.study import Study
from parley.analysis.timeline.chain import follow, with_talks
from parley.analysis.timeline.counted import COLLAPSE, Rate, collapses, is_open, triggers, window
from parley.analysis.timeline.openness import Asker, Openness, uniforms
from parley.case.schema import Case
from parley.draws import Draws

Floats = NDArray[np.float64]

HOME = "timeline.rates"


@dataclass(frozen=True)
class Paces:
    """How fast talks open and close in each reading, a year.

    Attributes
    ----------
    triggers : (kind, reading)
        Events of each kind that may open talks.
    collapsing, concluding : (reading,)
        Open talks close, and conclude where some package passes.
    """

    triggers: Floats
    collapsing: Floats
    concluding: Floats


@dataclass(frozen=True)
class Courses:
    """What becomes of talks in each reading.

    Attributes
    ----------
    open, concluded : (reading, time)
        Chance that they are, now and at each later time.
    failed, opened : (reading,)
        Expected number of times that talks close without a result, and that they open, up to the
        horizon.
    """

    open: Floats
    concluded: Floats
    failed: Floats
    opened: Floats


def collapse(case: Case) -> Rate:
    """What the record says of how soon talks collapse."""
    assert case.timeline is not None
    return collapses(case, window(case, case.timeline.since))


def joined(parts: Sequence[Courses]) -> Courses:
    """The courses of some readings after those of others."""
    return Courses(
        *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Courses))
    )


def paces(study: Study, draws: Draws, after: Draws) -> Paces:
    """How fast talks open and close.

    Parameters
    ----------
    after
        The same draws after a lever was used, if one was.
    """
    timeline = study.case.timeline
    assert timeline is not None

    def at(kind: str, rate: Rate) -> Floats:
        return rate.at(uniforms(study.seed, draws.numbers, f"{HOME}.{kind}"))

    during = window(study.case, timeline.since)
    return Paces(
        np.array([at(kind, rate) for kind, rate in triggers(study.case, during).items()]),
        at(COLLAPSE, collapse(study.case))
        if timeline.collapses is None
        else 1 / after.value("timeline.collapses"),
        1 / after.value("timeline.concludes"),
    )


def follow_talks(asker: Asker, openness: Openness, pace: Paces, years: Floats) -> Courses:
    """What becomes of talks in some readings.

    Parameters
    ----------
    years : (time,)
        Equally far from each other.
    """
    start = asker.chances
    size = len(start)
    is_concluded = np.r_[np.zeros(2 * size), 1.0]
    is_now_open = np.r_[np.zeros(size), np.ones(size), 0.0]
    is_open_now = is_open(asker.study.case)
    first = np.r_[start * (not is_open_now), start * is_open_now, 0.0]
    found = []
    for row, moves in enumerate(openness.moves):
        opening = pace.triggers[:, row].sum() * openness.all_open[row]
        concluding = pace.concluding[row] * openness.passes[row]
        generator = with_talks(moves, opening, concluding, float(pace.collapsing[row]))
        values, spent = follow(generator.T.tocsr(), first, years[1], len(years) - 1)
        whole = spent.sum(axis=0)
        opened = float(whole[:size] @ opening)
        failed = float(whole @ is_now_open) * float(pace.collapsing[row])
        found.append((values @ is_now_open, values @ is_concluded, failed, opened))
    return Courses(*(np.array(part) for part in zip(*found, strict=True)))
