"""Shipment: how long it took to be sent is worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from answerable.deciding import Stamp, World, evolves, records, relates, took_it_down
from answerable.streams.shipment import commands, events
from answerable.streams.shipment.flow import ShipmentStage


@dataclass(frozen=True, slots=True)
class Shipment:
    """A shipment.

    Arguments:
        taken_at: when the order came.
        stage: where it stands.
    """

    taken_at: datetime
    stage: ShipmentStage = ShipmentStage.ORDERED


def _hours(state: Shipment, _: commands.Send, stamp: Stamp, __: World) -> int:
    return (stamp.occurred_at - state.taken_at) // timedelta(hours=1)


relates("shipment", own=took_it_down)
records(commands.Take, events.Taken)
records(commands.Send, events.Sent, works_out={"sent_after_h": _hours})
records(commands.TellDelay, events.DelayTold)
records(commands.Drop, events.Dropped)
records(commands.Arrive, events.Arrived)
records(commands.TakeBack, events.TakenBack)
records(commands.ReportLoss, events.LossReported)
records(commands.Claim, events.Claimed)
records(commands.Settle, events.Settled)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.WithdrawFate, events.FateWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Taken)
def taken(_: None, event: events.Taken) -> Shipment:
    """Remember since when it is to be sent."""
    return Shipment(taken_at=event.occurred_at)


@evolves(events.Withdrawn)
def never_taken(_: Shipment, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
