"""The flow of a handover: its stages, which event leads where, and the article that says so."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.handover.events import (
    Annulled,
    CountConfirmed,
    CountDisputed,
    ItemChecked,
    ItemCounted,
    OpenItemCarried,
    RefusalOverruled,
    RefusalUpheld,
    Refused,
    Reviewed,
    SignedIn,
    SignedOut,
    Started,
    UrgentReported,
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
COUNTS = "002-r7-6"
"""Letters, papers and magazines that nobody has fetched are counted by both sides; so is what else counts."""
URGENT = "002-r4-3.3"
"""Both sides report what is special or urgent to their own superiors at once."""

_UNDER_WAY = (HandoverStage.STARTED, HandoverStage.SIGNED_OUT)
_RECORDED = tuple(stage for stage in HandoverStage if stage is not HandoverStage.ANNULLED)

OUTGOING = Party("the outgoing side", lambda handover, _: (handover.outgoing,), SIGNATURES)
STARTING = Party("the outgoing side", article=SIGNATURES)
"""Told; the table of who may do what lets either side, and who enters their paper form."""

INCOMING = Party("the incoming side", lambda handover, _: (handover.incoming,), SIGNATURES)
COUNTING = Party("the incoming side", lambda handover, _: (handover.incoming,), COUNTS)
SIDES = Party("one of both sides", lambda handover, _: (handover.outgoing, handover.incoming), URGENT)
THIRD = Party(
    "either side",
    lambda handover, _: (handover.outgoing, handover.incoming),
    SIGNATURES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    HandoverStage,
    (
        Step(Started, (), HandoverStage.STARTED, SIGNATURES, STARTING),
        Step(Started, (HandoverStage.REFUSED,), HandoverStage.STARTED, REFUSAL, STARTING),
        Step(Started, (HandoverStage.ANNULLED,), HandoverStage.STARTED, SIGNATURES, STARTING),
        Step(ItemChecked, (HandoverStage.STARTED,), None, CHECKS, STARTING, is_beside=True),
        Step(ItemCounted, (HandoverStage.STARTED,), None, COUNTS, STARTING, is_beside=True),
        Step(CountConfirmed, _UNDER_WAY, None, COUNTS, COUNTING, is_beside=True),
        Step(CountDisputed, _UNDER_WAY, None, COUNTS, COUNTING, is_beside=True),
        Step(UrgentReported, _UNDER_WAY, None, URGENT, SIDES, is_note=True),
        Step(OpenItemCarried, (HandoverStage.STARTED,), None, CHECKS, STARTING, is_beside=True),
        Step(SignedOut, (HandoverStage.STARTED,), HandoverStage.SIGNED_OUT, SIGNATURES, OUTGOING),
        Step(SignedIn, (HandoverStage.SIGNED_OUT,), HandoverStage.SIGNED_IN, SIGNATURES, INCOMING),
        Step(
            Refused,
            _UNDER_WAY,
            HandoverStage.REFUSED,
            REFUSAL,
            INCOMING,
        ),
        Step(RefusalUpheld, (HandoverStage.REFUSED,), None, REFUSAL, THIRD),
        Step(RefusalOverruled, (HandoverStage.REFUSED,), HandoverStage.STARTED, REFUSAL, THIRD),
        Step(Reviewed, (HandoverStage.SIGNED_IN,), HandoverStage.REVIEWED, SIGNATURES, THIRD),
        Step(Reviewed, (HandoverStage.REFUSED,), None, SIGNATURES, THIRD),
        Step(Annulled, _RECORDED, HandoverStage.ANNULLED, SIGNATURES, is_note=True),
    ),
    article=SIGNATURES,
    done=(HandoverStage.SIGNED_IN,),
)
