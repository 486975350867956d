"""GeniusWeb JSON: linear additive profiles, each of which holds its whole domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

from parley.case.problems import choices, shorten
from parley.case.schema import MOST_OPTIONS
from parley.formats.documents import Document
from parley.formats.domain import Domain, Issue, Profile, too_many, within_limits
from parley.formats.faults import FormatError, Place, fault, gathered
from parley.formats.words import Options, digits, name, number, once

TOOL = "GeniusWeb JSON"
ADDITIVE = "LinearAdditiveUtilitySpace"
DOMAIN = "issuesValues"
NOT_ADDITIVE = ("SumOfGroupsUtilitySpace", "DefaultPartialOrdering")
RULE = (
    "Read as GeniusWeb does: utility is the sum of weight x value of the option, and the reserve "
    "is the utility of the reservation bid."
)


@dataclass(frozen=True)
class Slot:
    """An issue, with the sizes of its options where it is numeric."""

    issue: Issue
    sizes: tuple[Fraction, ...]


def is_profile(tree: Any) -> bool:
    """Whether this is a profile of GeniusWeb, of whatever kind."""
    return isinstance(tree, dict) and (
        ADDITIVE in tree
        or any(str(key).endswith(("UtilitySpace", "PartialOrdering")) for key in tree)
    )


def read(domains: Sequence[Document], profiles: Sequence[Document]) -> Domain:
    """A domain of profiles; a domain file beside them gives the order of issues and options.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    spaces = gathered(_space, profiles)
    first = (*domains, *profiles)[0]
    tree = first.tree if domains else _mapping(spaces[0].get("domain"), "the domain", first.place)
    slots = _slots(tree, first.place)
    pairs = list(zip(profiles, spaces, strict=True))
    found = gathered(partial(_profile, slots=slots), pairs)
    title = tree.get("name")
    return Domain(
        name(title, "the name of the domain", first.place) if title else first.home or first.stem,
        TOOL,
        RULE,
        first.place,
        tuple(slot.issue for slot in slots),
        tuple(found),
    )


def _space(document: Document) -> Mapping[str, Any]:
    tree = document.tree
    if ADDITIVE in tree:
        return _mapping(tree[ADDITIVE], ADDITIVE, document.place)
    kind = next(key for key in tree if str(key).endswith(("UtilitySpace", "PartialOrdering")))
    raise fault(
        document.place,
        f'"{shorten(str(kind))}" is a GeniusWeb profile that is not additive. '
        f"parley reads {ADDITIVE} only.",
    )


def _mapping(tree: Any, what: str, place: Place) -> Mapping[str, Any]:
    if not isinstance(tree, Mapping):
        raise fault(place, f"{what} is missing or no mapping.")
    return tree


def _slots(tree: Mapping[str, Any], place: Place) -> list[Slot]:
    issues = _mapping(tree.get(DOMAIN), f'"{DOMAIN}"', place)
    slots = gathered(lambda issue: _slot(*issue, place), list(issues.items()))
    within_limits([slot.issue for slot in slots], place)
    return slots


def _slot(title: str, written: Any, place: Place) -> Slot:
    title = name(title, "the name of an issue", place)
    about = _mapping(written, f'issue "{shorten(title)}"', place)
    if "range" in about:
        sizes = _sizes(about["range"], title, place)
        return Slot(Issue(title, tuple(digits(size) for size in sizes)), sizes)
    options = about.get("values")
    if not isinstance(options, list):
        raise fault(place, f'issue "{shorten(title)}" needs "values" or "range".')
    named = tuple(name(text, f'an option of issue "{title}"', place) for text in options)
    return Slot(Issue(title, named), ())


def _sizes(written: Any, title: str, place: Place) -> tuple[Fraction, ...]:
    """From low in steps up to at most high."""
    what = f'the range of issue "{shorten(title)}"'
    if not isinstance(written, list) or len(written) != 3:
        raise fault(place, f"{what} needs three numbers: low, high, step.")
    low, high, step = (number(text, what, place) for text in written)
    if step <= 0 or high < low:
        raise fault(place, f"{what} needs a step above 0 and a high end not below the low one.")
    options = (high - low) // step + 1
    if options > MOST_OPTIONS:
        raise fault(place, too_many(title, options))
    return tuple(low + step * place for place in range(options))


def _profile(pair: tuple[Document, Mapping[str, Any]], slots: Sequence[Slot]) -> Profile:
    document, space = pair
    place = document.place
    _same_domain(space.get("domain"), slots, place)
    utilities = _mapping(space.get("issueUtilities"), '"issueUtilities"', place)
    weights = _mapping(space.get("issueWeights"), '"issueWeights"', place)
    weights_of = _by_issue(weights, slots, '"issueWeights"', place)
    utilities_of = _by_issue(utilities, slots, '"issueUtilities"', place)
    heavy = tuple(
        number(weight, f'the weight of issue "{shorten(slot.issue.name)}"', place)
        for slot, weight in zip(slots, weights_of, strict=True)
    )
    read_values = [
        partial(_values, slot, utility, place)
        for slot, utility in zip(slots, utilities_of, strict=True)
    ]
    values = gathered(lambda read_one: read_one(), read_values)
    bid, notes = _bid(space.get("reservationBid"), slots, place)
    if sum(heavy) != 1 and abs(sum(heavy, Fraction(0)) - 1) > Fraction(1, 10**6):
        notes.append(f"The weights sum to {digits(sum(heavy, Fraction(0)))}, not to 1.")
    title = space.get("name")
    whose = name(title, "the name of the profile", place) if title else document.stem
    reserve = sum(
        (heavy[k] * values[k][option] for k, option in enumerate(bid) if option is not None),
        Fraction(0),
    )
    return Profile(whose, document.name, heavy, tuple(values), reserve, bid=bid, notes=tuple(notes))


def _same_domain(written: Any, slots: Sequence[Slot], place: Place) -> None:
    """Refuse a profile of another domain."""
    if written is None:
        return
    own = {slot.issue.name: slot for slot in _slots(_mapping(written, "the domain", place), place)}
    faults = []
    if set(own) != {slot.issue.name for slot in slots}:
        faults.append(
            (
                place,
                f"the issues of this profile are {choices(map(shorten, own))}; those of the domain "
                f"are {choices(shorten(slot.issue.name) for slot in slots)}.",
            )
        )
    faults += [
        (
            place,
            f'issue "{shorten(slot.issue.name)}" has other options here than in the domain.',
        )
        for slot in slots
        if slot.issue.name in own
        and set(own[slot.issue.name].issue.options) != set(slot.issue.options)
    ]
    if faults:
        raise FormatError(faults)


def _by_issue(
    written: Mapping[str, Any], slots: Sequence[Slot], what: str, place: Place
) -> list[Any]:
    """What stands for each issue, in the order of the domain."""
    by_name = once(written, f"an issue of {what}", place)
    titles = [slot.issue.name for slot in slots]
    faults = [
        (place, f'{what} names issue "{shorten(key)}", which the domain has not.')
        for key in by_name
        if key not in titles
    ]
    faults += [
        (place, f'{what} says nothing about issue "{shorten(title)}".')
        for title in titles
        if title not in by_name
    ]
    if faults:
        raise FormatError(faults)
    return [by_name[title] for title in titles]


def _values(slot: Slot, written: Any, place: Place) -> tuple[Fraction, ...]:
    title = shorten(slot.issue.name)
    about = _mapping(written, f'the utilities of issue "{title}"', place)
    if "numberutils" in about:
        return _numeric(slot, _mapping(about["numberutils"], '"numberutils"', place), place)
    discrete = _mapping(
        about.get("discreteutils"), f'"discreteutils" or "numberutils" of issue "{title}"', place
    )
    listed = _mapping(discrete.get("valueUtilities"), f'"valueUtilities" of issue "{title}"', place)
    options = Options(slot.issue.name, slot.issue.options)
    # An option that is not named is worth nothing.
    values = [Fraction(0)] * len(slot.issue.options)
    for option, utility in once(listed, f'an option of issue "{title}"', place).items():
        values[options.find(option, place)] = number(
            utility, f'the utility of "{shorten(option)}" on issue "{title}"', place
        )
    return tuple(values)


def _numeric(slot: Slot, written: Mapping[str, Any], place: Place) -> tuple[Fraction, ...]:
    """A straight line through two points."""
    if not slot.sizes:
        raise fault(
            place,
            f'issue "{shorten(slot.issue.name)}" has no range, so "numberutils" cannot stand.',
        )
    low, low_utility, high, high_utility = (
        number(written.get(key), f'"{key}" of issue "{shorten(slot.issue.name)}"', place)
        for key in ("lowValue", "lowUtility", "highValue", "highUtility")
    )
    if low == high:
        return (low_utility,) * len(slot.sizes)
    slope = (high_utility - low_utility) / (high - low)
    return tuple(low_utility + slope * (size - low) for size in slot.sizes)


def _bid(
    written: Any, slots: Sequence[Slot], place: Place
) -> tuple[tuple[int | None, ...], list[str]]:
    """The option of the reservation bid on each issue, None where it is open; what to note."""
    if written is None:
        return (None,) * len(slots), ["There is no reservation bid; the reserve is 0."]
    about = _mapping(written, '"reservationBid"', place)
    named = about.get("issuevalues")
    chosen = once(
        _mapping(named, '"issuevalues" of the reservation bid', place),
        "an issue of the reservation bid",
        place,
    )
    titles = [slot.issue.name for slot in slots]
    unknown = [key for key in chosen if key not in titles]
    if unknown:
        raise fault(
            place,
            f"the reservation bid names {choices(map(shorten, unknown))}, unknown to the domain.",
        )
    bid = tuple(
        Options(slot.issue.name, slot.issue.options).find(chosen[slot.issue.name], place)
        if slot.issue.name in chosen
        else None
        for slot in slots
    )
    open_issues = [title for title in titles if title not in chosen]
    notes = []
    if open_issues:
        notes.append(
            f"The reservation bid leaves open {choices(open_issues)}; they add nothing to the "
            "reserve."
        )
    return bid, notes
