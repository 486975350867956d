"""How the answer moves with the state of each factor."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.sensitivity.by_state import state_title
from parley.analysis.shares import in_100, wilson
from parley.analysis.study import Study
from parley.engine.scan import passes

STATES = columns(
    ("factor", "text", "Key of the factor."),
    ("factor_title", "text", "Its title."),
    ("state", "text", "Key of the state."),
    ("state_title", "text", "Its title."),
    ("probability", "share", "Its probability in the case."),
    ("hits", "count", "Number of draws in the state in which some package passes."),
    ("n", "count", "Number of draws in the state."),
    ("some", "share", "The first as a share of the second; none where no draw is in the state."),
    ("some_low", "share", "Low end of its 95 % interval."),
    ("some_high", "share", "High end."),
    ("single", "share", "Share of its draws in which the first of the menu passes."),
    ("single_low", "share", "Low end of its 95 % interval."),
    ("single_high", "share", "High end."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """One row for each factor and state."""
    table = TableBuilder(STATES)
    some = study.judged.some
    single = np.zeros(study.n, dtype=bool)
    if study.menu:
        code = np.array([study.menu[0].code])
        single = passes(study.space, study.model.conditions, study.draws, code)[:, 0]
    for name, factor in study.case.factors.items():
        for place, (key, state) in enumerate(factor.states.items()):
            here = study.draws.states[str(name)] == place
            n, hits = int(here.sum()), int(some[here].sum())
            some_low, some_high = wilson(hits, n)
            single_low, single_high = wilson(int(single[here].sum()), n)
            table.add(
                factor=str(name),
                factor_title=str(factor.title),
                state=str(key),
                state_title=state_title(factor, key),
                probability=state.value.low,
                hits=hits,
                n=n,
                some=hits / n if n else None,
                some_low=some_low,
                some_high=some_high,
                single=float(single[here].mean()) if n else None,
                single_low=single_low,
                single_high=single_high,
            )
    rests_on = [f"factors.{name}" for name in study.case.factors]
    return (table.finding("factors.states", _sentence(study, table), rests_on=rests_on),)


def _sentence(study: Study, table: TableBuilder) -> str:
    """The factor between whose states the share moves most."""
    if not study.case.factors:
        return "The case has no factors."
    spreads = []
    for name in study.case.factors:
        mine = [r for r in table.records() if r["factor"] == name and r["some"] is not None]
        low = min(mine, key=lambda row: float(row["some"] or 0))
        high = max(mine, key=lambda row: float(row["some"] or 0))
        spreads.append((float(high["some"] or 0) - float(low["some"] or 0), low, high))
    spread, low, high = max(spreads, key=lambda found: found[0])
    if spread == 0:
        return "Whatever the states of the factors, some package passes equally often."
    doubt = (
        " Their intervals overlap: more draws would tell."
        if float(low["some_high"] or 0) >= float(high["some_low"] or 0)
        else ""
    )
    return (
        f"{low['factor_title']} moves the answer most: from {in_100(float(low['some'] or 0))} "
        f"({low['state_title']}) to {in_100(float(high['some'] or 0))} ({high['state_title']})."
        f"{doubt}"
    )
