"""Facts: the events that may count for or against a person, and the month they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.events import assessment, case, complaint
from answerable.events.base import Event


class Person(NamedTuple):
    """Who is scored.

    Arguments:
        staff: the member of staff's id.
        site: the site they belong to.
        hired_on: the first day of employment, where known.
        left_on: the last day of employment, where it ended.
    """

    staff: str
    site: str
    hired_on: date | None
    left_on: date | None

    def is_employed_in(self, month: Month) -> bool:
        """Tell whether the person was employed on at least one day of the month, as far as known."""
        is_hired = self.hired_on is None or self.hired_on <= month.last_day
        return is_hired and (self.left_on is None or self.left_on >= month.first_day)


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


def concerned(event: Event) -> tuple[str, ...]:
    """Tell for or against whom an event may count.

    A revocation names nobody: it concerns whom the entry of its own aggregate concerned.
    """
    match event:
        case (
            assessment.ViolationRecorded()
            | assessment.BonusRecorded()
            | assessment.ExtraRecorded()
            | assessment.ExamScored()
        ):
            return (event.staff,)
        case complaint.Upheld():
            return (event.responsible,)
        case case.LimitMissed():
            return (event.owner,)
        case _:
            return ()


def fact_day(event: Event, zone: tzinfo) -> date:
    """Tell on which day it happened, in the zone; an exam on the day it was held."""
    if isinstance(event, assessment.ExamScored):
        return event.held_on
    return event.occurred_at.astimezone(zone).date()


def fact_month(event: Event, zone: tzinfo) -> Month:
    """Tell the month an event counts in: when it happened, not when it was recorded."""
    return Month.of(fact_day(event, zone))


def standing(facts: Sequence[Fact], staff: str) -> list[Fact]:
    """Give the facts that count for a person: theirs, each once, none revoked, in order of time.

    A revocation takes back the whole entry of its aggregate, whichever came first.
    """
    revoked = {fact.event.originator_id for fact in facts if isinstance(fact.event, assessment.Revoked)}
    theirs = {
        fact.event.event_id: fact
        for fact in facts
        if staff in concerned(fact.event) and fact.event.originator_id not in revoked
    }
    return sorted(theirs.values(), key=lambda fact: (fact.event.occurred_at, fact.event.event_id))
