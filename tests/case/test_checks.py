"""What only the whole case can tell.

One file for each mistake stands in ``broken_cases``; here is what lies just inside the border, and
what would take a file too many.
"""

from __future__ import annotations

import pytest
from case_samples import changed, problems, read

from parley.case.checks_numbers import extremes
from parley.case.schema import Case

NORTH = "    weights: border > monitors\n"
COST = "no_deal: {cost: 3..10}"
FACTORS = (
    "now:",
    "factors:\n"
    "  front: {title: Front, states: {bad: 0.3, good: 0.7}}\n"
    "  price: {title: Price, states: {low: 0.5, high: 0.5}}\n"
    "now:",
)
ENDS = (
    "preferences:",
    "ends:\n"
    "  win: {title: Win, terms: {border: ridge, monitors: none}}\n"
    "  line: {title: Line, terms: {border: open, monitors: none}}\n"
    "preferences:",
)
DISCOUNT = (NORTH, "    discount: 0.1\n" + NORTH)


def said(*changes: tuple[str, str]) -> list[str]:
    return [problem.message for problem in problems(changed(*changes))]


def north(text: str) -> tuple[str, str]:
    return NORTH, f"    {text}\n{NORTH}"


def test_the_small_case_is_sound() -> None:
    assert not said()


def test_state_probabilities_sum_exactly_in_decimals() -> None:
    """0.7 + 0.2 + 0.1 is not 1 in binary floats."""
    states = "now:", "factors: {f: {title: F, states: {a: 0.7, b: 0.2, c: 0.1}}}\nnow:"
    assert 0.7 + 0.2 + 0.1 != 1
    assert not said(states)
    off = states[0], states[1].replace("0.7", "0.70000000000000001")
    assert "sum to 1.00000000000000001, not exactly 1" in said(off)[0]


def test_beliefs_beside_rest_may_fill_all_exactly() -> None:
    def beliefs(text: str) -> list[str]:
        return said(ENDS, DISCOUNT, (COST, f"no_deal: {{cost: 1, years: 2, beliefs: {{{text}}}}}"))

    assert not beliefs("win: 0.3..1, line: rest")
    assert not beliefs("win: rest, line: 0")
    assert not beliefs("win: 5..9, line: 0..9")
    assert "their high ends sum to 1.000001" in beliefs("win: 0.3..1.000001, line: rest")[0]
    assert "can all be 0" in beliefs("win: 0, line: 0..9")[0]


def test_shifts_add_up_over_factors_to_their_worst() -> None:
    """The worst of two factors, 3 - 2 - 1 = 0, is still a cost; a hair more is none."""

    def cost(bad: str) -> list[str]:
        shifts = f"{{front: {{bad: {bad}, good: 5}}, price: {{low: -1}}}}"
        return said(FACTORS, (COST, f"no_deal: {{cost: {{value: 3..10, shifts: {shifts}}}}}"))

    assert not cost("-2..1")
    assert "this number is -0.01; it must be 0 or more" in cost("-2.01..1")[0]


def test_a_state_that_is_not_named_leaves_the_number_as_it_is() -> None:
    def reach(shifts: str) -> list[float]:
        case = read(FACTORS, (COST, f"no_deal: {{cost: {{value: 3..10, shifts: {shifts}}}}}"))
        cost = case.preferences["north"].no_deal.cost
        assert cost is not None
        return [float(end) for end in extremes(case, cost) or ()]

    assert reach("{front: {bad: 2..4}}") == [3, 14]
    assert reach("{front: {bad: 2..4, good: 1..9}}") == [4, 19]
    assert reach("{front: {bad: -2}, price: {high: -1..6}}") == [0, 16]
    assert reach("{front: {}}") == [3, 10]


def test_a_number_may_be_shifted_as_far_as_it_may_be_written() -> None:
    def cost(high: str) -> list[str]:
        shifted = f"no_deal: {{cost: {{value: {high}, shifts: {{front: {{bad: 1}}}}}}}}"
        return said(FACTORS, (COST, shifted))

    assert not cost("999999")
    assert "leaves -10^6 to 10^6" in cost("999999.5")[0]


def test_a_number_that_makes_no_sense_unshifted_is_told_once() -> None:
    shifted = "no_deal: {cost: {value: -3..10, shifts: {front: {bad: -1}}}}"
    assert len(said(FACTORS, (COST, shifted))) == 1


def test_a_floor_is_not_judged_by_values_that_are_missing() -> None:
    found = said(
        ("values: {border: ridge > open > river, ", "values: {"),
        north("red_lines: {border: {floor: {open: 0.3, river: 0.1}}}"),
        ("{like: north, ", "{like: north, red_lines: absent, "),
    )
    assert len(found) == 1
    assert "no ranking or number stands here for border" in found[0]


def test_a_rate_may_not_be_shifted_to_nothing() -> None:
    def discount(bad: str) -> list[str]:
        return said(FACTORS, north(f"discount: {{value: 0.1, shifts: {{front: {{bad: {bad}}}}}}}"))

    assert not discount("-0.09")
    assert "it must be more than 0" in discount("-0.1")[0]


def test_shifts_count_where_weights_could_vanish() -> None:
    weights = "    weights: {border: 1..5, monitors: {value: 2, shifts: {front: {bad: -2}}}}\n"
    assert not said(FACTORS, (NORTH, weights))
    vanish = weights.replace("border: 1..5", "border: 0..5")
    assert "can all be 0 at once" in said(FACTORS, (NORTH, vanish))[0]


@pytest.mark.parametrize(
    ("values", "floor", "sound"),
    [
        ("ridge > open > river", "{open: 0.1..0.3, river: 0.1..0.3}", True),
        ("ridge > open > river", "{open: 0.1..0.3, river: 0.1..0.2}", False),
        ("ridge > open > river", "{open: 0.1..0.3, river: 0.05..0.4}", False),
        # Tied options, or options of open order, are not worse than each other.
        ("ridge > open = river", "{open: 0.3, river: 0.1}", True),
        ("ridge > open | river", "{open: 0.3, river: 0.1}", True),
        ("river > open > ridge", "{open: 0.3, river: 0.1}", True),
        # Numbers go by their medians: 0..2..10 is below 4, though its middle is not.
        ("{ridge: 9, open: 4, river: 0..2..10}", "{open: 0.3, river: 0.1}", False),
        ("{ridge: 9, open: 4, river: 0..10}", "{open: 0.3, river: 0.1}", True),
        ("{ridge: 9, open: 4, river: 4}", "{open: 0.3, river: 0.1}", True),
    ],
)
def test_a_floor_may_not_fall_towards_worse(values: str, floor: str, sound: bool) -> None:
    found = said(
        ("border: ridge > open > river", f"border: {values}"),
        north(f"red_lines: {{border: {{floor: {floor}}}}}"),
        ("{like: north, ", "{like: north, red_lines: absent, "),
    )
    assert (not found) is sound, found


def test_the_central_order_of_numbers_follows_the_likeliest_states() -> None:
    """In the likeliest state of the front the river is worth 3 + 4, more than open land."""
    river = "{value: 3, shifts: {front: {good: 4}}}"
    changes = (
        FACTORS,
        ("border: ridge > open > river", f"border: {{ridge: 9, open: 4, river: {river}}}"),
        north("red_lines: {border: {floor: {open: 0.3, river: 0.1}}}"),
        ("{like: north, ", "{like: north, red_lines: absent, "),
    )
    assert not said(*changes)
    likelier = (*changes, ("bad: 0.3, good: 0.7", "bad: 0.7, good: 0.3"))
    assert "A floor takes out all" in said(*likelier)[0]


def test_a_copy_is_checked_by_its_own_order() -> None:
    """North's floor rises for North, and falls for South, who ranks the other way round."""
    found = said(north("red_lines: {border: {floor: {open: 0.1, river: 0.5}}}"))
    assert len(found) == 1
    assert "better for south" in found[0]


def test_raw_points_are_bounded_as_they_sum() -> None:
    def raw(weight: str, value: str, extra: str = "0") -> list[str]:
        return said(
            (NORTH, f"    scale: raw\n    weights: {{border: {weight}, monitors: 0}}\n"),
            ("border: ridge > open > river", f"border: {{ridge: {value}, open: 1, river: 0}}"),
            north_extra(extra),
            ("{like: north, ", "{like: north, scale: swing, "),
        )

    def north_extra(points: str) -> tuple[str, str]:
        return "    no_deal", (
            f"    extras: {{x: {{when: {{border: open}}, points: {points}}}}}\n    no_deal"
        )

    assert not raw("1e4", "1e3")
    assert not raw("1e4", "-1e3")
    assert "1e+07 points here" in raw("1e4", "-1e3", "1")[0]


def test_as_many_packages_as_can_be_enumerated_and_no_more() -> None:
    def many(issues: int) -> list[str]:
        names = [f"i{n}" for n in range(issues)]
        order = " > ".join(names)
        values = ", ".join(f"{n}: a > b" for n in names)
        text = "\n".join(
            [
                "parley: 1",
                "title: Many",
                "as_of: 2024-12-31",
                "parties: {north: {name: North, role: principal}}",
                "issues:",
                *(f"  {n}: {{title: T, options: {{a: A, b: B}}}}" for n in names),
                "now: {" + ", ".join(f"{n}: a" for n in names) + "}",
                f"preferences: {{north: {{weights: {order}, values: {{{values}}}, "
                "no_deal: {cost: 1}}}",
            ]
        )
        return [problem.message for problem in problems(text)]

    assert not many(25)
    assert not many(60)


def test_packages_must_be_told_apart() -> None:
    """Codes are whole numbers of 64 bits."""
    options = ", ".join(f"o{n}: O" for n in range(16))
    names = [f"i{n}" for n in range(16)]
    text = "\n".join(
        [
            "parley: 1",
            "title: Many",
            "as_of: 2024-12-31",
            "parties: {north: {name: North, role: principal}}",
            "issues:",
            *(f"  {n}: {{title: T, options: {{{options}}}}}" for n in names),
            "rules: {wide: {never: {" + ", ".join(f"{n}: o0" for n in names[:7]) + "}}}",
            "now: {" + ", ".join(f"{n}: o0" for n in names) + "}",
            "preferences:",
            "  north:",
            f"    weights: {' | '.join(names)}",
            "    values: {"
            + ", ".join(f"{n}: {' | '.join(f'o{k}' for k in range(16))}" for n in names)
            + "}",
            "    extras: {all: {when: {"
            + ", ".join(f"{n}: o0" for n in names[:4])
            + "}, points: 1}}",
            "    no_deal: {cost: 1}",
        ]
    )
    assert [problem.message for problem in problems(text)] == [
        "the options make 18,446,744,073,709,551,616 packages; parley can tell at most "
        "4,611,686,018,427,387,904 apart. Take fewer issues, or fewer options on some of them.",
        "the issues named together by this rule have 268,435,456 combinations of options; possible "
        "are at most 33,554,432. Name fewer issues, or join options.",
    ]
    wider = text.replace("o15: O}", "o15: O, o16: P}", 1).replace("o15,", "o15 | o16,", 1)
    assert "the issues named together here have 69,632 combinations" in str(
        [problem.message for problem in problems(wider)]
    )


def test_settled_issues_are_bounded_too() -> None:
    names = [f"i{n}" for n in range(60)]
    more = "".join(f"  {n}: {{title: T, options: {{a: A}}}}\n" for n in names)
    now = ", ".join(f"{n}: a" for n in names)
    found = said(("now: {", f"{more}now: {{{now}, "))
    assert len(found) == 1
    assert "the case has 62 issues" in found[0]


def test_an_issue_without_a_choice_needs_no_preference() -> None:
    case: Case = read(
        ("now: {", "  roads: {title: Roads, options: {open: Open}}\nnow: {roads: open, ")
    )
    assert list(case.issues) == ["border", "monitors", "roads"]


def test_a_case_without_a_choice_is_none() -> None:
    text = """\
parley: 1
title: Nothing
as_of: 2024-12-31
parties: {north: {name: North, role: principal}}
issues: {roads: {title: Roads, options: {open: Open}}}
now: {roads: open}
preferences: {north: {weights: {}, values: {}, no_deal: {cost: 1}}}
"""
    assert [problem.message[:28] for problem in problems(text)] == ["no issue has two options, so"]


def test_a_source_is_looked_for_wherever_one_is_cited() -> None:
    for old, new in (
        ("{name: North,", "{source: gone, name: North,"),
        ("now: {border", "now: {source: [talks, gone], border"),
        ("weights: border > monitors", "weights: {is: border > monitors, source: gone}"),
        ("title: The border, options: {", "title: The border, options: {source: gone, "),
    ):
        assert 'unknown source "gone"' in said((old, new))[0]


def test_consent_may_name_four_issues_in_all_of_its_patterns() -> None:
    league = (
        "issues:",
        (
            "  league: {name: League, role: third, consent: [{border: river}, {monitors: league}, "
            "{border: [ridge, open], monitors: none}]}\nissues:"
        ),
    )
    copy = "  south: {like", "  league: {like: north}\n  south: {like"
    assert not said(league, copy)
