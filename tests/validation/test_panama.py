"""Published two-party bargaining problems whose answers are known.

Every issue goes wholly to one side, and no deal is worth (0, 0). The tables of points are stored in
``validation/bargaining``; the answers for indivisible issues come from a brute force written for
that collection, those for divisible ones from the literature.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from parley.analysis.bargaining import egalitarian, kalai_smorodinsky, nash, utilitarian
from parley.bundled import load
from parley.case import Case
from parley.conditions import build
from parley.conditions.acceptance import signers
from parley.conditions.forms import NANO, total
from parley.conditions.worth import no_deal, worth
from parley.draws import central
from parley.engine.front import efficient
from parley.engine.layouts import layout
from parley.engine.scan import scan
from strategies import Tree, case_of

Points = list[tuple[int, ...]]

# The point table of the Panama Canal talks: Raiffa (1982), The Art and Science of Negotiation, as
# tabulated by Brams & Taylor (1996), Fair Division, chapter 5, for (United States, Panama).
PANAMA = {
    "us_defence_rights": (22, 9),
    "use_rights": (22, 15),
    "land_and_water": (15, 15),
    "expansion_rights": (14, 3),
    "duration": (11, 15),
    "expansion_routes": (6, 5),
    "compensation": (4, 11),
    "jurisdiction": (2, 7),
    "us_military_rights": (2, 7),
    "panama_defence_role": (2, 13),
}
PANAMA_EFFICIENT = [
    (0, 100), (14, 97), (20, 92), (22, 91), (36, 88), (42, 83), (44, 76), (58, 73), (64, 68),
    (66, 61), (73, 58), (79, 53), (81, 46), (84, 43), (90, 38), (92, 31), (94, 27), (96, 20),
    (98, 13), (100, 0),
]  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What parley finds in the central draw, in whole points."""

    passing: Points
    efficient: Points
    nash: Points
    kalai_smorodinsky: Points
    egalitarian: Points
    utilitarian: Points


def answer(case: Case) -> Answer:
    """Gains over no deal of the packages that pass, and the solutions among them."""
    model = build(case)
    middle = central(model.book)
    plan = layout(model)
    codes = plan.listing.codes[scan(plan, middle).last.counts > 0]
    columns = []
    for party in signers(case):
        v = total(worth(case, model.space, party), model.space, middle, codes)[0]
        columns.append(v - no_deal(case, model.space, party, middle)[0])
    gains = np.array(columns).T
    assert (gains % NANO == 0).all()
    whole = gains // NANO

    def points(rows: Any) -> Points:
        return [tuple(row) for row in sorted({tuple(map(int, row)) for row in whole[rows]})]

    return Answer(
        [tuple(map(int, row)) for row in whole],
        points(efficient(gains)),
        points(nash(gains)),
        points(kalai_smorodinsky(gains)),
        points(egalitarian(gains)),
        points(utilitarian(gains)),
    )


def test_the_panama_canal() -> None:
    """640 distinct outcomes of 1,024; 20 efficient; Nash's product is 64 x 68 = 4,352.

    Adjusted winner, which divides one issue, gives both 66 points (Brams & Taylor 1996); with
    issues kept whole, (64, 68) is both Nash's and the Kalai-Smorodinsky point.
    """
    found = answer(load("panama-canal"))
    assert len(found.passing) == 1024
    assert len(set(found.passing)) == 640
    assert found.efficient == PANAMA_EFFICIENT
    assert found.nash == [(64, 68)]
    assert max(a * b for a, b in found.passing) == 64 * 68 == 4352
    assert found.kalai_smorodinsky == [(64, 68)]
    assert found.egalitarian == [(64, 68)]
    assert found.utilitarian == [(64, 68), (79, 53)]


def test_the_bundled_case_has_the_published_table() -> None:
    """Outcomes are all subset sums of the published points."""
    sums = {
        tuple(
            sum(
                row[side]
                for row, taker in zip(PANAMA.values(), takers, strict=True)
                if taker == side
            )
            for side in (0, 1)
        )
        for takers in itertools.product((0, 1), repeat=len(PANAMA))
    }
    assert set(answer(load("panama-canal")).passing) == sums
    case = load("panama-canal")
    for side, party in enumerate(("us", "panama")):
        numbers = case.preferences[party].weights.numbers
        assert {issue: number.value.low for issue, number in numbers.items()} == {
            issue: row[side] for issue, row in PANAMA.items()
        }


def divided(items: list[dict[str, Any]], players: list[str]) -> Tree:
    """A case in which each item goes to one of two players, on a raw scale."""
    issues = {
        f"item-{n}": {"title": item["name"], "options": {"mine": players[0], "yours": players[1]}}
        for n, item in enumerate(items)
    }
    preferences = {
        f"player-{side}": {
            "scale": "raw",
            "weights": dict.fromkeys(issues, "1"),
            "values": {
                f"item-{n}": {
                    option: str(item[player] if taker == side else 0)
                    for taker, option in enumerate(("mine", "yours"))
                }
                for n, item in enumerate(items)
            },
            "no_deal": {"value": "0"},
        }
        for side, player in enumerate(players)
    }
    return {
        "parley": 1,
        "title": "Items to divide",
        "as_of": "1999-12-31",
        "parties": {
            f"player-{side}": {"name": player, "role": "principal"}
            for side, player in enumerate(players)
        },
        "issues": issues,
        "now": dict.fromkeys(issues, "mine"),
        "preferences": preferences,
    }


def stored(validation: Path, name: str) -> Tree:
    file = validation / "bargaining" / f"{name}.yaml"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    tree: Tree = yaml.safe_load(file.read_text(encoding="utf-8"))
    return tree


def as_points(rows: list[list[int]]) -> Points:
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    "name", ["panama_canal_aw", "bob_carol_divorce_aw", "john_mary_aw", "trump_divorce_aw"]
)
def test_stored_tables_of_points(validation: Path, name: str) -> None:
    """Outcomes, efficient points and all four solutions of every stored table."""
    case = stored(validation, name)
    expected = case["own_results"]["indivisible_version"]
    found = answer(case_of(divided(case["inputs"]["items"], case["inputs"]["players"])))
    assert len(found.passing) == expected["allocations"]
    assert len(set(found.passing)) == expected["distinct_outcomes"]
    assert found.efficient == as_points(expected["pareto_points"])
    assert found.nash == as_points(expected["nash_points"])
    assert {a * b for a, b in found.nash} == {expected["nash_product_max"]}
    assert found.egalitarian == as_points(expected["egalitarian_points"])
    assert found.utilitarian == as_points(expected["utilitarian_points"])
    assert found.kalai_smorodinsky == as_points(expected["kalai_smorodinsky_points_ideal_100"])


def barter(goods: list[dict[str, Any]]) -> Tree:
    """Each good stays with its owner or goes to the other; no deal: all stay."""
    players = ("Bill", "Jack")
    tree = divided([{**good, "Bill": 0, "Jack": 0} for good in goods], list(players))
    for side, player in enumerate(players):
        preference = tree["preferences"][f"player-{side}"]
        for n, good in enumerate(goods):
            preference["values"][f"item-{n}"] = {
                option: str(good[f"utility_{player}"] if taker == side else 0)
                for taker, option in enumerate(("mine", "yours"))
            }
        preference["no_deal"] = {"cost": "0"}
    tree["now"] = {
        f"item-{n}": "mine" if good["owner"] == "Bill" else "yours" for n, good in enumerate(goods)
    }
    return tree


def test_the_barter_of_nash(validation: Path) -> None:
    """Nash (1950), The Bargaining Problem: Bill gains 12, Jack 5; product 60, the next is 56."""
    case = stored(validation, "nash_1950_barter")
    found = answer(case_of(barter(case["inputs"]["goods"])))
    expected = case["published"]
    assert found.nash == [(expected["gain_Bill"], expected["gain_Jack"])]
    assert found.efficient == as_points(case["own_results"]["pareto_gains_individually_rational"])
    products = sorted({a * b for a, b in found.passing})
    assert products[-1] == expected["nash_product"]
    assert products[-2] == case["own_results"]["second_best_product"][0]
    # Staying as one is, without a cost, ties with no deal and so passes.
    assert (0, 0) in found.passing
