"""What follows from a leave beyond its own row: which of the month others are, and what it answers for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from answerable.calendar import Month
from answerable.projection.writing.rows import Row, Rows
from answerable.streams.attendance.commands import attendance_id
from answerable.streams.attendance.register import answered
from answerable.streams.leave.commands import leave_id
from answerable.streams.leave.register import counted, days_away
from answerable_services.desk import tables as t

_DAY = timedelta(days=1)


def following(leave: Row, rows: Rows) -> Iterator[tuple[str, Row, Row]]:
    """Give the rows that a leave changes beside its own, each with its stream, as it was and as it is.

    Arguments:
        leave: its row, behind what happened.
        rows: the view's.
    """
    for row, anew in _of_the_month(leave, rows):
        yield "leave", row, anew
    for row, anew in _answered_for(leave, rows):
        yield "attendance", row, anew


def _of_the_month(leave: Row, rows: Rows) -> list[tuple[Row, Row]]:
    table, site, staff = t.MATTERS["leave"], leave["site"], leave["staff"]
    first = Month.of(leave["first_day"]).first_day
    days = (first + number * _DAY for number in range(31))
    keys = [(leave_id(site, staff, day),) for day in days if day.month == first.month]
    rows.fetch(table, keys)
    found = (rows.get(table, leave=key) for (key,) in keys)
    return [(dict(row), anew) for row, anew in counted(one for one in found if one is not None)]


def _answered_for(leave: Row, rows: Rows) -> list[tuple[Row, Row]]:
    """Let an absence be answered for by the leave that was approved for the day, as long as it stands."""
    table, this = t.MATTERS["attendance"], leave["leave"]
    number = (leave["last_day"] - leave["first_day"]).days + 1
    days = [leave["first_day"] + place * _DAY for place in range(number)]
    keys = [(attendance_id(leave["site"], leave["staff"], day),) for day in days]
    rows.fetch(table, keys)
    away, found = days_away(leave), []
    for day, (key,) in zip(days, keys, strict=True):
        row = rows.get(table, attendance=key)
        if row is not None and (day in away or row["leave"] == this):
            found.append((row, answered(row, this if day in away else None)))
    return [(row, anew) for row, anew in found if row != anew]
