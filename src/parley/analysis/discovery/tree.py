"""Rules of a few conditions that tell draws with an outcome from draws without."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np

from parley.analysis.discovery.inputs import Feature
from parley.intervals import Z95, wilson
from parley.space import Mask

DEPTH = 3
"""Conditions of a rule at most."""
LEAVES = 2**DEPTH
SMALLEST_LEAF = 0.04
"""Part of the draws that a rule is read from at least."""
FEWEST = 5
"""Draws that a rule is read from at least."""
BOUNDS = 10
"""Bounds of one number that are clearly different from each other."""
ROUNDED = range(2, 7)
"""Digits that a number in a rule may have: the fewest that move few draws."""
MOVED = 0.01
"""Part of the draws that rounding may move to the other side."""


@dataclass(frozen=True)
class Term:
    """One bound of a rule: a feature is at least, or at most, a number.

    A yes is "at least 1", a no "at most 0".
    """

    feature: Feature
    is_least: bool
    value: float

    def holds(self) -> Mask:
        """(draw,) where it is so."""
        column = self.feature.column
        return column >= self.value if self.is_least else column <= self.value


@dataclass(frozen=True)
class Counted:
    """How many of some draws a rule holds, and in how many of those it is right."""

    n: int
    hits: int

    @property
    def density(self) -> float:
        """Share of its draws in which it is right."""
        return self.hits / self.n if self.n else 0.0

    def exceeds(self, share: float, z: float = Z95) -> bool:
        """Whether the density is clearly above a share: the low end of its Wilson interval is."""
        return wilson(self.hits, self.n, z)[0] > share


@dataclass(frozen=True)
class Rule:
    """Terms that all hold, and the outcome that is more frequent where they do.

    Attributes
    ----------
    outcome
        What it says of its draws: True where the outcome is a deal.
    grown, held
        Over the draws that it was read from, and those that were held back.
    coverage
        Share of the draws with its outcome that it holds, of those that it was read from.
    """

    terms: tuple[Term, ...]
    outcome: bool
    grown: Counted
    held: Counted
    coverage: float

    @property
    def bounds(self) -> frozenset[tuple[int, bool, float]]:
        """Its terms without their order."""
        return frozenset((id(term.feature), term.is_least, term.value) for term in self.terms)

    @property
    def conditions(self) -> int:
        """Number of conditions; the two bounds of one number are one."""
        return len({id(term.feature) for term in self.terms})


def beyond_chance(tries: int) -> float:
    """Standard errors that chance exceeds in 5 of 100 cases, in either direction, over some tries.

    Bonferroni's correction.

    >>> round(beyond_chance(1), 2), round(beyond_chance(8), 2)
    (1.96, 2.73)
    """
    return NormalDist().inv_cdf(1 - 0.025 / tries)


def all_hold(terms: Sequence[Term]) -> Mask:
    """(draw,) where all of at least one term are so."""
    found: Mask = np.logical_and.reduce([term.holds() for term in terms])
    return found


def discover(features: Sequence[Feature], outcome: Mask, held: Mask) -> list[Rule]:
    """Rules that the draws that were held back confirm, those that cover most first.

    A shallow tree is grown on the other draws, its leaves are read as rules, numbers are rounded,
    and conditions without which a rule is right as often are dropped. What is left must be right
    clearly more often than the outcome is frequent, in both parts; and of two rules of which one
    has all conditions of the other, the longer one is told only if it is right clearly more often
    in the draws that were held back.

    Parameters
    ----------
    outcome : (draw,)
        What is to be told.
    held : (draw,)
        Draws that are held back.

    References
    ----------
    Breiman, Friedman, Olshen & Stone (1984), Classification and Regression Trees. Lempert, Bryant
    & Bankes (2008), Comparing algorithms for scenario discovery: density and coverage.
    """
    if not features or len(set(outcome[~held].tolist())) < 2:
        return []
    share = float(outcome.mean())
    # A tree takes the best bound of the best feature, and each leaf is a chance to be fooled.
    z_term = beyond_chance(sum(1 if feature.is_flag else BOUNDS for feature in features))
    z_rule = beyond_chance(LEAVES)
    found: dict[frozenset[tuple[int, bool, float]], Rule] = {}
    for terms in leaves(features, outcome, ~held):
        is_so = _counted(terms, outcome, ~held).density > share
        told = outcome if is_so else ~outcome
        usual = share if is_so else 1 - share
        kept = pruned(terms, told, ~held, z_term)
        grown, back = _counted(kept, told, ~held), _counted(kept, told, held)
        if grown.exceeds(usual) and back.exceeds(usual, z_rule):
            coverage = grown.hits / int((told & ~held).sum())
            rule = Rule(kept, is_so, grown, back, coverage)
            found.setdefault(rule.bounds, rule)
    rules = [rule for rule in found.values() if _adds(rule, found.values(), outcome, held)]
    return sorted(rules, key=lambda rule: -rule.coverage)


def _adds(rule: Rule, others: Collection[Rule], outcome: Mask, held: Mask) -> bool:
    """Whether the draws that were held back tell a rule from every shorter one within it."""
    told = outcome if rule.outcome else ~outcome
    inside = all_hold(rule.terms) & held
    return all(
        _more_often(told, inside, all_hold(other.terms) & held & ~inside) >= Z95
        for other in others
        if other.outcome == rule.outcome and other.bounds < rule.bounds
    )


def leaves(features: Sequence[Feature], outcome: Mask, rows: Mask) -> Iterator[tuple[Term, ...]]:
    """The leaves of a tree grown on some rows: the terms on the way to each, rounded."""
    # A second to import.
    from sklearn.tree import DecisionTreeClassifier

    table = np.array([feature.column for feature in features]).T
    number = int(np.count_nonzero(rows))
    model = DecisionTreeClassifier(
        max_depth=DEPTH,
        min_samples_leaf=max(FEWEST, math.ceil(SMALLEST_LEAF * number)),
        class_weight="balanced",
        random_state=0,
    )
    tree = model.fit(table[rows], outcome[rows]).tree_

    def below(node: int, terms: tuple[Term, ...]) -> Iterator[tuple[Term, ...]]:
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:
            if terms:
                yield terms
            return
        feature, split = features[int(tree.feature[node])], float(tree.threshold[node])
        yield from below(left, (*terms, at_bound(feature, split, is_least=False)))
        yield from below(right, (*terms, at_bound(feature, split, is_least=True)))

    yield from below(0, ())


def at_bound(feature: Feature, split: float, *, is_least: bool) -> Term:
    """A side of a split as it is said: a yes or no, or a number of few digits.

    The rounded number is the one that is compared from here on, so that what is said is what is
    counted.
    """
    if feature.is_flag:
        return Term(feature, is_least, 1.0 if is_least else 0.0)
    sharp = Term(feature, is_least, split)
    for digits in ROUNDED:
        term = replace(sharp, value=float(f"{split:.{digits}g}"))
        if np.mean(term.holds() != sharp.holds()) <= MOVED:
            break
    return term


def pruned(terms: tuple[Term, ...], told: Mask, rows: Mask, z: float = Z95) -> tuple[Term, ...]:
    """Only terms without which a rule would be right clearly less often.

    Again and again the term goes whose loss costs least, until each loss costs more than chance.

    Parameters
    ----------
    z
        Standard errors of a difference of two shares that are more than chance.
    """
    while len(terms) > 1:
        losses = [_loss(terms, place, told, rows) for place in range(len(terms))]
        least = int(np.argmin(losses))
        if losses[least] >= z:
            break
        terms = (*terms[:least], *terms[least + 1 :])
    return terms


def _loss(terms: tuple[Term, ...], place: int, told: Mask, rows: Mask) -> float:
    """By how much a rule is right more often than in what it would gain without a term."""
    inside = all_hold(terms) & rows
    without = all_hold((*terms[:place], *terms[place + 1 :])) & rows
    return _more_often(told, inside, without & ~inside)


def _more_often(told: Mask, inside: Mask, outside: Mask) -> float:
    """By how many standard errors something is so more often inside than outside; 0 where one of
    them is empty.
    """
    n, m = int(inside.sum()), int(outside.sum())
    pooled = float(told[inside | outside].mean()) if n and m else 0.0
    if pooled in (0.0, 1.0):
        return 0.0
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return float(told[inside].mean() - told[outside].mean()) / error


def _counted(terms: tuple[Term, ...], told: Mask, rows: Mask) -> Counted:
    inside = all_hold(terms) & rows
    return Counted(int(inside.sum()), int((inside & told).sum()))
