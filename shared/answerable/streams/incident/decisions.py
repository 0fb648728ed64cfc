"""Major matter: how late the report was and whether the written one came in time is worked out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, must_follow, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.incident import commands, events
from answerable.streams.incident.flow import NEXT_DAY, IncidentStage
from answerable.wording import say

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Incident(Correctable):
    """A major matter.

    Arguments:
        by: who reported it.
        happened_at: when it happened.
        known_at: when who reported it came to know of it.
        reported_at: when it was reported, as was said.
        told_at: when the report was there.
        responsible: who handles it, where that was said and stands.
        writers: who wrote it up, or had that recorded.
        written_at: when it was first written up.
        stage: where it stands.
    """

    by: str
    happened_at: datetime
    known_at: datetime
    reported_at: datetime
    told_at: datetime
    responsible: str | None = None
    writers: tuple[str, ...] = ()
    written_at: datetime | None = None
    stage: IncidentStage = IncidentStage.REPORTED_UP

    @property
    def handled_by(self) -> tuple[str, ...]:
        """Who handles it, and who wrote it up."""
        return self.writers if self.responsible is None else (self.responsible, *self.writers)


def _in_order(happened_at: datetime, known_at: datetime, reported_at: datetime) -> None:
    """Let it be known behind its beginning, and reported behind that."""
    if known_at < happened_at:
        said = say(
            "refusal.incident.known_first", known=known_at.isoformat(), happened=happened_at.isoformat()
        )
        raise wrong("known_at", said, rule="order-of-times")
    if known_at > reported_at:
        said = say(
            "refusal.incident.known_later", known=known_at.isoformat(), reported=reported_at.isoformat()
        )
        raise wrong("known_at", said, rule="order-of-times")


def _told_in_order(_: None, command: commands.Report, stamp: Stamp, __: World) -> None:
    _in_order(command.happened_at, command.known_at, stamp.occurred_at)


def _still_in_order(state: Incident, command: commands.Correct, _: Stamp, __: World) -> None:
    known_at = command.known_at or state.known_at
    _in_order(command.happened_at or state.happened_at, known_at, state.reported_at)


def _minutes(since: datetime, until: datetime) -> int:
    return (until - since) // _MINUTE


def _told_at(_: None, __: commands.Report, stamp: Stamp, ___: World) -> datetime:
    """Give when the report was there: whoever reports it does so now, whatever time they say."""
    return stamp.told_at


def _late(_: None, command: commands.Report, stamp: Stamp, __: World) -> int:
    return _minutes(command.known_at, stamp.told_at)


def _late_after_all(state: Incident, command: commands.Correct, *_: object) -> int:
    return _minutes(command.known_at or state.known_at, state.told_at)


def _behind_its_report(state: Incident, _: commands.WriteUp, stamp: Stamp, __: World) -> None:
    """Let nothing be written up before it was reported."""
    must_follow(stamp, state.reported_at, say("refusal.incident.was_reported"))


def _is_late(state: Incident, _: commands.WriteUp, stamp: Stamp, world: World) -> bool:
    """Tell whether the next day is over: the text says the next day, and no working day."""
    return world.day_of(stamp.told_at) > world.day_of(state.told_at) + _DAY


def _written_up(state: Incident, command: commands.Close, _: Stamp, __: World) -> None:
    """Let nothing be closed of which there is no written report."""
    if state.written_at is None:
        raise refuse(say("refusal.incident.not_written", matter=command.incident), rule=NEXT_DAY)


def _behind_its_writing(state: Incident, _: commands.Close, stamp: Stamp, __: World) -> None:
    """Let nothing be closed before it was written up."""
    must_follow(stamp, state.written_at or stamp.occurred_at, say("refusal.incident.was_written"))


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    state: Incident | None = matter.state
    if state is None:
        return ()
    return (state.by,) if state.responsible is None else (state.by, state.responsible)


relates("incident", own=_whose)
records(commands.Report, events.Reported, _told_in_order, works_out={"told_at": _told_at, "late_min": _late})
records(commands.TakeNote, events.Noted)
records(commands.Direct, events.Directed)
records(commands.WriteUp, events.WrittenUp, _behind_its_report, works_out={"is_late": _is_late})
records(commands.Close, events.Closed, _written_up, _behind_its_writing)
records(commands.WithdrawStep, events.StepWithdrawn)
records(
    commands.Correct,
    events.Corrected,
    _still_in_order,
    works_out={"late_min": _late_after_all},
    corrects=events.Reported,
)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Reported)
def reported(_: None, event: events.Reported) -> Incident:
    """Remember when it happened, was known, and reported."""
    return Incident(
        by=event.actor,
        happened_at=event.happened_at,
        known_at=event.known_at,
        reported_at=event.occurred_at,
        told_at=event.told_at,
    )


@evolves(events.Corrected)
def corrected(state: Incident, event: events.Corrected) -> Incident:
    """Count from the right moments."""
    return replace(
        state,
        happened_at=event.happened_at or state.happened_at,
        known_at=event.known_at or state.known_at,
    )


@evolves(events.Directed)
def directed(state: Incident, event: events.Directed) -> Incident:
    """Remember who handles it."""
    return replace(state, responsible=event.responsible)


@evolves(events.WrittenUp)
def written_up(state: Incident, event: events.WrittenUp) -> Incident:
    """Remember that it was written up, and by whom."""
    writers = tuple(dict.fromkeys((*state.writers, *doers_of(event))))
    return replace(state, writers=writers, written_at=state.written_at or event.occurred_at)


@evolves(events.Withdrawn)
def never_reported(_: Incident, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
