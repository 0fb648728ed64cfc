"""The flow of a deposit: asked for, allowed by another, locked away, handed out against a signature."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Party, Step
from answerable.streams.deposit.events import (
    Approved,
    Asked,
    HandedOut,
    Lost,
    Refused,
    Stored,
    Withdrawn,
)


class DepositStage(StrEnum):
    """Where a deposit stands."""

    ASKED_FOR = "deposit_asked"
    ALLOWED = "may_be_left"
    NOT_ALLOWED = "may_not_be_left"
    STORED = "at_the_desk"
    HANDED_OUT = "passed_on"
    LOST = "deposit_lost"
    WITHDRAWN = "withdrawn"


APPROVAL = "002-r7-4"
"""Nothing is kept or passed on for anybody without approval."""
CUSTODY = "002-r7-9"
"""It is locked away; a loss is on the person in charge."""

_ON_RECORD = tuple(stage for stage in DepositStage if stage is not DepositStage.WITHDRAWN)

NOT_THE_ASKER = Party(
    "who asked for it",
    lambda deposit, _: deposit.asked_by,
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_IN_CHARGE = Party(
    "who had it in charge",
    lambda _, event: () if event is None else (event.responsible,),
    CUSTODY,
    named_in=("actor", "entered_by"),
    is_barred=True,
)
NOT_INVOLVED = Party(
    "who had a part in it",
    lambda deposit, _: deposit.involved,
    APPROVAL,
    named_in=("actor", "entered_by"),
    is_barred=True,
)

FLOW = Flow(
    DepositStage,
    (
        Step(Asked, (), DepositStage.ASKED_FOR, APPROVAL),
        Step(Approved, (DepositStage.ASKED_FOR,), DepositStage.ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(Refused, (DepositStage.ASKED_FOR,), DepositStage.NOT_ALLOWED, APPROVAL, NOT_THE_ASKER),
        Step(Stored, (DepositStage.ALLOWED,), DepositStage.STORED, CUSTODY),
        Step(HandedOut, (DepositStage.STORED,), DepositStage.HANDED_OUT, APPROVAL),
        Step(Lost, (DepositStage.STORED,), DepositStage.LOST, CUSTODY, NOT_IN_CHARGE),
        Step(Withdrawn, _ON_RECORD, DepositStage.WITHDRAWN, APPROVAL, NOT_INVOLVED, is_note=True),
    ),
    rests=(DepositStage.STORED,),
)
