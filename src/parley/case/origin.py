"""Where a case comes from: its file, and the place of each of its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley.case.evidence import EvidenceIndex, prefixes
from parley.case.problems import Text


@dataclass(frozen=True)
class Origin:
    """The file behind a case.

    Attributes
    ----------
    file
        Its name as given.
    data
        Its bytes as read: what a run keeps and hashes.
    evidence
        What each path rests on.
    places
        Where each path stands.
    """

    file: str
    data: bytes
    evidence: EvidenceIndex
    places: Mapping[str, Text]

    def place(self, path: str) -> Text:
        """Where a path, or the nearest that it stands in, is written."""
        return next(self.places[prefix] for prefix in prefixes(path) if prefix in self.places)
