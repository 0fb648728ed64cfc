"""Staff: hire, let go."""

from __future__ import annotations

from answerable.commands.base import Command, Day
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


class Leave(Command):
    """Record that a person left.

    Arguments:
        staff: who.
        left_on: the last day of employment.
    """

    staff: StaffId
    left_on: Day
