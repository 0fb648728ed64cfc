"""Case: whoever was asked first owns it until someone accepts it (首问负责制, 000-4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from answerable.events import case as events
from answerable.events.base import Event
from answerable.events.case import PauseReason
from services.intake.domain.kernel import evolves, refuse

OWNERSHIP = "000-4.2.4"
TRACKING = "000-1.2"


class Stage(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    PAUSED = "paused"
    RESOLVED = "resolved"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer that nobody has accepted yet.

    Arguments:
        to: the person asked, where one is named.
        to_team: the group asked.
    """

    to: str | None
    to_team: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A customer's matter.

    Arguments:
        owner: who is responsible now.
        first_responder: who was first asked.
        stage: where it stands.
        limit_minutes: its time limit.
        is_emergency: whether the emergency articles apply.
        due_at: the end of the limit, pauses included.
        paused_at: since when it waits, where it does.
        pause_reason: what for.
        transfer: the open transfer, where there is one.
        is_limit_missed: whether a miss was recorded since it was opened or reopened.
        is_handed_on: whether it was ever somebody else's than the first responder's.
    """

    owner: str
    first_responder: str
    stage: Stage
    limit_minutes: int
    is_emergency: bool
    due_at: datetime
    paused_at: datetime | None = None
    pause_reason: PauseReason | None = None
    transfer: Transfer | None = None
    is_limit_missed: bool = False
    is_handed_on: bool = False

    @property
    def is_in_work(self) -> bool:
        """Whether somebody still has to solve it."""
        return self.stage in (Stage.OPEN, Stage.PAUSED)

    def must_be_in_work(self, case: str) -> None:
        """Refuse what only an unsolved case allows.

        Raises:
            Refused: it is resolved or closed.
        """
        if not self.is_in_work:
            message = f"{case} is {self.stage}; reopen it first"
            raise refuse(message, rule=TRACKING)

    def pause_ends(self, at: datetime) -> tuple[int, datetime]:
        """Give the whole minutes a pause lasted, and the time limit's new end."""
        if self.paused_at is None:
            return 0, self.due_at
        lasted = max(timedelta(), at - self.paused_at)
        return int(lasted.total_seconds() // 60), self.due_at + lasted


@evolves(events.Opened)
def opened(_: None, event: events.Opened) -> Case:
    """Begin the case with its first responder."""
    return Case(
        owner=event.owner,
        first_responder=event.owner,
        stage=Stage.OPEN,
        limit_minutes=event.limit_minutes,
        is_emergency=event.is_emergency,
        due_at=event.due_at,
    )


@evolves(events.TransferRequested)
def transfer_requested(state: Case, event: events.TransferRequested) -> Case:
    """Ask; the owner stays responsible."""
    return replace(state, transfer=Transfer(event.to, event.to_team))


@evolves(events.TransferAccepted)
def transfer_accepted(state: Case, event: events.TransferAccepted) -> Case:
    """Move the ownership."""
    is_handed_on = state.is_handed_on or event.owner != state.first_responder
    return replace(state, owner=event.owner, transfer=None, is_handed_on=is_handed_on)


@evolves(events.TransferRefused)
def transfer_refused(state: Case, _: events.TransferRefused) -> Case:
    """Drop the request; the owner stays."""
    return replace(state, transfer=None)


@evolves(events.Paused)
def paused(state: Case, event: events.Paused) -> Case:
    """Stop the limit."""
    return replace(state, stage=Stage.PAUSED, paused_at=event.occurred_at, pause_reason=event.reason)


@evolves(events.Resumed)
def resumed(state: Case, event: events.Resumed) -> Case:
    """Let the limit run."""
    return replace(state, stage=Stage.OPEN, paused_at=None, pause_reason=None, due_at=event.due_at)


@evolves(events.Resolved)
def resolved(state: Case, _: events.Resolved) -> Case:
    """Note the solution; nobody has to accept it any more."""
    return replace(state, stage=Stage.RESOLVED, transfer=None)


@evolves(events.Closed)
def closed(state: Case, _: events.Closed) -> Case:
    """End the case."""
    return replace(state, stage=Stage.CLOSED)


@evolves(events.Reopened)
def reopened(state: Case, event: events.Reopened) -> Case:
    """Begin again with the last owner and a new limit."""
    return replace(state, stage=Stage.OPEN, due_at=event.due_at, is_limit_missed=False)


@evolves(events.LimitMissed)
def limit_missed(state: Case, _: events.LimitMissed) -> Case:
    """Remember that the miss is on record."""
    return replace(state, is_limit_missed=True)


@evolves(events.Escalated, events.ProgressNoted, events.CustomerInformed)
def noted(state: Case, _: Event) -> Case:
    """Change nothing that decisions depend on."""
    return state
