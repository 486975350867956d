"""``like`` copies preferences mapping by mapping."""

from __future__ import annotations

from case_samples import changed, problems, read

from parley.case import parse
from parley.case.walk import quantities

LIKE = ("{like: north, values: {border: river > open > ridge}}", "{like: north, %s}")


def south(text: str, north: str = "") -> tuple[tuple[str, str], ...]:
    """South's own words beside ``like: north``; more of North's."""
    weights = "    weights: border > monitors\n"
    return (
        (LIKE[0], LIKE[1] % text if text else "{like: north}"),
        (weights, weights + north),
    )


def test_what_is_not_said_is_copied() -> None:
    case = read()
    north, other = case.preferences["north"], case.preferences["south"]
    assert other.weights == north.weights
    assert other.no_deal == north.no_deal
    assert other.values["monitors"] == north.values["monitors"]


def test_a_group_is_replaced_whole() -> None:
    """Numbers of the copy stand alone: no member of the original's numbers is mixed in."""
    case = read(
        *south("values: {border: {river: 5, ridge: 1, open: 2}}"),
        ("border: ridge > open > river", "border: {river: 1, ridge: 9, open: 4}"),
    )
    values = case.preferences["south"].values["border"]
    assert {o: n.value.low for o, n in values.numbers.items()} == {
        "river": 5,
        "ridge": 1,
        "open": 2,
    }
    lacking = changed(
        *south("values: {border: {river: 5}}"),
        ("border: ridge > open > river", "border: {river: 1, ridge: 9, open: 4}"),
    )
    assert "no number stands here for ridge, open" in problems(lacking)[0].message


def test_mappings_are_merged_and_absent_drops() -> None:
    north = (
        "    red_lines: {border: {floor: {river: 0.5}}, both: {never: {border: open}, real: 0.2}}\n"
    )
    case = read(*south("red_lines: {both: absent}", north))
    assert list(case.preferences["north"].red_lines) == ["border", "both"]
    assert list(case.preferences["south"].red_lines) == ["border"]


def test_a_quoted_absent_is_a_text() -> None:
    case = read(("{title: Joint statement, date: 2024-11}", '{title: "absent"}'))
    assert case.sources["talks"].title == "absent"


def test_chains_are_followed_in_any_order() -> None:
    third = (
        "parties:\n",
        "parties:\n  league: {name: League, role: third}\n",
    )
    case = read(third, ("preferences:\n", "preferences:\n  league: {like: south}\n"))
    assert case.preferences["league"].values == case.preferences["south"].values


def test_copied_quantities_have_paths_of_their_own_and_places_where_they_are_written() -> None:
    case = read(*south("no_deal: {plus: 2}"))
    found = quantities(case)
    assert "preferences.south.no_deal.cost" in found
    place = case.origin.place
    assert place("preferences.south.no_deal.cost").line == 16
    assert place("preferences.south.no_deal.plus").line == 17
    assert place("preferences.south.weights").line == 14


def test_what_the_copy_overrides_stands_where_the_copy_says_it() -> None:
    case = read(*south("weights: monitors > border"))
    assert case.origin.place("preferences.south.weights").line == 17


def test_evidence_of_the_copy_replaces_that_of_the_original() -> None:
    north = "    judgement: Our reading.\n"
    copied = read(*south("", north))
    own = read(*south("source: talks", north))
    path = "preferences.south.no_deal.cost"
    assert copied.origin.evidence.of(path).kind == "judged"
    assert own.origin.evidence.of(path).kind == "sourced"


def test_nobody_copies_what_leads_nowhere_and_only_that_is_said() -> None:
    found = problems(changed((LIKE[0], "{like: nowhere}")))
    assert [problem.message.split(".")[0] for problem in found] == [
        'unknown party with preferences "nowhere"'
    ]


def test_a_party_like_itself_is_a_circle() -> None:
    found = problems(changed((LIKE[0], "{like: south}")))
    assert len(found) == 1
    assert "south -> south" in found[0].message


def test_a_long_chain_is_refused_not_crashed_on() -> None:
    names = [f"p{n}" for n in range(2_000)]
    parties = "".join(f"  {name}: {{name: P, role: third}}\n" for name in names)
    likes = "".join(
        f"  {a}: {{like: {b}}}\n" for a, b in zip(names, [*names[1:], "north"], strict=True)
    )
    text = changed(
        ("parties:\n", f"parties:\n{parties}"), ("preferences:\n", f"preferences:\n{likes}")
    )
    assert any("leads through more than 30 parties" in p.message for p in problems(text))


def test_copies_cannot_make_a_small_file_a_huge_case() -> None:
    extras = ", ".join(f"e{n}: {{when: {{border: open}}, points: 1}}" for n in range(5_000))
    names = [f"p{n}" for n in range(500)]
    text = changed(
        ("    weights", f"    extras: {{{extras}}}\n    weights"),
        ("parties:\n", "parties:\n" + "".join(f"  {n}: {{name: P, role: third}}\n" for n in names)),
        ("  south: {like", "".join(f"  {n}: {{like: north}}\n" for n in names) + "  south: {like"),
    )
    assert any("with all copies" in problem.message for problem in problems(text))


def test_a_case_without_like_is_read_as_it_stands() -> None:
    text = changed(
        (
            LIKE[0],
            "{weights: monitors > border, values: {border: river > open > ridge, "
            "monitors: league > none}, no_deal: {cost: 1}}",
        )
    )
    assert parse(text.encode()).preferences["south"].no_deal.cost is not None
