"""How factors hang together: cross-impacts between their states, and how futures are weighed."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from parley.case.entries import Entry, Share, Uncertain
from parley.case.scalars import Name, Natural, Pattern


class Impact(Uncertain):
    """How much a state of one factor speaks for a state of another, or against it.

    A whole number; by custom from -3 (strongly against) to 3 (strongly for).
    """

    example: ClassVar[str] = "-2"


class CrossImpacts(Entry):
    """The cross-impacts that one analyst or expert sees between states of factors."""

    example: ClassVar[str] = (
        "{title: Our reading, impacts: {supply: {cut: {front: {bad: 2, good: -2}}}}, judgement: "
        "Without supplies the front gives way.}"
    )

    title: Name | None = Field(default=None, description="Whose they are.")
    impacts: dict[Name, dict[Name, dict[Name, dict[Name, Impact]]]] = Field(
        description="By factor and state: what that says of each state of other factors; 0 where "
        "nothing is named."
    )


class Favour(Entry):
    """Futures that the analyst weighs more, or less."""

    example: ClassVar[str] = "{when: {front: same, supply: [kept, cut]}, times: 2}"

    when: Pattern = Field(description="Factors with a state or a list of states, joined by and.")
    times: Share = Field(description="What the weight of these futures is multiplied by.")


Weighing = Literal["equal", "stated", "global", "local", "own"]


class Futures(Entry):
    """How joint states of the factors in `cross_impacts` are chosen and weighed."""

    example: ClassVar[str] = "{inconsistency: 1, weights: equal}"

    inconsistency: Natural = Field(
        default=0,
        description="A future counts if no state is outweighed by another of its factor by more.",
    )
    weights: Weighing = Field(
        default="equal",
        description="`equal`: all alike; `stated`: by the probabilities of the states; `global`, "
        "`local`: by how many joint states lead there, if all factors change at once, or the one "
        "that fits least; `own`: by what stands in `own`.",
    )
    own: dict[Name, Favour] = Field(
        default={},
        description="What the analyst favours: a weighing of its own, used or shown beside the one "
        "that is; the numbers of all that match multiply.",
    )
