"""Statements bind the draws: which draws are taken, and what is drawn again."""

from __future__ import annotations

import math
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings

import oracle
from parley.case import Case, CaseError, parse
from parley.conditions import Model, build, statements
from parley.conditions.statements import contradicted
from parley.draws import Draws, central, draw
from strategies import SETTINGS, Tree, case_of, trees

CASE = """
parley: 1
title: For the statements
as_of: 2024-12-31
parties:
  ann: {name: Ann, role: principal}
  bob: {name: Bob, role: principal}
issues:
  land: {title: Land, options: {hill: Hill, vale: Vale, open: Open}}
  seat: {title: Seat, options: {east: East, west: West}}
now: {land: open, seat: east}
factors:
  front: {title: Front, states: {bad: 0.5, good: 0.5}}
preferences:
  ann:
    weights: land | seat
    values: {land: hill > vale | open, seat: east | west}
    no_deal: {cost: {value: 0..40, shifts: {front: {bad: 30}}}}
    red_lines:
      land: {floor: {vale: 0.4}}
      mix: {never: {land: hill, seat: east}, real: 0.9}
    statements:
      no-vale: {refuses: {land: vale}, meant: 0.7}
      west-is-well: {accepts: {seat: west}, meant: 0.6}
  bob:
    weights: land | seat
    values: {land: hill | vale | open, seat: east | west}
    no_deal: {cost: 0..50}
blocks:
  veto: {party: bob, chances: {land: {hill: 0.5}}}
"""


def agrees(case: Case, row: oracle.Row, party: str) -> bool | None:
    """Whether all meant statements of a party agree; None within a rounding."""
    found: bool | None = True
    for name in case.preferences[party].statements:
        if not oracle.is_meant(row, party, name):
            continue
        one = oracle.statement_agrees(case, row, party, name)
        if one is False:
            return False
        found = found if one else None
    return found


def check_agreement(model: Model, seed: int, draws: Draws) -> None:
    """Every draw agrees, and no earlier attempt of a party would have."""
    case = model.case
    speaking = [party for party, who in case.preferences.items() if who.statements]
    assert set(draws.attempts) == set(speaking)
    for row in oracle.rows(case, draws):
        for party in speaking:
            assert agrees(case, row, party) is not False
    for party in speaking:
        tries = draws.attempts[party]
        for earlier in range(int(tries.max())):
            late = np.flatnonzero(tries > earlier)
            again = {
                name: np.full(len(late), earlier) if name == party else other[late]
                for name, other in draws.attempts.items()
            }
            for row in oracle.rows(case, draw(model.book, seed, draws.numbers[late], again)):
                assert agrees(case, row, party) is not True


@settings(SETTINGS, max_examples=25)
@given(trees(statements=True))
def test_draws_agree_with_what_was_said_and_meant(tree: Tree) -> None:
    """On random cases, by the oracle; the attempt taken is the first that agrees."""
    model = build(case_of(tree))
    with patch.object(statements, "MOST_ATTEMPTS", 40):
        try:
            draws = model.draws(7, np.arange(4))
        except CaseError:
            assume(False)
    check_agreement(model, 7, draws)


def test_a_refusal_and_an_acceptance_bind_together() -> None:
    """By worth and by red line; some draws need several attempts."""
    model = build(parse(CASE.encode()))
    draws = model.draws(1, np.arange(120))
    assert draws.attempts["ann"].max() > 3
    check_agreement(model, 1, draws)


def test_only_the_preferences_of_who_spoke_are_drawn_again() -> None:
    """Factors, what is meant, blocks and the other party stay as in the first attempt."""
    model = build(parse(CASE.encode()))
    numbers = np.arange(200)
    first, bound = draw(model.book, 3, numbers), model.draws(3, numbers)
    again = bound.attempts["ann"] > 0
    assert 0.2 < again.mean() < 0.9
    for path, luck in first.uniforms.items():
        moves = path.startswith("preferences.ann.") and ".statements." not in path
        changed = (bound.uniforms[path] != luck).any(axis=0)
        assert (changed == (again & moves)).all(), path
    assert (bound.states["front"] == first.states["front"]).all()
    for path, column in first.columns.items():
        if not path.startswith("preferences.ann."):
            assert (bound.columns[path] == column).all()


def test_bound_draws_are_a_pure_function_of_their_numbers() -> None:
    """A slice of the run, in any order, is the slice of the whole."""
    model = build(parse(CASE.encode()))
    whole = model.draws(5, np.arange(150))
    rows = np.array([149, 3, 77, 3, 0])
    part = model.draws(5, rows)
    for path, column in whole.columns.items():
        assert part.columns[path].tobytes() == column[rows].tobytes()
    assert (part.attempts["ann"] == whole.attempts["ann"][rows]).all()


def test_bound_draws_are_distributed_as_by_rejection() -> None:
    """Meant always and no factor: draws are the plain ones that agree, and attempts geometric.

    The share of agreement, the mean of the cost and the order of the options must be those of the
    plain draws that agree, within five standard errors of both samples.
    """
    text = CASE.replace("meant: 0.7", "meant: 1").replace("meant: 0.6", "meant: 1")
    model = build(parse(text.replace("shifts: {front: {bad: 30}}", "").encode()))
    n = 6_000
    plain = draw(model.book, 11, np.arange(10 * n, 12 * n))
    fine = np.ones(len(plain), dtype=bool)
    for one in model.spoken["ann"]:
        assert one.is_meant(plain).all()
        fine &= one.agrees(model.space, plain)
    kept = plain.take(fine)
    bound = model.draws(11, np.arange(n))
    share = fine.mean()
    tries = bound.attempts["ann"] + 1
    # Geometric: mean 1 / p, variance (1 - p) / p^2; that of the plain share by the delta method.
    error = math.sqrt((1 - share) / share**2 / n + (1 - share) / share**3 / len(plain))
    assert abs(tries.mean() - 1 / share) < 5 * error
    first = int((bound.attempts["ann"] == 0).sum())
    assert abs(first / n - share) < 5 * math.sqrt(share * (1 - share) * (1 / n + 1 / len(plain)))
    for path in (
        "preferences.ann.no_deal.cost",
        "preferences.ann.values.land.vale",
        "preferences.ann.weights.land",
        "preferences.ann.values.seat.west",
    ):
        a, b = bound.value(path), kept.value(path)
        assert abs(a.mean() - b.mean()) < 5 * math.sqrt(a.var() / len(a) + b.var() / len(b)) + 1e-12
    line = "preferences.ann.red_lines.land"
    real = [np.mean(d.uniforms[line][0] < 0.4) for d in (bound, kept)]
    assert abs(real[0] - real[1]) < 5 * math.sqrt(0.24 / n + 0.24 / len(kept))
    # What was said matters: the refusal makes the line likelier than the 0.4 of the case.
    assert real[0] > 0.45


def test_what_a_statement_leaves_open_stays_as_judged() -> None:
    """A statement that is never meant binds nothing."""
    model = build(parse(CASE.replace("meant: 0.7", "meant: 0").replace("0.6}", "0}").encode()))
    bound = model.draws(3, np.arange(50))
    plain = draw(model.book, 3, np.arange(50))
    assert (bound.attempts["ann"] == 0).all()
    for path, column in plain.columns.items():
        assert (bound.columns[path] == column).all()


def test_lines_count_that_the_named_terms_alone_cross() -> None:
    """A pattern counts only where the statement names all its issues.

    `mix` bars hill with east; now is east. A refusal of hill does not name the seat, so the line is
    no reason for it; a refusal of hill with east is.
    """
    model = build(parse(CASE.encode()))
    lines = {said.name: [c.key for c in said.lines] for said in model.spoken["ann"]}
    assert lines == {"no-vale": ["line:ann.land"], "west-is-well": []}
    for terms, expected in (
        ("{land: hill}", ["line:ann.land"]),
        ("{land: hill, seat: east}", ["line:ann.land", "line:ann.mix"]),
    ):
        text = CASE.replace("refuses: {land: vale}", f"refuses: {terms}")
        said = build(parse(text.encode())).spoken["ann"][0]
        assert [c.key for c in said.lines] == expected
        assert said.code == model.space.code({"land": "hill", "seat": "east"})


def test_statements_that_never_agree_are_an_error_that_names_them() -> None:
    """Ann cannot refuse what equals now at a cost: the report has the place and both names."""
    text = CASE.replace("refuses: {land: vale}, meant: 0.7", "refuses: {land: open}, meant: 1")
    text = text.replace("value: 0..40", "value: 1..40")
    model = build(parse(text.encode(), "war.yaml"))
    with pytest.raises(CaseError) as raised:
        model.draws(1, np.arange(3))
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "no-vale:" in row)
    message = str(raised.value)
    assert message.startswith(f"war.yaml:{line}:7: ")
    assert "Ann" in message
    assert "(no-vale, west-is-well)" in message
    assert "1,000 attempts" in message
    assert "draw 0" in message


def test_the_central_draw_is_not_bound_and_lists_what_it_contradicts() -> None:
    """By hand: in the middle Ann gets 0 from vale and from open, and pays 35 without a deal.

    So she would take vale (the floor of 0.4 does not count), against what she said; and with west,
    worth as much as east, she is better off than without a deal, as she said.
    """
    model = build(parse(CASE.encode()))
    assert contradicted(model.space, model.spoken, central(model.book)) == [
        "preferences.ann.statements.no-vale"
    ]


@settings(SETTINGS, max_examples=20)
@given(trees(statements=True))
def test_the_central_draw_contradicts_what_the_oracle_says(tree: Tree) -> None:
    case = case_of(tree)
    model = build(case)
    middle = central(model.book)
    row = next(oracle.rows(case, middle))
    found = contradicted(model.space, model.spoken, middle)
    for party, preference in case.preferences.items():
        for name in preference.statements:
            agreed = oracle.statement_agrees(case, row, party, name)
            path = f"preferences.{party}.statements.{name}"
            assert agreed is None or agreed == (path not in found)
