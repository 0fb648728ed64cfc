"""The flow of a complaint: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.complaint.events import (
    CarriedOut,
    FedBack,
    Filed,
    FilingCorrected,
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


STEPS = "003-F7"
"""Recorded, investigated, planned, approved by a leader, carried out, told to the customer: in this order."""

_JUDGED = tuple(
    stage for stage in ComplaintStage if stage not in (ComplaintStage.FILED, ComplaintStage.INVESTIGATED)
)

FLOW = Flow(
    ComplaintStage,
    (
        Step(Filed, (), ComplaintStage.FILED, STEPS),
        Step(Investigated, (ComplaintStage.FILED,), ComplaintStage.INVESTIGATED, STEPS),
        Step(Upheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.UPHELD, STEPS),
        Step(NotUpheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.NOT_UPHELD, STEPS),
        Step(PlanProposed, (ComplaintStage.UPHELD, ComplaintStage.PLANNED), ComplaintStage.PLANNED, STEPS),
        Step(PlanApproved, (ComplaintStage.PLANNED,), ComplaintStage.APPROVED, STEPS),
        Step(CarriedOut, (ComplaintStage.APPROVED,), ComplaintStage.CARRIED_OUT, STEPS),
        Step(
            FedBack,
            (ComplaintStage.CARRIED_OUT, ComplaintStage.NOT_UPHELD),
            ComplaintStage.FED_BACK,
            "000-5.5.4",
        ),
        Step(JudgementWithdrawn, _JUDGED, ComplaintStage.INVESTIGATED, STEPS),
        Step(StepWithdrawn, (ComplaintStage.INVESTIGATED,), ComplaintStage.FILED, STEPS, is_note=True),
        Step(StepWithdrawn, (ComplaintStage.APPROVED,), ComplaintStage.PLANNED, STEPS, is_note=True),
        Step(StepWithdrawn, (ComplaintStage.CARRIED_OUT,), ComplaintStage.APPROVED, STEPS, is_note=True),
        Step(FilingCorrected, tuple(ComplaintStage), None, STEPS, is_note=True),
    ),
    article=STEPS,
)
