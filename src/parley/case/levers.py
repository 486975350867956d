"""What somebody could do to change the answer."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from parley.case.entries import Amount, Chance, Entry, Multiplier, Shift, Uncertain
from parley.case.scalars import Name


class Moved(Uncertain):
    """What a quantity is instead, drawn with the luck of that quantity."""

    example: ClassVar[str] = "0.05..0.2"


class Change(Entry):
    """How a quantity is changed: exactly one of these."""

    example: ClassVar[str] = "{add: -5..-2}"
    short: ClassVar[str | None] = "to"

    to: Moved | None = Field(default=None, description="The number or range that it is instead.")
    add: Shift | None = Field(default=None, description="What is added to it.")
    odds: Multiplier | None = Field(
        default=None, description="For a chance: what its odds are multiplied by."
    )


class Reply(Entry):
    """What another side would do about it."""

    example: ClassVar[str] = (
        "{owner: north, chance: 0.3..0.6, changes: {preferences.north.no_deal.cost: {add: -1}}}"
    )

    title: Name | None = Field(default=None, description="What readers see.")
    owner: Name = Field(description="Whose reply it is.")
    chance: Chance = Field(description="Chance that it comes.")
    changes: dict[Name, Change] = Field(description="By path: how quantities are changed.")


class Lever(Entry):
    """Something that one party could do; it changes quantities, never issues or options."""

    example: ClassVar[str] = (
        "{title: A League force, owner: league, cost: 3, changes: {response.acted.years.league: "
        "0.05..0.2, preferences.north.no_deal.cost: {add: 2}}, source: talks-3}"
    )

    title: Name = Field(description="What readers see.")
    owner: Name = Field(description="In whose hand it is.")
    cost: Amount = Field(description="What it costs, in units of the analyst's choice.")
    body: Name | None = Field(default=None, description="The body whose approval it needs.")
    changes: dict[Name, Change] = Field(description="By path: how quantities are changed.")
    reply: Reply | None = Field(default=None, description="What another side would do about it.")
