"""Finished chunks of an unfinished run, kept so that an interruption loses little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from parley.draws import Ints
from parley.engine.ensemble import Chunk
from parley.engine.scan import Tally
from parley.space import Codes
from parley.store import read_arrays, write_arrays


def keep(file: Path, part: Chunk, feasible: Codes) -> None:
    """Keep a finished chunk; of the packages only those that break no rule."""
    arrays: dict[str, Any] = {"numbers": part.numbers}
    arrays |= {f"attempts/{party}": tries for party, tries in part.attempts.items()}
    for key, found in part.tallies.items():
        arrays |= {
            f"passing/{key}": found.passing,
            f"present/{key}": found.present,
            f"counts/{key}": found.counts[feasible],
        }
    write_arrays(file, arrays)


def kept(file: Path, numbers: Ints, feasible: Codes, size: int) -> Chunk | None:
    """The chunk of these draws, or None where it was not kept or its file is damaged."""
    arrays = read_arrays(file)
    if arrays is None or not np.array_equal(arrays["numbers"], numbers):
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
            counts = np.zeros(size, dtype=stored.dtype)
            counts[feasible] = stored
            tallies[key] = Tally(arrays[name], arrays[f"present/{key}"], counts)
    return Chunk(numbers, attempts, tallies)
