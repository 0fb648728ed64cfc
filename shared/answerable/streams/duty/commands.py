"""Duty: put a person on duty, change a duty, call it off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from answerable.calendar import Month
from answerable.commands.base import Command
from answerable.days import RosteredInstant, RosteredMonth
from answerable.events.base import OnRegister, Text
from answerable.ids import id_from_key

_LONGEST_REST = 64
"""Characters behind the stream's name in an id, at most."""

_NEAR = timedelta(days=1)
"""More than the longest duty and the farthest zone together: what lies farther off cannot overlap."""


def roster_id(site: str, staff: str, month: str) -> str:
    """Name the one roster of a person's month.

    Arguments:
        site: where.
        staff: whose.
        month: as ``YYYY-MM``.
    """
    rest = f"{staff.removeprefix('staff-')}-{month}"
    return f"duty-{rest}" if len(rest) <= _LONGEST_REST else id_from_key("duty", site, rest)


def _month_at(moment: datetime) -> str:
    return str(Month.of(moment.astimezone(UTC).date()))


class _OfRoster(Command):
    """A command about the roster of one person's month.

    Arguments:
        staff: who.
        month: the month in which the duty begins, by the site's own calendar.
    """

    staff: OnRegister
    month: RosteredMonth

    @property
    def target(self) -> str:
        """The roster of that person and month."""
        return roster_id(self.site, self.staff, self.month)


class _Planned(_OfRoster):
    """A command that puts a person on duty.

    Arguments:
        starts_at: the beginning of the duty.
        ends_at: its end; at most eight hours later (001-3.1).
    """

    starts_at: RosteredInstant
    ends_at: RosteredInstant

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The person's entry on the register, and the neighbouring month where the duty lies close to it."""
        return (self.staff, *self.neighbours)

    @property
    def neighbours(self) -> tuple[str, ...]:
        """The rosters of other months that the duty may overlap with."""
        near = {_month_at(self.starts_at - _NEAR), _month_at(self.ends_at + _NEAR)} - {self.month}
        return tuple(roster_id(self.site, self.staff, month) for month in sorted(near))


class Roster(_Planned):
    """Put a person on duty for one stretch of time."""


class Change(_Planned):
    """Let another duty of the same month hold in the place of one that is on the roster.

    Arguments:
        instead_of: the beginning of the duty that holds no more.
        reason: why.
    """

    instead_of: RosteredInstant
    reason: Text


class CallOff(_OfRoster):
    """Take a duty off the roster.

    Arguments:
        starts_at: the beginning of the duty.
        reason: why.
    """

    starts_at: RosteredInstant
    reason: Text
