"""The table of futures: which states go together, how much each weighs, and what passes in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.show.charts import percent_ticks, sample
from parley.show.figures import INTERVAL, interval, missing
from parley.show.marks import Scale, bar, shares_up_to, track
from parley.show.passing import passes
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, small, some_of, span

SHOWN = 12
SLOT = 7
"""Pixels from one small bar of a weight to the next."""


@dataclass(frozen=True)
class State:
    """The state of a factor in a future; ``is_common`` where most of the weight has it."""

    factor: str
    title: str
    is_common: bool


@dataclass(frozen=True)
class Future:
    """One future: its states, its weights as small bars, and the share that passes in it."""

    number: str
    states: tuple[State, ...]
    weights: Markup
    weight: str
    picture: Markup
    value: str


@dataclass(frozen=True)
class Futures:
    """All futures, the heaviest first.

    Attributes
    ----------
    first, rest
        Those that are shown at once, and those that are folded away.
    ticks
        Scales of the weights and of the shares.
    """

    title: str
    caption: str
    factors: tuple[str, ...]
    first: tuple[Future, ...]
    rest: tuple[Future, ...]
    ticks: tuple[tuple[tuple[float, str], ...], tuple[tuple[float, str], ...]]
    key: tuple[tuple[Markup, str], ...]
    data: tuple[str, ...] = ("futures.scenarios", "futures.states", "futures.weights")


def futures(findings: Findings) -> Futures | None:
    """The table; nothing where factors are taken as independent."""
    weights = grouped(findings.rows("futures.weights"), "number")
    rows = sorted(findings.rows("futures.scenarios"), key=lambda row: _heavy(row, weights))
    states = grouped(findings.rows("futures.states"), "number")
    if not rows or not states:
        return None
    common = _common(rows, states)
    most = max((known(row, "weight") for mine in weights.values() for row in mine), default=0.0)
    scales = (shares_up_to(most), shares_up_to(max(known(row, "some_high") for row in rows)))
    made = tuple(
        _future(
            row, states.get(text(row, "number"), []), weights.get(text(row, "number"), []),
            common, scales,
        )
        for row in rows
    )  # fmt: skip
    factors = tuple(text(row, "factor_title") for row in next(iter(states.values())))
    return Futures(
        _title(findings, rows, len(factors)),
        "Each row is one way in which the states of these factors go together without "
        "contradicting the cross-impacts that the case states. States that most of the weight has "
        "are set lighter, so that what is special about a future stands out. Weights say how much "
        "each future counts, one small bar for each way of weighing, in the order of the key; "
        "they are no probabilities. The heaviest come first, of equal ones those that another way "
        "of weighing makes heavy. On the right, in how many of the readings drawn in that future "
        "some text passes.",
        factors,
        made[:SHOWN],
        made[SHOWN:],
        (_ends(scales[0]), _ends(scales[1])),
        _key(weights),
    )


def _heavy(row: Record, weights: dict[str, list[Record]]) -> tuple[float, float]:
    """A key that sorts by the chosen weight, then by the greatest under any way of weighing."""
    mine = weights.get(text(row, "number"), [])
    return -known(row, "weight"), -max((known(each, "weight") for each in mine), default=0.0)


def _common(rows: Sequence[Record], states: dict[str, list[Record]]) -> set[tuple[str, str]]:
    """Factor and state, for the states that hold more than half of the weight."""
    weight: dict[tuple[str, str], float] = {}
    whole = sum(known(row, "weight") for row in rows)
    for row in rows:
        for state in states.get(text(row, "number"), []):
            key = (text(state, "factor"), text(state, "state"))
            weight[key] = weight.get(key, 0.0) + known(row, "weight")
    return {each for each, sum_of in weight.items() if sum_of > whole / 2}


def _future(
    row: Record,
    states: Sequence[Record],
    weights: Sequence[Record],
    common: set[tuple[str, str]],
    scales: tuple[Scale, Scale],
) -> Future:
    name = text(row, "number")
    picture, weight = _weights(name, weights, scales[0])
    some = number(row, "some")
    key = f"future-{name}"
    if some is None:
        drawn = missing(key, f"Future {name}: no reading was drawn in it", scales[1])
        value = "no reading"
    else:
        marks = [bar(scales[1], 0, some, "layer some", 4, 9), interval(scales[1], row, "some")]
        says = f"Future {name}: some text passes {readings(some)} drawn in it"
        drawn = track(key, says, scales[1], marks, tall=22)
        value = f"{hundredths(some)} of 100"
    shown = tuple(
        State(
            text(state, "factor_title"),
            text(state, "state_title"),
            (text(state, "factor"), text(state, "state")) in common,
        )
        for state in states
    )
    return Future(name, shown, picture, weight, drawn, value)


def _order(weights: Sequence[Record]) -> list[Record]:
    """The chosen way of weighing first."""
    return sorted(weights, key=lambda row: not row.get("chosen"))


def _weights(name: str, weights: Sequence[Record], scale: Scale) -> tuple[Markup, str]:
    """Small bars, one for each way of weighing, and the chosen one in words."""
    order = _order(weights)
    shares = [known(row, "weight") for row in order]
    marks = [
        bar(scale, 0, share, "layer single" if not place else "layer some", 2 + SLOT * place, 5)
        for place, share in enumerate(shares)
    ]
    words = hundredths(shares[0]) if shares else "not worked out"
    says = f"Future {name} has a weight of {words} of 100"
    between = ""
    if len(shares) > 1 and span(min(shares), max(shares)) != words:
        between = f" ({span(min(shares), max(shares))})"
        says += f", {span(min(shares), max(shares))} over all ways of weighing"
    tall = max(18, 4 + SLOT * len(order))
    return track(f"weight-{name}", says, scale, marks, tall=tall), f"{words}{between}"


def _key(weights: dict[str, list[Record]]) -> tuple[tuple[Markup, str], ...]:
    """What the small bars are, from the top, and the interval."""
    order = _order(next(iter(weights.values()), []))
    entries = []
    for place, row in enumerate(order):
        style = "layer some" if place else "layer single"
        words = text(row, "title") if place else f"weight as chosen: {_plain(text(row, 'title'))}"
        swatch = Markup('<rect class="{}" x="2" y="6" width="26" height="6"/>').format(style)
        entries.append((sample(swatch), words))
    return (*entries, (sample(INTERVAL), "95 % interval"))


def _plain(title: str) -> str:
    """The title of a variant within a sentence."""
    return title[:1].lower() + title[1:]


def _ends(scale: Scale) -> tuple[tuple[float, str], ...]:
    """The ends of a narrow scale."""
    return tuple(percent_ticks(scale)[place] for place in (0, -1))


def _title(findings: Findings, rows: Sequence[Record], factors: int) -> str:
    """How many futures there are, and between which the answer moves."""
    there = [row for row in rows if number(row, "some") is not None]
    counted = f"{small(factors).capitalize()} factors go together in {some_of(len(rows), 'future')}"
    if len(there) < 2:
        return counted
    # A future of few readings is high or low by chance: what its interval leaves counts.
    low = min(there, key=lambda row: known(row, "some_high"))
    high = max(there, key=lambda row: known(row, "some_low"))
    if known(low, "some_high") >= known(high, "some_low"):
        return f"{counted}; between them the answer moves no more than sampling error could"
    return (
        f"{counted}: some text {passes(findings)} {readings(known(high, 'some'))} of future "
        f"{text(high, 'number')}, {readings(known(low, 'some'))} of future {text(low, 'number')}"
    )
