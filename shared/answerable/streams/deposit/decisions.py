"""Deposit: nothing is taken unless somebody else allowed it, and no loss is put on whoever reports it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Stamp, World, evolves, records, wrong
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.deposit import commands, events
from answerable.streams.deposit.events import DepositKind
from answerable.streams.deposit.flow import APPROVAL, DepositStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Deposit:
    """Something left at the desk, or to be left there.

    Arguments:
        asked_by: who asked: they, and who had that recorded for them.
        involved: everybody who had a part in it since.
        stage: where it stands.
    """

    asked_by: tuple[str, ...]
    involved: tuple[str, ...] = ()
    stage: DepositStage = DepositStage.ASKED_FOR


def _for_whom(_: None, command: commands.Ask, __: Stamp, ___: World) -> None:
    """Let nothing be passed on to nobody, or kept for somebody else."""
    is_forwarded = command.wanted is DepositKind.FORWARD
    if is_forwarded and command.for_customer is None:
        raise wrong("for_customer", say("refusal.deposit.for_nobody"), rule=APPROVAL)
    if not is_forwarded and command.for_customer is not None:
        raise wrong("for_customer", say("refusal.deposit.kept_for_another"), rule=APPROVAL)


records(commands.Ask, events.Asked, _for_whom)
records(commands.Approve, events.Approved)
records(commands.Refuse, events.Refused)
records(commands.Store, events.Stored)
records(commands.HandOut, events.HandedOut)
records(commands.ReportLoss, events.Lost)
records(commands.Withdraw, events.Withdrawn)


def _made_by(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.Asked)
def asked(_: None, event: events.Asked) -> Deposit:
    """Remember who asks."""
    return Deposit(_made_by(event), _made_by(event))


@evolves(events.Approved, events.Refused, events.Stored, events.HandedOut)
def went_on(state: Deposit, event: Event) -> Deposit:
    """Remember who had a part in it."""
    return replace(state, involved=tuple(dict.fromkeys((*state.involved, *_made_by(event)))))


@evolves(events.Lost)
def lost(state: Deposit, event: events.Lost) -> Deposit:
    """Remember who answers for it."""
    people = (*state.involved, *_made_by(event), event.responsible)
    return replace(state, involved=tuple(dict.fromkeys(people)))
