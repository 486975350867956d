"""What matters: which judgements, drawn anew, turn the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parley.analysis.finding import Cell, Figure, Finding, TableBuilder, columns
from parley.analysis.sensitivity.by_state import pairs
from parley.analysis.sensitivity.grouping import Judgements, anew, judgements
from parley.analysis.sensitivity.inside import members
from parley.analysis.shares import readings, share, wilson
from parley.analysis.study import Study
from parley.engine.any_size import reach
from parley.engine.variants import JUDGED

OPENED = 10
"""Groups whose single numbers are looked at: those that turn the answer most often."""
NAMED = 3
"""Groups that the sentence names."""

GROUPS = columns(
    ("group", "text", "Key of the group: the path of what holds its judgements."),
    ("kind", "text", "What kind of judgements they are, such as no_deal, line or factor."),
    ("holder", "text", "Key of the party whose they are; none where they are nobody's."),
    ("holder_name", "text", "Its name."),
    ("title", "text", "What they are, in words."),
    ("stage", "text", "The stage that is passed, with all before it."),
    (
        "turns",
        "share",
        "Share of the draws in which some package passes before and none after only this group "
        "was drawn anew, or the reverse.",
    ),
    ("turns_low", "share", "Low end of its 95 % interval."),
    ("turns_high", "share", "High end."),
    (
        "total",
        "number",
        "Total-order index (Jansen): the part of the variance of the answer that would be left if "
        "all other judgements were known. Sampling may bring it above 1; none where the answer is "
        "the same in every draw.",
    ),
    ("n", "count", "Number of draws: the first ones."),
)
KEPT = (
    "Which values agree with what a party has said and meant was settled when the readings were "
    "made: a group that is drawn anew may contradict it, and whether statements are meant is not "
    "drawn anew."
)


@dataclass(frozen=True)
class Turned:
    """How often a group turns the answer.

    Attributes
    ----------
    turns : (stage,)
        Draws in which the answer is another.
    hits : (stage,)
        Draws in which some package passes, before and after together.
    """

    group: Judgements
    turns: tuple[int, ...]
    hits: tuple[int, ...]

    @property
    def last_first(self) -> tuple[int, ...]:
        """Turns at the last stage, then at the one before it: what matters most is greatest."""
        return self.turns[::-1]


def find(study: Study) -> tuple[Finding, ...]:
    """Groups drawn anew, the single numbers of the first of them, and pairs of states."""
    found = turned(study)
    first = [one.group for one in found if any(one.turns)][:OPENED]
    return (groups(study, found), members(study, first), pairs(study))


def turned(study: Study) -> list[Turned]:
    """Every group that can be drawn anew, what turns the answer most often first."""
    draws = study.few
    if len(draws) < 2:
        return []
    before = study.tallies[JUDGED].some.sum(axis=0)[: len(draws)]
    stages = range(1, len(study.stages) + 1)
    found = []
    for group in judgements(study.model.book):
        if not group.is_open or group.kind == "statements":
            continue
        # Few tables stay as they were in a large group: scanning them all is quicker here than
        # looking for what has to be compared again.
        after = reach(study.plan, anew(study.model.book, draws, group), study.threads)
        found.append(
            Turned(
                group,
                tuple(int(((before >= k) != (after >= k)).sum()) for k in stages),
                tuple(int((before >= k).sum() + (after >= k).sum()) for k in stages),
            )
        )
    return sorted(found, key=lambda one: one.last_first, reverse=True)


def total_index(turns: int, hits: int, n: int) -> float | None:
    """Jansen's total-order index of a yes or no: turns / n / (2 p (1 - p)), p = hits / 2 n.

    Exact for what is drawn together, whether its parts are correlated, numbers or categories.

    Parameters
    ----------
    turns
        Pairs in which the answers differ.
    hits
        Yeses in all 2 n answers.
    n
        Pairs that differ in one group only.

    Returns
    -------
    None where the answer is constant.

    Examples
    --------
    >>> total_index(1, 4, 4)
    0.5

    References
    ----------
    Jansen (1999), Analysis of variance designs for model output. Saltelli et al. (2010), Variance
    based sensitivity analysis of model output.
    """
    spread = hits * (2 * n - hits)
    return 2 * n * turns / spread if spread else None


def groups(study: Study, found: Sequence[Turned]) -> Finding:
    """One row for each group and stage."""
    table, n = TableBuilder(GROUPS), len(study.few)
    for one in found:
        for place, stage in enumerate(study.stages):
            low, high = wilson(one.turns[place], n)
            table.add(
                **_about(study, one.group),
                stage=stage,
                turns=one.turns[place] / n,
                turns_low=low,
                turns_high=high,
                total=total_index(one.turns[place], one.hits[place], n),
                n=n,
            )
    figures: list[Figure] = []
    if found:
        figures = [share("turns", found[0].turns[-1], n)]
    places = study.case.origin.places
    return table.finding(
        "sensitivity.groups",
        _sentence(study, found),
        figures,
        [one.group.key for one in found if one.group.key in places],
        KEPT if study.model.spoken and found else "",
    )


def _about(study: Study, group: Judgements) -> dict[str, Cell]:
    return {
        "group": group.key,
        "kind": group.kind,
        "holder": group.holder,
        "holder_name": None if group.holder is None else study.name(group.holder),
        "title": group.title,
    }


def _sentence(study: Study, found: Sequence[Turned]) -> str:
    """The groups that turn the answer most often at the last stage."""
    n = len(study.few)
    if not found:
        return (
            "No judgement of the case can be drawn anew: all are certain."
            if n > 1
            else "One reading has no other from which a judgement could be drawn anew."
        )
    turning = [one for one in found if one.turns[-1]]
    answer = f"the answer whether some package {study.does}"
    if not turning:
        return (
            f"None of {len(found)} groups of judgements, drawn anew by itself, turns {answer} in "
            f"any of the first {n:,} readings."
        )
    first, *others = turning[:NAMED]
    said = [f"“{one.group.title}” {readings(one.turns[-1] / n)}" for one in others]
    more = f"; next come {' and '.join(said)}" if said else ""
    idle = len(found) - len(turning)
    rest = f" {idle} of {len(found)} groups turn it in none of them." if idle else ""
    return (
        f"Drawn anew by itself, all else kept, “{first.group.title}” most often turns {answer}: "
        f"{readings(first.turns[-1] / n)} (of the first {n:,}){more}.{rest}"
    )
