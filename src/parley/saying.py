"""What all commands share: plain errors with their exit codes, JSON, a progress bar."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, NoReturn

import click

# The engine takes a second to import: each command imports what it needs.
if TYPE_CHECKING:
    from parley.runs import Progress

DIFFERS = 1
WRONG_INPUT = 2
LIMIT = 3
INTERRUPTED = 130
WORTH_TELLING = 60
"""Seconds from which the cost of work is told before it starts."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say what went wrong in a sentence, with the exit code for it; never a traceback."""
    from parley.case import CaseError
    from parley.formats.faults import FormatError
    from parley.store import RunError
    from parley.workers import WorkersLost

    try:
        yield
    except (CaseError, FormatError, RunError) as error:
        stop(str(error), WRONG_INPUT)
    except WorkersLost as error:
        stop(str(error), LIMIT)
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


def tell_cost(seconds: float, cores: int, *, resumes: bool = False) -> None:
    """Say on stderr how long work will take, where that is more than a minute.

    Parameters
    ----------
    cores
        That work at the same time, where they can.
    resumes
        An interruption keeps what is done.
    """
    if seconds > WORTH_TELLING:
        on = "one core" if cores == 1 else f"{cores} cores"
        rest = "; Ctrl-C keeps what is done." if resumes else "."
        click.echo(f"This will take about {_duration(seconds)} on {on}{rest}", err=True)


def _duration(seconds: float) -> str:
    """About how long, in words.

    >>> _duration(80), _duration(600), _duration(9000)
    ('a minute', '10 minutes', '2.5 hours')
    """
    minutes = round(seconds / 60)
    if minutes < 2:
        return "a minute"
    return f"{minutes} minutes" if minutes < 90 else f"{seconds / 3600:.1f} hours"


@contextmanager
def progress() -> Iterator[Progress | None]:
    """A progress bar with the time left on a terminal, silence when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f} of {task.total:,.0f}"),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        tasks: dict[str, tuple[Any, Pace]] = {}

        def tell(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = (bar.add_task(what, total=whole, left=""), Pace())
            task, pace = tasks[what]
            # Questions differ too much from each other to tell the time that is left for them.
            left = "" if what == "findings" else pace.left(done, whole, monotonic())
            bar.update(task, completed=done, left=left)

        yield tell


class Pace:
    """How fast work goes on, from when it was first told of.

    What was done before that, such as draws that an interrupted run kept, says nothing about it.
    """

    def __init__(self) -> None:
        self.start: tuple[int, float] | None = None

    def left(self, done: int, whole: int, now: float) -> str:
        """The time left in words; nothing where it cannot be told yet.

        >>> pace = Pace()
        >>> pace.left(500, 2_000, 0.0), pace.left(1_000, 2_000, 60.0)
        ('', '2:00 left')
        """
        since, began = self.start = self.start or (done, now)
        if done <= since or done >= whole:
            return ""
        seconds = round((now - began) * (whole - done) / (done - since))
        hours, rest = divmod(seconds, 3600)
        minutes = f"{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"
        return f"{hours}:{minutes} left" if hours else f"{minutes} left"
