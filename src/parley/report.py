"""What ``parley check`` says about a sound case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from parley import case as case_language
from parley.case.problems import CaseError, Problem
from parley.case.schema import Case
from parley.case.walk import quantities
from parley.cautions import cautions
from parley.conditions import Model, build
from parley.conditions.rules import Rules
from parley.conditions.worth import weights
from parley.draws import Draws, draw
from parley.space import Space

DRAWS = 1_000
SEED = 1


@dataclass(frozen=True)
class WeightRange:
    """How far the weight of an issue reaches for a party, in its points after scaling."""

    party: str
    issue: str
    low: float
    median: float
    high: float


@dataclass(frozen=True)
class StatementRate:
    """How well a party's preferences agree with one statement before it binds them.

    Attributes
    ----------
    alone
        Share of draws that agree with this statement though no statement binds them.
    """

    statement: str
    alone: float


@dataclass(frozen=True)
class Agreement:
    """How many attempts it took to find draws that agree with all that a party has said."""

    party: str
    draws: int
    attempts: int
    statements: tuple[StatementRate, ...]

    @property
    def rate(self) -> float:
        """Draws / attempts; a low one says that words and judgements hardly fit."""
        return self.draws / self.attempts


@dataclass(frozen=True)
class CheckReport:
    """What a sound case holds.

    Attributes
    ----------
    parties, issues
        What readers see, by key.
    packages, feasible
        Before and after the rules.
    quantities
        Sourced, judged, assumed: how many of each.
    noted
        How many of the quantities have a note.
    commitments, bodies, levers
        How many of each.
    """

    file: str
    title: str
    as_of: str
    parties: Mapping[str, str]
    issues: Mapping[str, str]
    packages: int
    feasible: int
    quantities: Mapping[str, int]
    noted: int
    commitments: int
    bodies: int
    levers: int
    weights: tuple[WeightRange, ...]
    agreements: tuple[Agreement, ...]
    warnings: tuple[Problem, ...]

    def text(self) -> str:
        """The report as the terminal shows it."""
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report line by line."""
        yield f"{self.title}, as of {self.as_of}: {self.file} is sound."
        yield f"Packages: {self.packages:,}, of which {self.feasible:,} break no rule."
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.quantities.items())
        total = sum(self.quantities.values())
        yield f"Quantities: {total}, of which {kinds}; {self.noted} with a note."
        counts = {
            "commitments": self.commitments,
            "bodies": self.bodies,
            "levers": self.levers,
        }
        if any(counts.values()):
            yield "; ".join(f"{what}: {n}" for what, n in counts.items()).capitalize() + "."
        yield f"Weights in {DRAWS:,} draws (lowest, median, highest):"
        width = max(len(self.issues[weight.issue]) for weight in self.weights)
        party = None
        for weight in self.weights:
            if weight.party != party:
                party = weight.party
                yield f"  {self.parties[party]}"
            numbers = "".join(f"{n:9.1f}" for n in (weight.low, weight.median, weight.high))
            yield f"    {self.issues[weight.issue]:<{width}}{numbers}"
        for agreement in self.agreements:
            yield (
                f"Statements of {self.parties[agreement.party]}: {agreement.draws:,} draws in "
                f"{agreement.attempts:,} attempts ({100 * agreement.rate:.0f} of 100) agree with "
                "all that is meant."
            )
            for one in agreement.statements:
                yield f"    {one.statement}: {100 * one.alone:.0f} of 100 agree with it unbound"
        for warning in self.warnings:
            yield f"{self.file}:{warning.line}:{warning.column}: warning: {warning.message}"

    def as_dict(self) -> dict[str, Any]:
        """The report as plain data, ready for JSON."""
        data = asdict(self)
        for agreement, plain in zip(self.agreements, data["agreements"], strict=True):
            plain["rate"] = agreement.rate
        return {**data, "draws": DRAWS, "seed": SEED}


def check_file(path: str | Path) -> CheckReport:
    """Read a case file and report on it.

    Raises
    ------
    CaseError
        With every problem of the file; a case whose rules leave no package, or whose statements
        no draw agrees with, has one, too.
    """
    return report(case_language.load(path))


def report(case: Case) -> CheckReport:
    """What a case holds, and what in it may not be meant.

    Raises
    ------
    CaseError
        The rules leave no package, or no draw agrees with the statements of some party.
    """
    space = Space.of(case)
    rules = Rules.of(case, space)
    if not rules.size:
        raise CaseError(case.origin.file, [_nothing_left(case)])
    model = build(case)
    draws = model.draws(SEED, np.arange(DRAWS, dtype=np.int64))
    rests_on = [case.origin.evidence.of(path) for path in quantities(case)]
    kinds = Counter(evidence.kind for evidence in rests_on)
    return CheckReport(
        file=case.origin.file,
        title=str(case.title),
        as_of=str(case.as_of),
        parties={str(key): str(party.name) for key, party in case.parties.items()},
        issues={str(key): str(issue.title) for key, issue in case.issues.items()},
        packages=space.size,
        feasible=rules.size,
        quantities={kind: kinds[kind] for kind in ("sourced", "judged", "assumed")},
        noted=sum(1 for evidence in rests_on if evidence.note),
        commitments=len(case.commitments),
        bodies=len(case.bodies),
        levers=len(case.levers),
        weights=tuple(_weights(case, draws)),
        agreements=tuple(_agreements(model, draws)),
        warnings=cautions(case, rules),
    )


def _nothing_left(case: Case) -> Problem:
    count = len(case.rules)
    return Problem.at(
        case.origin.place("rules"),
        f"the {count} rules together leave no package. Delete or loosen one of them."
        if count > 1
        else "this rule leaves no package. Loosen it, or delete it.",
    )


def _weights(case: Case, draws: Draws) -> Iterator[WeightRange]:
    for party in case.preferences:
        for issue, column in weights(case, draws, party).items():
            low, median, high = np.quantile(column, [0, 0.5, 1])
            yield WeightRange(str(party), str(issue), float(low), float(median), float(high))


def _agreements(model: Model, draws: Draws) -> Iterator[Agreement]:
    # Draws that no statement binds show what each statement does on its own.
    unbound = draw(model.book, SEED, draws.numbers) if model.spoken else draws
    for party, statements in model.spoken.items():
        yield Agreement(
            party,
            len(draws),
            # Attempts count from 0.
            int(np.sum(draws.attempts[party] + 1)),
            tuple(
                StatementRate(one.name, float(np.mean(one.agrees(model.space, unbound))))
                for one in statements
            ),
        )
