"""NegMAS YAML or JSON: an outcome space, and a linear additive utility function a party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from parley.case.problems import Text, choices, shorten
from parley.case.schema import MOST_OPTIONS
from parley.formats.documents import Document
from parley.formats.domain import Domain, Issue, Profile, too_many, within_limits
from parley.formats.faults import Place, fault, gathered
from parley.formats.words import (
    REAL_STEPS,
    Options,
    between,
    digits,
    name,
    number,
    once,
    whole,
)

TOOL = "NegMAS"
RULE = (
    "Read as NegMAS does: utility is the sum of weight x value of the option, as they stand, and "
    "nothing is divided."
)
SPACES = ("CartesianOutcomeSpace", "DiscreteCartesianOutcomeSpace")
TABLED = ("LinearAdditiveUtilityFunction", "LinearUtilityAggregationFunction")
STRAIGHT = ("LinearUtilityFunction", "AffineUtilityFunction")
DISCOUNTS = ("ExpDiscountedUFun", "LinDiscountedUFun")
REAL, INTEGER = ("ContinuousIssue",), ("ContiguousIssue",)


def kind(tree: Any) -> str | None:
    """Whether this is a ``domain`` or a ``profile`` of NegMAS, of whatever type, or neither."""
    if not isinstance(tree, Mapping):
        return None
    type_ = _type(tree)
    if type_.endswith("OutcomeSpace") or isinstance(tree.get("issues"), list):
        return "domain"
    if type_.lower().endswith(("utilityfunction", "ufun", "aggregationfunction")):
        return "profile"
    return "profile" if {"weights", "values"} <= set(tree) else None


def read(domain: Document, profiles: Sequence[Document]) -> Domain:
    """A domain with its profiles.

    Raises
    ------
    FormatError
        With every fault of every file.
    """
    tree, place = domain.tree, domain.place
    type_ = _type(tree)
    if type_ and type_ not in SPACES:
        raise fault(
            place,
            f'"{shorten(type_)}" is an outcome space that parley does not read: it lists packages. '
            "A Cartesian one, with issues and all their combinations, is needed.",
        )
    listed = tree.get("issues")
    if not isinstance(listed, list):
        raise fault(place, '"issues" needs a list of issues.')
    pairs = gathered(lambda item: _issue(item, place), listed)
    issues = tuple(issue for issue, _ in pairs)
    within_limits(issues, place)
    found = gathered(partial(_profile, issues=issues), profiles)
    notes = tuple(note for _, note in pairs if note)
    title = _get(tree, "name")
    return Domain(
        name(title, "the name of the domain", place) if title else domain.home or domain.stem,
        f"{TOOL} {domain.kind.upper()}",
        RULE,
        place,
        issues,
        tuple(found),
        notes,
    )


def _type(tree: Mapping[str, Any]) -> str:
    """The type without the module that may stand before it."""
    written = tree.get("type") or tree.get("__python_class__")
    return written.rpartition(".")[2] if isinstance(written, str) else ""


def _get(tree: Mapping[str, Any], key: str) -> Any:
    """What stands at a key; None where nothing or the null of YAML does."""
    value = tree.get(key)
    if isinstance(value, Text) and not value.quoted and value.lower() in ("", "null", "~"):
        return None
    return value


def _issue(written: Any, place: Place) -> tuple[Issue, str]:
    """An issue, and a note where its options stand for a range."""
    if not isinstance(written, Mapping):
        raise fault(place, "an issue needs a mapping with name, type and values.")
    title = name(written.get("name"), "the name of an issue", place)
    type_, values = _type(written), written.get("values")
    if isinstance(values, str):
        # One number stands for 0, 1, ... below it.
        values = ["0", str(whole(values, f'the values of issue "{shorten(title)}"', place) - 1)]
        type_ = INTEGER[0]
    if not isinstance(values, list):
        raise fault(place, f'issue "{shorten(title)}" needs a list of values.')
    if len(values) != 2 or type_ not in (*REAL, *INTEGER):
        options = (name(text, f'an option of issue "{title}"', place) for text in values)
        return Issue(title, tuple(options)), ""
    low, high = (number(text, f'an end of issue "{shorten(title)}"', place) for text in values)
    if high < low:
        raise fault(
            place,
            f'issue "{shorten(title)}" goes from {digits(low)} down to {digits(high)}. '
            "The second number must not be below the first.",
        )
    if type_ in REAL:
        sizes = between(low, high)
        note = f'The continuous issue "{title}" is cut to {REAL_STEPS} options at equal distances.'
        return Issue(title, tuple(map(digits, sizes))), note
    if high - low >= MOST_OPTIONS:
        raise fault(place, too_many(title, int(high - low) + 1))
    first, last = whole(values[0], "a value", place), whole(values[1], "a value", place)
    return Issue(title, tuple(str(size) for size in range(first, last + 1))), ""


def _profile(document: Document, issues: Sequence[Issue]) -> Profile:
    place = document.place
    tree, notes = _unwrapped(document.tree, place)
    type_ = _type(tree)
    if type_ and type_ not in (*TABLED, *STRAIGHT):
        raise fault(
            place,
            f'"{shorten(type_)}" is a utility function that parley does not read. Possible: '
            f"{choices((*TABLED[:1], *STRAIGHT))}, which add up over the issues.",
        )
    weights = [
        Fraction(1)
        if weight is None
        else number(weight, f'the weight of issue "{shorten(issue.name)}"', place)
        for issue, weight in zip(
            issues, _listed(_get(tree, "weights"), issues, '"weights"', place), strict=True
        )
    ]
    functions = _listed(_get(tree, "values"), issues, '"values"', place)
    values = gathered(lambda pair: _values(*pair, place), list(zip(issues, functions, strict=True)))
    reserve, told = _reserve(_get(tree, "reserved_value"), place)
    bias = _get(tree, "bias")
    title = _get(tree, "name") or _get(document.tree, "name")
    return Profile(
        name(title, "the name of the profile", place) if title else document.stem,
        document.name,
        tuple(weights),
        tuple(values),
        reserve,
        Fraction(0) if bias is None else number(bias, '"bias"', place),
        notes=(*notes, *told),
    )


def _unwrapped(tree: Any, place: Place) -> tuple[Mapping[str, Any], list[str]]:
    """The utility function without the discount around it, and what to note of that."""
    if not isinstance(tree, Mapping):
        raise fault(place, "a utility function needs a mapping.")
    if "ufun" not in tree:
        return tree, []
    type_ = _type(tree)
    if type_ not in DISCOUNTS:
        raise fault(
            place,
            f'"{shorten(type_)}" wraps a utility function in a way that parley does not read. '
            f"Possible: {choices(DISCOUNTS)}.",
        )
    inner, notes = _unwrapped(tree["ufun"], place)
    amount = tree.get("discount", tree.get("cost"))
    said = f" {amount}" if isinstance(amount, str) else ""
    return inner, [f"The discount{said} of the file ({type_}) is not used.", *notes]


def _listed(written: Any, issues: Sequence[Issue], what: str, place: Place) -> list[Any]:
    """What stands for each issue, by its order or its name; None where nothing does."""
    if written is None:
        return [None] * len(issues)
    titles = [issue.name for issue in issues]
    if isinstance(written, Mapping):
        by_name = once(written, f"an issue of {what}", place)
        unknown = [key for key in by_name if key not in titles]
        if unknown:
            raise fault(
                place, f"{what} names {choices(map(shorten, unknown))}, which the domain has not."
            )
        return [by_name.get(title) for title in titles]
    if not isinstance(written, list) or len(written) != len(issues):
        count = len(written) if isinstance(written, list) else "no list"
        raise fault(place, f"{what} has {count} entries; the domain has {len(issues)} issues.")
    return list(written)


def _values(issue: Issue, written: Any, place: Place) -> tuple[Fraction, ...]:
    """The value of each option by the function of the issue; without one, the option itself."""
    title = shorten(issue.name)
    function = {"type": "IdentityFun"} if written is None else written
    if not isinstance(function, Mapping):
        raise fault(place, f'the values of issue "{title}" need a mapping.')
    type_ = _type(function)
    if type_ == "TableFun" or not type_:
        return _table(issue, function.get("mapping", function), place)
    if type_ not in ("AffineFun", "LinearFun", "IdentityFun", "ConstFun"):
        raise fault(
            place,
            f'issue "{title}" has the value function "{shorten(type_)}". Possible: TableFun, '
            "AffineFun, LinearFun, IdentityFun, ConstFun.",
        )
    bias = number(_get(function, "bias") or "0", f'"bias" of issue "{title}"', place)
    if type_ == "ConstFun":
        return (bias,) * len(issue.options)
    default = "1" if type_ == "IdentityFun" else None
    slope = number(function.get("slope", default), f'"slope" of issue "{title}"', place)
    return tuple(
        slope * number(option, f'an option of issue "{title}", whose value is a line,', place)
        + bias
        for option in issue.options
    )


def _table(issue: Issue, mapping: Any, place: Place) -> tuple[Fraction, ...]:
    title = shorten(issue.name)
    if not isinstance(mapping, Mapping):
        raise fault(place, f'the values of issue "{title}" need a number for each option.')
    options = Options(issue.name, issue.options)
    found: dict[int, Fraction] = {}
    for option, value in once(mapping, f'an option of issue "{title}"', place).items():
        about = f'the value of "{shorten(option)}" on issue "{title}"'
        found[options.find(option, place)] = number(value, about, place)
    missing = [option for k, option in enumerate(issue.options) if k not in found]
    if missing:
        raise fault(place, f'issue "{title}" has no value for {choices(map(shorten, missing))}.')
    return tuple(found[k] for k in range(len(issue.options)))


def _reserve(written: Any, place: Place) -> tuple[Fraction | None, list[str]]:
    """The reserved value; minus infinity, or none, accepts anything."""
    bare = written.strip().lower() if isinstance(written, str) else written
    if bare in (None, "-.inf", "-inf", "-infinity"):
        return None, []
    return number(written, "the reserved value", place), []
