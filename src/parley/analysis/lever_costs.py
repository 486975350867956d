"""What levers would reach together, and for what cost."""

from __future__ import annotations

import itertools

import numpy as np

from parley.analysis.finding import Cell, Figure, Finding, TableBuilder, columns
from parley.analysis.lever_sets import Bench, Levers, cheapest, ordered, search
from parley.analysis.paired import paired
from parley.analysis.shares import in_100, readings, share, wilson
from parley.analysis.study import Study
from parley.changes import pulled
from parley.engine.again import differing, readers, touched

PAIRS = columns(
    ("a", "text", "Key of one lever."),
    ("a_title", "text", "Its title."),
    ("b", "text", "Key of the other."),
    ("b_title", "text", "Its title."),
    ("cost", "number", "What both cost."),
    ("stage", "text", "The last stage: all are passed."),
    ("before", "share", "Share of the draws in which some package passes, as judged."),
    ("after", "share", "The same if both were used; no replies."),
    ("change", "share", "The difference."),
    ("change_low", "share", "Low end of its 95 % interval (Agresti & Min, matched pairs)."),
    ("change_high", "share", "High end."),
    ("more_than_sum", "share", "The change less the sum of the changes by each alone."),
    ("n", "count", "Number of draws: the first ones."),
)
CURVE = columns(
    ("cost", "number", "What the set costs."),
    ("levers", "text", "Keys of its levers."),
    ("titles", "text", "Their titles."),
    ("share", "share", "Share of the draws in which some package passes all stages; no replies."),
    ("share_low", "share", "Low end of its 95 % interval."),
    ("share_high", "share", "High end."),
    ("n", "count", "Number of draws: the first ones."),
    ("is_cheapest", "flag", "No other set that was looked at costs as little and reaches as much."),
)
REACHING = (
    *columns(("target", "share", "Share of the draws to be reached.")),
    *CURVE[:-1],
    *columns(("reaches", "flag", "The set reaches the target.")),
)


def pairs(bench: Bench) -> Finding:
    """Every pair, and whether the two do more together than each alone adds up to."""
    table = TableBuilder(PAIRS)
    study, before = bench.study, bench.passing[()]
    asked = list(itertools.combinations(bench.keys, 2))
    bench.look([*((key,) for key in bench.keys), *asked])
    for a, b in asked:
        both = paired(before, bench.passing[a, b], is_same=_is_idle(bench, (a, b)))
        beyond = bench.hits((a, b)) + bench.hits(()) - bench.hits((a,)) - bench.hits((b,))
        table.add(
            a=a,
            a_title=str(study.case.levers[a].title),
            b=b,
            b_title=str(study.case.levers[b].title),
            cost=bench.cost((a, b)),
            stage=study.stages[-1],
            before=both.before,
            after=both.after,
            change=both.change,
            change_low=both.low,
            change_high=both.high,
            more_than_sum=beyond / bench.n,
            n=bench.n,
        )
    rests_on = [f"levers.{key}" for key in bench.keys]
    return table.finding("levers.pairs", _pairs_sentence(bench, table), rests_on=rests_on)


def _is_idle(bench: Bench, levers: Levers) -> bool:
    """Nothing that a condition depends on is changed by a set in any draw."""
    by_path = readers(bench.study.plan)
    after = pulled(bench.study.model.book, bench.draws, levers)
    return not any(touched(by_path, path) for path in differing(bench.draws, after))


def _pairs_sentence(bench: Bench, table: TableBuilder) -> str:
    if not table.rows:
        return "The case has no two levers."
    top = max(table.records(), key=lambda row: float(row["change"] or 0))
    if float(top["change"] or 0) <= 0:
        return f"No two levers together would raise the share; {bench.n:,} readings were looked at."
    beyond = float(top["more_than_sum"] or 0)
    sums = (
        "about as much as"
        if abs(beyond) < 0.005
        else f"{in_100(abs(beyond))} readings {'more' if beyond > 0 else 'fewer'} than"
    )
    return (
        f"Of any two levers, “{top['a_title']}” and “{top['b_title']}” together would raise the "
        f"share most, from {in_100(float(top['before'] or 0))} to "
        f"{in_100(float(top['after'] or 0))} readings, {sums} what each alone would add up to; "
        f"{bench.n:,} readings, without the replies of others."
    )


def curve(bench: Bench, is_all: bool) -> Finding:
    """What was looked at, by cost; and the sets that reach most for theirs."""
    table = TableBuilder(CURVE)
    front = cheapest(bench)
    for one in ordered(bench):
        table.add(**_set(bench, one), is_cheapest=one in front)
    most = front[-1]
    sentence = (
        f"Without any lever some package {bench.study.does} {readings(_share(bench, ()))}; at most "
        f"{in_100(_share(bench, most))} would be reached, at a cost of {bench.cost(most):g}, by "
        f"{_titles(bench, most)}. {bench.n:,} readings, without the replies of others."
        if most
        else "No set of levers that was looked at would raise the share."
        if bench.keys
        else "The case has no levers."
    )
    rests_on = [f"levers.{key}" for key in bench.keys]
    return table.finding("levers.curve", sentence, rests_on=rests_on, cut=_cut(bench, is_all))


def reaching(study: Study, target: float) -> Finding:
    """The cheapest set that was looked at whose share of all stages reaches a target.

    Parameters
    ----------
    target
        0 to 1.

    Raises
    ------
    ValueError
        The target is no share.
    """
    if not 0 <= target <= 1:
        raise ValueError(f"the target is a share from 0 to 1, not {target:g}")
    bench, is_all = search(study)
    table = TableBuilder(REACHING)
    front = cheapest(bench)
    enough = [one for one in front if _share(bench, one) >= target]
    best = enough[0] if enough else front[-1]
    table.add(target=target, **_set(bench, best), reaches=bool(enough))
    looked = f"{len(bench.passing):,} sets of levers"
    if not enough:
        sentence = (
            f"None of {looked} would reach {in_100(target)} readings; the furthest would be "
            f"{in_100(_share(bench, best))}, {_titles(bench, best)}, at a cost of "
            f"{bench.cost(best):g}."
        )
    elif not best:
        sentence = f"Without any lever {in_100(_share(bench, best))} readings are reached."
    else:
        sentence = (
            f"Of {looked} the cheapest that would reach {in_100(target)} readings is "
            f"{_titles(bench, best)}, at a cost of {bench.cost(best):g}: "
            f"{in_100(_share(bench, best))}."
        )
    figures = [share("share", bench.hits(best), bench.n), Figure("target", target, "share")]
    rests_on = [f"levers.{key}" for key in best]
    cut = _cut(bench, is_all)
    return table.finding("levers.reaching", sentence, figures, rests_on, cut)


def _set(bench: Bench, levers: Levers) -> dict[str, Cell]:
    low, high = wilson(bench.hits(levers), bench.n)
    return {
        "cost": bench.cost(levers),
        "levers": ", ".join(levers),
        "titles": "; ".join(str(bench.study.case.levers[key].title) for key in levers),
        "share": _share(bench, levers),
        "share_low": low,
        "share_high": high,
        "n": bench.n,
    }


def _share(bench: Bench, levers: Levers) -> float:
    return float(np.mean(bench.passing[levers]))


def _titles(bench: Bench, levers: Levers) -> str:
    """The levers in quotes, with whose they are."""
    named = [
        f"“{lever.title}” ({bench.study.name(lever.owner)})"
        for lever in (bench.study.case.levers[key] for key in levers)
    ]
    if len(named) < 2:
        return named[0] if named else "without any lever"
    return f"{', '.join(named[:-1])} and {named[-1]}"


def _cut(bench: Bench, is_all: bool) -> str:
    if is_all:
        return ""
    return (
        f"{len(bench.passing):,} of {2 ** len(bench.keys):,} sets were looked at: each lever, each "
        "pair, what grows from the pairs that gain most by adding the lever that gains most for "
        "its cost, and what is left when one is spared. Another set may reach as much for less."
    )
