"""How the answer moves with the states of the factors."""

from __future__ import annotations

from hypothesis import given

from parley.analysis import factors
from parley.analysis.finding import Finding
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, check_share, passing, random_studies, study_of_text

WAR = (
    TWO.replace(
        "preferences:\n",
        "factors:\n"
        "  front: {title: The front, states: {bad: 0.5, good: {value: 0.5, title: A good front}}}\n"
        "  vote: {title: The vote, states: {won: 0.5, lost: 0.5}}\n"
        "  moon: {title: The moon, states: {full: 1, new: 0}}\n"
        "preferences:\n",
    )
    + "    red_lines:\n"
    + "      no: {never: {trade: [free, shut]}, real: {value: 0.5, odds: {front: {bad: 50}}}}\n"
)


def states(study: Study) -> Finding:
    (finding,) = factors.find(study)
    return finding


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_shares_are_of_the_draws_in_the_state(study: Study) -> None:
    """Some package, and the first of the menu, among the draws of each state; none is unknown.

    Over the states of a factor hits and draws add up to those of the run, to the last one.
    """
    ok = passing(study)
    counts = ok.sum(axis=0).tolist()
    first = counts.index(max(counts))
    rows = by(states(study), "factor", "state")
    assert list(rows) == [
        (name, state) for name, factor in study.case.factors.items() for state in factor.states
    ]
    for name in study.case.factors:
        mine = [row for (factor, _), row in rows.items() if factor == name]
        assert sum(row["n"] for row in mine) == study.n
        assert sum(row["hits"] for row in mine) == int(study.judged.some.sum())
    for (name, state), row in rows.items():
        keys = list(study.case.factors[name].states)
        here = [keys[k] == state for k in study.draws.states[name]]
        n = sum(here)
        assert row["n"] == n
        assert row["hits"] == int(ok[here].any(axis=1).sum())
        assert row["probability"] == float(study.case.factors[name].states[state].value.exact[0])
        if not n:
            assert row["some"] is row["single"] is None
            assert (row["some_low"], row["some_high"]) == (0, 1)
            continue
        check_share(row, "some", int(ok[here].any(axis=1).sum()), n)
        check_share(row, "single", int(ok[here][:, first].sum()), n)


def test_the_sentence_names_what_moves_most() -> None:
    """The front makes the red line nearly sure; the vote does nothing that is not chance."""
    finding = states(study_of_text(WAR, draws=400))
    rows = by(finding, "factor", "state")
    assert rows["front", "good"]["state_title"] == "A good front"
    assert rows["front", "bad"]["state_title"] == "bad"
    assert rows["front", "bad"]["some_high"] < rows["front", "good"]["some_low"]
    assert rows["moon", "new"]["some"] is None
    assert finding.sentence.startswith("The front moves the answer most: from ")
    assert finding.sentence.endswith("(A good front).")
    assert finding.rests_on == ("factors.front", "factors.vote", "factors.moon")


def test_a_difference_that_may_be_chance_is_said_to_be() -> None:
    """Without the odds nothing depends on the states; in a few draws they differ all the same."""
    text = WAR.replace("real: {value: 0.5, odds: {front: {bad: 50}}}", "real: 0.5")
    finding = states(study_of_text(text, draws=40))
    assert finding.sentence.endswith("Their intervals overlap: more draws would tell.")


def test_where_nothing_moves_no_factor_is_named() -> None:
    """Without its red line some package passes in every draw, whatever the front."""
    peace = WAR[: WAR.index("    red_lines:")]
    assert states(study_of_text(peace)).sentence == (
        "Whatever the states of the factors, some package passes equally often."
    )
    assert states(study_of_text(TWO)).sentence == "The case has no factors."
    assert states(study_of_text(TWO)).rows == ()
