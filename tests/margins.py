"""The margins of every condition, and whether they are those of the oracle."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

import oracle
from parley.conditions import Model
from parley.conditions.forms import NANO, Margin
from parley.draws import Draws

CROSSED = ("line", "block")


def margins(model: Model, draws: Draws) -> dict[str, Margin]:
    """Condition to its margins, (draw, code)."""
    codes = np.arange(model.space.size)
    return {c.key: c.margin(model.space, draws, codes) for c in model.conditions}


def check_margins(model: Model, draws: Draws) -> None:
    """Every margin of every package is that of the oracle, up to the rounding of its cells."""
    case = model.case
    every = oracle.packages(case)
    assert [model.space.code(package) for package in every] == list(range(model.space.size))
    found = margins(model, draws)
    for i, row in enumerate(oracle.rows(case, draws)):
        for code, package in enumerate(every):
            expected = oracle.margins(case, row, package)
            assert list(expected) == list(found)
            for key, exact in expected.items():
                assert found[key].applies[code] == (exact is not None)
                if exact is not None:
                    most = exact
                    if key.startswith("body:"):
                        _, most = oracle.approval(case, row, key.removeprefix("body:"), package)
                    unit = 1 if key.split(":")[0] in CROSSED else NANO
                    here = Fraction(int(found[key].values[i, code]), unit)
                    slack = oracle.slack(key)
                    assert exact - slack <= here <= most + slack, key
