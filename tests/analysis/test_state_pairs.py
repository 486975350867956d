"""How the answer moves with the states of two factors together."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given

from parley.analysis import factors
from parley.analysis.sensitivity.by_state import pairs
from parley.analysis.study import Study
from strategies import SETTINGS
from studies import TWO, by, check_share, passing, random_studies, study_of_text

WAR = (
    TWO.replace(
        "preferences:\n",
        "factors:\n"
        "  front: {title: The front, states: {bad: 0.5, good: {value: 0.5, title: A good front}}}\n"
        "  aid: {title: Aid, states: {less: 0.5, more: 0.5}}\n"
        "  moon: {title: The moon, states: {full: 1, new: 0}}\n"
        "preferences:\n",
    )
    + "    red_lines:\n"
    + "      no: {never: {trade: [free, shut]}, real: {value: 0.1, odds: {front: {bad: 90}, aid: "
    + "{less: 90}}}}\n"
)


@SETTINGS
@given(random_studies() | random_studies(later=True))
def test_pairs_are_counted_and_add_up(study: Study) -> None:
    """Draw by draw; over one state's row they are those of the state, over all of them the run."""
    ok = [bool(found.any()) for found in passing(study)]
    rows = by(pairs(study), "factor_a", "state_a", "factor_b", "state_b")
    case, states = study.case, study.draws.states
    expected = {
        (a, state_a, b, state_b)
        for a, b in combinations(case.factors, 2)
        for state_a in case.factors[a].states
        for state_b in case.factors[b].states
    }
    assert set(rows) == expected
    single = by(factors.find(study)[0], "factor", "state")
    for (a, state_a, b, state_b), row in rows.items():
        here = [
            list(case.factors[a].states)[states[a][i]] == state_a
            and list(case.factors[b].states)[states[b][i]] == state_b
            for i in range(study.n)
        ]
        n, hits = sum(here), sum(ok[i] for i in range(study.n) if here[i])
        assert (row["n"], row["hits"]) == (n, hits)
        if n:
            check_share(row, "some", hits, n)
        else:
            assert (row["some"], row["some_low"], row["some_high"]) == (None, 0, 1)
        across = [r for key, r in rows.items() if key[:3] == (a, state_a, b)]
        for name in ("n", "hits"):
            assert sum(r[name] for r in across) == single[a, state_a][name]
    for a, b in combinations(case.factors, 2):
        of_both = [row for key, row in rows.items() if (key[0], key[2]) == (a, b)]
        assert sum(row["n"] for row in of_both) == study.n
        assert sum(row["hits"] for row in of_both) == sum(ok)


def test_the_sentence_names_the_pairs_that_surely_differ() -> None:
    finding = pairs(study_of_text(WAR, draws=400))
    rows = by(finding, "factor_a", "state_a", "factor_b", "state_b")
    top, low = rows["front", "good", "aid", "more"], rows["front", "bad", "aid", "less"]
    assert top["some_low"] > low["some_high"]
    assert top["state_a_title"] == "A good front"
    assert finding.sentence.startswith(
        "Of pairs of states The front: “A good front” with Aid: “more” leave most: some package "
        f"could be signed in {int(100 * top['some'] + 0.5)} of 100 readings of {top['n']}; "
    )
    assert finding.rests_on == ("factors.front", "factors.aid", "factors.moon")


def test_a_difference_that_may_be_chance_names_no_pair() -> None:
    text = WAR.replace("{front: {bad: 90}, aid: {less: 90}}", "{front: {bad: 1}}")
    assert pairs(study_of_text(text, draws=60)).sentence == (
        "Between pairs of states the share does not move by more than the number of readings "
        "leaves in doubt."
    )


def test_without_two_factors_there_are_no_pairs() -> None:
    finding = pairs(study_of_text(TWO))
    assert finding.sentence == "The case has no two factors."
    assert (finding.rows, finding.rests_on) == ((), ())
