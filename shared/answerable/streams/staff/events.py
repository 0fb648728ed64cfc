"""Staff: who works at which site, in which roles, from which day on, and who is away."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import PositiveInt

from answerable.events.base import Event, Label, OriginatorId, SiteId, Text


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
    FINANCE = "finance"
    AUDITOR = "auditor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    OPERATIONS = "operations"
    GUARD = "guard"


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
        reason: why.
    """

    corrects = (Hired,)

    role: Role | None = None
    team: Label | None = None
    hired_on: date | None = None
    reason: Text


class HiringWithdrawn(Event):
    """The person was never employed here; they are not on the register any more.

    Arguments:
        reason: why.
    """

    corrects = (Hired,)
    voids = True

    reason: Text


class LeavingCorrected(Event):
    """The last day of employment had been entered wrongly.

    Arguments:
        left_on: the day that holds now.
        reason: why.
    """

    corrects = (Left,)

    left_on: date
    reason: Text


class LeavingWithdrawn(Event):
    """The person did not leave: they are employed as before.

    Arguments:
        reason: why.
    """

    corrects = (Left,)

    reason: Text


class RoleGranted(Event):
    """A person may act in a further role, beside the one that they are employed as.

    Arguments:
        role: the further role.
        at: the site where; at all sites where left out.
        since: the first day.
        until: the last day; open where left out.
        reason: why.
    """

    role: Role
    at: SiteId | None = None
    since: date
    until: date | None = None
    reason: Text


class RoleWithdrawn(Event):
    """A person has a granted role no more.

    Arguments:
        role: the granted role.
        at: the site that it was granted for; all sites where left out.
        since: the first day without it.
        reason: why.
    """

    corrects = (RoleGranted,)

    role: Role
    at: SiteId | None = None
    since: date
    reason: Text


class Moved(Event):
    """A person works at another site, in another team, or both; recorded at the site that they leave.

    Arguments:
        at: the site where they work from then on; the same as before where left out.
        team: the group they belong to from then on.
        since: the first day there.
        reason: why.
    """

    at: SiteId | None = None
    team: Label | None = None
    since: date
    reason: Text


class Promoted(Event):
    """A person is employed as something else.

    Arguments:
        role: what they are employed as from then on.
        since: the first day.
        reason: why.
    """

    role: Role
    since: date
    reason: Text


class OnLeave(Event):
    """A person is away for some time, and employed all the same.

    Arguments:
        since: the first day away.
        until: the last day away; open where left out.
        leave: the leave that was approved beforehand, where it was asked for (001-2.8).
        reason: why, without a word about anybody's health.
    """

    since: date
    until: date | None = None
    leave: OriginatorId | None = None
    reason: Text


class Returned(Event):
    """A person is back from leave.

    Arguments:
        since: the first day back.
        reason: why, where it is earlier or later than was agreed upon.
    """

    since: date
    reason: Text


class Rehired(Event):
    """A person who had left joined again: the same id, and the same history; the site is the event's own.

    Arguments:
        role: what they are employed as.
        team: the group they belong to.
        since: the first day of the new employment, from which the months of 001-P4 are counted.
        reason: why.
    """

    role: Role
    team: Label
    since: date
    reason: Text


class EntryWithdrawn(Event):
    """What was recorded of a person's role, site, leave or return was wrong: it counts as if never said.

    Arguments:
        entry: which of the person's events is taken back, by its version.
        reason: why.
    """

    corrects = (RoleGranted, RoleWithdrawn, Moved, Promoted, OnLeave, Returned, Rehired)

    entry: PositiveInt
    reason: Text
