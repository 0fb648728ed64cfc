"""The flow of a handover: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.handover.events import (
    Annulled,
    ItemChecked,
    OpenItemCarried,
    Refused,
    Reviewed,
    SignedIn,
    SignedOut,
    Started,
)


class HandoverStage(StrEnum):
    """Where a handover stands."""

    STARTED = "started"
    SIGNED_OUT = "signed_out"
    SIGNED_IN = "signed_in"
    REFUSED = "refused"
    REVIEWED = "reviewed"
    ANNULLED = "annulled"


SIGNATURES = "002-r4-2.3"
REFUSAL = "002-r4-1.6"
CHECKS = "002-r4-2.1"

_RECORDED = tuple(stage for stage in HandoverStage if stage is not HandoverStage.ANNULLED)

FLOW = Flow(
    HandoverStage,
    (
        Step(Started, (), HandoverStage.STARTED, SIGNATURES),
        Step(Started, (HandoverStage.REFUSED,), HandoverStage.STARTED, REFUSAL),
        Step(Started, (HandoverStage.ANNULLED,), HandoverStage.STARTED, SIGNATURES),
        Step(ItemChecked, (HandoverStage.STARTED,), None, CHECKS),
        Step(OpenItemCarried, (HandoverStage.STARTED,), None, CHECKS),
        Step(SignedOut, (HandoverStage.STARTED,), HandoverStage.SIGNED_OUT, SIGNATURES),
        Step(SignedIn, (HandoverStage.SIGNED_OUT,), HandoverStage.SIGNED_IN, SIGNATURES),
        Step(Refused, (HandoverStage.STARTED, HandoverStage.SIGNED_OUT), HandoverStage.REFUSED, REFUSAL),
        Step(Reviewed, (HandoverStage.SIGNED_IN,), HandoverStage.REVIEWED, SIGNATURES),
        Step(Reviewed, (HandoverStage.REFUSED,), None, SIGNATURES),
        Step(Annulled, _RECORDED, HandoverStage.ANNULLED, SIGNATURES, is_note=True),
    ),
    article=SIGNATURES,
)
