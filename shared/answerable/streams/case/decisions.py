"""What may be done with a case, command by command."""

from __future__ import annotations

from datetime import datetime, timedelta

from answerable.deciding import Stamp, World, decides, opens, records, refuse, wrong
from answerable.events.base import Event
from answerable.streams.case import commands, events
from answerable.streams.case.flow import OWNERSHIP, TRACKING, CaseStage
from answerable.streams.case.state import Case


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
    return [events.TransferAccepted(**stamp.next(), owner=command.by, previous_owner=state.owner)]


def _must_be_offered(state: Case, case: str) -> None:
    if state.transfer is None:
        message = f"no transfer of {case} is open; {state.owner} owns it"
        raise refuse(message, rule=OWNERSHIP)


@decides(commands.Resume)
def resume(state: Case, command: commands.Resume, stamp: Stamp, _: World) -> list[Event]:
    """Let the time limit run on, later by the length of the pause."""
    if state.stage is not CaseStage.PAUSED:
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
    ending = [_resumed(state, stamp)] if state.stage is CaseStage.PAUSED else []
    at_first_contact = not (state.is_handed_on or state.is_reopened) and state.transfer is None
    return [
        *ending,
        events.Resolved(**stamp.next(), at_first_contact=at_first_contact, resolution=command.resolution),
    ]


def _of_an_open_transfer(state: Case, command: commands.Refuse, _: Stamp, __: World) -> None:
    """Let only what was asked be refused; the owner was responsible all the time."""
    _must_be_offered(state, command.case)


@decides(commands.Reopen)
def reopen(state: Case, command: commands.Reopen, stamp: Stamp, _: World) -> list[Event]:
    """Begin again: the time limit is the one that it had, for it was not solved."""
    return [events.Reopened(**stamp.next(), reason=command.reason, due_at=state.due_at)]


@decides(commands.MissLimit)
def miss_limit(state: Case, command: commands.MissLimit, stamp: Stamp, _: World) -> list[Event]:
    """Record that the limit ended too early, once; by how much follows from the case itself.

    Another system's records may say that its own limit was missed where ours was not: that is kept without
    an overrun, which no article counts.
    """
    if state.is_limit_missed:
        message = f"that {command.case} missed its time limit is on record already"
        raise refuse(message, rule=TRACKING)
    overrun = _overrun_minutes(state, stamp.occurred_at)
    if overrun is None and not stamp.is_import:
        message = f"{command.case} has not run over its time limit, which ends at {state.due_at.isoformat()}"
        raise refuse(message, rule=TRACKING)
    return [
        events.LimitMissed(
            **stamp.next(),
            limit_minutes=state.limit_minutes,
            overrun_minutes=overrun,
            is_emergency=state.is_emergency,
            owner=state.owner,
        )
    ]


def _overrun_minutes(state: Case, at: datetime) -> int | None:
    """Give the minutes over the limit, a begun one as a whole (X6, reading a); None where there are none."""
    _, due_at = state.pause_ends(at)
    over = (state.resolved_at or at) - due_at
    return None if over <= timedelta() else -(-over // timedelta(minutes=1))


def _of_a_miss_on_record(state: Case, command: commands.WithdrawMiss, _: Stamp, __: World) -> None:
    """Let only what is on record be taken back."""
    if not state.is_limit_missed:
        message = f"no miss of {command.case} is on record that could be taken back"
        raise refuse(message, rule=TRACKING)


records(commands.Transfer, events.TransferRequested, _to_somebody_else)
records(commands.Refuse, events.TransferRefused, _of_an_open_transfer)
records(commands.Escalate, events.Escalated)
records(commands.NoteProgress, events.ProgressNoted)
records(commands.Pause, events.Paused)
records(commands.InformCustomer, events.CustomerInformed)
records(commands.Close, events.Closed)
records(commands.WithdrawMiss, events.MissWithdrawn, _of_a_miss_on_record)
