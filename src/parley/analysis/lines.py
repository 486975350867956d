"""Which red lines and blocks stand in the way, alone and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.shares import in_100, share, wilson
from parley.analysis.study import Study
from parley.conditions.forms import Condition, Ints
from parley.conditions.words import describe
from parley.engine.plan import plan
from parley.engine.scan import exists
from parley.space import Mask

QUESTION = "lines"
MOST_PAIRS = 20
KINDS = {"line": "red line", "block": "block"}


def find(study: Study) -> tuple[Finding, ...]:
    """What is clear, what removal does, which pairs leave nothing, who bars what."""
    return (clear(study), removal(study), pairs(study), options(study))


def kind(condition: Condition) -> str:
    """``red line`` or ``block``."""
    return KINDS[condition.key.split(":")[0]]


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

    @cached_property
    def real(self) -> Mask:
        """(draw,) whether it puts anything out."""
        marked: Mask = self.sets.any(axis=1)[self.which]
        return marked


def barred(study: Study, condition: Condition) -> Barred:
    """What one red line or block puts out."""
    table = condition.form.tables[0]
    cells = table.fill(study.draws) < 0
    sets, which = np.unique(cells.reshape(len(cells), -1), axis=0, return_inverse=True)
    return Barred(condition, table.issues, sets, which.ravel())


def words(study: Study, one: Barred, out: NDArray[np.bool_]) -> str:
    """What is refused, or, where that is shorter, what is insisted on."""
    space = study.space
    if len(one.issues) > 1:
        return f"refuses {_subject(study, one.condition)}"
    issue = space.issues[one.issues[0]]
    titles = [f"“{study.option_title(issue, option)}”" for option in space.options[one.issues[0]]]
    refused = [title for title, is_out in zip(titles, out, strict=True) if is_out]
    left = [title for title, is_out in zip(titles, out, strict=True) if not is_out]
    verb, named = ("insists on", left) if 0 < len(left) < len(refused) else ("refuses", refused)
    if kind(one.condition) == "block":
        verb, named = "would stop", refused
    return f"{verb} {' or '.join(named)} ({study.issue_title(issue)})"


def clear(study: Study) -> Finding:
    """Issue by issue, whether any option crosses no line; then all issues together."""
    table = TableBuilder(
        columns(
            ("issue", "text", "Key of the issue."),
            ("issue_title", "text", "Its title."),
            ("clear", "share", "Share of the draws in which an option crosses no line or block."),
        )
    )
    space = study.space
    product = 1.0
    for axis, issue in enumerate(space.issues):
        out = np.zeros((study.n, space.shape[axis]), dtype=bool)
        for condition in study.bars:
            for cells in condition.form.tables:
                if cells.issues == (axis,):
                    out |= cells.fill(study.draws) < 0
        is_clear = float((~out).any(axis=1).mean())
        product *= is_clear
        table.add(issue=issue, issue_title=study.issue_title(issue), clear=is_clear)
    only_bars = plan(space, study.model.feasible, study.bars)
    joint = (
        int(exists(only_bars, study.draws, study.threads).sum()) if study.bars else study.n
    )
    figures = (
        share("joint", joint, study.n),
        replace(share("product", 0, study.n), value=product, low=None, high=None),
    )
    sentence = (
        f"Some package crosses no red line and no block in {in_100(joint / study.n)} readings; "
        f"if the issues had nothing to do with each other it would be {in_100(product)}."
    )
    return Finding("lines.clear", QUESTION, sentence, figures, table.columns, tuple(table.rows))


def removal(study: Study) -> Finding:
    """What the removal of each line or block alone would open, in the first draws."""
    table = TableBuilder(
        columns(
            ("path", "text", "Where the case says it."),
            ("holder", "text", "Key of the party that holds it."),
            ("holder_name", "text", "Its name."),
            ("words", "text", "What it is about."),
            ("kind", "text", "Red line or block."),
            ("some_with", "share", "Share of the draws in which some package is acceptable."),
            ("some_without", "share", "The same if this one were not real."),
            ("change", "share", "The difference."),
            ("change_low", "share", "Low end of its 95 % interval (paired draws)."),
            ("change_high", "share", "High end."),
            ("n", "count", "Number of draws: the first ones, one pass for each line."),
        )
    )
    few = study.few
    n = len(few)
    has_deal = study.judged.passing[:n] > 0
    found = []
    for condition in study.bars:
        real = (condition.form.tables[0].fill(few) < 0).reshape(n, -1).any(axis=1)
        # Elsewhere its removal changes nothing.
        rows = np.flatnonzero(real & ~has_deal)
        opened = 0
        if len(rows):
            without = replace(few.take(rows), removed=frozenset({condition.path}))
            opened = int(exists(study.plan, without, study.threads).sum())
        found.append((opened, condition))
    for opened, condition in sorted(found, key=lambda pair: -pair[0]):
        low, high = wilson(opened, n)
        table.add(
            path=condition.path,
            holder=condition.holder,
            holder_name=study.name(condition.holder),
            words=_subject(study, condition),
            kind=kind(condition),
            some_with=int(has_deal.sum()) / n,
            some_without=(int(has_deal.sum()) + opened) / n,
            change=opened / n,
            change_low=low,
            change_high=high,
            n=n,
        )
    top = [row for row in table.records() if row["change"]][:2] if found else []
    if top:
        named = "; ".join(
            f"the {row['kind']} of {row['holder_name']} on {row['words']} "
            f"(from {in_100(float(row['some_with'] or 0))} to "
            f"{in_100(float(row['some_without'] or 0))})"
            for row in top
        )
        sentence = f"Taken away alone, these would open most: {named}; {n} readings each."
    else:
        sentence = "No red line and no block, taken away alone, would open a deal."
    return Finding(
        "lines.removal",
        QUESTION,
        sentence,
        (),
        table.columns,
        tuple(table.rows),
        tuple(condition.path for condition in study.bars),
    )


def _subject(study: Study, condition: Condition) -> str:
    issues = condition.form.tables[0].issues
    if len(issues) == 1:
        return study.issue_title(study.space.issues[issues[0]])
    line = condition.path.split(".")
    return describe(study.case, study.case.preferences[line[1]].red_lines[line[-1]].never or {})


def pairs(study: Study) -> Finding:
    """Two lines of different holders that together leave no feasible package."""
    table = TableBuilder(
        columns(
            ("a_path", "text", "Where the case says the first."),
            ("a_holder", "text", "Who holds it."),
            ("a_name", "text", "Its name."),
            ("a_words", "text", "What it refuses or insists on, at the least."),
            ("b_path", "text", "Where the case says the second; none where the first is enough."),
            ("b_holder", "text", "Who holds it."),
            ("b_name", "text", "Its name."),
            ("b_words", "text", "What it refuses or insists on, at the least."),
            ("share", "share", "Share of the draws in which both are real and leave nothing."),
            ("share_low", "share", "Low end of its 95 % interval."),
            ("share_high", "share", "High end."),
            ("n", "count", "Number of draws."),
        )
    )
    lines = [barred(study, condition) for condition in study.bars]
    leaves = _Leaves(study.model.feasible)
    clashes = []
    for number, a in enumerate(lines):
        alone = np.array([leaves.nothing([(a, out)]) for out in a.sets])
        if alone.any():
            clashes.append((int(alone[a.which].sum()), a, None, a.sets[alone][0], None))
        for b in lines[number + 1 :]:
            if a.condition.holder != b.condition.holder:
                clash = _clash(leaves, a, b)
                if clash is not None:
                    clashes.append(clash)
    clashes.sort(key=lambda clash: -clash[0])
    for hits, a, second, a_out, b_out in clashes[:MOST_PAIRS]:
        low, high = wilson(hits, study.n)
        holder = second.condition.holder if second else None
        table.add(
            a_path=a.condition.path,
            a_holder=a.condition.holder,
            a_name=study.name(a.condition.holder),
            a_words=words(study, a, a_out),
            b_path=second.condition.path if second else None,
            b_holder=holder,
            b_name=study.name(holder) if holder else None,
            b_words=words(study, second, b_out) if second and b_out is not None else None,
            share=hits / study.n,
            share_low=low,
            share_high=high,
            n=study.n,
        )
    cut = f"{MOST_PAIRS} of {len(clashes)} pairs are shown." if len(clashes) > MOST_PAIRS else ""
    return Finding(
        "lines.pairs",
        QUESTION,
        _pairs_sentence(table),
        (),
        table.columns,
        tuple(table.rows),
        (),
        cut,
    )


def _pairs_sentence(table: TableBuilder) -> str:
    rows = table.records()
    if not rows:
        return "No two red lines or blocks of different holders leave no package between them."
    first = rows[0]
    against = f" and {first['b_name']} {first['b_words']}" if first["b_path"] else ""
    return (
        f"In {in_100(float(first['share'] or 0))} readings {first['a_name']} {first['a_words']}"
        f"{against}: no feasible package is left."
    )


Clash = tuple[int, Barred, Barred | None, NDArray[np.bool_], NDArray[np.bool_] | None]


def _clash(leaves: _Leaves, a: Barred, b: Barred) -> Clash | None:
    """How often two lines leave nothing together, neither alone; with the least that clashes."""
    together = np.zeros((len(a.sets), len(b.sets)), dtype=bool)
    for i, a_out in enumerate(a.sets):
        for j, b_out in enumerate(b.sets):
            if a_out.any() and b_out.any():
                together[i, j] = (
                    leaves.nothing([(a, a_out), (b, b_out)])
                    and not leaves.nothing([(a, a_out)])
                    and not leaves.nothing([(b, b_out)])
                )
    hits = int(together[a.which, b.which].sum())
    if not hits:
        return None
    sizes = a.sets.sum(axis=1)[:, None] + b.sets.sum(axis=1)[None, :]
    least = np.where(together, sizes, sizes.max() + 1)
    i, j = np.unravel_index(int(np.argmin(least)), least.shape)
    return hits, a, b, a.sets[i], b.sets[j]


class _Leaves:
    """Whether some lines leave no feasible package, asked on their own issues only."""

    def __init__(self, feasible: Mask) -> None:
        self.feasible = feasible
        self.shadows: dict[tuple[int, ...], Mask] = {}

    def nothing(self, out: Sequence[tuple[Barred, NDArray[np.bool_]]]) -> bool:
        """No package avoids all that is put out."""
        axes = tuple(sorted({issue for line, _ in out for issue in line.issues}))
        shadow = self._shadow(axes)
        left = shadow.copy()
        for line, cells in out:
            extent = [self.feasible.shape[axis] if axis in line.issues else 1 for axis in axes]
            left &= ~cells.reshape(extent)
        return not left.any()

    def _shadow(self, axes: tuple[int, ...]) -> Mask:
        """Combinations of some issues' options that some feasible package has."""
        if axes not in self.shadows:
            others = tuple(i for i in range(self.feasible.ndim) if i not in axes)
            self.shadows[axes] = self.feasible.any(axis=others)
        return self.shadows[axes]


def options(study: Study) -> Finding:
    """In how many draws each line or block puts each option out."""
    table = TableBuilder(
        columns(
            ("path", "text", "Where the case says it."),
            ("holder", "text", "Key of the party that holds it."),
            ("holder_name", "text", "Its name."),
            ("kind", "text", "Red line or block."),
            ("issue", "text", "Key of the issue; none for a combination of issues."),
            ("issue_title", "text", "Its title."),
            ("option", "text", "Key of the option."),
            ("option_title", "text", "Its title, or the combination in words."),
            ("barred", "share", "Share of the draws in which it is out."),
        )
    )
    for condition in study.bars:
        cells = (condition.form.tables[0].fill(study.draws) < 0).reshape(study.n, -1)
        issues = condition.form.tables[0].issues
        about = {
            "path": condition.path,
            "holder": condition.holder,
            "holder_name": study.name(condition.holder),
            "kind": kind(condition),
        }
        if len(issues) > 1:
            table.add(
                **about,
                issue=None,
                issue_title=None,
                option=None,
                option_title=_subject(study, condition),
                barred=float(cells.any(axis=1).mean()),
            )
            continue
        issue = study.space.issues[issues[0]]
        for place, option in enumerate(study.space.options[issues[0]]):
            if cells[:, place].any():
                table.add(
                    **about,
                    issue=issue,
                    issue_title=study.issue_title(issue),
                    option=option,
                    option_title=study.option_title(issue, option),
                    barred=float(cells[:, place].mean()),
                )
    sentence = (
        f"{len(study.bars)} red lines and blocks are in the case; how likely each is real is the "
        "analyst's judgement, not the party's."
        if study.bars
        else "The case has no red lines and no blocks."
    )
    return Finding("lines.options", QUESTION, sentence, (), table.columns, tuple(table.rows))
