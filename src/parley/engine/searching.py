"""Which packages of too many are listed: those that a search finds to pass often.

Of a space that cannot be looked at package by package, whether *some* package passes is decided by
elimination. How often a single one passes is told of the packages listed here: what elimination
finds in some draws, the references, and what a change of one issue makes better, again and again.
The search is the same for every run of a case: it has draws of its own.
"""

from __future__ import annotations

import os

import numpy as np

from parley.conditions import Model
from parley.conditions.acceptance import signers
from parley.conditions.worth import worth
from parley.draws import Draws, central
from parley.engine.elimination import front, reach
from parley.engine.listing import Listing, whole
from parley.engine.plan import listed_plan
from parley.engine.program import Program, program
from parley.engine.scan import scan
from parley.engine.scheme import Scheme, scheme
from parley.space import Codes, Space

SEED = 0
DRAWS = 128
"""Draws of the search."""
FRONTS = 8
"""Draws of which also some of the efficient packages are taken."""
A_FRONT = 64
"""Efficient packages that are taken of one draw, evenly along the front."""
BEST = 48
"""Packages whose neighbours are looked at in a round."""
ROUNDS = 12
MOST = 2**13
"""Packages that are listed."""


def listing_of(model: Model) -> Listing:
    """The packages that are counted one by one: all that break no rule, or what a search finds."""
    return whole(model) if model.is_enumerated else found(model, threads=os.cpu_count() or 1)


def found(model: Model, threads: int = 1) -> Listing:
    """Packages that pass often, beside the references.

    Returns
    -------
    Listing
        Not whole; at most :data:`MOST` and the references.
    """
    steps = program(model.space, model.conditions, model.stages)
    draws = model.draws(SEED, np.arange(DRAWS, dtype=np.int64))
    named = np.unique(_references(model))
    starts = np.concatenate([named[:0], *_starts(model, steps, draws, threads)])
    # What is named comes first, so that no limit cuts it.
    codes = np.concatenate([named, np.setdiff1d(starts, named)])
    codes = codes[model.rules.allows(codes)]
    if not len(codes):
        codes = _any(model, steps)
    return Listing(_climbed(model, steps, draws, codes, threads), is_whole=False)


def _references(model: Model) -> Codes:
    case, space = model.case, model.space
    packages = [reference.terms for reference in case.references.values()]
    codes = [space.code({**case.now, **terms}) for terms in packages if terms is not None]
    return np.array([*codes, space.code(case.now)], dtype=np.int64)


def _starts(model: Model, steps: Program, draws: Draws, threads: int) -> list[Codes]:
    """A package that passes in each draw, and some that are efficient in a few draws."""
    aims = tuple(worth(model.case, model.space, party) for party in signers(model.case))
    plain = scheme(model.space, steps, model.rules.tables)
    codes = reach(plain, draws, threads).codes
    starts = [codes[codes >= 0]]
    if aims:
        aimed = scheme(model.space, steps, model.rules.tables, aims)
        few = [central(model.book), *(draws.take(slice(d, d + 1)) for d in range(FRONTS))]
        starts += [_along(aimed, draw, stage) for draw in few for stage in _stages(model)]
    return starts


def _stages(model: Model) -> range:
    return range(1, len(model.stages) + 1)


def _along(aimed: Scheme, draw: Draws, stage: int) -> Codes:
    """Efficient packages, evenly along the front."""
    efficient = front(aimed, draw, stage).codes
    places = np.linspace(0, len(efficient) - 1, min(A_FRONT, len(efficient)))
    return efficient[np.unique(places.astype(np.int64))]


def _any(model: Model, steps: Program) -> Codes:
    """Some package that breaks no rule: a case without any is refused before."""
    aims = tuple(worth(model.case, model.space, party) for party in model.case.preferences)
    some = scheme(model.space, steps, model.rules.tables, aims)
    return front(some, central(model.book), 0).codes[:1]


def _climbed(model: Model, steps: Program, draws: Draws, codes: Codes, threads: int) -> Codes:
    """Those and, round by round, the neighbours of what passes most, while there is room."""
    known, hits = codes[:MOST], _hits(model, steps, draws, codes[:MOST], threads)
    asked = np.zeros(0, dtype=np.int64)
    for _ in range(ROUNDS):
        order = np.lexsort((known, *(-hits)))[:BEST]
        fresh_from = np.setdiff1d(known[order], asked)
        asked = np.union1d(asked, fresh_from)
        fresh = np.setdiff1d(_neighbours(model.space, fresh_from), known)
        fresh = fresh[model.rules.allows(fresh)][: MOST - len(known)]
        if not len(fresh):
            break
        known = np.concatenate([known, fresh])
        hits = np.concatenate([hits, _hits(model, steps, draws, fresh, threads)], axis=1)
    return np.sort(known)


def _hits(
    model: Model, steps: Program, draws: Draws, codes: Codes, threads: int
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """(stage, code) in how many draws each passes."""
    if not len(codes):
        return np.zeros((len(model.stages), 0), dtype=np.int64)
    plan = listed_plan(model.space, steps, Listing(codes, is_whole=False))
    return scan(plan, draws, threads).counts.astype(np.int64)


def _neighbours(space: Space, codes: Codes) -> Codes:
    """(code,) packages that differ from one of these on one issue."""
    digits = space.digits(codes)
    made = [
        codes + (option - digits[issue]) * stride
        for issue, stride in enumerate(space.strides)
        for option in range(space.shape[issue])
    ]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *made]))
