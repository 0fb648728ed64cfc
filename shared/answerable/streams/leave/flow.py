"""The flow of a leave: asked for, answered by a superior, come back from."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.leave.events import (
    AnswerWithdrawn,
    Approved,
    Asked,
    CameBack,
    Refused,
    ReturnCorrected,
    Withdrawn,
)


class LeaveStage(StrEnum):
    """Where a leave stands."""

    ASKED = "leave_asked"
    APPROVED = "leave_approved"
    REFUSED = "leave_refused"
    OVER = "leave_over"
    WITHDRAWN = "withdrawn"


BEFOREHAND = "001-2.8"
"""Leave is approved beforehand; in an emergency the manager is told within the hour."""

OVERSTAYED = "002-r5-10"
"""Whoever is not back in time, and has no papers for it, has left the post."""

_S = LeaveStage

OTHERS = Party(
    "who asks for the leave",
    lambda leave, _: leave.asked_by,
    BEFOREHAND,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    LeaveStage,
    (
        Step(Asked, (), _S.ASKED, BEFOREHAND),
        Step(Asked, (_S.REFUSED, _S.WITHDRAWN), _S.ASKED, BEFOREHAND),
        Step(Approved, (_S.ASKED,), _S.APPROVED, BEFOREHAND, OTHERS),
        Step(Refused, (_S.ASKED,), _S.REFUSED, BEFOREHAND, OTHERS),
        Step(AnswerWithdrawn, (_S.APPROVED, _S.REFUSED), _S.ASKED, BEFOREHAND, OTHERS, is_note=True),
        Step(CameBack, (_S.APPROVED,), _S.OVER, OVERSTAYED, OTHERS),
        Step(ReturnCorrected, (_S.OVER,), None, OVERSTAYED, OTHERS, is_note=True),
        Step(Withdrawn, (_S.ASKED, _S.APPROVED, _S.OVER), _S.WITHDRAWN, BEFOREHAND, is_note=True),
    ),
    article=BEFOREHAND,
    rests=(_S.APPROVED,),
    done=(_S.REFUSED,),
)
