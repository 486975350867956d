"""A commented case to start from."""

from __future__ import annotations

import json
from importlib.resources import files


def starter(name: str) -> str:
    """The text of a sound, invented case with this title.

    >>> starter("river-talks").splitlines()[3]
    'title: "River talks"'
    """
    words = " ".join(name.replace("-", " ").replace("_", " ").split()) or "My case"
    title = words[0].upper() + words[1:]
    text = files("parley.case").joinpath("starter.yaml").read_text(encoding="utf-8")
    # A JSON string is a YAML string, whatever stands in the name.
    return text.replace("@TITLE@", json.dumps(title))
