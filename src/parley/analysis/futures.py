"""Which futures the cross-impacts leave, how each weighs, how often a deal exists in it."""

from __future__ import annotations

import math

import numpy as np

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.sensitivity.by_state import state_title
from parley.analysis.shares import in_100, readings, share, wilson
from parley.analysis.study import Study
from parley.draws import INDEPENDENT
from parley.engine.variants import JUDGED
from parley.futures import Joint

SCENARIOS = columns(
    ("number", "count", "Number of the future, in the order of its states."),
    ("states", "text", "The state of each factor that hangs together with others."),
    (
        "inconsistency",
        "count",
        "By how much the cross-impacts speak more for another state of a factor, at most; with "
        "several people's that of those whom it fits best.",
    ),
    ("score", "count", "What its states say for each other, added up, in the same cross-impacts."),
    ("weight", "share", "Its weight in the draws."),
    ("hits", "count", "Number of draws in it in which some package passes."),
    ("n", "count", "Number of draws in it."),
    ("some", "share", "The first as a share of the second; none where no draw is in it."),
    ("some_low", "share", "Low end of its 95 % interval."),
    ("some_high", "share", "High end."),
)
STATES = columns(
    ("number", "count", "Number of the future."),
    ("factor", "text", "Key of the factor."),
    ("factor_title", "text", "Its title."),
    ("state", "text", "Key of its state in that future."),
    ("state_title", "text", "Its title."),
)
WEIGHTS = columns(
    ("number", "count", "Number of the future."),
    ("weighing", "text", "Key of a way of weighing futures."),
    ("title", "text", "What it is, in words."),
    ("chosen", "flag", "Whether the draws use it."),
    ("weight", "share", "The weight of the future; those of all futures sum to 1."),
)
NONE = "The case states no cross-impacts: its factors are taken as independent of each other."


def find(study: Study) -> tuple[Finding, ...]:
    """The futures with their shares; their states; their weights in every way of weighing."""
    joint = study.model.book.joint
    scenarios, states, weights = (
        TableBuilder(SCENARIOS),
        TableBuilder(STATES),
        TableBuilder(WEIGHTS),
    )
    if joint is None:
        return (
            scenarios.finding("futures.scenarios", NONE),
            states.finding("futures.states", NONE),
            weights.finding("futures.weights", NONE),
        )
    _scenarios(study, joint, scenarios)
    _states(study, joint, states)
    for place in range(len(joint.table)):
        for key, title in joint.titles.items():
            weights.add(
                number=place + 1,
                weighing=key,
                title=title,
                chosen=key == joint.chosen,
                weight=float(joint.weights[key][place]),
            )
    rests_on = ["cross_impacts", *(["futures"] if study.case.futures else [])]
    rests_on += [f"factors.{factor}" for factor in joint.factors]
    counted = _counted(study, joint)
    return (
        scenarios.finding(
            "futures.scenarios", f"{counted} {_moves(study)}{_unheard(study, joint)}",
            _figures(study, joint), rests_on,
        ),
        states.finding("futures.states", counted, rests_on=rests_on),
        weights.finding("futures.weights", _weighed(joint), rests_on=rests_on),
    )  # fmt: skip


def _scenarios(study: Study, joint: Joint, table: TableBuilder) -> None:
    drawn = np.stack([study.draws.states[factor] for factor in joint.factors], axis=1)
    some = study.judged.some
    for place, row in enumerate(joint.table):
        here = (drawn == row).all(axis=1)
        n, hits = int(here.sum()), int(some[here].sum())
        low, high = wilson(hits, n)
        titles = (
            f"{study.case.factors[f].title}: {_title(study, f, s)}" for f, s in _named(joint, row)
        )
        table.add(
            number=place + 1,
            states="; ".join(titles),
            inconsistency=int(joint.inconsistency[place]),
            score=int(joint.score[place]),
            weight=float(joint.weights[joint.chosen][place]),
            hits=hits,
            n=n,
            some=hits / n if n else None,
            some_low=low if n else None,
            some_high=high if n else None,
        )


def _states(study: Study, joint: Joint, table: TableBuilder) -> None:
    for place, row in enumerate(joint.table):
        for factor, at in _named(joint, row):
            table.add(
                number=place + 1,
                factor=factor,
                factor_title=study.case.factors[factor].title,
                state=list(study.case.factors[factor].states)[at],
                state_title=_title(study, factor, at),
            )


def _named(joint: Joint, row: np.ndarray) -> list[tuple[str, int]]:
    return list(zip(joint.factors, row.tolist(), strict=True))


def _title(study: Study, factor: str, place: int) -> str:
    stated = study.case.factors[factor]
    return state_title(stated, list(stated.states)[place])


def _possible(study: Study, joint: Joint) -> int:
    """How many joint states there are."""
    return math.prod(len(study.case.factors[factor].states) for factor in joint.factors)


def _counted(study: Study, joint: Joint) -> str:
    futures = len(joint.table)
    return (
        f"The states of {len(joint.factors)} factors go together in {futures:,} "
        f"{'future' if futures == 1 else 'futures'} of {_possible(study, joint):,} joint states."
    )


def _figures(study: Study, joint: Joint) -> tuple[Figure, ...]:
    """How many futures and joint states; the share of draws with a deal, by weighing."""
    variants = {key: study.tallies[f"futures_{key}"] for key in (*joint.others, INDEPENDENT)}
    tallies = {joint.chosen: study.tallies[JUDGED], **variants}
    return (
        Figure("futures", float(len(joint.table)), "count"),
        Figure("joint_states", float(_possible(study, joint)), "count"),
        *(share(key, int(tally.last.some.sum()), study.n) for key, tally in tallies.items()),
    )


def _moves(study: Study) -> str:
    """What the weights of futures change, and that there are futures at all."""
    some = {
        key: float(tally.last.some.mean())
        for key, tally in study.tallies.items()
        if key == JUDGED or key.startswith("futures_")
    }
    apart = some.pop(f"futures_{INDEPENDENT}")
    low, high = in_100(min(some.values())), in_100(max(some.values()))
    spread = (
        "however they are weighed"
        if low == high
        else f"between {low} and {high} as they are weighed"
    )
    return (
        f"Some package {study.does} {readings(some[JUDGED])}, {spread}; if the factors did not "
        f"hang together, {readings(apart)}."
    )


def _unheard(study: Study, joint: Joint) -> str:
    """Who states cross-impacts that no joint state fits."""
    stated = study.case.cross_impacts
    silent = [
        f"“{matrix.title or key}”"
        for key, matrix in stated.items()
        if len(stated) > 1 and f"expert_{key}" not in joint.weights
    ]
    if not silent:
        return ""
    return (
        f" No joint state fits the cross-impacts of {' or '.join(silent)}: they count for nothing."
    )


def _weighed(joint: Joint) -> str:
    """How far apart the ways of weighing are."""
    table = np.array(list(joint.weights.values()))
    place = int((table.max(axis=0) - table.min(axis=0)).argmax())
    low, high = table[:, place].min(), table[:, place].max()
    how = f"Futures count in the draws as in “{joint.titles[joint.chosen]}”"
    if low == high:
        return f"{how}; every other way of weighing gives the same weights."
    return (
        f"{how}; what depends most on the way of weighing is the weight of future {place + 1}: "
        f"from {in_100(low)} to {in_100(high)}."
    )
