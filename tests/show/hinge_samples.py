"""Small hand-made findings of what the answer hinges on, and of when, for the two valleys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

from parley.analysis.finding import Cell, Column, Finding, Kind

Rows = Sequence[Sequence[Cell]]

KINDS: Mapping[str, Kind] = {
    "t": "text", "s": "share", "p": "points", "c": "count", "n": "number", "f": "flag"
}  # fmt: skip


def table(
    name: str, head: str, rows: Rows, sentence: str = "A sentence.", cut: str = ""
) -> Finding:
    """A finding from a line such as ``party:t share:s`` and rows in that order."""
    named = [each.partition(":") for each in head.split()]
    columns = tuple(Column(name, KINDS[kind], f"About {name}.") for name, _, kind in named)
    assert all(len(row) == len(columns) for row in rows)
    return Finding(
        name, name.partition(".")[0], sentence, (), columns, tuple(map(tuple, rows)), (), cut
    )


def ends(value: float, reach: float = 0.05) -> tuple[float, float, float]:
    """A share with its interval."""
    return value, max(0.0, value - reach), min(1.0, value + reach)


def changed(value: float, reach: float = 0.02) -> tuple[float, float, float]:
    """A change with its interval."""
    return value, value - reach, value + reach


FACTORS = {
    "front": ("The front", {"bad": "Gives way", "same": "Stands still", "good": "Advances"}),
    "supply": ("Supplies", {"cut": "Cut off", "kept": "Kept up"}),
    "mood": ("Mood in South", {"weary": "Weary of it", "firm": "Firm"}),
}
JOINT = [
    ("bad", "cut", "weary"),
    ("same", "kept", "weary"),
    ("same", "kept", "firm"),
    ("good", "kept", "firm"),
]
WEIGHTS = {
    "equal": ("If each future counted alike", (0.25, 0.25, 0.25, 0.25)),
    "stated": ("If futures counted by the chances of their states", (0.1, 0.3, 0.4, 0.2)),
    "global": ("If futures counted by what leads there at once", (0.4, 0.1, 0.3, 0.2)),
}
SOME = (0.62, 0.31, 0.08, None)
SCENARIOS = table(
    "futures.scenarios",
    "number:c states:t inconsistency:c score:c weight:s n:c some:s some_low:s some_high:s",
    [
        [place, "; ".join(states), 0, 4, WEIGHTS["stated"][1][place - 1], 0 if some is None else 50,
         *((None, None, None) if some is None else ends(some, 0.1))]
        for place, (states, some) in enumerate(zip(JOINT, SOME, strict=True), 1)
    ],
)  # fmt: skip
STATES = table(
    "futures.states",
    "number:c factor:t factor_title:t state:t state_title:t",
    [
        [place, factor, FACTORS[factor][0], state, FACTORS[factor][1][state]]
        for place, states in enumerate(JOINT, 1)
        for factor, state in zip(FACTORS, states, strict=True)
    ],
)
WEIGHED = table(
    "futures.weights",
    "number:c weighing:t title:t chosen:f weight:s",
    [
        [place, key, title, key == "stated", weights[place - 1]]
        for place in range(1, 5)
        for key, (title, weights) in WEIGHTS.items()
    ],
)

STAGES = ("acceptable", "durable", "ratifiable")
GROUPS = table(
    "sensitivity.groups",
    "group:t kind:t holder:t holder_name:t title:t stage:t turns:s turns_low:s turns_high:s "
    "total:n n:c",
    [
        [key, kind, holder, name, title, stage, *ends(turns * (place + 1) / 3, 0.03), 0.4, 256]
        for key, kind, holder, name, title, turns in (
            ("futures", "futures", None, None, "The factors that hang together", 0.21),
            ("north.no_deal", "no_deal", "north", "North", "North's no-deal value", 0.31),
            ("south.weights", "weights", "south", "South", "South's weights", 0.04),
        )
        for place, stage in enumerate(STAGES)
    ],
)
COST = ("preferences.north.no_deal.cost", "preferences / North / no deal / cost")
GAINS = ("commitments.stay-out.gains", "commitments / stay out / gains")
SEEN = ("response.seen.years.league", "response / seen / years / The League's")
FLOOR = ("preferences.south.red_lines.border", "South's red line on the border")
MEMBERS = table(
    "sensitivity.members",
    "group:t group_title:t path:t what:t stage:t delta:n delta_low:n delta_high:n pawn:n "
    "pawn_low:n pawn_high:n n:c refused:t",
    [
        ["north.no_deal", "North's no-deal value", *COST, "ratifiable", 0.24, 0.18, 0.3, 0.41,
         0.2, 0.6, 2000, None],
        ["north.no_deal", "North's no-deal value", "preferences.north.no_deal.years",
         "preferences / North / no deal / years", "ratifiable", None, None, None, None, None, None,
         2000, "it is the same in every reading"],
        ["futures", "The factors that hang together", *SEEN, "ratifiable", 0.03, 0.0, 0.06, 0.08,
         0.04, 0.1, 2000, None],
    ],
)  # fmt: skip
PAIRED = table(
    "sensitivity.pairs",
    "factor_a:t factor_a_title:t state_a:t state_a_title:t factor_b:t factor_b_title:t state_b:t "
    "state_b_title:t hits:c n:c some:s some_low:s some_high:s",
    [
        ["front", "The front", a, words_a, "supply", "Supplies", b, words_b,
         *((0, 0, None, None, None) if (a, b) == ("good", "cut") else
           (9 * i + 20 * j, 64, *ends((9 * i + 20 * j) / 64, 0.1)))]
        for (i, (a, words_a)), (j, (b, words_b)) in product(
            enumerate(FACTORS["front"][1].items()), enumerate(FACTORS["supply"][1].items())
        )
    ],
)  # fmt: skip

RULES = table(
    "rules.sentences",
    "number:c says:t predicts:t conditions:c n:c density:s density_low:s density_high:s "
    "coverage:s held_n:c held_density:s held_low:s held_high:s",
    [
        [1, "A deal exists in 83 of 100 readings in which the front stands still and a breach has "
         "consequences within 5 months", "deal", 2, 241, *ends(0.83), 0.31, 118,
         *ends(0.8, 0.08)],
        [2, "No deal exists in 95 of 100 readings in which North's no-deal value is above 41",
         "no deal", 1, 402, *ends(0.95, 0.02), 0.55, 199, *ends(0.93, 0.04)],
    ],
    "Two rules were found.",
)  # fmt: skip
TERMS = table(
    "rules.terms",
    "number:c path:t what:t relation:t value:n state:t",
    [
        [1, "factors.front", "The front", "is", None, "same"],
        [1, "response", "Response time", "at most", 0.42, None],
        [2, "preferences.north.no_deal", "North's no-deal value", "above", 41.0, None],
    ],
)

STEPS = [
    (*COST, "no_deal", "5 points", 0.13, -0.11),
    (*FLOOR, "red_line", "odds by 1.5", -0.06, 0.05),
    (*SEEN, "response", "years by 1.5", -0.01, 0.02),
    (*GAINS, "commitments", "5 points", 0.0, 0.0),
]
SHIFTS = table(
    "shifts.single",
    "path:t what:t kind:t direction:t step:t stage:t before:s after:s change:s change_low:s "
    "change_high:s n:c",
    [
        [path, what, kind, direction, step, stage, 0.31, 0.31 + change, *changed(change), 256]
        for path, what, kind, step, up, down in STEPS
        for direction, change in (("up", up), ("down", down))
        for stage in STAGES
    ],
)
SHIFT_PAIRS = table(
    "shifts.pairs",
    "a_path:t a_what:t a_step:t b_path:t b_what:t b_step:t before:s after:s change:s a_alone:s "
    "b_alone:s n:c",
    [
        [*COST, "up 5 points", *FLOOR, "odds divided by 1.5", 0.31, 0.52, 0.21, 0.44, 0.36, 256],
        [*COST, "up 5 points", *SEEN, "divided by 1.5", 0.31, 0.47, 0.16, 0.44, 0.33, 256],
    ],
)

CHANNELS = table(
    "record.channels",
    "key:t title:t host:t topic:t aim:t opened:t closed:t closed_by:t open:f sources:t",
    [
        ["lake", "The lake talks", "The League", "The border", "settlement", "2021-05",
         "2023-09-14", "The shelling of the dam", False, "talks-3"],
        ["grain", "The grain road", None, "Grain", "partial", "2022-07-22", "2022-08", None, False,
         ""],
        ["prisoners", "Exchanges of prisoners", "The League", "Prisoners", "partial", "2022",
         None, None, True, "talks-3"],
    ],
)  # fmt: skip
HAPPENED = [
    ("2021-05", "A flood on both sides", "humanitarian", "The lake talks", None, "Talks opened"),
    ("2021-06-02", "The flood returns", "humanitarian", None, None, None),
    ("2021-07", "A third flood", "humanitarian", None, None, None),
    ("2022-02-24", "North takes the ridge", "control", None, None, "Four rounds in three months"),
    ("2022-11", "South elects a council", "leadership", None, None, None),
    ("2023-09-14", "The dam is shelled", "control", None, "The lake talks", "No talks for a year"),
    ("2024-03", "The League offers a force", "guarantees", None, None, None),
    ("2024-06", "A neighbour hosts a summit", "outside", None, None, None),
]
EVENTS = table(
    "record.events",
    "date:t title:t kind:t opened:t closed:t followed:t sources:t",
    [[date, title, kind, opened, closed, then, "talks-3"]
     for date, title, kind, opened, closed, then in HAPPENED],
)  # fmt: skip
RATES = table(
    "timeline.rates",
    "kind:t title:t count:c years:n rate:n rate_low:n rate_high:n",
    [
        ["humanitarian", "People in need", 3, 4.0, 0.75, 0.21, 1.92],
        ["control", "Who holds what", 1, 4.0, 0.25, 0.03, 1.17],
        ["collapse", "Collapse of talks", 1, 2.3, 0.43, 0.05, 2.0],
    ],
)
OPENNESS = table(
    "timeline.openness",
    "party:t party_name:t motive:p motive_later:p way_out:s cost:p open:s open_low:s open_high:s "
    "n:c",
    [
        ["north", "North", 12.4, 9.1, 0.42, 3.5, *ends(0.38, 0.12), 48],
        ["south", "South", 4.2, 5.0, 0.42, 2.5, *ends(0.29, 0.12), 48],
        ["all", "All who sign", None, None, 0.42, None, *ends(0.25, 0.11), 48],
    ],
)
CURVE = table(
    "timeline.curve",
    "years:n months:n measure:t chance:s low:s high:s tenth:s ninetieth:s n:c",
    [
        [
            months / 12,
            float(months),
            measure,
            *ends(peak * months / 24, 0.002 * months),
            peak * months / 60,
            peak * months / 14,
            48,
        ]
        for measure, peak in (("open", 0.31), ("concluded", 0.12))
        for months in range(25)
    ],
)
SUMMARY = table(
    "timeline.summary",
    "measure:t title:t value:n low:n high:n tenth:n ninetieth:n n:c",
    [
        ["open", "Talks are open at the end", 0.31, 0.2, 0.4, 0.1, 0.7, 48],
        ["failed", "Times that talks close without a result", 0.6, 0.5, 0.7, 0.2, 0.9, 48],
        ["opened", "Times that talks open", 1.1, 0.9, 1.3, 0.4, 2.0, 48],
    ],
)
TRIGGERS = table(
    "timeline.triggers",
    "kind:t title:t share:s",
    [["control", "Who holds what", 0.25], ["humanitarian", "People in need", 0.75]],
    "All occasions open talks alike, so their shares are those of the rates.",
)
LEVER_SHIFTS = table(
    "timeline.levers",
    "lever:t title:t owner:t owner_name:t open:s concluded:s open_change:s open_change_low:s "
    "open_change_high:s concluded_change:s concluded_change_low:s concluded_change_high:s n:c",
    [
        ["watched-road", "A post on North's road", "south", "South", 0.31, 0.12, *changed(0.0),
         *changed(0.0), 12],
        ["league-force", "A League force at the ridge", "league", "The League", 0.3, 0.2,
         *changed(-0.01), *changed(0.08, 0.04), 12],
    ],
)  # fmt: skip
BACKTEST = table(
    "timeline.backtest",
    "before:t until:t what:t title:t count:c years:n expected:n low:n high:n came:c covered:f",
    [
        ["2023-01-01", "2024-12-31", "humanitarian", "People in need", 3, 2.0, 3.5, 0.0, 9.0, 0,
         True],
        ["2023-01-01", "2024-12-31", "control", "Who holds what", 1, 2.0, 1.5, 0.0, 5.0, 1, True],
        ["2023-01-01", "2024-12-31", "closings", "Channels that closed", 1, 2.0, 0.4, 0.0, 2.0, 3,
         False],
        ["2023-01-01", "2024-12-31", "talks", "Openings of talks", 0, 0.0, None, None, None, 0,
         None],
    ],
    "Rates before 2023.",
)  # fmt: skip
WATCH = table(
    "watch.indicators",
    "key:t title:t unit:t stands:t on:t tips:t direction:t review:t signs:t sources:t",
    [
        ["land", "Land lost", "km2 a month", "593", "2024-12", "700", "above", "2025-03-01",
         "More than 700; less than 300", "talks-3"],
        ["price", "Price of bread", None, None, None, None, None, "2025-02-01", "", ""],
    ],
)  # fmt: skip

FUTURES = (SCENARIOS, STATES, WEIGHED)
HINGES = (*FUTURES, PAIRED, GROUPS, MEMBERS, RULES, TERMS, SHIFTS, SHIFT_PAIRS)
WHEN = (
    CHANNELS, EVENTS, RATES, OPENNESS, CURVE, SUMMARY, TRIGGERS, LEVER_SHIFTS, BACKTEST, WATCH
)  # fmt: skip
CHAPTERS: Mapping[str, tuple[Finding, ...]] = {"hinges": HINGES, "when": WHEN}
