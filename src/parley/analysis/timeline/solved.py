"""The timeline of a case solved reading by reading, as it is and after each lever."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import partial

import numpy as np

from parley.analysis.study import Study
from parley.analysis.timeline.courses import Courses, Floats, collapse, follow_talks, joined, paces
from parley.analysis.timeline.grid import Grid
from parley.analysis.timeline.openness import Asker, Change, Openness
from parley.case.schema import Case
from parley.case.timeline import Timeline
from parley.changes import pulled
from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine.critical import NONE
from parley.engine.scan import in_threads
from parley.space import Mask

MOST_STATES = 4096
"""Joint states of the factors; of more nothing is solved."""
ROWS = 24_000
"""Joint states times readings that are looked at, about."""
LEVER_ROWS = 110_000
"""Joint states times readings times levers, about."""
MOST_READINGS = 96
LEAST_READINGS = 4
BATCH = 8_192
"""Joint states times readings that are held at once."""
MOST_MOVES = 4_000
"""Moves of factors and talks that may be expected in that time; of more nothing is solved."""
AHEAD = 2.0
"""Years that are looked ahead where the case does not say."""


class Unsolved(Exception):  # noqa: N818 - an outcome, not a fault
    """Why nothing can be said of a case."""


@dataclass(frozen=True)
class Now:
    """How parties stand at the as-of date, in the joint state that each reading has then.

    Attributes
    ----------
    motive, later : (party, reading)
        By how much the best deal that a party could get beats its no-deal value, and the one that
        it has to expect, nano-points; NONE where there is no such deal.
    passes : (reading,)
        Some package passes all stages.
    open : (party, reading)
    """

    motive: Ints
    later: Ints
    passes: Mask
    open: Mask


@dataclass(frozen=True)
class Solved:
    """Everything that the timeline of a case says.

    Attributes
    ----------
    years : (time,)
        From the as-of date.
    shares : (kind, reading)
        Share of each kind of event among those that may open talks.
    levers
        Lever to its courses in the first readings, at the horizon alone.
    states
        Joint states of the factors.
    """

    parties: tuple[str, ...]
    years: Floats
    courses: Courses
    now: Now
    shares: Floats
    levers: dict[str, Courses]
    states: int

    @property
    def n(self) -> int:
        """Number of readings."""
        return len(self.courses.failed)


@dataclass(frozen=True)
class Part:
    """What is found in some of the readings."""

    courses: Courses
    now: Now
    triggers: Floats
    levers: dict[str, Courses]


def limit(case: Case, why: str) -> str:
    """What a limit left out; a case that asks for nothing loses nothing."""
    return why if case.timeline is not None else ""


def solve(study: Study) -> Solved:
    """The timeline of a case, reading by reading.

    Raises
    ------
    Unsolved
        Nothing is said of it, or it is too large.
    """
    grid = Grid.of(study.case)
    timeline = _asked(study.case, grid)
    ahead = _ahead(timeline)
    n = min(study.n, _readings(ROWS, grid.size), MOST_READINGS)
    levers = list(map(str, study.case.levers))
    fewer = min(n, _readings(LEVER_ROWS, grid.size * len(levers))) if levers else 0
    asker = Asker(study, grid)
    years = np.linspace(0.0, ahead, max(1, round(12 * ahead)) + 1)

    def work(piece: slice) -> Part:
        return _part(asker, study.draws.take(piece), years, levers if piece.start < fewer else [])

    parts = in_threads(work, _pieces(fewer, n, grid.size), study.threads)
    every = np.concatenate([part.triggers for part in parts], axis=1)
    return Solved(
        asker.parties,
        years,
        joined([part.courses for part in parts]),
        Now(*(np.concatenate([getattr(p.now, f.name) for p in parts], -1) for f in fields(Now))),
        every / every.sum(axis=0),
        {lever: joined([p.levers[lever] for p in parts if p.levers]) for lever in levers},
        grid.size,
    )


def _part(asker: Asker, draws: Draws, years: Floats, levers: Sequence[str]) -> Part:
    """Some readings as they are, and after each lever."""
    study = asker.study
    openness = asker.of(draws)
    pace = paces(study, draws, draws)
    changed = {}
    for lever in levers:
        change: Change = partial(pulled, study.model.book, levers=(lever,))
        after = asker.of(draws, change, openness)
        other = paces(study, draws, change(draws))
        changed[lever] = follow_talks(asker, after, other, years[[0, -1]])
    courses = follow_talks(asker, openness, pace, years)
    return Part(courses, _now(asker, draws, openness), pace.triggers, changed)


def _asked(case: Case, grid: Grid) -> Timeline:
    """The timeline of a case that can be solved."""
    if case.timeline is None:
        raise Unsolved("The case does not say how fast things move.")
    if grid.size > MOST_STATES:
        raise Unsolved(
            f"The factors have {grid.size:,} joint states, more than the {MOST_STATES:,} up to "
            "which talks are followed. Leave out factors that matter little."
        )
    if case.timeline.collapses is None and not collapse(case).years:
        raise Unsolved(
            "No settlement channel was open since the record begins, so that nothing says how soon "
            "talks collapse. Write `collapses` in the timeline."
        )
    if _moves(case.timeline) > MOST_MOVES:
        raise Unsolved(
            f"Something moves so fast that more than {MOST_MOVES:,} moves are to be expected over "
            "the years that are looked at. Write longer times."
        )
    return case.timeline


def _ahead(timeline: Timeline) -> float:
    return AHEAD if timeline.ahead is None else timeline.ahead.value.median


def _moves(timeline: Timeline) -> float:
    """How many moves there may be in the time that is looked at, at the most."""
    paces = [[timeline.concludes], [timeline.collapses] if timeline.collapses else []]
    paces += [list(chain.lasts.values()) for chain in timeline.chains.values()]
    rate = sum(max((1 / pace.value.low for pace in each), default=0.0) for each in paces)
    return rate * max(_ahead(timeline), timeline.looks_ahead.value.high)


def _readings(rows: int, size: int) -> int:
    return max(LEAST_READINGS, rows // size)


def _pieces(fewer: int, n: int, size: int) -> list[slice]:
    """Readings that are worked on at once; those that levers are asked of come first."""
    step = max(1, BATCH // size)
    return [
        slice(at, min(at + step, stop))
        for start, stop in ((0, fewer), (fewer, n))
        for at in range(start, stop, step)
    ]


def _now(asker: Asker, draws: Draws, openness: Openness) -> Now:
    """How parties stand at the as-of date."""
    states = asker.start(draws.numbers)
    rows = np.arange(len(draws))
    motive = asker.motives(draws, states)
    change = openness.later[:, rows, states] - openness.no_deal[:, rows, states]
    return Now(
        motive,
        np.where(motive != NONE, motive - change, motive),
        openness.passes[rows, states],
        openness.open[:, rows, states],
    )
