"""What may be done with a case, command by command."""

from __future__ import annotations

from datetime import datetime

from answerable.corrections import corrects, nothing_to_correct
from answerable.deciding import (
    Matter,
    Stamp,
    World,
    decides,
    evolve,
    must_follow,
    opens,
    records,
    refuse,
    relates,
    says_what_holds,
    wrong,
)
from answerable.events.base import Event
from answerable.people import must_have_been_employed
from answerable.purposes import Purpose
from answerable.streams.case import commands, events
from answerable.streams.case.flow import OWNERSHIP, TRACKING, CaseStage, concerned
from answerable.streams.case.limits import (
    as_counted,
    counted_by,
    miss_anew,
    timetable_of,
)
from answerable.streams.case.state import Case


def _owner(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.owner,)


def _asked(matter: Matter, _: object) -> tuple[str | None, ...]:
    transfer = None if matter.state is None else matter.state.transfer
    return () if transfer is None else (transfer.to,)


def _asked_teams(matter: Matter, _: object) -> tuple[str | None, ...]:
    transfer = None if matter.state is None else matter.state.transfer
    return () if transfer is None or transfer.to is not None else (transfer.to_team,)


def _concerned(matter: Matter, command: object) -> tuple[str, ...]:
    """Give whom the limit counts against; and who had a part in the case until it ended, where it may go.

    Else somebody could pass a case on shortly before its limit ends, and then lengthen that or take the case
    back.
    """
    state: Case | None = matter.state
    if state is None:
        return ()
    if not isinstance(command, commands.CorrectLimit | commands.WithdrawOpening):
        return concerned(state)
    owned = (owner for since, owner in state.acceptances if since <= state.due_at)
    return (*concerned(state), *matter.taken_down_by, state.first_responder, *owned)


relates("case", own=_owner, asked=_asked, asked_teams=_asked_teams, oneself=_concerned)


@opens(commands.Open)
def open_case(_: None, command: commands.Open, stamp: Stamp, world: World) -> list[Event]:
    """Begin the case: the person first asked owns it, and the bound rulebook limits its time."""
    book = world.rulebook_on(command.site, world.day_of(stamp.occurred_at), Purpose.LIMITS)
    limit = book.limit_for(command.priority)
    counted = counted_by(limit.clock, stamp.occurred_at, world)
    return [
        events.Opened(
            **stamp.next(),
            contact=command.contact,
            customer=command.customer,
            topic=command.topic,
            priority=command.priority,
            is_emergency=command.is_emergency,
            owner=command.first_asked,
            team=command.team,
            limit_minutes=limit.minutes,
            limit_article=limit.article,
            timetable=counted.number,
            due_at=counted.due_at(stamp.occurred_at, limit.minutes),
        )
    ]


def _to_somebody_else(state: Case, command: commands.Transfer, _: Stamp, __: World) -> None:
    """Let a transfer name whom it asks, and not the owner; a newer request stands in place of an older."""
    if command.to is None and command.to_team is None:
        message = "a transfer names a person (to), a group (to_team), or both"
        raise wrong("to", message, rule="missing")
    if command.to == state.owner:
        message = f"{command.to} owns {command.case} already"
        raise refuse(message, rule=OWNERSHIP)


@decides(commands.Accept)
def accept(state: Case, command: commands.Accept, stamp: Stamp, _: World) -> list[Event]:
    """Take the case over, where somebody was asked to."""
    _must_be_offered(state, command.case)
    return [events.TransferAccepted(**stamp.next(), owner=command.actor, previous_owner=state.owner)]


def _must_be_offered(state: Case, case: str) -> None:
    if state.transfer is None:
        message = f"no transfer of {case} is open; {state.owner} owns it"
        raise refuse(message, rule=OWNERSHIP)


@decides(commands.Resume)
def resume(state: Case, command: commands.Resume, stamp: Stamp, world: World) -> list[Event]:
    """Let the time limit run on, later by the length of the pause."""
    if state.stage is not CaseStage.PAUSED:
        message = f"{command.case} is {state.stage}; only a paused case can be resumed"
        raise refuse(message, rule=TRACKING)
    return [_resumed(state, stamp, world)]


def _resumed(state: Case, stamp: Stamp, world: World) -> Event:
    minutes, due_at = state.pause_ends(stamp.occurred_at, timetable_of(state, world))
    return events.Resumed(**stamp.next(), paused_minutes=minutes, due_at=due_at)


@decides(commands.Resolve)
def resolve(state: Case, command: commands.Resolve, stamp: Stamp, world: World) -> list[Event]:
    """Solve it; a pause ends with it, and whether the first responder did it is told."""
    state.must_be_in_work(command.case)
    ending = [_resumed(state, stamp, world)] if state.stage is CaseStage.PAUSED else []
    at_first_contact = not (state.is_handed_on or state.is_reopened) and state.transfer is None
    return [
        *ending,
        events.Resolved(**stamp.next(), at_first_contact=at_first_contact, resolution=command.resolution),
    ]


def _of_an_open_transfer(state: Case, command: commands.Refuse, _: Stamp, __: World) -> None:
    """Let only what was asked be refused; the owner was responsible all the time."""
    _must_be_offered(state, command.case)


def _as_before(state: Case, _: commands.Reopen, __: Stamp, ___: World) -> datetime:
    """Let the time limit be the one that it had, for it was not solved."""
    return state.due_at


records(commands.Reopen, events.Reopened, works_out={"due_at": _as_before})


@decides(commands.MissLimit)
def miss_limit(state: Case, command: commands.MissLimit, stamp: Stamp, world: World) -> list[Event]:
    """Record that the limit ended too early, once; by how much follows from the case itself.

    Another system's records may say that its own limit was missed where ours was not: that is kept without
    an overrun, which no article counts.
    """
    if state.miss is not None:
        message = f"that {command.case} missed its time limit is on record already"
        raise refuse(message, rule=TRACKING)
    until = state.resolved_at or stamp.occurred_at
    timetable = timetable_of(state, world)
    overrun = state.overrun_minutes(until, timetable)
    if overrun is None and not stamp.is_import:
        message = f"{command.case} has not run over its time limit, which ends at {state.due_at.isoformat()}"
        raise refuse(message, rule=TRACKING)
    return [
        events.LimitMissed(
            **stamp.next(),
            limit_minutes=state.limit_minutes,
            overrun_minutes=overrun,
            is_emergency=state.is_emergency,
            owner=state.whose_miss(until, timetable),
        )
    ]


def _of_a_miss_on_record(state: Case, command: commands.WithdrawMiss, stamp: Stamp, __: World) -> None:
    """Let only what is on record be taken back."""
    if state.miss is None:
        message = f"no miss of {command.case} is on record that could be taken back"
        raise refuse(message, rule=TRACKING)
    must_follow(stamp, state.miss.at, f"when {command.case} missed its limit")


@decides(commands.CorrectLimit)
def correct_limit(state: Case, command: commands.CorrectLimit, stamp: Stamp, world: World) -> list[Event]:
    """Work the limit out anew from what now holds; a miss that does not hold by it is taken back."""
    says_what_holds(state, command, stamp, world)
    priority = command.priority or state.priority
    opened_at = command.opened_at or state.opened_at
    pauses = state.pauses if command.pauses is None else _spans(command)
    is_emergency = state.is_emergency if command.is_emergency is None else command.is_emergency
    if (priority, opened_at, pauses, is_emergency) == (
        state.priority,
        state.opened_at,
        state.pauses,
        state.is_emergency,
    ):
        raise nothing_to_correct(command.case)
    if command.opened_at is None:
        must_follow(stamp, state.opened_at, f"when {command.case} was opened")
    _in_order(state, command.case, opened_at, pauses, stamp.occurred_at)
    if opened_at != state.opened_at:
        _could_begin(state, command.site, opened_at, world)
    minutes, article = state.limit_minutes, state.limit_article
    counted = as_counted(state, world)
    if (priority, opened_at) != (state.priority, state.opened_at):
        book = world.rulebook_on(command.site, world.day_of(opened_at), Purpose.LIMITS)
        minutes, article, clock = book.limit_for(priority)
        counted = counted_by(clock, opened_at, world)
    corrected = events.LimitCorrected(
        **stamp.next(),
        priority=priority,
        is_emergency=is_emergency,
        opened_at=opened_at,
        pauses=pauses,
        limit_minutes=minutes,
        limit_article=article,
        timetable=counted.number,
        due_at=counted.due_at(opened_at, minutes, pauses),
        reason=command.reason,
    )
    return [corrected, *miss_anew(state, evolve(state, corrected), command.reason, stamp, world)]


def _spans(command: commands.CorrectLimit) -> tuple[events.PauseSpan, ...]:
    return tuple(events.PauseSpan.model_validate(span.model_dump()) for span in command.pauses or ())


def _in_order(
    state: Case, case: str, opened_at: datetime, pauses: tuple[events.PauseSpan, ...], now: datetime
) -> None:
    """Let the case begin before its steps, and its pauses lie one behind the other inside of it.

    Raises:
        Invalid: they do not.
    """
    first = min(state.first_step_at or now, now)
    if opened_at > first:
        message = f"{case} would begin at {opened_at.isoformat()}, behind {first.isoformat()}, its next step"
        raise wrong("opened_at", message, rule="order-of-times")
    earliest, latest = opened_at, min(state.resolved_at or now, now)
    for number, span in enumerate(pauses, 1):
        is_running = number == len(pauses) and state.stage is CaseStage.PAUSED
        if is_running != (span.ends_at is None):
            message = f"pause {number} of {case} has no end, or has one, against the case's own state"
            raise wrong("pauses", message, rule="order-of-times")
        ends_at = span.ends_at or latest
        if not earliest <= span.starts_at <= ends_at <= latest:
            message = (
                f"pause {number} of {case}, from {span.starts_at.isoformat()} to {ends_at.isoformat()}, does "
                f"not lie between {earliest.isoformat()} and {latest.isoformat()}"
            )
            raise wrong("pauses", message, rule="order-of-times")
        earliest = ends_at
    if state.stage is CaseStage.PAUSED and not pauses:
        message = f"{case} is paused: its last pause has no end yet"
        raise wrong("pauses", message, rule="order-of-times")


def _could_begin(state: Case, site: str, opened_at: datetime, world: World) -> None:
    """Let a case begin while the person first asked was employed, and not before its site was opened.

    Raises:
        Invalid: it would.
    """
    opens = world.opened_at
    if opens is not None and opened_at < min(opens, state.opened_at):
        message = f"{opened_at.isoformat()} lies before {opens.isoformat()}, when {site} was opened"
        raise wrong("opened_at", message, rule="order-of-times")
    asked = state.first_responder
    must_have_been_employed("opened_at", asked, world.people.get(asked), world.day_of(opened_at))


corrects(commands.CorrectOpening, events.OpeningCorrected, events.Opened, first_asked="owner")


@decides(commands.CorrectOpening)
def correct_opening(state: Case, command: commands.CorrectOpening, stamp: Stamp, world: World) -> list[Event]:
    """Put the opening right; a miss goes with the person first asked, who owned the case then."""
    says_what_holds(state, command, stamp, world)
    if command.first_asked is not None and state.is_handed_on:
        message = f"{state.owner} accepted {command.case}: it was theirs, whoever was asked first"
        raise refuse(message, rule=OWNERSHIP)
    if command.contact is not None:
        _received_before_its_opening(command.contact, state, command.case, world)
    if (asked := command.first_asked) is not None:
        must_have_been_employed("first_asked", asked, world.people[asked], world.day_of(state.opened_at))
    corrected = events.OpeningCorrected(
        **stamp.next(),
        contact=command.contact,
        customer=command.customer,
        topic=command.topic,
        first_asked=command.first_asked,
        team=command.team,
        empties=command.empties,
        reason=command.reason,
    )
    return [corrected, *miss_anew(state, evolve(state, corrected), command.reason, stamp, world)]


def _received_before_its_opening(contact: str, state: Case, case: str, world: World) -> None:
    """Let no case have come from a contact that was received only behind its opening.

    Raises:
        Invalid: it would have.
    """
    begun = world.matters[contact]
    if begun is not None and begun.at is not None and begun.at > state.opened_at:
        opened_at = state.opened_at.isoformat()
        message = f"{contact} began at {begun.at.isoformat()}, behind {opened_at}, when {case} was opened"
        raise wrong("contact", message, rule="order-of-times")


def _with_nothing_that_counts(state: Case, command: commands.WithdrawOpening, _: Stamp, __: World) -> None:
    """Let a case be none only while it is neither solved nor late on record."""
    first = {CaseStage.CLOSED: ["case.reopen"], CaseStage.RESOLVED: ["case.withdraw_resolution"]}
    back = [*first.get(state.stage, ()), *([] if state.miss is None else ["case.withdraw_miss"])]
    if back:
        message = f"more is on record of {command.case} than its opening; take that back first "
        raise refuse(f"{message}({', then '.join(back)})", rule=TRACKING)


records(commands.WithdrawOpening, events.OpeningWithdrawn, _with_nothing_that_counts)
records(commands.Transfer, events.TransferRequested, _to_somebody_else)
records(commands.Refuse, events.TransferRefused, _of_an_open_transfer)
records(commands.Escalate, events.Escalated)
records(commands.NoteProgress, events.ProgressNoted)
records(commands.Pause, events.Paused)
records(commands.InformCustomer, events.CustomerInformed)
records(commands.Close, events.Closed)
records(commands.WithdrawResolution, events.ResolutionWithdrawn)
records(commands.WithdrawMiss, events.MissWithdrawn, _of_a_miss_on_record)
