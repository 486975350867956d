"""What a run asks for again and again: the chunk of some draws, wherever it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import Lock

import numpy as np

import parley
from parley.case import parse
from parley.conditions import Model, build
from parley.draws import Ints
from parley.engine.ensemble import Chunk, tally
from parley.engine.layouts import Layouts, layouts
from parley.store import RunError, code_hash

By = tuple[str, str]
"""Version and hash of the code of a parley."""

_alone = Lock()


@dataclass(frozen=True)
class Job:
    """All that the chunks of a run have in common.

    It travels as the bytes of its case: where it arrives it is made ready once, for all chunks
    that are made there.

    Attributes
    ----------
    order
        1, or -1 to compute the last block of draws first; it never changes a result.
    """

    model: Model
    seed: int
    order: int = 1

    @cached_property
    def layouts(self) -> Layouts:
        """Its conditions laid out for the scan."""
        return layouts(self.model)

    def chunk(self, numbers: Ints, threads: int = 1) -> Chunk:
        """Draw and tally some draws by number."""
        return tally(self.model, self.layouts, self.seed, numbers, threads, self.order)

    def __reduce__(self) -> tuple[Callable[..., Job], tuple[object, ...]]:
        origin = self.model.case.origin
        return arrived, (origin.data, origin.file, self.seed, self.order, made_by())


def made_by() -> By:
    """Which parley this is."""
    return parley.__version__, code_hash()


def arrived(data: bytes, file: str, seed: int, order: int, by: By) -> Job:
    """A job that was sent here, made ready; the same object for the same job.

    Raises
    ------
    RunError
        Another version or other code of parley sent it: its figures and those of this one may not
        belong together.
    """
    if by != made_by():
        mine = f"parley {parley.__version__}"
        other = f"parley {by[0]}" if by[0] != parley.__version__ else "other code of that version"
        raise RunError(f"runs {mine}, and the run is made by {other}")
    # Of the threads of a worker one makes it ready, and the others wait for that.
    with _alone:
        return _ready(data, file, seed, order)


@lru_cache(maxsize=1)
def _ready(data: bytes, file: str, seed: int, order: int) -> Job:
    job = Job(build(parse(data, file)), seed, order)
    # Compiles, or reads what was compiled, before the threads of a worker meet in it.
    job.chunk(np.arange(1))
    return job
