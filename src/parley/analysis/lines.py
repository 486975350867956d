"""How often red lines and blocks stand in the way, and what one of them alone keeps closed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parley.analysis.finding import Cell, Figure, Finding, TableBuilder, columns
from parley.analysis.shares import in_100, readings, share, wilson
from parley.analysis.study import Study
from parley.conditions.forms import Condition, Table
from parley.conditions.words import describe
from parley.draws import Draws
from parley.engine.any_size import exists
from parley.engine.layouts import layout
from parley.space import Mask

KINDS = {"line": "red line", "block": "block"}

CLEAR = columns(
    ("issue", "text", "Key of the issue."),
    ("issue_title", "text", "Its title."),
    (
        "clear",
        "share",
        "Share of the draws in which an option crosses no line or block on this issue alone.",
    ),
)
REMOVAL = columns(
    ("path", "text", "Where the case says it."),
    ("holder", "text", "Key of the party that holds it."),
    ("holder_name", "text", "Its name."),
    ("words", "text", "What it is about."),
    ("kind", "text", "Red line or block."),
    ("some_with", "share", "Share of the draws in which some package passes."),
    ("some_without", "share", "The same if this one were not real."),
    ("change", "share", "The difference."),
    ("change_low", "share", "Low end of its 95 % Wilson interval: removal only ever opens."),
    ("change_high", "share", "High end."),
    ("n", "count", "Number of draws: the first ones, one pass for each line."),
)
OPTIONS = columns(
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


def find(study: Study) -> tuple[Finding, ...]:
    """What is clear, what removal does, who bars what."""
    return (clear(study), removal(study), options(study))


def kind(condition: Condition) -> str:
    """``red line`` or ``block``."""
    return KINDS[condition.kind]


def subject(study: Study, condition: Condition) -> str:
    """What a red line or block is about: the title of its issue, or its combination in words."""
    issues = bar_of(condition).issues
    if len(issues) == 1:
        return study.issue_title(study.space.issues[issues[0]])
    _, party, _, name = condition.path.split(".")
    return describe(study.case, study.case.preferences[party].red_lines[name].never or {})


def barred_cells(condition: Condition, draws: Draws) -> Mask:
    """(draw, option of its first issue, ...) what a red line or block puts out."""
    out: Mask = bar_of(condition).fill(draws) < 0
    return out


def bar_of(condition: Condition) -> Table:
    """The table of a red line or block."""
    assert condition.bar is not None
    return condition.bar


def is_real(condition: Condition, draws: Draws) -> Mask:
    """(draw,) whether a red line or block puts anything out."""
    out = barred_cells(condition, draws).reshape(len(draws), -1)
    found: Mask = np.logical_or.reduce(out, axis=1)
    return found


def clear(study: Study) -> Finding:
    """Issue by issue, whether any option crosses no line; then all issues together."""
    table = TableBuilder(CLEAR)
    space = study.space
    product = 1.0
    for axis, issue in enumerate(space.issues):
        out = np.zeros((study.n, space.shape[axis]), dtype=bool)
        for condition in study.bars:
            if bar_of(condition).issues == (axis,):
                out |= barred_cells(condition, study.draws)
        is_clear = float((~out).any(axis=1).mean())
        product *= is_clear
        table.add(issue=issue, issue_title=study.issue_title(issue), clear=is_clear)
    only_bars = layout(study.model, study.model.kinds - set(KINDS), study.listing)
    joint = int(exists(only_bars, study.draws, study.threads).sum()) if study.bars else study.n
    figures = (share("joint", joint, study.n), Figure("product", product, "share"))
    sentence = (
        f"Some package crosses no red line and no block {readings(joint / study.n)}; if the issues "
        f"had nothing to do with each other it would be {readings(product)}."
    )
    return table.finding("lines.clear", sentence, figures, [c.path for c in study.bars])


def removal(study: Study) -> Finding:
    """What the removal of each line or block alone would open, in the first draws."""
    table = TableBuilder(REMOVAL)
    few = study.few
    n = len(few)
    has_deal = study.judged.some[:n]
    before = int(has_deal.sum())
    opened = {c.path: _opened(study, c, few, has_deal) for c in study.bars}
    for condition in sorted(study.bars, key=lambda c: -opened[c.path]):
        more = opened[condition.path]
        low, high = wilson(more, n)
        table.add(
            path=condition.path,
            holder=condition.holder,
            holder_name=study.name(condition.holder),
            words=subject(study, condition),
            kind=kind(condition),
            some_with=before / n,
            some_without=(before + more) / n,
            change=more / n,
            change_low=low,
            change_high=high,
            n=n,
        )
    top = [
        f"the {row['kind']} of {row['holder_name']} on “{row['words']}” (from "
        f"{in_100(before / n)} to {in_100((before + opened[str(row['path'])]) / n)})"
        for row in table.records()
        if opened[str(row["path"])]
    ]
    sentence = (
        f"Taken away alone, these would open most: {'; '.join(top[:2])}; one pass over the first "
        f"{n:,} readings for each."
        if top
        else "No red line and no block, taken away alone, would open a deal."
    )
    return table.finding("lines.removal", sentence, rests_on=[c.path for c in study.bars])


def _opened(study: Study, condition: Condition, few: Draws, has_deal: Mask) -> int:
    """In how many draws some package passes if one line is not real, where none did."""
    # Where it is not real, or a deal is there already, its removal changes nothing.
    rows = np.flatnonzero(is_real(condition, few) & ~has_deal)
    if not len(rows):
        return 0
    without = replace(few.take(rows), removed=frozenset({condition.path}))
    return int(exists(study.plan, without, study.threads).sum())


def options(study: Study) -> Finding:
    """In how many draws each line or block puts each option out."""
    table = TableBuilder(OPTIONS)
    for condition in study.bars:
        out = barred_cells(condition, study.draws).reshape(study.n, -1)
        issues = bar_of(condition).issues
        about: dict[str, Cell] = {
            "path": condition.path,
            "holder": condition.holder,
            "holder_name": study.name(condition.holder),
            "kind": kind(condition),
        }
        if len(issues) > 1:
            about |= {"issue": None, "issue_title": None, "option": None}
            barred = float(out.any(axis=1).mean())
            table.add(**about, option_title=subject(study, condition), barred=barred)
            continue
        issue = study.space.issues[issues[0]]
        for place, option in enumerate(study.space.options[issues[0]]):
            if out[:, place].any():
                table.add(
                    **about,
                    issue=issue,
                    issue_title=study.issue_title(issue),
                    option=option,
                    option_title=study.option_title(issue, option),
                    barred=float(out[:, place].mean()),
                )
    number = len(study.bars)
    sentence = (
        f"Red lines and blocks in the case: {number}. How likely each is real is the analyst's "
        "judgement, not the party's."
        if number
        else "The case has no red lines and no blocks."
    )
    return table.finding("lines.options", sentence, rests_on=[c.path for c in study.bars])
