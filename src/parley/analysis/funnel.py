"""In how many readings some package passes, a menu of three does, a single text does."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import readings, share, wilson
from parley.analysis.study import Study, quantiles
from parley.conditions.forms import NANO
from parley.conditions.words import terms
from parley.engine.scan import Tally
from parley.engine.variants import JUDGED, JUDGEMENT_RANGE, VARIANTS

MOST_EFFICIENT = 200
SHARE = "share of the draws"

STAGES = columns(
    ("stage", "text", "Name of the stage; stages are cumulative."),
    ("some", "share", f"{SHARE} in which some package passes."),
    ("some_low", "share", "Low end of its 95 % Wilson interval."),
    ("some_high", "share", "High end."),
    ("menu", "share", f"{SHARE} in which one of the menu of three passes."),
    ("menu_low", "share", "Low end of its interval."),
    ("menu_high", "share", "High end."),
    ("single", "share", f"{SHARE} in which the single package passes that passes most."),
    (
        "single_low",
        "share",
        "Low end of its interval, which does not know that menu and package were chosen on the "
        "same draws and so may look a little better than they are.",
    ),
    ("single_high", "share", "High end."),
    ("single_code", "count", "Code of that package; none where all pass alike."),
    ("single_terms", "text", "Its terms."),
    ("judgement_some_low", "share", "Least `some` over the weight variants."),
    ("judgement_some_high", "share", "Greatest `some` over the weight variants."),
    ("judgement_single_low", "share", "Least `single` over the weight variants."),
    ("judgement_single_high", "share", "Greatest `single` over the weight variants."),
    ("packages_median", "number", "Median over draws of the number of packages that pass."),
    ("packages_low", "number", "5 % quantile of that number."),
    ("packages_high", "number", "95 % quantile of that number."),
    ("n", "count", "Number of draws."),
)
READ_OTHERWISE = columns(
    ("variant", "text", "Key of the variant."),
    ("title", "text", "What is read otherwise."),
    ("some", "share", f"{SHARE} in which some package is acceptable."),
    ("some_low", "share", "Low end of its 95 % interval."),
    ("some_high", "share", "High end."),
    ("single", "share", f"{SHARE} in which the single package passes that passes most."),
    ("single_low", "share", "Low end of its interval."),
    ("single_high", "share", "High end."),
    ("single_code", "count", "Code of that package."),
    ("packages_median", "number", "Median number of acceptable packages."),
    ("n", "count", "Number of draws."),
)
MENU = columns(
    ("place", "count", "1 for the package that passes most."),
    ("code", "count", "Code of the package."),
    ("terms", "text", "Its terms."),
    ("adds", "share", f"{SHARE} that it is the first of the menu to cover."),
    ("covered", "share", f"{SHARE} that the menu so far covers."),
    ("n", "count", "Number of draws."),
)
OPTIONS = columns(
    ("issue", "text", "Key of the issue."),
    ("issue_title", "text", "Its title."),
    ("option", "text", "Key of the option."),
    ("option_title", "text", "Its title."),
    ("some", "share", f"{SHARE} in which some acceptable package has the option."),
    ("single", "share", f"Greatest {SHARE} in which one package with it is acceptable."),
    ("single_code", "count", "Code of that package."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The funnel, its variants, the menu, options, efficient packages."""
    return (stages(study), variants(study), menu(study), options(study), efficient(study))


def stages(study: Study) -> Finding:
    """One row a stage."""
    table = TableBuilder(STAGES)
    table.add(stage="feasible", **_feasible(study))
    table.add(stage="acceptable", **_acceptable(study))
    some, menu, single = (
        share("some", _some(study.judged), study.n),
        share("menu", _covered(study), study.n),
        share("single", _single(study.judged)[0], study.n),
    )
    sentence = (
        f"One text, the same in every reading, is acceptable {readings(single.value)}; one of a "
        f"menu of three, chosen greedily, {readings(menu.value)}; some package "
        f"{readings(some.value)}."
    )
    return table.finding(
        "funnel.stages", sentence, (some, menu, single), ("preferences", "blocks", "rules")
    )


def _feasible(study: Study) -> dict[str, Cell]:
    """Rules do not depend on the draw: what is feasible is feasible in all."""
    number = float(study.model.feasible.sum())
    ends = ("", "_low", "_high")
    cells: dict[str, Cell] = {
        f"{name}{e}": 1.0 for name in ("some", "menu", "single") for e in ends
    }
    cells |= {f"judgement_{name}{e}": 1.0 for name in ("some", "single") for e in ends[1:]}
    cells |= {f"packages_{name}": number for name in ("median", "low", "high")}
    return cells | {"single_code": None, "single_terms": "", "n": study.n}


def _acceptable(study: Study) -> dict[str, Cell]:
    judged = study.judged
    hits, code = _single(judged)
    cells: dict[str, Cell] = {"n": study.n}
    for name, number in (("some", _some(judged)), ("menu", _covered(study)), ("single", hits)):
        low, high = wilson(number, study.n)
        cells |= {name: number / study.n, f"{name}_low": low, f"{name}_high": high}
    over = [study.tallies[key] for key in JUDGEMENT_RANGE]
    for name, shares in (
        ("some", [_some(tally) / study.n for tally in over]),
        ("single", [_single(tally)[0] / study.n for tally in over]),
    ):
        cells |= {f"judgement_{name}_low": min(shares), f"judgement_{name}_high": max(shares)}
    low, median, high = quantiles(judged.passing.astype(np.float64), (0.05, 0.5, 0.95))
    return cells | {
        "single_code": code,
        "single_terms": "" if code is None else terms(study.case, study.space.package(code)),
        "packages_median": median,
        "packages_low": low,
        "packages_high": high,
    }


def _some(tally: Tally) -> int:
    return int((tally.passing > 0).sum())


def _covered(study: Study) -> int:
    return study.menu[-1].covered if study.menu else 0


def _single(tally: Tally) -> tuple[int, int | None]:
    """How often the package passes that passes most, and its code; ties by lowest code."""
    code = int(np.argmax(tally.counts))
    hits = int(tally.counts[code])
    return hits, code if hits else None


def variants(study: Study) -> Finding:
    """The same draws read in other ways."""
    table = TableBuilder(READ_OTHERWISE)
    for variant in VARIANTS:
        tally = study.tallies[variant.key]
        hits, code = _single(tally)
        some_low, some_high = wilson(_some(tally), study.n)
        single_low, single_high = wilson(hits, study.n)
        table.add(
            variant=variant.key,
            title=variant.title,
            some=_some(tally) / study.n,
            some_low=some_low,
            some_high=some_high,
            single=hits / study.n,
            single_low=single_low,
            single_high=single_high,
            single_code=code,
            packages_median=float(np.median(tally.passing)),
            n=study.n,
        )
    shares = {key: _some(tally) / study.n for key, tally in study.tallies.items()}
    sentence = (
        f"As judged, some package is acceptable {readings(shares[JUDGED])}; if no red line were "
        f"real, {readings(shares['red_lines_none'])}; if nobody blocked anything, "
        f"{readings(shares['blocks_none'])}."
    )
    figures = [
        share(variant.key, _some(study.tallies[variant.key]), study.n) for variant in VARIANTS
    ]
    return table.finding("funnel.variants", sentence, figures)


def menu(study: Study) -> Finding:
    """Up to three packages, greedily."""
    table = TableBuilder(MENU)
    for place, item in enumerate(study.menu, 1):
        table.add(
            place=place,
            code=item.code,
            terms=terms(study.case, study.space.package(item.code)),
            adds=item.adds / study.n,
            covered=item.covered / study.n,
            n=study.n,
        )
    covered = share("covered", _covered(study), study.n)
    sentence = {
        0: "No package is acceptable in any reading, so there is no menu.",
        1: f"One package is acceptable {readings(covered.value)}, and no second one would add any.",
        2: f"One of two packages is acceptable {readings(covered.value)}; the second was chosen "
        "where the first fails, and no third one would add any.",
        3: f"One of three packages is acceptable {readings(covered.value)}; they were chosen one "
        "after the other, each where the ones before it fail.",
    }[len(study.menu)]
    return table.finding("funnel.menu", sentence, (covered,))


def options(study: Study) -> Finding:
    """How far each option goes."""
    table = TableBuilder(OPTIONS)
    space = study.space
    counts = study.judged.counts.reshape(space.shape)
    some = study.judged.present.mean(axis=0)
    column = 0
    for axis, (issue, keys) in enumerate(zip(space.issues, space.options, strict=True)):
        for place, option in enumerate(keys):
            within = np.take(counts, place, axis=axis)
            # The first of several is the one with the lowest code.
            others = np.unravel_index(int(np.argmax(within)), within.shape)
            package = (*map(int, others[:axis]), place, *map(int, others[axis:]))
            most = int(counts[package])
            code = sum(n * stride for n, stride in zip(package, space.strides, strict=True))
            table.add(
                issue=issue,
                issue_title=study.issue_title(issue),
                option=option,
                option_title=study.option_title(issue, option),
                some=float(some[column]),
                single=most / study.n,
                single_code=code if most else None,
            )
            column += 1
    never = int((some == 0).sum())
    sentence = (
        f"{never} of {len(some)} options {'are' if never > 1 else 'is'} in no acceptable package "
        "in any reading."
        if never
        else "Every option is in some acceptable package in some reading."
    )
    return table.finding("funnel.options", sentence)


def efficient(study: Study) -> Finding:
    """Acceptable packages of the central draw that no other acceptable one beats."""
    passing, front = study.central_passing, study.central_efficient
    shown = front[:MOST_EFFICIENT]
    parties = study.principals
    table = TableBuilder(
        columns(
            ("code", "count", "Code of the package."),
            ("terms", "text", "Its terms."),
            *((f"value_{p}", "points", f"V of {study.name(p)}, central draw.") for p in parties),
            *((f"gain_{p}", "points", f"V - no deal of {study.name(p)}.") for p in parties),
        )
    )
    worths = {p: study.worth(p, study.middle, shown)[0] for p in parties}
    no_deals = {p: int(study.no_deal(p, study.middle)[0]) for p in parties}
    for place, code in enumerate(shown):
        cells: dict[str, Cell] = {f"value_{p}": int(worths[p][place]) / NANO for p in parties}
        cells |= {f"gain_{p}": (int(worths[p][place]) - no_deals[p]) / NANO for p in parties}
        table.add(code=int(code), terms=terms(study.case, study.space.package(int(code))), **cells)
    sentence = (
        f"In the central draw {len(passing):,} packages are acceptable, and {len(front):,} of them "
        "are efficient: no other acceptable one is at least as good for every principal and better "
        "for one."
        if len(passing)
        else "In the central draw no package is acceptable."
    )
    cut = (
        f"The first {MOST_EFFICIENT} of {len(front):,} by code are listed."
        if len(front) > len(shown)
        else ""
    )
    return table.finding("funnel.efficient", sentence, cut=cut)
