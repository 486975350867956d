"""Whether cross-impacts name what exists, and futures can be weighed as asked."""

from __future__ import annotations

import math

from parley.case.names import Names
from parley.case.schema import Case, CrossImpacts, Favour, Futures, Impact

MOST_MATRICES = 10
"""People whose cross-impacts are taken side by side: each is searched for itself."""
MOST_IMPACT = 99
"""Beyond it a number is a slip of the pen: by custom impacts go from -3 to 3."""
MOST_STATES = 2**40
"""Joint states of the factors that hang together, among which the consistent are looked for."""


def check(names: Names) -> None:
    """Note every problem of how the factors of a case hang together."""
    matrices = names.case.cross_impacts
    if len(matrices) > MOST_MATRICES:
        names.add(
            "cross_impacts",
            f"{len(matrices)} people's cross-impacts stand here; parley can do at most "
            f"{MOST_MATRICES}. Join those that agree.",
        )
    for key, matrix in matrices.items():
        _matrix(names, f"cross_impacts.{key}", matrix)
    _size(names)
    if names.case.futures is not None:
        _futures(names, names.case.futures)


def linked(case: Case) -> tuple[str, ...]:
    """The factors that some cross-impact names, in file order."""
    named: set[str] = set()
    for matrix in case.cross_impacts.values():
        for source, states in matrix.impacts.items():
            targets = {target for impacts in states.values() for target in impacts}
            named |= {source, *targets} if targets else targets
    return tuple(factor for factor in case.factors if factor in named)


def _matrix(names: Names, path: str, matrix: CrossImpacts) -> None:
    number = 0
    for source, states in matrix.impacts.items():
        names.states(source, states)
        for targets in states.values():
            for target, impacts in targets.items():
                names.states(target, impacts)
                for impact in impacts.values():
                    _impact(names, impact)
                    number += 1
    if not number:
        names.add(
            f"{path}.impacts",
            "no cross-impact stands here. Name a factor, its state, another factor, its state, "
            "and a number such as 2.",
        )


def _impact(names: Names, impact: Impact) -> None:
    spread = impact.value
    if not names.one_number(impact, "a cross-impact"):
        return
    if spread.exact[0].denominator != 1:
        names.problems.add(
            spread.text, f'"{spread.text}" is no whole number. Write one from -3 to 3.'
        )
    elif abs(spread.exact[0]) > MOST_IMPACT:
        names.problems.add(
            spread.text,
            f'"{spread.text}" is too large for a cross-impact. By custom they go from -3 to 3; '
            f"possible are at most {MOST_IMPACT}.",
        )


def _size(names: Names) -> None:
    factors = linked(names.case)
    number = math.prod(len(names.case.factors[factor].states) for factor in factors)
    if number > MOST_STATES:
        names.add(
            "cross_impacts",
            f"the {len(factors)} factors named here have {number:,} joint states; parley can "
            f"search at most {MOST_STATES:,}. Name fewer factors, or join states.",
        )


def _futures(names: Names, futures: Futures) -> None:
    if not names.case.cross_impacts:
        names.add(
            "futures",
            "futures need cross_impacts, from which they follow. Add those, or delete this.",
        )
    if futures.weights == "own" and not futures.own:
        names.add(
            "futures.weights",
            "the weights are to be your own, and none stand here. Add own, or write equal.",
        )
    for key, favour in futures.own.items():
        _favour(names, f"futures.own.{key}", favour)


def _favour(names: Names, path: str, favour: Favour) -> None:
    if not favour.when:
        names.add(f"{path}.when", "this matches every future. Name a factor and one of its states.")
    names.one_number(favour.times, "what a weight is multiplied by")
    for factor, states in favour.when.items():
        if not names.states(factor, states):
            continue
        if factor not in linked(names.case):
            names.problems.add(
                factor,
                f"no cross-impact names {factor}, so it is no part of a future. Choose another "
                "factor, or add a cross-impact.",
            )
        for number, state in enumerate(states):
            if state in states[:number]:
                names.problems.add(state, f'"{state}" stands twice here. Keep one of them.')
