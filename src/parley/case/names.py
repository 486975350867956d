"""Which names a case declares, so that every other mention of a name can be checked."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from parley.case.dates import span
from parley.case.problems import Problems, Text, choices, unknown
from parley.case.schema import Case, Uncertain

MOST_TOGETHER = 4
"""Issues that one table may span: the engine looks tables up cell by cell."""
MOST_CELLS = 2**16
"""Cells of one table, which every draw fills anew."""


@dataclass(frozen=True)
class Names:
    """The names of a case, and the report of names that are not among them."""

    case: Case
    problems: Problems

    @cached_property
    def open_issues(self) -> list[str]:
        """Issues with something to choose: at least two options."""
        return [key for key, issue in self.case.issues.items() if len(issue.options) > 1]

    def place(self, path: str) -> Text:
        """Where a path of the case is written."""
        return self.case.origin.place(path)

    def add(self, path: str, message: str) -> None:
        """Note a problem where a path is written."""
        self.problems.add(self.place(path), message)

    def known(self, what: str, name: str, names: Collection[str]) -> bool:
        """Whether a name is among those possible; else a problem is noted at the name."""
        if name in names:
            return True
        # The likely intention costs time to find; beyond a full report nobody reads it.
        if not self.problems.full:
            self.problems.add(name, unknown(what, name, names))
        return False

    def each(self, what: str, given: Iterable[str], names: Collection[str]) -> bool:
        """Whether all names given are among those possible."""
        # No all(): every unknown name is to be noted, not only the first.
        return sum(not self.known(what, name, names) for name in given) == 0

    def all_of(
        self, what: str, given: Collection[str], names: Collection[str], path: str, missing: str
    ) -> None:
        """All names given exist, and none of those possible is forgotten.

        A misspelt name explains a forgotten one, so that only the first is noted.
        """
        if not self.each(what, given, names):
            return
        forgotten = [name for name in names if name not in given]
        if forgotten:
            self.add(
                path, f"{missing} stands here for {choices(forgotten)}. Name every {what} once."
            )

    def issue(self, name: str) -> bool:
        """Whether an issue exists."""
        return self.known("issue", name, self.case.issues)

    def option(self, issue: str, name: str) -> bool:
        """Whether an option exists on an issue that does."""
        options = self.case.issues[issue].options
        # An issue without options is a problem of its own.
        return bool(options) and self.known(f"option of {issue}", name, options)

    def terms(self, terms: Mapping[str, str], path: str, *, complete: bool = False) -> None:
        """Terms name issues and one option on each; ``complete`` terms name every issue."""
        for issue, option in terms.items():
            if issue in self.case.issues:
                self.option(issue, option)
        if complete:
            self.all_of("issue", terms, self.case.issues, path, "no option")
        else:
            self.each("issue", terms, self.case.issues)

    def pattern(
        self, pattern: Mapping[str, Iterable[str]], path: str, *, bounded: bool = False
    ) -> None:
        """A pattern names at least one issue, its options once each.

        ``bounded`` patterns become tables of the engine and name at most four issues.
        """
        if not pattern:
            self.add(path, "this pattern is empty, so it matches all. Name an issue and options.")
        for issue, options in pattern.items():
            if not self.issue(issue):
                continue
            seen: set[str] = set()
            for option in options:
                if self.option(issue, option) and option in seen:
                    self.problems.add(option, f'"{option}" stands twice here. Keep one of them.')
                seen.add(option)
        if bounded:
            self.together(pattern, path)

    def together(self, issues: Iterable[str], path: str, where: str = "here") -> None:
        """At most four issues may be looked at together; ``where`` says what names them."""
        named = list(dict.fromkeys(issues))
        if len(named) > MOST_TOGETHER:
            self.add(
                path,
                f"{len(named)} issues are named together {where}: {choices(named)}. "
                f"Possible are at most {MOST_TOGETHER}; leave some out, or join two issues in one.",
            )
        else:
            self.cells_of(named, path, where, MOST_CELLS)

    def cells_of(self, issues: Iterable[str], path: str, where: str, most: int) -> None:
        """Some issues may have only so many combinations of options together."""
        named = [issue for issue in dict.fromkeys(issues) if issue in self.case.issues]
        cells = math.prod(len(self.case.issues[issue].options) for issue in named)
        if cells > most:
            self.add(
                path,
                f"the issues named together {where} have {cells:,} combinations of options; "
                f"possible are at most {most:,}. Name fewer issues, or join options.",
            )

    def states(self, factor: str, given: Iterable[str]) -> bool:
        """Whether a factor exists, and all these states of it."""
        if not self.known("factor", factor, self.case.factors):
            return False
        return self.each(f"state of {factor}", given, self.case.factors[factor].states)

    def cells(self, cells: Mapping[str, Mapping[str, object]]) -> bool:
        """Whether the factors of ``shifts``, ``odds`` or ``belief_odds`` and their states exist."""
        # No all(): every unknown name is to be noted, not only the first.
        return sum(not self.states(factor, given) for factor, given in cells.items()) == 0

    def one_number(self, number: Uncertain, what: str) -> bool:
        """Whether a number is no range; ``what`` names it in a sentence."""
        spread = number.value
        if spread.certain:
            return bool(spread.exact)
        self.problems.add(
            spread.text,
            f'"{spread.text}" is a range; {what} is one number. '
            f"Write one such as {spread.median:.2g}.",
        )
        return False

    def by_as_of(self, date: str) -> bool:
        """Whether a date may be known to the case; else a problem is noted at the date."""
        given, today = span(date), span(self.case.as_of)
        if given is None or today is None or given[0] <= today[1]:
            return True
        self.problems.add(
            date,
            f"{date} is after the case's as_of {self.case.as_of}. Nothing later is known to it: "
            "leave this out, or set a later as_of.",
        )
        return False

    def sole(self, path: str, keys: Mapping[str, object], needed: str) -> bool:
        """Whether exactly one of these keys is written; ``needed`` says so in words."""
        written = [key for key, value in keys.items() if value is not None]
        if len(written) == 1:
            return True
        if written:
            all_ = "both" if len(keys) == 2 else choices(written)
            self.add(f"{path}.{written[1]}", f"{needed}; here stand {all_}. Keep one of them.")
        else:
            nothing = "neither" if len(keys) == 2 else "none"
            self.add(path, f"{needed}; here stands {nothing}. Add one of them.")
        return False

    def party_with_preferences(self, party: str, what: str) -> bool:
        """Whether a party exists and has preferences; ``what`` needs them."""
        if not self.known("party", party, self.case.parties):
            return False
        if party in self.case.preferences:
            return True
        self.problems.add(
            party, f"{party} has no preferences, which {what} need. Add preferences.{party}."
        )
        return False
