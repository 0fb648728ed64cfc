"""Whether somebody was on duty when customers got in touch."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import AwareDatetime, Field

from answerable.events.base import SiteId
from answerable.queries.base import Answer, Query


class CoveredHour(Answer):
    """An hour of a day of the week.

    Arguments:
        weekday: which day, Monday being 0.
        hour: from when on, by the site's clock.
        contacts: those that came in in it.
        unattended: of these, those of days on which nobody was on duty in it.
        people: how many were on duty in it on the average, by the roster that held.
    """

    weekday: int
    hour: int
    contacts: int
    unattended: int
    people: Decimal


class CoveredSite(Answer):
    """How many contacts came in at a site while nobody was on duty.

    Arguments:
        site: which.
        contacts: all that came in.
        unattended: those.
    """

    site: SiteId
    contacts: int
    unattended: int


class CoverageAnswer(Answer):
    """People on duty beside the contacts that came in.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        hours: every hour in which a contact came in or somebody was on duty, from Monday on.
        sites: each site with contacts or duties.
    """

    at: AwareDatetime
    first: date
    last: date
    hours: tuple[CoveredHour, ...]
    sites: tuple[CoveredSite, ...]


class Coverage(Query[CoverageAnswer]):
    """Was somebody on duty when customers got in touch? Up to today, from the first day on record.

    A duty counts as the roster has it: changed, or not at all where it was called off, or where whoever has
    it is on leave, gone or moved away, unless an approved swap gives it to somebody else (002-r15-1.8).

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)
