"""Headings: one sentence each that states the finding, for any case."""

from __future__ import annotations

from collections.abc import Sequence

from parley.analysis.shares import in_100, of_100, readings
from parley.case.schema import Case
from parley.show.cuts import left_out
from parley.show.passing import does, last_stage, passes, stages
from parley.show.records import Findings, grouped, known, number, text
from parley.show.words import hundredths, listed, quoted, small, some_of

KEPT = {"durable": "hold", "ratifiable": "be ratified"}
"""Stages of which a case may say nothing."""
NOTHING = "This run did not work it out"


def kept_back(findings: Findings, name: str, what: str) -> str:
    """What stands for a finding that was left out for an audience; empty where it was not."""
    return f"{what} is not shown in this copy" if left_out(findings.get(name)) else ""


def answer(findings: Findings) -> str:
    """The answer: one text first, then some text."""
    row = last_stage(findings)
    single, some = number(row, "single"), number(row, "some")
    if single is None or some is None:
        return NOTHING
    does_all = does(findings)
    if some <= 0:
        none = "No text" if len(stages(findings)) < 2 else "Nothing gets through: no text"
        return f"{none} {does_all} in any reading of the stated judgements"
    if single >= 1:
        return f"One and the same text {does_all} in every reading of the stated judgements"
    if hundredths(single) == hundredths(some):
        return (
            f"One and the same text {does_all} {readings(single)}, and that is as often as any does"
        )
    return (
        f"One and the same text {does_all} {readings(single)}; if one knew which reading is true, "
        f"some text could {readings(some)}"
    )


def funnel(findings: Findings) -> str:
    """What knowing more would add to the single text."""
    row = last_stage(findings)
    single, menu, some = (number(row, name) for name in ("single", "menu", "some"))
    if single is None or menu is None or some is None:
        return NOTHING
    if some <= 0:
        return "Nothing gets through: every package that breaks no rule fails in every reading"
    by_menu = of_100(menu) - of_100(single)
    by_knowing = of_100(some) - of_100(menu)
    if by_menu <= 0 and by_knowing <= 0:
        return "Neither a menu of three texts nor knowing the reading would add to the single text"
    menu_words = f"adds {by_menu} readings of 100" if by_menu > 0 else "adds nothing"
    if by_knowing <= 0:
        return f"A menu of three texts {menu_words} and covers all that {passes(findings)} at all"
    return (
        f"A menu of three texts {menu_words}; "
        f"knowing which reading is true would add {by_knowing} more"
    )


def variants(findings: Findings) -> str:
    """Which mechanism, left out alone, would open most."""
    rows = {text(row, "variant"): row for row in findings.rows("funnel.variants")}
    judged = number(rows.get("judged", {}), "some")
    without = [row for key, row in rows.items() if key.endswith("_none")]
    if judged is None or not without:
        return NOTHING
    top = max(without, key=lambda row: known(row, "some"))
    some = known(top, "some")
    if hundredths(some) == hundredths(judged):
        return "Nothing binds alone: without any one mechanism the answer would be the same"
    return (
        f"{text(top, 'title')}, some text {passes_if(findings)} {readings(some)} "
        f"instead of {in_100(judged)}"
    )


def passes_if(findings: Findings) -> str:
    """What a text could do if something were otherwise."""
    return "could be signed" if len(stages(findings)) < 2 else "would pass"


def removal(findings: Findings) -> str:
    """The two lines or blocks that open most."""
    rows = [row for row in findings.rows("lines.removal") if known(row, "change") >= 0.005]
    if not findings.rows("lines.removal"):
        return "The case states no red line and no block"
    if not rows:
        return "No red line and no block, taken away alone, would open a deal"
    named = [
        f"{text(row, 'holder_name')}'s {text(row, 'kind')} on {quoted(text(row, 'words'))}"
        for row in rows[:2]
    ]
    verb = "opens" if len(named) == 1 else "open"
    return f"Taken away alone, {listed(named)} {verb} most"


def pairs(findings: Findings, case: Case) -> str:
    """Whose lines together leave nothing."""
    rows = findings.rows("lines.pairs")
    if not rows:
        stated = findings.rows("lines.options")
        return (
            "No two red lines or blocks of different holders leave nothing to sign"
            if stated
            else "Nobody insists: the case states no red lines and no blocks"
        )
    row = rows[0]
    share, a, b = readings(known(row, "share")), text(row, "a_name"), text(row, "b_name")
    on_a, on_b = subject(case, text(row, "a_path")), subject(case, text(row, "b_path"))
    if not b:
        return f"{a} alone leaves nothing to sign on {on_a} {share}"
    if on_a == on_b:
        return f"{a} and {b} leave nothing to sign on {on_a} {share}"
    return f"{a} on {on_a} and {b} on {on_b} leave nothing to sign {share}"


def subject(case: Case, path: str) -> str:
    """What a red line or block is about, from where it stands in the case."""
    name = path.split(".")[-1]
    return (
        quoted(str(case.issues[name].title)) if name in case.issues else "a combination of issues"
    )


def clear(findings: Findings) -> str:
    """The issue on which least is left."""
    rows = findings.rows("lines.clear")
    if not rows:
        return (
            kept_back(findings, "lines.clear", "How often some option is left on each issue")
            or NOTHING
        )
    least = min(rows, key=lambda row: known(row, "clear"))
    if known(least, "clear") >= 1:
        return "On every issue, some option is left in every reading"
    issue, left = quoted(text(least, "issue_title")), readings(known(least, "clear"))
    return f"{issue} is shut most often: some option is left {left}"


def stakes(findings: Findings) -> str:
    """Where each principal has most at stake."""
    rows = findings.rows("issues.stakes")
    if not rows:
        return (
            kept_back(findings, "issues.stakes", "What each principal has at stake")
            or "No principal's stakes are in the case"
        )
    top = {
        text(mine[0], "party_name"): text(
            max(mine, key=lambda row: known(row, "stake")), "issue_title"
        )
        for mine in grouped(rows, "party").values()
    }
    if len(set(top.values())) == 1 and len(top) > 1:
        issue = quoted(next(iter(top.values())))
        return f"{listed(list(top))} have most at stake on the same issue: {issue}"
    first, *rest = top.items()
    return f"{first[0]} has most at stake on " + listed(
        [quoted(first[1]), *(f"{name} on {quoted(issue)}" for name, issue in rest)]
    )


def conditions(findings: Findings) -> str:
    """How far the named proposals get."""
    rows = [row for row in findings.rows("packages.shortlist") if text(row, "reference")]
    given = [row for row in rows if number(row, "passes") is not None]
    if not rows:
        return "The case names no past proposal; the texts below stand beside no deal"
    if not given:
        return "No named proposal can be tested: none has terms that break no rule"
    top = max(given, key=lambda row: known(row, "passes"))
    title, share = quoted(text(top, "title")), known(top, "passes")
    verb = passes(findings)
    if len(given) == 1:
        return f"The one named proposal, {title}, {verb} {readings(share)}"
    count = some_of(len(given), "named proposal")
    if share <= 0:
        return f"None of the {count} {verb} in any reading"
    if share < 0.005:
        return f"None of the {count} {verb} in as much as 1 of 100 readings"
    return f"Of {count}, {title} {verb} most often: {readings(share)}"


def types(labels: Sequence[str], findings: Findings) -> str:
    """What the types share, and over what they differ."""
    if not labels:
        return "There is no type of package to show, because nothing passes"
    if len(labels) == 1:
        return "Only one type of package passes"
    options: dict[str, set[str]] = {}
    for row in findings.rows("packages.terms"):
        if text(row, "label") in labels:
            options.setdefault(text(row, "issue_title"), set()).add(text(row, "option"))
    same = [title for title, found in options.items() if len(found) == 1]
    differ = sorted((t for t in options if len(options[t]) > 1), key=lambda t: -len(options[t]))
    over = listed([quoted(title) for title in differ[:2]])
    found = some_of(len(labels), "type").capitalize()
    if not same:
        return f"{found} of package differ on every issue, most on {over}"
    agreed = small(len(same))
    return (
        f"{found} of package agree on {agreed} of {some_of(len(options), 'issue')}; "
        f"they differ most on {over}"
    )


def refusals(findings: Findings, principals: Sequence[str]) -> str:
    """Why each principal says no, where it does."""
    by_party = grouped(findings.rows("packages.refusals"), "party")
    if not by_party and left_out(findings.get("packages.refusals")):
        return kept_back(findings, "packages.refusals", "Who would refuse which package, and why,")
    reasons: dict[str, list[str]] = {}
    for party in principals:
        rows = by_party.get(party, [])
        if not rows:
            continue
        name = text(rows[0], "party_name")
        worse = sum(known(row, "worse") for row in rows) / len(rows)
        never = sum(known(row, "never") for row in rows) / len(rows)
        reasons.setdefault(_reason(worse, never), []).append(name)
    clauses = []
    for reason, names in reasons.items():
        verb = "say" if len(names) > 1 else "says"
        clauses.append(f"{listed(names)} {reason.format(verb)}")
    return "; ".join(clauses) or "No package is looked at one by one, so nobody refuses one"


def _reason(worse: float, never: float) -> str:
    """Why somebody says no, from the mean shares over the packages; braces stand for the verb."""
    if max(worse, never) < 0.005:
        return "hardly ever {} no"
    if never > worse + 0.02:
        return "{} no mostly because of red lines"
    if worse > never + 0.02:
        return "{} no mostly because no deal is worth more"
    return "{} no as often because of red lines as for what no deal is worth"


def factors(findings: Findings) -> str:
    """The factor between whose states the answer moves most."""
    best: tuple[float, str] = (-1.0, "")
    verb = passes(findings)
    for rows in grouped(findings.rows("factors.states"), "factor").values():
        there = [row for row in rows if number(row, "some") is not None]
        if len(there) < 2:
            continue
        there = sorted(there, key=lambda row: known(row, "some"))
        low, high = there[0], there[-1]
        spread = known(high, "some") - known(low, "some")
        if spread > best[0] and known(low, "some_high") < known(high, "some_low"):
            ends = [
                f"{readings(known(row, 'some'))} where it is {quoted(text(row, 'state_title'))}"
                for row in (low, high)
            ]
            factor = quoted(text(low, "factor_title"))
            words = f"{factor} moves the answer most: some text {verb} {', '.join(ends)}"
            best = (spread, words)
    if not findings.rows("factors.states"):
        return "The case names no outside factors"
    return best[1] or "No factor moves the answer by more than sampling error could"


def evidence(findings: Findings) -> str:
    """How many numbers rest on what."""
    counts = {
        text(row, "kind"): int(known(row, "count")) for row in findings.rows("evidence.counts")
    }
    every = sum(counts.values())
    if not every:
        return NOTHING
    if counts.get("judged", 0) == every:
        return (
            f"All {every} numbers are judgements: none comes straight from a source, "
            "none is assumed"
        )
    return (
        f"Of {every} numbers {counts.get('sourced', 0)} come straight from a source, "
        f"{counts.get('judged', 0)} are judgements, and {counts.get('assumed', 0)} are assumed"
    )


def limits(findings: Findings) -> str:
    """What is not asked."""
    there = stages(findings)
    absent = [words for stage, words in KEPT.items() if stage not in there]
    steps = "by which steps it could be reached"
    if not absent:
        return f"What passes was asked up to ratification, not {steps}"
    return f"The case does not say what would make a deal {listed(absent, 'or')}, nor {steps}"
