"""Figures of shares: how many readings leave something to sign, and what stands in the way."""

from __future__ import annotations

import math

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.analysis.wording import in_three
from parley.case.schema import Case
from parley.show import headings
from parley.show.charts import Chart, Group, Row, percent_ticks, sample
from parley.show.marks import SHARES, Scale, bar, dot, shares_up_to, thin, track, upright
from parley.show.parties import Face
from parley.show.passing import passes
from parley.show.records import Findings, Record, known, number, text
from parley.show.words import hundredths, often, quoted, signed, span, whole

LAYERS = (
    ("single", "One text", "the same in every reading"),
    ("menu", "A menu of three", "chosen one after the other"),
    ("some", "Some text", "if one knew the reading"),
)
MENUS = {0: "A menu of texts", 1: "A menu of texts", 2: "A menu of two"}
STAGES = {
    "feasible": "Breaks no rule",
    "acceptable": "Could be signed",
    "durable": "Would also hold",
    "ratifiable": "Would also be ratified",
}
SHOWN_LINES = 8

INTERVAL = Markup('<path class="ci" d="M3 9h24M3 6v6M27 6v6"/>')


def interval(scale: Scale, record: Record, name: str, y: int = 19) -> Markup:
    """The thin line of a 95 % interval, below its bar so that neither hides the other."""
    low, high = number(record, f"{name}_low"), number(record, f"{name}_high")
    if low is None or high is None:
        return Markup("")
    ends = [upright(scale, end, "ci", y - 2, y + 3) for end in (low, high)]
    return thin(scale, low, high, "ci", y) + Markup("").join(ends)


def funnel(findings: Findings, case: Case) -> Chart:
    """The product's one picture: at each stage one text, a menu of three, some text."""
    groups = [
        Group(
            STAGES.get(text(row, "stage"), text(row, "stage").capitalize()),
            _layers(row, len(findings.rows("funnel.menu"))),
            _packages(row, case),
        )
        for row in findings.rows("funnel.stages")
    ]
    return Chart(
        "funnel",
        headings.funnel(findings),
        "Each bar counts readings, out of 100, in which something passes all that is asked up to "
        "that stage. A mediator tables one text and does not know which reading is true: the "
        "first bar is the one to plan with. The menu is chosen greedily: the text that passes "
        "most often, then the one that covers most of what is left, and once more. Passing a "
        "stage is not endorsement.",
        tuple(groups),
        percent_ticks(SHARES),
        "readings of 100",
        ("funnel.stages", "funnel.menu"),
        key=(
            (sample(INTERVAL), "95 % interval: sampling error alone"),
            (
                sample(Markup('<rect class="band" x="2" y="2" width="26" height="14"/>')),
                "judgement range: the same readings with ranked weights drawn, centred or equal",
            ),
        ),
    )


def _layers(row: Record, texts: int) -> tuple[Row, ...]:
    stage = text(row, "stage")
    if all(number(row, name) == 1 for name, _, _ in LAYERS) and stage == "feasible":
        says = f"{STAGES['feasible']}: in every reading"
        picture = track(
            f"funnel-{stage}", says, SHARES, [bar(SHARES, 0, 1, "layer all", 4, 9)], tall=22
        )
        return (Row("Every reading", picture, "100 of 100", "rules are certain"),)
    return tuple(
        _layer(row, name, MENUS.get(texts, label) if name == "menu" else label, note)
        for name, label, note in LAYERS
    )


def _layer(row: Record, name: str, label: str, note: str) -> Row:
    value = number(row, name)
    key = f"funnel-{text(row, 'stage')}-{name}"
    if value is None:
        return Row(label, missing(key, f"{label}: not worked out"), "not worked out", note)
    marks = []
    low, high = number(row, f"judgement_{name}_low"), number(row, f"judgement_{name}_high")
    judged = ""
    if low is not None and high is not None:
        marks.append(bar(SHARES, low, high, "band", 1, 15))
        if hundredths(low) != hundredths(high):
            judged = f"; {span(low, high)} with other weights"
    marks += [bar(SHARES, 0, value, f"layer {name}", 4, 9), interval(SHARES, row, name)]
    says = f"{label}, {note}: {readings(value)}{judged}"
    return Row(
        label,
        track(key, says, SHARES, marks, tall=22),
        f"{hundredths(value)} of 100, {often(value)}",
        note,
    )


def _count(packages: float) -> str:
    return f"{whole(packages)} package{'' if round(packages) == 1 else 's'}"


def _packages(row: Record, case: Case) -> str:
    low, middle, high = (number(row, f"packages_{end}") for end in ("low", "median", "high"))
    if low is None or middle is None or high is None:
        return "number of packages not worked out"
    if text(row, "stage") == "feasible":
        every = math.prod(len(issue.options) for issue in case.issues.values())
        return f"{whole(middle)} of {every:,} packages"
    least, most = (number(row, f"packages_median_{end}") for end in ("low", "high"))
    if least is not None and most is not None and least < most:
        ends = f"{whole(in_three(least))} to {whole(in_three(most))}"
        return (
            f"half of the readings leave about {whole(in_three(middle))} packages or more ({ends}: "
            "an estimate from a sample of packages)"
        )
    if low == high:
        return (
            f"{_count(middle)} in nearly every reading"
            if middle
            else "no package in nearly every reading"
        )
    half = f"{_count(middle)} or more" if middle >= 1 else "at most no package"
    if middle < 1:
        half = "no package at all"
    return f"half of the readings leave {half}; one in twenty leaves {whole(high)} or more"


def missing(key: str, says: str, scale: Scale = SHARES) -> Markup:
    """A hatched row: what is not known is not zero."""
    return track(key, says, scale, [bar(scale, scale.low, scale.high, "hatched", 4, 10)])


def pair_of_marks(scale: Scale, row: Record) -> list[Markup]:
    """One text as a filled mark, some text as an open one, each with its interval."""
    marks = []
    for name, style in (("some", "ring"), ("single", "point")):
        value = number(row, name)
        if value is not None:
            marks += [interval(scale, row, name), dot(scale, value, style, 9, 5)]
    return marks


PAIR_KEY = (
    (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "one text"),
    (
        sample(Markup('<circle class="ring" cx="15" cy="9" r="5"/>')),
        "some text, if one knew the reading",
    ),
)


def pair_says(row: Record) -> str:
    """Both shares of a row, for those who do not see its marks."""
    one, some = readings(known(row, "single")), readings(known(row, "some"))
    return f"one text {one}, some text {some}"


def pair_words(row: Record) -> str:
    """Both shares of a row, beside its marks."""
    return f"one {hundredths(number(row, 'single'))}, some {hundredths(number(row, 'some'))}"


def variants(findings: Findings) -> Chart:
    """What binds: the same readings with a mechanism left out, or judgements read otherwise."""
    every = findings.rows("funnel.variants")
    left_out = [row for row in every if text(row, "variant").endswith("_none")]
    judged = [row for row in every if text(row, "variant") == "judged"]
    otherwise = [row for row in every if row not in left_out and row not in judged]
    groups = (("", judged), ("One thing left out", left_out), ("Read otherwise", otherwise))
    return Chart(
        "variants",
        headings.variants(findings),
        "The same readings, each time with one part of the case left out or read otherwise: what "
        "moves the marks to the right is what binds. A red line is what a party will not sign, "
        "whatever it gets for it; a block is what somebody else could stop. How likely each is "
        "real is the analyst's judgement, not the party's.",
        tuple(Group(title, tuple(_variant(row) for row in rows)) for title, rows in groups if rows),
        percent_ticks(SHARES),
        f"readings of 100 in which it {passes(findings)}",
        ("funnel.variants",),
        PAIR_KEY,
    )


def _variant(row: Record) -> Row:
    title, key = text(row, "title"), f"variants-{text(row, 'variant')}"
    says = f"{title}: {pair_says(row)}"
    picture = track(key, says, SHARES, pair_of_marks(SHARES, row), tall=22)
    return Row(title, picture, pair_words(row))


def removal(findings: Findings, faces: dict[str, Face]) -> Chart:
    """What would open if one line or block alone were not real."""
    found = findings.rows("lines.removal")
    scale = shares_up_to(max((known(row, "change_high") for row in found), default=0.0))
    rows = []
    for place, row in enumerate(found[:SHOWN_LINES]):
        change = known(row, "change")
        between = span(known(row, "change_low"), known(row, "change_high"))
        words = f"{text(row, 'kind')} on {quoted(text(row, 'words'))}"
        says = f"{text(row, 'holder_name')}, {words}: {signed(100 * change)} readings of 100"
        marks = [bar(scale, 0, change, "layer single", 4, 9), interval(scale, row, "change")]
        rows.append(
            Row(
                words,
                track(f"removal-{place}", says, scale, marks, tall=22),
                f"{signed(100 * change)} ({between})",
                face=faces.get(text(row, "holder")),
            )
        )
    n = int(known(found[0], "n")) if found else 0
    before = hundredths(number(found[0], "some_with")) if found else "none"
    more = (
        f" The first {SHOWN_LINES} of {len(found)} are drawn." if len(found) > SHOWN_LINES else ""
    )
    return Chart(
        "removal",
        headings.removal(findings),
        f"One pass over the first {n} readings for each line or block, with that one alone taken "
        "away: in how many more readings of 100 some text would pass, against "
        f"{before} with all in place. Removing two together can open more than the sum.{more}",
        (Group("", tuple(rows)),),
        percent_ticks(scale),
        "readings of 100 gained",
        ("lines.removal",),
        ((sample(INTERVAL), "95 % interval, same readings compared"),),
    )


def clear(findings: Findings) -> Chart:
    """Issue by issue, whether some option is left that nobody rules out."""
    rows = []
    for row in findings.rows("lines.clear"):
        value, title = known(row, "clear"), text(row, "issue_title")
        says = f"{title}: some option is left {readings(value)}"
        picture = track(
            f"clear-{text(row, 'issue')}",
            says,
            SHARES,
            [bar(SHARES, 0, value, "layer some", 4, 10)],
        )
        rows.append(Row(title, picture, hundredths(value)))
    finding = findings.get("lines.clear")
    return Chart(
        "clear",
        headings.clear(findings),
        "How many readings of 100 leave at least one option on the issue that crosses no red line "
        f"and no block. {finding.sentence if finding else ''}",
        (Group("", tuple(rows)),),
        percent_ticks(SHARES),
        "readings of 100",
        ("lines.clear",),
    )
