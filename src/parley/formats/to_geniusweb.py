"""A domain as the JSON files of GeniusWeb: utilities from 0 to 1, the reserve as a bid."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.formats.domain import Domain, Profile
from parley.formats.faults import fault
from parley.formats.words import digits

DOMAIN = "domain.json"
FINE = 10**12
"""Utilities are compared as whole numbers of this part: finer than they are written."""
MOST_HALF = 2**22
"""Combinations of one half of the issues that are sorted to find a reservation bid."""
CLOSE = Fraction(1, 10**9)
ALIKE = Fraction(1, FINE)
"""Utilities that differ by less are alike."""


def files(domain: Domain) -> tuple[dict[str, str], list[str]]:
    """The text of each file by its name, and sentences on what GeniusWeb says otherwise.

    Raises
    ------
    FormatError
        A reserve that no package reaches, or a party to which all packages are alike.
    """
    space = {
        "name": domain.title,
        "issuesValues": {issue.name: {"values": list(issue.options)} for issue in domain.issues},
    }
    texts, told = {DOMAIN: _json(space)}, []
    for profile in domain.profiles:
        fitting, notes = _fitted(domain, profile)
        bid, more = _bid(domain, fitting)
        told += [*notes, *more]
        texts[f"{profile.file}.json"] = _json(_profile(domain, fitting, bid, space))
    return texts, told


def _profile(
    domain: Domain, profile: Profile, bid: Sequence[int] | None, space: dict[str, Any]
) -> dict[str, Any]:
    utilities = {
        issue.name: {
            "discreteutils": {
                "valueUtilities": {
                    option: float(value)
                    for option, value in zip(issue.options, values, strict=True)
                }
            }
        }
        for issue, values in zip(domain.issues, profile.values, strict=True)
    }
    names = [issue.name for issue in domain.issues]
    about: dict[str, Any] = {
        "name": profile.name,
        "issueUtilities": utilities,
        "issueWeights": dict(zip(names, map(float, profile.weights), strict=True)),
        "domain": space,
    }
    if bid is not None:
        chosen = {
            issue.name: issue.options[option]
            for issue, option in zip(domain.issues, bid, strict=True)
        }
        about["reservationBid"] = {"issuevalues": chosen}
    return {"LinearAdditiveUtilitySpace": about}


def _fitted(domain: Domain, profile: Profile) -> tuple[Profile, list[str]]:
    """The same preferences with values from 0 to 1 and weights that sum to 1.

    Where they are not so already, a utility U becomes (U - low) / span; the order of all packages,
    and all ratios of gains, stay.
    """
    fits = (
        profile.constant == 0
        and all(0 <= value <= 1 for values in profile.values for value in values)
        and all(weight >= 0 for weight in profile.weights)
        and abs(sum(profile.weights, Fraction(0)) - 1) <= CLOSE
    )
    if fits:
        return profile, []
    cells = [profile.cells(issue) for issue in range(len(profile.weights))]
    lows = [min(parts) for parts in cells]
    spans = [max(parts) - low for parts, low in zip(cells, lows, strict=True)]
    span, low = sum(spans, Fraction(0)), profile.constant + sum(lows, Fraction(0))
    if span < ALIKE:
        raise fault(
            domain.place,
            f"all packages are alike to {profile.name}; GeniusWeb cannot say that with weights "
            "that sum to 1.",
        )
    fitted = replace(
        profile,
        weights=tuple(own / span for own in spans),
        values=tuple(
            tuple((part - least) / own if own else Fraction(0) for part in parts)
            for parts, least, own in zip(cells, lows, spans, strict=True)
        ),
        constant=Fraction(0),
        reserve=((profile.reserve or Fraction(0)) - low) / span,
    )
    above = f"(U {'-' if low > 0 else '+'} {digits(abs(low))})" if low else "U"
    return fitted, [
        f"{profile.name}: utilities of GeniusWeb go from 0 to 1; a utility U is written as "
        f"{above} / {digits(span)}."
    ]


def _bid(domain: Domain, profile: Profile) -> tuple[tuple[int, ...] | None, list[str]]:
    """The package that stands for the reserve: of those that reach it, the least.

    The party then accepts the same packages as before, though its gains are counted from that one.
    Without a bid the reserve is 0.
    """
    reserve = profile.reserve or Fraction(0)
    if reserve == 0:
        return None, []
    parts = [profile.cells(issue) for issue in range(len(profile.weights))]
    if reserve > sum(map(max, parts), Fraction(0)) + CLOSE:
        raise fault(
            domain.place,
            f"no package reaches the reserve of {profile.name}, and a reserve of GeniusWeb is "
            "always a package.",
        )
    cells = [np.array([round(part * FINE) for part in row], dtype=np.int64) for row in parts]
    least = sum(map(min, parts), Fraction(0))
    # Where the reserve is itself a sum of rounded parts, it must find its own package.
    found = _reaching(cells, round(max(reserve, least) * FINE) - len(cells))
    if found is None:
        raise fault(
            domain.place,
            f"there are too many packages to find one that stands for the reserve of "
            f"{profile.name}, as GeniusWeb needs it.",
        )
    chosen, size = found
    if abs(size - reserve) <= CLOSE:
        return chosen, []
    return chosen, [
        f"{profile.name}: the reserve {digits(reserve)} is written as the package with utility "
        f"{digits(size)}; the same packages reach it, but gains are counted from there."
    ]


def _reaching(
    cells: Sequence[NDArray[np.int64]], needed: int
) -> tuple[tuple[int, ...], Fraction] | None:
    """The options of the package with the least sum that is enough, and that sum.

    Each half of the issues is added up by itself: what the other half must bring is then looked up
    in a sorted list (Horowitz & Sahni 1974). None where even half is too much.

    Parameters
    ----------
    cells : one an issue, (option,) in parts of 1 / FINE
    needed
        At most the greatest sum.
    """
    sizes = [len(parts) for parts in cells]
    cut = _middle(sizes)
    if max(prod(sizes[:cut]), prod(sizes[cut:])) > MOST_HALF:
        return None
    left, right = _sums(cells[:cut]), _sums(cells[cut:])
    order = np.argsort(right, kind="stable")
    first = np.searchsorted(right[order], needed - left)
    reached = np.flatnonzero(first < len(right))
    totals = left[reached] + right[order[first[reached]]]
    best = int(reached[np.argmin(totals)])
    chosen = _options(best, sizes[:cut]) + _options(int(order[first[best]]), sizes[cut:])
    return chosen, Fraction(int(totals.min()), FINE)


def _middle(sizes: Sequence[int]) -> int:
    """Where to cut the issues so that both halves have about as many combinations."""
    return min(
        range(len(sizes)), key=lambda cut: max(prod(sizes[:cut]), prod(sizes[cut:])), default=0
    )


def _sums(cells: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """(combination,) the sum of one cell of each issue, the last issue running fastest."""
    total = np.zeros(1, dtype=np.int64)
    for parts in cells:
        total = (total[:, None] + parts[None, :]).ravel()
    return total


def _options(combination: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """The option of each issue in a combination, the last issue running fastest."""
    found = []
    for size in reversed(sizes):
        combination, option = divmod(combination, size)
        found.append(option)
    return tuple(reversed(found))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
