"""What may be done with a case, command by command."""

from __future__ import annotations

from datetime import timedelta

from answerable.commands import case as commands
from answerable.events import case as events
from answerable.events.base import Event
from services.intake.domain.case import OWNERSHIP, TRACKING, Case, Stage
from services.intake.domain.kernel import Stamp, World, decides, opens, refuse, wrong


@opens(commands.Open)
def open_case(_: None, command: commands.Open, stamp: Stamp, world: World) -> list[Event]:
    """Begin the case: the person first asked owns it, and the bound rulebook limits its time."""
    limit = world.rulebook_on(command.site, world.day_of(stamp.occurred_at)).limit_for(command.priority)
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
            due_at=stamp.occurred_at + timedelta(minutes=limit.minutes),
        )
    ]


@decides(commands.Transfer)
def transfer(state: Case, command: commands.Transfer, stamp: Stamp, _: World) -> list[Event]:
    """Ask somebody to take it; a newer request stands in place of an older one."""
    state.must_be_in_work(command.case)
    if command.to is None and command.to_team is None:
        message = "a transfer names a person (to), a group (to_team), or both"
        raise wrong("to", message, rule="missing")
    if command.to == state.owner:
        message = f"{command.to} owns {command.case} already"
        raise refuse(message, rule=OWNERSHIP)
    return [
        events.TransferRequested(
            **stamp.next(), to=command.to, to_team=command.to_team, reason=command.reason
        )
    ]


@decides(commands.Accept)
def accept(state: Case, command: commands.Accept, stamp: Stamp, _: World) -> list[Event]:
    """Take the case over: only the person asked, or anybody of a group that was asked."""
    _must_be_asked(state, command.case, command.by)
    return [events.TransferAccepted(**stamp.next(), owner=command.by, previous_owner=state.owner)]


@decides(commands.Refuse)
def refuse_transfer(state: Case, command: commands.Refuse, stamp: Stamp, _: World) -> list[Event]:
    """Send it back; the owner was responsible all the time."""
    _must_be_asked(state, command.case, command.by)
    return [events.TransferRefused(**stamp.next(), by=command.by, reason=command.reason)]


def _must_be_asked(state: Case, case: str, by: str) -> None:
    if state.transfer is None:
        message = f"no transfer of {case} is open; {state.owner} owns it"
        raise refuse(message, rule=OWNERSHIP)
    if state.transfer.to is not None and state.transfer.to != by:
        message = f"the transfer of {case} was asked of {state.transfer.to}, not of {by}"
        raise refuse(message, rule=OWNERSHIP)


@decides(commands.Escalate)
def escalate(state: Case, command: commands.Escalate, stamp: Stamp, _: World) -> list[Event]:
    """Report it to a superior (000-1.4)."""
    state.must_be_in_work(command.case)
    return [events.Escalated(**stamp.next(), level=command.level, reason=command.reason)]


@decides(commands.NoteProgress)
def note_progress(state: Case, command: commands.NoteProgress, stamp: Stamp, _: World) -> list[Event]:
    """Write down what was done, until the case is closed."""
    if state.stage is Stage.CLOSED:
        message = f"{command.case} is closed; reopen it first"
        raise refuse(message, rule=TRACKING)
    return [events.ProgressNoted(**stamp.next(), note=command.note)]


@decides(commands.Pause)
def pause(state: Case, command: commands.Pause, stamp: Stamp, _: World) -> list[Event]:
    """Stop the time limit."""
    if state.stage is not Stage.OPEN:
        message = f"{command.case} is {state.stage}; only an open case can be paused"
        raise refuse(message, rule=TRACKING)
    return [events.Paused(**stamp.next(), reason=command.reason)]


@decides(commands.Resume)
def resume(state: Case, command: commands.Resume, stamp: Stamp, _: World) -> list[Event]:
    """Let the time limit run on, later by the length of the pause."""
    if state.stage is not Stage.PAUSED:
        message = f"{command.case} is {state.stage}; only a paused case can be resumed"
        raise refuse(message, rule=TRACKING)
    return [_resumed(state, stamp)]


def _resumed(state: Case, stamp: Stamp) -> Event:
    minutes, due_at = state.pause_ends(stamp.occurred_at)
    return events.Resumed(**stamp.next(), paused_minutes=minutes, due_at=due_at)


@decides(commands.Resolve)
def resolve(state: Case, command: commands.Resolve, stamp: Stamp, _: World) -> list[Event]:
    """Solve it; a pause ends with it, and whether the first responder did it is told."""
    state.must_be_in_work(command.case)
    ending = [_resumed(state, stamp)] if state.stage is Stage.PAUSED else []
    at_first_contact = not state.is_handed_on and state.transfer is None
    return [
        *ending,
        events.Resolved(**stamp.next(), at_first_contact=at_first_contact, resolution=command.resolution),
    ]


@decides(commands.InformCustomer)
def inform_customer(state: Case, command: commands.InformCustomer, stamp: Stamp, _: World) -> list[Event]:
    """Tell the customer how it went (000-5.5.4)."""
    if state.stage is Stage.CLOSED:
        message = f"{command.case} is closed; inform the customer before that"
        raise refuse(message, rule="000-5.5.4")
    return [events.CustomerInformed(**stamp.next(), channel=command.channel)]


@decides(commands.Close)
def close(state: Case, command: commands.Close, stamp: Stamp, _: World) -> list[Event]:
    """End it, once it is resolved."""
    if state.stage is not Stage.RESOLVED:
        message = f"{command.case} is {state.stage}; only a resolved case can be closed"
        raise refuse(message, rule=TRACKING)
    return [events.Closed(**stamp.next())]


@decides(commands.Reopen)
def reopen(state: Case, command: commands.Reopen, stamp: Stamp, _: World) -> list[Event]:
    """Begin again, with a whole new time limit."""
    if state.is_in_work:
        message = f"{command.case} is {state.stage}; only a resolved or closed case can be reopened"
        raise refuse(message, rule=TRACKING)
    due_at = stamp.occurred_at + timedelta(minutes=state.limit_minutes)
    return [events.Reopened(**stamp.next(), reason=command.reason, due_at=due_at)]


@decides(commands.MissLimit)
def miss_limit(state: Case, command: commands.MissLimit, stamp: Stamp, _: World) -> list[Event]:
    """Record that the limit ended too early, once for each opening."""
    if state.is_limit_missed:
        message = f"that {command.case} missed its time limit is on record already"
        raise refuse(message, rule=TRACKING)
    return [
        events.LimitMissed(
            **stamp.next(),
            limit_minutes=state.limit_minutes,
            overrun_minutes=command.overrun_minutes,
            is_emergency=state.is_emergency,
            owner=state.owner,
        )
    ]
