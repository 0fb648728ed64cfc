"""Staff: hire, roster, let go."""

from __future__ import annotations

from answerable.commands.base import Command, Day, Instant
from answerable.events.base import Label, StaffId
from answerable.streams.staff.events import Role


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
    hired_on: Day


class Roster(Command):
    """Put a person on duty for one stretch of time.

    Arguments:
        staff: who.
        starts_at: the beginning of the duty.
        ends_at: its end; at most eight hours later (001-3.1).
    """

    staff: StaffId
    starts_at: Instant
    ends_at: Instant


class Leave(Command):
    """Record that a person left.

    Arguments:
        staff: who.
        left_on: the last day of employment.
    """

    staff: StaffId
    left_on: Day
