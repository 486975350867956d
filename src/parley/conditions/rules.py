"""Which packages can be at all."""

from __future__ import annotations

import numpy as np

from parley.case.schema import Case
from parley.space import Mask, Space


def feasible(case: Case, space: Space) -> Mask:
    """(option, option, ...) true where the package breaks no rule.

    One bit a package, made once; a rule may name any number of issues.
    """
    allowed = np.ones(space.shape, dtype=bool)
    for name in case.rules:
        allowed &= ~breaks(case, space, name)
    return allowed


def breaks(case: Case, space: Space, name: str) -> Mask:
    """Which packages one rule forbids, as an array of ``space.shape``."""
    rule = case.rules[name]
    if rule.never is not None:
        return space.mask(rule.never)
    assert rule.if_ is not None
    assert rule.then is not None
    return space.mask(rule.if_) & ~space.mask(rule.then)


def broken(case: Case, space: Space, code: int) -> tuple[str, ...]:
    """Keys of the rules that one package breaks."""
    codes = np.array([code], dtype=np.int64)
    names = []
    for name, rule in case.rules.items():
        if rule.never is not None:
            fails = space.matches(rule.never, codes)[0]
        else:
            fails = (
                space.matches(rule.if_ or {}, codes)[0]
                and not space.matches(rule.then or {}, codes)[0]
            )
        if fails:
            names.append(str(name))
    return tuple(names)
