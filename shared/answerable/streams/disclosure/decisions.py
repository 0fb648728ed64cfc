"""Disclosure: what was asked for is what is allowed, and what was allowed is what is told."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Matter, evolves, records, relates
from answerable.people import doers_of
from answerable.streams.disclosure import commands, events
from answerable.streams.disclosure.events import DisclosedData
from answerable.streams.disclosure.flow import DisclosureStage


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that somebody outside wants to know of a customer.

    Arguments:
        by: who would tell them.
        asked_by: who asked: they, and who had that recorded for them.
        customer: whose data.
        sought: what is asked for.
        answered_by: who allowed it or did not.
        decided_by: they, and who had that recorded for them, people only: who has no say any more.
        stage: where it stands.
    """

    by: str
    asked_by: tuple[str, ...]
    customer: str
    sought: DisclosedData
    answered_by: str = ""
    decided_by: tuple[str, ...] = ()
    stage: DisclosureStage = DisclosureStage.ASKED_FOR


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


def _customer(state: Disclosure, *_: object) -> str:
    return state.customer


def _sought(state: Disclosure, *_: object) -> DisclosedData:
    return state.sought


def _approver(state: Disclosure, *_: object) -> str:
    return state.answered_by


relates("disclosure", own=_whose)
records(commands.Ask, events.Asked)
records(commands.Approve, events.Approved)
records(commands.Refuse, events.Refused)
records(
    commands.Tell,
    events.Told,
    works_out={"customer": _customer, "sought": _sought, "approved_by": _approver},
)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Asked)
def asked(_: None, event: events.Asked) -> Disclosure:
    """Remember who asks, and for what."""
    return Disclosure(by=event.actor, asked_by=doers_of(event), customer=event.customer, sought=event.sought)


@evolves(events.Approved, events.Refused)
def decided(state: Disclosure, event: events.Approved | events.Refused) -> Disclosure:
    """Remember who answers for it."""
    return replace(state, answered_by=event.actor, decided_by=doers_of(event))
