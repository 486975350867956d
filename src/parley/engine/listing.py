"""The packages that are counted one by one: all that break no rule, or some of too many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.conditions import Model
from parley.space import Codes


@dataclass(frozen=True)
class Listing:
    """Packages of which each is told in how many draws it passes.

    Attributes
    ----------
    codes
        Rising.
    is_whole
        No other package breaks no rule.
    """

    codes: Codes
    is_whole: bool = True

    def place(self, code: int) -> int | None:
        """Where a package is listed, if it is."""
        at = int(np.searchsorted(self.codes, code))
        return at if at < len(self.codes) and self.codes[at] == code else None


def whole(model: Model) -> Listing:
    """Every package that breaks no rule."""
    return Listing(np.concatenate(list(model.rules.listed())))
