"""Training: plan a session, sign in, record attendance, mark exams, end it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from answerable.commands.base import SPELLED, Command
from answerable.days import PlannedDay
from answerable.events.base import EmployedHere, EverHere, Label, Text, identity
from answerable.streams.training.events import Level

TrainingId = Annotated[str, identity("training")]
_Score = Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=3), SPELLED]


class Plan(Command):
    """Plan a session, with its topic and its speaker (000-6.3).

    Arguments:
        training: its id; a new one where left out.
        topic: what about.
        staff: who teaches.
        level: for whom it is meant.
        held_on: the day.
        half_days: how long it takes.
        has_exam: whether only who passes its exam gets credits.
    """

    training: TrainingId | None = None
    topic: Label
    staff: EmployedHere
    level: Level
    held_on: PlannedDay
    half_days: Annotated[int, Field(ge=1, le=10)] = 1
    has_exam: bool = False


class SignIn(Command):
    """Say that one attended: whoever did, for themselves.

    Arguments:
        training: which.
    """

    training: TrainingId


class RecordAttendance(Command):
    """Say that somebody attended; never of oneself (000-6.4).

    Arguments:
        training: which.
        staff: who did.
    """

    training: TrainingId
    staff: EverHere


class MarkExam(Command):
    """Mark somebody's exam, or their resit; never one's own.

    Arguments:
        training: which.
        staff: whose.
        score: the marks, of a hundred.
    """

    training: TrainingId
    staff: EverHere
    score: _Score


class Strike(Command):
    """Let nothing of somebody count that was entered wrongly; never of oneself.

    Arguments:
        training: which.
        staff: whose.
        reason: why.
    """

    training: TrainingId
    staff: EverHere
    reason: Text


class End(Command):
    """End the session: who attended and who gets credits is worked out (000-6.5).

    Arguments:
        training: which.
    """

    training: TrainingId


class WithdrawEnd(Command):
    """Take the end back, with the credits.

    Arguments:
        training: which.
        reason: why.
    """

    training: TrainingId
    reason: Text


class Withdraw(Command):
    """Take a session back, while nobody attended.

    Arguments:
        training: which.
        reason: why.
    """

    training: TrainingId
    reason: Text
