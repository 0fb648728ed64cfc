"""Leave: ask, approve, refuse, come back, take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from answerable.commands.base import Command
from answerable.days import PlannedDay, RecordedDay, RecordedInstant
from answerable.events.base import Text, identity
from answerable.ids import id_from_key
from answerable.streams.leave.events import LeaveKind

LeaveId = Annotated[str, identity("leave")]

LONGEST = timedelta(days=92)
"""A leave is of a quarter at most, which is assumed: who is away for longer asks for the rest anew."""

_DAY = timedelta(days=1)

_LONGEST_REST = 64
"""Characters behind the stream's name in an id, at most."""


def leave_id(site: str, staff: str, since: date) -> str:
    """Name the one leave of a person that begins on a day.

    Arguments:
        site: where.
        staff: whose.
        since: the first day.
    """
    rest = f"{site}-{staff.removeprefix('staff-')}-{since:%Y%m%d}"
    return f"leave-{rest}" if len(rest) <= _LONGEST_REST else id_from_key("leave", site, rest)


class Ask(Command):
    """Ask for leave: beforehand, or in an emergency within the hour (001-2.8).

    Arguments:
        leave_kind: what it is.
        since: the first day away.
        until: the last one.
        reason: why, without a word about anybody's health.
        happened_at: in an emergency, when it happened.
    """

    leave_kind: LeaveKind
    since: PlannedDay
    until: PlannedDay
    reason: Text
    happened_at: RecordedInstant | None = None

    @property
    def target(self) -> str:
        """The leave of whoever asks that begins on that day."""
        return leave_id(self.site, self.actor, self.since)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Their other leaves that can lie over any of these days, in whatever month they begin."""
        first, last = self.since - LONGEST + _DAY, min(self.until, self.since + LONGEST)
        days = (first + number * _DAY for number in range((last - first).days + 1))
        return tuple(leave_id(self.site, self.actor, day) for day in days if day != self.since)


class Approve(Command):
    """Approve the leave; never by who asks for it.

    Arguments:
        leave: which.
    """

    leave: LeaveId


class Refuse(Command):
    """Refuse the leave; never by who asks for it.

    Arguments:
        leave: which.
        reason: why.
    """

    leave: LeaveId
    reason: Text


class WithdrawAnswer(Command):
    """Take an answer back that was given by mistake; never by who asks for the leave.

    Arguments:
        leave: which.
        reason: why.
    """

    leave: LeaveId
    reason: Text


class ComeBack(Command):
    """Record that somebody is back; never by themselves (002-r5-10).

    Arguments:
        leave: from which.
        on: the first day back.
        is_covered: whether papers cover the days, if any, on which they should have been back.
    """

    leave: LeaveId
    on: RecordedDay
    is_covered: bool


class CorrectReturn(Command):
    """Put right what was said of the return; never by whose it is.

    Arguments:
        leave: from which.
        on: the first day back.
        is_covered: whether papers cover the days, if any, on which they should have been back.
        reason: why.
    """

    leave: LeaveId
    on: RecordedDay
    is_covered: bool
    reason: Text


class Withdraw(Command):
    """Take the leave back: it is not taken, or was asked for by mistake.

    Arguments:
        leave: which.
        reason: why.
    """

    leave: LeaveId
    reason: Text
