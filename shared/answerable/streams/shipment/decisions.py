"""Shipment: how long it took to be sent is worked out, and that the customer was told stays known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answerable.deciding import Stamp, World, decides, evolves, needs, records, relates, took_it_down
from answerable.events.base import Event
from answerable.streams.shipment import commands, events
from answerable.streams.shipment.flow import FLOW, ShipmentStage


@dataclass(frozen=True, slots=True)
class Shipment:
    """A shipment.

    Arguments:
        taken_at: when the order came.
        is_told: whether the customer knows that it is late.
        stage: where it stands.
        before: as it stood before the last step that can be taken back.
    """

    taken_at: datetime
    is_told: bool = False
    stage: ShipmentStage = ShipmentStage.ORDERED
    before: Shipment | None = None


def _hours(state: Shipment, _: commands.Send, stamp: Stamp, __: World) -> int:
    return (stamp.occurred_at - state.taken_at) // timedelta(hours=1)


relates("shipment", own=took_it_down)
records(commands.Take, events.Taken, may_begin=True)
records(commands.Send, events.Sent, works_out={"sent_after_h": _hours})
records(commands.TellDelay, events.DelayTold)
records(commands.Drop, events.Dropped)
records(commands.Arrive, events.Arrived)
records(commands.TakeBack, events.TakenBack)
records(commands.ReportLoss, events.LossReported)
records(commands.Claim, events.Claimed)
records(commands.Settle, events.Settled)
records(commands.WithdrawFate, events.FateWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@needs(commands.WithdrawStep)
def _has_such_a_step(state: Shipment, shipment: str) -> None:
    """Let a step be taken back that was taken, as long as nothing became of it."""
    FLOW.guard(state.stage, events.StepWithdrawn, shipment)


@decides(commands.WithdrawStep)
def withdraw_step(state: Shipment, command: commands.WithdrawStep, stamp: Stamp, _: World) -> list[Event]:
    """Take it back to where it stood: who was told of the delay before, knows it yet."""
    was_told_before = state.before is not None and state.before.is_told
    event = events.SendingWithdrawn if was_told_before else events.StepWithdrawn
    return [event(**stamp.next(), reason=command.reason)]


@evolves(events.Taken)
def taken(_: Shipment | None, event: events.Taken) -> Shipment:
    """Remember since when it is to be sent."""
    return Shipment(taken_at=event.occurred_at)


@evolves(events.DelayTold)
def delay_told(state: Shipment, _: events.DelayTold) -> Shipment:
    """Remember that the customer knows."""
    return replace(state, is_told=True)
