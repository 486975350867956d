"""When talks might open, and conclude, if the stated rates hold."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Figure, Finding, TableBuilder, columns
from parley.analysis.shares import in_100
from parley.analysis.study import Study, quantiles
from parley.analysis.timeline import backtest, levers, means, parties
from parley.analysis.timeline.counted import COLLAPSE, TITLES, Rate, triggers, window
from parley.analysis.timeline.courses import collapse
from parley.analysis.timeline.means import DIGITS, Mean
from parley.analysis.timeline.solved import Solved, Unsolved, limit, solve
from parley.case.dates import in_words
from parley.case.schema import Case

HOLD = "If the stated rates hold"

SUMMARY = columns(
    ("measure", "text", "open, concluded, failed or opened."),
    ("title", "text", "What it is, in words."),
    (
        "value",
        "number",
        "Chance that talks are open, or concluded, at the end of the time that is looked at, or "
        "the expected number of times that talks close without a result, or open, up to then: "
        "means over the readings.",
    ),
    ("low", "number", "Low end of its 95 % interval (Wilson for chances, else normal)."),
    ("high", "number", "High end."),
    ("tenth", "number", "10 % quantile over the readings."),
    ("ninetieth", "number", "90 % quantile."),
    ("n", "count", "Number of readings: the first ones."),
)
RATES = columns(
    ("kind", "text", "Kind of event, or collapse: open talks close without a result."),
    ("title", "text", "What it is, in words."),
    ("count", "count", "How many the record has; none where the case states the rate."),
    (
        "years",
        "number",
        "Years in which they could come; for collapse those of every settlement channel that was "
        "open, added up.",
    ),
    (
        "rate",
        "number",
        "A year: the mean of Gamma(count + 1/2, years), or the median of what the case states.",
    ),
    ("rate_low", "number", "Low end of its 95 % interval."),
    ("rate_high", "number", "High end."),
)
CURVE = columns(
    ("years", "number", "Years after the as-of date."),
    ("months", "number", "The same in months."),
    ("measure", "text", "open or concluded."),
    ("chance", "share", "Chance that talks are, mean over the readings."),
    ("low", "share", "Low end of its 95 % interval (Wilson: one course a reading)."),
    ("high", "share", "High end."),
    ("tenth", "share", "10 % quantile of the chance over the readings."),
    ("ninetieth", "share", "90 % quantile."),
    ("n", "count", "Number of readings: the first ones."),
)
TRIGGERS = columns(
    ("kind", "text", "Kind of event."),
    ("title", "text", "What it is, in words."),
    (
        "share",
        "share",
        "Share of the occasions on which talks open that are of this kind; all kinds are taken to "
        "open them alike, so this is the share of its rate, mean over the readings.",
    ),
    ("tenth", "share", "10 % quantile over the readings."),
    ("ninetieth", "share", "90 % quantile."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The curves, what they rest on, what moves them, and whether the record foretold itself."""
    try:
        solved, cut = solve(study), ""
    except Unsolved as reason:
        solved, cut = None, str(reason)
    return (
        summary(study.case, solved, cut),
        rates(study),
        parties.find(study, solved, cut),
        curve(study.case, solved, cut),
        occasions(study.case, solved, cut),
        levers.find(study, solved, cut),
        backtest.find(study.case),
    )


def rests(case: Case) -> list[str]:
    """Paths of the case that the timeline rests on."""
    parts = {"timeline": case.timeline, "events": case.events, "channels": case.channels}
    return [path for path, part in parts.items() if part]


def summary(case: Case, solved: Solved | None, cut: str) -> Finding:
    """Where talks stand at the end of the time that is looked at."""
    table = TableBuilder(SUMMARY)
    if solved is None:
        return table.finding("timeline.summary", cut, cut=limit(case, cut))
    measures = _measures(solved)
    for measure, (title, numbers, mean) in measures.items():
        low, high = quantiles(numbers, (0.1, 0.9))
        table.add(
            measure=measure,
            title=title,
            value=mean.value,
            low=mean.low,
            high=mean.high,
            tenth=round(low, DIGITS),
            ninetieth=round(high, DIGITS),
            n=solved.n,
        )
    figures = [
        Figure(
            measure,
            mean.value,
            "share" if measure in ("open", "concluded") else "count",
            mean.low,
            mean.high,
            solved.n,
        )
        for measure, (_, _, mean) in measures.items()
    ]
    figures.append(Figure("states", float(solved.states), "count"))
    opened, concluded, failed = (measures[m][2].value for m in ("open", "concluded", "failed"))
    sentence = (
        f"{HOLD}, talks are open {_years(solved)} after {in_words(case.as_of)} in "
        f"{in_100(opened)} readings and courses, and have been concluded in {in_100(concluded)}; "
        f"before that they fail {failed:.1f} times on average. The factors move through "
        f"{solved.states:,} joint states; {solved.n:,} readings are followed."
    )
    return table.finding("timeline.summary", sentence, figures, rests(case))


def _measures(solved: Solved) -> dict[str, tuple[str, means.Floats, Mean]]:
    """Measure to its title, its value in each reading, and the mean."""
    courses = solved.courses
    end_open, end_concluded = courses.open[:, -1], courses.concluded[:, -1]
    return {
        "open": ("Talks are open at the end", end_open, means.of_chances(end_open)),
        "concluded": (
            "Talks have been concluded by the end",
            end_concluded,
            means.of_chances(end_concluded),
        ),
        "failed": (
            "Times that talks close without a result",
            courses.failed,
            means.of_numbers(courses.failed),
        ),
        "opened": ("Times that talks open", courses.opened, means.of_numbers(courses.opened)),
    }


def _years(solved: Solved) -> str:
    years = float(solved.years[-1])
    return "a year" if years == 1 else f"{years:g} years"


def rates(study: Study) -> Finding:
    """How often each kind of event came, and talks collapsed."""
    table = TableBuilder(RATES)
    case = study.case
    if case.timeline is None:
        return table.finding("timeline.rates", "The case does not say how fast things move.")
    during = window(case, case.timeline.since)
    found = triggers(case, during)
    for kind, rate in found.items():
        _rate(table, kind, TITLES[kind], rate)
    if case.timeline.collapses is None:
        _rate(table, COLLAPSE, "Open talks collapse", collapse(case))
    else:
        stated = 1 / study.draws.value("timeline.collapses")
        low, middle, high = (round(q, DIGITS) for q in quantiles(stated, (0.025, 0.5, 0.975)))
        table.add(
            kind=COLLAPSE,
            title="Open talks collapse, as the case states",
            count=None,
            years=None,
            rate=middle,
            rate_low=low,
            rate_high=high,
        )
    count = sum(rate.count for rate in found.values())
    sentence = (
        f"Since {in_words(case.timeline.since)} the record has {count} events that closed no "
        f"channel and so may have given occasion to talk, in {during.years:.1f} years."
    )
    return table.finding("timeline.rates", sentence, rests_on=rests(case))


def _rate(table: TableBuilder, kind: str, title: str, rate: Rate) -> None:
    """A rate that was counted; without any time in which it could come there is none."""
    low, high = rate.interval if rate.years else (None, None)
    table.add(
        kind=kind,
        title=title,
        count=rate.count,
        years=round(rate.years, DIGITS),
        rate=round(rate.mean, DIGITS) if rate.years else None,
        rate_low=None if low is None else round(low, DIGITS),
        rate_high=None if high is None else round(high, DIGITS),
    )


def curve(case: Case, solved: Solved | None, cut: str) -> Finding:
    """Chance that talks are open, and concluded, month by month."""
    table = TableBuilder(CURVE)
    if solved is None:
        return table.finding("timeline.curve", cut, cut=limit(case, cut))
    for measure, chances in (
        ("open", solved.courses.open),
        ("concluded", solved.courses.concluded),
    ):
        for place, years in enumerate(solved.years.tolist()):
            mean = means.of_chances(chances[:, place])
            low, high = _tenths(chances[:, place])
            table.add(
                years=round(years, DIGITS),
                months=round(12 * years, DIGITS),
                measure=measure,
                chance=mean.value,
                low=mean.low,
                high=mean.high,
                tenth=low,
                ninetieth=high,
                n=solved.n,
            )
    halfway = len(solved.years) // 2
    at = [float(solved.courses.open[:, place].mean()) for place in (halfway, -1)]
    months = round(12 * float(solved.years[halfway]))
    sentence = (
        f"{HOLD}, talks are open after {months} months in {in_100(at[0])} readings and courses, "
        f"and after {round(12 * float(solved.years[-1]))} months in {in_100(at[1])}."
    )
    return table.finding("timeline.curve", sentence, rests_on=rests(case))


def _tenths(numbers: means.Floats) -> tuple[float, float]:
    """The 10 and 90 % quantiles of chances."""
    low, high = quantiles(np.clip(numbers, 0.0, 1.0), (0.1, 0.9))
    return round(low, DIGITS), round(high, DIGITS)


def occasions(case: Case, solved: Solved | None, cut: str) -> Finding:
    """Which kind of event talks open with most often."""
    table = TableBuilder(TRIGGERS)
    if solved is None:
        return table.finding("timeline.triggers", cut, cut=limit(case, cut))
    for kind, shares in zip(TITLES, solved.shares, strict=True):
        low, high = _tenths(shares)
        table.add(
            kind=kind,
            title=TITLES[kind],
            share=round(float(shares.mean()), DIGITS),
            tenth=low,
            ninetieth=high,
        )
    first = max(table.records(), key=lambda row: float(row["share"] or 0))
    sentence = (
        f"{HOLD}, and if all kinds of event open talks alike, {in_100(float(first['share'] or 0))} "
        f"openings follow an event of the kind “{first['title']}”."
    )
    return table.finding("timeline.triggers", sentence, rests_on=rests(case))
