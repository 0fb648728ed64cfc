"""Site: open a service centre."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from answerable.calendar.countries import Country
from answerable.commands.base import Command
from answerable.days import InForceDay, PlannedDay
from answerable.events.base import SITE, Label, Text
from answerable.streams.site.events import HoursOfWeek

NewSiteId = Annotated[
    str, StringConstraints(min_length=2, max_length=32, pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"), SITE
]
"""The id of a site to come: words with single dashes between them. A site that is there may have others."""


def site_id(site: str) -> str:
    """Name the site's own aggregate."""
    return f"site-{site}"


class Open(Command):
    """Open a service centre.

    Arguments:
        site: its id, which stands in every id and address of the site's, for good.
        name_zh: its name in Chinese.
        name_en: its name in English.
        timezone: an IANA zone name.
        country: whose holidays it has, by ISO 3166, as ``CN`` or ``DE-BE``; those of its zone's country where
            it is left out.
    """

    doer = None  # whoever opens the first site is on no register yet

    site: NewSiteId
    name_zh: Label
    name_en: Label
    timezone: Label = "Asia/Shanghai"
    country: Country | None = None

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)


class Rename(Command):
    """Put a centre's name right; what is left out stays as it was.

    Arguments:
        name_zh: its name in Chinese.
        name_en: its name in English.
        reason: why.
    """

    name_zh: Label | None = None
    name_en: Label | None = None
    reason: Text

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)


class _OfTimetable(Command):
    """Changes when the centre works: limits that have begun keep the timetable that they began with."""

    @property
    def target(self) -> str:
        """The site's own aggregate."""
        return site_id(self.site)


class SetHours(_OfTimetable):
    """Say when the centre works, from a day on; it replaces what was said for that day.

    Arguments:
        since: the first day.
        hours: the hours of its week.
        is_open_on_holidays: whether it works on holidays as on any day.
        reason: why.
    """

    since: InForceDay
    hours: HoursOfWeek
    is_open_on_holidays: bool = False
    reason: Text


class AnnounceClosing(_OfTimetable):
    """Say that the centre does not work on some days, beside holidays.

    Arguments:
        first: the first day.
        last: the last day.
        reason: why.
    """

    first: PlannedDay
    last: PlannedDay
    reason: Text


class WithdrawClosing(_OfTimetable):
    """Take back that the centre is closed on some days.

    Arguments:
        first: the first of the days that had been announced.
        reason: why.
    """

    first: PlannedDay
    reason: Text
