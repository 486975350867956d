"""Every margin as a sum that can be followed: its parts, where the case says them, why."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import parley
from parley import tables
from parley.case import Case, CaseError
from parley.case.walk import UNDRAWN
from parley.conditions import Model, build
from parley.conditions.derivation import Derivation, Part, View, derive
from parley.conditions.durability import NEVER
from parley.conditions.forms import NANO
from parley.draws import Draws, central
from parley.explain import explain
from parley.runs import run
from parley.show.derivations import explanation_text
from parley.show.terminal import WIDTH
from parley.store import RunError
from strategies import SETTINGS, cases

CLOSE = 1e-9


def parts_of(parts: tuple[Part, ...]) -> list[float]:
    return [part.amount for part in parts if part.amount is not None]


def drawn(model: Model) -> Draws | None:
    try:
        return model.draws(5, np.arange(3))
    except CaseError:
        return None  # statements that never agree are for the tests of statements


@SETTINGS
@given(case=cases(later=True))
def test_parts_add_up_to_the_margin(case: Case) -> None:
    """For every condition, package and draw, the central one included."""
    model = build(case)
    draws = drawn(model)
    readings = [central(model.book)]
    if draws is not None:
        readings += [draws.take(np.array([row])) for row in range(3)]
    codes = np.flatnonzero(model.rules.mask)[:8]
    for reading in readings:
        for code in map(int, codes):
            view = View(case, model.space, reading, code)
            for condition in model.conditions:
                check(view, derive(view, condition))


def check(view: View, found: Derivation) -> None:
    condition = found.condition
    margin = condition.margin(view.space, view.draws, view.codes)
    assert found.applies == margin.applies[0]
    if not found.applies:
        assert (found.margin, found.holds, found.parts) == (None, None, ())
        return
    nano = int(margin.values[0, 0])
    assert found.holds == (nano >= 0)
    if found.never:
        assert nano < NEVER // 2
        assert any(part.amount is None for part in found.parts)
        return
    assert found.margin == nano / (1 if condition.unit == "crossed" else NANO)
    amounts = parts_of(found.parts)
    assert len(amounts) == len(found.parts)
    assert abs(math.fsum(amounts) - found.margin) <= CLOSE
    for part in found.parts:
        check_part(view, part)


def check_part(view: View, part: Part) -> None:
    """Where it stands exists; what is behind a no-deal value or cheating adds up, too."""
    for path in (part.path, *(number.path for number in part.numbers)):
        assert view.case.origin.place(path).line >= 1
    if part.parts:
        assert part.amount is not None
        sign = -1 if "no_deal" in part.path else 1
        terms = math.fsum(parts_of(part.parts))
        assert abs(sign * terms - part.amount) <= CLOSE * max(1.0, abs(part.amount))


# ------------------------------------------------------------------------------- of a run

DRAWS = 70
ENTRY = re.compile(r" {1,20}(-?\d+\.\d{9}|never)  \S")
TOTAL = re.compile(r" *= (-?\d+\.\d{9})")
HEAD = re.compile(r"  ((?:accept|line|block|later|cheat|body):\S+)  ")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> parley.Run:
    """The two valleys, which have conditions of every kind."""
    folder = tmp_path_factory.mktemp("runs") / "valleys"
    return run(parley.load("two-valleys"), DRAWS, 1, folder, threads=1)


def packages(done: parley.Run) -> list[int]:
    """Every package, whether or not it breaks a rule."""
    return list(range(math.prod(len(issue.options) for issue in done.case.issues.values())))


def conditions(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for stage in found["stages"]:
        yield from stage["conditions"]


@pytest.mark.parametrize("draw", ["central", "0", "69"])
def test_an_explanation_says_each_margin_as_its_sum(done: parley.Run, draw: str) -> None:
    """As plain data, and in the text for readers: to a billionth of a point."""
    kinds = set()
    for code in packages(done):
        found = json.loads(json.dumps(explain(done, f"package:{code}", draw), allow_nan=False))
        text = explanation_text(found)
        assert max(map(len, text.splitlines())) <= WIDTH
        assert "72057594" not in text
        printed = sums_of(text)
        for entry in conditions(found):
            if not entry["asked"]:
                assert f"{entry['condition']} {entry['sentence']}: not asked" in flat(text)
                continue
            kinds.add(entry["condition"].split(":")[0])
            if entry["never"]:
                assert (entry["margin"], entry["holds"]) == (None, False)
                continue
            assert entry["holds"] == (entry["margin"] >= 0)
            amounts = [part["amount"] for part in entry["parts"]]
            assert abs(math.fsum(amounts) - entry["margin"]) <= CLOSE
            if entry["unit"] != "crossed":
                listed, margin, said = printed[entry["condition"]]
                assert abs(math.fsum(listed) - margin) <= CLOSE
                assert abs(margin - entry["margin"]) <= CLOSE
                assert said == margin
                assert len(listed) == len(amounts)
    assert kinds == {"accept", "line", "block", "later", "cheat", "body"}


def flat(text: str) -> str:
    """Without line breaks."""
    return re.sub(r"\s+", " ", text)


def sums_of(text: str) -> dict[str, tuple[list[float], float, float]]:
    """Condition to the amounts as printed, the sum as printed, the margin as printed."""
    found: dict[str, tuple[list[float], float, float]] = {}
    for block in text.split("\n\n"):
        head = HEAD.match(block)
        totals = [TOTAL.fullmatch(line) for line in block.splitlines()]
        total = next(filter(None, totals), None)
        if head and total:
            amounts = [ENTRY.match(line) for line in block.splitlines()]
            said = re.search(r"margin\s+(-?\d+\.\d{9})", block)
            assert said
            found[head[1]] = (
                [float(each[1]) for each in amounts if each],
                float(total[1]),
                float(said[1]),
            )
    return found


def test_each_part_has_its_line_and_its_reason(done: parley.Run) -> None:
    """The line of case.yaml holds a word of its path; so do the numbers behind it."""
    lines = (done.path / "case.yaml").read_text().splitlines()

    def check_place(entry: dict[str, Any]) -> None:
        words = entry["path"].split(".")
        assert any(word in lines[entry["line"] - 1] for word in words), entry["path"]

    for code in packages(done):
        for entry in conditions(explain(done, f"package:{code}")):
            for part in entry["parts"]:
                check_place(part)
                assert part["evidence"] in ("sourced", "judged", "assumed")
                assert (part["evidence"] == "judged") == bool(part["judgement"])
                assert set(part["sources"]) <= set(map(str, done.case.sources))
                for number in part["numbers"]:
                    check_place(number)


def test_the_file_the_line_and_the_source_stand_in_the_text(done: parley.Run) -> None:
    text = explanation_text(explain(done, "package:A"))
    line = done.case.origin.place("preferences.north.no_deal").line
    assert re.search(rf"the no-deal value +two-valleys\.yaml:{line} \[\d+\]", text)
    assert "judged: Our reading of the third round" in text
    assert "talks-3: Joint statement after the third round, The League, 2024-11" in text


def test_what_never_has_consequences_is_said_in_words(done: parley.Run) -> None:
    """Also as data: no number stands for it."""
    seen = 0
    for code in packages(done):
        found = explain(done, f"package:{code}")
        for entry in conditions(found):
            if entry["never"]:
                seen += 1
                part = next(part for part in entry["parts"] if part["never"])
                assert part["amount"] is None
                assert part["remark"] == "no consequence ever follows, so it pays for ever"
                assert "never  cheating:" in explanation_text(found)
    assert seen


def test_a_package_that_breaks_a_rule_says_so_first(done: parley.Run) -> None:
    """The joint zone without monitors: with the reason and the line; conditions follow."""
    terms = {"border": "joint", "monitors": "none"}
    code = next(c for c in packages(done) if explain(done, f"package:{c}")["package"] == terms)
    found = explain(done, f"package:{code}")
    assert (found["feasible"], found["breaks"][0]["rule"]) == (False, "zone-needs-hands")
    text = explanation_text(found)
    rule = text.index("it breaks a rule")
    assert rule < text.index("A joint zone needs someone to run it.") < text.index("acceptable:")


def test_letters_name_packages_too(done: parley.Run) -> None:
    shown = done.findings["packages.shortlist"].records()[0]
    found = explain(done, f"package:{shown['label']}")
    assert found["code"] == shown["code"]
    assert explain(done, f"package:{shown['code']}")["label"] is not None


def test_a_draw_is_the_draw_of_the_run(done: parley.Run) -> None:
    """Its no-deal value is that of the draws on disk: cost of that row, and all else."""
    columns = tables.read_arrays(done.path / "draws.parquet")
    for draw in (0, 33):
        found = explain(done, "package:0", str(draw))
        entry = next(e for e in conditions(found) if e["condition"] == "accept:north")
        behind = next(p for p in entry["parts"] if p["path"] == "preferences.north.no_deal")
        years = next(n for n in behind["numbers"] if n["path"].endswith("years"))
        assert years["value"] == columns["preferences.north.no_deal.years"][draw]
        cost = next(n for n in behind["parts"][0]["numbers"] if n["path"].endswith("cost"))
        assert cost["value"] == columns["preferences.north.no_deal.cost"][draw]


@pytest.mark.parametrize(
    ("what", "draw", "words"),
    [
        ("package:12", "central", "there is no package 12: the codes of this case go from 0 to 11"),
        ("package:-1", "central", "there is no package -1"),
        ("package:ZZ", "central", '"ZZ" is no package. Give its code, or its letter: A, B'),
        ("package:0", "70", 'there is no draw "70": give "central", or 0 to 69'),
        ("package:0", "last", 'there is no draw "last"'),
        ("finding:funel.stages", "central", "Nearest: funnel.stages"),
        ("quantity:preferences.north.cost", "central", "Nearest: preferences.north."),
        ("quantity:preferences.north.no_deal", "central",
         "Nearest: preferences.north.no_deal.cost,"),
        ("quantity:", "central", 'this run has no quantity ""'),
        ("deal:3", "central", '"deal:3" cannot be explained. Write package:CODE'),
        ("funnel.stages", "central", "cannot be explained"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_told(done: parley.Run, what: str, draw: str, words: str) -> None:
    with pytest.raises(RunError) as error:
        explain(done, what, draw)
    assert words in str(error.value)


def test_every_finding_can_be_explained(done: parley.Run) -> None:
    for name, finding in done.findings.items():
        found = explain(done, f"finding:{name}")
        assert found["sentence"] == finding.sentence
        assert [place["path"] for place in found["rests_on"]] == list(finding.rests_on)
        text = explanation_text(found)
        assert max(map(len, text.splitlines())) <= WIDTH
        assert name in text
        for figure in finding.figures:
            assert f"  {figure.name}: {figure.value:.6g} ({figure.unit}" in text


def test_every_quantity_can_be_explained(done: parley.Run) -> None:
    """As written, with its line, its reason, and the quantiles of its columns in the draws."""
    columns = tables.read_arrays(done.path / "draws.parquet")
    for row in done.findings["evidence.quantities"].records():
        found = json.loads(json.dumps(explain(done, f"quantity:{row['path']}"), allow_nan=False))
        assert (found["written"], found["line"]) == (row["written"], row["line"])
        assert found["evidence"] == row["kind"]
        for column in found["drawn"]:
            if "median" in column:
                wanted = np.quantile(columns[column["column"]], (0.1, 0.5, 0.9))
                assert [column["low"], column["median"], column["high"]] == wanted.tolist()
        assert str(row["path"]) in explanation_text(found)


def test_a_quantity_names_the_conditions_that_read_it(done: parley.Run) -> None:
    """The cost of North counts for North alone; the front, which shifts it, for all it shifts."""

    def readers(path: str) -> set[str]:
        return {entry["condition"] for entry in explain(done, f"quantity:{path}")["conditions"]}

    cost = readers("preferences.north.no_deal.cost")
    assert {"accept:north", "later:north", "cheat:north"} <= cost
    assert "accept:south" not in cost
    assert cost < readers("factors.front")
    model = build(done.case)
    for condition in model.conditions:
        for path in model.book.quantities:
            if any(path == read or path.startswith(f"{read}.") for read in condition.reads):
                assert condition.key in readers(path)
        break
    lever = explain(done, "quantity:response.acted.years.joint")["levers"]
    assert all(set(entry) == {"lever", "title", "owner"} for entry in lever)


def test_what_is_not_drawn_is_told_as_it_is_written(done: parley.Run) -> None:
    """No draws, no conditions; what lies below such a number is no quantity."""
    undrawn = [
        str(row["path"])
        for row in done.findings["evidence.quantities"].records()
        if str(row["path"]).startswith(UNDRAWN)
    ]
    assert {path.split(".")[0] for path in undrawn} >= {"cross_impacts", "indicators"}
    found = explain(done, f"quantity:{undrawn[0]}")
    assert (found["drawn"], found["conditions"]) == ([], [])
    text = explanation_text(found)
    assert "It is used as it is written, and not drawn." in text
    assert "That is not told for what is not drawn." in text
    assert "parley tipping" not in text
    with pytest.raises(RunError, match="this run has no quantity"):
        explain(done, f"quantity:{undrawn[0]}.value")
