"""What would change if somebody used a lever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.lever_costs import curve, pairs, reaching
from parley.analysis.lever_sets import search
from parley.analysis.paired import Paired, paired
from parley.analysis.shares import in_100, readings, share
from parley.analysis.study import Study
from parley.changes import pulled
from parley.conditions.forms import Ints
from parley.conditions.ratification import title
from parley.draws import Draws
from parley.engine.again import differing, readers, touched
from parley.engine.any_size import again
from parley.engine.variants import JUDGED

__all__ = ["curve", "effects", "find", "pairs", "reaching"]

EFFECTS = columns(
    ("lever", "text", "Key of the lever."),
    ("title", "text", "Its title."),
    ("owner", "text", "Key of the party in whose hand it is."),
    ("owner_name", "text", "Its name."),
    ("cost", "number", "What it costs, in the units of the case; the middle of a range."),
    ("body", "text", "Key of the body whose approval it needs; none where it needs none."),
    ("body_title", "text", "Its title."),
    ("stage", "text", "The stage that is passed, with all before it."),
    ("before", "share", "Share of the draws in which some package passes, as judged."),
    ("after", "share", "The same if the lever were used."),
    ("change", "share", "The difference."),
    ("change_low", "share", "Low end of its 95 % interval (Agresti & Min, matched pairs)."),
    ("change_high", "share", "High end."),
    ("n", "count", "Number of draws."),
    ("with_reply", "share", "The same if the reply came in the draws in which it does."),
    ("reply_title", "text", "What another side would do about it."),
    ("reply_owner", "text", "Key of the party whose reply it is."),
    ("reply_owner_name", "text", "Its name."),
    ("reply_chance", "share", "Chance of the reply, central draw."),
    ("reply_change", "share", "With the reply less as judged."),
    ("reply_change_low", "share", "Low end of its 95 % interval."),
    ("reply_change_high", "share", "High end."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """Each lever, each pair, and the sets that reach most for their cost."""
    bench, is_all = search(study)
    return (effects(study), pairs(bench), curve(bench, is_all))


@dataclass(frozen=True)
class Effect:
    """How far packages get with a lever, and with the reply to it.

    Attributes
    ----------
    reached, replied : (draw,)
        Stages that some package passes; without a reply the second is None.
    is_idle, reply_is_idle
        No number that a condition depends on is changed in any draw.
    """

    reached: Ints
    is_idle: bool
    replied: Ints | None
    reply_is_idle: bool


def measured(study: Study) -> dict[str, Effect]:
    """Lever to its effect, in all draws."""
    book = study.model.book
    asked = [
        (str(key), replies)
        for key, lever in study.case.levers.items()
        for replies in ((False, True) if lever.reply is not None else (False,))
    ]
    changes = [partial(pulled, book, levers=(key,), replies=replies) for key, replies in asked]
    (found,) = again(study.plan, study.draws, [changes], study.threads)
    by_path = readers(study.plan)

    def is_idle(after: Draws) -> bool:
        return not any(touched(by_path, path) for path in differing(study.draws, after))

    reached = dict(zip(asked, found, strict=True))
    idle = {one: is_idle(change(study.draws)) for one, change in zip(asked, changes, strict=True)}
    return {
        key: Effect(
            reached[key, False],
            idle[key, False],
            reached.get((key, True)),
            idle.get((key, True), True),
        )
        for key, replies in asked
        if not replies
    }


def effects(study: Study) -> Finding:
    """Each lever alone, stage by stage, without and with the reply to it."""
    table = TableBuilder(EFFECTS)
    before = study.tallies[JUDGED].some.sum(axis=0)
    for key, effect in measured(study).items():
        for place, stage in enumerate(study.stages, 1):
            passed = before >= place
            alone = paired(passed, effect.reached >= place, is_same=effect.is_idle)
            replied = (
                None
                if effect.replied is None
                else paired(passed, effect.replied >= place, is_same=effect.reply_is_idle)
            )
            table.add(
                **_about(study, key),
                stage=stage,
                before=alone.before,
                after=alone.after,
                change=alone.change,
                change_low=alone.low,
                change_high=alone.high,
                n=study.n,
                **_reply(study, key, replied),
            )
    sentence = _effects_sentence(study, table) if table.rows else "The case has no levers."
    figures = [share("before", int((before == len(study.stages)).sum()), study.n)]
    rests_on = [f"levers.{key}" for key in study.case.levers]
    return table.finding("levers.effects", sentence, figures, rests_on)


def _about(study: Study, key: str) -> dict[str, Cell]:
    lever = study.case.levers[key]
    body = None if lever.body is None else str(lever.body)
    return {
        "lever": key,
        "title": str(lever.title),
        "owner": str(lever.owner),
        "owner_name": study.name(lever.owner),
        "cost": float(study.middle.value(f"levers.{key}.cost")[0]),
        "body": body,
        "body_title": None if body is None else title(study.case, body),
    }


def _reply(study: Study, key: str, replied: Paired | None) -> dict[str, Cell]:
    reply = study.case.levers[key].reply
    is_there = reply is not None and replied is not None
    return {
        "with_reply": replied.after if replied else None,
        "reply_title": str(reply.title or "A reply") if reply else None,
        "reply_owner": str(reply.owner) if reply else None,
        "reply_owner_name": study.name(reply.owner) if reply else None,
        "reply_chance": (
            float(study.middle.value(f"levers.{key}.reply.chance")[0]) if is_there else None
        ),
        "reply_change": replied.change if replied else None,
        "reply_change_low": replied.low if replied else None,
        "reply_change_high": replied.high if replied else None,
    }


def _effects_sentence(study: Study, table: TableBuilder) -> str:
    """The levers that would move the share of all stages most, each way."""
    rows = [row for row in table.records() if row["stage"] == study.stages[-1]]
    up = max(rows, key=lambda row: float(row["change"] or 0))
    down = min(rows, key=lambda row: float(row["change"] or 0))
    clear = [
        row
        for row in rows
        if float(row["change_low"] or 0) > 0 or float(row["change_high"] or 0) < 0
    ]
    said = []
    if float(up["change"] or 0) > 0:
        said.append(f"{_named(up)}, if used alone, would raise the share most, {_moves(up)}")
    if float(down["change"] or 0) < 0:
        said.append(f"{_named(down)} would lower it most, {_moves(down)}")
    if not said:
        return f"No lever alone would change in how many readings some package {study.does}."
    whole = "one lever" if len(rows) == 1 else f"{len(rows)} levers"
    return (
        f"Some package {study.does} {readings(float(up['before'] or 0))}. {'; '.join(said)}. "
        f"Of {whole} {len(clear) or 'none'} would move it by more than the number of draws "
        "leaves in doubt."
    )


def _named(row: dict[str, Cell]) -> str:
    needs = f", with the approval of {row['body_title']}" if row["body"] else ""
    return f"“{row['title']}” (in the hand of {row['owner_name']}{needs})"


def _moves(row: dict[str, Cell]) -> str:
    words = f"to {in_100(float(row['after'] or 0))}"
    if row["reply_owner"] is None:
        return words
    return (
        f"{words}, and with the reply of {row['reply_owner_name']}, “{row['reply_title']}”, "
        f"where it comes, to {in_100(float(row['with_reply'] or 0))}"
    )
