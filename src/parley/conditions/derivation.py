"""The sum behind the margin of one condition for one package in one draw."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parley.case.evidence import Evidence
from parley.case.schema import Case
from parley.conditions.durability import NEVER
from parley.conditions.forms import NANO, Condition, Count, Least, Linear, Table, Vote
from parley.conditions.unfolding import unfold
from parley.conditions.view import Number, Part, View

__all__ = ["Derivation", "Number", "Part", "Trace", "View", "derive", "trace"]

OUT_OF_SIGHT = NEVER // 2
"""Nano-points that no sum of numbers reaches: somewhere below, something never happens."""


@dataclass(frozen=True)
class Derivation:
    """Why a condition holds or fails.

    Attributes
    ----------
    applies
        Whether it is asked of the package at all; if not, the rest is empty.
    margin
        In the unit of the condition; 0 or -1 for a line. None where it is not asked, and where no
        number says how far it fails: cheating would never have consequences.
    binds
        Which of several sums this one is: that with the least margin.
    parts
        What the margin is the sum of.
    """

    condition: Condition
    applies: bool
    holds: bool | None = None
    margin: float | None = None
    binds: str = ""
    parts: tuple[Part, ...] = ()

    @property
    def never(self) -> bool:
        """Whether it fails without measure."""
        return self.applies and self.margin is None


@dataclass(frozen=True)
class Trace:
    """Where the case says something, and what that rests on."""

    path: str
    line: int
    evidence: Evidence


def trace(case: Case, path: str) -> Trace:
    """The line and the evidence of a path, or of the nearest that it stands in."""
    return Trace(path, case.origin.place(path).line, case.origin.evidence.of(path))


def derive(view: View, condition: Condition) -> Derivation:
    """The parts of a margin; they add up to it exactly, in whole nano-units."""
    margin = condition.margin(view.space, view.draws, view.codes)
    if not margin.applies[0]:
        return Derivation(condition, applies=False)
    nano = int(margin.values[0, 0])
    scale = 1 if condition.unit == "crossed" else NANO
    form = condition.form
    if isinstance(form, Vote):
        binds, parts = _vote(view, form)
    elif isinstance(form, Least):
        binds, parts = _linear(view, _binding(view, form), scale)
    else:
        binds, parts = _linear(view, form, scale)
    is_measured = nano > OUT_OF_SIGHT
    return Derivation(
        condition, True, nano >= 0, nano / scale if is_measured else None, binds, parts
    )


def _nano(view: View, table: Table) -> int:
    return int(table.at(view.space, view.draws, view.codes)[0, 0])


def _margin(view: View, form: Linear | Count) -> int:
    return int(form.margin(view.space, view.draws, view.codes)[0, 0])


def _binding(view: View, form: Least) -> Linear:
    """The sum with the least margin; the first of equals."""
    return form.parts[int(np.argmin([_margin(view, part) for part in form.parts]))]


def _linear(view: View, form: Linear, scale: int) -> tuple[str, tuple[Part, ...]]:
    parts = []
    for table in form.tables:
        nano = _nano(view, table)
        amount = nano / scale if nano > OUT_OF_SIGHT else None
        parts.append(unfold(view, table, amount))
    if not form.bars:
        parts.append(unfold(view, form.threshold, -_nano(view, form.threshold) / scale))
    return form.about, tuple(parts)


def _vote(view: View, form: Vote) -> tuple[str, tuple[Part, ...]]:
    """The count that decides: of the best way, the one with the least margin."""
    margins = [[_margin(view, count) for count in way] for way in form.ways]
    best = int(np.argmax([min(way) for way in margins]))
    place = int(np.argmin(margins[best]))
    count, margin = form.ways[best][place], margins[best][place]
    found = _ballots(view, count)
    found += [(_nano(view, table), unfold(view, table, None)) for table in count.shares.tables]
    if count.whole is not None:
        # Per cent, each rounded down: the quota takes what is left, so that the sum is the margin.
        whole = _nano(view, count.whole)
        found = [(votes * 100 * NANO // whole, part) for votes, part in found]
    rest = margin - sum(votes for votes, _ in found)
    parts = [replace(part, amount=votes / NANO) for votes, part in found]
    # Where there is one count, that it decides need not be said.
    binds = count.shares.threshold.about if len(margins[0]) > 1 or len(margins) > 1 else ""
    return binds, (*parts, unfold(view, count.shares.threshold, rest / NANO))


def _ballots(view: View, count: Count) -> list[tuple[int, Part]]:
    """Votes of each member that decides as one, 0 where it says no."""
    found = []
    for ballot in count.ballots:
        margin = _margin(view, ballot.test)
        says_yes = margin >= 0
        votes = _nano(view, ballot.weight)
        about = f"{ballot.about}: {'yes' if says_yes else 'no'}"
        note = f"worth {margin / NANO:+.3f} points over no deal to it"
        numbers = (Number("votes", votes / NANO, ballot.weight.reads[0]),)
        part = Part(about, None, ballot.path, numbers, note=note)
        found.append((votes if says_yes else 0, part))
    return found
