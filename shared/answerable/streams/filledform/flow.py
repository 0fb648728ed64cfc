"""The flow of a filled form: begun, filled in, signed by each in turn, issued."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.filledform.events import Begun, Filled, Issued, SentBack, Signed, Voided


class FilledFormStage(StrEnum):
    """Where a filled form stands."""

    TO_BE_FILLED = "to_be_filled"
    BEING_SIGNED = "being_signed"
    ISSUED = "form_issued"
    VOIDED = "form_voided"


SIGNATURES = "003-C3"
"""A form has the names of those whom it is about, and their signatures."""

TOGETHER = "003-D10"
"""Both sides fill a form in together, having talked."""

COPIES = "003-D12"
"""Each copy is signed by both sides."""

_OPEN = (FilledFormStage.TO_BE_FILLED, FilledFormStage.BEING_SIGNED)
_SIGNING = (FilledFormStage.BEING_SIGNED,)

PARTIES = Party("who signs it, or began it", lambda form, _: (*form.signers, *form.opened_by), TOGETHER)
SIGNERS = Party("who signs it", lambda form, _: form.signers, SIGNATURES)
NEXT = Party("whose turn it is to sign", lambda form, _: form.whose_turn, SIGNATURES)
NOT_ITS_SIGNERS = Party(
    "who signs it",
    lambda form, _: form.may_not_void,
    SIGNATURES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    FilledFormStage,
    (
        Step(Begun, (), FilledFormStage.TO_BE_FILLED, SIGNATURES),
        Step(Filled, (FilledFormStage.TO_BE_FILLED,), None, TOGETHER, PARTIES),
        Step(Signed, _OPEN, FilledFormStage.BEING_SIGNED, SIGNATURES, NEXT),
        Step(SentBack, _SIGNING, FilledFormStage.TO_BE_FILLED, SIGNATURES, SIGNERS, is_note=True),
        Step(Issued, _SIGNING, FilledFormStage.ISSUED, COPIES),
        Step(
            Voided,
            (*_OPEN, FilledFormStage.ISSUED),
            FilledFormStage.VOIDED,
            SIGNATURES,
            NOT_ITS_SIGNERS,
            is_note=True,
        ),
    ),
    article=SIGNATURES,
)
