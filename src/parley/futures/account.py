"""The futures of a case or of a file, and where its joint states lead, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parley.case.schema import Case
from parley.conditions.words import as_words
from parley.formats.scw import Project
from parley.futures.consistent import Scenarios, consistent
from parley.futures.exchange import matrix_of
from parley.futures.joint import MOST_FUTURES, allowed, measures, searchable, weighed
from parley.futures.matrix import Matrix
from parley.futures.succession import RULES, Attractor, Basins, basins
from parley.futures.weighing import TITLES

Account = dict[str, Any]
"""Plain data, ready for JSON:

- ``title``; ``factors``, each with ``key``, ``title`` and ``states`` (``key``, ``title``)
- ``joint_states``: how many there are; ``inconsistency``: the greatest that is allowed
- ``scenarios``: the futures in the order of their states, each with ``number``; ``positions``
  (state numbers from 1, by factor); ``states`` (factor key to state key); ``inconsistency``;
  ``margin`` (by how much each state outweighs all others of its factor at least); ``score`` (total
  impact score); ``weights`` (weighing to a share); with one matrix ``basins`` (rule to how many of
  the starts end there)
- ``weighings``: weighing to its words; ``chosen``: the one that draws use, null for a file
- ``undecided``: joint states of which a limit left open whether they are futures, in that matrix
  in which most are; 0 where the list is complete; ``nodes``: partial joint states looked at
- ``succession``: for each matrix (``matrix``: its key, null for a file) and ``rule``: ``starts``,
  ``exact`` (all joint states were starts; else a sample), and ``attractors``, each with ``cycle``
  (positions of the joint states, one where it stays), ``basin`` (starts that end there), and
  ``share`` with ``low`` and ``high`` of its 95 % interval
"""


def of_case(case: Case) -> Account:
    """The futures of a case that states cross-impacts.

    Where a limit stops a search, those that were found are listed without weights.

    Raises
    ------
    CaseError
        There are none, or none has a weight in the way that the case chooses; the matrices are too
        large to be searched.
    """
    stated = searchable(case)
    first = next(iter(stated.values()))
    factors = [case.factors[factor] for factor in first.factors]
    titles = [[str(s.title or as_words(k)) for k, s in f.states.items()] for f in factors]
    found = {key: consistent(matrix, allowed(case)) for key, matrix in stated.items()}
    account = {
        "title": str(case.title),
        "factors": _factors(first, [str(factor.title) for factor in factors], titles),
        "joint_states": first.size,
        "inconsistency": allowed(case),
        **_listed(stated, found),
    }
    if account["undecided"] or len(account["scenarios"]) > MOST_FUTURES:
        return account
    joint = weighed(case, stated, found)
    _weigh(account["scenarios"], {key: mine.tolist() for key, mine in joint.weights.items()})
    return account | {"weighings": dict(joint.titles), "chosen": joint.chosen}


def of_project(project: Project, most: int) -> Account:
    """The futures of a matrix of another program, with an inconsistency of at most ``most``."""
    matrix = matrix_of(project)
    account = {
        "title": project.title,
        "factors": _factors(matrix, project.factors, project.states),
        "joint_states": matrix.size,
        "inconsistency": most,
        **_listed({"": matrix}, {"": consistent(matrix, most)}),
    }
    if account["undecided"]:
        return account
    counts = {"equal": [1] * len(account["scenarios"])}
    counts |= {rule: [row["basins"][rule] for row in account["scenarios"]] for rule in RULES}
    weights = {key: [n / sum(mine) for n in mine] for key, mine in counts.items() if any(mine)}
    _weigh(account["scenarios"], weights)
    return account | {"weighings": {key: TITLES[key] for key in weights}}


def _factors(
    matrix: Matrix, factors: Sequence[str], states: Sequence[Sequence[str]]
) -> list[dict[str, Any]]:
    """Factors and their states by key and title."""
    return [
        {
            "key": factor,
            "title": title,
            "states": [{"key": k, "title": t} for k, t in zip(mine, titles, strict=True)],
        }
        for factor, title, mine, titles in zip(
            matrix.factors, factors, matrix.states, states, strict=True
        )
    ]


def _listed(stated: Mapping[str, Matrix], found: Mapping[str, Scenarios]) -> dict[str, Any]:
    """The futures without weights, how far the search came, and where joint states lead."""
    states = sorted({tuple(row) for one in found.values() for row in one.table.tolist()})
    matrix = next(iter(stated.values()))
    ends = {(key, rule): basins(one, rule) for key, one in stated.items() for rule in RULES}
    # With several matrices a future is the end of starts in each of them.
    fixed = {rule: end.fixed() for (_, rule), end in ends.items()} if len(stated) == 1 else {}
    rows = zip(
        states, *(column.tolist() for column in measures(found.values(), states)), strict=True
    )
    return {
        "scenarios": [
            {
                "number": number,
                "positions": [at + 1 for at in state],
                "states": {f: matrix.states[k][state[k]] for k, f in enumerate(matrix.factors)},
                "inconsistency": off,
                "margin": margin,
                "score": score,
                "weights": {},
                "basins": {rule: mine.get(state, 0) for rule, mine in fixed.items()},
            }
            for number, (state, off, margin, score) in enumerate(rows, 1)
        ],
        "weighings": {},
        "chosen": None,
        "undecided": max(one.undecided for one in found.values()),
        "nodes": sum(one.nodes for one in found.values()),
        "succession": [
            {
                "matrix": key or None,
                "rule": rule,
                "starts": end.starts,
                "exact": end.is_exact,
                "attractors": [_attractor(end, each) for each in end.attractors],
            }
            for (key, rule), end in ends.items()
        ],
    }


def _attractor(end: Basins, attractor: Attractor) -> dict[str, Any]:
    share, low, high = end.share(attractor)
    return {
        "cycle": (attractor.cycle + 1).tolist(),
        "basin": attractor.basin,
        "share": share,
        "low": low,
        "high": high,
    }


def _weigh(scenarios: Sequence[dict[str, Any]], weights: Mapping[str, Sequence[float]]) -> None:
    for place, row in enumerate(scenarios):
        row["weights"] = {key: mine[place] for key, mine in weights.items()}
