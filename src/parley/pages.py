"""The briefing of a run, whole or cut for an audience."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley.analysis.finding import Finding
from parley.case import Case
from parley.engine.variants import JUDGED
from parley.finished import Run
from parley.show.briefing import Facts, render
from parley.show.cuts import TEAM, cut
from parley.store import write

WHOLE = "briefing.html"


def page_name(audience: str) -> str:
    """The file of a briefing.

    >>> page_name("team"), page_name("public")
    ('briefing.html', 'briefing.public.html')
    """
    return WHOLE if audience == TEAM else f"briefing.{audience}.html"


def page(
    case: Case, findings: Mapping[str, Finding], manifest: Mapping[str, Any], audience: str = TEAM
) -> str:
    """The page for an audience, the same for the same run."""
    return render(case, cut(findings, audience), _facts(manifest))


def write_page(run: Run, audience: str) -> Path:
    """The page of a finished run for an audience: that of the team is there, others are written."""
    path = run.path / page_name(audience)
    if audience != TEAM:
        write(path, page(run.case, run.findings, run.manifest, audience))
    return path


def _facts(manifest: Mapping[str, Any]) -> Facts:
    name, draws, seed = manifest["case"]["file"], manifest["draws"], manifest["seed"]
    return Facts(
        run_id=manifest["id"],
        version=manifest["parley"]["version"],
        draws=draws,
        seed=seed,
        case_file=name,
        case_sha256=manifest["case"]["sha256"],
        command=f"parley brief {name} --draws {draws} --seed {seed}",
        hashes={
            "code": manifest["parley"]["sha256"],
            # Of the other readings the manifest says them.
            **{
                f"counts, {key.partition('.')[0]}": found
                for key, found in manifest["counts"].items()
                if key.endswith(f".{JUDGED}")
            },
        },
        libraries=manifest["libraries"],
    )
