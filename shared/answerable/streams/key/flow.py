"""The flow of a key: in its place, lent, with its customer, sealed, lost; and who may take which step."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.key.events import (
    BroughtBack,
    Catalogued,
    Corrected,
    CustodyWithdrawn,
    HandedOut,
    HandedOver,
    LoanApproved,
    LoanAsked,
    LoanRefused,
    LoanWithdrawn,
    LossReported,
    LossWithdrawn,
    PrecautionTaken,
    Recovered,
    Released,
    Replaced,
    Retired,
    ReturnWithdrawn,
    Sealed,
    TakenBack,
    TurnedAway,
    Withdrawn,
)


class KeyStage(StrEnum):
    """Where a key is."""

    KEPT = "key_kept"
    ASKED = "key_asked"
    APPROVED = "key_approved"
    OUT = "key_out"
    BROUGHT_BACK = "key_brought_back"
    WITH_CUSTOMER = "key_with_customer"
    SEALED = "key_sealed"
    MISSING = "key_missing"
    SECURED = "key_secured"
    REPLACED = "key_replaced"
    RETIRED = "key_retired"
    WITHDRAWN = "withdrawn"


CLASSES = "002-r13-1"
LOANS = "002-r3-B2"
DRAWING = "002-r13-4.1"
VIEWINGS = "002-r3-B3"
CONTRACTORS = "002-r3-B6"
OUTSIDERS = "002-r13-4.3"
PLANT_ROOMS = "002-r3-C2"
MOVE_IN = "002-r3-A1"
SEALING = "002-r3-A2"
LOSSES = "002-r13-5.1"
SEALED_LOSSES = "002-r3-A6"

_S = KeyStage
LENT = (_S.ASKED, _S.APPROVED, _S.OUT, _S.BROUGHT_BACK)
"""The stages of a loan."""

ENDED = (_S.REPLACED, _S.RETIRED, _S.WITHDRAWN)
"""The stages in which a key is counted no more."""

_HERE = (_S.KEPT, *LENT, _S.SEALED)
_ON_CARD = tuple(stage for stage in KeyStage if stage not in ENDED)

BORROWER = Party("who borrowed the key", lambda key, _: (key.borrower,), LOANS)
NOT_THE_BORROWER = Party(
    "who borrowed the key",
    lambda key, _: (key.borrower,),
    DRAWING,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_WHO_ANSWERS = Party(
    "who answers for the loss",
    lambda key, _: (key.answers,),
    LOSSES,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    KeyStage,
    (
        Step(Catalogued, (), _S.KEPT, CLASSES),
        Step(Corrected, _ON_CARD, None, CLASSES, is_note=True),
        Step(LoanAsked, (_S.KEPT,), _S.ASKED, LOANS),
        Step(LoanApproved, (_S.ASKED,), _S.APPROVED, DRAWING, NOT_THE_BORROWER),
        Step(LoanRefused, (_S.ASKED,), _S.KEPT, DRAWING, NOT_THE_BORROWER),
        Step(HandedOut, (_S.APPROVED,), _S.OUT, LOANS, NOT_THE_BORROWER),
        Step(BroughtBack, (_S.OUT,), _S.BROUGHT_BACK, VIEWINGS, BORROWER),
        Step(TakenBack, (_S.BROUGHT_BACK,), _S.KEPT, DRAWING, NOT_THE_BORROWER),
        Step(TurnedAway, _HERE, None, OUTSIDERS, is_note=True),
        Step(HandedOver, (_S.KEPT,), _S.WITH_CUSTOMER, MOVE_IN),
        Step(Sealed, (_S.KEPT, _S.WITH_CUSTOMER), _S.SEALED, SEALING),
        Step(Released, (_S.SEALED,), _S.WITH_CUSTOMER, SEALING),
        Step(LossReported, _HERE, _S.MISSING, SEALED_LOSSES),
        Step(PrecautionTaken, (_S.MISSING,), _S.SECURED, LOSSES, NOT_WHO_ANSWERS),
        Step(Replaced, (_S.SECURED,), _S.REPLACED, LOSSES, NOT_WHO_ANSWERS),
        Step(Recovered, (_S.MISSING, _S.SECURED), _S.KEPT, LOSSES, NOT_WHO_ANSWERS),
        Step(Retired, (_S.KEPT, _S.SEALED), _S.RETIRED, CLASSES),
        Step(LoanWithdrawn, LENT, _S.KEPT, LOANS, NOT_THE_BORROWER, is_note=True),
        Step(ReturnWithdrawn, (_S.BROUGHT_BACK, _S.KEPT), _S.OUT, LOANS, is_note=True),
        Step(
            CustodyWithdrawn,
            (_S.WITH_CUSTOMER, _S.SEALED, _S.RETIRED),
            _S.KEPT,
            SEALING,
            is_note=True,
        ),
        Step(LossWithdrawn, (_S.MISSING, _S.SECURED), _S.KEPT, LOSSES, NOT_WHO_ANSWERS, is_note=True),
        Step(Withdrawn, (_S.KEPT,), _S.WITHDRAWN, CLASSES, is_note=True),
    ),
    article=LOANS,
    rests=(_S.KEPT, _S.WITH_CUSTOMER, _S.SEALED),
)
