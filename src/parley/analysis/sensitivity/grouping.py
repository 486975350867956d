"""The judgements of a case in groups, each of which can be drawn anew by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parley.case.schema import Case, Factor, Group, RedLine, Uncertain
from parley.conditions.ratification import title as body_title
from parley.conditions.words import as_words, describe
from parley.draws import FUTURES, Book, Draws, reread, states_of
from parley.numbers import single

UNMOVING = ("levers", "timeline")
"""Sections whose numbers no answer about packages depends on."""
PARTS = {
    "factors": 2,
    "ends": 2,
    "commitments": 2,
    "response": 2,
    "penalties": 2,
    "later": 2,
    "bodies": 2,
    "blocks": 4,
}
"""By section: how many parts of a path name its group."""
WITHIN_PREFERENCES = {
    "weights": "weights",
    "values": "values",
    "extras": "extras",
    "no_deal": "no_deal",
    "discount": "no_deal",
    "risk": "risk",
    "hardness": "hardness",
    "red_lines": "line",
    "statements": "statements",
}
"""By entry of a party's preferences: the kind of its group."""
WITH_LUCK = ("line", "hardness", "block")
"""Kinds that are about what may or may not be real."""
ONE_EACH = ("values", "line")
"""Kinds of which each issue, or each line, is a group."""


@dataclass(frozen=True)
class Judgements:
    """Some judgements that are drawn anew together.

    Attributes
    ----------
    key
        Path of what holds them; ``futures`` for the factors that hang together.
    kind
        ``factor``, ``futures``, ``weights``, ``values``, ``extras``, ``no_deal``, ``risk``,
        ``line``, ``hardness``, ``statements``, ``block``, ``end``, ``commitment``, ``response``,
        ``penalties``, ``later`` or ``body``.
    holder
        Key of the party whose they are; None: nobody's.
    streams
        Their random numbers.
    factors
        Keys of the factors whose states they decide.
    luck
        Those of its streams that decide whether a red line or a block is real.
    is_open
        Something in it is not the same in every draw.
    """

    key: str
    kind: str
    holder: str | None
    title: str
    streams: tuple[str, ...]
    factors: tuple[str, ...]
    luck: tuple[str, ...]
    is_open: bool


def home_of(book: Book, path: str) -> str | None:
    """The key of the group in which a stream or a quantity stands; None: it is in none.

    Raises
    ------
    KeyError
        It is of a section that says nothing of groups.
    """
    section, *parts = path.split(".")
    if section in UNMOVING:
        return None
    if section == FUTURES or (section == "factors" and parts[0] in _joint(book)):
        return FUTURES
    if section != "preferences":
        return ".".join([section, *parts][: PARTS[section]])
    party, entry, *below = parts
    home = f"{section}.{party}"
    kind = WITHIN_PREFERENCES[entry]
    if kind in ONE_EACH and below:
        return f"{home}.{entry}.{below[0]}"
    # The common luck of red lines decides only what their hardness lets it decide.
    return f"{home}.hardness" if kind == "line" else f"{home}.{kind}"


def judgements(book: Book) -> tuple[Judgements, ...]:
    """All groups of a case; every stream but those of levers and the timeline is in one."""
    by_home: dict[str, list[str]] = {}
    fixed = _certain(book)
    for stream in book.streams:
        home = home_of(book, stream)
        if home is not None:
            by_home.setdefault(home, []).append(stream)
    return tuple(_group(book, key, streams, fixed) for key, streams in by_home.items())


def anew(book: Book, draws: Draws, group: Judgements) -> Draws:
    """The same draws with one group drawn anew: each takes it from the next draw, the last from
    the first.

    All else stays, attempts included: what is drawn anew may contradict a statement.
    """
    luck = {
        stream: np.roll(draws.uniforms[stream], -1, axis=1)
        for stream in group.streams
        if stream in draws.uniforms
    }
    states = states_of(book, {**draws.uniforms, **luck}) if group.factors else {}
    return reread(book, draws, luck, {factor: states[factor] for factor in group.factors})


def _joint(book: Book) -> tuple[str, ...]:
    return () if book.joint is None else book.joint.factors


def _group(book: Book, key: str, streams: list[str], fixed: set[str]) -> Judgements:
    case = book.case
    section, *parts = key.split(".")
    kind, holder, title = _about(case, section, parts)
    factors: tuple[str, ...] = ()
    if section == FUTURES:
        factors = _joint(book)
        title = f"The {len(factors)} factors that hang together"
    elif section == "factors":
        factors = (parts[0],)
    written = _numbers(book)
    luck = tuple(s for s in streams if kind in WITH_LUCK and s not in written and s not in fixed)
    is_open = not fixed.issuperset(streams)
    return Judgements(key, kind, holder, title, tuple(streams), factors, luck, is_open)


def _about(case: Case, section: str, parts: list[str]) -> tuple[str, str | None, str]:
    """Kind, holder and title of a group."""
    name = parts[0] if parts else ""
    if section == FUTURES:
        return FUTURES, None, ""
    if section == "factors":
        return "factor", None, str(case.factors[name].title)
    if section == "ends":
        return "end", None, f"What is lost in the end: {case.ends[name].title}"
    if section == "response":
        return section, None, f"How soon a breach is {'seen' if name == 'seen' else 'acted upon'}"
    if section == "bodies":
        return "body", str(case.bodies[name].party), body_title(case, name)
    if section == "commitments":
        holder = str(case.commitments[name].party)
        return "commitment", holder, f"{case.parties[holder].name}: to {as_words(name)}"
    if section == "blocks":
        holder = str(case.blocks[name].party)
        issue = case.issues[parts[2]].title
        words = f"{case.parties[holder].name}: block on {issue} ({as_words(name)})"
        return "block", holder, words
    holder = name
    kind = section if section != "preferences" else WITHIN_PREFERENCES[parts[1]]
    words = _of_party(case, holder, kind, parts[2] if len(parts) > 2 else "")
    return kind, holder, f"{case.parties[holder].name}: {words}"


def _of_party(case: Case, party: str, kind: str, name: str) -> str:
    if kind == "values":
        return f"values on {case.issues[name].title}"
    if kind == "line":
        return f"red line on {_subject(case, name, case.preferences[party].red_lines[name])}"
    return {
        "weights": "weights of the issues",
        "extras": "points for combinations",
        "no_deal": "no-deal value",
        "risk": "fear of a breach",
        "hardness": "how hard its red lines are, taken together",
        "statements": "whether what it has said is meant",
        "penalties": "what a breach costs it",
        "later": "how far its no-deal value will have moved",
    }[kind]


def _subject(case: Case, name: str, line: RedLine) -> str:
    is_floor = line.floor is not None
    return str(case.issues[name].title) if is_floor else describe(case, line.never or {})


def certain_numbers(book: Book) -> set[str]:
    """Paths of single numbers that are no range as written."""
    return {path for path, number in _numbers(book).items() if number.value.certain}


def _numbers(book: Book) -> dict[str, Uncertain]:
    """Every single number that is drawn, by path."""
    return {
        path: number
        for home, quantity in book.quantities.items()
        for path, number in single(home, quantity).items()
    }


def _certain(book: Book) -> set[str]:
    """Streams whose luck changes nothing, since what they decide is certain."""
    found = certain_numbers(book)
    for path, quantity in book.quantities.items():
        if isinstance(quantity, Group) and quantity.ranking and not book.streams[path]:
            found.add(path)
        if isinstance(quantity, Factor):
            possible = [state for state in quantity.states.values() if state.value.high > 0]
            # Its own probabilities do not choose the state of a factor that hangs together.
            if len(possible) == 1 or path.split(".")[1] in _joint(book):
                found.add(path)
    if book.joint is not None and len(book.joint.table) == 1:
        found.add(FUTURES)
    for party, preference in book.case.preferences.items():
        if preference.hardness is None:
            found.add(f"preferences.{party}.red_lines")
    return found
