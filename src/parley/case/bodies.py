"""Who must say yes after the signature: parliaments, councils, publics."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, GetJsonSchemaHandler, ValidationInfo, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from parley.case.entries import Amount, Chance, Entry, Multiplier, Points, Uncertain
from parley.case.preference import Preference
from parley.case.problems import Text
from parley.case.quantity import Domain
from parley.case.scalars import Key, Name, Patterns, Truth, Whole, problems_of


class Quota(Uncertain):
    """A share from 0 to 1 that must be reached."""

    example: ClassVar[str] = "0.5"
    domain: ClassVar[Domain] = Domain.CHANCE


class Support(Uncertain):
    """A share of support strictly between 0 and 1; its ends are turned to log-odds."""

    example: ClassVar[str] = "0.3..0.4"
    domain: ClassVar[Domain] = Domain.BETWEEN


class Yes(Entry):
    """Which share of a member's seats says yes."""

    example: ClassVar[str] = "{base: 0.2..0.5, by: {monitors: {league: 1.2..2}}}"

    base: Chance = Field(description="The share before the table below.")
    by: dict[Name, dict[Name, Multiplier]] = Field(
        default={}, description="By issue and option: what its odds are multiplied by."
    )


class Member(Entry):
    """A member of a body that votes: exactly one of `like`, `yes` and `preferences`."""

    example: ClassVar[str] = "{seats: 40..45, like: south}"

    title: Name | None = Field(default=None, description="What readers see instead of the key.")
    seats: Amount | None = Field(default=None, description="How many seats; 1 unless it is said.")
    population: Amount | None = Field(
        default=None, description="How many people it stands for, where the rule counts them."
    )
    abstains: Chance | None = Field(default=None, description="Share of its seats that abstains.")
    like: Name | None = Field(
        default=None,
        description="Says yes where this party prefers the package to no deal in the same draw.",
    )
    yes: Yes | None = Field(default=None, description="A share of its seats says yes.")
    preferences: Preference | None = Field(
        default=None,
        description="Preferences of its own, which may begin with `like`; it says yes where it "
        "prefers the package to no deal.",
    )


class Qualified(Entry):
    """Two majorities at once, of members and of the population they stand for."""

    example: ClassVar[str] = "{members: 0.55, population: 0.65, blocking: 4}"

    members: Quota = Field(description="Share of the seats that must say yes.")
    population: Quota = Field(description="Share of the population that they must stand for.")
    blocking: Whole | None = Field(
        default=None,
        description="Seats that must at least say no to stop it, whatever their population.",
    )


class VoteRule(Entry):
    """What a vote needs: exactly one of these."""

    example: ClassVar[str] = "{majority: cast}"

    majority: Literal["members", "cast"] | None = Field(
        default=None,
        description="More than half of all seats, or more yes than no among the votes cast.",
    )
    share: Quota | None = Field(default=None, description="A share of all seats.")
    seats: Amount | None = Field(default=None, description="A number of seats.")
    unanimity: Truth | None = Field(default=None, description="`true`: every seat.")
    qualified: Qualified | None = Field(
        default=None, description="Shares of the seats and of the population."
    )


class Polled(Entry):
    """Support of a public: a base, and log-odds by option that add to it."""

    example: ClassVar[str] = "{base: 0.3..0.4, border: {ridge: -0.6..-0.1}}"

    base: Support = Field(description="Share of support before the options below.")
    by: dict[Name, dict[Name, Points]] = Field(default={}, alias=":by")

    @model_validator(mode="before")
    @classmethod
    def _split(cls, data: Any, info: ValidationInfo) -> Any:
        """The base as it is, all other keys as issues."""
        if not isinstance(data, dict):
            raise PydanticCustomError("support", 'needs "base" and issues here.')
        split: dict[str, Any] = {":by": {key: data[key] for key in data if key != "base"}}
        for key in data:
            # With a plain string as key: what is split is known to be sound.
            if key == "base" and isinstance(data[key], dict) and "value" not in data[key]:
                problems_of(info).add(
                    key,
                    'support needs "base" as a share, and no issue called base can stand beside '
                    "it. Write the share here, and give such an issue another key.",
                )
                split["base"] = Text("0.5", key.line, key.column)
            elif key == "base":
                split["base"] = data[key]
        return split

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A base, and every other key is an issue."""
        found = handler.resolve_ref_schema(handler(schema))
        found["additionalProperties"] = found["properties"][":by"]["additionalProperties"]
        return found


class Body(Entry):
    """Who must approve a signed package before it binds."""

    example: ClassVar[str] = (
        "{party: south, when: {border: [ridge, joint]}, kind: vote, rule: {seats: 60}, members: "
        "{left: {seats: 40..45, like: south}, right: {seats: 55, yes: {base: 0.2..0.5}}}, "
        "after: ceasefire}"
    )

    title: Name | None = Field(default=None, description="What readers see instead of the key.")
    party: Name = Field(description="Whose body it is.")
    when: Patterns = Field(
        default=(),
        description="Packages that need its approval: a pattern, or a list of which any matches; "
        "without it, all.",
    )
    kind: Literal["vote", "public"] = Field(
        description="`vote`: members with seats; `public`: a referendum, or opinion that decides."
    )
    rule: VoteRule | None = Field(default=None, description="For a vote: what it needs.")
    members: dict[Key, Member] = Field(default={}, description="For a vote: who votes.")
    quota: Support | None = Field(
        default=None, description="For a public: share of support that is needed."
    )
    support: Polled | None = Field(default=None, description="For a public: who would say yes.")
    after: Name | None = Field(
        default=None, description="The step before which it cannot be asked; for readers."
    )
    default: Name | None = Field(
        default=None, description="What happens if it is never asked; for readers."
    )
