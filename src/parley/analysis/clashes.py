"""Which two red lines or blocks of different holders leave no package between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.lines import barred_cells, kind, subject
from parley.analysis.shares import readings, wilson
from parley.analysis.study import Study
from parley.conditions.forms import Condition
from parley.conditions.rules import Rules
from parley.draws import Draws, Ints
from parley.space import Mask

MOST_PAIRS = 20

PAIRS = columns(
    ("a_path", "text", "Where the case says the first."),
    ("a_holder", "text", "Who holds it."),
    ("a_name", "text", "Its name."),
    ("a_words", "text", "What it refuses or insists on, at the least."),
    ("b_path", "text", "Where the case says the second; none where the first is enough."),
    ("b_holder", "text", "Who holds it."),
    ("b_name", "text", "Its name."),
    ("b_words", "text", "What it refuses or insists on, at the least."),
    (
        "share",
        "share",
        "Share of the draws in which both are real and together, but neither alone, leave nothing.",
    ),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The pairs."""
    return (pairs(study),)


@dataclass(frozen=True)
class Barred:
    """What a red line or block puts out, draw by draw.

    Attributes
    ----------
    issues
        Positions of its issues.
    sets : (set, cell)
        The different sets of cells that it puts out in some draw.
    which : (draw,)
        The set of each draw.
    """

    condition: Condition
    issues: tuple[int, ...]
    sets: Mask
    which: Ints

    @classmethod
    def of(cls, condition: Condition, draws: Draws) -> Barred:
        """What one red line or block puts out."""
        cells = barred_cells(condition, draws).reshape(len(draws), -1)
        sets, which = np.unique(cells, axis=0, return_inverse=True)
        assert condition.bar is not None
        return cls(condition, condition.bar.issues, sets, which.ravel())


@dataclass(frozen=True)
class Clash:
    """Red lines or blocks that leave no package, with the least that they then put out."""

    draws: int
    lines: tuple[tuple[Barred, Mask], ...]


def pairs(study: Study) -> Finding:
    """Two lines of different holders that together leave no feasible package; or one alone."""
    clashes = sorted(_clashes(study), key=lambda clash: -clash.draws)
    table = TableBuilder(PAIRS)
    for clash in clashes[:MOST_PAIRS]:
        low, high = wilson(clash.draws, study.n)
        cells: dict[str, Cell] = {"b_path": None, "b_holder": None, "b_name": None, "b_words": None}
        for side, (line, out) in zip("ab", clash.lines, strict=False):
            holder = line.condition.holder
            cells |= {
                f"{side}_path": line.condition.path,
                f"{side}_holder": holder,
                f"{side}_name": study.name(holder),
                f"{side}_words": words(study, line, out),
            }
        table.add(**cells, share=clash.draws / study.n, share_low=low, share_high=high, n=study.n)
    sentence = "No two red lines or blocks of different holders leave no package between them."
    if clashes:
        said = " and ".join(
            f"{study.name(line.condition.holder)} {words(study, line, out)}"
            for line, out in clashes[0].lines
        )
        often = readings(clashes[0].draws / study.n)
        sentence = f"{often[0].upper()}{often[1:]} {said}: no feasible package is left."
    cut = f"{MOST_PAIRS} of {len(clashes)} pairs are shown." if len(clashes) > MOST_PAIRS else ""
    return table.finding("lines.pairs", sentence, rests_on=[c.path for c in study.bars], cut=cut)


def words(study: Study, line: Barred, out: Mask) -> str:
    """What is refused, or, where that is shorter, what is insisted on."""
    if len(line.issues) > 1:
        return f"refuses {subject(study, line.condition)}"
    issue = study.space.issues[line.issues[0]]
    titles = [f"“{study.option_title(issue, o)}”" for o in study.space.options[line.issues[0]]]
    refused = [title for title, is_out in zip(titles, out, strict=True) if is_out]
    left = [title for title, is_out in zip(titles, out, strict=True) if not is_out]
    if kind(line.condition) == "block":
        verb, named = "would stop", refused
    elif 0 < len(left) < len(refused):
        verb, named = "insists on", left
    else:
        verb, named = "refuses", refused
    return f"{verb} {' or '.join(named)} ({study.issue_title(issue)})"


def _clashes(study: Study) -> list[Clash]:
    lines = [Barred.of(condition, study.draws) for condition in study.bars]
    leaves = _Leaves(study.model.rules)
    alone = [np.array([leaves.nothing([(line, out)]) for out in line.sets]) for line in lines]
    found = []
    for i, (a, a_alone) in enumerate(zip(lines, alone, strict=True)):
        if a_alone.any():
            least = _least(a.sets.sum(axis=1), a_alone)
            found.append(Clash(int(a_alone[a.which].sum()), ((a, a.sets[least]),)))
        for b, b_alone in zip(lines[i + 1 :], alone[i + 1 :], strict=True):
            if a.condition.holder == b.condition.holder:
                continue
            together = _together(leaves, a, b) & ~a_alone[:, None] & ~b_alone[None, :]
            hits = int(together[a.which, b.which].sum())
            if hits:
                sizes = a.sets.sum(axis=1)[:, None] + b.sets.sum(axis=1)[None, :]
                m, n = divmod(_least(sizes.ravel(), together.ravel()), len(b.sets))
                found.append(Clash(hits, ((a, a.sets[m]), (b, b.sets[n]))))
    return found


def _least(sizes: Ints, clash: Mask) -> int:
    """The place of the smallest size among those that clash."""
    return int(np.argmin(np.where(clash, sizes, sizes.max() + 1)))


def _together(leaves: _Leaves, a: Barred, b: Barred) -> Mask:
    """(set of a, set of b) whether the two sets leave nothing."""
    return np.array([[leaves.nothing([(a, m), (b, n)]) for n in b.sets] for m in a.sets])


class _Leaves:
    """Whether some lines leave no feasible package, asked on their own issues only."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.shadows: dict[tuple[int, ...], Mask] = {}

    def nothing(self, out: Sequence[tuple[Barred, Mask]]) -> bool:
        """No package avoids all that is put out."""
        axes = tuple(sorted({issue for line, _ in out for issue in line.issues}))
        left = self._shadow(axes).copy()
        for line, cells in out:
            shape = self.rules.space.shape
            extent = [shape[axis] if axis in line.issues else 1 for axis in axes]
            left &= ~cells.reshape(extent)
        return not left.any()

    def _shadow(self, axes: tuple[int, ...]) -> Mask:
        """Combinations of some issues' options that some feasible package has."""
        if axes not in self.shadows:
            self.shadows[axes] = self.rules.number(axes) > 0
        return self.shadows[axes]
