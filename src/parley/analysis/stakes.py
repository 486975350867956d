"""What each side gains or loses on each issue, from how things stand now."""

from __future__ import annotations

from parley.analysis.finding import Cell, Finding, TableBuilder, columns
from parley.analysis.shortlist import importance
from parley.analysis.study import Study, quantiles
from parley.conditions.worth import values, weights

TRADE = 2.0
"""An issue on which one principal has so many times as much at stake as another invites a trade."""
NOTABLE = 5.0
"""Parts of a hundred below which a stake is too small to speak of a trade."""

STAKES = columns(
    ("issue", "text", "Key of the issue."),
    ("issue_title", "text", "Its title."),
    ("party", "text", "Key of the principal."),
    ("party_name", "text", "Its name."),
    ("weight", "points", "Weight of the issue in the central draw."),
    ("weight_low", "points", "10 % quantile of the weight over the draws."),
    ("weight_high", "points", "90 % quantile."),
    ("now_option_title", "text", "How the issue stands now."),
    ("best_option_title", "text", "The option that is worth most to the principal."),
    ("worst_option_title", "text", "The option that is worth least to it."),
    ("up", "points", "What its best option is worth more than now, central draw."),
    ("down", "points", "What its worst option is worth more than now: 0 or negative."),
    ("stake", "points", "What lies between its best and its worst option."),
    (
        "trade",
        "flag",
        "One principal has at least twice as much at stake as another, each as a part of all that "
        "it has at stake.",
    ),
)


def find(study: Study) -> tuple[Finding, ...]:
    """The conflict map."""
    return (stakes(study),)


def stakes(study: Study) -> Finding:
    """One row for each issue and principal, issues with most at stake first."""
    table = TableBuilder(STAKES)
    # Points of different parties are never compared; parts of what each has at stake are.
    parts: dict[str, dict[str, float]] = {issue: {} for issue in study.space.issues}
    for party in study.principals:
        for issue, part in importance(study.model, study.middle, party).items():
            parts[issue][party] = part
    order = sorted((i for i in parts if parts[i]), key=lambda i: -sum(parts[i].values()))
    trades = [issue for issue in order if _invites_trade(list(parts[issue].values()))]
    for issue in order:
        for party in study.principals:
            if party in parts[issue]:
                table.add(**_stake(study, issue, party), trade=issue in trades)
    named = ", ".join(study.issue_title(issue) for issue in trades)
    sentence = (
        f"On {named} one principal has at least twice as much at stake as another: there one can "
        "give what costs it little for what it needs much."
        if trades
        else "On no issue do the stakes of the principals differ by a factor of two."
    )
    return table.finding("issues.stakes", sentence)


def _invites_trade(parts: list[float]) -> bool:
    most = max(parts)
    return len(parts) > 1 and most >= NOTABLE and most >= TRADE * min(parts)


def _stake(study: Study, issue: str, party: str) -> dict[str, Cell]:
    weight = float(weights(study.case, study.middle, party)[issue][0])
    worth = {
        option: weight * float(column[0])
        for option, column in values(study.case, study.middle, party, issue).items()
    }
    low, _, high = quantiles(weights(study.case, study.draws, party)[issue])
    now = str(study.case.now[issue])
    best = max(worth, key=lambda option: worth[option])
    worst = min(worth, key=lambda option: worth[option])
    return {
        "issue": issue,
        "issue_title": study.issue_title(issue),
        "party": party,
        "party_name": study.name(party),
        "weight": weight,
        "weight_low": low,
        "weight_high": high,
        "now_option_title": study.option_title(issue, now),
        "best_option_title": study.option_title(issue, best),
        "worst_option_title": study.option_title(issue, worst),
        "up": worth[best] - worth[now],
        "down": worth[worst] - worth[now],
        "stake": worth[best] - worth[worst],
    }
