"""Small hand-made findings of the chapters that a case or a run may not have.

They name parties, bodies and levers of the two valleys, so that they can be put onto its page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.analysis.finding import Cell, Column, Figure, Finding, Kind

KINDS: Mapping[str, Kind] = {
    "share": "share",
    "n": "count",
    "place": "count",
    "size": "count",
    "line": "count",
}
SHARES = ("share", "holds", "approves", "banzhaf", "shapley", "decisive", "change", "before")


def finding(
    name: str,
    *rows: Mapping[str, Cell],
    sentence: str = "A sentence.",
    figures: Sequence[Figure] = (),
) -> Finding:
    """A finding from its rows; what one row does not name is missing in it."""
    names = list(dict.fromkeys(key for row in rows for key in row))
    return Finding(
        name,
        name.partition(".")[0],
        sentence,
        tuple(figures),
        tuple(Column(key, _kind(key, rows), f"About {key}.") for key in names),
        tuple(tuple(row.get(key) for key in names) for row in rows),
    )


def _kind(name: str, rows: Sequence[Mapping[str, Cell]]) -> Kind:
    cells = [row[name] for row in rows if row.get(name) is not None]
    if any(isinstance(cell, bool) for cell in cells):
        return "flag"
    if any(isinstance(cell, str) for cell in cells) or not cells:
        return "text"
    if name.startswith(SHARES):
        return "share"
    return KINDS.get(name, "number")


def interval(name: str, value: float, reach: float = 0.05) -> dict[str, Cell]:
    """A share with its interval."""
    low, high = max(0.0, value - reach), min(1.0, value + reach)
    return {name: value, f"{name}_low": low, f"{name}_high": high}


def side(
    letter: str, key: str, holder: str, name: str, words: str, law: str | None = None
) -> dict[str, Cell]:
    """One side of a conflict."""
    cells = {"key": key, "kind": key.partition(":")[0], "holder": holder, "name": name}
    return {f"{letter}_{k}": v for k, v in {**cells, "words": words, "law": law}.items()}


RIDGE = side("a", "line:north.border", "north", "North", "insists on “The ridge” (The border)")
ASSEMBLY = side(
    "b",
    "body:assembly",
    "south",
    "South",
    "needs the approval of South's assembly",
    "South's basic law, article 7",
)
VALUE = side("c", "accept:south", "south", "South", "gets at least what no deal is worth to it")

CONFLICTS = finding(
    "obstacles.conflicts",
    {"place": 1, "size": 2, **interval("share", 0.4), "n": 120, **RIDGE, **ASSEMBLY},
    {"place": 2, "size": 3, **interval("share", 0.2), "n": 120, **RIDGE, **ASSEMBLY, **VALUE},
    sentence="No package passes in 60 of 100 readings.",
    figures=[Figure("no_deal", 0.6, "share", 0.55, 0.65, 200)],
)


def correction(place: int, keys: str, words: str, share: float, **more: Cell) -> dict[str, Cell]:
    """One correction set; its holders follow from what is given."""
    cells: dict[str, Cell] = {"law": None, "unit": None, "concession": None, "n": 120}
    many = len(keys.split(", "))
    return {
        "place": place, "size": many, "keys": keys, "words": words, **interval("share", share),
        **cells, "concession_low": None, "concession_high": None, **more,
    }  # fmt: skip


NORTH: dict[str, Cell] = {"holders": "north", "holder_names": "North"}
SOUTH: dict[str, Cell] = {"holders": "south", "holder_names": "South"}
CORRECTIONS = finding(
    "obstacles.corrections",
    correction(
        1, "accept:south", "South gets at least what no deal is worth to it", 0.41, **SOUTH,
        unit="points", concession_low=2.0, concession=7.4, concession_high=31.0,
    ),
    correction(
        2, "line:north.border", "North insists on “The ridge” (The border)", 0.3, **NORTH,
    ),
    correction(
        3, "body:people", "North needs the approval of North's plebiscite", 0.1, **NORTH,
        unit="log-odds", concession_low=0.04, concession=0.2, concession_high=0.8,
    ),
    correction(
        4, "body:assembly", "South needs the approval of South's assembly", 0.05, **SOUTH,
        law="South's basic law, article 7", unit="seats",
        concession_low=1.0, concession=4.0, concession_high=9.0,
    ),
    correction(
        5, "accept:south, line:north.border", "both", 0.8,
        holders="south, north", holder_names="South, North",
    ),
    sentence="A deal would open if South gave way.",
)  # fmt: skip
GAP = finding(
    "obstacles.gap",
    {"term": "border", "about": "The border", "amount": -8.5},
    {"term": "monitors", "about": "Monitoring", "amount": 2.0},
    {"term": "no_deal", "about": "what no deal costs beside the issues", "amount": 3.5},
    sentence="In draw 7 the weights prove that nothing is worth no deal to all.",
)

NEEDS = finding(
    "holding.needs",
    {
        "label": "A", "party": "north", "party_name": "North", "applies": True,
        "worth": 62.0, "no_deal": 30.0, "later": 12.0, "premium": 6.0, "need": 48.0,
        "available": 62.0, "margin_low": -4.0, "margin": 14.0, "margin_high": 30.0,
        **interval("holds", 0.8), "n": 400, "binds": "both", "years_at_most": 1.4,
        "penalty_at_least": None, "later_at_most": 25.0, "central_years": 0.7,
        "central_penalty": 9.0, "central_later": 12.0, "central_margin": 13.0,
        "break_even": "North would keep its word on package A within 1.4 years.",
    },
    {
        "label": "A", "party": "south", "party_name": "South", "applies": True,
        "worth": 50.0, "no_deal": 40.0, "later": None, "premium": None, "need": None,
        "available": 50.0, "margin_low": None, "margin": None, "margin_high": None,
        **interval("holds", 0.0), "n": 400, "binds": "cheating", "years_at_most": None,
        "penalty_at_least": None, "later_at_most": None, "central_years": None,
        "central_penalty": 2.0, "central_later": None, "central_margin": -3.0,
        "break_even": "No response time would make South keep its word on package A.",
    },
)  # fmt: skip
TIMES = finding(
    "holding.parts",
    {"terms": "Monitoring: None", "seen_terms": "Monitoring: None",
     "acted_terms": "Monitoring: None", "years_low": 3.0, "years": None, "years_high": None},
    {"terms": "Monitoring: The League's", "seen_terms": "Monitoring: The League's",
     "acted_terms": "Monitoring: The League's", "years_low": 0.6, "years": 1.5, "years_high": 2.4},
)  # fmt: skip

BODY: dict[str, Cell] = {
    "body": "assembly", "body_title": "South's assembly", "holder": "south", "holder_name": "South",
    "kind": "vote", "rule": "60 seats", "after": "The spring session opens", "default": None,
}  # fmt: skip
PUBLIC: dict[str, Cell] = {
    "body": "people", "body_title": "North's plebiscite", "holder": "north", "holder_name": "North",
    "kind": "public", "rule": "more than half", "after": None, "default": "Nothing changes.",
}  # fmt: skip
ASKED = finding(
    "bodies.asked",
    {**BODY, "when": "The border: The ridge", "packages": 5, "asked_share": 0.5,
     **interval("approves_some", 0.6)},
    {**PUBLIC, "when": "every package", "packages": 10, "asked_share": 1.0,
     **interval("approves_some", 0.6)},
)  # fmt: skip
APPROVALS = finding(
    "bodies.approvals",
    {"label": "A", **BODY, "unit": "seats", "asked": True, **interval("approves", 0.35),
     "margin_low": -9.0, "margin": -4.0, "margin_high": 6.0, "quota": 60.0, "yes": 56.0},
    {"label": "A", **PUBLIC, "unit": "log-odds", "asked": True, **interval("approves", 0.7),
     "margin_low": -0.4, "margin": 0.3, "margin_high": 0.9, "quota": 0.5, "yes": 0.57},
)  # fmt: skip
MEMBER: dict[str, Cell] = {"body": "assembly", "body_title": "South's assembly"}
PIVOTAL = finding(
    "bodies.pivotal",
    {**MEMBER, "member": "left", "member_title": "The left", "seats": 42.0, "how": "like South",
     "banzhaf": 0.6, "shapley": 0.55, "swings": 2.0, "decisive": 0.8},
    {**MEMBER, "member": "right", "member_title": "The right", "seats": 55.0,
     "how": "a share of its seats", "banzhaf": 0.4, "shapley": 0.45, "swings": 1.0,
     "decisive": 0.1},
)  # fmt: skip

FORCE: dict[str, Cell] = {
    "lever": "league-force", "title": "A League force at the ridge", "owner": "league",
    "owner_name": "The League", "cost": 3.0, "body": None, "body_title": None, "n": 400,
    "reply_title": "North moves its guns up", "reply_owner": "north", "reply_owner_name": "North",
    "reply_chance": 0.45,
}  # fmt: skip
ROAD: dict[str, Cell] = {
    "lever": "watched-road", "title": "A post on North's road", "owner": "south",
    "owner_name": "South", "cost": 2.0, "body": "assembly", "body_title": "South's assembly",
    "n": 400, "reply_title": None, "reply_owner": None, "reply_owner_name": None,
    "reply_chance": None,
}  # fmt: skip


def effect(
    lever: Mapping[str, Cell], stage: str, change: float, reply: float | None
) -> dict[str, Cell]:
    """What a lever does at one stage."""
    return {
        **lever, "stage": stage, "before": 0.4, "after": 0.4 + change, "change": change,
        "change_low": change - 0.03, "change_high": change + 0.03,
        "with_reply": None if reply is None else 0.4 + reply, "reply_change": reply,
        "reply_change_low": None if reply is None else reply - 0.03,
        "reply_change_high": None if reply is None else reply + 0.03,
    }  # fmt: skip


EFFECTS = finding(
    "levers.effects",
    *(effect(ROAD, stage, 0.02, None) for stage in ("acceptable", "durable", "ratifiable")),
    *(effect(FORCE, stage, 0.11, 0.06) for stage in ("acceptable", "durable", "ratifiable")),
)
CURVE = finding(
    "levers.curve",
    {"cost": 0.0, "levers": "", "titles": "", **interval("share", 0.4), "n": 512,
     "is_cheapest": True},
    {"cost": 2.0, "levers": "watched-road", "titles": "A post on North's road",
     **interval("share", 0.42), "n": 512, "is_cheapest": True},
    {"cost": 3.0, "levers": "tell", "titles": "Tell the people", **interval("share", 0.41),
     "n": 512, "is_cheapest": False},
    {"cost": 5.0, "levers": "watched-road, league-force",
     "titles": "A post on North's road; A League force at the ridge",
     **interval("share", 0.55), "n": 512, "is_cheapest": True},
)  # fmt: skip
PAIRS = finding(
    "levers.pairs",
    {"a": "league-force", "a_title": "A League force", "b": "watched-road", "b_title": "A post",
     "cost": 5.0, "stage": "ratifiable", **interval("change", 0.15), "more_than_sum": 0.02,
     "n": 512},
    sentence="Of any two levers, these two together would raise the share most.",
)  # fmt: skip

COST: dict[str, Cell] = {
    "path": "preferences.north.no_deal.cost", "what": "preferences / North / no deal / cost",
}  # fmt: skip
GAINS: dict[str, Cell] = {
    "path": "commitments.stay-out.gains",
    "what": "commitments / stay out / gains",
}
SCREEN = finding(
    "tipping.screen",
    {**COST, "low": 3.0, "high": 10.0, "share_low_end": 0.2, "share_high_end": 0.6,
     "change": 0.4, "n": 64},
    {**GAINS, "low": 4.0, "high": 10.0, "share_low_end": 0.5, "share_high_end": 0.45,
     "change": -0.05, "n": 64},
)  # fmt: skip
CURVES = finding(
    "tipping.curves",
    *(
        {**COST, "value": float(value), **interval("share", 0.1 + 0.07 * value), "n": 256,
         "inside": 3 <= value <= 7, "obstacle": None}
        for value in range(1, 10)
    ),
)  # fmt: skip
POINTS = finding(
    "tipping.points",
    {**COST, "kind": "quarter", "value": 4.5, "ceiling": 0.73, "ceiling_value": 9.0},
    {**COST, "kind": "obstacle", "value": 7.2, "ceiling": None, "ceiling_value": None},
)
FALLS = finding(
    "tipping.no_deal",
    *(
        {"party": party, "party_name": name, "shift": float(shift),
         **interval("share", 0.4 + 0.02 * shift), "no_deal": 30.0, "ceiling": 0.9,
         "critical_low": 12.0, "critical": 25.0, "critical_high": 41.0}
        for party, name in (("north", "North"), ("south", "South"))
        for shift in (0, 5, 10, 15, 20)
    ),
)  # fmt: skip

SUM: dict[str, Cell] = {
    "label": "A", "condition": "accept:north", "stage": "acceptable", "holder": "north",
    "holder_name": "North", "sentence": "North prefers it to no deal", "unit": "points",
    "margin": -2.25,
}  # fmt: skip
SUMS = finding(
    "packages.sums",
    {**SUM, "part": 1, "about": "The border: The river (weight 75; value 0.5)", "amount": 37.5,
     "path": "preferences.north.values.border", "line": 99, "sources": "talks-3"},
    {**SUM, "part": 2, "about": "the no-deal value", "amount": -39.75,
     "path": "preferences.north.no_deal", "line": 116, "sources": ""},
    {**SUM, "condition": "line:north.border", "sentence": "it crosses no red line of North",
     "unit": "crossed", "margin": 0.0, "part": 1, "about": "The border: The river (not real)",
     "amount": 0.0, "path": "preferences.north.red_lines.border", "line": 120,
     "sources": "talks-3"},
    {**SUM, "condition": "cheat:north", "stage": "durable", "sentence": "North keeps its word",
     "margin": None, "part": 1, "about": "cheating", "amount": None,
     "path": "commitments.stay-out", "line": 160, "sources": ""},
)  # fmt: skip

BLOCKS = (CONFLICTS, CORRECTIONS, GAP)
HOLDING = (NEEDS, TIMES)
BODIES = (ASKED, APPROVALS, PIVOTAL)
LEVERS = (EFFECTS, CURVE, PAIRS)
TIPPING = (SCREEN, CURVES, POINTS, FALLS)
CHAPTERS: Mapping[str, tuple[Finding, ...]] = {
    "blocks": BLOCKS,
    "holding": HOLDING,
    "bodies": BODIES,
    "levers": LEVERS,
    "tipping": TIPPING,
    "sums": (SUMS,),
}
