"""What to watch, and what it would say about the states of the factors."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from parley.case.entries import Entry, Uncertain
from parley.case.quantity import Domain
from parley.case.scalars import Date, Name


class Level(Uncertain):
    """A value of a series, in its own unit."""

    example: ClassVar[str] = "593"


class Likelihood(Uncertain):
    """How likely a sign is where a factor is in a state: one number from 0 to 1."""

    example: ClassVar[str] = "0.7"
    domain: ClassVar[Domain] = Domain.CHANCE


class Sign(Entry):
    """Something that an indicator may show."""

    example: ClassVar[str] = (
        "{title: More than 700, likelihood: {front: {bad: 0.7, same: 0.2, good: 0.05}}}"
    )

    title: Name | None = Field(default=None, description="What readers see instead of the key.")
    likelihood: dict[Name, dict[Name, Likelihood]] = Field(
        description="By factor and each of its states: how likely this sign is then. The signs of "
        "an indicator exclude each other: in no state do they sum to more than 1."
    )


class Indicator(Entry):
    """A series that is worth watching: where it stands, and where the answer would turn."""

    example: ClassVar[str] = (
        "{title: Land lost, unit: km2 a month, stands: 593, on: 2024-12, tips: 700, direction: "
        "above, review: 2025-02-01, signs: {fast: {likelihood: {front: {bad: 0.7, same: 0.2, good: "
        "0.05}}}}, source: talks-3}"
    )

    title: Name = Field(description="What readers see.")
    unit: Name | None = Field(default=None, description="Its unit, in words.")
    stands: Level | None = Field(default=None, description="Its value at the as-of date.")
    on: Date | None = Field(default=None, description="When it had that value.")
    tips: Level | None = Field(default=None, description="The value at which the answer tips.")
    direction: Literal["above", "below"] | None = Field(
        default=None, description="On which side of that value the answer is another."
    )
    review: Date | None = Field(default=None, description="When to look again.")
    signs: dict[Name, Sign] = Field(default={}, description="What it may show, for `parley watch`.")
