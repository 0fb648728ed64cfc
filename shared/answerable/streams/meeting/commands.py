"""Meeting: record that the daily meeting ended, or take that back."""

from __future__ import annotations

from datetime import date

from answerable.commands.base import Command
from answerable.days import WorkedDay
from answerable.events.base import Text


def meeting_id(site: str, on: date) -> str:
    """Name the one daily meeting of a site's day."""
    return f"meeting-{site}-{on}"


class _OfDay(Command):
    """A command about the daily meeting of one day.

    Arguments:
        on: the day, by the site's own calendar.
    """

    on: WorkedDay

    @property
    def target(self) -> str:
        """The meeting of that day."""
        return meeting_id(self.site, self.on)


class Hold(_OfDay):
    """Record that the daily meeting ended (000-2.K3)."""


class Withdraw(_OfDay):
    """Take back a meeting that was entered wrongly.

    Arguments:
        reason: why.
    """

    reason: Text
