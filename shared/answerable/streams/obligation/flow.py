"""The flow of what was owed: moved, or missed, then excused or found to have been in time."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.obligation.events import (
    Excused,
    ExcuseWithdrawn,
    Missed,
    MissWithdrawn,
    Moved,
    MoveWithdrawn,
)


class ObligationStage(StrEnum):
    """Where something stands that was moved, or not done in time."""

    MOVED = "moved"
    AS_PLANNED = "as_planned"
    MISSED = "missed"
    EXCUSED = "excused"
    IN_TIME = "in_time"


IN_TIME = "000-1.2"
"""Every problem is handled within a time limit."""

NOT_WHOSE_IT_WAS = Party(
    "whose it was",
    lambda obligation, _: () if obligation.owed_by is None else (obligation.owed_by,),
    IN_TIME,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_EXCUSED = Party(
    "whose it was, or who excused it",
    lambda obligation, _: tuple(
        one for one in (obligation.owed_by, *obligation.excused_by) if one is not None
    ),
    IN_TIME,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_MOVED, _AS_PLANNED = ObligationStage.MOVED, ObligationStage.AS_PLANNED
_MISSED, _EXCUSED, _IN_TIME = ObligationStage.MISSED, ObligationStage.EXCUSED, ObligationStage.IN_TIME
_OWED = (_MOVED, _AS_PLANNED)

FLOW = Flow(
    ObligationStage,
    (
        Step(Moved, (), _MOVED, IN_TIME, is_note=True),
        Step(Moved, _OWED, _MOVED, IN_TIME, NOT_WHOSE_IT_WAS, is_note=True),
        Step(MoveWithdrawn, (_MOVED,), _AS_PLANNED, IN_TIME, NOT_WHOSE_IT_WAS, is_note=True),
        Step(Missed, (), _MISSED, IN_TIME, is_note=True),
        Step(Missed, (*_OWED, _IN_TIME), _MISSED, IN_TIME, is_note=True),
        Step(MissWithdrawn, (_MISSED, _EXCUSED), _IN_TIME, IN_TIME, is_note=True),
        Step(Excused, (_MISSED,), _EXCUSED, IN_TIME, NOT_WHOSE_IT_WAS, is_note=True),
        Step(ExcuseWithdrawn, (_EXCUSED,), _MISSED, IN_TIME, NOT_WHO_EXCUSED, is_note=True),
    ),
    rests=(_MOVED, _AS_PLANNED, _MISSED, _EXCUSED, _IN_TIME),
    article=IN_TIME,
)
