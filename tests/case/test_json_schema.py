"""Editors are told what ``parley check`` accepts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from case_samples import SMALL, WHOLE, changed
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from parley.bundled import bundled
from parley.case.json_schema import json_schema
from parley.case.starter import starter

BROKEN = Path(__file__).parent.parent / "broken_cases"
VALIDATOR = Draft202012Validator(json_schema())


class Loader(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `yes` is a word, only `true` and `false` are truths."""


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, re.compile("^(true|false)$") if tag.endswith(":bool") else pattern)
        for tag, pattern in resolvers
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(text: str) -> Any:
    """A case as an editor reads it: YAML's own types, dates as text."""
    return json.loads(json.dumps(yaml.load(text, Loader), default=str))


def faults(text: str) -> list[str]:
    return [fault.message for fault in VALIDATOR.iter_errors(plain(text))]


def test_it_is_a_schema_of_its_draft() -> None:
    Draft202012Validator.check_schema(json_schema())
    assert json_schema()["$schema"].endswith("2020-12/schema")


@pytest.mark.parametrize("name", bundled())
def test_it_accepts_every_bundled_case(name: str) -> None:
    assert not faults(bundled()[name].read_text())


def test_it_accepts_the_starter_and_the_small_case() -> None:
    assert not faults(starter("x"))
    assert not faults(SMALL)
    assert not faults(WHOLE)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Two valleys", "title: Two valleys\ntitel: x"),
        ("{name: North,", "{colour: red, name: North,"),
        ("role: principal", "role: neutral"),
        ("cost: 3..10", "cost: .5.."),
        ("cost: 3..10", "cost: [3, 10]"),
        ("cost: 3..10", "cost: {value: 3, odds: {}}"),
        ("weights: border > monitors", "weights: {is: border > monitors, border: 5}"),
        ("parley: 1", "parley: 2"),
        ("title: Two valleys\n", ""),
        ("{like: north,", "{like: north, weigths: x,"),
        ("{like: north, values: {border: river > open > ridge}}", "{values: {border: a > b}}"),
        ("border: {title: The border, ", "bor.der: {title: The border, "),
    ],
)
def test_it_rejects_what_cannot_stand(old: str, new: str) -> None:
    assert faults(changed((old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cost: 3..10", "cost: {value: 3..5..10, note: x, source: [talks]}"),
        ("now: {border: open,", "now: {judgement: As of May., border: open,"),
        ("{like: north,", "{like: north, no_deal: absent,"),
        ("{like: north,", "{like: north, no_deal: {cost: absent, value: 5},"),
        ("{like: north,", "{like: north, extras: {one: absent},"),
        ("{like: north,", "{like: north, risk: {loss: 5},"),
        ("role: principal}\nissues", "role: principal, signs: false}\nissues"),
    ],
)
def test_it_accepts_what_may_stand(old: str, new: str) -> None:
    assert not faults(changed((old, new)))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("guild: 0.1..0.5, joint: never", "guild: 0.1..0.5, joint: forever"),
        ("guild: 0.1..0.5, joint: never", "guild: 0.1..0.5, joint: {value: rest}"),
        ("    shame: {points: 0..1}", "    shame: {points: never}"),
        ("    shame: {points: 0..1}", "    shame: {points: {a: {b: x}}}"),
        ("    shame: {points: 0..1}", "    shame: {by: [], points: 0..1}"),
        ("when: [{strait: [west, shared]}, {patrols: joint}]", "when: []"),
        ("when: [{strait: [west, shared]}, {patrols: joint}]", "when: west"),
        ("seen:  {by", "seen:  {when: {strait: west}, by"),
        ("{base: 0.3..0.4, strait", "{strait"),
        ("{base: 0.3..0.4, strait: {west", "{base: 0.3..0.4, strait: {west: x, east"),
        ("{add: 2}", "{plus: 2}"),
        ("{add: 2}", "two"),
        ("kind: public", "kind: poll"),
        ("{like: west, weights: {strait: 1", "{like: west, weigths: {strait: 1"),
        ("{like: west, weights: {strait: 1", "{weights: {strait: 1"),
    ],
)
def test_it_rejects_what_cannot_stand_in_the_second_half(old: str, new: str) -> None:
    assert faults(changed((old, new), text=WHOLE))


@pytest.mark.parametrize(
    "name",
    [
        "unknown-key",
        "unknown-key-of-party",
        "missing-title",
        "missing-values",
        "unknown-role",
        "list-for-mapping",
        "mapping-for-text",
        "three-dots",
        "percent",
        "four-numbers",
        "shift-on-chance",
        "odds-on-points",
        "shift-on-state",
        "capital-in-key",
        "not-whole",
    ],
)
def test_mistakes_of_shape_show_in_the_editor(name: str) -> None:
    assert faults((BROKEN / f"{name}.yaml").read_text())


def test_the_words_of_the_reader_do_not_show() -> None:
    assert '":' not in json.dumps(json_schema()).replace('": ', "")
