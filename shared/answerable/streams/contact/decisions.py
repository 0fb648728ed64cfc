"""Contact: received once, and ended in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Stamp, World, evolves, records, refuse, says_what_holds
from answerable.streams.contact import commands, events
from answerable.streams.contact.flow import ContactStage


@dataclass(frozen=True, slots=True)
class Contact:
    """A customer's contact.

    Arguments:
        stage: how it ended, where it did.
        is_return_call_requested: whether the customer asked to be called back.
    """

    stage: ContactStage = ContactStage.RECEIVED
    is_return_call_requested: bool = False


def _asked_for_once(state: Contact, command: commands.RequestReturnCall, _: Stamp, __: World) -> None:
    """Let the wish to be called back be recorded once."""
    if state.is_return_call_requested:
        message = f"a return call for {command.contact} was asked for already"
        raise refuse(message)


records(commands.Receive, events.Received)
records(commands.Answer, events.Answered)
records(commands.Abandon, events.Abandoned)
records(commands.Void, events.Voided)
records(commands.Correct, events.Corrected, says_what_holds)
records(commands.WithdrawEnding, events.EndingWithdrawn)
records(commands.RequestReturnCall, events.ReturnCallRequested, _asked_for_once)


@evolves(events.Received)
def received(_: None, __: events.Received) -> Contact:
    """Begin the contact."""
    return Contact()


@evolves(events.ReturnCallRequested)
def return_call_requested(state: Contact, _: events.ReturnCallRequested) -> Contact:
    """Remember the wish."""
    return replace(state, is_return_call_requested=True)
