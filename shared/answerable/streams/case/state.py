"""Case: whoever was asked first owns it until someone accepts it (首问负责制, 000-4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answerable.deciding import evolves, refuse
from answerable.streams.case import events
from answerable.streams.case.events import PauseReason
from answerable.streams.case.flow import TRACKING, CaseStage


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
        limit_minutes: its time limit.
        is_emergency: whether the emergency articles apply.
        due_at: the end of the limit, pauses included.
        stage: where it stands.
        paused_at: since when it waits, where it does.
        pause_reason: what for.
        transfer: the open transfer, where there is one.
        is_limit_missed: whether a miss is on record; reopening does not undo it.
        is_handed_on: whether it was ever somebody else's than the first responder's.
        is_reopened: whether it was ever thought solved and was not.
        resolved_at: when it was solved, while it is.
    """

    owner: str
    first_responder: str
    limit_minutes: int
    is_emergency: bool
    due_at: datetime
    stage: CaseStage = CaseStage.OPEN
    paused_at: datetime | None = None
    pause_reason: PauseReason | None = None
    transfer: Transfer | None = None
    is_limit_missed: bool = False
    is_handed_on: bool = False
    is_reopened: bool = False
    resolved_at: datetime | None = None

    @property
    def is_in_work(self) -> bool:
        """Whether somebody still has to solve it."""
        return self.stage in (CaseStage.OPEN, CaseStage.PAUSED)

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
    return replace(state, paused_at=event.occurred_at, pause_reason=event.reason)


@evolves(events.Resumed)
def resumed(state: Case, event: events.Resumed) -> Case:
    """Let the limit run."""
    return replace(state, paused_at=None, pause_reason=None, due_at=event.due_at)


@evolves(events.Resolved)
def resolved(state: Case, event: events.Resolved) -> Case:
    """Note the solution; nobody has to accept it any more."""
    return replace(state, transfer=None, resolved_at=event.occurred_at)


@evolves(events.Reopened)
def reopened(state: Case, event: events.Reopened) -> Case:
    """Go on with the last owner; the clock was never stopped, and a miss stays one."""
    return replace(state, due_at=event.due_at, is_reopened=True, resolved_at=None)


@evolves(events.LimitMissed)
def limit_missed(state: Case, _: events.LimitMissed) -> Case:
    """Remember that the miss is on record."""
    return replace(state, is_limit_missed=True)


@evolves(events.MissWithdrawn)
def miss_withdrawn(state: Case, _: events.MissWithdrawn) -> Case:
    """Remember that it is not any more."""
    return replace(state, is_limit_missed=False)
