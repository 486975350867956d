"""The case language as a JSON Schema, so that editors complete and underline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from parley.case import schema
from parley.case.scalars import WORD_SCHEMA, WORDS_SCHEMA
from parley.case.schema import Case, Entry, Uncertain

Schema = dict[str, Any]

EVIDENCE: dict[str, Schema] = {
    "source": {
        "description": "Id of a source, or a list of them: what this and all below rests on.",
        **WORDS_SCHEMA,
    },
    "judgement": {"description": "Why this range, in a sentence.", **WORD_SCHEMA},
    "note": {"description": "Anything else worth knowing.", **WORD_SCHEMA},
}
LIKE: Schema = {"description": "Copy another party's preferences.", **WORD_SCHEMA}
ABSENT: Schema = {"const": "absent", "description": "Drop what `like` copies here."}
PREFERENCE: Schema = {
    "if": {"required": ["like"]},
    "then": {"$ref": "#/$defs/PreferenceCopied"},
    "else": {"$ref": "#/$defs/Preference"},
}
WORDS: dict[str, Schema] = {
    "Belief": {"const": "rest", "description": "Whatever chance the other ends leave."},
    "Delay": {"const": "never", "description": "It never comes."},
}
"""Words that stand for a number."""


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
    case["properties"]["preferences"]["additionalProperties"] = PREFERENCE
    own = parts["Member"]["properties"]["preferences"]
    parts["Member"]["properties"]["preferences"] = {
        "description": own["description"],
        **PREFERENCE,
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
    # No mapping is two things at once; where two parts of the schema overlap, either will do.
    either = {"anyOf" if word == "oneOf" else word: part for word, part in node.items()}
    node = _mapped(either, _tidy)
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
    entry: type[Entry] = getattr(schema, name)
    if name in WORDS:
        number, long_form = part["anyOf"]
        value = {"anyOf": [WORDS[name], long_form["properties"]["value"]]}
        long_form = {**long_form, "properties": {**long_form["properties"], "value": value}}
        return {**part, "anyOf": [WORDS[name], number, long_form]}
    if entry.short is not None and not issubclass(entry, Uncertain):
        bare = part["properties"][entry.short]
        return {"anyOf": [bare, part], "description": part["description"]}
    if "properties" in part:
        part["properties"] = {k: p for k, p in part["properties"].items() if k not in entry.hints}
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
