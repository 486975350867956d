"""Which packages can be at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from parley.case.schema import Case
from parley.conditions.forms import Ints, Table, constant_table
from parley.space import Codes, Mask, Space


@dataclass(frozen=True)
class Rules:
    """The rules of a case, each asked on the issues that it names only.

    Attributes
    ----------
    forbidden
        Rule to the positions of its issues, rising, and which combinations of their options it
        forbids.
    """

    space: Space
    forbidden: Mapping[str, tuple[tuple[int, ...], Mask]]

    @classmethod
    def of(cls, case: Case, space: Space) -> Rules:
        """The rules of a case."""
        found: dict[str, tuple[tuple[int, ...], Mask]] = {}
        for name, rule in case.rules.items():
            patterns = [p for p in (rule.never, rule.if_, rule.then) if p is not None]
            axes = space.axes(issue for pattern in patterns for issue in pattern)
            if rule.never is not None:
                forbids = space.mask(rule.never, axes)
            else:
                forbids = space.mask(rule.if_ or {}, axes) & ~space.mask(rule.then or {}, axes)
            found[str(name)] = (axes, np.array(forbids))
        return cls(space, found)

    @cached_property
    def mask(self) -> Mask:
        """(option, option, ...) true where the package breaks no rule: one byte a package."""
        allowed = np.ones(self.space.shape, dtype=bool)
        for axes, forbids in self.forbidden.values():
            allowed &= ~_spread(forbids, axes, self.space.shape)
        return allowed

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """A table a rule: 0 where it allows, -1 where it forbids, the same in all draws."""
        return tuple(
            constant_table(f"rules.{name}", f"rule {name}", axes, -forbids.astype(np.int64))
            for name, (axes, forbids) in self.forbidden.items()
        )

    @cached_property
    def size(self) -> int:
        """How many packages break no rule, whatever their number."""
        return int(self.number(()))

    def number(self, axes: Sequence[int], among: Mask | None = None) -> Ints:
        """How many packages that break no rule have each combination of some issues' options.

        The rules are contracted like tensors, issue by issue; packages are never listed.

        Parameters
        ----------
        axes
            Positions of issues, rising.
        among : (option of the first of these issues, ...)
            Only packages with these combinations are counted.

        Returns
        -------
        (option of the first of these issues, ...)
        """
        shape = self.space.shape
        factors = [(over, ~forbids) for over, forbids in self.forbidden.values()]
        if among is not None:
            factors.append((tuple(axes), among))
        bound = sorted({axis for over, _ in factors for axis in over} - set(axes))
        names = {axis: place for place, axis in enumerate((*axes, *bound))}
        operands: list[Any] = []
        for over, allows in factors:
            operands += [allows.astype(np.int64), [names[axis] for axis in over]]
        for axis in axes:
            operands += [np.ones(shape[axis], dtype=np.int64), [names[axis]]]
        free = set(range(len(shape))) - set(names)
        times = np.prod([shape[axis] for axis in free], dtype=np.int64)
        if not operands:
            return np.asarray(times)
        kept = [names[axis] for axis in axes]
        found: Ints = np.asarray(np.einsum(*operands, kept, optimize="greedy")) * times
        return found

    def broken(self, codes: Codes) -> dict[str, Mask]:
        """Rule to (code,) whether the package breaks it."""
        digits = self.space.digits(codes)
        return {
            name: forbids[tuple(digits[axis] for axis in axes)]
            for name, (axes, forbids) in self.forbidden.items()
        }

    def allows(self, codes: Codes) -> Mask:
        """(code,) whether the package breaks no rule."""
        ok = np.ones(len(codes), dtype=bool)
        for breaks in self.broken(codes).values():
            ok &= ~breaks
        return ok

    def broken_by(self, code: int) -> tuple[str, ...]:
        """Keys of the rules that one package breaks."""
        found = self.broken(np.array([code], dtype=np.int64))
        return tuple(name for name, breaks in found.items() if breaks[0])

    def listed(self, pieces: int = 2**22) -> Iterator[Codes]:
        """The codes of the packages that break no rule, rising, piece by piece."""
        for start in range(0, self.space.size, pieces):
            codes = np.arange(start, min(start + pieces, self.space.size), dtype=np.int64)
            yield codes[self.allows(codes)]


def _spread(cells: Mask, axes: Sequence[int], shape: Sequence[int]) -> Mask:
    """A table over some issues as a view over all."""
    return cells.reshape([shape[i] if i in axes else 1 for i in range(len(shape))])
