"""What an unfinished run keeps, so that an interruption loses little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from parley.draws import Ints
from parley.engine.ensemble import Chunk
from parley.engine.scan import Tally
from parley.manifest import Order
from parley.space import Codes
from parley.store import (
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


def keep(file: Path, part: Chunk, feasible: Codes) -> None:
    """Keep a finished chunk; of the packages only those that break no rule."""
    arrays: dict[str, Any] = {"numbers": part.numbers}
    arrays |= {f"attempts/{party}": tries for party, tries in part.attempts.items()}
    for key, found in part.tallies.items():
        arrays |= {
            f"passing/{key}": found.passing,
            f"present/{key}": found.present,
            f"counts/{key}": found.counts[:, feasible],
        }
    write_arrays(file, arrays)


def kept(file: Path, numbers: Ints, feasible: Codes, size: int) -> Chunk | None:
    """The chunk of these draws, or None where it was not kept or its file is damaged."""
    arrays = read_arrays(file)
    if arrays is None or not np.array_equal(arrays.get("numbers", ()), numbers):
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
            stored = arrays[f"counts/{key}"]
            counts = np.zeros((len(stored), size), dtype=stored.dtype)
            counts[:, feasible] = stored
            tallies[key] = Tally(arrays[name], arrays[f"present/{key}"], counts)
    return Chunk(numbers, attempts, tallies)
