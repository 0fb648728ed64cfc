"""The flow of a customer's grade: proposed by one, confirmed by another, lifted at its review."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.grading.events import (
    Confirmed,
    DecisionWithdrawn,
    Declined,
    Lifted,
    LiftingWithdrawn,
    Proposed,
    Withdrawn,
)


class GradingStage(StrEnum):
    """Where a customer's grade stands."""

    PROPOSED = "grade_proposed"
    DECLINED = "grade_declined"
    IN_FORCE = "grade_in_force"
    LIFTED = "grade_lifted"
    WITHDRAWN = "withdrawn"


GRADING = "002-r1-2.9"
"""Customers are graded when they are received, and it is reported to the supervisor."""

CONFIRMING = "002-r8-2.2"
"""The supervisor confirms a 'bad customer' and files it."""

NOT_WHO_PROPOSED = Party(
    "who proposed the grade",
    lambda grading, _: grading.proposed_by,
    CONFIRMING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

_S = GradingStage

FLOW = Flow(
    GradingStage,
    (
        Step(Proposed, (), _S.PROPOSED, GRADING),
        Step(Proposed, (_S.DECLINED, _S.LIFTED, _S.WITHDRAWN), _S.PROPOSED, GRADING),
        Step(Confirmed, (_S.PROPOSED,), _S.IN_FORCE, CONFIRMING, NOT_WHO_PROPOSED),
        Step(Declined, (_S.PROPOSED,), _S.DECLINED, CONFIRMING, NOT_WHO_PROPOSED),
        Step(Lifted, (_S.IN_FORCE,), _S.LIFTED, CONFIRMING),
        Step(
            DecisionWithdrawn,
            (_S.DECLINED, _S.IN_FORCE),
            _S.PROPOSED,
            CONFIRMING,
            NOT_WHO_PROPOSED,
            is_note=True,
        ),
        Step(LiftingWithdrawn, (_S.LIFTED,), _S.IN_FORCE, CONFIRMING, NOT_WHO_PROPOSED, is_note=True),
        Step(Withdrawn, (_S.PROPOSED,), _S.WITHDRAWN, GRADING, is_note=True),
        *(
            Step(Withdrawn, (_S.PROPOSED,), before, GRADING, is_note=True, is_back=True)
            for before in (_S.DECLINED, _S.LIFTED)
        ),
    ),
    article=CONFIRMING,
    rests=(_S.IN_FORCE,),
)
