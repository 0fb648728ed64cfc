"""The flow of a callback: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.callback.events import Attempted, Completed, Missed


class CallbackStage(StrEnum):
    """Where a callback stands; one that was missed can still be made up for."""

    OWED = "owed"
    MISSED = "missed"
    COMPLETED = "completed"


CALLING_BACK = "000-4.5"

MACHINE = Party("the machine or an import", article=CALLING_BACK)

FLOW = Flow(
    CallbackStage,
    (
        Step(Attempted, (), CallbackStage.OWED, CALLING_BACK),
        Step(Attempted, (CallbackStage.OWED,), None, CALLING_BACK),
        Step(Missed, (), CallbackStage.MISSED, CALLING_BACK, MACHINE),
        Step(
            Missed,
            (CallbackStage.OWED, CallbackStage.MISSED),
            CallbackStage.MISSED,
            CALLING_BACK,
            MACHINE,
        ),
        Step(Completed, (), CallbackStage.COMPLETED, CALLING_BACK),
        Step(Completed, (CallbackStage.OWED, CallbackStage.MISSED), CallbackStage.COMPLETED, CALLING_BACK),
    ),
)
