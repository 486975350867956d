"""Draws against closed forms, and as a pure function of seed and number."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import oracle
from parley import streams
from parley.bundled import load
from parley.case import parse
from parley.conditions import build
from parley.draws import CENTRAL, Book, Draws, central, draw, reweighted
from strategies import SETTINGS, Tree, case_of, trees
from test_streams import plain_uniform

Floats = NDArray[np.float64]
N = 20_000
FEW = settings(SETTINGS, max_examples=15)

CASE = """
parley: 1
title: For the draws
as_of: 2024-12-31
parties:
  ann: {name: Ann, role: principal}
  bob: {name: Bob, role: principal}
issues:
  land: {title: Land, options: {a: A, b: B, c: C, d: D}}
  seat: {title: Seat, options: {a: A, b: B}}
  aid: {title: Aid, options: {a: A, b: B, c: C}}
now: {land: a, seat: a, aid: a}
factors:
  front: {title: Front, states: {bad: 0.2, same: 0.4, good: 0.4}}
  vote: {title: Vote, states: {won: 0.75, lost: 0.25}}
preferences:
  ann:
    weights: land > aid > seat
    values: {land: d > a > b > c, seat: {a: 3..8, b: 2..3..9}, aid: a = b > c}
    no_deal: {cost: {value: 2..4, shifts: {front: {bad: 5, good: -1..-0.5}, vote: {lost: 0.25}}}}
    hardness: 0.36
    red_lines:
      seat: {floor: {a: 0.3}}
      no-a: {never: {land: a}, real: {value: 0.3, odds: {vote: {lost: 4}}}}
      no-b: {never: {land: b}, real: 0.3}
    statements: {said: {refuses: {land: c}, meant: 0.4}}
  bob:
    weights: land | aid | seat
    values: {land: a > b | c | d, seat: a = b, aid: {a: 1, b: 2, c: {value: 3, shifts: {vote: {won: 10}}}}}
    no_deal: {cost: 0..6..6}
    red_lines:
      no-a: {never: {land: a}, real: 0.3}
      no-b: {never: {land: b}, real: 0.3}
blocks:
  veto: {party: bob, chances: {land: {b: 0.25..0.5}, aid: {c: 1}}}
"""  # noqa: E501
BOOK = Book.of(parse(CASE.encode()))


@pytest.fixture(scope="module")
def many() -> Draws:
    """Plain draws, not bound by the statement."""
    return draw(BOOK, 1, np.arange(N))


def near(sample: Floats, mean: float, variance: float, sigmas: float = 5) -> bool:
    """Whether mean and variance are those of the closed form, within sampling error.

    The error of the variance is bounded with a kurtosis of 9 (an exponential's).
    """
    n = len(sample)
    return bool(
        abs(sample.mean() - mean) <= sigmas * math.sqrt(variance / n) + 1e-12
        and abs(sample.var() - variance) <= sigmas * variance * math.sqrt(8 / n) + 1e-12
    )


def ordered_weights(sizes: list[int]) -> list[tuple[float, float]]:
    """Mean and variance of the weight of each level: 100 sum_k lambda_k e_k.

    lambda is uniform on the simplex (Dirichlet(1, .., 1)): mean 1/K, variance (K-1) / (K^2 (K+1)),
    covariance -1 / (K^2 (K+1)).
    """
    k = len(sizes)
    found = []
    for level in range(k):
        parts = [100 / sum(sizes[: j + 1]) if j >= level else 0.0 for j in range(k)]
        mean = sum(parts) / k
        second = (k * sum(p * p for p in parts) - sum(parts) ** 2) / (k * k * (k + 1))
        found.append((mean, second))
    return found


def test_ranked_weights_are_uniform_on_the_ranked_simplex(many: Draws) -> None:
    """Means are the rank-order centroid (11/18, 5/18, 2/18), variances those of the simplex."""
    weights = many.members("preferences.ann.weights", ("land", "aid", "seat"))
    assert np.allclose(weights.sum(axis=0), 100)
    assert (weights[0] >= weights[1]).all()
    assert (weights[1] >= weights[2]).all()
    expected = ordered_weights([1, 1, 1])
    assert [mean for mean, _ in expected] == pytest.approx([1100 / 18, 500 / 18, 200 / 18])
    for weight, (mean, variance) in zip(weights, expected, strict=True):
        assert near(weight, mean, variance)


def weights_of(ranking: str, n: int = N) -> tuple[Floats, Floats]:
    """(member, draw) weights of a ranking over three issues, and the central ones."""
    book = Book.of(parse(CASE.replace("land > aid > seat", ranking).encode()))
    members = ("land", "aid", "seat")
    path = "preferences.ann.weights"
    return (
        draw(book, 2, np.arange(n)).members(path, members),
        central(book).members(path, members)[:, 0],
    )


@pytest.mark.parametrize(
    ("ranking", "sizes", "levels"),
    [
        ("land > aid = seat", [1, 2], [0, 1, 1]),
        ("land = aid > seat", [2, 1], [0, 0, 1]),
        ("seat > land > aid", [1, 1, 1], [1, 2, 0]),
        ("land = aid = seat", [3], [0, 0, 0]),
    ],
)
def test_weights_with_ties(ranking: str, sizes: list[int], levels: list[int]) -> None:
    """Tied members share a level of their size; the central draw is the mean."""
    weights, middle = weights_of(ranking)
    expected = ordered_weights(sizes)
    assert np.allclose(weights.sum(axis=0), 100)
    for weight, central_weight, level in zip(weights, middle, levels, strict=True):
        assert near(weight, *expected[level])
        assert central_weight == pytest.approx(expected[level][0], rel=1e-14)
    for one, other in itertools.combinations(range(3), 2):
        if levels[one] == levels[other]:
            assert (weights[one] == weights[other]).all()


def test_members_of_unknown_order_are_ordered_at_random(many: Draws) -> None:
    """Each of the six orders alike; given an order, the weights are those of that ranking."""
    weights = many.members("preferences.bob.weights", ("land", "aid", "seat"))
    orders = np.argsort(-weights, axis=0)
    error = 5 * math.sqrt(1 / 6 * 5 / 6 / N)
    for order in itertools.permutations(range(3)):
        rows = (orders == np.array(order)[:, None]).all(axis=0)
        assert abs(rows.mean() - 1 / 6) < error
    sorted_weights = -np.sort(-weights, axis=0)
    for weight, (mean, variance) in zip(sorted_weights, ordered_weights([1, 1, 1]), strict=True):
        assert near(weight, mean, variance)
    middle = central(BOOK).members("preferences.bob.weights", ("land", "aid", "seat"))[:, 0]
    assert middle == pytest.approx([100 / 3] * 3, rel=1e-15)


def test_a_group_of_ties_of_unknown_order() -> None:
    """Land = aid | seat: two entries; the pair is first in half of the draws."""
    weights, middle = weights_of("land = aid | seat")
    assert (weights[0] == weights[1]).all()
    first = weights[0] > weights[2]
    assert abs(first.mean() - 0.5) < 5 * math.sqrt(0.25 / N)
    pair, alone = ordered_weights([2, 1]), ordered_weights([1, 2])
    assert near(weights[0][first], *pair[0])
    assert near(weights[2][first], *pair[1])
    assert near(weights[2][~first], *alone[0])
    assert middle == pytest.approx([100 / 3] * 3, rel=1e-15)


def test_ranked_values_are_order_statistics(many: Draws) -> None:
    """Best 1, worst 0, between them sorted uniforms: Beta(k, K-1-k) moments."""
    first, second, third, last = many.members("preferences.ann.values.land", ("d", "a", "b", "c"))
    assert (first == 1).all()
    assert (last == 0).all()
    assert (second >= third).all()
    # The greater and lesser of two uniforms: mean 2/3 and 1/3, variance 1/18.
    assert near(second, 2 / 3, 1 / 18)
    assert near(third, 1 / 3, 1 / 18)
    middle = central(BOOK).members("preferences.ann.values.land", ("d", "a", "b", "c"))[:, 0]
    assert middle == pytest.approx([1, 2 / 3, 1 / 3, 0], rel=1e-15)


def test_values_with_ties_and_unknown_orders(many: Draws) -> None:
    """A = b > c is 1, 1, 0; a = b is one level, worth nothing; b | c | d take every order."""
    aid = many.members("preferences.ann.values.aid", ("a", "b", "c"))
    assert (aid == np.array([[1], [1], [0]])).all()
    assert (many.members("preferences.bob.values.seat", ("a", "b")) == 0).all()
    a, *rest = many.members("preferences.bob.values.land", ("a", "b", "c", "d"))
    assert (a == 1).all()
    table = np.array(rest)
    assert (table.min(axis=0) == 0).all()
    assert near(np.sort(table, axis=0)[2], 2 / 3, 1 / 18)
    for order in itertools.permutations(range(3)):
        rows = (np.argsort(table, axis=0) == np.array(order)[:, None]).all(axis=0)
        assert abs(rows.mean() - 1 / 6) < 5 * math.sqrt(5 / 36 / N)
    middle = central(BOOK).members("preferences.bob.values.land", ("a", "b", "c", "d"))
    assert middle[:, 0].tolist() == [1, 0, 0, 0]


def plain_ranking(ranking: str, luck: list[float], weighs: bool) -> dict[str, float]:
    """A ranking drawn in plain Python: first the keys of each open group, then the gaps."""
    levels: list[list[str]] = []
    for group in ranking.split(">"):
        entries = [[name.strip() for name in tied.split("=")] for tied in group.split("|")]
        if len(entries) > 1:
            keys, luck = luck[: len(entries)], luck[len(entries) :]
            entries = [entry for _, entry in sorted(zip(keys, entries, strict=True))]
        levels += entries
    k = len(levels)
    if not weighs:
        steps = [1.0, *sorted(luck, reverse=True), 0.0] if k > 1 else [0.0]
        return {name: step for step, tied in zip(steps, levels, strict=True) for name in tied}
    cuts = [0.0, *sorted(luck), 1.0]
    gaps = [b - a for a, b in itertools.pairwise(cuts)]
    found: dict[str, float] = {}
    for level, tied in enumerate(levels):
        weight = sum(gaps[j] / sum(len(one) for one in levels[: j + 1]) for j in range(level, k))
        found |= dict.fromkeys(tied, 100 * weight)
    return found


@SETTINGS
@given(trees(), st.integers(0, 2**64 - 1))
def test_rankings_are_read_from_their_luck(tree: Tree, seed: int) -> None:
    """Every ranked weight and value of random cases, drawn once more in plain Python."""
    case = case_of(tree)
    draws = draw(Book.of(case), seed, np.arange(3))
    for party, preference in case.preferences.items():
        groups = {f"preferences.{party}.weights": preference.weights.ranking}
        groups |= {
            f"preferences.{party}.values.{issue}": group.ranking
            for issue, group in preference.values.items()
        }
        for path, ranking in groups.items():
            if ranking is None:
                continue
            table = draws.uniforms.get(path, np.empty((0, 3)))
            for i in range(3):
                drawn = plain_ranking(ranking.text, table[:, i].tolist(), "weights" in path)
                assert set(drawn) == set(ranking.members)
                for member, size in drawn.items():
                    found = float(draws.columns[f"{path}.{member}"][i])
                    assert found == pytest.approx(size, rel=1e-12)


def test_a_range_is_uniform_and_three_numbers_a_triangle(many: Draws) -> None:
    """Moments: (a + b) / 2 and (b - a)^2 / 12; (a + b + c) / 3 and the triangle's variance."""
    uniform = many.value("preferences.ann.values.seat.a")
    assert near(uniform, 5.5, 25 / 12)
    a, c, b = 2.0, 3.0, 9.0
    triangle = many.value("preferences.ann.values.seat.b")
    assert near(triangle, (a + b + c) / 3, (a * a + b * b + c * c - a * b - a * c - b * c) / 18)
    # Mode at the high end: density rises, mean 2/3, variance 1/18 of the width.
    rising = many.value("preferences.bob.no_deal.cost")
    assert near(rising, 4, 36 / 18)


@pytest.mark.parametrize("text", ["3..8", "-2..0.5", "2..3..9", "0..6..6", "0..0..6", "1..4..7"])
def test_a_number_is_the_inverse_distribution_of_its_luck(text: str) -> None:
    """F(value) = luck, for the distribution function worked out anew; the median has F = 1/2."""
    book = Book.of(parse(CASE.replace("{a: 3..8,", f"{{a: {text},").encode()))
    draws = draw(book, 5, np.arange(500))
    path = "preferences.ann.values.seat.a"
    ends = [float(part) for part in text.split("..")]
    low, high = ends[0], ends[-1]

    def share_below(x: float) -> float:
        if len(ends) == 2:
            return (x - low) / (high - low)
        mode = ends[1]
        if x <= mode:
            return (x - low) ** 2 / ((high - low) * (mode - low)) if mode > low else 0.0
        return 1 - (high - x) ** 2 / ((high - low) * (high - mode))

    for x, u in zip(draws.value(path), draws.uniforms[path][0], strict=True):
        assert low <= x <= high
        assert share_below(float(x)) == pytest.approx(u, abs=1e-12)
    assert share_below(float(central(book).value(path)[0])) == pytest.approx(0.5, abs=1e-12)


def test_states_come_as_often_as_they_are_likely(many: Draws) -> None:
    """Frequencies within five standard errors, and the state in which the luck falls."""
    for factor, chances in (("front", [0.2, 0.4, 0.4]), ("vote", [0.75, 0.25])):
        luck = many.uniforms[f"factors.{factor}"][0]
        edge = 0.0
        for state, chance in enumerate(chances):
            here = many.states[factor] == state
            assert abs(here.mean() - chance) < 5 * math.sqrt(chance * (1 - chance) / N)
            assert (here == ((luck >= edge) & (luck < edge + chance))).all()
            edge += chance


def test_a_state_without_probability_never_comes() -> None:
    book = Book.of(
        parse(CASE.replace("{won: 0.75, lost: 0.25}", "{no: 0, won: 1, lost: 0}").encode())
    )
    assert (draw(book, 1, np.arange(N)).states["vote"] == 1).all()
    with patch.object(streams, "uniforms", lambda *_: np.zeros((99, 1))):
        assert draw(book, 1, np.arange(1)).states["vote"].tolist() == [1]


def test_states_shift_numbers(many: Draws) -> None:
    """The cost is its own number plus the shifts of the states that hold, each with its luck."""
    path = "preferences.ann.no_deal.cost"
    own = 2 + 2 * many.uniforms[path][0]
    good = -1 + 0.5 * many.uniforms[f"{path}.shifts.front.good"][0]
    front, vote = many.states["front"], many.states["vote"]
    expected = own + np.select([front == 0, front == 2], [5.0, good], 0.0)
    expected = expected + np.where(vote == 1, 0.25, 0.0)
    assert np.allclose(many.value(path), expected, rtol=0, atol=1e-12)


def test_states_shift_the_numbers_of_a_group(many: Draws) -> None:
    """A shift on one option of an issue counts, in the draws and in the central draw."""
    path = "preferences.bob.values.aid.c"
    assert (many.value(path) == np.where(many.states["vote"] == 0, 13.0, 3.0)).all()
    assert central(BOOK).value(path)[0] == 13.0


def test_odds_move_a_chance(many: Draws) -> None:
    """Q becomes q m / (1 - q + q m): 0.3 with odds times 4 is 12/19."""
    real = many.value("preferences.ann.red_lines.no-a.real")
    expected = np.where(many.states["vote"] == 1, 12 / 19, 0.3)
    assert np.allclose(real, expected, rtol=1e-15)
    # Odds, not chances, are multiplied.
    lost = real[many.states["vote"] == 1]
    assert np.allclose(lost / (1 - lost), 4 * 0.3 / 0.7, rtol=1e-14)


def crossed(draws: Draws, party: str, line: str) -> NDArray[np.bool_]:
    """(draw,) whether a red line is real, by the uniforms."""
    model = build(BOOK.case)
    condition = next(c for c in model.conditions if c.key == f"line:{party}.{line}")
    codes = np.arange(model.space.size)
    crossing = condition.margin(model.space, draws, codes).values < 0
    found: NDArray[np.bool_] = np.any(crossing, axis=1)
    return found


def correlation(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    return float(np.corrcoef(one.astype(float), other.astype(float))[0, 1])


def test_hardness_is_the_correlation_of_two_red_lines(many: Draws) -> None:
    """Each line is real as often as its chance says; two lines correlate by the hardness.

    With chance sqrt(h) a line follows the common luck: both with chance h, and then they are real
    together; otherwise they are independent. Without hardness: 0. Between parties: 0.
    """
    sure = many.states["vote"] == 0
    one, two = crossed(many, "ann", "no-a")[sure], crossed(many, "ann", "no-b")[sure]
    floor = crossed(many, "ann", "seat")[sure]
    n = int(sure.sum())
    for line in (one, two, floor):
        assert abs(line.mean() - 0.3) < 5 * math.sqrt(0.21 / n)
    for pair in ((one, two), (one, floor), (two, floor)):
        assert abs(correlation(*pair) - 0.36) < 5 / math.sqrt(n)
    other = [crossed(many, "bob", line) for line in ("no-a", "no-b")]
    assert abs(correlation(*other)) < 5 / math.sqrt(N)
    assert abs(correlation(one, other[0][sure])) < 5 / math.sqrt(n)


def test_lines_of_full_hardness_are_one(many: Draws) -> None:
    """With hardness 1 lines of the same chance are real together, always."""
    hard = {**many.columns, "preferences.ann.hardness": np.ones(N)}
    soft = {**many.columns, "preferences.ann.hardness": np.zeros(N)}
    sure = many.states["vote"] == 0
    lines = [crossed(replace(many, columns=hard), "ann", line)[sure] for line in ("no-a", "no-b")]
    assert (lines[0] == lines[1]).all()
    lines = [crossed(replace(many, columns=soft), "ann", line)[sure] for line in ("no-a", "no-b")]
    assert abs(correlation(*lines)) < 5 / math.sqrt(int(sure.sum()))


def test_blocks_are_drawn_for_each_issue(many: Draws) -> None:
    """An option is out as often as its chance says, once for each block and issue."""
    model = build(BOOK.case)
    by_key = {c.key: c.bar.fill(many) for c in model.conditions if c.bar is not None}
    land, aid = by_key["block:veto.land"], by_key["block:veto.aid"]
    assert abs((land[:, 1] < 0).mean() - 0.375) < 5 * math.sqrt(0.375 * 0.625 / N)
    assert (land[:, [0, 2, 3]] == 0).all()
    assert (aid == [0, 0, -1]).all()


def same(one: Draws, other: Draws) -> bool:
    """Bit for bit."""
    mappings: list[tuple[Mapping[str, NDArray[np.generic]], Mapping[str, NDArray[np.generic]]]] = [
        (one.columns, other.columns),
        (one.states, other.states),
        (one.uniforms, other.uniforms),
        (one.attempts, other.attempts),
    ]
    return np.array_equal(one.numbers, other.numbers) and all(
        list(a) == list(b) and all(a[key].tobytes() == b[key].tobytes() for key in a)
        for a, b in mappings
    )


@FEW
@given(trees(), st.integers(0, 2**64 - 1), st.data())
def test_a_draw_depends_on_seed_and_number_alone(
    tree: Tree, seed: int, data: st.DataObject
) -> None:
    """Any rows in any order are those of the full run, bit for bit."""
    book = Book.of(case_of(tree))
    full = draw(book, seed, np.arange(40))
    rows = np.array(data.draw(st.lists(st.integers(0, 39), max_size=20)), dtype=np.int64)
    assert same(draw(book, seed, rows), full.take(rows))
    assert same(draw(book, seed, np.arange(7, 29)), full.take(slice(7, 29)))


@FEW
@given(trees(), st.integers(0, 2**64 - 1))
def test_luck_is_a_function_of_the_path(tree: Tree, seed: int) -> None:
    """Every uniform number is that of the formula; another issue's name would not change it."""
    book = Book.of(case_of(tree))
    draws = draw(book, seed, np.array([5]))
    for path, luck in draws.uniforms.items():
        assert luck[:, 0].tolist() == [plain_uniform(seed, 5, 0, path, j) for j in range(len(luck))]


@FEW
@given(trees())
def test_attempts_redraw_one_party_alone(tree: Tree) -> None:
    """Another attempt of a party leaves factors, ends, blocks and all others as they were."""
    case = case_of(tree)
    book = Book.of(case)
    numbers = np.arange(5)
    base = draw(book, 1, numbers)
    party = next(iter(case.preferences))
    again = draw(book, 1, numbers, {party: np.full(5, 3)})
    mine = f"preferences.{party}."
    for path, luck in base.uniforms.items():
        moves = path.startswith(mine) and ".statements." not in path
        assert (again.uniforms[path] != luck).all() == moves
        if moves:
            expected = plain_uniform(1, 2, 3, path, 0)
            assert again.uniforms[path][0, 2] == expected
    for path, column in base.columns.items():
        if not path.startswith(mine):
            assert (again.columns[path] == column).all()
    assert all((again.states[factor] == states).all() for factor, states in base.states.items())


def test_the_central_draw() -> None:
    """Likeliest states (a tie goes to the first in the file), medians shifted by them."""
    middle = central(BOOK)
    assert middle.numbers.tolist() == [CENTRAL]
    assert not middle.uniforms
    # front: same and good tie at 0.4.
    assert {factor: int(state[0]) for factor, state in middle.states.items()} == {
        "front": 1,
        "vote": 0,
    }
    assert middle.value("preferences.ann.no_deal.cost")[0] == 3.0
    assert middle.value("preferences.ann.values.seat.a")[0] == 5.5
    # Triangle 2, 3, 9: the median is 9 - sqrt(7 x 6 / 2).
    assert middle.value("preferences.ann.values.seat.b")[0] == pytest.approx(9 - math.sqrt(21))
    assert middle.value("preferences.bob.no_deal.cost")[0] == pytest.approx(math.sqrt(18))


@pytest.mark.parametrize(
    ("chance", "is_real"), [("0.5", True), ("0.49", False), ("0.4..0.6", True)]
)
def test_a_line_counts_in_the_central_draw_if_at_least_even(chance: str, is_real: bool) -> None:
    """An even chance counts; the same for blocks."""
    text = CASE.replace("no-b: {never: {land: b}, real: 0.3}", "no-b: {never: {land: b}, real: X}")
    text = text.replace("b: 0.25..0.5", "b: X").replace("X", chance)
    model = build(parse(text.encode()))
    middle = central(model.book)
    code = np.array([model.space.code({"land": "b", "seat": "a", "aid": "a"})])
    for key in ("line:ann.no-b", "block:veto.land"):
        condition = next(c for c in model.conditions if c.key == key)
        assert (condition.margin(model.space, middle, code).values[0, 0] < 0) == is_real


@FEW
@given(trees())
def test_the_central_draw_of_random_cases(tree: Tree) -> None:
    """Likeliest states, centroids, and medians before shifts and odds."""
    case = case_of(tree)
    book = Book.of(case)
    middle = central(book)
    for factor in case.factors:
        states = list(case.factors[factor].states)
        assert states[int(middle.states[factor][0])] == oracle.likeliest(case, factor)
    for party, preference in case.preferences.items():
        for issue in preference.values:
            found = middle.members(
                f"preferences.{party}.values.{issue}", case.issues[issue].options
            )
            expected = oracle.central_values(case, party, issue)
            order = [expected[option] for option in case.issues[issue].options]
            for (x, a), (y, b) in itertools.combinations(zip(found[:, 0], order, strict=True), 2):
                assert (x > y) == (a > b)
                assert (x < y) == (a < b)


@pytest.mark.parametrize(
    ("how", "expected"), [("centroid", [1100, 500, 200]), ("equal", [600] * 3)]
)
def test_reweighting_changes_ranked_weights_alone(
    many: Draws, how: Literal["centroid", "equal"], expected: list[int]
) -> None:
    """Centroid weights, or equal ones, in every draw; all else as drawn."""
    found = reweighted(BOOK, many, how)
    weights = found.members("preferences.ann.weights", ("land", "aid", "seat"))
    assert np.allclose(weights, np.array(expected)[:, None] / 18, rtol=1e-14)
    unknown = found.members("preferences.bob.weights", ("land", "aid", "seat"))
    assert np.allclose(unknown, 100 / 3, rtol=1e-14)
    for path, column in many.columns.items():
        if ".weights." not in path:
            assert found.columns[path] is column
    assert found.uniforms is many.uniforms


def test_reweighting_leaves_written_weights() -> None:
    """Weights that the analyst gave as numbers stay as drawn."""
    book = Book.of(
        parse(CASE.replace("land > aid > seat", "{land: 1..9, aid: 2, seat: 3}").encode())
    )
    draws = draw(book, 1, np.arange(10))
    found = reweighted(book, draws, "equal")
    path = "preferences.ann.weights.land"
    assert (found.value(path) == draws.value(path)).all()


def test_two_valleys_has_a_column_for_each_quantity() -> None:
    """`like` copies give columns and luck of their own."""
    book = Book.of(load("two-valleys"))
    draws = draw(book, 1, np.arange(200))
    north = draws.value("preferences.north.no_deal.cost")
    south = draws.value("preferences.south.no_deal.cost")
    assert (north != south).all()
    assert draws.value("preferences.north.risk.times.monitors.none").tolist() == [1.0] * 200
    assert "preferences.south.red_lines.border" not in draws.uniforms
    assert len(draws) == 200
