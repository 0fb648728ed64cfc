"""Training: attendance has two words, an exam is passed with sixty, and credits follow from both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from answerable.deciding import Matter, Stamp, World, evolves, must_follow, records, refuse, relates, wrong
from answerable.streams.training import commands, events
from answerable.streams.training.flow import ATTENDANCE, CREDITS, SESSION, TrainingStage
from answerable.wording import say

PASS_MARK = Decimal(60)
"""Sixty passes: only what is below is a failed exam (001-M7)."""


class Exam(NamedTuple):
    """Somebody's newest marks.

    Arguments:
        staff: whose.
        score: how many, of a hundred.
        at: when they were given.
    """

    staff: str
    score: Decimal
    at: datetime


@dataclass(frozen=True, slots=True)
class Training:
    """A session.

    Arguments:
        staff: who teaches.
        held_on: the day.
        half_days: how long it takes.
        has_exam: whether it is examined.
        signed: who said of themselves that they attended.
        recorded: of whom another said so.
        exams: the newest marks of each who was examined.
        said_at: when something was last said of anybody's attendance or exam.
        stage: where it stands.
    """

    staff: str
    held_on: date
    half_days: int
    has_exam: bool
    signed: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()
    exams: tuple[Exam, ...] = ()
    said_at: datetime | None = None
    stage: TrainingStage = TrainingStage.SESSION_PLANNED

    @property
    def attended(self) -> tuple[str, ...]:
        """Who attended: by their own word and another's, neither of which is enough."""
        return tuple(sorted(set(self.signed) & set(self.recorded)))

    @property
    def credited(self) -> tuple[str, ...]:
        """Who of them gets credits."""
        passed = {one.staff for one in self.exams if one.score >= PASS_MARK}
        return tuple(one for one in self.attended if not self.has_exam or one in passed)

    def exam_of(self, staff: str) -> Exam | None:
        """Give somebody's newest marks."""
        return next((one for one in self.exams if one.staff == staff), None)


def _today_or_later(_: None, command: commands.Plan, stamp: Stamp, world: World) -> None:
    """Let no session be planned for a day that is over."""
    if command.held_on < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.training.over", day=str(command.held_on), today=str(today))
        raise wrong("held_on", said, rule="order-of-times")


def _not_before_its_day(state: Training, _: object, stamp: Stamp, world: World) -> None:
    """Let nobody have attended, been examined, or come to the end before the day."""
    if world.day_of(stamp.occurred_at) < state.held_on:
        said = say("refusal.training.to_come", day=str(state.held_on))
        raise wrong("occurred_at", said, rule="order-of-times")


def _signed_once(state: Training, command: commands.SignIn, _: Stamp, __: World) -> None:
    if command.actor in state.signed:
        said = say("refusal.training.signed", staff=command.actor, matter=command.training)
        raise refuse(said, rule=ATTENDANCE)


def _recorded_once(state: Training, command: commands.RecordAttendance, _: Stamp, __: World) -> None:
    if command.staff == state.staff:
        raise wrong("staff", say("refusal.training.teaches", staff=command.staff), rule=ATTENDANCE)
    if command.staff in state.recorded:
        said = say("refusal.training.recorded", staff=command.staff, matter=command.training)
        raise refuse(said, rule=ATTENDANCE, field="staff")


def _examined(state: Training, command: commands.MarkExam, stamp: Stamp, world: World) -> None:
    """Let an exam be marked where there is one, and a resit only be of a failed one, on a later day."""
    if not state.has_exam:
        raise refuse(say("refusal.training.no_exam", matter=command.training), rule=CREDITS)
    if (known := state.exam_of(command.staff)) is None:
        return
    if known.score >= PASS_MARK:
        said = say("refusal.training.passed", staff=command.staff, score=str(known.score))
        raise refuse(said, rule=CREDITS, field="staff")
    if world.day_of(stamp.occurred_at) <= (day := world.day_of(known.at)):
        said = say("refusal.training.resit_later", staff=command.staff, day=str(day))
        raise refuse(said, rule=CREDITS, field="staff")


def _something_of_theirs(state: Training, command: commands.Strike, stamp: Stamp, _: World) -> None:
    """Let only be struck what was said, and not before it was."""
    if command.staff not in (*state.signed, *state.recorded, *(one.staff for one in state.exams)):
        said = say("refusal.training.nothing_said", staff=command.staff, matter=command.training)
        raise refuse(said, rule=ATTENDANCE, field="staff")
    must_follow(stamp, state.said_at or stamp.occurred_at, say("refusal.training.was_said"))


def _nobody_there(state: Training, command: commands.Withdraw, _: Stamp, __: World) -> None:
    """Let no session be none that somebody attended."""
    if state.signed or state.recorded or state.exams:
        raise refuse(say("refusal.training.attended", matter=command.training), rule=SESSION)


def _attended(state: Training, *_: object) -> tuple[str, ...]:
    return state.attended


def _credited(state: Training, *_: object) -> tuple[str, ...]:
    return state.credited


def _credits(state: Training, *_: object) -> int:
    """Give one credit for half a day: the text names no number, and sessions of half a day (000-6.3)."""
    return state.half_days


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


relates("training", own=_whose)
records(commands.Plan, events.Planned, _today_or_later)
records(commands.SignIn, events.SignedIn, _not_before_its_day, _signed_once)
records(commands.RecordAttendance, events.AttendanceRecorded, _not_before_its_day, _recorded_once)
records(commands.MarkExam, events.ExamMarked, _not_before_its_day, _examined)
records(commands.Strike, events.Struck, _something_of_theirs)
records(
    commands.End,
    events.Ended,
    _not_before_its_day,
    works_out={"attended": _attended, "credited": _credited, "credits": _credits},
)
records(commands.WithdrawEnd, events.EndWithdrawn)
records(commands.Withdraw, events.Withdrawn, _nobody_there)


@evolves(events.Planned)
def planned(_: None, event: events.Planned) -> Training:
    """Begin the session."""
    return Training(
        staff=event.staff, held_on=event.held_on, half_days=event.half_days, has_exam=event.has_exam
    )


@evolves(events.SignedIn)
def signed_in(state: Training, event: events.SignedIn) -> Training:
    """Remember their own word."""
    return replace(state, signed=(*state.signed, event.actor), said_at=_last(state, event.occurred_at))


@evolves(events.AttendanceRecorded)
def attendance_recorded(state: Training, event: events.AttendanceRecorded) -> Training:
    """Remember another's word."""
    return replace(state, recorded=(*state.recorded, event.staff), said_at=_last(state, event.occurred_at))


@evolves(events.ExamMarked)
def marked(state: Training, event: events.ExamMarked) -> Training:
    """Let the newest marks stand."""
    others = tuple(one for one in state.exams if one.staff != event.staff)
    exam = Exam(event.staff, event.score, event.occurred_at)
    return replace(state, exams=(*others, exam), said_at=_last(state, event.occurred_at))


@evolves(events.Struck)
def struck(state: Training, event: events.Struck) -> Training:
    """Forget everything that was said of them."""
    return replace(
        state,
        signed=tuple(one for one in state.signed if one != event.staff),
        recorded=tuple(one for one in state.recorded if one != event.staff),
        exams=tuple(one for one in state.exams if one.staff != event.staff),
    )


@evolves(events.Withdrawn)
def never_planned(_: Training, __: events.Withdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


def _last(state: Training, at: datetime) -> datetime:
    return at if state.said_at is None else max(at, state.said_at)
