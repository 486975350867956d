"""What the commands print: short lines, aligned tables."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from parley.analysis.wording import DOES, does, in_words
from parley.case.schema import Case
from parley.engine.counting import Number

WIDTH = 100
TITLE, PARTY = 42, 19
"""Characters for the title of a package, and for each party."""


def deals_text(case: Case, found: Mapping[str, Any]) -> str:
    """The central draw for a terminal."""
    lines = [
        f"{found['case']}, as of {found['as_of']}: the central draw",
        f"{found['packages']:,} packages; {found['feasible']:,} break no rule; "
        f"{_by_stage(found)}; {found['efficient_count']:,} of these are efficient.",
        "",
        "Worth at signature, on each party's own scale; in brackets what it gains over no deal.",
    ]
    rows = [
        *(("no deal", {"values": found["no_deal"], "gains": {}}),),
        *((item["title"], item) for item in found["references"] if item["package"] is not None),
        *((f"point: {item['solution']}", item) for item in found["points"]),
        *((f"efficient {item['code']}", item) for item in found["efficient"][:10]),
    ]
    lines += _values(case, rows)
    absent = [item["title"] for item in found["references"] if item["package"] is None]
    lines += [f"{title}: the case gives no terms." for title in absent]
    for item in found["references"]:
        if item["package"] is not None:
            lines += ["", *_standing(case, item, _stages(found))]
    if found["points"]:
        lines += ["", "Terms of the first bargaining point:"]
        package = found["points"][0]["package"]
        lines += [
            f"  {case.issues[issue].title}: {case.issues[issue].options[option].title}"
            for issue, option in package.items()
        ]
    lines += [f"The central draw contradicts {path}." for path in found["contradicts"]]
    lines += list(found["cut"])
    return wrapped(lines)


def _by_stage(found: Mapping[str, Any]) -> str:
    """How many packages get through each stage."""
    return ", of these ".join(
        f"{in_words(Number(found[stage], **found['counted'][stage]))} {DOES[stage]}"
        for stage in _stages(found)
    )


def _stages(found: Mapping[str, Any]) -> list[str]:
    return [stage for stage in DOES if stage in found]


def _standing(case: Case, item: Mapping[str, Any], stages: Sequence[str]) -> list[str]:
    """A reference against the conditions."""
    broken = [str(case.rules[key].because or key) for key in item["breaks"]]
    faults = [f"a rule: {words}" for words in broken] + [f"not so: {w}" for w in item["fails"]]
    if not faults:
        return [f"{item['title']} {does(stages)}."]
    return [f"{item['title']} does not pass.", *(f"  {fault}" for fault in faults)]


def _values(case: Case, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """What packages are worth, as many parties abreast as there is room for."""
    parties = list(rows[0][1]["values"])
    abreast = (WIDTH - TITLE) // PARTY
    return [
        line
        for start in range(0, len(parties), abreast)
        for line in _values_of(case, parties[start : start + abreast], rows)
    ]


def _values_of(
    case: Case, parties: Sequence[str], rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> list[str]:
    names = [_cut(str(case.parties[party].name), PARTY - 1) for party in parties]
    lines = [f"{'':<{TITLE}}" + "".join(f"{name:>{PARTY}}" for name in names)]
    for title, item in rows:
        cells = []
        for party in parties:
            gain = item["gains"].get(party)
            value = f"{item['values'][party]:.1f}"
            cells.append(value if gain is None else f"{value} ({gain:+.1f})")
        shown = _cut(title, TITLE - 1)
        lines.append(f"{shown:<{TITLE}}" + "".join(f"{cell:>{PARTY}}" for cell in cells))
    return lines


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def wrapped(lines: Sequence[str]) -> str:
    """Lines of at most a hundred characters."""
    folded = [
        textwrap.wrap(line, WIDTH, subsequent_indent="  ") if len(line) > WIDTH else [line]
        for line in lines
    ]
    return "\n".join(piece for pieces in folded for piece in pieces)
