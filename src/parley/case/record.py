"""What has happened so far: channels of talks, and what opened and closed them."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from parley.case.entries import Entry
from parley.case.scalars import Date, Name

Kind = Literal["humanitarian", "control", "leadership", "guarantees", "outside"]


class Channel(Entry):
    """A line of talks between the parties, direct or through somebody."""

    example: ClassVar[str] = (
        "{title: The lake talks, host: The League, topic: The border, aim: settlement, opened: "
        "2023-05, closed: 2023-09-14, closed_by: The shelling of the dam, source: talks-3}"
    )

    title: Name = Field(description="What readers see.")
    host: Name | None = Field(default=None, description="Who hosted or carried it, in words.")
    topic: Name = Field(description="What it is or was about, in words.")
    aim: Literal["settlement", "partial"] = Field(
        default="partial",
        description="`settlement`: ending the conflict; `partial`: something short of that, such "
        "as prisoners or grain.",
    )
    opened: Date = Field(description="When it opened.")
    closed: Date | None = Field(default=None, description="When it closed; without it, it is open.")
    closed_by: Name | None = Field(default=None, description="What closed it, in words.")


class Event(Entry):
    """Something that gave occasion to talk, or put an end to talks."""

    example: ClassVar[str] = (
        "{title: The dam is shelled, date: 2023-09-14, kind: control, closed: [lake], followed: No "
        "talks for a year, source: talks-3}"
    )

    title: Name = Field(description="What readers see.")
    date: Date = Field(description="When it happened.")
    kind: Kind = Field(
        description="What it was about: people in need, who holds what, who leads, who would "
        "guarantee what, or something from outside."
    )
    opened: list[Name] = Field(default=[], description="Channels that it opened.")
    closed: list[Name] = Field(default=[], description="Channels that it closed.")
    followed: Name | None = Field(default=None, description="What followed, in words.")
