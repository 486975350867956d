"""Fronts and points without looking at packages, against NegMAS, which looks at all of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
from generated import ONE, Domain, domain
from harness import Result, least, medians, most, timed

from parley.analysis.bargaining import SOLUTIONS
from parley.conditions.forms import Ints
from parley.engine.elimination import front
from parley.engine.program import program
from parley.engine.scheme import Scheme, scheme

MILLION = (10, 4)
TRILLION = (20, 4)
PEER_TIMES = 3


def measure(*, quick: bool) -> Iterator[Result]:
    """Every figure about fronts."""
    with warnings.catch_warnings():
        # NegMAS warns that what it is asked for is slow.
        warnings.simplefilter("ignore")
        yield from two_parties()
        yield from against_negmas(quick)
    yield from trillion()


def laid_out(made: Domain) -> Scheme:
    """The domain without conditions; what each party gets is an objective."""
    nothing = program(made.space, [], [])
    return scheme(made.space, nothing, (), made.tables)


def points(values: Ints) -> dict[str, list[int]]:
    """The four points among the efficient packages; no deal is worth nothing."""
    return {name: solve(values) for name, solve in SOLUTIONS.items()}


def vectors(rows: Any) -> set[tuple[int, ...]]:
    """Values of efficient packages, each once."""
    return {tuple(int(value) for value in row) for row in rows}


def two_parties() -> Iterator[Result]:
    """The front of two parties, where NegMAS has a sampler that does not enumerate either."""
    from negmas.preferences import MOBANOSParetoSampler

    made = domain(*MILLION, 2)
    _, functions = made.utilities()
    laid = laid_out(made)
    sampler = MOBANOSParetoSampler()
    taken = medians(
        {
            "front": lambda: front(laid, ONE, 0),
            "scheme": lambda: laid_out(made),
            "mobanos": lambda: sampler.init(*functions),
        }
    )
    ours = front(laid, ONE, 0)
    theirs = [[f(o) for f in functions] for o in sampler.pareto_outcomes()]
    same(vectors(ours.points), vectors(theirs), "MOBANOS")
    details = {f"{name}_ms": 1000 * seconds for name, seconds in taken.items()}
    details["front_packages"] = len(ours.points)
    yield Result(
        "front, 2 parties, 4^10",
        1000 * taken["front"],
        "ms",
        most(1),
        "Median of 5, processor time; the layout of the tables, made once, is beside it.",
        details,
    )
    yield Result(
        "front, 2 parties, 4^10, against MOBANOS",
        taken["front"] / taken["mobanos"],
        "x",
        most(5),
        "Its time as a multiple of that of NegMAS' MOBANOS sampler; medians of 5 in turns; the "
        "same front.",
        details,
    )


def against_negmas(quick: bool) -> Iterator[Result]:
    """Front and four points of three parties against NegMAS' two ways."""
    made = domain(*MILLION, 3)
    ours = front(laid_out(made), ONE, 0)
    _by_numpy(made)  # in turns once before it counts
    taken = medians({"parley": lambda: _by_parley(made)})
    (front_numpy, points_numpy), numpy_seconds = timed(lambda: _by_numpy(made))
    peers = [numpy_seconds]
    for _ in range(0 if quick else PEER_TIMES - 1):
        again = medians({"parley": lambda: _by_parley(made)}, 1)
        peers.append(timed(lambda: _by_numpy(made))[1])
        taken["parley"] = max(taken["parley"], again["parley"])
    same(vectors(ours.points), vectors(front_numpy), "NegMAS by numpy")
    _same_points(ours.points, points_numpy)
    details = {
        "parley_ms": 1000 * taken["parley"],
        "negmas_seconds": float(np.median(peers)),
        "front_packages": len(ours.points),
    }
    yield Result(
        "front and 4 points, 3 parties, 4^10, against NegMAS by numpy",
        details["negmas_seconds"] / taken["parley"],
        "x",
        least(1_000),
        "NegMAS at its best: values of all packages by numpy broadcasts, pareto_frontier_numpy, "
        f"four point finders. Median of {len(peers)} for it; ours with the layout of the tables, "
        "the slowest of the medians taken in between. The same front, Nash, egalitarian and "
        "utilitarian points.",
        details,
    )
    (front_all, points_all), seconds = timed(lambda: _by_functions(made))
    same(vectors(ours.points), vectors(front_all), "NegMAS")
    _same_points(ours.points, points_all)
    yield Result(
        "front and 4 points, 3 parties, 4^10, against NegMAS pareto_frontier",
        seconds / taken["parley"],
        "x",
        least(3_000),
        "pareto_frontier from utility functions and four point finders, as its documentation "
        "recommends; once, for it is slow. The same front, Nash, egalitarian and "
        "utilitarian points.",
        {"parley_ms": details["parley_ms"], "negmas_seconds": seconds},
    )


def _by_parley(made: Domain) -> object:
    return points(front(laid_out(made), ONE, 0).points)


def _by_numpy(made: Domain) -> tuple[Any, dict[str, Any]]:
    from negmas.preferences.ops import pareto_frontier_numpy

    every = made.points()
    found = every[pareto_frontier_numpy(every)]
    return found, _finders(None, found, ranges=[(0.0, float(top)) for top in made.most])


def _by_functions(made: Domain) -> tuple[Any, dict[str, Any]]:
    from negmas.preferences.ops import pareto_frontier

    issues, functions = made.utilities()
    found, _ = pareto_frontier(functions, issues=issues)
    return found, _finders(functions, found, issues=issues)


def _finders(functions: Any, found: Any, **wishes: Any) -> dict[str, Any]:
    """NegMAS' four points that are ours, under our names."""
    from negmas.preferences import ops

    rows = [tuple(row) for row in found]
    if functions is None:
        from types import SimpleNamespace

        # The finders ask utility functions for their no-deal values only.
        functions = [SimpleNamespace(reserved_value=0.0) for _ in rows[0]]
    finders = {
        "nash": ops.nash_points,
        "kalai-smorodinsky": ops.ks_points,
        "egalitarian": ops.kalai_points,
        "utilitarian": ops.max_welfare_points,
    }
    return {
        name: vectors(point for point, _ in find(functions, rows, **wishes))
        for name, find in finders.items()
    }


def _same_points(values: Ints, theirs: dict[str, Any]) -> None:
    for name, rows in points(values).items():
        # NegMAS' ks_points has the parts of the gains as near to each other as can be, which is
        # another package than that with the greatest least part.
        if name == "kalai-smorodinsky":
            continue
        # Where several tie for the least, NegMAS knows no second least: ours are among its own.
        mine = vectors(values[rows])
        if not (mine and mine <= theirs[name]):
            raise SystemExit(f"{name}: {mine} is not among NegMAS' {theirs[name]}")


def same(ours: set[Any], theirs: set[Any], whose: str) -> None:
    """Stop where two fronts differ: a ratio would mean nothing."""
    if ours != theirs:
        raise SystemExit(f"the front differs from that of {whose}: {len(ours)}, {len(theirs)}")


def trillion() -> Iterator[Result]:
    """Sizes at which no package can be looked at."""
    for what, made, limit in (
        ("front and 4 points, 3 parties, 4^20", domain(*TRILLION, 3), 0.5),
        (
            "front and 4 points, 2 parties, 4^20, 19 extras in a chain",
            domain(*TRILLION, 2, links=True),
            0.1,
        ),
    ):
        laid = laid_out(made)
        found = front(laid, ONE, 0)
        taken = medians(
            {
                "all": lambda laid=laid: points(front(laid, ONE, 0).points),
                "scheme": lambda made=made: laid_out(made),
            }
        )
        yield Result(
            what,
            taken["all"],
            "s",
            most(limit),
            "Median of 5, processor time; the layout of the tables, made once, is beside it.",
            {
                "scheme_ms": 1000 * taken["scheme"],
                "front_packages": len(found.points),
                "bound_nano_points": found.bound,
            },
        )
