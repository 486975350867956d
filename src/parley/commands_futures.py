"""The command that lists the futures of a case, or of a file of ScenarioWizard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from parley.commands_files import check_target
from parley.saying import INTERRUPTED, LIMIT, WRONG_INPUT, plain_errors, print_json, stop


@click.command()
@click.argument("case", metavar="CASE|FILE.scw")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--inconsistency",
    type=click.IntRange(0, 10**6),
    help="By how much a state may be outweighed by another of its factor.  [default: as in CASE; "
    "of a file 0]",
)
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="Write the matrix of CASE as this .scw."
)
@click.option("--expert", metavar="KEY", help="Whose cross-impacts of CASE are written.")
@click.option("--yaml", "as_yaml", is_flag=True, help="Print FILE.scw as a part of a case instead.")
@click.option("--force", is_flag=True, help="Overwrite what is there.")
def futures(case: str, as_json: bool, inconsistency: int | None, **wish: Any) -> None:
    """List the futures of CASE, or of the cross-impacts in a .scw file of ScenarioWizard.

    A future is a joint state of the factors in which no state is outweighed by another of its
    factor; all are found. Beside each: inconsistency (by how much a state is outweighed at most),
    margin, total impact score, weights, and how many joint states lead there if outweighed states
    give way, all at once (global) or one at a time (local). Exit code 3 where a limit stopped the
    search; what was found is printed.

    JSON: factors; joint_states; scenarios with number, positions (of states, from 1), states (by
    key), inconsistency, margin, score, weights, basins; weighings in words, chosen; undecided
    (joint states that a limit left open) and nodes; succession with starts, exact, attractors
    (cycle, basin, share, low, high).
    """
    path = Path(case)
    with plain_errors(), _nothing_kept():
        if path.suffix.lower() == ".scw":
            account = _of_file(path, inconsistency or 0, **wish)
        else:
            account = _of_case(case, inconsistency, **wish)
        if account is None:
            return
        from parley.show.scenarios import scenarios_text

        if as_json:
            print_json(account)
        else:
            click.echo(scenarios_text(account))
    if account["undecided"]:
        raise SystemExit(LIMIT)


@contextmanager
def _nothing_kept() -> Iterator[None]:
    """An interruption, said for work of which nothing is kept."""
    try:
        yield
    except KeyboardInterrupt:
        stop("Interrupted. Nothing is kept; a lower --inconsistency is faster.", INTERRUPTED)


def _of_file(
    path: Path, most: int, out: Path | None, expert: str | None, as_yaml: bool, force: bool
) -> dict[str, Any] | None:
    from parley.formats import scw
    from parley.futures.account import of_project
    from parley.futures.exchange import case_part, matrix_of

    if out or expert:
        stop(f"{path} is a .scw file already: -o and --expert are for a case.", WRONG_INPUT)
    project = scw.load(path)
    if as_yaml:
        click.echo(case_part(project, path.name), nl=False)
        return None
    if matrix_of(project).too_large:
        stop(f"{path}: {matrix_of(project).too_large}", WRONG_INPUT)
    return of_project(project, most)


def _of_case(
    case: str, most: int | None, out: Path | None, expert: str | None, as_yaml: bool, force: bool
) -> dict[str, Any] | None:
    from parley.bundled import load
    from parley.formats import scw
    from parley.futures.account import of_case
    from parley.futures.exchange import project_of
    from parley.futures.joint import allowing
    from parley.store import write

    loaded = load(case)
    if as_yaml:
        stop(f"{case} is a case already: --yaml is for a .scw file.", WRONG_INPUT)
    if not loaded.cross_impacts:
        stop(f"{case} states no cross-impacts, from which futures follow. Add some.", WRONG_INPUT)
    if out:
        check_target(out, force)
        data, told = scw.write(project_of(loaded, expert))
        write(out, data)
        for sentence in told:
            click.echo(sentence, err=True)
        click.echo(str(out))
        return None
    return of_case(loaded if most is None else allowing(loaded, most))
