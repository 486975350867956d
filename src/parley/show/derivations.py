"""Explanations for a terminal: every sum with its parts, each with its line and its reason."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parley.show.terminal import WIDTH

AMOUNT = 20
"""Characters for an amount: whole nano-units, so that the sum can be checked by hand."""
Explained = Mapping[str, Any]


def explanation_text(found: Explained) -> str:
    """What `parley explain` prints."""
    notes = _Notes(found)
    body = {"package": _package, "finding": _finding, "quantity": _quantity}[found["kind"]]
    return "\n".join([*body(found, notes), *notes.lines()])


@dataclass
class _Notes:
    """Reasons by number, as they come up, so that each is written once."""

    found: Explained
    known: dict[tuple[str, tuple[str, ...], str, str], int] = field(default_factory=dict)

    def line(self, entry: Explained) -> str:
        """``file:line``."""
        return f"{self.found['file']}:{entry['line']}"

    def place(self, entry: Explained) -> str:
        """``file:line`` and the number of the reason."""
        reason = (
            entry["evidence"],
            tuple(entry["sources"]),
            entry["judgement"] or "",
            entry["note"] or "",
        )
        number = self.known.setdefault(reason, len(self.known) + 1)
        return f"{self.line(entry)} [{number}]"

    def lines(self) -> list[str]:
        """The reasons, then the sources that they name."""
        if not self.known:
            return []
        lines = ["", "What it rests on"]
        cited: dict[str, None] = {}
        for (kind, sources, judgement, note), number in self.known.items():
            words = [judgement, note, f"Sources: {', '.join(sources)}." if sources else ""]
            said = " ".join(filter(None, words)) or "No reason is given."
            lines += _wrapped(f"[{number}] {kind}: {said}", "  ", "      ")
            cited |= dict.fromkeys(sources)
        for key in cited:
            source = self.found["sources"].get(key, {})
            lines += _wrapped(f"{key}: {', '.join(source.values())}", "  ", "      ")
        return lines


def _package(found: Explained, notes: _Notes) -> list[str]:
    reading = "the central draw" if found["draw"] == "central" else f"draw {found['draw']}"
    letter = f" ({found['label']})" if found["label"] else ""
    lines = [f"Package {found['code']}{letter} of “{found['case']}” in {reading}"]
    lines += _wrapped(found["terms"], "  ", "  ")
    if found["breaks"]:
        lines += ["", "feasible: it breaks a rule, so it is no deal, whatever follows."]
        for rule in found["breaks"]:
            words = f"{rule['rule']}: {rule['because']} {notes.place(rule)}"
            lines += _wrapped(words, "  ", "    ")
    else:
        lines += ["", "feasible: it breaks no rule."]
    for stage in found["stages"]:
        verdict = "every condition holds" if stage["passes"] else "some condition fails"
        lines += ["", f"{stage['stage']}: {verdict}."]
        for condition in stage["conditions"]:
            lines += ["", *_condition(condition, notes)]
    return lines


def _condition(found: Explained, notes: _Notes) -> list[str]:
    head = f"{found['condition']}  {found['sentence']}:"
    if not found["asked"]:
        return _wrapped(f"{head} not asked of this package.", "  ", "    ")
    verdict = "holds" if found["holds"] else "fails"
    if found["never"]:
        measure = "fails without measure: no consequence ever follows"
    elif found["unit"] == "crossed":
        measure = "not crossed" if found["holds"] else "crossed"
    else:
        measure = f"{verdict}, margin {_amount(found['margin'])} {found['unit']}"
    lines = _wrapped(f"{head} {measure}", "  ", "    ")
    if found["binds"]:
        lines += _wrapped(f"Counted here: {found['binds']}.", "    ", "    ")
    for part in found["parts"]:
        lines += _part(part, notes, in_units=found["unit"] != "crossed")
    if found["unit"] != "crossed" and not found["never"]:
        lines.append(f"{'= ' + _amount(found['margin']):>{AMOUNT}}")
    return lines


def _part(part: Explained, notes: _Notes, *, in_units: bool) -> list[str]:
    amount = "never" if part["never"] else _amount(part["amount"])
    if not in_units:
        amount = "real" if part["amount"] else "-"
    lines = _row(amount, part["about"], notes.place(part))
    made = "; ".join(_number(number) for number in part["numbers"])
    for words in (made, part["remark"]):
        lines += _wrapped(words, " " * (AMOUNT + 4), " " * (AMOUNT + 4)) if words else []
    for below in part["parts"]:
        numbers = "; ".join(_number(number) for number in below["numbers"])
        words = f"{below['amount']:+.6f}  {below['about']}{f' ({numbers})' if numbers else ''}"
        lines += _wrapped(words, " " * (AMOUNT + 6), " " * (AMOUNT + 17))
    return lines


def _row(amount: str, about: str, place: str) -> list[str]:
    """One line, or the place on a line of its own where both do not fit."""
    first = f"{amount:>{AMOUNT}}  "
    if len(first) + len(about) + 2 + len(place) <= WIDTH:
        return _beside(f"{first}{about}", place)
    return [*_wrapped(about, first, " " * (AMOUNT + 4)), f"{place:>{WIDTH}}"]


def _beside(words: str, place: str) -> list[str]:
    if len(words) + 2 + len(place) > WIDTH:
        return [words, f"{place:>{WIDTH}}"]
    return [f"{words}{place:>{WIDTH - len(words)}}"]


def _amount(value: float) -> str:
    return f"{value:.9f}"


def _number(number: Explained) -> str:
    return f"{number['about']} {'never' if number['never'] else _short(number['value'])}"


def _short(value: float) -> str:
    return f"{value:.6g}"


def _finding(found: Explained, notes: _Notes) -> list[str]:
    lines = [
        f"Finding {found['id']} of “{found['case']}”",
        *_wrapped(found["sentence"], "  ", "  "),
    ]
    if found["figures"]:
        lines += ["", "Figures"]
        for figure in found["figures"]:
            ends = (
                ""
                if figure["low"] is None
                else f", {_short(figure['low'])} to {_short(figure['high'])}"
            )
            n = "" if figure["n"] is None else f", n = {figure['n']:,}"
            lines.append(
                f"  {figure['name']}: {_short(figure['value'])} ({figure['unit']}{ends}{n})"
            )
    lines += ["", f"Its table has {found['rows']} rows: findings/{found['id']}.parquet."]
    if found["cut"]:
        lines += _wrapped(found["cut"], "  ", "  ")
    lines += ["", "Parts of the case that it depends on"]
    if not found["rests_on"]:
        lines.append("  It names none: it depends on the case as a whole.")
    for rests in found["rests_on"]:
        counts = ", ".join(f"{number} {kind}" for kind, number in rests["quantities"].items())
        words = f"  {rests['path']}{f': {counts}' if counts else ''}"
        where = notes.place(rests) if rests["one_reason"] else notes.line(rests)
        lines += _beside(words, where)
    return lines


def _quantity(found: Explained, notes: _Notes) -> list[str]:
    lines = [
        f"Quantity {found['path']} of “{found['case']}”",
        *_wrapped(str(found["what"]), "  ", "  "),
        *_wrapped(f"written: {found['written']}   {notes.place(found)}", "  ", "    "),
        "",
        "Over the draws",
    ]
    for column in found["drawn"]:
        lines += _wrapped(f"{column['column']}: {_spread(column)}", "  ", "    ")
    if not found["drawn"]:
        lines.append("  It is used as it is written, and not drawn.")
    lines += ["", *_listed("Conditions that read it", found["conditions"], "condition", "sentence")]
    if found["levers"]:
        lines += ["", *_listed("Levers that change it", found["levers"], "lever", "title")]
    lines += ["", "What the answer owes to it"]
    rows = [(name, row) for name, rows in found["tipping"].items() for row in rows]
    if not rows and not found["drawn"]:
        lines.append("  That is not told for what is not drawn.")
    elif not rows:
        lines.append("  It was not looked at: parley tipping RUN --path asks for it.")
    for name, row in rows:
        words = ", ".join(f"{key} {_cell(cell)}" for key, cell in row.items() if cell is not None)
        lines += _wrapped(f"tipping.{name}: {words}", "  ", "    ")
    if found["findings"]:
        lines += ["", *_wrapped(f"Findings that name it: {', '.join(found['findings'])}", "", "  ")]
    return lines


def _spread(column: Explained) -> str:
    if "states" in column:
        said = ", ".join(f"{state} {_short(share)}" for state, share in column["states"].items())
        return f"{said} (shares of {column['n']:,} draws)"
    if column.get("never"):
        return "never"
    ends = ", ".join(f"{words} {_short(column[end])}" for end, words in SPREAD)
    return f"{ends} ({column['n']:,} draws)"


SPREAD = (("low", "10 %"), ("median", "50 %"), ("high", "90 %"))


def _cell(cell: Any) -> str:
    return _short(cell) if isinstance(cell, float) else str(cell)


def _listed(title: str, rows: Sequence[Explained], key: str, words: str) -> list[str]:
    lines = [title] if rows else [f"{title}: none"]
    for row in rows:
        lines += _wrapped(f"{row[key]}  {row[words]}", "  ", "    ")
    return lines


def _wrapped(words: str, first: str, then: str) -> list[str]:
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_on_hyphens=False,
    )
