"""Training: planned, attended by two words, examined, and worth credits (000-5.4.10, 000-6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import Field, PositiveInt

from answerable.events.base import Event, Label, StaffId, Text


class Level(StrEnum):
    """For whom it is meant (000-6.2)."""

    NEW = "new"
    EXPERIENCED = "experienced"
    LEADING = "leading"


class Planned(Event):
    """A session was planned, with its topic and its speaker (000-6.3, 004-4b).

    Arguments:
        topic: what about.
        staff: who teaches.
        level: for whom it is meant.
        held_on: the day.
        half_days: how long it takes.
        has_exam: whether only who passes its exam gets credits.
    """

    topic: Label
    staff: StaffId
    level: Level
    held_on: date
    half_days: PositiveInt
    has_exam: bool


class SignedIn(Event):
    """Somebody said that they attended."""


class AttendanceRecorded(Event):
    """Who teaches, or answers for training, said that somebody attended (000-6.4).

    Arguments:
        staff: who did.
    """

    staff: StaffId


class ExamMarked(Event):
    """Somebody's exam was marked, by another.

    Arguments:
        staff: whose.
        score: the marks, of a hundred.
    """

    staff: StaffId
    score: Decimal = Field(ge=0, le=100, max_digits=7, decimal_places=3)


class Struck(Event):
    """Somebody had not attended, or their exam was another's: nothing of theirs counts any more.

    Arguments:
        staff: whose.
        reason: why.
    """

    corrects = (SignedIn, AttendanceRecorded, ExamMarked)

    staff: StaffId
    reason: Text


class Ended(Event):
    """The session is over, and what it is worth was worked out (000-6.5).

    Arguments:
        attended: who attended by their own word and another's.
        credited: who of them gets credits: all, or who passed the exam.
        credits: how many each gets: one for half a day.
    """

    attended: tuple[StaffId, ...]
    credited: tuple[StaffId, ...]
    credits: PositiveInt


class EndWithdrawn(Event):
    """The session was not over, or somebody was missing; it is to be ended anew.

    Arguments:
        reason: why.
    """

    corrects = (Ended,)

    reason: Text


class Withdrawn(Event):
    """The session was not to be, or was planned wrongly: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (Planned,)

    reason: Text
