"""What a package that gets through a stage can do, in words."""

from __future__ import annotations

from collections.abc import Sequence

DOES = {
    "acceptable": "could be signed",
    "durable": "would hold",
    "ratifiable": "would be ratified",
}


def does(stages: Sequence[str]) -> str:
    """What passing these stages, one after the other, means.

    >>> does(["acceptable"])
    'could be signed'
    >>> does(["acceptable", "durable", "ratifiable"])
    'could be signed, would hold and would be ratified'
    """
    *first, last = (DOES.get(stage, f"passes “{stage}”") for stage in stages)
    return f"{', '.join(first)} and {last}" if first else last
