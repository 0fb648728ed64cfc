"""Leave: asked beforehand or told within the hour, counted by month, and come back from in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from answerable.corrections import nothing_to_correct
from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.errors import Refused
from answerable.people import doers_of
from answerable.streams.leave import commands, events
from answerable.streams.leave.events import LeaveKind
from answerable.streams.leave.flow import BEFOREHAND, OVERSTAYED, LeaveStage
from answerable.wording import say

TOLD_WITHIN = timedelta(hours=1)
"""By when the manager is told of an emergency (001-2.8)."""

_NONE_MORE = (LeaveStage.REFUSED, LeaveStage.WITHDRAWN)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave of somebody's.

    Arguments:
        staff: whose.
        asked_by: whose it is, and who had it recorded.
        leave_kind: what it is.
        since: the first day.
        until: the last one.
        back_on: the first day back; None before that.
        is_covered: whether papers cover days on which they should have been back.
        stage: where it stands.
    """

    staff: str
    asked_by: tuple[str, ...]
    leave_kind: LeaveKind
    since: date
    until: date
    back_on: date | None = None
    is_covered: bool = False
    stage: LeaveStage = LeaveStage.ASKED

    @property
    def last_day(self) -> date:
        """The last day on which they were, or are to be, away by it."""
        return self.until if self.back_on is None else min(self.until, self.back_on - timedelta(days=1))

    def covers(self, day: date) -> bool:
        """Tell whether it is approved, and a day lies in it.

        Arguments:
            day: which.
        """
        is_approved = self.stage in (LeaveStage.APPROVED, LeaveStage.OVER)
        return is_approved and self.since <= day <= self.last_day


def _in_order(_: Leave | None, command: commands.Ask, __: Stamp, ___: World) -> None:
    """Let no leave end before it begins."""
    if command.until < command.since:
        said = say("refusal.leave.ends_first", until=str(command.until), since=str(command.since))
        raise wrong("until", said, rule="order-of-times")


def _beforehand(_: Leave | None, command: commands.Ask, stamp: Stamp, world: World) -> None:
    """Let leave be asked for before its first day; only an emergency is told on the day (001-2.8)."""
    today = world.day_of(stamp.told_at)
    if command.happened_at is None:
        if command.since <= today:
            raise wrong("since", say("refusal.leave.not_beforehand", today=str(today)), rule=BEFOREHAND)
        return
    if command.happened_at > stamp.occurred_at:
        said = say("refusal.leave.told_first", at=command.happened_at.astimezone(world.zone).isoformat())
        raise wrong("happened_at", said, rule="order-of-times")
    happened_on = world.day_of(command.happened_at)
    if command.since < happened_on:
        said = say("refusal.leave.before_emergency", since=str(command.since), day=str(happened_on))
        raise wrong("since", said, rule="order-of-times")


def _no_longer(_: Leave | None, command: commands.Ask, __: Stamp, ___: World) -> None:
    """Let a leave be of a quarter at most: others are looked for so far back."""
    if command.until - command.since >= commands.LONGEST:
        raise wrong("until", say("refusal.leave.too_long", days=commands.LONGEST.days), rule=BEFOREHAND)


def _not_twice(_: Leave | None, command: commands.Ask, __: Stamp, world: World) -> None:
    """Let nobody be away twice on one day."""
    for name in command.depends_on:
        one: Leave | None = world.others[name]
        if one is None or one.stage in _NONE_MORE:
            continue
        if one.since <= command.until and command.since <= one.last_day:
            said = say("refusal.leave.overlaps", since=str(one.since), until=str(one.last_day))
            raise refuse(said, rule=BEFOREHAND, field="since")


def _days(_: Leave | None, command: commands.Ask, __: Stamp, ___: World) -> int:
    return (command.until - command.since).days + 1


def _told_in(command: commands.Ask, stamp: Stamp) -> timedelta | None:
    return None if command.happened_at is None else stamp.told_at - command.happened_at


def _told_min(_: Leave | None, command: commands.Ask, stamp: Stamp, __: World) -> int | None:
    told_in = _told_in(command, stamp)
    return None if told_in is None else told_in // _MINUTE


def _is_told_too_late(_: Leave | None, command: commands.Ask, stamp: Stamp, __: World) -> bool:
    told_in = _told_in(command, stamp)
    return told_in is not None and told_in > TOLD_WITHIN


def _is_beforehand(state: Leave, _: commands.Approve, stamp: Stamp, world: World) -> bool:
    """Tell whether it is approved before it begins; and tell what has to be entered beside."""
    stamp.warn(
        f"{state.staff} is away from {state.since} to {state.until}: enter that in the register of staff "
        "(staff.send_on_leave), so that nobody gives them work"
    )
    return world.day_of(stamp.occurred_at) < state.since


Return = commands.ComeBack | commands.CorrectReturn


def _behind_its_beginning(state: Leave, command: Return, stamp: Stamp, world: World) -> None:
    """Let nobody be back before they went, or later than today."""
    if command.on <= state.since:
        said = say("refusal.leave.back_first", day=str(command.on), since=str(state.since))
        raise wrong("on", said, rule="order-of-times")
    if command.on > (today := world.day_of(stamp.occurred_at)):
        raise wrong("on", say("refusal.leave.not_back_yet", today=str(today)), rule="order-of-times")


def _says_something_else(state: Leave, command: commands.CorrectReturn, _: Stamp, __: World) -> None:
    """Let a correction change something."""
    if (command.on, command.is_covered) == (state.back_on, state.is_covered):
        raise nothing_to_correct(command.leave)


def _over_days(state: Leave, command: Return, _: Stamp, __: World) -> int:
    return max(0, (command.on - state.until).days - 1)


def _papers_for_something(state: Leave, command: Return, stamp: Stamp, world: World) -> None:
    """Let papers be said only where they cover a day (002-r5-10)."""
    if command.is_covered and not _over_days(state, command, stamp, world):
        raise wrong("is_covered", say("refusal.leave.in_time", until=str(state.until)), rule=OVERSTAYED)


def _before_it_began(state: Leave, command: commands.Withdraw, stamp: Stamp, world: World) -> None:
    """Let nobody take back a leave of their own that has begun: what they did not ask for would not show."""
    has_begun = world.day_of(stamp.told_at) >= state.since
    is_theirs = {command.actor, command.entered_by} & {*state.asked_by}
    if state.stage is not LeaveStage.ASKED and has_begun and is_theirs:
        said = say("refusal.leave.has_begun", since=str(state.since))
        raise Refused.for_others(said, rule=BEFOREHAND)


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


_RETURN = {"over_days": _over_days}

relates("leave", own=_whose)
records(
    commands.Ask,
    events.Asked,
    _in_order,
    _no_longer,
    _beforehand,
    _not_twice,
    works_out={
        "days": _days,
        "told_min": _told_min,
        "is_told_too_late": _is_told_too_late,
    },
    may_begin=True,
)
records(
    commands.Approve,
    events.Approved,
    works_out={
        "staff": lambda state, *_: state.staff,
        "leave_kind": lambda state, *_: state.leave_kind,
        "since": lambda state, *_: state.since,
        "is_beforehand": _is_beforehand,
    },
)
records(commands.Refuse, events.Refused)
records(commands.WithdrawAnswer, events.AnswerWithdrawn)
records(commands.ComeBack, events.CameBack, _behind_its_beginning, _papers_for_something, works_out=_RETURN)
records(
    commands.CorrectReturn,
    events.ReturnCorrected,
    _behind_its_beginning,
    _papers_for_something,
    _says_something_else,
    works_out=_RETURN,
)
records(commands.Withdraw, events.Withdrawn, _before_it_began)


@evolves(events.Asked)
def asked(_: Leave | None, event: events.Asked) -> Leave:
    """Remember whose it is, and when."""
    by = tuple(dict.fromkeys((event.actor, *doers_of(event))))
    return Leave(event.actor, by, event.leave_kind, event.since, event.until)


@evolves(events.CameBack, events.ReturnCorrected)
def came_back(state: Leave, event: events.CameBack | events.ReturnCorrected) -> Leave:
    """Remember since when they are back."""
    return replace(state, back_on=event.on, is_covered=event.is_covered)
