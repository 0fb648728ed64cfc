"""Delivery and callback: what was accepted, and the calls that are owed for it."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.commands import callback as callback_commands
from answerable.commands import delivery as delivery_commands
from answerable.events import callback, delivery
from answerable.events.base import Event
from services.intake.domain.kernel import Stamp, World, evolves, opens, opens_or_continues, refuse


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivered project; nothing more is decided about it here."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback of one delivery.

    Arguments:
        ended: how it ended: ``completed`` or ``missed``; None while it is owed.
    """

    ended: str | None = None


@opens(delivery_commands.Accept)
def accept(_: None, command: delivery_commands.Accept, stamp: Stamp, __: World) -> list[Event]:
    """Record the acceptance (000-4.5)."""
    return [
        delivery.Accepted(
            **stamp.next(),
            customer=command.customer,
            project=command.project,
            accepted_on=command.accepted_on,
        )
    ]


@opens_or_continues(callback_commands.Attempt)
def attempt(
    state: Callback | None, command: callback_commands.Attempt, stamp: Stamp, _: World
) -> list[Event]:
    """Record a call that did not reach the customer."""
    _refuse_ended(state, command)
    return [
        callback.Attempted(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=command.due_on,
            by=command.by,
            outcome=command.outcome,
        )
    ]


@opens_or_continues(callback_commands.Complete)
def complete(
    state: Callback | None, command: callback_commands.Complete, stamp: Stamp, _: World
) -> list[Event]:
    """Record that the customer was called back; a missed callback may still be made up for."""
    if state is not None and state.ended == "completed":
        message = f"{command.target} was completed already"
        raise refuse(message, rule="000-4.5")
    return [
        callback.Completed(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=command.due_on,
            by=command.by,
            satisfaction=command.satisfaction,
            note=command.note,
        )
    ]


@opens_or_continues(callback_commands.Miss)
def miss(state: Callback | None, command: callback_commands.Miss, stamp: Stamp, _: World) -> list[Event]:
    """Record that the day and its grace passed."""
    _refuse_ended(state, command)
    return [
        callback.Missed(
            **stamp.next(),
            delivery=command.delivery,
            ordinal=command.ordinal,
            due_on=command.due_on,
            grace_days=command.grace_days,
        )
    ]


def _refuse_ended(
    state: Callback | None, command: callback_commands.Attempt | callback_commands.Miss
) -> None:
    if state is not None and state.ended is not None:
        message = f"{command.target} was {state.ended} already"
        raise refuse(message, rule="000-4.5")


@evolves(delivery.Accepted)
def accepted(_: None, __: delivery.Accepted) -> Delivery:
    """Begin the delivery."""
    return Delivery()


@evolves(callback.Attempted)
def attempted(state: Callback | None, _: callback.Attempted) -> Callback:
    """Leave it owed."""
    return state or Callback()


@evolves(callback.Completed)
def completed(_: Callback | None, __: callback.Completed) -> Callback:
    """End it well."""
    return Callback(ended="completed")


@evolves(callback.Missed)
def missed(_: Callback | None, __: callback.Missed) -> Callback:
    """End it badly."""
    return Callback(ended="missed")
