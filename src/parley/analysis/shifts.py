"""What one elicitation step up or down in each judgement would change."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.paired import Paired, paired
from parley.analysis.shares import in_100, readings, share
from parley.analysis.steps import POINTS, TIMES, Step, can_move, grounded, stepped, steps
from parley.analysis.study import Study
from parley.draws import Ints
from parley.engine.again import differing, readers, touched
from parley.engine.any_size import again
from parley.engine.variants import JUDGED

STRONGEST = 12
"""Single steps of which the pairs are looked at."""
PAIRS_SHOWN = 10
GROUP = 128
"""Changes that share a scan."""

A_STEP = (
    f"A step is {POINTS} points of the hundred that are at stake for a no-deal value, now or "
    f"later; times or divided by {TIMES:g} for the odds of a red line or block, for years and for "
    "penalties; and one state on or back, in the order of the case, for a factor, while all other "
    "factors stay as they are."
)

SINGLE = columns(
    ("path", "text", "Path of the judgement."),
    ("what", "text", "What it is, in words."),
    (
        "kind",
        "text",
        "factor, no_deal, red_line, block, later, response or penalty: what a step is for it.",
    ),
    ("direction", "text", "up or down; for a factor down is towards its first state."),
    ("step", "text", "The step, in words."),
    ("stage", "text", "The stage that is passed, with all before it."),
    ("before", "share", "Share of the draws in which some package passes, as judged."),
    ("after", "share", "The same with the step in every draw."),
    ("change", "share", "The difference."),
    ("change_low", "share", "Low end of its 95 % interval (Agresti & Min, matched pairs)."),
    ("change_high", "share", "High end."),
    ("n", "count", "Number of draws: the first ones."),
)
PAIRS = columns(
    ("a_path", "text", "Path of one judgement."),
    ("a_what", "text", "What it is, in words."),
    ("a_step", "text", "Its step, in words."),
    ("b_path", "text", "Path of the other."),
    ("b_what", "text", "What it is, in words."),
    ("b_step", "text", "Its step, in words."),
    ("before", "share", "Share of the draws in which some package passes all stages, as judged."),
    ("after", "share", "The same with both steps in every draw."),
    ("change", "share", "The difference."),
    ("change_low", "share", "Low end of its 95 % interval (Agresti & Min, matched pairs)."),
    ("change_high", "share", "High end."),
    ("a_alone", "share", "The share with the first step only."),
    ("b_alone", "share", "The share with the second step only."),
    ("n", "count", "Number of draws: the first ones."),
)


@dataclass(frozen=True)
class Shift:
    """One step and how far packages get with it.

    Attributes
    ----------
    reached : (draw,)
        Stages that some package passes.
    is_idle
        No number that a condition depends on is changed in any draw.
    """

    step: Step
    reached: Ints
    is_idle: bool


def find(study: Study) -> tuple[Finding, ...]:
    """Each step alone, and the pairs of steps that move the answer most."""
    moving, staying = _sorted_out(study)
    found = measured(study, moving)
    return (single(study, found, staying), pairs(study, found))


def _sorted_out(study: Study) -> tuple[list[Step], list[Step]]:
    """Steps that move something, and those that cannot."""
    draws = grounded(study)
    moving: list[Step] = []
    staying: list[Step] = []
    for step in steps(study):
        (moving if can_move(study, draws, step) else staying).append(step)
    return moving, staying


def measured(study: Study, moving: Sequence[Step]) -> list[Shift]:
    """Each step in every one of the first draws."""
    draws, book = grounded(study), study.model.book
    read = readers(study.plan)
    reached = _reached(study, [[step] for step in moving])
    return [
        Shift(
            step,
            row,
            not any(touched(read, path) for path in differing(draws, stepped(book, draws, [step]))),
        )
        for step, row in zip(moving, reached, strict=True)
    ]


def _reached(
    study: Study, asked: Sequence[Sequence[Step]], *, only_all: bool = False
) -> list[Ints]:
    """For each set of steps (draw,) how many stages some package passes with them."""
    changes = [partial(stepped, study.model.book, steps=one) for one in asked]
    # The scan that a group shares costs as much as a hundred changes; the arrays grow with them.
    groups = [changes[start : start + GROUP] for start in range(0, len(changes), GROUP)]
    found = again(study.plan, grounded(study), groups, study.threads, only_all=only_all)
    return [row for rows in found for row in rows]


def _before(study: Study) -> Ints:
    """(draw,) stages that some package passes as judged, in the first draws."""
    reached: Ints = study.tallies[JUDGED].some.sum(axis=0)[: len(study.few)]
    return reached


def _compared(study: Study, shift: Shift, place: int) -> Paired:
    """The share of a stage without and with a step."""
    return paired(_before(study) >= place, shift.reached >= place, is_same=shift.is_idle)


def single(study: Study, found: Sequence[Shift], staying: Sequence[Step]) -> Finding:
    """Each step alone, stage by stage."""
    table = TableBuilder(SINGLE)
    for shift in found:
        step = shift.step
        for place, stage in enumerate(study.stages, 1):
            table.add(
                path=step.path,
                what=step.what,
                kind=step.kind,
                direction=step.direction,
                step=step.words,
                stage=stage,
                **_cells(_compared(study, shift, place)),
                n=len(study.few),
            )
    last = len(study.stages)
    figures = [share("before", int((_before(study) == last).sum()), len(study.few))]
    rests_on = list(dict.fromkeys(shift.step.path for shift in found))
    cut = (
        f"Left out, since no number of it moves: {'; '.join(step.title for step in staying)}."
        if staying
        else ""
    )
    return table.finding("shifts.single", _sentence(study, found), figures, rests_on, cut)


def _cells(both: Paired) -> dict[str, Cell]:
    return {
        "before": both.before,
        "after": both.after,
        "change": both.change,
        "change_low": both.low,
        "change_high": both.high,
    }


def _sentence(study: Study, found: Sequence[Shift]) -> str:
    """The step that moves the share of all stages most, each way."""
    if not found:
        return f"No judgement of the case can move by a step. {A_STEP}"
    rows = [(shift.step, _compared(study, shift, len(study.stages))) for shift in found]
    up = max(rows, key=lambda row: row[1].change)
    down = min(rows, key=lambda row: row[1].change)
    moving = [up] if up[1].change > 0 else []
    moving += [down] if down[1].change < 0 else []
    as_judged = f"As judged, some package {study.does} {readings(up[1].before)}"
    if not moving:
        return (
            f"{as_judged}; none of {len(rows)} single steps changes that. {A_STEP} {_few(study)}."
        )
    said = [f"with {step.title} it would be {in_100(both.after)}" for step, both in moving]
    clear = sum(both.low > 0 or both.high < 0 for _, both in rows)
    return (
        f"Even one step moves it. {as_judged}; {', and '.join(said)}. Of {len(rows)} steps "
        f"{clear or 'none'} would move it by more than the number of draws leaves in doubt. "
        f"{A_STEP} {_few(study)}."
    )


def _few(study: Study) -> str:
    return f"{len(study.few):,} readings, each compared with itself"


def strongest(study: Study, found: Sequence[Shift]) -> list[Shift]:
    """Single steps that move the share most: of all stages, then of the stages before it."""

    def reach(shift: Shift) -> list[float]:
        stages = range(len(study.stages), 0, -1)
        return [abs(_compared(study, shift, place).change) for place in stages]

    moving = [shift for shift in found if any(reach(shift))]
    return sorted(moving, key=reach, reverse=True)[:STRONGEST]


def pairs(study: Study, found: Sequence[Shift]) -> Finding:
    """Of the strongest single steps, the two that together move the share of all stages most."""
    last = len(study.stages)
    most = strongest(study, found)
    asked = [(a, b) for a, b in itertools.combinations(most, 2) if a.step.path != b.step.path]
    reached = _reached(study, [[a.step, b.step] for a, b in asked], only_all=True)
    before = _before(study) == last
    both = [paired(before, row == last) for row in reached]
    order = sorted(range(len(asked)), key=lambda k: -abs(both[k].change))[:PAIRS_SHOWN]
    table = TableBuilder(PAIRS)
    for k in order:
        (a, b), change = asked[k], both[k]
        table.add(
            a_path=a.step.path,
            a_what=a.step.what,
            a_step=a.step.words,
            b_path=b.step.path,
            b_what=b.step.what,
            b_step=b.step.words,
            **_cells(change),
            a_alone=_compared(study, a, last).after,
            b_alone=_compared(study, b, last).after,
            n=len(study.few),
        )
    rests_on = list(dict.fromkeys(shift.step.path for shift in most))
    cut = (
        f"The {len(order)} of {len(asked)} pairs that move the share most; pairs are those of the "
        f"{len(most)} single steps that move it most."
        if len(asked) > len(order)
        else ""
    )
    return table.finding("shifts.pairs", _pairs_sentence(study, table), (), rests_on, cut)


def _pairs_sentence(study: Study, table: TableBuilder) -> str:
    if not table.rows:
        return "No two single steps move the answer, so there is no pair to look at."
    top = table.records()[0]
    numbers = {name: float(top[name] or 0) for name in ("before", "after", "a_alone", "b_alone")}
    said = {name: in_100(number) for name, number in numbers.items()}
    return (
        f"Two steps together, in “{top['a_what']}” ({top['a_step']}) and “{top['b_what']}” "
        f"({top['b_step']}), would take the share in which some package {study.does} from "
        f"{said['before']} to {said['after']}; the first alone to {said['a_alone']}, the second "
        f"alone to {said['b_alone']}. {_few(study)}."
    )
