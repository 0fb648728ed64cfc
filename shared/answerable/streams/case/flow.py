"""The flow of a case: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Any

from answerable.flow import Flow, Party, Step
from answerable.streams.case.events import (
    Closed,
    CustomerInformed,
    Escalated,
    LimitCorrected,
    LimitMissed,
    MissWithdrawn,
    Opened,
    OpeningCorrected,
    OpeningWithdrawn,
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
    WITHDRAWN = "withdrawn"


TRACKING = "000-1.2"
OWNERSHIP = "000-4.2.4"

_IN_WORK = (CaseStage.OPEN, CaseStage.PAUSED)
_NOT_CLOSED = (*_IN_WORK, CaseStage.RESOLVED)
_ON_RECORD = (*_NOT_CLOSED, CaseStage.CLOSED)

OWNER = Party("the owner", article=OWNERSHIP)
"""Told; the table of who may do what lets the owner, and who stands above them."""

ASKED = Party("the person asked", lambda case, _: _asked(case), OWNERSHIP)
"""Anybody where only a group was asked."""

UNCONCERNED = Party(
    "the owner or whom the miss counts against",
    lambda case, _: concerned(case),
    TRACKING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
UNINVOLVED = replace(
    UNCONCERNED,
    name="whoever opened or owned it within its limit",
    people=lambda case, _: involved(case),
)
"""Passing a case on makes nobody a judge of the time that they had for it."""

UNCONCERNED_IF_ASKED = replace(
    UNCONCERNED,
    people=lambda case, event: None if event is None or event.first_asked is None else concerned(case),
)
"""The person first asked is corrected by nobody whom that concerns; the rest of an opening by anybody."""

MACHINE = Party("the machine or an import", article=TRACKING)


def concerned(case: Any) -> tuple[str, ...]:
    """Give whom the limit counts against, or would: the owner, and who was that when it ended."""
    miss = case.miss or case.void_miss
    when_it_ended = case.owner_at(case.due_at) if miss is None else miss.owner
    return (case.owner, when_it_ended)


def involved(case: Any) -> tuple[str, ...]:
    """Give whose lateness it could be: who opened it, and everybody who owned it until its limit's end."""
    return (*case.opened_by, *case.owners_until(case.due_at), *concerned(case))


def _asked(case: Any) -> tuple[str, ...] | None:
    transfer = case.transfer
    return None if transfer is None or transfer.to is None else (transfer.to,)


FLOW = Flow(
    CaseStage,
    (
        Step(Opened, (), CaseStage.OPEN, "000-4.2.1"),
        Step(TransferRequested, _IN_WORK, None, OWNERSHIP, OWNER),
        Step(TransferAccepted, _IN_WORK, None, OWNERSHIP, ASKED),
        Step(TransferRefused, _IN_WORK, None, OWNERSHIP, ASKED),
        Step(Escalated, _IN_WORK, None, "000-1.4", OWNER, is_note=True),
        Step(ProgressNoted, _NOT_CLOSED, None, TRACKING, is_note=True),
        Step(Paused, (CaseStage.OPEN,), CaseStage.PAUSED, TRACKING),
        Step(Resumed, (CaseStage.PAUSED,), CaseStage.OPEN, TRACKING),
        Step(Resolved, _IN_WORK, CaseStage.RESOLVED, TRACKING, OWNER),
        Step(CustomerInformed, _NOT_CLOSED, None, "000-5.5.4", is_note=True),
        Step(Closed, (CaseStage.RESOLVED,), CaseStage.CLOSED, TRACKING),
        Step(Reopened, (CaseStage.RESOLVED, CaseStage.CLOSED), CaseStage.OPEN, TRACKING),
        Step(LimitMissed, _ON_RECORD, None, TRACKING, MACHINE, is_note=True),
        Step(MissWithdrawn, _ON_RECORD, None, TRACKING, UNINVOLVED, is_note=True),
        Step(LimitCorrected, _ON_RECORD, None, TRACKING, UNINVOLVED, is_note=True),
        Step(OpeningCorrected, _ON_RECORD, None, TRACKING, UNCONCERNED_IF_ASKED, is_note=True),
        Step(OpeningWithdrawn, _ON_RECORD, CaseStage.WITHDRAWN, TRACKING, UNINVOLVED, is_note=True),
        Step(ResolutionWithdrawn, (CaseStage.RESOLVED,), CaseStage.OPEN, TRACKING, is_note=True),
    ),
    article=TRACKING,
    is_in_haste=True,
    rests=(CaseStage.PAUSED,),
    done=(CaseStage.RESOLVED,),
)
