"""Staff: who works at a site, and in which role."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import Event, Label, StaffId, Text


class Role(StrEnum):
    """What a member of staff is employed as."""

    AGENT = "agent"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    MANAGER = "manager"
    GENERAL_MANAGER = "general_manager"
    SALESPERSON = "salesperson"
    TECHNICIAN = "technician"
    AUDITOR = "auditor"


class Hired(Event):
    """A person joined a site.

    Arguments:
        role: what they are employed as.
        team: the group they belong to.
        hired_on: the first day of employment; pay floats from the third month (001-P4).
    """

    role: Role
    team: Label
    hired_on: date


class Left(Event):
    """A person left the site's employment.

    Arguments:
        left_on: the last day of employment.
    """

    left_on: date


class HiringCorrected(Event):
    """What was said when the person was hired was wrong; what is left out stays as it was.

    Arguments:
        role: what they are employed as.
        team: the group they belong to.
        hired_on: the first day of employment.
        by: who found it; never the person themselves.
        reason: why.
    """

    corrects = (Hired,)

    role: Role | None = None
    team: Label | None = None
    hired_on: date | None = None
    by: StaffId
    reason: Text


class HiringWithdrawn(Event):
    """The person was never employed here; they are not on the register any more.

    Arguments:
        by: who found it; never the person themselves.
        reason: why.
    """

    corrects = (Hired,)
    voids = True

    by: StaffId
    reason: Text


class LeavingCorrected(Event):
    """The last day of employment had been entered wrongly.

    Arguments:
        left_on: the day that holds now.
        by: who found it; never the person themselves.
        reason: why.
    """

    corrects = (Left,)

    left_on: date
    by: StaffId
    reason: Text


class LeavingWithdrawn(Event):
    """The person did not leave: they are employed as before.

    Arguments:
        by: who found it; never the person themselves.
        reason: why.
    """

    corrects = (Left,)

    by: StaffId
    reason: Text
