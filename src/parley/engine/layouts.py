"""The plans of a model: with all that it asks, and with kinds of conditions left out."""

from __future__ import annotations

from collections.abc import Mapping

from parley.conditions import Model
from parley.engine.plan import Plan, plan
from parley.engine.program import program
from parley.engine.variants import variants_of

ALL: frozenset[str] = frozenset()

Layouts = Mapping[frozenset[str], Plan]
"""Kinds that are left out, to the plan of the rest."""


def layout(model: Model, without: frozenset[str] = ALL, *, apart: bool = False) -> Plan:
    """The conditions of a model laid out for the scan.

    Parameters
    ----------
    without
        Kinds of conditions that are not asked; the stages stay.
    apart
        Each condition for itself, to tell which of them fail.
    """
    asked = [condition for condition in model.conditions if condition.kind not in without]
    steps = program(model.space, asked, model.stages, apart=apart)
    return plan(model.space, model.feasible, steps)


def layouts(model: Model) -> Layouts:
    """One plan for each set of kinds that a variant leaves out."""
    wanted = {variant.without for variant in variants_of(model)}
    return {without: layout(model, without) for without in sorted(wanted, key=sorted)}
