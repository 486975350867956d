"""Rankings say who comes before whom in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.case.problems import Problems, Text
from parley.case.ranking import check, parse

MEMBERS = ["a", "b", "c", "d", "e"]


@st.composite
def groups(draw: st.DrawFn) -> list[list[list[str]]]:
    """A nested order over some members."""
    names = draw(st.permutations(MEMBERS).map(lambda order: list(order)[: draw(st.integers(1, 5))]))
    nested: list[list[list[str]]] = []
    for name in names:
        how = draw(st.sampled_from(">|="))
        if how == ">" or not nested:
            nested.append([[name]])
        elif how == "|":
            nested[-1].append([name])
        else:
            nested[-1][-1].append(name)
    return nested


@given(groups(), st.sampled_from(["", " ", "  "]))
def test_equals_binds_tighter_than_bar_and_bar_than_greater(
    nested: list[list[list[str]]], blank: str
) -> None:
    def join(sign: str, parts: list[str]) -> str:
        return f"{blank}{sign}{blank}".join(parts)

    text = join(">", [join("|", [join("=", tied) for tied in group]) for group in nested])
    ranking = parse(Text(text, 3, 7))
    assert [[list(tied) for tied in group] for group in ranking.groups] == nested
    assert ranking.members == tuple(name for group in nested for tied in group for name in tied)
    assert [set(level) for level in ranking.levels] == [
        {name for tied in group for name in tied} for group in nested
    ]
    for name in ranking.members:
        assert isinstance(name, Text)
        assert (name.line, name.column) == (3, 7 + text.index(name))


@pytest.mark.parametrize("text", ["a, b", "a; b", "a < b", "> a", "a >", "a > | b", "", "a = = b"])
def test_other_signs_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\. Write "):
        parse(Text(text))


def messages(text: str, members: list[str]) -> list[str]:
    problems = Problems()
    sound = check(parse(Text(text)), members, "option", problems, {"x": "x cannot stand here."})
    assert sound is (not problems.found)
    return [problem.message for problem in problems.found]


def test_each_member_is_named_exactly_once() -> None:
    assert not messages("a > b = c", ["a", "b", "c"])
    assert messages("a > b > a", ["a", "b"]) == [
        '"a" stands twice in this ranking. Name each option once.'
    ]
    assert messages("a > b", ["a", "b", "c"])[0].startswith("the ranking forgets c.")


def test_a_misspelt_name_explains_the_forgotten_one() -> None:
    assert messages("alpha > betta", ["alpha", "beta"]) == [
        'unknown option "betta". Possible: alpha, beta. Did you mean "beta"?'
    ]


def test_a_name_that_cannot_be_ranked_says_why() -> None:
    assert messages("a > x", ["a"]) == ["x cannot stand here."]
