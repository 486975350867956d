"""The figures of small shifts: one elicitation step up and down, alone and two together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from markupsafe import Markup

from parley.analysis.shares import in_100, of_100
from parley.case.schema import Case
from parley.show.charts import Chart, Group, Row, percent_ticks, sample
from parley.show.marks import Scale, bar, dot, rounded_scale, shares_up_to, thin, track, upright
from parley.show.matters import last_rows
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.tipping import readable
from parley.show.words import MINUS, hundredths, quoted, signed, small

SHOWN = 12
LANES = {"up": (3, "layer single"), "down": (14, "down")}
"""Where the bar of each direction lies in its row, and its style."""
TALL = 26


def shifts(findings: Findings, case: Case) -> Chart | None:
    """Two bars a quantity, to either side of the present share."""
    rows = last_rows(findings.rows("shifts.single"))
    if not rows:
        return None
    by_path = sorted(grouped(rows, "path").values(), key=lambda mine: -_reach(mine))
    ends = [100 * known(row, e) for row in rows for e in ("change", "change_low", "change_high")]
    most = max(abs(end) for end in ends)
    scale = rounded_scale(-most, most)
    before, n = known(rows[0], "before"), int(known(rows[0], "n"))
    more = f" The first {SHOWN} of {len(by_path)} are drawn." if len(by_path) > SHOWN else ""
    return Chart(
        "shifts",
        _title(by_path, case),
        f"Over {n:,} readings, each compared with itself: by how many readings of 100 the share in "
        f"which some text passes moves from {in_100(before)} if one quantity is one step higher or "
        "one step lower than judged, the size of step that two careful analysts may well differ "
        f"by. Earlier stages are in the table.{more}",
        (Group("", tuple(_row(mine, scale, case) for mine in by_path[:SHOWN])),),
        _ticks(scale, before),
        f"readings of 100, to either side of {hundredths(before)} as judged",
        ("shifts.single",),
        (
            (
                sample(Markup('<rect class="layer single" x="2" y="5" width="26" height="8"/>')),
                "a step up",
            ),
            (
                sample(Markup('<rect class="down" x="2" y="5" width="26" height="8"/>')),
                "a step down",
            ),
            (sample(Markup('<path class="ci" d="M3 9h24"/>')), "95 % interval"),
        ),
    )


def _reach(rows: Sequence[Record]) -> float:
    return max(abs(known(row, "change")) for row in rows)


def _ticks(scale: Scale, before: float) -> tuple[tuple[float, str], ...]:
    """Changes, with the present share in the middle."""
    return tuple(
        (scale.at(tick), hundredths(before) if tick == 0 else f"{tick:+g}".replace("-", MINUS))
        for tick in (scale.low, scale.low / 2, 0.0, scale.high / 2, scale.high)
    )


def _title(by_path: Sequence[Sequence[Record]], case: Case) -> str:
    top = max(by_path[0], key=lambda row: abs(known(row, "change")))
    moved = of_100(abs(known(top, "change")))
    if not moved:
        return "No quantity, one step higher or lower, moves the answer by 1 reading of 100"
    sure = sum(any(_is_sure(row) for row in mine) for mine in by_path)
    name = quoted(_name(top, case, "path", "what"))
    return (
        f"A step in {name} ({text(top, 'step')}) moves the answer by {_change(top)} readings of "
        f"100; {small(sure)} of {small(len(by_path))} move it by more than sampling error could"
    )


def _is_sure(row: Record) -> bool:
    low, high = number(row, "change_low"), number(row, "change_high")
    return low is not None and high is not None and (low > 0 or high < 0)


def _change(row: Record) -> str:
    return signed(100 * known(row, "change"))


def _name(row: Record, case: Case, path: str, what: str) -> str:
    return readable(case, text(row, path), text(row, what))


def _row(rows: Sequence[Record], scale: Scale, case: Case) -> Row:
    marks, words, steps = [], [], []
    for row in rows:
        direction = text(row, "direction")
        top, style = LANES.get(direction, LANES["up"])
        low, high = number(row, "change_low"), number(row, "change_high")
        marks.append(bar(scale, 0, 100 * known(row, "change"), style, top, 8))
        if low is not None and high is not None:
            marks.append(thin(scale, 100 * low, 100 * high, "ci", top + 9))
        words.append(f"{direction} {_change(row)}")
        steps.append(text(row, "step"))
    marks.append(upright(scale, 0, "zero", 0, TALL))
    name = _name(rows[0], case, "path", "what")
    says = f"{name}: {', '.join(words)} readings of 100"
    key = f"shift-{text(rows[0], 'path')}"
    note = _either(list(dict.fromkeys(steps)))
    return Row(name, track(key, says, scale, marks, tall=TALL), ", ".join(words), note)


def _either(steps: Sequence[str]) -> str:
    """Both steps in words; what they begin with alike is said once.

    >>> _either(["5 points more", "5 points less"]), _either(["a step"])
    ('5 points more / less', 'a step')
    """
    if len(steps) < 2:
        return "".join(steps)
    first, second = (step.split(" ") for step in steps[:2])
    alike = len(list(takewhile(lambda both: both[0] == both[1], zip(first, second, strict=False))))
    return f"{' '.join(first)} / {' '.join(second[alike:])}"


def pairs(findings: Findings, case: Case) -> Chart | None:
    """Two steps together, beside each alone."""
    rows = findings.rows("shifts.pairs")
    if not rows:
        return None
    shares = [known(row, name) for row in rows for name in ("before", "after", *ALONE)]
    scale = shares_up_to(max(shares))
    return Chart(
        "shift-pairs",
        _pairs_title(rows[0], case),
        "The pairs of small steps that move the answer most: a line from the share as judged to "
        "the share with both, and rings for each step alone. Over "
        f"{int(known(rows[0], 'n')):,} readings.",
        (Group("", tuple(_pair(place, row, scale, case) for place, row in enumerate(rows))),),
        percent_ticks(scale),
        "readings of 100 in which some text passes",
        ("shifts.pairs",),
        (
            (sample(Markup('<path class="nodeal-line" d="M15 1v16"/>')), "as judged"),
            (sample(Markup('<circle class="ring" cx="15" cy="9" r="4"/>')), "one step alone"),
            (sample(Markup('<circle class="point" cx="15" cy="9" r="5"/>')), "both together"),
        ),
    )


ALONE = ("a_alone", "b_alone")


def _pairs_title(row: Record, case: Case) -> str:
    a, b = (quoted(_name(row, case, f"{side}_path", f"{side}_what")) for side in "ab")
    return (
        f"Two steps together, in {a} and {b}, take the answer from {in_100(known(row, 'before'))} "
        f"to {in_100(known(row, 'after'))}"
    )


def _pair(place: int, row: Record, scale: Scale, case: Case) -> Row:
    before, after = known(row, "before"), known(row, "after")
    names = [_name(row, case, f"{side}_path", f"{side}_what") for side in "ab"]
    steps = [text(row, f"{side}_step") for side in "ab"]
    label = " and ".join(
        f"{name} ({step})" if step else name for name, step in zip(names, steps, strict=True)
    )
    alone = [known(row, name) for name in ALONE]
    marks = [
        thin(scale, before, after, "line"),
        upright(scale, before, "nodeal-line", 1, 17),
        *(dot(scale, share, "ring", 9, 4) for share in alone),
        dot(scale, after, "point", 9, 5),
    ]
    words = f"{hundredths(before)} to {hundredths(after)}"
    each = " and ".join(hundredths(share) for share in alone)
    says = f"{label}: some text passes in {words} of 100 readings; each alone {each}"
    return Row(label, track(f"shift-pair-{place}", says, scale, marks), f"{words}; alone {each}")
