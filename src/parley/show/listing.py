"""Findings for a terminal: a sentence, then its table as far as a hundred characters go."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from parley.analysis.finding import Cell, Column, Finding
from parley.show.terminal import WIDTH
from parley.show.words import hundredths, span

MOST_ROWS = 30
LEAST_TEXT = 14
"""Characters that a column of text needs; where there is no room for all, rows are stacked."""
GAP = "  "
ENDS = ("low", "high")
BESIDE_WORDS = ("key", "kind", "holder", "path", "name")
"""What words say better; the name is put before them."""
ELSEWHERE = {
    "levers.effects": (
        "body_title",
        "reply_title",
        "reply_owner_name",
        "reply_chance",
        "reply_change",
    )
}
"""Columns for which a line has no room; the data and the briefing have them."""


def listing_text(findings: Sequence[Finding]) -> str:
    """Several findings, one after the other."""
    return "\n\n".join("\n".join(listing(finding)) for finding in findings)


def listing(finding: Finding) -> list[str]:
    """One finding: its name, sentence and table, and what a limit left out."""
    lines = [finding.id, *textwrap.wrap(finding.sentence, WIDTH)]
    if finding.rows:
        folded = [_Folded.of(finding, column) for column in _shown(finding)]
        same = [f"{each.head} {each.cells[0]}" for each in folded if each.is_the_same]
        varied = [each for each in folded if not each.is_the_same] or folded
        notes = ["shares in readings of 100"] if any(each.is_share for each in folded) else []
        if same or notes:
            lines += textwrap.wrap(f"({'; '.join([*notes, *same])})", WIDTH)
        lines += ["", *_table(varied)]
        more = len(finding.rows) - MOST_ROWS
        if more > 0:
            lines.append(f"... and {more} more rows in findings/{finding.id}.parquet")
    return [*lines, *(textwrap.wrap(finding.cut, WIDTH) if finding.cut else [])]


def _shown(finding: Finding) -> list[Column]:
    """Columns worth a reader's line: no key that has a name beside it, no end of an interval."""
    names = {column.name for column in finding.columns}

    def is_said(name: str) -> bool:
        stem, _, end = name.rpartition("_")
        named = {f"{name}{end}" for end in ("_name", "_title")} | {f"{name[:-1]}_names"}
        return bool(
            named & names
            or (end in ENDS and stem in names)
            or (end in BESIDE_WORDS and f"{stem}_words" in names)
            or (name in ("key", "keys", "kind", "path") and "words" in names)
            or (name == "what" and "path" in names)
            or (name == "lever" and "title" in names)
            or (name == "holder_names" and "words" in names)
            or name in ELSEWHERE.get(finding.id, ())
        )

    return [
        column
        for place, column in enumerate(finding.columns)
        if not is_said(column.name) and any(row[place] not in (None, "") for row in finding.rows)
    ]


@dataclass(frozen=True)
class _Folded:
    """A column as text, its interval in brackets."""

    head: str
    cells: tuple[str, ...]
    is_text: bool
    is_share: bool

    @classmethod
    def of(cls, finding: Finding, column: Column) -> _Folded:
        low, high = f"{column.name}_low", f"{column.name}_high"
        records = finding.records()
        name = column.name.replace("_words", "_name")
        has_name = name != column.name and name in records[0]
        cells = tuple(
            f"{record[name] or ''} {record[column.name] or ''}".strip()
            if has_name
            else _cell(column, record[column.name], record.get(low), record.get(high))
            for record in records[:MOST_ROWS]
        )
        is_text = column.kind == "text"
        return cls(_words(column.name), cells, is_text, column.kind == "share")

    @property
    def is_the_same(self) -> bool:
        """Whether every row says the same, so that once is enough."""
        return not self.is_text and len(self.cells) > 1 and len(set(self.cells)) == 1

    @property
    def width(self) -> int:
        """Characters of its longest cell."""
        return max(map(len, (self.head, *self.cells)))


def _words(name: str) -> str:
    for end in ("_name", "_names", "_title", "_titles", "_words"):
        name = name.removesuffix(end)
    return name.replace("_", " ")


def _cell(column: Column, cell: Cell, low: Cell, high: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, str):
        return cell
    ends = not isinstance(low, str | None) and not isinstance(high, str | None)
    if column.kind == "share":
        between = f" ({span(float(low or 0), float(high or 0))})" if ends else ""
        return f"{_of_100(float(cell))}{between}"
    if column.kind == "count":
        return str(cell)
    between = f" ({_plain(float(low or 0))} to {_plain(float(high or 0))})" if ends else ""
    return f"{_plain(float(cell))}{between}"


def _plain(number: float) -> str:
    """A number with two decimals at most."""
    digits = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def _of_100(share: float) -> str:
    """A share, or a change of one, out of 100."""
    return hundredths(share) if share >= 0 else f"-{hundredths(-share)}"


def _table(columns: Sequence[_Folded]) -> list[str]:
    room = WIDTH - len(GAP) * (len(columns) - 1)
    widths = _widths(columns, room)
    if widths is None:
        return _stacked(columns)
    lines = _row([column.head for column in columns], columns, widths)
    lines.append(GAP.join("-" * width for width in widths))
    for cells in zip(*(column.cells for column in columns), strict=True):
        lines += _row(cells, columns, widths)
    return lines


def _widths(columns: Sequence[_Folded], room: int) -> list[int] | None:
    """Numbers in full, texts as wide as there is room; None where there is not."""
    widths = [column.width for column in columns]
    texts = [place for place, column in enumerate(columns) if column.is_text]
    while sum(widths) > room:
        widest = max(texts, key=lambda place: widths[place], default=None)
        if widest is None or widths[widest] <= LEAST_TEXT:
            return None
        widths[widest] -= 1
    return widths


def _row(cells: Sequence[str], columns: Sequence[_Folded], widths: Sequence[int]) -> list[str]:
    """A row of as many lines as its longest text needs."""
    pieces = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for line in range(max(map(len, pieces))):
        parts = [
            f"{piece[line] if line < len(piece) else '':{'<' if column.is_text else '>'}{width}}"
            for piece, column, width in zip(pieces, columns, widths, strict=True)
        ]
        lines.append(GAP.join(parts).rstrip())
    return lines


def _stacked(columns: Sequence[_Folded]) -> list[str]:
    """Row by row, what each column says."""
    lines = []
    for row in range(len(columns[0].cells)):
        said = [f"{column.head} {column.cells[row]}" for column in columns if column.cells[row]]
        lines += textwrap.wrap(
            f"- {'; '.join(said)}", WIDTH, subsequent_indent=GAP, break_on_hyphens=False
        )
    return lines
