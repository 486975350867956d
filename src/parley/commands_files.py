"""The commands that read other tools' files as a case, and write a case for them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from parley.saying import WRONG_INPUT, plain_errors, stop

_force = click.option("--force", is_flag=True, help="Overwrite what is there.")


@click.command(name="import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="Case file to write."
)
@click.option(
    "--semantics",
    type=click.Choice(["genius", "raw"]),
    default="genius",
    show_default=True,
    help="For GENIUS XML: divide evaluations by the largest of their issue and weights by their "
    "sum, as GENIUS does, or take them as they stand, as NegMAS does.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="Date of the case.  [default: today]",
)
@_force
def import_(
    paths: tuple[Path, ...],
    out: Path,
    semantics: Literal["genius", "raw"],
    as_of: datetime | None,
    force: bool,
) -> None:
    """Read PATHS, a folder or files of one negotiation domain, as a case.

    GENIUS XML, GeniusWeb JSON, NegMAS YAML or JSON, NegoLog JSON and scorable games are told apart
    by what the files hold, not by their names.
    """
    with plain_errors():
        from parley.formats.reading import domain_of, made
        from parley.formats.writing import origin
        from parley.show.terminal import wrapped
        from parley.store import write

        check_target(out, force)
        domain = domain_of(paths, semantics)
        case = made(domain, (as_of or datetime.now()).date())
        write(out, case.origin.data)
    notes = [f"{profile.name}: {note}" for profile in domain.profiles for note in profile.notes]
    click.echo(wrapped([origin(domain), domain.rule, *domain.notes, *notes]))
    click.echo(f"Next: parley check {out}")


@click.command()
@click.argument("case")
@click.option(
    "-o", "--out", required=True, type=click.Path(path_type=Path), help="Folder to write to."
)
@click.option(
    "--format",
    "tool",
    type=click.Choice(["negmas", "geniusweb"]),
    required=True,
    help="NegMAS YAML or GeniusWeb JSON.",
)
@_force
def export(case: str, out: Path, tool: str, force: bool) -> None:
    """Write the central reading of CASE for another tool; what it cannot say is told.

    Only preferences that add up over the issues can be written.
    """
    with plain_errors():
        from parley.bundled import load
        from parley.formats import to_geniusweb, to_negmas
        from parley.formats.exporting import domain_of_case
        from parley.show.terminal import wrapped
        from parley.store import make_folder, write

        if out.exists() and not out.is_dir():
            stop(f"{out} is there and is no folder. Give another one.", WRONG_INPUT)
        domain, left_out = domain_of_case(load(case))
        writer = {"negmas": to_negmas.files, "geniusweb": to_geniusweb.files}[tool]
        texts, told = writer(domain)
        for name in texts:
            check_target(out / name, force, is_made=True)
        make_folder(out)
        for name, text in texts.items():
            write(out / name, text)
    if left_out or told:
        click.echo(wrapped([*left_out, *told]), err=True)
    for name in texts:
        click.echo(str(out / name))


OF_FILES: tuple[click.Command, ...] = (import_, export)


def check_target(path: Path, force: bool, *, is_made: bool = False) -> None:
    """Refuse to write over something, or where there is no folder that will not be made."""
    if path.is_dir():
        stop(f"{path} is a folder. Give the name of a file.", WRONG_INPUT)
    if path.exists() and not force:
        stop(f"{path} is there already. Give another name, or --force.", WRONG_INPUT)
    if not is_made and not path.parent.is_dir():
        stop(f"the folder {path.parent} does not exist. Make it first.", WRONG_INPUT)
