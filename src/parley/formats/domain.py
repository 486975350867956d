"""What the formats have in common: issues, and parties that value each option by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from parley.case.problems import shorten
from parley.case.schema import MOST_ISSUES, MOST_OPTIONS
from parley.formats.faults import FormatError, Place, fault

MOST_UTILITY = 10
"""Up to here utilities are taken as shares: points are a hundred times as large."""
POINTS = 100


@dataclass(frozen=True)
class Issue:
    """An issue by its name in the file, with the names of its options in the order of the file.

    Attributes
    ----------
    titles
        What readers see instead of the names of the options, where that differs.
    """

    name: str
    options: tuple[str, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """What one party wants: utility = constant + sum over issues of weight x value of the option.

    Attributes
    ----------
    name
        Of the party.
    file
        Where it stands.
    weights
        One an issue, any sign.
    values
        One an issue and option.
    reserve
        The least utility that the party accepts; None where it accepts anything.
    constant
        What every package is worth, whatever its options.
    bid
        Where the reserve is the utility of a package: its option on each issue, None where open.
    notes
        What a reader of this party's numbers should know.
    """

    name: str
    file: str
    weights: tuple[Fraction, ...]
    values: tuple[tuple[Fraction, ...], ...]
    reserve: Fraction | None = None
    constant: Fraction = Fraction(0)
    bid: tuple[int | None, ...] | None = None
    notes: tuple[str, ...] = ()

    def cells(self, issue: int) -> tuple[Fraction, ...]:
        """What each option of an issue adds to the utility."""
        return tuple(self.weights[issue] * value for value in self.values[issue])

    def largest(self) -> Fraction:
        """The largest size of a utility or of the reserve."""
        cells = [self.cells(issue) for issue in range(len(self.weights))]
        high = self.constant + sum(map(max, cells), Fraction(0))
        low = self.constant + sum(map(min, cells), Fraction(0))
        return max(abs(high), abs(low), abs(self.reserve or Fraction(0)))


@dataclass(frozen=True)
class Proposal:
    """A package that the files name: an option on each issue."""

    title: str
    options: tuple[int, ...]


@dataclass(frozen=True)
class Domain:
    """A whole negotiation domain.

    Attributes
    ----------
    title
        Name of the domain.
    tool
        The format, as a reader knows it.
    rule
        A sentence: how utilities were read.
    place
        The file of the issues.
    """

    title: str
    tool: str
    rule: str
    place: Place
    issues: tuple[Issue, ...]
    profiles: tuple[Profile, ...]
    notes: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()


def points_a_unit(largest: Fraction) -> int:
    """How many points one unit of utility becomes.

    Utilities from 0 to 1 become points from 0 to 100. Points are whole nano-points: at the scale
    of the file, the roundings of three issues or more can together exceed 10^-9 of utility.
    """
    return POINTS if largest <= MOST_UTILITY else 1


def sound(domain: Domain) -> Domain:
    """The same domain, its parties under names of their own, once it is within all limits.

    Raises
    ------
    FormatError
        With everything that a case cannot hold.
    """
    within_limits(domain.issues, domain.place)
    if not domain.profiles:
        raise fault(domain.place, "no profile says what a party wants. Add the profiles.")
    names = distinct([profile.name for profile in domain.profiles])
    profiles = [
        replace(profile, name=name) for profile, name in zip(domain.profiles, names, strict=True)
    ]
    return replace(domain, profiles=tuple(profiles))


def within_limits(issues: Sequence[Issue], place: Place) -> None:
    """Refuse issues that a case cannot hold, before anything is built on them.

    Raises
    ------
    FormatError
        With everything that is too much, missing or there twice.
    """
    found = []
    if not issues:
        found.append("no issue is named here, so there is nothing to negotiate.")
    if len(issues) > MOST_ISSUES:
        found.append(f"{len(issues):,} issues; parley can do at most {MOST_ISSUES}.")
    found += [
        f'the issue "{shorten(name)}" stands {count} times. Give each a name of its own.'
        for name, count in Counter(issue.name for issue in issues).items()
        if count > 1
    ]
    for issue in issues:
        title = shorten(issue.name)
        if not issue.options:
            found.append(f'issue "{title}" has no option.')
        if len(issue.options) > MOST_OPTIONS:
            found.append(too_many(title, len(issue.options)))
        found += [
            f'option "{shorten(option)}" stands {count} times on issue "{title}". Keep one of them.'
            for option, count in Counter(issue.options).items()
            if count > 1
        ]
    if found:
        raise FormatError((place, message) for message in found)


def too_many(issue: str, options: int) -> str:
    """A sentence on an issue with more options than a case can hold."""
    return (
        f'issue "{shorten(issue)}" has {options:,} options; an issue may have at most '
        f"{MOST_OPTIONS:,}."
    )


def distinct(names: Sequence[str]) -> list[str]:
    """Names with a number behind those that others bear, too."""
    taken: set[str] = set()
    found = []
    for name in names:
        own, number = name, 1
        while own in taken:
            number += 1
            own = f"{name} ({number})"
        taken.add(own)
        found.append(own)
    return found
