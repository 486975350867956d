"""Small negotiation domains, written as the files of each tool, and what they are worth by hand."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import numpy as np
import yaml
from hypothesis import strategies as st

from parley.case import Case
from parley.conditions import build
from parley.conditions.forms import NANO, total
from parley.conditions.worth import no_deal, worth
from parley.draws import central
from parley.formats.reading import read

DAY = date(2024, 12, 31)


@dataclass(frozen=True)
class Party:
    """Decimals as text, by issue and by issue and option."""

    weights: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    reserve: str


@dataclass(frozen=True)
class Sample:
    """Names of options by that of their issue; parties by name."""

    issues: Mapping[str, Sequence[str]]
    parties: Mapping[str, Party]

    def packages(self) -> list[tuple[str, ...]]:
        return list(itertools.product(*self.issues.values()))


def total_of(party: Party, package: Sequence[str]) -> Fraction:
    """Sum of weight x value, exactly: what GeniusWeb, NegMAS and NegoLog say."""
    return sum(
        (
            Fraction(weight) * Fraction(party.values[issue][option])
            for (issue, weight), option in zip(party.weights.items(), package, strict=True)
        ),
        Fraction(0),
    )


def divided_total_of(party: Party, package: Sequence[str]) -> Fraction:
    """The same with evaluations over the largest and weights over their sum: what GENIUS says."""
    heavy = sum(map(Fraction, party.weights.values()), Fraction(0))
    result = Fraction(0)
    for (issue, weight), option in zip(party.weights.items(), package, strict=True):
        most = max(map(Fraction, party.values[issue].values()))
        if most:
            result += Fraction(weight) / heavy * Fraction(party.values[issue][option]) / most
    return result


def read_day(path: Path | Sequence[Path], **options: Any) -> Case:
    return read(path, as_of=DAY, **options)


def utilities(case: Case) -> dict[tuple[str, ...], tuple[float, ...]]:
    """By the titles of a package's options: its worth to each party, in units of its file."""
    model = build(case)
    draws, space = central(model.book), model.space
    codes = np.arange(space.size)
    columns = [
        total(worth(case, space, party), space, draws, codes)[0] / (NANO * _unit(case, party))
        for party in case.principals
    ]
    found = {}
    for code, worths in zip(codes, zip(*columns, strict=True), strict=True):
        package = space.package(int(code))
        titles = tuple(str(case.issues[i].options[o].title) for i, o in package.items())
        found[titles] = tuple(map(float, worths))
    return found


def reserves(case: Case) -> tuple[float, ...]:
    """The no-deal value of each party, in units of its file."""
    model = build(case)
    draws = central(model.book)
    return tuple(
        int(no_deal(case, model.space, party, draws)[0]) / (NANO * _unit(case, party))
        for party in case.principals
    )


def _unit(case: Case, party: str) -> int:
    return case.preferences[party].unit or 1


# ------------------------------------------------------------------------------- files


def genius(folder: Path, sample: Sample) -> None:
    lines = [
        "<negotiation_template><utility_space number_of_issues='0'>",
        "<objective name='root'>",
    ]
    for index, (issue, options) in enumerate(sample.issues.items(), 1):
        lines.append(f"<issue index='{index}' name={quoteattr(issue)} vtype='discrete'>")
        lines += [f"<item index='{k}' value={quoteattr(o)}/>" for k, o in enumerate(options, 1)]
        lines.append("</issue>")
    lines.append("</objective></utility_space></negotiation_template>")
    (folder / "issues.xml").write_text("\n".join(lines), encoding="utf-8")
    for number, party in enumerate(sample.parties.values(), 1):
        (folder / f"p{number}.xml").write_text(genius_profile(sample, party), encoding="utf-8")


def genius_profile(sample: Sample, party: Party) -> str:
    lines = ["<utility_space><objective name='root'>"]
    for index, (issue, options) in enumerate(sample.issues.items(), 1):
        lines.append(f"<issue index='{index}' name={quoteattr(issue)} type='discrete'>")
        lines += [
            f"<item value={quoteattr(option)} evaluation='{party.values[issue][option]}'/>"
            for option in reversed(options)
        ]
        lines.append("</issue>")
    weights = list(enumerate(party.weights.values(), 1))
    lines += [f"<weight index='{index}' value='{weight}'/>" for index, weight in reversed(weights)]
    lines.append(f"</objective><reservation value='{party.reserve}'/></utility_space>")
    return "\n".join(lines)


def geniusweb(folder: Path, sample: Sample) -> None:
    domain = {
        "name": "sample",
        "issuesValues": {issue: {"values": list(o)} for issue, o in sample.issues.items()},
    }
    write_json(folder / "all.json", domain)
    for number, (name, party) in enumerate(sample.parties.items(), 1):
        space = {
            "name": name,
            "issueUtilities": {
                issue: {"discreteutils": {"valueUtilities": _floats(values)}}
                for issue, values in party.values.items()
            },
            "issueWeights": _floats(party.weights),
            "domain": domain,
        }
        write_json(folder / f"p{number}.json", {"LinearAdditiveUtilitySpace": space})


def negmas_tree(sample: Sample, party: Party, name: str) -> dict[str, Any]:
    return {
        "type": "negmas.preferences.LinearAdditiveUtilityFunction",
        "name": name,
        "reserved_value": float(party.reserve),
        "weights": [float(weight) for weight in party.weights.values()],
        "values": [
            {"type": "TableFun", "mapping": _floats(values)} for values in party.values.values()
        ],
    }


def negmas_space(sample: Sample) -> dict[str, Any]:
    return {
        "type": "DiscreteCartesianOutcomeSpace",
        "name": "sample",
        "issues": [
            {"name": issue, "type": "CategoricalIssue", "values": list(options)}
            for issue, options in sample.issues.items()
        ],
    }


def negmas(folder: Path, sample: Sample) -> None:
    write_yaml(folder / "sample.yml", negmas_space(sample))
    for number, (name, party) in enumerate(sample.parties.items(), 1):
        write_yaml(folder / f"p{number}.yml", negmas_tree(sample, party, name))


def negmas_json(folder: Path, sample: Sample) -> None:
    write_json(folder / "sample.json", negmas_space(sample))
    for number, (name, party) in enumerate(sample.parties.items(), 1):
        write_json(folder / f"p{number}.json", negmas_tree(sample, party, name))


def negolog(folder: Path, sample: Sample) -> None:
    for number, party in enumerate(sample.parties.values(), 1):
        profile = {
            "reservationValue": float(party.reserve),
            "issueWeights": _floats(party.weights),
            "issues": {issue: _floats(values) for issue, values in party.values.items()},
        }
        write_json(folder / f"profile{number}.json", profile)


def scorable(folder: Path, sample: Sample) -> None:
    """Weights and names of issues and options have no place in a game."""
    scores = folder / "scores_files"
    scores.mkdir(exist_ok=True)
    lines = []
    for number, party in enumerate(sample.parties.values(), 1):
        lines.append(f"Player {number},who{number},{'p1' if number == 1 else 'player'},x,y")
        rows = [", ".join(values.values()) for values in party.values.values()]
        (scores / f"who{number}.txt").write_text("\n".join([*rows, party.reserve]))
    (folder / "config.txt").write_text("\n".join(lines))


WRITERS: dict[str, Callable[[Path, Sample], None]] = {
    "genius": genius,
    "geniusweb": geniusweb,
    "negmas": negmas,
    "negmas_json": negmas_json,
    "negolog": negolog,
    "scorable": scorable,
}


def write_json(file: Path, tree: Any) -> None:
    file.write_text(json.dumps(tree, indent="\t"), encoding="utf-8")


def write_yaml(file: Path, tree: Any) -> None:
    file.write_text(yaml.safe_dump(tree, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _floats(numbers: Mapping[str, str]) -> dict[str, float]:
    return {name: float(number) for name, number in numbers.items()}


# ------------------------------------------------------------------------------- random ones

LETTERS = st.sampled_from([*"aB3 ,$\"':#{}[]-&*!|>%@`?\\/éß中א.<_=~", "no", "null", "1e3"])
NAMES = (
    st.lists(LETTERS, min_size=1, max_size=8)
    .map(lambda letters: " ".join("".join(letters).split()))
    .filter(bool)
)
SHARES = st.integers(0, 10_000).map(lambda number: str(Fraction(number, 10_000).__float__()))


@st.composite
def samples(draw: st.DrawFn) -> Sample:
    """Domains with awkward names; at least one issue is open, and some weight is above 0."""
    issues = {}
    for number, name in enumerate(draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))):
        least = 2 if number == 0 else 1
        issues[name] = draw(st.lists(NAMES, min_size=least, max_size=4, unique=True))
    parties = {}
    for name in draw(st.lists(NAMES, min_size=1, max_size=3, unique=True)):
        weights = {issue: draw(SHARES) for issue in issues}
        weights[next(iter(issues))] = "0.5"
        values = {issue: {option: draw(SHARES) for option in o} for issue, o in issues.items()}
        parties[name] = Party(weights, values, draw(SHARES))
    return Sample(issues, parties)
