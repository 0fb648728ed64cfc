"""The flow of a customer event: planned by one, approved by another, held or cancelled."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.customerevent.events import (
    Abandoned,
    Approved,
    Declined,
    Held,
    Planned,
    StepWithdrawn,
    Withdrawn,
)


class CustomereventStage(StrEnum):
    """Where a customer event stands."""

    PLANNED = "event_planned"
    DECLINED = "event_declined"
    APPROVED = "event_approved"
    HELD = "event_held"
    CANCELLED = "event_cancelled"
    WITHDRAWN = "withdrawn"


LECTURES = "000-2.5"
"""Technical lectures and training courses are held for customers."""

NOT_WHO_PLANNED = Party(
    "who planned the event or is in charge of it",
    lambda event, _: event.behind_it,
    LECTURES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_S = CustomereventStage

FLOW = Flow(
    CustomereventStage,
    (
        Step(Planned, (), _S.PLANNED, LECTURES),
        Step(Approved, (_S.PLANNED,), _S.APPROVED, LECTURES, NOT_WHO_PLANNED),
        Step(Declined, (_S.PLANNED,), _S.DECLINED, LECTURES, NOT_WHO_PLANNED),
        Step(Held, (_S.APPROVED,), _S.HELD, LECTURES),
        Step(Abandoned, (_S.PLANNED, _S.APPROVED), _S.CANCELLED, LECTURES),
        *(
            Step(StepWithdrawn, (done,), before, LECTURES, is_note=True, is_back=True)
            for done, before in (
                (_S.DECLINED, _S.PLANNED),
                (_S.APPROVED, _S.PLANNED),
                (_S.CANCELLED, _S.PLANNED),
                (_S.CANCELLED, _S.APPROVED),
                (_S.HELD, _S.APPROVED),
            )
        ),
        Step(Withdrawn, (_S.PLANNED,), _S.WITHDRAWN, LECTURES, is_note=True),
    ),
    article=LECTURES,
)
