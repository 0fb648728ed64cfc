"""Delivery and callback: what was accepted, and the calls that are owed for it.

When a callback is due follows from the delivery and the bound rulebook, and is never taken from a sender.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from answerable.calendar import CallbackDate, CallbackPlan, Holidays, callback_date, last_day_of
from answerable.deciding import Stamp, World, evolves, opens_or_continues, records, refuse, wrong
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.streams.callback import commands as callback_commands
from answerable.streams.callback import events as callback
from answerable.streams.callback.flow import CALLING_BACK, CallbackStage
from answerable.streams.delivery import commands as delivery_commands
from answerable.streams.delivery import events as delivery


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivered project.

    Arguments:
        accepted_on: the day callbacks are counted from.
        is_cancelled: whether none is owed any more.
    """

    accepted_on: date
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback of one delivery.

    Arguments:
        stage: how it ended, where it did.
        missed_due_on: the due day that was missed, where one was.
    """

    stage: CallbackStage = CallbackStage.OWED
    missed_due_on: date | None = None


def _accepted_by_then(
    _: Delivery | None,
    command: delivery_commands.Accept | delivery_commands.CorrectAcceptance,
    stamp: Stamp,
    world: World,
) -> None:
    """Let no delivery be reported accepted on a day that has not come."""
    if command.accepted_on > (today := world.day_of(stamp.occurred_at)):
        message = f"{command.accepted_on} lies behind {today}, the day of the report"
        raise wrong("accepted_on", message, rule="order-of-times")


def _not_cancelled(state: Delivery, command: Any, _: Stamp, __: World) -> None:
    """Let nothing be changed about a delivery that ended."""
    if state.is_cancelled:
        message = f"{command.delivery} was cancelled already"
        raise refuse(message, rule=CALLING_BACK)


records(delivery_commands.Accept, delivery.Accepted, _accepted_by_then)
records(delivery_commands.CorrectAcceptance, delivery.AcceptanceCorrected, _not_cancelled, _accepted_by_then)
records(delivery_commands.Cancel, delivery.Cancelled, _not_cancelled)


Asked = callback_commands.Attempt | callback_commands.Complete | callback_commands.Miss


def _owed(command: Asked, stamp: Stamp, world: World) -> tuple[CallbackDate, CallbackPlan, Holidays]:
    """Work out when the callback that a command names is due, by which plan and which calendar.

    Raises:
        NotFound: the site has no such delivery.
        Refused: it was cancelled, or the callback before it is not even due yet.
    """
    delivered: Delivery | None = world.others[command.delivery]
    if delivered is None:
        message = f"{command.delivery} does not exist at site {command.site}"
        raise NotFound(message)
    _not_cancelled(delivered, command, stamp, world)
    day = world.day_of(stamp.occurred_at)
    plan = world.first_rulebook_or_on(command.site, day).callback_plan
    since = delivered.accepted_on
    holidays = stamp.consulting(world.holidays)
    if command.ordinal > 1:
        since = callback_date(delivered.accepted_on, command.ordinal - 1, plan, holidays).due_on
    if day < since:
        message = f"callback {command.ordinal} of {command.delivery} is not owed before {since}"
        raise wrong("ordinal", message, rule=CALLING_BACK)
    return callback_date(delivered.accepted_on, command.ordinal, plan, holidays), plan, holidays


@opens_or_continues(callback_commands.Attempt)
def attempt(
    _: Callback | None, command: callback_commands.Attempt, stamp: Stamp, world: World
) -> list[Event]:
    """Record a call that did not reach the customer."""
    owed, *_others = _owed(command, stamp, world)
    return [
        callback.Attempted(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=owed.due_on,
            by=command.by,
            outcome=command.outcome,
        )
    ]


@opens_or_continues(callback_commands.Complete)
def complete(
    _: Callback | None, command: callback_commands.Complete, stamp: Stamp, world: World
) -> list[Event]:
    """Record that the customer was called back; a missed callback may still be made up for."""
    owed, *_others = _owed(command, stamp, world)
    return [
        callback.Completed(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=owed.due_on,
            by=command.by,
            satisfaction=command.satisfaction,
            note=command.note,
        )
    ]


@opens_or_continues(callback_commands.Miss)
def miss(state: Callback | None, command: callback_commands.Miss, stamp: Stamp, world: World) -> list[Event]:
    """Record that the day and its grace passed; once for each due day that the callback ever had."""
    owed, plan, holidays = _owed(command, stamp, world)
    if state is not None and state.missed_due_on == owed.due_on:
        message = f"{command.target} was missed already"
        raise refuse(message, rule=CALLING_BACK)
    last = last_day_of(owed.due_on, plan, holidays)
    if stamp.occurred_at < datetime.combine(last + timedelta(days=1), time(), world.zone):
        message = f"{command.target} is due on {owed.due_on} and can be made until the end of {last}"
        raise wrong("occurred_at", message, rule=CALLING_BACK)
    return [
        callback.Missed(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=owed.due_on,
            grace_days=plan.grace_working_days,
        )
    ]


@evolves(delivery.Accepted)
def accepted(_: None, event: delivery.Accepted) -> Delivery:
    """Begin the delivery."""
    return Delivery(accepted_on=event.accepted_on)


@evolves(delivery.AcceptanceCorrected)
def corrected(state: Delivery, event: delivery.AcceptanceCorrected) -> Delivery:
    """Count from the right day."""
    return replace(state, accepted_on=event.accepted_on)


@evolves(delivery.Cancelled)
def cancelled(state: Delivery, _: delivery.Cancelled) -> Delivery:
    """End it."""
    return replace(state, is_cancelled=True)


@evolves(callback.Attempted, callback.Completed)
def called(state: Callback | None, _: Event) -> Callback:
    """Begin the callback, where this is the first that is known of it."""
    return state or Callback()


@evolves(callback.Missed)
def missed(state: Callback | None, event: callback.Missed) -> Callback:
    """Remember the day that was missed."""
    return replace(state or Callback(), missed_due_on=event.due_on)
