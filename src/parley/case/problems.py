"""What is wrong in a case file, said so that the analyst can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

MOST_PROBLEMS = 200
"""Nobody reads more before mending the first."""
MOST_SEARCHED = 2_000
MOST_LETTERS = 400
"""Of a name that is searched: a longer one is no slip of the pen."""


class Text(str):
    """A piece of the case file that knows where it stands.

    A plain ``str`` everywhere else: it hashes and compares like one, so that keys of a case can be
    used as ordinary names, and still say ``file:line:column`` when something about them is wrong.
    """

    __slots__ = ("column", "line", "quoted", "wrapped")
    line: int
    column: int
    quoted: bool
    wrapped: bool

    def __new__(
        cls,
        text: str,
        line: int = 1,
        column: int = 1,
        quoted: bool = False,
        wrapped: bool = False,
    ) -> Text:
        """``line`` and ``column`` count from 1; ``wrapped`` text runs over several lines."""
        self = super().__new__(cls, text)
        self.line, self.column = line, column
        self.quoted, self.wrapped = quoted, wrapped
        return self

    def part(self, start: int, text: str) -> Text:
        """A word of this text, ``start`` characters in, at its own column.

        A word of wrapped text stands where the text starts: its own line is not known.
        """
        if self.wrapped:
            return Text(text, self.line, self.column)
        shift = start + (1 if self.quoted else 0)
        return Text(text, self.line, self.column + shift)


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, where, and how to mend it."""

    line: int
    column: int
    message: str

    @classmethod
    def at(cls, where: object, message: str) -> Problem:
        """At a :class:`Text`; anything else stands for the whole file."""
        message = legible(message)
        if isinstance(where, Text):
            return cls(where.line, where.column, message)
        return cls(1, 1, message)


@dataclass
class Problems:
    """Collects every problem of a file, so that one report names them all."""

    found: list[Problem] = field(default_factory=list)
    _known: set[Problem] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Whether enough is found: nobody reads more, and a hostile file must not cost hours."""
        return len(self.found) > MOST_PROBLEMS

    def add(self, where: object, message: str) -> None:
        """Note a problem at a piece of text; the same one is noted once."""
        if self.full:
            return
        problem = Problem.at(where, message)
        if problem in self._known:
            return
        if len(self.found) == MOST_PROBLEMS:
            message = f"there are more than {MOST_PROBLEMS} problems. Mend those before this first."
            problem = Problem.at(where, message)
        self._known.add(problem)
        self.found.append(problem)


class CaseError(ValueError):
    """A case file that cannot be used; its text is the whole report.

    Parameters
    ----------
    file
        Name of the file as the analyst gave it.
    problems
        At least one, in any order.
    """

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems))
        super().__init__(
            "\n".join(f"{file}:{p.line}:{p.column}: {p.message}" for p in self.problems)
        )

    def __reduce__(self) -> tuple[type[CaseError], tuple[str, tuple[Problem, ...]]]:
        # A worker may be the one who finds it.
        return type(self), (self.file, self.problems)


def choices(names: Iterable[str], limit: int = 15) -> str:
    """The possible names as a readable list, cut by name when there are many.

    >>> choices(["river", "ridge"])
    'river, ridge'
    """
    known = list(names)
    if not known:
        return "none"
    shown = ", ".join(map(shorten, known[:limit]))
    return shown if len(known) <= limit else f"{shown} and {len(known) - limit} more"


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """A sentence on a name that does not exist, with what does and the likely intention.

    >>> unknown("option", "rivr", ["river", "ridge"])
    'unknown option "rivr". Possible: river, ridge. Did you mean "river"?'
    """
    names = list(known)
    # Searching many thousands of names for a likely one takes seconds for each mistake.
    close = difflib.get_close_matches(name[:MOST_LETTERS], names[:MOST_SEARCHED], n=1, cutoff=0.6)
    hint = f' Did you mean "{shorten(close[0])}"?' if close else ""
    return f'unknown {what} "{shorten(name)}". Possible: {choices(names)}.{hint}'


def legible(message: str) -> str:
    r"""A message as one line whose every character shows, whatever text of the file it repeats.

    >>> legible("no key called\na\x07.")
    'no key called a\\x07.'
    """
    line = " ".join(message.split())
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line)


def shorten(text: str, limit: int = 60) -> str:
    """A text as it can stand in one line of a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 3] + "..."
