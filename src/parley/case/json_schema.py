"""The case language as a JSON Schema, so that editors complete and underline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from parley.case import schema
from parley.case.scalars import WORD_SCHEMA
from parley.case.schema import Case

Schema = dict[str, Any]

EVIDENCE: dict[str, Schema] = {
    "source": {
        "description": "Id of a source, or a list of them: what this and all below rests on.",
        "anyOf": [WORD_SCHEMA, {"type": "array", "items": WORD_SCHEMA, "minItems": 1}],
    },
    "judgement": {"description": "Why this range, in a sentence.", **WORD_SCHEMA},
    "note": {"description": "Anything else worth knowing.", **WORD_SCHEMA},
}
LIKE: Schema = {"description": "Copy another party's preferences.", **WORD_SCHEMA}
ABSENT: Schema = {"const": "absent", "description": "Drop what `like` copies here."}


def json_schema() -> Schema:
    """The schema, draft 2020-12.

    It knows the shape of a case: keys, kinds of values, how numbers are written. What needs the
    whole case, such as whether an option exists, only ``parley check`` can tell.
    """
    written = Case.model_json_schema(by_alias=True)
    parts = {name: _with_short(name, _tidy(part)) for name, part in written.pop("$defs").items()}
    parts |= _copies(parts)
    case = _tidy(written)
    case["properties"]["parley"] = {
        "description": case["properties"]["parley"]["description"],
        "enum": [1, "1"],
    }
    case["properties"]["preferences"]["additionalProperties"] = {
        "if": {"required": ["like"]},
        "then": {"$ref": "#/$defs/PreferenceCopied"},
        "else": {"$ref": "#/$defs/Preference"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "parley case",
        **case,
        "$defs": dict(sorted(parts.items())),
    }


def _mapped(node: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """A schema with a change made to each schema directly within it."""
    result = dict(node)
    for word in ("anyOf", "allOf"):
        if word in node:
            result[word] = [change(part) for part in node[word]]
    for word in ("items", "additionalProperties", "then", "else"):
        if isinstance(node.get(word), dict):
            result[word] = change(node[word])
    if "properties" in node:
        result["properties"] = {key: change(part) for key, part in node["properties"].items()}
    return result


def _tidy(node: Schema) -> Schema:
    """What pydantic writes, as an analyst may write it.

    Evidence may stand in every mapping, no key is free but where names are, the words by which the
    reader passes things on are hidden, and nothing can be null.
    """
    node = _mapped(node, _tidy)
    node.pop("title", None)
    if node.get("default") in (None, {}, []):
        node.pop("default", None)
    if "anyOf" in node:
        node["anyOf"] = [part for part in node["anyOf"] if part.get("type") != "null"]
        if len(node["anyOf"]) == 1:
            node = {**node.pop("anyOf")[0], **node}
    if node.get("type") != "object":
        return node
    if "patternProperties" in node:
        ((pattern, part),) = node.pop("patternProperties").items()
        node["propertyNames"] = {"pattern": pattern}
        node["additionalProperties"] = _tidy(part)
    shown = {k: part for k, part in node.get("properties", {}).items() if not k.startswith(":")}
    node["properties"] = {**shown, **EVIDENCE}
    node.setdefault("additionalProperties", False)
    return node


def _with_short(name: str, part: Schema) -> Schema:
    """A part of the language with the short form in which it may be written."""
    if name == "Belief":
        rest = {"const": "rest", "description": "Whatever chance the other ends leave."}
        return {**part, "anyOf": [rest, *part["anyOf"]]}
    if getattr(schema, name).short == "title":
        return {"anyOf": [part["properties"]["title"], part], "description": part["description"]}
    return part


def _copies(parts: dict[str, Schema]) -> dict[str, Schema]:
    """What may stand beside ``like``: nothing is required there, and all can be ``absent``."""
    wanted = ["Preference"]
    for name in wanted:
        for found in re.findall(r"#/\$defs/(\w+)", str(parts[name])):
            if found not in wanted:
                wanted.append(found)
    copied = {f"{name}Copied": _copied(parts[name]) for name in wanted}
    copied["PreferenceCopied"]["properties"]["like"] = LIKE
    return copied


def _copied(node: Schema) -> Schema:
    node = _mapped(node, _copied)
    if "$ref" in node:
        node["$ref"] += "Copied"
    if node.get("type") != "object":
        return node
    node.pop("required", None)
    for key, part in node["properties"].items():
        if key not in EVIDENCE:
            node["properties"][key] = {"anyOf": [part, ABSENT]}
    if isinstance(node["additionalProperties"], dict):
        node["additionalProperties"] = {"anyOf": [node["additionalProperties"], ABSENT]}
    return node
