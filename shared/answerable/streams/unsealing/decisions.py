"""Unsealing: what may be asked for, who has to be there at the same time, when it is signed (002-r3-A)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    must_follow,
    needs,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.key.decisions import Key
from answerable.streams.key.flow import SEALING, KeyStage
from answerable.streams.note.decisions import Note
from answerable.streams.note.flow import NoteStage
from answerable.streams.note.papers import Paper
from answerable.streams.staff.events import Role
from answerable.streams.unsealing import commands, events
from answerable.streams.unsealing.events import Capacity, Occasion
from answerable.streams.unsealing.flow import APPLICATIONS, EMERGENCIES, WITNESSES, UnsealingStage
from answerable.wording import listed, say

TOGETHER = timedelta(minutes=30)
"""Who confirmed longer ago than this confirms anew: present is who is there at the same time (002-r3-A3b)."""

NEEDED = {
    Occasion.EMERGENCY: {Capacity.ASSISTANT: 2, Capacity.GUARD: 1},
    Occasion.CUSTOMERS_REQUEST: {Capacity.ASSISTANT: 1},
}
"""Who has to be present: two assistants and a guard (002-r3-A3b); with the customer there, one assistant."""

_ROLES = ((Role.GUARD, Capacity.GUARD), (Role.AGENT, Capacity.ASSISTANT))
"""As what somebody is present, by the role that they have; a guard stands for nobody else."""


class Present(NamedTuple):
    """Somebody who is present.

    Arguments:
        person: who.
        capacity: as what.
        at: since when, as they confirmed.
    """

    person: str
    capacity: Capacity
    at: datetime


@dataclass(frozen=True, slots=True)
class Unsealing:
    """The use of a sealed key.

    Arguments:
        key: which key.
        occasion: why.
        asked_by: who asked: they, and who had that recorded for them.
        stage: where it stands.
        present: who is present.
        is_stamped: whether the customer's stamp is on the application.
    """

    key: str
    occasion: Occasion
    asked_by: tuple[str, ...]
    stage: UnsealingStage
    present: tuple[Present, ...] = ()
    is_stamped: bool = False

    def there(self, at: datetime, capacity: Capacity) -> tuple[str, ...]:
        """Give who is there at a moment in a capacity.

        Arguments:
            at: when.
            capacity: as what.
        """
        return tuple(
            one.person for one in self.present if one.capacity is capacity and at - one.at <= TOGETHER
        )


Asking = commands.AskInEmergency | commands.AskForCustomer


def _is_sealed(_: None, command: Asking, __: Stamp, world: World) -> None:
    """Let only a sealed key be asked for: every other is lent (002-r3-A2)."""
    key: Key | None = world.others[command.key]
    if key is None:
        raise world.no_such(command.key, command.site)
    if key.stage is not KeyStage.SEALED:
        said = say("refusal.unsealing.not_sealed", key=command.key, label=key.label)
        raise refuse(said, rule=SEALING, field="key")


def _customer_was_sought(_: None, command: commands.AskInEmergency, __: Stamp, world: World) -> None:
    """Let an entrusted key be used only where its customer cannot be reached (002-r3-A3a)."""
    if world.others[command.key].customer is not None and command.unreachable is None:
        raise wrong("unreachable", say("refusal.unsealing.not_sought"), rule=EMERGENCIES)


def _applied_in_writing(_: None, command: commands.AskForCustomer, __: Stamp, world: World) -> None:
    """Let a customer ask for their own key, with a paper (002-r3-A4)."""
    key: Key = world.others[command.key]
    if key.customer is None:
        said = say("refusal.unsealing.nobodys", key=command.key, label=key.label)
        raise refuse(said, rule=APPLICATIONS, field="key")
    note: Note | None = world.others[command.application]
    papers = () if note is None or note.stage is NoteStage.WITHDRAWN else note.attachments
    is_about = note is not None and note.matter == command.key
    if not is_about or all(one.paper is not Paper.WRITTEN_REQUEST for one in papers):
        said = say("refusal.unsealing.no_application", note=command.application, key=command.key)
        raise refuse(said, rule=APPLICATIONS, field="application")


def _label(_: None, command: Asking, __: Stamp, world: World) -> str:
    key: Key = world.others[command.key]
    return key.label


def _customer(_: None, command: Asking, __: Stamp, world: World) -> str | None:
    key: Key = world.others[command.key]
    return key.customer


def _capacity(_: Unsealing, command: commands.Attend, stamp: Stamp, world: World) -> Capacity | None:
    known: Any = world.people.get(command.actor)
    day = world.day_of(stamp.occurred_at)
    if known is None:
        return None
    return next(
        (capacity for role, capacity in _ROLES if known.has_role(day, command.site, role)),
        None,
    )


def _counts(state: Unsealing, command: commands.Attend, stamp: Stamp, world: World) -> None:
    """Let only assistants and guards be present, and each confirm once as long as that holds."""
    if (capacity := _capacity(state, command, stamp, world)) is None:
        raise refuse(say("refusal.unsealing.no_witness", staff=command.actor), rule=WITNESSES)
    if command.actor in state.there(stamp.occurred_at, capacity):
        raise refuse(say("refusal.unsealing.is_there", staff=command.actor), rule=WITNESSES)


def _with_everybody(state: Unsealing, _: commands.Unseal, stamp: Stamp, __: World) -> None:
    """Let the seal be broken only with everybody there at the same time (002-r3-A3b)."""
    lacking = [
        say(f"refusal.unsealing.lacks.{capacity.value}", n=needed - len(there))
        for capacity, needed in NEEDED[state.occasion].items()
        if len(there := state.there(stamp.occurred_at, capacity)) < needed
    ]
    if lacking:
        minutes = int(TOGETHER.total_seconds() // 60)
        said = say("refusal.unsealing.alone", lacking=listed(lacking), minutes=minutes)
        raise refuse(said, rule=WITNESSES)
    for one in state.present:
        must_follow(stamp, one.at, say("refusal.unsealing.confirmed_then", staff=one.person))


@needs(commands.Stamp)
def _is_applied_for(state: Unsealing, unsealing: str) -> None:
    """Let only an application be stamped, and once."""
    if state.occasion is not Occasion.CUSTOMERS_REQUEST:
        raise refuse(say("refusal.unsealing.no_stamp", unsealing=unsealing), rule=APPLICATIONS)
    if state.is_stamped:
        raise refuse(say("refusal.unsealing.stamped", unsealing=unsealing), rule=APPLICATIONS)


@needs(commands.Sign)
def _with_the_stamp(state: Unsealing, unsealing: str) -> None:
    """Let a customer's use be signed only with their stamp (002-r3-A4)."""
    if state.occasion is Occasion.CUSTOMERS_REQUEST and not state.is_stamped:
        raise refuse(say("refusal.unsealing.unstamped", unsealing=unsealing), rule=APPLICATIONS)


def _there(capacity: Capacity) -> Any:
    return lambda state, _, stamp, __: state.there(stamp.occurred_at, capacity)


def _asked_by(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.asked_by


_OF_THE_KEY: dict[str, Callable[..., Any]] = {"label": _label, "customer": _customer}

relates("unsealing", own=_asked_by)
records(
    commands.AskInEmergency,
    events.AskedInEmergency,
    _is_sealed,
    _customer_was_sought,
    works_out={**_OF_THE_KEY, "occasion": lambda *_: Occasion.EMERGENCY},
)
records(
    commands.AskForCustomer,
    events.AskedForCustomer,
    _is_sealed,
    _applied_in_writing,
    works_out={**_OF_THE_KEY, "occasion": lambda *_: Occasion.CUSTOMERS_REQUEST},
)
records(commands.Approve, events.Approved)
records(commands.Confirm, events.Confirmed)
records(commands.Agree, events.Agreed)
records(commands.Refuse, events.Refused)
records(commands.Attend, events.Attended, _counts, works_out={"capacity": _capacity})
records(
    commands.Unseal,
    events.Unsealed,
    _with_everybody,
    works_out={"assistants": _there(Capacity.ASSISTANT), "guards": _there(Capacity.GUARD)},
)
records(commands.Reseal, events.Resealed)
records(commands.Stamp, events.Stamped)
records(commands.Sign, events.Signed)
records(commands.Withdraw, events.Withdrawn)


def _made_by(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.AskedInEmergency)
def asked_in_emergency(_: None, event: events.AskedInEmergency) -> Unsealing:
    """Remember which key, and who asks."""
    return Unsealing(event.key, event.occasion, _made_by(event), UnsealingStage.EMERGENCY)


@evolves(events.AskedForCustomer)
def asked_for_customer(_: None, event: events.AskedForCustomer) -> Unsealing:
    """Remember which key, and who asks for its customer."""
    return Unsealing(event.key, event.occasion, _made_by(event), UnsealingStage.APPLIED)


@evolves(events.Attended)
def attended(state: Unsealing, event: events.Attended) -> Unsealing:
    """Remember who is present, by when they said so last."""
    others = tuple(one for one in state.present if one.person != event.actor)
    return replace(state, present=(*others, Present(event.actor, event.capacity, event.occurred_at)))


@evolves(events.Stamped)
def stamped(state: Unsealing, _: events.Stamped) -> Unsealing:
    """Remember the stamp."""
    return replace(state, is_stamped=True)
