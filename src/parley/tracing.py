"""Where the case says something and why, as plain data that explanations are made of."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from parley.case.schema import Case
from parley.conditions.derivation import trace
from parley.finished import Run

NEAREST = 5

Explanation = dict[str, Any]


def about(run: Run) -> Explanation:
    """What is explained: case, file, run."""
    return {
        "case": str(run.case.title),
        "file": str(run.manifest["case"]["file"]),
        "run": run.manifest["id"],
    }


def place(case: Case, path: str) -> Explanation:
    """Where the case says something, and why."""
    found = trace(case, path)
    return {
        "path": path,
        "line": found.line,
        "evidence": found.evidence.kind,
        "sources": [str(source) for source in found.evidence.sources],
        "judgement": found.evidence.judgement and str(found.evidence.judgement),
        "note": found.evidence.note and str(found.evidence.note),
    }


def sources(case: Case) -> Explanation:
    """All sources of the case, so that an id says something."""
    return {
        str(key): {
            "title": str(source.title),
            **{
                word: str(value)
                for word in ("publisher", "date", "url")
                if (value := getattr(source, word)) is not None
            },
        }
        for key, source in case.sources.items()
    }


def within(path: str, whole: str) -> bool:
    """Whether a path is another or stands below it."""
    return path == whole or path.startswith(f"{whole}.")


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """A name that does not exist, with the nearest that do."""
    near = _nearest(name, known)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    return f'this run has no {what} "{name}".{hint}'


def _nearest(name: str, known: Iterable[str]) -> list[str]:
    names = list(known)
    below = [one for one in names if name and one.startswith(name)]
    inside = [one for one in names if name and name in one]
    alike = difflib.get_close_matches(name, names, n=NEAREST, cutoff=0.5)
    return list(dict.fromkeys([*below, *inside, *alike]))[:NEAREST]
