"""Duty: when a person is on duty, one roster for each of their months."""

from __future__ import annotations

from pydantic import AwareDatetime

from answerable.events.base import Event, MonthName, StaffId, Text


class Rostered(Event):
    """A person was put on duty for one stretch of time.

    Arguments:
        staff: who.
        month: the month whose roster it is, by the site's own calendar.
        starts_at: the beginning of the duty.
        ends_at: its end; at most eight hours of continuous work are lawful (001-3.1).
    """

    staff: StaffId
    month: MonthName
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Changed(Event):
    """A duty had been entered wrongly, or was moved: another one of the same month holds in its place.

    Arguments:
        staff: whose.
        month: the month whose roster it is.
        instead_of: the beginning of the duty that holds no more.
        starts_at: the beginning of the duty that holds now.
        ends_at: its end.
        reason: why.
    """

    corrects = (Rostered,)

    staff: StaffId
    month: MonthName
    instead_of: AwareDatetime
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    reason: Text


class CalledOff(Event):
    """A duty holds no more, as if it had never been on the roster.

    Arguments:
        staff: whose.
        month: the month whose roster it is.
        starts_at: the beginning of the duty.
        reason: why.
    """

    corrects = (Rostered, Changed)

    staff: StaffId
    month: MonthName
    starts_at: AwareDatetime
    reason: Text
