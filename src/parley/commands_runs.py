"""The commands that ask something of a finished run."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parley.saying import (
    DIFFERS,
    WRONG_INPUT,
    plain_errors,
    print_json,
    progress,
    stop,
    tell_cost,
)

# The engine takes a second to import: each command imports what it needs.
if TYPE_CHECKING:
    from parley.analysis.finding import Finding
    from parley.finished import Run

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
_threads = click.option(
    "--threads",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    help="They never change a result.  [default: all cores]",
)


@click.command()
@click.argument("run")
@_as_json
def obstacles(run: str, as_json: bool) -> None:
    """Show what blocks a deal in RUN, and what would have to give way."""
    with plain_errors():
        found = _found(_open(run), "obstacles")
    _print(found, as_json, "This run looked for no obstacles.")


@click.command()
@click.argument("run")
@click.option(
    "--target",
    type=click.FloatRange(0, 1),
    help="Also the cheapest set of levers with which this share of readings passes all stages.",
)
@_threads
@_as_json
def levers(run: str, target: float | None, threads: int, as_json: bool) -> None:
    """Show what each lever of RUN would change, and which sets reach how far."""
    with plain_errors():
        done = _open(run)
        found = _found(done, "levers")
        if target is not None and not done.case.levers:
            stop("the case of this run names no levers, so none can reach a target.", WRONG_INPUT)
        if target is not None:
            from parley import cost
            from parley.analysis.levers import reaching
            from parley.finished import study_of

            study = study_of(done, threads)
            tell_cost(*cost.of_draws(done.case, cost.LEVER_SETS, threads))
            found = [reaching(study, target), *found]
    _print(found, as_json, "The case of this run names no levers.")


@click.command()
@click.argument("run")
@click.option(
    "--path",
    "paths",
    multiple=True,
    help="A quantity to look at, whether or not it moves the answer; may be given several times.",
)
@_threads
@_as_json
def tipping(run: str, paths: tuple[str, ...], threads: int, as_json: bool) -> None:
    """Show at which values of its quantities the answer of RUN changes."""
    with plain_errors():
        done = _open(run)
        found = _found(done, "tipping")
        if paths:
            from parley import cost
            from parley.analysis import tipping as question
            from parley.case.changed import targets
            from parley.finished import study_of
            from parley.tracing import unknown

            possible = targets(done.case)
            for path in paths:
                if path not in possible:
                    stop(unknown("number that could be another", path, possible), WRONG_INPUT)
            study = study_of(done, threads)
            tell_cost(*cost.of_draws(done.case, cost.TIPPING, threads))
            found = list(question.find(study, asked=list(paths)))
    _print(found, as_json, "This run looked for no tipping points.")


@click.command()
@click.argument("run")
@click.argument("what")
@click.option(
    "--draw",
    default="central",
    show_default=True,
    help="For a package: the central draw, or the number of a draw.",
)
@_as_json
def explain(run: str, what: str, draw: str, as_json: bool) -> None:
    """Follow WHAT down to the case: package:CODE, finding:ID or quantity:PATH of RUN.

    For a package every condition is printed with its margin and the sum that makes it, each part
    with its line of the case and the reason for it.
    """
    with plain_errors():
        from parley.explain import explain as followed
        from parley.show.derivations import explanation_text

        found = followed(_open(run), what, draw)
    if as_json:
        print_json(found)
    else:
        click.echo(explanation_text(found))


@click.command()
@click.argument("run")
@click.option("--all", "every", is_flag=True, help="Make the whole run again, not only a sample.")
@_threads
@_as_json
def verify(run: str, every: bool, threads: int, as_json: bool) -> None:
    """Compare RUN with its hashes and with what its case and seed give; exit code 1 if it differs.

    All files but the log are read. A sample of blocks of draws is made again, or with --all the
    whole run. A run of another version of parley is only compared with its hashes.
    """
    with plain_errors():
        _refuse_a_case(run)
        from parley import cost
        from parley.verify import verify as compare

        tell_cost(*cost.of_verifying(Path(run), every, threads))
        with progress() as told:
            report = compare(run, every=every, threads=threads, progress=told)
    if as_json:
        print_json(report.as_dict())
    else:
        for line in report.text(run):
            click.echo(line)
    if not report.is_sound:
        raise SystemExit(DIFFERS)


OF_RUNS: tuple[click.Command, ...] = (obstacles, levers, tipping, explain, verify)


def _open(run: str) -> Run:
    """A finished run by its folder; a case in its place gets a sentence that helps."""
    from parley.finished import open_run

    _refuse_a_case(run)
    return open_run(run)


def _refuse_a_case(run: str) -> None:
    path = Path(run)
    if path.is_dir():
        return
    from parley.bundled import bundled

    if path.is_file() or (run in bundled() and not path.exists()):
        made = sorted(folder.parent for folder in Path("runs").glob(f"{path.stem}-*/manifest.json"))
        there = f" There is {made[-1]}." if made else ""
        stop(
            f"{run} is a case, not a run. Make one with `parley run {run}` and give its folder, "
            f"which that prints last.{there}",
            WRONG_INPUT,
        )
    stop(f"there is no folder {run}. Give the folder of a run.", WRONG_INPUT)


def _found(done: Run, question: str) -> list[Finding]:
    """The findings of a question that a run keeps."""
    return [finding for finding in done.findings.values() if finding.question == question]


def _print(found: Sequence[Finding], as_json: bool, nothing: str) -> None:
    if as_json:
        print_json([finding.as_dict() for finding in found])
        return
    from parley.show.listing import listing_text

    click.echo(listing_text(found) if found else nothing)
