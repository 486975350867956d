"""How fast things move: how long states of factors last, and how talks open, close and conclude."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from parley.case.entries import Entry, Multiplier, Share, Uncertain
from parley.case.quantity import Domain
from parley.case.scalars import Date, Name


class Duration(Uncertain):
    """Years on average, more than 0."""

    example: ClassVar[str] = "0.3..1.5"
    domain: ClassVar[Domain] = Domain.RATE


class Chain(Entry):
    """How a factor moves between its states: a Markov chain in continuous time."""

    example: ClassVar[str] = (
        "{starts: same, lasts: {bad: 0.3..1, same: 0.5..2, good: 0.3..1}, next: {same: {bad: 0.6, "
        "good: 0.4}, bad: {same: 1}, good: {same: 1}}}"
    )

    starts: Name | None = Field(
        default=None,
        description="Its state at the as-of date; without it, by the probabilities of the states.",
    )
    lasts: dict[Name, Duration] = Field(
        description="By state: mean years until it changes; a state that is not named lasts."
    )
    next: dict[Name, dict[Name, Share]] = Field(
        default={},
        description="By state: relative weights of the states that may come next; without it, the "
        "probabilities of the others.",
    )


class Timeline(Entry):
    """When talks might open and conclude: rates from the record, and paces that are stated.

    Events of the record that closed no channel are triggers; each kind has a rate, its count over
    the time since the record begins. Each closing of a settlement channel is a collapse.
    """

    example: ClassVar[str] = (
        "{since: 2020-01-01, ahead: 2, looks_ahead: 0.5..1, concludes: 0.3..1, seen: {north: 2..6, "
        "south: 1..4}, chains: {front: {starts: same, lasts: {same: 0.5..2}}}, backtests: "
        "[2023-01-01]}"
    )

    since: Date = Field(description="From when on the record is complete: YYYY-MM-DD.")
    ahead: Duration | None = Field(
        default=None, description="How many years are looked at; 2 without it."
    )
    looks_ahead: Duration = Field(
        description="Years over which a party looks at the trend of its no-deal value."
    )
    concludes: Duration = Field(
        description="Mean years from the opening of talks to their conclusion, while some package "
        "passes all stages."
    )
    collapses: Duration | None = Field(
        default=None,
        description="Mean years until open talks collapse; without it, counted from the record.",
    )
    seen: dict[Name, Share] = Field(
        default={}, description="By principal: points that being seen to talk costs it."
    )
    chains: dict[Name, Chain] = Field(
        default={}, description="By factor: how it moves; a factor that is not named stays."
    )
    tilt: Multiplier | None = Field(
        default=None,
        description="What the weight of a next state is multiplied by for each point by which its "
        "cross-impacts exceed those of the present state; 1 without it.",
    )
    backtests: list[Date] = Field(
        default=[],
        description="Dates: what the record before each says of what came after it is compared "
        "with what came.",
    )
