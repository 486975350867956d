"""Events move the states as a calculation by hand does, and the answer with them."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.case import Case, parse
from parley.conditions import build
from parley.draws import draw
from parley.formats.events import Seen
from parley.formats.faults import FormatError, Place
from parley.show.terminal import WIDTH
from parley.show.watching import watching_text
from parley.watching import Watched, watched
from parley.watching_window import moved, told, window
from strategies import SETTINGS
from studies import TWO, check_share, passing, study_of_text

FACTORS = """\
factors:
  front: {title: The front, states: {bad: 0.3, good: 0.7}}
  supply: {title: Supply, states: {cut: 0.4, kept: 0.6}}
"""
INDICATORS = """\
indicators:
  land:
    title: Land lost
    signs:
      fast: {title: More than 700, likelihood: {front: {bad: 0.7, good: 0.1}}}
      none: {likelihood: {front: {bad: 0, good: 0.5}}}
  grain:
    title: Grain
    signs:
      stops: {likelihood: {front: {bad: 0.5, good: 0.25}, supply: {cut: 0.8, kept: 0.2}}}
"""
# South and north want more where things go well: without doubt about anything but their costs.
CASE = (
    TWO.replace(
        "now:", f"rules: {{open: {{never: {{border: joint, trade: shut}}}}}}\n{FACTORS}now:"
    )
    .replace("cost: 10}", "cost: 0..10, plus: {value: 0, shifts: {front: {good: 45}}}}", 1)
    .replace("cost: 10}", "cost: 0..10, plus: {value: 0, shifts: {supply: {kept: 25}}}}", 1)
    + INDICATORS
)
LINKED = (
    "cross_impacts: {ours: {impacts: {supply: {cut: {front: {bad: 1, good: -1}}}}}}\n"
    "futures: {inconsistency: 0}\n"
)
"""With supplies cut the front is bad; with supplies kept it may be either."""


def events(*signs: str) -> list[Seen]:
    """Signs of one day each, the first on the last day."""
    named = [sign.split(".") for sign in signs]
    return [
        Seen(f"2025-01-{28 - day:02d}", indicator, sign)
        for day, (indicator, sign) in enumerate(named)
    ]


def follow(text: str, *signs: str) -> Watched:
    model = build(parse(text.encode()))
    return watched(model.case, model.book.joint, events(*signs))


def after(text: str, *signs: str) -> dict[str, dict[str, Fraction]]:
    found = follow(text, *signs)
    return found.shares(found.after)


def test_one_sign_of_one_factor_by_hand() -> None:
    """0.3 x 0.7 = 0.21 and 0.7 x 0.1 = 0.07: three to one."""
    assert after(CASE, "land.fast") == {
        "front": {"bad": Fraction(3, 4), "good": Fraction(1, 4)},
        "supply": {"cut": Fraction(2, 5), "kept": Fraction(3, 5)},
    }


def test_a_sign_of_two_factors_by_hand() -> None:
    """After the first sign 3/4 x 1/2 to 1/4 x 1/4: 6 to 1; and 0.4 x 0.8 to 0.6 x 0.2: 8 to 3."""
    assert after(CASE, "land.fast", "grain.stops") == {
        "front": {"bad": Fraction(6, 7), "good": Fraction(1, 7)},
        "supply": {"cut": Fraction(8, 11), "kept": Fraction(3, 11)},
    }


def test_factors_that_hang_together_by_hand() -> None:
    """Futures (bad, cut), (bad, kept), (good, kept), a third each; grain that stops weighs them
    0.5 x 0.8, 0.5 x 0.2 and 0.25 x 0.2: 8 to 2 to 1. A sign of the front alone moves supply, too:
    7 to 7 to 1.
    """
    assert after(CASE + LINKED, "grain.stops") == {
        "front": {"bad": Fraction(10, 11), "good": Fraction(1, 11)},
        "supply": {"cut": Fraction(8, 11), "kept": Fraction(3, 11)},
    }
    assert after(CASE + LINKED, "land.fast") == {
        "front": {"bad": Fraction(14, 15), "good": Fraction(1, 15)},
        "supply": {"cut": Fraction(7, 15), "kept": Fraction(8, 15)},
    }


def test_before_are_the_weights_that_the_case_chooses() -> None:
    own = LINKED.replace("0}", "0, weights: own, own: {calm: {when: {front: good}, times: 2}}}")
    found = follow(CASE + own)
    assert found.after == found.before
    assert found.shares(found.before)["front"] == {"bad": Fraction(1, 2), "good": Fraction(1, 2)}
    stated = LINKED.replace("0}", "0, weights: stated}")
    found = follow(CASE + stated)
    # 0.3 x 0.4, 0.3 x 0.6, 0.7 x 0.6: 2 to 3 to 7, through floats.
    assert float(found.shares(found.before)["front"]["good"]) == pytest.approx(7 / 12, abs=1e-15)


def test_what_cannot_be_is_told_with_its_sign_and_place() -> None:
    """The second sign cannot be seen in the bad state, and the first leaves no other."""
    text = CASE.replace("{bad: 0.7, good: 0.1}", "{bad: 0.7, good: 0}")
    model = build(parse(text.encode()))
    seen = [
        Seen("2025-01-02", "land", "none", place=Place("e.csv", 3)),
        Seen("2025-01-01", "land", "fast", place=Place("e.csv", 2)),
    ]
    with pytest.raises(FormatError) as caught:
        watched(model.case, model.book.joint, seen)
    assert str(caught.value).startswith("e.csv:3: none of land cannot be seen on 2025-01-02")
    assert not np.any([sum(t.weights) != 1 for t in watched(model.case, None, seen[1:]).after])


def test_a_state_without_weight_stays_without() -> None:
    text = CASE.replace("{bad: 0.3, good: 0.7}", "{bad: 0, good: 1}")
    assert after(text, "land.fast")["front"] == {"bad": 0, "good": 1}
    with pytest.raises(FormatError, match="cannot be seen"):
        follow(text.replace("good: 0.1}", "good: 0}"), "land.fast")


PARTS = st.integers(1, 8)
PAIRS = st.tuples(PARTS, PARTS)


@SETTINGS
@given(
    fronts=st.lists(PAIRS, min_size=1, max_size=3),
    supplies=st.lists(PAIRS, min_size=1, max_size=3),
    linked=st.booleans(),
)
def test_bayes_by_adding_up_joint_states(
    fronts: list[tuple[int, int]], supplies: list[tuple[int, int]], linked: bool
) -> None:
    """Every sign speaks of both factors; in exact fractions over all joint states."""
    named = ""
    signs = list(zip(fronts, supplies, strict=False))
    for place, ((bad, good), (cut, kept)) in enumerate(signs):
        named += (
            f"  i{place}: {{title: I, signs: {{s: {{likelihood: {{front: {{bad: {bad / 8}, good: "
            f"{good / 8}}}, supply: {{cut: {cut / 8}, kept: {kept / 8}}}}}}}}}}}\n"
        )
    text = CASE.replace(INDICATORS, f"indicators:\n{named}") + (LINKED if linked else "")
    found = after(text, *(f"i{place}.s" for place in range(len(signs))))
    whole: dict[tuple[int, int], Fraction] = {}
    for front, supply in product((0, 1), (0, 1)):
        prior = (Fraction(3, 10), Fraction(7, 10))[front] * (Fraction(2, 5), Fraction(3, 5))[supply]
        if linked:
            prior = Fraction(0) if (front, supply) == (1, 0) else Fraction(1, 3)
        for sign_front, sign_supply in signs:
            prior *= Fraction(sign_front[front], 8) * Fraction(sign_supply[supply], 8)
        whole[front, supply] = prior
    total = sum(whole.values(), Fraction(0))
    is_bad = (whole[0, 0] + whole[0, 1]) / total
    is_cut = (whole[0, 0] + whole[1, 0]) / total
    assert found == {
        "front": {"bad": is_bad, "good": 1 - is_bad},
        "supply": {"cut": is_cut, "kept": 1 - is_cut},
    }


def test_order_does_not_matter_in_the_end() -> None:
    one = after(CASE + LINKED, "land.fast", "grain.stops")
    assert one == after(CASE + LINKED, "grain.stops", "land.fast")


# ------------------------------------------------------------------------------------ the answer

DRAWS = 200
SEED = 3


def some(text: str) -> list[bool]:
    """Whether some package passes, by looking at every one in every draw."""
    study = study_of_text(text, DRAWS, SEED)
    return [bool(row.any()) for row in passing(study)]


@pytest.mark.parametrize(
    ("extra", "known"),
    [
        # A case that states the posterior as its own probabilities has the same luck.
        ("", (FACTORS, FACTORS.replace("0.3, good: 0.7", "0.75, good: 0.25"))),
        (
            LINKED,
            (
                "inconsistency: 0",
                "weights: own, own: {b: {when: {front: bad}, times: 7}}",
            ),
        ),
    ],
    ids=["independent", "linked"],
)
def test_shares_are_those_of_a_case_that_states_what_is_known(
    extra: str, known: tuple[str, str]
) -> None:
    text = CASE + extra
    model = build(parse(text.encode()))
    seen = watched(model.case, model.book.joint, events("land.fast"))
    found = window(model, seen, SEED, DRAWS)
    assert known[0] in text
    before, then = some(text), some(text.replace(*known))
    (stage,) = found.stages
    assert 0 < sum(before) < DRAWS
    assert sum(before) != sum(then)
    assert (stage.some.before, stage.some.after) == (sum(before) / DRAWS, sum(then) / DRAWS)
    assert stage.some.change == (sum(then) - sum(before)) / DRAWS
    lost = sum(b and not t for b, t in zip(before, then, strict=True))
    won = sum(t and not b for b, t in zip(before, then, strict=True))
    middle = (won - lost) / (DRAWS + 2)
    assert stage.some.low < middle < stage.some.high
    study, other = (
        study_of_text(text, DRAWS, SEED),
        study_of_text(text.replace(*known), DRAWS, SEED),
    )
    counts = passing(study).sum(axis=0)
    assert found.code == counts.argmax()
    assert stage.single is not None
    assert stage.single.before == counts.max() / DRAWS
    assert stage.single.after == passing(other)[:, found.code].mean()


def test_all_but_the_states_stays_as_it_is() -> None:
    model = build(parse((CASE + LINKED).encode()))
    draws = draw(model.book, 7, np.arange(50))
    seen = watched(model.case, model.book.joint, events("grain.stops", "land.fast"))
    other = moved(model.book, draws, seen)
    assert other.uniforms == draws.uniforms
    assert any((other.states[f] != draws.states[f]).any() for f in ("front", "supply"))
    for path, column in draws.columns.items():
        assert (other.columns[path] == column).all() == (not path.endswith("plus")), path


def test_without_events_nothing_changes_for_certain() -> None:
    model = build(parse(CASE.encode()))
    found = window(model, watched(model.case, None, []), SEED, 50)
    (stage,) = found.stages
    assert (stage.some.change, stage.some.low, stage.some.high) == (0, 0, 0)


def test_no_text_where_no_package_passes() -> None:
    never = CASE.replace("plus: {value: 0,", "plus: {value: 200,")
    model = build(parse(never.encode()))
    seen = watched(model.case, None, events("land.fast"))
    found = window(model, seen, SEED, 50)
    assert (found.code, found.stages[0].single) == (None, None)
    data = told(model.case, seen, found, SEED)
    assert data["single"] is None
    assert "no package passed all stages in any of them" in watching_text(data)


@pytest.fixture(scope="module")
def case() -> Case:
    return parse((CASE + LINKED).encode())


def test_told_as_data_and_as_text(case: Case) -> None:
    model = build(case)
    seen = watched(case, model.book.joint, events("grain.stops", "land.fast"))
    data = json.loads(json.dumps(told(case, seen, window(model, seen, SEED, DRAWS), SEED)))
    first, second = data["events"]
    assert (first["date"], first["sign_title"]) == ("2025-01-27", "More than 700")
    for event, step in ((first, 0), (second, 1)):
        shares = seen.shares(seen.steps[step].tables)
        assert {(s["factor"], s["state"]): s["after"] for s in event["states"]} == {
            (factor, state): float(share)
            for factor, states in shares.items()
            for state, share in states.items()
        }
    assert [s["before"] for s in second["states"]] == [s["after"] for s in first["states"]]
    assert [s["after"] for s in data["states"]] == [s["after"] for s in second["states"]]
    assert [s["before"] for s in data["states"]] == [s["before"] for s in first["states"]]
    some_ = data["stages"][0]["some"]
    for name in ("before", "after"):
        check_share(some_, name, round(some_[name] * DRAWS), DRAWS)
    text = watching_text(data)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "27 January 2025: Land lost: More than 700" in text
    assert "  The front: bad 66.7 to 93.3, good 33.3 to 6.7" in text
    assert "no event fades with time" in " ".join(text.split())


def test_an_event_that_moves_nothing_says_so() -> None:
    text = CASE.replace("{bad: 0.7, good: 0.1}", "{bad: 0.25, good: 0.25}")
    model = build(parse(text.encode()))
    seen = watched(model.case, None, events("land.fast"))
    said = watching_text(told(model.case, seen, window(model, seen, SEED, 20), SEED))
    assert "It moves no state by a tenth in 100." in said


def test_threads_change_nothing() -> None:
    model = build(parse((CASE + LINKED).encode()))
    seen = watched(model.case, model.book.joint, events("land.fast"))
    assert window(model, seen, 1, 100, 1) == window(model, seen, 1, 100, 2)
