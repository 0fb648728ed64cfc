"""The flow of a fault: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.fault.events import (
    Acknowledged,
    AnalysisDelivered,
    AnalysisFiled,
    Closed,
    Ended,
    EndWithdrawn,
    HandlingLogged,
    NoticeWithdrawn,
    Notified,
    ReportCorrected,
    Reported,
    ReportWithdrawn,
)


class FaultStage(StrEnum):
    """Where a fault stands."""

    REPORTED = "reported"
    ENDED = "ended"
    ANALYSED = "analysed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


CLIMBING = "000-4.7a"
ANALYSIS = "000-4.7c"

_NOT_CLOSED = (FaultStage.REPORTED, FaultStage.ENDED, FaultStage.ANALYSED)

_ON_RECORD = (*_NOT_CLOSED, FaultStage.CLOSED)
_ENDED = (FaultStage.ENDED, FaultStage.ANALYSED, FaultStage.CLOSED)

TOLD = Party(
    "who was told as that link",
    lambda fault, event: {one.staff for one in fault.notified if one.link is event.link},
    CLIMBING,
    named_in=("staff",),
)

FLOW = Flow(
    FaultStage,
    (
        Step(Reported, (), FaultStage.REPORTED, CLIMBING),
        Step(Notified, _NOT_CLOSED, None, CLIMBING, is_note=True),
        Step(Acknowledged, _NOT_CLOSED, None, CLIMBING, TOLD, is_note=True),
        Step(HandlingLogged, _NOT_CLOSED, None, CLIMBING, is_note=True),
        Step(Ended, (FaultStage.REPORTED,), FaultStage.ENDED, CLIMBING),
        Step(AnalysisFiled, (FaultStage.ENDED, FaultStage.ANALYSED), FaultStage.ANALYSED, ANALYSIS),
        Step(AnalysisDelivered, (FaultStage.ANALYSED,), None, ANALYSIS, is_beside=True),
        Step(Closed, (FaultStage.ANALYSED,), FaultStage.CLOSED, ANALYSIS),
        Step(ReportCorrected, _ON_RECORD, None, CLIMBING, is_note=True),
        Step(ReportWithdrawn, _ON_RECORD, FaultStage.WITHDRAWN, CLIMBING, is_note=True),
        Step(NoticeWithdrawn, _NOT_CLOSED, None, CLIMBING, is_note=True),
        Step(EndWithdrawn, _ENDED, FaultStage.REPORTED, CLIMBING, is_note=True),
    ),
)
