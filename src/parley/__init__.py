"""parley: which peace deals could be signed, and what that hinges on.

>>> import parley
>>> case = parley.load("two-valleys")
>>> str(case.title)
'Two valleys'

``parley.read(folder)`` makes a case of another tool's files. ``parley.run(case, draws=2_000)``
makes a run on disk; its ``packages``, ``draws`` and ``table(finding)`` are pandas or polars frames
where one of them is installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parley.bundled import load
    from parley.case import Case, CaseError
    from parley.formats import FormatError, read
    from parley.runs import Run, open_run, run

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseError",
    "FormatError",
    "Run",
    "__version__",
    "load",
    "open_run",
    "read",
    "run",
]

_HOMES = {
    "Case": "parley.case",
    "CaseError": "parley.case",
    "FormatError": "parley.formats",
    "Run": "parley.runs",
    "load": "parley.bundled",
    "open_run": "parley.runs",
    "read": "parley.formats",
    "run": "parley.runs",
}


def __getattr__(name: str) -> Any:
    # The engine takes a second to import; `parley --help` must not.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'parley' has no attribute {name!r}")
