"""Which single numbers tell how many packages pass, inside the groups that matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.rests import in_words
from parley.analysis.sensitivity.given_data import Floats, Index, Told, cannot_read, idle, told
from parley.analysis.sensitivity.grouping import Judgements, certain_numbers, home_of
from parley.analysis.study import Study
from parley.analysis.wording import does
from parley.engine.variants import JUDGED

MOST = 4096
"""Draws that are read: beyond the first ones indices no longer move, and densities take long."""

MEMBERS = columns(
    ("group", "text", "Key of the group."),
    ("group_title", "text", "What its judgements are, in words."),
    (
        "path",
        "text",
        "Path of the number, of the factor, or of the line or block whose luck it is.",
    ),
    ("what", "text", "What it is, in words."),
    ("stage", "text", "The stage, with all before it, that the packages pass which are counted."),
    (
        "delta",
        "number",
        "Half the mean area between the density of the output and that where the number is known "
        "(Borgonovo), less its bias; 0: tells nothing. The output is how many packages pass: a yes "
        "or no tells less. Only the order of both counts.",
    ),
    (
        "delta_low",
        "number",
        "Low end of its 95 % interval (bootstrap), which the bias that is left may keep above 0.",
    ),
    ("delta_high", "number", "High end."),
    (
        "pawn",
        "number",
        "Greatest distance between the distribution of the output and that where the number is in "
        "one tenth of its range (PAWN): the median over the tenths.",
    ),
    ("pawn_low", "number", "The least over the tenths; no interval of sampling."),
    ("pawn_high", "number", "The greatest over the tenths."),
    (
        "stands_out",
        "flag",
        "Both indices are greater than those of each of 19 shuffled columns, which tell nothing; "
        "none where it is refused.",
    ),
    ("n", "count", "Number of draws."),
    ("refused", "text", "What cannot be told, and why; empty where all can."),
)
LUCK = {"hardness": "whether they are real together"}
IS_REAL = "whether it is real"
"""What luck decides: for the red lines of a party together, and for one line or block."""
CATEGORY = "Its states are categories: the shares by state tell how it moves the answer."
TOGETHER = (
    "Numbers that hang together, such as weights that sum to 100 or values that a statement binds, "
    "share what they tell: their indices are right for each, and do not add up."
)


@dataclass(frozen=True)
class Output:
    """What is told of.

    Attributes
    ----------
    values : (draw,)
        How many packages pass the stage.
    """

    stage: str
    values: Floats

    @classmethod
    def of(cls, study: Study) -> Output:
        """At the last stage at which the number of packages is not the same in every draw."""
        every = [numbers.value[:MOST] for numbers in study.numbers(JUDGED)]
        moving = [k for k, values in enumerate(every) if np.ptp(values)]
        place = moving[-1] if moving else len(every) - 1
        return cls(study.stages[place], every[place])


@dataclass(frozen=True)
class Row:
    """One input of a group with what it tells."""

    path: str
    what: str
    told: Told


def members(study: Study, first: Sequence[Judgements]) -> Finding:
    """One row for each number of the groups that matter most, what tells most first.

    Parameters
    ----------
    first
        The groups in their order.
    """
    table = TableBuilder(MEMBERS)
    output = Output.of(study)
    n = len(output.values)
    unreadable = cannot_read(output.values)
    noise = (0.0, 0.0) if unreadable or not first else idle(output.values)
    for group in first:
        for row in _of_group(study, group, output.values):
            table.add(
                group=group.key,
                group_title=group.title,
                path=row.path,
                what=row.what,
                stage=output.stage,
                **_cells("delta", row.told.delta),
                **_cells("pawn", row.told.pawn),
                stands_out=_stands_out(row.told, noise),
                n=n,
                refused=row.told.refused,
            )
    figures: list[Figure] = []
    if table.rows and not unreadable:
        figures = [
            Figure("idle_delta", noise[0], "number", n=n),
            Figure("idle_pawn", noise[1], "number", n=n),
        ]
    sentence = _sentence(study, table, output, len(first))
    rests_on = dict.fromkeys(str(row["path"]) for row in table.records())
    places = study.case.origin.places
    cut = f" The first {n:,} of {study.n:,} readings are read." if n < study.n else ""
    return table.finding(
        "sensitivity.members",
        sentence,
        figures,
        [path for path in rests_on if path in places],
        f"{TOGETHER}{cut}" if table.rows else "",
    )


def _of_group(study: Study, group: Judgements, y: Floats) -> list[Row]:
    """Its factors, then its numbers and its luck by what they tell.

    Numbers that are certain as written, and that nothing moves, are no inputs.
    """
    book, draws = study.model.book, study.draws
    certain = certain_numbers(book)
    found = []
    for path, column in draws.columns.items():
        # What never ends is infinite in every draw.
        is_input = path not in certain or column.min() != column.max()
        if is_input and home_of(book, path) == group.key:
            found.append(Row(path, in_words(study, path), told(column[: len(y)], y)))
    for path in group.luck:
        what = f"{in_words(study, path)} / {LUCK.get(group.kind, IS_REAL)}"
        found.append(Row(path, what, told(draws.uniforms[path][0][: len(y)], y)))
    factors = [
        Row(f"factors.{factor}", str(study.case.factors[factor].title), Told(None, None, CATEGORY))
        for factor in group.factors
    ]
    return factors + sorted(found, key=lambda row: _size(row.told), reverse=True)


def _size(found: Told) -> tuple[float, float]:
    """Delta, then PAWN; what is refused is least."""
    return (
        -1.0 if found.delta is None else found.delta.value,
        -1.0 if found.pawn is None else found.pawn.value,
    )


def _cells(name: str, index: Index | None) -> dict[str, float | None]:
    if index is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    return {name: index.value, f"{name}_low": index.low, f"{name}_high": index.high}


def _stands_out(found: Told, noise: tuple[float, float]) -> bool | None:
    if found.delta is None or found.pawn is None:
        return None
    return found.delta.value > noise[0] and found.pawn.value > noise[1]


def _sentence(study: Study, table: TableBuilder, output: Output, groups: int) -> str:
    if not groups:
        return "No group of judgements turns the answer, so none is looked into."
    unreadable = cannot_read(output.values)
    if unreadable:
        return f"Single numbers are not told apart. {unreadable}"
    rows = [row for row in table.records() if row["stands_out"] is not None]
    out = [row for row in rows if row["stands_out"]]
    of = f"Of {len(rows):,} single numbers in the groups that turn the answer most often"
    passed = does(study.stages[: study.stages.index(output.stage) + 1])
    chance = f"more than shuffled columns do of how many packages {passed}"
    if not out:
        return f"{of} none tells {chance}."
    top = max(out, key=lambda row: (float(row["delta"] or 0), float(row["pawn"] or 0)))
    tell = f"{len(out):,} tell{'s' if len(out) == 1 else ''}"
    return f"{of} {tell} {chance}; what tells most is “{top['what']}”."
