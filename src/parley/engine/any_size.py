"""The questions of the engine for spaces of any size.

Where each package is looked at, by scans; of more packages by elimination, which tells the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from parley.conditions.forms import Ints
from parley.draws import Draws
from parley.engine import again as again_
from parley.engine import critical, elimination, elimination_failing, elimination_slack, scan
from parley.engine import failing as failing_
from parley.engine.again import Change
from parley.engine.failing import Failing
from parley.engine.plan import Plan
from parley.engine.scan import Asked, Tally
from parley.space import Mask


def tallies(asked: Sequence[Asked], threads: int = 1, order: int = 1) -> list[Tally]:
    """What passes in every draw, in several ways at once.

    Parameters
    ----------
    asked
        Plans with the same halves, each with its reading of the same draws.
    """
    found = scan.scans(asked, threads, order)
    return [
        _decided(plan, draws, tally, threads)
        for (plan, draws), tally in zip(asked, found, strict=True)
    ]


def _decided(plan: Plan, draws: Draws, tally: Tally, threads: int) -> Tally:
    """A tally of listed packages with what elimination says of all."""
    if plan.scheme is None:
        return tally
    found = elimination.reach(plan.scheme, draws, threads)
    return replace(tally, reached=found.stages, at_most=found.at_most)


def reach(plan: Plan, draws: Draws, threads: int = 1) -> Ints:
    """(draw,) how many stages some package passes; at least, where that stays undecided."""
    if plan.scheme is None:
        return scan.reach(plan, draws, threads)
    return elimination.reach(plan.scheme, draws, threads).stages


def exists(plan: Plan, draws: Draws, threads: int = 1) -> Mask:
    """(draw,) whether some package passes all stages."""
    found: Mask = reach(plan, draws, threads) == len(plan.program.stage_ends)
    return found


def again(
    plan: Plan,
    draws: Draws,
    groups: Sequence[Sequence[Change]],
    threads: int = 1,
    *,
    only_all: bool = False,
) -> list[Ints]:
    """(change, draw) for each group how many stages some package passes after each change.

    Parameters
    ----------
    groups, only_all
        As in :func:`parley.engine.again.again`.
    """
    if plan.scheme is None:
        return again_.again(plan, draws, groups, threads, only_all=only_all)
    stages = len(plan.program.stage_ends)
    least = stages - 1 if only_all else 0
    return [
        np.array([np.maximum(reach(plan, change(draws), threads), least) for change in group])
        .reshape(len(group), len(draws))
        .astype(np.int64)
        for group in groups
    ]


def failing(plan: Plan, draws: Draws, threads: int = 1) -> list[Failing]:
    """The least failing sets of each draw; ``plan`` has each condition for itself."""
    if plan.scheme is None:
        return failing_.failing(plan, draws, threads)
    return elimination_failing.failing(plan.scheme, draws, threads)


def slack(plan: Plan, draws: Draws, mine: Sequence[Mask], threads: int = 1) -> Ints:
    """(set, draw) the most that some package which passes all else has over what some conditions
    ask, as in :func:`parley.engine.critical.slack`; by elimination up to a hundredth of a point
    less.
    """
    if plan.scheme is None:
        return critical.slack(plan, draws, mine, threads)
    return elimination_slack.slack(plan.scheme, draws, mine, threads)
