"""The flow of a lock's change: by one who applies, security, engineering, and security again."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.lockchange.events import (
    Applied,
    Approved,
    Changed,
    KeysReceived,
    Refused,
    Withdrawn,
)


class LockchangeStage(StrEnum):
    """Where a lock's change stands."""

    APPLIED = "lock_applied"
    APPROVED = "lock_approved"
    REFUSED = "lock_refused"
    CHANGED = "lock_changed"
    DONE = "lock_done"
    WITHDRAWN = "withdrawn"


CHANGES = "002-r13-6"

_S = LockchangeStage
_RECORDED = tuple(stage for stage in LockchangeStage if stage is not _S.WITHDRAWN)

NOT_THE_APPLICANT = Party(
    "who applied for it",
    lambda change, _: change.applied_by,
    CHANGES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_CHANGED = Party(
    "who changed the lock",
    lambda change, _: change.changed_by,
    CHANGES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    LockchangeStage,
    (
        Step(Applied, (), _S.APPLIED, CHANGES),
        Step(Approved, (_S.APPLIED,), _S.APPROVED, CHANGES, NOT_THE_APPLICANT),
        Step(Refused, (_S.APPLIED,), _S.REFUSED, CHANGES, NOT_THE_APPLICANT),
        Step(Changed, (_S.APPROVED,), _S.CHANGED, CHANGES),
        Step(KeysReceived, (_S.CHANGED,), _S.DONE, CHANGES, NOT_WHO_CHANGED),
        Step(Withdrawn, _RECORDED, _S.WITHDRAWN, CHANGES, NOT_THE_APPLICANT, is_note=True),
    ),
    article=CHANGES,
)
