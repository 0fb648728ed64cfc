"""Attendance: came, went out, came back, stayed on, left; or was not there."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, NonNegativeInt, PositiveInt

from answerable.events.base import Concerned, Event, Label, StaffId, Text


class Came(Event):
    """Somebody registered that they had come to work (002-r1-5.1).

    Arguments:
        on: the working day.
        duty_begins: when the duty begins that they came for; None where the roster has none for then.
        duty_ends: when it ends.
        late_by_min: whole minutes of that day by which they came late to their duties (002-r1-5.2a).
        is_absence: whether a duty was late by more than thirty (002-r1-5.2b).
    """

    on: date
    duty_begins: AwareDatetime | None = None
    duty_ends: AwareDatetime | None = None
    late_by_min: NonNegativeInt
    is_absence: bool


class WentOut(Event):
    """Somebody went out during work, and said where, until when and what for (002-r5-7).

    Arguments:
        place: where.
        errand: what for.
        return_by: until when.
    """

    place: Label
    errand: Text
    return_by: AwareDatetime


class CameBack(Event):
    """They were back.

    Arguments:
        late_back_min: whole minutes behind the moment that they had said.
    """

    late_back_min: NonNegativeInt


class StayedOn(Event):
    """The time was up and the relief was not there: they stayed (002-r15-2.4).

    Arguments:
        awaited: who is to relieve them.
    """

    awaited: StaffId


class Left(Event):
    """They registered that they had left (002-r1-5.1).

    Arguments:
        early_min: whole minutes of that day by which they left before the end of a duty (002-r8-3.4a).
        over_min: whole minutes that they stayed behind the end of a duty.
        there_min: whole minutes that they were there that day.
        is_too_long: whether they worked on for more than eight hours; what follows without a break counts
            together (001-3.1).
    """

    early_min: NonNegativeInt
    over_min: NonNegativeInt
    there_min: NonNegativeInt
    is_too_long: bool


class MissingNoted(Event):
    """Somebody on duty, and on no approved leave, had registered no coming (002-r1-5.2c).

    Arguments:
        staff: who.
        on: the working day.
        duty_begins: when the first duty of that day begins.
        duty_ends: when it ends.
        was_there: whether they were there and forgot to register, which is recorded as time off (002-r1-5.1).
        note: how that is known.
    """

    staff: Concerned
    on: date
    duty_begins: AwareDatetime
    duty_ends: AwareDatetime
    was_there: bool
    note: Text


class LeavingNoted(Event):
    """Somebody had not registered their leaving, which is recorded as time off (002-r1-5.1).

    Arguments:
        left_at: when they left.
        early_min: whole minutes of that day by which they left before the end of a duty.
        over_min: whole minutes that they stayed behind the end of a duty.
        there_min: whole minutes that they were there that day.
        is_too_long: whether they worked on for more than eight hours.
        note: how that is known.
    """

    left_at: AwareDatetime
    early_min: NonNegativeInt
    over_min: NonNegativeInt
    there_min: NonNegativeInt
    is_too_long: bool
    note: Text


class Corrected(Event):
    """A time had been registered wrongly; everything that follows is worked out anew.

    Arguments:
        stay: which of the day's comings, from 1.
        came_at: when they came.
        left_at: when they left, where they have.
        late_by_min: whole minutes of that day by which they came late to their duties.
        is_absence: whether a duty was late by more than thirty.
        early_min: whole minutes by which they left before the end of a duty.
        over_min: whole minutes that they stayed behind the end of a duty.
        there_min: whole minutes that they were there that day.
        is_too_long: whether they worked on for more than eight hours.
        reason: why.
    """

    corrects = (Came, Left, LeavingNoted)

    stay: PositiveInt
    came_at: AwareDatetime
    left_at: AwareDatetime | None = None
    late_by_min: NonNegativeInt
    is_absence: bool
    early_min: NonNegativeInt
    over_min: NonNegativeInt
    there_min: NonNegativeInt
    is_too_long: bool
    reason: Text


class Withdrawn(Event):
    """The day was registered by mistake; it may be registered anew.

    Arguments:
        reason: why.
    """

    corrects = (Came, WentOut, CameBack, StayedOn, Left, LeavingNoted, Corrected)
    revokes = (MissingNoted,)

    reason: Text
