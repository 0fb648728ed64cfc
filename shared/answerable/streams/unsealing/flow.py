"""The flow of an unsealing: asked for, allowed, opened before witnesses, sealed again, signed."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.unsealing.events import (
    Agreed,
    Approved,
    AskedForCustomer,
    AskedInEmergency,
    Attended,
    Confirmed,
    Refused,
    Resealed,
    Signed,
    Stamped,
    Unsealed,
    Withdrawn,
)


class UnsealingStage(StrEnum):
    """Where an unsealing stands."""

    EMERGENCY = "unsealing_emergency"
    APPLIED = "unsealing_applied"
    CONFIRMED = "unsealing_confirmed"
    ALLOWED = "unsealing_allowed"
    REFUSED = "unsealing_refused"
    UNSEALED = "unsealing_open"
    RESEALED = "unsealing_resealed"
    SIGNED = "unsealing_signed"
    WITHDRAWN = "withdrawn"


EMERGENCIES = "002-r3-A3a"
WITNESSES = "002-r3-A3b"
APPLICATIONS = "002-r3-A4"
RECORDS = "002-r3-A5"

_S = UnsealingStage
_RECORDED = tuple(stage for stage in UnsealingStage if stage is not _S.WITHDRAWN)

NOT_THE_ASKER = Party(
    "who asked for it",
    lambda use, _: use.asked_by,
    EMERGENCIES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
PRESENT = Party(
    "who is present",
    lambda use, _: tuple(one.person for one in use.present),
    WITNESSES,
)
NOT_WHO_WAS_PRESENT = Party(
    "who was present",
    lambda use, _: tuple(one.person for one in use.present),
    RECORDS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_TOOK_PART = Party(
    "who asked for it or was present",
    lambda use, _: (*use.asked_by, *(one.person for one in use.present)),
    RECORDS,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    UnsealingStage,
    (
        Step(AskedInEmergency, (), _S.EMERGENCY, EMERGENCIES),
        Step(AskedForCustomer, (), _S.APPLIED, APPLICATIONS),
        Step(Approved, (_S.EMERGENCY,), _S.ALLOWED, EMERGENCIES, NOT_THE_ASKER),
        Step(Confirmed, (_S.APPLIED,), _S.CONFIRMED, APPLICATIONS),
        Step(Agreed, (_S.CONFIRMED,), _S.ALLOWED, APPLICATIONS, NOT_THE_ASKER),
        Step(
            Refused,
            (_S.EMERGENCY, _S.APPLIED, _S.CONFIRMED),
            _S.REFUSED,
            EMERGENCIES,
            NOT_THE_ASKER,
        ),
        Step(Attended, (_S.ALLOWED,), None, WITNESSES, is_beside=True),
        Step(Unsealed, (_S.ALLOWED,), _S.UNSEALED, WITNESSES, PRESENT),
        Step(Resealed, (_S.UNSEALED,), _S.RESEALED, RECORDS, PRESENT),
        Step(Stamped, (_S.RESEALED,), None, APPLICATIONS, is_beside=True),
        Step(Signed, (_S.RESEALED,), _S.SIGNED, RECORDS, NOT_WHO_WAS_PRESENT),
        Step(Withdrawn, _RECORDED, _S.WITHDRAWN, RECORDS, NOT_WHO_TOOK_PART, is_note=True),
    ),
    article=EMERGENCIES,
    done=(_S.RESEALED,),
)
