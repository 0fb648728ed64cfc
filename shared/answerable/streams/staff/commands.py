"""Staff: hire, let go."""

from __future__ import annotations

from datetime import date

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import ROSTERED, EmploymentDay
from answerable.events.base import Label, StaffId, Text
from answerable.streams.duty.commands import roster_id
from answerable.streams.staff.events import Role

_PLANNED_MONTHS = 5
"""Months that the quarter, which rosters are made ahead, can touch, and one more."""


class Hire(Command):
    """Take a person on.

    Arguments:
        staff: their id.
        role: what they are employed as.
        team: the group they belong to.
        hired_on: the first day of employment.
    """

    staff: StaffId
    role: Role
    team: Label
    hired_on: EmploymentDay


def _rosters(site: str, staff: str, first: date) -> tuple[str, ...]:
    """Name a person's rosters of the months in which a duty can stand that was planned by a day."""
    month = Month.of(first)
    return tuple(roster_id(site, staff, str(month.plus(number))) for number in range(_PLANNED_MONTHS))


class Leave(Command):
    """Record that a person left.

    Arguments:
        staff: who.
        left_on: the last day of employment.
    """

    staff: StaffId
    left_on: EmploymentDay

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters on which duties behind the last day may stand."""
        return _rosters(self.site, self.staff, self.left_on)


class CorrectHiring(Command):
    """Put right what was said when a person was hired; what is left out stays as it was.

    Arguments:
        staff: who.
        role: what they are employed as.
        team: the group they belong to.
        hired_on: the first day of employment.
        by: who found it; never the person themselves.
        reason: why.
    """

    staff: StaffId
    role: Role | None = None
    team: Label | None = None
    hired_on: EmploymentDay | None = None
    by: StaffId
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters on which duties before the first day may stand."""
        if self.hired_on is None:
            return ()
        return _rosters(self.site, self.staff, self.hired_on - ROSTERED.ahead)


class WithdrawHiring(Command):
    """Take a person off the register who was never employed here; the id may be hired again.

    Arguments:
        staff: who.
        by: who found it; never the person themselves.
        reason: why.
    """

    staff: StaffId
    by: StaffId
    reason: Text


class CorrectLeaving(Command):
    """Put the last day of employment right.

    Arguments:
        staff: who.
        left_on: the right day.
        by: who found it; never the person themselves.
        reason: why.
    """

    staff: StaffId
    left_on: EmploymentDay
    by: StaffId
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters on which duties behind the last day may stand."""
        return _rosters(self.site, self.staff, self.left_on)


class WithdrawLeaving(Command):
    """Take back that a person left: they are employed as before.

    Arguments:
        staff: who.
        by: who found it; never the person themselves.
        reason: why.
    """

    staff: StaffId
    by: StaffId
    reason: Text
