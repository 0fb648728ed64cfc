"""The flow of a complaint: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from answerable.flow import Flow, Party, Step
from answerable.streams.complaint.events import (
    CarriedOut,
    FedBack,
    Filed,
    FilingCorrected,
    FilingWithdrawn,
    Investigated,
    JudgementWithdrawn,
    NotUpheld,
    PlanApproved,
    PlanProposed,
    StepWithdrawn,
    Upheld,
)


class ComplaintStage(StrEnum):
    """Where a complaint stands."""

    FILED = "filed"
    INVESTIGATED = "investigated"
    UPHELD = "upheld"
    NOT_UPHELD = "not_upheld"
    PLANNED = "planned"
    APPROVED = "approved"
    CARRIED_OUT = "carried_out"
    FED_BACK = "fed_back"
    WITHDRAWN = "withdrawn"


STEPS = "003-F7"
"""Recorded, investigated, planned, approved by a leader, carried out, told to the customer: in this order."""

_ON_RECORD = tuple(stage for stage in ComplaintStage if stage is not ComplaintStage.WITHDRAWN)
_JUDGED = tuple(
    stage for stage in _ON_RECORD if stage not in (ComplaintStage.FILED, ComplaintStage.INVESTIGATED)
)


def _concerned(complaint: Any, event: Any) -> tuple[str, ...]:
    """Give whom a complaint ever concerned, and whom a judgement is about to find answerable."""
    found = getattr(event, "responsible", None)
    return complaint.concerned if found is None else (*complaint.concerned, found)


NOT_THE_CONCERNED = Party(
    "a person ever complained of or found answerable",
    _concerned,
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_JUDGED = Party(
    "whom the judgement concerns or who made it",
    lambda complaint, event: (*_concerned(complaint, event), *complaint.judged_by),
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_THE_PROPOSER = Party(
    "the plan's proposer or a person ever complained of or found answerable",
    lambda complaint, event: (*_concerned(complaint, event), complaint.proposer),
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    ComplaintStage,
    (
        Step(Filed, (), ComplaintStage.FILED, STEPS),
        Step(Investigated, (ComplaintStage.FILED,), ComplaintStage.INVESTIGATED, STEPS, NOT_THE_CONCERNED),
        Step(Upheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.UPHELD, STEPS, NOT_THE_CONCERNED),
        Step(NotUpheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.NOT_UPHELD, STEPS, NOT_THE_CONCERNED),
        Step(
            PlanProposed,
            (ComplaintStage.UPHELD, ComplaintStage.PLANNED),
            ComplaintStage.PLANNED,
            STEPS,
            NOT_THE_CONCERNED,
        ),
        Step(PlanApproved, (ComplaintStage.PLANNED,), ComplaintStage.APPROVED, STEPS, NOT_THE_PROPOSER),
        Step(CarriedOut, (ComplaintStage.APPROVED,), ComplaintStage.CARRIED_OUT, STEPS, NOT_THE_CONCERNED),
        Step(
            FedBack,
            (ComplaintStage.CARRIED_OUT, ComplaintStage.NOT_UPHELD),
            ComplaintStage.FED_BACK,
            "000-5.5.4",
            NOT_THE_CONCERNED,
        ),
        Step(
            JudgementWithdrawn,
            _JUDGED,
            ComplaintStage.INVESTIGATED,
            STEPS,
            NOT_WHO_JUDGED,
            is_note=True,
        ),
        *(
            Step(StepWithdrawn, (done,), before, STEPS, NOT_THE_CONCERNED, is_note=True)
            for done, before in (
                (ComplaintStage.INVESTIGATED, ComplaintStage.FILED),
                (ComplaintStage.APPROVED, ComplaintStage.PLANNED),
                (ComplaintStage.CARRIED_OUT, ComplaintStage.APPROVED),
            )
        ),
        Step(FilingCorrected, _ON_RECORD, None, STEPS, NOT_THE_CONCERNED, is_note=True),
        Step(
            FilingWithdrawn,
            _ON_RECORD,
            ComplaintStage.WITHDRAWN,
            STEPS,
            NOT_THE_CONCERNED,
            is_note=True,
        ),
    ),
    article=STEPS,
)
