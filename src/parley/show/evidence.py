"""What the figures rest on: judgements with the numbers they cover, sources with links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from parley.case.dates import in_words
from parley.case.schema import Case
from parley.show.records import Findings, Record, grouped, known, text

OF_PARTIES = {
    "penalties": "What the consequences of a breach would cost",
    "later": "How far the no-deal value would move later for",
}
"""Sections that are written party by party."""


@dataclass(frozen=True)
class Reason:
    """One judgement with the numbers that rest on it."""

    kind: str
    judgement: str
    note: str
    sources: tuple[str, ...]
    numbers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Part:
    """A part of the case: a party, or a section of the file."""

    title: str
    count: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Source:
    """A source as it is listed; ``url`` is empty unless it may become a link."""

    id: str
    title: str
    about: str
    url: str
    address: str
    uses: int


def parts(findings: Findings, case: Case) -> tuple[Part, ...]:
    """Every quantity, by part of the case, under the judgement that covers it."""
    found = []
    groups: dict[str, list[Record]] = {}
    for row in findings.rows("evidence.quantities"):
        groups.setdefault(_part(case, text(row, "path")), []).append(row)
    for title, rows in groups.items():
        found.append(Part(title, len(rows), _reasons(rows)))
    return tuple(found)


def _part(case: Case, path: str) -> str:
    first, _, rest = path.partition(".")
    key = rest.partition(".")[0]
    if first == "preferences" and key in case.parties:
        return f"What {case.parties[key].name} wants, expects and rules out"
    titles = {
        "factors": "What is outside the talks",
        "ends": "How it may end without a deal",
        "blocks": "Who else could stop what",
        "commitments": "What breaking its word would bring whom",
        "response": "When a breach would have consequences",
        "bodies": "Who must approve a deal",
        "levers": "What somebody could do",
        "cross_impacts": "How factors hang together",
        "futures": "How futures are weighed",
        "timeline": "How fast things move",
        "indicators": "What to watch",
    }
    if first in OF_PARTIES and key in case.parties:
        return f"{OF_PARTIES[first]} {case.parties[key].name}"
    return titles.get(first, first.replace("_", " ").capitalize())


def _reasons(rows: Sequence[Record]) -> tuple[Reason, ...]:
    """Numbers with the same judgement, note and sources stand together, in case order."""
    covered: dict[tuple[str, str, str, str], list[Record]] = {}
    for row in rows:
        key = (text(row, "kind"), text(row, "judgement"), text(row, "note"), text(row, "sources"))
        covered.setdefault(key, []).append(row)
    return tuple(
        Reason(
            kind,
            judgement,
            note,
            tuple(each for each in sources.split(", ") if each),
            tuple(
                (text(row, "path"), _short(text(row, "what")), text(row, "written")) for row in mine
            ),
        )
        for (kind, judgement, note, sources), mine in covered.items()
    )


def _short(what: str) -> str:
    """The words of a path without those that the part already says."""
    words = what.split(" / ")
    if words[0] == "preferences":
        words = words[2:]
    elif len(words) > 1:
        words = words[1:]
    return ", ".join(words)


def sources(findings: Findings) -> tuple[Source, ...]:
    """Every source; only web addresses become links."""
    return tuple(
        Source(
            text(row, "id"),
            text(row, "title"),
            ", ".join(
                each for each in (text(row, "publisher"), date_or_text(text(row, "date"))) if each
            ),
            safe_url(text(row, "url")),
            text(row, "url"),
            int(known(row, "uses")),
        )
        for row in findings.rows("evidence.sources")
    )


def date_or_text(written: str) -> str:
    """A date in words, or what stands in its place.

    >>> date_or_text("2024-11-29"), date_or_text("spring")
    ('29 November 2024', 'spring')
    """
    pieces = written.split("-")
    is_date = all(piece.isdigit() for piece in pieces) and len(pieces) <= 3
    if is_date and len(pieces) > 1 and not 1 <= int(pieces[1]) <= 12:
        return written
    return in_words(written) if is_date else written


def safe_url(url: str) -> str:
    """The address, if a browser may be sent there.

    >>> safe_url("https://example.org/3"), safe_url("javascript:alert(1)"), safe_url("//x")
    ('https://example.org/3', '', '')
    """
    try:
        found = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if found.scheme in ("http", "https") and found.netloc else ""


def by_kind(findings: Findings) -> dict[str, int]:
    """How many quantities are sourced, judged and assumed."""
    return {
        text(rows[0], "kind"): int(known(rows[0], "count"))
        for rows in grouped(findings.rows("evidence.counts"), "kind").values()
    }
