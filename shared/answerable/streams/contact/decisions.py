"""Contact: received once, and ended in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.commands.base import Command
from answerable.corrections import Correctable
from answerable.deciding import Stamp, World, evolves, records, refuse
from answerable.people import must_have_been_employed
from answerable.spans import LONGEST_TALK, LONGEST_UNANSWERED, must_lie_within
from answerable.streams.contact import commands, events
from answerable.streams.contact.events import Channel
from answerable.streams.contact.flow import ContactStage


@dataclass(frozen=True, slots=True)
class Contact(Correctable):
    """A customer's contact.

    Arguments:
        channel: how the customer reached the site.
        received_at: when.
        stage: how it ended, where it did.
        is_return_call_requested: whether the customer asked to be called back.
    """

    channel: Channel
    received_at: datetime
    stage: ContactStage = ContactStage.RECEIVED
    is_return_call_requested: bool = False


def _asked_for_once(state: Contact, command: commands.RequestReturnCall, _: Stamp, __: World) -> None:
    """Let the wish to be called back be recorded once."""
    if state.is_return_call_requested:
        message = f"a return call for {command.contact} was asked for already"
        raise refuse(message)


_WRITTEN = (Channel.LETTER, Channel.FAX, Channel.EMAIL)


def _while_it_lasts(state: Contact, command: Command, stamp: Stamp, _: World) -> None:
    """Let a call end within a day, and a letter be answered within a quarter."""
    most = LONGEST_UNANSWERED if state.channel in _WRITTEN else LONGEST_TALK
    received = (f"the receipt of {command.target}", state.received_at)
    must_lie_within("occurred_at", received, ("its end", stamp.occurred_at), most)


def _asked_while_employed(state: Contact, command: commands.Correct, _: Stamp, world: World) -> None:
    """Let only somebody have been asked who was employed when the customer came."""
    if (asked := command.asked) is not None:
        must_have_been_employed("asked", asked, world.people[asked], world.day_of(state.received_at))


records(commands.Receive, events.Received)
records(commands.Answer, events.Answered, _while_it_lasts)
records(commands.Abandon, events.Abandoned, _while_it_lasts)
records(commands.Void, events.Voided, _while_it_lasts)
records(commands.Correct, events.Corrected, _asked_while_employed, corrects=events.Received)
records(commands.WithdrawEnding, events.EndingWithdrawn)
records(commands.RequestReturnCall, events.ReturnCallRequested, _asked_for_once)


@evolves(events.Received)
def received(_: None, event: events.Received) -> Contact:
    """Begin the contact."""
    return Contact(channel=event.channel, received_at=event.occurred_at)


@evolves(events.ReturnCallRequested)
def return_call_requested(state: Contact, _: events.ReturnCallRequested) -> Contact:
    """Remember the wish."""
    return replace(state, is_return_call_requested=True)
