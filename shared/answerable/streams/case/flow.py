"""The flow of a case: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.case.events import (
    Closed,
    CustomerInformed,
    Escalated,
    LimitCorrected,
    LimitMissed,
    MissWithdrawn,
    Opened,
    OpeningCorrected,
    Paused,
    ProgressNoted,
    Reopened,
    ResolutionWithdrawn,
    Resolved,
    Resumed,
    TransferAccepted,
    TransferRefused,
    TransferRequested,
)


class CaseStage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    PAUSED = "paused"
    RESOLVED = "resolved"
    CLOSED = "closed"


TRACKING = "000-1.2"
OWNERSHIP = "000-4.2.4"

_IN_WORK = (CaseStage.OPEN, CaseStage.PAUSED)
_NOT_CLOSED = (*_IN_WORK, CaseStage.RESOLVED)

FLOW = Flow(
    CaseStage,
    (
        Step(Opened, (), CaseStage.OPEN, "000-4.2.1"),
        Step(TransferRequested, _IN_WORK, None, OWNERSHIP),
        Step(TransferAccepted, _IN_WORK, None, OWNERSHIP),
        Step(TransferRefused, _IN_WORK, None, OWNERSHIP),
        Step(Escalated, _IN_WORK, None, "000-1.4", is_note=True),
        Step(ProgressNoted, _NOT_CLOSED, None, TRACKING, is_note=True),
        Step(Paused, (CaseStage.OPEN,), CaseStage.PAUSED, TRACKING),
        Step(Resumed, (CaseStage.PAUSED,), CaseStage.OPEN, TRACKING),
        Step(Resolved, _IN_WORK, CaseStage.RESOLVED, TRACKING),
        Step(CustomerInformed, _NOT_CLOSED, None, "000-5.5.4", is_note=True),
        Step(Closed, (CaseStage.RESOLVED,), CaseStage.CLOSED, TRACKING),
        Step(Reopened, (CaseStage.RESOLVED, CaseStage.CLOSED), CaseStage.OPEN, TRACKING),
        Step(LimitMissed, tuple(CaseStage), None, TRACKING, is_note=True),
        Step(MissWithdrawn, tuple(CaseStage), None, TRACKING, is_note=True),
        Step(LimitCorrected, tuple(CaseStage), None, TRACKING, is_note=True),
        Step(OpeningCorrected, tuple(CaseStage), None, TRACKING, is_note=True),
        Step(ResolutionWithdrawn, (CaseStage.RESOLVED,), CaseStage.OPEN, TRACKING),
    ),
    article=TRACKING,
)
