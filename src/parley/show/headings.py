"""Headings: one sentence each that states the finding, for any case."""

from __future__ import annotations

from collections.abc import Sequence

from parley.analysis.shares import in_100, of_100, readings
from parley.case.schema import Case
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, listed, quoted, small, some_of

LATER_STAGES = {
    "durable": "hold",
    "ratifiable": "be ratified",
    "reachable": "be reached step by step",
}
NOTHING = "This run did not work it out"


def last_stage(findings: Findings) -> Record:
    """The row of the last stage that the run knows."""
    rows = findings.rows("funnel.stages")
    return rows[-1] if rows else {}


def passing(stage: str) -> str:
    """What a package that gets through a stage can do."""
    return (
        "could be signed" if stage in ("acceptable", "") else f"passes every stage up to “{stage}”"
    )


def answer(findings: Findings) -> str:
    """The answer: one text first, then some text."""
    row = last_stage(findings)
    single, some = number(row, "single"), number(row, "some")
    if single is None or some is None:
        return NOTHING
    does = passing(text(row, "stage"))
    if some <= 0:
        return f"No text {does} in any reading of the stated judgements"
    if single >= 1:
        return f"One and the same text {does} in every reading of the stated judgements"
    if hundredths(single) == hundredths(some):
        return f"One and the same text {does} {readings(single)}, and that is as often as any does"
    return (
        f"One and the same text {does} {readings(single)}; if one knew which reading is true, "
        f"some text {does} {readings(some)}"
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
        return f"A menu of three texts {menu_words} and covers all that could be signed at all"
    return (
        f"A menu of three texts {menu_words}; "
        f"knowing which reading is true would add {by_knowing} more"
    )


def variants(findings: Findings) -> str:
    """What the answer owes to red lines."""
    shares = {text(row, "variant"): number(row, "some") for row in findings.rows("funnel.variants")}
    judged, none = shares.get("judged"), shares.get("red_lines_none")
    if judged is None or none is None:
        return NOTHING
    if not any(text(row, "kind") == "red line" for row in findings.rows("lines.options")):
        return "The case states no red lines; what blocks and weights owe to judgement stands below"
    if hundredths(judged) == hundredths(none):
        return "Red lines hardly move the answer: without any, it would be the same"
    return (
        f"If no red line were real, some text could be signed {readings(none)} "
        f"instead of {in_100(judged)}"
    )


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
        return NOTHING
    least = min(rows, key=lambda row: known(row, "clear"))
    if known(least, "clear") >= 1:
        return "On every issue, some option is left in every reading"
    issue, left = quoted(text(least, "issue_title")), readings(known(least, "clear"))
    return f"{issue} is shut most often: some option is left {left}"


def stakes(findings: Findings) -> str:
    """Where each principal has most at stake."""
    rows = findings.rows("issues.stakes")
    if not rows:
        return "No principal's stakes are in the case"
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
    title, passes = quoted(text(top, "title")), known(top, "passes")
    if len(given) == 1:
        return f"The one named proposal, {title}, could be signed {readings(passes)}"
    count = some_of(len(given), "named proposal")
    if passes <= 0:
        return f"None of the {count} could be signed in any reading"
    if passes < 0.005:
        return f"None of the {count} could be signed in as much as 1 of 100 readings"
    return f"Of {count}, {title} could be signed most often: {readings(passes)}"


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
            words = f"{factor} moves the answer most: some text could be signed {', '.join(ends)}"
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
    """What this version leaves out."""
    there = {text(row, "stage") for row in findings.rows("funnel.stages")}
    absent = [words for stage, words in LATER_STAGES.items() if stage not in there]
    if not absent:
        return "What the case leaves out, the answer leaves out"
    return f"Whether a deal would {listed(absent, 'or')} is not modelled in this version"
