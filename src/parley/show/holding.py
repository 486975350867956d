"""The chapter on whether a deal would hold: what it needs against what it offers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from parley.analysis.shares import readings
from parley.case.schema import Case
from parley.show.charts import Chart, Strip, StripRow, Strips, point_ticks, sample
from parley.show.cuts import left_out
from parley.show.marks import Scale, bar, dot, rounded_scale, track, upright
from parley.show.matrix import full_scale
from parley.show.naming import Package
from parley.show.parties import Face
from parley.show.records import Findings, Record, grouped, known, number, text
from parley.show.times import times
from parley.show.words import hundredths, listed, margin, size, whole

BINDS = {
    "later": "coming back stronger",
    "cheating": "cheating quietly",
    "both": "both of these",
    "no deal": "no deal alone",
}
NEED_KEY = (
    (
        sample(Markup('<rect class="nodeal" x="2" y="4" width="26" height="10"/>')),
        "what no deal is worth",
    ),
    (
        sample(Markup('<rect class="later" x="3" y="5" width="24" height="8"/>')),
        "more, so as not to come back stronger",
    ),
    (
        sample(Markup('<rect class="hatched" x="3" y="5" width="24" height="8"/>')),
        "more, so as not to cheat quietly",
    ),
    (
        sample(Markup('<circle class="worth party-1" cx="15" cy="9" r="5"/>')),
        "what the package is worth while kept",
    ),
)


@dataclass(frozen=True)
class BreakEven:
    """The values at which one package just holds for one party."""

    label: str
    face: Face
    years: str
    penalty: str
    later: str
    binds: str


@dataclass(frozen=True)
class Holding:
    """The chapter.

    Attributes
    ----------
    leads
        Break-even values of the single text in words, party by party.
    needs
        None where they were left out for an audience.
    """

    title: str
    leads: tuple[tuple[Face, str], ...]
    needs: Strips | None
    break_even: tuple[BreakEven, ...]
    times: Chart | None


def holding(
    findings: Findings, case: Case, faces: dict[str, Face], shown: tuple[Package, ...]
) -> Holding | None:
    """The chapter; nothing where the case says nothing of what keeps a deal."""
    rows = findings.rows("holding.needs")
    finding = findings.get("holding.needs")
    if not rows and finding is not None and left_out(finding):
        return Holding(finding.sentence.removesuffix("."), (), None, (), times(findings))
    if not rows:
        return None
    single = _single(rows, shown)
    return Holding(
        _title(rows, single),
        tuple(
            (faces[text(row, "party")], text(row, "break_even"))
            for row in rows
            if text(row, "label") == single and text(row, "break_even")
        ),
        _needs(findings, case, faces, shown),
        tuple(_break_even(row, faces) for row in rows),
        times(findings),
    )


def _single(rows: Sequence[Record], shown: tuple[Package, ...]) -> str:
    """Letter of the text that passes most often, or of the first package asked."""
    menu = next((each.label for each in shown if each.about == "passes most often of all"), "")
    labels = [text(row, "label") for row in rows]
    return menu if menu in labels else labels[0]


def _title(rows: Sequence[Record], single: str) -> str:
    """Who would keep to the single text how often, and what it must beat."""
    mine = [row for row in rows if text(row, "label") == single]
    least = min(mine, key=lambda row: known(row, "holds"))
    if all(known(row, "holds") >= 1 for row in mine):
        names = listed([text(row, "party_name") for row in mine])
        return f"{names} would keep to package {single} in every reading"
    others = [
        f"{text(row, 'party_name')} {readings(known(row, 'holds'))}"
        for row in mine
        if row is not least
    ]
    more = f", {listed(others)}" if others else ""
    return (
        f"{text(least, 'party_name')} would keep to package {single} "
        f"{readings(known(least, 'holds'))}{more}"
    )


def _needs(
    findings: Findings, case: Case, faces: dict[str, Face], shown: tuple[Package, ...]
) -> Strips:
    """Needed against available: packages down, parties across."""
    by_party = grouped(findings.rows("holding.needs"), "party")
    sides = [face for key, face in faces.items() if key in by_party]
    scales = {face.key: _scale(by_party[face.key]) for face in sides}
    full = {face.key: full_scale(findings, case, face.key) for face in sides}
    rows = tuple(
        StripRow(
            each.label,
            each.short,
            tuple(
                _need(each.label, face, by_party[face.key], scales[face.key], full[face.key])
                for face in sides
            ),
        )
        for each in shown
        if each.has_terms
    )
    return Strips(
        "needs",
        "What keeping each package needs, and what it offers",
        "The bar is what the package must be worth to the party: what no deal is worth, and on "
        "top what keeps it from coming back stronger and from cheating quietly. The dot is what "
        "the package is worth to it while it is kept. The package holds where the dot lies at or "
        "beyond the end of the bar: beside it, in how many of 100 readings, and by how much in the "
        "middle one. Middle readings, in points of the party's own scale; the analyst's "
        "judgement, not the party's.",
        tuple(sides),
        rows,
        tuple(point_ticks(scales[face.key]) for face in sides),
        "points of {}, own scale",
        ("holding.needs",),
        NEED_KEY,
    )


def _scale(rows: Sequence[Record]) -> Scale:
    ends = [known(row, name) for row in rows for name in ("need", "available", "no_deal")]
    return rounded_scale(min(ends), max(ends))


def _need(
    label: str, face: Face, rows: Sequence[Record], scale: Scale, full: float
) -> Strip | None:
    row = next((row for row in rows if text(row, "label") == label), None)
    if row is None:
        return None
    rest, need, has = known(row, "no_deal"), number(row, "need"), known(row, "available")
    marks = [bar(scale, 0, rest, "nodeal", 4, 10)]
    if need is None:
        marks.append(bar(scale, rest, scale.high, "hatched", 4, 10))
        said = "no number is enough: a breach would have no consequences"
    else:
        turn = _turn(row, rest, need)
        if turn > rest:
            marks.append(bar(scale, rest, turn, "later", 5, 8))
        if need > turn:
            marks.append(bar(scale, turn, need, "hatched", 5, 8))
        marks.append(upright(scale, need, "nodeal-line", 2, 16))
        said = f"needs {whole(need)}, of which {whole(rest)} for no deal"
    marks.append(dot(scale, has, f"worth {face.style}"))
    words = margin(number(row, "margin"), full) if need is not None else "fails"
    says = f"{face.name}, package {label}: {said}; offers {whole(has)}; {words}"
    picture = track(f"needs-{label}-{face.key}", says, scale, marks)
    return Strip(face, picture, f"{hundredths(number(row, 'holds'))} of 100, {words}")


def _turn(row: Record, rest: float, need: float) -> float:
    """Where what is needed against coming back ends and what is needed against cheating begins.

    Middles do not add up to the middle of the sum, so that both share what lies between.
    """
    later, premium = max(0.0, known(row, "later")), max(0.0, known(row, "premium"))
    both = later + premium
    return rest + max(0.0, need - rest) * (later / both if both > 0 else 0.0)


def _break_even(row: Record, faces: dict[str, Face]) -> BreakEven:
    is_asked = bool(row.get("applies"))
    years = _limit(row, "years", "at_most") if is_asked else "not asked"
    penalty = _limit(row, "penalty", "at_least") if is_asked else "not asked"
    has_later = number(row, "later") is not None or number(row, "later_at_most") is not None
    return BreakEven(
        text(row, "label"),
        faces[text(row, "party")],
        years,
        penalty,
        _limit(row, "later", "at_most") if has_later else "not asked",
        BINDS.get(text(row, "binds"), text(row, "binds")),
    )


def _limit(row: Record, name: str, end: str) -> str:
    """A break-even value beside what the case has; a word where there is no such value."""
    value, central = number(row, f"{name}_{end}"), number(row, f"central_{name}")
    if value is None:
        holds = (number(row, "central_margin") or 0.0) >= 0
        return "any would do" if holds else "none would do"
    has = f"; the case has {size(central)}" if central is not None else ""
    return f"{end.replace('_', ' ')} {size(value)}{has}"
