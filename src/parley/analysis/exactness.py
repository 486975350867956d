"""Which figures are exact, which are bounds, and which are estimates."""

from __future__ import annotations

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.study import FEW, Study
from parley.engine.variants import JUDGED

EXACT, AT_LEAST, ESTIMATE = "exact", "at least", "estimate"

FIGURES = columns(
    ("what", "text", "Which figures."),
    ("how", "text", "exact: counted without error; at least: a lower bound; estimate: sampled."),
    ("because", "text", "How they come about."),
)


def find(study: Study) -> tuple[Finding, ...]:
    """How the figures of the run come about; shares of draws have their own intervals besides."""
    if study.listing.is_whole:
        return (_of_all(study),)
    return (_of_too_many(study),)


def _of_all(study: Study) -> Finding:
    table = TableBuilder(FIGURES)
    size = f"{len(study.listing.codes):,}"
    table.add(
        what="whether some package passes, how many do, how often each does",
        how=EXACT,
        because=f"each of the {size} packages that break no rule is looked at in every draw",
    )
    sentence = (
        f"Each of the {size} packages that break no rule was looked at in every reading: nothing "
        "is left out but what more readings would tell."
    )
    return table.finding("exactness.figures", sentence)


def _of_too_many(study: Study) -> Finding:
    table = TableBuilder(FIGURES)
    listed, asked = f"{len(study.listing.codes):,}", f"{len(study.sample):,}"
    judged = study.tallies[JUDGED].last
    undecided = int((judged.maybe & ~judged.some).sum())
    for what, how, because in (
        (
            "whether some package passes: the shares of some package, of what levers, shifts and "
            "removed red lines change, and of the option of every variant",
            AT_LEAST if undecided else EXACT,
            "decided by elimination in every draw"
            + (f"; {undecided:,} draws were left undecided" if undecided else ""),
        ),
        (
            "how often a single package passes",
            EXACT,
            "each package shown is asked in every draw",
        ),
        (
            "how often the package passes that passes most; the menu of three; types of package; "
            "in how many draws an option is in some package that passes",
            AT_LEAST,
            f"the best of {listed} packages that a search found: others were not asked",
        ),
        (
            "how many packages pass",
            ESTIMATE,
            f"from {asked} packages taken at random, in the first {min(FEW, study.n)} draws; with "
            "95 % intervals",
        ),
    ):
        table.add(what=what, how=how, because=because)
    size = study.model.rules.size
    left = f" In {undecided:,} readings that was not decided." if undecided else ""
    sentence = (
        f"{size:,} packages break no rule: too many to look at each. Whether some package passes "
        f"is decided exactly all the same.{left} The single text, the menu and the options are the "
        f"best among {listed} packages that a search found: their shares are at least as high. "
        f"Numbers of packages are estimates from {asked} packages taken at random, with 95 % "
        "intervals."
    )
    return table.finding("exactness.figures", sentence, cut=sentence)
