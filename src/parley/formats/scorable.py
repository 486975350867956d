"""Scorable games (LLM-Deliberation): points by option in text files, one a party."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from parley.case.problems import choices, shorten
from parley.formats.documents import Document
from parley.formats.domain import Domain, Issue, Profile, Proposal, within_limits
from parley.formats.faults import Place, fault, gathered
from parley.formats.words import name, number

TOOL = "Scorable game"
RULE = (
    "Read as the game does: a party's utility is the sum of its points, and it accepts from the "
    "total in the last line of its file."
)
VETOES = (
    "Every party signs here. The game itself takes a deal that p1, p2 and all but one of the "
    "others accept."
)
FOLDER = "scores_files"
ROLES = ("p1", "p2", "player")

_DEAL = re.compile(r"\s*[A-Z][0-9]{1,3}(\s*,\s*[A-Z][0-9]{1,3})*\s*")
_ISSUE = re.compile(r'^[ \t]*Issue ([A-Z]):[ \t]*"?([^"\n]{1,200})"?', re.MULTILINE)
_OPTION = re.compile(
    r'^[ \t]*([A-Z][0-9]{1,3})[ \t]*(?:"([^"\n]{1,200})"|:[ \t]*([^\n]{1,200}))', re.MULTILINE
)


def kind(text: str) -> str | None:
    """Whether a text is the ``config``, ``scores``, ``deal`` or ``prose`` of a game, or none."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if all(_role(line) in ROLES for line in lines):
        return "config"
    if _DEAL.fullmatch(text):
        return "deal"
    if len(lines) > 1 and all(re.match(r"\s*[-+0-9.]+\s*(,|$)", line) for line in lines):
        return "scores"
    return "prose" if _ISSUE.search(text) else None


def _role(line: str) -> str:
    fields = line.split(",")
    return fields[2].strip() if len(fields) > 2 else ""


def read(
    config: Document,
    scores: Sequence[Document],
    deals: Sequence[Document] = (),
    prose: Sequence[Document] = (),
) -> Domain:
    """A game: who plays by the configuration, what they want by the score files it names.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    by_stem = {document.stem: document for document in scores}
    lines = [
        (Place(config.place.file, number), line)
        for number, line in enumerate(config.tree.splitlines(), 1)
        if line.strip()
    ]
    players = gathered(lambda line: _player(*line, by_stem), lines)
    sizes = [len(row) for row in players[0][2]]
    issues = _issues(sizes, config, prose)
    within_limits(issues, config.place)
    profiles = gathered(lambda player: _profile(*player, sizes), players)
    proposals = gathered(lambda deal: _proposal(deal, sizes), deals)
    has_vetoes = any(_role(line) != "player" for _, line in lines)
    return Domain(
        config.home or config.stem,
        TOOL,
        RULE,
        config.place,
        issues,
        tuple(profiles),
        (VETOES,) if has_vetoes else (),
        tuple(proposals),
    )


def _player(
    place: Place, line: str, scores: Mapping[str, Document]
) -> tuple[str, str, list[list[Fraction]], Document]:
    """Name, role, rows of points and the file of a player."""
    fields = [field.strip() for field in line.split(",")]
    title = name(fields[0], "the name of a player", place)
    if fields[1] not in scores:
        raise fault(
            place,
            f'there is no score file "{shorten(fields[1])}.txt" for {shorten(title)}. '
            f"Score files here: {choices(map(shorten, scores))}.",
        )
    document = scores[fields[1]]
    rows = [
        [
            number(field, "a score", Place(document.place.file, at))
            for field in text.strip().rstrip(",").split(",")
        ]
        for at, text in enumerate(document.tree.splitlines(), 1)
        if text.strip()
    ]
    if len(rows[-1]) != 1:
        raise fault(document.place, "the last line needs one number: the least accepted total.")
    return title, fields[2], rows, document


def _issues(sizes: Sequence[int], config: Document, prose: Sequence[Document]) -> tuple[Issue, ...]:
    """Issues A, B, ... without the last row, with what the prose says of them."""
    if len(sizes) > 27:
        raise fault(config.place, f"{len(sizes) - 1} issues; a game names them from A to Z.")
    text = "\n".join(document.tree for document in prose)
    titles = {letter: " ".join(title.split()) for letter, title in _ISSUE.findall(text)}
    options = {
        code: " ".join((said or rest).split()).removesuffix(".")
        for code, said, rest in _OPTION.findall(text)
    }
    issues = []
    for place, size in enumerate(sizes[:-1]):
        letter = chr(ord("A") + place)
        codes = [f"{letter}{option}" for option in range(1, size + 1)]
        title = f"{letter}: {titles[letter]}" if titles.get(letter) else letter
        named = [f"{code}: {options[code]}" if options.get(code) else code for code in codes]
        issues.append(
            Issue(
                name(title, "the name of an issue", config.place),
                tuple(codes),
                tuple(name(option, "an option", config.place) for option in named),
            )
        )
    return tuple(issues)


def _profile(
    title: str, role: str, rows: list[list[Fraction]], document: Document, sizes: Sequence[int]
) -> Profile:
    if [len(row) for row in rows] != list(sizes):
        raise fault(
            document.place,
            f"the lines have {', '.join(str(len(row)) for row in rows[:30])} numbers; those of the "
            f"first player have {', '.join(map(str, sizes[:30]))}.",
        )
    notes = () if role == "player" else (f"It is {role} of the game and can veto.",)
    return Profile(
        title,
        Path(document.name).name,
        (Fraction(1),) * (len(rows) - 1),
        tuple(tuple(row) for row in rows[:-1]),
        rows[-1][0],
        notes=notes,
    )


def _proposal(document: Document, sizes: Sequence[int]) -> Proposal:
    """The option of each issue in a deal such as ``A1,B2``."""
    codes = [code.strip() for code in document.tree.split(",")]
    chosen = {code[0]: int(code[1:]) for code in codes}
    letters = [chr(ord("A") + place) for place in range(len(sizes) - 1)]
    if sorted(chosen) != letters or len(codes) != len(letters):
        raise fault(document.place, f"a deal needs one option on each of {choices(letters)}.")
    for letter, size in zip(letters, sizes, strict=False):
        if not 1 <= chosen[letter] <= size:
            raise fault(document.place, f"issue {letter} has no option {chosen[letter]}.")
    return Proposal("The first proposal", tuple(chosen[letter] - 1 for letter in letters))
