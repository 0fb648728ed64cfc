"""Obligation: what the rulebook asks for is worked out here; nobody says that it ran over, or by how much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    must_follow,
    opens_or_continues,
    records,
    relates,
    wrong,
)
from answerable.errors import Refused
from answerable.events.base import Event
from answerable.obligations import Limit
from answerable.people import is_of_the_staff
from answerable.streams.obligation import commands, events
from answerable.streams.obligation.flow import IN_TIME, ObligationStage
from answerable.streams.obligation.state import Obligation
from answerable.streams.obligation.working_out import declared_for, due_at_of, owed_of, timetable_for
from answerable.wording import say


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.owed_by,)


@opens_or_continues(commands.Move)
def move(state: Obligation | None, command: commands.Move, stamp: Stamp, world: World) -> list[Event]:
    """Let it be done until another moment; since when it is owed, and whose it is, the ledger says."""
    owed = owed_of(command, world)
    if owed.owed_by is not None and owed.owed_by in {command.actor, command.entered_by}:
        raise Refused.for_others(say("refusal.obligation.moves_own"), rule=IN_TIME)
    if command.moved_to <= stamp.latest:
        raise wrong("moved_to", say("refusal.obligation.not_ahead"), rule=IN_TIME)
    if state is not None and state.moved_at is not None:
        must_follow(stamp, state.moved_at, say("refusal.obligation.was_moved"))
    if command.matter is not None:
        must_follow(stamp, owed.begun_at, say("refusal.obligation.began"))
    return [
        events.Moved(
            **stamp.next(),
            rule=command.rule,
            rulebook=owed.book.name,
            article=owed.declared.article,
            what=f"{owed.declared.name.zh} {owed.declared.name.en}",
            matter=command.matter,
            step=command.step,
            occurrence=command.occurrence,
            begun_at=owed.begun_at,
            owed_by=owed.owed_by,
            moved_to=command.moved_to,
            reason=command.reason,
        )
    ]


def _behind_the_move(state: Obligation, _: object, stamp: Stamp, __: World) -> None:
    if state.moved_at is not None:
        must_follow(stamp, state.moved_at, say("refusal.obligation.was_moved"))


@opens_or_continues(commands.Miss)
def miss(_: Obligation | None, command: commands.Miss, stamp: Stamp, world: World) -> list[Event]:
    """Record that it was not done in time, once; until when, and by how much, follows from the rulebook."""
    book, declared = declared_for(command, world)
    due_at = due_at_of(declared, command, stamp, world)
    if due_at is None or due_at != command.due_at:
        said = say("refusal.obligation.due_otherwise", rule=command.rule)
        raise wrong("due_at", said, rule=IN_TIME)
    judged_at = stamp.occurred_at if command.done_at is None else command.done_at
    counted_by = None
    if declared.within is not None:
        counted_by = declared.within.counted_by(timetable_for(command, world))
    limit = Limit(due_at, timedelta(), counted_by)
    if not limit.over(judged_at) or judged_at > stamp.occurred_at:
        said = say("refusal.obligation.not_over", rule=command.rule)
        raise wrong("occurred_at", said, rule=IN_TIME)
    over = None if command.done_at is None else limit.minutes_over(judged_at)
    return [
        events.Missed(
            **stamp.next(),
            rule=command.rule,
            rulebook=book.name,
            article=declared.article,
            what=f"{declared.name.zh} {declared.name.en}",
            matter=command.matter,
            step=command.step,
            occurrence=command.occurrence,
            begun_at=command.begun_at,
            timetable=command.timetable,
            due_at=due_at,
            overrun_minutes=over,
            owed_by=command.owed_by,
        )
    ]


def _behind_the_miss(state: Obligation, _: object, stamp: Stamp, __: World) -> None:
    if state.missed_at is not None:
        must_follow(stamp, state.missed_at, say("refusal.obligation.was_missed"))


def _behind_the_excuse(state: Obligation, _: object, stamp: Stamp, __: World) -> None:
    if state.excused_at is not None:
        must_follow(stamp, state.excused_at, say("refusal.obligation.was_excused"))


relates("obligation", own=_whose, oneself=_whose)
records(commands.WithdrawMove, events.MoveWithdrawn, _behind_the_move)
records(commands.WithdrawMiss, events.MissWithdrawn, _behind_the_miss)
records(commands.Excuse, events.Excused, _behind_the_miss)
records(commands.WithdrawExcuse, events.ExcuseWithdrawn, _behind_the_excuse)


@evolves(events.Moved)
def moved(state: Obligation | None, event: events.Moved) -> Obligation:
    """Remember until when, and whose it is."""
    known = state or Obligation(ObligationStage.MOVED)
    return replace(known, owed_by=event.owed_by, moved_to=event.moved_to, moved_at=event.occurred_at)


@evolves(events.MoveWithdrawn)
def move_withdrawn(state: Obligation, event: events.MoveWithdrawn) -> Obligation:
    """Let the rulebook say until when."""
    return replace(state, moved_to=None, moved_at=event.occurred_at)


@evolves(events.Missed)
def missed(state: Obligation | None, event: events.Missed) -> Obligation:
    """Remember when, and whose it was."""
    known = state or Obligation(ObligationStage.MISSED)
    return replace(known, missed_at=event.occurred_at, owed_by=event.owed_by)


@evolves(events.Excused)
def excused(state: Obligation, event: events.Excused) -> Obligation:
    """Remember who answers for the excuse."""
    made_by = tuple(
        one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one)
    )
    return replace(state, excused_at=event.occurred_at, excused_by=made_by)


@evolves(events.ExcuseWithdrawn)
def excuse_withdrawn(state: Obligation, _: events.ExcuseWithdrawn) -> Obligation:
    """Have it missed as before."""
    return replace(state, excused_at=None, excused_by=())
