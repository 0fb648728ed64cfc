"""The register of staff as it is today: who is there, on leave, gone, or only coming."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select

from answerable.identity.sight import Sight
from answerable.projection.views.seen import parts_of
from answerable.projection.writing.rows import Row
from answerable.queries.matters import PRESENT, Present
from answerable.streams.staff.register import state_of
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Presence
from answerable_services.desk import tables as t
from answerable_services.desk.absences import Days, covers, days_of, on_its_day
from answerable_services.desk.lists import Timely

_PEOPLE = t.MATTERS["staff"]


def _marks(days: Days) -> dict[str, ColumnElement[bool]]:
    """Give what tells in SQL whether people are there."""
    people, away = _PEOPLE.c, t.ABSENCES.c

    def is_away(why: EntryKind) -> ColumnElement[bool]:
        return on_its_day(
            people.site,
            days,
            lambda day: exists(
                select(away.staff).where(away.staff == people.staff, away.why == why.value, covers(day))
            ),
        )

    is_listed = people.is_withdrawn.is_(False)
    has_left, is_on_leave = is_away(EntryKind.LEFT), is_away(EntryKind.ON_LEAVE)
    is_to_come = on_its_day(people.site, days, lambda day: people.hired_on > day)
    return {
        Present.IS_EMPLOYED: and_(is_listed, ~has_left, ~is_to_come),
        Present.IS_ON_LEAVE: and_(is_listed, is_on_leave),
        Present.HAS_LEFT: and_(is_listed, has_left),
        Present.IS_TO_COME: and_(is_listed, ~has_left, is_to_come),
    }


def present_row(row: Row, days: Days) -> Row:
    """Say of a person whether they are there today, by the clock of the site where they work.

    Arguments:
        row: the view's.
        days: which day it is where.
    """
    state = state_of(row)
    today = next((day for day, sites in days if row["site"] in sites), None)
    if state is None or today is None:
        return {**row, PRESENT: Presence.WITHDRAWN.value if state is None else row[PRESENT]}
    return {**row, PRESENT: state.presence_on(today).value}


def timely(connection: Connection, sight: Sight, now: datetime) -> Timely:
    """Give what of the register of staff depends on the day.

    Arguments:
        connection: reads the view.
        sight: what of it the asker may see.
        now: the moment.
    """
    days = days_of(connection, now)
    marks = _marks(days)
    where = or_(*(part.holds(dict(_PEOPLE.c), t.REGISTERS["staff"].own) for part in parts_of(sight)))
    counted = (
        select(*(func.count().filter(mark) for mark in marks.values())).select_from(_PEOPLE).where(where)
    )
    counts = dict(zip(marks, connection.execute(counted).one(), strict=True))
    return Timely(
        {name: partial(marks.__getitem__, name) for name in marks}, counts, lambda row: present_row(row, days)
    )
