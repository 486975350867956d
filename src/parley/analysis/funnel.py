"""In how many readings some package passes, a menu of three does, a single text does."""

from __future__ import annotations

import numpy as np

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import in_100, share, wilson
from parley.analysis.study import Study, quantiles
from parley.conditions.words import terms
from parley.engine.scan import Tally
from parley.engine.variants import JUDGED, JUDGEMENT_RANGE, VARIANTS

QUESTION = "funnel"
MOST_EFFICIENT = 200
SHARE = "share of the draws"


def find(study: Study) -> tuple[Finding, ...]:
    """The funnel, its variants, the menu, options, efficient packages."""
    return (stages(study), variants(study), menu(study), options(study), efficient(study))


def stages(study: Study) -> Finding:
    """One row a stage."""
    table = TableBuilder(
        columns(
            ("stage", "text", "Name of the stage; stages are cumulative."),
            ("some", "share", f"{SHARE} in which some package passes."),
            ("some_low", "share", "Low end of its 95 % Wilson interval."),
            ("some_high", "share", "High end."),
            ("menu", "share", f"{SHARE} in which one of the menu of three passes."),
            ("menu_low", "share", "Low end of its interval."),
            ("menu_high", "share", "High end."),
            ("single", "share", f"{SHARE} in which the single package passes that passes most."),
            ("single_low", "share", "Low end of its interval."),
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
    )
    feasible = float(study.model.feasible.sum())
    certain: dict[str, Cell] = {
        f"{name}{end}": 1.0 for name in ("some", "menu", "single") for end in ("", "_low", "_high")
    }
    certain |= {f"judgement_{name}_{end}": 1.0 for name in ("some", "single") for end in ("low", "high")}
    table.add(
        stage="feasible",
        **certain,
        single_code=None,
        single_terms="",
        packages_median=feasible,
        packages_low=feasible,
        packages_high=feasible,
        n=study.n,
    )
    table.add(stage="acceptable", **_acceptable(study))
    figures = (
        share("some", _some(study.judged), study.n),
        share("menu", study.menu[-1].covered if study.menu else 0, study.n),
        share("single", _single(study.judged)[0], study.n),
    )
    sentence = (
        f"One text, the same in every reading, is acceptable in {in_100(figures[2].value)} "
        f"readings; a menu of three, chosen greedily, covers {in_100(figures[1].value)}; some "
        f"package is acceptable in {in_100(figures[0].value)}."
    )
    return Finding(
        "funnel.stages",
        QUESTION,
        sentence,
        figures,
        table.columns,
        tuple(table.rows),
        ("preferences", "blocks", "rules"),
    )


def _acceptable(study: Study) -> dict[str, Cell]:
    judged = study.judged
    hits, code = _single(judged)
    covered = study.menu[-1].covered if study.menu else 0
    cells: dict[str, Cell] = {"n": study.n}
    for name, number in (("some", _some(judged)), ("menu", covered), ("single", hits)):
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


def _single(tally: Tally) -> tuple[int, int | None]:
    """How often the package passes that passes most, and its code; ties by lowest code."""
    code = int(np.argmax(tally.counts))
    hits = int(tally.counts[code])
    return hits, code if hits else None


def variants(study: Study) -> Finding:
    """The same draws read in other ways."""
    table = TableBuilder(
        columns(
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
    )
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
    shares = {str(row[0]): float(row[2] or 0.0) for row in table.rows}
    sentence = (
        f"As judged, some package is acceptable in {in_100(shares[JUDGED])} readings; if no red "
        f"line were real, in {in_100(shares['red_lines_none'])}; if nobody blocked anything, in "
        f"{in_100(shares['blocks_none'])}."
    )
    figures = tuple(
        share(variant.key, _some(study.tallies[variant.key]), study.n) for variant in VARIANTS
    )
    return Finding(
        "funnel.variants", QUESTION, sentence, figures, table.columns, tuple(table.rows)
    )


def menu(study: Study) -> Finding:
    """Up to three packages, greedily."""
    table = TableBuilder(
        columns(
            ("place", "count", "1 for the package that passes most."),
            ("code", "count", "Code of the package."),
            ("terms", "text", "Its terms."),
            ("adds", "share", f"{SHARE} that it is the first of the menu to cover."),
            ("covered", "share", f"{SHARE} that the menu so far covers."),
            ("n", "count", "Number of draws."),
        )
    )
    for place, item in enumerate(study.menu, 1):
        table.add(
            place=place,
            code=item.code,
            terms=terms(study.case, study.space.package(item.code)),
            adds=item.adds / study.n,
            covered=item.covered / study.n,
            n=study.n,
        )
    covered = study.menu[-1].covered if study.menu else 0
    if not study.menu:
        sentence = "No package is acceptable in any reading, so there is no menu."
    else:
        words = {1: "One package covers", 2: "Two packages cover", 3: "Three packages cover"}
        sentence = (
            f"{words[len(study.menu)]} {in_100(covered / study.n)} readings; chosen one after the "
            "other, each where the ones before it fail."
        )
    return Finding(
        "funnel.menu",
        QUESTION,
        sentence,
        (share("covered", covered, study.n),),
        table.columns,
        tuple(table.rows),
    )


def options(study: Study) -> Finding:
    """How far each option goes."""
    table = TableBuilder(
        columns(
            ("issue", "text", "Key of the issue."),
            ("issue_title", "text", "Its title."),
            ("option", "text", "Key of the option."),
            ("option_title", "text", "Its title."),
            ("some", "share", f"{SHARE} in which some acceptable package has the option."),
            ("single", "share", f"Greatest {SHARE} in which one package with it is acceptable."),
            ("single_code", "count", "Code of that package."),
        )
    )
    space = study.space
    counts = study.judged.counts.reshape(space.shape)
    column = 0
    for axis, (issue, option_keys) in enumerate(zip(space.issues, space.options, strict=True)):
        others = tuple(i for i in range(len(space.shape)) if i != axis)
        most = counts.max(axis=others) if others else counts
        for place, option in enumerate(option_keys):
            code = None
            if most[place]:
                # Lowest code among the packages with the option that pass most.
                within = np.take(counts, place, axis=axis)
                rest = np.unravel_index(int(np.argmax(within)), within.shape)
                where = (*rest[:axis], place, *rest[axis:])
                code = int(np.ravel_multi_index(where, space.shape))
            table.add(
                issue=issue,
                issue_title=study.issue_title(issue),
                option=option,
                option_title=study.option_title(issue, option),
                some=float(study.judged.present[:, column].mean()),
                single=int(most[place]) / study.n,
                single_code=code,
            )
            column += 1
    never = sum(1 for row in table.rows if row[4] == 0)
    sentence = (
        f"{never} of {len(table.rows)} options are in no acceptable package in any reading."
        if never
        else "Every option is in some acceptable package in some reading."
    )
    return Finding("funnel.options", QUESTION, sentence, (), table.columns, tuple(table.rows))


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
        cells: dict[str, Cell] = {f"value_{p}": int(worths[p][place]) / 1e9 for p in parties}
        cells |= {
            f"gain_{p}": (int(worths[p][place]) - no_deals[p]) / 1e9 for p in parties
        }
        table.add(
            code=int(code), terms=terms(study.case, study.space.package(int(code))), **cells
        )
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
    return Finding(
        "funnel.efficient", QUESTION, sentence, (), table.columns, tuple(table.rows), (), cut
    )
