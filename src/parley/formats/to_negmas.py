"""A domain as the YAML files of NegMAS."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import yaml

from parley.formats.domain import Domain, Profile

DOMAIN = "domain.yml"


def files(domain: Domain) -> tuple[dict[str, str], list[str]]:
    """The text of each file by its name, and sentences on what NegMAS cannot say: none."""
    space = {
        "name": domain.title,
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [
            {"name": issue.name, "type": "CategoricalIssue", "values": list(issue.options)}
            for issue in domain.issues
        ],
    }
    texts = {DOMAIN: _yaml(space)}
    for profile in domain.profiles:
        texts[f"{profile.file}.yml"] = _yaml(_profile(domain, profile))
    return texts, []


def _profile(domain: Domain, profile: Profile) -> dict[str, Any]:
    written: dict[str, Any] = {
        "name": profile.name,
        "type": "LinearAdditiveUtilityFunction",
        "reserved_value": float(profile.reserve or Fraction(0)),
        "weights": [float(weight) for weight in profile.weights],
        "values": [
            {
                "type": "TableFun",
                "mapping": {
                    option: float(value)
                    for option, value in zip(issue.options, values, strict=True)
                },
            }
            for issue, values in zip(domain.issues, profile.values, strict=True)
        ],
    }
    if profile.constant:
        written["bias"] = float(profile.constant)
    return written


def _yaml(value: dict[str, Any]) -> str:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=10**6)
