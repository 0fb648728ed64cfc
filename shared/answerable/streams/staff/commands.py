"""Staff: hire, let go."""

from __future__ import annotations

from answerable.commands.base import Command
from answerable.days import EmploymentDay
from answerable.events.base import Label, StaffId, Text
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
    hired_on: EmploymentDay


class Leave(Command):
    """Record that a person left.

    Arguments:
        staff: who.
        left_on: the last day of employment.
    """

    staff: StaffId
    left_on: EmploymentDay


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
