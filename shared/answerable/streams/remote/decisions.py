"""Remote help: whose it is, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates
from answerable.streams.case.flow import CaseStage
from answerable.streams.remote import commands, events
from answerable.streams.remote.flow import CONSENT, RemoteStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Remote:
    """Remote help.

    Arguments:
        asked_by: who asked the customer.
        begun_at: since when somebody is on the customer's device, where somebody is, or was.
        begun_by: who.
        stage: where it stands.
    """

    asked_by: str
    begun_at: datetime | None = None
    begun_by: str | None = None
    stage: RemoteStage = RemoteStage.ASKED


_SOLVED = (CaseStage.RESOLVED, CaseStage.CLOSED)


def _not_solved_yet(_: None, command: commands.Ask, __: Stamp, world: World) -> None:
    """Let nobody ask for help in a case that is solved: it is reopened first."""
    case: Any = world.others[command.case]
    if case is None:
        raise world.no_such(command.case, command.site)
    if case.stage in _SOLVED:
        raise refuse(say("refusal.remote.solved", case=command.case), rule=CONSENT, field="case")


def _took(state: Remote, _: commands.End, stamp: Stamp, __: World) -> int:
    return (stamp.occurred_at - (state.begun_at or stamp.occurred_at)) // timedelta(minutes=1)


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.asked_by, matter.state.begun_by)


relates("remote", own=_whose)
records(commands.Ask, events.Asked, _not_solved_yet)
records(commands.Consent, events.Consented)
records(commands.Refuse, events.ConsentRefused)
records(commands.Begin, events.Begun)
records(commands.End, events.Ended, works_out={"minutes": _took})
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Asked)
def asked(_: None, event: events.Asked) -> Remote:
    """Remember who asked."""
    return Remote(asked_by=event.actor)


@evolves(events.Begun)
def begun(state: Remote, event: events.Begun) -> Remote:
    """Remember since when, and who."""
    return replace(state, begun_at=event.occurred_at, begun_by=event.actor)


@evolves(events.Withdrawn)
def never_asked(_: Remote, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
