"""Factors and talks as a Markov chain, against closed forms and a simulation."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm
from scipy.sparse import csr_array
from scipy.sparse.linalg import expm_multiply

from parley.analysis.study import Study
from parley.analysis.timeline.chain import follow, movement, with_talks
from parley.analysis.timeline.grid import Grid
from parley.futures import Joint
from strategies import SETTINGS
from studies import TWO, study_of_text

FACTORS = """
factors:
  front: {title: Front, states: {bad: 0.3, same: 0.5, good: 0.2}}
  supply: {title: Supply, states: {cut: 0.25, kept: 0.75}}
  still: {title: Still, states: {one: 0.4, two: 0.6}}
cross_impacts:
  ann: {impacts: {supply: {cut: {front: {bad: 2, good: -2}}}}}
  bob: {impacts: {supply: {cut: {front: {bad: 1}}}, front: {bad: {supply: {cut: 2}}}}}
futures: {inconsistency: 9}
timeline:
  since: 2020-01-01
  looks_ahead: 1
  concludes: 0.5
  collapses: 0.4
  tilt: 1.5
  chains:
    front:
      starts: same
      lasts: {bad: 0.5, same: 0.8}
      next: {bad: {same: 0.75, good: 0.25}}
    supply: {lasts: {cut: 0.3, kept: 1.2}}
"""


@pytest.fixture(scope="module")
def moving() -> Study:
    return study_of_text(TWO + FACTORS, 4)


def place(study: Study, **states: str) -> int:
    """Number of a joint state."""
    found = 0
    for name, factor in study.case.factors.items():
        keys = list(factor.states)
        found = found * len(keys) + keys.index(states[str(name)])
    return found


def test_two_states_have_a_closed_form() -> None:
    """From a: b / (a + b) + a / (a + b) exp(-(a + b) t), with rates a out of it and b back."""
    a, b, t = 0.7, 1.9, 1.3
    generator = csr_array(np.array([[-a, a], [b, -b]]))
    values, spent = follow(generator.T.tocsr(), np.array([1.0, 0.0]), t / 4, 4)
    for k, row in enumerate(values):
        stays = b / (a + b) + a / (a + b) * math.exp(-(a + b) * t * k / 4)
        assert row == pytest.approx([stays, 1 - stays], abs=1e-12)
    inside = b / (a + b) * t + a / (a + b) ** 2 * (1 - math.exp(-(a + b) * t))
    assert spent.sum(axis=0) == pytest.approx([inside, t - inside], abs=1e-12)


def test_talks_alone_have_a_closed_form() -> None:
    """Closed, open, concluded, with rates o, c and back k: two exponentials by the roots of
    s^2 + (o + c + k) s + o c, and failures k times the time that talks are open.
    """
    o, c, k, t = 1.1, 0.6, 2.3, 1.7
    generator = with_talks(csr_array((1, 1)), np.array([o]), np.array([c]), k)
    values, spent = follow(generator.T.tocsr(), np.array([1.0, 0.0, 0.0]), t, 1)
    b = o + c + k
    root = math.sqrt(b * b - 4 * o * c)
    fast, slow = (-b - root) / 2, (-b + root) / 2
    is_open = o * (math.exp(slow * t) - math.exp(fast * t)) / root
    time_open = o * ((math.exp(slow * t) - 1) / slow - (math.exp(fast * t) - 1) / fast) / root
    assert values[1, 1] == pytest.approx(is_open, abs=1e-12)
    assert values[1, 2] == pytest.approx(c * time_open, abs=1e-12)
    assert spent[0, 1] == pytest.approx(time_open, abs=1e-12)


@settings(SETTINGS, max_examples=30)
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([0.01, 1.0, 40.0]))
def test_steps_are_those_of_the_exponential(seed: int, size: int, speed: float) -> None:
    """Against Pade's exponential of the whole matrix, and Al-Mohy & Higham's action of it."""
    rng = np.random.Generator(np.random.PCG64(seed))
    rates = rng.random((size, size)) * (rng.random((size, size)) < 0.6) * speed
    np.fill_diagonal(rates, 0)
    dense = rates - np.diag(rates.sum(axis=1))
    start = rng.random((size, 2))
    values, spent = follow(csr_array(dense), start, 0.5, 3)
    for k in range(4):
        assert values[k] == pytest.approx(expm(dense * 0.5 * k) @ start, abs=1e-10)
    assert values[3] == pytest.approx(expm_multiply(dense * 1.5, start), abs=1e-9)
    # The integral is a corner of the exponential of a larger matrix (Van Loan 1978).
    larger = np.block([[dense, np.eye(size)], [np.zeros((size, 2 * size))]])
    whole = expm(larger * 1.5)[:size, size:] @ start
    assert spent.sum(axis=0) == pytest.approx(whole, abs=1e-9)


def test_rates_by_hand(moving: Study) -> None:
    """Out of bad (0.5 years), with supplies cut: same weighs 3/4, good 1/4 times the tilt.

    On bad speak (2 + 1) / 2, on same 0, on good -2 / 2: to same and good the exponents are -1.5
    and -2.5, so that their weights are as 3 to 1 / 1.5.
    """
    generator = movement(Grid.of(moving.case), moving.draws, 0).toarray()
    here = place(moving, front="bad", supply="cut", still="two")
    same = place(moving, front="same", supply="cut", still="two")
    good = place(moving, front="good", supply="cut", still="two")
    share = Fraction(3) / (3 + 1 / Fraction(3, 2))
    assert generator[here, same] == pytest.approx(float(2 * share))
    assert generator[here, good] == pytest.approx(float(2 * (1 - share)))
    kept = place(moving, front="bad", supply="kept", still="two")
    assert generator[here, kept] == pytest.approx(1 / 0.3)
    assert generator[here, here] == pytest.approx(-2 - 1 / 0.3)
    # A state that the chain does not name lasts, and so does a factor without one.
    assert generator[good, place(moving, front="bad", supply="cut", still="two")] == 0
    assert generator[here, place(moving, front="bad", supply="cut", still="one")] == 0


def test_nothing_is_lost(moving: Study) -> None:
    generator = movement(Grid.of(moving.case), moving.draws, 0).toarray()
    assert generator.sum(axis=1) == pytest.approx(0, abs=1e-12)
    assert (generator - np.diag(np.diag(generator)) >= 0).all()


def test_without_cross_impacts_the_factors_move_alone() -> None:
    """The joint chain of two factors is then the product of the chains of each."""
    text = TWO + FACTORS.replace("  tilt: 1.5\n", "")
    study = study_of_text(text, 4)
    grid = Grid.of(study.case)
    whole = expm(movement(grid, study.draws, 0).toarray() * 0.7)
    front = np.array([[-2, 1.5, 0.5], [0.75, -1.25, 0.5], [0, 0, 0]])
    supply = np.array([[-1 / 0.3, 1 / 0.3], [1 / 1.2, -1 / 1.2]])
    product = np.kron(np.kron(expm(front * 0.7), expm(supply * 0.7)), np.eye(2))
    assert whole == pytest.approx(product, abs=1e-9)


def test_the_start_of_factors_that_stand_alone(moving: Study) -> None:
    """The front is as given; of the others nothing is known but their probabilities."""
    start = Grid.of(moving.case).start(None)
    assert start.sum() == pytest.approx(1)
    assert start[place(moving, front="same", supply="cut", still="one")] == pytest.approx(0.1)
    assert start[place(moving, front="bad", supply="cut", still="one")] == 0


def joint(table: list[list[int]], weights: list[float]) -> Joint:
    study = study_of_text(TWO + FACTORS, 4)
    assert study.model.book.joint is not None
    return dataclasses.replace(
        study.model.book.joint,
        table=np.array(table),
        weights={"own": np.array(weights)},
        chosen="own",
    )


def test_the_start_of_factors_that_hang_together(moving: Study) -> None:
    """Of the futures with the front as it is, two are left, as one to three."""
    futures = joint([[0, 0], [1, 0], [1, 1]], [0.2, 0.2, 0.6])
    start = Grid.of(moving.case).start(futures)
    assert start[place(moving, front="same", supply="cut", still="one")] == pytest.approx(0.1)
    assert start[place(moving, front="same", supply="kept", still="two")] == pytest.approx(0.45)
    assert start.sum() == pytest.approx(1)


def test_where_no_future_agrees_the_probabilities_stand(moving: Study) -> None:
    grid = Grid.of(moving.case)
    assert grid.start(joint([[0, 0], [2, 1]], [0.5, 0.5])) == pytest.approx(grid.start(None))


def test_a_case_without_factors_has_one_state() -> None:
    text = TWO + "timeline: {since: 2020-01-01, looks_ahead: 1, concludes: 1, collapses: 1}\n"
    study = study_of_text(text, 2)
    grid = Grid.of(study.case)
    assert (grid.size, grid.start(None).tolist()) == (1, [1.0])
    assert movement(grid, study.draws, 0).toarray().tolist() == [[0.0]]


LASTS: Mapping[str, Mapping[str, float]] = {
    "front": {"bad": 0.5, "same": 0.8, "good": math.inf},
    "supply": {"cut": 0.3, "kept": 1.2},
}
NEXT: Mapping[str, Mapping[str, Mapping[str, float]]] = {
    "front": {
        "bad": {"same": 0.75, "good": 0.25},
        "same": {"bad": 0.3, "good": 0.2},
        "good": {"bad": 1.0},
    },
    "supply": {"cut": {"kept": 1}, "kept": {"cut": 1}},
}
TILT, CONCLUDES, COLLAPSES, TRIGGERS = 1.5, 2.0, 2.5, 3.0


def speaks(state: str, supply: str) -> float:
    """What supplies say of a state of the front, mean over both who judge."""
    return {"bad": 1.5, "same": 0.0, "good": -1.0}[state] if supply == "cut" else 0.0


def course(rng: np.random.Generator, years: float) -> tuple[str, int]:
    """One course of events, move by move (Gillespie 1977): how talks end, how often they failed.

    Talks open while the front is not good, and conclude while it is bad.
    """
    now = {"front": "same", "supply": "cut" if rng.random() < 0.25 else "kept"}
    talks, failed, clock = "closed", 0, 0.0
    while talks != "concluded":
        moves: list[tuple[float, str, str]] = []
        for factor, state in now.items():
            weights = dict(NEXT[factor][state])
            if factor == "front":
                here = speaks(state, now["supply"])
                weights = {
                    s: w * TILT ** (speaks(s, now["supply"]) - here) for s, w in weights.items()
                }
            whole = sum(weights.values())
            moves += [
                (weight / whole / LASTS[factor][state], factor, other)
                for other, weight in weights.items()
            ]
        if talks == "closed" and now["front"] != "good":
            moves.append((TRIGGERS, "talks", "open"))
        if talks == "open":
            moves.append((COLLAPSES, "talks", "closed"))
            if now["front"] == "bad":
                moves.append((CONCLUDES, "talks", "concluded"))
        rates = np.array([rate for rate, _, _ in moves])
        clock += rng.exponential(1 / rates.sum())
        if clock > years:
            break
        _, what, to = moves[int(rng.choice(len(moves), p=rates / rates.sum()))]
        if what == "talks":
            failed += to == "closed"
            talks = to
        else:
            now[what] = to
    return talks, failed


def test_the_chain_is_what_a_simulation_of_single_courses_comes_to(moving: Study) -> None:
    """Open, concluded and failed rounds after 1.5 years, within four standard errors."""
    grid = Grid.of(moving.case)
    front = grid.states["front"]
    generator = with_talks(
        movement(grid, moving.draws, 0),
        TRIGGERS * (front != 2),
        CONCLUDES * (front == 0),
        COLLAPSES,
    )
    size = grid.size
    first = np.concatenate([grid.start(None), np.zeros(size + 1)])
    values, spent = follow(generator.T.tocsr(), first, 1.5, 1)
    rng = np.random.Generator(np.random.PCG64(6))
    courses = [course(rng, 1.5) for _ in range(4_000)]
    for talks, exact in (
        ("open", values[1, size : 2 * size].sum()),
        ("concluded", values[1, 2 * size]),
    ):
        share = sum(end == talks for end, _ in courses) / len(courses)
        assert abs(share - exact) < 4 * math.sqrt(exact * (1 - exact) / len(courses))
    failed = np.array([times for _, times in courses])
    exact = COLLAPSES * spent[0, size : 2 * size].sum()
    assert abs(failed.mean() - exact) < 4 * failed.std() / math.sqrt(len(failed))
