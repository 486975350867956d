"""Which format some files have, by what they hold, and the case that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatch
from pathlib import Path

from parley.case import Case, CaseError, parse
from parley.case.problems import choices
from parley.formats import genius, geniusweb, negmas, negolog, scorable
from parley.formats.documents import Document, read_document
from parley.formats.domain import Domain, sound
from parley.formats.faults import FormatError, Place, fault, gathered
from parley.formats.genius import Semantics
from parley.formats.keys import keys
from parley.formats.words import shown
from parley.formats.writing import case_text

READ = "GENIUS XML, GeniusWeb JSON, NegMAS YAML or JSON, NegoLog JSON, scorable games"
MOST_FILES = 400
MOST_BYTES = 64 * 1024 * 1024
PASSED_OVER = (
    *(".*", "*pareto.xml", "*specials.json", "reference.json", "specs.json"),
    *("_stats.y*ml", "_info.y*ml", "_stats.json", "_info.json"),
)
"""Files beside a domain that are no part of it."""


@dataclass(frozen=True)
class Part:
    """A document, and what of which format it is."""

    tool: str
    role: str
    document: Document


def read(
    paths: str | Path | Iterable[str | Path],
    semantics: Semantics = "genius",
    as_of: date | None = None,
) -> Case:
    """Read another tool's files as a case.

    Parameters
    ----------
    paths
        A folder, a file, or several of them: one negotiation domain with its profiles.
    semantics
        For GENIUS XML: ``genius`` divides evaluations by the largest of their issue and weights by
        their sum, ``raw`` takes them as they stand.
    as_of
        Date of the case; today unless it is given.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    return made(domain_of(paths, semantics), as_of or date.today())


def made(domain: Domain, as_of: date) -> Case:
    """The case of a domain.

    Raises
    ------
    FormatError
        A case cannot hold it.
    """
    text = case_text(domain, as_of)
    try:
        return parse(text.encode(), f"{keys([domain.title], 'case')[0]}.yaml")
    except CaseError as error:
        raise FormatError(
            (domain.place, f"makes no case: {problem.message}") for problem in error.problems
        ) from None


def domain_of(paths: str | Path | Iterable[str | Path], semantics: Semantics = "genius") -> Domain:
    """The negotiation domain that some files hold, whatever their names.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    if not given:
        raise FormatError([(Place("."), "no file is given.")])
    parts, unread = _parts([Path(path) for path in given])
    tools = list(dict.fromkeys(part.tool for part in parts))
    where = parts[0].document.place if parts else Place(str(given[0]))
    if not tools:
        inside = [*unread, *(f"the folder {name}" for path in given for name in _folders(path))]
        held = f" It holds {choices(inside)}." if inside else ""
        raise fault(where, f"no negotiation domain is here. parley reads {READ}.{held}")
    if len(tools) > 1:
        raise fault(where, f"files of several formats are here: {choices(tools)}. Give one.")
    domain = sound(READERS[tools[0]](parts, semantics))
    if not unread:
        return domain
    return replace(domain, notes=(*domain.notes, f"Not read: {choices(unread)}."))


def _parts(paths: Sequence[Path]) -> tuple[list[Part], list[str]]:
    """What of which format is there, and the names of what is of none."""
    found: list[Part] = []
    unread: list[str] = []
    files = [file for path in paths for file in _files(path)]
    _bounded(files)
    documents = gathered(lambda file: read_document(*file), files)
    for document in documents:
        part = _part(document)
        if part is not None:
            found.append(part)
        elif document.home:
            unread.append(document.name)
        else:
            raise fault(document.place, f"this is none of the formats that parley reads: {READ}.")
    return found, unread


def _files(path: Path) -> list[tuple[Path, str]]:
    """The files of a path, each with the name of the folder in which it was found."""
    if not path.is_dir():
        return [(path, "")]
    home = shown(path.resolve().name)
    try:
        entries = sorted(path.iterdir())
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise fault(Place(str(path)), f"cannot read this folder: {reason}.") from None
    here = [entry for entry in entries if entry.is_file() and not _is_passed_over(entry)]
    # The score files of a game lie in a folder of their own.
    for folder in entries:
        if folder.name == scorable.FOLDER and folder.is_dir():
            here += [file for file in sorted(folder.iterdir()) if not _is_passed_over(file)]
    return [(file, home) for file in here]


def _folders(path: str | Path) -> list[str]:
    """The folders in a folder, by name."""
    if not Path(path).is_dir():
        return []
    return sorted(shown(entry.name) for entry in Path(path).iterdir() if entry.is_dir())


def _is_passed_over(file: Path) -> bool:
    return any(fnmatch(file.name.lower(), pattern) for pattern in PASSED_OVER)


def _bounded(files: Sequence[tuple[Path, str]]) -> None:
    """Refuse more files than any domain has before they are read."""
    if not files:
        return
    place = Place(str(files[0][0].parent))
    if len(files) > MOST_FILES:
        raise fault(place, f"{len(files):,} files are here; a domain has at most {MOST_FILES}.")
    size = sum(file.stat().st_size for file, _ in files if file.is_file())
    if size > MOST_BYTES:
        raise fault(place, f"the files have {size / 1e6:,.0f} MB together; at most 64 MB are read.")


def _part(document: Document) -> Part | None:
    """What of which format a document is, by its content."""
    tree = document.tree
    if document.kind == "xml":
        roles = {genius.DOMAIN: "domain", genius.PROFILE: "profile"}
        return Part(genius.TOOL, roles[tree.tag], document) if tree.tag in roles else None
    if document.kind == "text":
        role = scorable.kind(tree)
        if role and "\ufffd" in tree:
            raise fault(document.place, "this text is no UTF-8. Save the file as UTF-8.")
        return Part(scorable.TOOL, role, document) if role else None
    if isinstance(tree, dict) and geniusweb.DOMAIN in tree:
        return Part(geniusweb.TOOL, "domain", document)
    if geniusweb.is_profile(tree):
        return Part(geniusweb.TOOL, "profile", document)
    if negolog.is_profile(tree):
        return Part(negolog.TOOL, "profile", document)
    role = negmas.kind(tree)
    return Part(negmas.TOOL, role, document) if role else None


def _of(parts: Sequence[Part], role: str) -> list[Document]:
    return [part.document for part in parts if part.role == role]


def _one_domain(
    parts: Sequence[Part], *, needed: bool = False
) -> tuple[list[Document], list[Document]]:
    """The domain file, if there is one, and the profiles, of which there is at least one."""
    domains, profiles = _of(parts, "domain"), _of(parts, "profile")
    place = parts[0].document.place
    if len(domains) > 1:
        names = choices(document.name for document in domains)
        raise fault(place, f"several domains are here: {names}. Give one, with its profiles.")
    if not profiles:
        raise fault(place, "no profile says what a party wants. Give the profiles, too.")
    if needed and not domains:
        raise fault(
            place, "the domain is missing: profiles do not name their issues. Give it, too."
        )
    return domains, profiles


def _genius(parts: Sequence[Part], semantics: Semantics) -> Domain:
    return genius.read(*_one_domain(parts), semantics)


def _geniusweb(parts: Sequence[Part], semantics: Semantics) -> Domain:
    return geniusweb.read(*_one_domain(parts))


def _negmas(parts: Sequence[Part], semantics: Semantics) -> Domain:
    domains, profiles = _one_domain(parts, needed=True)
    return negmas.read(domains[0], profiles)


def _negolog(parts: Sequence[Part], semantics: Semantics) -> Domain:
    return negolog.read(_of(parts, "profile"))


def _scorable(parts: Sequence[Part], semantics: Semantics) -> Domain:
    configs = _of(parts, "config")
    if len(configs) != 1:
        place = parts[0].document.place
        raise fault(place, f"a game needs one configuration of its players; {len(configs)} here.")
    return scorable.read(configs[0], _of(parts, "scores"), _of(parts, "deal"), _of(parts, "prose"))


READERS = {
    genius.TOOL: _genius,
    geniusweb.TOOL: _geniusweb,
    negmas.TOOL: _negmas,
    negolog.TOOL: _negolog,
    scorable.TOOL: _scorable,
}
