"""How far events move the answer: the same draws before and after them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from parley.analysis.paired import Paired, paired
from parley.analysis.shares import wilson
from parley.case.changed import changed
from parley.case.quantity import certain
from parley.case.schema import Case
from parley.conditions import Model
from parley.conditions.words import as_words, terms
from parley.draws import Book, Draws, reread, states_of
from parley.engine.any_size import reach, tallies
from parley.engine.layouts import layout
from parley.engine.scan import passes
from parley.space import Mask
from parley.watching import Step, Watched

ASSUMED = (
    "By Bayes' rule on the likelihoods that the case states: events are taken as independent of "
    "each other given the states, a sign that speaks of several factors as the product of what it "
    "says of each, and no event fades with time."
)
"""What all of it rests on."""


@dataclass(frozen=True)
class Moved:
    """Shares of draws at one stage, and all before it, before and after the events.

    Attributes
    ----------
    some
        Some package passes.
    single
        The text that passed all stages in most draws before passes; None where none did.
    """

    stage: str
    some: Paired
    single: Paired | None


@dataclass(frozen=True)
class Window:
    """How far events move the answer.

    Attributes
    ----------
    n
        Number of draws.
    code, terms
        The package that passed all stages in most draws before, the first of several: None, and
        no terms, where none passed.
    """

    n: int
    code: int | None
    terms: Mapping[str, str]
    stages: tuple[Moved, ...]


def window(model: Model, seen: Watched, seed: int, draws: int, threads: int = 1) -> Window:
    """The shares at each stage before and after events, in the same draws.

    Each draw keeps its luck: only the states that it falls into are others. Attempts at agreement
    with statements stay those of the case as written.
    """
    before = model.draws(seed, np.arange(draws, dtype=np.int64))
    after = moved(model.book, before, seen)
    is_same = seen.after == seen.before
    plan = layout(model)
    tally = tallies([(plan, before)], threads)[0]
    reached = reach(plan, after, threads)
    counts = tally.last.counts
    code = int(plan.listing.codes[np.argmax(counts)]) if counts.any() else None

    def single(stage: str) -> Paired | None:
        if code is None:
            return None
        was, is_now = (_passes(model, stage, code, reading) for reading in (before, after))
        return paired(was, is_now, is_same=is_same)

    stages = (
        Moved(stage, paired(tally.some[place], reached > place, is_same=is_same), single(stage))
        for place, stage in enumerate(model.stages)
    )
    return Window(draws, code, {} if code is None else model.space.package(code), tuple(stages))


def _passes(model: Model, stage: str, code: int, draws: Draws) -> Mask:
    """(draw,) whether a package passes a stage and all before it."""
    found: Mask = passes(model.space, model.up_to(stage), draws, np.array([code]))[:, 0]
    return found


def moved(book: Book, draws: Draws, seen: Watched) -> Draws:
    """The same draws, their luck read by what is known of the states after all events."""
    spreads = {}
    joint = book.joint
    for table in seen.after:
        weights = [float(weight) for weight in table.weights]
        if joint is not None and table.factors == joint.factors:
            joint = replace(joint, weights={**joint.weights, joint.chosen: np.array(weights)})
        else:
            (factor,) = table.factors
            for states, weight in zip(table.states, weights, strict=True):
                spreads[f"factors.{factor}.states.{states[factor]}"] = certain(weight)
    known = replace(book, case=changed(book.case, spreads), joint=joint)
    return reread(book, draws, states=states_of(known, draws.uniforms))


def told(case: Case, seen: Watched, found: Window, seed: int) -> dict[str, Any]:
    """Events, states and stages as plain data."""
    shares = [seen.shares(tables) for tables in (seen.before, *(s.tables for s in seen.steps))]
    keys = [(factor, state) for factor, states in shares[0].items() for state in states]

    def between(first: int, last: int) -> list[dict[str, Any]]:
        return [
            {
                "factor": factor,
                "factor_title": str(case.factors[factor].title),
                "state": state,
                "state_title": str(case.factors[factor].states[state].title or as_words(state)),
                "before": float(shares[first][factor][state]),
                "after": float(shares[last][factor][state]),
            }
            for factor, state in keys
        ]

    return {
        "case": str(case.title),
        "as_of": str(case.as_of),
        "assumes": ASSUMED,
        "events": [
            {**_event(case, step), "states": between(place, place + 1)}
            for place, step in enumerate(seen.steps)
        ],
        "states": between(0, -1),
        "seed": seed,
        "draws": found.n,
        "single": None if found.code is None else _package(case, found),
        "stages": [
            {
                "stage": one.stage,
                "some": _change(one.some, found.n),
                "single": None if one.single is None else _change(one.single, found.n),
            }
            for one in found.stages
        ],
    }


def _event(case: Case, step: Step) -> dict[str, Any]:
    seen = step.seen
    indicator = case.indicators[seen.indicator]
    return {
        "date": seen.date,
        "indicator": seen.indicator,
        "indicator_title": str(indicator.title),
        "sign": seen.sign,
        "sign_title": str(indicator.signs[seen.sign].title or as_words(seen.sign)),
        "note": seen.note,
        "source": seen.source,
    }


def _package(case: Case, found: Window) -> dict[str, Any]:
    return {"code": found.code, "terms": dict(found.terms), "title": terms(case, found.terms)}


def _change(pair: Paired, n: int) -> dict[str, float]:
    """Two shares with their intervals, and the change from one to the other with its own."""
    said = {}
    for name, value in (("before", pair.before), ("after", pair.after)):
        said[name] = value
        said[f"{name}_low"], said[f"{name}_high"] = wilson(round(value * n), n)
    return {**said, "change": pair.change, "change_low": pair.low, "change_high": pair.high}
