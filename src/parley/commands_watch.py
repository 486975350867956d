"""The command that follows new events to the states of the factors and to the answer."""

from __future__ import annotations

import os
from pathlib import Path

import click

from parley.saying import plain_errors, print_json


@click.command()
@click.argument("case")
@click.argument("events", type=click.Path(path_type=Path))
@click.option(
    "--draws",
    type=click.IntRange(1, 10**5),
    default=1_000,
    show_default=True,
    help="Number of readings.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**64 - 1),
    default=1,
    show_default=True,
    help="The same seed gives the same draws.",
)
@click.option(
    "--threads",
    type=click.IntRange(1),
    default=os.cpu_count() or 1,
    help="They never change a result.  [default: all cores]",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def watch(case: str, events: Path, draws: int, seed: int, threads: int, as_json: bool) -> None:
    """Show how new EVENTS move the states of the factors of CASE, and the answer with them.

    EVENTS is a table with commas (UTF-8) whose first line is `date,indicator,sign`; columns `note`
    and `source` may stand beside them. Each further line is something that was seen since the
    case's as-of date: an indicator of the case, and one of its signs. The states follow by Bayes'
    rule from the likelihoods that the case states for the signs; the readings are the same before
    and after.
    """
    with plain_errors():
        from parley.bundled import load
        from parley.conditions import build
        from parley.formats.events import read_events
        from parley.show.watching import watching_text
        from parley.watching import watched
        from parley.watching_window import told, window

        loaded = load(case)
        seen = read_events(events, loaded)
        model = build(loaded)
        after = watched(loaded, model.book.joint, seen)
        found = told(loaded, after, window(model, after, seed, draws, threads), seed)
    if as_json:
        print_json(found)
    else:
        click.echo(watching_text(found))
