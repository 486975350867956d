"""Whether every body whose approval a package needs would give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Body, Case, Member, VoteRule, Yes
from parley.conditions.forms import (
    Ballot,
    Condition,
    Count,
    Form,
    Ints,
    Linear,
    Table,
    Vote,
    to_nano,
)
from parley.conditions.worth import bar, worth
from parley.draws import Book, Draws
from parley.space import Space

STAGE = "ratifiable"

Floats = NDArray[np.float64]


def compile_stage(case: Case, space: Space, book: Book) -> tuple[Condition, ...]:
    """One condition a body."""
    return tuple(approval(case, space, str(name)) for name in case.bodies)


def approval(case: Case, space: Space, name: str) -> Condition:
    """One body approves the package, where its approval is needed."""
    body = case.bodies[name]
    form: Form = _public(case, space, name, body)
    unit = "log-odds"
    if body.kind == "vote":
        form = _vote(case, space, name, body)
        unit = "per cent" if body.rule is not None and body.rule.qualified else "seats"
    return Condition(
        key=f"body:{name}",
        stage=STAGE,
        holder=str(body.party),
        sentence=f"{title(case, name)} approves it",
        unit=unit,
        path=f"bodies.{name}",
        form=form,
        when=tuple(body.when) or None,
    )


def title(case: Case, name: str) -> str:
    """What readers see of a body."""
    body = case.bodies[name]
    return str(body.title or f"{case.parties[body.party].name}: {name}")


def _public(case: Case, space: Space, name: str, body: Body) -> Linear:
    """Log-odds of support add up over the options; the quota is in log-odds, too."""
    if body.support is None or body.quota is None:
        return Linear(())
    path = f"bodies.{name}.support"
    tables = [_constant(f"{path}.base", "support before any terms")]
    for issue, effects in body.support.by.items():
        at = f"{path}.{issue}"
        cells = partial(_effects, space, str(issue), at, tuple(map(str, effects)))
        about = str(case.issues[issue].title)
        tables.append(Table(at, about, (space.issue(str(issue)),), cells, (at,)))
    return Linear(tuple(tables), _constant(f"bodies.{name}.quota", "the quota"))


def _constant(path: str, about: str) -> Table:
    return Table(path, about, (), lambda draws: to_nano(draws.value(path)), (path,))


def _effects(space: Space, issue: str, path: str, named: tuple[str, ...], draws: Draws) -> Ints:
    options = space.options[space.issue(issue)]
    cells = np.zeros((len(draws), len(options)), dtype=np.int64)
    for option in named:
        cells[:, options.index(option)] = to_nano(draws.value(f"{path}.{option}"))
    return cells


Weighing = Callable[[Draws], Floats]
"""Draws to (draw,) votes of one member."""


def _vote(case: Case, space: Space, name: str, body: Body) -> Vote:
    rule = body.rule
    assert rule is not None
    seats = {m: partial(_column, f"bodies.{name}.members.{m}.seats", 1.0) for m in body.members}
    if rule.qualified is not None:
        return _qualified(case, space, name, body, seats)
    if rule.majority == "cast":
        cast = {member: partial(_cast, name, member) for member in body.members}
        doubled = {member: partial(_doubled, weigh) for member, weigh in cast.items()}
        # More yes than no among the votes cast: twice the yes is more than all of them.
        need = _need(name, "the votes cast", cast, lambda draws, whole: whole + 1)
        return Vote(((_count(case, space, name, body, doubled, need),),))
    need = _need(name, "the quota", seats, partial(_quota, f"bodies.{name}.rule", rule))
    return Vote(((_count(case, space, name, body, seats, need),),))


def _quota(path: str, rule: VoteRule, draws: Draws, whole: Ints) -> Ints:
    """(draw,) nano-seats that must say yes."""
    if rule.majority is not None:
        return whole // 2 + 1
    if rule.share is not None:
        return np.rint(draws.value(f"{path}.share") * whole).astype(np.int64)
    return to_nano(draws.value(f"{path}.seats")) if rule.seats is not None else whole


def _qualified(
    case: Case, space: Space, name: str, body: Body, seats: Mapping[str, Weighing]
) -> Vote:
    """Both majorities; or fewer seats against than a blocking minority has at least."""
    assert body.rule is not None
    assert body.rule.qualified is not None
    path = f"bodies.{name}.rule.qualified"
    people = {
        m: partial(_column, f"bodies.{name}.members.{m}.population", 0.0) for m in body.members
    }

    def share(word: str) -> Callable[[Draws, Ints], Ints]:
        return lambda draws, whole: np.rint(draws.value(f"{path}.{word}") * whole).astype(np.int64)

    def count(weights: Mapping[str, Weighing], about: str, need: Callable[..., Ints]) -> Count:
        whole = _need(name, f"all {about}", weights, lambda draws, total: total)
        threshold = _need(name, f"the quota of {about}", weights, need)
        return _count(case, space, name, body, weights, threshold, whole)

    both = (
        count(seats, "members", share("members")),
        count(people, "population", share("population")),
    )
    blocking = body.rule.qualified.blocking
    if blocking is None:
        return Vote((both,))
    few = blocking * 10**9
    unblocked = count(seats, "members less a blocking minority", lambda _, whole: whole - few + 1)
    return Vote((both, (unblocked,)))


def _count(
    case: Case,
    space: Space,
    name: str,
    body: Body,
    weights: Mapping[str, Weighing],
    need: Table,
    whole: Table | None = None,
) -> Count:
    """Members that say yes or no with all their votes, and those of which a share says yes."""
    ballots = []
    shares = []
    for member, weigh in weights.items():
        entry = body.members[member]
        path = f"bodies.{name}.members.{member}"
        about = str(entry.title or member)
        if entry.yes is not None:
            axes = space.axes(entry.yes.by)
            cells = partial(_share_cells, space, entry.yes, f"{path}.yes", axes, weigh)
            shares.append(Table(f"{need.key}:{path}", about, axes, cells, (path,)))
        else:
            weight = Table(
                f"{need.key}:{path}", about, (), partial(_votes, weigh), (f"{path}.seats",)
            )
            ballots.append(Ballot(about, path, _test(case, space, path, entry), weight))
    return Count(tuple(ballots), Linear(tuple(shares), need), whole)


def _test(case: Case, space: Space, path: str, entry: Member) -> Linear:
    """V >= r: the world after rejecting a signed deal is the world without one."""
    who = path if entry.like is None else str(entry.like)
    return Linear(worth(case, space, who), bar(case, space, who), "better than no deal")


def _need(
    name: str,
    about: str,
    weights: Mapping[str, Weighing],
    of: Callable[[Draws, Ints], Ints],
) -> Table:
    """A constant that depends on the votes of all members together."""
    paths = tuple(f"bodies.{name}.members.{member}" for member in weights)
    return Table(
        f"bodies.{name}: {about}",
        about,
        (),
        partial(_of_whole, tuple(weights.values()), of),
        (f"bodies.{name}.rule", *paths),
    )


def _of_whole(
    weights: tuple[Weighing, ...], of: Callable[[Draws, Ints], Ints], draws: Draws
) -> Ints:
    whole = np.zeros(len(draws), dtype=np.int64)
    for weigh in weights:
        whole = whole + to_nano(weigh(draws))
    return of(draws, whole)


def _column(path: str, default: float, draws: Draws) -> Floats:
    return draws.columns.get(path, np.full(len(draws), default))


def _cast(name: str, member: str, draws: Draws) -> Floats:
    path = f"bodies.{name}.members.{member}"
    return _column(f"{path}.seats", 1.0, draws) * (1 - _column(f"{path}.abstains", 0.0, draws))


def _doubled(weigh: Weighing, draws: Draws) -> Floats:
    return 2 * weigh(draws)


def _votes(weigh: Weighing, draws: Draws) -> Ints:
    return to_nano(weigh(draws))


def _share_cells(
    space: Space, yes: Yes, path: str, axes: tuple[int, ...], weigh: Weighing, draws: Draws
) -> Ints:
    """(draw, option, ...) votes of the share that says yes; options multiply its odds."""
    extents = tuple(space.shape[axis] for axis in axes)
    share = np.broadcast_to(
        draws.value(f"{path}.base").reshape(-1, *(1,) * len(axes)), (len(draws), *extents)
    )
    for issue, odds in yes.by.items():
        times = np.ones((len(draws), *extents))
        for option in odds:
            here = space.mask({str(issue): (str(option),)}, axes)
            times[:, here] = draws.value(f"{path}.by.{issue}.{option}")[:, None]
        share = share * times / (1 - share + share * times)
    return to_nano(weigh(draws).reshape(-1, *(1,) * len(axes)) * share)
