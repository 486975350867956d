"""What a package, and no deal, are worth to a party."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Case, Extra, Preference, Risk
from parley.conditions.forms import NANO, Ints, Table, to_nano, total
from parley.conditions.words import describe
from parley.draws import Draws
from parley.space import Space

Floats = NDArray[np.float64]


def home(party: str) -> str:
    """Where the preferences of a party stand, or those of a member of a body.

    >>> home("north"), home("bodies.assembly.members.left")
    ('preferences.north', 'bodies.assembly.members.left.preferences')
    """
    return f"{party}.preferences" if party.startswith("bodies.") else f"preferences.{party}"


def preference_of(case: Case, party: str) -> Preference:
    """What a party, or a member of a body, wants."""
    if not party.startswith("bodies."):
        return case.preferences[party]
    _, body, _, member = party.split(".")
    found = case.bodies[body].members[member].preferences
    assert found is not None
    return found


def weights(case: Case, draws: Draws, party: str) -> dict[str, Floats]:
    """Issue to (draw,) weight as it counts: on a swing scale they sum to 100 in each draw."""
    preference = preference_of(case, party)
    group = preference.weights
    path = f"{home(party)}.weights"
    if group.ranking is not None:
        return {issue: draws.value(f"{path}.{issue}") for issue in group.ranking.members}
    written = {issue: draws.value(f"{path}.{issue}") for issue in group.numbers}
    if preference.scale == "raw":
        return written
    total = _sum(list(written.values()))
    return {issue: 100 * weight / total for issue, weight in written.items()}


def values(case: Case, draws: Draws, party: str, issue: str) -> dict[str, Floats]:
    """Option to (draw,) value; on a swing scale the worst is 0 and the best 1 in each draw."""
    preference = preference_of(case, party)
    group = preference.values[issue]
    path = f"{home(party)}.values.{issue}"
    members = group.ranking.members if group.ranking is not None else tuple(group.numbers)
    written = {option: draws.value(f"{path}.{option}") for option in members}
    if group.ranking is not None or preference.scale == "raw":
        return written
    table = np.array(list(written.values()))
    low, high = table.min(axis=0), table.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    return {option: (value - low) / span for option, value in written.items()}


def utility(case: Case, space: Space, party: str) -> tuple[Table, ...]:
    """Tables whose sum is U: nano-points a year of a package's life if it is kept.

    U(x) = sum_i w_i v_i(x_i) + extras (additive value with swing weights: Keeney & Raiffa 1976).
    """
    tables = []
    preference = preference_of(case, party)
    for axis, issue in enumerate(space.issues):
        if issue in preference.values and len(space.options[axis]) > 1:
            path = f"{home(party)}.values.{issue}"
            tables.append(
                Table(
                    path,
                    str(case.issues[issue].title),
                    (axis,),
                    partial(_issue_cells, case, space, party, axis),
                    (f"{home(party)}.weights", path),
                )
            )
    for name, extra in preference.extras.items():
        path = f"{home(party)}.extras.{name}.points"
        cells = partial(_extra_cells, space, extra, path)
        about = f"together: {describe(case, extra.when)}"
        tables.append(Table(path, about, space.axes(extra.when), cells, (path,)))
    return tuple(tables)


def worth(case: Case, space: Space, party: str) -> tuple[Table, ...]:
    """Tables whose sum is V = U - risk: what a package is worth at signature."""
    tables = utility(case, space, party)
    risk = preference_of(case, party).risk
    if risk is None:
        return tables
    path = f"{home(party)}.risk"
    cells = partial(_risk_cells, space, risk, path)
    return (*tables, Table(path, "fear of a breach", space.axes(risk.times), cells, (path,)))


def bar(case: Case, space: Space, party: str) -> Table:
    """The no-deal value as the threshold that a package must reach."""
    cells = partial(no_deal, case, space, party)
    path = f"{home(party)}.no_deal"
    return Table(path, "the no-deal value", (), cells, no_deal_reads(case, party))


def no_deal(case: Case, space: Space, party: str, draws: Draws) -> Ints:
    """(draw,) the no-deal value r in nano-points, rounded once.

    Things go on as ``now`` at a cost and end, memoryless after t years on average, in one of the
    ends by the party's own beliefs q (Fearon 1995: war as a costly lottery):

    r = [rho t (U(now) - cost) + sum_k q_k (U(end_k) - less_k)] / (1 + rho t) + plus

    Without beliefs: U(now) - cost + plus. A bare value stands as it is.
    """
    return no_deal_under(case, space, party, draws, party)


def no_deal_reads(case: Case, party: str) -> tuple[str, ...]:
    """Paths that a no-deal value depends on, beside those of the party's utility."""
    paths = [f"{home(party)}.no_deal"]
    outlook = preference_of(case, party).no_deal
    if outlook.years is not None:
        paths.append(f"{home(party)}.discount")
        paths += [f"ends.{name}.less" for name, end in case.ends.items() if end.less is not None]
        # Other numbers are moved by states of factors when they are drawn; beliefs only here.
        paths += [f"factors.{factor}" for factor in outlook.belief_odds]
    return tuple(paths)


def no_deal_under(case: Case, space: Space, party: str, draws: Draws, believer: str) -> Ints:
    """(draw,) the no-deal value if the party held the beliefs of another about the ends."""
    outlook = preference_of(case, party).no_deal
    path = f"{home(party)}.no_deal"
    # A shift has a `plus` whether or not the case writes one.
    plus = draws.columns.get(f"{path}.plus", 0.0) * NANO
    if outlook.value is not None:
        return _whole(draws.value(f"{path}.value") * NANO + plus)
    tables = utility(case, space, party)
    codes = np.array([space.code(case.now), *(space.code(end.terms) for end in case.ends.values())])
    worths = total(tables, space, draws, codes)
    now = worths[:, 0]
    cost = draws.value(f"{path}.cost") * NANO
    if outlook.years is None:
        return now + _whole(plus - cost)
    belief = beliefs(case, draws, believer)
    # Beliefs sum to 1, so r is U(now) plus what differs from now: where nothing does, r is U(now)
    # to the last digit, however large.
    ended = np.zeros(len(draws))
    for column, (name, end) in enumerate(case.ends.items(), 1):
        less = draws.value(f"ends.{name}.less") * NANO if end.less is not None else 0.0
        ended = ended + belief[name] * ((worths[:, column] - now) - less)
    horizon = draws.value(f"{home(party)}.discount") * draws.value(f"{path}.years")
    return now + _whole((ended - horizon * cost) / (1 + horizon) + plus)


def _whole(nano: Floats) -> Ints:
    return np.rint(nano).astype(np.int64)


def beliefs(case: Case, draws: Draws, party: str) -> dict[str, Floats]:
    """End to (draw,) how likely the party itself holds it, after the states of the factors."""
    outlook = preference_of(case, party).no_deal
    path = f"{home(party)}.no_deal"
    named = {
        str(end): draws.value(f"{path}.beliefs.{end}")
        for end, belief in outlook.beliefs.items()
        if not belief.rest
    }
    rest = 1 - _sum(list(named.values())) if named else np.ones(len(draws))
    # A sum of ends that is 1 as written may miss it by a rounding.
    rest = np.maximum(rest, 0.0)
    held = {str(end): named.get(str(end), rest) for end in outlook.beliefs}
    for factor, by_state in outlook.belief_odds.items():
        keys = list(case.factors[factor].states)
        for state, by_end in by_state.items():
            here = draws.states[factor] == keys.index(state)
            for end in by_end:
                size = draws.value(f"{path}.belief_odds.{factor}.{state}.{end}")
                held[end] = np.where(here, held[end] * size, held[end])
    whole = _sum(list(held.values()))
    return {end: belief / whole for end, belief in held.items()}


def _issue_cells(case: Case, space: Space, party: str, axis: int, draws: Draws) -> Ints:
    issue = space.issues[axis]
    weight = weights(case, draws, party)[issue]
    by_option = values(case, draws, party, issue)
    return to_nano(np.array([weight * by_option[option] for option in space.options[axis]])).T


def _extra_cells(space: Space, extra: Extra, path: str, draws: Draws) -> Ints:
    marked = space.mask(extra.when, space.axes(extra.when))
    points = to_nano(draws.value(path))
    return points.reshape(-1, *(1,) * marked.ndim) * marked.astype(np.int64)


def _risk_cells(space: Space, risk: Risk, path: str, draws: Draws) -> Ints:
    axes = space.axes(risk.times)
    chance = draws.value(f"{path}.chance").reshape(-1, *(1,) * len(axes))
    for place, axis in enumerate(axes):
        issue = space.issues[axis]
        column = np.array(
            [draws.value(f"{path}.times.{issue}.{option}") for option in space.options[axis]]
        ).T
        extent = [len(draws)] + [1] * len(axes)
        extent[place + 1] = len(space.options[axis])
        chance = chance * column.reshape(extent)
    loss = draws.value(f"{path}.loss").reshape(-1, *(1,) * len(axes))
    return -to_nano(np.minimum(1.0, chance) * loss)


def _sum(columns: list[Floats]) -> Floats:
    """One after the other: the order of a sum is part of the result."""
    result = columns[0]
    for column in columns[1:]:
        result = result + column
    return result
