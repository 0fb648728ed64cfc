"""The flow of a training session: planned, attended, examined, ended."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.training.events import (
    AttendanceRecorded,
    Ended,
    EndWithdrawn,
    ExamMarked,
    Planned,
    SignedIn,
    Struck,
    Withdrawn,
)


class TrainingStage(StrEnum):
    """Where a session stands."""

    SESSION_PLANNED = "session_planned"
    SESSION_ENDED = "session_ended"
    WITHDRAWN = "withdrawn"


SESSION = "000-6.3"
"""A session has a fixed topic and a fixed speaker."""

ATTENDANCE = "000-6.4"
"""Attendance is kept."""

CREDITS = "000-6.5"
"""What was attended, and how well, makes the credits."""

_PLANNED = (TrainingStage.SESSION_PLANNED,)

NOT_THE_SPEAKER = Party(
    "who teaches", lambda training, _: (training.staff,), ATTENDANCE, named_in=("actor",), is_barred=True
)
NOT_THEMSELVES = Party(
    "whose attendance or exam it is",
    lambda _, event: (event.staff,),
    ATTENDANCE,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    TrainingStage,
    (
        Step(Planned, (), TrainingStage.SESSION_PLANNED, SESSION),
        Step(SignedIn, _PLANNED, None, ATTENDANCE, NOT_THE_SPEAKER, is_beside=True),
        Step(AttendanceRecorded, _PLANNED, None, ATTENDANCE, NOT_THEMSELVES, is_beside=True),
        Step(ExamMarked, _PLANNED, None, CREDITS, NOT_THEMSELVES, is_beside=True),
        Step(Struck, _PLANNED, None, ATTENDANCE, NOT_THEMSELVES, is_beside=True),
        Step(Ended, _PLANNED, TrainingStage.SESSION_ENDED, CREDITS),
        Step(
            EndWithdrawn,
            (TrainingStage.SESSION_ENDED,),
            TrainingStage.SESSION_PLANNED,
            CREDITS,
            is_note=True,
        ),
        Step(Withdrawn, _PLANNED, TrainingStage.WITHDRAWN, SESSION, is_note=True),
    ),
    article=SESSION,
)
