"""What is owed, and until when: worked out from the rulebook and the site's calendar, never told."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from answerable.calendar.working_time import Timetable
from answerable.deciding import Stamp, World, no_such, wrong
from answerable.events.base import IMPORT_PREFIX
from answerable.purposes import Purpose
from answerable.streams.obligation.commands import Move, OfAnObligation
from answerable.streams.obligation.flow import IN_TIME
from answerable.streams.obligation.state import Obligation
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
    known = world.others.get(command.obligation)
    if isinstance(known, Obligation) and known.moved_to is not None:
        return known.moved_to
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
    return _declared_on(command.site, command.rule, world.day_of(command.begun_at), world)


def _declared_on(site: str, rule: str, day: date, world: World) -> tuple[Rulebook, Declared]:
    book = world.rulebook_on(site, day, Purpose.OBLIGATIONS)
    declared = book.obligation(rule)
    if declared is None:
        said = say("refusal.obligation.unknown", rule=rule, rulebook=book.name)
        raise wrong("rule", said, rule=IN_TIME)
    return book, declared


class Owed(NamedTuple):
    """What is owed, as the ledger says it.

    Arguments:
        book: the rulebook that asks for it.
        declared: what it asks for.
        begun_at: since when.
        owed_by: whose it is, where it is somebody's.
    """

    book: Rulebook
    declared: Declared
    begun_at: datetime
    owed_by: str | None = None


def owed_of(command: Move, world: World) -> Owed:
    """Work out what is owed from the event that it began with, or from its period: nobody says it.

    Raises:
        NotFound: nothing of that kind began there.
        Invalid: the rulebook that held then has no such obligation.
    """
    return _of_a_period(command, world) if command.matter is None else _of_a_matter(command, world)


def _of_a_period(command: Move, world: World) -> Owed:
    first = first_day_of(command.occurrence)
    if first is None:
        raise _not_owed(command)
    book, declared = _declared_on(command.site, command.rule, first, world)
    if declared.recurs is None or declared.recurs.plan.period_of(first) != first or command.step is not None:
        raise _not_owed(command)
    return Owed(book, declared, datetime.combine(first, time(), world.zone))


def _of_a_matter(command: Move, world: World) -> Owed:
    event = world.cited.get(f"{command.matter}.{command.occurrence}")
    if event is None or event.site != command.site or event.causation_id.startswith(IMPORT_PREFIX):
        raise _not_owed(command)
    book, declared = _declared_on(command.site, command.rule, world.day_of(event.occurred_at), world)
    step = None if declared.each is None else str(getattr(event, declared.each))
    if not declared.is_begun_by(event) or step != command.step:
        raise _not_owed(command)
    whose = None if declared.owed_by is None else getattr(event, declared.owed_by)
    return Owed(book, declared, event.occurred_at, whose)


def _not_owed(command: Move) -> Exception:
    return no_such("occurrence", say("refusal.obligation.not_owed", rule=command.rule))
