"""Other tools' files: negotiation domains read as cases, cases written for other tools."""

from parley.formats.faults import FormatError
from parley.formats.reading import read

__all__ = ["FormatError", "read"]
