"""The plans of a model: with all that it asks, and with kinds of conditions left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley.conditions import Model
from parley.engine.listing import Listing
from parley.engine.plan import Plan, listed_plan, plan
from parley.engine.program import Program, program
from parley.engine.scheme import Scheme, scheme
from parley.engine.searching import listing_of
from parley.engine.variants import variants_of

ALL: frozenset[str] = frozenset()

Layouts = Mapping[frozenset[str], Plan]
"""Kinds that are left out, to the plan of the rest."""


def layout(
    model: Model,
    without: frozenset[str] = ALL,
    listing: Listing | None = None,
    *,
    apart: bool = False,
) -> Plan:
    """The conditions of a model laid out for the scan.

    Parameters
    ----------
    without
        Kinds of conditions that are not asked; the stages stay.
    listing
        The packages that are counted one by one, where they are known already.
    apart
        Each condition for itself, to tell which of them fail.
    """
    listing = listing or listing_of(model)
    return _laid_out(model, [_steps(model, without, apart=apart)], listing)[0]


def layouts(model: Model, listing: Listing | None = None) -> Layouts:
    """One plan for each set of kinds that a variant leaves out, all with the same halves."""
    wanted = sorted({variant.without for variant in variants_of(model)}, key=sorted)
    steps = [_steps(model, without) for without in wanted]
    return dict(zip(wanted, _laid_out(model, steps, listing or listing_of(model)), strict=True))


def _steps(model: Model, without: frozenset[str], *, apart: bool = False) -> Program:
    asked = [condition for condition in model.conditions if condition.kind not in without]
    return program(model.space, asked, model.stages, apart=apart)


def _laid_out(model: Model, programs: Sequence[Program], listing: Listing) -> list[Plan]:
    first, *others = programs
    if listing.is_whole:
        base = plan(model.space, model.rules.mask, first, listing, others)
    else:
        base = listed_plan(model.space, first, listing)
    return [replace(base, program=one, scheme=_scheme(model, one, listing)) for one in programs]


def _scheme(model: Model, steps: Program, listing: Listing) -> Scheme | None:
    return None if listing.is_whole else scheme(model.space, steps, model.rules.tables)
