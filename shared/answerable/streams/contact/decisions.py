"""Contact: received once, and ended in one way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from answerable.commands.base import Command
from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates
from answerable.people import must_have_been_employed
from answerable.spans import LONGEST_TALK, LONGEST_UNANSWERED, must_fit_between, must_lie_within
from answerable.streams.contact import commands, events
from answerable.streams.contact.events import Channel
from answerable.streams.contact.flow import ContactStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Contact(Correctable):
    """A customer's contact.

    Arguments:
        channel: how the customer reached the site.
        received_at: when.
        stage: how it ended, where it did.
        is_return_call_requested: whether the customer asked to be called back.
        abandoned_at: when the customer gave up, where that is how it ended.
    """

    undone_by: ClassVar[str] = "contact.withdraw_ending"
    """The command that takes back that nobody was there."""

    channel: Channel
    received_at: datetime
    stage: ContactStage = ContactStage.RECEIVED
    is_return_call_requested: bool = False
    abandoned_at: datetime | None = None

    @property
    def is_void(self) -> bool:
        """Whether nobody was there, so that nothing can have come of it."""
        return self.stage is ContactStage.VOIDED


def _asked_for_once(state: Contact, command: commands.RequestReturnCall, _: Stamp, __: World) -> None:
    """Let the wish to be called back be recorded once."""
    if state.is_return_call_requested:
        raise refuse(say("refusal.contact.asked_already", contact=command.contact))


_WRITTEN = (Channel.LETTER, Channel.FAX, Channel.EMAIL)


def _while_it_lasts(state: Contact, command: Command, stamp: Stamp, _: World) -> None:
    """Let a call end within a day, and a letter be answered within a quarter."""
    most = LONGEST_UNANSWERED if state.channel in _WRITTEN else LONGEST_TALK
    must_lie_within("occurred_at", _receipt(state, command), ("its end", stamp.occurred_at), most)


def _talked_since_received(state: Contact, command: commands.Answer, stamp: Stamp, _: World) -> None:
    """Let a talk lie between the receipt and now: some report it when it begins, and some when it ends."""
    is_behind = stamp.latest - stamp.occurred_at > stamp.occurred_at - state.received_at
    begins = ("its beginning", stamp.occurred_at) if is_behind else _receipt(state, command)
    ends = ("the report", stamp.latest) if is_behind else ("its end", stamp.occurred_at)
    must_fit_between("talk_s", command.talk_s, begins, ends)


def _waited_since_received(state: Contact, command: commands.Abandon, stamp: Stamp, _: World) -> None:
    """Let nobody have waited for longer than since they reached the site."""
    must_fit_between("wait_s", command.wait_s, _receipt(state, command), ("its end", stamp.occurred_at))


def _still_waited_since_received(state: Contact, command: commands.Correct, _: Stamp, __: World) -> None:
    """Let no correction say of who gave up that they waited for longer than since they reached the site."""
    if command.wait_s is not None and state.stage is ContactStage.ABANDONED and state.abandoned_at:
        ended = ("its end", state.abandoned_at)
        must_fit_between("wait_s", command.wait_s, _receipt(state, command), ended)


def _receipt(state: Contact, command: Command) -> tuple[str, datetime]:
    return f"the receipt of {command.target}", state.received_at


def _asked_while_employed(state: Contact, command: commands.Correct, _: Stamp, world: World) -> None:
    """Let only somebody have been asked who was employed when the customer came."""
    if (asked := command.asked) is not None:
        must_have_been_employed("asked", asked, world.people[asked], world.day_of(state.received_at))


def _took_it(matter: Matter, _: Any) -> tuple[Any, ...]:
    """Give who took the contact down, and whom the customer asked."""
    asked = () if matter.state is None else (matter.state.said.get("asked"),)
    return (*matter.taken_down_by, *asked)


relates("contact", own=_took_it)
records(commands.Receive, events.Received)
records(commands.Answer, events.Answered, _while_it_lasts, _talked_since_received)
records(commands.Abandon, events.Abandoned, _while_it_lasts, _waited_since_received)
records(commands.Void, events.Voided, _while_it_lasts)
records(
    commands.Correct,
    events.Corrected,
    _asked_while_employed,
    _still_waited_since_received,
    corrects=events.Received,
)
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


@evolves(events.Abandoned)
def abandoned(state: Contact, event: events.Abandoned) -> Contact:
    """Remember when the customer gave up."""
    return replace(state, abandoned_at=event.occurred_at)
