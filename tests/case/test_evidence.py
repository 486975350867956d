"""What each quantity rests on."""

from __future__ import annotations

from case_samples import changed, content, problems, read

from parley.case.evidence import Evidence, EvidenceIndex, prefixes

COST = "no_deal: {cost: 3..10}"


def kind(text: str, *more: tuple[str, str]) -> str:
    case = read((COST, text), *more)
    return case.origin.evidence.of("preferences.north.no_deal.cost").kind


def test_the_nearest_mapping_with_a_source_or_judgement_decides() -> None:
    party = ("    weights", "    judgement: Our reading.\n    weights")
    assert kind(COST) == "assumed"
    assert kind(COST, party) == "judged"
    assert kind("no_deal: {cost: 3..10, source: talks}", party) == "sourced"
    assert kind("no_deal: {cost: {value: 3, judgement: A guess.}, source: talks}") == "judged"


def test_a_judgement_beside_a_source_is_a_judgement_that_leans_on_it() -> None:
    case = read((COST, "no_deal: {cost: 3, source: [talks], judgement: Half of it.}"))
    found = case.origin.evidence.of("preferences.north.no_deal.cost")
    assert (found.kind, found.sources, found.judgement) == ("judged", ("talks",), "Half of it.")


def test_a_note_covers_nothing_and_stays() -> None:
    index = EvidenceIndex(
        {"a": Evidence(("talks",), note="far"), "a.b": Evidence(note="near"), "": Evidence(("x",))}
    )
    assert index.of("a.b.c") == Evidence(("talks",), None, "near")
    assert index.of("a.d").note == "far"
    assert index.of("e").sources == ("x",)


def test_prefixes_never_split_a_word() -> None:
    assert prefixes("ab.c") == ["ab.c", "ab", ""]
    assert EvidenceIndex({"a": Evidence(("x",))}).of("ab").kind == "assumed"


def test_evidence_may_stand_in_every_mapping_and_changes_no_number() -> None:
    plain = read()
    noted = read(
        ("{name: North,", "{note: Seen in May., name: North,"),
        ("now: {border: open,", "now: {note: As of May., border: open,"),
        ("values: {border", "values: {source: talks, border"),
        ("{title: The border, options: {", "{title: The border, options: {note: All., "),
        ("    weights: border > monitors", "    weights: {is: border > monitors, source: talks}"),
    )
    assert content(noted) == content(plain)


def test_evidence_that_is_no_text_is_a_problem() -> None:
    for bad in ('source: ""', "source: []", "source: {a: b}", "judgement: [a, b]", "note: {a: b}"):
        assert problems(changed((COST, f"no_deal: {{cost: 3, {bad}}}"))), bad
