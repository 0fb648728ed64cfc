"""The flow of a shipment: sent or the customer told; arrived, or lost, claimed and settled."""

from __future__ import annotations

from enum import StrEnum

from answerable.flow import Flow, Step
from answerable.streams.shipment.events import (
    Arrived,
    Claimed,
    DelayTold,
    Dropped,
    FateWithdrawn,
    LossReported,
    SendingWithdrawn,
    Sent,
    Settled,
    StepWithdrawn,
    Taken,
    TakenBack,
    Withdrawn,
)


class ShipmentStage(StrEnum):
    """Where a shipment stands."""

    ORDERED = "ship_ordered"
    DELAYED = "ship_delayed"
    SENT = "ship_sent"
    DROPPED = "ship_dropped"
    ARRIVED = "ship_arrived"
    RETURNED = "ship_returned"
    LOST = "ship_lost"
    CLAIMED = "ship_claimed"
    SETTLED = "ship_settled"
    WITHDRAWN = "withdrawn"


IN_TIME = "002-r1-7.2"
"""Orders are sent within 24 hours, at latest 48; else the customer is told, and exchanges or is refunded."""

RETURNS = "002-r1-3.7"
"""Complaints and returns of customers are handled well."""

LOSSES = "002-r1-6"
"""What the courier lost is traced and claimed."""

_S = ShipmentStage
_UNSENT = (_S.ORDERED, _S.DELAYED)

FLOW = Flow(
    ShipmentStage,
    (
        Step(Taken, (), _S.ORDERED, IN_TIME),
        Step(Taken, (_S.WITHDRAWN,), _S.ORDERED, IN_TIME),
        Step(Sent, _UNSENT, _S.SENT, IN_TIME),
        Step(DelayTold, _UNSENT, _S.DELAYED, IN_TIME),
        Step(Dropped, _UNSENT, _S.DROPPED, IN_TIME),
        Step(Arrived, (_S.SENT, _S.LOST, _S.CLAIMED), _S.ARRIVED, IN_TIME),
        Step(TakenBack, (_S.ARRIVED,), _S.RETURNED, RETURNS),
        Step(LossReported, (_S.SENT,), _S.LOST, LOSSES),
        Step(Claimed, (_S.LOST,), _S.CLAIMED, LOSSES),
        Step(Settled, (_S.CLAIMED,), _S.SETTLED, LOSSES),
        *(
            Step(event, (_S.DELAYED, _S.SENT, _S.DROPPED), before, IN_TIME, is_note=True, is_back=True)
            for event, before in ((StepWithdrawn, _S.ORDERED), (SendingWithdrawn, _S.DELAYED))
        ),
        *(
            Step(FateWithdrawn, (done,), before, LOSSES, is_note=True, is_back=True)
            for done, before in (
                (_S.ARRIVED, _S.SENT),
                (_S.ARRIVED, _S.LOST),
                (_S.ARRIVED, _S.CLAIMED),
                (_S.RETURNED, _S.ARRIVED),
                (_S.LOST, _S.SENT),
                (_S.CLAIMED, _S.LOST),
                (_S.SETTLED, _S.CLAIMED),
            )
        ),
        Step(Withdrawn, (_S.ORDERED,), _S.WITHDRAWN, IN_TIME, is_note=True),
    ),
    rests=(_S.SENT,),
)
