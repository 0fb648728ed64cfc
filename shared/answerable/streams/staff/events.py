"""Staff: who works at a site, and in which role."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from answerable.events.base import Event, Label


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
