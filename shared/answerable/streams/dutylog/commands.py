"""Duty log: open, write down, check, settle, leave open, sign off, take back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import OwnDay
from answerable.events.base import AT_WORK, HereOrAbove, Label, OriginatorId, Text, identity
from answerable.streams.duty.commands import roster_id
from answerable.streams.dutylog.events import Area, LogKind
from answerable.streams.handover.events import Mark, Shift

DutylogId = Annotated[str, identity("dutylog")]
EntryNumber = Annotated[int, Field(ge=1, le=500)]
"""The number of an item in its log."""

LOOKED_BACK = timedelta(days=3)
"""How far back logs of the site are looked for: what is open in them is taken over."""

_SHIFTS = tuple(Shift)


def dutylog_id(site: str, on: date, shift: Shift) -> str:
    """Name the one log of a site's day and shift."""
    return f"dutylog-{site}-{on:%Y%m%d}-{shift}"


class Open(Command):
    """Open the log of the shift of one's duty: once for a site, day and shift (002-r15-1.3).

    Arguments:
        on: the day on which the duty begins.
        shift: which shift.
        place: where one is on duty.
    """

    doer = AT_WORK

    on: OwnDay
    shift: Shift
    place: Label

    @property
    def target(self) -> str:
        """The log of that day and shift."""
        return dutylog_id(self.site, self.on, self.shift)

    @property
    def roster(self) -> str:
        """The roster of whoever opens it."""
        return roster_id(self.site, self.actor, str(Month.of(self.on)))

    @property
    def earlier(self) -> tuple[str, ...]:
        """The logs of the site in the shifts and days before, the latest first."""
        before = _SHIFTS[: _SHIFTS.index(self.shift)]
        found = [dutylog_id(self.site, self.on, shift) for shift in reversed(before)]
        day = self.on
        while day > self.on - LOOKED_BACK:
            day -= timedelta(days=1)
            found += [dutylog_id(self.site, day, shift) for shift in reversed(_SHIFTS)]
        return tuple(found)

    @property
    def of_day(self) -> tuple[str, ...]:
        """The logs of the site's other shifts of the day."""
        return tuple(dutylog_id(self.site, self.on, shift) for shift in _SHIFTS if shift is not self.shift)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Their roster, the logs before, and the other logs of the day."""
        return tuple(dict.fromkeys((self.roster, *self.earlier, *self.of_day)))


class Enter(Command):
    """Write something down (002-r15-1.3, 002-r15-2.6).

    Arguments:
        dutylog: in which log.
        log_kind: what it is about.
        situation: what happened.
        result: how it was dealt with; left out while it is not.
        told: who was told of it; of an emergency a superior is (002-r15-1.6a).
        matter: the contact, case, major matter or other matter that it became.
    """

    dutylog: DutylogId
    log_kind: LogKind
    situation: Text
    result: Text | None = None
    told: HereOrAbove | None = None
    matter: OriginatorId | None = None


class Patrol(Command):
    """Look at an area, or a topic, on patrol (002-r15-1.4).

    Arguments:
        dutylog: in which log.
        area: which.
        mark: √ or ×.
        finding: what is wrong; needed with ×.
        matter: the case or other matter that it became.
    """

    dutylog: DutylogId
    area: Area
    mark: Mark
    finding: Text | None = None
    matter: OriginatorId | None = None


class CheckLights(Command):
    """Look whether lights are on or off as they should be (002-r15-1.5).

    Arguments:
        dutylog: in which log.
        lights: which.
        mark: √ or ×.
        finding: what is wrong; needed with ×.
        matter: the case or other matter that it became.
    """

    dutylog: DutylogId
    lights: Label
    mark: Mark
    finding: Text | None = None
    matter: OriginatorId | None = None


class Settle(Command):
    """Say how an item was dealt with.

    Arguments:
        dutylog: in which log.
        entry: its number.
        result: how.
        matter: the case or other matter that it became.
    """

    dutylog: DutylogId
    entry: EntryNumber
    result: Text
    matter: OriginatorId | None = None


class LeaveOpen(Command):
    """Leave an item to the next shift, and say why (002-r15-2.7).

    Arguments:
        dutylog: in which log.
        entry: its number.
        reason: why it could not be solved.
    """

    dutylog: DutylogId
    entry: EntryNumber
    reason: Text


class WithdrawEntry(Command):
    """Take an item back that was written down by mistake.

    Arguments:
        dutylog: in which log.
        entry: its number.
        reason: why.
    """

    dutylog: DutylogId
    entry: EntryNumber
    reason: Text


class SignOff(Command):
    """Sign the log off.

    Arguments:
        dutylog: which.
    """

    dutylog: DutylogId


class Withdraw(Command):
    """Take a log back; never by who kept it.

    Arguments:
        dutylog: which.
        reason: why.
    """

    dutylog: DutylogId
    reason: Text
