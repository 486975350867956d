"""Workers of a Dask cluster, or of one that is started on this machine for the time of a run."""

from __future__ import annotations

import asyncio
import logging
import pickle
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from types import ModuleType
from typing import Any

from parley.draws import Ints
from parley.engine.ensemble import Chunk
from parley.store import RunError
from parley.workers import WorkersLost
from parley.workers.job import Job

ANSWER_SECONDS = 10.0
"""So long a scheduler may take to answer."""
START_SECONDS = 120.0
"""So long the first worker may take to come: batch systems start them when there is work."""
DEATHS = 5
"""Workers that may die over the same draws; more are no accident (too little memory, say)."""
AHEAD = 2
"""Chunks that are ordered for each core: one is made while the next one waits, and no more, since
finished chunks lie in the workers' memory until they are fetched."""
LOCAL = {
    "distributed.scheduler.allowed-failures": DEATHS,
    # No pages on processes that read confidential cases.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
LOGGERS = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
GO_ON = "Finished draws are kept; the same command goes on from there."


@dataclass(frozen=True)
class Cluster:
    """Workers behind a Dask scheduler; each makes one chunk a thread at a time.

    Attributes
    ----------
    where
        Address of the scheduler, for readers.
    """

    client: Any
    where: str
    count: int

    def make(self, job: Job, orders: Sequence[Ints]) -> Iterator[Chunk]:
        """The chunks as they are finished; those of a worker that dies are made by another one."""
        distributed = _distributed()
        sent = pickle.dumps(job)
        waiting = deque(orders)
        done = distributed.as_completed([], loop=self.client.loop)
        under_way = 0
        try:
            while waiting or under_way:
                while waiting and under_way < self._wanted():
                    numbers = waiting.popleft()
                    done.add(self.client.submit(made_there, sent, numbers, pure=False))
                    under_way += 1
                yield next(done).result()
                under_way -= 1
        except (CancelledError, OSError) as error:
            raise WorkersLost(f"The scheduler at {self.where} is gone. {GO_ON}") from error
        except distributed.scheduler.KilledWorker as error:
            raise WorkersLost(
                f"More than {error.allowed_failures} workers died while they made the same "
                f"draws: they may have too little memory. {GO_ON}"
            ) from error
        except (ImportError, RuntimeError) as error:
            cause = error if isinstance(error, ImportError) else error.__cause__
            if not isinstance(cause, ImportError):
                raise
            raise RunError(
                f"The scheduler at {self.where} or one of its workers cannot run parley ({cause}). "
                "Install the same parley there as here."
            ) from error

    def _wanted(self) -> int:
        """How many chunks to have ordered; workers may come and go."""
        cores: Mapping[str, int] = self.client.nthreads()
        return AHEAD * max(1, sum(cores.values()))


def made_there(job: bytes, numbers: Ints) -> Chunk:
    """Make a chunk where this is called: in a worker.

    Raises
    ------
    RunError
        The worker runs another parley.
    """
    try:
        ready: Job = pickle.loads(job)
        return ready.chunk(numbers)
    except RunError as error:
        worker = _distributed().get_worker().address
        raise RunError(
            f"The worker {worker} {error}. Install the same parley there, or stop that worker."
        ) from None


@contextmanager
def beside(number: int) -> Iterator[Cluster]:
    """Processes on this machine, which end with this one.

    They listen on this machine alone and only to who has the certificate of this run: whoever else
    could speak with them could read the case and run code.
    """
    distributed = _distributed()
    import dask

    with _quiet(), dask.config.set(LOCAL), ExitStack() as stack:
        try:
            security = distributed.Security.temporary()
        except ImportError:
            raise _not_installed() from None
        try:
            with _deaf_children():
                cluster = stack.enter_context(
                    distributed.LocalCluster(
                        n_workers=number,
                        threads_per_worker=1,
                        processes=True,
                        memory_limit=0,
                        dashboard_address=None,
                        security=security,
                        silence_logs=logging.CRITICAL + 1,
                    )
                )
        except (RuntimeError, OSError) as error:
            raise WorkersLost(
                f"The {number} processes do not start ({_words(error)}). A script that starts them "
                'must do so under `if __name__ == "__main__":`.'
            ) from error
        client = stack.enter_context(
            distributed.Client(cluster, set_as_default=False, direct_to_workers=True)
        )
        yield Cluster(client, cluster.scheduler_address, number)


@contextmanager
def at(address: str) -> Iterator[Cluster]:
    """The workers of a running scheduler.

    Raises
    ------
    RunError
        No scheduler answers there, or it has no workers.
    """
    distributed = _distributed()
    # Asked first, since a client that finds nobody goes on trying when it is given up.
    count = cores_at(address)
    with (
        _quiet(),
        distributed.Client(address, timeout=ANSWER_SECONDS, set_as_default=False) as client,
    ):
        if not count:
            try:
                client.wait_for_workers(1, timeout=START_SECONDS)
            except TimeoutError:
                raise RunError(
                    f"The scheduler at {address} has no workers. Start some: dask worker {address}"
                ) from None
            count = sum(client.nthreads().values())
        yield Cluster(client, address, count)


def cores_beside(number: int) -> int:
    """The same number, where Dask is installed."""
    _distributed()
    return number


def cores_at(address: str) -> int:
    """How many threads the workers of a running scheduler have.

    Raises
    ------
    RunError
        No scheduler answers there.
    """
    distributed = _distributed()

    async def ask() -> dict[str, Any]:
        arguments = distributed.Security().get_connection_args("client")
        async with distributed.rpc(
            address, timeout=ANSWER_SECONDS, connection_args=arguments
        ) as scheduler:
            found: dict[str, Any] = await asyncio.wait_for(scheduler.ncores(), ANSWER_SECONDS)
            return found

    try:
        # In a thread of its own: a notebook's has a loop already.
        with _quiet(), ThreadPoolExecutor(1) as pool:
            return sum(pool.submit(asyncio.run, ask()).result().values())
    except Exception as error:
        raise RunError(
            f"No Dask scheduler answers at {address} ({_words(error)}). Start one with "
            "`dask scheduler`, or correct the address."
        ) from error


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Start threads and processes that do not hear Ctrl-C: it is for this thread, which ends them.

    A terminal sends it to all. The mask of a thread goes on to the threads that it starts, and to
    their processes, those that take the place of a dead one included.
    """
    # The first process would start this, and that clears the mask.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _words(error: Exception) -> str:
    """The first line of what an error says."""
    return (str(error) or type(error).__name__).splitlines()[0].rstrip(".")


@contextmanager
def _quiet() -> Iterator[None]:
    """Let parley alone say what happens to workers; Dask would print tracebacks."""
    handlers = {handler for name in LOGGERS for handler in logging.getLogger(name).handlers}
    levels = {handler: handler.level for handler in handlers}
    try:
        for handler in handlers:
            handler.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for handler, level in levels.items():
            handler.setLevel(level)


def _distributed() -> ModuleType:
    try:
        import distributed
    except ImportError:
        raise _not_installed() from None
    return distributed


def _not_installed() -> RunError:
    return RunError(
        "--cluster needs Dask, which is not installed. Install it: "
        "pip install 'parley-workbench[cluster]'"
    )
