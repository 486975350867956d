"""Made-up negotiations: as tables for the engine, as utilities for NegMAS, as case files.

.venv/bin/python benchmarks/generated.py 15 4 > case.yaml     a case of 4^15 packages
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parley.conditions.forms import Condition, Linear, Table, constant_table
from parley.draws import Draws
from parley.engine.program import Program, program
from parley.space import Space

ONE = Draws(np.zeros(1, dtype=np.int64), {}, {}, {})
"""A draw for tables that are the same in all."""
MOST = 10**9
"""Values are whole numbers up to this, so that sums of floats are exact too."""


@dataclass(frozen=True)
class Domain:
    """A negotiation with additive values.

    Attributes
    ----------
    values
        Party to issue to (option,) values, whole numbers from 0.
    links
        Party to pairs of neighbouring issues to (option, option) extras.
    """

    space: Space
    values: tuple[tuple[NDArray[np.int64], ...], ...]
    links: tuple[dict[tuple[int, int], NDArray[np.int64]], ...]

    @cached_property
    def tables(self) -> tuple[tuple[Table, ...], ...]:
        """Party to its tables."""
        return tuple(
            (
                *(constant_table(f"{p} {i}", "", (i,), v) for i, v in enumerate(values)),
                *(constant_table(f"{p} {pair}", "", pair, v) for pair, v in links.items()),
            )
            for p, (values, links) in enumerate(zip(self.values, self.links, strict=True))
        )

    @property
    def most(self) -> tuple[int, ...]:
        """Party to the most that any package could be worth to it, extras aside."""
        return tuple(sum(int(v.max()) for v in values) for values in self.values)

    def consents(self, part: float) -> Program:
        """Each party wants at least a part of the most that it could get."""
        conditions = []
        for p, tables in enumerate(self.tables):
            need = np.array(int(part * self.most[p]), dtype=np.int64)
            form = Linear(tables, constant_table(f"needs {p}", "", (), need))
            conditions.append(
                Condition(f"accept:{p}", "acceptable", str(p), "", "points", "", form)
            )
        return program(self.space, conditions, ["acceptable"])

    def points(self) -> NDArray[np.float64]:
        """(package, party) values of all packages, by broadcasting: what numpy is best at."""
        shape = self.space.shape
        columns = []
        for values in self.values:
            total = np.zeros(shape)
            for issue, cells in enumerate(values):
                total += cells.reshape([n if k == issue else 1 for k, n in enumerate(shape)])
            columns.append(total.ravel())
        return np.stack(columns, axis=1)

    def utilities(self) -> tuple[Any, list[Any]]:
        """Issues and utility functions of NegMAS with the same values."""
        from negmas import make_issue
        from negmas.outcomes import make_os
        from negmas.preferences import LinearAdditiveUtilityFunction, TableFun

        issues = [
            make_issue(list(options), name)
            for name, options in zip(self.space.issues, self.space.options, strict=True)
        ]
        functions = []
        for values in self.values:
            tables = [
                TableFun(dict(zip(options, map(float, cells), strict=True)))
                for options, cells in zip(self.space.options, values, strict=True)
            ]
            functions.append(
                LinearAdditiveUtilityFunction(
                    tables,
                    weights=[1.0] * len(tables),
                    outcome_space=make_os(issues),
                    reserved_value=0.0,
                )
            )
        return issues, functions


def domain(
    issues: int, options: int, parties: int, *, links: bool = False, seed: int = 1
) -> Domain:
    """Random values; each option of an issue is worth something to somebody.

    Parties want different things: the share of a value that all have in common is a half.

    Parameters
    ----------
    links
        With extras over neighbouring issues, in a chain.
    """
    rng = np.random.default_rng(seed)
    names = tuple(f"o{k}" for k in range(options))
    space = Space(tuple(f"i{k}" for k in range(issues)), (names,) * issues)
    weights = rng.dirichlet(np.ones(issues), parties) * issues
    tilt = rng.uniform(0, 1, (issues, options))
    values = []
    for p in range(parties):
        own = rng.uniform(0, 1, (issues, options))
        leaning = tilt if p % 2 else 1 - tilt
        cells = np.rint(MOST * weights[p][:, None] * (own + leaning) / 2).astype(np.int64)
        values.append(tuple(cells - cells.min(axis=1)[:, None]))
    pairs = itertools.pairwise(range(issues)) if links else ()
    chain = [(pair, rng.integers(0, MOST // 4, (parties, options, options))) for pair in pairs]
    return Domain(
        space,
        tuple(values),
        tuple({pair: cells[p] for pair, cells in chain} for p in range(parties)),
    )


def case_text(issues: int, options: int, parties: int = 3, *, rest: Sequence[str] = ()) -> str:
    """A case file with a bit of everything: rankings, red lines, extras, commitments, later tables.

    Parameters
    ----------
    parties
        Two or three.
    rest
        Lines at the end.
    """
    names = ("ann", "bob", "cid")[:parties]
    keys = [f"i{n}" for n in range(issues)]
    every = [f"o{n}" for n in range(options)]
    named = ", ".join(f"{o}: Option {o}" for o in every)
    lines = [
        "parley: 1",
        f"title: Made up, {issues} issues with {options} options",
        "as_of: 2024-12-31",
        "parties:",
        *(f"  {p}: {{name: {p.title()}, role: principal}}" for p in names),
        "issues:",
        *(f"  {i}: {{title: Issue {i}, options: {{{named}}}}}" for i in keys),
        "rules:",
        "  needs-hands: {never: {i0: o1, i1: o0}, because: One needs the other.}",
        f"now: {{{', '.join(f'{i}: o0' for i in keys)}}}",
        "preferences:",
    ]
    orders = (every, every[::-1], every[1::2] + every[::2])
    for turn, (party, order) in enumerate(zip(names, orders, strict=False)):
        wanted = [order if (k + turn) % 3 else order[::-1] for k in range(issues)]
        values = ", ".join(f"{i}: {' > '.join(o)}" for i, o in zip(keys, wanted, strict=True))
        lines += [
            f"  {party}:",
            "    judgement: Made up.",
            f"    weights: {' | '.join(keys)}",
            f"    values: {{{values}}}",
            "    extras:",
            f"      pair: {{when: {{{keys[turn]}: o1, {keys[turn + 1]}: o1}}, points: 2..6}}",
            "    discount: 0.05..0.2",
            "    no_deal: {cost: 5..20}",
            "    red_lines:",
            f"      {keys[turn]}: {{floor: {{{wanted[turn][-1]}: 0.1..0.4}}}}",
        ]
    watch, act = keys[-2:]
    years = _by_option(options, "{:.1f}..{:.1f}", lambda k: (2 / (k + 2), 6 / (k + 2)))
    points = _by_option(options, "{:d}..{:d}", lambda k: (4 - 3 * k, 12 - 3 * k))
    lines += [
        "commitments:",
        *(f"  keeps-{p}: {{party: {p}, gains: 1..4}}" for p in names),
        "response:",
        f"  seen: {{by: {watch}, years: {{{years}}}}}",
        f"  acted: {{by: {act}, years: {{{years}}}}}",
        "later:",
        *(f"  {p}: {{rearms: {{by: {watch}, points: {{{points}}}}}}}" for p in names),
        *rest,
    ]
    return "\n".join(lines) + "\n"


def bodies(parties: int, members: int = 3) -> list[str]:
    """A parliament and a public for the first two parties."""
    names = ("ann", "bob", "cid")[:parties]
    lines = ["bodies:"]
    for party in names[:2]:
        voters = ", ".join(
            f"wing-{k}: {{seats: {20 + 10 * k}, preferences: {{like: {party}, red_lines: absent, "
            f"no_deal: {{plus: {-20 * k}..{5 - 5 * k}}}}}}}"
            for k in range(members)
        )
        lines.append(
            f"  house-{party}: {{party: {party}, kind: vote, rule: {{share: 0.5}}, "
            f"members: {{{voters}}}}}"
        )
    lines += [
        f"  people-{party}: {{party: {party}, kind: public, quota: 0.5, "
        "support: {base: 0.4..0.6, i0: {o1: 0.1..0.5, o2: -0.5..0.1}}}"
        for party in names[:2]
    ]
    return lines


def _by_option(options: int, form: str, ends: Any) -> str:
    """A range for each option."""
    return ", ".join(f"o{k}: {form.format(*ends(k))}" for k in range(options))


if __name__ == "__main__":
    issues, options = map(int, sys.argv[1:3])
    sys.stdout.write(case_text(issues, options, rest=bodies(3)))
