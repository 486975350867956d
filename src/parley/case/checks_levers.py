"""Whether levers change numbers that exist, and leave all where it makes sense."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from parley.case import checks_totals
from parley.case.changed import between, changed, moved, replaced, targets
from parley.case.checks_numbers import extremes
from parley.case.evidence import prefixes
from parley.case.names import Names
from parley.case.problems import MOST_SEARCHED, Problems, unknown
from parley.case.quantity import LARGEST, Spread, plain
from parley.case.schema import (
    Case,
    Chance,
    Change,
    Delay,
    Factor,
    Group,
    Points,
    Support,
    Uncertain,
)
from parley.case.walk import UNDRAWN, quantities

MOST_LEVERS = 100
"""Levers of a case: every pair of them is tried."""

Changes = Mapping[str, Change]


def check(names: Names) -> None:
    """Note every problem of the levers of a case."""
    case = names.case
    if not case.levers:
        return
    if len(case.levers) > MOST_LEVERS:
        names.add(
            "levers",
            f"the case has {len(case.levers):,} levers; parley can do at most {MOST_LEVERS}, "
            "as it tries every pair. Leave some out.",
        )
        return
    bench = _Bench(names, targets(case))
    for key, lever in case.levers.items():
        home = f"levers.{key}"
        names.known("party", lever.owner, case.parties)
        if lever.body is not None:
            names.known("body", lever.body, case.bodies)
        own = bench.sound(lever.changes, f"{home}.changes")
        wrong = bench.apart([own], home, "with this lever")
        if lever.reply is not None:
            names.known("party", lever.reply.owner, case.parties)
            reply = bench.sound(lever.reply.changes, f"{home}.reply.changes")
            bench.apart([own, reply], f"{home}.reply", "with this lever and its reply", wrong)
    bench.together()


@dataclass(frozen=True)
class _Bench:
    """Where the levers of a case are tried, and which of its numbers go too far with one."""

    names: Names
    targets: Mapping[str, Uncertain]
    tried: dict[str, list[Change]] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)

    def sound(self, changes: Changes, home: str) -> Changes:
        """Those changes that can be made; of the others it is said why not."""
        if not changes:
            self.names.add(home, "nothing is changed here. Name the path of a number.")
        found: dict[str, Change] = {}
        for path, change in changes.items():
            if path not in self.targets:
                # Why costs time to find; beyond a full report nobody reads it.
                if not self.names.problems.full:
                    self.names.problems.add(path, self._why_not(path))
            elif _fits(self.names, self.targets[path], change, f"{home}.{path}"):
                found[path] = change
                self.tried.setdefault(path, []).append(change)
        return found

    @cached_property
    def _groups(self) -> dict[str, Group | Factor]:
        return {
            path: quantity
            for path, quantity in quantities(self.names.case).items()
            if not isinstance(quantity, Uncertain)
        }

    def _why_not(self, path: str) -> str:
        """Why a path is no number that a lever may change."""
        if path.startswith(UNDRAWN):
            return (
                "no lever changes how factors hang together, how futures are weighed, or what is "
                "watched. Change what the states of the factors shift."
            )
        written = path in self.names.case.origin.places
        for home in prefixes(path):
            quantity = self._groups.get(home)
            if isinstance(quantity, Factor):
                return "the states of a factor are outside anybody's hand. Change what they shift."
            if quantity is not None and quantity.ranking is not None:
                return "a ranking is an order, and has no number to change. Write numbers first."
            if quantity is not None:
                return unknown("quantity", path, [f"{home}.{one}" for one in quantity.numbers])
        if written and path.endswith(".meant"):
            return "what was meant when it was said cannot be changed. Change what is wanted now."
        if written and ".no_deal.beliefs." in path:
            return '"rest" takes what the other beliefs leave. Change those.'
        if path.startswith("levers."):
            return "a lever cannot change levers. Write another lever."
        return unknown("quantity", path, _nearest(path, self.targets))

    def apart(
        self, parts: list[Changes], home: str, when: str, known: Collection[str] = ()
    ) -> set[str]:
        """One lever, or a lever and its reply: each number, and each sum, must make sense.

        Parameters
        ----------
        known
            What goes too far without the last part, and so is told.

        Returns
        -------
        wrong
            What goes too far: paths of numbers, and sentences on sums.
        """
        case = self.names.case
        spreads: dict[str, Spread] = {}
        for changes in parts:
            for path, change in changes.items():
                spreads[path] = moved(spreads.get(path, self.targets[path].value), change)
        wrong: set[str] = set()
        parts_of = _by_root(spreads)
        for path in parts[-1]:
            root = _root(path)
            if root in wrong or root in known:
                continue
            if self._goes_too_far(root, parts_of[root], f"{home}.changes.{path}", when):
                wrong.add(root)
        self.wrong.update(wrong)
        if not self.names.problems.full:
            said = {*known, *(problem.message for problem in self.names.problems.found)}
            found = Problems()
            checks_totals.check(Names(changed(case, spreads), found), spreads)
            for problem in found.found:
                if problem.message not in said:
                    self.names.add(f"{home}.changes", f"{when}, {problem.message}")
                    wrong.add(problem.message)
        return wrong

    def together(self) -> None:
        """Several levers may be used at once, so that what they add to a number adds up."""
        hulls = {path: _hull(self.targets[path].value, all_) for path, all_ in self.tried.items()}
        for root, parts in _by_root(hulls).items():
            if root not in self.wrong and sum(len(self.tried[path]) for path in parts) > 1:
                where = next(self._places(next(iter(parts))))
                self._goes_too_far(root, parts, where, "with all levers together")

    def _places(self, path: str) -> Iterator[str]:
        for key, lever in self.names.case.levers.items():
            if path in lever.changes:
                yield f"levers.{key}.changes.{path}"
            if lever.reply is not None and path in lever.reply.changes:
                yield f"levers.{key}.reply.changes.{path}"

    def _goes_too_far(self, root: str, parts: Mapping[str, Spread], where: str, when: str) -> bool:
        """Whether a number leaves what makes sense once it, or what shifts it, is changed."""
        case, number = self.names.case, self.targets[root]
        before = _ends(case, number)
        after = _ends(case, replaced(number, root, parts))
        if before is None or after is None:
            return False
        if not all(number.domain.holds(float(end)) for end in before):
            return False  # a problem without any lever
        wrong = [end for end in after if not number.domain.holds(float(end))]
        if wrong:
            self.names.add(
                where,
                f"{when} this number can be {plain(wrong[0])}; it must be "
                f"{number.domain.value}. Change it by less.",
            )
        elif max(abs(end) for end in after) > LARGEST:
            self.names.add(where, f"{when} this number leaves -10^6 to 10^6. Change it by less.")
        else:
            return False
        return True


def _root(path: str) -> str:
    """The number of which a changed one is a part: a shift belongs to what it shifts."""
    return path.split(".shifts.")[0]


def _by_root(spreads: Mapping[str, Spread]) -> dict[str, dict[str, Spread]]:
    """By number: the changed ones among itself and its shifts."""
    found: dict[str, dict[str, Spread]] = {}
    for path, spread in spreads.items():
        found.setdefault(_root(path), {})[path] = spread
    return found


def _ends(case: Case, number: Uncertain) -> tuple[Fraction, Fraction] | None:
    if isinstance(number, Points):
        return extremes(case, number)
    exact = number.value.exact
    return (exact[0], exact[-1]) if exact else None


def _hull(spread: Spread, changes: list[Change]) -> Spread:
    """All that a number can be with any of these changes."""
    moves = [change.add.value.exact for change in changes if change.add is not None]
    others = [change.to.value.exact for change in changes if change.to is not None]
    ends = [exact for exact in (spread.exact, *others) if exact]
    if not ends:
        return spread
    low = sum((min(Fraction(0), exact[0]) for exact in moves if exact), min(e[0] for e in ends))
    high = sum((max(Fraction(0), exact[-1]) for exact in moves if exact), max(e[-1] for e in ends))
    return between(low, high, spread.text)


def _nearest(path: str, possible: Mapping[str, Uncertain]) -> list[str]:
    """Two paths that may be meant: those most alike, or the first ones beside it."""
    first = path.split(".")[0]
    beside = [other for other in possible if other.split(".")[0] == first] or list(possible)
    # Searching many thousands of paths for a likely one takes seconds for each mistake.
    return difflib.get_close_matches(path, beside[:MOST_SEARCHED], n=2) or beside[:2]


def _fits(names: Names, number: Uncertain, change: Change, path: str) -> bool:
    """Whether exactly one kind of change is written, and it is one for this kind of number."""
    kinds = {"to": change.to, "add": change.add, "odds": change.odds}
    if not names.sole(path, kinds, "a change needs exactly one of to, add, odds"):
        return False
    fault = None
    if isinstance(number, Support) and change.to is None:
        fault = "a share of support is changed by its new value, or by the log-odds of an option"
    elif change.add is not None and isinstance(number, Chance):
        fault = "a chance is not added to, as it could pass 0 or 1. Write odds, or its new value"
    elif change.odds is not None and not isinstance(number, Chance):
        fault = "odds belong to chances, and this is none. Write add, or its new value"
    elif change.add is not None and isinstance(number, Delay) and number.never:
        fault = "never stays never, whatever is added. Write the years that it takes instead"
    if fault is not None:
        names.add(f"{path}.{next(kind for kind in kinds if kinds[kind] is not None)}", f"{fault}.")
    return fault is None
