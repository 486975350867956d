"""The figure of factors: how the answer moves with what happens outside the talks."""

from __future__ import annotations

from parley.show import headings
from parley.show.charts import Chart, Group, Row, percent_ticks, sample
from parley.show.figures import INTERVAL, PAIR_KEY, missing, pair_of_marks, pair_says, pair_words
from parley.show.marks import Scale, shares_up_to, track, upright
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths


def factors(findings: Findings) -> Chart:
    """Small multiples, in file order and on one scale."""
    states = findings.rows("factors.states")
    scale = shares_up_to(
        max(
            (known(row, f"{name}_high") for row in states for name in ("some", "single")), default=0
        )
    )
    groups = []
    for factor, rows in grouped(states, "factor").items():
        groups.append(
            Group(
                text(rows[0], "factor_title"),
                tuple(_state(factor, row, scale, findings) for row in rows),
            )
        )
    return Chart(
        "factors",
        headings.factors(findings),
        "One panel for each factor of the case, all on one scale; the thin upright lines mark the "
        "answer over all readings. In each state only the readings count in which it is so. These "
        "are readings that share a state, not effects of an action.",
        tuple(groups),
        percent_ticks(scale),
        "readings of 100 in that state",
        ("factors.states",),
        (*PAIR_KEY, (sample(INTERVAL), "95 % interval")),
        style="panels",
    )


def _state(factor: str, row: Record, scale: Scale, findings: Findings) -> Row:
    title = text(row, "state_title")
    key = f"factor-{factor}-{text(row, 'state')}"
    # Where factors hang together a state is not drawn as often as it was stated by itself.
    chance = f"stated {hundredths(number(row, 'probability'))} %, n {number(row, 'n')}"
    if number(row, "some") is None:
        return Row(
            title, missing(key, f"{title}: no reading in this state", scale), "no reading", chance
        )
    stages = findings.rows("funnel.stages")
    overall = (
        [upright(scale, known(stages[-1], name), "overall", 0, 22) for name in ("single", "some")]
        if stages
        else []
    )
    says = f"{title}: {pair_says(row)}"
    return Row(
        title,
        track(key, says, scale, [*overall, *pair_of_marks(scale, row)], tall=22),
        pair_words(row),
        chance,
    )
