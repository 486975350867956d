"""What all commands share: plain errors with their exit codes, JSON, a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import click

# The engine takes a second to import: each command imports what it needs.
if TYPE_CHECKING:
    from parley.runs import Progress

DIFFERS = 1
WRONG_INPUT = 2
LIMIT = 3
INTERRUPTED = 130


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what went wrong in a sentence, with the exit code for it; never a traceback."""
    from parley.case import CaseError
    from parley.store import RunError

    try:
        yield
    except CaseError as error:
        stop(str(error), WRONG_INPUT)
    except RunError as error:
        stop(str(error), WRONG_INPUT)
    except KeyboardInterrupt:
        stop(
            "Interrupted. Finished draws are kept; the same command goes on from there.",
            INTERRUPTED,
        )
    except MemoryError:
        stop("There is not enough memory. What was done is kept; try fewer threads.", LIMIT)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        stop(f"{where}{error.strerror or error}. What was done is kept.", LIMIT)


def stop(message: str, code: int) -> NoReturn:
    """Say why, and end with this exit code."""
    click.echo(message, err=True)
    sys.exit(code)


def print_json(value: Any) -> None:
    """Print plain data; a number that is none is an error, not text."""
    click.echo(json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False))


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A progress bar on a terminal, silence when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=whole)
            bar.update(tasks[what], completed=done)

        yield tell
