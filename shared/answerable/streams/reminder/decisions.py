"""Reminder: when somebody is told follows from the rulebook, and nobody is told twice for one reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    opens_or_continues,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.obligation.working_out import declared_for, due_at_of
from answerable.streams.reminder import commands, events
from answerable.streams.reminder.flow import IN_TIME, ReminderStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Reminder:
    """What somebody was told of something owed.

    Arguments:
        reminded: who was.
        given_at: when, the last time.
        owed_by: whose it is.
        at: by which triggers they were.
        stage: where it stands.
    """

    reminded: str
    given_at: datetime
    owed_by: str | None = None
    at: tuple[events.Trigger, ...] = ()
    stage: ReminderStage = ReminderStage.UNREAD


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.reminded,)


@opens_or_continues(commands.Give)
def give(state: Reminder | None, command: commands.Give, stamp: Stamp, world: World) -> list[Event]:
    """Tell somebody of what is owed, at its moment: until when it is follows from the rulebook."""
    _, declared = declared_for(command, world)
    due_at = due_at_of(declared, command, stamp, world)
    if due_at is None or due_at != command.due_at:
        said = say("refusal.obligation.due_otherwise", rule=command.rule)
        raise wrong("due_at", said, rule=IN_TIME)
    if not declared.tells.is_time_for(command.trigger, command.begun_at, due_at, stamp.occurred_at):
        said = say("refusal.reminder.not_its_time", rule=command.rule)
        raise wrong("occurred_at", said, rule=IN_TIME)
    _check_unanswered(command, stamp, world, timedelta(minutes=declared.tells.escalates_minutes))
    if state is not None and command.trigger in state.at:
        raise refuse(say("refusal.reminder.was_told", reminded=command.reminded), rule=IN_TIME)
    return [
        events.Given(
            **stamp.next(),
            reminded=command.reminded,
            trigger=command.trigger,
            unanswered=command.unanswered,
            audience=command.audience,
            obligation=command.obligation,
            rule=command.rule,
            article=declared.article,
            what=f"{declared.name.zh} {declared.name.en}",
            matter=command.matter,
            owed_by=command.owed_by,
            due_at=due_at,
            is_urgent=declared.tells.urgent,
        )
    ]


def _check_unanswered(command: commands.Give, stamp: Stamp, world: World, waits: timedelta) -> None:
    """Look whether who is above is told because nobody answered, and had the time to.

    Raises:
        Invalid: it is not so.
    """
    if (command.trigger is events.Trigger.UNANSWERED) != (command.unanswered is not None):
        raise wrong("unanswered", say("refusal.reminder.unanswered_which"), rule=IN_TIME)
    if command.unanswered is None:
        return
    before = world.others.get(command.unanswered)
    if (
        not isinstance(before, Reminder)
        or before.stage is not ReminderStage.UNREAD
        or stamp.occurred_at < before.given_at + waits
    ):
        said = say("refusal.reminder.not_its_time", rule=command.rule)
        raise wrong("unanswered", said, rule=IN_TIME)


relates("reminder", own=_whose, oneself=_whose)
records(commands.Acknowledge, events.Acknowledged)
records(commands.Lapse, events.Lapsed)


@evolves(events.Given)
def given(state: Reminder | None, event: events.Given) -> Reminder:
    """Remember who was told, and by which triggers."""
    before = () if state is None else state.at
    return Reminder(event.reminded, event.occurred_at, event.owed_by, (*before, event.trigger))


@evolves(events.Lapsed)
def lapsed(state: Reminder, _: events.Lapsed) -> Reminder:
    """Let them be told anew, should it be owed again."""
    return replace(state, at=())
