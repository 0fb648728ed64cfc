"""The flow of a sales lead: recorded by service, passed on to sales, concluded there."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.saleslead.events import (
    Concluded,
    OutcomeWithdrawn,
    PassedOn,
    Recorded,
    TakenUp,
    Withdrawn,
)


class SalesleadStage(StrEnum):
    """Where a sales lead stands."""

    RECORDED = "lead_recorded"
    PASSED_ON = "lead_passed_on"
    TAKEN_UP = "lead_taken_up"
    CONCLUDED = "lead_concluded"
    WITHDRAWN = "withdrawn"


LEADS = "001-2.5"
"""Agents sign no deals: they record leads and arrange that sales follows up, the account manager first."""

WHO_HAS_IT = Party("whom the lead was passed on to", lambda lead, _: (lead.to,), LEADS)

_S = SalesleadStage

FLOW = Flow(
    SalesleadStage,
    (
        Step(Recorded, (), _S.RECORDED, LEADS),
        Step(PassedOn, (_S.RECORDED, _S.PASSED_ON, _S.TAKEN_UP), _S.PASSED_ON, LEADS),
        Step(TakenUp, (_S.PASSED_ON,), _S.TAKEN_UP, LEADS, WHO_HAS_IT),
        Step(Concluded, (_S.TAKEN_UP,), _S.CONCLUDED, LEADS, WHO_HAS_IT),
        Step(OutcomeWithdrawn, (_S.CONCLUDED,), _S.TAKEN_UP, LEADS, is_note=True),
        Step(Withdrawn, (_S.RECORDED, _S.PASSED_ON), _S.WITHDRAWN, LEADS, is_note=True),
    ),
    article=LEADS,
)
