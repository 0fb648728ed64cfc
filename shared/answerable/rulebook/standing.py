"""Which events stand for or against a person, and the month they count in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, tzinfo
from itertools import chain
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.events.base import Event
from answerable.people import Stretch
from answerable.streams.assessment import events as assessment
from answerable.streams.complaint import events as complaint


class Person(NamedTuple):
    """Who is scored.

    Arguments:
        staff: the member of staff's id.
        site: the site that the month is scored at.
        hired_on: the first day of the employment that the month is in, where known.
        left_on: the last day of that employment, where it ended.
        others: their other employments: who left and was hired again has several.
    """

    staff: str
    site: str
    hired_on: date | None
    left_on: date | None
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
        if isinstance(event, assessment.ExtraRecorded):
            return True
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


def fact_day(event: Event, zone: tzinfo) -> date:
    """Tell on which day it happened, in the zone; an exam on the day it was held."""
    if isinstance(event, assessment.ExamScored):
        return event.held_on
    return event.occurred_at.astimezone(zone).date()


def fact_month(event: Event, zone: tzinfo) -> Month:
    """Tell the month an event counts in: when it happened, not when it was recorded; ratings say theirs."""
    if isinstance(event, assessment.ExtraRecorded):
        return Month.parse(event.month)
    return Month.of(fact_day(event, zone))


def standing(facts: Sequence[Fact], staff: str, revocations: Sequence[Fact] = ()) -> list[Fact]:
    """Give the facts that count for a person: theirs, each once, none taken back, in order of time.

    An event takes back the kinds that it names, of its own aggregate and as far as they stand before it,
    whichever is read first.

    Arguments:
        facts: what happened; revocations may stand among them.
        staff: whose.
        revocations: what takes facts back, and counts for nothing else here.
    """
    by = _revoking(facts, revocations)
    return [fact for fact in _theirs(facts, staff) if _revoker(fact, by) is None]


def taken_back(
    facts: Sequence[Fact], staff: str, revocations: Sequence[Fact] = ()
) -> list[tuple[Fact, Fact]]:
    """Give the facts of a person that were taken back, each with what took it back, in order of time.

    Arguments:
        facts: what happened; revocations may stand among them.
        staff: whose.
        revocations: what takes facts back.
    """
    by = _revoking(facts, revocations)
    found = ((fact, _revoker(fact, by)) for fact in _theirs(facts, staff))
    return [(fact, revoker) for fact, revoker in found if revoker is not None]


_Revoking = Mapping[tuple[str, type[Event]], Sequence[Fact]]


def _theirs(facts: Sequence[Fact], staff: str) -> list[Fact]:
    theirs = {fact.event.event_id: fact for fact in facts if staff in fact.event.concerned}
    return sorted(theirs.values(), key=lambda fact: (fact.event.occurred_at, fact.event.event_id))


def _revoking(*some: Sequence[Fact]) -> _Revoking:
    """Find what takes back what, by aggregate and kind."""
    found: dict[tuple[str, type[Event]], list[Fact]] = {}
    for fact in chain(*some):
        for kind in fact.event.revokes:
            found.setdefault((fact.event.originator_id, kind), []).append(fact)
    return found


def _revoker(fact: Fact, by: _Revoking) -> Fact | None:
    """Give the first that takes a fact back; None where it stands."""
    later = (
        one
        for one in by.get((fact.event.originator_id, type(fact.event)), ())
        if one.event.originator_version > fact.event.originator_version
    )
    return min(later, key=lambda one: one.event.originator_version, default=None)
