"""Leave: asked for, approved or refused, and come back from."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from answerable.events.base import Concerned, Event, Text


class LeaveKind(StrEnum):
    """What a leave is; one that the law gives is one kind, so that nothing is said of anybody's health."""

    TIME_OFF = "time_off"
    """Time off in lieu of work (002-r1-5.2d)."""
    PERSONAL = "personal"
    """For a matter of one's own (002-r8-3.4b)."""
    STATUTORY = "statutory"
    """Annual leave and whatever else the law gives: it counts among no time off."""


class Asked(Event):
    """Somebody asked for leave of theirs.

    Arguments:
        leave_kind: what it is.
        since: the first day away.
        until: the last one.
        days: how many days that are.
        reason: why.
        happened_at: when the emergency happened that left no time to ask beforehand.
        told_min: whole minutes from then until it was told.
        is_told_too_late: whether that was more than the hour that the rule gives (001-2.8).
    """

    leave_kind: LeaveKind
    since: date
    until: date
    days: PositiveInt
    reason: Text
    happened_at: AwareDatetime | None = None
    told_min: NonNegativeInt | None = None
    is_told_too_late: bool


class Approved(Event):
    """A superior approved it.

    Arguments:
        staff: whose.
        leave_kind: what it is.
        since: the first day.
        is_beforehand: whether that was before its first day (001-2.8).
    """

    staff: Concerned
    leave_kind: LeaveKind
    since: date
    is_beforehand: bool


class Refused(Event):
    """A superior refused it.

    Arguments:
        reason: why.
    """

    reason: Text


class AnswerWithdrawn(Event):
    """The answer had been given by mistake; another one is to be given.

    Arguments:
        reason: why.
    """

    revokes = (Approved, Refused)

    reason: Text


class CameBack(Event):
    """The person came back from it.

    Arguments:
        on: the first day back.
        over_days: days behind the last one of the leave on which they were not back.
        is_covered: whether papers of theirs cover these (002-r5-10).
    """

    on: date
    over_days: NonNegativeInt
    is_covered: bool


class ReturnCorrected(Event):
    """What was said of the return was wrong.

    Arguments:
        on: the first day back.
        over_days: days behind the last one of the leave on which they were not back.
        is_covered: whether papers of theirs cover these.
        reason: why.
    """

    corrects = (CameBack,)

    on: date
    over_days: NonNegativeInt
    is_covered: bool
    reason: Text


class Withdrawn(Event):
    """The leave was not taken, or was asked for by mistake; it may be asked for anew.

    Arguments:
        reason: why.
    """

    corrects = (Asked, CameBack, ReturnCorrected)
    revokes = (Approved,)

    reason: Text
