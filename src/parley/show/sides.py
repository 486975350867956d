"""Figures of parties: what packages are worth to each, and why it says no."""

from __future__ import annotations

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.case.schema import Case
from parley.show import headings
from parley.show.charts import Strip, StripRow, Strips, percent_ticks, point_ticks, sample
from parley.show.marks import SHARES, Scale, bar, dot, rounded_scale, thin, track, upright
from parley.show.naming import Package
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.words import hundredths, listed, more_or_less, whole

SWING = Scale(0.0, 100.0, (0.0, 25.0, 50.0, 75.0, 100.0))


def values(
    findings: Findings, case: Case, faces: dict[str, Face], shown: tuple[Package, ...]
) -> Strips:
    """What each package is worth to each principal, against no deal."""
    by_party = grouped(findings.rows("packages.values"), "party")
    sides = [faces[party] for party in case.principals if party in by_party]
    scales = {face.key: _scale(case, face.key, by_party[face.key]) for face in sides}
    lines = [
        *((each.label, each.short) for each in shown if each.has_terms),
        ("now", "As things stand: not a deal, and the cost of going on is not counted here"),
    ]
    rows = tuple(
        StripRow(
            "" if label == "now" else label,
            name,
            tuple(_worth(label, face, by_party[face.key], scales[face.key]) for face in sides),
        )
        for label, name in lines
    )
    return Strips(
        "values",
        _values_title(findings, sides, shown),
        "Worth at signature, in points of the party's own scale, which cannot be compared with "
        "another's. The dot is the middle reading and the line holds 8 of 10 readings. The grey "
        "band is what no deal is worth to the party in 8 of 10 readings, its upright line the "
        f"middle one: the analyst's judgement, not the party's.{_beliefs(findings, faces)}",
        tuple(sides),
        rows,
        tuple(point_ticks(scales[face.key]) for face in sides),
        "worth to {}, own scale",
        ("packages.values", "no_deal.values"),
        (
            (
                sample(
                    Markup(
                        '<line class="range party-1" x1="3" x2="27" y1="9" y2="9"/>'
                        '<circle class="worth party-1" cx="15" cy="9" r="4.5"/>'
                    )
                ),
                "8 of 10 readings, middle one",
            ),
            (
                sample(
                    Markup(
                        '<rect class="nodeal" x="3" y="1" width="24" height="16"/>'
                        '<line class="nodeal-line" x1="15" x2="15" y1="0" y2="18"/>'
                    )
                ),
                "no deal",
            ),
        ),
    )


def _beliefs(findings: Findings, faces: dict[str, Face]) -> str:
    """What no deal would be worth to a party under the beliefs of another."""
    said = []
    for row in findings.rows("no_deal.values"):
        gap = number(row, "gap")
        if gap is not None and round(gap):
            other = faces.get(text(row, "gap_from"))
            said.append(
                f" If {text(row, 'party_name')} believed what "
                f"{other.name if other else 'the other'} "
                "is thought to believe about how it ends, no deal would be worth "
                f"{more_or_less(gap)} to it in the middle reading."
            )
    return "".join(said)


def _stops(findings: Findings) -> str:
    """Who else would stop which packages, and how often."""
    said = []
    for rows in grouped(findings.rows("packages.refusals"), "party").values():
        by_share: dict[str, list[str]] = {}
        for row in sorted(rows, key=lambda row: -known(row, "blocked")):
            if known(row, "blocked") > 0:
                share = readings(known(row, "blocked"))
                by_share.setdefault(share, []).append(text(row, "label"))
        if by_share:
            clauses = [f"{listed(labels)} {share}" for share, labels in by_share.items()]
            said.append(f" {text(rows[0], 'party_name')} would stop {'; '.join(clauses)}.")
    return "".join(said)


def _values_title(findings: Findings, sides: list[Face], shown: tuple[Package, ...]) -> str:
    """Who gains least from the single text."""
    single = next((each.label for each in shown if each.about == "passes most often of all"), "")
    worth = "What each package is worth to each principal"
    if not sides and (kept := headings.kept_back(findings, "packages.values", worth)):
        return kept
    if not single:
        return f"{worth}, beside no deal"
    by_party = grouped(findings.rows("packages.values"), "party")
    gains = []
    for face in sides:
        middle = {text(row, "label"): number(row, "median") for row in by_party[face.key]}
        offered, without = middle.get(single), middle.get("no deal")
        if offered is None or without is None:
            return worth
        gains.append(f"{whole(offered)} against {whole(without)} to {face.name}")
    return (
        f"In the middle of the readings, the single text and no deal are worth {', '.join(gains)}"
    )


def _scale(case: Case, party: str, rows: list[Record]) -> Scale:
    if case.preferences[party].scale == "swing":
        low = min((known(row, "low") for row in rows), default=0.0)
        high = max((known(row, "high") for row in rows), default=0.0)
        return SWING if low >= 0 and high <= 100 else rounded_scale(low, max(high, 100.0))
    return rounded_scale(
        min((known(row, "low") for row in rows), default=0.0),
        max((known(row, "high") for row in rows), default=0.0),
    )


def _worth(label: str, face: Face, rows: list[Record], scale: Scale) -> Strip | None:
    by_label = {text(row, "label"): row for row in rows}
    if label not in by_label:
        return None
    row, without = by_label[label], by_label.get("no deal", {})
    low, middle, high = known(row, "low"), known(row, "median"), known(row, "high")
    marks = []
    if without:
        marks = [
            bar(scale, known(without, "low"), known(without, "high"), "nodeal", 0, 18),
            upright(scale, known(without, "median"), "nodeal-line"),
        ]
    marks += [
        thin(scale, low, high, f"range {face.style}"),
        dot(scale, middle, f"worth {face.style}", radius=4.5),
    ]
    name = "as things stand" if label == "now" else f"package {label}"
    says = (
        f"{face.name}, {name}: {whole(middle)} points in the middle reading, {whole(low)} to "
        f"{whole(high)} in 8 of 10; no deal {whole(number(without, 'median'))}"
    )
    picture = track(f"values-{label}-{face.key}", says, scale, marks)
    return Strip(face, picture, whole(middle))


def refusals(
    findings: Findings, case: Case, faces: dict[str, Face], shown: tuple[Package, ...]
) -> Strips:
    """Worse than no deal, says never, or both: kept apart."""
    by_party = grouped(findings.rows("packages.refusals"), "party")
    sides = [
        face
        for key, face in faces.items()
        if any(
            number(row, "worse") is not None or number(row, "never") is not None
            for row in by_party.get(key, [])
        )
    ]
    rows = tuple(
        StripRow(
            each.label,
            each.short,
            tuple(_refusal(each.label, face, by_party[face.key]) for face in sides),
        )
        for each in shown
        if each.has_terms
    )
    return Strips(
        "refusals",
        headings.refusals(findings, list(case.principals)),
        "Of 100 readings, in how many the party would refuse the package, and why. Worse than no "
        "deal: it could be won over by better terms elsewhere. Says never: a red line is crossed, "
        "and nothing offered elsewhere mends that. Both: it would take two changes."
        f"{_stops(findings)}",
        tuple(sides),
        rows,
        tuple(percent_ticks(SHARES) for _ in sides),
        "readings of 100",
        ("packages.refusals",),
        tuple(
            (sample(Markup(shape)), words)
            for shape, words in (
                (
                    '<rect class="worse party-1" x="2" y="4" width="26" height="10"/>',
                    "worse than no deal only",
                ),
                (
                    '<rect class="both party-1" x="2" y="4" width="26" height="10"/>'
                    '<line class="core" x1="4" x2="26" y1="9" y2="9"/>',
                    "both",
                ),
                (
                    '<rect class="never party-1" x="3" y="5" width="24" height="8"/>',
                    "says never only",
                ),
            )
        ),
    )


def _refusal(label: str, face: Face, rows: list[Record]) -> Strip | None:
    row = next((row for row in rows if text(row, "label") == label), None)
    if row is None:
        return None
    worse, never = known(row, "worse"), known(row, "never")
    both = min(known(row, "both"), worse, never)
    a, b, c = worse - both, worse, worse + never - both
    marks = []
    if a > 0:
        marks.append(bar(SHARES, 0, a, f"worse {face.style}", 4, 10))
    if both > 0:
        marks.append(bar(SHARES, a, b, f"both {face.style}", 4, 10))
        marks.append(thin(SHARES, a, b, "core"))
    if never - both > 0:
        marks.append(bar(SHARES, b, c, f"never {face.style}", 5, 8))
    says = (
        f"{face.name}, package {label}: worse than no deal {readings(worse)}, says never "
        f"{readings(never)}, both {readings(both)}"
    )
    words = f"{hundredths(worse)} worse, {hundredths(never)} never" if c > 0 else "does not refuse"
    return Strip(face, track(f"refusals-{label}-{face.key}", says, SHARES, marks), words)
