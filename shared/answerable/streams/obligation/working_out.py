"""What is owed, and until when: worked out from the rulebook and the site's calendar, never told."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from answerable.calendar.working_time import Timetable
from answerable.deciding import Stamp, World, wrong
from answerable.streams.obligation.commands import OfAnObligation
from answerable.streams.obligation.flow import IN_TIME
from answerable.wording import say

if TYPE_CHECKING:  # rulebooks read the streams' events, so a decision only gets them passed in
    from answerable.rulebook import Rulebook
    from answerable.rulebook.obligation import Obligation as Declared

_A_MONTH = 100
_A_YEAR = 10_000


def first_day_of(occurrence: int) -> date | None:
    """Read the first day of a period, as ``20261130``; None where it is none."""
    year, rest = divmod(occurrence, _A_YEAR)
    month, day = divmod(rest, _A_MONTH)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def occurrence_of(first: date) -> int:
    """Name a period by its first day, as ``20261130``."""
    return first.year * _A_YEAR + first.month * _A_MONTH + first.day


def timetable_for(command: OfAnObligation, world: World) -> Timetable | None:
    """Give the timetable by whose working time it is counted; None where all time counts."""
    return None if command.timetable is None else world.timetables(command.timetable)


def due_at_of(declared: Declared, command: OfAnObligation, stamp: Stamp, world: World) -> datetime | None:
    """Work out until when it could be done; where the beginning event says it, as the command does."""
    holidays = stamp.consulting(world.holidays)
    if declared.recurs is not None:
        first = first_day_of(command.occurrence)
        plan = declared.recurs.plan
        if first is None or plan.period_of(first) != first or command.matter is not None:
            return None
        return plan.due_at(first, world.zone, holidays)
    if declared.within is None or command.matter is None:
        return None
    if declared.within.field is not None:
        return command.due_at
    return declared.within.ends_at(command.begun_at, world.zone, holidays, timetable_for(command, world))


def declared_for(command: OfAnObligation, world: World) -> tuple[Rulebook, Declared]:
    """Find what is owed in the rulebook that held when it began.

    Raises:
        Invalid: that one has no such obligation.
    """
    book = world.rulebook_on(command.site, world.day_of(command.begun_at))
    declared = book.obligation(command.rule)
    if declared is None:
        said = say("refusal.obligation.unknown", rule=command.rule, rulebook=book.name)
        raise wrong("rule", said, rule=IN_TIME)
    return book, declared
