"""Where tests keep what numba compiles: apart for each worker, and anew when a kernel changes.

numba's cache gives numbers to the compiled forms of a function; two processes that save different
forms at the same moment can take the same number. Nor does it see that a function which is called
from another file has changed.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

HOME = Path(__file__).parent


def _kernels() -> str:
    """A name for the source of everything that is compiled."""
    found = hashlib.sha256()
    for file in sorted((HOME / "src").rglob("*.py")):
        text = file.read_bytes()
        if b"@njit" in text:
            found.update(text)
    return found.hexdigest()[:12]


os.environ["NUMBA_CACHE_DIR"] = str(
    HOME / ".pytest_cache" / "numba" / _kernels() / os.environ.get("PYTEST_XDIST_WORKER", "alone")
)
