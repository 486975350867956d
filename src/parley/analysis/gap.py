"""Where only values clash: a proof that no package satisfies all, split by issue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.study import Study
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO
from parley.conditions.worth import beliefs, home, preference_of, worth
from parley.draws import Draws
from parley.engine.elimination import front
from parley.engine.program import program
from parley.engine.scheme import scheme

PARTS = 1_000
"""Multipliers are whole thousandths, so that the proof can be checked by hand."""
STEPS = 4_000

GAP = columns(
    ("term", "text", "Key of the issue, or what else it is."),
    ("about", "text", "Its title."),
    (
        "amount",
        "number",
        "Sum over the parties of multiplier times (worth of the term - what no deal is worth on "
        "it); the terms add to the greatest weighted margin of any package.",
    ),
)


@dataclass(frozen=True)
class Proof:
    """Multipliers under which the weighted margins of every package are below nothing.

    Attributes
    ----------
    multipliers
        Party to thousandths; they sum to 1,000.
    code
        The package that comes nearest.
    most
        Its weighted margin, in nano-points: the greatest of any package.
    """

    multipliers: Mapping[str, int]
    code: int
    most: float


def gap(study: Study, draw: Draws | None) -> Finding:
    """The proof for one draw, with its terms by issue.

    For multipliers lambda_p >= 0, max over x of sum_p lambda_p (V_p(x) - r_p) < 0 proves that no
    package is at least as good as no deal for all: at least one term of the sum is negative,
    whatever the package (weak duality).
    """
    table = TableBuilder(GAP)
    if draw is None:
        return table.finding(
            "obstacles.gap", "In no reading do the values of the principals alone rule out a deal."
        )
    number = int(draw.numbers[0])
    proof = prove(study, draw)
    if proof is None:
        return table.finding(
            "obstacles.gap",
            f"In draw {number} the values of the principals alone rule out a deal, but only "
            "package by package: no weighting of their margins proves it at once.",
        )
    amounts = split(study, draw, proof)
    for (term, about), amount in amounts.items():
        table.add(term=term, about=about, amount=amount)
    figures = [Figure("most", proof.most / NANO / PARTS, "number")]
    figures += [
        Figure(f"multiplier.{p}", m / PARTS, "number") for p, m in proof.multipliers.items()
    ]
    weights = " and ".join(
        f"{study.name(party)}'s margin with {size / PARTS:g}"
        for party, size in proof.multipliers.items()
        if size
    )
    least = min(amounts, key=lambda key: amounts[key])
    most = proof.most / NANO / PARTS
    sentence = (
        f"In draw {number}, the first in which values alone rule out a deal: weight {weights}; no "
        f"package then comes out above {most:.2f}, so none is worth no deal to all. The largest "
        f"part of that is “{least[1]}” ({amounts[least]:.2f}). The weights prove, they do not "
        "compare the parties' points."
    )
    return table.finding("obstacles.gap", sentence, figures)


def prove(study: Study, draw: Draws) -> Proof | None:
    """Multipliers that prove that no package satisfies all signers, if there are any."""
    parties = signers(study.case)
    aims = [worth(study.case, study.space, party) for party in parties]
    asked = scheme(study.space, program(study.space, (), ()), study.model.rules.tables, aims)
    efficient = front(asked, draw, 0)
    margins = efficient.points - [int(study.no_deal(party, draw)[0]) for party in parties]
    weights = _lowest(margins / NANO)
    exact = margins @ weights
    place = int(np.argmax(exact))
    # Of a front that was thinned out the greatest sum is not known.
    if exact[place] >= 0 or efficient.bound:
        return None
    multipliers = {party: int(size) for party, size in zip(parties, weights, strict=True)}
    return Proof(multipliers, int(efficient.codes[place]), int(exact[place]))


def _lowest(points: NDArray[np.float64]) -> NDArray[np.int64]:
    """(party,) thousandths that bring the greatest weighted margin down as far as may be.

    Projected subgradient steps on the convex function max over points of weights @ point.
    """
    parties = points.shape[1]
    weights = np.full(parties, 1 / parties)
    best, lowest = weights, np.inf
    scale = float(np.abs(points).max()) or 1.0
    for step in range(1, STEPS + 1):
        found = points @ weights
        place = int(np.argmax(found))
        if found[place] < lowest:
            best, lowest = weights, float(found[place])
        weights = _on_simplex(weights - points[place] / (scale * step**0.5))
    whole = np.floor(best * PARTS).astype(np.int64)
    whole[int(np.argmax(whole))] += PARTS - int(whole.sum())
    thousandths: NDArray[np.int64] = whole
    return thousandths


def _on_simplex(point: NDArray[np.float64]) -> NDArray[np.float64]:
    """The nearest weights that are not negative and sum to 1."""
    falling = np.sort(point)[::-1]
    excess = (np.cumsum(falling) - 1) / np.arange(1, len(point) + 1)
    last = int(np.flatnonzero(falling > excess)[-1])
    nearest: NDArray[np.float64] = np.maximum(point - excess[last], 0.0)
    return nearest


def split(study: Study, draw: Draws, proof: Proof) -> dict[tuple[str, str], float]:
    """(term, words) to its part of the greatest weighted margin; the parts add up to it."""
    found: dict[tuple[str, str], float] = {}
    code = np.array([proof.code])

    def add(term: str, about: str, points: float, size: int) -> None:
        key = (term, about)
        found[key] = found.get(key, 0.0) + points * size / PARTS

    for party, size in proof.multipliers.items():
        mixed = _outlook(study, party, draw)
        whole = 0.0
        for table in worth(study.case, study.space, party):
            here = int(table.at(study.space, draw, code)[0, 0]) / NANO
            spent = sum(
                share * int(table.at(study.space, draw, np.array([at]))[0, 0]) / NANO
                for at, share in mixed.items()
                if not table.key.endswith(".risk")
            )
            whole += here - spent
            single = len(table.issues) == 1 and ".values." in table.key
            term = study.space.issues[table.issues[0]] if single else table.key.split(".")[2]
            add(term, table.about, here - spent, size)
        margin = int(study.worth(party, draw, code)[0, 0] - study.no_deal(party, draw)[0]) / NANO
        # What going on costs, and all else of no deal that is on no issue.
        add("no_deal", "what no deal costs or brings beside the issues", margin - whole, size)
    return found


def _outlook(study: Study, party: str, draw: Draws) -> dict[int, float]:
    """Code of now and of each end to its weight in the no-deal value."""
    outlook = preference_of(study.case, party).no_deal
    if outlook.value is not None:
        return {}
    now = study.space.code(study.case.now)
    if outlook.years is None:
        return {now: 1.0}
    rho = float(draw.value(f"{home(party)}.discount")[0])
    horizon = rho * float(draw.value(f"{home(party)}.no_deal.years")[0])
    weights = {now: horizon / (1 + horizon)}
    for end, belief in beliefs(study.case, draw, party).items():
        at = study.space.code(study.case.ends[end].terms)
        weights[at] = weights.get(at, 0.0) + float(belief[0]) / (1 + horizon)
    return weights
