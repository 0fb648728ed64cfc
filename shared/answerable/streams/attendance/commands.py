"""Attendance: come, go out, come back, stay on, leave; note who is missing; put right, take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import PlannedInstant, RecordedInstant, WorkedDay
from answerable.events.base import AT_WORK, EmployedHere, Label, Text, identity
from answerable.ids import id_from_key
from answerable.streams.duty.commands import roster_id
from answerable.streams.leave.commands import leave_id

AttendanceId = Annotated[str, identity("attendance")]

_LONGEST_REST = 64
"""Characters behind the stream's name in an id, at most."""

_LEAVES_LOOKED_FOR = 31
"""How many days back a leave can have begun that is looked for; a longer one is on the register of staff."""


def attendance_id(site: str, staff: str, on: date) -> str:
    """Name the one attendance of a person's day at a site.

    Arguments:
        site: where.
        staff: whose.
        on: the working day.
    """
    rest = f"{site}-{staff.removeprefix('staff-')}-{on:%Y%m%d}"
    return f"attendance-{rest}" if len(rest) <= _LONGEST_REST else id_from_key("attendance", site, rest)


class _OfDay(Command):
    """A command about a person's day, which may be the first of it.

    Arguments:
        on: the working day.
    """

    on: WorkedDay

    @property
    def whose(self) -> str:
        """Whose day it is: that of whoever asks."""
        return self.actor

    @property
    def target(self) -> str:
        """The attendance of that person and day."""
        return attendance_id(self.site, self.whose, self.on)

    @property
    def roster(self) -> str:
        """The roster of that person's month."""
        return roster_id(self.site, self.whose, str(Month.of(self.on)))


class Come(_OfDay):
    """Register that one has come to work (002-r1-5.1).

    Arguments:
        on: the working day.
    """

    doer = AT_WORK

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Their roster."""
        return (self.roster,)


class GoOut(Command):
    """Go out during work, and say where, until when and what for (002-r5-7).

    Arguments:
        attendance: of which day.
        place: where.
        errand: what for.
        return_by: until when.
    """

    attendance: AttendanceId
    place: Label
    errand: Text
    return_by: PlannedInstant


class ComeBack(Command):
    """Register that one is back.

    Arguments:
        attendance: of which day.
    """

    attendance: AttendanceId


class StayOn(Command):
    """Stay behind the end of one's duty, because the relief is not there (002-r15-2.4).

    Arguments:
        attendance: of which day.
        awaited: who is to relieve one.
    """

    attendance: AttendanceId
    awaited: EmployedHere


class Leave(Command):
    """Register that one leaves.

    Arguments:
        attendance: of which day.
    """

    attendance: AttendanceId


class NoteMissing(_OfDay):
    """Note that somebody on duty has registered no coming; never of oneself.

    Arguments:
        on: the working day.
        staff: who.
        was_there: whether they were there, and forgot to register.
        note: how that is known.
    """

    staff: EmployedHere
    was_there: bool
    note: Text

    @property
    def whose(self) -> str:
        """Whose day it is."""
        return self.staff

    @property
    def leaves(self) -> tuple[str, ...]:
        """The leaves that the day can lie in."""
        days = (self.on - timedelta(days=number) for number in range(_LEAVES_LOOKED_FOR))
        return tuple(leave_id(self.site, self.staff, day) for day in days)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Their roster, and their leaves."""
        return (self.roster, *self.leaves)


class NoteLeaving(Command):
    """Note when somebody left who did not register it; never of oneself.

    Arguments:
        attendance: of which day.
        left_at: when they left.
        note: how that is known.
    """

    attendance: AttendanceId
    left_at: RecordedInstant
    note: Text


class Correct(Command):
    """Put a time right; never by whose day it is. What is left out stays as it was.

    Arguments:
        attendance: of which day.
        stay: which of the day's comings, from 1; the last one where left out.
        came_at: when they came.
        left_at: when they left.
        reason: why.
    """

    attendance: AttendanceId
    stay: Annotated[int, Field(ge=1, le=20)] | None = None
    came_at: RecordedInstant | None = None
    left_at: RecordedInstant | None = None
    reason: Text


class Withdraw(Command):
    """Take a day's attendance back; never by whose it is.

    Arguments:
        attendance: of which day.
        reason: why.
    """

    attendance: AttendanceId
    reason: Text
