"""NegoLog JSON: a profile a party, each with its weights, options and reservation value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from parley.case.problems import choices, shorten
from parley.formats.documents import Document
from parley.formats.domain import Domain, Issue, Profile, within_limits
from parley.formats.faults import Place, fault, gathered
from parley.formats.words import Options, name, number, once

TOOL = "NegoLog JSON"
RULE = "Read as NegoLog does: utility is the sum of weight x value of the option, as they stand."


def is_profile(tree: Any) -> bool:
    """Whether this is a profile of NegoLog."""
    return (
        isinstance(tree, dict) and "issueWeights" in tree and isinstance(tree.get("issues"), dict)
    )


def read(profiles: Sequence[Document]) -> Domain:
    """A domain of profiles; the first gives the order of issues and options.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    first = profiles[0]
    issues = gathered(
        lambda item: _issue(item[0], item[1], first.place), list(first.tree["issues"].items())
    )
    within_limits(issues, first.place)
    found = gathered(partial(_profile, issues=issues), profiles)
    return Domain(first.home or first.stem, TOOL, RULE, first.place, tuple(issues), tuple(found))


def _issue(title: str, written: Any, place: Place) -> Issue:
    title = name(title, "the name of an issue", place)
    if not isinstance(written, Mapping):
        raise fault(place, f'issue "{shorten(title)}" needs a number for each option.')
    options = (name(option, f'an option of issue "{title}"', place) for option in written)
    return Issue(title, tuple(options))


def _profile(document: Document, issues: Sequence[Issue]) -> Profile:
    place, tree = document.place, document.tree
    weights = _named(tree["issueWeights"], issues, '"issueWeights"', place)
    values = _named(tree["issues"], issues, '"issues"', place)
    heavy = tuple(
        number(weight, f'the weight of issue "{shorten(issue.name)}"', place)
        for issue, weight in zip(issues, weights, strict=True)
    )
    pairs = list(zip(issues, values, strict=True))
    worths = gathered(lambda pair: _values(*pair, place), pairs)
    notes: tuple[str, ...] = ()
    reserve = Fraction(0)
    if tree.get("reservationValue") is None:
        notes = ("The file gives no reservation value; it is taken as 0.",)
    else:
        reserve = number(tree["reservationValue"], "the reservation value", place)
    return Profile(document.stem, document.name, heavy, tuple(worths), reserve, notes=notes)


def _named(written: Any, issues: Sequence[Issue], what: str, place: Place) -> list[Any]:
    """What stands for each issue, in the order of the first profile."""
    if not isinstance(written, Mapping):
        raise fault(place, f"{what} needs an entry for each issue.")
    by_name = once(written, f"an issue of {what}", place)
    titles = [issue.name for issue in issues]
    if set(by_name) != set(titles):
        raise fault(
            place,
            f"{what} names {choices(map(shorten, by_name))}; the issues of the domain are "
            f"{choices(map(shorten, titles))}.",
        )
    return [by_name[title] for title in titles]


def _values(issue: Issue, written: Any, place: Place) -> tuple[Fraction, ...]:
    if not isinstance(written, Mapping):
        raise fault(place, f'issue "{shorten(issue.name)}" needs a number for each option.')
    options = Options(issue.name, issue.options)
    found: dict[int, Fraction] = {}
    for option, value in once(written, f'an option of "{shorten(issue.name)}"', place).items():
        about = f'the value of "{shorten(option)}" on issue "{shorten(issue.name)}"'
        found[options.find(option, place)] = number(value, about, place)
    missing = [option for k, option in enumerate(issue.options) if k not in found]
    if missing:
        raise fault(
            place,
            f'issue "{shorten(issue.name)}" has no value for {choices(map(shorten, missing))}.',
        )
    return tuple(found[k] for k in range(len(issue.options)))
