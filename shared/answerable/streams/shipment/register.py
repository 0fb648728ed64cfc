"""The register of shipments."""

from __future__ import annotations

from typing import Any

from answerable.events.base import Event
from answerable.money import yuan
from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    Setter,
    given,
    moment,
    nothing,
    said,
    when,
)
from answerable.streams.shipment.events import (
    Arrived,
    Claimed,
    DelayOffer,
    DelayTold,
    DropCause,
    Dropped,
    LossReported,
    Sent,
    Settled,
    Taken,
    TakenBack,
)
from answerable.streams.shipment.flow import FLOW, ShipmentStage

LATEST_HOURS = 48
"""An order is sent within two days at latest (002-r1-7.2)."""

_LOST = (ShipmentStage.LOST, ShipmentStage.CLAIMED, ShipmentStage.SETTLED)


def _of_sending(column: str, kind: Kind, sets: Setter, *, is_listed: bool = True) -> Column:
    return Column(column, kind, {Sent: sets}, is_listed=is_listed)


def _amount(column: str, event: type[Event]) -> Column:
    """Make the column of an amount, as people read it."""

    def told(said: Any, _: Row) -> str:
        return yuan(said.amount_fen)

    return Column(column, Kind.TEXT, {event: told, Arrived: nothing}, is_listed=False)


REGISTER = Register(
    opening=(Taken,),
    flow=FLOW,
    columns=(
        said(Taken, "order_no"),
        said(Taken, "product"),
        said(Taken, "customer"),
        moment("taken_at", Taken),
        _of_sending("sent_at", Kind.MOMENT, when),
        _of_sending("sent_after_h", Kind.NUMBER, given("sent_after_h")),
        _of_sending("courier", Kind.TEXT, given("courier")),
        _of_sending("tracking_no", Kind.TEXT, given("tracking_no"), is_listed=False),
        Column("delay_offer", Kind.CHOICE, {DelayTold: given("delay_offer")}, DelayOffer, is_listed=False),
        Column("drop_cause", Kind.CHOICE, {Dropped: given("drop_cause")}, DropCause, is_listed=False),
        Column("traced", Kind.TEXT, {LossReported: given("traced")}, is_listed=False),
        _amount("refunded", TakenBack),
        Column("returned_why", Kind.TEXT, {TakenBack: given("reason")}, is_listed=False),
        _amount("claimed", Claimed),
        _amount("settled", Settled),
    ),
    marks={
        "is_unsent": lambda row: row["state"] in (ShipmentStage.ORDERED, ShipmentStage.DELAYED),
        "is_late": lambda row: row["sent_after_h"] is not None and row["sent_after_h"] >= LATEST_HOURS,
        "is_lost": lambda row: row["state"] in _LOST,
    },
    newest="taken_at",
    sorts={"state": ("state",), "order_no": ("order_no",)},
    filters=("courier", "customer", "order_no"),
    searched=("order_no", "product", "customer"),
    urgent=(ShipmentStage.LOST,),
    number="FH",
    void=(ShipmentStage.WITHDRAWN,),
)
