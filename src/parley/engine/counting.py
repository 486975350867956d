"""How many packages pass in one draw, whatever their number: exactly where it can be.

Up to some 10^10 packages every one is compared, slice by slice; where at most two comparisons hang
on many issues, two halves are counted against each other, up to some 10^12; else a sample of
packages is asked, and the number has an interval.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from parley.conditions.forms import NOTHING, Condition, Ints, Linear
from parley.conditions.rules import Rules
from parley.draws import Draws
from parley.engine.counting_halves import count_by_halves
from parley.engine.counting_slices import Slices, couplings
from parley.engine.listing import Listing
from parley.engine.plan import listed_plan, plan
from parley.engine.program import HOLD, Program, Row
from parley.engine.scan import Tally, in_threads, scan
from parley.intervals import wilson
from parley.space import Codes, Space
from parley.streams import stream, uniforms

SCAN, HALVES, RULES, SAMPLE = "exact by scan", "exact by halves", "exact by rules", "sampled"
"""How a number was found."""

SLICE = 2**20
"""Packages of a slice: its counters fit into a second-level cache."""
MOST_COMPARISONS = 4e10
"""Of a package with a threshold, in a scan: some 20 seconds of one thread, for which a briefing
waits once. How many threads there are must not decide which numbers are exact."""
AT_ONCE = 2**16
"""Packages of a sample that are asked at once: their sums take some megabytes a comparison."""


@dataclass(frozen=True)
class Number:
    """A number of packages.

    Attributes
    ----------
    low, high
        The same as the value where it is exact, else a 95 % interval.
    how
        How it was found.
    """

    value: int | float
    low: int | float
    high: int | float
    how: str

    @property
    def is_exact(self) -> bool:
        """Whether it is no estimate."""
        return self.how != SAMPLE


@dataclass(frozen=True)
class Counted:
    """How many packages pass in one draw.

    Attributes
    ----------
    feasible
        Those that break no rule.
    stages
        Those that pass each stage and all before it.
    options
        Stage by stage, of these how many have each option, the options of all issues in a row;
        empty where only halves were counted.
    """

    feasible: Number
    stages: tuple[Number, ...]
    options: tuple[tuple[Number, ...], ...]


def count(
    space: Space,
    program: Program,
    rules: Rules,
    draw: Draws,
    *,
    seed: int = 0,
    sample: int = 2**20,
    threads: int = 1,
) -> Counted:
    """Count the packages that pass, stage by stage.

    Parameters
    ----------
    draw
        One draw.
    seed, sample
        Of the packages that are asked where there are too many for all: the same packages for the
        same seed, everywhere and in every draw.
    """
    feasible = _exactly(rules.size, RULES)
    whole = _with_rules(program, rules)
    if space.size * len(whole.rows) <= MOST_COMPARISONS:
        return Counted(feasible, *_scanned(space, whole, draw, threads))
    exact = _halved(space, whole, draw, threads)
    if len(exact) == len(program.stage_ends):
        return Counted(feasible, tuple(_exactly(found, HALVES) for found in exact), ())
    codes = packages(space, seed, sample)
    stages, options = _sampled(space, whole, draw, codes, rules.size, threads)
    known = tuple(_exactly(found, HALVES) for found in exact)
    most = exact[-1] if exact else rules.size
    return Counted(
        feasible, (*known, *(_at_most(found, most) for found in stages[len(known) :])), options
    )


def packages(space: Space, seed: int, sample: int) -> Codes:
    """(sample,) codes of packages, each as likely as any other, with repetition.

    Each issue has a stream of its own, so the same seed always gives the same packages.
    """
    streams = [stream(f"counting.{issue}") for issue in space.issues]
    n = len(space.issues)
    luck = uniforms(
        seed,
        np.arange(sample, dtype=np.int64),
        np.zeros((n, sample), dtype=np.int64),
        np.array(streams, dtype=np.uint32).reshape(n, 2),
        np.ones(n, dtype=np.int64),
    )
    codes = np.zeros(sample, dtype=np.int64)
    for issue, stride in enumerate(space.strides):
        codes += (luck[issue] * space.shape[issue]).astype(np.int64) * stride
    return codes


def _with_rules(program: Program, rules: Rules) -> Program:
    """The program with one stage before the others: no rule is broken."""
    form = Linear(rules.tables, NOTHING, bars=True)
    first = Condition("rules", "feasible", "", "it breaks no rule", "crossed", "rules", form)
    steps = program.steps + np.array([0, 1, 0])
    return replace(
        program,
        conditions=(first, *program.conditions),
        rows=(Row(form.tables, form.threshold), *program.rows),
        steps=np.vstack([np.array([[HOLD, 0, 0]]), steps]),
        starts=np.concatenate([[0], program.starts + 1]),
        stage_ends=np.concatenate([[1], program.stage_ends + 1]),
    )


def _scanned(
    space: Space, program: Program, draw: Draws, threads: int
) -> tuple[tuple[Number, ...], tuple[tuple[Number, ...], ...]]:
    """Every package compared, slice by slice."""
    slices = Slices.of(space, _pinned(space, program), draw)
    inner = slices.space
    listing = Listing(np.arange(inner.size, dtype=np.int64))
    feasible = np.ones(inner.shape, dtype=bool)
    layout = plan(inner, feasible, slices.program(program), listing)
    tally = scan(layout, slices.draws, threads)
    numbers = tuple(_exactly(int(found.sum()), SCAN) for found in tally.passing[1:])
    options = tuple(
        tuple(_exactly(found, SCAN) for found in _by_option(space, slices, tally, stage))
        for stage in range(1, len(tally.passing))
    )
    return numbers, options


def _pinned(space: Space, program: Program) -> tuple[int, ...]:
    """Issues that are pinned so that the others make a slice: first those that tables couple, for
    what is pinned couples nothing.
    """
    groups = couplings(program.rows)
    linked = [sum(issue in issues for issues in groups) for issue in range(len(space.issues))]
    waiting = sorted(range(len(space.issues)), key=lambda issue: (-linked[issue], issue))
    size = space.size
    pinned = []
    while size > SLICE:
        issue = waiting.pop(0)
        size //= space.shape[issue]
        pinned.append(issue)
    return tuple(sorted(pinned))


def _by_option(space: Space, slices: Slices, tally: Tally, stage: int) -> list[int]:
    """Of the packages that pass a stage, how many have each option."""
    found = []
    of_slices = tally.passing[stage].reshape([space.shape[i] for i in slices.pinned])
    of_inner = tally.counts[stage].reshape(slices.space.shape)
    for issue in range(len(space.issues)):
        is_pinned = issue in slices.pinned
        table, issues = (of_slices, slices.pinned) if is_pinned else (of_inner, slices.free)
        others = tuple(axis for axis, other in enumerate(issues) if other != issue)
        found += [int(number) for number in table.sum(axis=others, dtype=np.int64)]
    return found


def _halved(space: Space, program: Program, draw: Draws, threads: int) -> list[int]:
    """The numbers of the first stages, as far as they can be counted by halves."""
    found: list[int] = []
    for end in program.stage_ends[1:]:
        steps = program.steps[: program.starts[end]]
        if (steps[:, 0] != HOLD).any():
            break
        rows = [program.rows[r] for r in steps[:, 1]]
        number = count_by_halves(space, rows, draw, threads)
        if number is None:
            break
        found.append(number)
    return found


def _sampled(
    space: Space, program: Program, draw: Draws, codes: Codes, feasible: int, threads: int
) -> tuple[tuple[Number, ...], tuple[tuple[Number, ...], ...]]:
    """Numbers from those of a sample that break no rule."""
    stages = len(program.stage_ends)
    width = sum(space.shape)
    starts = np.cumsum([0, *space.shape[:-1]])

    def work(start: int) -> tuple[Ints, Ints]:
        """(stage,) how many pass, and (stage, option) how many of these have each option."""
        some = codes[start : start + AT_ONCE]
        tally = scan(listed_plan(space, program, Listing(some, False)), draw)
        columns = space.digits(some) + starts[:, None]
        here = [columns[:, tally.counts[stage] > 0].ravel() for stage in range(stages)]
        options = np.array([np.bincount(column, minlength=width) for column in here])
        return tally.passing[:, 0], options

    found = in_threads(work, range(0, len(codes), AT_ONCE), threads)
    hits = sum((passing for passing, _ in found), np.zeros(stages, dtype=np.int64))
    options = sum((number for _, number in found), np.zeros((stages, width), dtype=np.int64))
    asked = int(hits[0])
    return (
        tuple(_estimate(int(k), asked, feasible) for k in hits[1:]),
        tuple(tuple(_estimate(int(k), asked, feasible) for k in row) for row in options[1:]),
    )


def _estimate(hits: int, asked: int, whole: int) -> Number:
    low, high = wilson(hits, asked)
    return Number(whole * hits / max(1, asked), whole * low, whole * high, SAMPLE)


def _exactly(value: int, how: str) -> Number:
    return Number(value, value, value, how)


def _at_most(number: Number, most: int) -> Number:
    """An estimate of a part of what was counted."""
    return Number(
        min(number.value, most), min(number.low, most), min(number.high, most), number.how
    )
