"""In how many readings some package passes, a menu of three does, a single text does."""

from __future__ import annotations

import numpy as np

from parley.analysis.central import bounded
from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shares import readings, share, wilson
from parley.analysis.shortlist import Menu
from parley.analysis.study import Numbers, Study, quantiles
from parley.analysis.wording import in_words
from parley.conditions.forms import NANO
from parley.conditions.words import terms
from parley.engine.scan import Passed
from parley.engine.variants import JUDGED, judgement_range, variants_of

MOST_EFFICIENT = 200
SHARE = "share of the draws"
ASKED = (
    "preferences",
    "blocks",
    "rules",
    "commitments",
    "response",
    "penalties",
    "later",
    "bodies",
)
"""What of a case its stages rest on."""

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
    (
        "packages_median_low",
        "number",
        "Low end of the 95 % interval of the median, where packages are sampled; else the median.",
    ),
    ("packages_median_high", "number", "High end."),
    ("n", "count", "Number of draws."),
)
READ_OTHERWISE = columns(
    ("variant", "text", "Key of the variant."),
    ("title", "text", "What is read otherwise."),
    ("some", "share", f"{SHARE} in which some package passes all stages."),
    ("some_low", "share", "Low end of its 95 % interval."),
    ("some_high", "share", "High end."),
    ("single", "share", f"{SHARE} in which the single package passes that passes most."),
    ("single_low", "share", "Low end of its interval."),
    ("single_high", "share", "High end."),
    ("single_code", "count", "Code of that package."),
    (
        "packages_median",
        "number",
        "Median number of packages that pass all stages; an estimate where packages are sampled.",
    ),
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
    ("some", "share", f"{SHARE} in which some package that passes has the option."),
    ("single", "share", f"Greatest {SHARE} in which one package with it passes."),
    ("single_code", "count", "Code of that package."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The funnel, its variants, the menu, options, efficient packages."""
    return (stages(study), variants(study), menu(study), options(study), efficient(study))


def stages(study: Study) -> Finding:
    """One row a stage."""
    table = TableBuilder(STAGES)
    table.add(stage="feasible", **_feasible(study))
    for place, stage in enumerate(study.stages):
        table.add(stage=stage, **_stage(study, place))
    last = table.records()[-1]
    some, menu, single = (
        share(name, round(float(last[name] or 0.0) * study.n), study.n)
        for name in ("some", "menu", "single")
    )
    sentence = (
        f"One text, the same in every reading, {study.does} {readings(single.value)}; one of a "
        f"menu of three, chosen greedily, {readings(menu.value)}; some package "
        f"{readings(some.value)}."
    )
    return table.finding("funnel.stages", sentence, (some, menu, single), ASKED)


def _feasible(study: Study) -> dict[str, Cell]:
    """Rules do not depend on the draw: what is feasible is feasible in all."""
    number = float(study.model.rules.size)
    ends = ("", "_low", "_high")
    cells: dict[str, Cell] = {
        f"{name}{e}": 1.0 for name in ("some", "menu", "single") for e in ends
    }
    cells |= {f"judgement_{name}{e}": 1.0 for name in ("some", "single") for e in ends[1:]}
    numbers = ("median", "low", "high", "median_low", "median_high")
    cells |= {f"packages_{name}": number for name in numbers}
    return cells | {"single_code": None, "single_terms": "", "n": study.n}


def _stage(study: Study, place: int) -> dict[str, Cell]:
    judged = study.tallies[JUDGED].at(place)
    hits, code = _single(study, judged)
    covered = _covered(study.menus[study.stages[place]])
    cells: dict[str, Cell] = {"n": study.n}
    for name, number in (("some", _some(judged)), ("menu", covered), ("single", hits)):
        low, high = wilson(number, study.n)
        cells |= {name: number / study.n, f"{name}_low": low, f"{name}_high": high}
    cells["some_high"] = wilson(int(judged.maybe.sum()), study.n)[1]
    over = [study.tallies[key].at(place) for key in judgement_range(study.model)]
    for name, shares in (
        ("some", [_some(tally) / study.n for tally in over]),
        ("single", [_single(study, tally)[0] / study.n for tally in over]),
    ):
        cells |= {f"judgement_{name}_low": min(shares), f"judgement_{name}_high": max(shares)}
    return cells | {
        "single_code": code,
        "single_terms": "" if code is None else terms(study.case, study.space.package(code)),
        **_packages(study.numbers(JUDGED)[place]),
    }


def _packages(numbers: Numbers) -> dict[str, Cell]:
    """How many packages pass, over the draws."""
    low, median, high = quantiles(numbers.value, (0.05, 0.5, 0.95))
    return {
        "packages_median": median,
        "packages_low": low,
        "packages_high": high,
        "packages_median_low": quantiles(numbers.low, (0.5,))[0],
        "packages_median_high": quantiles(numbers.high, (0.5,))[0],
    }


def _some(passed: Passed) -> int:
    return int(passed.some.sum())


def _covered(menu: Menu) -> int:
    return menu[-1].covered if menu else 0


def _single(study: Study, passed: Passed) -> tuple[int, int | None]:
    """How often the package passes that passes most, and its code; ties by lowest code."""
    place = int(np.argmax(passed.counts))
    hits = int(passed.counts[place])
    return hits, int(study.listing.codes[place]) if hits else None


def variants(study: Study) -> Finding:
    """The same draws read in other ways, or with a kind of condition left out: what binds."""
    table = TableBuilder(READ_OTHERWISE)
    asked = variants_of(study.model)
    for variant in asked:
        passed = study.tallies[variant.key].last
        hits, code = _single(study, passed)
        some_low = wilson(_some(passed), study.n)[0]
        some_high = wilson(int(passed.maybe.sum()), study.n)[1]
        single_low, single_high = wilson(hits, study.n)
        table.add(
            variant=variant.key,
            title=variant.title,
            some=_some(passed) / study.n,
            some_low=some_low,
            some_high=some_high,
            single=hits / study.n,
            single_low=single_low,
            single_high=single_high,
            single_code=code,
            packages_median=float(np.median(study.numbers(variant.key)[-1].value)),
            n=study.n,
        )
    figures = [
        share(variant.key, _some(study.tallies[variant.key].last), study.n) for variant in asked
    ]
    left_out = [
        f"{variant.title[0].lower()}{variant.title[1:]}, {readings(figure.value)}"
        for variant, figure in zip(asked, figures, strict=True)
        if variant.key.endswith("_none")
    ]
    sentence = (
        f"As judged, some package {study.does} {readings(figures[0].value)}; {'; '.join(left_out)}."
    )
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
    covered = share("covered", _covered(study.menu), study.n)
    sentence = {
        0: f"No package {study.does} in any reading, so there is no menu.",
        1: f"One package {study.does} {readings(covered.value)}, and no second one would add any.",
        2: f"One of two packages {study.does} {readings(covered.value)}; the second was chosen "
        "where the first fails, and no third one would add any.",
        3: f"One of three packages {study.does} {readings(covered.value)}; they were chosen one "
        "after the other, each where the ones before it fail.",
    }[len(study.menu)]
    return table.finding("funnel.menu", sentence, (covered,))


def options(study: Study) -> Finding:
    """How far each option goes."""
    table = TableBuilder(OPTIONS)
    space = study.space
    counts = study.judged.counts
    digits = space.digits(study.listing.codes)
    some = study.judged.present.mean(axis=0)
    column = 0
    for axis, (issue, keys) in enumerate(zip(space.issues, space.options, strict=True)):
        for place, option in enumerate(keys):
            within = np.flatnonzero(digits[axis] == place)
            # The first of several is the one with the lowest code.
            best = within[np.argmax(counts[within])] if len(within) else None
            most = 0 if best is None else int(counts[best])
            table.add(
                issue=issue,
                issue_title=study.issue_title(issue),
                option=option,
                option_title=study.option_title(issue, option),
                some=float(some[column]),
                single=most / study.n,
                single_code=int(study.listing.codes[best]) if most else None,
            )
            column += 1
    never = int((some == 0).sum())
    sentence = (
        f"{never} of {len(some)} options {'are' if never > 1 else 'is'} in no package that passes "
        "in any reading."
        if never
        else "Every option is in some package that passes in some reading."
    )
    return table.finding("funnel.options", sentence)


def efficient(study: Study) -> Finding:
    """Packages that pass in the central draw and that no other such one beats."""
    passing, front = study.central.numbers[study.stages[-1]], study.central_efficient.codes
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
        f"Packages that pass in the central draw: {in_words(passing)}; efficient among them: "
        f"{len(front):,}. No other one that passes is at least as good for every principal, and "
        "better for one, than these."
        if len(front)
        else "In the central draw no package passes."
    )
    cut = (
        f"The first {MOST_EFFICIENT} of {len(front):,} by code are listed."
        if len(front) > len(shown)
        else ""
    )
    cut = " ".join([cut, *bounded(study.central_efficient)]).strip()
    return table.finding("funnel.efficient", sentence, cut=cut)
