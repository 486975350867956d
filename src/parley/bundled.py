"""The cases that come with parley, and finding a case by path or name."""

from __future__ import annotations

from pathlib import Path

from parley.case import Case, CaseError
from parley.case import load as load_file
from parley.case.problems import Problem, unknown

HOME = Path(__file__).parent / "cases"


def bundled() -> dict[str, Path]:
    """Name to file of each bundled case."""
    return {file.stem: file for file in sorted(HOME.glob("*.yaml"))}


def find(case: str | Path) -> Path:
    """The file of a case: a path, or the name of a bundled case.

    Raises
    ------
    CaseError
        There is neither.
    """
    path = Path(case)
    if path.exists() or path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return path
    if str(case) in bundled():
        return bundled()[str(case)]
    message = unknown("case", str(case), bundled())
    raise CaseError(str(case), [Problem(1, 1, f"this is no file, and an {message}")])


def load(case: str | Path) -> Case:
    """Read a case by path or by the name of a bundled one.

    Raises
    ------
    CaseError
        With every problem of the file, each with line and column.
    """
    return load_file(find(case))
