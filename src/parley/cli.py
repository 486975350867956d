"""The command line: cases in, findings and briefings out."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parley import __version__
from parley.commands_files import OF_FILES
from parley.commands_futures import futures
from parley.commands_runs import OF_RUNS
from parley.commands_watch import watch
from parley.saying import WRONG_INPUT, plain_errors, print_json, progress, stop, tell_cost

# The engine takes a second to import: each command imports what it needs.
if TYPE_CHECKING:
    from parley.case import Case
    from parley.runs import Run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="parley")
def main() -> None:
    """Which peace deals could be signed, and what that hinges on.

    A case file goes in, a traceable briefing comes out. CASE is the path of a case file or the
    name of a bundled case (see `parley cases`).
    """


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def cases(as_json: bool) -> None:
    """List the cases that come with parley."""
    with plain_errors():
        from parley.bundled import bundled
        from parley.case import load

        found = [(name, load(path)) for name, path in bundled().items()]
    if as_json:
        print_json(
            [
                {"name": name, "title": str(case.title), "as_of": str(case.as_of)}
                for name, case in found
            ]
        )
        return
    width = max(len(name) for name, _ in found)
    for name, case in found:
        click.echo(f"{name:<{width}}  {case.title} (as of {case.as_of})")
    click.echo("Next: parley check NAME, or parley brief NAME")


@main.command()
@click.argument("name")
def new(name: str) -> None:
    """Write NAME.yaml, a commented case to start from."""
    from parley.case.starter import starter
    from parley.store import write

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.exists():
        stop(f"{path} is there already. Give another name.", WRONG_INPUT)
    if not path.parent.is_dir():
        stop(f"the folder {path.parent} does not exist. Make it first.", WRONG_INPUT)
    with plain_errors():
        write(path, starter(path.stem))
    click.echo(f"Next: parley check {path}")


@main.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(case: str, as_json: bool) -> None:
    """Find every problem in CASE, or say what a sound case holds."""
    with plain_errors():
        from parley.bundled import find
        from parley.report import check_file

        report = check_file(find(case))
    if as_json:
        print_json(report.as_dict())
    else:
        click.echo(report.text())


@main.command()
def schema() -> None:
    """Print the JSON Schema of the case language, for editors."""
    from parley.case.json_schema import json_schema

    print_json(json_schema())


@main.command()
@click.argument("case")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--all-points",
    is_flag=True,
    help="Also the points that compare gains of different parties; JSON always has them.",
)
def deals(case: str, as_json: bool, all_points: bool) -> None:
    """Show the central draw of CASE: acceptable and efficient packages, points, references."""
    with plain_errors():
        from parley.analysis import deals as central
        from parley.conditions import build
        from parley.show.terminal import deals_text

        loaded = _load(case)
        found = central.deals(central.of(build(loaded)), all_points or as_json)
    if as_json:
        print_json(found)
    else:
        click.echo(deals_text(loaded, found))


def _run_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that makes a run."""
    for option in (
        click.option(
            "--draws",
            type=click.IntRange(1, 10**6),
            default=2_000,
            show_default=True,
            help="Number of readings.",
        ),
        click.option(
            "--seed",
            type=click.IntRange(0, 2**64 - 1),
            default=1,
            show_default=True,
            help="The same seed gives the same draws.",
        ),
        click.option("--out", type=click.Path(path_type=Path), help="Folder of the run."),
        click.option(
            "--threads",
            type=click.IntRange(1),
            default=os.cpu_count() or 1,
            help="They never change a result.  [default: all cores]",
        ),
        click.option(
            "--cluster",
            metavar="ADDRESS",
            help="Who computes the draws: local:N for N processes on this machine, or the address "
            "of a running Dask scheduler. They never change a result.",
        ),
        click.option(
            "--blocks",
            type=click.Choice(["forward", "reverse"]),
            default="forward",
            help="Order in which draws are computed; it never changes a result.",
        ),
    ):
        command = option(command)
    return command


@main.command()
@click.argument("case")
@_run_options
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def run(case: str, as_json: bool, **options: Any) -> None:
    """Run an ensemble of CASE and keep it in a folder."""
    done = _make_run(case, **options)
    if as_json:
        click.echo((done.path / "findings.json").read_text(encoding="utf-8"), nl=False)
        return
    _print_answer(done)
    click.echo(str(done.path))


@main.command()
@click.argument("case")
@_run_options
@click.option(
    "--cut",
    type=click.Choice(["team", "principals", "public"]),
    default="team",
    show_default=True,
    help="For whom: for all but the team a second page is written, without bottom lines and "
    "red-line chances.",
)
def brief(case: str, cut: str, **options: Any) -> None:
    """Run an ensemble of CASE and write its briefing; the last line is the briefing's path."""
    done = _make_run(case, **options)
    with plain_errors():
        from parley.pages import write_page

        page = write_page(done, cut)
    _print_answer(done, cut)
    click.echo(str(page))


def _make_run(case: str, draws: int, seed: int, out: Path | None, blocks: str, **hands: Any) -> Run:
    with plain_errors():
        from parley import cost
        from parley.manifest import Order
        from parley.runs import run as make
        from parley.workers import Hands

        order = Order(_load(case), draws, seed)
        chosen = Hands(**hands, order=-1 if blocks == "reverse" else 1)
        tell_cost(*cost.of_run(order, out or order.folder, chosen), resumes=True)
        with progress() as told:
            return make(
                order.case,
                draws,
                seed,
                out,
                threads=chosen.threads,
                cluster=chosen.cluster,
                blocks=chosen.order,
                progress=told,
            )


def _print_answer(done: Run, audience: str = "team") -> None:
    from parley.show.cuts import cut
    from parley.show.terminal import wrapped

    records = cut(done.findings, audience)["answer.summary"].records()
    click.echo(wrapped([str(record["text"]) for record in records]))


def _load(case: str) -> Case:
    from parley.bundled import load

    return load(case)


for command in (*OF_RUNS, *OF_FILES, futures, watch):
    main.add_command(command)
