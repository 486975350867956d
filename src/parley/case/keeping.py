"""What keeps a deal: what cheating brings, when it has consequences, who grows stronger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from parley.case.cells import AmountCells, DelayCells, Gridded, PointCells
from parley.case.entries import Amount, Entry
from parley.case.scalars import Name, Pattern


class Commitment(Entry):
    """Something a party undertakes, and what it would gain by not keeping its word."""

    example: ClassVar[str] = (
        "{party: north, when: {border: [joint, river]}, gains: 2..5, builds: 0..2, source: talks-3}"
    )

    party: Name = Field(description="Whose word it is; it needs a `discount`.")
    when: Pattern | None = Field(
        default=None, description="Packages in which it is undertaken; without it, all."
    )
    gains: Amount = Field(description="Points a year while quiet cheating lasts.")
    builds: Amount | None = Field(
        default=None,
        description="Points a year by which its position after the break is better for each year "
        "of cheating, such as by rearming.",
    )


class DelayTable(Gridded):
    """Years by options; `never` where nothing ever happens."""

    example: ClassVar[str] = "{by: monitors, years: {none: never, league: 0.3..1, joint: 0.2..0.6}}"
    word: ClassVar[str] = "years"
    hints: ClassVar[Mapping[str, str]] = {
        "when": "a response time has no pattern: it counts for every package. Delete this, and "
        "name the options in years.",
    }

    years: DelayCells = Field(description="Mean years by option, nested as in `by`; or `never`.")


class Response(Entry):
    """How long a breach has no consequences: years until seen, then years until acted upon."""

    example: ClassVar[str] = (
        "{seen: {by: monitors, years: {none: 1..4, league: 0.3..1, joint: 0.2..0.6}}, acted: {by: "
        "monitors, years: {none: never, league: 0.1..0.5, joint: 0.5..3}}}"
    )

    seen: DelayTable = Field(description="Years from a breach until it is seen.")
    acted: DelayTable = Field(description="Years from seen to acted upon.")


class Penalty(Gridded):
    """What a breach that is acted upon costs, once: point-years."""

    example: ClassVar[str] = "{by: monitors, points: {none: 0, league: 2..10, joint: 2..10}}"

    points: AmountCells = Field(description="Point-years by option, nested as in `by`.")


class Later(Gridded):
    """How far a no-deal value will have moved when war is most tempting for the party again."""

    example: ClassVar[str] = "{by: monitors, points: {none: 5..20, league: -3..4, joint: 0..6}}"

    points: PointCells = Field(description="Points by option, nested as in `by`; all tables add.")
