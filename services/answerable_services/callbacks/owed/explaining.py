"""What is owed, explained: from when it was counted, which hours and days were left out, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta, tzinfo
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from answerable.calendar import Holidays, holidays_of
from answerable.calendar.workdays import next_working_day
from answerable.calendar.zones import zone_of
from answerable.errors import NotFound
from answerable.identity.sight import Sight
from answerable.obligations import Limit
from answerable.projection.views.seen import parts_of
from answerable.purposes import Purpose
from answerable.queries.callbacks import DayPassing, DayStep, OwedExplained, OwedTold
from answerable.queries.limits import LimitStep
from answerable.rulebook import Rulebook
from answerable.rulebook.held import book_on, installed, read
from answerable.rulebook.numbers import counted_of
from answerable.rulebook.obligation import Obligation, Recurs
from answerable.wording import say
from answerable_services.callbacks.owed.keeping import ENDED
from answerable_services.callbacks.owed.tables import OWED, SITES
from answerable_services.callbacks.site_hours import timetable_in

_MOST = 400
"""Steps of one answer: a limit of weeks has some dozens."""

_ONE_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_WHOSE = ("owed_by",)
_TOLD = (
    *("obligation", "rule", "rulebook", "site", "matter", "part", "occurrence", "owed_by"),
    *("begun_at", "planned_at", "due_at", "done_at", "missed_at", "is_excused", "timetable"),
)

_Row = Mapping[Any, Any]


def explained(connection: Connection, query: OwedExplained, sight: Sight) -> OwedTold:
    """Tell how the moment comes about until which something can be done.

    Arguments:
        connection: reads the view.
        query: of what.
        sight: what whoever asks may see.

    Raises:
        NotFound: there is nothing of that id, or none that they see.
    """
    row = _found(connection, query.obligation, sight)
    known = connection.execute(select(SITES).where(SITES.c.site == row["site"])).mappings().one()
    zone, holidays = zone_of(known["timezone"]), holidays_of(known["country"])
    began_on = row["begun_at"].astimezone(zone).date()
    book = book_on(read(known["regulations"]), began_on, Purpose.OBLIGATIONS) or installed(row["rulebook"])
    declared = None if book is None else book.obligation(row["rule"])
    if book is None or declared is None:
        raise NotFound(say("error.no_obligation", obligation=query.obligation))
    steps = list(islice(_steps(declared, row, dict(known)), _MOST + 1))
    days = list(islice(_days(declared, row, zone, holidays), _MOST + 1))
    return OwedTold(
        **{name: row[name] for name in _TOLD},
        name_zh=declared.name.zh,
        name_en=declared.name.en,
        article=declared.article,
        is_assumed=declared.assumed,
        is_over=row["state"] == ENDED,
        **_numbered(book, declared),
        steps=tuple(steps[:_MOST]),
        days=tuple(days[:_MOST]),
        is_shortened=len(steps) > _MOST or len(days) > _MOST,
    )


def _found(connection: Connection, obligation: str, sight: Sight) -> _Row:
    for some in parts_of(sight):
        asked = select(OWED).where(OWED.c.obligation == obligation, some.holds(dict(OWED.c), _WHOSE))
        row = connection.execute(asked).mappings().one_or_none()
        if row is not None:
            return row
    raise NotFound(say("error.no_obligation", obligation=obligation))


def _numbered(book: Rulebook, declared: Obligation) -> Mapping[str, Any]:
    """Give the number that it is counted by, and that of the rulebook where the site set another."""
    counted = counted_of(declared)
    if counted is None:
        return {}
    proposing = installed(book.rulebook)
    as_installed = None if proposing is None else proposing.obligation(declared.id)
    proposed = None if as_installed is None else counted_of(as_installed)
    is_own = proposed is not None and proposed.number != counted.number
    return {
        "number": counted.number,
        "unit": counted.unit.value,
        "proposed": proposed.number if is_own and proposed is not None else None,
    }


def _steps(declared: Obligation, row: _Row, known: dict[str, Any]) -> Iterator[LimitStep]:
    """Say how its minutes are counted; nothing where it has none."""
    if declared.within is None or declared.within.minutes is None:
        return
    counted_by = timetable_in(known, row["timetable"])
    limit = Limit(row["begun_at"], timedelta(minutes=declared.within.minutes), counted_by)
    for one in limit.steps(row["planned_at"]):
        yield LimitStep(
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            why=one.why.value,
            counts=one.counts,
            minutes=one.so_far // _MINUTE,
        )


def _days(declared: Obligation, row: _Row, zone: tzinfo, holidays: Holidays) -> Iterator[DayStep]:
    """Say how its days are counted; nothing where it has none."""
    within = declared.within
    if declared.recurs is not None and row["period_on"] is not None:
        yield from _recurring(declared.recurs, row["period_on"], holidays)
    elif within is not None and (within.days is not None or within.working_days is not None):
        began_on = row["begun_at"].astimezone(zone).date()
        only = holidays if within.days is None else None
        yield from days_counted(began_on, within.days or within.working_days or 0, only)


def days_counted(began_on: date, days: int, holidays: Holidays | None) -> Iterator[DayStep]:
    """Count days behind the one on which it began; where only working ones count, from the first of these.

    Arguments:
        began_on: the day on which it began.
        days: how many; 0 is the day itself.
        holidays: where only working days count: which are off; None where all days do.
    """
    day, so_far = began_on, 0
    first = began_on if holidays is None else next_working_day(began_on, holidays)
    while day <= first or so_far < days:
        if holidays is not None and holidays.is_off(day):
            why = DayPassing.HOLIDAY if holidays.is_holiday(day) else DayPassing.DAY_OFF
        elif day <= first:
            why = DayPassing.BEGUN if days else DayPassing.DUE
        else:
            so_far += 1
            why = DayPassing.DUE if so_far == days else DayPassing.COUNTED
        yield DayStep(on=day, why=why, days=so_far)
        day += _ONE_DAY


def _recurring(recurs: Recurs, first: date, holidays: Holidays) -> Iterator[DayStep]:
    """Say on which day of its period it is due, and from which it is moved where nobody works on that."""
    nominal, due_on = recurs.plan.nominal_on(first), recurs.plan.due_on(first, holidays)
    if due_on is None:
        return
    if nominal != due_on:
        yield DayStep(on=nominal, why=DayPassing.MOVED_FROM, days=0)
        way = _ONE_DAY if due_on > nominal else -_ONE_DAY
        day = nominal + way
        while day != due_on:
            why = DayPassing.HOLIDAY if holidays.is_holiday(day) else DayPassing.DAY_OFF
            yield DayStep(on=day, why=why, days=0)
            day += way
    yield DayStep(on=due_on, why=DayPassing.DUE, days=0)
