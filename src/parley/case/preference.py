"""What a party wants, what it can do without a deal, and what it will not sign."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, ValidationInfo, model_validator

from parley.case.entries import (
    Amount,
    Chance,
    Entry,
    Multiplier,
    Points,
    Rate,
    Share,
    Values,
    Weights,
    word_for_number,
)
from parley.case.scalars import Key, Name, Pattern, Terms, Whole


class Extra(Entry):
    """Points for a combination of options, beyond what each is worth alone."""

    example: ClassVar[str] = "{when: {border: joint, monitors: league}, points: 3..8}"

    when: Pattern = Field(description="The combination.")
    points: Points = Field(description="Final points, added where the package matches.")


class Risk(Entry):
    """What the fear of a breach takes from a package's worth at signature."""

    example: ClassVar[str] = (
        "{chance: 0.3..0.6, times: {monitors: {none: 1, league: 0.3..0.6, joint: "
        "0.4..0.7}}, loss: 20..40}"
    )

    chance: Chance = Field(description="Chance of a breach before the table below.")
    times: dict[Name, dict[Name, Share]] = Field(
        default={}, description="By issue and option: what the chance is multiplied by."
    )
    loss: Amount = Field(description="Points a year that a breach would cost.")


class Belief(Amount):
    """How likely a party holds an end: relative, or a chance where another says `rest`."""

    example: ClassVar[str] = "0.2..0.4"

    rest: Literal[True] | None = Field(default=None, alias=":rest")

    @model_validator(mode="before")
    @classmethod
    def _rest(cls, data: Any, info: ValidationInfo) -> Any:
        return word_for_number("rest", data, info)

    @property
    def written(self) -> str:
        """The number as a reader is told it, or `rest`."""
        return "rest" if self.rest else super().written


class NoDeal(Entry):
    """What a party expects if there is no deal: either a `cost`, or a bare `value`.

    Where the case has `ends`, `years` and `beliefs` stand together with the cost and need a
    `discount` beside the no-deal value.
    """

    example: ClassVar[str] = (
        "{cost: 3..10, years: 1..4, beliefs: {north-prevails: 0.2..0.4, stalemate: rest}}"
    )

    value: Points | None = Field(
        default=None, description="The no-deal value itself, for raw scales; instead of the rest."
    )
    cost: Amount | None = Field(
        default=None, description="What going on as now costs, points a year."
    )
    years: Amount | None = Field(default=None, description="Mean years until it ends.")
    beliefs: dict[Name, Belief] = Field(
        default={}, description="By end: how likely the party itself holds it; one may be `rest`."
    )
    belief_odds: dict[Name, dict[Name, dict[Name, Multiplier]]] = Field(
        default={},
        description="By factor, state and end: what the belief is multiplied by in that state.",
    )
    plus: Points | None = Field(default=None, description="Points added to the no-deal value.")


class RedLine(Entry):
    """What a party will not sign, whatever it gets for it: either a `floor`, or `never` and `real`.

    The key of a floor is its issue.
    """

    example: ClassVar[str] = "{never: {border: joint, monitors: none}, real: 0.4..0.7}"

    floor: dict[Name, Chance] | None = Field(
        default=None,
        description="By option of the issue: chance that it, and all that is worse, is out.",
    )
    never: Pattern | None = Field(default=None, description="Packages that match are out.")
    real: Chance | None = Field(default=None, description="With `never`: chance that it is real.")
    law: Name | None = Field(
        default=None, description="The law behind it, where it is law and not will alone."
    )


class Statement(Entry):
    """What a party has said: it `refuses` or `accepts` terms, and means it in some draws."""

    example: ClassVar[str] = "{refuses: {border: river}, meant: 0.9, source: talks-3}"

    refuses: Terms | None = Field(default=None, description="`now` with these terms is refused.")
    accepts: Terms | None = Field(default=None, description="`now` with these terms is accepted.")
    meant: Chance = Field(description="Chance that the statement is meant.")


class Preference(Entry):
    """What a party wants, what it can do without a deal, and what it will not sign."""

    example: ClassVar[str] = (
        "{weights: border > monitors, values: {border: ridge > joint | open > river, "
        "monitors: joint > league > none}, no_deal: {cost: 0}}"
    )

    scale: Literal["swing", "raw"] = Field(
        default="swing",
        description="`swing`: worst option 0, best 1, weights sum to 100; `raw`: as they stand.",
    )
    unit: Whole | None = Field(
        default=None,
        description="For a raw scale: points that one unit of the tool makes from which it was "
        "read.",
    )
    weights: Weights = Field(description="How much each issue matters.")
    values: dict[Name, Values] = Field(description="By issue: how good each option is.")
    extras: dict[Key, Extra] = Field(default={}, description="Points for combinations.")
    discount: Rate | None = Field(default=None, description="Discount rate, a year.")
    risk: Risk | None = Field(default=None, description="Fear of a breach.")
    no_deal: NoDeal = Field(description="What it expects without a deal.")
    hardness: Chance | None = Field(
        default=None, description="Correlation of its red lines; without it they are independent."
    )
    red_lines: dict[Key, RedLine] = Field(default={}, description="What it will not sign.")
    statements: dict[Key, Statement] = Field(default={}, description="What it has said.")
