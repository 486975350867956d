"""A small and a whole sound case as text, and short ways to read a changed one."""

from __future__ import annotations

from typing import Any

from parley.case import Case, CaseError, parse
from parley.case.problems import Problem

SMALL = """\
parley: 1
title: Two valleys
as_of: 2024-12-31
sources: {talks: {title: Joint statement, date: 2024-11}}
parties:
  north: {name: North, role: principal}
  south: {name: South, role: principal}
issues:
  border: {title: The border, options: {river: The river, ridge: The ridge, open: Left open}}
  monitors: {title: Monitoring, options: {none: None, league: The League's}}
now: {border: open, monitors: none}
preferences:
  north:
    weights: border > monitors
    values: {border: ridge > open > river, monitors: none > league}
    no_deal: {cost: 3..10}
  south: {like: north, values: {border: river > open > ridge}}
"""

WHOLE = """\
parley: 1
title: Two shores
as_of: 2024-12-31
sources: {minutes: {title: Minutes of the second meeting, publisher: The Guild, date: 2024-10}}
parties:
  east:  {name: East, role: principal}
  west:  {name: West, role: principal}
  guild: {name: The Guild, role: third, consent: [{patrols: guild}]}
issues:
  strait:  {title: The strait, options: {east: East, west: West, shared: Shared, closed: Closed}}
  patrols: {title: Patrols, options: {none: None, guild: The Guild's, joint: Joint}}
rules:
  shared-watch: {never: {strait: shared, patrols: none}, because: Somebody has to keep order.}
  west-watched: {if: {strait: west}, then: {patrols: [guild, joint]}}
references:
  draft-2018: {title: The draft of 2018, terms: {strait: east, patrols: guild}, source: minutes}
now: {strait: closed, patrols: none}
ends:
  west-wins: {title: West prevails, terms: {strait: west, patrols: none}}
  stays-shut: {title: It stays shut, terms: {strait: closed, patrols: none}, less: 0..10}
factors:
  trade: {title: Trade, states: {weak: 0.3, same: 0.5, strong: 0.2}}
  season: {title: The season, states: {calm: 0.6, rough: 0.4}}
cross_impacts:
  ours:
    title: Our own reading
    impacts:
      season: {rough: {trade: {weak: 2, same: {value: 1, note: A guess.}, strong: -3}}}
      trade: {strong: {season: {calm: +1}}}
    judgement: Ships keep to the ports in rough weather.
futures:
  inconsistency: 2
  weights: own
  own:
    quiet: {when: {season: calm, trade: [same, strong]}, times: 2.5, judgement: Last year's.}
preferences:
  west:
    judgement: Our reading of the minutes.
    weights: {is: strait > patrols, source: minutes}
    values:
      strait: west > shared > closed > east
      patrols: {none: 0, guild: 40..60, joint: 100}
    extras:
      orderly: {when: {strait: shared, patrols: guild}, points: 3..8}
    discount: 0.05..0.2
    risk: {chance: 0.3..0.6, times: {patrols: {none: 1, guild: 0.3..0.6, joint: 0.4..0.7}}, loss: 9}
    no_deal:
      cost: {value: 3..10, shifts: {trade: {weak: 1..4}}}
      years: 1..4
      beliefs: {west-wins: 0.2..0.4, stays-shut: {value: rest, note: What is left.}}
      belief_odds: {trade: {weak: {west-wins: 0.4..0.7}}}
    hardness: 0.3..0.8
    red_lines:
      strait: {floor: {closed: 0.1..0.3, east: 0.5..0.8}, source: minutes}
      unwatched:
        never: {strait: shared, patrols: none}
        real: {value: 0.4, odds: {trade: {weak: 0.7}}}
    statements:
      second: {refuses: {strait: east}, meant: 0.9, source: minutes}
  east:
    like: west
    weights: patrols > strait
    values: {strait: east > shared > closed > west}
    statements: absent
    red_lines: absent
  guild:
    weights: patrols > strait
    values: {strait: shared = closed | east > west, patrols: guild > joint > none}
    no_deal: {cost: 0}
blocks:
  council: {party: guild, any_of: 12, chances: {patrols: {guild: 0.1..0.3}}}
commitments:
  keep-off: {party: west, when: {strait: [shared, east]}, gains: 2..5, builds: 0..2, note: Old.}
  keep-on:  {party: west, gains: {value: 1, shifts: {trade: {strong: 1..2}}}}
response:
  seen:  {by: patrols, years: {none: 1..4, guild: 0.3..1.0, joint: 0.2..0.6}}
  acted:
    by: [patrols]
    years: {none: {value: never, source: minutes}, guild: 0.1..0.5, joint: never}
penalties:
  west:
    dues:
      by: patrols
      points: {none: 0, guild: 2..10, joint: {value: 2..10, shifts: {trade: {weak: -2}}}}
    shame: {points: 0..1}
later:
  west:
    arms: {by: patrols, points: {none: 5..20, guild: -3..4, joint: 0..6}, source: minutes}
    ports:
      by: [strait, patrols]
      when: {strait: [west, shared]}
      points:
        east:   {none: 0, guild: 0, joint: 0}
        west:   {none: 1..2, guild: 1, joint: 1, judgement: A guess.}
        shared: {none: 3, guild: 2, joint: 2..4}
        closed: {none: 0, guild: 0, joint: 0}
    grows: {points: 0..5}
bodies:
  diet:
    title: The diet of East
    party: east
    when: [{strait: [west, shared]}, {patrols: joint}]
    kind: vote
    rule: {seats: 60}
    members:
      old:  {seats: 40..45, like: east}
      new:  {seats: 35, yes: {base: 0.2..0.5, by: {patrols: {guild: 1.2..2}}}}
      free:
        title: The free
        seats: 20
        preferences: {like: west, weights: {strait: 1, patrols: 2..3}}
    after: ceasefire
  union:
    party: west
    when: {patrols: guild}
    kind: vote
    rule: {qualified: {members: 0.55, population: 0.65, blocking: 2}}
    members:
      hill: {population: 20, like: west}
      dale: {population: 30..35, yes: {base: {value: 0.5, odds: {trade: {weak: 2}}}}}
  chamber:
    party: west
    kind: vote
    rule: {majority: cast}
    members: {all: {seats: 9, abstains: 0..0.2, yes: {base: 0.6}}}
  shore:
    party: east
    when: {strait: west}
    kind: public
    quota: 0.5
    support: {base: 0.3..0.4, strait: {west: {value: -0.6..-0.1, source: minutes}}, source: minutes}
    default: Nothing binds.
levers:
  escort:
    title: An escort
    owner: guild
    cost: 3
    body: diet
    changes:
      response.acted.years.guild: 0.05..0.2
      response.acted.years.none: {to: 3..5, judgement: At best.}
      preferences.west.no_deal.cost: {add: 2}
      preferences.west.red_lines.unwatched.real: {odds: 0.5}
      bodies.diet.members.free.preferences.weights.strait: 2
    reply:
      title: West closes its ports
      owner: west
      chance: 0.3..0.6
      changes: {preferences.west.no_deal.cost: {add: -1}}
    source: minutes
  poll: {title: A campaign, owner: east, cost: 1, changes: {bodies.shore.support.base: 0.4..0.5}}
channels:
  harbour: {title: Harbour talks, topic: Pilots, opened: 2022, closed: 2023-04, closed_by: A storm}
  quay:
    title: The quay talks
    host: The Guild
    topic: The strait
    aim: settlement
    opened: 2023-05-02
    source: minutes
events:
  storm:
    title: The storm
    date: 2023-04-11
    kind: humanitarian
    opened: [quay]
    closed: [harbour]
    followed: Both sent boats.
    source: minutes
  election: {title: East elects, date: 2024-06, kind: leadership}
timeline:
  since: 2020-01-01
  ahead: 2
  looks_ahead: 0.5..1
  concludes: 0.3..1
  collapses: 1..4
  seen: {east: 0..2, west: {value: 1, judgement: Little.}}
  chains:
    season: {starts: rough, lasts: {calm: 0.5, rough: 0.3..0.5}}
    trade: {lasts: {weak: 1..2}, next: {weak: {same: 1, strong: 0.1..0.2}}}
  tilt: 1.1..1.4
  backtests: [2022-01-01, 2023-06-30]
indicators:
  hulls:
    title: Ships in the strait
    unit: a day
    stands: 12..14
    on: 2024-12
    tips: 20
    direction: above
    review: 2025-02-01
    signs:
      many: {title: More than 20, likelihood: {trade: {weak: 0, same: 0.2, strong: 0.7}}}
      few:
        likelihood:
          trade: {weak: 0.5, same: 0.25, strong: 0.125}
          season: {calm: 0.25, rough: 0.75}
    source: minutes
"""
"""A sound case with everything that the language has."""


def changed(*changes: tuple[str, str], text: str = SMALL) -> str:
    """A case, the small one unless another is given, with texts replaced that must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def read(*changes: tuple[str, str]) -> Case:
    """The small case, changed, as a case."""
    return parse(changed(*changes).encode())


def content(case: Case) -> dict[str, Any]:
    """What a case says, without where it says so."""
    return {name: getattr(case, name) for name in Case.model_fields}


def problems(text: str | bytes) -> list[Problem]:
    """What is wrong with the text of a case; nothing where it is sound."""
    try:
        parse(text.encode() if isinstance(text, str) else text)
    except CaseError as error:
        return list(error.problems)
    return []
