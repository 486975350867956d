"""Futures of a case: which they are, and how they are weighed, by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from cross_impacts import CONSISTENT, case_text, somewhereland
from parley.case import Case, CaseError, parse
from parley.formats.scw import Project
from parley.futures import Joint, joint_states
from parley.futures.exchange import case_part

FACTORS = """
factors:
  front: {title: The front, states: {bad: 0.2, same: 0.5, good: 0.3}}
  polls: {title: Polls, states: {won: 0.4, lost: 0.6}}
  rain: {title: Rain, states: {dry: 0.5, wet: 0.5}}
"""
ONE = """
cross_impacts:
  ours:
    judgement: Invented.
    impacts: {front: {bad: {polls: {lost: 1}}, good: {polls: {won: 1}}}}
"""
"""Polls follow a front that is bad or good: (bad, lost), (same, either), (good, won) fit.

Nothing speaks for a state of the front, so it stays as it is whatever rule is followed: two joint
states lead to each future with a bad or a good front, one to each other.
"""
TWO = """
cross_impacts:
  ours:
    judgement: Invented.
    impacts: {front: {bad: {polls: {lost: 1}}, good: {polls: {won: 1}}}}
  theirs:
    title: The League
    judgement: Invented.
    impacts: {polls: {won: {front: {good: 2}}, lost: {front: {bad: 2}}}}
"""
"""The League: a front that follows the polls; (bad, lost) and (good, won) fit, 3 starts each."""
POLLS, FRONT = ("won", "lost"), ("bad", "same", "good")


def case(part: str, factors: str = FACTORS) -> Case:
    return parse(case_text(factors + part).encode())


def joint(part: str) -> Joint:
    found = joint_states(case(part))
    assert found is not None
    return found


def weights(found: Joint, weighing: str) -> dict[tuple[str, str], float]:
    return {
        (FRONT[a], POLLS[b]): float(weight)
        for (a, b), weight in zip(found.table.tolist(), found.weights[weighing], strict=True)
    }


def test_no_cross_impacts_no_futures() -> None:
    assert joint_states(case("")) is None


def test_the_futures_of_one_matrix() -> None:
    """Rain is named by nobody, so it is no part of a future."""
    found = joint(ONE)
    assert found.factors == ("front", "polls")
    assert found.table.tolist() == [[0, 1], [1, 0], [1, 1], [2, 0]]
    assert found.inconsistency.tolist() == [0, 0, 0, 0]
    assert found.margin.tolist() == [0, 0, 0, 0]
    assert found.score.tolist() == [1, 0, 0, 1]
    assert (found.chosen, list(found.titles)) == ("equal", ["equal", "stated", "global", "local"])
    assert "equal" not in found.others


def test_weights_by_hand() -> None:
    """Stated: 0.2 x 0.6, 0.5 x 0.4, 0.5 x 0.6, 0.3 x 0.4, of 0.74 in all; six starts."""
    found = joint(ONE)
    assert set(weights(found, "equal").values()) == {0.25}
    stated = [Fraction(12, 74), Fraction(20, 74), Fraction(30, 74), Fraction(12, 74)]
    assert found.weights["stated"].tolist() == [float(weight) for weight in stated]
    for rule in ("global", "local"):
        assert found.weights[rule].tolist() == [2 / 6, 1 / 6, 1 / 6, 2 / 6]
    for mine in found.weights.values():
        assert abs(mine.sum() - 1) < 1e-12


def test_the_heaviest_is_the_likeliest_of_a_tie() -> None:
    """All weigh the same, so the stated probabilities decide: a front as it is, polls lost."""
    assert joint(ONE).heaviest == {"front": 1, "polls": 1}


def test_equal_ties_go_by_file_order() -> None:
    """(bad, lost) and (good, won) lead as many; as stated 0.2 x 0.6 = 0.3 x 0.4: the first."""
    assert joint(f"{ONE}futures: {{weights: global}}").heaviest == {"front": 0, "polls": 1}


def test_several_people_count_alike() -> None:
    """Ours has four futures, the League two of them: 1/2 of 1/4, and 1/2 of 1/2 more."""
    found = joint(TWO)
    assert found.table.tolist() == [[0, 1], [1, 0], [1, 1], [2, 0]]
    assert found.weights["equal"].tolist() == [3 / 8, 1 / 8, 1 / 8, 3 / 8]
    assert found.weights["expert_ours"].tolist() == [0.25, 0.25, 0.25, 0.25]
    assert found.weights["expert_theirs"].tolist() == [0.5, 0, 0, 0.5]
    # The starts: ours 2, 1, 1, 2 of 6; the League's 3 and 3 of 6.
    assert found.weights["global"].tolist() == [5 / 12, 1 / 12, 1 / 12, 5 / 12]
    assert found.titles["expert_theirs"] == "If only the cross-impacts of “The League” counted"
    assert "expert_ours" not in joint(ONE).weights


def test_a_future_is_as_inconsistent_as_for_whom_it_fits_best() -> None:
    """(bad, won): for ours 1, since polls should be lost; for the League 2."""
    found = joint(f"{TWO}futures: {{inconsistency: 2}}")
    assert found.inconsistency.tolist() == [1, 0, 0, 0, 0, 1]
    assert found.table.tolist() == [[a, b] for a in range(3) for b in range(2)]
    assert found.weights["expert_theirs"].tolist() == [1 / 6] * 6


def test_own_weights_multiply() -> None:
    own = "futures: {weights: own, own: {a: {when: {front: [same, good]}, times: 3}, "
    own += "b: {when: {polls: won, front: good}, times: 2}}}"
    found = joint(f"{ONE}{own}")
    assert found.chosen == "own"
    assert found.weights["own"].tolist() == [1 / 13, 3 / 13, 3 / 13, 6 / 13]
    assert found.heaviest == {"front": 2, "polls": 0}


def test_states_from_luck() -> None:
    """A quarter of the luck for each future; the ends of the last lie beyond any luck."""
    found = joint(ONE)
    states = found.at(np.array([0.0, 0.2499, 0.25, 0.5, 0.75, 1 - 2**-53]))
    assert states["front"].tolist() == [0, 0, 1, 1, 2, 2]
    assert states["polls"].tolist() == [1, 1, 0, 1, 0, 0]
    alone = found.at(np.array([0.1, 0.9]), "stated")
    assert alone["front"].tolist() == [0, 2]


def test_no_luck_leads_to_a_future_without_weight() -> None:
    """Sums of thirds end below 1: what lies beyond is still a future that weighs something."""
    found = joint(TWO)
    part = "futures: {weights: own, own: {a: {when: {front: good}, times: 0}}}"
    none = joint(f"{ONE}{part}")
    assert none.at(np.array([1 - 2**-53]))["front"].tolist() == [1]
    assert found.at(np.array([1 - 2**-53]), "expert_ours")["front"].tolist() == [2]


CIRCLE = """
cross_impacts:
  ours:
    judgement: Invented.
    impacts:
      front: {bad: {polls: {won: 2}}, same: {polls: {lost: 2}}, good: {polls: {lost: 2}}}
      polls: {won: {front: {good: 2}}, lost: {front: {bad: 2}}}
"""
"""The front wants the other polls, the polls another front: nothing fits."""


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (CIRCLE, "has an inconsistency of 0 or less, so there is no future to draw from"),
        (
            f"{ONE}futures: {{weights: own, own: {{a: {{when: {{polls: [won, lost]}}, "
            "times: 0}}}",
            "no future has a weight by `own`",
        ),
    ],
)
def test_what_leaves_nothing_to_draw_from(part: str, words: str) -> None:
    with pytest.raises(CaseError, match=r"^case\.yaml:\d+:\d+: ") as caught:
        joint(part)
    assert words in str(caught.value)


def test_succession_that_ends_nowhere_is_no_weighing() -> None:
    """All joint states run in circles; with an inconsistency of 2 they are futures all the same."""
    found = joint(f"{CIRCLE}futures: {{inconsistency: 2}}")
    assert "global" not in found.weights
    assert len(found.table) == 6


def test_too_many_futures_are_refused() -> None:
    """14 factors of which nobody says anything: all 16,384 joint states fit."""
    names = [f"f{k}" for k in range(14)]
    factors = "".join(f"  {n}: {{title: {n}, states: {{a: 0.5, b: 0.5}}}}\n" for n in names)
    zeros = "".join(f"      {n}: {{a: {{{m}: {{a: 0}}}}}}\n" for n, m in pairwise(names))
    part = f"cross_impacts:\n  ours:\n    judgement: Invented.\n    impacts:\n{zeros}"
    with pytest.raises(CaseError, match="more than 10,000 joint states are consistent"):
        joint_states(case(part, f"factors:\n{factors}"))


def test_a_factor_with_too_many_states_is_refused() -> None:
    states = ", ".join(f"s{k}: {0.5 if k < 2 else 0}" for k in range(31))
    factors = f"{FACTORS}  wide: {{title: Wide, states: {{{states}}}}}\n"
    part = ONE.replace("front: {bad", "wide: {s0: {polls: {lost: 1}}}, front: {bad")
    with pytest.raises(CaseError, match="wide has 31 states; parley can do at most 30"):
        joint_states(case(part, factors))


def test_somewhereland_as_a_case() -> None:
    """The textbook example restated: its ten scenarios, weighed by ScenarioWizard's weights."""
    matrix = somewhereland()
    titles = tuple(tuple(f"state {s}" for s in states) for states in matrix.states)
    project = Project("Somewhereland", matrix.factors, titles, matrix.impacts)
    found = joint_states(parse(case_text(case_part(project, "the manual")).encode()))
    assert found is not None
    assert [tuple(row) for row in (found.table + 1).tolist()] == sorted(CONSISTENT)
    assert found.weights["global"].tolist() == [n / 486 for n in CONSISTENT.values()]
