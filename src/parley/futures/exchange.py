"""Cross-impacts of a case as ScenarioWizard has them, and its own as part of a case."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np

from parley.case.problems import choices
from parley.case.quantity import plain
from parley.case.schema import Case
from parley.conditions.words import as_words
from parley.formats.faults import Place, fault
from parley.formats.keys import keys
from parley.formats.scw import Project
from parley.futures.matrix import Matrix, matrices

GRAINS = 1_000
"""Equal probabilities are written in thousandths, which sum to exactly 1."""


def matrix_of(project: Project) -> Matrix:
    """The matrix of a project, with keys made from its titles."""
    states = tuple(tuple(keys(titles, "state")) for titles in project.states)
    return Matrix(tuple(keys(project.factors, "factor")), states, project.impacts)


def project_of(case: Case, expert: str | None) -> Project:
    """One of the matrices of a case, with the titles of its factors and states.

    Parameters
    ----------
    expert
        Whose cross-impacts; needed where several people's stand in the case.

    Raises
    ------
    FormatError
        There are none, several and nobody is named, or none of that name.
    """
    stated = matrices(case)
    place = Place(case.origin.file)
    if not stated:
        raise fault(place, "the case states no cross-impacts. Add some.")
    if expert is None and len(stated) > 1:
        message = (
            f"{len(stated)} people's cross-impacts stand here, and a .scw file holds those of one. "
            f"Give --expert with one of: {choices(stated)}."
        )
        raise fault(place, message)
    key = expert or next(iter(stated))
    if key not in stated:
        raise fault(place, f'no cross-impacts of "{key}" stand here. Possible: {choices(stated)}.')
    matrix = stated[key]
    factors = [case.factors[factor] for factor in matrix.factors]
    states = (
        tuple(str(state.title or as_words(str(name))) for name, state in factor.states.items())
        for factor in factors
    )
    title = str(case.cross_impacts[key].title or case.title)
    titles = tuple(str(factor.title) for factor in factors)
    return Project(title, titles, tuple(states), matrix.impacts)


def case_part(project: Project, file: str) -> str:
    """The ``factors`` and ``cross_impacts`` of a case, with equal probabilities, as YAML.

    Parameters
    ----------
    file
        Named in the judgement that says where the numbers are from.
    """
    matrix = matrix_of(project)
    lines = ["factors:"]
    for factor, title, names, titles in zip(
        matrix.factors, project.factors, matrix.states, project.states, strict=True
    ):
        lines += [f"  {factor}:", f"    title: {_quoted(title)}", "    states:"]
        lines += [
            f"      {name}: {{value: {value}, title: {_quoted(state)}}}"
            for name, value, state in zip(names, _equal(len(names)), titles, strict=True)
        ]
        lines += [f"    judgement: {_quoted(f'{file} states no probabilities: all alike.')}"]
    (key,) = keys([project.title], "matrix")
    lines += ["cross_impacts:", f"  {key}:", f"    title: {_quoted(project.title)}"]
    lines += [f"    judgement: {_quoted(f'As they stand in {file}.')}", "    impacts:"]
    return "\n".join([*lines, *_impacts(matrix)]) + "\n"


def _impacts(matrix: Matrix) -> Iterator[str]:
    """All impacts that are not 0, and a 0 for factors with no other, so that they stay in."""
    count, widths = len(matrix.factors), np.diff(matrix.starts)
    own = np.repeat(np.arange(count), widths)
    written = matrix.impacts != 0
    for factor in range(count):
        mine = own == factor
        if count > 1 and not written[mine].any() and not written[:, mine].any():
            other = matrix.starts[0 if factor else 1]
            written[matrix.starts[factor], other] = True
    for factor, name in enumerate(matrix.factors):
        start, end = matrix.starts[factor], matrix.starts[factor + 1]
        if written[start:end].any():
            yield f"      {name}:"
        for state, row in zip(matrix.states[factor], range(start, end), strict=True):
            if written[row].any():
                yield f"        {state}:"
            for other, targets in enumerate(matrix.states):
                columns = range(matrix.starts[other], matrix.starts[other + 1])
                numbers = [
                    f"{target}: {matrix.impacts[row, column]}"
                    for target, column in zip(targets, columns, strict=True)
                    if written[row, column]
                ]
                if numbers:
                    yield f"          {matrix.factors[other]}: {{{', '.join(numbers)}}}"


def _equal(states: int) -> Sequence[str]:
    """Probabilities as equal as thousandths can be.

    >>> _equal(3)
    ['0.333', '0.334', '0.333']
    """
    ends = [round(Fraction(GRAINS * k, states)) for k in range(states + 1)]
    return [plain(Fraction(b - a, GRAINS)) for a, b in pairwise(ends)]


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)
