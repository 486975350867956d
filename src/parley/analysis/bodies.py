"""Who must say yes after the signature, how often each would, whose vote decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from parley.analysis.finding import Cell, Figure, Finding, TableBuilder, columns
from parley.analysis.shares import in_100, readings, share, wilson
from parley.analysis.study import Study, quantiles
from parley.analysis.voting import Said, Voted, as_share, game, rule_in_words
from parley.case.schema import Body, Member
from parley.conditions import ratification
from parley.conditions.forms import Condition, Linear, constant_table, in_points
from parley.conditions.ratification import title
from parley.conditions.words import describe
from parley.engine.any_size import exists
from parley.engine.layouts import layout
from parley.power import Power, power
from parley.space import Mask

APPROVALS = columns(
    ("label", "text", "Letter of the package."),
    ("body", "text", "Key of the body."),
    ("body_title", "text", "Its title."),
    ("holder", "text", "Key of the party whose body it is."),
    ("holder_name", "text", "Its name."),
    ("kind", "text", "vote or public."),
    ("unit", "text", "Unit of the margin: seats, per cent or log-odds."),
    ("rule", "text", "What it needs, in words."),
    ("asked", "flag", "The package needs its approval; others have no row."),
    ("approves", "share", "Share of the draws in which it approves the package."),
    ("approves_low", "share", "Low end of its 95 % interval."),
    ("approves_high", "share", "High end."),
    ("n", "count", "Number of draws."),
    (
        "margin_low",
        "number",
        "10 % quantile of what says yes less what is needed; of votes cast, of yes less no.",
    ),
    ("margin", "number", "Median."),
    ("margin_high", "number", "90 % quantile."),
    (
        "quota",
        "number",
        "Median of what is needed: votes, per cent of all where that is the unit, or of a public "
        "a share from 0 to 1. Of several counts of one vote that on which the answer hangs.",
    ),
    ("yes", "number", "Median of what says yes, likewise."),
    ("after", "text", "The step before which it cannot be asked."),
    ("default", "text", "What happens if it is never asked."),
)
PIVOTAL = columns(
    ("body", "text", "Key of the body."),
    ("body_title", "text", "Its title."),
    ("member", "text", "Key of the member."),
    ("member_title", "text", "Its title."),
    ("seats", "number", "Median of its seats."),
    ("how", "text", "How it votes: like a party, by preferences of its own, or in shares."),
    (
        "banzhaf",
        "share",
        "Its share of all swings (Banzhaf 1965) in the central draw, each member with all its "
        "votes, counted as finely as a table allows; none where the tallies are too many.",
    ),
    ("shapley", "share", "Share of the orders in which it tips the vote (Shapley & Shubik 1954)."),
    ("swings", "number", "Coalitions of the others that win with it only."),
    (
        "decisive",
        "share",
        "Share of the draws, over the packages shown of which the body is asked, in which its "
        "answer would change with this member's vote alone; none where it is asked of none.",
    ),
    ("n", "count", "Draws times packages behind it."),
)
ASKED = columns(
    ("body", "text", "Key of the body."),
    ("body_title", "text", "Its title."),
    ("holder", "text", "Key of the party whose body it is."),
    ("holder_name", "text", "Its name."),
    ("kind", "text", "vote or public."),
    ("rule", "text", "What it needs, in words."),
    ("when", "text", "Packages that need its approval, in words."),
    ("packages", "count", "How many that break no rule need it."),
    ("asked_share", "share", "Their share of all that break no rule."),
    ("after", "text", "The step before which it cannot be asked."),
    ("default", "text", "What happens if it is never asked."),
    (
        "approves_some",
        "share",
        "Share of the draws in which it approves some package that needs it, could be signed and "
        "would hold.",
    ),
    ("approves_some_low", "share", "Low end of its 95 % interval."),
    ("approves_some_high", "share", "High end."),
    ("n", "count", "Number of draws: the first ones, one pass for each body."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """What each body says of the shown packages; whose vote decides; what needs whom."""
    voted = {
        name: Voted.of(
            name, body, _condition(study, name), study.space, study.draws, study.shown_codes
        )
        for name, body in study.case.bodies.items()
        if body.kind == "vote"
    }
    return (approvals(study, voted), pivotal(study, voted), asked(study))


def approvals(study: Study, voted: Mapping[str, Voted]) -> Finding:
    """One row for each shown package and body that is asked of it."""
    table = TableBuilder(APPROVALS)
    said = {
        name: voted[name].standing() if name in voted else _support(study, name)
        for name in study.case.bodies
    }
    for place, entry in enumerate(study.shown):
        for name in study.case.bodies:
            margin = study.shown_margins[f"body:{name}"]
            if not margin.applies[place]:
                continue
            hits = int(margin.holds[:, place].sum())
            low, high = wilson(hits, study.n)
            spread = quantiles(in_points(margin.values[:, place]))
            table.add(
                label=entry.label,
                **_about(study, name),
                unit=_condition(study, name).unit,
                asked=True,
                approves=hits / study.n,
                approves_low=low,
                approves_high=high,
                n=study.n,
                **dict(zip(("margin_low", "margin", "margin_high"), spread, strict=True)),
                quota=float(np.median(said[name][0][:, place])),
                yes=float(np.median(said[name][1][:, place])),
            )
    sentence, figures = _least_sure(study, table)
    return table.finding("bodies.approvals", sentence, figures, _paths(study))


def _least_sure(study: Study, table: TableBuilder) -> tuple[str, tuple[Figure, ...]]:
    """Which body would least often approve the first of the menu."""
    if not study.case.bodies:
        return "The case names no body that must approve a deal.", ()
    first = {e.label for e in study.shown if study.menu and e.code == study.menu[0].code}
    rows = [row for row in table.records() if row["label"] in first]
    if not rows:
        return "No body is asked about the package that passes most often.", ()
    least = min(rows, key=lambda row: float(row["approves"] or 0.0))
    figure = share("approves", round(float(least["approves"] or 0.0) * study.n), study.n)
    number = f"{len(rows)} bodies" if len(rows) > 1 else "one body"
    often = f"{least['body_title']} would give it {readings(figure.value)}"
    if len(rows) > 1:
        often = f"{least['body_title']} would least often, {readings(figure.value)}"
    if len(rows) > 1 and figure.value == 1:
        often = "each would give it in every reading"
    needs = f"Package {least['label']}, which passes most often, needs the approval of {number}"
    return f"{needs}; {often}.", (figure,)


def _support(study: Study, name: str) -> Said:
    """(draw, code) what a public needs, and how many of it would say yes, as shares."""
    form = _condition(study, name).form
    assert isinstance(form, Linear)
    need = form.threshold.fill(study.draws)[:, None]
    margin = form.margin(study.space, study.draws, study.shown_codes)
    return as_share(np.broadcast_to(need, margin.shape)), as_share(margin + need)


def pivotal(study: Study, voted: Mapping[str, Voted]) -> Finding:
    """One row for each member of a body that votes."""
    table = TableBuilder(PIVOTAL)
    cuts = []
    for name, votes in voted.items():
        mine = study.shown_margins[f"body:{name}"].applies
        n = int(mine.sum()) * study.n
        found = _power(study, name)
        if not found:
            cuts.append(f"{title(study.case, name)}: too many tallies for exact power indices.")
        for key, member in votes.body.members.items():
            seats = study.draws.columns.get(f"bodies.{name}.members.{key}.seats")
            table.add(
                body=name,
                body_title=title(study.case, name),
                member=str(key),
                member_title=str(member.title or key),
                seats=1.0 if seats is None else float(np.median(seats)),
                how=_how(study, member),
                **_index(found.get(str(key))),
                decisive=float(votes.decides(str(key))[:, mine].mean()) if n else None,
                n=n,
            )
    return table.finding("bodies.pivotal", _decides(table), (), _paths(study), " ".join(cuts))


def _power(study: Study, name: str) -> Mapping[str, Power]:
    """Member to its power; empty where the tallies do not fit into a table."""
    votes = game(name, study.case.bodies[name], study.middle)
    try:
        return power(votes)
    except ValueError:
        return {}


def _index(found: Power | None) -> dict[str, Cell]:
    if found is None:
        return dict.fromkeys(("banzhaf", "shapley", "swings"))
    return {
        "banzhaf": float(found.normalised),
        "shapley": float(found.shapley),
        "swings": float(found.swings),
    }


def _how(study: Study, member: Member) -> str:
    if member.like is not None:
        return f"like {study.name(member.like)}"
    return "a share of its seats" if member.yes is not None else "own preferences"


def _decides(table: TableBuilder) -> str:
    """The member whose vote decides most often, where there are others."""
    records = table.records()
    if not records:
        return "The case names no body whose members vote."
    many = [body for body, number in Counter(row["body"] for row in records).items() if number > 1]
    rows = [row for row in records if row["body"] in many and row["decisive"]]
    if not rows:
        return "No vote on a package shown hangs on one of several members alone."
    most = max(rows, key=lambda row: float(row["decisive"] or 0.0))
    often = readings(float(most["decisive"] or 0.0))
    return (
        f"Of members with others beside them, “{most['member_title']}” ({most['body_title']}) "
        f"decides most often: its vote alone would change the answer {often}, over the packages "
        "shown."
    )


def asked(study: Study) -> Finding:
    """One row a body: which packages need it, and whether it would approve any of them."""
    table = TableBuilder(ASKED)
    every = study.model.rules.size
    for name, body in study.case.bodies.items():
        axes = study.space.axes(issue for pattern in body.when for issue in pattern)
        needs = _matching(study, body, axes)
        number = int(study.model.rules.number(axes, needs).sum())
        hits = int(_approved(study, str(name), axes, needs).sum()) if number else 0
        low, high = wilson(hits, len(study.few))
        words = ", or ".join(describe(study.case, pattern) for pattern in body.when)
        table.add(
            **_about(study, str(name)),
            when=words or "every package",
            packages=number,
            asked_share=number / every,
            approves_some=hits / len(study.few) if number else None,
            approves_some_low=low if number else None,
            approves_some_high=high if number else None,
            n=len(study.few),
        )
    return table.finding("bodies.asked", _asked_most(table), (), _paths(study))


def _asked_most(table: TableBuilder) -> str:
    if not table.rows:
        return "The case names no body that must approve a deal."
    most = max(table.records(), key=lambda row: float(row["asked_share"] or 0.0))
    whole = float(most["asked_share"] or 0.0)
    if not whole:
        return "No package that breaks no rule needs the approval of a body."
    packages = "all packages" if whole == 1 else f"{in_100(whole)} packages"
    return (
        f"Bodies that may have to approve a deal: {len(table.rows)}. {most['body_title']} is asked "
        f"most, about {packages} that break no rule."
    )


def _matching(study: Study, body: Body, axes: Sequence[int]) -> Mask:
    """(option of the first of some issues, ...) packages that need the approval of a body."""
    found = np.zeros([study.space.shape[axis] for axis in axes], dtype=bool)
    for pattern in body.when or ({},):
        found |= study.space.mask(pattern, axes)
    return found


def _approved(study: Study, name: str, axes: tuple[int, ...], needs: Mask) -> Mask:
    """(draw,) some package that needs a body and passes the stages before is approved by it."""
    before = [c for c in study.model.conditions if c.stage != ratification.STAGE]
    only = _only(f"needs:{name}", study.stages[0], name, axes, needs)
    asked = replace(study.model, conditions=(only, *before, _condition(study, name)))
    return exists(layout(asked, listing=study.listing), study.few, study.threads)


def _only(key: str, stage: str, name: str, axes: tuple[int, ...], needs: Mask) -> Condition:
    """What puts out every package but those that need a body."""
    cells = needs.astype(np.int64) - 1
    bar = constant_table(key, "does not need it", axes, cells)
    form = Linear((bar,), bars=True)
    return Condition(key, stage, "", "It needs this body.", "crossed", f"bodies.{name}", form)


def _condition(study: Study, name: str) -> Condition:
    return next(c for c in study.model.conditions if c.key == f"body:{name}")


def _paths(study: Study) -> list[str]:
    return [f"bodies.{name}" for name in study.case.bodies]


def _about(study: Study, name: str) -> dict[str, Cell]:
    body = study.case.bodies[name]
    return {
        "body": name,
        "body_title": title(study.case, name),
        "holder": body.party,
        "holder_name": study.name(body.party),
        "kind": body.kind,
        "rule": rule_in_words(body),
        "after": body.after,
        "default": body.default,
    }
