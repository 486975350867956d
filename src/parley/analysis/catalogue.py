"""The page that lists what a run finds: every finding and table, every column described."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from parley import bundled
from parley.analysis import QUESTIONS, answer
from parley.analysis.finding import Column, Finding
from parley.analysis.study import Study, study
from parley.analysis.wording import does
from parley.conditions import build
from parley.engine.ensemble import chunks, merge, tally
from parley.engine.layouts import layouts
from parley.engine.variants import JUDGED, variants_of

PAGE = Path("docs/findings.md")
DRAWS = 64

INTRODUCTION = """\
# What a run finds

<!-- Written by `python -m parley.analysis.catalogue` from the code; do not edit. -->

A run is a folder. Beside the briefing and the case it was made from it holds tables, which any
notebook, spreadsheet or database reads:

| file | holds |
|---|---|
| `findings.json` | every finding: its sentence, its figures, its table, what it rests on |
| `findings/ID.parquet` | the table of one finding; in Python `run.table("ID")` |
| `packages.parquet` | every package that breaks no rule; in Python `run.packages` |
| `draws.parquet` | every draw; in Python `run.draws` |
| `manifest.json` | what identifies the run, and hashes that prove its tables |

The same case, draws, seed and version of parley give the same bytes in each of them.

## findings.json

An object with `format` (2), `case` (its title), `as_of`, `draws`, `seed` and `findings`, a list in
the order below. Each finding is an object:

| key | holds |
|---|---|
| `id` | `question.name`; also the name of its Parquet file |
| `question` | the part of the id before the dot |
| `sentence` | what was found, in a sentence |
| `figures` | the numbers that the sentence uses, each with the keys below |
| `columns` | of its table: `name`, `kind` and `about`, a description |
| `rows` | of its table, each a list; null where something is not asked or not known |
| `rests_on` | paths of the case that it depends on, where it names them |
| `cut` | what a limit left out, in words; empty where nothing was |

A figure has `name`, `value` and `unit`, and, or null, `low` and `high`, the ends of its interval
(95 %, Wilson, for a share of draws), and `n`, the draws behind it.

| kind | is | in Parquet |
|---|---|---|
| `text` | text | VARCHAR |
| `share` | 0 to 1 | DOUBLE |
| `points` | points of the party's own scale; never to be compared between parties | DOUBLE |
| `number` | any other number | DOUBLE |
| `count` | a whole number, or the code of a package | BIGINT |
| `flag` | true or false | BOOLEAN |

A **code** numbers packages: the last issue counts fastest, and code 0 has the first option of every
issue. A package passes the stages one after the other:

| stage | a package passes it where |
|---|---|
| `feasible` | it breaks no rule |
| `acceptable` | it could be signed: all who must agree prefer it to no deal, it crosses no red \
line that is real, and nobody blocks it |
| `durable` | it would hold, too: no party gains by coming back stronger or by cheating quietly |
| `ratifiable` | it would be ratified, too: every body whose approval it needs gives it |

Where no stage is named, *passes* means all stages of which the case asks anything. A case that asks
nothing of a stage has no columns of it.
"""

TABLES = """\
## packages.parquet

One row for each package that breaks no rule; of more than two million only those that pass in some
draw.

| column | kind | about |
|---|---|---|
| `code` | count | Code of the package. |
| *issue* | text | Key of its option; a column for each issue. |
{stages}

## draws.parquet

One row for each draw.

| column | kind | about |
|---|---|---|
| `draw` | count | Number of the draw. |
| `attempt.`*party* | count | How often the party was drawn again until its statements agreed. |
| `factors.`*factor* | text | State of the factor. |
| *path* | number | Value of the quantity at this path; a ranking has one for each member. |
| `real.`*path* | flag | The red line or block that stands there puts something out. |
| `passing.`*stage*`.`*variant* | count | Number of packages that pass the stage and all before \
it; the variants are those of `funnel.variants`. |
"""


def catalogue_page() -> str:
    """The page as Markdown, from a small run of the two valleys."""
    asked = _two_valleys()
    parts = [INTRODUCTION]
    findings = {f.id: f for question in QUESTIONS for f in question.find(asked)}
    summary = answer.summarise(asked, findings)
    parts.append(_section("The answer in a few sentences", [summary]))
    for question in QUESTIONS:
        asks = (question.__doc__ or "").strip().removesuffix(".")
        parts.append(_section(asks, question.find(asked)))
    return "\n".join([*parts, TABLES.format(stages="\n".join(_counted(asked)))])


def _counted(asked: Study) -> Iterator[str]:
    """What is counted of each package: the stages, then the stages in other readings."""
    for place, stage in enumerate(asked.stages, 1):
        yield f"| `{stage}` | count | Number of draws in which it {does(asked.stages[:place])}. |"
    for variant in variants_of(asked.model):
        if variant.key != JUDGED:
            title = f"{variant.title[0].lower()}{variant.title[1:]}"
            yield f"| *stage*`.{variant.key}` | count | The same in another reading: {title}. |"


def _two_valleys() -> Study:
    model = build(bundled.load("two-valleys"))
    plans = layouts(model)
    whole = merge([tally(model, plans, 1, numbers) for numbers in chunks(DRAWS)])
    return study(model, 1, whole.attempts, whole.numbers, whole.tallies, 1)


def _section(asks: str, findings: Sequence[Finding]) -> str:
    return "\n".join([f"## {asks}\n", *(_described(finding) for finding in findings)])


def _described(finding: Finding) -> str:
    figures = ", ".join(f"`{figure.name}`" for figure in finding.figures)
    lines = [
        f"### {finding.id}",
        *(["", f"Figures: {figures}."] if figures else []),
        "",
        "| column | kind | about |",
        "|---|---|---|",
        *(
            f"| {_name(column)} | {column.kind} | {_sentence(column)} |"
            for column in finding.columns
        ),
        "",
    ]
    return "\n".join(lines)


def _name(column: Column) -> str:
    """Name of a column; where there is one for each party, the first stands for all."""
    start, _, party = column.name.partition("_")
    is_of_party = start in ("value", "gain") and bool(party)
    return f"`{start}_`*party* (here `{party}`)" if is_of_party else f"`{column.name}`"


def _sentence(column: Column) -> str:
    return (column.about[0].upper() + column.about[1:]).replace("|", "\\|")


def main() -> None:
    """Write the page."""
    PAGE.write_text(catalogue_page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")


if __name__ == "__main__":
    main()
