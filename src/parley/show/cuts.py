"""What of the findings an audience is shown: bottom lines and red-line chances stay with the team.

The two kinds of number by which a party could be pressed are left out for everybody but the team
that made the case: what a party would settle for (its no-deal value, and any margin or concession
from which it follows), and how likely each of its red lines is real. Shares of draws stay, as they
are answers; so do the words of conflicts, levers and bodies. The public is not shown either what a
party values how highly, and how others would answer a lever.

In findings.json and the other tables of a run nothing is cut: they are the team's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from parley.analysis.finding import Cell, Column, Finding

AUDIENCES = ("team", "principals", "public")
TEAM, PRINCIPALS, PUBLIC = AUDIENCES
OTHERS = (PRINCIPALS, PUBLIC)
NAMES = {PRINCIPALS: "the principals", PUBLIC: "the public"}
LEFT_OUT = "Left out of this copy"
"""How the ``cut`` of a finding begins that lost something."""

CHANGED = r"(levers\.[^.]+\.(reply\.)?changes\.)?"
"""What a lever makes of a number says as much as the number itself."""
BOTTOM_LINES = re.compile(
    CHANGED
    + r"((preferences\.[^.]+|bodies\..+\.preferences)\.no_deal(\..+)?|ends\.[^.]+\.less|later\..+)"
)
RED_LINES = re.compile(
    CHANGED + r"(preferences\.[^.]+\.((red_lines|statements)\..+|hardness)|blocks\..+)"
)
WANTS = re.compile(
    CHANGED + r"(preferences\..+|bodies\..+\.preferences\..+|(commitments|penalties)\..+)"
)
REPLY = re.compile(r"levers\.[^.]+\.reply\..+")
IN_POINTS = re.compile(r"(accept|later|cheat):.+")
LINES = re.compile(r"(line|block):.+")

Record = Mapping[str, Cell]


BOTTOM = "no-deal values, and margins, gains and concessions from which they follow"
CHANCES = "how likely red lines and blocks are real, and statements meant"
VALUES = "what each party values how highly"
REPLIES = "replies to levers"


@dataclass(frozen=True)
class Cut:
    """What of one finding is left out for whom.

    Attributes
    ----------
    audiences
        For whom.
    what
        What is left out, in words.
    empty
        Columns of which the cells are emptied, ``*`` for any end of a name; without them, whole
        rows are left out.
    where
        Only rows in which this column matches; all rows without.
    sentence
        What is said instead, where the sentence has numbers of this kind; its figures go, too.
    """

    audiences: tuple[str, ...]
    what: str
    empty: tuple[str, ...] = ()
    where: tuple[str, re.Pattern[str]] | None = None
    sentence: str = ""

    def is_of(self, record: Record) -> bool:
        """Whether a row is concerned."""
        if self.where is None:
            return True
        column, pattern = self.where
        return pattern.fullmatch(str(record.get(column) or "")) is not None


ANSWERED = "What the answer owes to each quantity that may be shown is in the table."
BY_PATH = (
    Cut(OTHERS, BOTTOM, where=("path", BOTTOM_LINES), sentence=ANSWERED),
    Cut(OTHERS, CHANCES, where=("path", RED_LINES), sentence=ANSWERED),
    Cut((PUBLIC,), VALUES, where=("path", WANTS), sentence=ANSWERED),
)
RANGES = ("written", "judgement", "note")
MARGINS = ("margin", "margin_low", "margin_high", "central_margin")

CUTS: Mapping[str, tuple[Cut, ...]] = {
    "no_deal.values": (
        Cut(OTHERS, BOTTOM, sentence="What each party expects without a deal is not shown."),
    ),
    "packages.values": (
        Cut(OTHERS, BOTTOM, where=("label", re.compile("no deal"))),
        Cut((PUBLIC,), VALUES),
    ),
    "packages.conditions": (
        Cut(OTHERS, BOTTOM, MARGINS, ("condition", IN_POINTS)),
        Cut(OTHERS, CHANCES, where=("condition", LINES)),
    ),
    "packages.shortlist": (Cut(OTHERS, CHANCES, ("weakest_share",)),),
    "packages.refusals": (
        Cut(OTHERS, CHANCES, sentence="How often each party refuses which package is not shown."),
    ),
    # Without some of its conditions a package would seem to meet all that it must.
    "packages.sums": (Cut(OTHERS, BOTTOM, sentence="What margins are the sums of is not shown."),),
    "funnel.efficient": (
        Cut(OTHERS, BOTTOM, ("gain_*",)),
        Cut((PUBLIC,), VALUES, ("value_*",)),
    ),
    "points.solutions": (Cut(OTHERS, BOTTOM, ("gain_*",)),),
    "issues.stakes": (
        Cut((PUBLIC,), VALUES, sentence="What is at stake for each party is not shown."),
    ),
    "lines.options": (Cut(OTHERS, CHANCES, ("barred",)),),
    "lines.clear": (
        Cut(
            OTHERS,
            CHANCES,
            sentence="How often some option crosses no red line and no block is not shown.",
        ),
    ),
    "lines.pairs": (
        # One line that is enough by itself clashes as often as it is real.
        Cut(
            OTHERS,
            CHANCES,
            where=("b_path", re.compile("")),
            sentence="Which red lines and blocks of two holders clash is in the table.",
        ),
    ),
    "evidence.quantities": (
        Cut(OTHERS, BOTTOM, RANGES, ("path", BOTTOM_LINES)),
        Cut(OTHERS, CHANCES, RANGES, ("path", RED_LINES)),
        Cut((PUBLIC,), VALUES, RANGES, ("path", WANTS)),
        Cut((PUBLIC,), REPLIES, RANGES, ("path", REPLY)),
    ),
    "evidence.statements": (
        Cut(
            OTHERS,
            CHANCES,
            ("meant", "agreement"),
            sentence="How well values agree with what the parties have said is not shown.",
        ),
    ),
    "holding.needs": (
        Cut(
            OTHERS,
            BOTTOM,
            sentence="What it takes for each party to keep its word is not shown.",
        ),
    ),
    "obstacles.corrections": (
        Cut(
            OTHERS,
            BOTTOM,
            ("concession*",),
            sentence="What would open a deal is in the table; by how much is not shown.",
        ),
    ),
    "obstacles.gap": (Cut(OTHERS, BOTTOM, sentence="How the gap splits by issue is not shown."),),
    "levers.effects": (
        Cut(
            (PUBLIC,),
            REPLIES,
            ("with_reply*", "reply_*"),
            sentence="What each lever changes is in the table, without the replies of others.",
        ),
    ),
    "tipping.screen": BY_PATH,
    "tipping.curves": BY_PATH,
    "tipping.points": BY_PATH,
    "tipping.no_deal": (
        Cut(
            OTHERS,
            BOTTOM,
            sentence="How far each no-deal value would have to fall is not shown.",
        ),
    ),
}
"""Finding to what is left out of it for whom; what is not named here is shown to everybody."""


def cut(findings: Mapping[str, Finding], audience: str) -> dict[str, Finding]:
    """The findings for an audience; those of the team are all there is.

    Columns stay, with empty cells. What was left out is said in the ``cut`` of each finding, and
    first of all in the answer.
    """
    if audience not in AUDIENCES:
        raise ValueError(f"no audience {audience!r}; there are {', '.join(AUDIENCES)}")
    if audience == TEAM:
        return dict(findings)
    found = {name: _cut(finding, audience) for name, finding in findings.items()}
    said = {
        findings[name].sentence: finding.sentence
        for name, finding in found.items()
        if finding.sentence != findings[name].sentence
    }
    if "answer.summary" in found:
        found["answer.summary"] = _answer(found["answer.summary"], said, _notice(found, audience))
    return found


def left_out(finding: Finding | None) -> bool:
    """Whether something of a finding was left out for an audience: its gaps are no zeros."""
    return finding is not None and finding.cut.startswith(LEFT_OUT)


def _cut(finding: Finding, audience: str) -> Finding:
    """One finding for an audience."""
    rows = []
    done: dict[Cut, None] = {}
    for row, record in zip(finding.rows, finding.records(), strict=True):
        mine = [
            each
            for each in CUTS.get(finding.id, ())
            if audience in each.audiences and each.is_of(record)
        ]
        done |= dict.fromkeys(mine)
        if all(each.empty for each in mine):
            names = [name for each in mine for name in each.empty]
            rows.append(_emptied(finding.columns, row, names))
    if not done:
        return finding
    said = [each.sentence for each in done if each.sentence]
    words = "; ".join(dict.fromkeys(each.what for each in done))
    return replace(
        finding,
        rows=tuple(rows),
        sentence=said[0] if said else finding.sentence,
        figures=() if said else finding.figures,
        cut=" ".join(filter(None, (f"{LEFT_OUT}: {words}.", finding.cut))),
    )


def _emptied(
    columns: tuple[Column, ...], row: tuple[Cell, ...], names: Sequence[str]
) -> tuple[Cell, ...]:
    return tuple(
        None if any(fnmatchcase(column.name, name) for name in names) else cell
        for column, cell in zip(columns, row, strict=True)
    )


def _answer(answer: Finding, said: Mapping[str, str], notice: str) -> Finding:
    """The answer with the notice on top, and no sentence that was changed elsewhere."""

    def instead(text: Any) -> Any:
        for old, new in said.items():
            text = text.replace(old, new) if isinstance(text, str) and old else text
        return text

    rows = tuple(tuple(instead(cell) for cell in row) for row in answer.rows)
    width = len(answer.columns)
    return replace(
        answer,
        sentence=instead(answer.sentence),
        rows=((notice, *(None,) * (width - 1)), *rows),
    )


def _notice(found: Mapping[str, Finding], audience: str) -> str:
    """For whom a copy is cut, and what it leaves out."""
    gone = " ".join(finding.cut for finding in found.values() if left_out(finding))
    what = [words for words in (BOTTOM, CHANCES, VALUES, REPLIES) if words in gone]
    return (
        f"This copy is cut for {NAMES[audience]}. Left out: {'; '.join(what) or 'nothing'}. What "
        "remains is the analyst's judgement, not the party's."
    )
