"""The flow of a visit: planned, made or missed, reported by who was there, looked over by who was not."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.visit.events import (
    FindingLinked,
    FindingRaised,
    FindingWithdrawn,
    Made,
    Missed,
    MissWithdrawn,
    Moved,
    PlanCorrected,
    Planned,
    PlanWithdrawn,
    ReportFiled,
    Reviewed,
    VisitWithdrawn,
)


class VisitStage(StrEnum):
    """Where a visit stands."""

    TO_BE_MADE = "to_be_made"
    MADE = "made"
    WRITTEN_UP = "written_up"
    LOOKED_OVER = "looked_over"
    NOT_MADE = "not_made"
    WITHDRAWN = "withdrawn"


PATROL = "000-2.1"
"""Customers are visited periodically, and an analysis report is written."""

INSPECTION = "000-4.10.1.1"
"""Projects are inspected regularly; what is found is handed to customer service."""

_PLANNED = (VisitStage.TO_BE_MADE, VisitStage.NOT_MADE)
_NOT_OVER = (VisitStage.MADE, VisitStage.WRITTEN_UP)

VISITOR = Party("who makes the visit", lambda visit, _: (visit.visitor,), PATROL)
NOT_WHO_WAS_THERE = Party(
    "who was there or wrote the report",
    lambda visit, _: visit.answerable,
    INSPECTION,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    VisitStage,
    (
        Step(Planned, (), VisitStage.TO_BE_MADE, PATROL),
        Step(Moved, _PLANNED, VisitStage.TO_BE_MADE, PATROL),
        Step(Made, (VisitStage.TO_BE_MADE,), VisitStage.MADE, PATROL, VISITOR),
        Step(ReportFiled, _NOT_OVER, VisitStage.WRITTEN_UP, PATROL),
        Step(Reviewed, (VisitStage.WRITTEN_UP,), VisitStage.LOOKED_OVER, INSPECTION, NOT_WHO_WAS_THERE),
        Step(Missed, (VisitStage.TO_BE_MADE,), VisitStage.NOT_MADE, PATROL),
        Step(FindingRaised, _NOT_OVER, None, INSPECTION, is_note=True),
        Step(FindingLinked, _NOT_OVER, None, INSPECTION, is_note=True),
        Step(FindingWithdrawn, _NOT_OVER, None, INSPECTION, is_note=True),
        Step(PlanCorrected, _PLANNED, None, PATROL, is_note=True),
        Step(MissWithdrawn, (VisitStage.NOT_MADE,), VisitStage.TO_BE_MADE, PATROL, is_note=True),
        Step(
            VisitWithdrawn,
            (*_NOT_OVER, VisitStage.LOOKED_OVER),
            VisitStage.TO_BE_MADE,
            PATROL,
            is_note=True,
        ),
        Step(PlanWithdrawn, _PLANNED, VisitStage.WITHDRAWN, PATROL, is_note=True),
    ),
    article=PATROL,
)
