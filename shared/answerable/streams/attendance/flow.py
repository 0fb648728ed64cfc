"""The flow of a day's attendance: at work, out, gone; or missing."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.attendance.events import (
    Came,
    CameBack,
    Corrected,
    LeavingNoted,
    Left,
    MissingNoted,
    StayedOn,
    WentOut,
    Withdrawn,
)


class AttendanceStage(StrEnum):
    """Where somebody is on their day."""

    AT_WORK = "at_work"
    OUT = "out_on_errand"
    GONE = "gone"
    MISSING = "not_registered"
    WITHDRAWN = "withdrawn"


REGISTERING = "002-r1-5.1"
"""Coming and going are registered; whoever forgets it has that recorded as time off."""

GOING_OUT = "002-r5-7"
"""Whoever goes out says where, when and what for."""

RELIEF = "002-r15-2.4"
"""When the time is up and the relief is not there, one stays."""

_S = AttendanceStage
_THERE = (_S.AT_WORK, _S.OUT, _S.GONE, _S.MISSING)

ONESELF = Party("whose day it is", lambda day, _: (day.staff,), REGISTERING)
OTHERS = Party(
    "whose day it is or who registered it",
    lambda day, _: day.registered_by,
    REGISTERING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    AttendanceStage,
    (
        Step(Came, (), _S.AT_WORK, REGISTERING),
        Step(Came, (_S.GONE, _S.MISSING, _S.WITHDRAWN), _S.AT_WORK, REGISTERING),
        Step(WentOut, (_S.AT_WORK,), _S.OUT, GOING_OUT, ONESELF),
        Step(CameBack, (_S.OUT,), _S.AT_WORK, GOING_OUT, ONESELF),
        Step(StayedOn, (_S.AT_WORK,), None, RELIEF, ONESELF),
        Step(Left, (_S.AT_WORK, _S.OUT), _S.GONE, REGISTERING, ONESELF),
        Step(LeavingNoted, (_S.AT_WORK, _S.OUT), _S.GONE, REGISTERING, OTHERS),
        Step(MissingNoted, (), _S.MISSING, REGISTERING),
        Step(MissingNoted, (_S.WITHDRAWN,), _S.MISSING, REGISTERING),
        Step(Corrected, (_S.AT_WORK, _S.OUT, _S.GONE), None, REGISTERING, OTHERS, is_note=True),
        Step(Withdrawn, _THERE, _S.WITHDRAWN, REGISTERING, OTHERS, is_note=True),
    ),
    article=REGISTERING,
    rests=(_S.AT_WORK,),
    done=(_S.GONE, _S.MISSING),
)
