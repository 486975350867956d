"""The same draws read in other ways: what the answer owes to which part of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from parley.draws import Book, Draws, Reading, reweighted


@dataclass(frozen=True)
class Variant:
    """Another reading of draws; their numbers and attempts stay."""

    key: str
    title: str
    read: Callable[[Book, Draws], Draws]


JUDGED = "judged"

VARIANTS = (
    Variant(JUDGED, "As judged", lambda book, draws: draws),
    Variant(
        "red_lines_none",
        "If no red line were real",
        lambda book, draws: replace(draws, red_lines=Reading.NONE),
    ),
    Variant(
        "red_lines_even",
        "If the red lines at least as likely real as not were real, and no others",
        lambda book, draws: replace(draws, red_lines=Reading.EVEN),
    ),
    Variant(
        "blocks_none",
        "If nobody blocked anything",
        lambda book, draws: replace(draws, blocks=Reading.NONE),
    ),
    Variant(
        "weights_centroid",
        "If every ranked weight stood at the centre of its range",
        lambda book, draws: reweighted(book, draws, "centroid"),
    ),
    Variant(
        "weights_equal",
        "If all ranked issues weighed the same",
        lambda book, draws: reweighted(book, draws, "equal"),
    ),
)
JUDGEMENT_RANGE = (JUDGED, "weights_centroid", "weights_equal")
"""Variants that span what the rankings leave open."""
