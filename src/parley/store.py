"""Files of a run: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600
PROOF = "sha256"
"""Name of the array that proves the others."""
DAMAGE = (OSError, ValueError, EOFError, KeyError, NotImplementedError, RuntimeError, BadZipFile)
"""What reading arrays from a file that was cut off or altered may raise."""
UNFINISHED = re.compile(r"\..+\.\d+\.part")


class RunError(ValueError):
    """A run that cannot be made or read as asked; its text says why and what to do."""


def make_folder(folder: Path) -> None:
    """A folder that only its owner can read."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only process that works in a folder; however it ends, the folder is free again."""
    hold = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(hold, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise RunError(
            f"another parley is at work in {folder}. Wait for it, or give --out another folder."
        ) from None
    finally:
        os.close(hold)


def unfinished(path: Path) -> Path:
    """Where a file is written until it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def settle(temporary: Path, final: Path) -> None:
    """Make a finished temporary file the final one: on disk, private, then renamed."""
    os.chmod(temporary, OWNER_FILE)
    with open(temporary, "rb") as handle:
        os.fsync(handle.fileno())
    os.replace(temporary, final)


def write(path: Path, data: bytes | str) -> None:
    """Write a file whole."""
    temporary = unfinished(path)
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    with open(opened, "wb") as handle:
        handle.write(data.encode() if isinstance(data, str) else data)
    settle(temporary, path)


def write_json(path: Path, value: Any) -> None:
    """Write plain data as JSON; a number that is none is an error, not text."""
    write(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays, with what proves them."""
    temporary = unfinished(path)
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    with open(opened, "wb") as handle:
        np.savez(handle, allow_pickle=False, **arrays, **{PROOF: np.array(_proof(arrays))})
    settle(temporary, path)


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """Named arrays, or None where the file is missing or damaged."""
    with (
        contextlib.suppress(*DAMAGE),
        open(path, "rb") as handle,
        np.load(handle, allow_pickle=False) as stored,
    ):
        arrays = {name: stored[name] for name in stored.files}
        if str(arrays.pop(PROOF)) == _proof(arrays):
            return arrays
    return None


def _proof(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Hash of names, types, shapes and content."""
    digest = hashlib.sha256()
    for name, array in arrays.items():
        digest.update(f"{name} {array.dtype} {array.shape}".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def clear_unfinished(folder: Path) -> None:
    """Delete what a killed process was writing when it ended."""
    for file in folder.rglob(".*"):
        if is_unfinished(file):
            file.unlink()


def is_unfinished(file: Path) -> bool:
    """Whether a killed process, or one at work, was writing this file."""
    return UNFINISHED.fullmatch(file.name) is not None


def sha256(*parts: bytes | str) -> str:
    """Hash of some parts; where one ends and the next starts counts."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


@cache
def code_hash() -> str:
    """Hash of parley's own code and page templates, so that a run of other code is another run.

    Taken once: a run is of the code that was loaded, whatever is edited meanwhile.
    """
    root = Path(__file__).parent
    files = sorted(file for file in root.rglob("*") if file.suffix in (".py", ".html", ".css"))
    return sha256(
        *(part for file in files for part in (str(file.relative_to(root)), file.read_bytes()))
    )
