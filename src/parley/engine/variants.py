"""The same draws read in other ways: what the answer owes to which part of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from parley.conditions import Model
from parley.draws import INDEPENDENT, Book, Draws, Reading, reread, reweighted, states_of


def _as_drawn(book: Book, draws: Draws) -> Draws:
    return draws


@dataclass(frozen=True)
class Variant:
    """Another reading of draws; their numbers and attempts stay.

    Attributes
    ----------
    without
        Kinds of conditions that are not asked.
    """

    key: str
    title: str
    read: Callable[[Book, Draws], Draws] = _as_drawn
    without: frozenset[str] = frozenset()


JUDGED = "judged"

VARIANTS = (
    Variant(JUDGED, "As judged"),
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
    Variant("later_none", "If nobody came back stronger", without=frozenset({"later"})),
    Variant("cheat_none", "If nobody cheated quietly", without=frozenset({"cheat"})),
    Variant("bodies_none", "If nobody had to ratify it", without=frozenset({"body"})),
)
RANKINGS = (JUDGED, "weights_centroid", "weights_equal")
"""Variants that span what the rankings leave open."""


def variants_of(model: Model) -> tuple[Variant, ...]:
    """The variants that mean anything for a case: what it does not ask cannot be left out."""
    asked = tuple(variant for variant in VARIANTS if variant.without <= model.kinds)
    return (*asked, *_of_futures(model.book))


def judgement_range(model: Model) -> tuple[str, ...]:
    """Keys of the variants that span what rankings, and weights of futures, leave open."""
    futures = (v.key for v in _of_futures(model.book) if v.key != f"futures_{INDEPENDENT}")
    return (*RANKINGS, *futures)


def _of_futures(book: Book) -> tuple[Variant, ...]:
    """Other weights of the futures, and none: factors that do not hang together."""
    if book.joint is None:
        return ()
    titles = {**book.joint.others, INDEPENDENT: "If the factors did not hang together"}
    return tuple(
        Variant(f"futures_{key}", title, partial(_weighed, key)) for key, title in titles.items()
    )


def _weighed(key: str, book: Book, draws: Draws) -> Draws:
    return reread(book, draws, states=states_of(book, draws.uniforms, key))
