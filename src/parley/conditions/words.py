"""Patterns and packages in the words of the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.case.schema import Case


def describe(case: Case, pattern: Mapping[str, Sequence[str]]) -> str:
    """A pattern as a reader would say it: ``The border: A joint zone; Monitoring: None``."""
    parts = []
    for issue, options in pattern.items():
        titles = [case.issues[issue].options[option].title for option in options]
        parts.append(f"{case.issues[issue].title}: {' or '.join(titles)}")
    return "; ".join(parts)


def as_words(key: str) -> str:
    """A key where there is no title.

    >>> as_words("ru-hold_fire")
    'ru hold fire'
    """
    return key.replace("_", " ").replace("-", " ")


def terms(case: Case, package: Mapping[str, str]) -> str:
    """A package, or some terms, as a reader would say it."""
    return describe(case, {issue: (option,) for issue, option in package.items()})
