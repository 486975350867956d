"""The chapter on who must say yes after the signature, how often each would, and who is pivotal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.show.charts import Chart, Group, Row, percent_ticks, point_ticks, sample
from parley.show.figures import missing
from parley.show.marks import SHARES, Scale, bar, dot, rounded_scale, thin, track, upright
from parley.show.naming import Package
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, quoted, some_of, whole

SHOWN_MEMBERS = 8
SHARE_ROUND = 3
"""Decimals by which members are alike."""
UNITS = {"seats": "seats that say yes", "per cent": "per cent that say yes"}


@dataclass(frozen=True)
class Asked:
    """One body: what it is asked, when, and what happens if nobody asks it."""

    face: Face | None
    title: str
    rule: str
    when: str
    packages: str
    after: str
    default: str


@dataclass(frozen=True)
class Bodies:
    """The chapter."""

    title: str
    asked: tuple[Asked, ...]
    approvals: Chart | None
    pivotal: Chart | None


def bodies(findings: Findings, faces: dict[str, Face], shown: tuple[Package, ...]) -> Bodies | None:
    """The chapter; nothing where no body has to say yes."""
    asked = findings.rows("bodies.asked")
    if not asked:
        return None
    return Bodies(
        _title(findings, shown),
        tuple(_asked(row, faces) for row in asked),
        _approvals(findings, faces, shown),
        _pivotal(findings, faces),
    )


def _title(findings: Findings, shown: tuple[Package, ...]) -> str:
    """The body that would least often approve the single text."""
    count = some_of(len(findings.rows("bodies.asked")), "body", "bodies")
    single = next((each.label for each in shown if each.about == "passes most often of all"), "")
    rows = findings.rows("bodies.approvals")
    mine = [row for row in rows if text(row, "label") == single and row.get("asked")]
    if not single:
        return f"{count.capitalize()} may have to say yes; no text passes to be put to them"
    if not mine:
        return f"The text that passes most often needs none of {count}"
    least = min(mine, key=lambda row: known(row, "approves"))
    if known(least, "approves") >= 1:
        every = {1: "it", 2: "both"}.get(len(mine), "all")
        needs = some_of(len(mine), "approval")
        return f"The text that passes most often needs {needs}, and gets {every} in every reading"
    who = text(least, "body_title")
    if len(mine) == 1:
        return (
            f"The text that passes most often needs one approval, that of {quoted(who)}, and gets "
            f"it {readings(known(least, 'approves'))}"
        )
    return (
        f"The text that passes most often needs {some_of(len(mine), 'approval')}; {quoted(who)} "
        f"gives its own least often, {readings(known(least, 'approves'))}"
    )


def _asked(row: Record, faces: dict[str, Face]) -> Asked:
    share = number(row, "asked_share")
    return Asked(
        faces.get(text(row, "holder")),
        text(row, "body_title") or text(row, "title"),
        text(row, "rule") or text(row, "kind"),
        text(row, "when"),
        "" if share is None else f"{hundredths(share)} of 100 packages that break no rule",
        text(row, "after"),
        text(row, "default"),
    )


def _approvals(
    findings: Findings, faces: dict[str, Face], shown: tuple[Package, ...]
) -> Chart | None:
    """What would say yes against what is needed: a panel for each body, on its own scale."""
    names = {each.label: each.short for each in shown}
    rows = [row for row in findings.rows("bodies.approvals") if row.get("asked")]
    if not rows:
        return None
    groups = tuple(_body(mine, faces, names) for mine in grouped(rows, "body").values())
    return Chart(
        "approvals",
        "How far each package is from the approval that it needs",
        "A panel for each body and a row for each package that needs it. The upright line is what "
        "is needed, the dot what would say yes in the middle reading, and the thin line holds 8 of "
        "10 readings. Beside it, in how many of 100 readings the body approves.",
        groups,
        (),
        "",
        ("bodies.approvals",),
        (
            (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "would say yes"),
            (
                sample(Markup('<line class="nodeal-line" x1="15" x2="15" y1="0" y2="18"/>')),
                "needed",
            ),
        ),
        style="panels letters",
    )


def _body(rows: Sequence[Record], faces: dict[str, Face], names: dict[str, str]) -> Group:
    first = rows[0]
    is_public = text(first, "unit") == "log-odds"
    ends = [_ends(row) for row in rows]
    highest = max((end for row in ends for end in row if end is not None), default=1.0)
    scale = SHARES if is_public else rounded_scale(0.0, highest)
    return Group(
        text(first, "body_title"),
        tuple(_approval(row, scale, names) for row in rows),
        text(first, "rule"),
        face=faces.get(text(first, "holder")),
        ticks=percent_ticks(scale) if is_public else point_ticks(scale),
        axis="of 100 who would say yes"
        if is_public
        else UNITS.get(text(first, "unit"), text(first, "unit")),
    )


def _ends(row: Record) -> tuple[float | None, float | None, float | None, float | None]:
    """What is needed; what says yes: low, middle, high of 8 of 10 readings."""
    quota, yes = number(row, "quota"), number(row, "yes")
    low, middle, high = (number(row, name) for name in ("margin_low", "margin", "margin_high"))
    if quota is None or yes is None or low is None or middle is None or high is None:
        return quota, None, yes, None
    if text(row, "unit") == "log-odds":
        return quota, _moved(quota, low), yes, _moved(quota, high)
    return quota, max(0.0, yes + low - middle), yes, yes + high - middle


def _moved(share: float, log_odds: float) -> float:
    """A share whose log-odds are moved.

    >>> _moved(0.5, 0.0)
    0.5
    """
    if not 0 < share < 1:
        return share
    return 1 / (1 + (1 - share) / share * math.exp(-log_odds))


def _approval(row: Record, scale: Scale, names: dict[str, str]) -> Row:
    label, body = text(row, "label"), text(row, "body")
    quota, low, yes, high = _ends(row)
    share = known(row, "approves")
    key = f"approvals-{body}-{label}"
    value = f"{hundredths(share)} of 100"
    says = f"{text(row, 'body_title')}, package {label}: approves {readings(share)}"
    says += f" ({names[label]})" if label in names else ""
    if quota is None or yes is None:
        return Row(label, missing(key, f"{says}; its votes are not known", scale), value)
    marks = [] if low is None or high is None else [thin(scale, low, high, "line")]
    marks += [upright(scale, quota, "nodeal-line", 0, 18), dot(scale, yes, "point")]
    as_said = hundredths if scale is SHARES else whole
    says += f"; {as_said(yes)} would say yes in the middle reading, {as_said(quota)} are needed"
    return Row(label, track(key, says, scale, marks), value)


def _pivotal(findings: Findings, faces: dict[str, Face]) -> Chart | None:
    """Whose vote decides, by what is written and by how they are thought to vote."""
    by_body = grouped(findings.rows("bodies.pivotal"), "body")
    several = {body: rows for body, rows in by_body.items() if len(rows) > 1}
    if not several:
        return None
    holders = {text(r, "body"): text(r, "holder") for r in findings.rows("bodies.asked")}
    groups = tuple(
        Group(
            text(rows[0], "body_title"),
            tuple(_member(body, row, count) for row, count in _alike(rows)),
            "" if len(rows) <= SHOWN_MEMBERS else f"{len(rows)} members",
            face=faces.get(holders.get(body, "")),
        )
        for body, rows in several.items()
    )
    return Chart(
        "pivotal",
        _pivotal_title([row for rows in several.values() for row in rows]),
        "The bar: in how many of 100 readings, over the packages shown that need the body, its "
        "answer would change with this member's votes alone. The marks are power by the rule "
        "alone, all ways to vote being alike: the filled one counts coalitions that the member "
        "tips (Banzhaf), the open one orders in which it does (Shapley and Shubik).",
        groups,
        percent_ticks(SHARES),
        "of 100",
        ("bodies.pivotal",),
        (
            (
                sample(Markup('<rect class="layer some" x="2" y="4" width="26" height="9"/>')),
                "decides, of 100 readings",
            ),
            (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "Banzhaf"),
            (sample(Markup('<circle class="ring" cx="15" cy="9" r="5"/>')), "Shapley-Shubik"),
        ),
    )


def _pivotal_title(rows: Sequence[Record]) -> str:
    most = max(rows, key=lambda row: known(row, "decisive"))
    if known(most, "decisive") <= 0:
        return "No vote on a package shown hangs on one member alone"
    return (
        f"The answer hangs most often on {quoted(text(most, 'member_title'))} alone, "
        f"{readings(known(most, 'decisive'))}"
    )


def _alike(rows: Sequence[Record]) -> list[tuple[Record, int]]:
    """Members by falling power; those with the same numbers stand for each other."""
    kinds: dict[tuple[object, ...], list[Record]] = {}
    for row in rows:
        values = (number(row, name) for name in ("decisive", "banzhaf", "shapley"))
        alike = tuple(None if v is None else round(v, SHARE_ROUND) for v in values)
        # Only where there are too many to name each.
        mark = text(row, "member") if len(rows) <= SHOWN_MEMBERS else ""
        kinds.setdefault((*alike, mark), []).append(row)
    found = [(mine[0], len(mine)) for mine in kinds.values()]
    found.sort(key=lambda one: (-known(one[0], "decisive"), -known(one[0], "banzhaf")))
    return found[:SHOWN_MEMBERS]


def _member(body: str, row: Record, count: int) -> Row:
    name = text(row, "member_title") or text(row, "member")
    if count > 1:
        name = f"{name} and each of {count - 1} more"
    decisive, banzhaf, shapley = (number(row, n) for n in ("decisive", "banzhaf", "shapley"))
    seats = number(row, "seats")
    note = ", ".join(
        each
        for each in (
            "" if seats is None else f"{whole(seats)} seat{'' if round(seats) == 1 else 's'}",
            text(row, "how"),
        )
        if each
    )
    marks = [] if decisive is None else [bar(SHARES, 0, decisive, "layer some", 4, 9)]
    marks += [] if shapley is None else [dot(SHARES, shapley, "ring", 9, 5)]
    marks += [] if banzhaf is None else [dot(SHARES, banzhaf, "point", 9, 3.5)]
    words = "not asked here" if decisive is None else f"decides {hundredths(decisive)}"
    if banzhaf is not None:
        words += f"; power {hundredths(banzhaf)} and {hundredths(shapley)}"
    picture = track(f"pivotal-{body}-{text(row, 'member')}", f"{name}: {words}", SHARES, marks)
    return Row(name, picture, words, note)
