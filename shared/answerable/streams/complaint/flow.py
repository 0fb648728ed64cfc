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

NOT_THE_ACCUSED = Party(
    "the person complained of",
    lambda complaint, _: _without_none(complaint.about),
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)


def _judged(complaint: Any, event: Any) -> tuple[str, ...]:
    """Give whom a judgement concerns: who is complained of, was found answerable, or is about to be."""
    return _without_none(complaint.about, complaint.responsible, getattr(event, "responsible", None))


def _without_none(*people: str | None) -> tuple[str, ...]:
    return tuple(person for person in people if person is not None)


NOT_THE_JUDGED = Party(
    "the person complained of or answerable",
    _judged,
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_JUDGED = Party(
    "whom the judgement concerns or who made it",
    lambda complaint, event: (*_judged(complaint, event), *complaint.judged_by),
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_THE_PROPOSER = Party(
    "the plan's proposer or the person answerable",
    lambda complaint, _: _without_none(complaint.proposer, complaint.responsible),
    STEPS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    ComplaintStage,
    (
        Step(Filed, (), ComplaintStage.FILED, STEPS),
        Step(Investigated, (ComplaintStage.FILED,), ComplaintStage.INVESTIGATED, STEPS, NOT_THE_ACCUSED),
        Step(Upheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.UPHELD, STEPS, NOT_THE_JUDGED),
        Step(NotUpheld, (ComplaintStage.INVESTIGATED,), ComplaintStage.NOT_UPHELD, STEPS, NOT_THE_JUDGED),
        Step(PlanProposed, (ComplaintStage.UPHELD, ComplaintStage.PLANNED), ComplaintStage.PLANNED, STEPS),
        Step(PlanApproved, (ComplaintStage.PLANNED,), ComplaintStage.APPROVED, STEPS, NOT_THE_PROPOSER),
        Step(CarriedOut, (ComplaintStage.APPROVED,), ComplaintStage.CARRIED_OUT, STEPS),
        Step(
            FedBack,
            (ComplaintStage.CARRIED_OUT, ComplaintStage.NOT_UPHELD),
            ComplaintStage.FED_BACK,
            "000-5.5.4",
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
            Step(StepWithdrawn, (done,), before, STEPS, NOT_THE_JUDGED, is_note=True)
            for done, before in (
                (ComplaintStage.INVESTIGATED, ComplaintStage.FILED),
                (ComplaintStage.APPROVED, ComplaintStage.PLANNED),
                (ComplaintStage.CARRIED_OUT, ComplaintStage.APPROVED),
            )
        ),
        Step(FilingCorrected, _ON_RECORD, None, STEPS, NOT_THE_JUDGED, is_note=True),
        Step(
            FilingWithdrawn,
            _ON_RECORD,
            ComplaintStage.WITHDRAWN,
            STEPS,
            NOT_THE_JUDGED,
            is_note=True,
        ),
    ),
    article=STEPS,
)
