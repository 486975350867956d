"""The figure of stakes: what each principal has to gain and to lose, issue by issue."""

from __future__ import annotations

from parley.show import headings
from parley.show.charts import Chart, Group, Row, point_ticks
from parley.show.marks import Scale, bar, rounded_scale, track, upright
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, text
from parley.show.words import listed, quoted, signed


def conflict_map(findings: Findings, faces: dict[str, Face]) -> Chart:
    """Per issue, what each principal gains or loses between its ends, from now."""
    rows = findings.rows("issues.stakes")
    scale = rounded_scale(
        min((known(row, "down") for row in rows), default=0.0),
        max((known(row, "up") for row in rows), default=0.0),
    )
    groups = tuple(
        Group(
            text(mine[0], "issue_title"),
            tuple(_stake(issue, row, scale, faces) for row in mine),
            f"now: {text(mine[0], 'now_option_title')}",
            "trade" if mine[0].get("trade") else "",
        )
        for issue, mine in grouped(rows, "issue").items()
    )
    return Chart(
        "stakes",
        headings.stakes(findings),
        "From how things stand now (the upright line), each bar runs left to the option that is "
        "worth least to the party and right to the one that is worth most, in points of its own "
        "scale in the central draw: lengths can be compared between the issues of one party, not "
        f"between parties. {_trades(groups)}",
        groups,
        point_ticks(scale),
        "points a year, each party's own scale",
        ("issues.stakes",),
        style="stakes",
    )


def _trades(groups: tuple[Group, ...]) -> str:
    """What the flag of an issue means, and where it stands."""
    flagged = [quoted(group.title) for group in groups if group.flag]
    if not flagged:
        return "On no issue has one principal twice as much at stake as another."
    return (
        f"Trade: on {listed(flagged)} one principal has at least twice as much at stake as "
        "another, so that a concession may cost one side little and give the other much."
    )


def _stake(issue: str, row: Record, scale: Scale, faces: dict[str, Face]) -> Row:
    face = faces[text(row, "party")]
    up, down = known(row, "up"), known(row, "down")
    marks = [
        bar(scale, down, 0, f"loses {face.style}", 4, 10),
        bar(scale, 0, up, f"gains {face.style}", 4, 10),
        upright(scale, 0, "zero"),
    ]
    best, worst = text(row, "best_option_title"), text(row, "worst_option_title")
    gains = f"{signed(up)} {best}" if up > 0 else "has what is worth most to it"
    loses = f"{signed(down)} {worst}" if down < 0 else "has what is worth least to it"
    if up <= 0 and down >= 0:
        gains, loses = "indifferent", ""
    says = f"{face.name}: {gains}; {loses}"
    return Row("", track(f"stakes-{issue}-{face.key}", says, scale, marks), gains, loses, face)
