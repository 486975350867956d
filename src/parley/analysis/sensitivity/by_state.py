"""How the answer moves with the states of two factors together."""

from __future__ import annotations

from itertools import combinations

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import readings, wilson
from parley.analysis.study import Study
from parley.case.schema import Factor
from parley.conditions.words import as_words

PAIRS = columns(
    ("factor_a", "text", "Key of the first factor, in file order."),
    ("factor_a_title", "text", "Its title."),
    ("state_a", "text", "Key of its state."),
    ("state_a_title", "text", "Its title."),
    ("factor_b", "text", "Key of the second factor."),
    ("factor_b_title", "text", "Its title."),
    ("state_b", "text", "Key of its state."),
    ("state_b_title", "text", "Its title."),
    ("hits", "count", "Number of draws in both states in which some package passes."),
    ("n", "count", "Number of draws in both states."),
    ("some", "share", "The first as a share of the second; none where no draw is in both."),
    ("some_low", "share", "Low end of its 95 % interval."),
    ("some_high", "share", "High end."),
)


def pairs(study: Study) -> Finding:
    """One row for each pair of states of each pair of factors.

    Over the states of a pair of factors the draws, and those with a deal, add up to all of them.
    """
    table = TableBuilder(PAIRS)
    some, states = study.judged.some, study.draws.states
    for (a, one), (b, other) in combinations(study.case.factors.items(), 2):
        for place_a, state_a in enumerate(one.states):
            for place_b, state_b in enumerate(other.states):
                here = (states[a] == place_a) & (states[b] == place_b)
                n, hits = int(here.sum()), int(some[here].sum())
                low, high = wilson(hits, n)
                table.add(
                    **_state("a", a, one, state_a),
                    **_state("b", b, other, state_b),
                    hits=hits,
                    n=n,
                    some=hits / n if n else None,
                    some_low=low,
                    some_high=high,
                )
    rests_on = [f"factors.{name}" for name in study.case.factors] if table.rows else []
    return table.finding("sensitivity.pairs", _sentence(study, table), rests_on=rests_on)


def state_title(factor: Factor, state: str) -> str:
    """What readers see of a state."""
    return str(factor.states[state].title or as_words(state))


def _state(side: str, key: str, factor: Factor, state: str) -> dict[str, Cell]:
    return {
        f"factor_{side}": key,
        f"factor_{side}_title": factor.title,
        f"state_{side}": state,
        f"state_{side}_title": state_title(factor, state),
    }


def _sentence(study: Study, table: TableBuilder) -> str:
    """The two pairs of states between which the share surely moves most."""
    if len(study.case.factors) < 2:
        return "The case has no two factors."
    rows = [row for row in table.records() if row["n"]]
    high = max(rows, key=lambda row: float(row["some_low"] or 0))
    low = min(rows, key=lambda row: float(row["some_high"] or 0))
    if float(high["some_low"] or 0) <= float(low["some_high"] or 0):
        return (
            "Between pairs of states the share does not move by more than the number of readings "
            "leaves in doubt."
        )
    return (
        f"Of pairs of states {_both(high)} leave most: some package {study.does} "
        f"{readings(float(high['some'] or 0))} of {high['n']:,}; {_both(low)} leave least: "
        f"{readings(float(low['some'] or 0))} of {low['n']:,}."
    )


def _both(row: dict[str, Cell]) -> str:
    return " with ".join(
        f"{row[f'factor_{side}_title']}: “{row[f'state_{side}_title']}”" for side in "ab"
    )
