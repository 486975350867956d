"""What each side gains or loses on each issue, from how things stand now."""

from __future__ import annotations

from parley.analysis.finding import Finding, TableBuilder, columns
from parley.analysis.study import Study, quantiles
from parley.conditions.worth import values, weights

QUESTION = "issues"
TRADE = 2.0
"""An issue on which one principal has so many times as much at stake as another invites a trade."""
NOTABLE = 5.0
"""Points below which a stake is too small to speak of a trade."""


def find(study: Study) -> tuple[Finding, ...]:
    """The conflict map."""
    return (stakes(study),)


def stakes(study: Study) -> Finding:
    """One row for each issue and principal, issues with most at stake first."""
    table = TableBuilder(
        columns(
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
            ("trade", "flag", "One principal has at least twice as much at stake as another."),
        )
    )
    by_issue = {issue: _of_issue(study, issue) for issue in study.space.issues}
    order = sorted(
        (issue for issue in by_issue if by_issue[issue]),
        key=lambda issue: -sum(float(row["stake"]) for row in by_issue[issue]),  # type: ignore[arg-type]
    )
    for issue in order:
        for row in by_issue[issue]:
            table.add(**row)  # type: ignore[arg-type]
    trades = [study.issue_title(issue) for issue in order if by_issue[issue][0]["trade"]]
    sentence = (
        f"On {', '.join(trades)} one principal has at least twice as much at stake as another: "
        "there one can give what costs it little for what it needs much."
        if trades
        else "On no issue do the stakes of the principals differ by a factor of two."
    )
    return Finding("issues.stakes", QUESTION, sentence, (), table.columns, tuple(table.rows))


def _of_issue(study: Study, issue: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for party in study.principals:
        if issue not in study.case.preferences[party].values:
            continue
        if issue not in weights(study.case, study.middle, party):
            continue
        weight = float(weights(study.case, study.middle, party)[issue][0])
        worth = {
            option: weight * float(column[0])
            for option, column in values(study.case, study.middle, party, issue).items()
        }
        low, _, high = quantiles(weights(study.case, study.draws, party)[issue])
        now = str(study.case.now[issue])
        best = max(worth, key=lambda option: worth[option])
        worst = min(worth, key=lambda option: worth[option])
        rows.append(
            {
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
        )
    sizes = [float(row["stake"]) for row in rows]  # type: ignore[arg-type]
    trade = len(sizes) > 1 and max(sizes) >= NOTABLE and max(sizes) >= TRADE * min(sizes)
    return [{**row, "trade": trade} for row in rows]
