"""The generator: what service centres have in a month, from a seed, at any size, one command after another.

The same seed gives the same commands, and what is held in memory does not grow with the number of
sites or months: only what has begun and not ended is kept.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from answerable.calendar.months import Month
from answerable.commands.base import BulkItem
from answerable.sample import assessments, complaints, deliveries, desk, faults, handovers, incidents, people
from answerable.sample import records as confidential
from answerable.sample.centre import (
    CLOCK_START,
    MONTH,
    SEED,
    Centre,
    Person,
    Volume,
    sample_centres,
    simulated_centre,
)
from answerable.sample.kinds.kind import Book, Kind, books_of, centre_of, hire
from answerable.sample.scenes import SCRIPTED_AGENTS, play
from answerable.sample.scribe import Scribe, at

_DAY = timedelta(days=1)
_DELIVERY_MONTHS = 26
_FIRST_RULEBOOK_DAY = date(2016, 1, 1)


def sample() -> Iterator[BulkItem]:
    """Give the commands of the sample month: three centres, their real incidents, and all around them."""
    centres = sample_centres()
    sites = [centre.site for centre in centres]
    scribes = {centre.site: Scribe(centre, "sample", CLOCK_START) for centre in centres}
    for number, scribe in enumerate(scribes.values()):
        people.found(scribe, min(_FIRST_RULEBOOK_DAY, MONTH.first_day))
        play(scribe, number)
    for site, person in beside(centres):
        scribes[site].write(
            "staff.hire",
            f"{person.id}:hire",
            at(person.hired_on, 8, 45),
            scribes[site].centre.staff("general-manager"),
            staff=person.id,
            role=person.role,
            team=person.team,
            hired_on=person.hired_on,
        )
    around = heapq.merge(
        *(_run(scribe, MONTH, 1, _usual(SCRIPTED_AGENTS + 1)) for scribe in scribes.values()),
        key=_moment,
    )
    yield from heapq.merge(around, _in_time(incidents.commands(sites)), key=_moment)


def beside(centres: Sequence[Centre]) -> Iterator[tuple[str, Person]]:
    """Give the sample's people beside those that every centre has, each with their site.

    Arguments:
        centres: the sample's.
    """
    for centre in centres:
        for person in centre.officers():
            yield centre.site, person
    for site, person, _ in incidents.persons(centres):
        yield site, person


def _in_time(items: Iterator[BulkItem]) -> list[BulkItem]:
    """Bring the incidents into the order of their times, each incident's own order kept."""
    latest: dict[str, datetime] = {}
    placed = []
    for number, item in enumerate(items):
        matter = item.body["correlation_id"]
        latest[matter] = max(_moment(item), latest.get(matter, _moment(item)))
        placed.append((latest[matter], number, item))
    return [item for _, _, item in sorted(placed, key=lambda one: one[:2])]


def simulate(
    sites: int,
    months: int,
    *,
    first_month: Month = MONTH,
    volume: Volume | None = None,
    seed: int = SEED,
    kind: Kind | None = None,
    is_owed: bool = False,
) -> Iterator[BulkItem]:
    """Give the commands of invented centres, one centre after another.

    Arguments:
        sites: how many centres.
        months: how many months of each.
        first_month: the first month.
        volume: how much happens at each.
        seed: what all chances follow from.
        kind: what they are, with every register of that trade; only a service desk where None.
        is_owed: whether what happens is entered late by people, so that what was not done in time is found
            to be missed; nothing is owed of another system's records, which it is else.
    """
    last_day = first_month.plus(months - 1).last_day
    until = at(last_day, 23, 59)
    for number in range(1, sites + 1):
        centre = simulated_centre(number, first_month.first_day, volume or Volume(), seed)
        if kind is not None:
            centre = centre_of(kind, centre)
        scribe = Scribe(centre, "simulate", until)
        people.found(scribe, min(_FIRST_RULEBOOK_DAY, first_month.first_day))
        if kind is not None:
            hire(scribe, kind)
        yield from _run(
            scribe, first_month, months, _usual() if kind is None else books_of(kind), is_owed=is_owed
        )


def _usual(first_agent: int = 1) -> tuple[Book, ...]:
    """Give what every service desk has, and the sample around its scenes."""
    return (
        people.roster,
        desk.receive,
        handovers.hand_over,
        confidential.keep,
        partial(complaints.complain, first_agent=first_agent),
        faults.break_down,
        partial(assessments.find, first_agent=first_agent),
    )


def _run(
    scribe: Scribe, first_month: Month, months: int, every_day: Sequence[Book], *, is_owed: bool = False
) -> Iterator[BulkItem]:
    """Let the days of a centre pass; of the time before its first month only the deliveries are told."""
    day = first_month.plus(-_DELIVERY_MONTHS).first_day
    last_day = first_month.plus(months - 1).last_day
    while day <= last_day:
        if day >= first_month.first_day:
            scribe.is_import = not is_owed
            for happen in every_day:
                happen(scribe, day)
            scribe.is_import = True
        deliveries.deliver(scribe, day)
        day += _DAY
        yield from scribe.due(at(day, 0) - 6 * _DAY)
    yield from scribe.rest()


def _moment(item: BulkItem) -> datetime:
    return datetime.fromisoformat(item.body["occurred_at"])
