"""Who makes the chunks of a run: this process, processes beside it, or those of a cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parley.store import RunError

# The engine takes a second to import, and Dask is not installed everywhere.
if TYPE_CHECKING:
    from parley.draws import Ints
    from parley.engine.ensemble import Chunk
    from parley.workers.job import Job

LOCAL = re.compile(r"local:([1-9]\d{0,3})")
ADDRESS = re.compile(r"([a-z]+://)?[^/\s]+:\d+")


class WorkersLost(RuntimeError):  # noqa: N818
    """The workers or their scheduler are gone; its text says why and what to do.

    Chunks that had arrived are kept.
    """


class Workers(Protocol):
    """Makes chunks.

    Attributes
    ----------
    count
        How many chunks are made at a time.
    """

    @property
    def count(self) -> int: ...  # noqa: D102

    def make(self, job: Job, orders: Sequence[Ints]) -> Iterator[Chunk]:
        """The chunks of some draws by number, as they are finished, in whatever order.

        Raises
        ------
        WorkersLost
            There is nobody left to make the rest.
        """


@dataclass(frozen=True)
class Threads:
    """The threads of this process: chunks one after the other, the blocks of each shared out."""

    threads: int

    @property
    def count(self) -> int:
        """One chunk at a time."""
        return 1

    def make(self, job: Job, orders: Sequence[Ints]) -> Iterator[Chunk]:
        """The chunks in the order in which they are asked for."""
        for numbers in orders:
            yield job.chunk(numbers, self.threads)


@dataclass(frozen=True)
class Hands:
    """How the chunks of a run are made; that never changes a result.

    Attributes
    ----------
    threads
        Of this process: for the chunks, where it makes them itself, and for the questions.
    cluster
        None for this process alone; ``local:N`` for N processes on this machine; or the address of
        a running Dask scheduler.
    order
        1, or -1 to compute the last block of draws first.

    Raises
    ------
    RunError
        There can be no such.
    """

    threads: int = 2
    cluster: str | None = None
    order: int = 1

    def __post_init__(self) -> None:
        if self.threads < 1:
            raise RunError(f"a run needs at least 1 thread; {self.threads} were asked for.")
        if self.order not in (1, -1):
            raise RunError(f"blocks are computed in order 1 or -1; {self.order} was asked for.")
        if self.cluster is not None:
            local_number(self.cluster)

    def cores(self) -> int:
        """On how many cores chunks are made: a scheduler is asked, and nothing is started.

        Raises
        ------
        RunError
            Dask is not installed, or no scheduler answers.
        """
        if self.cluster is None:
            return self.threads
        from parley.workers import dask_cluster

        number = local_number(self.cluster)
        return dask_cluster.cores_beside(number) if number else dask_cluster.cores_at(self.cluster)

    @contextmanager
    def at_work(self) -> Iterator[Workers]:
        """Workers, for the time of an ensemble.

        Raises
        ------
        RunError
            As :meth:`cores`.
        """
        if self.cluster is None:
            yield Threads(self.threads)
            return
        from parley.workers import dask_cluster

        number = local_number(self.cluster)
        with dask_cluster.beside(number) if number else dask_cluster.at(self.cluster) as found:
            yield found


def local_number(cluster: str) -> int:
    """N of ``local:N``; 0 for the address of a scheduler.

    >>> local_number("local:2"), local_number("tcp://10.0.0.5:8786")
    (2, 0)

    Raises
    ------
    RunError
        It is neither.
    """
    match = LOCAL.fullmatch(cluster)
    if match:
        return int(match[1])
    if cluster.startswith("local") or not ADDRESS.fullmatch(cluster):
        raise RunError(
            f'"{cluster}" is no cluster. Write local:2 for two processes on this machine, or the '
            "address of a running Dask scheduler, such as tcp://10.0.0.5:8786."
        )
    return 0
