"""Which events stand for or against a person, and the month they count in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from itertools import chain
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.events.base import Event
from answerable.people import Stretch
from answerable.streams.assessment import events as assessment
from answerable.streams.attendance import events as attendance
from answerable.streams.complaint import events as complaint
from answerable.streams.leave import events as leave


class Person(NamedTuple):
    """Who is scored.

    Arguments:
        staff: the member of staff's id.
        site: the site that the month is scored at.
        hired_on: the first day of the employment that the month is in, where known.
        left_on: the last day of that employment, where it ended.
        was_never_hired: whether their hiring was taken back, so that no day was one of employment.
        others: their other employments: who left and was hired again has several.
    """

    staff: str
    site: str
    hired_on: date | None
    left_on: date | None
    was_never_hired: bool = False
    others: tuple[Stretch, ...] = ()

    @property
    def employments(self) -> tuple[Stretch, ...]:
        """The stretches of time in which they are employed, that of the month first."""
        return (Stretch(self.hired_on, self.left_on), *self.others)

    def is_employed_for(self, event: Event, zone: tzinfo) -> bool:
        """Tell whether the person was employed when a fact happened that counts for or against them.

        A judgement may come after they left; a month is rated as a whole.

        Arguments:
            event: the fact.
            zone: the site's.
        """
        if self.was_never_hired or isinstance(event, assessment.ExtraRecorded):
            return not self.was_never_hired
        day = fact_day(event, zone)
        if any(one.covers(day) for one in self.employments):
            return True
        is_judgement = isinstance(event, complaint.Upheld)
        return is_judgement and any(one.first is None or one.first <= day for one in self.employments)

    def is_employed_in(self, month: Month) -> bool:
        """Tell whether the person was employed on at least one day of the month, as far as known."""
        return any(one.meets(month.first_day, month.last_day) for one in self.employments)


class Fact(NamedTuple):
    """An event that concerns a person in a month.

    Arguments:
        event: what happened.
        sequence: its place in the ledger, where it has one.
    """

    event: Event
    sequence: int | None


def wire_name(model: type[Event]) -> str:
    """Give the name that rulebooks use for a kind of event: ``case.LimitMissed``."""
    return f"{model.stream}.{model.__name__}"


def day_named(event: Event) -> date | None:
    """Give the day at the site that an event names itself: an exam's, a leave's first; None where none."""
    if isinstance(event, assessment.ExamScored):
        return event.held_on
    if isinstance(event, leave.Approved):
        return event.since
    return event.on if isinstance(event, attendance.MissingNoted) else None


def fact_day(event: Event, zone: tzinfo) -> date:
    """Tell on which day it happened, in the zone, where the event itself names none."""
    return day_named(event) or event.occurred_at.astimezone(zone).date()


def fact_month(event: Event, zone: tzinfo) -> Month:
    """Tell the month an event counts in: when it happened, not when it was recorded; ratings say theirs."""
    if isinstance(event, assessment.ExtraRecorded):
        return Month.parse(event.month)
    return Month.of(fact_day(event, zone))


def standing(facts: Sequence[Fact], staff: str, revocations: Sequence[Fact] = ()) -> list[Fact]:
    """Give the facts that count for a person: theirs, each once, none taken back, in order of time.

    An event takes back the kinds that it names, of its own aggregate and as far as they stand before it,
    whichever is read first. One that names its own kind stands in the place of what it takes back, as a
    resit does of its exam: when it is taken back itself, that holds again.

    Arguments:
        facts: what happened; revocations may stand among them.
        staff: whose.
        revocations: what takes facts back, and counts for nothing else here.
    """
    by = _revokers(facts, revocations)
    return [fact for fact in _theirs(facts, staff) if fact.event.event_id not in by]


def taken_back(
    facts: Sequence[Fact], staff: str, revocations: Sequence[Fact] = ()
) -> list[tuple[Fact, Fact]]:
    """Give the facts of a person that were taken back, each with what took it back, in order of time.

    Arguments:
        facts: what happened; revocations may stand among them.
        staff: whose.
        revocations: what takes facts back.
    """
    by = _revokers(facts, revocations)
    theirs = _theirs(facts, staff)
    return [(fact, by[fact.event.event_id]) for fact in theirs if fact.event.event_id in by]


def _theirs(facts: Sequence[Fact], staff: str) -> list[Fact]:
    theirs = {fact.event.event_id: fact for fact in facts if staff in fact.event.concerned}
    return sorted(theirs.values(), key=lambda fact: (fact.event.occurred_at, fact.event.event_id))


def _revokers(*some: Sequence[Fact]) -> dict[str, Fact]:
    """Give what takes each fact back that does not stand, by the fact's event."""
    told: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in chain(*some):
        told[fact.event.originator_id][fact.event.event_id] = fact
    found: dict[str, Fact] = {}
    for of_aggregate in told.values():
        if any(fact.event.revokes for fact in of_aggregate.values()):
            found |= _taken_back_in(sorted(of_aggregate.values(), key=_place))
    return found


def _place(fact: Fact) -> int:
    return fact.event.originator_version


def _taken_back_in(facts: Iterable[Fact]) -> dict[str, Fact]:
    """Give what takes each fact of one aggregate back, as it stands behind the last of them.

    Arguments:
        facts: of the aggregate, in its order.
    """
    by: dict[str, Fact] = {}
    stand: list[Fact] = []
    in_place_of: dict[str, list[Fact]] = {}
    for fact in facts:
        event = fact.event
        gone = [one for one in stand if isinstance(one.event, event.revokes)]
        stand = [one for one in stand if one not in gone]
        by |= {one.event.event_id: fact for one in gone}
        if isinstance(event, event.revokes):
            in_place_of[event.event_id] = gone
        else:
            for again in chain.from_iterable(in_place_of.pop(one.event.event_id, ()) for one in gone):
                del by[again.event.event_id]
                stand.append(again)
        stand.append(fact)
    return by
