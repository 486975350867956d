"""What can be said of one reading: states, no-deal values, response times, lines, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parley.analysis.rests import in_words
from parley.analysis.study import Study
from parley.case.schema import Support, Weights
from parley.changes import moves
from parley.conditions.durability import response_time
from parley.conditions.forms import NANO, Condition
from parley.conditions.words import as_words
from parley.engine.again import readers, touched
from parley.numbers import single
from parley.space import Mask

MONTHS = 12
DIGITS = 6
"""Decimals of what a library adds up or takes an exponential of: its last bit may differ."""

Floats = NDArray[np.float64]

_SAID_OTHERWISE = re.compile(
    # Of red lines and blocks it is said whether they are real, not how likely that was.
    r"preferences\.[^.]+\.(red_lines|statements)\..*|preferences\.[^.]+\.hardness|blocks\..*"
    # These turn beliefs in one state of a factor only, and the no-deal value has them all.
    r"|.*\.belief_odds\..*"
)


@dataclass(frozen=True)
class Feature:
    """A yes or no, or a number, that each draw has.

    Attributes
    ----------
    path, what
        The quantity of the case that it is of, and it in words.
    column : (draw,)
        1 and 0 for yes and no.
    yes, no
        A clause that says it where it is so, and where it is not; empty for a number.
    state
        Key of the state, or of the option, that a yes or no is about.
    unit
        Of a number, where it has one.
    """

    path: str
    what: str
    column: Floats
    yes: str = ""
    no: str = ""
    state: str | None = None
    unit: str = ""

    @property
    def is_flag(self) -> bool:
        """Whether it is a yes or no."""
        return bool(self.yes)


def features(study: Study) -> list[Feature]:
    """All that differs from draw to draw, each once: what reads best comes first."""
    every = (
        *_factors(study),
        *_no_deal_values(study),
        *_response(study),
        *(feature for bar in study.bars for feature in _bar(study, bar)),
        *_numbers(study),
    )
    return distinct(every)


def distinct(every: Sequence[Feature]) -> list[Feature]:
    """Those that differ from draw to draw; of several with the same column the first."""
    found: dict[bytes, Feature] = {}
    for feature in every:
        column = feature.column
        if np.isfinite(column).all() and column.min() < column.max():
            found.setdefault(column.tobytes(), feature)
    return list(found.values())


def _factors(study: Study) -> Iterator[Feature]:
    for name, factor in study.case.factors.items():
        for place, (key, state) in enumerate(factor.states.items()):
            title = str(state.title or as_words(str(key)))
            yield Feature(
                f"factors.{name}",
                f"{factor.title}: {title}",
                (study.draws.states[str(name)] == place).astype(np.float64),
                f"“{factor.title}” is “{title}”",
                f"“{factor.title}” is not “{title}”",
                str(key),
            )


def _no_deal_values(study: Study) -> Iterator[Feature]:
    for party in study.parties:
        yield Feature(
            f"preferences.{party}.no_deal",
            f"the no-deal value of {study.name(party)}",
            study.no_deal(party, study.draws) / NANO,
            unit=" points",
        )


def _response(study: Study) -> Iterator[Feature]:
    """Mean months over the options under which a breach has consequences at all."""
    response = study.case.response
    if response is None:
        return
    axes = study.space.axes((*response.seen.by, *response.acted.by))
    years = response_time(study.case, study.space, study.draws, axes).reshape(study.n, -1)
    ending = np.isfinite(years).all(axis=0)
    if ending.any():
        months = MONTHS * years[:, ending].mean(axis=1)
        yield Feature(
            "response",
            "the time until a breach has consequences (mean of all options that bring any)",
            np.round(months, DIGITS),
            unit=" months",
        )


def _bar(study: Study, bar: Condition) -> Iterator[Feature]:
    """Of a red line on a pattern whether it is real; of any other, or a block, what it puts out."""
    table = bar.bar
    assert table is not None
    out = table.fill(study.draws).reshape(study.n, -1) < 0
    line = "red line of" if bar.kind == "line" else "block by"
    subject = f"{line} {study.name(bar.holder)} on “{table.about}”"
    if _has_pattern(study, bar):
        real: Mask = np.logical_or.reduce(out, axis=1)
        yield Feature(
            bar.path,
            subject,
            real.astype(np.float64),
            f"the {subject} is real",
            f"the {subject} is not real",
        )
        return
    issue = study.space.issues[table.issues[0]]
    for place, option in enumerate(study.space.options[table.issues[0]]):
        title = study.option_title(issue, option)
        yield Feature(
            bar.path,
            f"{subject}: {title}",
            out[:, place].astype(np.float64),
            f"the {subject} rules out “{title}”",
            f"the {subject} does not rule out “{title}”",
            option,
        )


def _has_pattern(study: Study, bar: Condition) -> bool:
    if bar.kind != "line":
        return False
    return study.case.preferences[bar.holder].red_lines[bar.path.split(".")[-1]].never is not None


def _numbers(study: Study) -> Iterator[Feature]:
    """Every number that some condition reads, and that does not just move another.

    Values of ranked options are left out: a reader cannot tell them from their ranking.
    """
    book, by_path = study.model.book, readers(study.plan)
    for home, quantity in book.quantities.items():
        if isinstance(quantity, Weights) and quantity.ranking is not None:
            paths = [f"{home}.{issue}" for issue in quantity.ranking.members]
        else:
            paths = [path for path in single(home, quantity) if moves(path) == path]
        for path in paths:
            if not _SAID_OTHERWISE.fullmatch(path) and touched(by_path, path):
                yield Feature(path, _named(study, path), _as_written(study, path))


def _as_written(study: Study, path: str) -> Floats:
    """(draw,) a number as the case writes it: support as a share."""
    column = study.draws.value(path)
    if isinstance(study.model.book.quantities.get(path), Support):
        shares: Floats = np.round(1 / (1 + np.exp(-column)), DIGITS)
        return shares
    return column


def _named(study: Study, path: str) -> str:
    section, *words = in_words(study, path).split(" / ")
    goes_without_saying = path.split(".")[0] in ("preferences", "bodies", "ends")
    return f"“{', '.join(words if goes_without_saying else (section, *words))}”"
