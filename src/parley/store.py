"""Files of a run: written whole or not at all, readable by their owner alone."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600


class RunError(ValueError):
    """A run that cannot be made or read as asked; its text says why and what to do."""


def make_folder(folder: Path) -> None:
    """A folder that only its owner can read."""
    folder.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)


def settle(temporary: Path, final: Path) -> None:
    """Make a finished temporary file the final one: on disk, private, then renamed."""
    os.chmod(temporary, OWNER_FILE)
    with open(temporary, "rb") as handle:
        os.fsync(handle.fileno())
    os.replace(temporary, final)


def write(path: Path, data: bytes | str) -> None:
    """Write a file whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    with open(opened, "wb") as handle:
        handle.write(data.encode() if isinstance(data, str) else data)
    settle(temporary, path)


def write_json(path: Path, value: Any) -> None:
    """Write plain data as JSON; a number that is none is an error, not text."""
    write(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    opened = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_FILE)
    with open(opened, "wb") as handle:
        np.savez(handle, allow_pickle=False, **arrays)
    settle(temporary, path)


def read_arrays(path: Path) -> dict[str, NDArray[Any]] | None:
    """Named arrays, or None where the file is missing or damaged."""
    with contextlib.suppress(OSError, ValueError, EOFError), np.load(path) as stored:
        return {name: stored[name] for name in stored.files}
    return None


def sha256(*parts: bytes | str) -> str:
    """Hash of some parts; where one ends and the next starts counts."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


def code_hash() -> str:
    """Hash of parley's own Python files, so that a run of other code is another run."""
    root = Path(__file__).parent
    files = sorted(root.rglob("*.py"))
    return sha256(
        *(part for file in files for part in (str(file.relative_to(root)), file.read_bytes()))
    )
