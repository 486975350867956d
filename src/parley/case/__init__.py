"""What the analyst writes: the case language, read with positions, checked as a whole."""

from parley.case.problems import CaseError
from parley.case.reader import load, parse
from parley.case.schema import Case

__all__ = ["Case", "CaseError", "load", "parse"]
