"""What nobody gets past: red lines of parties, blocks by those who could stop something."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from parley.case.schema import Block, Case, RedLine
from parley.conditions.forms import Condition, Ints, Linear, Pattern, Table
from parley.conditions.words import describe
from parley.conditions.worth import values
from parley.draws import Book, Draws, central
from parley.space import Space

Floats = NDArray[np.float64]


def red_lines(case: Case, space: Space, book: Book, stage: str) -> tuple[Condition, ...]:
    """One condition a red line, crossed (-1) or not (0)."""
    middle = central(book)
    found = []
    for party, preference in case.preferences.items():
        for name, line in preference.red_lines.items():
            path = f"preferences.{party}.red_lines.{name}"
            table = _table(case, space, str(party), str(name), line, middle)
            subject = (
                f"“{case.issues[name].title}”"
                if line.floor is not None
                else f"“{describe(case, line.never or {})}”"
            )
            found.append(
                Condition(
                    key=f"line:{party}.{name}",
                    stage=stage,
                    holder=str(party),
                    sentence=f"it crosses no red line of {case.parties[party].name} on {subject}",
                    unit="crossed",
                    path=path,
                    form=Linear((table,), bars=True),
                    law=line.law and str(line.law),
                )
            )
    return tuple(found)


def blocks(case: Case, space: Space, stage: str) -> tuple[Condition, ...]:
    """One condition for each issue of a block: an option is out where its chance is drawn."""
    found = []
    for name, block in case.blocks.items():
        for issue, chances in block.chances.items():
            path = f"blocks.{name}.chances.{issue}"
            table = Table(
                path,
                str(case.issues[issue].title),
                (space.issue(issue),),
                partial(_block_cells, space, str(issue), path, tuple(map(str, chances))),
                (path,),
            )
            found.append(
                Condition(
                    key=f"block:{name}.{issue}",
                    stage=stage,
                    holder=str(block.party),
                    sentence=f"{_who(case, block)} does not stop it on "
                    f"“{case.issues[issue].title}”",
                    unit="crossed",
                    path=path,
                    form=Linear((table,), bars=True),
                    law=block.law and str(block.law),
                )
            )
    return tuple(found)


def _who(case: Case, block: Block) -> str:
    name = case.parties[block.party].name
    return f"{name} (any one of {block.any_of})" if block.any_of else str(name)


def _table(case: Case, space: Space, party: str, name: str, line: RedLine, middle: Draws) -> Table:
    path = f"preferences.{party}.red_lines.{name}"
    hardness = (
        f"preferences.{party}.hardness" if case.preferences[party].hardness is not None else None
    )
    reads = (path,) if hardness is None else (path, hardness)
    if line.floor is not None:
        asked = floor_order(case, party, name, middle)
        cells = partial(_floor_cells, space, party, name, hardness, asked)
        return Table(path, str(case.issues[name].title), (space.issue(name),), cells, reads)
    pattern = line.never or {}
    cells = partial(_never_cells, space, party, name, hardness, pattern)
    return Table(path, describe(case, pattern), space.axes(pattern), cells, reads)


def floor_order(case: Case, party: str, issue: str, middle: Draws) -> Mapping[str, tuple[str, ...]]:
    """Option to the named options of a floor whose chances put it out.

    These are the option itself and all named ones that are better for the party in the central
    draw, so that floors nest: who refuses an option refuses all worse ones.
    """
    floor = case.preferences[party].red_lines[issue].floor or {}
    middle_values = {
        option: float(column[0]) for option, column in values(case, middle, party, issue).items()
    }
    return {
        option: tuple(
            str(named)
            for named in floor
            if named == option or middle_values[named] > middle_values[option]
        )
        for option in map(str, case.issues[issue].options)
    }


def luck(draws: Draws, party: str, path: str, hardness: str | None) -> Floats | None:
    """(draw,) the uniform number that decides whether a red line is real.

    With chance sqrt(hardness) a line follows the party's common number instead of its own: two
    lines then have correlation ``hardness``, and stating more does not by itself make a case more
    hopeless.
    """
    if not draws.uniforms:
        return None
    own: Floats = draws.uniforms[path][0]
    follows: Floats = draws.uniforms[path][1]
    if hardness is None:
        return own
    common = draws.uniforms[f"preferences.{party}.red_lines"][0]
    return np.where(follows < np.sqrt(draws.value(hardness)), common, own)


def _floor_cells(
    space: Space,
    party: str,
    issue: str,
    hardness: str | None,
    asked: Mapping[str, tuple[str, ...]],
    draws: Draws,
) -> Ints:
    path = f"preferences.{party}.red_lines.{issue}"
    own = luck(draws, party, path, hardness)
    options = space.options[space.issue(issue)]
    cells = np.zeros((len(draws), len(options)), dtype=np.int64)
    for place, option in enumerate(options):
        if asked[option]:
            chances = [draws.value(f"{path}.floor.{named}") for named in asked[option]]
            cells[:, place] = -draws.is_real(path, np.max(chances, axis=0), own).astype(np.int64)
    return cells


def _never_cells(
    space: Space, party: str, name: str, hardness: str | None, pattern: Pattern, draws: Draws
) -> Ints:
    path = f"preferences.{party}.red_lines.{name}"
    real = draws.is_real(path, draws.value(f"{path}.real"), luck(draws, party, path, hardness))
    marked = space.mask(pattern, space.axes(pattern))
    return -(real.reshape(-1, *(1,) * marked.ndim) & marked).astype(np.int64)


def _block_cells(space: Space, issue: str, path: str, named: tuple[str, ...], draws: Draws) -> Ints:
    own = draws.uniforms[path][0] if draws.uniforms else None
    options = space.options[space.issue(issue)]
    cells = np.zeros((len(draws), len(options)), dtype=np.int64)
    for option in named:
        real = draws.is_real(path, draws.value(f"{path}.{option}"), own)
        cells[:, options.index(option)] = -real.astype(np.int64)
    return cells
