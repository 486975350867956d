"""GENIUS XML: a domain of issues, and a file a party with an evaluation for each option."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Literal

from parley.case.problems import choices, shorten
from parley.case.schema import MOST_OPTIONS
from parley.formats.documents import Document
from parley.formats.domain import Domain, Issue, Profile, too_many, within_limits
from parley.formats.faults import FormatError, Place, fault, gathered
from parley.formats.markup import Element
from parley.formats.words import Options, between, digits, name, number, whole

TOOL = "GENIUS XML"
DOMAIN, PROFILE = "negotiation_template", "utility_space"
NOT_ADDITIVE = ("utility_function", "ufun", "hyperRectangle", "constraints", "constraint")

Semantics = Literal["genius", "raw"]
RULES: dict[Semantics, str] = {
    "genius": "Read as GENIUS does: an evaluation is divided by the largest of its issue, a weight "
    "by the sum of the weights; numeric issues give slope x (value - lower bound) + offset, cut "
    "to 0..1 (real ones without the lower bound).",
    "raw": "Read raw, as NegMAS does: evaluations and weights as they stand, numeric issues as "
    "slope x value + offset; nothing is divided or cut.",
}


@dataclass(frozen=True)
class Slot:
    """An issue of a GENIUS file: how it is written, and the sizes of its options if numeric."""

    index: str
    kind: str
    issue: Issue
    sizes: tuple[Fraction, ...]
    element: Element


def read(
    domains: Sequence[Document], profiles: Sequence[Document], semantics: Semantics = "genius"
) -> Domain:
    """A domain of one template and its profiles; without a template the first profile is one.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    template = (*domains, *profiles)[0]
    for document in profiles:
        _refuse_non_additive(document)
    slots = _slots(template)
    within_limits([slot.issue for slot in slots], template.place)
    found = gathered(partial(_profile, slots=slots, semantics=semantics), profiles)
    notes = [
        f'The real issue "{slot.issue.name}" is cut to {len(slot.issue.options)} options at equal '
        "distances."
        for slot in slots
        if slot.kind == "real"
    ]
    if not domains:
        notes.append(f"No domain file is there; the issues are those of {template.name}.")
    return Domain(
        template.home or template.stem,
        TOOL,
        RULES[semantics],
        template.place,
        tuple(slot.issue for slot in slots),
        tuple(found),
        tuple(notes),
    )


def _refuse_non_additive(document: Document) -> None:
    for element in document.tree.walk():
        if element.tag in NOT_ADDITIVE:
            raise fault(
                element.place,
                f'"{element.tag}" belongs to a GENIUS utility space that is not additive: what an '
                "option is worth depends on the others. parley reads additive ones only.",
            )


def _slots(document: Document) -> list[Slot]:
    """The issues of a file; objectives may be nested."""
    elements = [element for element in document.tree.walk() if element.tag == "issue"]
    return gathered(lambda numbered: _slot(*numbered), list(enumerate(elements, 1)))


def _slot(position: int, element: Element) -> Slot:
    title = name(element.attributes.get("name"), "the name of an issue", element.place)
    kinds = (element.attributes.get(key) for key in ("type", "etype", "vtype"))
    kind = next((kind for kind in kinds if kind), "discrete").lower()
    index = (element.attributes.get("index") or str(position)).strip()
    sizes: tuple[Fraction, ...] = ()
    if kind == "discrete":
        options = tuple(
            name(item.attributes.get("value"), f'an option of issue "{title}"', item.place)
            for item in element.all("item")
        )
    elif kind in ("integer", "real"):
        sizes = _sizes(element, title, kind)
        options = tuple(digits(size) for size in sizes)
    else:
        raise fault(
            element.place,
            f'issue "{shorten(title)}" is of type "{shorten(kind)}". parley reads discrete, '
            "integer and real issues.",
        )
    return Slot(index, kind, Issue(title, options), sizes, element)


def _sizes(element: Element, title: str, kind: str) -> tuple[Fraction, ...]:
    """The numbers for which the options of a numeric issue stand."""
    homes = [element, *element.all("range")]
    home = next((home for home in homes if "lowerbound" in home.attributes), element)
    read_bound = whole if kind == "integer" else number
    low, high = (
        Fraction(read_bound(home.attributes.get(key), f'{key} of issue "{title}"', home.place))
        for key in ("lowerbound", "upperbound")
    )
    if high < low:
        raise fault(
            home.place,
            f'issue "{shorten(title)}" goes from {digits(low)} down to {digits(high)}. '
            "The upper bound must not be below the lower.",
        )
    if kind == "real":
        return between(low, high)
    if high - low >= MOST_OPTIONS:
        raise fault(home.place, too_many(title, int(high - low) + 1))
    return tuple(Fraction(size) for size in range(int(low), int(high) + 1))


def _profile(document: Document, slots: Sequence[Slot], semantics: Semantics) -> Profile:
    own = _matched(document, slots)
    weights, notes = _weights(document, own, semantics)
    values = gathered(lambda pair: _values(*pair, semantics), list(zip(slots, own, strict=True)))
    root = document.tree
    for element in root.all("discount_factor"):
        discount = number(element.attributes.get("value"), "the discount factor", element.place)
        if discount not in (0, 1):
            notes.append(f"The discount factor {digits(discount)} of the file is not used.")
    reserve = Fraction(0)
    for element in root.all("reservation"):
        reserve = number(element.attributes.get("value"), "the reservation value", element.place)
    if not root.all("reservation"):
        notes.append("The file gives no reservation value; it is taken as 0.")
    return Profile(
        document.stem, document.name, weights, tuple(values), reserve, notes=tuple(notes)
    )


def _matched(document: Document, slots: Sequence[Slot]) -> list[Slot]:
    """The profile's issues in the order of the domain."""
    written = _slots(document)
    within_limits([slot.issue for slot in written], document.place)
    mine = {slot.issue.name: slot for slot in written}
    theirs = {slot.issue.name: slot for slot in slots}
    faults: list[tuple[Place, str]] = [
        (
            slot.element.place,
            f'issue "{shorten(title)}" is not in the domain. '
            f"Possible: {choices(map(shorten, theirs))}.",
        )
        for title, slot in mine.items()
        if title not in theirs
    ]
    for title, slot in theirs.items():
        if title not in mine:
            faults.append((document.place, f'nothing is said here about issue "{shorten(title)}".'))
        elif (mine[title].kind, mine[title].sizes) != (slot.kind, slot.sizes):
            faults.append(
                (
                    mine[title].element.place,
                    f'issue "{shorten(title)}" has another type or range than in the domain.',
                )
            )
    if faults:
        raise FormatError(faults)
    return [mine[title] for title in theirs]


def _written_weights(document: Document, semantics: Semantics) -> dict[str, Fraction]:
    """The weights of a file by the index of their issue."""
    written: dict[str, Fraction] = {}
    for element in document.tree.walk():
        if element.tag == "weight":
            index = (element.attributes.get("index") or "").strip()
            weight = number(element.attributes.get("value"), "a weight", element.place)
            if semantics == "genius" and weight < 0:
                raise fault(element.place, f"the weight {digits(weight)} is below 0.")
            if index in written:
                raise fault(element.place, f'a second weight for index "{shorten(index)}".')
            written[index] = weight
    return written


def _weights(
    document: Document, own: Sequence[Slot], semantics: Semantics
) -> tuple[tuple[Fraction, ...], list[str]]:
    """The weight of each issue, those of GENIUS summing to 1; what to note."""
    written = _written_weights(document, semantics)
    indices = {slot.index for slot in own}
    unused = [index for index in written if index not in indices]
    notes = [f"No issue has the index of the weights {choices(unused)}; they are not used."]
    if not unused:
        notes = []
    if len(written) == len(unused):
        return (Fraction(1, len(own)),) * len(own), [*notes, "All issues weigh the same."]
    if len(indices) < len(own):
        raise fault(document.place, "two issues have one index, so weights cannot be told apart.")
    missing = [slot for slot in own if slot.index not in written]
    if missing:
        raise FormatError(
            (slot.element.place, f'issue "{shorten(slot.issue.name)}" has no weight; others have.')
            for slot in missing
        )
    weights = [written[slot.index] for slot in own]
    total = sum(weights, Fraction(0))
    if semantics == "raw":
        return tuple(weights), notes
    if total == 0:
        raise fault(document.place, "the weights sum to 0. One of them must be above 0.")
    return tuple(weight / total for weight in weights), notes


def _values(slot: Slot, own: Slot, semantics: Semantics) -> tuple[Fraction, ...]:
    """The value of each option of an issue of the domain, by the profile's issue."""
    if slot.kind != "discrete":
        return _evaluated(slot, own.element, semantics)
    options = Options(slot.issue.name, slot.issue.options)
    written: dict[int, Fraction] = {}
    for item in own.element.all("item"):
        place = options.find(item.attributes.get("value"), item.place)
        about = f'the evaluation of "{shorten(slot.issue.options[place])}"'
        evaluation = number(item.attributes.get("evaluation"), about, item.place)
        if semantics == "genius" and evaluation < 0:
            raise fault(item.place, f"{about} is {digits(evaluation)}, below 0.")
        if place in written:
            raise fault(item.place, f"{about} stands twice. Keep one of them.")
        written[place] = evaluation
    missing = [o for place, o in enumerate(slot.issue.options) if place not in written]
    if missing:
        raise fault(
            own.element.place,
            f'issue "{shorten(slot.issue.name)}" has no evaluation for '
            f"{choices(map(shorten, missing))}.",
        )
    evaluations = [written[place] for place in range(len(slot.issue.options))]
    most = max(evaluations, default=Fraction(0))
    if semantics == "raw" or most == 0:
        return tuple(evaluations)
    return tuple(evaluation / most for evaluation in evaluations)


def _evaluated(slot: Slot, element: Element, semantics: Semantics) -> tuple[Fraction, ...]:
    """The value of each number of a numeric issue."""
    title = shorten(slot.issue.name)
    evaluators = element.all("evaluator")
    if len(evaluators) != 1:
        raise fault(
            element.place, f'issue "{title}" needs one evaluator; it has {len(evaluators)}.'
        )
    place, written = evaluators[0].place, evaluators[0].attributes
    kind = written.get("ftype", "linear").lower()
    if kind == "constant":
        return (_parameter(written, ("parameter0", "offset"), place),) * len(slot.sizes)
    if kind == "triangular" and slot.kind == "real":
        low, high, top = (_parameter(written, (f"parameter{k}",), place) for k in range(3))
        return tuple(_triangle(size, low, high, top) for size in slot.sizes)
    if kind != "linear":
        raise fault(
            place,
            f'issue "{title}" has the evaluator "{shorten(kind)}". parley reads linear and '
            "constant ones, and triangular ones of real issues.",
        )
    slope = _parameter(written, ("slope", "parameter1"), place)
    offset = _parameter(written, ("offset", "parameter0"), place)
    if semantics == "raw":
        return tuple(slope * size + offset for size in slot.sizes)
    # GENIUS counts an integer from its lower bound, a real number from 0.
    start = slot.sizes[0] if slot.kind == "integer" else Fraction(0)
    lines = (slope * (size - start) + offset for size in slot.sizes)
    return tuple(min(max(line, Fraction(0)), Fraction(1)) for line in lines)


def _parameter(written: Mapping[str, str], keys: Sequence[str], place: Place) -> Fraction:
    key = next((key for key in keys if key in written), keys[0])
    return number(written.get(key), f'"{key}" of an evaluator', place)


def _triangle(size: Fraction, low: Fraction, high: Fraction, top: Fraction) -> Fraction:
    """0 up to low and from high on, 1 at the top, straight between."""
    if size == top:
        return Fraction(1)
    if not low < size < high:
        return Fraction(0)
    return (size - low) / (top - low) if size < top else (high - size) / (high - top)
