"""A domain as the text of a case file that a person can read and change."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from parley.case.quantity import LARGEST
from parley.formats.domain import Domain, Issue, Profile, points_a_unit
from parley.formats.faults import FormatError, Place
from parley.formats.keys import keys
from parley.formats.words import digits, shown

WIDTH = 100
NANO = 10**9
NOW = (
    "The files know no state of things without a deal. The first option of each issue stands here; "
    "nothing is computed from it, because every no-deal value below is a number."
)
ACCEPTS_ALL = "The file has no reserve: the party accepts anything."
CONSTANT = "What every package is worth: the bias of the file, and issues with one option."

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()/$%&'+-]*")


@dataclass(frozen=True)
class Worths:
    """The numbers of one party in points.

    Attributes
    ----------
    weights, values
        By the number of an open issue.
    constant, no_deal
        Points.
    """

    weights: Mapping[int, Fraction]
    values: Mapping[int, tuple[Fraction, ...]]
    constant: Fraction
    no_deal: Fraction


def case_text(domain: Domain, as_of: date) -> str:
    """A case file.

    Parameters
    ----------
    domain
        Within all limits, see :func:`~parley.formats.domain.sound`.

    Raises
    ------
    FormatError
        Some utility is too large for a case.
    """
    unit = points_a_unit(max(profile.largest() for profile in domain.profiles))
    names = _Names(domain)
    open_issues = [k for k, issue in enumerate(domain.issues) if len(issue.options) > 1]
    worths = [_worths(profile, open_issues, unit) for profile in domain.profiles]
    _small_enough(domain, worths)
    blocks = [
        [f"# Read from {domain.tool} with `parley import`; it can be changed like any other case."],
        [
            "parley: 1",
            f"title: {_scalar(domain.title)}",
            f"as_of: {as_of.isoformat()}",
            f"source: {names.sources[_file(domain)]}",
            *_note("", [origin(domain), *domain.notes]),
        ],
        ["sources:", *_sources(domain, names)],
        ["parties:", *_parties(domain, names)],
        [
            "issues:",
            *(line for k in range(len(domain.issues)) for line in _issue(domain, names, k)),
        ],
        *([["references:", *_references(domain, names)]] if domain.proposals else []),
        ["now:", *_note("  ", [NOW]), *_now(names)],
        ["preferences:"],
        *(_preference(domain, names, number, worth, unit) for number, worth in enumerate(worths)),
    ]
    return "\n".join(line for block in blocks for line in block) + "\n"


def origin(domain: Domain) -> str:
    """Which files a case was read from."""
    files = dict.fromkeys((_file(domain), *(profile.file for profile in domain.profiles)))
    return f"Read from {domain.tool}: {', '.join(files)}."


def scale(unit: int) -> str:
    """How points follow from utilities."""
    if unit == 1:
        return "Points are the utilities of the file as they stand."
    return f"Points are utilities x {unit}: a utility of 1 is {unit} points."


class _Names:
    """Every key of the case, by the place of what it names."""

    def __init__(self, domain: Domain) -> None:
        self.issues = keys([issue.name for issue in domain.issues], "issue")
        self.options = [keys(issue.options, "option", digits=True) for issue in domain.issues]
        self.parties = keys([profile.name for profile in domain.profiles], "party")
        files = list(dict.fromkeys((_file(domain), *(p.file for p in domain.profiles))))
        self.sources = dict(zip(files, keys(files, "file"), strict=True))


def _file(domain: Domain) -> str:
    return shown(Path(domain.place.file).name)


def _worths(profile: Profile, open_issues: Sequence[int], unit: int) -> Worths:
    """One party in points, its reserve such that the package it stands for just reaches it."""
    weights, values = {}, {}
    for issue in open_issues:
        weights[issue], values[issue] = _issue_worths(profile, issue, unit)
    if not any(weights.values()):
        # The weights of a case cannot all be 0: here no option is worth anything instead.
        weights = dict.fromkeys(weights, Fraction(1))
        values = {issue: (Fraction(0),) * len(worths) for issue, worths in values.items()}
    fixed = [k for k in range(len(profile.weights)) if k not in weights]
    constant = unit * (profile.constant + sum((profile.cells(k)[0] for k in fixed), Fraction(0)))
    if profile.bid is not None:
        # A sum of the rounded parts, as the engine adds them: the bid itself stays acceptable.
        parts = [
            _nano(weights[k], values[k][option])
            if k in weights
            else _nano(Fraction(unit), profile.cells(k)[option])
            for k, option in enumerate(profile.bid)
            if option is not None
        ]
        no_deal = Fraction(sum(parts), NANO)
    elif profile.reserve is not None:
        no_deal = unit * profile.reserve
    else:
        least = sum(min(_nano(weights[k], v) for v in values[k]) for k in weights)
        no_deal = min(Fraction(0), Fraction(least + _nano(Fraction(1), constant), NANO))
    return Worths(weights, values, constant, no_deal)


def _issue_worths(profile: Profile, issue: int, unit: int) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Weight and values of an issue as a case can hold them: no weight is below 0."""
    weight, values = profile.weights[issue], [unit * value for value in profile.values[issue]]
    if weight < 0:
        weight, values = -weight, [-value for value in values]
    if max(weight, *map(abs, values)) > LARGEST:
        weight, values = Fraction(1), [weight * value for value in values]
    return weight, tuple(values)


def _nano(weight: Fraction, value: Fraction) -> int:
    """A part of a utility as the engine rounds it."""
    return round(float(weight) * float(value) * NANO)


def _small_enough(domain: Domain, worths: Sequence[Worths]) -> None:
    """Refuse what is beyond the numbers of a case."""
    faults = []
    for profile, worth in zip(domain.profiles, worths, strict=True):
        numbers = [value for values in worth.values.values() for value in values]
        if max(map(abs, (*numbers, worth.constant, worth.no_deal))) > LARGEST:
            message = "some utility, or the reserve, is beyond 10^6. Divide all of them."
            faults.append((Place(profile.file), message))
    if faults:
        raise FormatError(faults)


# ------------------------------------------------------------------------------- parts


def _sources(domain: Domain, names: _Names) -> list[str]:
    return [
        f"  {key}: {{title: {_scalar(file)}, publisher: {_scalar(domain.tool + ' file')}}}"
        for file, key in names.sources.items()
    ]


def _parties(domain: Domain, names: _Names) -> list[str]:
    return [
        f"  {key}: {{name: {_scalar(profile.name)}, role: principal}}"
        for key, profile in zip(names.parties, domain.profiles, strict=True)
    ]


def _issue(domain: Domain, names: _Names, number: int) -> list[str]:
    issue = domain.issues[number]
    titles = {
        key: _scalar(title)
        for key, title in zip(names.options[number], _titles(issue), strict=True)
    }
    return [
        f"  {names.issues[number]}:",
        f"    title: {_scalar(issue.name)}",
        *_mapping("    ", "options", titles),
    ]


def _titles(issue: Issue) -> tuple[str, ...]:
    return issue.titles or issue.options


def _references(domain: Domain, names: _Names) -> list[str]:
    lines = []
    for number, proposal in enumerate(domain.proposals, 1):
        terms = {
            names.issues[k]: names.options[k][option] for k, option in enumerate(proposal.options)
        }
        lines += [
            f"  proposal-{number}:",
            f"    title: {_scalar(proposal.title)}",
            *_mapping("    ", "terms", terms),
        ]
    return lines


def _now(names: _Names) -> list[str]:
    return [
        f"  {issue}: {options[0]}"
        for issue, options in zip(names.issues, names.options, strict=True)
    ]


def _preference(domain: Domain, names: _Names, number: int, worth: Worths, unit: int) -> list[str]:
    profile = domain.profiles[number]
    weights = {names.issues[k]: digits(weight) for k, weight in worth.weights.items()}
    lines = [
        f"  {names.parties[number]}:",
        f"    source: {names.sources[profile.file]}",
        *_note("    ", [domain.rule, scale(unit), *profile.notes]),
        "    scale: raw",
        f"    unit: {unit}",
        *_mapping("    ", "weights", weights),
        "    values:",
    ]
    for k, values in worth.values.items():
        by_option = dict(zip(names.options[k], map(digits, values), strict=True))
        lines += _mapping("      ", names.issues[k], by_option)
    if worth.constant and worth.values:
        issue = next(iter(worth.values))
        always = f"[{', '.join(names.options[issue])}]"
        lines += [
            "    extras:",
            "      constant:",
            *_note("        ", [CONSTANT]),
            f"        when: {{{names.issues[issue]}: {always}}}",
            f"        points: {digits(worth.constant)}",
        ]
    lines += ["    no_deal:"]
    if profile.reserve is None:
        lines += _note("      ", [ACCEPTS_ALL])
    return [*lines, f"      value: {digits(worth.no_deal)}"]


# ------------------------------------------------------------------------------- lines


def _mapping(indent: str, key: str, entries: Mapping[str, str]) -> list[str]:
    """A mapping in one line where it fits, else a line an entry."""
    inside = ", ".join(f"{name}: {value}" for name, value in entries.items())
    line = f"{indent}{key}: {{{inside}}}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{indent}{key}:", *(f"{indent}  {name}: {value}" for name, value in entries.items())]


def _note(indent: str, sentences: Sequence[str]) -> list[str]:
    """A note over as many lines as it needs."""
    text = " ".join(" ".join(sentences).split())
    wrapped = textwrap.wrap(
        text, WIDTH - len(indent) - 2, break_long_words=False, break_on_hyphens=False
    )
    return [f"{indent}note: >-", *(f"{indent}  {line}" for line in wrapped)]


def _scalar(text: str) -> str:
    """A text as it can stand in any place of a YAML file."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)
