"""The numbers of the case behind one cell of a table, for one package in one draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from parley.case.schema import Case
from parley.conditions.forms import NANO, Table, total
from parley.conditions.lines import luck
from parley.conditions.view import Number, Part, View
from parley.conditions.worth import (
    beliefs,
    home,
    preference_of,
    utility,
    values,
    weights,
)


def unfold(view: View, table: Table, amount: float | None) -> Part:
    """A part with what is behind it; an amount of None is for the caller to say."""
    # The tables of a vote are many of one member: their keys say more than where they stand.
    path = table.reads[0] if ":" in table.key and table.reads else table.key
    part = Part(table.about, amount, path)
    behind = BEHIND.get(_kind(path))
    return part if behind is None else behind(view, part)


def _kind(path: str) -> str:
    """What stands at the path of a table."""
    head, *rest = path.split(".")
    if head == "preferences":
        return rest[1]
    if head == "bodies" and "preferences" in rest:
        return rest[rest.index("preferences") + 1]
    return f"{head}.{rest[1]}" if head == "bodies" else head


def _party(path: str) -> tuple[str, list[str]]:
    """Whose preferences a path is of, and what follows."""
    parts = path.split(".")
    place = parts.index("preferences")
    return (".".join(parts[:place]), parts[place + 1 :]) if place else (parts[1], parts[2:])


def _made(part: Part, *numbers: Number, note: str = "", about: str = "") -> Part:
    return Part(about or part.about, part.amount, part.path, numbers, part.parts, note)


def _issue(view: View, part: Part) -> Part:
    party, (_, issue) = _party(part.path)
    axis_weight = float(weights(view.case, view.draws, party)[issue][0])
    worth = float(values(view.case, view.draws, party, issue)[view.package[issue]][0])
    return _made(
        part,
        Number("weight", axis_weight, f"{home(party)}.weights"),
        Number("value", worth, part.path),
        about=f"{part.about}: {view.option(issue)}",
    )


def _extra(view: View, part: Part) -> Part:
    party, (_, name, _) = _party(part.path)
    is_there = view.matches(preference_of(view.case, party).extras[name].when)
    return _made(
        part, view.number("points", part.path), note="" if is_there else "not in this package"
    )


def _risk(view: View, part: Part) -> Part:
    party, _ = _party(part.path)
    risk = preference_of(view.case, party).risk
    assert risk is not None
    times = [
        view.number(f"times, {view.option(str(issue))}", f"{part.path}.times.{issue}.{option}")
        for issue, option in ((issue, view.package[str(issue)]) for issue in risk.times)
    ]
    return _made(
        part,
        view.number("chance", f"{part.path}.chance"),
        *times,
        view.number("loss", f"{part.path}.loss"),
    )


def _no_deal(view: View, part: Part) -> Part:
    """The terms of r: going on as now until it ends, each end, what is added."""
    party, _ = _party(part.path)
    case, path = view.case, part.path
    outlook = preference_of(case, party).no_deal
    added = []
    if outlook.plus is not None:
        plus = view.number("plus", f"{path}.plus")
        added = [Part("added to it", plus.value, plus.path, (plus,))]
    if outlook.value is not None:
        stated = view.number("stated", f"{path}.value")
        terms = [Part("as stated", stated.value, stated.path, (stated,))]
        return Part(part.about, part.amount, path, (), (*terms, *added))
    codes = np.array([view.space.code(terms) for terms in _outcomes(case)])
    worths = total(utility(case, view.space, party), view.space, view.draws, codes)[0] / NANO
    now = (Number("worth of now", float(worths[0]), "now"), view.number("cost", f"{path}.cost"))
    gain = now[0].value - now[1].value
    if outlook.years is None:
        return Part(part.about, part.amount, path, (), (Part("as now", gain, "now", now), *added))
    rho = view.number("discount", f"{home(party)}.discount")
    years = view.number("years until it ends", f"{path}.years")
    horizon = rho.value * years.value
    goes_on = Part("as now until it ends", horizon * gain / (1 + horizon), "now", now)
    held = beliefs(case, view.draws, party)
    ended = []
    for place, (name, end) in enumerate(case.ends.items(), 1):
        belief = Number("belief", float(held[str(name)][0]), f"{path}.beliefs.{name}")
        worth = Number("worth of that end", float(worths[place]), f"ends.{name}")
        less = [view.number("less", f"ends.{name}.less")] if end.less is not None else []
        net = worth.value - sum(number.value for number in less)
        amount = belief.value * net / (1 + horizon)
        ended.append(Part(f"it ends: {end.title}", amount, worth.path, (belief, worth, *less)))
    return Part(part.about, part.amount, path, (rho, years), (goes_on, *ended, *added))


def _outcomes(case: Case) -> list[Mapping[str, str]]:
    return [case.now, *(end.terms for end in case.ends.values())]


def _line(view: View, part: Part) -> Part:
    party, (_, name) = _party(part.path)
    preference = view.case.preferences[party]
    line = preference.red_lines[name]
    hardness = None if preference.hardness is None else f"preferences.{party}.hardness"
    named = (
        [f"{part.path}.real"]
        if line.never is not None
        else [f"{part.path}.floor.{option}" for option in line.floor or {}]
    )
    chances = [view.number(_chance(view, path), path) for path in named]
    drawn = luck(view.draws, party, part.path, hardness)
    is_here = line.never is None or view.matches(line.never)
    return _barred(view, part, chances, None if drawn is None else float(drawn[0]), is_here)


def _block(view: View, part: Part) -> Part:
    _, name, _, issue = part.path.split(".")
    named = [f"{part.path}.{option}" for option in view.case.blocks[name].chances[issue]]
    chances = [view.number(_chance(view, path), path) for path in named]
    drawn = float(view.draws.uniforms[part.path][0, 0]) if view.draws.uniforms else None
    return _barred(view, part, chances, drawn, is_here=True)


def _chance(view: View, path: str) -> str:
    """What a chance is of: an option, or a combination."""
    *_, issue, word, option = path.split(".")
    issue = word if word in view.case.issues else issue
    found = view.case.issues.get(issue)
    if found is None or option not in found.options:
        return "chance that it is real"
    return f"chance, {found.options[option].title}"


def _barred(
    view: View, part: Part, chances: list[Number], drawn: float | None, is_here: bool
) -> Part:
    rule = "counts as real where at least even"
    if drawn is not None:
        rule = f"real where the luck of this draw, {drawn:.6f}, is below its chance"
    if part.amount:
        note = f"real, and this package crosses it; {rule}"
    elif is_here:
        note = f"not real for this package in this draw; {rule}"
    else:
        note = "this package does not touch it"
    issues = [issue for issue in part.path.split(".")[-1:] if issue in view.case.issues]
    about = f"{part.about}: {view.option(issues[0])}" if issues else part.about
    return _made(part, *chances, note=note, about=about)


def _later(view: View, part: Part) -> Part:
    _, party, name = part.path.split(".")
    table = view.case.later[party][name]
    number = view.number("points", view.cell(table, part.path))
    return _made(part, number, note="" if view.matches(table.when) else "not in this package")


def _penalty(view: View, part: Part) -> Part:
    _, party, name = part.path.split(".")
    table = view.case.penalties[party][name]
    return _made(
        part,
        view.number("point-years", view.cell(table, part.path)),
        view.number("discount", f"preferences.{party}.discount"),
        note="" if view.matches(table.when) else "not in this package",
    )


def _commitment(view: View, part: Part) -> Part:
    """What cheating brings: while it lasts, and after the break."""
    _, name = part.path.split(".")
    commitment, response = view.case.commitments[name], view.case.response
    assert response is not None
    if not view.matches(commitment.when):
        return _made(part, note="nothing is undertaken here in this package")
    seen = view.number("years until seen", view.cell(response.seen, "response.seen"))
    acted = view.number("years until acted upon", view.cell(response.acted, "response.acted"))
    rho = view.number("discount", f"preferences.{commitment.party}.discount")
    gains = view.number("gains a year", f"{part.path}.gains")
    builds = (view.number("builds a year", f"{part.path}.builds"),) if commitment.builds else ()
    numbers = (gains, *builds, seen, acted, rho)
    years = seen.value + acted.value
    if part.amount is None:
        return _made(part, *numbers, note="no consequence ever follows, so it pays for ever")
    if np.isinf(years):
        return _made(part, *numbers, note="no consequence ever follows, but nothing is gained")
    terms = [Part("while it lasts", -rho.value * years * gains.value, gains.path)]
    for number in builds:
        amount = -number.value * years / (1 + rho.value * years)
        terms.append(Part("after the break", amount, number.path))
    return Part(part.about, part.amount, part.path, numbers, tuple(terms))


def _support(view: View, part: Part) -> Part:
    *_, issue = part.path.split(".")
    if issue == "base":
        return _made(part, view.number("log-odds", part.path))
    _, name, *_ = part.path.split(".")
    body = view.case.bodies[name]
    assert body.support is not None
    option = view.package[issue]
    about = f"{part.about}: {view.option(issue)}"
    if option not in body.support.by[issue]:
        return _made(part, about=about, note="changes nothing")
    return _made(part, view.number("log-odds", f"{part.path}.{option}"), about=about)


def _quota(view: View, part: Part) -> Part:
    return _made(part, view.number("log-odds", part.path))


def _member(view: View, part: Part) -> Part:
    """A member of which a share says yes."""
    _, body, _, member = part.path.split(".")
    yes = view.case.bodies[body].members[member].yes
    if yes is None:
        return part
    numbers = [view.number("share that says yes", f"{part.path}.yes.base")]
    if f"{part.path}.seats" in view.draws.columns:
        numbers.insert(0, view.number("seats", f"{part.path}.seats"))
    for issue, odds in yes.by.items():
        option = view.package[str(issue)]
        if option in odds:
            words = f"odds times, {view.option(str(issue))}"
            numbers.append(view.number(words, f"{part.path}.yes.by.{issue}.{option}"))
    return _made(part, *numbers, about=f"{part.about}: a share says yes")


BEHIND: dict[str, Callable[[View, Part], Part]] = {
    "values": _issue,
    "extras": _extra,
    "risk": _risk,
    "no_deal": _no_deal,
    "red_lines": _line,
    "blocks": _block,
    "later": _later,
    "penalties": _penalty,
    "commitments": _commitment,
    "bodies.support": _support,
    "bodies.quota": _quota,
    "bodies.members": _member,
}
"""What stands at the path of a table, to how its numbers are named."""
