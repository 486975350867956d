"""What an unfinished run keeps, so that an interruption loses little."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from parley.engine.ensemble import Chunk
from parley.engine.scan import Tally
from parley.manifest import Order
from parley.store import (
    DAMAGE,
    RunError,
    clear_unfinished,
    is_unfinished,
    make_folder,
    read_arrays,
    write,
    write_arrays,
)


def refuse_what_is_not_ours(folder: Path, order: Order) -> None:
    """A folder must be new, empty, or begun by an interrupted run of the same order.

    Raises
    ------
    RunError
        It holds something else.
    """
    mark = folder / "chunks" / "id"
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder} is a file. Give --out a new folder.")
    # Folders without a whole file are what a run leaves that was stopped in its first moment.
    if any(file.is_file() and not is_unfinished(file) for file in folder.rglob("*")):
        if not mark.exists():
            raise RunError(f"{folder} is not empty and holds no run. Give --out a new folder.")
        if mark.read_text() != order.id:
            raise RunError(
                f"{folder} holds the beginning of another run. "
                "Give --out another folder, or delete this one."
            )


def begin(folder: Path, order: Order) -> None:
    """Say in a folder whose it is."""
    clear_unfinished(folder)
    make_folder(folder / "chunks")
    write(folder / "chunks" / "id", order.id)
    write(folder / "case.yaml", order.case.origin.data)


def keep(file: Path, part: Chunk) -> None:
    """Keep a finished chunk."""
    arrays: dict[str, Any] = {"numbers": part.numbers}
    arrays |= {f"attempts/{party}": tries for party, tries in part.attempts.items()}
    for key, found in part.tallies.items():
        arrays |= {
            f"passing/{key}": found.passing,
            f"present/{key}": found.present,
            f"counts/{key}": found.counts,
            f"reached/{key}": found.reached,
            f"at_most/{key}": found.at_most,
        }
    write_arrays(file, arrays)


def kept(file: Path) -> Chunk | None:
    """The chunk that a file holds, or None where there is none or its file is damaged."""
    arrays = read_arrays(file)
    if arrays is None or "numbers" not in arrays:
        return None
    attempts = {
        name.split("/", 1)[1]: tries
        for name, tries in arrays.items()
        if name.startswith("attempts/")
    }
    tallies = {}
    for name in arrays:
        kind, _, key = name.partition("/")
        if kind == "passing":
            named = ("passing", "present", "counts", "reached", "at_most")
            tallies[key] = Tally(*(arrays[f"{name}/{key}"] for name in named))
    return Chunk(arrays["numbers"], attempts, tallies)


def all_kept(folder: Path, draws: int) -> Iterator[Chunk]:
    """The chunks that a folder keeps, one after the other, however the draws were cut when they
    were made; no draw twice.
    """
    taken = np.zeros(draws, dtype=bool)
    for file in sorted((folder / "chunks").glob("*.npz")):
        part = kept(file)
        if part is not None and part.numbers.max() < draws and not taken[part.numbers].any():
            taken[part.numbers] = True
            yield part


def number_kept(folder: Path) -> int:
    """About how many draws a folder keeps, at a glance: damage is found when they are read."""
    number = 0
    for file in (folder / "chunks").glob("*.npz"):
        with contextlib.suppress(*DAMAGE), np.load(file, allow_pickle=False) as stored:
            number += len(stored["numbers"])
    return number
