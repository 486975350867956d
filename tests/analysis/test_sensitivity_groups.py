"""Every judgement is in one group, and a group is drawn anew without the others."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from parley.analysis.sensitivity.grouping import Judgements, anew, home_of, judgements
from parley.analysis.study import Study
from parley.draws import FUTURES
from strategies import SETTINGS
from studies import TWO, random_studies, study_of_text

HANGING = (
    TWO.replace(
        "preferences:\n",
        "factors:\n"
        "  front: {title: The front, states: {bad: 0.5, good: 0.5}}\n"
        "  aid: {title: Aid, states: {less: 0.5, more: 0.5}}\n"
        "  moon: {title: The moon, states: {full: 0.5, new: 0.5}}\n"
        "cross_impacts:\n"
        "  ours:\n"
        "    judgement: Invented.\n"
        "    impacts:\n"
        "      front: {bad: {aid: {less: 2, more: -2}}, good: {aid: {less: -2, more: 2}}}\n"
        "      aid: {less: {front: {bad: 2, good: -2}}, more: {front: {bad: -2, good: 2}}}\n"
        "preferences:\n",
    )
    + "    red_lines:\n"
    + "      no: {never: {trade: [free, shut]}, real: {value: 0.5, odds: {front: {bad: 50}}}}\n"
)
"""Aid is less where the front is bad; the moon does as it likes."""


def homes(study: Study) -> dict[str, Judgements]:
    return {group.key: group for group in judgements(study.model.book)}


def check_partition(study: Study) -> None:
    book = study.model.book
    found = Counter(stream for group in judgements(book) for stream in group.streams)
    expected = [s for s in book.streams if not s.startswith(("levers.", "timeline."))]
    assert found == Counter(expected)
    assert set(found.values()) <= {1}
    keys = [group.key for group in judgements(book)]
    assert len(set(keys)) == len(keys)
    factors = Counter(factor for group in judgements(book) for factor in group.factors)
    assert factors == Counter(map(str, study.case.factors))
    for path in study.draws.columns:
        assert home_of(book, path) in {*keys, None}


@SETTINGS
@given(random_studies(later=True, levers=True) | random_studies(statements=True))
def test_every_stream_is_in_one_group(study: Study) -> None:
    check_partition(study)


def test_so_it_is_in_bundled_cases(flagship: Study, valleys: Study) -> None:
    check_partition(flagship)
    check_partition(valleys)


def test_a_section_without_groups_is_an_error() -> None:
    """A new section of numbers must say which group they are in."""
    with pytest.raises(KeyError, match="weather"):
        home_of(study_of_text(TWO).model.book, "weather.rain")


def movers(study: Study) -> dict[str, set[str]]:
    """Path of a number to the factors whose states move it."""
    found: dict[str, set[str]] = {}
    for path in study.draws.columns:
        for word in (".shifts.", ".odds."):
            number, _, rest = path.partition(word)
            if rest:
                found.setdefault(number, set()).add(rest.split(".")[0])
    return found


@settings(SETTINGS, max_examples=20)
@given(random_studies(later=True) | random_studies(statements=True))
def test_only_one_group_is_drawn_anew(study: Study) -> None:
    """Its luck and its states are those of the next draw, all else is that of the draw."""
    book, draws = study.model.book, study.draws
    moved_by = movers(study)
    for group in judgements(book):
        after = anew(book, draws, group)
        for stream, luck in draws.uniforms.items():
            expected = np.roll(luck, -1, axis=1) if stream in group.streams else luck
            assert np.array_equal(after.uniforms[stream], expected)
        for factor, states in draws.states.items():
            other = [*states[1:], states[0]] if factor in group.factors else [*states]
            assert [*after.states[factor]] == other
        assert after.attempts == draws.attempts
        for path, column in draws.columns.items():
            is_moved = not moved_by.get(path, set()).isdisjoint(group.factors)
            if home_of(book, path) != group.key and not is_moved:
                assert np.array_equal(after.columns[path], column), (group.key, path)


@settings(SETTINGS, max_examples=20)
@given(random_studies(later=True))
def test_all_groups_drawn_anew_are_the_next_draw(study: Study) -> None:
    book, after = study.model.book, study.draws
    for group in judgements(book):
        after = anew(book, after, group)
    for path, column in study.draws.columns.items():
        if not path.startswith("levers."):
            assert after.columns[path].tolist() == np.roll(column, -1).tolist()


def test_factors_that_hang_together_are_one_group() -> None:
    study = study_of_text(HANGING, draws=60)
    found = homes(study)
    assert next(iter(found)) == FUTURES
    group = found[FUTURES]
    assert (group.kind, group.holder, group.factors) == ("futures", None, ("front", "aid"))
    assert group.title == "The 2 factors that hang together"
    assert group.streams == (FUTURES, "factors.front", "factors.aid")
    assert found["factors.moon"].factors == ("moon",)
    assert "factors.front" not in found
    after = anew(study.model.book, study.draws, group)
    assert after.states["front"].tolist() == after.states["aid"].tolist()
    assert after.states["front"].tolist() == np.roll(study.draws.states["front"], -1).tolist()
    assert after.states["moon"].tolist() == study.draws.states["moon"].tolist()


DOUBT = (
    TWO.replace(
        "now:",
        "ends: {frost: {title: Frost, terms: {border: joint, trade: shut}, less: 1..2}}\nnow:",
    )
    .replace(
        "    no_deal: {cost: 10}\n  south:",
        "    extras: {both: {when: {border: river, trade: free}, points: 1..2}}\n"
        "    discount: 0.1..0.2\n"
        "    risk: {chance: 0.1..0.2, loss: 10}\n"
        "    no_deal: {cost: 10, years: 1..2, beliefs: {frost: 1}}\n"
        "    hardness: 0.5\n"
        "    red_lines:\n"
        "      border: {floor: {river: 0.2..0.3}}\n"
        "      pair: {never: {trade: shut}, real: 0}\n"
        "    statements: {talk: {refuses: {border: river}, meant: 0.5}}\n"
        "  south:",
    )
    .replace(
        "    no_deal: {cost: 10}\n",
        "    no_deal: {cost: 10, years: 2, beliefs: {frost: 1}}\n"
        "    discount: 0.1\n    red_lines: {trade: {floor: {shut: 0.5}}}\n",
    )
    + "blocks: {veto: {party: league, chances: {trade: {free: 0.1}}}}\n"
    "commitments: {stay-out: {party: north, gains: 1..2, builds: 1}}\n"
    "response: {seen: {years: 1..2}, acted: {years: 2}}\n"
    "penalties: {north: {shame: {points: 1..2}}}\n"
    "later: {north: {grows: {points: 1..2}}}\n"
    "bodies:\n"
    "  house:\n"
    "    {title: The house, party: south, kind: public, quota: 0.5, support: {base: 0.6..0.7}}\n"
)
ABOUT = {
    "ends.frost": ("end", None, "What is lost in the end: Frost", True),
    "preferences.north.weights": ("weights", "north", "North: weights of the issues", False),
    "preferences.north.values.border": ("values", "north", "North: values on The border", False),
    "preferences.north.values.trade": ("values", "north", "North: values on Trade", False),
    "preferences.north.extras": ("extras", "north", "North: points for combinations", True),
    "preferences.north.no_deal": ("no_deal", "north", "North: no-deal value", True),
    "preferences.north.risk": ("risk", "north", "North: fear of a breach", True),
    "preferences.north.hardness": (
        "hardness",
        "north",
        "North: how hard its red lines are, taken together",
        True,
    ),
    "preferences.north.red_lines.border": (
        "line",
        "north",
        "North: red line on The border",
        True,
    ),
    "preferences.north.red_lines.pair": ("line", "north", "North: red line on Trade: Shut", True),
    "preferences.north.statements": (
        "statements",
        "north",
        "North: whether what it has said is meant",
        True,
    ),
    "preferences.south.weights": ("weights", "south", "South: weights of the issues", False),
    "preferences.south.values.border": ("values", "south", "South: values on The border", False),
    "preferences.south.values.trade": ("values", "south", "South: values on Trade", False),
    "preferences.south.no_deal": ("no_deal", "south", "South: no-deal value", False),
    "preferences.south.hardness": (
        "hardness",
        "south",
        "South: how hard its red lines are, taken together",
        False,
    ),
    "preferences.south.red_lines.trade": ("line", "south", "South: red line on Trade", True),
    "blocks.veto.chances.trade": ("block", "league", "The League: block on Trade (veto)", True),
    "commitments.stay-out": ("commitment", "north", "North: to stay out", True),
    "response.seen": ("response", None, "How soon a breach is seen", True),
    "response.acted": ("response", None, "How soon a breach is acted upon", False),
    "penalties.north": ("penalties", "north", "North: what a breach costs it", True),
    "later.north": ("later", "north", "North: how far its no-deal value will have moved", True),
    "bodies.house": ("body", "south", "The house", True),
}
"""Kind, holder, title, and whether something in it is in doubt."""


def test_groups_are_named_for_readers() -> None:
    found = homes(study_of_text(DOUBT))
    assert {
        key: (group.kind, group.holder, group.title, group.is_open) for key, group in found.items()
    } == ABOUT
    luck = {key: group.luck for key, group in found.items() if group.luck}
    assert luck == {
        "preferences.north.hardness": ("preferences.north.red_lines",),
        "preferences.north.red_lines.border": ("preferences.north.red_lines.border",),
        "preferences.north.red_lines.pair": ("preferences.north.red_lines.pair",),
        "preferences.south.red_lines.trade": ("preferences.south.red_lines.trade",),
        "blocks.veto.chances.trade": ("blocks.veto.chances.trade",),
    }
