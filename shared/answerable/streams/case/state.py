"""Case: whoever was asked first owns it until someone accepts it (首问负责制, 000-4.2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from answerable.calendar.working_time import Timetable
from answerable.corrections import Correctable
from answerable.deciding import evolves, refuse
from answerable.events.base import Event
from answerable.obligations import Limit, Pause
from answerable.streams.case import events
from answerable.streams.case.events import PauseSpan, Priority
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
class Miss:
    """A missed limit that is on record.

    Arguments:
        owner: whom it counts against.
        at: when it is said to have happened.
        ran_until: until when the limit ran on: then, or when the case was solved before.
        overrun_minutes: by how much; None where another system's records say so and ours do not.
    """

    owner: str
    at: datetime
    ran_until: datetime
    overrun_minutes: int | None


@dataclass(frozen=True, slots=True)
class Case(Correctable):
    """A customer's matter.

    Arguments:
        owner: who is responsible now.
        first_responder: who was first asked.
        priority: how urgent it is.
        opened_at: when it began.
        limit_minutes: its time limit.
        limit_article: the article that comes from.
        timetable: the number of the site's timetable that it is counted by; None where all time counts.
        is_emergency: whether the emergency articles apply.
        due_at: the end of the limit, the pauses that are over included.
        stage: where it stands.
        pauses: when the limit stood still, in order; the last one has no end while it does.
        transfer: the open transfer, where there is one.
        miss: the miss that is on record, where one is; reopening does not undo it.
        void_miss: the miss that a correction took back, as it does not hold by what was corrected: it holds
            again by a correction that says so. One that somebody took back by itself is none of these.
        is_excused: whether somebody took back by itself that the limit was missed.
        corrected_by: the cause of the last correction, which tells what it took back.
        first_step_at: when the first step behind its opening was taken.
        acceptances: who took it over, and since when, in order.
        is_handed_on: whether it was ever somebody else's than the first responder's.
        is_reopened: whether it was ever thought solved and was not.
        resolved_at: when it was solved, while it is.
        opened_by: who opened it: whoever did so, and who had it recorded for them.
    """

    owner: str
    first_responder: str
    priority: Priority
    opened_at: datetime
    limit_minutes: int
    limit_article: str
    is_emergency: bool
    due_at: datetime
    timetable: int | None = None
    stage: CaseStage = CaseStage.OPEN
    pauses: tuple[PauseSpan, ...] = ()
    transfer: Transfer | None = None
    miss: Miss | None = None
    void_miss: Miss | None = None
    is_excused: bool = False
    corrected_by: str | None = None
    first_step_at: datetime | None = None
    acceptances: tuple[tuple[datetime, str], ...] = ()
    is_handed_on: bool = False
    is_reopened: bool = False
    resolved_at: datetime | None = None
    opened_by: tuple[str, ...] = ()

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

    def limit(self, timetable: Timetable | None) -> Limit:
        """Give the time limit that it has, with what stopped it.

        Arguments:
            timetable: when the site works, by the number that the limit is counted by.
        """
        pauses = tuple(Pause(span.starts_at, span.ends_at) for span in self.pauses)
        lasts = timedelta(minutes=self.limit_minutes)
        return Limit(self.opened_at, lasts, timetable, pauses)

    def pause_ends(self, at: datetime, timetable: Timetable | None) -> tuple[int, datetime]:
        """Give the whole minutes a pause lasted, and the time limit's new end."""
        if not self.pauses or self.pauses[-1].ends_at is not None:
            return 0, self.due_at
        at = max(at, self.pauses[-1].starts_at)
        lasted = at - self.pauses[-1].starts_at
        return int(lasted.total_seconds() // 60), self.limit(timetable).due_at(at)

    def owner_at(self, moment: datetime) -> str:
        """Give who was responsible at a moment: who was asked first, until somebody accepted (000-4.2.4)."""
        owners = (owner for since, owner in reversed(self.acceptances) if since <= moment)
        return next(owners, self.first_responder)

    def owners_until(self, moment: datetime) -> tuple[str, ...]:
        """Give everybody who was responsible before a moment, the first one included."""
        return (self.first_responder, *(owner for since, owner in self.acceptances if since <= moment))

    def whose_miss(self, until: datetime, timetable: Timetable | None) -> str:
        """Give whom it counts against that the limit ended: who was responsible then, not who is since.

        Arguments:
            until: the moment up to which it ran.
            timetable: when the site works, by the number that the limit is counted by.
        """
        return self.owner_at(min(self.limit(timetable).due_at(until), until))

    def overrun_minutes(self, until: datetime, timetable: Timetable | None) -> int | None:
        """Give the minutes over the limit, a begun one as a whole (X6, reading a); None where there are none.

        Arguments:
            until: the moment up to which it ran.
            timetable: when the site works, by the number that the limit is counted by.
        """
        return self.limit(timetable).minutes_over(until)


@evolves(events.Opened)
def opened(_: None, event: events.Opened) -> Case:
    """Begin the case with its first responder."""
    return Case(
        owner=event.owner,
        first_responder=event.owner,
        priority=event.priority,
        opened_at=event.occurred_at,
        limit_minutes=event.limit_minutes,
        limit_article=event.limit_article,
        timetable=event.timetable,
        is_emergency=event.is_emergency,
        due_at=event.due_at,
        opened_by=(event.actor,) if event.entered_by is None else (event.actor, event.entered_by),
    )


def _stepped(state: Case, event: Event, **changes: Any) -> Case:
    """Change the state by a step, and remember when the first one was."""
    return replace(state, first_step_at=state.first_step_at or event.occurred_at, **changes)


@evolves(events.TransferRequested)
def transfer_requested(state: Case, event: events.TransferRequested) -> Case:
    """Ask; the owner stays responsible."""
    return _stepped(state, event, transfer=Transfer(event.to, event.to_team))


@evolves(events.TransferAccepted)
def transfer_accepted(state: Case, event: events.TransferAccepted) -> Case:
    """Move the ownership."""
    is_handed_on = state.is_handed_on or event.owner != state.first_responder
    return _stepped(
        state,
        event,
        owner=event.owner,
        transfer=None,
        acceptances=(*state.acceptances, (event.occurred_at, event.owner)),
        is_handed_on=is_handed_on,
    )


@evolves(events.TransferRefused)
def transfer_refused(state: Case, _: events.TransferRefused) -> Case:
    """Drop the request; the owner stays."""
    return replace(state, transfer=None)


@evolves(events.Paused)
def paused(state: Case, event: events.Paused) -> Case:
    """Stop the limit."""
    span = PauseSpan(reason=event.reason, starts_at=event.occurred_at)
    return _stepped(state, event, pauses=(*state.pauses, span))


@evolves(events.Resumed)
def resumed(state: Case, event: events.Resumed) -> Case:
    """Let the limit run."""
    *over, last = state.pauses
    ended = last.model_copy(update={"ends_at": max(last.starts_at, event.occurred_at)})
    return replace(state, pauses=(*over, ended), due_at=event.due_at)


@evolves(events.Resolved)
def resolved(state: Case, event: events.Resolved) -> Case:
    """Note the solution; nobody has to accept it any more."""
    return _stepped(state, event, transfer=None, resolved_at=event.occurred_at)


@evolves(events.Reopened)
def reopened(state: Case, event: events.Reopened) -> Case:
    """Go on with the last owner; the clock was never stopped, and a miss stays one."""
    return replace(state, due_at=event.due_at, is_reopened=True, resolved_at=None)


@evolves(events.LimitMissed)
def limit_missed(state: Case, event: events.LimitMissed) -> Case:
    """Remember the miss, and whom it counts against."""
    at, void = event.occurred_at, state.void_miss
    is_the_same = void is not None and void.at == at
    ran_until = void.ran_until if void is not None and is_the_same else state.resolved_at or at
    return replace(
        state, miss=Miss(event.owner, at, ran_until, event.overrun_minutes), void_miss=None, is_excused=False
    )


def excuses(event: events.MissWithdrawn, corrected_by: str | None) -> bool:
    """Tell whether somebody excuses a miss: a correction, or who found it, takes back what does not hold.

    Arguments:
        event: what takes it back.
        corrected_by: the cause of the last correction of the case.
    """
    return event.causation_id != corrected_by and not event.actor.startswith("system-")


@evolves(events.MissWithdrawn)
def miss_withdrawn(state: Case, event: events.MissWithdrawn) -> Case:
    """Remember that it is not any more; what a correction took back may hold again by another."""
    void = state.miss if event.causation_id == state.corrected_by else None
    return replace(state, miss=None, void_miss=void, is_excused=excuses(event, state.corrected_by))


@evolves(events.LimitCorrected)
def limit_corrected(state: Case, event: events.LimitCorrected) -> Case:
    """Reckon by what now holds."""
    return replace(
        state,
        corrected_by=event.causation_id,
        priority=event.priority,
        is_emergency=event.is_emergency,
        opened_at=event.opened_at,
        pauses=event.pauses,
        limit_minutes=event.limit_minutes,
        limit_article=event.limit_article,
        timetable=event.timetable,
        due_at=event.due_at,
    )


@evolves(events.OpeningCorrected)
def opening_corrected(state: Case, event: events.OpeningCorrected) -> Case:
    """Let the right person own it from the beginning, as far as nobody accepted it."""
    state = replace(state, corrected_by=event.causation_id)
    if event.first_asked is None:
        return state
    owner = event.first_asked if state.owner == state.first_responder else state.owner
    return replace(state, owner=owner, first_responder=event.first_asked)


@evolves(events.OpeningWithdrawn)
def never_opened(_: Case, __: events.OpeningWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


@evolves(events.ResolutionWithdrawn)
def resolution_withdrawn(state: Case, _: events.ResolutionWithdrawn) -> Case:
    """Go on as if nobody had said so."""
    return replace(state, resolved_at=None)
