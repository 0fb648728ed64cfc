"""Payment: what was owed, collected, invoiced, handed over and received has to agree (000-5.4.9)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from answerable.corrections import Correctable
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    decides,
    evolves,
    must_follow,
    needs,
    records,
    refuse,
    relates,
)
from answerable.events.base import Event
from answerable.streams.payment import commands, events
from answerable.streams.payment.flow import FLOW, MONEY, PaymentStage
from answerable.streams.workorder.commands import workorder_of
from answerable.streams.workorder.state import Workorder, makers
from answerable.wording import say

_MINUTE_S = 60


@dataclass(frozen=True, slots=True)
class Payment(Correctable):
    """A repair's fee on its way to finance.

    Arguments:
        by: who collected it.
        collected_by: they, and who had that recorded for them.
        due_fen: what was owed.
        collected_fen: what was collected.
        invoiced_at: when it was invoiced.
        invoiced_fen: what the invoice says.
        handed_over_fen: what was handed over.
        received_by: who received it, and who had that recorded.
        stage: where it stands.
    """

    by: str
    collected_by: tuple[str, ...]
    due_fen: int
    collected_fen: int
    invoiced_at: datetime | None = None
    invoiced_fen: int = 0
    handed_over_fen: int = 0
    received_by: tuple[str, ...] = ()
    stage: PaymentStage = PaymentStage.COLLECTED


def _order_of(command: commands.Collect | commands.HandOver, world: World) -> Workorder | None:
    named = command.workorder if isinstance(command, commands.Collect) else workorder_of(command.payment)
    order: Workorder | None = world.others[named]
    return order


def _by_who_did_the_work(_: Payment | None, command: commands.Collect, stamp: Stamp, world: World) -> None:
    """Let the fee be collected once the work is done, and by whoever did it."""
    order = _order_of(command, world)
    if order is None or order.fee_fen is None:
        said = say("refusal.payment.not_done", workorder=command.workorder)
        raise refuse(said, rule=MONEY, field="workorder")
    if order.fee_fen == 0:
        said = say("refusal.payment.free", workorder=command.workorder)
        raise refuse(said, rule="000-5.2.3", field="workorder")
    if order.technician is not None and command.actor != order.technician:
        said = say("refusal.payment.not_theirs", workorder=command.workorder, staff=order.technician)
        raise refuse(said, rule=MONEY, field="workorder")
    if order.done_at is not None:
        must_follow(stamp, order.done_at, say("refusal.payment.when_done", workorder=command.workorder))


def _due_fen(_: Payment | None, command: commands.Collect, __: Stamp, world: World) -> int:
    order = _order_of(command, world)
    return 0 if order is None or order.fee_fen is None else order.fee_fen


def _is_back(_: Payment, command: commands.HandOver, stamp: Stamp, world: World) -> None:
    """Let the money be handed over on return: finance is not on site."""
    order = _order_of(command, world)
    if order is None or order.came_back_at is None:
        raise refuse(say("refusal.payment.not_back", workorder=workorder_of(command.payment)), rule=MONEY)
    must_follow(stamp, order.came_back_at, say("refusal.payment.when_back"))


def _after_min(_: Payment, command: commands.HandOver, stamp: Stamp, world: World) -> int:
    order = _order_of(command, world)
    back = stamp.occurred_at if order is None or order.came_back_at is None else order.came_back_at
    return int((stamp.occurred_at - back).total_seconds()) // _MINUTE_S


def _is_late(_: Payment, command: commands.HandOver, stamp: Stamp, world: World) -> bool:
    order = _order_of(command, world)
    back = stamp.occurred_at if order is None or order.came_back_at is None else order.came_back_at
    return world.day_of(stamp.occurred_at) > world.day_of(back)


def _behind_the_invoice(state: Payment, _: commands.CorrectInvoice, stamp: Stamp, __: World) -> None:
    """Let no invoice be put right before it was given."""
    if state.invoiced_at is not None:
        must_follow(stamp, state.invoiced_at, say("refusal.payment.when_invoiced"))


@needs(commands.Receive)
def _handed_over(state: Payment, payment: str) -> None:
    """Let it be received once it was handed over."""
    FLOW.guard(state.stage, events.Received, payment)


@decides(commands.Receive)
def receive(state: Payment, command: commands.Receive, stamp: Stamp, _: World) -> list[Event]:
    """Confirm what was received; where the amounts do not agree, that is found at once."""
    told: list[Event] = [events.Received(**stamp.next(), amount_fen=command.amount_fen)]
    amounts = (
        state.due_fen,
        state.collected_fen,
        state.invoiced_fen,
        state.handed_over_fen,
        command.amount_fen,
    )
    if len(set(amounts)) > 1:
        due, collected, invoiced, handed_over, received = amounts
        told.append(
            events.DifferenceFound(
                **stamp.next(),
                due_fen=due,
                collected_fen=collected,
                invoiced_fen=invoiced,
                handed_over_fen=handed_over,
                received_fen=received,
            )
        )
    return told


def _whose(matter: Matter, _: Any) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


def _of_oneself(matter: Matter, command: Any) -> tuple[str, ...]:
    """Give from whom money comes that somebody confirms to have received."""
    is_received = isinstance(command, commands.Receive) and matter.state is not None
    return matter.state.collected_by if is_received else ()


relates("payment", own=_whose, oneself=_of_oneself)
records(
    commands.Collect,
    events.Collected,
    _by_who_did_the_work,
    works_out={"due_fen": _due_fen},
    may_begin=True,
)
records(commands.IssueInvoice, events.Invoiced)
records(commands.CorrectInvoice, events.InvoiceCorrected, _behind_the_invoice, corrects=events.Invoiced)
records(
    commands.HandOver,
    events.HandedOver,
    _is_back,
    works_out={"after_min": _after_min, "is_late": _is_late},
)
records(commands.Explain, events.Explained)
records(commands.WithdrawReceipt, events.ReceiptWithdrawn)
records(commands.WithdrawHandover, events.HandoverWithdrawn)
records(commands.Withdraw, events.PaymentWithdrawn)


@evolves(events.Collected)
def collected(_: Payment | None, event: events.Collected) -> Payment:
    """Begin the payment."""
    return Payment(
        by=event.actor,
        collected_by=makers(event),
        due_fen=event.due_fen,
        collected_fen=event.amount_fen,
    )


@evolves(events.Invoiced, events.InvoiceCorrected)
def invoiced(state: Payment, event: events.Invoiced | events.InvoiceCorrected) -> Payment:
    """Remember what the invoice says."""
    at = event.occurred_at if isinstance(event, events.Invoiced) else state.invoiced_at
    amount = state.invoiced_fen if event.amount_fen is None else event.amount_fen
    return replace(state, invoiced_at=at, invoiced_fen=amount)


@evolves(events.HandedOver)
def handed_over(state: Payment, event: events.HandedOver) -> Payment:
    """Remember what was handed over."""
    return replace(state, handed_over_fen=event.amount_fen)


@evolves(events.Received)
def received(state: Payment, event: events.Received) -> Payment:
    """Remember who counted it."""
    return replace(state, received_by=makers(event))


@evolves(events.ReceiptWithdrawn)
def not_received(state: Payment, _: events.ReceiptWithdrawn) -> Payment:
    """Have it received by nobody."""
    return replace(state, received_by=())


@evolves(events.HandoverWithdrawn)
def not_handed_over(state: Payment, _: events.HandoverWithdrawn) -> Payment:
    """Have nothing handed over."""
    return replace(state, handed_over_fen=0)


@evolves(events.PaymentWithdrawn)
def never_collected(_: Payment, __: events.PaymentWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
