"""Contact: received once, and ended in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.commands import contact as commands
from answerable.events import contact as events
from answerable.events.base import Event
from services.intake.domain.kernel import Stamp, World, decides, evolves, opens, refuse


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer's contact.

    Arguments:
        ended: how it ended: ``answered``, ``abandoned`` or ``voided``; None before that.
        is_return_call_requested: whether the customer asked to be called back.
    """

    ended: str | None = None
    is_return_call_requested: bool = False


def _still_open(state: Contact, contact: str) -> None:
    if state.ended is not None:
        message = f"{contact} was {state.ended} already"
        raise refuse(message)


@opens(commands.Receive)
def receive(_: None, command: commands.Receive, stamp: Stamp, __: World) -> list[Event]:
    """Log the contact (000-4.2.2)."""
    return [
        events.Received(
            **stamp.next(),
            channel=command.channel,
            customer=command.customer,
            topic=command.topic,
            asked=command.asked,
            wait_s=command.wait_s,
        )
    ]


@decides(commands.Answer)
def answer(state: Contact, command: commands.Answer, stamp: Stamp, _: World) -> list[Event]:
    """Record the conversation."""
    _still_open(state, command.contact)
    return [events.Answered(**stamp.next(), by=command.by, talk_s=command.talk_s)]


@decides(commands.Abandon)
def abandon(state: Contact, command: commands.Abandon, stamp: Stamp, _: World) -> list[Event]:
    """Record that the customer gave up."""
    _still_open(state, command.contact)
    return [events.Abandoned(**stamp.next(), wait_s=command.wait_s)]


@decides(commands.RequestReturnCall)
def request_return_call(
    state: Contact, command: commands.RequestReturnCall, stamp: Stamp, _: World
) -> list[Event]:
    """Record the wish to be called back, once."""
    if state.is_return_call_requested:
        message = f"a return call for {command.contact} was asked for already"
        raise refuse(message)
    return [events.ReturnCallRequested(**stamp.next())]


@decides(commands.Void)
def void(state: Contact, command: commands.Void, stamp: Stamp, _: World) -> list[Event]:
    """Record that nobody was there."""
    _still_open(state, command.contact)
    return [events.Voided(**stamp.next(), reason=command.reason)]


@evolves(events.Received)
def received(_: None, __: events.Received) -> Contact:
    """Begin the contact."""
    return Contact()


@evolves(events.Answered)
def answered(state: Contact, _: events.Answered) -> Contact:
    """End it with a conversation."""
    return replace(state, ended="answered")


@evolves(events.Abandoned)
def abandoned(state: Contact, _: events.Abandoned) -> Contact:
    """End it without one."""
    return replace(state, ended="abandoned")


@evolves(events.Voided)
def voided(state: Contact, _: events.Voided) -> Contact:
    """End it as none."""
    return replace(state, ended="voided")


@evolves(events.ReturnCallRequested)
def return_call_requested(state: Contact, _: events.ReturnCallRequested) -> Contact:
    """Remember the wish."""
    return replace(state, is_return_call_requested=True)
