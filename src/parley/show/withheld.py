"""What is left out of each finding for whom: what could press a party, wants, and replies.

The two kinds of number by which a party could be pressed are left out for everybody but the team
that made the case: what a party would settle for (its no-deal value, and any margin or concession
from which it follows), and how likely each of its red lines is real. Shares of draws stay, as they
are answers; so do the words of conflicts, levers and bodies. The public is not shown either what a
party values how highly, and how others would answer a lever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from parley.analysis.finding import Cell

AUDIENCES = ("team", "principals", "public")
TEAM, PRINCIPALS, PUBLIC = AUDIENCES
OTHERS = (PRINCIPALS, PUBLIC)

CHANGED = r"(levers\.[^.]+\.(reply\.)?changes\.)?"
"""What a lever makes of a number says as much as the number itself."""
BOTTOM_LINES = re.compile(
    CHANGED
    + r"((preferences\.[^.]+|bodies\..+\.preferences)\.no_deal(\..+)?|ends\.[^.]+\.less|later\..+"
    r"|timeline\.seen\..+)"
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
RULED = "Rules on what may be shown are in the table."


def by_path(*columns: str, sentence: str = ANSWERED) -> tuple[Cut, ...]:
    """Rows go that name what may not be shown by its path, in any of these columns."""
    return tuple(
        Cut(audiences, what, where=(column, pattern), sentence=sentence)
        for column in columns
        for audiences, what, pattern in (
            (OTHERS, BOTTOM, BOTTOM_LINES),
            (OTHERS, CHANCES, RED_LINES),
            ((PUBLIC,), VALUES, WANTS),
        )
    )


BY_PATH = by_path("path")
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
    "sensitivity.members": BY_PATH,
    "rules.terms": by_path("path", sentence=RULED),
    "shifts.single": BY_PATH,
    "shifts.pairs": by_path("a_path", "b_path"),
    "timeline.openness": (
        Cut(
            OTHERS,
            BOTTOM,
            ("motive*", "cost"),
            sentence="How often each party is open to talks is in the table; why is not shown.",
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

WHOLES = {"rules.sentences": "rules.terms"}
"""Finding to that of the parts of its rows, by number: a row goes of which a part is left out.

A rule with a condition on what a party would settle for says where that lies.
"""
