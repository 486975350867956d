"""What it takes for each party to keep its word."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from parley.analysis.finding import Cell, Figure, Finding, TableBuilder, columns
from parley.analysis.keeping import Keeping, in_words, in_years
from parley.analysis.shares import readings, share, wilson
from parley.analysis.study import Study, quantiles
from parley.conditions.derivation import OUT_OF_SIGHT
from parley.conditions.durability import grid
from parley.conditions.forms import NANO
from parley.conditions.words import terms
from parley.draws import Floats, Ints

MOST_PARTS = 200
RESTS_ON = ("commitments", "response", "penalties", "later")
BINDS = ("no deal", "cheating", "later", "both")
"""By whether the premium, and twice whether the later value, is above 0."""

NEEDS = columns(
    ("label", "text", "Letter of the package."),
    ("party", "text", "Key of the party."),
    ("party_name", "text", "Its name."),
    ("applies", "flag", "A commitment of the party applies to the package: its word is asked."),
    ("worth", "points", "Median of U, what the package is worth while it is kept."),
    ("no_deal", "points", "Median of the no-deal value r."),
    (
        "later",
        "points",
        "Median of how far r will have moved when war is most tempting again; none where the case "
        "does not say.",
    ),
    ("gains", "points", "Median of what cheating gains, points a year; none as for `years`."),
    ("builds", "points", "Median of what it builds, points a year for each year of it."),
    (
        "years",
        "number",
        "Median of the mean years until a breach has consequences; none where it never has any, "
        "and where no word is asked.",
    ),
    ("penalty", "number", "Median of what consequences cost, point-years."),
    ("discount", "number", "Median discount rate a year."),
    (
        "premium",
        "points",
        "Median of what cheating adds to r, negative where it does not pay; none where it has no "
        "measure: nobody ever acts.",
    ),
    (
        "need",
        "points",
        "Median of what the package must be worth: r + max(0, later) + max(0, premium); r + later "
        "where no word is asked.",
    ),
    ("available", "points", "Median of what it is worth: U."),
    ("margin_low", "points", "10 % quantile of the worth less the need; none without measure."),
    ("margin", "points", "Median."),
    ("margin_high", "points", "90 % quantile."),
    ("holds", "share", "Share of the draws in which the party keeps to the package."),
    ("holds_low", "share", "Low end of its 95 % interval."),
    ("holds_high", "share", "High end."),
    ("n", "count", "Number of draws."),
    ("binds", "text", "What it must beat most often: no deal, cheating, later, or both of these."),
    (
        "years_at_most",
        "number",
        "Years to the consequences of a breach with which it just holds in the central draw, all "
        "else as it is; none where no number does, or any.",
    ),
    ("penalty_at_least", "number", "The penalty with which it just holds, point-years; likewise."),
    ("later_at_most", "points", "The later value with which it just holds; likewise."),
    ("central_years", "number", "Years to the consequences in the central draw."),
    ("central_penalty", "number", "Penalty in the central draw."),
    ("central_later", "points", "Later value in the central draw."),
    ("central_margin", "points", "Worth less need in the central draw."),
    ("break_even", "text", "The break-even values in words, or why there are none."),
)
PARTS = columns(
    ("terms", "text", "Options of the issues on which it depends."),
    ("seen_terms", "text", "Those of them that decide when a breach is seen."),
    ("acted_terms", "text", "Those that decide when it is acted upon."),
    ("seen", "number", "Median of the years until it is seen; none for never."),
    ("acted", "number", "Median of the years from then until it is acted upon; none for never."),
    ("years_low", "number", "10 % quantile of the years from a breach to its consequences."),
    ("years", "number", "Median; none for never."),
    ("years_high", "number", "90 % quantile."),
    ("never", "flag", "A breach never has consequences."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """What each shown package needs and has; when a breach has consequences."""
    return (needs(study), parts(study))


def needs(study: Study) -> Finding:
    """One row for each shown package and party that could break it."""
    table = TableBuilder(NEEDS)
    leads = []
    holders = [p for p in map(str, study.case.parties) if _keys(study, p)]
    drawn = {p: Keeping.of(study, p, study.draws, study.shown_codes) for p in holders}
    middle = {p: Keeping.of(study, p, study.middle, study.shown_codes) for p in holders}
    for place, entry in enumerate(study.shown):
        for party in holders:
            if drawn[party].asked[place] or party in study.case.later:
                name = study.name(party)
                words = in_words(middle[party].balance(place), name, entry.label)
                leads.append(words[0])
                table.add(
                    label=entry.label,
                    party=party,
                    party_name=name,
                    **_sizes(drawn[party], place),
                    **_standing(drawn[party], place),
                    **_break_even(middle[party], place),
                    break_even=" ".join(words),
                )
    rests_on = [word for word in RESTS_ON if getattr(study.case, word)]
    sentence, figures = _answer(study, table, leads)
    return table.finding("holding.needs", sentence, figures, rests_on)


def _keys(study: Study, party: str) -> list[str]:
    """The conditions that keep a party to its word."""
    return [key for key in (f"cheat:{party}", f"later:{party}") if key in study.shown_margins]


def _sizes(drawn: Keeping, place: int) -> dict[str, Cell]:
    """Medians of all that the condition is made of."""
    columns: dict[str, Floats | None] = {
        "worth": drawn.worth[:, place] / NANO,
        "no_deal": drawn.no_deal / NANO,
        **dict.fromkeys(("later", "gains", "builds", "years", "penalty", "discount", "premium")),
    }
    if drawn.party in drawn.study.case.later:
        columns["later"] = drawn.later[:, place] / NANO
    if drawn.asked[place]:
        columns |= {
            "gains": drawn.gains[:, place],
            "builds": drawn.builds[:, place],
            "years": drawn.years[:, place],
            "penalty": drawn.penalty[:, place],
            "discount": drawn.discount,
            "premium": -_measured(-drawn.premium[:, place]),
        }
    medians = {n: None if c is None else _quantiles(c)[1] for n, c in columns.items()}
    return {"applies": bool(drawn.asked[place]), **medians}


def _standing(drawn: Keeping, place: int) -> dict[str, Cell]:
    """What it must be worth, how often it is, and what it must beat."""
    margins = [drawn.study.shown_margins[key] for key in _keys(drawn.study, drawn.party)]
    holds = np.logical_and.reduce([margin.holds[:, place] for margin in margins])
    hits, n = int(holds.sum()), len(holds)
    low, high = wilson(hits, n)
    margin = _measured(drawn.margin[:, place])
    worth = drawn.worth[:, place] / NANO
    ways = 1 * (drawn.premium[:, place] > 0) + 2 * (drawn.later[:, place] > 0)
    return {
        "need": _quantiles(worth - margin)[1],
        "available": _quantiles(worth)[1],
        **dict(zip(("margin_low", "margin", "margin_high"), _quantiles(margin), strict=True)),
        "holds": hits / n,
        "holds_low": low,
        "holds_high": high,
        "n": n,
        "binds": BINDS[int(np.argmax(np.bincount(ways, minlength=len(BINDS))))],
    }


def _measured(nano: Ints) -> Floats:
    """Points; minus infinity where no number says how far it fails: nobody ever acts."""
    return np.where(nano > OUT_OF_SIGHT, nano / NANO, -np.inf)


def _quantiles(column: Floats) -> tuple[float | None, ...]:
    """10, 50 and 90 % quantiles; None where they are not finite."""
    with np.errstate(invalid="ignore"):
        found = quantiles(column)
    return tuple(value if np.isfinite(value) else None for value in found)


def _break_even(middle: Keeping, place: int) -> dict[str, Cell]:
    """The values at which the package just holds in the central draw, all else as it is."""
    balance = middle.balance(place)
    cells: dict[str, Cell] = dict.fromkeys(
        ("years_at_most", "penalty_at_least", "central_years", "central_penalty")
    )
    if balance.asked:
        cells["years_at_most"] = balance.years_at_most.value
        cells["penalty_at_least"] = balance.penalty_at_least.value
        cells["central_years"] = balance.years if np.isfinite(balance.years) else None
        cells["central_penalty"] = balance.penalty
    has_later = balance.later is not None
    return cells | {
        "later_at_most": balance.later_at_most.value if has_later else None,
        "central_later": balance.later,
        "central_margin": _quantiles(_measured(middle.margin[:, place]))[1],
    }


def _answer(
    study: Study, table: TableBuilder, leads: Sequence[str]
) -> tuple[str, tuple[Figure, ...]]:
    """Who would least often keep to the first of the menu, or of all that is shown."""
    if not table.rows:
        return (
            "No party undertakes what it could break or grows stronger later: the case does not "
            "ask whether a deal would hold.",
            (),
        )
    first = {
        entry.label for entry in study.shown if study.menu and entry.code == study.menu[0].code
    }
    rows = list(zip(table.records(), leads, strict=True))
    mine = [pair for pair in rows if pair[0]["label"] in first] or rows
    row, lead = min(mine, key=lambda pair: float(pair[0]["holds"] or 0.0))
    holds = share("holds", round(float(row["holds"] or 0.0) * study.n), study.n)
    values = [
        Figure(name, float(value), "years")
        for name in ("years_at_most", "central_years")
        if (value := row[name]) is not None
    ]
    often = f"{row['party_name']} would keep to package {row['label']} {readings(holds.value)}."
    # Where all is judgement, the value that would be needed says more than a share.
    order = (lead, often) if _is_judged(study) else (often, lead)
    return " ".join(order), (holds, *values)


def _is_judged(study: Study) -> bool:
    """Nothing of what makes parties keep their word is taken straight from a source."""
    evidence = study.case.origin.evidence
    paths = [path for path in study.model.book.quantities if path.split(".")[0] in RESTS_ON]
    return all(evidence.of(path).kind != "sourced" for path in paths)


def parts(study: Study) -> Finding:
    """When a breach has consequences: one row for each combination of what it depends on."""
    table = TableBuilder(PARTS)
    case, space, response = study.case, study.space, study.case.response
    if response is None:
        return table.finding(
            "holding.parts", "The case does not say when a breach has consequences."
        )
    axes = space.axes((*response.seen.by, *response.acted.by))
    seen, acted = (
        grid(space, timing, path, study.draws, axes).reshape(study.n, -1)
        for timing, path in ((response.seen, "response.seen"), (response.acted, "response.acted"))
    )
    combinations = list(itertools.product(*(space.options[axis] for axis in axes)))
    for column, options in enumerate(combinations[:MOST_PARTS]):
        pattern = {space.issues[axis]: option for axis, option in zip(axes, options, strict=True)}
        spread = _quantiles(seen[:, column] + acted[:, column])
        table.add(
            terms=terms(case, pattern),
            seen_terms=terms(case, {issue: pattern[issue] for issue in response.seen.by}),
            acted_terms=terms(case, {issue: pattern[issue] for issue in response.acted.by}),
            seen=_quantiles(seen[:, column])[1],
            acted=_quantiles(acted[:, column])[1],
            years_low=spread[0],
            years=spread[1],
            years_high=spread[2],
            never=spread[1] is None,
        )
    cut = ""
    if len(combinations) > MOST_PARTS:
        cut = f"{MOST_PARTS} of {len(combinations):,} combinations are shown."
    return table.finding("holding.parts", _quickest(table), rests_on=["response"], cut=cut)


def _quickest(table: TableBuilder) -> str:
    """The least and the most years, and how often there are none."""
    rows = [row for row in table.records() if row["years"] is not None]
    if not rows:
        return "A breach never has consequences."
    rows.sort(key=lambda row: float(row["years"] or 0.0))
    ends = [rows[0], rows[-1]] if rows[0]["years"] != rows[-1]["years"] else rows[:1]
    said = [
        f"{in_years(float(row['years'] or 0.0))} years"
        + (f" ({row['terms']})" if row["terms"] else "")
        for row in ends
    ]
    never = len(table.rows) - len(rows)
    more = f"; never with {never} of {len(table.rows)} combinations of terms" if never else ""
    return f"From a breach to its consequences: {' to '.join(said)}{more}."
