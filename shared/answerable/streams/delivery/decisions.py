"""Delivery and callback: what was accepted, and the calls that are owed for it.

When a callback is due follows from the delivery and the bound rulebook, and is never taken from a sender.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from answerable.calendar import CallbackPlan, callback_date, last_day_of
from answerable.corrections import Correctable
from answerable.deciding import (
    Stamp,
    World,
    entered_in_any_order,
    evolves,
    must_follow,
    records,
    refuse,
    relates,
    took_it_down,
    wrong,
)
from answerable.purposes import Purpose
from answerable.streams.callback import commands as callback_commands
from answerable.streams.callback import events as callback
from answerable.streams.callback.flow import CALLING_BACK, CallbackStage
from answerable.streams.delivery import commands as delivery_commands
from answerable.streams.delivery import events as delivery


@dataclass(frozen=True, slots=True)
class Delivery(Correctable):
    """A delivered project.

    Arguments:
        accepted_on: the day callbacks are counted from.
        reported_at: when the acceptance was reported, which may be long behind its day.
        cancelled_at: since when none is owed any more, where it ended.
    """

    accepted_on: date
    reported_at: datetime
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback of one delivery.

    Arguments:
        stage: how it ended, where it did.
        missed_on: the due days that were missed, as they were recorded: a corrected delivery has several.
        missed_at: when each of those is said to have been missed.
        excused_on: the due days whose misses were taken back.
        called_at: when the customer was called, each time that stands.
        called_by: who called them, each time that stands.
    """

    stage: CallbackStage = CallbackStage.OWED
    missed_on: tuple[date, ...] = ()
    missed_at: tuple[datetime, ...] = ()
    excused_on: tuple[date, ...] = ()
    called_at: tuple[datetime, ...] = ()
    called_by: tuple[str, ...] = ()


def _not_cancelled(state: Delivery, command: Any, _: Stamp, __: World) -> None:
    """Let nothing be changed about a delivery that ended."""
    if state.cancelled_at is not None:
        message = f"{command.delivery} was cancelled; take that back first (delivery.withdraw_cancellation)"
        raise refuse(message, rule=CALLING_BACK)


def _accepted_by_then(state: Delivery, command: delivery_commands.Cancel, stamp: Stamp, world: World) -> None:
    """Let no delivery end before it was accepted; that may be long before anybody reported it."""
    day = world.day_of(stamp.occurred_at)
    if day < state.accepted_on:
        message = f"{day} lies before {state.accepted_on}, when {command.delivery} was accepted"
        raise wrong("occurred_at", message, rule="order-of-times")


def _reported_by_then(state: Delivery, command: Any, stamp: Stamp, _: World) -> None:
    """Let no report be put right, or taken back, before it was made."""
    must_follow(stamp, state.reported_at, f"when {command.delivery} was reported")


def _cancelled(
    state: Delivery, command: delivery_commands.WithdrawCancellation, stamp: Stamp, __: World
) -> None:
    """Let only a cancellation that is on record be taken back."""
    if state.cancelled_at is None:
        message = f"{command.delivery} was not cancelled"
        raise refuse(message, rule=CALLING_BACK)
    must_follow(stamp, state.cancelled_at, f"when {command.delivery} was cancelled")


def _plan_is_bound(_: None, command: delivery_commands.Accept, __: Stamp, world: World) -> None:
    """Accept nothing where no rulebook says when to call back: no callback could be made or missed."""
    world.first_rulebook_or_on(command.site, command.accepted_on, Purpose.CALLBACKS)


entered_in_any_order(delivery_commands.Accept.stream)
relates("delivery", own=took_it_down)
records(delivery_commands.Accept, delivery.Accepted, _plan_is_bound)
records(
    delivery_commands.CorrectAcceptance,
    delivery.AcceptanceCorrected,
    _not_cancelled,
    _reported_by_then,
    corrects=delivery.Accepted,
)
records(delivery_commands.Cancel, delivery.Cancelled, _not_cancelled, _accepted_by_then)
records(delivery_commands.WithdrawCancellation, delivery.CancellationWithdrawn, _cancelled)
records(delivery_commands.WithdrawAcceptance, delivery.AcceptanceWithdrawn, _reported_by_then)


CallbackCommand = callback_commands.Attempt | callback_commands.Complete | callback_commands.Miss


def _delivered(command: CallbackCommand, world: World) -> Delivery:
    """Give the delivery that a callback is owed for."""
    delivered: Delivery = world.others[command.delivery]
    return delivered


def _plan(command: CallbackCommand, stamp: Stamp, world: World) -> CallbackPlan:
    return world.first_rulebook_or_on(
        command.site, world.day_of(stamp.occurred_at), Purpose.CALLBACKS
    ).callback_plan


def _nth_due_on(ordinal: int, command: CallbackCommand, stamp: Stamp, world: World) -> date:
    """Work out when a callback of the delivery is due."""
    accepted_on = _delivered(command, world).accepted_on
    plan, holidays = _plan(command, stamp, world), stamp.consulting(world.holidays)
    return callback_date(accepted_on, ordinal, plan, holidays).due_on


def _is_owed(state: Callback | None, command: CallbackCommand, stamp: Stamp, world: World) -> None:
    """Let a callback be made for a delivery that was not cancelled by then, once the one before it is due."""
    delivered = _delivered(command, world)
    if delivered.cancelled_at is not None and stamp.occurred_at >= delivered.cancelled_at:
        _not_cancelled(delivered, command, stamp, world)
    since = delivered.accepted_on
    if command.ordinal > 1:
        before = command.ordinal - 1
        since = callback_date(
            since, before, _plan(command, stamp, world), stamp.consulting(world.holidays)
        ).due_on
    if world.day_of(stamp.occurred_at) < since:
        message = f"callback {command.ordinal} of {command.delivery} is not owed before {since}"
        raise wrong("ordinal", message, rule=CALLING_BACK)
    # A call from before that, by a day of acceptance that was wrong, was made for another day than this one.
    made_at = [at for at in (() if state is None else state.called_at) if world.day_of(at) >= since]
    if made_at:
        message = f"{command.target} was made at {made_at[-1].isoformat()} already"
        raise refuse(message, rule=CALLING_BACK)


def _due_on(_: Callback | None, command: CallbackCommand, stamp: Stamp, world: World) -> date:
    """Work out when the callback is due."""
    return _nth_due_on(command.ordinal, command, stamp, world)


def _grace_days(_: Callback | None, command: CallbackCommand, stamp: Stamp, world: World) -> int:
    """Work out for how many working days it can still be made behind the day that it is due."""
    return _plan(command, stamp, world).grace_working_days


def _is_over(state: Callback | None, command: callback_commands.Miss, stamp: Stamp, world: World) -> None:
    """Let it be missed when the day and its grace have passed; once for each due day that it ever had."""
    due_on = _due_on(state, command, stamp, world)
    if state is not None and due_on in (*state.missed_on, *state.excused_on):
        was = "missed already" if due_on in state.missed_on else "found not to have been missed"
        message = f"{command.target} was {was} on {due_on}"
        raise refuse(message, rule=CALLING_BACK)
    if world.opened_at is not None and due_on < (opened_on := world.day_of(world.opened_at)):
        message = f"{command.target} was due on {due_on}, before {command.site} was opened on {opened_on}"
        raise refuse(message, rule=CALLING_BACK)
    last = last_day_of(due_on, _plan(command, stamp, world), stamp.consulting(world.holidays))
    if stamp.occurred_at < datetime.combine(last + timedelta(days=1), time(), world.zone):
        message = f"{command.target} is due on {due_on} and can be made until the end of {last}"
        raise wrong("occurred_at", message, rule=CALLING_BACK)


entered_in_any_order(callback_commands.Complete.stream, before_the_site=True)
records(
    callback_commands.Attempt,
    callback.Attempted,
    _is_owed,
    works_out={"due_on": _due_on},
    may_begin=True,
)
records(  # a missed callback may still be made up for
    callback_commands.Complete,
    callback.Completed,
    _is_owed,
    works_out={"due_on": _due_on},
    may_begin=True,
)
records(
    callback_commands.Miss,
    callback.Missed,
    _is_owed,
    _is_over,
    works_out={"due_on": _due_on, "grace_days": _grace_days},
    may_begin=True,
)


def _called_already(state: Callback, command: callback_commands.WithdrawCall, _: Stamp, __: World) -> None:
    """Let only a call that is on record be taken back."""
    if not state.called_at:
        message = f"no call of {command.target} is on record that could be taken back"
        raise refuse(message, rule=CALLING_BACK)


def _missed_already(
    state: Callback, command: callback_commands.WithdrawMiss, stamp: Stamp, world: World
) -> None:
    """Let only a miss that is on record be taken back."""
    if not state.missed_on:
        message = f"no miss of {command.target} is on record that could be taken back"
        raise refuse(message, rule=CALLING_BACK)
    missed = dict(zip(state.missed_on, state.missed_at, strict=True))
    must_follow(
        stamp, missed[_missed_due_on(state, command, stamp, world)], f"when {command.target} was missed"
    )


def _missed_due_on(
    state: Callback, command: callback_commands.WithdrawMiss, stamp: Stamp, world: World
) -> date:
    """Tell which miss is taken back: that of the day on which it is due now, or else the last one."""
    delivered: Delivery | None = world.others[command.delivery]
    if delivered is not None:
        book = world.first_rulebook_or_on(command.site, world.day_of(stamp.occurred_at), Purpose.CALLBACKS)
        plan = book.callback_plan
        due_on = callback_date(delivered.accepted_on, command.ordinal, plan, world.holidays).due_on
        if due_on in state.missed_on:
            return due_on
    return state.missed_on[-1]


records(callback_commands.WithdrawCall, callback.CallWithdrawn, _called_already)
records(
    callback_commands.WithdrawMiss,
    callback.MissWithdrawn,
    _missed_already,
    works_out={"due_on": _missed_due_on},
)


@evolves(delivery.Accepted)
def accepted(_: None, event: delivery.Accepted) -> Delivery:
    """Begin the delivery."""
    return Delivery(accepted_on=event.accepted_on, reported_at=event.occurred_at)


@evolves(delivery.AcceptanceCorrected)
def corrected(state: Delivery, event: delivery.AcceptanceCorrected) -> Delivery:
    """Count from the right day."""
    return state if event.accepted_on is None else replace(state, accepted_on=event.accepted_on)


@evolves(delivery.Cancelled)
def cancelled(state: Delivery, event: delivery.Cancelled) -> Delivery:
    """End it."""
    return replace(state, cancelled_at=event.occurred_at)


@evolves(delivery.CancellationWithdrawn)
def reinstated(state: Delivery, _: delivery.CancellationWithdrawn) -> Delivery:
    """Go on with it."""
    return replace(state, cancelled_at=None)


@evolves(delivery.AcceptanceWithdrawn)
def never_accepted(_: Delivery, __: delivery.AcceptanceWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


@evolves(callback.Attempted)
def attempted(state: Callback | None, _: callback.Attempted) -> Callback:
    """Begin the callback, where this is the first that is known of it."""
    return state or Callback()


@evolves(callback.Completed)
def called(state: Callback | None, event: callback.Completed) -> Callback:
    """Remember when the customer was called, and by whom."""
    before = state or Callback()
    return replace(
        before,
        called_at=(*before.called_at, event.occurred_at),
        called_by=(*before.called_by, event.actor),
    )


@evolves(callback.CallWithdrawn)
def call_withdrawn(state: Callback, _: callback.CallWithdrawn) -> Callback:
    """Owe it as before the last call."""
    return replace(state, called_at=state.called_at[:-1], called_by=state.called_by[:-1])


@evolves(callback.MissWithdrawn)
def miss_withdrawn(state: Callback, event: callback.MissWithdrawn) -> Callback:
    """Remember that this day was not missed, so that nothing finds it missed again."""
    excused = state.missed_on[-1:] if event.due_on is None else (event.due_on,)
    missed = zip(state.missed_on, state.missed_at, strict=True)
    still = [(due_on, at) for due_on, at in missed if due_on not in excused]
    return replace(
        state,
        missed_on=tuple(due_on for due_on, _ in still),
        missed_at=tuple(at for _, at in still),
        excused_on=(*state.excused_on, *excused),
    )


@evolves(callback.Missed)
def missed(state: Callback | None, event: callback.Missed) -> Callback:
    """Remember the day that was missed."""
    before = state or Callback()
    return replace(
        before,
        missed_on=(*before.missed_on, event.due_on),
        missed_at=(*before.missed_at, event.occurred_at),
    )
