"""Whether a package would hold once signed: who gains by coming back stronger, who by cheating."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Case, Commitment, Gridded
from parley.conditions.forms import Condition, Ints, Least, Linear, Pattern, Table, to_nano
from parley.conditions.words import as_words
from parley.conditions.worth import bar, utility
from parley.draws import Book, Draws
from parley.space import Space

STAGE = "durable"

NEVER = -(2**56)
"""Nano-points: less than any package can make up for, more than what would overflow a sum."""

Floats = NDArray[np.float64]


def compile_stage(case: Case, space: Space, book: Book) -> tuple[Condition, ...]:
    """For each party that has something to gain: coming back stronger, cheating quietly."""
    return (
        *(stronger(case, space, str(party)) for party in case.parties if party in case.later),
        *(
            cheating(case, space, str(party))
            for party in case.parties
            if any(commitment.party == party for commitment in case.commitments.values())
        ),
    )


def stronger(case: Case, space: Space, party: str) -> Condition:
    """U_p(x) >= r_p + later_p(x).

    The commitment problem: a deal that both prefer today fails because one will prefer war when
    its no-deal value has moved (Fearon 1995; Powell 2006). Sufficient for a deal to hold as
    signed, not necessary: terms may be renegotiated.
    """
    tables = (*utility(case, space, party), *later(case, space, party))
    return Condition(
        key=f"later:{party}",
        stage=STAGE,
        holder=party,
        sentence=f"{case.parties[party].name} gains nothing by coming back stronger later",
        unit="points",
        path=f"later.{party}",
        form=Linear(tables, bar(case, space, party)),
    )


def cheating(case: Case, space: Space, party: str) -> Condition:
    """U_p(x) >= r_p + max(0, later_p(x)) + max(0, premium_p(x)).

    With premium = rho (T gamma - Pi) + sigma T / (1 + rho T): keeping one's word is an equilibrium
    of the continuous-time repeated game in which consequences come after T years on average, end
    the deal, and cost Pi once.
    """
    own = utility(case, space, party)
    threshold = bar(case, space, party)
    premium = (*temptations(case, space, party), *penalties(case, space, party))
    parts = [
        Linear(own, threshold, "what it is worth if it is kept"),
        Linear((*own, *premium), threshold, "what cheating quietly would bring"),
    ]
    stronger_later = later(case, space, party)
    if stronger_later:
        parts += [
            Linear((*own, *stronger_later), threshold, "what coming back stronger would bring"),
            Linear((*own, *stronger_later, *premium), threshold, "what both would bring"),
        ]
    mine = [c for c in case.commitments.values() if c.party == party]
    patterns = [c.when for c in mine if c.when is not None]
    return Condition(
        key=f"cheat:{party}",
        stage=STAGE,
        holder=party,
        sentence=f"{case.parties[party].name} gains nothing by cheating quietly",
        unit="points",
        path="commitments",
        form=Least(tuple(parts)),
        # A commitment without a pattern always applies.
        when=tuple(patterns) if len(patterns) == len(mine) else None,
    )


def later(case: Case, space: Space, party: str) -> tuple[Table, ...]:
    """Tables whose sum is minus the points by which the no-deal value will have moved."""
    found = []
    for name, table in case.later.get(party, {}).items():
        path = f"later.{party}.{name}"
        cells = partial(_minus_later, space, table, path)
        about = f"stronger later: {as_words(str(name))}"
        found.append(Table(path, about, axes_of(space, table), cells, (path,)))
    return tuple(found)


def temptations(case: Case, space: Space, party: str) -> tuple[Table, ...]:
    """Tables whose sum is minus rho T gamma + sigma T / (1 + rho T), one for each commitment."""
    found = []
    assert case.response is not None
    timing = (case.response.seen, case.response.acted)
    for name, commitment in case.commitments.items():
        if commitment.party == party:
            axes = space.axes(
                issue
                for issues in (commitment.when or {}, *(table.by for table in timing))
                for issue in issues
            )
            path = f"commitments.{name}"
            cells = partial(_temptation, case, space, commitment, path, axes)
            reads = (path, "response", f"preferences.{party}.discount")
            found.append(Table(path, f"cheating: {as_words(str(name))}", axes, cells, reads))
    return tuple(found)


def penalties(case: Case, space: Space, party: str) -> tuple[Table, ...]:
    """Tables whose sum is rho Pi: what consequences cost, spread over the years."""
    found = []
    for name, table in case.penalties.get(party, {}).items():
        path = f"penalties.{party}.{name}"
        cells = partial(_spread_penalty, space, table, path, party)
        reads = (path, f"preferences.{party}.discount")
        about = f"penalty: {as_words(str(name))}"
        found.append(Table(path, about, axes_of(space, table), cells, reads))
    return tuple(found)


def response_time(case: Case, space: Space, draws: Draws, axes: Sequence[int]) -> Floats:
    """(draw, option, ...) T over some issues: mean years until a breach has consequences.

    Infinite where nobody ever acts.
    """
    assert case.response is not None
    seen = grid(space, case.response.seen, "response.seen", draws, axes)
    return seen + grid(space, case.response.acted, "response.acted", draws, axes)


def premium(rho: Floats, years: Floats, gains: Floats, builds: Floats, penalty: Floats) -> Floats:
    """Rho (T gamma - Pi) + sigma T / (1 + rho T): what cheating adds to the no-deal value.

    Parameters
    ----------
    rho
        Discount rate a year.
    years
        T, mean years until a breach has consequences; may be infinite.
    gains, builds
        gamma, points a year while it lasts; sigma, points a year for each year of it.
    penalty
        Pi, point-years.
    """
    with np.errstate(invalid="ignore"):
        brings = rho * (years * gains) + builds * years / (1 + rho * years)
    is_free = (gains <= 0) & (builds <= 0)
    forever = np.where(is_free, 0.0, np.inf)
    return np.where(np.isinf(years), forever, brings) - rho * penalty


def axes_of(space: Space, table: Gridded) -> tuple[int, ...]:
    """The issues that a table reads, those of its pattern included."""
    return space.axes((*table.by, *(table.when or {})))


def grid(
    space: Space, table: Gridded, path: str, draws: Draws, axes: Sequence[int] | None = None
) -> Floats:
    """(draw, option, ...) the numbers of a table over some issues; 0 where it does not count.

    Parameters
    ----------
    axes
        Issues of the result, rising; they hold those of the table. Its own by default.
    """
    over = axes_of(space, table) if axes is None else tuple(axes)
    extents = tuple(space.shape[axis] for axis in over)
    found = np.zeros((len(draws), *extents))
    for options, _ in table.numbers():
        column = draws.value(".".join((path, table.word, *options)))
        pattern = {issue: (option,) for issue, option in zip(table.by, options, strict=True)}
        here = space.mask(pattern, over)
        found[:, here] = column[:, None]
    if table.when is not None:
        found[:, ~space.mask(table.when, over)] = 0.0
    return found


def _minus_later(space: Space, table: Gridded, path: str, draws: Draws) -> Ints:
    return -to_nano(grid(space, table, path, draws))


def _temptation(
    case: Case,
    space: Space,
    commitment: Commitment,
    path: str,
    axes: tuple[int, ...],
    draws: Draws,
) -> Ints:
    def across(column: Floats) -> Floats:
        return column.reshape(-1, *(1,) * len(axes))

    years = response_time(case, space, draws, axes)
    rho = across(draws.value(f"preferences.{commitment.party}.discount"))
    gains = across(draws.value(f"{path}.gains"))
    builds = across(
        draws.value(f"{path}.builds") if commitment.builds is not None else np.zeros(len(draws))
    )
    brings = premium(rho, years, gains, builds, np.zeros(1))
    forever = np.isinf(brings)
    cells = np.where(forever, NEVER, -to_nano(np.where(forever, 0.0, brings)))
    pattern: Pattern = commitment.when or {}
    return cells * space.mask(pattern, axes)


def _spread_penalty(space: Space, table: Gridded, path: str, party: str, draws: Draws) -> Ints:
    cells = grid(space, table, path, draws)
    rho = draws.value(f"preferences.{party}.discount")
    return to_nano(rho.reshape(-1, *(1,) * (cells.ndim - 1)) * cells)
