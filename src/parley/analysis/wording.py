"""What a package that gets through a stage can do, in words."""

from __future__ import annotations

from collections.abc import Sequence

from parley.engine.counting import Number

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


def in_words(number: Number) -> str:
    """A number of packages, with its interval where it is an estimate.

    >>> in_words(Number(1234, 1234, 1234, "exact by scan"))
    '1,234'
    >>> in_words(Number(1234567.8, 1100456.0, 1400789.0, "sampled"))
    'about 1,230,000 (1,100,000 to 1,400,000; sampled)'
    """
    if number.is_exact:
        return f"{number.value:,}"
    value, low, high = (f"{in_three(n):,}" for n in (number.value, number.low, number.high))
    return f"about {value} ({low} to {high}; {number.how})"


def in_three(size: float) -> int:
    """An estimate to the digits that it may have.

    >>> in_three(1234567.8)
    1230000
    """
    return int(float(f"{size:.3g}"))
