"""The flow of a callback: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.callback.events import Attempted, CallWithdrawn, Completed, Missed, MissWithdrawn


class CallbackStage(StrEnum):
    """Where a callback stands.

    One that was missed can still be made up for. One that was made is owed anew where the day of acceptance
    turns out to be another, by which the call came too early.
    """

    OWED = "owed"
    MISSED = "missed"
    COMPLETED = "completed"


CALLING_BACK = "000-4.5"

MACHINE = Party("the machine or an import", article=CALLING_BACK)

NOT_THE_CALLER = Party(
    "who made the call",
    lambda callback, _: callback.called_by[-1:],
    CALLING_BACK,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
"""The customer's mark stands beside the caller's name: they do not ask for another one themselves."""

FLOW = Flow(
    CallbackStage,
    (
        Step(Attempted, (), CallbackStage.OWED, CALLING_BACK),
        Step(Attempted, (CallbackStage.OWED,), None, CALLING_BACK),
        Step(Attempted, (CallbackStage.COMPLETED,), CallbackStage.OWED, CALLING_BACK),
        Step(Missed, (), CallbackStage.MISSED, CALLING_BACK, MACHINE, is_note=True),
        Step(Missed, tuple(CallbackStage), CallbackStage.MISSED, CALLING_BACK, MACHINE, is_note=True),
        Step(Completed, (), CallbackStage.COMPLETED, CALLING_BACK),
        Step(Completed, tuple(CallbackStage), CallbackStage.COMPLETED, CALLING_BACK),
        Step(
            CallWithdrawn,
            (CallbackStage.COMPLETED,),
            CallbackStage.OWED,
            CALLING_BACK,
            NOT_THE_CALLER,
            is_note=True,
        ),
        Step(
            CallWithdrawn,
            (CallbackStage.OWED, CallbackStage.MISSED),
            None,
            CALLING_BACK,
            NOT_THE_CALLER,
            is_note=True,
        ),
        Step(MissWithdrawn, (CallbackStage.MISSED,), CallbackStage.OWED, CALLING_BACK, is_note=True),
        Step(MissWithdrawn, (CallbackStage.OWED, CallbackStage.COMPLETED), None, CALLING_BACK, is_note=True),
    ),
)
