"""The few packages that a reader is shown: references, the menu, types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Case
from parley.conditions import Model
from parley.conditions.worth import values, weights
from parley.draws import Draws
from parley.engine.plan import Plan
from parley.engine.scan import Tally, passes, scan
from parley.space import Codes, Space

MENU = 3
MOST_TYPES = 5
TYPES_DIFFER = 2
"""On how many issues that matter two types differ at least."""
MATTERS = 5.0
"""Points of a hundred from which an issue matters to a principal."""


@dataclass(frozen=True)
class MenuItem:
    """A package of the menu, with the draws that it is the first to cover."""

    code: int
    adds: int
    covered: int


Menu = tuple[MenuItem, ...]


@dataclass(frozen=True)
class Entry:
    """A package of the shortlist, or a reference without terms.

    Attributes
    ----------
    label
        A neutral letter.
    kinds
        Of ``reference``, ``menu``, ``type``.
    references
        Keys of the references that are this package.
    code
        None for a reference whose terms the case does not give.
    filled
        Issues that the reference leaves open and ``now`` fills.
    """

    label: str
    kinds: tuple[str, ...]
    references: tuple[str, ...]
    code: int | None
    filled: tuple[str, ...] = ()


def greedy_menu(
    model: Model, plan: Plan, draws: Draws, judged: Tally, stage: str, threads: int
) -> Menu:
    """Up to three packages that together pass a stage, and all before it, in many draws.

    Greedy: the package that passes in most draws, then the one that passes in most of the draws
    not yet covered, and once more; ties by lowest code. Greedy coverage is at least 1 - 1/e of the
    most that three packages can cover (Nemhauser, Wolsey & Fisher 1978).
    """
    menu: list[MenuItem] = []
    place = model.stages.index(stage)
    conditions = model.up_to(stage)
    counts = judged.at(place).counts
    open_rows = np.flatnonzero(judged.at(place).some)
    while len(menu) < MENU and len(open_rows):
        if not counts.any():
            break  # What passes in these draws is not listed.
        code = int(plan.listing.codes[np.argmax(counts)])
        rest = draws.take(open_rows)
        covers = passes(model.space, conditions, rest, np.array([code]))[:, 0]
        covered = (menu[-1].covered if menu else 0) + int(covers.sum())
        menu.append(MenuItem(code, int(covers.sum()), covered))
        open_rows = open_rows[~covers]
        if len(menu) < MENU and len(open_rows):
            counts = scan(plan, draws.take(open_rows), threads).at(place).counts
    return tuple(menu)


def types(
    model: Model, middle: Draws, codes: Codes, counts: NDArray[np.unsignedinteger]
) -> tuple[int, ...]:
    """Codes of packages that stand for the different ways to pass; ``counts`` (code,) are the draws
    that each passes.

    In falling share of draws passed, ties by code; each is taken if it differs from every one
    taken on at least two issues that matter to some principal.
    """
    passing = np.flatnonzero(counts)
    candidates = codes[passing[np.lexsort((passing, -counts[passing].astype(np.int64)))]]
    matters = [i for i, issue in enumerate(model.space.issues) if _matters(model, middle, issue)]
    digits = model.space.digits(candidates)[matters]
    found: list[int] = []
    while len(candidates) and len(found) < MOST_TYPES:
        found.append(int(candidates[0]))
        keep = (digits != digits[:, :1]).sum(axis=0) >= min(TYPES_DIFFER, max(1, len(matters)))
        candidates, digits = candidates[keep], digits[:, keep]
    return tuple(found)


def shortlist(
    case: Case, space: Space, menu: Sequence[int], kinds_of_package: Sequence[int]
) -> tuple[Entry, ...]:
    """References in case order, then the menu, then types; each package once, by letter."""
    rows: list[tuple[int | None, list[str], list[str], tuple[str, ...]]] = []
    by_code: dict[int, int] = {}

    def add(code: int | None, kind: str, reference: str = "", filled: Sequence[str] = ()) -> None:
        if code is not None and code in by_code:
            _, kinds, references, _ = rows[by_code[code]]
            if kind not in kinds:
                kinds.append(kind)
        else:
            kinds, references = [kind], []
            if code is not None:
                by_code[code] = len(rows)
            rows.append((code, kinds, references, tuple(filled)))
        if reference:
            references.append(reference)

    for name, reference in case.references.items():
        if reference.terms is None:
            add(None, "reference", str(name))
        else:
            terms = {**case.now, **reference.terms}
            filled = [issue for issue in space.issues if issue not in reference.terms]
            add(space.code(terms), "reference", str(name), filled)
    for code in menu:
        add(code, "menu")
    for code in kinds_of_package:
        add(code, "type")
    return tuple(
        Entry(letter(number), tuple(kinds), tuple(references), code, filled)
        for number, (code, kinds, references, filled) in enumerate(rows)
    )


def letter(number: int) -> str:
    """A, B, ..., Z, A1, B1, ...

    >>> letter(0), letter(27)
    ('A', 'B1')
    """
    turn, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn) if turn else "")


def importance(model: Model, middle: Draws, party: str) -> dict[str, float]:
    """Issue to its part of a hundred: what lies between its ends, in the central draw."""
    weight = weights(model.case, middle, party)
    spans = {}
    for issue, size in weight.items():
        worths = [float(size[0] * v[0]) for v in values(model.case, middle, party, issue).values()]
        spans[issue] = max(worths) - min(worths)
    whole = sum(spans.values())
    return {issue: 100 * span / whole if whole else 0.0 for issue, span in spans.items()}


def _matters(model: Model, middle: Draws, issue: str) -> bool:
    return any(
        importance(model, middle, party).get(issue, 0.0) >= MATTERS
        for party in model.case.principals
    )
