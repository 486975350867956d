"""The bargaining solutions of the central draw, with all their ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.study import Study
from parley.conditions import acceptance
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO
from parley.conditions.words import terms
from parley.space import Codes

MOST_TIES = 20
NEAR = 1e-9
"""Leaders as close as this in floats are compared as whole numbers."""

Gains = NDArray[np.int64]
Size = TypeVar("Size", int, tuple[int, ...])
TITLES = {
    "nash": "Nash: the product of the gains over no deal is greatest",
    "kalai-smorodinsky": "Kalai-Smorodinsky: the least gain, each as a part of the most that the "
    "party could gain, is greatest",
    "egalitarian": "Egalitarian: the least gain in points is greatest (compares points of "
    "different parties)",
    "utilitarian": "Utilitarian: the sum of gains in points is greatest (compares points of "
    "different parties)",
}


def find(study: Study, every: bool = False) -> tuple[Finding, ...]:
    """Nash and Kalai-Smorodinsky; the two that compare points between parties only on request."""
    parties = signers(study.case)
    codes, missing = _candidates(study, parties)
    table = TableBuilder(
        columns(
            ("solution", "text", "Name of the solution."),
            ("title", "text", "What it says."),
            ("place", "count", "Number among its ties, by code."),
            ("code", "count", "Code of the package."),
            ("terms", "text", "Its terms."),
            *((f"gain_{p}", "points", f"V - no deal of {study.name(p)}.") for p in parties),
        )
    )
    cuts = [missing] if missing else []
    if len(codes) and parties:
        gains = np.array(
            [
                study.worth(p, study.middle, codes)[0] - study.no_deal(p, study.middle)[0]
                for p in parties
            ]
        ).T
        for name, solve in SOLUTIONS.items():
            if name in ("egalitarian", "utilitarian") and not every:
                continue
            tied = solve(gains)
            if len(tied) > MOST_TIES:
                cuts.append(f"{name}: {len(tied):,} packages tie; the first {MOST_TIES} are shown.")
            for place, row in enumerate(tied[:MOST_TIES], 1):
                cells: dict[str, Cell] = {
                    f"gain_{p}": int(gains[row, k]) / NANO for k, p in enumerate(parties)
                }
                package = study.space.package(int(codes[row]))
                table.add(
                    solution=name,
                    title=TITLES[name],
                    place=place,
                    code=int(codes[row]),
                    terms=terms(study.case, package),
                    **cells,
                )
    return (table.finding("points.solutions", _sentence(table, len(codes)), cut=" ".join(cuts)),)


def _candidates(study: Study, parties: Sequence[str]) -> tuple[Codes, str]:
    """The acceptable packages, or of too many the efficient ones, and what is then not told.

    Every solution takes an efficient package, if one that is worth as much to all is as good.
    """
    if study.listing.is_whole:
        return study.central.passing[acceptance.STAGE], ""
    found = study.central.efficient(parties, acceptance.STAGE)
    cut = "Of packages that are worth the same to each party one is listed."
    if found.bound:
        cut += (
            f" The efficient packages were thinned out: a point may be up to "
            f"{found.bound / NANO:.3g} points away."
        )
    return found.codes, cut


def _sentence(table: TableBuilder, acceptable: int) -> str:
    if not acceptable:
        return "The central draw has no acceptable package, so no bargaining point is defined."
    found = list(dict.fromkeys(str(row[0]) for row in table.rows))
    if not found:
        return "Nobody signs, so no bargaining point is defined."
    undefined = (
        " Kalai-Smorodinsky is not defined: some party cannot gain over no deal at all."
        if "kalai-smorodinsky" not in found
        else ""
    )
    return (
        f"Bargaining points of the central draw: {', '.join(found)}. They describe, they do not "
        f"advise.{undefined}"
    )


def nash(gains: Gains) -> list[int]:
    """Rows of the greatest product of gains, all ties (Nash 1950).

    Parameters
    ----------
    gains : (package, party), nano-points, none negative
    """
    rough = np.prod(gains / NANO, axis=1)
    return _leaders(rough, gains, lambda row: prod(row))


def kalai_smorodinsky(gains: Gains) -> list[int]:
    """Rows of the greatest least gain, each as a part of the greatest (Kalai & Smorodinsky 1975).

    Ties of the least part are decided by the next least, and so on. Empty where a party cannot
    gain at all: the parts are then not defined.
    """
    most = gains.max(axis=0)
    if (most == 0).any():
        return []
    whole = [int(size) for size in most]
    # Multiplied by every greatest gain, the parts become whole numbers.
    others = [prod(whole[:k] + whole[k + 1 :]) for k in range(len(whole))]

    def exact(row: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted(gain * other for gain, other in zip(row, others, strict=True)))

    return _leaders((gains / most).min(axis=1), gains, exact)


def egalitarian(gains: Gains) -> list[int]:
    """Rows of the greatest least gain in points; ties by the next least (leximin)."""
    return _leaders(gains.min(axis=1) / NANO, gains, lambda row: tuple(sorted(row)))


def utilitarian(gains: Gains) -> list[int]:
    """Rows of the greatest sum of gains in points."""
    return _leaders((gains / NANO).sum(axis=1), gains, lambda row: sum(row))


def _leaders(
    rough: NDArray[np.float64],
    gains: Gains,
    exact: Callable[[Sequence[int]], Size],
) -> list[int]:
    """Rows that lead exactly, among those that lead in floats within a hair."""
    best = rough.max()
    near = np.flatnonzero(rough >= best - NEAR * max(1.0, abs(best)))
    # Equal gains are compared once: thousands of packages may share them.
    distinct, inverse = np.unique(gains[near], axis=0, return_inverse=True)
    sizes = [exact([int(gain) for gain in row]) for row in distinct]
    top = max(sizes)
    leads = np.array([size == top for size in sizes])
    return [int(row) for row in near[leads[inverse.ravel()]]]


SOLUTIONS: dict[str, Callable[[Gains], list[int]]] = {
    "nash": nash,
    "kalai-smorodinsky": kalai_smorodinsky,
    "egalitarian": egalitarian,
    "utilitarian": utilitarian,
}
