"""Staff: hire, let go, move, promote, grant a role, send on leave; and take back what was wrong."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import ROSTERED, EmploymentDay
from answerable.events.base import Label, SiteId, StaffId, Text
from answerable.streams.duty.commands import roster_id
from answerable.streams.leave.commands import LeaveId
from answerable.streams.site.commands import site_id
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

    doer = None  # whoever takes on a centre's first people is on no register yet

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
        reason: why.
    """

    staff: StaffId
    role: Role | None = None
    team: Label | None = None
    hired_on: EmploymentDay | None = None
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
        reason: why.
    """

    staff: StaffId
    reason: Text


class CorrectLeaving(Command):
    """Put the last day of employment right.

    Arguments:
        staff: who.
        left_on: the right day.
        reason: why.
    """

    staff: StaffId
    left_on: EmploymentDay
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters on which duties behind the last day may stand."""
        return _rosters(self.site, self.staff, self.left_on)


class WithdrawLeaving(Command):
    """Take back that a person left: they are employed as before.

    Arguments:
        staff: who.
        reason: why.
    """

    staff: StaffId
    reason: Text


class GrantRole(Command):
    """Let a person act in a further role, at one site or at all.

    Arguments:
        staff: who.
        role: the further role.
        at: the site where; at all sites where left out.
        since: the first day.
        until: the last day; open where left out.
        reason: why.
    """

    staff: StaffId
    role: Role
    at: SiteId | None = None
    since: EmploymentDay
    until: EmploymentDay | None = None
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The site that the role is for."""
        return () if self.at is None else (site_id(self.at),)


class WithdrawRole(Command):
    """Let a person have a granted role no more.

    Arguments:
        staff: who.
        role: the granted role.
        at: the site that it was granted for; all sites where left out.
        since: the first day without it.
        reason: why.
    """

    staff: StaffId
    role: Role
    at: SiteId | None = None
    since: EmploymentDay
    reason: Text


class Move(Command):
    """Let a person work at another site, in another team, or both; asked of the site that they leave.

    Arguments:
        staff: who.
        at: the site where they work from then on; the same as before where left out.
        team: the group they belong to from then on.
        since: the first day there.
        reason: why.
    """

    staff: StaffId
    at: SiteId | None = None
    team: Label | None = None
    since: EmploymentDay
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The site that they go to, and the rosters on which duties at the one they leave may stand."""
        if self.at is None:
            return ()
        return (site_id(self.at), *_rosters(self.site, self.staff, self.since))


class Promote(Command):
    """Let a person be employed as something else.

    Arguments:
        staff: who.
        role: what they are employed as from then on.
        since: the first day.
        reason: why.
    """

    staff: StaffId
    role: Role
    since: EmploymentDay
    reason: Text


class SendOnLeave(Command):
    """Record that a person is away for some time.

    Arguments:
        staff: who.
        since: the first day away.
        until: the last day away; open where left out.
        leave: the leave that was approved, where it was asked for; it says the same days.
        reason: why, without a word about anybody's health.
    """

    staff: StaffId
    since: EmploymentDay
    until: EmploymentDay | None = None
    leave: LeaveId | None = None
    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The rosters on which duties during the leave may stand, and the leave that was approved."""
        rosters = _rosters(self.site, self.staff, self.since)
        return rosters if self.leave is None else (*rosters, self.leave)


class Return(Command):
    """Record that a person is back from leave.

    Arguments:
        staff: who.
        since: the first day back.
        reason: why, where it is earlier or later than was agreed upon.
    """

    staff: StaffId
    since: EmploymentDay
    reason: Text


class Rehire(Command):
    """Take a person on again who had left; asked of the site where they will work.

    Arguments:
        staff: who; the id that they had.
        role: what they are employed as.
        team: the group they belong to.
        since: the first day of the new employment.
        reason: why.
    """

    staff: StaffId
    role: Role
    team: Label
    since: EmploymentDay
    reason: Text


class WithdrawEntry(Command):
    """Take back what was recorded of a person's role, site, leave, return or rehiring: it was wrong.

    Arguments:
        staff: who.
        entry: which of the person's events, by its number in their story.
        reason: why.
    """

    staff: StaffId
    entry: Annotated[int, Field(ge=1, le=1_000_000)]
    reason: Text
