"""The case language: what an analyst may write, and what each entry means.

Everything that is uncertain stands in a mapping by name, so that each quantity has a path, such as
``preferences.north.no_deal.cost``: its column in the draws, its stream of random numbers, its name
in explanations. The descriptions here are the reference page of the language.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, PrivateAttr

from parley.case.bodies import Body, Member, Polled, Qualified, Quota, Support, VoteRule, Yes
from parley.case.cells import Delay, Gridded
from parley.case.entries import (
    Amount,
    Chance,
    Entry,
    Group,
    Multiplier,
    Points,
    Rate,
    Share,
    Shift,
    State,
    Uncertain,
    Values,
    Weights,
)
from parley.case.indicators import Indicator, Level, Likelihood, Sign
from parley.case.keeping import Commitment, DelayTable, Later, Penalty, Response
from parley.case.levers import Change, Lever, Moved, Reply
from parley.case.linked import CrossImpacts, Favour, Futures, Impact
from parley.case.origin import Origin
from parley.case.preference import (
    Belief,
    Extra,
    NoDeal,
    Preference,
    RedLine,
    Risk,
    Statement,
)
from parley.case.record import Channel, Event
from parley.case.scalars import (
    Date,
    Key,
    Name,
    OptionKey,
    Pattern,
    Terms,
    Truth,
    Whole,
)
from parley.case.timeline import Chain, Duration, Timeline

MOST_OPTIONS = 1_000
"""Options of one issue; more is a mistake of an importer."""
MOST_ISSUES = 60
"""numpy counts at most 64 axes, and a package has one for each issue."""
MOST_PACKAGES = 2**62
"""A package is told by one whole number of 64 bits."""
MOST_RULE_CELLS = 2**25
"""Combinations of the options of the issues that one rule names, each of which is marked once."""

__all__ = [
    "MOST_ISSUES",
    "MOST_OPTIONS",
    "MOST_PACKAGES",
    "MOST_RULE_CELLS",
    "Amount",
    "Belief",
    "Block",
    "Body",
    "Case",
    "Chain",
    "Chance",
    "Change",
    "Channel",
    "Commitment",
    "CrossImpacts",
    "Delay",
    "DelayTable",
    "Duration",
    "End",
    "Entry",
    "Event",
    "Extra",
    "Factor",
    "Favour",
    "Futures",
    "Gridded",
    "Group",
    "Impact",
    "Indicator",
    "Issue",
    "Later",
    "Level",
    "Lever",
    "Likelihood",
    "Member",
    "Moved",
    "Multiplier",
    "NoDeal",
    "Option",
    "Party",
    "Pattern",
    "Penalty",
    "Points",
    "Polled",
    "Preference",
    "Qualified",
    "Quota",
    "Rate",
    "RedLine",
    "Reference",
    "Reply",
    "Response",
    "Risk",
    "Rule",
    "Share",
    "Shift",
    "Sign",
    "Source",
    "State",
    "Statement",
    "Support",
    "Terms",
    "Timeline",
    "Uncertain",
    "Values",
    "VoteRule",
    "Weights",
    "Yes",
]


class Source(Entry):
    """Where something was read."""

    example: ClassVar[str] = (
        "{title: Joint statement, publisher: The League, date: 2024-11, url: "
        '"https://example.org/3"}'
    )

    title: Name = Field(description="Title of the text.")
    publisher: Name | None = Field(default=None, description="Who published it.")
    date: Date | None = Field(default=None, description="When: YYYY, YYYY-MM or YYYY-MM-DD.")
    url: Name | None = Field(default=None, description="Where it can be read.")


class Party(Entry):
    """Somebody whose yes or no matters."""

    example: ClassVar[str] = (
        "{name: The League, role: third, consent: [{monitors: [league, joint]}]}"
    )

    name: Name = Field(description="What readers see.")
    role: Literal["principal", "third"] = Field(
        description="`principal`: signs the deal; `third`: is needed for some of its terms."
    )
    consent: list[Pattern] = Field(
        default=[],
        description="For a third party: which packages need its consent; any of these patterns.",
    )
    signs: Truth = Field(default=True, description="`false`: a principal that need not sign.")


class Option(Entry):
    """One way to settle an issue."""

    example: ClassVar[str] = "Joint patrols"
    short: ClassVar[str | None] = "title"

    title: Name = Field(description="What readers see.")


class Issue(Entry):
    """Something to be settled, with all the ways to settle it."""

    example: ClassVar[str] = (
        '{title: Monitoring, options: {none: None, league: "The League\'s", joint: Joint patrols}}'
    )

    title: Name = Field(description="What readers see.")
    options: dict[OptionKey, Option] = Field(description="The options by key.")


class Rule(Entry):
    """What cannot be, whoever wants it: either `never`, or `if` and `then`."""

    example: ClassVar[str] = (
        "{if: {border: ridge}, then: {monitors: [league, joint]}, because: The ridge "
        "commands both valleys.}"
    )

    never: Pattern | None = Field(default=None, description="Packages that match are out.")
    if_: Pattern | None = Field(
        default=None, alias="if", description="Packages that match this ..."
    )
    then: Pattern | None = Field(default=None, description="... must match this, too.")
    because: Name | None = Field(default=None, description="Why.")


class Reference(Entry):
    """A named proposal of the past or present."""

    example: ClassVar[str] = (
        "{title: The 2019 accord, terms: {border: river, monitors: league}, source: talks-3}"
    )

    title: Name = Field(description="What readers see.")
    terms: Terms | None = Field(
        default=None, description="Its options; issues it leaves open are filled from `now`."
    )


class End(Entry):
    """A way in which things may end without a deal."""

    example: ClassVar[str] = (
        "{title: A frozen line, terms: {border: open, monitors: none}, less: 0..10}"
    )

    title: Name = Field(description="What readers see.")
    terms: Terms = Field(description="How every issue would then stand; rules do not apply.")
    less: Amount | None = Field(
        default=None,
        description="Points a year by which this end is worse than the same terms agreed.",
    )


class Factor(Entry):
    """Something outside the talks on which they hinge, such as the state of a front."""

    example: ClassVar[str] = "{title: The front, states: {bad: 0.3, same: 0.5, good: 0.2}}"

    title: Name = Field(description="What readers see.")
    states: dict[Key, State] = Field(description="Its states with their probabilities.")


class Block(Entry):
    """Who could stop which options, such as a member of a union that decides unanimously."""

    example: ClassVar[str] = (
        "{party: league, any_of: 27, chances: {monitors: {league: 0.1..0.3}}, source: talks-3}"
    )

    party: Name = Field(description="Whose it is.")
    any_of: Whole | None = Field(
        default=None, description="How many could each stop it alone; for readers."
    )
    chances: dict[Name, dict[Name, Chance]] = Field(
        description="By issue and option: chance that it is stopped."
    )
    law: Name | None = Field(
        default=None, description="The law behind it, where it is law and not will alone."
    )


class Case(Entry):
    """A case file: one conflict as its analyst sees it at one date."""

    parley: Literal["1"] = Field(description="Version of the case language.")
    title: Name = Field(description="What readers see.")
    as_of: Date = Field(description="Nothing later is known to the case.")
    sources: dict[Key, Source] = Field(default={}, description="What was read, by id.")
    parties: dict[Key, Party] = Field(description="Who is concerned.")
    issues: dict[Key, Issue] = Field(description="What is to be settled.")
    rules: dict[Key, Rule] = Field(default={}, description="What cannot be.")
    references: dict[Key, Reference] = Field(default={}, description="Named proposals.")
    now: Terms = Field(description="How things stand while there is no deal, on every issue.")
    ends: dict[Key, End] = Field(default={}, description="How it may end without a deal.")
    factors: dict[Key, Factor] = Field(default={}, description="What it hinges on.")
    cross_impacts: dict[Key, CrossImpacts] = Field(
        default={}, description="How factors hang together, as one or several people see it."
    )
    futures: Futures | None = Field(
        default=None, description="How the joint states of those factors are chosen and weighed."
    )
    preferences: dict[Name, Preference] = Field(description="By party: what it wants.")
    blocks: dict[Key, Block] = Field(default={}, description="Who could stop what.")
    commitments: dict[Key, Commitment] = Field(
        default={}, description="What is undertaken, and what cheating would bring."
    )
    response: Response | None = Field(
        default=None, description="How long a breach has no consequences; commitments need it."
    )
    penalties: dict[Name, dict[Key, Penalty]] = Field(
        default={}, description="By party: tables of what a breach that is acted upon costs it."
    )
    later: dict[Name, dict[Key, Later]] = Field(
        default={}, description="By party: tables of how far its no-deal value will have moved."
    )
    bodies: dict[Key, Body] = Field(default={}, description="Who must approve what.")
    levers: dict[Key, Lever] = Field(default={}, description="What somebody could change.")
    channels: dict[Key, Channel] = Field(default={}, description="Lines of talks so far.")
    events: dict[Key, Event] = Field(
        default={}, description="What gave occasion to talk, or put an end to talks."
    )
    timeline: Timeline | None = Field(
        default=None, description="How fast things move, and talks with them."
    )
    indicators: dict[Key, Indicator] = Field(default={}, description="What to watch.")

    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def origin(self) -> Origin:
        """The file behind this case."""
        if self._origin is None:
            raise ValueError("this case was not read from a file")
        return self._origin

    @property
    def principals(self) -> tuple[str, ...]:
        """Keys of the principals in file order."""
        return tuple(key for key, party in self.parties.items() if party.role == "principal")
